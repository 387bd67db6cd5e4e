// The second opinion: every operation once more in C++ double, with the limit of what a right fp32 result may differ.
//
// A file here serves one lab and registers itself; nothing lists it. It must agree with PyTorch's stored values to
// 1e-12 (`gaplab fixtures verify`), computes the expected values of fresh fixtures (`gaplab fixtures new`), and gives
// the tolerance of every comparison.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "fixtures/fixture.hpp"

namespace gaplab {

/// Unit roundoff of IEEE 754 binary32, round to nearest.
inline constexpr double unit_roundoff_fp32 = 1.0 / (1 << 24);

/// An output's right value, and how far a right result may be from it, element by element.
struct reference {
  gaplab::shape shape;
  std::vector<double> value;
  std::vector<double> allowed;  ///< absolute; 0 where the result must be exact
  /// Of a misconception whose result is open, such as which of several writes comes last: for each element the further
  /// values that it may have. Empty otherwise.
  std::vector<std::vector<double>> others{};
};

/// All outputs of one case, forward and backward, by name.
struct evaluation {
  std::map<std::string, reference> outputs;
  std::optional<std::string> refused;  ///< why the arguments are refused; then there are no outputs
};

/// A mistake that students make, as the function that they then compute. The diagnosis compares wrong outputs with it.
/// Mistakes that any operation may have (a constant factor, axes swapped, a lost tail) are known to judge/ and need no
/// entry here.
struct misconception {
  std::string_view id;    ///< a word for results and for solutions/*/wrong/: "overwritten"
  std::string_view what;  ///< completes "it looks as if ...": "the padding were counted in the divisor"
  /// What the mistake gives for this case; none where it cannot be made there. Called with valid cases only.
  std::optional<evaluation> (*evaluate)(const fixture_case& c, double roundoff);
  /// Which one, where several mistakes share an id: "kernel_size". Or empty.
  std::string_view equals{};
};

/// One operation of a lab.
struct operation_oracle {
  /// The shapes of inputs that follow from the others, such as dy's from x's: all inputs by name, given those that the
  /// cases file states. Throws std::runtime_error if they do not fit.
  std::map<std::string, shape> (*inputs)(const fixture_case& c, const std::map<std::string, shape>& given);

  /// The outputs. roundoff is the unit roundoff of the arithmetic that is judged. Throws std::runtime_error if the
  /// case's parameters or tensors are not those of the operation.
  evaluation (*evaluate)(const fixture_case& c, double roundoff);

  std::vector<misconception> misconceptions{};

  /// For diagnoses, and only where parameters bound the shapes: as `evaluate`, but the parameters need neither be valid
  /// nor fit the shapes of the tensors. Loops run over the shapes as they are, as a student's loops do that get one
  /// parameter wrong. Null where `evaluate` says as much.
  evaluation (*evaluate_as_shaped)(const fixture_case& c, double roundoff) = nullptr;
};

struct lab_oracle {
  std::string_view lab;                                     ///< the lab's folder
  std::map<std::string_view, operation_oracle> operations;  ///< by the name used in addresses
};

/// Enters a lab's oracle into the table, as a static object in its file.
struct oracle_registration {
  explicit oracle_registration(lab_oracle oracle);
};

/// All operations of a lab; nullptr if this gaplab does not know it.
const lab_oracle* find_lab_oracle(const std::string& lab);

/// Throws environment_error if there is none: the course has a lab that this gaplab does not know.
const operation_oracle& find_oracle(const std::string& lab, const std::string& operation);

/// No parameter is larger, positive or negative, so that products of three stay within 64 bits.
inline constexpr std::int64_t largest_parameter = std::int64_t{1} << 20;

/// A parameter of the case. Throws std::runtime_error if it is missing or absurdly large.
std::int64_t parameter(const fixture_case& c, const std::string& name, std::size_t index = 0);

/// An input of the case. Throws std::runtime_error if it is missing or of another rank.
const tensor<float>& input(const fixture_case& c, const std::string& name, std::size_t rank);

/// x's shape, from x or, where a fixture was read without it, from its gradient. Throws std::runtime_error if the case
/// has neither.
const shape& shape_of_x(const fixture_case& c);

/// For operation_oracle::inputs of an operation that takes parameters only.
std::map<std::string, shape> no_inputs(const fixture_case& c, const std::map<std::string, shape>& given);

}  // namespace gaplab
