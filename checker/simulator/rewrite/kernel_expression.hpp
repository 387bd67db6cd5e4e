// The expression before a <<<, read backwards.
#pragma once

#include <vector>

#include "rewrite/tokens.hpp"

namespace gaplab::sim::rewriting {

struct kernel_expression {
  std::size_t first = none;  ///< none: there is no expression that could be a kernel
  std::size_t name = none;   ///< of the kernel, where the expression is one: k in ns::k<3>
  bool computed = false;     ///< it calls something, or chooses
};

/// The expression that ends with the token `last`.
kernel_expression read_kernel_expression(const source& from, std::size_t last);

}  // namespace gaplab::sim::rewriting
