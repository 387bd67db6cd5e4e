// nvcc, and the GPU that runs what it makes. Only what needs it goes through nvcc: the student's file, and the worker's
// part that calls CUDA. The binding and the runtime are the host compiler's, as on the CPU.
#include <fmt/format.h>

#include <array>
#include <cstdlib>

#include "base/error.hpp"
#include "compile/find_program.hpp"
#include "compile/host.hpp"
#include "compile/nvcc.hpp"
#include "compile/second_opinion.hpp"
#include "compile/worker_build.hpp"

namespace gaplab {

namespace fs = std::filesystem;

namespace {

/// C++17, because nvcc 11 knows no later one.
const std::vector<std::string> compile_options = {
    "-std=c++17", "-Xcompiler=-g,-fno-omit-frame-pointer,-fno-pie,-Wall,-Wextra,-Werror=return-type",
    "-Xcompiler=-Wno-unused-parameter,-fdiagnostics-color=never"};

/// Device code is optimised by default; -lineinfo gives compute-sanitizer its lines.
const std::vector<std::string> usual_options = {"-O2", "-lineinfo"};

/// -G is -g for device code: all that cuda-gdb shows, and no optimisation.
const std::vector<std::string> debug_options = {"-O0", "-g", "-G"};

/// What cuda_watch_nvcc.cpp stands before: __wrap_ and __real_ are the linker's words.
constexpr std::array<const char*, 8> watched = {
    "cudaLaunchKernel",    "__cudaLaunchKernel", "cudaLaunchCooperativeKernel",
    "cudaLaunchKernelExC", "cudaMemcpy",         "cudaMemcpyAsync",
    "cudaMemcpy2D",        "cudaMemcpy2DAsync"};

constexpr double device_start = 10;         // seconds; a node with eight GPUs takes some for the first CUDA call
constexpr std::size_t driver_files = 1024;  // the driver opens several for each GPU

std::string architecture(const std::string& capability) {
  return "-arch=sm_" + (capability.empty() ? "80" : capability);
}

class nvcc final : public toolchain {
 public:
  nvcc(fs::path compiler, std::string capability)
      : m_compiler(std::move(compiler)), m_capability(std::move(capability)) {}

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

  /// cuda-gdb comes with the toolkit, and lies beside nvcc.
  [[nodiscard]] fs::path debugger() const override {
    std::error_code error;
    const fs::path beside = fs::canonical(m_compiler, error).parent_path() / "cuda-gdb";
    if (const auto program = find_program(beside.string())) return *program;
    if (const auto program = find_program("cuda-gdb")) return *program;
    throw environment_error(
        fmt::format("there is no {}: install the package cuda-gdb of the CUDA toolkit, which has the toolkit's version "
                    "in its name (cuda-gdb-13-0), or debug on the simulated GPU with --device sim",
                    beside.string()));
  }

  [[nodiscard]] std::unique_ptr<pending_build> start(const worker_sources& sources,
                                                     const compile_cache& cache) const override {
    const fs::path host = host_compiler();
    build_plan plan;
    const auto nvcc_file = [&](const std::vector<std::string>& options, const fs::path& source) {
      return nvcc_command(m_compiler, m_capability, options, source);
    };
    plan.student =
        nvcc_command(m_compiler, m_capability, lab_options(sources), sources.student_file, sources.for_debugger);
    compile_command binding = host_command(host, lab_options(sources), sources.lab_folder / "binding.cpp");
    binding.options.emplace_back("-DGAPLAB_CUDA");
    plan.given = {binding, host_command(host, worker_options(sources), sources.worker_folder / "runtime.cpp"),
                  nvcc_file(worker_options(sources), sources.worker_folder / "cuda_memory.cpp"),
                  nvcc_file(worker_options(sources), sources.worker_folder / "cuda_watch_nvcc.cpp")};
    plan.link = {m_compiler.string(),
                 identity_of(m_compiler),
                 {architecture(m_capability), "-cudart=static", "-Xcompiler=-no-pie"},
                 {}};
    for (const char* function : watched) plan.link.options.push_back(fmt::format("-Xlinker=--wrap={}", function));
    return start_build(std::move(plan), cache);
  }

 private:
  fs::path m_compiler;
  std::string m_capability;
};

class nvcc_opinion final : public second_opinion {
 public:
  nvcc_opinion(compile_command command, const compile_cache& cache) : m_compilation(std::move(command), cache) {
    m_compilation.start();
  }

  [[nodiscard]] bool cached() const override { return m_compilation.cached(); }

  opinion finish() override {
    const object_result result = m_compilation.finish();
    return {!result.compiled, "nvcc refuses it", result.diagnostics.empty() ? "" : "nvcc:\n" + result.diagnostics,
            "nvcc accepts it: this is CUDA that the simulated GPU does not know\n"};
  }

 private:
  object_compilation m_compilation;
};

}  // namespace

compile_command nvcc_command(const fs::path& compiler, const std::string& capability,
                             const std::vector<std::string>& options, const fs::path& source, bool for_debugger) {
  compile_command command{compiler.string(), identity_of(compiler), compile_options, source};
  const std::vector<std::string>& kind = for_debugger ? debug_options : usual_options;
  command.options.insert(command.options.end(), kind.begin(), kind.end());
  command.options.push_back(architecture(capability));
  command.options.insert(command.options.end(), options.begin(), options.end());
  return command;
}

std::unique_ptr<second_opinion> ask_nvcc(compile_command command, const compile_cache& cache) {
  return std::make_unique<nvcc_opinion>(std::move(command), cache);
}

std::shared_ptr<const toolchain> nvcc_toolchain(const fs::path& compiler, const std::string& capability) {
  return std::make_shared<nvcc>(compiler, capability);
}

}  // namespace gaplab
