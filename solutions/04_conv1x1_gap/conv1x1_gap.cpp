// Lab 04 on the CPU, solved.
//
// Sums are kept in double: it costs nothing here, and the many small terms of a gradient lose nothing. What one pass of
// this file hands to the next (maps, logits, their gradients) is fp32, as a network's tensors are.
#include "conv1x1_gap.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

// The loops over pixels are innermost: x and y are then read and written in the order of memory, and the weight is a
// constant in the innermost loop. The sum over c grows for a whole map at a time, hence the row of sums.
void conv1x1_forward(nchw<float> y, nchw<const float> x, kc<const float> weight, row<const float> bias) {
  const std::size_t pixels = std::size_t(x.H) * x.W;
  std::vector<double> sums(pixels);
  for (int n = 0; n < x.N; ++n) {
    for (int k = 0; k < weight.K; ++k) {
      std::fill(sums.begin(), sums.end(), double(bias(k)));
      for (int c = 0; c < x.C; ++c) {
        const float* map = &x(n, c, 0, 0);
        const double w = weight(k, c);
        for (std::size_t i = 0; i < pixels; ++i) sums[i] += w * map[i];
      }
      std::copy(sums.begin(), sums.end(), &y(n, k, 0, 0));
    }
  }
}

namespace {

/// dx: each class sends its gradient back to the channels that it was made of, by the weight with which they went in.
/// It is a 1x1 convolution again, with the weight transposed and without a bias.
void conv1x1_backward_x(nchw<float> dx, nchw<const float> dy, kc<const float> weight) {
  const std::size_t pixels = std::size_t(dx.H) * dx.W;
  std::vector<double> sums(pixels);
  for (int n = 0; n < dx.N; ++n) {
    for (int c = 0; c < dx.C; ++c) {
      std::fill(sums.begin(), sums.end(), 0.0);
      for (int k = 0; k < weight.K; ++k) {
        const float* map = &dy(n, k, 0, 0);
        const double w = weight(k, c);
        for (std::size_t i = 0; i < pixels; ++i) sums[i] += w * map[i];
      }
      std::copy(sums.begin(), sums.end(), &dx(n, c, 0, 0));
    }
  }
}

}  // namespace

// The weight is used at every pixel of every image, so its gradient adds up over all of them; and so does the bias's,
// which is that of a weight for a channel of ones.
void conv1x1_backward(nchw<float> dx, kc<float> dweight, row<float> dbias, nchw<const float> dy, nchw<const float> x,
                      kc<const float> weight) {
  conv1x1_backward_x(dx, dy, weight);
  const std::size_t pixels = std::size_t(x.H) * x.W;
  for (int k = 0; k < weight.K; ++k) {
    double sum_of_dy = 0.0;
    for (int n = 0; n < x.N; ++n) {
      const float* dy_map = &dy(n, k, 0, 0);
      for (std::size_t i = 0; i < pixels; ++i) sum_of_dy += dy_map[i];
    }
    dbias(k) = float(sum_of_dy);
    for (int c = 0; c < x.C; ++c) {
      double sum = 0.0;
      for (int n = 0; n < x.N; ++n) {
        const float* dy_map = &dy(n, k, 0, 0);
        const float* x_map = &x(n, c, 0, 0);
        for (std::size_t i = 0; i < pixels; ++i) sum += double(dy_map[i]) * x_map[i];
      }
      dweight(k, c) = float(sum);
    }
  }
}

namespace {

/// One image's softmax, in the two numbers from which everything follows: softmax[k] = exp(logits[k] - maximum) / sum.
struct softmax_of_image {
  double maximum;
  double sum;  ///< of exp(logits[k] - maximum)
};

/// With the maximum subtracted no exp() overflows, and that of the maximum itself is 1, so the sum is never 0. It
/// changes nothing: numerator and denominator are both divided by exp(maximum).
softmax_of_image softmax_of(nk<const float> logits, int n) {
  const float* l = &logits(n, 0);
  softmax_of_image s{*std::max_element(l, l + logits.K), 0.0};
  for (int k = 0; k < logits.K; ++k) s.sum += std::exp(l[k] - s.maximum);
  return s;
}

}  // namespace

// -log(softmax[target]), without ever forming the probability, which may be 0 in fp32: log(sum) + maximum - logit.
void cross_entropy_forward(row<float> loss, nk<const float> logits, row<const int> target) {
  double sum = 0.0;
  for (int n = 0; n < logits.N; ++n) {
    const softmax_of_image s = softmax_of(logits, n);
    sum += std::log(s.sum) + s.maximum - logits(n, target(n));
  }
  loss(0) = float(sum / logits.N);
}

void cross_entropy_backward(nk<float> dlogits, nk<const float> logits, row<const int> target) {
  for (int n = 0; n < logits.N; ++n) {
    const softmax_of_image s = softmax_of(logits, n);
    for (int k = 0; k < logits.K; ++k) {
      const double probability = std::exp(logits(n, k) - s.maximum) / s.sum;
      const double one_hot = k == target(n) ? 1.0 : 0.0;
      dlogits(n, k) = float((probability - one_hot) / logits.N);
    }
  }
}

