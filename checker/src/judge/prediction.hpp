// What a mistake would give, against what was got.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "judge/observation.hpp"
#include "judge/result.hpp"
#include "oracles/oracle.hpp"

namespace gaplab {

/// What a mistake says of one observation.
enum class agreement {
  silent,  ///< it cannot be made there, or changes nothing
  fits,    ///< it would give exactly this, and that is wrong
  differs  ///< it would give something wrong, but not this
};

/// Whether the predicted values are those that were got, to 1e-5 of the largest.
agreement agreement_with(const observation& o, const reference& predicted);

/// Fills the counts of a diagnosis whose id, equals and text are given.
diagnosis counted_diagnosis(diagnosis d, const observations& seen,
                            const std::function<agreement(const observation&)>& ask);

/// What the mistake would give for an output; none where it cannot be made there.
using predictor = std::function<std::optional<reference>(const observation&)>;

/// The same for a mistake that is a prediction of values.
diagnosis counted_prediction(diagnosis d, const observations& seen, const predictor& predict);

/// Whether it explains enough to be named.
bool plausible(const diagnosis& d);

}  // namespace gaplab
