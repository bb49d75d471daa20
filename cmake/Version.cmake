# Version.cmake - the version and the commit that `avocet --version` and /v1/metadata/version print.
set(AVOCET_VERSION ${PROJECT_VERSION})
execute_process(COMMAND git rev-parse --short=12 HEAD WORKING_DIRECTORY ${CMAKE_SOURCE_DIR}
                OUTPUT_VARIABLE AVOCET_COMMIT OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
if(NOT AVOCET_COMMIT)
  set(AVOCET_COMMIT unknown)
endif()
