// `gaplab debug` with the real gdb, in batch mode.
#include <csignal>

#include "catch.hpp"
#include "compile/find_program.hpp"
#include "miniature_course.hpp"

using namespace gaplab;
using gaplab::test::finished;
using gaplab::test::holds;
using gaplab::test::miniature_course;
namespace fs = std::filesystem;

namespace {

constexpr const char* forward = "01.cpu.global.forward";
constexpr const char* cuda_forward = "01.cuda.global.forward";

/// `gaplab debug STEP OPTIONS -- -batch -ex COMMAND ...`
finished debug(const miniature_course& mini, std::vector<std::string> arguments,
               const std::vector<std::string>& commands = {}) {
  arguments.insert(arguments.begin(), "debug");
  arguments.insert(arguments.end(), {"--", "-batch"});
  for (const std::string& command : commands) arguments.insert(arguments.end(), {"-ex", command});
  return mini.run(arguments);
}

/// A mean that is right for the case `four_by_five` only.
constexpr const char* right_for_one = R"(
  for (int n = 0; n < x.N; ++n) {
    for (int c = 0; c < x.C; ++c) {
      double sum = 0;
      for (int h = 0; h < x.H; ++h) {
        for (int w = 0; w < x.W; ++w) sum += x(n, c, h, w);
      }
      y(n, c, 0, 0) = float(sum / 20);
    }
  })";

/// The .cu file with a kernel in which line 10 adds an element to the thread's sum.
void write_kernel(const miniature_course& mini, const std::string& barrier) {
  std::string text =
      "#include \"avg_pool.hpp\"\n"
      "__global__ void mean_kernel(nchw<float> y, nchw<const float> x) {\n"
      "  __shared__ float parts[64];\n"
      "  const int map = int(blockIdx.x);\n"
      "  const int thread = int(threadIdx.x);\n"
      "  const int size = x.H * x.W;\n"
      "  float sum = 0;\n"
      "  for (int i = thread; i < size; i += 64) {\n"
      "    const float value = x.data[map * size + i];\n"
      "    sum += value;\n"
      "  }\n"
      "  parts[thread] = sum;\n" +
      barrier +
      "  if (thread > 0) return;\n"
      "  for (int i = 1; i < 64; ++i) sum += parts[i];\n"
      "  y.data[map] = sum / size;\n"
      "}\n"
      "void global_avg_pool2d_forward(nchw<float> y, nchw<const float> x) {\n"
      "  mean_kernel<<<x.N * x.C, 64>>>(y, x);\n"
      "}\n";
  for (const char* rest : {"global_avg_pool2d_backward(nchw<float>, nchw<const float>)",
                           "avg_pool2d_forward(nchw<float>, nchw<const float>, const avg_pool2d_options&)",
                           "avg_pool2d_backward(nchw<float>, nchw<const float>, const avg_pool2d_options&)",
                           "avg_pool3d_forward(ncdhw<float>, ncdhw<const float>, const avg_pool3d_options&)",
                           "avg_pool3d_backward(ncdhw<float>, ncdhw<const float>, const avg_pool3d_options&)"}) {
    text += std::string("void ") + rest + " { TODO(); }\n";
  }
  write_file_atomically(mini.root() / "labs/01_avg_pool/avg_pool.cu", text);
}

}  // namespace

TEST_CASE("debug stops in the student's function, on the first case that is wrong") {
  const miniature_course mini;
  mini.write_function("global_avg_pool2d_forward", right_for_one);
  const finished done = debug(mini, {forward},
                              {"print $at(x, 2, 4, 6, 8)", "tbreak +4", "continue", "info locals",
                               "print x(2, 4, 6, 8)", "print $at(x, 0, 5)", "print $at(y, 0, 0)"});
  INFO(done.out << done.err);
  CHECK(done.exit_code == 0);
  CHECK_THAT(done.out, holds("case batch: x (3, 5, 7, 9)") && holds("y: 15 of 15 elements wrong"));
  CHECK_THAT(done.out, holds("Breakpoint 1, global_avg_pool2d_forward (") && holds("avg_pool.cpp:"));
  CHECK_THAT(done.out, holds("x = (3, 5, 7, 9) at 0x"));
  CHECK_THAT(done.out, holds("sum = 0"));
  CHECK_THAT(done.out, holds("nan(0x40cafe)"));  // not written yet
  CHECK_THAT(done.err, holds("c = 5 is outside of the tensor: C is 5"));
  CHECK_THAT(done.out, !holds("expected"));
}

TEST_CASE("debug takes the case that is named, and the first one of a step that passes") {
  const miniature_course mini;
  mini.solve();
  CHECK_THAT(debug(mini, {forward}).out, holds("case four_by_five: x (1, 2, 4, 5)") && holds("It is right."));
  CHECK_THAT(debug(mini, {forward, "--case", "batch"}).out, holds("x = (3, 5, 7, 9) at 0x"));
  const finished unknown = debug(mini, {forward, "--case", "bathc"});
  CHECK(unknown.exit_code == 2);
  CHECK_THAT(unknown.err, holds("did you mean batch?"));
  const finished refused = debug(mini, {"01.cpu.output_size.forward", "--case", "stride_zero"}, {"print stride"});
  CHECK_THAT(refused.out, holds("These arguments are to be refused.") && holds("$1 = 0"));
}

TEST_CASE("debug stops where the function crashes") {
  const miniature_course mini;
  mini.write_function("global_avg_pool2d_forward", "  if (x.N == 3) y.data = nullptr;\n  y.data[0] = x.data[0];");
  const finished done = debug(mini, {forward}, {"continue", "print y.data"});
  INFO(done.out << done.err);
  CHECK_THAT(done.out, holds("case batch:") && holds("SIGSEGV") && holds("y.data[0] = x.data[0];"));
  CHECK_THAT(done.out, holds("$1 = (float *) 0x0"));
}

