#include "oracles/cross_entropy.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "oracles/oracle.hpp"
#include "oracles/tolerance.hpp"

namespace gaplab {

namespace {

using row_of_classes = std::vector<double>;
using mistake = cross_entropy_mistake;

constexpr double infinity = std::numeric_limits<double>::infinity();

row_of_classes row_of(const logits_in_double& logits, std::int64_t n) {
  const auto begin = logits.value.begin() + n * logits.classes;
  return {begin, begin + logits.classes};
}

double maximum(const row_of_classes& l) { return *std::max_element(l.begin(), l.end()); }

double log_sum_exp(const row_of_classes& l) {
  const double most = maximum(l);
  double sum = 0;
  for (const double value : l) sum += std::exp(value - most);
  return most + std::log(sum);
}

row_of_classes softmax(const row_of_classes& l) {
  const double most = maximum(l);
  row_of_classes p;
  double sum = 0;
  for (const double value : l) {
    p.push_back(std::exp(value - most));
    sum += p.back();
  }
  for (double& value : p) value /= sum;
  return p;
}

/// exp() with something else in the place of the image's own maximum, so that it may be infinite or 0.
struct mistaken_exponential {
  double subtracted = 0;
  bool in_double = false;

  [[nodiscard]] double of(double logit) const {
    const double exponent = logit - subtracted;
    return in_double ? std::exp(exponent) : static_cast<double>(std::exp(static_cast<float>(exponent)));
  }
  /// None where it is neither infinite nor 0, and the mistake therefore goes unpunished.
  [[nodiscard]] std::optional<double> broken_sum(const row_of_classes& l) const {
    double sum = 0;
    for (const double logit : l) sum += of(logit);
    return sum == 0 || std::isinf(sum) ? std::optional<double>(sum) : std::nullopt;
  }
};

/// An image's logits and class, as they are read.
struct image {
  row_of_classes l;
  std::int64_t target = 0;  ///< -1: none of its classes
  double logit = 0;         ///< of the target

