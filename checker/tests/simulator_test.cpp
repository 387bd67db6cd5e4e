// The simulated GPU as a toolchain: CUDA steps on it, from the command line to the results, and `gaplab sim`.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <nlohmann/json.hpp>
#include <thread>

#include "base/file_descriptor.hpp"
#include "base/files.hpp"
#include "catch.hpp"
#include "compile/find_program.hpp"
#include "miniature_course.hpp"
#include "run/process.hpp"

using namespace gaplab;
using gaplab::test::finished;
using gaplab::test::holds;
using gaplab::test::miniature_course;
using nlohmann::json;
namespace fs = std::filesystem;

namespace {

constexpr const char* forward = "01.cuda.global.forward";

/// A .cu file with a kernel of that body, a block of 64 threads for each map, and the function that launches it.
std::string cuda_file(const std::string& kernel_body,
                      const std::string& launch = "mean_kernel<<<x.N * x.C, 64>>>(y, x);") {
  return R"(#include "avg_pool.hpp"

__global__ void mean_kernel(nchw<float> y, nchw<const float> x) {
  const int map = blockIdx.x, t = threadIdx.x, size = x.H * x.W;
)" + kernel_body +
         R"(
}

void global_avg_pool2d_forward(nchw<float> y, nchw<const float> x) {
)" + launch +
         R"(
}
void global_avg_pool2d_backward(nchw<float>, nchw<const float>) { TODO(); }
void avg_pool2d_forward(nchw<float>, nchw<const float>, const avg_pool2d_options&) { TODO(); }
void avg_pool2d_backward(nchw<float>, nchw<const float>, const avg_pool2d_options&) { TODO(); }
void avg_pool3d_forward(ncdhw<float>, ncdhw<const float>, const avg_pool3d_options&) { TODO(); }
void avg_pool3d_backward(ncdhw<float>, ncdhw<const float>, const avg_pool3d_options&) { TODO(); }
)";
}

/// Right, and nothing to find.
constexpr const char* one_thread_sums = R"(
  if (t > 0) return;
  double sum = 0;
  for (int i = 0; i < size; ++i) sum += x.data[map * size + i];
  y.data[map] = static_cast<float>(sum / size);)";

void write_cuda(const miniature_course& mini, const std::string& text) {
  write_file_atomically(mini.root() / "labs/01_avg_pool/avg_pool.cu", text);
}

json check(const miniature_course& mini, const std::string& text, const std::vector<std::string>& more = {}) {
  write_cuda(mini, text);
  std::vector<std::string> arguments = {"check", forward, "--json"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  const finished done = mini.run(arguments);
  INFO(done.err);
  json report = json::parse(done.out);
  REQUIRE(report.contains("steps"));
  return report["steps"][0];
}

/// The line of the file that holds the part.
std::string line_with(const std::string& text, const std::string& part) {
  const std::size_t at = text.find(part);
  REQUIRE(at != std::string::npos);
  return fmt::format("avg_pool.cu:{}",
                     1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
}

/// A program of its own in a folder of its own.
struct program {
  explicit program(const std::string& text) { write_file_atomically(file(), text); }
  [[nodiscard]] fs::path file() const { return folder.path() / "program.cu"; }
  [[nodiscard]] finished run(std::vector<std::string> arguments, const std::vector<std::string>& after = {}) const {
    arguments.insert(arguments.begin(), "sim");
    arguments.push_back("program.cu");
    arguments.insert(arguments.end(), after.begin(), after.end());
    return mini.run(arguments, folder.path());
  }
  miniature_course mini;
  temporary_folder folder;
};

constexpr const char* clean_program = R"(#include <cstdio>
__global__ void fill(int* p, int n) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) p[i] = i;
}
int main(int argc, char** argv) {
  int host[100];
  int* p = nullptr;
  cudaMalloc(&p, sizeof host);
  fill<<<4, 32>>>(p, 100);
  cudaMemcpy(host, p, sizeof host, cudaMemcpyDeviceToHost);
  cudaFree(p);
  std::printf("%d %s\n", host[99], argc > 1 ? argv[1] : "");
  return 7;
})";

constexpr const char* stray_program = R"(__global__ void fill(int* p) {
  p[threadIdx.x] = 1;
}
int main() {
  int* p = nullptr;
  cudaMalloc(&p, 31 * sizeof(int));
  fill<<<1, 32>>>(p);
  cudaDeviceSynchronize();
  cudaFree(p);
  return 0;
})";

}  // namespace

