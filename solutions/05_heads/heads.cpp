// Lab 05 on the CPU, solved.
//
// Sums are doubles, as in lab 01 and for the same reason. What a forward and a backward pass both need is a function of
// its own: the means of the maps, and the input of the ReLU.
#include "heads.hpp"

#include <vector>

namespace {

/// Weights and biases of one linear layer; a 1x1 convolution has as many. The product can exceed an int.
std::ptrdiff_t linear_parameters(std::ptrdiff_t in, std::ptrdiff_t out, bool bias) {
  return in * out + (bias ? out : 0);
}

}  // namespace

// Parameters belong to the layer and not to what flows through it: N plays no part. What the linear layer reads
// decides, all pixels of all channels or one number a channel, and pooling, ReLU and dropout have nothing to learn.
std::ptrdiff_t parameter_count(head form, const head_sizes& sizes) {
  const std::ptrdiff_t flattened = std::ptrdiff_t(sizes.C) * sizes.H * sizes.W;
  if (form == head::flatten_fc) return linear_parameters(flattened, sizes.K, sizes.bias);
  if (form == head::flatten_mlp) {
    return linear_parameters(flattened, sizes.hidden, sizes.bias) +
           linear_parameters(sizes.hidden, sizes.hidden, sizes.bias) +
           linear_parameters(sizes.hidden, sizes.K, sizes.bias);
  }
  return linear_parameters(sizes.C, sizes.K, sizes.bias);
}

// The C*H*W elements of an image follow each other in memory, in the order in which flatten numbers them: image n is
// already the row that flatten(1) makes of it, and needs neither a copy nor an index of four dimensions.
void flatten_fc_forward(nk<float> y, nchw<const float> x, kl<const float> weight, row<const float> bias) {
  for (int n = 0; n < x.N; ++n) {
    const float* features = &x(n, 0, 0, 0);
    for (int k = 0; k < y.K; ++k) {
      double sum = bias(k);
      for (int i = 0; i < weight.L; ++i) sum += double(weight(k, i)) * features[i];
      y(n, k) = float(sum);
    }
  }
}

// Three products of the same three things: y is x times weight, so dx is dy times weight and dweight is dy times x.
// What occurs in no index of the result is summed: k for dx, n for dweight and dbias.
void flatten_fc_backward(nchw<float> dx, kl<float> dweight, row<float> dbias, nk<const float> dy, nchw<const float> x,
                         kl<const float> weight) {
  for (int n = 0; n < dx.N; ++n) {
    float* dfeatures = &dx(n, 0, 0, 0);
    for (int i = 0; i < weight.L; ++i) {
      double sum = 0.0;
      for (int k = 0; k < dy.K; ++k) sum += double(dy(n, k)) * weight(k, i);
      dfeatures[i] = float(sum);
    }
  }
  for (int k = 0; k < dy.K; ++k) {
    for (int i = 0; i < weight.L; ++i) {
      double sum = 0.0;
      for (int n = 0; n < x.N; ++n) sum += double(dy(n, k)) * (&x(n, 0, 0, 0))[i];
      dweight(k, i) = float(sum);
    }
    double sum = 0.0;
    for (int n = 0; n < x.N; ++n) sum += dy(n, k);
    dbias(k) = float(sum);
  }
}

namespace {

/// The mean of each map, n*C + c: what the linear layer of a ResNet reads. Maps lie one behind the other.
std::vector<double> means_of(nchw<const float> x) {
  const std::ptrdiff_t pixels = std::ptrdiff_t(x.H) * x.W;
  std::vector<double> means(std::size_t(x.N) * std::size_t(x.C));
  const float* map = x.data;
  for (double& mean : means) {
    double sum = 0.0;
    for (std::ptrdiff_t i = 0; i < pixels; ++i) sum += map[i];
    mean = sum / double(pixels);
    map += pixels;
  }
  return means;
}

}  // namespace

// The means first, once for all classes: C*H*W additions an image and then C*K products, where a convolution before the
// mean would take C*H*W*K (lab 04).
void gap_fc_forward(nk<float> y, nchw<const float> x, kc<const float> weight, row<const float> bias) {
  const std::vector<double> means = means_of(x);
  for (int n = 0; n < x.N; ++n) {
    const double* features = &means[std::size_t(n) * std::size_t(x.C)];
    for (int k = 0; k < y.K; ++k) {
      double sum = bias(k);
      for (int c = 0; c < x.C; ++c) sum += weight(k, c) * features[c];
      y(n, k) = float(sum);
    }
  }
}

// dweight needs what the linear layer read, so the means are computed again; PyTorch keeps them from the forward pass.
// dx is the gradient of the mean, the same for all pixels of a map.
void gap_fc_backward(nchw<float> dx, kc<float> dweight, row<float> dbias, nk<const float> dy, nchw<const float> x,
                     kc<const float> weight) {
  const std::ptrdiff_t pixels = std::ptrdiff_t(x.H) * x.W;
  for (int n = 0; n < x.N; ++n) {
    for (int c = 0; c < x.C; ++c) {
      double dmean = 0.0;
      for (int k = 0; k < dy.K; ++k) dmean += double(dy(n, k)) * weight(k, c);
      const float share = float(dmean / double(pixels));
      float* map = &dx(n, c, 0, 0);
      for (std::ptrdiff_t i = 0; i < pixels; ++i) map[i] = share;
    }
  }
  const std::vector<double> means = means_of(x);
  for (int k = 0; k < dy.K; ++k) {
    for (int c = 0; c < x.C; ++c) {
      double sum = 0.0;
      for (int n = 0; n < x.N; ++n) sum += dy(n, k) * means[std::size_t(n) * std::size_t(x.C) + std::size_t(c)];
      dweight(k, c) = float(sum);
    }
    double sum = 0.0;
    for (int n = 0; n < x.N; ++n) sum += dy(n, k);
    dbias(k) = float(sum);
  }
}

