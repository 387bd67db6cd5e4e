// The driver API is not there: the simulated GPU has the runtime API only, and a program that calls cuInit() or
// cuLaunchKernel() does not compile. Programs that include this header out of habit find the version.
#pragma once
#pragma GCC system_header

#include "cuda_runtime.h"

#define CUDA_VERSION 13000
