#include "oracles/tolerance.hpp"

#include <cmath>
#include <cstdlib>

namespace gaplab {

double allowed_error(const summation& s, data_kind data, bool divided_once, double roundoff) {
  if (data == data_kind::exact && s.dyadic) return 0;
  if (data == data_kind::exact && divided_once) return 4 * roundoff * s.magnitude;
  return (2 * std::sqrt(static_cast<double>(s.terms)) + 4) * roundoff * s.magnitude;
}

bool power_of_two(std::int64_t n) {
  const std::int64_t size = std::abs(n);
  return size != 0 && (size & (size - 1)) == 0;
}

}  // namespace gaplab
