#include "judge/element_order.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "judge/axes.hpp"

namespace gaplab {

std::vector<std::ptrdiff_t> dense_strides(const shape& s) {
  std::vector<std::ptrdiff_t> strides(s.size());
  std::ptrdiff_t stride = 1;
  for (std::size_t axis = s.size(); axis-- > 0;) {
    strides[axis] = stride;
    stride *= s[axis];
  }
  return strides;
}

offset_list offsets_with(const shape& s, const std::vector<std::ptrdiff_t>& strides) {
  offset_list offsets(static_cast<std::size_t>(element_count(s)));
  for (std::size_t element = 0; element < offsets.size(); ++element) {
    auto rest = static_cast<std::ptrdiff_t>(element);
    for (std::size_t axis = s.size(); axis-- > 0;) {
      offsets[element] += rest % s[axis] * strides[axis];
      rest /= s[axis];
    }
  }
  return offsets;
}

namespace {

std::string upper(char letter) { return {static_cast<char>(std::toupper(letter))}; }

/// The strides of a tensor whose dimensions lie in another order in memory.
std::vector<std::ptrdiff_t> strides_in_order(const shape& s, const std::string& axes, const std::string& order) {
  std::vector<std::ptrdiff_t> strides(s.size());
  std::ptrdiff_t stride = 1;
  for (std::size_t i = order.size(); i-- > 0;) {
    const std::size_t axis = axes.find(order[i]);
    strides[axis] = stride;
    stride *= s[axis];
  }
  return strides;
}

/// Channels last for channels first, or the reverse; empty where there is no such thing.
std::string other_layout(const std::string& axes) {
  if (axes.size() < 3 || axes.front() != 'n') return {};
  const std::string positions = axes[1] == 'c' ? axes.substr(2) : axes.substr(1, axes.size() - 2);
  if (axes[1] == 'c') return "n" + positions + "c";
  return axes.back() == 'c' ? "nc" + positions : "";
}

void add_orders(std::vector<misplacement>& all, const std::string& axes) {
  if (const std::string other = other_layout(axes); !other.empty()) {
    all.push_back({"layout_misread", "",
                   "in the wrong layout: channels last (N, H, W, C) and channels first (N, C, H, W) are taken for one "
                   "another",
                   2, [axes, other](const shape& s) { return offsets_with(s, strides_in_order(s, axes, other)); }});
  }
  const std::string letters = "nkcdhwl";
  for (std::size_t i = 0; i < letters.size(); ++i) {
    for (std::size_t j = i + 1; j < letters.size(); ++j) {
      const std::size_t a = axes.find(letters[i]);
      const std::size_t b = axes.find(letters[j]);
      if (a == std::string::npos || b == std::string::npos) continue;
      std::string order = axes;
      std::swap(order[a], order[b]);
      all.push_back({"axes_swapped", upper(letters[i]) + " " + upper(letters[j]),
                     fmt::format("as if {} and {} stood in each other's place in the offset", upper(letters[i]),
                                 upper(letters[j])),
                     2.2, [axes, order, a, b](const shape& s) {
                       if (s[a] == 1 || s[b] == 1) return offset_list();
                       return offsets_with(s, strides_in_order(s, axes, order));
                     }});
    }
  }
}

void add_ignored(std::vector<misplacement>& all, const std::string& axes) {
  for (std::size_t axis = 0; axis < axes.size(); ++axis) {
    const std::string name = axis_name(axes[axis]);
    all.push_back({"index_ignored", upper(axes[axis]),
                   fmt::format("at the first {} always, as if the index of {} were missing in the offset", name,
                               upper(axes[axis])),
                   2, [axis](const shape& s) {
                     if (s[axis] == 1) return offset_list();
                     std::vector<std::ptrdiff_t> strides = dense_strides(s);
                     strides[axis] = 0;
                     return offsets_with(s, strides);
                   }});
  }
}

/// The sizes of several dimensions in a row are missing in the offset: n*C + c for (n*C + c)*H*W.
void add_missing_products(std::vector<misplacement>& all, const std::string& axes) {
  for (std::size_t first = 1; first < axes.size(); ++first) {
    std::string names = upper(axes[first]);
    for (std::size_t last = first + 1; last < axes.size(); ++last) {
      names += "*" + upper(axes[last]);
      all.push_back({"wrong_stride", "without " + names, fmt::format("with an offset in which {} is missing", names),
                     2.4, [first, last](const shape& s) {
                       std::vector<std::ptrdiff_t> strides = dense_strides(s);
                       for (std::size_t i = 0; i < first; ++i) {
                         for (std::size_t axis = first; axis <= last; ++axis) strides[i] /= s[axis];
                       }
                       return offsets_with(s, strides);
                     }});
    }
  }
}

/// The stride of one dimension is taken for that of another, and the reverse.
void add_exchanged_strides(std::vector<misplacement>& all, const std::string& axes) {
  for (std::size_t a = 0; a < axes.size(); ++a) {
    for (std::size_t b = a + 1; b < axes.size(); ++b) {
      const std::string names = fmt::format("{} and {}", upper(axes[a]), upper(axes[b]));
      all.push_back({"wrong_stride", names,
                     fmt::format("with {} exchanged, as if their strides were each other's", names), 2.5,
                     [a, b](const shape& s) {
                       std::vector<std::ptrdiff_t> strides = dense_strides(s);
                       std::swap(strides[a], strides[b]);
                       return offsets_with(s, strides);
                     }});
    }
  }
}

/// In ((n*C + c)*H + h)*W + w one of C, H and W is missing, or another size.
void add_wrong_factors(std::vector<misplacement>& all, const std::string& axes) {
  for (std::size_t axis = 1; axis < axes.size(); ++axis) {
    const auto with_factor = [axis](const shape& s, std::ptrdiff_t factor) {
      std::vector<std::ptrdiff_t> strides = dense_strides(s);
      for (std::size_t i = 0; i < axis; ++i) strides[i] = strides[i] / s[axis] * factor;
      return offsets_with(s, strides);
    };
    const std::string right = upper(axes[axis]);
    all.push_back({"wrong_stride", "without " + right,
                   fmt::format("with an offset in which a factor {} is missing", right), 2.4,
                   [axis, with_factor](const shape& s) { return s[axis] == 1 ? offset_list() : with_factor(s, 1); }});
    for (std::size_t other = 0; other < axes.size(); ++other) {
      if (other == axis) continue;
      const std::string wrong = upper(axes[other]);
      all.push_back({"wrong_stride", fmt::format("{} for {}", wrong, right),
                     fmt::format("with an offset that has {} in the place of {}", wrong, right), 2.4,
                     [axis, other, with_factor](const shape& s) {
                       return s[axis] == s[other] ? offset_list() : with_factor(s, s[other]);
                     }});
    }
  }
}

/// One index has another factor than the stride of its dimension: h*H for h*W, or none at all.
void add_wrong_strides(std::vector<misplacement>& all, const std::string& axes) {
  for (std::size_t axis = 0; axis + 1 < axes.size(); ++axis) {
    const auto add = [&](const std::string& factor, auto&& stride_of) {
      const std::string term = std::string(1, axes[axis]) + factor;
      all.push_back(
          {"wrong_stride", term, fmt::format("with {} in the offset", term), 2.6, [axis, stride_of](const shape& s) {
             std::vector<std::ptrdiff_t> strides = dense_strides(s);
             if (strides[axis] == stride_of(s)) return offset_list();
             strides[axis] = stride_of(s);
             return offsets_with(s, strides);
           }});
    };
    add("", [](const shape&) { return std::ptrdiff_t{1}; });
    for (std::size_t other = 0; other < axes.size(); ++other) {
      add("*" + upper(axes[other]), [other](const shape& s) { return static_cast<std::ptrdiff_t>(s[other]); });
    }
  }
}

void add_shifts(std::vector<misplacement>& all, const std::string& axes) {
  const auto shift = [&](const std::string& equals, const std::string& how, double cost, auto&& by) {
    all.push_back({"shifted", equals, how, cost, [by](const shape& s) {
                     offset_list offsets = offsets_with(s, dense_strides(s));
                     for (std::ptrdiff_t& offset : offsets) offset += by(s);
                     return offsets;
                   }});
  };
  shift("1", "one element too far on", 2.5, [](const shape&) { return std::ptrdiff_t{1}; });
  shift("-1", "one element too early", 2.5, [](const shape&) { return std::ptrdiff_t{-1}; });
  for (std::size_t axis = 0; axis + 1 < axes.size(); ++axis) {
    const std::string name = axis_name(axes[axis]);
    shift("1 " + name, "one " + name + " too far on", 2.6, [axis](const shape& s) { return dense_strides(s)[axis]; });
    shift("-1 " + name, "one " + name + " too early", 2.6, [axis](const shape& s) { return -dense_strides(s)[axis]; });
  }
  // The last element follows the first, or the reverse: a remainder is taken.
  for (const std::ptrdiff_t by : {std::ptrdiff_t{1}, std::ptrdiff_t{-1}}) {
    all.push_back(
        {"shifted", by > 0 ? "1" : "-1",
         by > 0 ? "one element too far on, and the first at the end" : "one element too early, and the last first", 2.6,
         [by](const shape& s) {
           offset_list offsets = offsets_with(s, dense_strides(s));
           const auto size = static_cast<std::ptrdiff_t>(offsets.size());
           for (std::ptrdiff_t& offset : offsets) offset = (offset + by + size) % size;
           return offsets;
         }});
  }
}

void add_reversed(std::vector<misplacement>& all, const std::string& axes) {
  for (std::size_t axis = 0; axis < axes.size(); ++axis) {
    all.push_back({"reversed", upper(axes[axis]), fmt::format("with {} running backwards", upper(axes[axis])), 3,
                   [axis](const shape& s) {
                     if (s[axis] == 1) return offset_list();
                     std::vector<std::ptrdiff_t> strides = dense_strides(s);
                     const std::ptrdiff_t end = (s[axis] - 1) * strides[axis];
                     strides[axis] = -strides[axis];
                     offset_list offsets = offsets_with(s, strides);
                     for (std::ptrdiff_t& offset : offsets) offset += end;
                     return offsets;
                   }});
  }
}

}  // namespace

std::vector<misplacement> misplacements_of(const std::string& axes) {
  std::vector<misplacement> all;
  add_orders(all, axes);
  add_ignored(all, axes);
  add_wrong_factors(all, axes);
  add_missing_products(all, axes);
  add_exchanged_strides(all, axes);
  add_wrong_strides(all, axes);
  add_shifts(all, axes);
  add_reversed(all, axes);
  return all;
}

}  // namespace gaplab
