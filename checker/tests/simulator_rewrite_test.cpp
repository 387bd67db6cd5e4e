// The rewriter of the simulated GPU: what it makes of CUDA C++, what it refuses, and what it must leave alone.
#include "translate/rewrite.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <random>
#include <set>

#include "base/files.hpp"
#include "base/text.hpp"
#include "catch.hpp"
#include "run/process.hpp"

using namespace gaplab;
using gaplab::test::holds;
namespace fs = std::filesystem;

namespace {

/// As the preprocessor marks the user's file.
std::string as_file(const std::string& text) { return "# 1 \"a.cu\"\n" + text + "\n"; }

sim::rewritten rewrite(const std::string& text, bool check = true) {
  return sim::rewrite(as_file(text), sim::rewrite_options{check});
}

std::string checked(const std::string& text) {
  const sim::rewritten made = rewrite(text);
  CHECK(made.refusals.empty());
  return made.text;
}

std::string fast(const std::string& text) {
  const sim::rewritten made = rewrite(text, false);
  CHECK(made.refusals.empty());
  return made.text;
}

/// A kernel with that body.
std::string kernel(const std::string& body) { return "__global__ void k(float* p, int n) { " + body + " }"; }

std::vector<std::string> told(const std::vector<sim::refusal>& refusals) {
  std::vector<std::string> lines;
  for (const sim::refusal& one : refusals) {
    CHECK(!one.advice.empty());
    lines.push_back(fmt::format("{}:{} {}", one.file, one.line, one.name));
  }
  return lines;
}

std::vector<std::string> refused(const std::string& text) {
  std::vector<std::string> in_check = told(rewrite(text, true).refusals);
  CHECK(told(rewrite(text, false).refusals) == in_check);
  return in_check;
}

using lines = std::vector<std::string>;

/// What no program of CUDA's own is left in, once it is rewritten.
void check_plain(const std::string& text) {
  for (const char* word : {"__global__", "__device__", "__shared__", "__constant__", "threadIdx", "blockIdx"}) {
    CHECK_THAT(text, !holds(word));
  }
}

}  // namespace

TEST_CASE("a launch becomes a call") {
  const std::string call = "(auto&... gaplab_a) __attribute__((no_sanitize(\"thread\"))) { ";
  for (const bool check : {true, false}) {
    const std::string text = rewrite("void f() { k<float><<<g, (n + 3) / 4, 0, s>>>(p, n); }", check).text;
    CHECK_THAT(text, holds("::gaplab::sim::launch(::gaplab::sim::launch_config(g, (n + 3) / 4, 0, s), "
                           "\"k<float>\", [&]" +
                           call + "k<float>(gaplab_a...); })(p, n); }"));
  }
  CHECK_THAT(checked("void f() { if (n) ns::k<<<1, 2>>>(p); else ::k<<<1, 2>>>(p); }"),
             holds("if (n)  ::gaplab::sim::launch(") && holds("\"ns::k\"") && holds("else  ::gaplab::sim::launch(") &&
                 holds("\"::k\""));
  CHECK_THAT(checked("template <class T> void f() { A<T>::template run<8><<<1, 2>>>(p); }"),
             holds("\"A<T>::template run<8>\""));
  CHECK_THAT(checked("void f() { k<'\"'><<<1, 2>>>(p); }"), holds("\"k<'\\\"'>\""));
  CHECK_THAT(checked("void f() { k<<<1, 2>>>(NULL, g(__null)); int* q = __null; }"),
             holds("(nullptr, g(nullptr))") && holds("q = __null"));
}

TEST_CASE("a constant of a class is passed by its value") {
  // It may be defined nowhere, and a reference to it would not be linked.
  CHECK_THAT(checked("void f() { k<<<1, 2>>>(p, A::n, B<T>::n); }"),
             holds("(p, [&]() { return A::n; }(), [&]() { return B<T>::n; }())"));
  CHECK_THAT(checked("void f() { k<<<1, 2>>>(p, A::f(), A::n + 1, -1); }"), holds("(p, A::f(), A::n + 1, -1)"));
}

