// struct_arguments: a view with strides, a matrix and a pair go to kernels by value; host and device share functions.
#include "../check.hpp"

template <typename T>
struct view3 {
  T* data;
  int size[3];
  long long stride[3];

  __host__ __device__ T& operator()(int i, int j, int k) const {
    return data[i * stride[0] + j * stride[1] + k * stride[2]];
  }
};

struct affine {
  float m[2][2];
  float2 shift;

  __host__ __device__ float2 operator()(float2 p) const {
    return {m[0][0] * p.x + m[0][1] * p.y + shift.x, m[1][0] * p.x + m[1][1] * p.y + shift.y};
  }
};

__global__ void copy_strided(view3<const int> from, view3<int> to) {
  const int k = blockIdx.x * blockDim.x + threadIdx.x, j = blockIdx.y * blockDim.y + threadIdx.y, i = blockIdx.z;
  if (j < from.size[1] && k < from.size[2]) to(i, j, k) = from(i, j, k);
}

__global__ void transform(float2* points, int n, const affine map) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) points[i] = map(points[i]);
}

int main() {
  const int I = 3, J = 14, K = 33;
  std::vector<int> x(I * J * K);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = static_cast<int>(i);
  const device_array<int> d_x(x), d_y(x.size());
  const view3<const int> from{d_x.data(), {I, J, K}, {J * K, K, 1}};
  const view3<int> to{d_y.data(), {I, J, K}, {1, I, I * J}};  // k is the slowest
  copy_strided<<<dim3((K + 15) / 16, (J + 3) / 4, I), dim3(16, 4)>>>(from, to);
  CHECK_LAUNCH();
  std::vector<int> y = d_y.to_host();
  const view3<int> host_y{y.data(), {I, J, K}, {1, I, I * J}};
  bool right = true;
  for (int i = 0; i < I; ++i)
    for (int j = 0; j < J; ++j)
      for (int k = 0; k < K; ++k) right = right && host_y(i, j, k) == x[(i * J + j) * K + k];

  const int n = 130;
  std::vector<float2> points(n);
  for (int i = 0; i < n; ++i) points[i] = make_float2(static_cast<float>(i), 0.5f);
  const affine quarter_turn{{{0.f, -1.f}, {1.f, 0.f}}, make_float2(2.f, -3.f)};
  const device_array<float2> d_points(points);
  transform<<<2, 65>>>(d_points.data(), n, quarter_turn);
  CHECK_LAUNCH();
  const auto turned = d_points.to_host();
  for (int i = 0; i < n; ++i) {
    const float2 expected = quarter_turn(points[i]);
    right = right && turned[i].x == expected.x && turned[i].y == expected.y;
  }
  return verdict("struct_arguments", right);
}
