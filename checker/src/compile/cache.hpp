// Files named by the content that they were made from. Each is written once, by a rename, and never changed, so that
// any number of gaplabs may share the folder.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>

namespace gaplab {

/// What became of a source that cannot be compiled.
struct compile_refusal {
  std::string diagnostics;
  bool unsupported = false;  ///< because it uses what is known and not supported
};

class compile_cache {
 public:
  /// Makes the folder if need be. Throws environment_error. With a cache below it is for what is made and soon thrown
  /// away: what that one has is found, and it gets nothing new. It must outlive this one.
  explicit compile_cache(std::filesystem::path folder, const compile_cache* below = nullptr);

  [[nodiscard]] const std::filesystem::path& folder() const { return m_folder; }

  /// The file of that name, if it is there.
  [[nodiscard]] std::optional<std::filesystem::path> find(const std::string& name) const;

  /// Moves a file, made in a temporary_folder inside folder(), into the cache.
  std::filesystem::path store(const std::filesystem::path& made, const std::string& name) const;

  /// What the compiler said of a source that it refused. Remembered as long as this object is there, so that the steps
  /// of one file do not all have it compiled; kept nowhere, since a header may mend it.
  void remember_refusal(const std::string& key, const compile_refusal& refusal) const;
  [[nodiscard]] std::optional<compile_refusal> find_refusal(const std::string& key) const;

  /// Removes the files unused for longest until the rest is below the limit, and what interrupted runs left behind.
  void prune() const;

 private:
  std::filesystem::path m_folder;
  const compile_cache* m_below;
  mutable std::map<std::string, compile_refusal> m_refusals;
};

/// $GAPLAB_CACHE, or gaplab/ in $XDG_CACHE_HOME or ~/.cache; without a home a folder of this user's in /tmp.
std::filesystem::path default_cache_folder();

}  // namespace gaplab
