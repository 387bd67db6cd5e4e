// reduce_last_block_leader: a barrier, then one thread fences and counts its block in; a barrier tells the others.
#include "../check.hpp"

// Counts this block in after all its threads' work, and returns to all of them whether it was the last one.
__device__ bool last_to_arrive(unsigned* arrived) {
  __shared__ bool last;
  __syncthreads();
  if (threadIdx.x == 0) {
    __threadfence();
    last = atomicInc(arrived, gridDim.x - 1) == gridDim.x - 1;  // wraps to 0, ready for the next launch
    __threadfence();
  }
  __syncthreads();
  return last;
}

// y = x / ||x||: each block squares its part, the last one adds the parts and scales the whole vector.
__global__ void normalise(const float* x, float* squares, float* y, int n, unsigned* arrived) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) squares[i] = x[i] * x[i];
  if (!last_to_arrive(arrived)) return;
  __shared__ float s[192];
  float sum = 0.f;
  for (int k = threadIdx.x; k < n; k += blockDim.x) sum += squares[k];
  s[threadIdx.x] = sum;
  __syncthreads();
  for (int width = 96; width >= 3; width /= 2) {
    if (threadIdx.x < width) s[threadIdx.x] += s[threadIdx.x + width];
    __syncthreads();
  }
  const float scale = rsqrtf(s[0] + s[1] + s[2]);  // 192 = 64 * 3: three sums are left
  for (int k = threadIdx.x; k < n; k += blockDim.x) y[k] = scale * x[k];
}

int main() {
  const int n = 2500, threads = 192;
  std::vector<float> x(n);
  double squares = 0;
  for (int i = 0; i < n; ++i) {
    x[i] = std::cos(0.3f * static_cast<float>(i));
    squares += static_cast<double>(x[i]) * x[i];
  }
  std::vector<double> expected(x.begin(), x.end());
  for (double& e : expected) e /= std::sqrt(squares);

  const device_array<float> d_x(x), d_squares(n), d_y(n);
  device_array<unsigned> arrived(1);
  arrived.zero();
  bool right = true;
  for (int repeat = 0; repeat < 2; ++repeat) {
    normalise<<<(n + threads - 1) / threads, threads>>>(d_x.data(), d_squares.data(), d_y.data(), n, arrived.data());
    CHECK_LAUNCH();
    right = right && all_close(d_y.to_host(), expected, 1e-5) && arrived.to_host()[0] == 0;
  }
  return verdict("reduce_last_block_leader", right);
}