TEST_CASE("a kernel that has to be computed is so once, on the host") {
  for (const char* which : {"table[i]", "pick(i)", "m.at(i)", "(i ? a : b)"}) {
    CHECK_THAT(checked(fmt::format("void f() {{ {}<<<1, 2>>>(p); }}", which)),
               holds(fmt::format("[&, gaplab_k = {}](auto&...", which)) && holds("{ gaplab_k(gaplab_a...); }"));
  }
  CHECK_THAT(checked("void f() { (k<int>)<<<1, 2>>>(p); }"), holds("[&](auto&...") && holds("{ (k<int>)(gaplab_a"));
}

TEST_CASE("cudaLaunchKernel gets the kernel with its type") {
  for (const char* kernel : {"(void*)k", "(const void*)&k", "reinterpret_cast<const void*>(k)", "(void const*)k"}) {
    const std::string text = checked(fmt::format("void f() {{ cudaLaunchKernel({}, g, b, a); }}", kernel));
    CHECK_THAT(text, holds("k") && !holds("void*") && !holds("void const*") && !holds("_cast") && !holds("&k"));
  }
}

TEST_CASE("a shared variable is a static one, in check mode between margins and told") {
  const std::string body = kernel("__shared__ float s[N][M + 1], *row; s[0][0] = 1;");
  CHECK_THAT(fast(body), holds("static thread_local  float s[N][M + 1], *row;"));
  const std::string text = checked(body);
  CHECK_THAT(text, holds("struct gaplab_s1_v {") &&
                       holds("char gaplab_before[128]; gaplab_s1_v v; char gaplab_after[128]; };"));
  for (const char* name : {"s", "row"}) {
    CHECK_THAT(text, holds(fmt::format("auto& {0} = gaplab_s1.v.{0};", name)));
    CHECK_THAT(text, holds(fmt::format("describe_shared(\"{0}\", gaplab_s1.v.{0});", name)));
    CHECK_THAT(text, holds(fmt::format("::gaplab::sim::declare_shared(gaplab_s1_{});", name)));
  }
  CHECK_THAT(checked("__shared__ int s[4];"), holds("static auto& s = ") && holds("shared_registration"));
  for (const char* declaration :
       {"__shared__ typename A<T>::type s[N];", "__shared__ typename A<T>::template B<T> s;",
        "static __shared__ int s;", "__shared__ std::array<float, 4> s;", "__shared__ struct { int x; float y[4]; } s;",
        "__shared__ union { int x; float y; } s;", "__shared__ float (*s)(float);",
        "__shared__ volatile float s[3];"}) {
    INFO(declaration);
    const std::string made = checked(kernel(declaration));
    check_plain(made);
    CHECK_THAT(made, holds("auto& s = gaplab_s1.v.s;"));
    check_plain(fast(kernel(declaration)));
  }
  CHECK_THAT(checked(kernel("__shared__ tile tile; tile.x = 1;")), holds("auto& tile = gaplab_s1.v.gaplab_s1_m;"));
}

TEST_CASE("what aligns a shared variable or is said of it stands where it may") {
  CHECK_THAT(fast(kernel("__shared__ alignas(16) char s[4];")), holds("alignas(16) static thread_local "));
  CHECK_THAT(checked(kernel("__shared__ alignas(16) char s[4];")), holds("struct gaplab_s1_v { alignas(16) "));
  CHECK_THAT(fast(kernel("[[maybe_unused]] __shared__ int s;")), holds("[[maybe_unused]]  static thread_local "));
  CHECK_THAT(checked(kernel("[[maybe_unused]] __shared__ int s;")), holds("struct gaplab_s1_v { [[maybe_unused]]"));
  // What stands in a class's head belongs to the class.
  CHECK_THAT(checked(kernel("__shared__ struct __attribute__((aligned(16))) A { int x; } s;")),
             holds("struct __attribute__((aligned(16))) A {"));
}

TEST_CASE("a shared variable may follow a label, and be that of a lambda") {
  for (const char* label : {"case 3:", "case A::b:", "default:", "again:"}) {
    INFO(label);
    CHECK_THAT(checked(kernel(fmt::format("switch (n) {{ {} __shared__ int s; s = 1; }}", label))),
               holds(fmt::format("{}  struct gaplab_s1_v", label)));
  }
  check_plain(checked(kernel("auto f = [&](int i) -> int { __shared__ int s[3]; return s[threadIdx.x]; }; f(1);")));
  const std::string twice = checked(kernel("{ __shared__ int s; s = 1; } { __shared__ char s; s = 2; }"));
  CHECK_THAT(twice, holds("auto& s = gaplab_s1.v.s;") && holds("auto& s = gaplab_s2.v.s;"));
}

