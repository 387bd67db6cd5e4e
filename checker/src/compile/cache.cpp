#include "compile/cache.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <vector>

#include "base/error.hpp"
#include "base/files.hpp"

namespace gaplab {

namespace fs = std::filesystem;

namespace {

constexpr std::uintmax_t largest_cache = std::uintmax_t{256} << 20;  // bytes; a worker is about 100 KB

}  // namespace

compile_cache::compile_cache(fs::path folder, const compile_cache* below)
    : m_folder(std::move(folder)), m_below(below) {
  try {
    make_folder(m_folder);
  } catch (const environment_error& error) {
    throw environment_error(fmt::format("{}; GAPLAB_CACHE can name another place for compiled workers", error.what()));
  }
}

std::optional<fs::path> compile_cache::find(const std::string& name) const {
  fs::path path = m_folder / name;
  std::error_code error;
  if (!fs::exists(path, error)) return m_below != nullptr ? m_below->find(name) : std::nullopt;
  fs::last_write_time(path, fs::file_time_type::clock::now(), error);  // "used now", for prune
  return path;
}

fs::path compile_cache::store(const fs::path& made, const std::string& name) const {
  fs::path path = m_folder / name;
  std::error_code error;
  fs::rename(made, path, error);
  if (error) throw environment_error(fmt::format("cannot write {}: {}", path.string(), error.message()));
  return path;
}

void compile_cache::remember_refusal(const std::string& key, const compile_refusal& refusal) const {
  m_refusals[key] = refusal;
}

std::optional<compile_refusal> compile_cache::find_refusal(const std::string& key) const {
  const auto found = m_refusals.find(key);
  return found == m_refusals.end() ? std::nullopt : std::optional(found->second);
}

void compile_cache::prune() const {
  struct entry {
    fs::file_time_type used;
    std::uintmax_t size;
    fs::path path;
  };
  std::vector<entry> entries;
  std::uintmax_t total = 0;
  std::error_code error;
  const auto now = fs::file_time_type::clock::now();
  for (const fs::directory_entry& found : fs::directory_iterator(m_folder, error)) {
    const auto used = found.last_write_time(error);
    if (error) continue;
    if (found.is_directory(error)) {
      if (now - used > std::chrono::hours(24)) fs::remove_all(found.path(), error);
      continue;
    }
    const std::uintmax_t size = found.file_size(error);
    if (error) continue;
    entries.push_back({used, size, found.path()});
    total += size;
  }
  std::sort(entries.begin(), entries.end(), [](const entry& a, const entry& b) { return a.used < b.used; });
  for (const entry& e : entries) {
    if (total <= largest_cache) break;
    if (fs::remove(e.path, error)) total -= e.size;
  }
}

fs::path default_cache_folder() {
  const auto variable = [](const char* name) -> fs::path {
    const char* value = std::getenv(name);
    return value != nullptr ? value : "";
  };
  if (const fs::path named = variable("GAPLAB_CACHE"); !named.empty()) return fs::absolute(named);
  if (const fs::path cache = variable("XDG_CACHE_HOME"); cache.is_absolute()) return cache / "gaplab";
  if (const fs::path home = variable("HOME"); home.is_absolute()) return home / ".cache" / "gaplab";
  return fs::path("/tmp") / fmt::format("gaplab-{}", ::getuid());
}

}  // namespace gaplab
