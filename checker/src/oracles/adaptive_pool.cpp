// Lab 03: adaptive average pooling in double.
//
// Definition: PyTorch, aten/src/ATen/native/AdaptivePooling.h (the bins, see adaptive_bins.hpp) and
// aten/src/ATen/native/cpu/AdaptiveAvgPoolKernel.cpp (each sum is divided by the size of its bin).
#include <stdexcept>

#include "oracles/adaptive_integers.hpp"
#include "oracles/adaptive_means.hpp"
#include "oracles/oracle.hpp"

namespace gaplab {

namespace {

/// y from x and dx from dy, as far as the inputs are there.
evaluation evaluate_adaptive(const fixture_case& c, double roundoff) {
  const pooled_shapes s = pooled_shapes_of(c);
  const pooling p = right_pooling(s);
  evaluation e;
  if (c.inputs.contains("x")) e.outputs["y"] = pooled(p, s, input(c, "x", 4), roundoff);
  if (c.inputs.contains("dy")) e.outputs["dx"] = pooled_gradient(p, s, input(c, "dy", 4), c.data, roundoff);
  return e;
}

std::map<std::string, shape> adaptive_inputs(const fixture_case& c, const std::map<std::string, shape>& given) {
  const auto x = given.find("x");
  if (x == given.end()) throw std::runtime_error("the shape of x is missing");
  return {{"x", x->second}, {"dy", pooled_shapes_for(c, x->second).y}};
}

const oracle_registration registration({"03_adaptive_pool",
                                        {{"bins", bins_oracle()},
                                         {"adaptive", {adaptive_inputs, evaluate_adaptive, adaptive_misconceptions()}},
                                         {"fixed_window", fixed_window_oracle()},
                                         {"global", {adaptive_inputs, evaluate_adaptive}}}});

}  // namespace

}  // namespace gaplab
