// Reading and writing whole files, safely against full disks and half-written results.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace gaplab {

/// The file's bytes. Throws environment_error, naming the file and the reason.
std::string read_file(const std::filesystem::path& path);

/// A file by whoever: its bytes, or in words why they are not wanted.
struct plain_file {
  std::string bytes;
  std::string problem;  ///< "a symbolic link", "larger than 1 MB", "Permission denied"; empty if there is none
};

/// Reads a regular file of at most that many bytes. A symbolic link is not followed.
plain_file read_plain_file(const std::filesystem::path& path, std::size_t most);

/// Replaces the file by a temporary one beside it and a rename, so that a reader sees the old bytes or the new ones,
/// whatever happens in between. Only a regular file or a link is replaced. Throws environment_error; then what was
/// there is untouched.
void write_file_atomically(const std::filesystem::path& path, std::string_view bytes);

/// Makes the folder and its parents. Throws environment_error.
void make_folder(const std::filesystem::path& path);

/// A private folder that is removed with all it holds when the object goes.
class temporary_folder {
 public:
  /// Makes it inside parent, or in the system's place for temporary files.
  explicit temporary_folder(const std::filesystem::path& parent = {});
  ~temporary_folder();
  temporary_folder(const temporary_folder&) = delete;
  temporary_folder& operator=(const temporary_folder&) = delete;
  temporary_folder(temporary_folder&&) = delete;
  temporary_folder& operator=(temporary_folder&&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return m_path; }

 private:
  std::filesystem::path m_path;
};

}  // namespace gaplab
