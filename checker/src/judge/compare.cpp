#include "judge/compare.hpp"

#include <cmath>
#include <cstring>
#include <limits>

#include "gaplab/job_layout.hpp"
#include "judge/pattern.hpp"

namespace gaplab {

namespace {

shape index_of(std::size_t element, const shape& s) {
  shape index(s.size());
  auto rest = static_cast<std::int64_t>(element);
  for (std::size_t axis = s.size(); axis-- > 0;) {
    index[axis] = rest % s[axis];
    rest /= s[axis];
  }
  return index;
}

}  // namespace

double error_ratio(double error, double allowed) {
  if (error == 0) return 0;
  if (std::isnan(error) || allowed == 0) return std::numeric_limits<double>::infinity();
  return error / allowed;
}

bool never_written(float value) {
  std::uint32_t bits = 0;
  std::memcpy(&bits, &value, sizeof bits);
  return bits == unwritten_bits;
}

comparison compare(const std::string& output, const std::string& axes, const float* got, const tensor<double>& expected,
                   const std::vector<double>& allowed) {
  comparison c;
  c.output = output;
  c.axes = axes;
  c.shape = expected.shape;
  c.elements = expected.values.size();
  std::vector<std::size_t> wrong;
  double worst_error = 0;
  for (std::size_t i = 0; i < c.elements; ++i) {
    const double value = got[i];
    const double error = std::abs(value - expected.values[i]);
    // Most elements are no worse than one before, and a product is cheaper than the quotient.
    if (!(error <= c.worst_ratio * allowed[i])) c.worst_ratio = std::max(c.worst_ratio, error_ratio(error, allowed[i]));
    if (error <= allowed[i]) continue;  // false for NaN, which is wrong
    const double multiple = error_ratio(error, allowed[i]);
    wrong.push_back(i);
    const bool unwritten = never_written(got[i]);
    if (unwritten) {
      ++c.unwritten;
    } else if (std::isnan(value)) {
      ++c.not_a_number;
    }
    const compared_element element{index_of(i, c.shape), expected.values[i], value, error, allowed[i], unwritten};
    if (c.first.size() < shown_elements) c.first.push_back(element);
    const bool farther = !c.worst || multiple > error_ratio(c.worst->error, c.worst->allowed) ||
                         (multiple == error_ratio(c.worst->error, c.worst->allowed) && error > worst_error);
    if (farther) {
      c.worst = element;
      worst_error = std::isnan(error) ? 0 : error;
    }
  }
  c.wrong = wrong.size();
  c.pattern = describe_pattern(wrong, c.shape, c.unwritten, axes);
  return c;
}

}  // namespace gaplab