TEST_CASE("without a GPU a CUDA step runs on the simulated one, and the result says so") {
  const miniature_course mini;
  const json step = check(mini, cuda_file(one_thread_sums));
  INFO(step.dump(1));
  CHECK(step["verdict"] == "passed");
  CHECK(step["toolchain"] == "simulator");
  CHECK(step["runs_on"] == "the simulated GPU");
  CHECK(step["findings"].empty());
  CHECK_THAT(mini.run({"check", forward}).out, holds("on the simulated GPU"));
  CHECK_THAT(mini.run({"check", "01.cuda"}).out, holds("on the simulated GPU: 6 steps"));
  CHECK_THAT(mini.run({"doctor"}).out, holds("ok    simulated GPU "));
}

TEST_CASE("the option --device chooses, and a schedule is for the simulated GPU") {
  miniature_course mini;
  mini.set("NVCC", std::string(GAPLAB_SOURCE_DIR) + "/checker/tests/fake_cuda/bin/nvcc");
  CHECK(mini.run({"check", forward, "--device", "tpu"}).exit_code == 2);
  CHECK(mini.run({"check", forward, "--device", "gpu", "--schedule", "1"}).exit_code == 2);
  CHECK(mini.run({"check", forward, "--schedule", "one"}).exit_code == 2);
  write_cuda(mini, read_file(mini.root() / "labs/01_avg_pool/avg_pool.cu"));
  const auto runs_on = [&](const std::vector<std::string>& more) {
    std::vector<std::string> arguments = {"check", forward, "--json"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return json::parse(mini.run(arguments).out).at("steps").at(0).at("runs_on");
  };
  CHECK(runs_on({}) == "Stand-in GPU");
  CHECK(runs_on({"--device", "gpu"}) == "Stand-in GPU");
  CHECK(runs_on({"--device", "sim"}) == "the simulated GPU");
  CHECK(runs_on({"--schedule", "3"}) == "the simulated GPU");
}

TEST_CASE("right numbers that rest on a race have not passed") {
  const std::string text = cuda_file(R"(
  __shared__ float sums[64];
  float sum = 0;
  for (int i = t; i < size; i += 64) sum += x.data[map * size + i];
  sums[t] = sum;  // written
  if (t > 0) return;
  double all = 0;
  for (int i = 0; i < 64; ++i) all += sums[i];  // read
  y.data[map] = static_cast<float>(all / size);)");
  const miniature_course mini;
  const json step = check(mini, text);
  INFO(step.dump(1));
  CHECK(step["verdict"] == "wrong");
  CHECK(step["points"] == 0);
  const std::string id = step["findings"][0]["id"];
  CHECK((id == "data_race" || id == "uninitialised"));
  CHECK_THAT(step["findings"][0].dump(), holds(line_with(text, "// read")));
  CHECK(step["findings"][0]["cases"][0] == "four_by_five");
  CHECK(step["diagnoses"][0]["id"] == id);
}

TEST_CASE("a kernel that leaves a tensor by one element is caught, and told by the tensor's name") {
  const std::string text = cuda_file(std::string(one_thread_sums) + R"(
  if (map == 0) y.data[y.N * y.C] = 1;  // stray)");
  const json step = check(miniature_course(), text);
  INFO(step.dump(1));
  CHECK(step["verdict"] == "crashed");
  CHECK_THAT(step["reason"].get<std::string>(), holds(" y") && holds(line_with(text, "// stray")));
  CHECK(step["findings"][0]["id"] == "out_of_bounds");
  CHECK(step["diagnoses"][0]["id"] == "out_of_bounds");
  CHECK(step["diagnoses"][1]["id"] == "illegal_address");
}

TEST_CASE("a device that the first of two functions has lost is not the course's own error") {
  const gaplab::temporary_folder place;
  const fs::path course = GAPLAB_SOURCE_DIR;
  const fs::path file = place.path() / "04_conv1x1_gap/conv1x1_gap.cu";
  std::string text = read_file(course / "solutions/04_conv1x1_gap/conv1x1_gap.cu");
  const std::string call = "  logits_of_means(logits, means.data, weight, bias);\n";
  REQUIRE(text.find(call) != std::string::npos);
  text.insert(text.find(call), "  mean_of_maps(nullptr, x);\n");
  fs::create_directory(file.parent_path());
  write_file_atomically(file, text);
  process_request request;
  request.command = {GAPLAB_BINARY, "--course", course,  "--labs", place.path(), "check", "04.cuda.swapped.forward",
                     "--device",    "sim",      "--json"};
  request.environment = miniature_course().environment();
  request.limits.seconds = 60;
  const process_result done = run_process(std::move(request));
  INFO(done.output);
  CHECK(done.exit_code == 1);
  CHECK_THAT(done.output, holds("null_pointer"));
}

TEST_CASE("memory that is never freed is found after the last case") {
  const json step = check(miniature_course(), cuda_file(one_thread_sums,
                                                        "float* scratch = nullptr;\n"
                                                        "cudaMalloc(&scratch, 64);\n"
                                                        "mean_kernel<<<x.N * x.C, 64>>>(y, x);"));
  INFO(step.dump(1));
  CHECK(step["verdict"] == "wrong");
  CHECK(step["findings"][0]["id"] == "leak");
  CHECK(step["findings"][0]["cases"].empty());
}

TEST_CASE("errors and warnings name the student's file and line, and nothing of the rewritten text") {
  const miniature_course mini;
  const std::string broken = cuda_file("  nonsense();");
  const json step = check(mini, broken);
  CHECK(step["verdict"] == "did_not_compile");
  CHECK_THAT(step["details"].get<std::string>(),
             holds("/" + line_with(broken, "nonsense()") + ": error:") && !holds("gaplab_") && !holds("^"));
  const std::string unused = cuda_file(std::string("  int unused_variable;") + one_thread_sums);
  const json warned = check(mini, unused);
  CHECK(warned["verdict"] == "passed");
  CHECK_THAT(warned["warnings"].get<std::string>(), holds(line_with(unused, "unused_variable") + ": warning:"));
  CHECK(check(mini, cuda_file(one_thread_sums))["warnings"] == "");
}

TEST_CASE("what the simulated GPU does not have is refused by name") {
  const miniature_course mini;
  const std::string text = cuda_file("  asm(\"nop;\");");
  const json step = check(mini, text);
  CHECK(step["verdict"] == "did_not_compile");
  CHECK(step["reason"] == "the simulated GPU does not support what it uses");
  CHECK_THAT(step["details"].get<std::string>(),
             holds(line_with(text, "asm(") + ": asm is not supported by the simulated GPU: "));
  CHECK_THAT(check(mini, "#include <cub/cub.cuh>\n" + text)["details"].get<std::string>(),
             holds("avg_pool.cu:1: ") && holds("cub/cub.cuh") && holds("is not supported by the simulated GPU"));
}

TEST_CASE("a changed header is compiled anew") {
  const miniature_course mini;
  const fs::path header = mini.root() / "labs/01_avg_pool/own.cuh";
  const std::string text =
      "#include \"own.cuh\"\n" +
      cuda_file("  const float factor = OWN;" + std::string(one_thread_sums) + "\n  y.data[map] *= factor;");
  write_file_atomically(header, "#define OWN 1\n");
  CHECK(check(mini, text)["verdict"] == "passed");
  CHECK(check(mini, text)["compile_seconds"] == 0);
  write_file_atomically(header, "#define OWN 2\n");
  CHECK(check(mini, text)["verdict"] == "wrong");
}

TEST_CASE("where nvcc is installed it has the last word on what is CUDA") {
  // The stand-in knows no __global__, so it refuses what the simulator accepts.
  miniature_course mini;
  mini.set("NVCC", std::string(GAPLAB_SOURCE_DIR) + "/checker/tests/fake_cuda/bin/nvcc");
  mini.set("CUDA_VISIBLE_DEVICES", "");
  const json step = check(mini, cuda_file(one_thread_sums));
  CHECK(step["verdict"] == "did_not_compile");
  CHECK(step["reason"] == "nvcc refuses it");
  CHECK_THAT(step["details"].get<std::string>(), holds("nvcc:\n"));
}

TEST_CASE("without nvcc clang tells what nvcc would refuse") {
  if (!find_program("clang++")) {
    WARN("not run: no clang++");
    return;
  }
  miniature_course mini;
  mini.set("CLANG", "clang++");
  const json step =
      check(mini, "static float half_of(float x) { return x / 2; }\n" +
                      cuda_file(std::string(one_thread_sums) + "\n  y.data[map] = 2 * half_of(y.data[map]);"));
  CHECK(step["verdict"] == "did_not_compile");
  CHECK_THAT(step["details"].get<std::string>(), holds("half_of is a host function, which a kernel cannot call"));
  CHECK(check(mini, cuda_file(one_thread_sums))["verdict"] == "passed");
}

TEST_CASE("host code that follows a device pointer is found, and other crashes of it keep their line") {
  const miniature_course mini;
  const std::string text = cuda_file(one_thread_sums, "mean_kernel<<<x.N * x.C, 64>>>(y, x);\ny.data[0] = 1;  // host");
  const json step = check(mini, text);
  INFO(step.dump(1));
  CHECK_FALSE(step["verdict"] == "passed");
  CHECK(step["findings"][0]["id"] == "device_pointer_on_host");
  CHECK_THAT(step["findings"][0].dump(), holds(line_with(text, "// host")));
  const std::string null = cuda_file(one_thread_sums, "volatile int* p = nullptr;\n*p = 1;  // null");
  const json crashed = check(mini, null);
  CHECK(crashed["verdict"] == "crashed");
  CHECK_THAT(crashed["reason"].get<std::string>(),
             holds("a null pointer was used") && holds(line_with(null, "// null")));
}

TEST_CASE("several descriptors reach a process in their order") {
  const temporary_folder folder;
  process_request request;
  std::vector<file_descriptor> open;
  for (const char* text : {"one", "two"}) {
    write_file_atomically(folder.path() / text, text);
    open.emplace_back(::open((folder.path() / text).c_str(), O_RDONLY | O_CLOEXEC));
  }
  const bool turned = GENERATE(false, true);
  request.descriptors = {open[turned ? 1 : 0].get(), open[turned ? 0 : 1].get()};
  request.command = {"/bin/sh", "-c", "cat <&3; cat <&4; [ -e /proc/self/fd/5 ] && echo more; exit 0"};
  request.environment = basic_environment();
  CHECK(run_process(std::move(request)).output == (turned ? "twoone" : "onetwo"));
}

TEST_CASE("a program of its own runs with its arguments, its output and its exit code") {
  const program p(clean_program);
  const finished done = p.run({}, {"--", "--json"});
  CHECK(done.exit_code == 7);
  CHECK(done.out == "99 --json\n");
  CHECK(done.err.empty());
  const finished fast = p.run({"--mode", "fast", "--threads", "2"});
  CHECK(fast.exit_code == 7);
  CHECK(fast.out == "99 \n");
  CHECK(p.run({"--schedule", "5"}).exit_code == 7);
}

TEST_CASE("what is found in a program is told on standard error, and is an exit code") {
  const program p(stray_program);
  const finished done = p.run({});
  CHECK(done.exit_code == 86);
  CHECK(done.out.empty());
  CHECK_THAT(done.err, holds("out of bounds") && holds("program.cu:2") && holds("1 finding; docs/"));
  CHECK_THAT(done.err, holds("cudaMalloc counts bytes"));
  CHECK(p.run({"--error-exitcode", "0"}).exit_code == 0);
  CHECK(p.run({"--error-exitcode", "256"}).exit_code == 2);
}

TEST_CASE("a program is kept, and tells its findings by itself") {
  const program p(stray_program);
  const std::string kept = (p.folder.path() / "kept").string();
  CHECK(p.run({"-o", kept}).exit_code == 86);
  process_request request;
  request.command = {kept};
  request.environment = p.mini.environment();
  const process_result alone = run_process(std::move(request));
  CHECK_THAT(alone.output, holds("out of bounds"));
}

TEST_CASE("macros and folders reach a program") {
  const program p("#include \"value.cuh\"\nint main() { return FIRST + VALUE; }\n");
  fs::create_directories(p.folder.path() / "include");
  write_file_atomically(p.folder.path() / "include/value.cuh", "#define VALUE 2\n");
  CHECK(p.run({"-DFIRST=1", "-I", "include"}).exit_code == 3);
  CHECK(p.run({"-D", "FIRST=4", "-Iinclude"}).exit_code == 6);
  const finished missing = p.run({});
  CHECK(missing.exit_code == 1);
  CHECK_THAT(missing.err, holds("program.cu:1: fatal error: ") && holds("value.cuh"));
}

TEST_CASE("a program that cannot be run is told by its exit code") {
  const program p(clean_program);
  CHECK(p.mini.run({"sim", "nothing.cu"}, p.folder.path()).exit_code == 2);
  const program broken("int main() { return nonsense; }\n");
  CHECK(broken.run({}).exit_code == 1);
  const program without_main("int f() { return 1; }\n");
  CHECK_THAT(without_main.run({}).err, holds("the linker refuses it"));
  const program crashing("#include <csignal>\nint main() { raise(SIGTERM); }\n");
  const finished crashed = crashing.run({});
  CHECK(crashed.exit_code == 128 + SIGTERM);
  CHECK_THAT(crashed.err, holds("ended by the signal \"Terminated\""));
}

TEST_CASE("a signal that asks gaplab to stop reaches the program") {
  const program p(
      "#include <csignal>\n#include <cstdio>\n#include <cstdlib>\n#include <unistd.h>\n"
      "int main() {\n  signal(SIGTERM, [](int) { _exit(9); });\n  fclose(fopen(\"ready\", \"w\"));\n"
      "  for (;;) pause();\n}\n");
  const fs::path ready = p.folder.path() / "ready";
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    if (::chdir(p.folder.path().c_str()) != 0) ::_exit(127);
    ::setenv("GAPLAB_COURSE", p.mini.root().c_str(), 1);
    ::setenv("GAPLAB_CACHE", gaplab::test::test_cache().c_str(), 1);
    ::setenv("NVCC", "none", 1);
    ::setenv("CLANG", "none", 1);
    ::execl(GAPLAB_BINARY, "gaplab", "sim", "program.cu", nullptr);
    ::_exit(127);
  }
  for (int i = 0; i < 6000 && !fs::exists(ready); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(10));
  REQUIRE(fs::exists(ready));
  REQUIRE(::kill(child, SIGTERM) == 0);
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  CHECK(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 9);
}
