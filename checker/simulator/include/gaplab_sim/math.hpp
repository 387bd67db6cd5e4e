// Device mathematics and intrinsics, and the functions by which threads wait for each other.
#pragma once
#pragma GCC system_header

// The C header of the C++ library, for abs, sqrt, isnan and the like with all their overloads outside of std.
#include <math.h>

#include "cached_access.hpp"
#include "conversions.hpp"
#include "fast_math.hpp"
#include "integer_intrinsics.hpp"
#include "math_functions.hpp"
#include "min_max.hpp"
#include "packed_integers.hpp"
#include "rounding.hpp"
#include "thread_control.hpp"
