// What is taken from clang's opinion of a CUDA file, and what is not.
#include <fmt/format.h>

#include "base/files.hpp"
#include "catch.hpp"
#include "compile/cuda_lint.hpp"
#include "compile/find_program.hpp"
#include "compile/second_opinion.hpp"
#include "compile/worker_build.hpp"

using namespace gaplab;
using gaplab::test::holds;
namespace fs = std::filesystem;

namespace {

/// None where there is no clang.
std::optional<opinion> opinion_of(const std::string& text, const std::vector<std::string>& options = {}) {
  const auto clang = find_program("clang++");
  if (!clang) {
    WARN("not run: no clang++");
    return std::nullopt;
  }
  const temporary_folder work;
  const fs::path file = work.path() / "file.cu";
  write_file_atomically(file, text);
  const compile_cache cache(work.path() / "cache");
  const compile_command command{clang->string(), identity_of(*clang), options, file};
  const fs::path headers = fs::path(GAPLAB_SOURCE_DIR) / "checker/simulator/include";
  const opinion first = ask_clang(command, headers, cache)->finish();
  const auto again = ask_clang(command, headers, cache);
  CHECK(again->cached());
  CHECK(again->finish().words == first.words);
  return first;
}

std::string words_of(const std::string& text) {
  const auto said = opinion_of(text);
  return said ? said->words : "";
}

}  // namespace

TEST_CASE("clang's messages are reduced to what is certain") {
  CHECK(cuda_mistakes("a.cu:3: error: call to global function 'k' not configured\n") ==
        "a.cu:3: error: k is a kernel: launch it, as k<<<blocks, threads>>>(...)\n");
  CHECK(cuda_mistakes("a.cu:3: error: kernel function type 'int (int *)' must have void return type\n") ==
        "a.cu:3: error: a kernel must return void; the type of this one is int (int *)\n");
  CHECK(
      cuda_mistakes("a.cu:9: error: no matching function for call to 'f'\n"
                    "a.cu:2: note: candidate function not viable: call to __host__ function from __global__ function\n"
                    "a.cu:9: error: reference to __host__ function 'g' in __device__ function\n"
                    "a.cu:4: note: 'g' declared here\n") ==
      "a.cu:9: error: f is a host function, which a kernel cannot call: put __device__ before it\n"
      "a.cu:9: error: g is a host function, which a kernel cannot call: put __device__ before it\n");
  CHECK_THAT(cuda_mistakes("a.cu:9: error: no matching function for call to 'f'\n"
                           "a.cu:2: note: candidate function not viable: call to __device__ function from __host__ "
                           "function\n"),
             holds("a.cu:9: error: f is a __device__ function"));
}

TEST_CASE("whatever else clang says is nobody's fault") {
  for (const char* said :
       {"a.cu:1: error: unknown type name 'nonsense'\n", "a.cu:1: error: no matching function for call to 'f'\n",
        "a.cu:9: error: no matching function for call to 'f'\na.cu:2: note: requires 1 argument\n",
        "/usr/include/x.h:9: error: call to global function 'k' not configured\n",
        "a.cu:9: error: reference to __host__ function 'tgammal' in __global__ function\n"
        "/usr/include/math.h:4: note: 'tgammal' declared here\n",
        "a.cu:9: error: no matching function for call to 'operator new'\n"
        "/usr/include/c++/12/new:4: note: candidate function not viable: call to __host__ function from __global__ "
        "function\n",
        ": error: \n", "error", "a.cu:9: note: 'f' declared here\n"}) {
    CHECK(cuda_mistakes(said).empty());
  }
}

TEST_CASE("a function that is called on the wrong side is found") {
  const std::string host =
      words_of("float f(float x) { return x; }\n__global__ void k(float* p) {\n  p[0] = f(1);\n}\n");
  if (host.empty()) return;
  CHECK_THAT(host, holds("file.cu:3: error: f is a host function, which a kernel cannot call"));
  CHECK_THAT(words_of("struct view { float* p; float& at(int i) const { return p[i]; } };\n"
                      "__global__ void k(view v) {\n  v.at(0) = 1;\n}\n"),
             holds("file.cu:3: error: at is a host function"));
  CHECK_THAT(
      words_of("#include <vector>\n__global__ void k(float* p) {\n  std::vector<int> v;\n  v.push_back(1);\n}\n"),
      holds("file.cu:4: error: push_back is host code, which a kernel cannot call"));
  CHECK_THAT(words_of("__device__ int f() { return 1; }\nint main() {\n  return f();\n}\n"),
             holds("file.cu:3: error: f is a __device__ function"));
  CHECK_THAT(words_of("__global__ void k() {}\nint main() {\n  k();\n}\n"), holds("file.cu:3: error: k is a kernel"));
  CHECK_THAT(words_of("__global__ int k() { return 1; }\n"), holds("file.cu:1: error: a kernel must return void"));
}

TEST_CASE("what nvcc accepts, clang's opinion lets pass") {
  CHECK(words_of(R"(#include <algorithm>
#include <cstdio>
#include <vector>
constexpr int twice(int x) { return 2 * x; }
__host__ __device__ float both(float x) { return x + 1; }
__device__ float own(float x) { return both(x) * sqrtf(x) + fabs(x) + std::sqrt(x) + expf(x) + std::abs(-1); }
template <class F> __global__ void apply(F f, float* p) { p[threadIdx.x + blockIdx.x * blockDim.x] = f(p[0]); }
template <class T> __global__ void __launch_bounds__(256) k(T* p) {
  __shared__ T s[32];
  extern __shared__ float more[];
  s[threadIdx.x] = own(p[0]) + twice(3) + static_cast<float>(clock());
  __syncthreads();
  s[0] = __shfl_down_sync(0xffffffffu, s[0], 1) + __ballot_sync(~0u, true) + more[0] + __ldg(p);
  atomicAdd(p, s[0]);
  int* q = new int[4];
  q[0] = min(1, 2) + max(1u, 2u) + std::max(1, 2);
  delete[] q;
  if (threadIdx.x == 0) printf("%f\n", double(s[0]));
  float4 v = make_float4(1, 2, 3, 4);
  p[1] = v.x;
}
struct functor { __device__ float operator()(float x) const { return 2 * x; } };
int main() {
  std::vector<float> host(32);
  float* p = nullptr;
  cudaMalloc(&p, 4);
  k<<<dim3(1, 2), 32, 4, 0>>>(p);
  apply<<<1, 1>>>(functor(), p);
  apply<<<1, 1>>>([] __device__(float x) { return x; }, p);
  return cudaGetLastError() != cudaSuccess || both(host[0]) > 0;
})") == "");
}
