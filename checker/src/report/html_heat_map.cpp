#include "report/html_heat_map.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <set>

#include "judge/plane.hpp"
#include "report/html_text.hpp"
#include "report/result_words.hpp"

namespace gaplab {

namespace {

constexpr int value_colours = 10;  // the classes v0 ... v9 of html.css

/// Classes of html.css; those with a pattern in place of a colour are not told apart by colour alone.
constexpr const char* never_written_class = "un";
constexpr const char* nan_class = "na";

/// The classes of an error, by the multiple of what is allowed.
struct error_class {
  const char* name;
  double most;
  const char* words;
};

constexpr std::array<error_class, 5> error_classes = {{
    {"e0", 10, "up to 10 times what is allowed"},
    {"e1", 100, "up to 100 times what is allowed"},
    {"e2", 1e4, "up to 10,000 times what is allowed"},
    {"e3", 1e6, "up to a million times what is allowed"},
    {"e4", std::numeric_limits<double>::infinity(), "more than a million times, or where the result must be exact"},
}};

/// How large a map is drawn, in CSS pixels.
struct geometry {
  std::int64_t across = 0, down = 0;  ///< cells
  std::int64_t cell = 0;
};

constexpr std::int64_t left_margin = 30;  // for the numbers of the rows
constexpr std::int64_t top_margin = 18;   // for those of the columns

geometry geometry_of(const plane& p) {
  constexpr std::int64_t size = 290;  // fits on a phone
  geometry g;
  g.across = cells_across(p);
  g.down = static_cast<std::int64_t>(p.cells.size()) / g.across;
  g.cell = std::clamp<std::int64_t>(size / std::max(g.across, g.down), 9, 30);
  return g;
}

/// The numbers along a side: the first cell's, and every so many cells.
template <class Write>
std::string ticks(std::int64_t cells, std::int64_t block, Write write) {
  constexpr std::int64_t most = 6;
  std::int64_t step = 1;
  while (cells > most * step) step += step == 1 ? 1 : step == 2 ? 3 : 5;
  std::string text;
  for (std::int64_t i = 0; i < cells; i += step) text += write(i, i * block);
  return text;
}

std::string swatch(const std::string& name) {
  return fmt::format("<svg aria-hidden=\"true\" viewBox=\"0 0 1 1\" width=\"14\" height=\"14\"><rect class={} /></svg>",
                     name);
}

}  // namespace

value_scale scale_of(const plane& p) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  value_scale s{infinity, -infinity};
  for (const plane_cell& cell : p.cells) {
    if (!std::isfinite(cell.expected)) continue;
    s.low = std::min(s.low, cell.expected);
    s.high = std::max(s.high, cell.expected);
  }
  if (s.low > s.high) return {};
  double length = s.high - s.low;
  if (length == 0) length = s.low == 0 ? 1 : std::abs(s.low);
  const value_scale widest{s.low - length, s.high + length};
  for (const plane_cell& cell : p.cells) {
    if (cell.got >= widest.low && cell.got <= widest.high) {
      s.low = std::min(s.low, cell.got);
      s.high = std::max(s.high, cell.got);
    }
  }
  if (s.low == s.high) s.high = s.low + length;
  return s;
}

std::string value_class(double value, bool unwritten, const value_scale& s) {
  if (unwritten) return never_written_class;
  if (std::isnan(value)) return nan_class;
  if (value < s.low) return "lo";
  if (value > s.high) return "hi";
  const int n = static_cast<int>((value - s.low) / (s.high - s.low) * value_colours);
  return fmt::format("v{}", std::clamp(n, 0, value_colours - 1));
}

std::string class_of_error(const plane_cell& cell) {
  if (cell.unwritten) return never_written_class;
  if (std::isnan(cell.got)) return nan_class;
  if (!cell.wrong) return "ok";
  for (const error_class& e : error_classes) {
    if (cell.ratio <= e.most) return e.name;
  }
  return error_classes.back().name;
}