namespace {

/// What dropout and convolution make of one pixel for one class: the input of the ReLU.
double before_relu(nchw<const float> x, nchw<const float> mask, kc<const float> weight, row<const float> bias,
                   double scale, int n, int k, int h, int w) {
  double sum = 0.0;
  for (int c = 0; c < x.C; ++c) sum += double(weight(k, c)) * x(n, c, h, w) * mask(n, c, h, w);
  return sum * scale + bias(k);
}

}  // namespace

// For each pixel and class a sum over the channels, then the ReLU, then the sum over the pixels. Nothing of this may be
// exchanged, for the ReLU has to see every pixel.
void squeezenet_forward(nk<float> y, nchw<const float> x, nchw<const float> mask, kc<const float> weight,
                        row<const float> bias, float p) {
  const double scale = 1.0 / (1.0 - double(p));
  const double pixels = double(x.H) * x.W;
  for (int n = 0; n < x.N; ++n) {
    for (int k = 0; k < y.K; ++k) {
      double sum = 0.0;
      for (int h = 0; h < x.H; ++h) {
        for (int w = 0; w < x.W; ++w) {
          const double z = before_relu(x, mask, weight, bias, scale, n, k, h, w);
          if (z > 0.0) sum += z;
        }
      }
      y(n, k) = float(sum / pixels);
    }
  }
}

// Pixel by pixel, and the reverse way: the share of each class, where the ReLU let its input through; from there to the
// channels of x, but only those that the dropout kept, with the same scale; and to weights and biases, whose sums go on
// through all pixels of all images. The inputs of the ReLU are computed again: to keep them would take N*K*H*W numbers.
void squeezenet_backward(nchw<float> dx, kc<float> dweight, row<float> dbias, nk<const float> dy, nchw<const float> x,
                         nchw<const float> mask, kc<const float> weight, row<const float> bias, float p) {
  const double scale = 1.0 / (1.0 - double(p));
  const double pixels = double(x.H) * x.W;
  std::vector<double> dz(std::size_t(weight.K));  // of one pixel
  std::vector<double> dbiases(dz.size(), 0.0);
  std::vector<double> dweights(dz.size() * std::size_t(weight.C), 0.0);
  for (int n = 0; n < x.N; ++n) {
    for (int h = 0; h < x.H; ++h) {
      for (int w = 0; w < x.W; ++w) {
        for (int k = 0; k < weight.K; ++k) {
          const bool passed = before_relu(x, mask, weight, bias, scale, n, k, h, w) > 0.0;
          dz[std::size_t(k)] = passed ? dy(n, k) / pixels : 0.0;
          dbiases[std::size_t(k)] += dz[std::size_t(k)];
        }
        for (int c = 0; c < x.C; ++c) {
          const double kept = mask(n, c, h, w) * scale;
          double sum = 0.0;
          for (int k = 0; k < weight.K; ++k) {
            sum += dz[std::size_t(k)] * weight(k, c);
            dweights[std::size_t(weight.offset(k, c))] += dz[std::size_t(k)] * x(n, c, h, w) * kept;
          }
          dx(n, c, h, w) = float(sum * kept);
        }
      }
    }
  }
  for (std::size_t i = 0; i < dweights.size(); ++i) dweight.data[i] = float(dweights[i]);
  for (std::size_t i = 0; i < dbiases.size(); ++i) dbias.data[i] = float(dbiases[i]);
}

// One pass over the maps gives both sums. That of the positive parts is never below that of all, whatever the map, and
// so the differences are never negative, and 0 is a safe beginning for their maximum.
void relu_swap_forward(nc<float> relu_first, nc<float> gap_first, row<float> largest_difference, nchw<const float> x) {
  const std::ptrdiff_t pixels = std::ptrdiff_t(x.H) * x.W;
  double largest = 0.0;
  for (int n = 0; n < x.N; ++n) {
    for (int c = 0; c < x.C; ++c) {
      const float* map = &x(n, c, 0, 0);
      double positive = 0.0;
      double all = 0.0;
      for (std::ptrdiff_t i = 0; i < pixels; ++i) {
        if (map[i] > 0.0f) positive += map[i];
        all += map[i];
      }
      const double mean_of_relu = positive / double(pixels);
      const double relu_of_mean = all > 0.0 ? all / double(pixels) : 0.0;
      relu_first(n, c) = float(mean_of_relu);
      gap_first(n, c) = float(relu_of_mean);
      if (mean_of_relu - relu_of_mean > largest) largest = mean_of_relu - relu_of_mean;
    }
  }
  largest_difference(0) = float(largest);
}
