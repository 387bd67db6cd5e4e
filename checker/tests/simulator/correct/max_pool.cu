// max_pool: overlapping windows that remember where their maximum was; the gradient goes back there by atomicAdd.
#include "../check.hpp"

struct pooling {
  int planes, height, width, kernel, stride;
  __host__ __device__ int out_height() const { return (height - kernel) / stride + 1; }
  __host__ __device__ int out_width() const { return (width - kernel) / stride + 1; }
};

__host__ __device__ inline int place_of_maximum(const float* plane, const pooling& p, int oy, int ox) {
  int best = oy * p.stride * p.width + ox * p.stride;
  for (int y = oy * p.stride; y < oy * p.stride + p.kernel; ++y) {
    for (int x = ox * p.stride; x < ox * p.stride + p.kernel; ++x) {
      if (plane[y * p.width + x] > plane[best]) best = y * p.width + x;
    }
  }
  return best;
}

__global__ void max_pool_forward_kernel(float* y, int* argmax, const float* x, pooling p) {
  const int ox = blockIdx.x * blockDim.x + threadIdx.x;
  const int oy = blockIdx.y * blockDim.y + threadIdx.y;
  const int plane = blockIdx.z * blockDim.z + threadIdx.z;
  if (plane < p.planes && oy < p.out_height() && ox < p.out_width()) {
    const float* from = x + plane * p.height * p.width;
    const int o = (plane * p.out_height() + oy) * p.out_width() + ox;
    argmax[o] = place_of_maximum(from, p, oy, ox);
    y[o] = from[argmax[o]];
  }
}

__global__ void max_pool_backward_kernel(float* dx, const float* dy, const int* argmax, pooling p) {
  const int per_plane = p.out_height() * p.out_width();
  const int o = blockIdx.x * blockDim.x + threadIdx.x;
  if (o < p.planes * per_plane) atomicAdd(&dx[o / per_plane * p.height * p.width + argmax[o]], dy[o]);
}

int main() {
  const pooling p{5, 17, 22, 3, 2};
  const int outputs = p.planes * p.out_height() * p.out_width();
  std::vector<float> x(p.planes * p.height * p.width), dy(outputs), y(outputs), dx(x.size(), 0.f);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = static_cast<float>((i * 61) % 149);
  for (int o = 0; o < outputs; ++o) {
    dy[o] = static_cast<float>(o % 6) - 2.f;
    const int plane = o / (p.out_height() * p.out_width()), base = plane * p.height * p.width;
    const int place = place_of_maximum(&x[base], p, o / p.out_width() % p.out_height(), o % p.out_width());
    y[o] = x[base + place];
    dx[base + place] += dy[o];
  }
  const device_array<float> d_x(x), d_y(outputs), d_dy(dy);
  device_array<float> d_dx(x.size());
  const device_array<int> argmax(outputs);
  const dim3 block(8, 3, 2);
  const dim3 grid((p.out_width() + 7) / 8, (p.out_height() + 2) / 3, (p.planes + 1) / 2);
  max_pool_forward_kernel<<<grid, block>>>(d_y.data(), argmax.data(), d_x.data(), p);
  d_dx.zero();
  max_pool_backward_kernel<<<(outputs + 63) / 64, 64>>>(d_dx.data(), d_dy.data(), argmax.data(), p);
  CHECK_LAUNCH();
  return verdict("max_pool", d_y.to_host() == y && d_dx.to_host() == dx);  // whole numbers: exact in any order
}
