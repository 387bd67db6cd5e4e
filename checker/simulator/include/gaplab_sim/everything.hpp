// All of CUDA C++ that the simulated GPU has.
#pragma once
#pragma GCC system_header

#include <cassert>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <new>
#include <utility>

#include "api.hpp"
#include "atomics.hpp"
#include "device_properties.hpp"
#include "errors.hpp"
#include "launch.hpp"
#include "math.hpp"
#include "primitives.hpp"
#include "qualifiers.hpp"
#include "variables.hpp"
#include "vector_types.hpp"
#include "warp.hpp"
