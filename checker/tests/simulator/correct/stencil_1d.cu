// stencil_1d: a sum over a radius of 3 with a halo in shared memory; elements beyond the ends count as zero.
#include <cstdio>
#include <cstdlib>

#define RADIUS 3
#define BLOCK 100

#define CHECK(call)                                                               \
  do {                                                                            \
    cudaError_t err = call;                                                       \
    if (err != cudaSuccess) {                                                     \
      fprintf(stderr, "%s:%d %s\n", __FILE__, __LINE__, cudaGetErrorString(err)); \
      return 1;                                                                   \
    }                                                                             \
  } while (0)

__global__ void stencil(const int* in, int* out, int n) {
  __shared__ int s[BLOCK + 2 * RADIUS];
  int g = threadIdx.x + blockIdx.x * blockDim.x;
  int l = threadIdx.x + RADIUS;

  s[l] = g < n ? in[g] : 0;
  if (threadIdx.x < RADIUS) {
    s[l - RADIUS] = g >= RADIUS && g - RADIUS < n ? in[g - RADIUS] : 0;
    s[l + BLOCK] = g + BLOCK < n ? in[g + BLOCK] : 0;
  }
  __syncthreads();

  int result = 0;
  for (int offset = -RADIUS; offset <= RADIUS; offset++) result += s[l + offset];
  if (g < n) out[g] = result;
}

int main() {
  const int n = 1234;
  int in[n], out[n];
  for (int i = 0; i < n; i++) in[i] = i * i % 37;

  int *d_in, *d_out;
  CHECK(cudaMalloc((void**)&d_in, sizeof(in)));
  CHECK(cudaMalloc((void**)&d_out, sizeof(out)));
  CHECK(cudaMemcpy(d_in, in, sizeof(in), cudaMemcpyHostToDevice));
  stencil<<<(n + BLOCK - 1) / BLOCK, BLOCK>>>(d_in, d_out, n);
  CHECK(cudaGetLastError());
  CHECK(cudaMemcpy(out, d_out, sizeof(out), cudaMemcpyDeviceToHost));
  CHECK(cudaFree(d_in));
  CHECK(cudaFree(d_out));

  int wrong = 0;
  for (int i = 0; i < n; i++) {
    int expected = 0;
    for (int j = i - RADIUS; j <= i + RADIUS; j++)
      if (j >= 0 && j < n) expected += in[j];
    wrong += out[i] != expected;
  }
  printf("stencil_1d: %d wrong\n", wrong);
  return wrong == 0 ? 0 : 1;
}
