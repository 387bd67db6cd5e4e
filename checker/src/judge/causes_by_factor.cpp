#include <fmt/format.h>

#include <cmath>
#include <map>

#include "judge/axes.hpp"
#include "judge/causes.hpp"
#include "judge/prediction.hpp"

namespace gaplab {

namespace {

/// The sizes of a case that a factor may be, by name: N, C, H, W, H*W, kernel_area ...
std::map<std::string, double> sizes_of(const observation& o) {
  // The largest tensor of the call has all the dimensions.
  shape largest = o.expected->shape;
  std::string axes = axes_of(*o.step, o.output, largest.size());
  for (const std::string& name : o.step->inputs) {
    const auto input = o.values->inputs.find(name);
    if (input == o.values->inputs.end() || element_count(input->second.shape) <= element_count(largest)) continue;
    largest = input->second.shape;
    axes = axes_of(*o.step, name, largest.size());
  }
  std::map<std::string, double> sizes;
  std::string map_name;
  double map_size = 1;
  for (std::size_t i = 0; i < axes.size(); ++i) {
    const auto size = static_cast<double>(largest[i]);
    const std::string letter(1, static_cast<char>(std::toupper(axes[i])));
    sizes[letter] = size;
    if (letter == "N" || letter == "C") continue;
    map_name += (map_name.empty() ? "" : "*") + letter;
    map_size *= size;
  }
  if (map_name.size() > 1) sizes[map_name] = map_size;
  if (sizes.contains("C") && !map_name.empty()) sizes["C*" + map_name] = sizes["C"] * map_size;
  if (sizes.contains("N") && !map_name.empty()) sizes["N*" + map_name] = sizes["N"] * map_size;
  if (sizes.contains("N") && sizes.contains("C")) sizes["N*C"] = sizes["N"] * sizes["C"];
  if (const auto kernel = o.values->parameters.find("kernel_size"); kernel != o.values->parameters.end()) {
    double area = 1;
    for (const std::int64_t size : kernel->second) area *= static_cast<double>(size);
    sizes["kernel_area"] = area;
  }
  return sizes;
}

predictor times(const std::function<double(const observation&)>& factor) {
  return [factor](const observation& o) -> std::optional<reference> {
    const double f = factor(o);
    if (!std::isfinite(f)) return std::nullopt;
    reference r{o.expected->shape, o.expected->values, {}};
    for (double& value : r.value) value *= f;
    return r;
  };
}

/// The factor that fits best, in the sense of least squares, to six digits.
double fitted_factor(const observation& o) {
  double above = 0;
  double below = 0;
  for (std::size_t i = 0; i < o.size(); ++i) {
    above += o.got[i] * o.expected->values[i];
    below += o.expected->values[i] * o.expected->values[i];
  }
  return std::round(above / below * 1e6) / 1e6 + 0.0;  // + 0.0 makes 0 of -0
}

std::string factor_text(const std::string& output, const std::string& factor) {
  if (factor.rfind("1/", 0) == 0) {
    return fmt::format(
        "Every element of {0} is what it should be, divided by {1}: a division by {1} too much, or a "
        "wrong divisor.",
        output, factor.substr(2));
  }
  return fmt::format("Every element of {0} is {1} times what it should be: is the division by {1} missing?", output,
                     factor);
}

/// For a factor that is no size of the case.
std::string number_text(const std::string& output, double factor) {
  if (factor == -1) return fmt::format("Every element of {} has the wrong sign.", output);
  if (factor == 0) {
    return fmt::format("Every element of {} is 0. Is a quotient of two integers taken, such as 1 / (H*W)?", output);
  }
  return fmt::format("Every element of {} is {:.6g} times what it should be, whatever its shape.", output, factor);
}

}  // namespace

std::vector<diagnosis> causes_by_factor(const observations& seen) {
  std::vector<diagnosis> found;
  const std::string& output = seen.front().output;
  std::map<std::string, double> names = sizes_of(seen.front());
  for (const auto& [name, ignored] : names) {
    for (const bool inverse : {false, true}) {
      const std::string factor =
          !inverse ? name : (name.find('*') == std::string::npos ? "1/" + name : "1/(" + name + ")");
      const auto value = [name = name, inverse](const observation& o) {
        const std::map<std::string, double> sizes = sizes_of(o);
        const auto size = sizes.find(name);
        if (size == sizes.end()) return std::nan("");
        return inverse ? 1 / size->second : size->second;
      };
      found.push_back(counted_prediction({"constant_factor", factor, factor_text(output, factor)}, seen, times(value)));
    }
  }
  for (const observation& o : seen) {
    if (o.right || o.size() < 2) continue;
    const double f = fitted_factor(o);
    found.push_back(counted_prediction({"constant_factor", fmt::format("{:.6g}", f), number_text(output, f)}, seen,
                                       times([f](const observation&) { return f; })));
    break;
  }
  return found;
}

}  // namespace gaplab
