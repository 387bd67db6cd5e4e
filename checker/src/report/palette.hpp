// Colour, or none.
#pragma once

#include <unistd.h>

#include <string>
#include <string_view>

namespace gaplab {

/// Wraps text in the terminal's codes if colour is on.
class palette {
 public:
  explicit palette(bool colour) : m_colour(colour) {}

  [[nodiscard]] bool on() const { return m_colour; }

  [[nodiscard]] std::string good(std::string_view text) const { return wrap("32", text); }
  [[nodiscard]] std::string bad(std::string_view text) const { return wrap("31", text); }
  [[nodiscard]] std::string open(std::string_view text) const { return wrap("33", text); }
  [[nodiscard]] std::string bold(std::string_view text) const { return wrap("1", text); }
  [[nodiscard]] std::string dim(std::string_view text) const { return wrap("2", text); }

 private:
  [[nodiscard]] std::string wrap(std::string_view code, std::string_view text) const {
    if (!m_colour) return std::string(text);
    std::string wrapped = "\x1b[";
    wrapped.append(code).append("m").append(text).append("\x1b[0m");
    return wrapped;
  }

  bool m_colour;
};

/// "always", "never", or "auto": colour if the stream is a terminal, unless NO_COLOR is set (https://no-color.org) or
/// the terminal is a dumb one.
palette choose_palette(std::string_view mode, int stream = STDOUT_FILENO);

}  // namespace gaplab
