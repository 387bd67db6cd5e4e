// streams_events: chunks go through two streams with asynchronous copies from pinned memory, ordered by events.
#include <cstdio>
#include <cstdlib>

#define CHECK(call)                                                                        \
  do {                                                                                     \
    const cudaError_t result = (call);                                                     \
    if (result != cudaSuccess) {                                                           \
      std::fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, cudaGetErrorString(result)); \
      std::exit(1);                                                                        \
    }                                                                                      \
  } while (0)

__global__ void square(float* x, int n) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) x[i] *= x[i];
}

__global__ void add(const float* a, const float* b, float* c, int n) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) c[i] = a[i] + b[i];
}

int main() {
  const int chunk = 1500, chunks = 6, n = chunk * chunks;
  float *host, *device, *sum;
  CHECK(cudaMallocHost(&host, n * sizeof(float)));
  CHECK(cudaMalloc(&device, n * sizeof(float)));
  CHECK(cudaMalloc(&sum, chunk * sizeof(float)));
  for (int i = 0; i < n; ++i) host[i] = static_cast<float>(i % 50);

  cudaStream_t streams[2];
  cudaEvent_t start, stop, second_done;
  for (cudaStream_t& s : streams) CHECK(cudaStreamCreate(&s));
  CHECK(cudaEventCreate(&start));
  CHECK(cudaEventCreate(&stop));
  CHECK(cudaEventCreateWithFlags(&second_done, cudaEventDisableTiming));

  CHECK(cudaEventRecord(start, streams[0]));
  for (int c = 0; c < chunks; ++c) {
    float *h = host + c * chunk, *d = device + c * chunk;
    cudaStream_t s = streams[c % 2];
    CHECK(cudaMemcpyAsync(d, h, chunk * sizeof(float), cudaMemcpyHostToDevice, s));
    square<<<(chunk + 255) / 256, 256, 0, s>>>(d, chunk);
    CHECK(cudaGetLastError());
    CHECK(cudaMemcpyAsync(h, d, chunk * sizeof(float), cudaMemcpyDeviceToHost, s));
  }
  // The first stream adds a chunk of its own and one of the other stream, for which it must wait.
  CHECK(cudaEventRecord(second_done, streams[1]));
  CHECK(cudaStreamWaitEvent(streams[0], second_done, 0));
  add<<<(chunk + 99) / 100, 100, 0, streams[0]>>>(device, device + chunk, sum, chunk);
  CHECK(cudaGetLastError());
  CHECK(cudaEventRecord(stop, streams[0]));
  CHECK(cudaEventSynchronize(stop));
  float milliseconds = -1.f;
  CHECK(cudaEventElapsedTime(&milliseconds, start, stop));
  for (cudaStream_t s : streams) CHECK(cudaStreamSynchronize(s));

  static float got[chunk];
  CHECK(cudaMemcpy(got, sum, sizeof got, cudaMemcpyDeviceToHost));
  int wrong = 0;
  for (int i = 0; i < n; ++i) wrong += host[i] != static_cast<float>((i % 50) * (i % 50));
  for (int i = 0; i < chunk; ++i) wrong += got[i] != host[i] + host[i + chunk];
  for (cudaStream_t s : streams) CHECK(cudaStreamDestroy(s));
  for (cudaEvent_t e : {start, stop, second_done}) CHECK(cudaEventDestroy(e));
  CHECK(cudaFree(device));
  CHECK(cudaFree(sum));
  CHECK(cudaFreeHost(host));
  std::printf("streams_events: %d wrong, a time was %s\n", wrong, milliseconds >= 0.f ? "taken" : "NOT taken");
  return wrong == 0 && milliseconds >= 0.f ? 0 : 1;
}
