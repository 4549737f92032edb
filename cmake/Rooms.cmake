# A room is a folder of src/: one static library, and one test program from its *_test.cpp files.
#
#   zhupi_room(store FLOOR 5 USES approval catalog LINKS PkgConfig::sqlite3)
#
# USES names rooms; each must stand on a lower floor (docs: ARCHITECTURE.md, "Floors"). LINKS names third-party
# libraries; they are linked privately, so that no other room can include their headers by accident.
#
include(Precompiled)

function(zhupi_room name)
  cmake_parse_arguments(ROOM "" "FLOOR" "USES;LINKS" ${ARGN})
  set_property(GLOBAL PROPERTY ZHUPI_FLOOR_${name} ${ROOM_FLOOR})

  file(GLOB_RECURSE sources CONFIGURE_DEPENDS *.cpp)
  set(tests ${sources})
  list(FILTER sources EXCLUDE REGEX "_test\\.cpp$")
  list(FILTER tests INCLUDE REGEX "_test\\.cpp$")

  set(target zhupi_${name})
  add_library(${target} STATIC ${sources})
  target_include_directories(${target} PUBLIC ${PROJECT_SOURCE_DIR}/src ${ZHUPI_GENERATED})
  target_link_libraries(${target} PRIVATE ${ROOM_LINKS} Threads::Threads)
  add_dependencies(${target} zhupi_lists)
  foreach(room IN LISTS ROOM_USES)
    get_property(floor GLOBAL PROPERTY ZHUPI_FLOOR_${room})
    if(NOT floor OR NOT floor LESS ${ROOM_FLOOR})
      message(FATAL_ERROR "room '${name}' (floor ${ROOM_FLOOR}) may not use '${room}' (floor '${floor}'): "
                          "only lower floors. Move the code down, or pass what it needs as an argument.")
    endif()
    target_link_libraries(${target} PUBLIC zhupi_${room})
  endforeach()
  target_precompile_headers(${target} REUSE_FROM zhupi_pch)
  zhupi_batches(${target})

  if(tests)
    add_executable(${name}_test ${tests})
    target_link_libraries(${name}_test PRIVATE zhupi_test_main ${target} ${ROOM_LINKS})
    target_precompile_headers(${name}_test REUSE_FROM zhupi_test_main)
    zhupi_batches(${name}_test)
    target_compile_definitions(${name}_test PRIVATE ZHUPI_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
    set_target_properties(${name}_test PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/tests)
    add_test(NAME ${name} COMMAND ${name}_test WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
  endif()
endfunction()
