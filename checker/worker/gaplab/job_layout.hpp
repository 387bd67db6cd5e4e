// The memory that the checker and a worker share, as file descriptor 3 of the worker. The checker dictates its size
// and everything in it; nothing the worker writes is believed except the elements of the outputs, which the checker
// compares, and the report, which explains but earns nothing.
//
//   job_header | tensor_record[] | parameter_record[] | execution[] | guard tensor guard tensor ... guard
//
// A tensor's elements are fp32. Guards and outputs are filled with NaNs of known bits before the run.
#pragma once

#include <cstdint>

namespace gaplab {

inline constexpr std::uint32_t job_magic = 0x67617031;  // "gap1"
inline constexpr int job_descriptor = 3;
inline constexpr int longest_name = 48;
inline constexpr int most_dimensions = 5;
inline constexpr int most_values = 32;
inline constexpr int most_frames = 24;

/// The bit pattern of a quiet NaN that no arithmetic produces of itself: an output that still holds it was never
/// written.
inline constexpr std::uint32_t unwritten_bits = 0x7fc0cafe;

/// What a guard holds at that offset of the job: a NaN, so that a read beyond a tensor's end poisons what is computed
/// from it. A signalling one, since a sum with a NaN is that NaN, made quiet: what is computed from one guard and
/// written into another would leave no trace. And another one at each place, since a copy stays as it is.
inline constexpr std::uint32_t guard_bits(std::uint64_t offset) {
  constexpr std::uint32_t signalling = 0x7fa00000;
  constexpr std::uint64_t places = 1U << 20;
  return signalling + static_cast<std::uint32_t>(offset / sizeof(std::uint32_t) % places);
}
/// Bytes between two tensors, and so the farthest stray write that is surely seen.
inline constexpr std::uint64_t guard_size = 4096;

struct tensor_record {
  char name[longest_name];
  std::int32_t output;  ///< 1 for an output, 0 for an input
  std::int32_t rank;
  std::int64_t shape[most_dimensions];
  std::uint64_t offset;  ///< of the first element from the job's beginning, in bytes
};

/// Of its elements, in bytes.
inline std::uint64_t byte_size(const tensor_record& t) {
  std::uint64_t size = sizeof(float);
  for (int axis = 0; axis < t.rank; ++axis) size *= static_cast<std::uint64_t>(t.shape[axis]);
  return size;
}

struct parameter_record {
  char name[longest_name];
  std::int64_t count;
  std::int64_t values[most_values];
};

enum class call_state : std::uint32_t {
  waiting,  ///< not begun
  running,  ///< begun and never returned
  returned,
  not_attempted,  ///< reached TODO()
  refused,        ///< called refuse(), or threw std::invalid_argument
  threw,          ///< left by another exception
  misbound,       ///< the lab's binding asked for what the case does not have
  device_failed,  ///< CUDA reported an error by the call, or by the end of its kernels
  no_device       ///< the GPU could not be used at all
};

/// What a CUDA call did with the device, counted by the worker between the student's code and the CUDA runtime.
/// All zero on the CPU.
struct device_use {
  std::int32_t error;            ///< the first error, a cudaError_t; 0: none
  std::uint32_t launch_refused;  ///< 1: the error is a launch's, which then had this configuration
  std::uint32_t grid[3], block[3];
  std::uint64_t shared_bytes;  ///< dynamic shared memory of a block
  std::uint64_t launches;      ///< those that CUDA accepted
  std::uint64_t from_host;     ///< bytes of outputs that were copied from the host
  std::uint64_t to_host;       ///< bytes of inputs that were copied to the host
};

/// One call of the step.
struct execution {
  std::uint32_t first_tensor, tensor_count;
  std::uint32_t first_parameter, parameter_count;
  std::uint64_t first_byte, last_byte;  ///< the part of the job that holds its tensors and the guards around them
  call_state state;                     ///< written by the worker
  std::uint32_t line;
  char message[256];  ///< why it was refused, what was thrown, what CUDA calls its error
  device_use device;
};

/// What the worker says of its own death.
struct crash_report {
  std::int32_t signal;  ///< 0: it did not die of one
  std::int32_t stack_overflow;
  std::uint64_t address;  ///< where the fault was, for SIGSEGV and SIGBUS
  std::uint32_t frame_count;
  std::uint64_t frames[most_frames];  ///< program counters, innermost first
};

struct job_header {
  std::uint32_t magic;
  std::uint32_t tensor_count, parameter_count, execution_count;
  std::uint64_t tensors, parameters, executions;  ///< offsets of the arrays in bytes
  std::uint64_t size;                             ///< of the whole job in bytes
  char step[longest_name];                        ///< "window.forward"
  std::uint32_t ready;  ///< set by the worker when main() runs, so that a death before it can be told
  crash_report crash;
};

}  // namespace gaplab
