#include "grade/submission.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/archive.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "check/stub.hpp"

namespace gaplab {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view archive_ending = ".tar.gz";

/// The students' files of all labs, as a workspace has them.
std::set<std::string> wanted_files(const course& c) {
  std::set<std::string> wanted;
  for (const lab& l : c.labs) {
    for (const std::string& file : student_files(l)) wanted.insert(l.name + "/" + file);
  }
  return wanted;
}

/// What a workspace holds besides the labs' folders, and what is hidden: worth no word if it is not taken.
bool is_expected(const std::string& path) {
  static const std::set<std::string> known = {"gaplab",    "gaplab.toml",     "progress.json",
                                              "README.md", "submission.json", "compile_commands.json"};
  return known.contains(path) || path.front() == '.' || path.find("/.") != std::string::npos;
}

/// In which folder of the submission the labs' folders are: "", or one of its folders with a slash at the end.
/// Throws std::runtime_error if that is not clear.
std::string base_of(const std::vector<std::string>& paths, const std::set<std::string>& wanted) {
  std::set<std::string> bases;
  for (const std::string& path : paths) {
    if (wanted.contains(path)) return "";
    const std::size_t slash = path.find('/');
    if (slash != std::string::npos && wanted.contains(path.substr(slash + 1))) bases.insert(path.substr(0, slash + 1));
  }
  if (bases.size() > 1) {
    throw std::runtime_error(fmt::format("it holds the labs' files twice, in {} and in {}: which are meant?",
                                         *bases.begin(), *std::next(bases.begin())));
  }
  if (bases.empty()) throw std::runtime_error(fmt::format("it holds none of the labs' files ({})", *wanted.begin()));
  return *bases.begin();
}

/// All entries of a folder that are no folders, with paths relative to it. A link is not followed. So many are enough
/// to know that a folder is no submission.
std::vector<std::string> entries_below(const fs::path& folder) {
  constexpr std::size_t most = 10000;
  constexpr int deepest = 8;
  std::vector<std::string> paths;
  std::error_code error;
  fs::recursive_directory_iterator found(folder, error);
  for (; !error && found != fs::recursive_directory_iterator(); found.increment(error)) {
    const bool hidden = found->path().filename().string().front() == '.';
    if (hidden || found.depth() >= deepest) found.disable_recursion_pending();
    std::error_code ignored;
    if (found->symlink_status(ignored).type() == fs::file_type::directory) continue;
    paths.push_back(found->path().lexically_relative(folder).string());
    if (paths.size() > most) throw std::runtime_error(fmt::format("it holds more than {} files", most));
  }
  if (error) throw std::runtime_error(fmt::format("not all of it can be read: {}", error.message()));
  std::sort(paths.begin(), paths.end());
  return paths;
}

void count_ignored(submission& s, const std::vector<std::string>& paths, const std::string& base) {
  for (const std::string& path : paths) {
    const bool inside = path.compare(0, base.size(), base) == 0;
    const std::string in_workspace = inside ? path.substr(base.size()) : path;
    if (!s.files.contains(in_workspace) && !is_expected(in_workspace)) ++s.ignored;
  }
}

submission read_folder(const fs::path& folder, const std::set<std::string>& wanted) {
  submission s;
  const std::vector<std::string> paths = entries_below(folder);
  const std::string base = base_of(paths, wanted);
  const std::set<std::string> present(paths.begin(), paths.end());
  for (const std::string& file : wanted) {
    if (!present.contains(base + file)) continue;
    plain_file read = read_plain_file(folder / (base + file), archive_limits().file_bytes);
    if (!read.problem.empty()) throw std::runtime_error(fmt::format("{}: {}", file, read.problem));
    s.files[file] = std::move(read.bytes);
  }
  count_ignored(s, paths, base);
  return s;
}

submission read_packed(const fs::path& archive, const std::set<std::string>& wanted) {
  submission s;
  archive_contents contents = read_archive(archive);
  if (!contents.problem.empty()) throw std::runtime_error(contents.problem);
  std::vector<std::string> paths;
  for (const archive_file& file : contents.files) paths.push_back(file.path);
  paths.insert(paths.end(), contents.links.begin(), contents.links.end());
  const std::string base = base_of(paths, wanted);
  for (const std::string& link : contents.links) {
    if (link.compare(0, base.size(), base) == 0 && wanted.contains(link.substr(base.size()))) {
      throw std::runtime_error(fmt::format("{}: a link", link));
    }
  }
  for (archive_file& file : contents.files) {
    if (file.path.compare(0, base.size(), base) != 0) continue;
    const std::string in_workspace = file.path.substr(base.size());
    if (wanted.contains(in_workspace)) s.files[in_workspace] = std::move(file.bytes);
  }
  count_ignored(s, paths, base);
  return s;
}

/// Why the entry of the folder is no submission; empty if it is one.
std::string reason_to_ignore(const fs::directory_entry& entry, const fs::path& results) {
  std::error_code error;
  const std::string name = entry.path().filename().string();
  if (name.front() == '.') return "hidden";
  const fs::file_type type = entry.symlink_status(error).type();
  if (type == fs::file_type::symlink) return "a symbolic link";
  if (type == fs::file_type::directory) {
    return fs::equivalent(entry.path(), results, error) ? "the results" : "";
  }
  if (name.size() <= archive_ending.size() || !name.ends_with(archive_ending)) return "neither a folder nor a .tar.gz";
  return type == fs::file_type::regular ? "" : "no regular file";
}

}  // namespace

submission_list find_submissions(const fs::path& folder, const fs::path& results) {
  submission_list list;
  std::error_code error;
  fs::directory_iterator found(folder, error);
  for (; !error && found != fs::directory_iterator(); found.increment(error)) {
    const std::string name = found->path().filename().string();
    const std::string reason = reason_to_ignore(*found, results);
    if (reason.empty()) {
      // Beside a folder of the same name an archive keeps its ending, so that names stay different.
      std::error_code ignored;
      const bool packed = !found->is_directory(ignored);
      const std::string plain = packed ? name.substr(0, name.size() - archive_ending.size()) : name;
      list.sources.push_back({packed && fs::exists(folder / plain, ignored) ? name : plain, found->path()});
    } else {
      list.ignored.push_back({name, reason});
    }
  }
  if (error) throw usage_error(fmt::format("cannot read the folder {}: {}", folder.string(), error.message()));
  std::sort(list.sources.begin(), list.sources.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  std::sort(list.ignored.begin(), list.ignored.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  if (list.sources.empty()) {
    throw usage_error(fmt::format(
        "there is no submission in {}: it must hold a folder or an archive by `gaplab submit` (.tar.gz) for each",
        folder.string()));
  }
  return list;
}

submission read_submission(const course& c, const submission_source& source) {
  const std::set<std::string> wanted = wanted_files(c);
  try {
    return fs::is_directory(source.path) ? read_folder(source.path, wanted) : read_packed(source.path, wanted);
  } catch (const environment_error&) {
    throw;
  } catch (const interrupted&) {
    throw;
  } catch (const std::runtime_error& error) {
    submission s;
    s.problem = error.what();
    return s;
  }
}

}  // namespace gaplab
