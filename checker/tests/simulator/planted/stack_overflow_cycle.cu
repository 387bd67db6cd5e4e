// EXPECT: stack_overflow
// A node of the tree is its own descendant, so its depth is never found.
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

static void check(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(error));
  std::exit(1);
}

struct node {
  int left, right;  // -1: none
};

__device__ int depth(const node* tree, int at) {  // BUG
  if (at < 0) return 0;
  int left = depth(tree, tree[at].left);    // BUG
  int right = depth(tree, tree[at].right);  // BUG
  return 1 + max(left, right);
}

__global__ void depths(const node* tree, int* result, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) result[i] = depth(tree, i);
}

int main() {
  const int n = 15;
  std::vector<node> tree(n);
  for (int i = 0; i < n; i++) tree[i] = {2 * i + 1 < n ? 2 * i + 1 : -1, 2 * i + 2 < n ? 2 * i + 2 : -1};
  tree[9].left = 4;
  node* d_tree;
  int* d_result;
  check(cudaMalloc(&d_tree, n * sizeof(node)));
  check(cudaMalloc(&d_result, n * sizeof(int)));
  check(cudaMemcpy(d_tree, tree.data(), n * sizeof(node), cudaMemcpyHostToDevice));
  depths<<<1, 32>>>(d_tree, d_result, n);
  check(cudaGetLastError());
  int result;
  check(cudaMemcpy(&result, d_result, sizeof(int), cudaMemcpyDeviceToHost));
  check(cudaFree(d_tree));
  check(cudaFree(d_result));
  std::printf("%d\n", result);
}
