// Both by hand: doctest derives the first from the second only where it is included for the first time (cmake/pch_test.hpp).
#define DOCTEST_CONFIG_IMPLEMENT
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>