TEST_CASE("dynamic shared memory is a pointer to the block's") {
  for (const bool check : {true, false}) {
    const std::string text =
        rewrite(kernel("extern __shared__ __attribute__((aligned(16))) volatile float mem[][33];"), check).text;
    CHECK_THAT(text, holds("typedef ") && holds("volatile float gaplab_d1[][33]; auto* const mem = "
                                                "::gaplab::sim::dynamic_shared<gaplab_d1>(\"mem\");"));
    CHECK_THAT(text, !holds("aligned"));
  }
  const std::string text = checked("extern __shared__ char mem[];" +
                                   kernel("float* a = (float*)mem; a = reinterpret_cast<float*>(mem); a[0] = mem[1]; "
                                          "f(mem + 1); if (n) mem[2] = 3; x.mem = 1;"));
  CHECK_THAT(text, holds("static const ::gaplab::sim::dynamic_shared_array<gaplab_d1> mem(\"mem\");"));
  CHECK_THAT(text, holds("(float*)+mem;") && holds("<float*>(+mem)") && holds("= mem[1]") && holds("f(+mem + 1)") &&
                       holds("if (n) mem[2]") && holds("x.mem = 1"));
}

TEST_CASE("the GPU's global variables are registered") {
  const auto registered = [](const std::string& name, const std::string& kind) {
    return holds(fmt::format("(\"{0}\", {0}, ::gaplab::sim::device_kind::{1});", name, kind));
  };
  const std::string several = checked("__device__ int a, b = x < y, *p; int c;");
  for (const char* name : {"a", "b", "p"}) CHECK_THAT(several, registered(name, "device"));
  CHECK_THAT(several, !registered("c", "device"));
  for (const char* declaration :
       {"__device__ float (*v)(float) = f;", "__device__ float (*v[2])(float) = {f, g};",
        "__device__ struct { int x; } v;", "__device__ struct S { int x; __device__ int m() { return x; } } v;",
        "__device__ int v[3]{1, 2, 3};", "__device__ int v(3);", "__device__ A<1, (2 > 1)> v;",
        "__device__ enum class E { a, b } v;", "static __device__ unsigned long long v = 0;",
        "namespace { __device__ volatile int v; }", "extern \"C\" { __device__ int v; }",
        "template <int N = 3> struct A { int x; }; __device__ A<> v;"}) {
    INFO(declaration);
    const std::string text = checked(declaration);
    CHECK_THAT(text, registered("v", "device"));
    check_plain(text);
  }
  CHECK_THAT(checked("__constant__ float2 w[2] = {{1, 2}, {3, 4}};"), registered("w", "constant"));
  CHECK_THAT(checked("__device__ __constant__ int w;"), registered("w", "constant"));
  CHECK_THAT(checked("__device__ int n::v = 4;"), holds("(\"v\", n::v, "));
  CHECK_THAT(checked("static __device__ alignas(16) int v;"), holds("alignas(16) static"));
  for (const char* declaration :
       {"extern __device__ int v;", "__constant__ const int v = 3;", "__device__ constexpr int v = 3;",
        "__device__ int v();", "__device__ float (*v(int))(float);",
        "struct A { static constexpr __device__ int v = 3; };",
        "void f() { auto v = [=] __device__ (int i) -> int { return i; }; }"}) {
    INFO(declaration);
    CHECK_THAT(checked(declaration), !holds("device_variable"));
  }
}

