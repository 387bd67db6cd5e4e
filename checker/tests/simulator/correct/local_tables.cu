// local_tables: constant tables within kernels, __device__ const tables, string literals and arrays of strings.
#include <string>

#include "../check.hpp"

__device__ const int weights[4] = {1, 10, 100, 1000};
__constant__ const char separators[] = ":-/";

// Two hex digits a byte, and a separator that depends on the position.
__global__ void to_hex(const unsigned char* in, char* out, int n) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n) return;
  const char* digits = i % 2 ? "0123456789ABCDEF" : "0123456789abcdef";
  out[3 * i] = digits[in[i] >> 4];
  out[3 * i + 1] = digits[in[i] & 15];
  out[3 * i + 2] = separators[i % 3];
}

// How many squares a knight reaches from each square, and the length of the name of that count.
__global__ void knight(int* reach, int size) {
  static constexpr int moves[8][2] = {{1, 2}, {2, 1}, {2, -1}, {1, -2}, {-1, -2}, {-2, -1}, {-2, 1}, {-1, 2}};
  const char* const names[] = {"none", "one", "two", "three", "four", "five", "six", "seven", "eight"};
  const int x = threadIdx.x, y = threadIdx.y;
  int count = 0;
  for (const auto& move : moves) {
    const int to_x = x + move[0], to_y = y + move[1];
    count += to_x >= 0 && to_x < size && to_y >= 0 && to_y < size;
  }
  int length = 0;
  while (names[count][length] != '\0') ++length;
  reach[y * size + x] = count * weights[2] + length * weights[0];
}

int main() {
  const int n = 100;
  std::vector<unsigned char> bytes(n);
  std::string expected;
  for (int i = 0; i < n; ++i) {
    bytes[i] = static_cast<unsigned char>(i * 83);
    char text[3];
    std::snprintf(text, sizeof text, i % 2 ? "%02X" : "%02x", static_cast<unsigned>(bytes[i]));
    expected += text;
    expected += ":-/"[i % 3];
  }
  const device_array<unsigned char> d_bytes(bytes);
  const device_array<char> d_hex(3 * n);
  to_hex<<<4, 30>>>(d_bytes.data(), d_hex.data(), n);
  CHECK_LAUNCH();
  const auto hex = d_hex.to_host();
  bool right = std::string(hex.begin(), hex.end()) == expected;

  const int size = 7;
  const device_array<int> d_reach(size * size);
  knight<<<1, dim3(size, size)>>>(d_reach.data(), size);
  CHECK_LAUNCH();
  const auto reach = d_reach.to_host();
  const int lengths[] = {4, 3, 3, 5, 4, 4, 3, 5, 5};
  for (int i = 0; i < size * size; ++i) {
    int count = 0;
    for (int j = 0; j < size * size; ++j) {
      const int dx = i % size - j % size, dy = i / size - j / size;
      count += dx * dx + dy * dy == 5;
    }
    right = right && reach[i] == 100 * count + lengths[count];
  }
  return verdict("local_tables", right);
}
