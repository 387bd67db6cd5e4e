// What heads have to learn, by lab 05's solution. Prints for each row: C H W K, flattened, pooled.
#include <cstdio>
#include <cstdlib>

#include "solutions/05_heads/heads.cpp"

void gaplab::refuse(const char*) { std::abort(); }

int main() {
  const int sizes[][4] = {{128, 8, 8, 10}, {192, 8, 8, 10}, {512, 7, 7, 1000}, {512, 13, 13, 1000}, {2048, 7, 7, 1000}};
  for (const auto& s : sizes) {
    const head_sizes of{1, s[0], s[1], s[2], 0, s[3], true};
    std::printf("%d %d %d %d %td %td\n", s[0], s[1], s[2], s[3], parameter_count(head::flatten_fc, of),
                parameter_count(head::gap_fc, of));
  }
}
