// tar.gz archives of small text files, as plain data.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace gaplab {

struct archive_file {
  std::string path;  ///< relative, its parts divided by single slashes, none of them "." or ".."
  std::string bytes;

  bool operator==(const archive_file&) const = default;
};

/// What is read of an archive at most; one that holds more is refused as a whole.
struct archive_limits {
  std::size_t entries = 1000;
  std::size_t file_bytes = std::size_t{1} << 20;
  std::size_t bytes = std::size_t{20} << 20;  ///< of the archive, packed and unpacked
};

struct archive_contents {
  std::vector<archive_file> files;  ///< in the archive's order
  std::vector<std::string> links;   ///< the paths of symbolic and hard links, which are not followed
  std::string problem;              ///< in words, why it was refused; empty if it was not
};

/// Reads an archive by whoever, in a process of its own. Refused, too, is one with devices, absolute paths, "..", or
/// two entries of one name. Throws interrupted.
archive_contents read_archive(const std::filesystem::path& path, const archive_limits& limits = {});

/// The bytes of an archive: the same for the same files, whoever makes it and when. Throws environment_error if a
/// path has more than 100 bytes, which is all that the format has room for.
std::string make_archive(std::vector<archive_file> files);

}  // namespace gaplab
