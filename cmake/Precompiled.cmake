# What is worked through once instead of once for each file or room: precompiled headers, doctest's main(), and with
# ZHUPI_UNITY the headers and templates of up to eight files. A whole build then takes half the time and a small change more.
option(ZHUPI_UNITY "Compile the files of a room in batches; for builds from nothing" OFF)

# zhupi_batches(TARGET): scripts/batch_sources.py says which files may share a translation unit.
function(zhupi_batches target)
  if(NOT ZHUPI_UNITY)
    return()
  endif()
  get_target_property(sources ${target} SOURCES)
  list(FILTER sources EXCLUDE REGEX "^${ZHUPI_GENERATED}")
  execute_process(COMMAND ${Python3_EXECUTABLE} ${PROJECT_SOURCE_DIR}/scripts/batch_sources.py 8 ${sources}
                  WORKING_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR} OUTPUT_VARIABLE lines COMMAND_ERROR_IS_FATAL ANY)
  string(REGEX MATCHALL "[^\n]+" lines "${lines}")
  foreach(line IN LISTS lines)
    if(line MATCHES "^([1-9][0-9]*) (.+)$")
      set_source_files_properties(${CMAKE_MATCH_2} PROPERTIES UNITY_GROUP ${CMAKE_MATCH_1})
    endif()
  endforeach()
  set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/scripts/batch_sources.py)
endfunction()

file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/precompiled.cpp CONTENT "")
add_library(zhupi_pch OBJECT ${PROJECT_BINARY_DIR}/precompiled.cpp)
target_precompile_headers(zhupi_pch PRIVATE ${PROJECT_SOURCE_DIR}/cmake/pch.hpp)

# The tests' own files are compiled with -Og where what they test has -O2: to compile them took a third of a build. Not with -O0,
# which compiles no faster here and makes the templates they share with the rooms two or three times slower.
add_library(zhupi_test_main OBJECT ${PROJECT_SOURCE_DIR}/cmake/test_main.cpp)
target_compile_options(zhupi_test_main PUBLIC $<$<CONFIG:Release>:-Og>)
target_precompile_headers(zhupi_test_main PRIVATE ${PROJECT_SOURCE_DIR}/cmake/pch_test.hpp)
