// What CUDA has here is for launches from kernels, which the simulated GPU refuses.
#pragma once
#pragma GCC system_header

#include "cuda_runtime.h"
