// Lab 05: the heads of NiN, ResNet, SqueezeNet and of the networks before them, in double. This file has what their
// operations share, and registers them.
#include "oracles/heads.hpp"

#include "oracles/tolerance.hpp"

namespace gaplab::heads {

double allowed_error(const chained_sum& s, data_kind data, bool dyadic, double unit, double roundoff) {
  constexpr double exact_in_fp32 = 1 << 24;
  const bool exact = dyadic && s.magnitude < exact_in_fp32 * unit;
  return gaplab::allowed_error({s.terms, s.magnitude, exact}, data, false, roundoff) + s.inherited;
}

map_sizes sizes_of(const shape& x) {
  if (x.size() != 4) throw std::runtime_error("x must have 4 dimensions");
  return {x[0], x[1], x[2], x[3]};
}

reference zeros(const shape& s) {
  const auto elements = static_cast<std::size_t>(element_count(s));
  return {s, std::vector<double>(elements), std::vector<double>(elements)};
}

namespace {

const oracle_registration registration({"05_heads",
                                        {{"parameter_count", parameter_count()},
                                         {"flatten_fc", flatten_fc()},
                                         {"gap_fc", gap_fc()},
                                         {"squeezenet", squeezenet()},
                                         {"relu_swap", relu_swap()}}});

}  // namespace

}  // namespace gaplab::heads
