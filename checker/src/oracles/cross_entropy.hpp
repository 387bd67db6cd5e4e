// Softmax and cross-entropy in double, how far a right fp32 result may be from it, and what it becomes by the mistakes
// that students make.
//
// Definition: PyTorch, F.cross_entropy(logits, target) with reduction="mean"
// (https://pytorch.org/docs/stable/generated/torch.nn.CrossEntropyLoss.html):
//
//   loss          = 1/N * sum over n of (log sum over k of exp(logits[n][k])  -  logits[n][target[n]])
//   dlogits[n][k] = (softmax(logits[n])[k] - (k == target[n])) / N
#pragma once

#include <cstdint>
#include <vector>

#include "fixtures/fixture.hpp"

namespace gaplab {

/// One row of classes for each image.
struct logits_in_double {
  std::int64_t images = 0;
  std::int64_t classes = 0;
  std::vector<double> value;
  std::vector<double> allowed;  ///< how far each may be from its value; 0 where they are given
};

/// A class for each image.
using targets = std::vector<std::int64_t>;

/// The parameter `target` of a case. Throws std::runtime_error if it is not one class for each image.
targets targets_of(const fixture_case& c, std::int64_t images, std::int64_t classes);

struct loss_and_gradient {
  double loss = 0;
  std::vector<double> dlogits;
};

/// What a student may compute in its place. Where a mistake leaves one of the two alone, that one is right.
enum class cross_entropy_mistake {
  none,
  softmax_over_batch,      ///< over the images of a class
  softmax_twice,           ///< of probabilities
  softmax_forgotten,       ///< logits are taken for log-probabilities
  logarithm_forgotten,     ///< the loss is the probability itself, negative
  maximum_not_added,       ///< subtracted before exp(), and not added after log()
  maximum_not_subtracted,  ///< exp() overflows in fp32, or all of an image's underflow to 0
  maximum_not_subtracted_in_double,
  maximum_of_batch,  ///< one for all images: what is far below it underflows to 0 in fp32
  maximum_of_batch_in_double,
  maximum_from_zero,  ///< it is never below 0: a row that is far below underflows to 0 in fp32
  maximum_from_zero_in_double,
  logarithm_of_zero,         ///< exp() underflows in fp32, and then its logarithm is taken
  epsilon_added,             ///< log(p + epsilon)
  epsilon_least,             ///< log(max(p, epsilon))
  log_of_mean,               ///< of the probability of the targets
  binary_terms,              ///< for each other class -log(1 - p) in addition
  last_image_only,           ///< the loss is that of the last image
  last_image_only_divided,   ///< divided by N
  first_target,              ///< every image has the class of the first
  one_based_target,          ///< target - 1 is read for target: for 0 the logit before, in memory
  one_based_target_clamped,  ///< the same, and 0 stays 0
  one_hot_forgotten,         ///< the gradient is the probability
  one_hot_not_divided,       ///< only the probability is divided by N
  one_everywhere,            ///< 1 is subtracted for each class
  only_the_target,           ///< the gradient of the other classes is 0
  gradient_of_minus_p,       ///< that of minus the probability, without its logarithm
  gradient_of_probabilities  ///< that of the logarithm, and no further
};

/// epsilon is that of a mistake which has one.
loss_and_gradient cross_entropy(const logits_in_double& logits, const targets& target,
                                cross_entropy_mistake mistake = cross_entropy_mistake::none, double epsilon = 0);

/// The largest errors of right fp32 results, from those of the logits and those of the steps in between, to first
/// order. docs/tolerance.md derives them.
loss_and_gradient cross_entropy_limits(const logits_in_double& logits, const targets& target, double roundoff);

}  // namespace gaplab