TEST_CASE("a stub can be looked at, and what does not compile is told") {
  const miniature_course mini;
  CHECK_THAT(debug(mini, {forward}).out, holds("not attempted") && holds("x = (1, 2, 4, 5) at 0x"));
  mini.write_function("global_avg_pool2d_forward", "  nonsense");
  const finished done = debug(mini, {forward});
  CHECK(done.exit_code == 1);
  CHECK_THAT(done.out, holds("did not compile"));
}

TEST_CASE("a missing debugger is told before anything is done, with the package and exit code 3") {
  miniature_course mini;
  mini.set("CXX", find_program("g++")->string());
  mini.set("PATH", "/nowhere");
  const finished missing = debug(mini, {forward});
  CHECK(missing.exit_code == 3);
  CHECK_THAT(missing.err, holds("there is no gdb: install the package gdb"));
  mini.set("GDB", "none");
  CHECK_THAT(debug(mini, {forward}).err, holds("GDB names none, which is no program"));
}

TEST_CASE("on the simulated GPU debug stops within a kernel, and in one thread of it") {
  const miniature_course mini;
  write_kernel(mini, "  __syncthreads();\n");
  const finished done = debug(mini, {cuda_forward, "--case", "batch"},
                              {"print threadIdx", "threads", "tbreak avg_pool.cu:12 if threadIdx.x == 5", "continue",
                               "print threadIdx.x", "print blockDim.x", "print blockIdx.x + 0", "print gridDim",
                               "print thread", "threads", "next", "next", "print thread"});
  INFO(done.out << done.err);
  CHECK(done.exit_code == 0);
  CHECK_THAT(done.out, holds("global_avg_pool2d_forward (") && holds("mean_kernel ("));
  CHECK_THAT(done.out, holds("no kernel runs"));
  CHECK_THAT(done.err, holds("Cannot access memory at address 0x0"));  // threadIdx outside of a kernel
  CHECK_THAT(done.out, holds("$1 = 5\n") && holds("$2 = 64\n") && holds("$3 = 0\n"));
  CHECK_THAT(done.out, holds("$4 = {x = 15, y = 1, z = 1}"));
  CHECK_THAT(done.out, holds("5 threads wait at __syncthreads in line 13, (0, 0, 0) the first of them."));
  CHECK_THAT(done.out, holds("1 thread: is running, (5, 0, 0)."));
  CHECK_THAT(done.out, holds("58 threads have not begun, (6, 0, 0) the first of them."));
  CHECK_THAT(done.out, holds("$6 = 5\n"));  // `next` came over the barrier in the same thread
}

TEST_CASE("debug stops where the simulated GPU finds something, in the student's line") {
  const miniature_course mini;
  write_kernel(mini, "");
  const finished done = debug(mini, {cuda_forward}, {"continue", "print thread", "print i"});
  INFO(done.out << done.err);
  CHECK_THAT(done.out, holds("The simulated GPU finds: uninitialised read of element 1 of the shared array parts[64]"));
  CHECK_THAT(done.out, holds("for (int i = 1; i < 64; ++i) sum += parts[i];"));
  CHECK_THAT(done.out, holds("$1 = 0\n") && holds("$2 = 1\n"));
}

TEST_CASE("a right kernel is right when it is not optimised, too") {
  const miniature_course mini;
  const fs::path solution = mini.root() / "solutions/01_avg_pool/avg_pool.cu";
  fs::copy_file(solution, mini.root() / "labs/01_avg_pool/avg_pool.cu", fs::copy_options::overwrite_existing);
  for (const char* address : {cuda_forward, "01.cuda.window.backward"}) {
    const finished done = debug(mini, {address}, {"continue", "continue"});
    INFO(done.out << done.err);
    CHECK_THAT(done.out, holds("exited normally") && !holds("The simulated GPU finds"));
  }
}

TEST_CASE("on a GPU debug starts the cuda-gdb that lies beside nvcc") {
  miniature_course mini;
  const fs::path stand_in = fs::path(GAPLAB_SOURCE_DIR) / "checker/tests/fake_cuda/bin";
  mini.set("NVCC", (stand_in / "nvcc").string());
  const finished done = debug(mini, {cuda_forward}, {"print x.W", "show environment CUDA_VISIBLE_DEVICES"});
  INFO(done.out << done.err);
  CHECK(done.exit_code == 0);
  CHECK_THAT(done.out, holds("cuda-gdb stops in global_avg_pool2d_forward"));
  CHECK_THAT(done.out, holds("global_avg_pool2d_forward (") && holds("$1 = 5"));
}

TEST_CASE("without cuda-gdb a GPU's user is told where it comes from") {
  miniature_course mini;
  const fs::path bin = mini.root() / "toolkit/bin";
  fs::create_directories(bin);
  const fs::path fake = fs::path(GAPLAB_SOURCE_DIR) / "checker/tests/fake_cuda";
  write_file_atomically(bin / "nvcc", "#!/bin/sh\nexec " + (fake / "bin/nvcc").string() + " \"$@\"\n");
  fs::permissions(bin / "nvcc", fs::perms::owner_all);
  mini.set("NVCC", (bin / "nvcc").string());
  const finished done = debug(mini, {cuda_forward});
  CHECK(done.exit_code == 3);
  CHECK_THAT(done.err, holds("install the package cuda-gdb of the CUDA toolkit") && holds("--device sim"));
  CHECK(debug(mini, {cuda_forward, "--device", "sim"}).exit_code == 0);
}