TEST_CASE("device code asks for its place, wherever it stands") {
  for (const char* text :
       {"__global__ void k() { f(threadIdx.x); }",
        "extern \"C\" __global__ void k() { f(threadIdx.x); }",
        "template <int N = 4> __global__ void k() { f(threadIdx.x); }",
        "__global__ void k() try { f(threadIdx.x); }",
        "struct A { static __global__ void k() { f(threadIdx.x); } };",
        "__device__ auto f() -> T { return threadIdx.x; }",
        "template <int N = 4> struct A { __device__ int f() const { return threadIdx.x; } };",
        "template <class T, class = B<(N > 4)>> struct A : C<(N > 3)> { __device__ void f() { g(threadIdx.x); } };",
        "struct A { __device__ bool operator==(A a) const { return threadIdx.x; } };",
        "struct A { __device__ A& operator+=(A a) { x = threadIdx.x; } };",
        "struct A { __device__ int operator()(int i) const { return threadIdx.x; } };",
        "struct A { __device__ operator int() const { return threadIdx.x; } };",
        "struct A { __device__ A() : a(threadIdx.x), b{threadIdx.y} { c = threadIdx.z; } };",
        "__device__ int f(int lane = threadIdx.x) { return lane; }",
        "struct [[nodiscard]] A { __device__ int f() { return threadIdx.x; } };",
        "[[nodiscard]] __device__ int f() { return threadIdx.x; }",
        "__device__ struct S f() { return threadIdx.x; }",
        "void h() { g([=] __device__ (int i) { return threadIdx.x; }); }",
        "void h() { auto f = [=] __host__ __device__ (int i) mutable -> int { return threadIdx.x; }; }",
        "auto f = [] __device__ (int i) -> int { return threadIdx.x; };",
        "__global__ void k() <% f(threadIdx.x); %>",
        "__global__ void k() { struct A { __device__ int f() { return threadIdx.x; } }; }",
        "__device__ int f() { return ::threadIdx.x; }",
        "enum class E { a, b }; namespace a::b { inline namespace c { __global__ void k() { f(threadIdx.x); } } }"}) {
    INFO(text);
    for (const bool check : {true, false}) {
      const std::string made = rewrite(text, check).text;
      check_plain(made);
      CHECK_THAT(made, holds("(::gaplab::sim::thread_index())"));
    }
  }
  CHECK_THAT(checked(kernel("f(blockIdx.x, blockDim.y, gridDim.z);")),
             holds("block_index()).x") && holds("block_size()).y") && holds("grid_size()).z"));
}

TEST_CASE("the host's own blockDim stays") {
  for (const char* text :
       {"void f(dim3 gridDim, dim3 blockDim) { g(gridDim, blockDim.x); }", "struct A { dim3 blockDim; };",
        "__global__ void k(A a) { f(a.blockDim, q->gridDim, A::blockDim); }",
        "struct A { dim3 gridDim; __host__ __device__ A(dim3 g) : gridDim(g) {} };"}) {
    INFO(text);
    CHECK_THAT(checked(text), !holds("gaplab::sim"));
  }
  CHECK(refused("__global__ void k() {\n int blockDim = 3; }") == lines{"a.cu:2 blockDim"});
}

TEST_CASE("malloc and free of a kernel are the device's") {
  CHECK_THAT(checked(kernel("p = malloc(4); std::free(p); ::free(p); pool.free(p); mine::malloc(3);")),
             holds(" ::gaplab::sim::device_malloc(4)") && !holds("std::") && holds("pool.free(p)") &&
                 holds("mine::malloc(3)"));
  CHECK_THAT(checked("void f() { free(malloc(3)); }"), !holds("device_"));
}

TEST_CASE("qualifiers and pragmas of nvcc vanish, and nothing else does") {
  CHECK_THAT(checked("__device__ __noinline__ int f();"), holds("__attribute__((noinline))"));
  CHECK_THAT(checked("__attribute__((__noinline__)) int f();"), holds("__attribute__((__noinline__))"));
  const std::string text =
      checked("#pragma unroll 4\nint a;\n#pragma nv_diag_suppress 3\n#pragma omp parallel\nint b;");
  CHECK(text == as_file("\nint a;\n\n#pragma omp parallel\nint b;"));
  const std::string strings =
      "const char* s = \"k<<<1, 2>>>(p) __shared__ \\\"\"; char c = '<'; auto r = R\"x(<<< \" )\" \n# 3 )x\";";
  CHECK(checked(strings) == as_file(strings));
}

