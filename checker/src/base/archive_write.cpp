#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "base/archive.hpp"
#include "base/error.hpp"
#include "base/gzip.hpp"

namespace gaplab {

namespace {

// POSIX.1-1988 ustar: https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html#tag_20_92_13_06
constexpr std::size_t block = 512;

std::string ustar_header(const archive_file& file) {
  std::string header(block, '\0');
  const auto put = [&](std::size_t at, std::string_view text) { header.replace(at, text.size(), text); };
  put(0, file.path);
  put(100, "0000644");                                  // mode
  put(108, "0000000");                                  // uid
  put(116, "0000000");                                  // gid
  put(124, fmt::format("{:011o}", file.bytes.size()));  // size
  put(136, "00000000000");                              // time of the last change
  put(148, "        ");                                 // the checksum, while it is computed
  put(156, "0");                                        // a regular file
  put(257, std::string_view("ustar\00000", 8));
  const unsigned sum = std::accumulate(header.begin(), header.end(), 0U,
                                       [](unsigned s, char c) { return s + static_cast<unsigned char>(c); });
  put(148, fmt::format("{:06o}", sum) + '\0');
  return header;
}

}  // namespace

std::string make_archive(std::vector<archive_file> files) {
  constexpr std::size_t longest_path = 100;
  std::sort(files.begin(), files.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
  std::string tar;
  for (const archive_file& file : files) {
    if (file.path.size() > longest_path) {
      throw environment_error(fmt::format("the path {} is too long for an archive", file.path));
    }
    tar += ustar_header(file) + file.bytes;
    tar.resize((tar.size() + block - 1) / block * block, '\0');
  }
  tar.append(2 * block, '\0');
  return gzip(tar);
}

}  // namespace gaplab
