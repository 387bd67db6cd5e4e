// nvcc, and the GPU that runs what it makes. Only what needs it goes through nvcc: the student's file, and the worker's
// part that calls CUDA. The binding and the runtime are the host compiler's, as on the CPU.
#include <fmt/format.h>

#include <array>
#include <cstdlib>

#include "compile/host.hpp"
#include "compile/worker_build.hpp"

namespace gaplab {

namespace fs = std::filesystem;

namespace {

/// C++17, because nvcc 11 knows no later one. Device code is optimised by default; -lineinfo gives cuda-gdb and
/// compute-sanitizer its lines.
const std::vector<std::string> compile_options = {"-std=c++17", "-O2", "-lineinfo",
                                                  "-Xcompiler=-g,-fno-omit-frame-pointer,-fno-pie,-Wall,-Wextra",
                                                  "-Xcompiler=-Wno-unused-parameter,-fdiagnostics-color=never"};

/// What cuda_memory.cpp stands before: __wrap_ and __real_ are the linker's words.
constexpr std::array<const char*, 8> watched = {
    "cudaLaunchKernel",    "__cudaLaunchKernel", "cudaLaunchCooperativeKernel",
    "cudaLaunchKernelExC", "cudaMemcpy",         "cudaMemcpyAsync",
    "cudaMemcpy2D",        "cudaMemcpy2DAsync"};

constexpr double device_start = 10;         // seconds; a node with eight GPUs takes some for the first CUDA call
constexpr std::size_t driver_files = 1024;  // the driver opens several for each GPU

class nvcc final : public toolchain {
 public:
  nvcc(fs::path compiler, const std::string& capability)
      : m_compiler(std::move(compiler)),
        m_identity(identity_of(m_compiler)),
        m_architecture("-arch=sm_" + (capability.empty() ? "80" : capability)) {}

  [[nodiscard]] std::string name() const override { return "nvcc"; }
  [[nodiscard]] std::string description() const override {
    constexpr std::size_t release = 3;  // "Cuda compilation tools, release 13.0, V13.0.88"
    return describe_program(m_compiler, release);
  }

  [[nodiscard]] worker_needs needs() const override {
    worker_needs needs{false, device_start, driver_files};
    // Which GPU, and where the driver's library is, as in containers and hosted notebooks.
    for (const char* name : {"CUDA_VISIBLE_DEVICES", "CUDA_DEVICE_ORDER", "LD_LIBRARY_PATH"}) {
      if (const char* value = std::getenv(name)) needs.environment.push_back(fmt::format("{}={}", name, value));
    }
    return needs;
  }

  [[nodiscard]] std::unique_ptr<pending_build> start(const worker_sources& sources,
                                                     const compile_cache& cache) const override {
    const fs::path host = host_compiler();
    build_plan plan;
    plan.student = command(sources, sources.student_file);
    compile_command binding = host_command(host, sources, sources.lab_folder / "binding.cpp");
    binding.options.emplace_back("-DGAPLAB_CUDA");
    plan.given = {binding, host_command(host, sources, sources.worker_folder / "runtime.cpp"),
                  command(sources, sources.worker_folder / "cuda_memory.cpp")};
    plan.link = {m_compiler.string(), m_identity, {m_architecture, "-cudart=static", "-Xcompiler=-no-pie"}, {}};
    for (const char* function : watched) plan.link.options.push_back(fmt::format("-Xlinker=--wrap={}", function));
    return start_build(std::move(plan), cache);
  }

 private:
  [[nodiscard]] compile_command command(const worker_sources& sources, const fs::path& source) const {
    compile_command c{m_compiler.string(), m_identity, compile_options, source};
    c.options.push_back(m_architecture);
    c.options.push_back("-I" + sources.lab_folder.string());
    c.options.push_back("-I" + sources.worker_folder.string());
    return c;
  }

  fs::path m_compiler;
  std::string m_identity;
  std::string m_architecture;
};

}  // namespace

std::shared_ptr<const toolchain> nvcc_toolchain(const fs::path& compiler, const std::string& capability) {
  return std::make_shared<nvcc>(compiler, capability);
}

}  // namespace gaplab
