// k_means: nearest centroid per point with centroids in shared memory; sums by shared, then global atomics.
#include "../check.hpp"

constexpr int clusters = 5;

struct accumulator {
  double x, y;
  int count;
};

__host__ __device__ inline int nearest(const double2* centroids, double2 p) {
  int best = 0;
  double least = 1e300;
  for (int c = 0; c < clusters; ++c) {
    const double dx = p.x - centroids[c].x, dy = p.y - centroids[c].y;
    if (const double d = fma(dx, dx, dy * dy); d < least) {
      least = d;
      best = c;
    }
  }
  return best;
}

__global__ void assign(const double2* points, int n, const double2* centroids, accumulator* sums) {
  __shared__ double2 shared_centroids[clusters];
  __shared__ accumulator mine[clusters];
  if (threadIdx.x < clusters) {
    shared_centroids[threadIdx.x] = centroids[threadIdx.x];
    mine[threadIdx.x] = accumulator{0, 0, 0};
  }
  __syncthreads();
  for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += gridDim.x * blockDim.x) {
    const int c = nearest(shared_centroids, points[i]);
    atomicAdd(&mine[c].x, points[i].x);
    atomicAdd(&mine[c].y, points[i].y);
    atomicAdd(&mine[c].count, 1);
  }
  __syncthreads();
  if (threadIdx.x < clusters) {
    atomicAdd(&sums[threadIdx.x].x, mine[threadIdx.x].x);
    atomicAdd(&sums[threadIdx.x].y, mine[threadIdx.x].y);
    atomicAdd(&sums[threadIdx.x].count, mine[threadIdx.x].count);
  }
}

__global__ void move(double2* centroids, accumulator* sums) {
  const int c = threadIdx.x;
  if (sums[c].count > 0) centroids[c] = make_double2(sums[c].x / sums[c].count, sums[c].y / sums[c].count);
  sums[c] = accumulator{0, 0, 0};
}

int main() {
  const int n = 1200, rounds = 6;
  std::vector<double2> points(n), centroids(clusters);
  for (int i = 0; i < n; ++i) points[i] = make_double2((i * 37) % 101 + i % 5 * 40, (i * 53) % 89 + i % 3 * 25);
  for (int c = 0; c < clusters; ++c) centroids[c] = points[c * 7];
  const device_array<double2> d_points(points), d_centroids(centroids);
  device_array<accumulator> sums(clusters);
  sums.zero();
  for (int r = 0; r < rounds; ++r) {
    assign<<<4, 100>>>(d_points.data(), n, d_centroids.data(), sums.data());
    move<<<1, clusters>>>(d_centroids.data(), sums.data());
    CHECK_LAUNCH();
    accumulator s[clusters] = {};
    for (const double2& p : points) {
      accumulator& a = s[nearest(centroids.data(), p)];
      a.x += p.x;
      a.y += p.y;
      ++a.count;
    }
    for (int c = 0; c < clusters; ++c) {
      if (s[c].count > 0) centroids[c] = make_double2(s[c].x / s[c].count, s[c].y / s[c].count);
    }
  }
  bool right = true;
  const auto got = d_centroids.to_host();  // the sums are whole numbers, so that their order does not matter
  for (int c = 0; c < clusters; ++c) right = right && got[c].x == centroids[c].x && got[c].y == centroids[c].y;
  return verdict("k_means", right);
}
