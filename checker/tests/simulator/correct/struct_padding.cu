// struct_padding: structs with gaps, written member by member in shared and global memory, are copied as a whole.
#include "../check.hpp"

struct record {
  char kind;
  double value;
  short count;
};
static_assert(sizeof(record) > sizeof(char) + sizeof(double) + sizeof(short), "there must be gaps");

struct cell {
  unsigned char red, green, blue;  // three bytes: neighbours share words
};

__global__ void fill(record* records, cell* cells, int n) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n) return;
  records[i].kind = static_cast<char>('a' + i % 26);
  records[i].value = 0.5 * i;
  records[i].count = static_cast<short>(-i);
  cells[i].red = static_cast<unsigned char>(i);
  cells[i].green = static_cast<unsigned char>(i * 3);
  cells[i].blue = static_cast<unsigned char>(i * 7);
}

// Reverses each block's part through shared memory.
__global__ void reverse(const record* in, record* out, const cell* cells_in, cell* cells_out) {
  __shared__ record r[48];
  __shared__ cell c[48];
  const int t = threadIdx.x, base = blockIdx.x * 48;
  r[t] = in[base + t];
  c[47 - t] = cells_in[base + t];
  __syncthreads();
  record mine = r[47 - t];
  mine.count = static_cast<short>(mine.count + 1);
  out[base + t] = mine;
  cells_out[base + t] = c[t];
}

int main() {
  const int n = 4 * 48;
  const device_array<record> records(n), reversed(n);
  const device_array<cell> cells(n), reversed_cells(n);
  fill<<<(n + 63) / 64, 64>>>(records.data(), cells.data(), n);
  CHECK_LAUNCH();
  reverse<<<4, 48>>>(records.data(), reversed.data(), cells.data(), reversed_cells.data());
  CHECK_LAUNCH();
  const auto r = reversed.to_host();
  const auto c = reversed_cells.to_host();
  bool right = true;
  for (int i = 0; i < n; ++i) {
    const int from = i / 48 * 48 + 47 - i % 48;
    right = right && r[i].kind == 'a' + from % 26 && r[i].value == 0.5 * from && r[i].count == 1 - from;
    right = right && c[i].red == from % 256 && c[i].green == from * 3 % 256 && c[i].blue == from * 7 % 256;
  }
  return verdict("struct_padding", right);
}