namespace {

/// Maps of the function's own, as the view that other functions write, and as the one that they read.
struct own_maps {
  own_maps(int N, int C, int H, int W) : values(std::size_t(N) * C * H * W), view{values.data(), N, C, H, W} {}
  operator nchw<const float>() const { return {view.data, view.N, view.C, view.H, view.W}; }

  std::vector<float> values;
  nchw<float> view;
};

/// The same for one number of each image and class, or of each image and channel.
struct own_rows {
  own_rows(int N, int K) : values(std::size_t(N) * K), view{values.data(), N, K} {}
  operator nk<const float>() const { return {view.data, view.N, view.K}; }

  std::vector<float> values;
  nk<float> view;
};

double mean_of_map(nchw<const float> x, int n, int c) {
  const std::size_t pixels = std::size_t(x.H) * x.W;
  const float* map = &x(n, c, 0, 0);
  double sum = 0.0;
  for (std::size_t i = 0; i < pixels; ++i) sum += map[i];
  return sum / double(pixels);
}

/// The logits by way of the maps.
void logits_of_maps(nk<float> logits, nchw<const float> x, kc<const float> weight, row<const float> bias) {
  const own_maps y(x.N, weight.K, x.H, x.W);
  conv1x1_forward(y.view, x, weight, bias);
  for (int n = 0; n < x.N; ++n) {
    for (int k = 0; k < weight.K; ++k) logits(n, k) = float(mean_of_map(y, n, k));
  }
}

}  // namespace

void head_forward(nk<float> logits, row<float> loss, nchw<const float> x, kc<const float> weight, row<const float> bias,
                  row<const int> target) {
  logits_of_maps(logits, x, weight, bias);
  cross_entropy_forward(loss, {logits.data, logits.N, logits.K}, target);
}

// The chain rule, from the end: dlogits; then dy, each element of a map with an equal share of its logit's gradient;
// then the gradients of the convolution.
void head_backward(nchw<float> dx, kc<float> dweight, row<float> dbias, nchw<const float> x, kc<const float> weight,
                   row<const float> bias, row<const int> target) {
  const own_rows logits(x.N, weight.K);
  const own_rows dlogits(x.N, weight.K);
  logits_of_maps(logits.view, x, weight, bias);
  cross_entropy_backward(dlogits.view, logits, target);

  const own_maps dy(x.N, weight.K, x.H, x.W);
  const std::size_t pixels = std::size_t(x.H) * x.W;
  for (int n = 0; n < x.N; ++n) {
    for (int k = 0; k < weight.K; ++k) std::fill_n(&dy.view(n, k, 0, 0), pixels, dlogits.view(n, k) / float(pixels));
  }
  conv1x1_backward(dx, dweight, dbias, dy, x, weight);
}

namespace {

/// The mean of each channel: all that the swapped order needs to know of x, in both directions.
void pool(nk<float> means, nchw<const float> x) {
  for (int n = 0; n < x.N; ++n) {
    for (int c = 0; c < x.C; ++c) means(n, c) = float(mean_of_map(x, n, c));
  }
}

void logits_of_means(nk<float> logits, nk<const float> means, kc<const float> weight, row<const float> bias) {
  for (int n = 0; n < logits.N; ++n) {
    for (int k = 0; k < weight.K; ++k) {
      double sum = bias(k);
      for (int c = 0; c < weight.C; ++c) sum += double(weight(k, c)) * means(n, c);
      logits(n, k) = float(sum);
    }
  }
}

}  // namespace

// A mean of sums is a sum of means, and the mean of a constant is the constant. So the mean may come first, and what
// was a product for each pixel is a product for each image.
void swapped_head_forward(nk<float> logits, row<float> loss, nchw<const float> x, kc<const float> weight,
                          row<const float> bias, row<const int> target) {
  const own_rows means(x.N, x.C);
  pool(means.view, x);
  logits_of_means(logits, means, weight, bias);
  cross_entropy_forward(loss, {logits.data, logits.N, logits.K}, target);
}

void swapped_head_backward(nchw<float> dx, kc<float> dweight, row<float> dbias, nchw<const float> x,
                           kc<const float> weight, row<const float> bias, row<const int> target) {
  const own_rows means(x.N, x.C);
  pool(means.view, x);
  const own_rows logits(x.N, weight.K);
  const own_rows dlogits(x.N, weight.K);
  logits_of_means(logits.view, means, weight, bias);
  cross_entropy_backward(dlogits.view, logits, target);

  for (int k = 0; k < weight.K; ++k) {
    double sum_of_dlogits = 0.0;
    for (int n = 0; n < x.N; ++n) sum_of_dlogits += dlogits.view(n, k);
    dbias(k) = float(sum_of_dlogits);
    for (int c = 0; c < x.C; ++c) {
      double sum = 0.0;
      for (int n = 0; n < x.N; ++n) sum += double(dlogits.view(n, k)) * means.view(n, c);
      dweight(k, c) = float(sum);
    }
  }
  const std::size_t pixels = std::size_t(x.H) * x.W;
  for (int n = 0; n < x.N; ++n) {
    for (int c = 0; c < x.C; ++c) {
      double sum = 0.0;  // the gradient of the mean of channel c
      for (int k = 0; k < weight.K; ++k) sum += double(weight(k, c)) * dlogits.view(n, k);
      std::fill_n(&dx(n, c, 0, 0), pixels, float(sum / double(pixels)));
    }
  }
}
