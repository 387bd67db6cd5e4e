#include "judge/device.hpp"

#include <fmt/format.h>

#include <array>

#include "base/text.hpp"

namespace gaplab {

namespace {

// The numbers are those of cudaError_t, which CUDA keeps. This program is built without its headers.
struct explanation {
  std::int32_t error;
  const char* text;
};

constexpr std::array explanations{
    explanation{2, "the GPU's memory is full: is what is allocated also freed?"},
    explanation{98,
                "the kernel is not what was launched: a pointer that is no kernel's, or code for another architecture"},
    explanation{209, "the file was compiled for another architecture than this GPU's"},
    explanation{700, "a kernel used an address that is not its own: an index beyond a tensor's end, or a host pointer"},
    explanation{701, "a block needs more registers than there are: launch smaller blocks"},
    explanation{702, "a kernel ran longer than the system lets it: an endless loop?"},
    explanation{710, "an assert() in a kernel failed"},
    explanation{715, "a kernel met an illegal instruction: most likely a call through a damaged pointer"},
    explanation{716, "a kernel used an address that its type does not allow: a float4 must lie at a multiple of 16"},
    explanation{717, "a kernel used an address of another kind of memory than it said"},
    explanation{718, "a kernel jumped to where no code is"},
    explanation{719, "a kernel ended badly: a damaged stack, or an address that is not its own"},
    explanation{720, "a cooperative launch has more blocks than fit on the GPU at once"},
};

std::string dimensions(const std::uint32_t (&sizes)[3]) {
  return fmt::format("{} x {} x {}", sizes[0], sizes[1], sizes[2]);
}

/// Limits of every GPU since compute capability 3.0: CUDA C++ Programming Guide, table of technical specifications.
std::string explain_launch(const device_use& use) {
  constexpr std::uint64_t most_threads = 1024;
  constexpr std::uint32_t most_in_z = 64;
  constexpr std::uint32_t most_blocks_in_y = 65535;
  constexpr std::uint64_t usual_shared_bytes = 48 * 1024;
  const std::uint64_t threads = std::uint64_t{use.block[0]} * use.block[1] * use.block[2];
  std::string why;
  if (threads == 0) {
    why = "a size of 0 is none";
  } else if (std::uint64_t{use.grid[0]} * use.grid[1] * use.grid[2] == 0) {
    why = "a size of 0 is none; the number of blocks is to be rounded up";
  } else if (threads > most_threads) {
    why = fmt::format("a block has at most {} threads, not {}", most_threads, threads);
  } else if (use.block[2] > most_in_z) {
    why = fmt::format("a block has at most {} threads in z", most_in_z);
  } else if (use.grid[1] > most_blocks_in_y || use.grid[2] > most_blocks_in_y) {
    why = fmt::format("a grid has at most {} blocks in y and in z", most_blocks_in_y);
  } else if (use.shared_bytes > usual_shared_bytes) {
    why = fmt::format("{} bytes of shared memory are more than a block gets without asking", use.shared_bytes);
  }
  return fmt::format("the launch of {} blocks of {} threads was refused{}{}", dimensions(use.grid),
                     dimensions(use.block), why.empty() ? "" : ": ", why);
}

}  // namespace

std::string explain_device_error(const device_use& use, const std::string& cuda_says) {
  const std::string said = printable_line(cuda_says);
  if (use.launch_refused != 0) return fmt::format("{} ({})", explain_launch(use), said);
  for (const explanation& e : explanations) {
    if (e.error == use.error) return fmt::format("{} ({})", e.text, said);
  }
  return fmt::format("CUDA reports: {}", said);
}

std::vector<std::string> problems_of_origin(const device_use& use) {
  std::vector<std::string> problems;
  if (use.launches == 0) problems.emplace_back("no kernel was launched, and the result must come from one");
  if (use.from_host > 0) {
    problems.push_back(
        fmt::format("{} bytes of the output were copied from the host: a kernel must write them", use.from_host));
  }
  if (use.to_host > 0) {
    problems.push_back(
        fmt::format("{} bytes of the input were copied to the host: a kernel must read them (to look at values, print "
                    "them in the kernel)",
                    use.to_host));
  }
  return problems;
}

}  // namespace gaplab
