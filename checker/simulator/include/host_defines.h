// The qualifiers.
#pragma once
#pragma GCC system_header

#include "gaplab_sim/qualifiers.hpp"
