// Where a student's files are, and what has been reached with them.
//
// A workspace made by `gaplab init` holds gaplab.toml (which marks it and names the version of the course that made
// it), one folder a lab with the student's files only, and progress.json. Everything in it is text made for git.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "course/course.hpp"

namespace gaplab {

/// What is remembered of a step between two runs.
struct step_progress {
  std::string verdict;    ///< of the last check, as in the results; empty before the first
  bool passed = false;    ///< by that check
  std::size_t hints = 0;  ///< how many have been shown
};

class workspace {
 public:
  enum class kind {
    student,   ///< made by `gaplab init`
    clone,     ///< the course's own labs/, edited in place
    folder,    ///< given by --labs
    solutions  ///< the reference solutions; nothing is remembered of them
  };

  workspace(kind k, std::filesystem::path files, std::filesystem::path progress_file);

  [[nodiscard]] kind type() const { return m_kind; }
  /// The folder that holds one folder a lab.
  [[nodiscard]] const std::filesystem::path& files() const { return m_files; }
  [[nodiscard]] std::filesystem::path file_of(const step& s) const { return m_files / s.lab / s.file; }

  [[nodiscard]] step_progress progress_of(const step& s) const;
  void remember(const step& s, const step_progress& progress);
  /// Writes what has been remembered since, if anything. Throws environment_error; the old file then still stands.
  void save();

 private:
  kind m_kind;
  std::filesystem::path m_files;
  std::filesystem::path m_progress_file;
  std::map<std::string, step_progress> m_progress;
  bool m_changed = false;
};

/// The workspace to work on: the folder given by --labs; else the nearest one above the working directory; else the
/// course's own labs/.
workspace open_workspace(const course& c, const std::optional<std::filesystem::path>& labs);

/// The reference solutions in the place of a student's files.
workspace open_solutions(const course& c);

/// The file that marks a workspace.
inline constexpr const char* workspace_marker = "gaplab.toml";

}  // namespace gaplab