TEST_CASE("what the simulated GPU lacks is refused with its line") {
  const auto line_2 = [](const std::string& name) { return lines{"a.cu:2 " + name}; };
  for (const auto& [text, name] : std::vector<std::pair<std::string, std::string>>{
           {"__half x;", "__half"},
           {"__nv_bfloat162* x;", "__nv_bfloat162"},
           {"__nv_fp8_e4m3 x;", "__nv_fp8_e4m3"},
           {kernel("asm(\"bar;\");"), "asm"},
           {kernel("asm volatile(\"bar;\");"), "asm"},
           {"void f() { wmma::fill(x); }", "wmma"},
           {"using namespace nvcuda;", "nvcuda"},
           {"void f() { cub::DeviceReduce::Sum(x); }", "cub"},
           {"thrust::device_vector<int> v;", "thrust"},
           {kernel("cg::this_grid().sync();"), "this_grid"},
           {"void f(cg::grid_group g);", "grid_group"},
           {kernel("this_cluster().sync();"), "this_cluster"},
           {"void f() { cudaLaunchCooperativeKernel(k); }", "cudaLaunchCooperativeKernel"},
           {"__managed__ int x;", "__managed__"},
           {"void f() { cudaMallocManaged(&p, 4); }", "cudaMallocManaged"},
           {"cudaGraphExec_t g;", "cudaGraphExec_t"},
           {"void f() { cudaStreamBeginCapture(s, m); }", "cudaStreamBeginCapture"},
           {"cudaTextureObject_t t;", "cudaTextureObject_t"},
           {kernel("tex2D<float>(t, 1, 2);"), "tex2D"},
           {kernel("surf2Dwrite(x, s, 1, 2);"), "surf2Dwrite"},
           {"texture<float, 2> t;", "texture"},
           {kernel("k<<<1, 2>>>(p, n);"), "<<<"},
           {"__cluster_dims__(2) void k();", "__cluster_dims__"},
           {"cuda::atomic<int> x;", "cuda"},
           {"void f() { cudaHostGetDevicePointer(&p, q, 0); }", "cudaHostGetDevicePointer"},
           {"void f() { cudaHostRegister(p, 3, 0); }", "cudaHostRegister"},
           {"void f() { cudaMemcpyPeerAsync(p); }", "cudaMemcpyPeerAsync"},
           {"void f() { cudaDeviceEnablePeerAccess(1, 0); }", "cudaDeviceEnablePeerAccess"},
           {"cudaArray_t a;", "cudaArray_t"},
           {"void f() { cudaMallocArray(&a); cudaMemcpy3D(&p); }", "cudaMallocArray"},
           {"void f() { cudaIpcOpenMemHandle(&p); }", "cudaIpcOpenMemHandle"},
           {kernel("cg::memcpy_async(b, s, p, 4);"), "memcpy_async"},
           {kernel("p = new float[3];"), "new"},
           {"struct A { static __device__ int x; };", "__device__"},
           {"void f() { static __device__ int x; }", "__device__"},
           {"template <class T> __device__ T v = 3;", "__device__"},
           {"struct A { __shared__ int x; };", "__shared__"},
           {kernel("__shared__ int s = 3;"), "s"},
           {kernel("extern __shared__ int* s;"), "s"},
           {"void f() { k<<<1, 2>>>(p, {1, 2}); }", "{"}}) {
    INFO(text);
    const lines all = refused("\n" + text);
    CHECK(!all.empty());
    if (!all.empty()) CHECK(lines{all.front()} == line_2(name));
  }
}

TEST_CASE("at most twenty refusals are told, each once for a line") {
  std::string text;
  for (int i = 0; i < 50; ++i) text += "__half a, b(__half);\n";
  CHECK(refused(text).size() == sim::most_refusals);
  CHECK(refused("__half a; __half b;\n__half c;") == lines{"a.cu:1 __half", "a.cu:2 __half"});
}

