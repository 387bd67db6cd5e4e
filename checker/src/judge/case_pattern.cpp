#include "judge/case_pattern.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "judge/named_size.hpp"

namespace gaplab {

namespace {

using test = std::function<bool(const observed_call&)>;

struct named_test {
  std::string text;
  test holds;
};

using entries = std::vector<std::int64_t>;

const entries& entries_of(const observed_call& call, const std::string& name) {
  static const entries none;
  const auto found = call.values->parameters.find(name);
  return found == call.values->parameters.end() ? none : found->second;
}

void add_parameter_tests(std::vector<named_test>& tests, const std::string& name, std::size_t length) {
  const auto any = [&](const std::string& text, const std::function<bool(std::int64_t)>& holds) {
    tests.push_back({text, [=](const observed_call& call) {
                       const entries& e = entries_of(call, name);
                       return std::any_of(e.begin(), e.end(), holds);
                     }});
  };
  any(name + " is not 0", [](std::int64_t value) { return value != 0; });
  any(name + " is 0", [](std::int64_t value) { return value == 0; });
  any(name + " is not 1", [](std::int64_t value) { return value != 1; });
  any(name + " is more than 1", [](std::int64_t value) { return value > 1; });
  any(name + " is 1", [](std::int64_t value) { return value == 1; });
  any(name + " is negative", [](std::int64_t value) { return value < 0; });
  for (std::int64_t value = 2; value < 5; ++value) {
    any(fmt::format("{} is {}", name, value), [value](std::int64_t v) { return v == value; });
  }
  if (length == 1) return;
  tests.push_back({"the entries of " + name + " differ", [=](const observed_call& call) {
                     const entries& e = entries_of(call, name);
                     return std::any_of(e.begin(), e.end(), [&](std::int64_t value) { return value != e.front(); });
                   }});
}

void add_comparisons(std::vector<named_test>& tests, const std::string& a, const std::string& b) {
  const auto any = [&](const std::string& text, const std::function<bool(std::int64_t, std::int64_t)>& holds) {
    tests.push_back({text, [=](const observed_call& call) {
                       const entries& one = entries_of(call, a);
                       const entries& other = entries_of(call, b);
                       for (std::size_t i = 0; i < std::min(one.size(), other.size()); ++i) {
                         if (holds(one[i], other[i])) return true;
                       }
                       return false;
                     }});
  };
  any(fmt::format("{} is more than {}", a, b), [](std::int64_t x, std::int64_t y) { return x > y; });
  any(fmt::format("{} is not {}", a, b), [](std::int64_t x, std::int64_t y) { return x != y; });
  any(fmt::format("{} is {}", a, b), [](std::int64_t x, std::int64_t y) { return x == y; });
  any(fmt::format("{} is more than half of {}", a, b), [](std::int64_t x, std::int64_t y) { return 2 * x > y; });
  any(fmt::format("{} is half of {}", a, b), [](std::int64_t x, std::int64_t y) { return x != 0 && x == y / 2; });
}

void add_size_tests(std::vector<named_test>& tests, const observed_call& call, const step& s) {
  const auto with_size = [&](const std::string& name, const std::string& text,
                             const std::function<bool(std::int64_t)>& holds) {
    tests.push_back({text, [&s, name, holds](const observed_call& c) {
                       const double size = size_named(sizes_of(c, s), name);
                       return size == size && holds(static_cast<std::int64_t>(size));
                     }});
  };
  for (const named_size& size : sizes_of(call, s)) {
    const std::string& name = size.name;
    if (name.find("kernel") != std::string::npos || name.find("stride") != std::string::npos) continue;
    if (name.find('*') == std::string::npos) {
      with_size(name, name + " is more than 1", [](std::int64_t v) { return v > 1; });
      with_size(name, name + " is 1", [](std::int64_t v) { return v == 1; });
      with_size(name, name + " is odd", [](std::int64_t v) { return v % 2 == 1; });
    }
    for (const std::int64_t limit : {32, 64, 128, 256, 512, 1024}) {
      with_size(name, fmt::format("{} is more than {}", name, limit), [limit](std::int64_t v) { return v > limit; });
      with_size(name, fmt::format("{} is less than {}", name, limit), [limit](std::int64_t v) { return v < limit; });
    }
    for (const std::int64_t block : {2, 4, 8, 16, 32, 64, 128, 256}) {
      with_size(name, fmt::format("{} is no multiple of {}", name, block),
                [block](std::int64_t v) { return v % block != 0; });
    }
  }
  tests.push_back({"H and W differ", [&s](const observed_call& c) {
                     const std::vector<named_size> sizes = sizes_of(c, s);
                     return size_named(sizes, "H") < size_named(sizes, "W") ||
                            size_named(sizes, "H") > size_named(sizes, "W");
                   }});
}

}  // namespace

std::string what_divides(const std::vector<const observed_call*>& these, const std::vector<const observed_call*>& those,
                         const step& s) {
  if (these.size() < 2 || those.size() < 2) return {};
  std::vector<named_test> tests;
  const auto& parameters = these.front()->values->parameters;
  for (const auto& [name, e] : parameters) add_parameter_tests(tests, name, e.size());
  for (const auto& [a, e] : parameters) {
    for (const auto& [b, other] : parameters) {
      if (a != b && e.size() == other.size()) add_comparisons(tests, a, b);
    }
  }
  add_size_tests(tests, *these.front(), s);
  for (const named_test& t : tests) {
    const auto holds = [&](const observed_call* call) { return t.holds(*call); };
    if (std::all_of(these.begin(), these.end(), holds) && std::none_of(those.begin(), those.end(), holds)) {
      return t.text;
    }
  }
  return {};
}

}  // namespace gaplab
