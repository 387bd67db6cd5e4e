// What nvcc includes by itself, for the simulated GPU. A file is preprocessed with -include cuda_runtime.h.
#pragma once
#pragma GCC system_header

#include "gaplab_sim/everything.hpp"

// clang's thread sanitizer counts on its runtime's own memcpy() to see what a copy reads and writes. Here the program's
// copies go to the runtime's checked ones by name.
#if defined(__clang__) && defined(GAPLAB_SIM_CHECK)
__asm__(".set memcpy, __tsan_memcpy\n.set memmove, __tsan_memmove\n.set memset, __tsan_memset\n");
#endif
