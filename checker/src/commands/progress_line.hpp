// What a long command is doing, for whoever watches it.
#pragma once

#include <unistd.h>

#include <string>

namespace gaplab {

/// One line on the terminal that says what is going on, and goes again.
class progress_line {
 public:
  explicit progress_line(bool wanted) : m_shown(wanted && ::isatty(STDERR_FILENO) != 0) {}
  void show(const std::string& text) const { write("\r\x1b[K" + text); }
  void clear() const { write("\r\x1b[K"); }

 private:
  void write(const std::string& text) const {
    if (m_shown && ::write(STDERR_FILENO, text.data(), text.size()) < 0) return;
  }
  bool m_shown;
};

}  // namespace gaplab
