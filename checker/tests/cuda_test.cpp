// CUDA steps: what the checker makes of a toolkit, a GPU, and what a student's code does with them. A stand-in for nvcc
// and its runtime (fake_cuda/) answers, refuses and fails at will, so that all of it is tested without a GPU.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "catch.hpp"
#include "compile/gpu.hpp"
#include "judge/device.hpp"
#include "miniature_course.hpp"
#include "run/process.hpp"

using namespace gaplab;
using gaplab::test::finished;
using gaplab::test::miniature_course;
namespace fs = std::filesystem;

namespace {

constexpr const char* forward = "01.cuda.global.forward";

/// A .cu file in which one function is attempted. The stand-in calls a kernel once for the whole grid.
std::string cuda_file(const std::string& body) {
  return R"(#include <cuda_runtime_api.h>
#include "avg_pool.hpp"

static void mean_kernel(void** arguments, dim3, dim3) {
  const auto y = *static_cast<nchw<float>*>(arguments[0]);
  const auto x = *static_cast<nchw<const float>*>(arguments[1]);
  for (int n = 0; n < x.N; ++n) {
    for (int c = 0; c < x.C; ++c) {
      double sum = 0;
      for (int i = 0; i < x.H * x.W; ++i) sum += x.data[x.offset(n, c, 0, 0) + i];
      y(n, c, 0, 0) = static_cast<float>(sum / (x.H * x.W));
    }
  }
}

static void failing_kernel(void**, dim3, dim3) { fake_kernel_fails(cudaErrorIllegalAddress); }

template <class Kernel>
static cudaError_t launch(Kernel kernel, dim3 grid, dim3 block, nchw<float> y, nchw<const float> x) {
  void* arguments[] = {&y, &x};
  return cudaLaunchKernel(reinterpret_cast<const void*>(kernel), grid, block, arguments, 0, nullptr);
}

void global_avg_pool2d_forward(nchw<float> y, nchw<const float> x) {
)" + body +
         R"(
}
void global_avg_pool2d_backward(nchw<float>, nchw<const float>) { TODO(); }
void avg_pool2d_forward(nchw<float>, nchw<const float>, const avg_pool2d_options&) { TODO(); }
void avg_pool2d_backward(nchw<float>, nchw<const float>, const avg_pool2d_options&) { TODO(); }
void avg_pool3d_forward(ncdhw<float>, ncdhw<const float>, const avg_pool3d_options&) { TODO(); }
void avg_pool3d_backward(ncdhw<float>, ncdhw<const float>, const avg_pool3d_options&) { TODO(); }
)";
}

/// With the stand-in in the place of nvcc.
struct with_stand_in : miniature_course {
  with_stand_in() { set("NVCC", std::string(GAPLAB_SOURCE_DIR) + "/checker/tests/fake_cuda/bin/nvcc"); }
};

nlohmann::json check(const miniature_course& mini, const std::string& body) {
  write_file_atomically(mini.root() / "labs/01_avg_pool/avg_pool.cu", cuda_file(body));
  const finished done = mini.run({"check", forward, "--json"});
  INFO(done.err);
  nlohmann::json report = nlohmann::json::parse(done.out);
  REQUIRE(report.contains("steps"));
  return report["steps"][0];
}

