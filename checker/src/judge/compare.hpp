// One output, element by element, with its reference.
#pragma once

#include "judge/result.hpp"
#include "oracles/oracle.hpp"

namespace gaplab {

/// How many wrong elements are shown.
inline constexpr std::size_t shown_elements = 5;

/// expected holds the right values; allowed, element by element, how far off a right result may be. All three have the
/// same number of elements.
comparison compare(const std::string& output, const float* got, const tensor<double>& expected,
                   const std::vector<double>& allowed);

}  // namespace gaplab
