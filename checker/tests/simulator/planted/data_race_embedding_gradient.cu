// EXPECT: data_race
// A word occurs more than once in the text, so several threads add to one row of the gradient.
// RESULT: right
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

static void check(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(error));
  std::exit(1);
}

__global__ void embedding_backward(const int* word, const float* dy, float* dw, int words, int width) {
  int w = blockIdx.x;
  int c = threadIdx.x;
  if (w < words && c < width) {
    dw[word[w] * width + c] += dy[w * width + c];  // BUG
  }
}

int main() {
  const int words = 40, width = 12, vocabulary = 9;
  std::vector<int> word(words);
  std::vector<float> dy(words * width), expected(vocabulary * width, 0.f), result(vocabulary * width);
  for (int w = 0; w < words; w++) {
    word[w] = w * w % vocabulary;
    for (int c = 0; c < width; c++) {
      dy[w * width + c] = static_cast<float>(w - c);
      expected[word[w] * width + c] += dy[w * width + c];
    }
  }
  int* d_word;
  float *d_dy, *d_dw;
  check(cudaMalloc(&d_word, words * sizeof(int)));
  check(cudaMalloc(&d_dy, dy.size() * sizeof(float)));
  check(cudaMalloc(&d_dw, result.size() * sizeof(float)));
  check(cudaMemcpy(d_word, word.data(), words * sizeof(int), cudaMemcpyHostToDevice));
  check(cudaMemcpy(d_dy, dy.data(), dy.size() * sizeof(float), cudaMemcpyHostToDevice));
  check(cudaMemset(d_dw, 0, result.size() * sizeof(float)));
  embedding_backward<<<words, 32>>>(d_word, d_dy, d_dw, words, width);
  check(cudaGetLastError());
  check(cudaMemcpy(result.data(), d_dw, result.size() * sizeof(float), cudaMemcpyDeviceToHost));
  check(cudaFree(d_word));
  check(cudaFree(d_dy));
  check(cudaFree(d_dw));
  std::printf(result == expected ? "right\n" : "wrong\n");
  return result == expected ? 0 : 1;
}
