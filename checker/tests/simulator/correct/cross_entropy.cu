// cross_entropy: mean loss over a batch by log-sum-exp and atomicAdd, and the gradient of the logits.
#include "../check.hpp"

__device__ float warp_maximum(float v) {
  for (int mask = 16; mask; mask /= 2) v = fmaxf(v, __shfl_xor_sync(0xffffffffu, v, mask));
  return v;
}
__device__ float warp_sum(float v) {
  for (int mask = 16; mask; mask /= 2) v += __shfl_xor_sync(0xffffffffu, v, mask);
  return v;
}

// One warp, which is a whole block, per sample. loss must be 0 before.
__global__ void __launch_bounds__(32)
    cross_entropy(float* loss, float* gradient, const float* logits, const int* labels, int classes) {
  const int sample = blockIdx.x, lane = threadIdx.x;
  const float* x = logits + sample * classes;
  float* g = gradient + sample * classes;
  float greatest = -INFINITY;
  for (int c = lane; c < classes; c += 32) greatest = fmaxf(greatest, x[c]);
  greatest = warp_maximum(greatest);
  float sum = 0.f;
  for (int c = lane; c < classes; c += 32) sum += expf(x[c] - greatest);
  sum = warp_sum(sum);
  const float scale = 1.f / static_cast<float>(gridDim.x);
  const int label = labels[sample];
  for (int c = lane; c < classes; c += 32) g[c] = scale * (expf(x[c] - greatest) / sum - (c == label ? 1.f : 0.f));
  if (lane == 0) atomicAdd(loss, scale * (logf(sum) + greatest - x[label]));
}

int main() {
  const int samples = 25, classes = 41;
  std::vector<float> logits(samples * classes);
  std::vector<int> labels(samples);
  std::vector<double> gradient(logits.size());
  double loss = 0;
  for (std::size_t i = 0; i < logits.size(); ++i) logits[i] = static_cast<float>((i * 29) % 67) / 16.f;
  for (int s = 0; s < samples; ++s) {
    labels[s] = (s * 11) % classes;
    const float* x = &logits[s * classes];
    double sum = 0;
    for (int c = 0; c < classes; ++c) sum += std::exp(static_cast<double>(x[c]));
    loss += (std::log(sum) - x[labels[s]]) / samples;
    for (int c = 0; c < classes; ++c) {
      gradient[s * classes + c] = (std::exp(static_cast<double>(x[c])) / sum - (c == labels[s])) / samples;
    }
  }
  const device_array<float> d_logits(logits), d_gradient(logits.size());
  device_array<float> d_loss(1);
  const device_array<int> d_labels(labels);
  d_loss.zero();
  cross_entropy<<<samples, 32>>>(d_loss.data(), d_gradient.data(), d_logits.data(), d_labels.data(), classes);
  CHECK_LAUNCH();
  const bool right =
      all_close(d_loss.to_host(), std::vector<double>{loss}, 1e-5) && all_close(d_gradient.to_host(), gradient, 1e-6);
  return verdict("cross_entropy", right);
}
