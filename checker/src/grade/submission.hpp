// What a folder of submissions holds, and the students' files in it.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "course/course.hpp"

namespace gaplab {

/// One submission as it lies in the folder. Its name is as its sender chose it: any bytes.
struct submission_source {
  std::string name;            ///< the folder's name, or the archive's without .tar.gz
  std::filesystem::path path;  ///< a folder, or a tar.gz archive
};

struct ignored_entry {
  std::string name;
  std::string reason;
};

struct submission_list {
  std::vector<submission_source> sources;  ///< by name
  std::vector<ignored_entry> ignored;
};

/// The submissions in the folder: its folders, and its files that end in .tar.gz. The results' own folder is none of
/// them. Throws usage_error if the folder cannot be read or holds no submission.
submission_list find_submissions(const std::filesystem::path& folder, const std::filesystem::path& results);

/// The files of one submission that students may edit, and nothing else of it.
struct submission {
  std::map<std::string, std::string> files;  ///< path in a workspace, "01_avg_pool/avg_pool.cpp", to bytes
  std::size_t ignored = 0;                   ///< other files, those that `gaplab init` makes not counted
  std::string problem;                       ///< why it cannot be read; empty if it can
};

/// Reads a submission: a workspace, or a folder or an archive that holds the labs' folders, at most one level deeper.
/// Whatever is wrong with it is in the result.
submission read_submission(const course& c, const submission_source& source);

}  // namespace gaplab
