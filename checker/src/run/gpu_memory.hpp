// The memory of the simulated GPU, shared with the program that works with it, by the layout of gaplab/gpu_layout.hpp.
#pragma once

#include <cstdint>
#include <vector>

#include "base/file_descriptor.hpp"
#include "gaplab/gpu_layout.hpp"

namespace gaplab {

/// What the simulator needs of the host's memory for itself: stacks for the threads of a block, and what it notes of
/// every word.
inline constexpr std::uint64_t simulator_memory = std::uint64_t{1} << 30;

/// What the program says was wrong with it. It may say anything: numbers are within bounds and strings end, but their
/// bytes are any.
struct gpu_findings {
  std::vector<sim::finding_record> records;
  std::uint64_t dropped = 0;  ///< for which there was no room
};

class simulated_gpu_memory {
 public:
  /// So many bytes of device memory, which take room only where they are used. Throws environment_error.
  explicit simulated_gpu_memory(std::uint64_t bytes);

  [[nodiscard]] int descriptor() const { return m_file.get(); }

  /// To be asked once the program has ended.
  [[nodiscard]] gpu_findings findings() const;

 private:
  file_descriptor m_file;
};

/// The findings in what a program left of a header.
gpu_findings read_findings(const sim::gpu_header& header);

}  // namespace gaplab
