// bfs: breadth-first search by frontiers; atomicCAS decides who enters a vertex, an atomic counter where it queues.
#include <queue>
#include <utility>

#include "../check.hpp"

struct graph {
  const int* begin;
  const int* neighbour;
};

__global__ void expand(graph g, const int* frontier, int count, int depth, int* level, int* next, int* next_count) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= count) return;
  const int u = frontier[i];
  for (int k = g.begin[u]; k < g.begin[u + 1]; ++k) {
    const int v = g.neighbour[k];
    if (atomicCAS(&level[v], -1, depth + 1) == -1) next[atomicAdd(next_count, 1)] = v;
  }
}

int main() {
  const int vertices = 1500;
  std::vector<std::vector<int>> edges(vertices);
  for (int v = 0; v < vertices; ++v) {
    if (v % 50 == 49) continue;  // a few without ways out
    edges[v] = {(v * 3 + 1) % vertices, (v + 17) % vertices, (v * v + 5) % vertices};
  }
  std::vector<int> begin{0}, neighbour, expected(vertices, -1);
  for (const auto& of : edges) {
    neighbour.insert(neighbour.end(), of.begin(), of.end());
    begin.push_back(static_cast<int>(neighbour.size()));
  }
  std::queue<int> queue;
  queue.push(0);
  expected[0] = 0;
  for (; !queue.empty(); queue.pop()) {
    for (const int v : edges[queue.front()]) {
      if (expected[v] != -1) continue;
      expected[v] = expected[queue.front()] + 1;
      queue.push(v);
    }
  }

  std::vector<int> level(vertices, -1);
  level[0] = 0;
  const device_array<int> d_begin(begin), d_neighbour(neighbour), d_level(level), a(vertices), b(vertices);
  device_array<int> counter(1);
  int *frontier = a.data(), *next = b.data(), count = 1;
  const int source = 0;
  CHECK(cudaMemcpy(frontier, &source, sizeof source, cudaMemcpyHostToDevice));
  const graph g{d_begin.data(), d_neighbour.data()};
  for (int depth = 0; count > 0; ++depth) {
    counter.zero();
    expand<<<(count + 63) / 64, 64>>>(g, frontier, count, depth, d_level.data(), next, counter.data());
    CHECK_LAUNCH();
    count = counter.to_host()[0];
    std::swap(frontier, next);
  }
  return verdict("bfs", d_level.to_host() == expected);
}
