// edit_distance: Levenshtein's table along its diagonals; one block per pair of words, three diagonals in turn.
#include <algorithm>
#include <string>
#include <utility>

#include "../check.hpp"

constexpr int longest = 63;  // letters of a word

__global__ void edit_distances(const char* first, const char* second, const int* lengths, int* result) {
  __shared__ int diagonals[3][longest + 1];
  __shared__ char a[longest], b[longest];
  const int t = threadIdx.x;  // the row of the table
  const int na = lengths[2 * blockIdx.x], nb = lengths[2 * blockIdx.x + 1];
  if (t < na) a[t] = first[blockIdx.x * longest + t];
  if (t < nb) b[t] = second[blockIdx.x * longest + t];
  __syncthreads();
  for (int d = 0; d <= na + nb; ++d) {
    int* const now = diagonals[d % 3];
    const int* const last = diagonals[(d + 2) % 3];
    const int* const before = diagonals[(d + 1) % 3];
    const int row = t, column = d - t;
    if (row <= na && column >= 0 && column <= nb) {
      int best = row == 0 ? column : row;
      if (row > 0 && column > 0) {
        best = before[row - 1] + (a[row - 1] != b[column - 1]);
        best = min(best, last[row - 1] + 1);
        best = min(best, last[row] + 1);
      }
      now[row] = best;
      if (row == na && column == nb) result[blockIdx.x] = best;
    }
    __syncthreads();
  }
}

int reference(const std::string& a, const std::string& b) {
  std::vector<int> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = static_cast<int>(j);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    int diagonal = row[0]++;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const int best = std::min({diagonal + (a[i - 1] != b[j - 1]), row[j] + 1, row[j - 1] + 1});
      diagonal = row[j];
      row[j] = best;
    }
  }
  return row[b.size()];
}

int main() {
  const std::vector<std::pair<std::string, std::string>> words = {{"kitten", "sitting"},
                                                                  {"", "pooling"},
                                                                  {"global average pooling", "globe over a spooling"},
                                                                  {"x", "x"},
                                                                  {std::string(63, 'a'), std::string(40, 'b')}};
  std::vector<char> first(words.size() * longest, 0), second(first);
  std::vector<int> lengths, expected;
  for (std::size_t w = 0; w < words.size(); ++w) {
    std::copy(words[w].first.begin(), words[w].first.end(), first.begin() + w * longest);
    std::copy(words[w].second.begin(), words[w].second.end(), second.begin() + w * longest);
    lengths.push_back(static_cast<int>(words[w].first.size()));
    lengths.push_back(static_cast<int>(words[w].second.size()));
    expected.push_back(reference(words[w].first, words[w].second));
  }
  const device_array<char> d_first(first), d_second(second);
  const device_array<int> d_lengths(lengths), result(words.size());
  edit_distances<<<static_cast<unsigned>(words.size()), longest + 1>>>(d_first.data(), d_second.data(),
                                                                       d_lengths.data(), result.data());
  CHECK_LAUNCH();
  return verdict("edit_distance", result.to_host() == expected);
}
