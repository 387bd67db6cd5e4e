// What `gaplab watch` shows on a terminal: a report, and below it a few lines that change in place. It prints nothing,
// but gives the text that does it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "course/lab.hpp"
#include "report/palette.hpp"

namespace gaplab {

/// What is going on.
struct watch_state {
  enum class stage {
    checking,
    passed,
    not_passed,
    not_checked  ///< the check itself failed
  };
  stage now = stage::checking;
  step watched;
  std::string time;           ///< of the last check's end, "14:03:21"
  std::optional<step> next;   ///< if passed: the next step to do
  std::string looks_because;  ///< why the files are looked at again and again; empty where they are not
  std::string said;           ///< in the place of all that: an answer to the last key
};

struct screen_size {
  std::size_t columns = 80;
  std::size_t rows = 24;
};

/// That of the terminal at standard output, or the usual one where it says none.
screen_size size_of_screen();

/// Each of less than so many columns, without a line feed: why it looks, if it does; the state; the keys.
std::vector<std::string> watch_lines(const watch_state& state, std::size_t columns, const palette& colours);

class watch_screen {
 public:
  /// moves: the terminal understands ECMA-48's movements of the cursor. One that does not gets line after line.
  watch_screen(bool moves, const palette& colours) : m_moves(moves), m_colours(colours) {}

  /// A new report. What is on the screen goes up into the part that can be scrolled back to.
  std::string report(const std::string& text, const watch_state& state, screen_size size);

  /// The lines below the report as they are now.
  std::string lines(const watch_state& state, screen_size size);

  /// All of it once more, after the screen's size has changed or another program has used it.
  std::string again(const watch_state& state, screen_size size);

  /// Before the program ends: the shell's prompt comes on a line of its own.
  [[nodiscard]] std::string end() const { return m_shown > 0 ? "\n" : ""; }

 private:
  [[nodiscard]] std::string erase_lines() const;

  bool m_moves;
  const palette& m_colours;
  std::string m_report;
  std::size_t m_shown = 0;  ///< lines below the report
};

}  // namespace gaplab