TEST_CASE("names of the user's own are not refused") {
  for (const char* text :
       {"int half = 3, half2; float f(float half) { return half / 2; }", "int half(int x);",
        "int cub = a.cub + b->thrust;", "int texture(int x) { return texture < 3; }",
        "namespace cuda { int f(); } int x = cuda::f();", "namespace my::cub { int f(); } int x = my::cub::f();",
        "struct wmma { static int f(); }; int x = wmma::f();",
        "template <class T> struct texture { T x; }; texture<int> t;",
        "__device__ int tex2D(int* p) { return *p; } __global__ void k(int* p) { p[0] = tex2D(p); }",
        "int x = image.tex2D(3);", "void f() { asm volatile(\"\" ::: \"memory\"); }", "int f() __asm__(\"g\");",
        "__global__ void k(float* p) { new (p) float(3); }", "void f() { p = new float[3]; }"}) {
    INFO(text);
    CHECK(refused(text).empty());
  }
}

TEST_CASE("what is no launch is an error with its line") {
  for (const char* text :
       {"void f() {\n k<<<1, 2(p); }", "void f() {\n k<<<1, 2>>>; }", "\n<<<1>>>(p)", "\n3<<<1, 2>>>(p)",
        "void f() {\n k<<<1, 2>>>(p)<<<1, 2>>>(p); }", "void f() {\n a<<<b<<<1, 2>>>(p); }"}) {
    INFO(text);
    CHECK_THROWS_AS(rewrite(text), sim::rewrite_error);
    CHECK_THROWS_WITH(rewrite(text), holds("a.cu:2: "));
  }
  CHECK(checked("std::ostream& operator<<<int>(std::ostream& o, A<int> a);").find("launch") == std::string::npos);
}

TEST_CASE("directives that the preprocessor takes away are looked at before") {
  const auto found = [](const std::string& text) { return told(sim::find_refused_directives("b.cu", text)); };
  CHECK(found("#ifdef __CUDA_ARCH__\n#endif\n #  if X && \\\n   __CUDA_ARCH__ >= 600\n#elif "
              "defined(__CUDA_ARCH__)\n#endif") ==
        lines{"b.cu:1 __CUDA_ARCH__", "b.cu:4 __CUDA_ARCH__", "b.cu:5 __CUDA_ARCH__"});
  CHECK(found("#define NEW (__CUDA_ARCH__ >= 700)\r\n") == lines{"b.cu:1 __CUDA_ARCH__"});
  CHECK(found("\n#include <cub/cub.cuh>\n# include <cuda_fp16.h>\n#include <thrust/sort.h>") ==
        lines{"b.cu:2 cub/cub.cuh", "b.cu:3 cuda_fp16.h", "b.cu:4 thrust/sort.h"});
  CHECK(found("#include \"cuda_fp16.h\"\n#include \"cublas_v2.h\"\n#include \"cublas_own.h\"") ==
        lines{"b.cu:1 cuda_fp16.h", "b.cu:2 cublas_v2.h"});
  CHECK(found("#ifndef A_H\n#define A_H\n#include <mma.h>\n#endif") == lines{"b.cu:3 mma.h"});
  for (const char* text :
       {"// #include <cub/cub.cuh>", "/*\n#include <cub/cub.cuh>\n#ifdef __CUDA_ARCH__\n*/",
        "#if X // __CUDA_ARCH__\n#endif", "#endif // __CUDA_ARCH__",
        "#if 0\n#include <cub/cub.cuh>\n#ifdef __CUDA_ARCH__\n#endif\n#endif",
        "#ifdef WITH_CUB\n#include <cub/cub.cuh>\n#endif", "#include \"texture_loader.h\"\n#include <texture.h>",
        "#include <vector>", "#ifdef __CUDA_ARCH_LIST__\n#endif", "s = \"/*\";\n#include <vector>", ""}) {
    INFO(text);
    CHECK(found(text).empty());
  }
  CHECK(found("s = \"/*\";\n#include <cub/cub.cuh>") == lines{"b.cu:2 cub/cub.cuh"});
}

TEST_CASE("headers that are missing are known") {
  for (const char* header : {"cub/cub.cuh", "thrust/sort.h", "cuda_fp16.h", "mma.h", "cublas_v2.h", "curand_kernel.h",
                             "cuda/atomic", "cuda_pipeline.h", "cooperative_groups/memcpy_async.h"}) {
    const auto refusal = sim::refusal_for_header(header);
    REQUIRE(refusal);
    CHECK(refusal->name == header);
    CHECK(refusal->file.empty());
    CHECK(refusal->line == 0);
    CHECK(!refusal->advice.empty());
  }
  for (const char* header : {"vector", "avg_pool.hpp", "my/cub/cub.cuh", "texture_loader.h", ""}) {
    CHECK(!sim::refusal_for_header(header));
  }
}

