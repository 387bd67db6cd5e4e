// On the CPU a step works in the job's own memory.
#include <vector>

#include "tensor_memory.hpp"

namespace gaplab {
namespace {

std::vector<std::vector<int>> lent_integers;

}  // namespace

char* lend_tensors(char* job, std::uint64_t, std::uint64_t, const tensor_record*, execution&) { return job; }

const int* lend_integers(const int* values, int count) {
  return lent_integers.emplace_back(values, values + count).data();
}

bool return_tensors(char*, std::uint64_t, std::uint64_t, execution&) {
  lent_integers.clear();
  return true;
}

}  // namespace gaplab
