# Rooms.cmake - the map of the house, as build rules. A room is a library; its block names the rooms it may include.

# What every translation unit reads anyway, compiled once.
set(AVOCET_PCH <algorithm> <array> <atomic> <chrono> <cstdint> <cstring> <expected> <functional> <map> <memory> <mutex>
    <optional> <span> <string> <string_view> <thread> <unordered_map> <utility> <variant> <vector>)

function(avocet_defaults target)
  target_include_directories(${target} PUBLIC ${CMAKE_SOURCE_DIR})
  target_precompile_headers(${target} PRIVATE ${AVOCET_PCH})
endfunction()

# avocet_library(NAME [USES rooms…] [LINKS libraries…] SOURCES files… [TESTS files…] [TEST_LINKS libraries…])
function(avocet_library name)
  cmake_parse_arguments(ROOM "" "" "USES;LINKS;SOURCES;TESTS;TEST_LINKS" ${ARGN})
  add_library(avocet_${name} STATIC ${ROOM_SOURCES})
  add_library(avocet::${name} ALIAS avocet_${name})
  avocet_defaults(avocet_${name})
  foreach(room ${ROOM_USES})
    target_link_libraries(avocet_${name} PUBLIC avocet::${room})
  endforeach()
  target_link_libraries(avocet_${name} PRIVATE ${ROOM_LINKS} PUBLIC Threads::Threads)
  if(AVOCET_TESTS AND ROOM_TESTS)
    add_executable(${name}_tests ${ROOM_TESTS})
    target_include_directories(${name}_tests PRIVATE ${CMAKE_SOURCE_DIR})
    target_precompile_headers(${name}_tests PRIVATE ${AVOCET_PCH} <gtest/gtest.h>)
    target_link_libraries(${name}_tests PRIVATE avocet::${name} avocet::testing ${ROOM_TEST_LINKS} GTest::gtest_main)
    gtest_discover_tests(${name}_tests TEST_PREFIX ${name}. DISCOVERY_TIMEOUT 120
                         PROPERTIES TIMEOUT 300)
  endif()
endfunction()

# avocet_program(NAME [USES rooms…] [LINKS libraries…] SOURCES files…)
function(avocet_program name)
  cmake_parse_arguments(PROGRAM "" "" "USES;LINKS;SOURCES" ${ARGN})
  add_executable(${name} ${PROGRAM_SOURCES})
  avocet_defaults(${name})
  foreach(room ${PROGRAM_USES})
    target_link_libraries(${name} PRIVATE avocet::${room})
  endforeach()
  target_link_libraries(${name} PRIVATE ${PROGRAM_LINKS} Threads::Threads)
endfunction()
