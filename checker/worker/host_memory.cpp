// On the CPU a step works in the job's own memory.
#include "tensor_memory.hpp"

namespace gaplab {

char* lend_tensors(char* job, std::uint64_t, std::uint64_t, const tensor_record*, execution&) { return job; }

bool return_tensors(char*, std::uint64_t, std::uint64_t, execution&) { return true; }

}  // namespace gaplab
