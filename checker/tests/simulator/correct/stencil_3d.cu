// stencil_3d: the 7-point Laplacian of a volume with blocks of 8x4x3 threads, and the same marching along z.
#include "../check.hpp"

struct volume {
  int nx, ny, nz;
  __host__ __device__ int size() const { return nx * ny * nz; }
  __host__ __device__ int at(int x, int y, int z) const { return (z * ny + y) * nx + x; }
  __host__ __device__ bool inner(int x, int y, int z) const {
    return x > 0 && y > 0 && z > 0 && x < nx - 1 && y < ny - 1 && z < nz - 1;
  }
};

template <class T>
__host__ __device__ T laplacian(const T* u, const volume& v, int x, int y, int z) {
  return u[v.at(x - 1, y, z)] + u[v.at(x + 1, y, z)] + u[v.at(x, y - 1, z)] + u[v.at(x, y + 1, z)] +
         u[v.at(x, y, z - 1)] + u[v.at(x, y, z + 1)] - 6 * u[v.at(x, y, z)];
}

__global__ void laplacian_3d(const int* u, int* out, volume v) {
  const int x = blockIdx.x * blockDim.x + threadIdx.x;
  const int y = blockIdx.y * blockDim.y + threadIdx.y;
  const int z = blockIdx.z * blockDim.z + threadIdx.z;
  if (x >= v.nx || y >= v.ny || z >= v.nz) return;
  out[v.at(x, y, z)] = v.inner(x, y, z) ? laplacian(u, v, x, y, z) : 0;
}

// A thread keeps its column's last three values in registers; each plane is shared by the block.
__global__ void laplacian_marching(const int* u, int* out, volume v) {
  extern __shared__ int plane[];
  const int x = blockIdx.x * (blockDim.x - 2) + threadIdx.x, y = blockIdx.y * (blockDim.y - 2) + threadIdx.y;
  const bool inside = x < v.nx && y < v.ny;
  const bool owner = threadIdx.x > 0 && threadIdx.y > 0 && threadIdx.x < blockDim.x - 1 && threadIdx.y < blockDim.y - 1;
  const int p = threadIdx.y * blockDim.x + threadIdx.x;
  int below = 0, here = inside ? u[v.at(x, y, 0)] : 0;
  for (int z = 0; z < v.nz; ++z) {
    const int above = inside && z + 1 < v.nz ? u[v.at(x, y, z + 1)] : 0;
    plane[p] = here;
    __syncthreads();
    if (owner && inside && v.inner(x, y, z)) {
      out[v.at(x, y, z)] =
          plane[p - 1] + plane[p + 1] + plane[p - blockDim.x] + plane[p + blockDim.x] + below + above - 6 * here;
    }
    __syncthreads();
    below = here;
    here = above;
  }
}

int main() {
  const volume v{21, 13, 10};
  std::vector<int> u(v.size()), expected(v.size(), 0);
  for (int i = 0; i < v.size(); ++i) u[i] = (i * i) % 23;
  for (int z = 1; z < v.nz - 1; ++z) {
    for (int y = 1; y < v.ny - 1; ++y) {
      for (int x = 1; x < v.nx - 1; ++x) expected[v.at(x, y, z)] = laplacian(u.data(), v, x, y, z);
    }
  }
  const device_array<int> d_u(u);
  device_array<int> direct(v.size()), marching(v.size());
  const dim3 block(8, 4, 3);
  const dim3 grid((v.nx + 7) / 8, (v.ny + 3) / 4, (v.nz + 2) / 3);
  laplacian_3d<<<grid, block>>>(d_u.data(), direct.data(), v);
  CHECK_LAUNCH();
  marching.zero();
  const dim3 flat(10, 6);
  laplacian_marching<<<dim3((v.nx - 2 + 7) / 8, (v.ny - 2 + 3) / 4), flat, flat.x * flat.y * sizeof(int)>>>(
      d_u.data(), marching.data(), v);
  CHECK_LAUNCH();
  return verdict("stencil_3d", direct.to_host() == expected && marching.to_host() == expected);
}
