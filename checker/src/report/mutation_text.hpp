// A mutation score as text: for a terminal, and as the page docs/mutation-score.md.
#pragma once

#include <string>
#include <vector>

#include "mutate/mutation_score.hpp"
#include "report/palette.hpp"

namespace gaplab {

/// One lab: a line for each device, then each mutant that survives as an entry of the lab's list whose reason is still
/// to be given, and what is wrong with the list.
std::string mutation_text(const mutation_report& report, const palette& colours);

/// The page: a row for each lab and device, and the names of the course's labs that have no report.
std::string mutation_page(const std::vector<mutation_report>& reports, const std::vector<lab>& labs);

}  // namespace gaplab
