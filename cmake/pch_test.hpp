// Precompiled once for every test: the tests are built without optimisation, and precompiled headers only fit their own flags.
#pragma once
#include "pch.hpp"

#include <doctest/doctest.h>
