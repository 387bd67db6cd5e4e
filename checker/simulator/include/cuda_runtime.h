// What nvcc includes by itself, for the simulated GPU. A file is preprocessed with -include cuda_runtime.h.
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

#include "gaplab_sim/qualifiers.hpp"
#include "gaplab_sim/primitives.hpp"
#include "gaplab_sim/vector_types.hpp"
#include "gaplab_sim/errors.hpp"
#include "gaplab_sim/device_properties.hpp"
#include "gaplab_sim/variables.hpp"
#include "gaplab_sim/launch.hpp"
#include "gaplab_sim/warp.hpp"
#include "gaplab_sim/atomics.hpp"
#include "gaplab_sim/api.hpp"
#include "gaplab_sim/math.hpp"
