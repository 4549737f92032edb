# What is a list (error codes, permissions, event types, ...) is written once in lists/ and generated for C++ here,
# and by the same script for the documentation and the front end.
find_package(Python3 REQUIRED COMPONENTS Interpreter)
set(ZHUPI_GENERATED ${PROJECT_BINARY_DIR}/generated)
file(GLOB_RECURSE ZHUPI_LIST_FILES CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/lists/*.json)
add_custom_command(
  OUTPUT ${ZHUPI_GENERATED}/lists.stamp
  COMMAND Python3::Interpreter ${PROJECT_SOURCE_DIR}/scripts/generate_lists.py --cpp ${ZHUPI_GENERATED}
  COMMAND ${CMAKE_COMMAND} -E touch ${ZHUPI_GENERATED}/lists.stamp
  DEPENDS ${ZHUPI_LIST_FILES} ${PROJECT_SOURCE_DIR}/scripts/generate_lists.py
  COMMENT "Generating C++ from lists/")
add_custom_target(zhupi_lists DEPENDS ${ZHUPI_GENERATED}/lists.stamp)
