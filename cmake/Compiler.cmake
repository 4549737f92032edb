# How everything is compiled. Release carries line tables (-g1) so that a crash report has file and line;
# full debug information would cost 60 % more build time.
find_program(CCACHE ccache)
if(CCACHE)
  # Precompiled headers are only cacheable with these settings.
  set(ENV{CCACHE_SLOPPINESS} pch_defines,time_macros,include_file_mtime,include_file_ctime)
  set(CMAKE_CXX_COMPILER_LAUNCHER
      ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime ${CCACHE})
endif()

set(CMAKE_CXX_FLAGS_RELEASE "-O2 -g1")
set(CMAKE_CXX_FLAGS_DEBUG "-O0 -g1")
add_compile_options(-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor -Woverloaded-virtual
                    -Wimplicit-fallthrough -fno-plt -fstack-protector-strong)
add_compile_definitions(_GLIBCXX_ASSERTIONS)
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
  # g++ 12 reports false positives from inlined libstdc++ code at -O2.
  add_compile_options(-fpch-preprocess -Wno-restrict -Wno-dangling-pointer -Wno-stringop-overflow -Wno-stringop-overread -Wno-array-bounds
                      -Wno-maybe-uninitialized)
else()
  add_compile_options(-Xclang -fno-pch-timestamp -Wno-sign-conversion)
endif()
option(ZHUPI_WERROR "Treat warnings as errors" OFF)
if(ZHUPI_WERROR)
  add_compile_options(-Werror)
endif()

set(ZHUPI_SANITIZE "" CACHE STRING "Sanitizers to build with, as for -fsanitize=")
if(ZHUPI_SANITIZE)
  add_compile_options(-fsanitize=${ZHUPI_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${ZHUPI_SANITIZE})
  add_compile_definitions(ZHUPI_SANITIZED)  # tests with random sequences take fewer of them: each costs thirty times more
elseif(CMAKE_BUILD_TYPE STREQUAL Release)
  add_compile_options(-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 -fstack-clash-protection -fcf-protection)
  add_link_options(-Wl,-z,relro,-z,now)
endif()

find_program(LLD ld.lld-19)
if(LLD AND CMAKE_CXX_COMPILER_ID STREQUAL Clang)
  add_link_options(-fuse-ld=lld)
endif()

