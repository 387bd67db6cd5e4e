// What a mistake would give, against what was got.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "judge/observation.hpp"
#include "judge/result.hpp"
#include "oracles/oracle.hpp"

namespace gaplab {

/// What the mistake would give for an output; none where it cannot be made there.
using predictor = std::function<std::optional<reference>(const observation&)>;

/// Fills the counts of a diagnosis whose id, equals and text are given. A prediction explains a wrong output if it
/// agrees with every element to 1e-5 of the largest, and differs from the right values by more; it is contradicted by a
/// right output that should be wrong, and by a wrong one that should be right or otherwise wrong.
diagnosis counted_diagnosis(diagnosis d, const observations& seen, const predictor& predict);

/// Whether it explains enough to be named.
bool plausible(const diagnosis& d);

}  // namespace gaplab
