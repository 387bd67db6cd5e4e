// 04.cuda.head.forward: leak
// The memory for the maps is allocated in each call, and never given back.
void head_forward(nk<float> logits, row<float> loss, nchw<const float> x, kc<const float> weight, row<const float> bias,
                  row<const int> target) {
  float* maps = nullptr;
  cudaMalloc(&maps, sizeof(float) * static_cast<std::size_t>(x.N * weight.K * pixels_of(x)));
  const nchw<float> y{maps, x.N, weight.K, x.H, x.W};
  conv1x1_forward(y, x, weight, bias);
  mean_of_maps(logits.data, readable_maps(y));
  cross_entropy_forward(loss, readable_rows(logits), target);
}
