#include "base/files.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "base/error.hpp"
#include "base/file_descriptor.hpp"

namespace gaplab {

namespace fs = std::filesystem;

namespace {

[[noreturn]] void fail(std::string_view what, const fs::path& path) {
  const int reason = errno;
  throw environment_error(fmt::format("cannot {} {}: {}", what, path.string(), std::strerror(reason)));
}

}  // namespace

std::string read_file(const fs::path& path) {
  const file_descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));  // a pipe must not block
  if (!file) fail("open", path);
  struct stat status {};
  if (::fstat(file.get(), &status) != 0) fail("read", path);
  if (S_ISDIR(status.st_mode)) {
    errno = EISDIR;
    fail("read", path);
  }
  if (!S_ISREG(status.st_mode))
    throw environment_error(fmt::format("cannot read {}: it is no regular file", path.string()));
  std::string bytes;
  constexpr std::size_t chunk = 1 << 16;
  while (true) {
    const std::size_t had = bytes.size();
    bytes.resize(had + chunk);
    const ssize_t got = ::read(file.get(), bytes.data() + had, chunk);
    if (got < 0 && errno == EINTR) {
      bytes.resize(had);
      continue;
    }
    if (got < 0) fail("read", path);
    bytes.resize(had + static_cast<std::size_t>(got));
    if (got == 0) return bytes;
  }
}

plain_file read_plain_file(const fs::path& path, std::size_t most) {
  const file_descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW));
  if (!file) return {{}, errno == ELOOP ? "a symbolic link" : std::strerror(errno)};
  struct stat status {};
  if (::fstat(file.get(), &status) != 0) return {{}, std::strerror(errno)};
  if (!S_ISREG(status.st_mode)) return {{}, "no regular file"};
  std::string bytes;
  // One byte more than is wanted tells whether there is more; the size may change while the file is read.
  bytes.resize(std::min(static_cast<std::size_t>(status.st_size), most) + 1);
  std::size_t size = 0;
  while (size < bytes.size()) {
    const ssize_t got = ::read(file.get(), bytes.data() + size, bytes.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return {{}, std::strerror(errno)};
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  if (size > most) return {{}, fmt::format("larger than {} MB", most >> 20)};
  bytes.resize(size);
  return {bytes, {}};
}

void write_file_atomically(const fs::path& path, std::string_view bytes) {
  // A rename would put a plain file in the place of a device or a pipe.
  struct stat present {};
  if (::lstat(path.c_str(), &present) == 0 && !S_ISREG(present.st_mode) && !S_ISLNK(present.st_mode)) {
    throw environment_error(fmt::format("cannot replace {}: what is there is no regular file", path.string()));
  }
  std::string temporary = path.string() + ".XXXXXX";
  file_descriptor file(::mkostemp(temporary.data(), O_CLOEXEC));
  if (!file) fail("write", path);
  const auto give_up = [&](std::string_view what) {
    const int reason = errno;
    ::unlink(temporary.c_str());
    errno = reason;
    fail(what, path);
  };
  // mkostemp makes the file private; what replaces a student's file has the rights that a new file would have.
  const mode_t mask = ::umask(0);
  ::umask(mask);
  if (::fchmod(file.get(), 0666 & ~mask) != 0) give_up("write");
  while (!bytes.empty()) {
    const ssize_t written = ::write(file.get(), bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) give_up("write");
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  if (::close(file.release()) != 0) give_up("write");
  if (::rename(temporary.c_str(), path.c_str()) != 0) give_up("replace");
}

void make_folder(const fs::path& path) {
  std::error_code error;
  fs::create_directories(path, error);
  if (error) throw environment_error(fmt::format("cannot make the folder {}: {}", path.string(), error.message()));
}

temporary_folder::temporary_folder(const fs::path& parent) {
  std::error_code error;
  const fs::path place = parent.empty() ? fs::temp_directory_path(error) : parent;
  std::string name = ((error ? fs::path("/tmp") : place) / "gaplab-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) fail("make a temporary folder", name);
  m_path = name;
}

temporary_folder::~temporary_folder() {
  std::error_code ignored;
  fs::remove_all(m_path, ignored);
}

}  // namespace gaplab
