// The terminal of a program that acts on keys.
#pragma once

#include <string>
#include <string_view>

namespace gaplab {

/// Whether both standard input and standard output are a terminal.
bool has_terminal();

/// The letters among the bytes that a terminal sends, small: 'c' for Enter, 'q' for Ctrl-D. What a cursor key or
/// another of several bytes sends is left out.
std::string letters_typed(std::string_view bytes);

/// From here to the end of the object keys come at once and are not echoed. The terminal is as it was before when the
/// object goes, while the program is stopped (Ctrl-Z), and when a signal ends it. One object at a time.
class keyboard {
 public:
  keyboard();
  ~keyboard();
  keyboard(const keyboard&) = delete;
  keyboard& operator=(const keyboard&) = delete;
  keyboard(keyboard&&) = delete;
  keyboard& operator=(keyboard&&) = delete;

  /// Whether the screen has another size, or the program was stopped in between, since it last said so: what is on the
  /// screen is to be written again. If the program is to be stopped, it is so here.
  static bool screen_is_stale();
};

}  // namespace gaplab
