// What the author's gate found, as text for a terminal.
#pragma once

#include <string>
#include <vector>

#include "author/finding.hpp"
#include "report/palette.hpp"

namespace gaplab {

/// One lab: what was looked at, and then what is to be mended.
std::string gate_text(const gate_report& report, const palette& colours);

/// Findings outside of any lab.
std::string findings_text(const std::vector<finding>& findings, const palette& colours);

}  // namespace gaplab
