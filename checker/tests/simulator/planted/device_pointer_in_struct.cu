// EXPECT: device_pointer_on_host
// The network lies on the GPU, and the host reads its size out of it.
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>

static void check(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(error));
  std::exit(1);
}

struct network {
  int layers;
  float rate;
};

__global__ void set_up(network* net) {
  net->layers = 5;
  net->rate = 0.01f;
}

static int parameters_of(const network* net) {
  return net->layers * 1000;  // BUG
}

int main() {
  network* net;
  check(cudaMalloc(&net, sizeof(network)));
  set_up<<<1, 1>>>(net);
  check(cudaGetLastError());
  check(cudaDeviceSynchronize());
  int parameters = parameters_of(net);
  check(cudaFree(net));
  std::printf("%d\n", parameters);
}
