// Names for what the rewriter declares.
#pragma once

#include <fmt/format.h>

#include "rewrite/scopes.hpp"

namespace gaplab::sim::rewriting {

/// gaplab_s1, gaplab_s2 and so on. In functions they are counted anew: two files that include the same header must name
/// the same variable of an inline function alike, or the linker would take two variables for one.
class name_counter {
 public:
  explicit name_counter(char letter) : m_letter(letter) {}

  std::string next(const scope& around) {
    if (around.outermost == none) return name(++m_outside);
    if (around.outermost != m_function) m_inside = 0;
    m_function = around.outermost;
    return name(++m_inside);
  }

 private:
  [[nodiscard]] std::string name(int number) const { return fmt::format("gaplab_{}{}", m_letter, number); }

  char m_letter;
  int m_outside = 0;
  int m_inside = 0;
  std::size_t m_function = none;
};

}  // namespace gaplab::sim::rewriting
