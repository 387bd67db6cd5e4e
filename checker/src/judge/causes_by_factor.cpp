#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "judge/axes.hpp"
#include "judge/causes.hpp"
#include "judge/named_size.hpp"

namespace gaplab {

namespace {

/// Of a factor from what it is taken for.
constexpr double naming_tolerance = 2e-5;

bool near(double a, double b) { return std::abs(a - b) <= naming_tolerance * std::abs(b); }

/// The factor by which a prediction is off from what was got, in the sense of least squares; none where another one
/// would be needed for some element, or where there is too little to tell.
std::optional<double> common_factor(const observation& o, const prediction& p) {
  const auto has_value = [&](std::size_t i) { return p.kind.empty() || p.kind[i] == foretold::value; };
  double above = 0;
  double below = 0;
  double largest = 0;
  for (std::size_t i = 0; i < o.size(); ++i) {
    if (!has_value(i)) continue;
    above += o.got[i] * p.value[i];
    below += p.value[i] * p.value[i];
    largest = std::max(largest, std::abs(p.value[i]));
  }
  if (!std::isfinite(above) || !std::isfinite(below) || below == 0) return std::nullopt;
  const double factor = above / below;
  for (std::size_t i = 0; i < o.size(); ++i) {
    const double far = has_value(i) ? std::abs(o.got[i] - factor * p.value[i]) : 0;
    if (!(far <= o.tolerance * std::max(std::abs(factor), 1e-30) * largest)) return std::nullopt;
  }
  return factor;
}

/// What a factor may be, by name: sizes, their inverses, right sizes over wrong ones.
std::vector<named_size> expressions_of(const observed_call& call, const step& s) {
  std::vector<named_size> all = sizes_of(call, s);
  const std::size_t singles = all.size();
  const auto inverse = [](const std::string& name) {
    return name.find_first_of("*+-") == std::string::npos ? "1/" + name : "1/(" + name + ")";
  };
  for (std::size_t i = 0; i < singles; ++i) all.push_back({inverse(all[i].name), 1 / all[i].value});
  const named_size map = map_size_of(call, s);
  const auto over = [&](const std::string& name, double value) {
    all.push_back({fmt::format("{}/({})", map.name, name), map.value / value});
  };
  if (!map.name.empty()) {
    over(map.name + " - 1", map.value - 1);
    over(map.name + " + 1", map.value + 1);
    all.push_back({fmt::format("({})^2", map.name), map.value * map.value});
    all.push_back({fmt::format("1/({})^2", map.name), 1 / (map.value * map.value)});
    all.push_back({fmt::format("sqrt({})", map.name), std::sqrt(map.value)});
    all.push_back({fmt::format("2/({})", map.name), 2 / map.value});
  }
  const double h = size_named(all, "H");
  const double w = size_named(all, "W");
  if (map.name == "H*W") {
    all.push_back({"H^2", h * h});
    all.push_back({"W^2", w * w});
    over("H + W", h + w);
    over("H*H", h * h);
    over("W*W", w * w);
    over("(H-1)*(W-1)", (h - 1) * (w - 1));
    over("(H+1)*(W+1)", (h + 1) * (w + 1));
    over("(H-1)*W", (h - 1) * w);
    over("H*(W-1)", h * (w - 1));
    over("2*(H + W)", 2 * (h + w));
  }
  for (std::size_t i = 0; i < singles; ++i) {
    for (std::size_t j = 0; j < singles; ++j) {
      if (i == j) continue;
      const bool product = all[j].name.find('*') != std::string::npos;
      const std::string below = product ? "(" + all[j].name + ")" : all[j].name;
      all.push_back({all[i].name + "/" + below, all[i].value / all[j].value});
    }
  }
  return all;
}

predictor times(const std::string& output, const std::function<double(const observed_call&)>& factor) {
  return for_output(output, [factor](const observed_call& call, const observation& o) -> std::optional<prediction> {
    const double f = factor(call);
    if (!std::isfinite(f)) return std::nullopt;
    prediction p = right_values(o);
    for (double& value : p.value) value *= f;
    p.zeros = f == 0;
    return p;
  });
}

std::string factor_text(const std::string& factor, const step& s, const std::string& map) {
  if (factor.rfind("1/", 0) == 0) {
    return fmt::format(
        "Every element of $out is what it should be, divided by {0}: a division by {0} too much, or a wrong divisor.",
        factor.substr(2));
  }
  if (factor.ends_with("^2")) {
    return fmt::format(
        "Every element of $out is {} times what it should be: is it multiplied by {} where it should be divided? (a / "
        "b * c is not a / (b * c).)",
        factor, factor.substr(0, factor.size() - 2));
  }
  const std::size_t over = factor.find('/');
  if (over != std::string::npos) {
    return fmt::format("Every element of $out is {} times what it should be: is it divided by {} in the place of {}?",
                       factor, factor.substr(over + 1), factor.substr(0, over));
  }
  if (s.direction == direction::backward && factor == map) {
    return fmt::format("$out is the gradient of the sum, {0} times that of the mean: is the division by {0} missing?",
                       factor);
  }
  return fmt::format("Every element of $out is {0} times what it should be: is the division by {0} missing?", factor);
}

/// For a factor that is no size of the case.
std::string number_text(double factor, const step& s) {
  if (factor == -1 && s.direction == direction::backward)
    return "$out has the wrong sign: every element is the negative of what it should be.";
  if (factor == -1) return "Every element of $out has the wrong sign.";
  if (factor == 0) return "Every element of $out is 0. Is a quotient of two integers taken, such as 1 / (H*W)?";
  return fmt::format("Every element of $out is {:.6g} times what it should be, whatever its shape.", factor);
}

/// A wrong call and the factor that explains it.
struct scaled_call {
  const observed_call* call;
  double factor;
};

std::vector<scaled_call> scaled_calls(const observed_step& seen, const std::string& output) {
  std::vector<scaled_call> found;
  for (const observed_call& call : seen.calls) {
    const observation* o = call.find(output);
    if (o == nullptr || o->right) continue;
    if (const auto f = common_factor(*o, right_values(*o))) found.push_back({&call, *f});
  }
  return found;
}

void add_named(hypotheses& all, const observed_step& seen, const std::string& output,
               const std::vector<scaled_call>& scaled) {
  const std::string map = map_size_of(*scaled.front().call, *seen.step).name;
  const std::vector<named_size> names = expressions_of(*scaled.front().call, *seen.step);
  const std::size_t singles = sizes_of(*scaled.front().call, *seen.step).size();
  std::vector<std::vector<named_size>> own;
  for (const scaled_call& c : scaled) own.push_back(expressions_of(*c.call, *seen.step));
  for (std::size_t i = 0; i < names.size(); ++i) {
    std::size_t fits = 0;
    for (std::size_t k = 0; k < scaled.size(); ++k) {
      if (near(scaled[k].factor, size_named(own[k], names[i].name))) ++fits;
    }
    if (2 * fits < scaled.size()) continue;
    hypothesis h;
    h.cause.id = "constant_factor";
    h.cause.equals = names[i].name;
    h.cause.text = factor_text(names[i].name, *seen.step, map);
    h.cost = i < singles ? 1 : i < 2 * singles ? 1.2 : 2.5;
    h.predict = times(output, [step = seen.step, name = names[i].name](const observed_call& call) {
      return size_named(expressions_of(call, *step), name);
    });
    all.push_back(std::move(h));
  }
}

void add_number(hypotheses& all, const observed_step& seen, const std::string& output, double factor) {
  const double f = std::round(factor * 1e6) / 1e6 + 0.0;  // + 0.0 makes 0 of -0
  hypothesis h;
  h.cause.id = "constant_factor";
  h.cause.equals = fmt::format("{:.6g}", f);
  h.cause.text = number_text(f, *seen.step);
  const bool simple = f == -1 || f == 0;
  h.cost = simple ? 1 : 4;
  h.free = simple ? 0 : 1;
  h.predict = times(output, [f](const observed_call&) { return f; });
  all.push_back(std::move(h));
}

/// Another factor in each case, and none of a known name.
void add_varying(hypotheses& all, const std::string& output, const std::vector<scaled_call>& scaled) {
  hypothesis h;
  h.cause.id = "constant_factor";
  h.cause.text =
      "All elements of $out are the same multiple of what they should be, but in each case another one: a wrong "
      "divisor?";
  h.cost = 6;
  h.free = scaled.size();
  h.predict = times(output, [scaled](const observed_call& call) {
    for (const scaled_call& c : scaled) {
      if (c.call->values == call.values) return c.factor;
    }
    return std::nan("");
  });
  all.push_back(std::move(h));
}

}  // namespace

hypotheses factors(const observed_step& seen, const std::string& output) {
  hypotheses all;
  const std::vector<scaled_call> scaled = scaled_calls(seen, output);
  if (scaled.empty() || 2 * scaled.size() < seen.wrong_calls(output)) return all;
  add_named(all, seen, output, scaled);
  const auto telling = std::find_if(scaled.begin(), scaled.end(),
                                    [&](const scaled_call& c) { return c.call->find(output)->size() > 1; });
  // A single number has a factor always, so it says something only if it is the same in several cases.
  constexpr std::size_t several = 3;
  const bool the_same = scaled.size() >= several &&
                        std::all_of(scaled.begin(), scaled.end(),
                                    [&](const scaled_call& c) { return near(c.factor, scaled.front().factor); });
  if (telling != scaled.end() || the_same) {
    add_number(all, seen, output, telling != scaled.end() ? telling->factor : scaled.front().factor);
  }
  // Integers that only stand in one tensor, such as the bounds of a bin, have no common divisor.
  const auto rank = scaled.front().call->find(output)->expected->shape.size();
  const bool of_maps = !axes_of(*seen.step, output, rank).empty();
  if (telling != scaled.end() && of_maps && scaled.size() > 1) add_varying(all, output, scaled);
  return all;
}

namespace {

/// A factor that students mostly forget or double, and its name in every call.
struct usual_factor {
  std::string name;
  std::function<double(const observed_call&)> value;
};

std::vector<usual_factor> usual_factors(const observed_step& seen) {
  std::vector<usual_factor> all;
  const auto add = [&](const std::string& name, const std::function<double(double)>& make) {
    all.push_back({name.substr(0, name.find('|')),
                   [step = seen.step, size = name.substr(name.find('|') + 1), make](const observed_call& call) {
                     return make(size_named(sizes_of(call, *step), size));
                   }});
  };
  for (const named_size& size : sizes_of(seen.calls.front(), *seen.step)) {
    add(size.name + "|" + size.name, [](double value) { return value; });
    add("1/(" + size.name + ")|" + size.name, [](double value) { return 1 / value; });
  }
  all.push_back({"-1", [](const observed_call&) { return -1.0; }});
  return all;
}

/// The smallest wrong call of any output, and that output.
std::pair<const observed_call*, const observation*> first_wrong(const observed_step& seen, const std::string& output) {
  for (const observed_call& call : seen.calls) {
    const observation* o = call.find(output);
    if (o != nullptr && !o->right && o->size() > 1) return {&call, o};
  }
  return {nullptr, nullptr};
}

hypothesis with_factor(const hypothesis& base, const usual_factor& factor) {
  hypothesis h = base;
  h.cause.equals += (h.cause.equals.empty() ? "times " : ", times ") + factor.name;
  h.cause.text += factor.name == "-1"               ? " The sign is wrong, too."
                  : factor.name.rfind("1/", 0) == 0 ? fmt::format(" It is also divided by {}.", factor.name.substr(2))
                                                    : fmt::format(" The division by {} is missing, too.", factor.name);
  h.cost += 2;
  h.predict = [predict = base.predict, value = factor.value](const observed_call& call) {
    std::optional<predicted_call> p = predict(call);
    if (!p) return p;
    const double f = value(call);
    for (auto& [name, output] : p->outputs) {
      for (double& element : output.value) element *= f;
      for (auto& others : output.others) {
        for (double& element : others) element *= f;
      }
    }
    return p;
  };
  return h;
}

}  // namespace

hypotheses scaled(const observed_step& seen, const hypotheses& others) {
  hypotheses all;
  const std::vector<usual_factor> usual = usual_factors(seen);
  for (const std::string& output : seen.outputs) {
    const auto [call, o] = first_wrong(seen, output);
    if (call == nullptr) continue;
    for (const hypothesis& base : others) {
      const std::optional<predicted_call> p = base.predict(*call);
      if (!p || !p->outputs.contains(output)) continue;
      const prediction& predicted = p->outputs.at(output);
      if (predicted.value.size() != o->size()) continue;
      const auto f = common_factor(*o, predicted);
      if (!f || near(*f, 1)) continue;
      for (const usual_factor& factor : usual) {
        if (near(*f, factor.value(*call))) all.push_back(with_factor(base, factor));
      }
    }
  }
  return all;
}

}  // namespace gaplab
