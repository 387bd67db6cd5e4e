// float4 and its like.
#pragma once
#pragma GCC system_header

#include "gaplab_sim/vector_types.hpp"
