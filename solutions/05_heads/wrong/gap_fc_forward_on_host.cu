// 05.cuda.gap_fc.forward: from_host
// The means come from a kernel; the few products behind them are computed on the host, between two copies.
void gap_fc_forward(nk<float> y, nchw<const float> x, kc<const float> weight, row<const float> bias) {
  const std::size_t maps = std::size_t(x.N) * std::size_t(x.C);
  const std::size_t weights = std::size_t(y.K) * std::size_t(x.C);
  const std::size_t outputs = std::size_t(y.N) * std::size_t(y.K);
  const scratch means(std::ptrdiff_t(x.N) * x.C);
  find_means(means.data(), x);
  float* const m = new float[maps + weights + std::size_t(y.K) + outputs];
  float* const w = m + maps;
  float* const b = w + weights;
  float* const scores = b + y.K;
  cudaMemcpy(m, means.data(), maps * sizeof(float), cudaMemcpyDeviceToHost);
  cudaMemcpy(w, weight.data, weights * sizeof(float), cudaMemcpyDeviceToHost);
  cudaMemcpy(b, bias.data, std::size_t(y.K) * sizeof(float), cudaMemcpyDeviceToHost);
  for (int n = 0; n < y.N; ++n) {
    for (int k = 0; k < y.K; ++k) {
      float score = b[k];
      for (int c = 0; c < x.C; ++c) score += w[k * x.C + c] * m[n * x.C + c];
      scores[n * y.K + k] = score;
    }
  }
  cudaMemcpy(y.data, scores, outputs * sizeof(float), cudaMemcpyHostToDevice);
  delete[] m;
}
