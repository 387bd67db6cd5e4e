// The memory that the checker and a program on the simulated GPU share: one anonymous file, made, sized and sealed by
// the checker, whose descriptor the program finds in the environment variable GAPLAB_GPU. A program that finds none
// makes its own.
//
//   gpu_header (with the findings) | padding to memory_offset | the GPU's memory
//
// The findings explain and may take points away; like everything that a worker says they earn none. The checker reads
// them as it reads any foreign bytes: bounded, and printed only after printable().
#pragma once

#include <cstdint>

namespace gaplab::sim {

inline constexpr std::uint32_t gpu_magic = 0x67707531;  // "gpu1"
inline constexpr char descriptor_variable[] = "GAPLAB_GPU";
inline constexpr int most_findings = 32;

/// What can be wrong with a CUDA program. finding_text.hpp has a name, a sentence and a chapter for each.
enum class finding_kind : std::uint32_t {
  out_of_bounds,            ///< before or behind an array or an allocation, shared, global or local
  misaligned,               ///< an address that its type does not allow
  null_pointer,             ///< nullptr, or close to it, used in a kernel
  use_after_free,           ///< in a kernel or by a copy
  uninitialised,            ///< shared or global memory read before anybody wrote it
  data_race,                ///< two threads, one element, one of them writes, nothing orders them
  divergent_barrier,        ///< threads of a block wait at different barriers
  exited_before_barrier,    ///< some threads of the block had returned when the others came to the barrier
  deadlock,                 ///< no thread of the block can go on
  wrong_mask,               ///< a warp function whose mask names lanes that do not take part, or not the caller
  host_pointer_in_kernel,   ///< a kernel used host memory
  device_pointer_on_host,   ///< host code used device memory
  constant_written,         ///< a kernel wrote __constant__ memory
  stack_overflow,           ///< local arrays too large, or a recursion without end
  assertion_failed,         ///< assert() in a kernel
  invalid_free,             ///< cudaFree of what cudaMalloc did not return
  double_free,              ///< cudaFree of what is freed already
  leak,                     ///< allocated and never freed
  invalid_copy,             ///< a copy or a memset beyond an allocation, or in the wrong direction
  launch_failed,            ///< refused, and the program never asked
  device_function_on_host,  ///< threadIdx, __syncthreads() and the like outside of a kernel
  unsupported,              ///< something that the simulated GPU cannot do, met while it ran
  other_thread_memory,      ///< local memory of another thread
  count                     ///< how many there are
};

/// Either a file and a line, or a program counter from which they can be found.
struct source_place {
  char file[208];  ///< empty: see pc
  std::uint32_t line;
  std::uint32_t padding;
  std::uint64_t pc;  ///< within the instruction; 0: unknown
};

/// One of the parties to a finding.
struct finding_side {
  char action[48];  ///< "read", "write", "atomic", "waits at __syncthreads()"
  source_place place;
  std::uint32_t in_kernel;  ///< 0: host code, which has neither block nor thread
  std::uint32_t block[3];
  std::uint32_t thread[3];
};

struct finding_record {
  finding_kind kind;
  std::uint32_t call;   ///< gpu_header::call when it was first found
  std::uint32_t times;  ///< how often it was found at the same place
  std::uint32_t side_count;
  char object[256];  ///< "element 257 of the shared array s[256]"; may be empty
  char detail[512];  ///< further facts, one to three sentences; may be empty
  char kernel[128];  ///< "sums<float>"; empty outside of a kernel
  source_place launch;
  finding_side sides[2];  ///< first the one that was caught, then the other one
};

struct gpu_header {
  std::uint32_t magic;
  std::uint32_t finding_count;  ///< at most most_findings
  std::uint32_t dropped;        ///< findings for which there was no room
  std::uint32_t call;           ///< which call of a step is under way; 0 in a program of its own
  std::uint64_t size;           ///< of the whole file in bytes
  std::uint64_t memory_offset;  ///< where the GPU's memory begins; a multiple of 4096
  std::uint64_t memory_size;    ///< in bytes; a multiple of 4096
  finding_record findings[most_findings];
};

}  // namespace gaplab::sim
