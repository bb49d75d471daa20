# Toolchain.cmake - how every file of the project is compiled: cache, linker, warnings, hardening, sanitizers.

find_program(AVOCET_CCACHE ccache)
if(AVOCET_CCACHE)
  # ccache can cache a file that uses a precompiled header only with this sloppiness; paths relative to the checkout let one
  # checkout use what another has compiled.
  set(CMAKE_CXX_COMPILER_LAUNCHER
      ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
      CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1
      ${AVOCET_CCACHE})
endif()

find_program(AVOCET_MOLD mold)
if(AVOCET_MOLD)
  add_link_options(-fuse-ld=mold)
endif()

add_compile_options(
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor -Wold-style-cast
  -Woverloaded-virtual -Wnull-dereference -Wformat=2 -Wimplicit-fallthrough
  -fstack-protector-strong)
add_compile_definitions(_GLIBCXX_ASSERTIONS)
add_link_options(-Wl,-z,relro,-z,now)

if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  add_compile_options(-fpch-preprocess)  # what ccache needs with g++
  # False alarms of g++ 12 inside libstdc++ at -O2.
  add_compile_options(-Wno-restrict -Wno-stringop-overflow -Wno-array-bounds -Wno-null-dereference)
else()
  add_compile_options(-Xclang -fno-pch-timestamp)
endif()

if(AVOCET_SANITIZE)
  add_compile_options(-fsanitize=${AVOCET_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${AVOCET_SANITIZE})
elseif(CMAKE_BUILD_TYPE MATCHES "Rel")
  add_compile_definitions(_FORTIFY_SOURCE=2)
endif()
if(AVOCET_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()
