#include "runtime/grid.hpp"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "runtime/access_check.hpp"
#include "runtime/block_runner.hpp"
#include "runtime/device_memory.hpp"
#include "runtime/error_state.hpp"
#include "runtime/faults.hpp"
#include "runtime/options.hpp"

namespace gaplab::sim {

namespace {

std::size_t dynamic_limit = usual_shared_bytes;
launch_observer launch_watcher = nullptr;

struct refused_launch {
  cudaError_t error = cudaSuccess;
  std::string why;
};

refused_launch refusal_of(const launch_config& c) {
  const auto none = [](dim3 d) { return d.x == 0 || d.y == 0 || d.z == 0; };
  if (none(c.grid) || none(c.block)) return {cudaErrorInvalidConfiguration, "A size of 0 is none"};
  const std::size_t threads = std::size_t{c.block.x} * c.block.y * c.block.z;
  if (threads > most_threads_of_a_block) {
    return {cudaErrorInvalidConfiguration, "A block has at most 1024 threads, not " + std::to_string(threads)};
  }
  if (c.block.z > most_threads_in_z) return {cudaErrorInvalidConfiguration, "A block has at most 64 threads in z"};
  if (c.grid.x > most_blocks_in_x || c.grid.y > most_blocks_in_y_or_z || c.grid.z > most_blocks_in_y_or_z) {
    return {cudaErrorInvalidConfiguration, "A grid has at most 65535 blocks in y and in z, and 2^31 - 1 in x"};
  }
  if (c.shared > dynamic_limit) {
    return {cudaErrorInvalidValue, std::to_string(c.shared) + " bytes of dynamic shared memory are more than the " +
                                       std::to_string(dynamic_limit) + " that a block may have" +
                                       (c.shared <= most_shared_bytes ? " unless cudaFuncSetAttribute allows it" : "")};
  }
  return {};
}

/// One OS thread for each processor; the one that launches is the first of them.
class processors {
 public:
  processors() {
    for (unsigned i = 0; i < current_options().threads; ++i) m_runners.push_back(std::make_unique<block_runner>());
    for (unsigned i = 1; i < m_runners.size(); ++i) std::thread([this, i] { serve(i); }).detach();
  }

  /// Returns the error of the kernel, if it ended badly.
  cudaError_t run(const grid_request& request) {
    const dim3 grid = request.config.grid;
    m_request = &request;
    m_blocks = std::uint64_t{grid.x} * grid.y * grid.z;
    // Portions small enough that the processors end together, large enough that they seldom meet.
    m_portion = std::max<std::uint64_t>(1, m_blocks / (m_runners.size() * 32));
    m_next = 0;
    m_error = cudaSuccess;
    const bool alone = m_runners.size() == 1 || m_blocks == 1;
    if (!alone) {
      const std::lock_guard<std::mutex> lock(m_guard);
      m_busy = static_cast<unsigned>(m_runners.size()) - 1;
      ++m_generation;
      m_wake.notify_all();
    }
    work(*m_runners.front());
    if (!alone) {
      std::unique_lock<std::mutex> lock(m_guard);
      m_done.wait(lock, [this] { return m_busy == 0; });
    }
    return m_error;
  }

 private:
  void work(block_runner& own) {
    own.begin_grid(*m_request);
    while (m_error == cudaSuccess) {
      const std::uint64_t first = m_next.fetch_add(m_portion, std::memory_order_relaxed);
      if (first >= m_blocks) return;
      const std::uint64_t last = std::min(m_blocks, first + m_portion);
      for (std::uint64_t b = first; b < last; ++b) {
        if (own.run_block(b)) continue;
        m_error = own.failure();
        return;
      }
    }
  }

  void serve(unsigned index) {
    prepare_thread_for_faults();
    unsigned seen = 0;
    for (;;) {
      {
        std::unique_lock<std::mutex> lock(m_guard);
        m_wake.wait(lock, [&] { return m_generation != seen; });
        seen = m_generation;
      }
      work(*m_runners[index]);
      const std::lock_guard<std::mutex> lock(m_guard);
      if (--m_busy == 0) m_done.notify_one();
    }
  }

  std::vector<std::unique_ptr<block_runner>> m_runners;
  const grid_request* m_request = nullptr;
  std::uint64_t m_blocks = 0;
  std::uint64_t m_portion = 1;
  std::atomic<std::uint64_t> m_next{0};
  std::atomic<cudaError_t> m_error{cudaSuccess};
  std::mutex m_guard;
  std::condition_variable m_wake, m_done;
  unsigned m_generation = 0;
  unsigned m_busy = 0;
};

/// Never destroyed, as its threads do not end before the program.
processors& all_processors() {
  static auto* all = new processors;
  return *all;
}

cudaError_t run_accepted(const grid_request& request) {
  memory::open_to_program();
  set_kernel_of_findings(&request);
  check::begin_grid();
  const cudaError_t error = all_processors().run(request);
  set_kernel_of_findings(nullptr);
  memory::close_to_program();
  if (error != cudaSuccess) lose_context(error);
  return cudaSuccess;  // a launch returns before its kernel ends
}

}  // namespace

void allow_dynamic_shared_bytes(std::size_t bytes) { dynamic_limit = std::max(dynamic_limit, bytes); }

void set_launch_observer(launch_observer observer) { launch_watcher = observer; }

cudaError_t run_grid(const grid_request& request) {
  if (runner != nullptr) {
    note({finding_kind::unsupported,
          "a launch within a kernel",
          "",
          1,
          runner->this_party("launch", at_line(request.where)),
          {}});
    runner->end_kernel(cudaErrorNotSupported);
  }
  prepare_for_faults();
  const refused_launch refused = refusal_of(request.config);
  cudaError_t error = context_error() != cudaSuccess ? context_error() : refused.error;
  if (refused.error != cudaSuccess) remember_refused_launch(request, refused.error, refused.why);
  if (error == cudaSuccess) error = run_accepted(request);
  if (launch_watcher != nullptr) {
    launch_watcher(error, request.config.grid, request.config.block, request.config.shared);
  }
  return result(error);
}

}  // namespace gaplab::sim
