#include "compile/source_errors.hpp"

#include <fmt/format.h>

#include <set>

#include "base/text.hpp"
#include "compile/compiler_messages.hpp"
#include "compile/explain_error.hpp"
#include "compile/unbalanced_brace.hpp"

namespace gaplab {

namespace {

constexpr std::size_t most_shown = 3;

std::string line_of(const std::vector<std::string>& lines, int number) {
  if (number < 1 || static_cast<std::size_t>(number) > lines.size()) return {};
  return printable_line(lines[static_cast<std::size_t>(number) - 1]);
}

source_error brace_error(const unbalanced_brace& brace, const std::string& file,
                         const std::vector<std::string>& lines) {
  source_error e;
  e.file = printable_line(file);
  e.line = brace.line;
  e.source = line_of(lines, brace.line);
  e.message = brace.unclosed ? "this `{` is never closed" : "a `}` too many, here or above";
  e.explanation = "By how the lines are indented it is this one. What the compiler says (-v shows it) follows from it.";
  return e;
}

/// Where the one name that the message quotes stands, if the compiler does not say a column.
int column_of(const compiler_message& m, const std::string& source) {
  if (m.column > 0) return m.column;
  const std::size_t first = m.text.find('\'');
  if (first == std::string::npos) return 0;
  const std::string name = m.text.substr(first + 1, m.text.find('\'', first + 1) - first - 1);
  const std::size_t at = name.empty() ? std::string::npos : source.find(name);
  return at == std::string::npos || source.find(name, at + 1) != std::string::npos ? 0 : static_cast<int>(at) + 1;
}

source_error explained(const compiler_message& m, const std::vector<std::string>& lines) {
  const advice words = explain_error(m, lines);
  source_error e;
  e.file = printable_line(m.file);
  e.line = words.line != 0 ? words.line : m.line;
  e.message = printable_line(m.text);
  e.explanation = printable_line(words.text);
  e.source = line_of(lines, e.line);
  if (words.line == 0) e.column = column_of(m, e.source);
  return e;
}

}  // namespace

source_errors find_source_errors(const std::string& diagnostics, const std::string& file, const std::string& text) {
  const std::vector<compiler_message> said = errors_in(diagnostics, file);
  const std::vector<std::string> lines = split_lines(text);
  source_errors found;
  bool lost = false;
  if (said.empty()) return found;
  if (const auto brace = find_unbalanced_brace(text)) {
    found.first.push_back(brace_error(*brace, file, lines));
    found.unbalanced = true;
    return found;
  }
  std::set<std::pair<std::string, int>> places;  // two compilers, or a template's instances, complain of one line
  std::set<std::string> texts;  // one name that is not declared, on many lines; one explanation of several errors
  for (const compiler_message& m : said) {
    const bool again = m.line != 0 && !places.emplace(m.file, m.line).second;
    if (!texts.insert(m.text).second || again) continue;
    if (lost || found.first.size() == most_shown) {
      ++found.more;
      continue;
    }
    source_error e = explained(m, lines);
    if (!texts.insert(e.explanation).second) e.explanation.clear();
    found.first.push_back(std::move(e));
    lost = loses_the_way(m);
  }
  return found;
}

}  // namespace gaplab
