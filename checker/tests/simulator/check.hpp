// What the small CUDA programs of this folder share: checked calls, device memory that frees itself, comparison.
#pragma once

#include <cuda_runtime.h>

#include <cmath>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <vector>

/// Ends the program with status 1 if a CUDA call fails.
#define CHECK(call)                                                                                        \
  do {                                                                                                     \
    const cudaError_t check_error = (call);                                                                \
    if (check_error != cudaSuccess) {                                                                      \
      std::fprintf(stderr, "%s:%d: %s: %s\n", __FILE__, __LINE__, #call, cudaGetErrorString(check_error)); \
      std::exit(1);                                                                                        \
    }                                                                                                      \
  } while (0)

/// After a launch: was it accepted, and did the kernel end well?
#define CHECK_LAUNCH()              \
  do {                              \
    CHECK(cudaGetLastError());      \
    CHECK(cudaDeviceSynchronize()); \
  } while (0)

/// Device memory for `size` elements of T, freed at the end of its scope.
template <class T>
class device_array {
 public:
  explicit device_array(std::size_t size) : m_size(size) { CHECK(cudaMalloc(&m_data, size * sizeof(T))); }
  explicit device_array(const std::vector<T>& host) : device_array(host.size()) {
    CHECK(cudaMemcpy(m_data, host.data(), m_size * sizeof(T), cudaMemcpyHostToDevice));
  }
  ~device_array() { CHECK(cudaFree(m_data)); }
  device_array(const device_array&) = delete;
  device_array& operator=(const device_array&) = delete;

  T* data() const { return m_data; }
  std::size_t size() const { return m_size; }
  void zero() { CHECK(cudaMemset(m_data, 0, m_size * sizeof(T))); }
  std::vector<T> to_host() const {
    std::vector<T> host(m_size);
    CHECK(cudaMemcpy(host.data(), m_data, m_size * sizeof(T), cudaMemcpyDeviceToHost));
    return host;
  }

 private:
  T* m_data = nullptr;
  std::size_t m_size;
};

/// True if each element is within tolerance * max(1, |expected|). NaN is never close.
template <class T, class U>
bool all_close(const std::vector<T>& got, const std::vector<U>& expected, double tolerance) {
  if (got.size() != expected.size()) return false;
  for (std::size_t i = 0; i < got.size(); ++i) {
    const double want = static_cast<double>(expected[i]);
    const double error = std::fabs(static_cast<double>(got[i]) - want);
    if (!(error <= tolerance * std::fmax(1.0, std::fabs(want)))) {
      std::fprintf(stderr, "element %zu: expected %g, got %g\n", i, want, static_cast<double>(got[i]));
      return false;
    }
  }
  return true;
}

/// Prints the program's one line; returns main()'s status.
inline int verdict(const char* name, bool right) {
  std::printf("%s: %s\n", name, right ? "right" : "WRONG");
  return right ? 0 : 1;
}