std::string problems_of(const nlohmann::json& step) {
  std::string text;
  for (const auto& c : step["cases"]) {
    for (const auto& problem : c["problems"]) text += problem.get<std::string>() + "\n";
  }
  return text;
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("a CUDA step runs on the GPU that there is, and the result says which") {
  const with_stand_in mini;
  const nlohmann::json step = check(mini, "launch(mean_kernel, {1}, {32}, y, x);");
  CHECK(step["verdict"] == "passed");
  CHECK(step["toolchain"] == "nvcc");
  CHECK(step["runs_on"] == "Stand-in GPU");
  CHECK(contains(mini.run({"check", forward}).out, "on Stand-in GPU"));
  CHECK(contains(mini.run({"doctor"}).out, "Stand-in GPU"));
}

TEST_CASE("a CUDA step that is a stub is not attempted") {
  const nlohmann::json step = check(with_stand_in(), "TODO();");
  CHECK(step["verdict"] == "not_attempted");
}

TEST_CASE("a launch that CUDA refuses is named with its configuration, even if the code asked for the error itself") {
  const std::string ask = GENERATE("", "cudaGetLastError();");
  const nlohmann::json step = check(
      with_stand_in(), "launch(mean_kernel, {4}, {2048}, y, x); " + ask + " launch(mean_kernel, {1}, {32}, y, x);");
  CHECK(step["verdict"] == "crashed");
  CHECK(contains(step["reason"], "the launch of 4 x 1 x 1 blocks of 2048 x 1 x 1 threads was refused"));
  CHECK(contains(step["reason"], "at most 1024 threads, not 2048"));
  CHECK(contains(step["reason"], "case `four_by_five`"));
  CHECK(step["diagnoses"][0]["id"] == "launch_failed");
}

TEST_CASE("an error within a kernel ends the run and is explained") {
  const nlohmann::json step = check(with_stand_in(), "launch(failing_kernel, {1}, {32}, y, x);");
  CHECK(step["verdict"] == "crashed");
  CHECK(contains(step["reason"], "an index beyond a tensor's end, or a host pointer"));
  CHECK(contains(step["reason"], "cudaErrorIllegalAddress"));
  CHECK(step["diagnoses"][0]["id"] == "illegal_address");
}

TEST_CASE("a right result that no kernel has written has not passed") {
  SECTION("copied to the output from the host") {
    const nlohmann::json step = check(with_stand_in(), R"(
      launch(mean_kernel, {1}, {32}, y, x);
      float* host = new float[y.N * y.C];
      cudaMemcpy(host, y.data, sizeof(float) * y.N * y.C, cudaMemcpyDeviceToHost);
      cudaMemcpy(y.data, host, sizeof(float) * y.N * y.C, cudaMemcpyHostToDevice);
      delete[] host;)");
    CHECK(step["verdict"] == "wrong");
    CHECK(contains(problems_of(step), "bytes of the output were copied from the host"));
    CHECK(step["diagnoses"][0]["id"] == "from_host");
  }
  SECTION("by a copy whose direction CUDA finds out") {
    const nlohmann::json step = check(with_stand_in(), R"(
      launch(mean_kernel, {1}, {32}, y, x);
      float host = 0;
      cudaMemcpyAsync(&host, y.data, sizeof host, cudaMemcpyDefault, nullptr);
      cudaMemcpyAsync(y.data, &host, sizeof host, cudaMemcpyDefault, nullptr);)");
    CHECK(contains(problems_of(step), "4 bytes of the output were copied from the host"));
  }
  SECTION("from inputs read on the host") {
    const nlohmann::json step = check(with_stand_in(), R"(
      launch(mean_kernel, {1}, {32}, y, x);
      float host = 0;
      cudaMemcpy2D(&host, 4, x.data, 4, 4, 1, cudaMemcpyDeviceToHost);)");
    CHECK(contains(problems_of(step), "4 bytes of the input were copied to the host"));
  }
  SECTION("written without any launch") {
    const nlohmann::json step = check(with_stand_in(), "void* a[] = {&y, &x}; mean_kernel(a, {}, {});");
    CHECK(step["verdict"] == "wrong");
    CHECK(contains(problems_of(step), "no kernel was launched"));
  }
}

TEST_CASE("every way to launch is counted") {
  const std::string call = GENERATE("cudaLaunchCooperativeKernel((const void*)mean_kernel, {1}, {32}, a, 0, nullptr);",
                                    "cudaLaunchConfig_t config{{1}, {32}, 0}; "
                                    "cudaLaunchKernelExC(&config, (const void*)mean_kernel, a);");
  CHECK(check(with_stand_in(), "void* a[] = {&y, &x}; " + call)["verdict"] == "passed");
}

TEST_CASE("scratch memory and copies that are no tensor's are nobody's business") {
  const nlohmann::json step = check(with_stand_in(), R"(
    float host[4] = {};
    void* scratch = nullptr;
    cudaMalloc(&scratch, sizeof host);
    cudaMemcpy(scratch, host, sizeof host, cudaMemcpyHostToDevice);
    launch(mean_kernel, {1}, {32}, y, x);
    cudaMemcpy(host, scratch, sizeof host, cudaMemcpyDeviceToHost);
    cudaFree(scratch);)");
  CHECK(step["verdict"] == "passed");
}

TEST_CASE("a write beyond an output on the device is seen") {
  const nlohmann::json step = check(with_stand_in(), R"(
    launch(mean_kernel, {1}, {32}, y, x);
    y.data[y.N * y.C] = 1;)");
  CHECK(step["verdict"] == "wrong");
  CHECK(contains(problems_of(step), "it wrote outside of y"));
}

TEST_CASE("where a real GPU is asked for and there is none, a CUDA step is compiled and not run") {
  with_stand_in mini;
  mini.set("CUDA_VISIBLE_DEVICES", "");
  const std::string attempt = "int unused_variable; launch(mean_kernel, {1}, {32}, y, x);";
  write_file_atomically(mini.root() / "labs/01_avg_pool/avg_pool.cu", cuda_file(attempt));
  const finished named = mini.run({"check", forward, "--device", "gpu"});
  CHECK(named.exit_code == 3);
  CHECK(contains(named.out, "no GPU here; it compiles with nvcc"));
  CHECK(contains(named.out, "unused_variable"));  // warnings are shown all the same
  const finished all = mini.run({"check", "--all", "--device", "gpu"});
  CHECK(contains(all.out, "6 not run"));
  const finished broken = [&] {
    write_file_atomically(mini.root() / "labs/01_avg_pool/avg_pool.cu", cuda_file("this is no C++"));
    return mini.run({"check", forward, "--device", "gpu"});
  }();
  CHECK(broken.exit_code == 1);
  CHECK(contains(broken.out, "did not compile"));
}

TEST_CASE("without a toolkit a real GPU is not to be had, and the result says so") {
  const miniature_course mini;
  const finished done = mini.run({"check", forward, "--device", "gpu"});
  CHECK(done.exit_code == 3);
  CHECK(contains(done.out, "no CUDA toolkit"));
}

TEST_CASE("a name in NVCC that is no program is told") {
  miniature_course mini;
  mini.set("NVCC", "/nonexistent/nvcc");
  CHECK(contains(mini.run({"check", forward, "--device", "gpu"}).out,
                 "NVCC names /nonexistent/nvcc, which is no program"));
  CHECK(contains(mini.run({"doctor"}).out, "NVCC names /nonexistent/nvcc"));
}

TEST_CASE("steps that cannot run here do not fail a check of more than them") {
  with_stand_in mini;
  mini.set("CUDA_VISIBLE_DEVICES", "");
  mini.solve();
  CHECK(mini.run({"check", "01", "--device", "gpu"}).exit_code == 0);
  CHECK(mini.run({"check", "--all", "--device", "gpu"}).exit_code == 0);
  CHECK(contains(mini.run({"check", "--device", "gpu"}).out, "Every step that can run here is passed"));
  CHECK(mini.run({"check", "01.cpu", "01.cuda", "--device", "gpu"}).exit_code == 3);
}

TEST_CASE("whatever the installed nvcc launches kernels with is counted") {
  const auto nvcc = find_nvcc().found;
  if (!nvcc) {
    WARN("not run: no CUDA toolkit");
    return;
  }
  const temporary_folder work;
  const std::string kernel = (work.path() / "kernel.cu").string();
  write_file_atomically(kernel, "__global__ void k(int* p) { *p = 1; }\nvoid launch(int* p) { k<<<1, 32>>>(p); }\n");
  process_request request;
  request.command = {"/bin/sh", "-c", "\"$0\" -c \"$1\" -o \"$1.o\" && nm -u \"$1.o\"", nvcc->string(), kernel};
  request.environment = basic_environment();
  const process_result undefined = run_process(std::move(request));
  INFO(undefined.output);
  REQUIRE(undefined.succeeded());
  const std::string counter = read_file(fs::path(GAPLAB_SOURCE_DIR) / "checker/worker/cuda_watch_nvcc.cpp");
  std::size_t launches = 0;
  for (const std::string& line : split_lines(undefined.output)) {
    const std::string symbol = line.substr(line.find_last_of(' ') + 1);
    if (symbol.find("LaunchKernel") == std::string::npos) continue;
    ++launches;
    CHECK_THAT(counter, gaplab::test::holds("GAPLAB_WRAP(cudaError_t, " + symbol + ","));
  }
  CHECK(launches > 0);
}

TEST_CASE("errors of CUDA are explained") {
  device_use use{};
  use.error = 716;
  CHECK(contains(explain_device_error(use, "misaligned address (cudaErrorMisalignedAddress)"), "float4"));
  use.error = 12345;
  CHECK(explain_device_error(use, "x\ny") == "CUDA reports: x\\x0ay");
  use.launch_refused = 1;
  for (std::uint32_t* size : {use.grid, use.block}) std::fill_n(size, 3, 1U);
  use.grid[1] = 70000;
  CHECK(contains(explain_device_error(use, "?"), "at most 65535 blocks in y and in z"));
  use.grid[1] = 0;
  CHECK(contains(explain_device_error(use, "?"), "a size of 0 is none"));
  use.grid[1] = 1;
  use.shared_bytes = 60000;
  CHECK(contains(explain_device_error(use, "?"), "60000 bytes of shared memory"));
}
