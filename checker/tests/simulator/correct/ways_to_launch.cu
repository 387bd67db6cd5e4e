// ways_to_launch: kernels in namespaces, templates, pointers to kernels, launches in macros, lambdas and templates.
#include "../check.hpp"

#define LAUNCH(kernel, n, ...)                      \
  do {                                              \
    kernel<<<((n) + 99) / 100, 100>>>(__VA_ARGS__); \
    CHECK_LAUNCH();                                 \
  } while (0)

namespace arithmetic {
namespace detail {
__device__ inline int index() { return blockIdx.x * blockDim.x + threadIdx.x; }
}  // namespace detail

template <typename T>
__global__ void fill(T* x, T value, int n) {
  const int i = detail::index();
  if (i < n) x[i] = value;
}
template <int factor, typename T, typename... U>
__global__ void multiply_add(T* x, int n, U... terms) {
  const int i = detail::index();
  if (i < n) x[i] = x[i] * factor + (T(terms) + ... + T(0));
}
}  // namespace arithmetic

namespace {
struct square {
  template <class T>
  __host__ __device__ T operator()(T v) const {
    return v * v;
  }
};
template <class T, class F>
__global__ void apply(T* x, int n, F f) {
  for (int i = arithmetic::detail::index(); i < n; i += gridDim.x * blockDim.x) x[i] = f(x[i]);
}
__global__ void add_one(int* x, int n) {
  if (const int i = arithmetic::detail::index(); i < n) ++x[i];
}
__global__ void negate(int* x, int n) {
  if (const int i = arithmetic::detail::index(); i < n) x[i] = -x[i];
}
}  // namespace

template <class F, class T>
void apply_to(const device_array<T>& x, F f) {
  apply<T, F><<<2, dim3{64}>>>(x.data(), static_cast<int>(x.size()), f);
  CHECK_LAUNCH();
}

class launcher {
 public:
  explicit launcher(int threads) : m_threads(threads) {}
  void run(void (*kernel)(int*, int), int* x, int n) const {
    const auto blocks = [&] { return (n + m_threads - 1) / m_threads; };
    (*kernel)<<<blocks(), m_threads, 0, nullptr>>>(x, n);
    CHECK_LAUNCH();
  }

 private:
  int m_threads;
};

int main() {
  using namespace arithmetic;
  const int n = 777;
  const device_array<int> x(n);
  const device_array<double> d(n);
  fill<<<(n + 127) / 128, 128>>>(x.data(), 3, n);                    // T is deduced
  arithmetic::fill<double><<<dim3(8), dim3(100)>>>(d.data(), 3, n);  // T is given, the argument converted
  CHECK_LAUNCH();
  LAUNCH((multiply_add<2, int>), n, x.data(), n);                     // 6
  LAUNCH(multiply_add<(3 > 2 ? 10 : 1)>, n, x.data(), n, 1, 2L, 3u);  // 66
  void (*const table[])(int*, int) = {add_one, &negate};
  for (const auto& kernel : table) launcher(96).run(kernel, x.data(), n);  // -67
  const auto again = [&](auto kernel, int times) {
    for (int t = 0; t < times; ++t) kernel<<<7, 111>>>(x.data(), n);
    return cudaGetLastError();
  };
  CHECK(again(negate, 3));   // 67
  CHECK(again(add_one, 2));  // 69
  apply_to(x, square());     // 4761
  apply_to(d, square{});
  if (n > 700)
    fill<<<1, 1>>>(x.data(), 5, 1);
  else
    add_one<<<1, 1>>>(x.data(), 1);
  CHECK_LAUNCH();
  std::vector<int> expected(n, 4761);
  expected[0] = 5;
  return verdict("ways_to_launch", x.to_host() == expected && d.to_host() == std::vector<double>(n, 9.0));
}