TEST_CASE("the user's files are those that are not the system's") {
  using files = std::vector<std::string>;
  CHECK(sim::user_files(
            "# 1 \"a.cu\"\n# 1 \"/usr/x.h\" 1 3\nint a;\n# 2 \"a.cu\" 2\n# 1 \"b b.h\" 1\nint b;\n# 3 \"a.cu\" 2\n"
            "# 3 \"a.cu\" 3 4\n__null\n# 3 \"a.cu\"\n;\n") == files{"a.cu", "b b.h"});
  CHECK(sim::user_files("# 0 \"<built-in>\"\n# 0 \"<command-line>\"\n").empty());
  // A header with #pragma GCC system_header, and one that begins with a macro of such a header.
  CHECK(sim::user_files("# 1 \"s.h\" 1\n\n# 4 \"s.h\" 3\nint s;\n# 1 \"u.h\" 1\n\n# 2 \"u.h\" 3\ninline\n# 2 \"u.h\"\n"
                        " int f();\n") == files{"u.h"});
  // Its text is not the user's, either.
  const std::string text = "# 1 \"s.h\" 1\n\n# 4 \"s.h\" 3\n__half x; asm(\"\");\n# 1 \"a.cu\"\nint y;\n";
  const sim::rewritten made = sim::rewrite(text, sim::rewrite_options{true});
  CHECK(made.refusals.empty());
  CHECK(made.text == text);
}

namespace {

/// What the compiler's preprocessor makes of a program of the collections.
std::string preprocessed(const fs::path& program) {
  const fs::path headers = fs::path(GAPLAB_SOURCE_DIR) / "checker/simulator/include";
  const temporary_folder work;
  const fs::path made = work.path() / "made.ii";
  process_request request;
  request.command = {"g++",
                     "-E",
                     "-std=c++17",
                     "-x",
                     "c++",
                     "-DGAPLAB_SIM_CHECK=1",
                     "-isystem",
                     headers.string(),
                     "-include",
                     "cuda_runtime.h",
                     program.string(),
                     "-o",
                     made.string()};
  request.environment = basic_environment();
  const process_result done = run_process(std::move(request));
  INFO(done.output);
  REQUIRE(done.succeeded());
  return read_file(made);
}

std::vector<std::string> words_of(const std::string& line) {
  std::vector<std::string> words;
  std::string word;
  for (const char c : line + ' ') {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_') {
      word += c;
    } else if (!word.empty()) {
      words.push_back(std::move(word));
      word.clear();
    }
  }
  return words;
}

/// Every line has the words that it had, but for those that stand for something else now.
void check_lines(const std::string& before, const std::string& after) {
  static const std::set<std::string> gone = {
      "__global__", "__device__", "__host__", "__shared__",    "__constant__", "__noinline__", "threadIdx", "blockIdx",
      "blockDim",   "gridDim",    "malloc",   "free",          "extern",       "static",       "__null",    "NULL",
      "std",        "void",       "const",    "__attribute__", "aligned",      "alignas"};
  const std::vector<std::string> from = split_lines(before);
  const std::vector<std::string> to = split_lines(after);
  REQUIRE(from.size() == to.size());
  for (std::size_t i = 0; i < from.size(); ++i) {
    if (from[i] == to[i] || from[i].starts_with("#pragma")) continue;
    CHECK_FALSE(from[i].starts_with("#"));
    INFO(from[i] << "\n" << to[i]);
    const std::vector<std::string> words = words_of(to[i]);
    for (const std::string& word : words_of(from[i])) {
      if (!gone.contains(word)) CHECK(std::find(words.begin(), words.end(), word) != words.end());
    }
  }
}

/// The part after the system's headers: the user's own.
std::size_t own_part(const std::string& text, const fs::path& program) {
  const std::size_t at = text.rfind("\" 2\n", text.size());
  const std::size_t first = text.find(fmt::format("# 1 \"{}\"\n", program.string()), 100);
  return std::min(first == std::string::npos ? at : first, text.size());
}

}  // namespace

