// Fixture cases + worker binary -> outputs, by way of the memory that job_layout.hpp describes.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "course/lab.hpp"
#include "fixtures/fixture.hpp"
#include "gaplab/job_layout.hpp"
#include "run/gpu_memory.hpp"
#include "run/process.hpp"
#include "run/worker_needs.hpp"

namespace gaplab {

/// How often each case is run. The second time the cases come in reverse order, so that what a function keeps from
/// one call to the next shows.
inline constexpr int runs_per_case = 2;

/// An output in the checker's copy of the job's memory.
struct output_view {
  const float* values = nullptr;
  std::size_t size = 0;  ///< in elements
};

/// What came of one call of the student's function.
struct call_outcome {
  std::size_t case_index = 0;
  int run = 0;  ///< 0 or 1
  call_state state = call_state::waiting;
  int line = 0;         ///< of TODO()
  std::string message;  ///< of a refusal, an exception, or an error of CUDA
  device_use device{};
  std::map<std::string, output_view> outputs;
  std::vector<std::string> changed_inputs;
  std::vector<std::string> overrun;  ///< tensors beyond whose ends something was written
};

struct job_outcome {
  process_result process;
  double seconds_allowed = 0;  ///< wall clock, all told
  bool reached_main = false;
  crash_report crash{};
  std::vector<call_outcome> calls;       ///< in the order in which they were made
  gpu_findings findings;                 ///< of the simulated GPU; their calls are indices into `calls`, or beyond it
  std::shared_ptr<const char[]> memory;  ///< the copy that the outputs are in
};

/// What a worker gets when it starts.
struct worker_start {
  std::vector<std::string> environment;     ///< all of it, "NAME=value"
  std::vector<int> descriptors;             ///< to be handed to it as 3, 4, ...
  std::optional<simulated_gpu_memory> gpu;  ///< one of them, where it is to work with a simulated GPU
};

/// The memory of a job, filled and sealed, so that a worker can be run on it once. Making it takes a while for large
/// cases: time in which the compiler can work.
class prepared_job {
 public:
  /// The cases must hold the step's inputs and outputs, and outlive the job. Throws environment_error if there is no
  /// memory or a tensor is missing.
  prepared_job(const step& s, const std::vector<fixture_case>& cases);
  ~prepared_job();
  prepared_job(const prepared_job&) = delete;
  prepared_job& operator=(const prepared_job&) = delete;
  prepared_job(prepared_job&&) = delete;
  prepared_job& operator=(prepared_job&&) = delete;

  /// For a worker that is started by somebody else. Throws environment_error.
  [[nodiscard]] worker_start start(const limits& allowed, const worker_needs& needs) const;

  /// Throws environment_error if the worker cannot be started, and interrupted.
  job_outcome run(const std::filesystem::path& worker, const limits& allowed, const worker_needs& needs);

 private:
  struct contents;
  std::unique_ptr<contents> m_contents;
};

}  // namespace gaplab
