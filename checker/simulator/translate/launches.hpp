// kernel<<<grid, block>>>(arguments), and cudaLaunchKernel.
#pragma once

#include "translate/tokens.hpp"

namespace gaplab::sim {

/// Whether <<< begins at i.
bool begins_launch(const token_list& tokens, std::size_t i);

/// The parentheses with a launch's arguments.
struct launch_arguments {
  std::size_t open, close;
};

/// Rewrites the launch whose <<< begins at i. Throws rewrite_error where it is none.
launch_arguments rewrite_launch(token_list& tokens, std::size_t i);

/// The first argument that is a list in braces; none where there is none. Its type cannot be told.
std::size_t find_braced_argument(const token_list& tokens, const launch_arguments& arguments);

/// The `cudaLaunchKernel` at i: takes the cast to void* from its first argument, so that the kernel's type stays known.
void rewrite_launch_call(token_list& tokens, std::size_t i);

}  // namespace gaplab::sim
