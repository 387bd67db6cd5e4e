// What a mistake would give, against what was got.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "judge/observation.hpp"
#include "judge/result.hpp"

namespace gaplab {

/// What a prediction says of one element.
enum class foretold : char {
  value,     ///< it has this value
  anything,  ///< nothing: it depends on what is not known, such as memory beyond a tensor's end
  untouched  ///< it still holds what it held before the call
};

/// What a mistake would make of one output.
struct prediction {
  std::vector<double> value;
  std::vector<std::vector<double>> others{};  ///< for each element further values that it may have; or empty
  std::vector<foretold> kind{};               ///< for each element; empty: all have values
  bool zeros = false;  ///< zeros everywhere are what is foretold, and not what remains where nothing counts
};

/// What a mistake would make of a call.
struct predicted_call {
  bool refused = false;
  std::map<std::string, prediction> outputs{};  ///< those that it says anything of
};

/// None where the mistake cannot be made.
using predictor = std::function<std::optional<predicted_call>(const observed_call&)>;

/// A mistake that may have been made.
struct hypothesis {
  diagnosis cause;       ///< id, equals and text; $out in the text stands for the output's name
  double cost = 1;       ///< the less likely the mistake is beforehand, the more: decides where two explain as much
  std::size_t free = 0;  ///< numbers in it that were fitted to what was got, and prove nothing
  predictor predict;
};

/// What a mistake says of one output of one call.
enum class agreement {
  silent,  ///< it cannot be made there, or changes nothing
  fits,    ///< it would give exactly this, and that is wrong
  differs  ///< it would give something wrong, but not this
};

/// How a prediction and an output compare.
struct match {
  gaplab::agreement agreement = gaplab::agreement::silent;
  double deviation = 0;      ///< from the prediction, at most, relative to its largest element
  std::size_t evidence = 0;  ///< different values that it foretold, and that the right result does not have
};

match compare_with(const observation& o, const prediction& p);

/// A hypothesis that explains enough to be named.
struct candidate {
  diagnosis cause;     ///< with its counts, for the first of the outputs
  std::string kind{};  ///< which sort of mistake; what is of one kind is not named twice
  double cost = 0;
  std::vector<std::string> outputs;  ///< that it explains
};

/// How much the hypotheses of a step may compute, in elements, so that a diagnosis does not take long.
struct work_limit {
  std::int64_t elements = std::int64_t{1} << 27;
};

/// Asks a hypothesis about every call, the smallest first, as long as it may explain at least half of the wrong ones of
/// some output and contradicts no right one.
std::optional<candidate> consider(const hypothesis& h, const observed_step& seen, work_limit& limit);

/// A prediction of the right values of an output, to be changed.
prediction right_values(const observation& o);

/// A predictor that says something of one output, from what is right for it.
predictor for_output(const std::string& output,
                     std::function<std::optional<prediction>(const observed_call&, const observation&)> predict);

}  // namespace gaplab
