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

#include "qualifiers.hpp"
#include "primitives.hpp"
#include "vector_types.hpp"
#include "errors.hpp"
#include "device_properties.hpp"
#include "variables.hpp"
#include "launch.hpp"
#include "warp.hpp"
#include "atomics.hpp"
#include "api.hpp"
#include "math.hpp"
