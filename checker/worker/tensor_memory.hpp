// Where the tensors of a call are while the step runs. A worker is linked with one of host_memory.cpp and
// cuda_memory.cpp, which answer the same three questions.
#pragma once

#include "gaplab/job_layout.hpp"

namespace gaplab {

/// Makes the tensors of a call ready, with what surrounds them: the bytes [first, last) of the job. Returns where the
/// job's byte 0 would be in the memory that the step works in; nullptr, and the reason in e, if that cannot be had.
char* lend_tensors(char* job, std::uint64_t first, std::uint64_t last, const tensor_record* tensors, execution& e);

/// A copy of the integers in the memory that the step works in, until return_tensors(); nullptr if there is no room.
const int* lend_integers(const int* values, int count);

/// Brings the bytes back to the job after the call, and notes in e what went wrong with the device. Returns false if
/// no further call can be made.
bool return_tensors(char* job, std::uint64_t first, std::uint64_t last, execution& e);

}  // namespace gaplab
