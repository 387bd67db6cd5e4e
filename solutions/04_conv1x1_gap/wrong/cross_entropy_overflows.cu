// 04.cuda.cross_entropy.forward: maximum_not_subtracted
// A thread for all: the formula as it stands. expf() overflows from 88.73 on.
__global__ void overflowing_kernel(row<float> loss, nk<const float> logits, row<const int> target) {
  float sum = 0.0f;
  for (int n = 0; n < logits.N; ++n) {
    float exponentials = 0.0f;
    for (int k = 0; k < logits.K; ++k) exponentials += expf(logits(n, k));
    sum += logf(exponentials) - logits(n, target(n));
  }
  loss(0) = sum / static_cast<float>(logits.N);
}

void cross_entropy_forward(row<float> loss, nk<const float> logits, row<const int> target) {
  overflowing_kernel<<<1, 1>>>(loss, logits, target);
}
