#include "compile/compiler_messages.hpp"

#include <cstdlib>
#include <optional>

#include "base/text.hpp"

namespace gaplab {

namespace {

enum class severity { error, warning, note };

struct said {
  compiler_message message;
  severity kind = severity::error;
};

bool begins_with(std::string_view text, std::string_view beginning) {
  return text.substr(0, beginning.size()) == beginning;
}

/// Takes digits from the text's beginning; 0 where there are none.
int take_number(std::string_view& text) {
  int number = 0;
  while (!text.empty() && text.front() >= '0' && text.front() <= '9' && number < 100'000'000) {
    number = number * 10 + (text.front() - '0');
    text.remove_prefix(1);
  }
  return number;
}

/// "error: ...", "fatal error: ...", "error #20011-D: ...", "note #2690-D: ...": takes the word and its number.
std::optional<severity> take_severity(std::string_view& text) {
  constexpr std::string_view fatal = "fatal ";
  if (begins_with(text, fatal)) text.remove_prefix(fatal.size());
  struct word {
    std::string_view text;
    severity kind;
  };
  for (const word w : {word{"error", severity::error}, word{"catastrophic error", severity::error},
                       word{"warning", severity::warning}, word{"note", severity::note}}) {
    if (!begins_with(text, w.text)) continue;
    const std::size_t colon = text.find(": ");
    const std::string_view between = text.substr(w.text.size(), colon - w.text.size());
    if (colon == std::string_view::npos || (!between.empty() && !begins_with(between, " #"))) continue;
    text.remove_prefix(colon + 2);
    return w.kind;
  }
  return std::nullopt;
}

/// ‘ and ’, as g++ has them where it can, and " become '.
std::string with_plain_quotes(std::string text) {
  for (const std::string_view quote : {"\u2018", "\u2019", "\""}) {
    for (std::size_t at = 0; (at = text.find(quote, at)) != std::string::npos; ++at) {
      text.replace(at, quote.size(), "'");
    }
  }
  return text;
}

/// "FILE:12:8: " or "FILE:12: " of g++ and clang, "FILE(12): " of nvcc; what follows remains.
std::optional<compiler_message> take_place(std::string_view& line) {
  for (std::size_t at = 1; at < line.size(); ++at) {
    const bool nvcc = line[at] == '(';
    if (!nvcc && line[at] != ':') continue;
    std::string_view rest = line.substr(at + 1);
    compiler_message m;
    m.line = take_number(rest);
    if (m.line == 0) continue;
    if (!nvcc && begins_with(rest, ":")) {
      std::string_view behind = rest.substr(1);
      if (const int column = take_number(behind); column > 0) {
        m.column = column;
        rest = behind;
      }
    }
    const std::string_view end = nvcc ? "): " : ": ";
    if (!begins_with(rest, end)) continue;
    m.file = line.substr(0, at);
    line = rest.substr(end.size());
    while (!line.empty() && line.front() == ' ') line.remove_prefix(1);
    return m;
  }
  return std::nullopt;
}

constexpr std::string_view led_here = "required from";  // g++, of the code that made it instantiate a template

/// The linker's, with no place, as it speaks of the object file's.
std::optional<said> linker_message(std::string_view line, const std::string& student_file) {
  for (const std::string_view words : {"undefined reference to ", "multiple definition of "}) {
    const std::size_t at = line.find(words);
    if (at == std::string_view::npos) continue;
    const std::string_view message = line.substr(at, line.find(';', at) - at);  // and where else it is defined
    return said{{student_file, 0, 0, with_plain_quotes(std::string(message))}};
  }
  return std::nullopt;
}

/// One line's message. Those of gaplab's own looks at a file have no severity.
std::optional<said> parse(std::string_view line, const std::string& student_file) {
  if (auto linker = linker_message(line, student_file)) return linker;
  constexpr std::string_view at_end = "At end of source: ";  // nvcc
  std::optional<compiler_message> message;
  if (begins_with(line, at_end)) {
    message = compiler_message{student_file, 0, 0, {}};
    line.remove_prefix(at_end.size());
  } else {
    message = take_place(line);
  }
  if (!message) return std::nullopt;
  auto kind = take_severity(line);
  if (!kind) kind = message->file == student_file && !begins_with(line, led_here) ? severity::error : severity::note;
  message->text = with_plain_quotes(std::string(line));
  return said{*message, *kind};
}

/// Gathers the errors, and moves those within headers.
class collector {
 public:
  explicit collector(const std::string& student_file) : m_student_file(student_file) {}

  void take(const said& s) {
    const compiler_message& m = s.message;
    if (s.kind == severity::note) {
      take_note(m);
      return;
    }
    m_open = false;
    if (s.kind == severity::error) {
      m_errors.push_back(m);
      m_open = m.file != m_student_file;
      if (m_open && m_led_here) move_last_to(*m_led_here);
    }
    m_led_here.reset();
  }

  std::vector<compiler_message> errors() && { return std::move(m_errors); }

 private:
  void take_note(const compiler_message& m) {
    if (m.file != m_student_file) return;
    if (m_open) {
      move_last_to(m);
    } else if (begins_with(m.text, led_here)) {
      m_led_here = m;
    }
  }

  void move_last_to(const compiler_message& place) {
    compiler_message& last = m_errors.back();
    last = {place.file, place.line, place.column, last.text};
    m_open = false;
  }

  const std::string& m_student_file;
  std::vector<compiler_message> m_errors;
  std::optional<compiler_message> m_led_here;  ///< g++ says before an error what led to it, clang afterwards
  bool m_open = false;                         ///< the last error lies in a header
};

}  // namespace

std::vector<compiler_message> errors_in(const std::string& diagnostics, const std::string& student_file) {
  collector all(student_file);
  for (const std::string& line : split_lines(diagnostics)) {
    if (const auto found = parse(line, student_file)) all.take(*found);
  }
  return std::move(all).errors();
}

}  // namespace gaplab
