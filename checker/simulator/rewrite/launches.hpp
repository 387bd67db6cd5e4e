// kernel<<<grid, block, shared, stream>>>(arguments)
#pragma once

#include <vector>

#include "rewrite/edits.hpp"
#include "rewrite/scopes.hpp"
#include "rewrite/tokens.hpp"

namespace gaplab::sim::rewriting {

/// A launch, by the indices of its tokens.
struct launch {
  std::size_t first = none;      ///< of the kernel's expression
  std::size_t opening = none;    ///< the first < of the three
  std::size_t closing = none;    ///< the first > of the three
  std::size_t arguments = none;  ///< the ( after them
  std::size_t name = none;       ///< of the kernel, where the expression is one: k in ns::k<3>
  bool computed = false;         ///< the expression is to be evaluated once, as it calls something, or chooses
};

/// Throws rewrite_error where a <<< is no launch.
std::vector<launch> find_launches(const source& from);

void rewrite_launches(const source& from, const scopes& in, const std::vector<launch>& launches, edits& changes);

/// cudaLaunchKernel((void*)kernel, ...): takes the cast away.
void rewrite_launch_calls(const source& from, edits& changes);

}  // namespace gaplab::sim::rewriting
