// What the programs of figures share: small tensors of whole numbers over one scale, in the device's memory.
#pragma once

#include <cuda_runtime.h>

/// Up to 64 numbers, each values[i] / scale. The caller frees them.
inline float* on_device(const int* values, int count, float scale) {
  float host[64];
  for (int i = 0; i < count; ++i) host[i] = values[i] / scale;
  float* data;
  cudaMalloc(&data, count * sizeof(float));
  cudaMemcpy(data, host, count * sizeof(float), cudaMemcpyHostToDevice);
  return data;
}
