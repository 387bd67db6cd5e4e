// One output of one call, with all that is known of it: what a diagnosis looks at.
#pragma once

#include <string>
#include <vector>

#include "course/lab.hpp"
#include "fixtures/fixture.hpp"

namespace gaplab {

struct observation {
  const gaplab::step* step = nullptr;
  const fixture_case* values = nullptr;  ///< what went into the call
  std::string output;                    ///< "y"
  const float* got = nullptr;
  const tensor<double>* expected = nullptr;
  const std::vector<double>* allowed = nullptr;
  bool right = false;  ///< every element is

  [[nodiscard]] std::size_t size() const { return expected->values.size(); }
  [[nodiscard]] bool right_at(std::size_t i) const {
    const double error = got[i] - expected->values[i];
    return (error < 0 ? -error : error) <= (*allowed)[i];  // false for NaN
  }
};

/// All outputs of a step that were looked at; wrong ones and right ones.
using observations = std::vector<observation>;

}  // namespace gaplab
