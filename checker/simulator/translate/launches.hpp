// kernel<<<grid, block>>>(arguments), and cudaLaunchKernel.
#pragma once

#include "translate/tokens.hpp"

namespace gaplab::sim {

/// Whether <<< begins at i.
bool begins_launch(const token_list& tokens, std::size_t i);

/// Rewrites the launch whose <<< begins at i. Throws rewrite_error where it is none.
void rewrite_launch(token_list& tokens, std::size_t i);

/// The `cudaLaunchKernel` at i: takes the cast to void* from its first argument, so that the kernel's type stays known.
void rewrite_launch_call(token_list& tokens, std::size_t i);

}  // namespace gaplab::sim
