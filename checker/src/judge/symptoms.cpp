#include "judge/symptoms.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <set>

#include "base/text.hpp"
#include "gaplab/job_layout.hpp"
#include "judge/axes.hpp"
#include "judge/case_pattern.hpp"
#include "judge/compare.hpp"
#include "judge/named_size.hpp"
#include "judge/region.hpp"

namespace gaplab {

namespace {

candidate make(const std::string& id, const std::string& equals, const std::string& text, const std::string& output,
               std::size_t explained, std::size_t wrong, double cost) {
  candidate c;
  c.cause.id = id;
  c.cause.equals = equals;
  c.cause.text = text;
  c.cause.output = output;
  c.cause.explained = explained;
  c.cause.wrong = wrong;
  c.cause.confidence = explained == wrong ? confidence::strong : confidence::weak;
  c.cost = cost;
  c.outputs = {output};
  return c;
}

candidate weak(candidate c) {
  c.cause.confidence = confidence::weak;
  return c;
}

// ---------------------------------------------------------------------------------------------------- refusals

using calls = std::vector<const observed_call*>;

/// Up to three of the reasons that PyTorch gives, each once.
std::string reasons_of(const calls& these) {
  std::set<std::string> reasons;
  for (const observed_call* call : these) reasons.insert(fmt::format("\"{}\"", printable_line(*call->values->refused)));
  constexpr std::size_t most = 3;
  std::string text;
  std::size_t count = 0;
  for (const std::string& reason : reasons) {
    if (++count > most) break;
    text += (text.empty() ? "" : ", ") + reason;
  }
  return text + (reasons.size() > most ? " ..." : "");
}

void add_refusals(std::vector<candidate>& all, const observed_step& seen) {
  calls not_refused, rightly_refused, wrongly_refused, rightly_taken;
  for (const observed_call& call : seen.calls) {
    const bool must = call.values->refused.has_value();
    (must ? (call.refused ? rightly_refused : not_refused) : (call.refused ? wrongly_refused : rightly_taken))
        .push_back(&call);
  }
  const std::string& output = seen.outputs.front();
  const std::size_t wrong = seen.wrong_calls(output);
  if (!not_refused.empty()) {
    const std::string which =
        rightly_refused.empty() ? "Nothing is refused" : "Some arguments are taken that must be refused";
    all.push_back(make("not_refused", "",
                       fmt::format("{}. What must be said here: {}.", which, reasons_of(not_refused)), output,
                       not_refused.size(), wrong, 2.4));
  }
  if (!wrongly_refused.empty()) {
    const std::string where = what_divides(wrongly_refused, rightly_taken, *seen.step);
    const bool never = rightly_refused.empty() && not_refused.empty();
    all.push_back(make("wrongly_refused", "",
                       std::string("Arguments are refused that are allowed") +
                           (never ? ", by this function or by one that it calls" : "") +
                           (where.empty() ? "." : ": wherever " + where + "."),
                       output, wrongly_refused.size(), wrong, 2.4));
  }
}

// --------------------------------------------------------------------------------------------------- not a number

std::uint32_t bits_of(float value) {
  std::uint32_t bits = 0;
  std::memcpy(&bits, &value, sizeof bits);
  return bits;
}

/// Whether it is one of the NaNs that stand around the tensors, made quiet by arithmetic or not.
bool is_of_guard(float value) {
  constexpr std::uint32_t place = (1U << 20) - 1;
  constexpr std::uint32_t quiet = 1U << 22;
  return (bits_of(value) & ~(place | quiet)) == guard_bits(0);
}

/// Whether it is the NaN that an x86 processor, or a GPU of NVIDIA's, makes of 0/0. One of other bits came from
/// elsewhere, and was only handed on.
bool is_made(float value) { return bits_of(value) == 0xffc00000U || bits_of(value) == 0x7fffffffU; }

enum class origin { none, beyond, arithmetic, infinite };

/// Of what is no number in one output; none where it has only numbers, or what was never written.
origin origin_in(const observation& o) {
  origin found = origin::none;
  for (std::size_t i = 0; i < o.size(); ++i) {
    const float got = o.got[i];
    if (std::isfinite(got) || never_written(got) || !std::isfinite(o.expected->values[i])) continue;
    if (std::isnan(got) && is_of_guard(got)) return origin::beyond;
    if (std::isnan(got)) {
      if (is_made(got)) found = origin::arithmetic;
    } else if (found == origin::none) {
      found = origin::infinite;
    }
  }
  return found;
}

/// Whether every wrong element is no number.
bool only_that(const observation& o) {
  for (std::size_t i = 0; i < o.size(); ++i) {
    if (!o.right_at(i) && std::isfinite(o.got[i])) return false;
  }
  return true;
}

/// exp() of more than this overflows fp32.
constexpr float exp_overflows = 88.7F;

bool large_inputs(const observed_call& call) {
  return std::any_of(call.values->inputs.begin(), call.values->inputs.end(), [](const auto& input) {
    return std::any_of(input.second.values.begin(), input.second.values.end(),
                       [](float value) { return value > exp_overflows; });
  });
}

void add_not_a_number(std::vector<candidate>& all, const observed_step& seen, const std::string& output) {
  std::size_t beyond = 0;
  std::size_t arithmetic = 0;
  std::size_t infinite = 0;
  std::size_t alone = 0;
  bool always_large = true;
  bool never_large_else = true;
  for (const observed_call& call : seen.calls) {
    const observation* o = call.find(output);
    if (o == nullptr) continue;
    const origin from = o->right ? origin::none : origin_in(*o);
    const bool is_large = large_inputs(call);
    if (from == origin::none) {
      never_large_else = never_large_else && !is_large;
      continue;
    }
    always_large = always_large && is_large;
    ++(from == origin::beyond ? beyond : from == origin::arithmetic ? arithmetic : infinite);
    if (only_that(*o)) ++alone;
  }
  const std::size_t found = beyond + arithmetic + infinite;
  if (found == 0) return;
  const std::size_t wrong = seen.wrong_calls(output);
  if (beyond > 0) {
    candidate c =
        make("read_beyond", "the end",
             "$out becomes NaN because something beyond the end of a tensor is read: there lies a NaN that the "
             "checker has put there. Does a loop run one too far, or is an offset too large?",
             output, beyond, wrong, 3);
    // It explains all if what is wrong without a NaN comes from reading the next map.
    all.push_back(alone == wrong ? c : weak(c));
    return;
  }
  if (always_large && never_large_else) {
    all.push_back(make("not_a_number", "overflow",
                       "$out is NaN or infinite where the inputs are large: exp() overflows beyond 88. Subtract the "
                       "largest first.",
                       output, found, wrong, 2));
    return;
  }
  const std::string text =
      arithmetic > 0
          ? "$out becomes NaN by a computation, for no input is: 0/0, such as by an empty divisor, or infinity "
            "minus infinity, or the root or logarithm of a negative number."
          : "$out becomes infinite: a division by 0, or an overflow.";
  candidate c = make("not_a_number", arithmetic > 0 ? "0/0" : "division by 0", text, output, found, wrong, 4);
  all.push_back(alone == wrong ? c : weak(c));
}

// ------------------------------------------------------------------------------------------ depends on the run

bool differ(const observation& a, const observation& b) {
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double x = a.got[i];
    const double y = b.got[i];
    if (x == y || (std::isnan(x) && std::isnan(y))) continue;
    // Rounding may differ from run to run, where the order of a sum is left open.
    const double noise = 2 * (*a.allowed)[i] + a.tolerance * std::abs(a.expected->values[i]);
    if (!(std::abs(x - y) <= noise)) return true;
  }
  return false;
}

void add_run_dependence(std::vector<candidate>& all, const observed_step& seen, const std::string& output) {
  std::size_t count = 0;
  const std::size_t cases = seen.history.size() / 2;
  for (const observed_call& call : seen.calls) {
    const std::size_t other = 2 * cases - 1 - call.number;
    const observation* a = call.find(output);
    const observation* b = seen.history[other].find(output);
    if (a != nullptr && b != nullptr && !(a->right && b->right) && differ(*a, *b)) ++count;
  }
  if (count == 0) return;
  all.push_back(make("depends_on_run", "",
                     "Two runs of the same case give different results: $out depends on memory that was never "
                     "initialised, on what an earlier call left behind, or on threads that come in any order.",
                     output, count, seen.wrong_calls(output), 3.5));
}

void add_only_first_call(std::vector<candidate>& all, const observed_step& seen, const std::string& output) {
  const std::size_t calls_made = seen.history.size();
  if (calls_made < 4 || seen.history.front().wrong(output)) return;
  for (std::size_t i = 1; i < calls_made; ++i) {
    if (i + 1 < calls_made && !seen.history[i].wrong(output)) return;
  }
  const bool same_case_is_wrong_later = seen.history.back().wrong(output);
  const std::string text = same_case_is_wrong_later
                               ? "Only the very first call is right, and the same case is wrong when it comes again: "
                                 "something is kept from call to call."
                               : "Only the first case is right: is something written for its shape or its parameters "
                                 "alone, or kept in a static variable from then on?";
  candidate c = make("only_the_first_case", "", text, output, seen.wrong_calls(output), seen.wrong_calls(output), 5);
  all.push_back(same_case_is_wrong_later ? c : weak(c));
}

// -------------------------------------------------------------------------------------- only the first of an axis

void add_only_first_right(std::vector<candidate>& all, const observed_step& seen, const std::string& output) {
  const observation* any = nullptr;
  for (const observed_call& call : seen.calls) any = any == nullptr ? call.find(output) : any;
  if (any == nullptr) return;
  const std::string axes = axes_of(*seen.step, output, any->expected->shape.size());
  for (std::size_t axis = 0; axis < axes.size(); ++axis) {
    bool holds = true;
    std::size_t right_elements = 0;
    for (const observed_call& call : seen.calls) {
      const observation* o = call.find(output);
      if (o == nullptr || (o->right && o->expected->shape[axis] == 1)) continue;
      const places p = places_of(o->expected->shape, axes);
      for (std::size_t i = 0; holds && i < o->size(); ++i) {
        const bool is_first = p.index(i, axis) == 0;
        holds = !is_first || o->right_at(i);
        if (is_first) ++right_elements;
      }
      holds = holds && !o->right;
    }
    if (!holds || right_elements < 4) continue;
    const std::string name = axis_name(axes[axis]);
    all.push_back(weak(make("only_the_first", name,
                            fmt::format("$out is right at the first {} only: is the index of {} used everywhere{}?",
                                        name, static_cast<char>(std::toupper(axes[axis])),
                                        seen.step->device == device::cuda ? ", and do all threads know the sum" : ""),
                            output, seen.wrong_calls(output), seen.wrong_calls(output), 5)));
    return;
  }
}

// ------------------------------------------------------------------------------------------------- too inexact

/// Whether the value has no more than so many significant bits.
bool has_bits(double value, int bits) {
  if (value == 0 || !std::isfinite(value)) return true;
  int exponent = 0;
  const double mantissa = std::ldexp(std::frexp(value, &exponent), bits);
  return std::abs(mantissa - std::round(mantissa)) <= 1e-3;
}

struct narrow_type {
  const char* name;
  int bits;
};

constexpr narrow_type narrow_types[] = {{"bf16", 8}, {"fp16", 11}};

/// Whether all elements, or the sums behind them, have no more bits than the type has, where the right ones do not,
/// and most of them are about right: long sums may have got stuck.
bool kept_in(const observed_step& seen, const std::string& output, const narrow_type& type) {
  constexpr double about = 0.1;
  std::size_t telling = 0;
  std::size_t elements = 0;
  std::size_t near = 0;
  for (const observed_call& call : seen.calls) {
    const observation* o = call.find(output);
    if (o == nullptr) continue;
    const double size = map_size_of(call, *seen.step).value;
    for (std::size_t i = 0; i < o->size(); ++i) {
      const double got = o->got[i];
      const double right = o->expected->values[i];
      if (!has_bits(got, type.bits) && !has_bits(got * size, type.bits)) return false;
      if (!has_bits(right, type.bits) && !has_bits(right * size, type.bits)) ++telling;
      if (std::abs(got - right) <= about * std::abs(right)) ++near;
      ++elements;
    }
  }
  constexpr std::size_t enough = 8;
  return telling >= enough && 2 * near > elements;
}

void add_too_inexact(std::vector<candidate>& all, const observed_step& seen, const std::string& output) {
  const std::size_t wrong = seen.wrong_calls(output);
  for (const narrow_type& type : narrow_types) {
    if (!kept_in(seen, output, type)) continue;
    all.push_back(
        make("too_inexact", type.name,
             fmt::format("$out is right but too inexact: it, or the sum behind it, is kept in {}, which has {} "
                         "significant bits. Sum in float, or better in double.",
                         type.name, type.bits),
             output, wrong, wrong, 2));
    return;
  }
  constexpr double rounding = 1e-3;  // of fp32 sums of some ten thousand terms, by far
  double worst = 0;
  for (const observed_call& call : seen.calls) {
    const observation* o = call.find(output);
    if (o == nullptr || o->right) continue;
    double largest = 0;
    for (const double value : o->expected->values) largest = std::max(largest, std::abs(value));
    for (std::size_t i = 0; i < o->size(); ++i) {
      const double error = std::abs(o->got[i] - o->expected->values[i]);
      worst = std::max(worst, std::isnan(error) ? 1 : error / largest);
    }
  }
  if (!(worst < rounding)) return;
  all.push_back(weak(make("too_inexact", "",
                          "$out is nearly right: it may be rounding, or a single element that is lost. Sum in double, "
                          "and divide once, after the sum (docs/tolerance.md).",
                          output, wrong, wrong, 6)));
}

// ---------------------------------------------------------------------------------------- no adjoint of the forward

/// Beyond it the right elements add up to hardly anything, and the ratio says nothing.
constexpr double largest_told = 1e4;

double total(const double* values, std::size_t size) {
  double sum = 0;
  for (std::size_t i = 0; i < size; ++i) sum += values[i];
  return sum;
}

/// A linear operation f and its gradient f' go together by <f(x), dy> = <x, f'(dy)> for every x and dy. With x = 1
/// everywhere that says what all elements of dx add up to. A loss is not linear, and its gradients add up to nothing.
void add_no_adjoint(std::vector<candidate>& all, const observed_step& seen, const std::string& output) {
  const std::vector<std::string>& inputs = seen.step->inputs;
  const bool of_dy = std::find(inputs.begin(), inputs.end(), "dy") != inputs.end();
  if (seen.step->direction != direction::backward || !of_dy) return;
  std::size_t wrong = 0;
  std::size_t same_total = 0;
  double ratio = 0;
  for (const observed_call& call : seen.calls) {
    const observation* o = call.find(output);
    if (o == nullptr || o->right) continue;
    ++wrong;
    const std::vector<double> got(o->got, o->got + o->size());
    const double right = total(o->expected->values.data(), o->size());
    const double is = total(got.data(), got.size());
    if (!std::isfinite(is)) return;
    double magnitude = 0;
    for (const double value : o->expected->values) magnitude += std::abs(value);
    if (std::abs(is - right) <= o->tolerance * magnitude) ++same_total;
    if (wrong == 1) ratio = is / right;
  }
  if (wrong == 0) return;
  if (same_total == wrong) {
    all.push_back(
        weak(make("no_adjoint", "misplaced",
                  "All elements of $out add up to what they should, so nothing of the gradient is lost, but it "
                  "lies in the wrong places.",
                  output, wrong, wrong, 7)));
  } else if (std::abs(ratio) < largest_told) {
    all.push_back(
        weak(make("no_adjoint", "another total",
                  fmt::format("$out is not the gradient of the forward pass: all its elements together must be a "
                              "certain multiple of dy, and in the first wrong case they are {:.3g} times that.",
                              ratio),
                  output, wrong - same_total, wrong, 8)));
  }
}

}  // namespace

std::vector<candidate> symptoms(const observed_step& seen) {
  std::vector<candidate> all;
  add_refusals(all, seen);
  for (const std::string& output : seen.outputs) {
    const std::size_t before = all.size();
    add_not_a_number(all, seen, output);
    add_run_dependence(all, seen, output);
    add_only_first_call(all, seen, output);
    add_only_first_right(all, seen, output);
    add_too_inexact(all, seen, output);
    add_no_adjoint(all, seen, output);
    for (std::size_t i = before; i < all.size(); ++i) {
      std::string& text = all[i].cause.text;
      for (std::size_t at = text.find("$out"); at != std::string::npos; at = text.find("$out", at)) {
        text.replace(at, 4, output);
      }
    }
  }
  return all;
}

}  // namespace gaplab
