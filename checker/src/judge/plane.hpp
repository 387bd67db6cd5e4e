// Pictures of a wrong output: the plane that is farthest off, and a few others.
//
// The plane of an output is H x W where both are larger than 1, in whatever order the layout has them; else the last
// two dimensions larger than 1, so that the (N, C, 1, 1) of a global mean is a matrix of N x C; else one row.
#pragma once

#include <string>
#include <vector>

#include "judge/result.hpp"
#include "oracles/oracle.hpp"
#include "run/job.hpp"

namespace gaplab {

/// The most cells along either side of a picture; a larger plane has blocks of elements for cells.
inline constexpr std::int64_t most_cells_along = 32;
/// Of the first wrong outputs of a step, over all cases, a few planes are kept each; of further ones only the worst.
inline constexpr std::size_t outputs_with_few_planes = 12;
inline constexpr std::size_t outputs_with_one_plane = 20;
inline constexpr std::size_t few_planes = 4;

/// Fills the comparison's planes: at most that many wrong ones, those with the largest error ratio first, those with
/// NaN before all others; then one that is right, if there is one and more than one is wanted. Leaves it as it is where
/// nothing is wrong, or where the output has one element only. got, expected and allowed as in compare().
void keep_planes(comparison& c, const float* got, const std::vector<double>& expected,
                 const std::vector<double>& allowed, std::size_t most = few_planes);

/// The same for the wrong outputs of a step that was judged, in the order of its cases.
void keep_planes(step_result& result, const std::vector<fixture_case>& cases, const std::vector<evaluation>& limits,
                 const job_outcome& outcome);

inline bool one_row(const plane& p) { return p.row_axis == p.column_axis; }

/// How many cells a picture has from left to right; its cells are whole rows of them.
std::int64_t cells_across(const plane& p);

/// The index in the output of the element that a cell shows.
shape index_of(const plane& p, const plane_cell& cell);

}  // namespace gaplab
