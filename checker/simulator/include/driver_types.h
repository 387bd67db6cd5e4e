// The types of the runtime API.
#pragma once
#pragma GCC system_header

#include "gaplab_sim/device_properties.hpp"
#include "gaplab_sim/errors.hpp"
#include "vector_types.h"
