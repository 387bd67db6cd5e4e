// Tells when a student saves: by the system's word where it gives it (inotify), and else by looking.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>

#include "base/file_descriptor.hpp"

namespace gaplab {

/// Editors save in many ways: they write the file anew, or rename another one to its name, with backups and swap files
/// beside it. All that happens within a twentieth of a second is one save. Files and folders may go and come back.
class file_changes {
 public:
  /// Looks at the file and at the headers beside it. by_looking: without asking the system to tell.
  file_changes(std::filesystem::path file, bool by_looking);

  /// Why it looks every half second, in words; empty where the system tells of changes.
  [[nodiscard]] const std::string& looks_because() const { return m_looks_because; }

  /// Can be read when there may be news; -1 where it looks by itself.
  [[nodiscard]] int descriptor() const { return m_inotify.get(); }

  /// After how many seconds changed() should be asked, at the latest.
  [[nodiscard]] double seconds_left() const;

  /// Whether something was saved, deleted or brought back since it last said so. Every change is told once, when it is
  /// over.
  bool changed();

 private:
  using clock = std::chrono::steady_clock;
  struct state {
    std::uint64_t inode;
    std::int64_t size, seconds, nanoseconds;
    bool operator==(const state&) const = default;
  };
  using states = std::map<std::filesystem::path, state>;
  struct watched_folder {
    int watch;
    std::uint64_t device, inode;
  };

  [[nodiscard]] bool is_of_interest(const std::string& name) const;
  [[nodiscard]] states look() const;
  void read_events();
  void watch_folders();
  void look_only(std::string reason);
  [[nodiscard]] double period() const;
  void look_again_in(double seconds);

  std::filesystem::path m_file;
  std::string m_looks_because;
  file_descriptor m_inotify;
  std::map<std::filesystem::path, watched_folder> m_watched;
  states m_told;  ///< when a change was last told
  states m_last;  ///< when it was last looked
  bool m_saved = false;
  clock::time_point m_next_look;
};

}  // namespace gaplab
