#include "oracles/tolerance.hpp"

#include <cmath>

namespace gaplab {

double allowed_error(const summation& s, data_kind data, bool divided_once, double roundoff) {
  if (data == data_kind::exact && s.dyadic) return 0;
  if (data == data_kind::exact && divided_once) return 4 * roundoff * s.magnitude;
  return (2 * std::sqrt(static_cast<double>(s.terms)) + 4) * roundoff * s.magnitude;
}

}  // namespace gaplab
