#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "judge/axes.hpp"
#include "judge/causes.hpp"
#include "judge/region.hpp"

namespace gaplab {

namespace {

/// The maps of an input, each with its elements in the order of their positions. They come in the order of the other
/// dimensions, which is that of an output (N, C).
std::vector<std::vector<double>> maps_of(const tensor<float>& t, const std::string& axes) {
  const places p = places_of(t.shape, axes);
  std::vector<std::vector<double>> maps(p.size() / p.map_size, std::vector<double>(p.map_size));
  for (std::size_t i = 0; i < p.size(); ++i) {
    std::size_t map = 0;
    for (std::size_t axis = 0; axis < axes.size(); ++axis) {
      if (is_position(axes[axis])) continue;
      map = map * static_cast<std::size_t>(t.shape[axis]) + p.index(i, axis);
    }
    maps[map][p.positions[i]] = static_cast<double>(t.values[i]);
  }
  return maps;
}

double mean_of(const std::vector<double>& map) {
  double sum = 0;
  for (const double value : map) sum += value;
  return sum / static_cast<double>(map.size());
}

/// The input whose maps' means the output is supposed to hold, or nothing: the lab asks for something else.
std::optional<std::vector<std::vector<double>>> averaged_maps(const observed_step& seen, const observed_call& call,
                                                              const observation& o) {
  for (const std::string& input : seen.step->inputs) {
    const auto found = call.values->inputs.find(input);
    if (found == call.values->inputs.end()) continue;
    const std::string axes = axes_of(*seen.step, input, found->second.shape.size());
    if (axes.find_first_of("hwdl") == std::string::npos || axes.empty()) continue;
    std::vector<std::vector<double>> maps = maps_of(found->second, axes);
    if (maps.size() != o.size()) continue;
    bool means = true;
    for (std::size_t i = 0; means && i < maps.size(); ++i) {
      means = std::abs(mean_of(maps[i]) - o.expected->values[i]) <= 1e-9 * (1 + std::abs(o.expected->values[i]));
    }
    if (means) return maps;
  }
  return std::nullopt;
}

using reduction = double (*)(const std::vector<double>& map);

double largest(const std::vector<double>& map) { return *std::max_element(map.begin(), map.end()); }
double smallest(const std::vector<double>& map) { return *std::min_element(map.begin(), map.end()); }
double first(const std::vector<double>& map) { return map.front(); }
double last(const std::vector<double>& map) { return map.back(); }

double median(const std::vector<double>& map) {
  std::vector<double> sorted = map;
  std::sort(sorted.begin(), sorted.end());
  return sorted[sorted.size() / 2];
}

/// int sum = 0; sum += x for each: every addition cuts the fraction off.
double sum_in_int(const std::vector<double>& map) {
  double sum = 0;
  for (const double value : map) sum = std::trunc(sum + value);
  return sum / static_cast<double>(map.size());
}

/// The sum is right, and then cut to a whole number.
double whole_sum(const std::vector<double>& map) {
  const auto size = static_cast<double>(map.size());
  return std::trunc(mean_of(map) * size + 1e-9) / size;
}

double whole_sum_divided_whole(const std::vector<double>& map) { return std::trunc(whole_sum(map)); }
double sum_in_int_divided_whole(const std::vector<double>& map) { return std::trunc(sum_in_int(map)); }

double mean_of_squares(const std::vector<double>& map) {
  double sum = 0;
  for (const double value : map) sum += value * value;
  return sum / static_cast<double>(map.size());
}

double norm_by_size(const std::vector<double>& map) { return std::sqrt(mean_of_squares(map)); }
double variance(const std::vector<double>& map) { return mean_of_squares(map) - mean_of(map) * mean_of(map); }

struct named_reduction {
  const char* id;
  const char* equals;
  const char* what;
  reduction make;
};

constexpr named_reduction reductions[] = {
    {"wrong_reduction", "maximum", "the maximum of each map, not the mean", largest},
    {"wrong_reduction", "minimum", "the minimum of each map, not the mean", smallest},
    {"wrong_reduction", "median", "the median of each map, not the mean", median},
    {"wrong_reduction", "first element", "the first element of each map, not the mean", first},
    {"wrong_reduction", "last element", "the last element of each map, not the mean", last},
    {"wrong_reduction", "mean of squares", "the mean of the squares of each map", mean_of_squares},
    {"wrong_reduction", "root of the mean square", "the root of the mean square of each map", norm_by_size},
    {"wrong_reduction", "variance", "the variance of each map, not the mean", variance},
    {"truncated", "the sum", "what a sum in an int gives, which loses the fraction of every addition", sum_in_int},
    {"truncated", "the sum", "what a sum cut to a whole number gives", whole_sum},
    {"truncated", "the sum and the mean", "what a whole sum gives that is divided by a whole number",
     whole_sum_divided_whole},
    {"truncated", "the sum and the mean", "what a sum in an int gives that is divided by an int",
     sum_in_int_divided_whole},
};

}  // namespace

hypotheses other_reductions(const observed_step& seen, const std::string& output) {
  hypotheses all;
  for (const named_reduction& r : reductions) {
    hypothesis h;
    h.cause.id = r.id;
    h.cause.equals = r.equals;
    h.cause.text = fmt::format("$out is {}.", r.what);
    h.cost = 1.8;
    h.predict = for_output(
        output, [&seen, make = r.make](const observed_call& call, const observation& o) -> std::optional<prediction> {
          const auto maps = averaged_maps(seen, call, o);
          if (!maps) return std::nullopt;
          prediction p;
          for (const std::vector<double>& map : *maps) p.value.push_back(make(map));
          return p;
        });
    all.push_back(std::move(h));
  }
  return all;
}

}  // namespace gaplab
