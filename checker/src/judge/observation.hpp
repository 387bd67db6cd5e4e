// One output of one call, with all that is known of it: what a diagnosis looks at. A call that was refused, or should
// have been, has no values to compare.
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
  bool refused = false;                  ///< by the student's function; values->refused says whether it had to be
  const float* got = nullptr;
  const tensor<double>* expected = nullptr;  ///< nullptr where there is nothing to compare
  const std::vector<double>* allowed = nullptr;
  bool right = false;  ///< every element is, or a refusal was

  [[nodiscard]] std::size_t size() const { return expected->values.size(); }
  [[nodiscard]] bool right_at(std::size_t i) const {
    const double error = got[i] - expected->values[i];
    return (error < 0 ? -error : error) <= (*allowed)[i];  // false for NaN
  }
};

/// All outputs of a step that were looked at; wrong ones and right ones.
using observations = std::vector<observation>;

}  // namespace gaplab
