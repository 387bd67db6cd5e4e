#include "report/html_plane.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/text.hpp"
#include "judge/pattern.hpp"
#include "judge/plane.hpp"
#include "report/html_heat_map.hpp"
#include "report/html_text.hpp"
#include "report/result_words.hpp"

namespace gaplab {

namespace {

constexpr std::size_t most_in_table = 200;  // numbers
constexpr std::int64_t widest_table = 16;   // columns

std::string axis_letter(const comparison& c, std::size_t axis) {
  return c.axes.empty() ? fmt::format("dimension {}", axis) : std::string(1, c.axes[axis]);
}

bool reduced(const plane& p) { return p.block_rows > 1 || p.block_columns > 1; }

std::string number(double value) { return number_words(value, 7); }

std::string got_words(const plane_cell& cell) { return cell.unwritten ? "never written" : number(cell.got); }

std::string error_words(const plane_cell& cell) {
  if (!cell.wrong) return cell.ratio == 0 ? "right" : fmt::format("right, {:.2g} times what is allowed", cell.ratio);
  if (std::isnan(cell.got)) return "wrong";
  if (std::isinf(cell.ratio)) return "wrong, it must be exact";
  return fmt::format("{:.3g} times what is allowed", cell.ratio);
}

/// "rows h, columns w"
std::string axes_of_plane(const comparison& c, const plane& p) {
  if (one_row(p)) return fmt::format("one row, {} from left to right", axis_letter(c, p.column_axis));
  return fmt::format("rows {}, columns {}", axis_letter(c, p.row_axis), axis_letter(c, p.column_axis));
}

/// "from 0.5 to 2", "everywhere 1"; NaN not counted.
template <class Value>
std::string range_words(const plane& p, Value value_of) {
  std::vector<double> values;
  for (const plane_cell& cell : p.cells) {
    if (!std::isnan(value_of(cell))) values.push_back(value_of(cell));
  }
  if (values.empty()) return "no number";
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  return *low == *high ? "everywhere " + number(*low) : fmt::format("from {} to {}", number(*low), number(*high));
}

/// Which elements of the plane are wrong, where that has a pattern.
std::string wrong_where(const comparison& c, const plane& p) {
  if (reduced(p)) return {};
  std::vector<std::size_t> wrong;
  std::size_t unwritten = 0;
  for (std::size_t i = 0; i < p.cells.size(); ++i) {
    if (p.cells[i].wrong) wrong.push_back(i);
    if (p.cells[i].unwritten) ++unwritten;
  }
  std::string axes;
  if (!c.axes.empty()) axes = {c.axes[p.row_axis], c.axes[p.column_axis]};
  if (one_row(p)) axes = axes.substr(0, 1);
  return describe_pattern(wrong, one_row(p) ? shape{p.columns} : shape{p.rows, p.columns}, unwritten, axes);
}

/// "12 of 20 wrong: only the last row"
std::string wrong_words(const comparison& c, const plane& p) {
  const std::string where = wrong_where(c, p);
  return plane_verdict(p) + (where.empty() || where == "all" ? "" : ": " + where);
}

const plane_cell& worst_cell(const plane& p) {
  return *std::max_element(p.cells.begin(), p.cells.end(),
                           [](const plane_cell& a, const plane_cell& b) { return a.ratio < b.ratio; });
}

std::string expected_in_words(const plane& p) {
  return range_words(p, [](const plane_cell& cell) { return cell.expected; });
}

std::string got_in_words(const plane& p) {
  std::string words = range_words(p, [](const plane_cell& cell) { return cell.got; });
  const auto count = [&](auto&& test) {
    return static_cast<std::size_t>(std::count_if(p.cells.begin(), p.cells.end(), test));
  };
  const std::size_t unwritten = count([](const plane_cell& cell) { return cell.unwritten; });
  const std::size_t others = count([](const plane_cell& cell) { return std::isnan(cell.got) && !cell.unwritten; });
  if (unwritten > 0) words += fmt::format(", {} never written", counted(unwritten, "cell"));
  if (others > 0) words += fmt::format(", {} NaN", counted(others, "cell"));
  return words;
}

std::string cell_in_words(const plane_cell& cell) {
  return fmt::format("expected {}, got {}: {}", number(cell.expected), got_words(cell), error_words(cell));
}

std::string error_in_words(const comparison& c, const plane& p) {
  const plane_cell& worst = worst_cell(p);
  return fmt::format("{}; the farthest off is {}: {}", wrong_words(c, p), to_string(index_of(p, worst)),
                     cell_in_words(worst));
}

std::string number_table(const comparison& c, const plane& p) {
  if (reduced(p) || p.cells.size() > most_in_table || p.columns > widest_table) return {};
  std::string head;
  for (std::int64_t column = 0; column < p.columns; ++column) head += fmt::format("<th scope=\"col\">{}</th>", column);
  std::string body;
  for (std::int64_t row = 0; row < p.rows; ++row) {
    body += fmt::format("<tr><th scope=\"row\">{}</th>", row);
    for (std::int64_t column = 0; column < p.columns; ++column) {
      const plane_cell& cell = p.cells[static_cast<std::size_t>(row * p.columns + column)];
      body += cell.wrong ? fmt::format("<td class=bad>{}<br><small>not {}</small></td>", got_words(cell),
                                       number(cell.expected))
                         : fmt::format("<td>{}</td>", got_words(cell));
    }
    body += "</tr>\n";
  }
  const std::string caption =
      fmt::format("What was got, and where that is wrong, what was expected; {}", axes_of_plane(c, p));
  const std::string table = fmt::format(
      "<table class=\"numbers\"><caption>{}</caption><thead><tr><td></td>{}</tr></thead><tbody>{}</tbody></table>",
      html_line(caption), head, body);
  return fmt::format("<details><summary>The numbers of this plane</summary>\n{}</details>\n",
                     html_scrolled("Numbers of " + place_of(c, p), table));
}

}  // namespace

std::string place_of(const comparison& c, const plane& p) {
  std::string text;
  for (std::size_t axis = 0; axis < c.shape.size(); ++axis) {
    if (axis == p.row_axis || axis == p.column_axis || c.shape[axis] == 1) continue;
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", axis_letter(c, axis), p.at[axis]);
  }
  return text.empty() ? "all of " + c.output : text;
}

std::string plane_verdict(const plane& p) {
  return p.wrong == 0 ? "right" : fmt::format("{} of {} wrong", p.wrong, p.rows * p.columns);
}

std::string html_plane(const comparison& c, const plane& p) {
  const std::string size = fmt::format("{} x {}", p.rows, p.columns);
  std::string html = fmt::format("<p>Shown: {}; {}; {}.", html_line(place_of(c, p)), html_line(axes_of_plane(c, p)),
                                 html_line(wrong_words(c, p)));
  if (reduced(p)) {
    html += fmt::format(" The plane has {} elements; each cell shows the one of {} x {} that is farthest off.", size,
                        p.block_rows, p.block_columns);
  }
  html += "</p>\n<div class=\"maps\">\n";

  const value_scale scale = scale_of(p);
  const auto place = [&](const plane_cell& cell) { return to_string(index_of(p, cell)); };
  html += heat_map(
      p, "expected", fmt::format("expected, {}: {}", size, expected_in_words(p)),
      [&](const plane_cell& cell) { return value_class(cell.expected, false, scale); },
      [&](const plane_cell& cell) { return fmt::format("{}: {}", place(cell), number(cell.expected)); });
  html += heat_map(
      p, "got", fmt::format("got, {}: {}", size, got_in_words(p)),
      [&](const plane_cell& cell) { return value_class(cell.got, cell.unwritten, scale); },
      [&](const plane_cell& cell) { return fmt::format("{}: {}", place(cell), got_words(cell)); });
  html += heat_map(p, "error", fmt::format("error, {}: {}", size, error_in_words(c, p)), class_of_error,
                   [&](const plane_cell& cell) { return place(cell) + ": " + cell_in_words(cell); });
  return html + "</div>\n" + legend(p, scale) + number_table(c, p);
}

}  // namespace gaplab
