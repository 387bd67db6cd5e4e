#include "judge/plane.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>

#include "judge/compare.hpp"

namespace gaplab {

namespace {

/// An output and its reference.
struct values {
  const float* got;
  const std::vector<double>& expected;
  const std::vector<double>& allowed;
};

/// How far off an element or a plane is: by the multiple of what is allowed, then by the error, NaN being the farthest.
struct severity {
  double ratio = -1;
  double error = 0;
  bool wrong = false;
  friend bool operator<(const severity& a, const severity& b) {
    return std::tie(a.ratio, a.error) < std::tie(b.ratio, b.error);
  }
};

severity severity_of(const values& v, std::size_t i) {
  const double error = std::abs(v.got[i] - v.expected[i]);
  return {error_ratio(error, v.allowed[i]), std::isnan(error) ? std::numeric_limits<double>::infinity() : error,
          !(error <= v.allowed[i])};
}

/// Which dimensions the planes of an output have, and how far apart neighbours are in memory.
struct cut {
  std::size_t row_axis = 0, column_axis = 0;
  std::int64_t rows = 1, columns = 1;
  std::int64_t row_stride = 0, column_stride = 1;
};

cut cut_of(const comparison& c) {
  const shape& s = c.shape;
  std::vector<std::size_t> large;  // dimensions
  for (std::size_t axis = 0; axis < s.size(); ++axis) {
    if (s[axis] > 1) large.push_back(axis);
  }
  const auto named = [&](char letter) {
    return std::find_if(large.begin(), large.end(), [&](std::size_t axis) { return c.axes[axis] == letter; });
  };
  cut plane;
  plane.column_axis = large.empty() ? 0 : large.back();
  plane.row_axis = large.size() < 2 ? plane.column_axis : large[large.size() - 2];
  if (!c.axes.empty() && named('h') != large.end() && named('w') != large.end()) {
    plane.row_axis = *named('h');
    plane.column_axis = *named('w');
  }
  const auto stride = [&](std::size_t axis) {
    std::int64_t product = 1;
    for (std::size_t inner = axis + 1; inner < s.size(); ++inner) product *= s[inner];
    return product;
  };
  plane.columns = s.empty() ? 1 : s[plane.column_axis];
  plane.column_stride = stride(plane.column_axis);
  if (plane.row_axis == plane.column_axis) return plane;
  plane.rows = s[plane.row_axis];
  plane.row_stride = stride(plane.row_axis);
  return plane;
}

/// A plane before it is drawn.
struct candidate {
  shape at;
  std::int64_t offset = 0;  ///< of its first element
  severity worst;
  std::size_t wrong = 0;
};

candidate look_at(const cut& plane, const values& v, shape at, std::int64_t offset) {
  candidate seen{std::move(at), offset, {}, 0};
  for (std::int64_t row = 0; row < plane.rows; ++row) {
    for (std::int64_t column = 0; column < plane.columns; ++column) {
      const auto i = static_cast<std::size_t>(offset + row * plane.row_stride + column * plane.column_stride);
      const severity s = severity_of(v, i);
      if (seen.worst < s) seen.worst = s;
      if (s.wrong) ++seen.wrong;
    }
  }
  return seen;
}

/// All planes in the order of memory.
std::vector<candidate> candidates_of(const cut& plane, const shape& s, const values& v) {
  std::vector<candidate> all;
  const std::int64_t count = element_count(s) / (plane.rows * plane.columns);
  for (std::int64_t number = 0; number < count; ++number) {
    shape at(s.size(), 0);
    std::int64_t rest = number;
    for (std::size_t axis = s.size(); axis-- > 0;) {
      if (axis == plane.row_axis || axis == plane.column_axis) continue;
      at[axis] = rest % s[axis];
      rest /= s[axis];
    }
    std::int64_t offset = 0;
    for (std::size_t axis = 0; axis < s.size(); ++axis) offset = offset * s[axis] + at[axis];
    all.push_back(look_at(plane, v, std::move(at), offset));
  }
  return all;
}

/// The worst element of a block of a plane.
plane_cell cell_at(const plane& p, const cut& along, const values& v, std::int64_t offset, std::int64_t row,
                   std::int64_t column) {
  plane_cell cell;
  severity worst;
  for (std::int64_t r = row; r < std::min(row + p.block_rows, p.rows); ++r) {
    for (std::int64_t c = column; c < std::min(column + p.block_columns, p.columns); ++c) {
      const auto i = static_cast<std::size_t>(offset + r * along.row_stride + c * along.column_stride);
      const severity s = severity_of(v, i);
      if (!(worst < s)) continue;
      worst = s;
      cell = {r, c, v.expected[i], v.got[i], s.ratio, s.wrong, never_written(v.got[i])};
    }
  }
  return cell;
}

plane drawn(const candidate& seen, const cut& along, const values& v) {
  const auto block = [](std::int64_t size) { return (size + most_cells_along - 1) / most_cells_along; };
  plane p;
  p.at = seen.at;
  p.row_axis = along.row_axis;
  p.column_axis = along.column_axis;
  p.rows = along.rows;
  p.columns = along.columns;
  p.block_rows = block(p.rows);
  p.block_columns = block(p.columns);
  p.wrong = seen.wrong;
  for (std::int64_t row = 0; row < p.rows; row += p.block_rows) {
    for (std::int64_t column = 0; column < p.columns; column += p.block_columns) {
      p.cells.push_back(cell_at(p, along, v, seen.offset, row, column));
    }
  }
  return p;
}

const call_outcome& call_of(const job_outcome& outcome, std::size_t case_index, int run) {
  return *std::find_if(outcome.calls.begin(), outcome.calls.end(),
                       [&](const call_outcome& call) { return call.case_index == case_index && call.run == run; });
}

}  // namespace

void keep_planes(comparison& c, const float* got, const std::vector<double>& expected,
                 const std::vector<double>& allowed, std::size_t most) {
  if (c.wrong == 0 || c.elements < 2) return;
  const values v{got, expected, allowed};
  const cut along = cut_of(c);
  std::vector<candidate> all = candidates_of(along, c.shape, v);
  std::stable_sort(all.begin(), all.end(), [](const candidate& a, const candidate& b) {
    if (b.worst < a.worst || a.worst < b.worst) return b.worst < a.worst;
    return a.wrong > b.wrong;
  });
  const auto right = std::find_if(all.begin(), all.end(), [](const candidate& seen) { return seen.wrong == 0; });
  c.all_planes = all.size();
  c.wrong_planes = static_cast<std::size_t>(right - all.begin());
  for (std::size_t i = 0; i < std::min(c.wrong_planes, most); ++i) {
    c.planes.push_back(drawn(all[i], along, v));
  }
  if (right != all.end() && most > 1) c.planes.push_back(drawn(*right, along, v));
}

void keep_planes(step_result& result, const std::vector<fixture_case>& cases, const std::vector<evaluation>& limits,
                 const job_outcome& outcome) {
  std::size_t pictured = 0;
  for (std::size_t i = 0; i < result.cases.size(); ++i) {
    const call_outcome& call = call_of(outcome, i, result.cases[i].run);
    for (comparison& c : result.cases[i].comparisons) {
      if (c.wrong == 0 || pictured == outputs_with_few_planes + outputs_with_one_plane) continue;
      keep_planes(c, call.outputs.at(c.output).values, cases[i].expected.at(c.output).values,
                  limits[i].outputs.at(c.output).allowed, pictured < outputs_with_few_planes ? few_planes : 1);
      if (!c.planes.empty()) ++pictured;
    }
  }
}

std::int64_t cells_across(const plane& p) { return (p.columns + p.block_columns - 1) / p.block_columns; }

shape index_of(const plane& p, const plane_cell& cell) {
  shape index = p.at;
  if (index.empty()) return index;
  index[p.row_axis] = cell.row;
  index[p.column_axis] = cell.column;  // after the row, which a plane of one row has in the same dimension
  return index;
}

}  // namespace gaplab