TEST_CASE("every word stays on its line in real programs") {
  std::vector<fs::path> programs;
  for (const auto& entry : fs::recursive_directory_iterator(fs::path(GAPLAB_SOURCE_DIR) / "checker/tests/simulator")) {
    if (entry.path().extension() == ".cu") programs.push_back(entry.path());
  }
  std::sort(programs.begin(), programs.end());
  constexpr std::size_t tried = 12;
  REQUIRE(programs.size() > tried);
  for (std::size_t i = 0; i < tried; ++i) {
    const fs::path& program = programs[i * programs.size() / tried];
    INFO(program);
    const std::string text = preprocessed(program);
    for (const bool check : {true, false}) {
      const sim::rewritten made = sim::rewrite(text, sim::rewrite_options{check});
      CHECK(made.refusals.empty());
      check_lines(text, made.text);
    }
    const std::vector<std::string> files = sim::user_files(text);
    CHECK(std::find(files.begin(), files.end(), program.string()) != files.end());
  }
}

TEST_CASE("a damaged program is rewritten or refused or an error, and nothing else", "[fuzz]") {
  const fs::path program = fs::path(GAPLAB_SOURCE_DIR) / "checker/tests/simulator/correct/ways_to_launch.cu";
  const std::string all = preprocessed(program);
  const std::string sound = all.substr(own_part(all, program));
  REQUIRE(sound.size() > 500);
  std::mt19937 random(20240229);
  const auto below = [&](std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(random); };
  const std::vector<std::string> pieces = {"<<<",
                                           ">>>",
                                           "(",
                                           ")",
                                           "[",
                                           "]",
                                           "{",
                                           "}",
                                           "<",
                                           ">",
                                           "\"",
                                           "'",
                                           "R\"(",
                                           ";",
                                           ",",
                                           "::",
                                           "=",
                                           ":",
                                           "[[",
                                           "template <",
                                           "operator",
                                           "extern __shared__ ",
                                           "__shared__ ",
                                           "__device__ ",
                                           "__constant__ ",
                                           "namespace ",
                                           "struct ",
                                           "case ",
                                           "[=] __device__ (",
                                           "cudaLaunchKernel(",
                                           "\n# 7 \"z.cu\" 1\n",
                                           "\n#",
                                           "\\",
                                           "alignas(",
                                           "NULL",
                                           "->",
                                           "<%",
                                           "<::",
                                           "(*",
                                           "k<<<1, 2>>>(p)"};
  std::size_t fine = 0;
  std::size_t errors = 0;
  for (int round = 0; round < 1500; ++round) {
    std::string text = sound.substr(below(sound.size() / 2), 200 + below(4000));
    for (std::size_t changes = 1 + below(8); changes > 0; --changes) {
      const std::size_t at = below(text.size());
      const std::size_t size = below(std::min<std::size_t>(text.size() - at, 60) + 1);
      switch (below(5)) {
        case 0: text.erase(at, size); break;
        case 1: text.insert(below(text.size()), text.substr(at, size)); break;
        case 2:
          std::rotate(text.begin() + static_cast<std::ptrdiff_t>(at),
                      text.begin() + static_cast<std::ptrdiff_t>(at + size / 2),
                      text.begin() + static_cast<std::ptrdiff_t>(at + size));
          break;
        case 3: text.insert(at, pieces[below(pieces.size())]); break;
        default: text[at] = static_cast<char>(below(256)); break;
      }
      if (text.empty()) text = " ";
    }
    CAPTURE(round, text);
    try {
      const sim::rewritten made = rewrite(text, round % 2 == 0);
      REQUIRE(made.refusals.size() <= sim::most_refusals);
      REQUIRE(made.text.size() < 100 * text.size() + 10000);
      ++fine;
    } catch (const sim::rewrite_error& error) {
      REQUIRE(std::string(error.what()).find(": ") != std::string::npos);
      ++errors;
    }
    static_cast<void>(sim::find_refused_directives("a.cu", text));
    static_cast<void>(sim::user_files(text));
  }
  CHECK(fine > 100);
  CHECK(errors > 5);
}
