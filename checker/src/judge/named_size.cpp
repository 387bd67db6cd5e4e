#include "judge/named_size.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <utility>

#include "judge/axes.hpp"

namespace gaplab {

namespace {

/// The largest tensor of maps; where there is none, the largest of all.
named_shape largest_tensor(const observed_call& call, const step& s) {
  const auto has_maps = [](const named_shape& t) { return std::any_of(t.axes.begin(), t.axes.end(), is_position); };
  named_shape largest;
  for (const named_shape& t : shapes_of(call, s)) {
    if (t.axes.empty()) continue;
    const auto rank = [&](const named_shape& a) { return std::pair(has_maps(a), element_count(a.shape)); };
    if (largest.axes.empty() || rank(t) > rank(largest)) largest = t;
  }
  return largest;
}

void add_parameters(std::vector<named_size>& sizes, const observed_call& call) {
  for (const auto& [name, values] : call.values->parameters) {
    double product = 1;
    for (const std::int64_t value : values) product *= static_cast<double>(value);
    if (name == "kernel_size" && values.size() > 1) {
      sizes.push_back({"kernel_area", product});
      for (std::size_t i = 0; i < values.size(); ++i) {
        sizes.push_back({"kernel_size[" + std::to_string(i) + "]", static_cast<double>(values[i])});
      }
    } else if (name == "stride" && values.size() > 1) {
      sizes.push_back({"stride_area", product});
    }
  }
}

}  // namespace

std::vector<named_shape> shapes_of(const observed_call& call, const step& s) {
  std::vector<named_shape> shapes;
  for (const std::string& name : s.inputs) {
    const auto input = call.values->inputs.find(name);
    if (input == call.values->inputs.end()) continue;
    shapes.push_back({name, input->second.shape, axes_of(s, name, input->second.shape.size())});
  }
  for (const observation& o : call.outputs) {
    shapes.push_back({o.output, o.expected->shape, axes_of(s, o.output, o.expected->shape.size())});
  }
  return shapes;
}

std::vector<named_size> sizes_of(const observed_call& call, const step& s) {
  const named_shape largest = largest_tensor(call, s);
  std::vector<named_size> letters;
  named_size map{"", 1};
  for (std::size_t i = 0; i < largest.axes.size(); ++i) {
    const auto size = static_cast<double>(largest.shape[i]);
    const std::string letter(1, static_cast<char>(std::toupper(largest.axes[i])));
    letters.push_back({letter, size});
    if (!is_position(largest.axes[i])) continue;
    map.name += (map.name.empty() ? "" : "*") + letter;
    map.value *= size;
  }
  std::vector<named_size> sizes;
  if (map.name.find('*') != std::string::npos) sizes.push_back(map);
  sizes.insert(sizes.end(), letters.begin(), letters.end());
  // A classifier's K is in no tensor of maps, but in its weights.
  for (const named_shape& t : shapes_of(call, s)) {
    const std::size_t k = t.axes.find('k');
    if (k != std::string::npos && std::isnan(size_named(sizes, "K"))) {
      sizes.push_back({"K", static_cast<double>(t.shape[k])});
    }
  }
  const double n = size_named(sizes, "N");
  const double c = size_named(sizes, "C");
  const double k = size_named(sizes, "K");
  if (!std::isnan(n) && !std::isnan(c)) sizes.push_back({"N*C", n * c});
  if (!std::isnan(n) && !std::isnan(k)) sizes.push_back({"N*K", n * k});
  if (!map.name.empty()) {
    if (!std::isnan(c)) sizes.push_back({"C*" + map.name, c * map.value});
    if (!std::isnan(n)) sizes.push_back({"N*" + map.name, n * map.value});
    if (!std::isnan(n) && !std::isnan(c)) sizes.push_back({"N*C*" + map.name, n * c * map.value});
  }
  add_parameters(sizes, call);
  return sizes;
}

named_size map_size_of(const observed_call& call, const step& s) {
  const named_shape largest = largest_tensor(call, s);
  named_size map{"", 1};
  for (std::size_t i = 0; i < largest.axes.size(); ++i) {
    if (!is_position(largest.axes[i])) continue;
    map.name += (map.name.empty() ? "" : "*") + std::string(1, static_cast<char>(std::toupper(largest.axes[i])));
    map.value *= static_cast<double>(largest.shape[i]);
  }
  return map;
}

double size_named(const std::vector<named_size>& sizes, const std::string& name) {
  for (const named_size& size : sizes) {
    if (size.name == name) return size.value;
  }
  return std::nan("");
}

}  // namespace gaplab
