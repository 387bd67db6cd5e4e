// One output, element by element, with its reference.
#pragma once

#include "judge/result.hpp"
#include "oracles/oracle.hpp"

namespace gaplab {

/// How many wrong elements are shown.
inline constexpr std::size_t shown_elements = 5;

/// expected holds the right values; allowed, element by element, how far off a right result may be. All three have the
/// same number of elements. axes: a letter for each dimension, or empty.
comparison compare(const std::string& output, const std::string& axes, const float* got, const tensor<double>& expected,
                   const std::vector<double>& allowed);

/// The error as a multiple of what is allowed; infinite for NaN, and for any error where nothing is allowed.
double error_ratio(double error, double allowed);

/// Whether the bits are those that an output holds before the call.
bool never_written(float value);

}  // namespace gaplab
