#include "judge/region.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "judge/axes.hpp"

namespace gaplab {

places places_of(const shape& s, const std::string& axes) {
  places p{s, axes, std::vector<std::size_t>(s.size()), {}};
  const auto elements = static_cast<std::size_t>(element_count(s));
  p.positions.assign(elements, 0);
  std::size_t stride = 1;
  for (std::size_t axis = s.size(); axis-- > 0;) {
    const auto size = static_cast<std::size_t>(s[axis]);
    p.strides[axis] = stride;
    if (axis < axes.size() && is_position(axes[axis])) {
      for (std::size_t i = 0; i < elements; ++i) p.positions[i] += i / stride % size * p.map_size;
      if (p.map_size == 1) p.width = size;
      p.map_size *= size;
    }
    stride *= size;
  }
  return p;
}

namespace {

std::string ordinal(std::size_t k) { return k == 2 ? "2nd" : k == 3 ? "3rd" : fmt::format("{}th", k); }

/// Parts along one dimension.
void add_along(std::vector<region>& regions, std::size_t axis, const std::string& axes) {
  const std::string name = axis_name(axes[axis]);
  const bool of_maps = is_position(axes[axis]);
  const std::string of_each = of_maps ? " of each map" : "";
  const auto at = [axis](auto test) {
    return [axis, test](const places& p, std::size_t element) {
      return test(p.index(element, axis), static_cast<std::size_t>(p.shape[axis]));
    };
  };
  const auto add = [&](std::string id, std::string equals, const std::string& what, bool kept, auto test) {
    regions.push_back({std::move(id), std::move(equals), what + of_each, kept, of_maps, at(test)});
  };
  using n = std::size_t;
  add("lost_tail", "last " + name, "the last " + name, false, [](n i, n size) { return i + 1 == size; });
  add("lost_start", "first " + name, "the first " + name, false, [](n i, n) { return i == 0; });
  add("only_the_first", name, "the first " + name, true, [](n i, n) { return i > 0; });
  add("only_the_last", name, "the last " + name, true, [](n i, n size) { return i + 1 < size; });
  for (const n k : {n{2}, n{3}, n{4}}) {
    add("every_kth", fmt::format("{} {}", ordinal(k), name), fmt::format("every {} {}", ordinal(k), name), true,
        [k](n i, n) { return i % k != 0; });
  }
}

/// Rows and columns, and slices, at once: all loops have the same mistake.
void add_borders(std::vector<region>& regions, const std::string& axes) {
  std::vector<std::size_t> positions;
  std::string names;
  for (std::size_t axis = 0; axis < axes.size(); ++axis) {
    if (!is_position(axes[axis])) continue;
    positions.push_back(axis);
    names += (names.empty() ? "" : " and ") + axis_name(axes[axis]);
  }
  if (positions.size() < 2) return;
  const auto any = [positions](auto test) {
    return [positions, test](const places& p, std::size_t element) {
      return std::ranges::any_of(positions, [&](std::size_t axis) {
        return test(p.index(element, axis), static_cast<std::size_t>(p.shape[axis]));
      });
    };
  };
  using n = std::size_t;
  regions.push_back({"lost_tail", "last " + names, "the last " + names + " of each map", false, true,
                     any([](n i, n size) { return i + 1 == size; })});
  regions.push_back({"lost_start", "first " + names, "the first " + names + " of each map", false, true,
                     any([](n i, n) { return i == 0; })});
}

void add_of_maps(std::vector<region>& regions) {
  const auto at = [](auto test) {
    return [test](const places& p, std::size_t element) { return test(p.positions[element], p.map_size); };
  };
  using n = std::size_t;
  regions.push_back({"lost_tail", "last element", "the last element of each map", false, true,
                     at([](n i, n size) { return i + 1 == size; })});
  regions.push_back(
      {"lost_start", "first element", "the first element of each map", false, true, at([](n i, n) { return i == 0; })});
  regions.push_back(
      {"only_the_first", "element", "the first element of each map", true, true, at([](n i, n) { return i > 0; })});
  regions.push_back({"only_the_last", "element", "the last element of each map", true, true,
                     at([](n i, n size) { return i + 1 < size; })});
  for (const n block : {2U, 4U, 8U, 16U, 32U, 64U, 128U, 256U, 512U, 1024U}) {
    regions.push_back({"lost_tail", fmt::format("beyond a multiple of {}", block),
                       fmt::format("what remains of each map after the last whole group of {}", block), false, true,
                       at([block](n i, n size) { return i >= size / block * block; })});
  }
  for (const n count : {32U, 64U, 128U, 256U, 512U, 1024U}) {
    regions.push_back({"lost_tail", fmt::format("beyond the first {}", count),
                       fmt::format("the first {} elements of each map", count), true, true,
                       at([count](n i, n) { return i >= count; })});
  }
  for (const n k : {2U, 3U, 4U, 8U, 16U, 32U, 64U, 128U, 256U, 512U, 1024U}) {
    regions.push_back({"every_kth", fmt::format("{} element", ordinal(k)),
                       fmt::format("every {} element of each map", ordinal(k)), true, true,
                       at([k](n i, n) { return i % k != 0; })});
  }
}

/// Elements are dealt out to threads in turn, and some threads' sums get lost in the reduction.
void add_of_threads(std::vector<region>& regions) {
  using n = std::size_t;
  const auto add = [&](n threads, n first, n end) {
    regions.push_back({"lost_threads", fmt::format("only {} to {} of {}", first, end - 1, threads),
                       fmt::format("what threads {} to {} of each {} add", first, end - 1, threads), true, true,
                       [=](const places& p, std::size_t element) {
                         const n thread = p.positions[element] % threads;
                         return thread < first || thread >= end;
                       }});
  };
  for (const n threads : {32U, 64U, 128U, 256U, 512U, 1024U}) {
    for (n kept = threads / 2; kept >= 2; kept /= 2) add(threads, 0, kept);
    add(threads, threads / 2, threads);
    add(threads, threads - 1, threads);
    add(threads, 0, threads - 1);
  }
}

}  // namespace

std::vector<region> regions_of(const std::string& axes) {
  std::vector<region> regions;
  bool maps = false;
  for (std::size_t axis = axes.size(); axis-- > 0;) {
    maps = maps || is_position(axes[axis]);
    if (axes[axis] != 'l') add_along(regions, axis, axes);
  }
  add_borders(regions, axes);
  if (!maps) return regions;
  add_of_maps(regions);
  add_of_threads(regions);
  return regions;
}

}  // namespace gaplab
