// Student's file -> worker binary. A toolchain is a compiler with a place to run what it makes: the host's processor,
// nvcc with a GPU, or the host's compiler with the simulated GPU.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "compile/cache.hpp"
#include "course/course.hpp"
#include "run/worker_needs.hpp"

namespace gaplab {

/// What a worker is made of.
struct worker_sources {
  std::filesystem::path student_file;   ///< the student's file
  std::filesystem::path lab_folder;     ///< the given headers and binding.cpp
  std::filesystem::path worker_folder;  ///< the runtime
  bool for_debugger = false;            ///< the student's file is not optimised, and keeps all that a debugger shows
};

struct build_result {
  bool built = false;
  std::filesystem::path worker;  ///< the binary, in the cache, if built
  std::string diagnostics;       ///< what the compiler said: errors, or warnings only
  std::string reason;            ///< if not built: in one line, why; empty where it is the linker that refuses it
  double seconds = 0;            ///< 0 if all came from the cache
};

/// A build under way: the compiler runs while its caller does something else.
class pending_build {
 public:
  virtual ~pending_build() = default;

  /// Throws environment_error if the compiler cannot be run or the course's own files do not compile.
  virtual build_result finish() = 0;
};

class toolchain {
 public:
  virtual ~toolchain() = default;

  /// For results: "host".
  [[nodiscard]] virtual std::string name() const = 0;

  /// In words: "g++ (Debian 12.2.0) 12.2.0 (/usr/bin/g++)". Runs the compiler to ask it.
  [[nodiscard]] virtual std::string description() const = 0;

  [[nodiscard]] virtual worker_needs needs() const { return {}; }

  /// What a worker can be debugged with: gdb, unless the toolchain has one of its own. Throws environment_error if it
  /// is not here.
  [[nodiscard]] virtual std::filesystem::path debugger() const;

  /// The sources and the cache must outlive the build.
  [[nodiscard]] virtual std::unique_ptr<pending_build> start(const worker_sources& sources,
                                                             const compile_cache& cache) const = 0;
};

/// What was asked for CUDA steps.
struct cuda_request {
  enum class place { best, gpu, simulator };
  place on = place::best;      ///< best: a GPU where there is one, else the simulated one
  std::string schedule;        ///< a seed for the simulated GPU's order of warps; empty: its usual order
  bool second_opinion = true;  ///< of nvcc or clang++ on what the simulated GPU compiles
};

/// What runs a step is called so, where it is no real GPU.
inline constexpr const char* simulated_gpu_name = "the simulated GPU";

/// What there is for a device's steps here.
struct toolchain_choice {
  std::shared_ptr<const toolchain> chosen;  ///< compiles them; none if that cannot be done here either
  std::string
      runs_on;  ///< what runs them, in words: "NVIDIA H200", "the simulated GPU"; empty for the host's processor
  std::string not_run;  ///< why nothing can run them: "no GPU"; empty if something can

  [[nodiscard]] bool can_run() const { return not_run.empty(); }
};

/// Looks once for each device and request, and remembers. Throws environment_error if there is no host compiler.
const toolchain_choice& choose_toolchain(const course& c, device d, const cuda_request& request = {});

/// The host compiler: $CXX, or g++, or clang++. Throws environment_error if there is none.
std::shared_ptr<const toolchain> host_toolchain();

/// CUDA files through nvcc, for a GPU of the given compute capability such as "90". Without one they are compiled for
/// sm_80, which the toolkits from 11 to 13 know.
std::shared_ptr<const toolchain> nvcc_toolchain(const std::filesystem::path& compiler, const std::string& capability);

}  // namespace gaplab