std::string heat_map(const plane& p, const std::string& caption, const std::string& in_words, const cell_text& paint,
                     const cell_text& tell) {
  const geometry g = geometry_of(p);
  const std::int64_t width = left_margin + g.across * g.cell;
  const std::int64_t height = top_margin + g.down * g.cell;
  std::string cells;
  for (std::size_t i = 0; i < p.cells.size(); ++i) {
    const auto n = static_cast<std::int64_t>(i);
    cells += fmt::format("<rect x={} y={} class={}><title>{}</title></rect>", n % g.across, n / g.across,
                         paint(p.cells[i]), tell(p.cells[i]));
  }
  const std::string columns = ticks(g.across, p.block_columns, [&](std::int64_t i, std::int64_t index) {
    return fmt::format("<text x={} y=13 text-anchor=middle>{}</text>", left_margin + i * g.cell + g.cell / 2, index);
  });
  const std::string rows = one_row(p) ? "" : ticks(g.down, p.block_rows, [&](std::int64_t i, std::int64_t index) {
    return fmt::format("<text x=25 y={} text-anchor=end>{}</text>", top_margin + i * g.cell + g.cell / 2 + 4, index);
  });
  return fmt::format(
      "<figure><figcaption>{}</figcaption><svg role=\"img\" aria-label=\"{}\" viewBox=\"0 0 {} {}\" width=\"{}\" "
      "height=\"{}\">{}{}<g transform=\"translate({} {}) scale({})\">{}</g></svg></figure>\n",
      caption, html_line(in_words), width, height, width, height, columns, rows, left_margin, top_margin, g.cell,
      cells);
}

std::string legend(const plane& p, const value_scale& s) {
  std::set<std::string> used;
  for (const plane_cell& cell : p.cells) {
    used.insert(value_class(cell.expected, false, s));
    used.insert(value_class(cell.got, cell.unwritten, s));
    used.insert(class_of_error(cell));
  }
  std::string bar;
  for (int n = 0; n < value_colours; ++n) bar += fmt::format("<rect x={} class=v{} />", n, n);
  std::string items = fmt::format(
      "<li>expected, got: {} <svg aria-hidden=\"true\" viewBox=\"0 0 {} 1\" preserveAspectRatio=\"none\" width=\"140\" "
      "height=\"14\">{}</svg> "
      "{}</li>",
      number_words(s.low, 7), value_colours, bar, number_words(s.high, 7));
  const auto add = [&](const std::string& name, const std::string& words) {
    if (used.contains(name)) items += fmt::format("<li>{} {}</li>", swatch(name), words);
  };
  add("lo", "below that");
  add("hi", "above that");
  add("ok", "error: none, or within what is allowed");
  for (const error_class& e : error_classes) add(e.name, std::string("error: ") + e.words);
  add(nan_class, "NaN");
  add(never_written_class, "never written, or only added to");
  return fmt::format("<ul class=\"legend\" aria-label=\"Legend\">{}</ul>\n", items);
}

std::string html_patterns() {
  const auto pattern = [](std::string_view id, std::string_view background, std::string_view path) {
    return fmt::format(
        "<pattern id=\"{}\" width=\"1\" height=\"1\" patternContentUnits=\"objectBoundingBox\"><rect class=\"{}\"/>"
        "<path d=\"{}\"/></pattern>",
        id, background, path);
  };
  return fmt::format(
      "<svg class=\"patterns\" aria-hidden=\"true\" width=\"0\" height=\"0\"><defs>{}{}{}{}</defs></svg>\n",
      pattern("nan", "blank", "M.2 .2L.8 .8M.8 .2L.2 .8"),
      pattern("unwritten", "blank", "M0 1L1 0M0 .5L.5 0M.5 1L1 .5"), pattern("above", "v9", "M.2 .65L.5 .3L.8 .65"),
      pattern("below", "v0", "M.2 .35L.5 .7L.8 .35"));
}

}  // namespace gaplab