  [[nodiscard]] std::size_t t() const { return static_cast<std::size_t>(target); }
};

image image_of(const logits_in_double& logits, const targets& target, std::int64_t n, mistake m) {
  image i{row_of(logits, n), target[m == mistake::first_target ? 0 : static_cast<std::size_t>(n)]};
  if (m == mistake::one_based_target) --i.target;
  if (m == mistake::one_based_target_clamped) i.target = std::max<std::int64_t>(i.target - 1, 0);
  const std::int64_t at = n * logits.classes + i.target;  // -1 before the first image: NaN is in memory there
  i.logit = at < 0 ? std::numeric_limits<double>::quiet_NaN() : logits.value[static_cast<std::size_t>(at)];
  return i;
}

std::optional<mistaken_exponential> exponential_of(const logits_in_double& logits, const row_of_classes& l, mistake m) {
  switch (m) {
    case mistake::maximum_not_subtracted: return mistaken_exponential{0, false};
    case mistake::maximum_not_subtracted_in_double: return mistaken_exponential{0, true};
    case mistake::maximum_of_batch: return mistaken_exponential{maximum(logits.value), false};
    case mistake::maximum_of_batch_in_double: return mistaken_exponential{maximum(logits.value), true};
    case mistake::maximum_from_zero: return mistaken_exponential{std::max(maximum(l), 0.0), false};
    case mistake::maximum_from_zero_in_double: return mistaken_exponential{std::max(maximum(l), 0.0), true};
    default: return std::nullopt;
  }
}

/// Each class a question of its own: is it this one?
double binary_loss_of(const row_of_classes& p, std::size_t t) {
  double loss = 0;
  for (std::size_t k = 0; k < p.size(); ++k) loss -= std::log(k == t ? p[k] : 1 - p[k]);
  return loss;
}

/// One image's part in the loss, before the division by N.
double loss_of(const image& i, mistake m, double epsilon, const std::optional<mistaken_exponential>& exponential) {
  const double right = log_sum_exp(i.l) - i.logit;
  if (const auto sum = exponential ? exponential->broken_sum(i.l) : std::nullopt) return std::log(*sum);
  switch (m) {
    case mistake::softmax_twice: {
      const row_of_classes p = softmax(i.l);
      return log_sum_exp(p) - p[i.t()];
    }
    case mistake::softmax_forgotten: return -i.logit;
    case mistake::logarithm_forgotten: return -softmax(i.l)[i.t()];
    case mistake::maximum_not_added: return right - maximum(i.l);
    case mistake::logarithm_of_zero: return static_cast<float>(softmax(i.l)[i.t()]) == 0 ? infinity : right;
    case mistake::epsilon_added: return -std::log(softmax(i.l)[i.t()] + epsilon);
    case mistake::epsilon_least: return -std::log(std::max(softmax(i.l)[i.t()], epsilon));
    case mistake::binary_terms: return binary_loss_of(softmax(i.l), i.t());
    default: return right;
  }
}

/// By what an image's part in the loss is multiplied.
double share_of_image(std::int64_t n, std::int64_t images, mistake m) {
  const bool last = m == mistake::last_image_only || m == mistake::last_image_only_divided;
  if (last && n + 1 < images) return 0;
  return m == mistake::last_image_only ? 1 : 1 / static_cast<double>(images);
}

/// From an image's probabilities, N times its row of the gradient.
void subtract_one_hot(row_of_classes& p, const image& i, double images, mistake m) {
  const auto leave_only_the_target = [&](double value) {
    p.assign(p.size(), 0);
    p[i.t()] = value;
  };
  switch (m) {
    case mistake::gradient_of_probabilities: leave_only_the_target(-1 / p[i.t()]); break;
    case mistake::only_the_target: leave_only_the_target(p[i.t()] - 1); break;
    case mistake::one_hot_forgotten: break;
    case mistake::one_hot_not_divided: p[i.t()] -= images; break;
    case mistake::one_everywhere:
      for (double& value : p) value -= 1;
      break;
    case mistake::gradient_of_minus_p: {
      const double of_target = p[i.t()];
      p[i.t()] -= 1;
      for (double& value : p) value *= of_target;
      break;
    }
    default:
      if (i.target >= 0) p[i.t()] -= 1;
  }
}

/// One image's row of the gradient.
row_of_classes gradient_of(const image& i, double images, mistake m,
                           const std::optional<mistaken_exponential>& exponential) {
  row_of_classes p = softmax(i.l);
  if (m == mistake::softmax_twice) p = softmax(p);
  if (m == mistake::softmax_forgotten) p = i.l;
  if (const auto sum = exponential ? exponential->broken_sum(i.l) : std::nullopt) {
    for (std::size_t k = 0; k < p.size(); ++k) p[k] = exponential->of(i.l[k]) / *sum;
  }
  subtract_one_hot(p, i, images, m);
  for (double& value : p) value /= images;
  return p;
}

double log_of_mean(const logits_in_double& logits, const targets& target) {
  double mean = 0;
  for (std::int64_t n = 0; n < logits.images; ++n) {
    mean += softmax(row_of(logits, n))[static_cast<std::size_t>(target[static_cast<std::size_t>(n)])];
  }
  return -std::log(mean / static_cast<double>(logits.images));
}

loss_and_gradient with_softmax_over_batch(const logits_in_double& logits, const targets& target) {
  const auto images = static_cast<std::size_t>(logits.images);
  const auto classes = static_cast<std::size_t>(logits.classes);
  const auto divisor = static_cast<double>(images);
  loss_and_gradient result{0, std::vector<double>(images * classes)};
  for (std::size_t k = 0; k < classes; ++k) {
    row_of_classes column;  // of one class, the logits of all images
    for (std::size_t n = 0; n < images; ++n) column.push_back(logits.value[n * classes + k]);
    const row_of_classes p = softmax(column);
    for (std::size_t n = 0; n < images; ++n) {
      const bool is_target = static_cast<std::size_t>(target[n]) == k;
      result.dlogits[n * classes + k] = (p[n] - (is_target ? 1 : 0)) / divisor;
      if (is_target) result.loss += (log_sum_exp(column) - column[n]) / divisor;
    }
  }
  return result;
}

/// The error of exp(logit - maximum), relative to it and in units of the roundoff. `distance` is that difference; it is
/// rounded, and __expf() loses another 1.2 units in the last place for each unit of it. exp() has 2 of its own. Whoever
/// writes exp(logit - log_sum_exp) rounds at the size of log_sum_exp.
double exp_error(double distance, double lse) { return 4 * std::abs(distance) + 2 * std::abs(lse) + 4; }

}  // namespace

targets targets_of(const fixture_case& c, std::int64_t images, std::int64_t classes) {
  const auto found = c.parameters.find("target");
  if (found == c.parameters.end() || static_cast<std::int64_t>(found->second.size()) != images) {
    throw std::runtime_error(fmt::format("target must have a class for each of {} images", images));
  }
  for (const std::int64_t t : found->second) {
    if (t < 0 || t >= classes) throw std::runtime_error(fmt::format("target {} is none of {} classes", t, classes));
  }
  return found->second;
}

loss_and_gradient cross_entropy(const logits_in_double& logits, const targets& target, mistake m, double epsilon) {
  if (m == mistake::softmax_over_batch) return with_softmax_over_batch(logits, target);
  const auto images = static_cast<double>(logits.images);
  loss_and_gradient result;
  for (std::int64_t n = 0; n < logits.images; ++n) {
    const image i = image_of(logits, target, n, m);
    const auto exponential = exponential_of(logits, i.l, m);
    const double share = share_of_image(n, logits.images, m);
    if (share > 0) result.loss += loss_of(i, m, epsilon, exponential) * share;
    const row_of_classes gradient = gradient_of(i, images, m, exponential);
    result.dlogits.insert(result.dlogits.end(), gradient.begin(), gradient.end());
  }
  if (m == mistake::log_of_mean) result.loss = log_of_mean(logits, target);
  return result;
}

loss_and_gradient cross_entropy_limits(const logits_in_double& logits, const targets& target, double roundoff) {
  constexpr double least_normal = std::numeric_limits<float>::min();  // what is smaller may be taken for 0
  const auto images = static_cast<double>(logits.images);
  const auto classes = static_cast<std::size_t>(logits.classes);
  loss_and_gradient limits;
  double losses = 0;
  for (std::int64_t n = 0; n < logits.images; ++n) {
    const row_of_classes l = row_of(logits, n);
    const row_of_classes p = softmax(l);
    const double* given = logits.allowed.data() + n * logits.classes;
    const auto t = static_cast<std::size_t>(target[static_cast<std::size_t>(n)]);
    const double most = maximum(l);
    const double lse = log_sum_exp(l);

    double sum_error = allowed_error({logits.classes, 1, false}, data_kind::random, false, roundoff);  // relative
    double moved = 0;  // by how much the errors of the logits change their mean under p
    for (std::size_t k = 0; k < classes; ++k) {
      sum_error += p[k] * exp_error(l[k] - most, lse) * roundoff;
      moved += p[k] * given[k];
    }
    for (std::size_t k = 0; k < classes; ++k) {
      const double relative = exp_error(l[k] - most, lse) * roundoff + sum_error + 2 * roundoff;
      const double of_logits = (1 - 2 * p[k]) * given[k] + moved;  // (1 - p) of its own, and p of each other
      const double difference = std::abs(p[k] - (k == t ? 1 : 0));
      limits.dlogits.push_back((p[k] * (relative + of_logits) + 4 * roundoff * difference + least_normal) / images);
    }
    const double loss = lse - l[t];
    const double rounded = exp_error(l[t] - most, lse) + 4 * std::abs(loss) + 2 * (std::abs(lse) + std::abs(l[t]));
    limits.loss += sum_error + rounded * roundoff + moved + (1 - 2 * p[t]) * given[t];
    losses += std::abs(loss);
  }
  limits.loss =
      limits.loss / images + allowed_error({logits.images, losses / images, false}, data_kind::random, false, roundoff);
  return limits;
}

}  // namespace gaplab
