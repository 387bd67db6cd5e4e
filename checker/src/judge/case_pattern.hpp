// Which cases are wrong, where that has a pattern.
#pragma once

#include <string>
#include <vector>

#include "judge/observation.hpp"

namespace gaplab {

/// What all of the first and none of the second have in common, such as "padding is not 0" or "H*W is more than 256";
/// empty where nothing simple divides them, or where either is less than two. With it the sentence "wrong exactly where
/// ..." is true of the cases that were looked at.
std::string what_divides(const std::vector<const observed_call*>& these, const std::vector<const observed_call*>& those,
                         const step& s);

}  // namespace gaplab
