// The runtime API; here one header has everything.
#pragma once
#pragma GCC system_header

#include "gaplab_sim/everything.hpp"
