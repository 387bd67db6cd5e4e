// Whether a fixture's stored values and the oracle's are the same to 1e-12.
#pragma once

#include <optional>
#include <string>

#include "oracles/oracle.hpp"

namespace gaplab {

/// Relative to the larger of 1 and the value: double rounds at 1.1e-16, and sums here have up to 16,384 terms.
inline constexpr double agreement_tolerance = 1e-12;

/// What is wrong with the case by the oracle's word, in one line: a shape, a value, a refusal, an exact case whose data
/// are not exact, or an input called `mask` that is none. Only the tensors that the case holds are looked at.
std::optional<std::string> disagreement(const fixture_case& c, const evaluation& e);

}  // namespace gaplab
