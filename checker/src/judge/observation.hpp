// The calls of a step with all that is known of them: what a diagnosis looks at.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "course/lab.hpp"
#include "fixtures/fixture.hpp"
#include "oracles/oracle.hpp"

namespace gaplab {

/// One output of one call.
struct observation {
  std::string output;  ///< "y"
  const float* got = nullptr;
  const tensor<double>* expected = nullptr;
  const std::vector<double>* allowed = nullptr;
  double tolerance = 0;  ///< how far a prediction may be off that is right, relative to its largest element
  bool right = false;    ///< every element is

  [[nodiscard]] std::size_t size() const { return expected->values.size(); }
  [[nodiscard]] bool right_at(std::size_t i) const {
    const double error = got[i] - expected->values[i];
    return (error < 0 ? -error : error) <= (*allowed)[i];  // false for NaN
  }
};

/// One call of the function. Where it was refused, or should have been, there are no outputs to compare.
struct observed_call {
  const fixture_case* values = nullptr;
  std::size_t number = 0;  ///< in the order in which they were made
  bool refused = false;    ///< by the student's function; values->refused says whether it had to be
  std::vector<observation> outputs;

  [[nodiscard]] bool wrongly_refused_or_not() const { return refused != values->refused.has_value(); }
  [[nodiscard]] const observation* find(const std::string& output) const {
    for (const observation& o : outputs) {
      if (o.output == output) return &o;
    }
    return nullptr;
  }
  /// Whether this output is wrong, or missing because of a refusal.
  [[nodiscard]] bool wrong(const std::string& output) const {
    const observation* o = find(output);
    return o == nullptr ? wrongly_refused_or_not() : !o->right;
  }
};

/// A step's calls.
struct observed_step {
  const gaplab::step* step = nullptr;
  const operation_oracle* oracle = nullptr;
  std::vector<std::string> outputs;    ///< those that are wrong somewhere, in the order in which causes go through them
  std::vector<observed_call> calls;    ///< one for each case that is looked at: that which failed, small ones first
  std::vector<observed_call> history;  ///< all of them, in the order in which they were made

  [[nodiscard]] std::size_t wrong_calls(const std::string& output) const {
    const auto is_wrong = [&](const observed_call& call) { return call.wrong(output); };
    return static_cast<std::size_t>(std::count_if(calls.begin(), calls.end(), is_wrong));
  }
};

}  // namespace gaplab
