// ticket_lock: first come, first served; the holder appends a row to a table, and the rows come out whole.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <iterator>

#define CUDA_OK(call)                                                  \
  do {                                                                 \
    cudaError_t code = (call);                                         \
    if (code != cudaSuccess) {                                         \
      std::fprintf(stderr, "%s: %s\n", #call, cudaGetErrorName(code)); \
      std::exit(1);                                                    \
    }                                                                  \
  } while (0)

class ticket_lock {
 public:
  __device__ void lock() {
    const unsigned mine = atomicAdd(&m_next, 1u);
    while (*static_cast<volatile unsigned*>(&m_serving) != mine) __nanosleep(20);
    __threadfence();
  }
  __device__ void unlock() {
    __threadfence();
    atomicAdd(&m_serving, 1u);
  }

 private:
  unsigned m_next, m_serving;
};

constexpr int columns = 5;
constexpr int blocks = 40, warps = 3;

struct table {
  int rows;
  int cells[blocks * warps][columns];
};

// The first lane of each warp appends one row. Different warps may wait for each other; lanes of one warp do not.
__global__ void append_rows(ticket_lock* lock, table* t) {
  if (threadIdx.x % 32 != 0) return;
  const int id = blockIdx.x * (blockDim.x / 32) + threadIdx.x / 32;
  lock->lock();
  const int row = t->rows;
  for (int c = 0; c < columns; ++c) t->cells[row][c] = id * columns + c;
  t->rows = row + 1;
  lock->unlock();
}

int main() {
  ticket_lock* lock = nullptr;
  table* t = nullptr;
  CUDA_OK(cudaMalloc(&lock, sizeof(ticket_lock)));
  CUDA_OK(cudaMalloc(&t, sizeof(table)));
  CUDA_OK(cudaMemset(lock, 0, sizeof(ticket_lock)));
  CUDA_OK(cudaMemset(t, 0, sizeof(table)));
  append_rows<<<blocks, warps * 32>>>(lock, t);
  CUDA_OK(cudaGetLastError());
  static table got;
  CUDA_OK(cudaMemcpy(&got, t, sizeof got, cudaMemcpyDeviceToHost));
  CUDA_OK(cudaFree(lock));
  CUDA_OK(cudaFree(t));
  bool right = got.rows == blocks * warps;
  bool seen[blocks * warps] = {};
  for (int r = 0; right && r < got.rows; ++r) {
    const int id = got.cells[r][0] / columns;
    right = id >= 0 && id < blocks * warps && !seen[id];
    for (int c = 0; right && c < columns; ++c) right = got.cells[r][c] == id * columns + c;
    if (right) seen[id] = true;
  }
  right = right && std::all_of(std::begin(seen), std::end(seen), [](bool s) { return s; });
  std::printf("ticket_lock: %s\n", right ? "right" : "WRONG");
  return right ? 0 : 1;
}
