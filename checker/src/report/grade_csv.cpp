#include "report/grade_csv.hpp"

#include <fmt/format.h>

#include <string_view>

#include "base/text.hpp"

namespace gaplab {

namespace {

constexpr const char* end_of_row = "\r\n";  // RFC 4180, 2.1

/// The points of a step; empty where it was not run, which is not the same as 0.
std::string points_cell(const graded_submission& s, const std::string& address) {
  for (const graded_step& graded : s.steps) {
    if (graded.address == address) return graded.verdict == verdict::not_run ? "" : std::to_string(graded.points);
  }
  return {};
}

}  // namespace

std::string csv_cell(const std::string& text) {
  std::string cell = printable_line(text);
  // Spreadsheets run what begins like this: https://owasp.org/www-community/attacks/CSV_Injection
  constexpr std::string_view begins_formula = "=+-@\t\r";
  if (!text.empty() && begins_formula.find(text.front()) != std::string_view::npos) cell.insert(0, "'");
  if (cell.find_first_of(",\"") == std::string::npos) return cell;
  std::string quoted = "\"";
  for (const char c : cell) quoted.append(c == '"' ? 2 : 1, c);
  return quoted + "\"";
}

std::string grade_csv(const grade_report& report) {
  std::string text = "name,status,points,most_points,not_run_points,reason";
  for (const step& s : report.all_steps) text += "," + csv_cell(s.address());
  text += end_of_row;
  for (const graded_submission& s : report.submissions) {
    text += fmt::format("{},{},{},{},{},{}", csv_cell(s.name), to_string(s.status), s.points(), report.most_points(),
                        s.not_run_points(), csv_cell(s.reason));
    for (const step& column : report.all_steps) text += "," + points_cell(s, column.address());
    text += end_of_row;
  }
  return text;
}

}  // namespace gaplab
