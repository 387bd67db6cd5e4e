#include "report/watch_screen.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>

#include <algorithm>

namespace gaplab {

namespace {

/// A line that reached the last column could make the terminal begin another one.
std::string fitted(std::string text, std::size_t columns) {
  const std::size_t room = columns > 1 ? columns - 1 : 0;
  text.resize(std::min(text.find('\n'), text.size()));
  if (text.size() <= room) return text;
  return room < 3 ? std::string() : text.substr(0, room - 2) + "..";
}

std::string keys_that_fit(std::size_t columns) {
  for (const char* keys : {"h hint   n next step   p previous step   t task   c check again   q quit",
                           "h hint  n next  p previous  t task  c check  q quit", "h n p t c q"}) {
    if (std::string_view(keys).size() < columns) return keys;
  }
  return {};
}

std::string words_of(const watch_state& state) {
  using stage = watch_state::stage;
  if (!state.said.empty()) return state.said;
  switch (state.now) {
    case stage::checking: return fmt::format("checking {} ...", state.watched.address());
    case stage::not_passed:
      return fmt::format("{}  not passed yet: save {} to check again", state.time, state.watched.file);
    case stage::not_checked: return fmt::format("{}  it could not be checked", state.time);
    case stage::passed:
      if (!state.next) return fmt::format("{}  passed, and so is every other step that can run here", state.time);
      return fmt::format("{}  passed: n goes on to {}", state.time, state.next->address());
  }
  return {};
}

}  // namespace

screen_size size_of_screen() {
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0) return {};
  return {size.ws_col, size.ws_row};
}

std::vector<std::string> watch_lines(const watch_state& state, std::size_t columns, const palette& colours) {
  std::vector<std::string> lines;
  if (!state.looks_because.empty()) {
    lines.push_back(colours.dim(fitted(fmt::format("looking every half second: {}", state.looks_because), columns)));
  }
  const std::string words = fitted(words_of(state), columns);
  const bool passed = state.now == watch_state::stage::passed && state.said.empty();
  lines.push_back(passed ? colours.good(words) : colours.open(words));
  lines.push_back(colours.dim(keys_that_fit(columns)));
  return lines;
}

std::string watch_screen::erase_lines() const {
  if (m_shown == 0) return {};
  return "\r" + (m_shown > 1 ? fmt::format("\x1b[{}A", m_shown - 1) : "") + "\x1b[J";
}

std::string watch_screen::report(const std::string& text, const watch_state& state, screen_size size) {
  m_report = text;
  // To erase the screen would lose it on some terminals; lines that scroll off its top are kept by all.
  std::string bytes = m_moves ? erase_lines() + std::string(size.rows - 1, '\n') + "\x1b[H\x1b[J" : "\n";
  m_shown = 0;
  return bytes + m_report + "\n" + lines(state, size);
}

std::string watch_screen::lines(const watch_state& state, screen_size size) {
  std::string bytes = m_moves ? erase_lines() : m_shown > 0 ? "\n" : "";
  const std::vector<std::string> all = watch_lines(state, size.columns, m_colours);
  for (std::size_t i = 0; i < all.size(); ++i) bytes += (i > 0 ? "\n" : "") + all[i];
  m_shown = all.size();
  return bytes;
}

std::string watch_screen::again(const watch_state& state, screen_size size) {
  if (!m_moves) return {};
  m_shown = 0;
  return "\x1b[H\x1b[J" + m_report + (m_report.empty() ? "" : "\n") + lines(state, size);
}

}  // namespace gaplab
