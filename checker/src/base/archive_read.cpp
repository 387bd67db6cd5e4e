#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>

#include <memory>
#include <set>
#include <stdexcept>

#include "base/archive.hpp"
#include "base/files.hpp"
#include "base/gzip.hpp"
#include "base/isolated.hpp"
#include "base/pack.hpp"
#include "base/text.hpp"

namespace gaplab {

namespace {

constexpr int parse_seconds = 20;

struct free_archive {
  void operator()(archive* a) const { archive_read_free(a); }
};

/// The path as archive_file has it. Throws std::runtime_error if it leads elsewhere.
std::string plain_path(const char* name) {
  if (name == nullptr || *name == '\0') throw std::runtime_error("an entry has no name that can be read");
  const std::string_view whole = name;
  const auto refuse = [&](std::string_view why) {
    throw std::runtime_error(fmt::format("{}: {}", printable_line(whole), why));
  };
  if (whole.front() == '/') refuse("an absolute path");
  std::string path;
  for (std::string_view rest = whole; !rest.empty();) {
    const std::string_view part = rest.substr(0, rest.find('/'));
    rest.remove_prefix(std::min(part.size() + 1, rest.size()));
    if (part == "..") refuse("a path that leads outside");
    if (!part.empty() && part != ".") path += (path.empty() ? "" : "/") + std::string(part);
  }
  return path;
}

std::string bytes_of(archive* a, const std::string& path, std::size_t most) {
  std::string bytes(most + 1, '\0');
  std::size_t size = 0;
  while (size < bytes.size()) {
    const la_ssize_t got = archive_read_data(a, bytes.data() + size, bytes.size() - size);
    if (got < 0) throw std::runtime_error(fmt::format("it is damaged or cut off at {}", printable_line(path)));
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  if (size > most) throw std::runtime_error(fmt::format("{}: larger than {} MB", printable_line(path), most >> 20));
  bytes.resize(size);
  return bytes;
}

/// Throws std::runtime_error with what is wrong.
archive_contents parse_tar(const std::string& tar, const archive_limits& limits) {
  const std::unique_ptr<archive, free_archive> a(archive_read_new());
  archive_read_support_format_tar(a.get());
  if (archive_read_open_memory(a.get(), tar.data(), tar.size()) != ARCHIVE_OK) {
    throw std::runtime_error("it is damaged, or no tar archive");
  }
  archive_contents contents;
  std::set<std::string> names;
  std::size_t left = limits.bytes;
  for (std::size_t entries = 0;; ++entries) {
    archive_entry* entry = nullptr;
    const int state = archive_read_next_header(a.get(), &entry);
    if (state == ARCHIVE_EOF) return contents;
    // A warning is of an owner or a time, or of a name that is not in this locale's letters: nothing that matters.
    if (state < ARCHIVE_WARN) {
      throw std::runtime_error("it is damaged or cut off");
    }
    if (entries == limits.entries) throw std::runtime_error(fmt::format("more than {} entries", limits.entries));
    const std::string path = plain_path(archive_entry_pathname(entry));
    const bool link = archive_entry_hardlink(entry) != nullptr || archive_entry_filetype(entry) == AE_IFLNK;
    if (!link && archive_entry_filetype(entry) == AE_IFDIR) continue;
    if (!link && (archive_entry_filetype(entry) != AE_IFREG || path.empty())) {
      throw std::runtime_error(fmt::format("{}: no regular file", printable_line(path)));
    }
    if (!names.insert(path).second) throw std::runtime_error(fmt::format("{}: there twice", printable_line(path)));
    if (link) {
      contents.links.push_back(path);
      continue;
    }
    contents.files.push_back({path, bytes_of(a.get(), path, limits.file_bytes)});
    const std::size_t size = contents.files.back().bytes.size();
    if (size > left) throw std::runtime_error(fmt::format("it unpacks to more than {} MB", limits.bytes >> 20));
    left -= size;
  }
}

archive_contents parse(const std::string& bytes, const archive_limits& limits) {
  archive_contents contents;
  try {
    const std::size_t headers = limits.entries * 1024;  // and what fills up the last block of each file
    contents = parse_tar(gunzip(bytes, limits.bytes + headers), limits);
  } catch (const std::exception& error) {
    contents.problem = error.what();
  }
  return contents;
}

}  // namespace

archive_contents read_archive(const std::filesystem::path& path, const archive_limits& limits) {
  const plain_file packed = read_plain_file(path, limits.bytes);
  if (!packed.problem.empty()) return {{}, {}, packed.problem};
  const isolated_result parsed = run_isolated(
      [&](int output) {
        const archive_contents contents = parse(packed.bytes, limits);
        packer out(output);
        out.text(contents.problem);
        out.number<std::uint64_t>(contents.files.size());
        for (const archive_file& file : contents.files) {
          out.text(file.path);
          out.text(file.bytes);
        }
        out.number<std::uint64_t>(contents.links.size());
        for (const std::string& link : contents.links) out.text(link);
      },
      parse_seconds);
  if (!parsed.finished) return {{}, {}, fmt::format("reading it {}", parsed.failure)};
  archive_contents contents;
  try {
    unpacker in(parsed.value.view());
    contents.problem = in.text();
    for (auto left = in.number<std::uint64_t>(); left > 0; --left) {
      std::string name = in.text();
      contents.files.push_back({std::move(name), in.text()});
    }
    for (auto left = in.number<std::uint64_t>(); left > 0; --left) contents.links.push_back(in.text());
  } catch (const std::out_of_range&) {
    return {{}, {}, "there is no memory to read it"};
  }
  return contents;
}

}  // namespace gaplab
