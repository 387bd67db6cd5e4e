// The types of the runtime API.
#pragma once
#pragma GCC system_header

#include "driver_types.h"
