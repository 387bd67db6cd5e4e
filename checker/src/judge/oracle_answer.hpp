// What the oracle answers to a case that a mistake has changed.
#pragma once

#include <optional>

#include "judge/prediction.hpp"

namespace gaplab {

/// An evaluation as a prediction: all its outputs have values.
predicted_call predicted_from(const evaluation& e);

/// The oracle's answer for other values of the inputs. Where an output comes out as NaN it depends on what is not
/// known, and nothing is predicted. None where the oracle cannot answer.
std::optional<predicted_call> answer_for(const fixture_case& changed, const operation_oracle& oracle);

/// The oracle's answer for other parameters. An output whose shape they change is compared where both shapes overlap;
/// inputs that follow from the others, such as dy, are filled up with zeros. None where the oracle cannot answer, or an
/// input would have to lose elements.
std::optional<predicted_call> answer_for_parameters(const observed_call& call, fixture_case changed,
                                                    const operation_oracle& oracle);

}  // namespace gaplab
