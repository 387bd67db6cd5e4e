// 04.cuda.head.forward: use_after_free
// The maps are freed when they have been written, before anybody has read them.
void head_forward(nk<float> logits, row<float> loss, nchw<const float> x, kc<const float> weight, row<const float> bias,
                  row<const int> target) {
  float* maps = nullptr;
  cudaMalloc(&maps, sizeof(float) * static_cast<std::size_t>(x.N * weight.K * pixels_of(x)));
  const nchw<float> y{maps, x.N, weight.K, x.H, x.W};
  conv1x1_forward(y, x, weight, bias);
  cudaFree(maps);
  mean_of_maps(logits.data, readable_maps(y));
  cross_entropy_forward(loss, readable_rows(logits), target);
}
