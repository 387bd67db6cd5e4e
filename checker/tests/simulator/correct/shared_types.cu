// shared_types: extern __shared__ arrays of several types, one at namespace scope, one behind a template for any type.
#include "../check.hpp"

extern __shared__ float floats_of_file[];

__global__ void rotate_floats(float* x) {
  floats_of_file[threadIdx.x] = x[threadIdx.x];
  __syncthreads();
  x[threadIdx.x] = floats_of_file[(threadIdx.x + 1) % blockDim.x];
}

__global__ void rotate_rows(int* x) {
  extern __shared__ int rows[][5];
  for (int k = 0; k < 5; ++k) rows[threadIdx.x][k] = x[threadIdx.x * 5 + k];
  __syncthreads();
  for (int k = 0; k < 5; ++k) x[threadIdx.x * 5 + k] = rows[(threadIdx.x + 1) % blockDim.x][(k + 1) % 5];
}

__global__ void rotate_vectors(int4* x) {
  extern __shared__ int4 vectors[];
  vectors[threadIdx.x] = x[threadIdx.x];
  __syncthreads();
  const int4 v = vectors[(threadIdx.x + 1) % blockDim.x];
  x[threadIdx.x] = make_int4(v.y, v.z, v.w, v.x);
}

// One name cannot have two types in a template's instances, so they share bytes.
template <class T>
__device__ T* shared_memory() {
  extern __shared__ __align__(16) unsigned char bytes_of_template[];
  return reinterpret_cast<T*>(bytes_of_template);
}

template <class T>
__global__ void rotate_any(T* x) {
  T* const s = shared_memory<T>();
  s[threadIdx.x] = x[threadIdx.x];
  __syncthreads();
  x[threadIdx.x] = s[(threadIdx.x + 1) % blockDim.x];
}

template <class T>
bool any_type_works(int n) {
  std::vector<T> x(n), expected(n);
  for (int i = 0; i < n; ++i) x[i] = static_cast<T>(i);
  for (int i = 0; i < n; ++i) expected[i] = x[(i + 1) % n];
  const device_array<T> d(x);
  rotate_any<<<1, n, n * sizeof(T)>>>(d.data());
  CHECK_LAUNCH();
  return d.to_host() == expected;
}

int main() {
  const int n = 70;
  std::vector<float> floats(n);
  std::vector<int> rows(n * 5);
  std::vector<int4> vectors(n);
  for (int i = 0; i < n; ++i) {
    floats[i] = static_cast<float>(i);
    for (int k = 0; k < 5; ++k) rows[i * 5 + k] = 5 * i + k;
    vectors[i] = make_int4(i, i + 1, i + 2, i + 3);
  }
  const device_array<float> d_floats(floats);
  const device_array<int> d_rows(rows);
  const device_array<int4> d_vectors(vectors);
  rotate_floats<<<1, n, n * sizeof(float)>>>(d_floats.data());
  rotate_rows<<<1, n, n * 5 * sizeof(int)>>>(d_rows.data());
  rotate_vectors<<<1, n, n * sizeof(int4)>>>(d_vectors.data());
  CHECK_LAUNCH();
  const auto f = d_floats.to_host();
  const auto r = d_rows.to_host();
  const auto v = d_vectors.to_host();
  bool right = any_type_works<char>(65) && any_type_works<double>(100) && any_type_works<unsigned>(32);
  for (int i = 0; i < n; ++i) {
    const int next = (i + 1) % n;
    right = right && f[i] == floats[next];
    for (int k = 0; k < 5; ++k) right = right && r[i * 5 + k] == 5 * next + (k + 1) % 5;
    right = right && v[i].x == next + 1 && v[i].y == next + 2 && v[i].z == next + 3 && v[i].w == next;
  }
  return verdict("shared_types", right);
}
