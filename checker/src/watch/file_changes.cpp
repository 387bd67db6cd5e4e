#include "watch/file_changes.hpp"

#include <fmt/format.h>
#include <sys/inotify.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <set>

#include "watch/mounts.hpp"

namespace gaplab {

namespace fs = std::filesystem;

namespace {

constexpr double quiet_seconds = 0.05;   // without news, and a save is over
constexpr double looking_period = 0.5;   // seconds, where the system does not tell
constexpr double reassuring_period = 1;  // seconds, where it does: a folder may have been put in another's place
constexpr std::uint32_t told =
    IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_CREATE | IN_DELETE | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR;

bool is_header(const fs::path& name) {
  static const std::set<std::string> endings = {".h", ".hh", ".hpp", ".hxx", ".cuh", ".inl"};
  return name.string().front() != '.' && endings.contains(name.extension().string());
}

/// By errno. Not formatted: where no descriptor is left, the sanitizer of virtual calls, which fmt makes, needs one.
std::string system_does_not_tell() { return std::string("the system cannot tell of saves: ") + std::strerror(errno); }

/// Where the file really is, if it is a link to another place.
fs::path target_of(const fs::path& file) {
  std::error_code error;
  const fs::path target = fs::canonical(file, error);
  return error ? file : target;
}

}  // namespace

file_changes::file_changes(fs::path file, bool by_looking) : m_file(std::move(file)) {
  if (by_looking) {
    look_only("you asked for it");
  } else if (const std::string mount = remote_mount(m_file.parent_path()); !mount.empty()) {
    look_only(fmt::format("{} does not tell of saves", mount));
  } else {
    m_inotify = file_descriptor(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC));
    if (!m_inotify) look_only(system_does_not_tell());
  }
  watch_folders();
  m_told = m_last = look();
  look_again_in(period());
}

void file_changes::look_only(std::string reason) {
  m_looks_because = std::move(reason);
  m_inotify.reset();
  m_watched.clear();
}

double file_changes::period() const { return m_inotify ? reassuring_period : looking_period; }

void file_changes::look_again_in(double seconds) {
  m_next_look = clock::now() + std::chrono::duration_cast<clock::duration>(std::chrono::duration<double>(seconds));
}

double file_changes::seconds_left() const {
  return std::max(std::chrono::duration<double>(m_next_look - clock::now()).count(), 0.0);
}

bool file_changes::is_of_interest(const std::string& name) const {
  return name == m_file.filename() || name == target_of(m_file).filename() || is_header(name);
}

file_changes::states file_changes::look() const {
  states found;
  const auto add = [&](const fs::path& path) {
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) return;
    found[path] = {status.st_ino, status.st_size, status.st_mtim.tv_sec, status.st_mtim.tv_nsec};
  };
  add(m_file);
  std::error_code error;
  for (fs::directory_iterator entry(m_file.parent_path(), error), end; !error && entry != end; entry.increment(error)) {
    if (is_header(entry->path().filename())) add(entry->path());
  }
  return found;
}

/// The folder of the file, and the one of what it is a link to. One that was deleted and made anew is another one.
void file_changes::watch_folders() {
  if (!m_inotify) return;
  const std::set<fs::path> wanted = {m_file.parent_path(), target_of(m_file).parent_path()};
  for (auto known = m_watched.begin(); known != m_watched.end();) {
    struct stat status {};
    const bool same = wanted.contains(known->first) && ::stat(known->first.c_str(), &status) == 0 &&
                      status.st_dev == known->second.device && status.st_ino == known->second.inode;
    if (!same) ::inotify_rm_watch(m_inotify.get(), known->second.watch);
    known = same ? std::next(known) : m_watched.erase(known);
  }
  for (const fs::path& folder : wanted) {
    struct stat status {};
    if (m_watched.contains(folder) || ::stat(folder.c_str(), &status) != 0) continue;
    const int watch = ::inotify_add_watch(m_inotify.get(), folder.c_str(), told);
    if (watch >= 0) {
      m_watched[folder] = {watch, status.st_dev, status.st_ino};
    } else if (errno != ENOENT && errno != ENOTDIR) {
      look_only(system_does_not_tell());
      return;
    }
  }
}

void file_changes::read_events() {
  alignas(inotify_event) std::array<char, 1 << 14> buffer{};
  while (m_inotify) {
    const ssize_t size = ::read(m_inotify.get(), buffer.data(), buffer.size());
    if (size <= 0) return;
    for (const char* at = buffer.data(); at < buffer.data() + size;) {
      const auto* event = reinterpret_cast<const inotify_event*>(at);
      at += sizeof *event + event->len;
      if ((event->mask & IN_IGNORED) != 0) {
        // The folder has gone, or this program has stopped to watch it.
        std::erase_if(m_watched, [&](const auto& known) { return known.second.watch == event->wd; });
      }
      const bool named = event->len > 0;
      if (named && !is_of_interest(event->name)) continue;
      if (named && (event->mask & (IN_CLOSE_WRITE | IN_MOVED_TO)) != 0) m_saved = true;
      look_again_in(quiet_seconds);
    }
  }
}

bool file_changes::changed() {
  read_events();
  if (clock::now() < m_next_look) return false;
  watch_folders();
  states now = look();
  if (now != m_last) {
    m_last = std::move(now);
    look_again_in(quiet_seconds);
    return false;
  }
  look_again_in(period());
  if (!m_saved && m_last == m_told) return false;
  m_saved = false;
  m_told = m_last;
  return true;
}

}  // namespace gaplab
