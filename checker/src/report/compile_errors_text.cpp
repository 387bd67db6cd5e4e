#include "report/compile_errors_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "base/text.hpp"
#include "report/terminal.hpp"

namespace gaplab {

namespace {

constexpr std::size_t most_detail_lines = 24;

/// The line with its number, and a mark under the column where that is known.
std::string source_text(const source_error& e, const palette& colours) {
  if (e.source.empty()) return {};
  const std::string number = fmt::format("{:>8} | ", e.line);
  std::string text = colours.dim(number + e.source) + "\n";
  if (e.column > 0 && static_cast<std::size_t>(e.column) <= e.source.size() + 1) {
    text += fmt::format("{:>8} | {:>{}}\n", "", "^", e.column);
  }
  return text;
}

std::string error_text(const source_error& e, const palette& colours) {
  const std::string name = std::filesystem::path(e.file).filename().string();
  const std::string place = e.line > 0 ? fmt::format("{}:{}: ", name, e.line) : "";
  std::string text;
  for (const std::string& line : wrapped(place + e.message, text_width - 2)) text += "  " + colours.bold(line) + "\n";
  text += source_text(e, colours);
  for (const std::string& line : wrapped(e.explanation, text_width - 4)) text += "    " + line + "\n";
  return text;
}

}  // namespace

std::string compile_errors_text(const step_result& result, bool verbose, const palette& colours) {
  if (result.errors.first.empty()) return quoted("the compiler says:", result.details, verbose, colours);
  std::string text = "\n";
  for (const source_error& e : result.errors.first) text += (text.size() > 1 ? "\n" : "") + error_text(e, colours);
  if (verbose) return text + "\n" + quoted("all that the compiler says:", result.details, verbose, colours);
  if (result.errors.more == 0) return text;
  return text +
         fmt::format("\n  {} (-v shows all that the compiler says)\n", counted(result.errors.more, "more error"));
}

std::string quoted(std::string_view heading, const std::string& said, bool verbose, const palette& colours) {
  std::vector<std::string> lines = split_lines(said);
  if (lines.empty()) return {};
  std::string text = fmt::format("  {}\n", heading);
  const std::size_t shown = verbose ? lines.size() : std::min(lines.size(), most_detail_lines);
  for (std::size_t i = 0; i < shown; ++i) text += "    " + colours.dim(lines[i]) + "\n";
  if (lines.size() > shown)
    text += fmt::format("    ... and {} more (-v shows them)\n", counted(lines.size() - shown, "line"));
  return text;
}

}  // namespace gaplab
