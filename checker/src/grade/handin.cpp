#include "grade/handin.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/files.hpp"
#include "base/strict_toml.hpp"
#include "base/text.hpp"
#include "check/stub.hpp"
#include "gaplab_version.hpp"

namespace gaplab {

namespace fs = std::filesystem;

namespace {

/// Why a file cannot be handed in; empty if it can.
std::string problem_of(const plain_file& file) {
  if (!file.problem.empty()) return file.problem;
  const auto at = find_invalid_utf8(file.bytes);
  if (!at) return {};
  const auto line = 1 + std::count(file.bytes.begin(), file.bytes.begin() + static_cast<std::ptrdiff_t>(*at), '\n');
  return fmt::format("line {} is not in UTF-8: save the file with that encoding", line);
}

void add(handin& h, const fs::path& root, const std::string& path) {
  std::error_code error;
  if (fs::symlink_status(root / path, error).type() == fs::file_type::not_found) {
    h.missing.push_back(path);
    return;
  }
  plain_file file = read_plain_file(root / path, archive_limits().file_bytes);
  const std::string problem = problem_of(file);
  if (problem.empty()) {
    h.files.push_back({path, std::move(file.bytes)});
  } else {
    h.problems.push_back(fmt::format("{}: {}", path, problem));
  }
}

}  // namespace

handin collect_handin(const course& c, const workspace& w) {
  handin h;
  h.course_version = version;
  for (const lab& l : c.labs) {
    for (const std::string& file : student_files(l)) add(h, w.files(), l.name + "/" + file);
  }
  if (w.type() == workspace::kind::student) {
    add(h, w.files(), workspace_marker);
    const toml::table marker = parse_toml((w.files() / workspace_marker).string());
    h.course_version = marker["course_version"].value_or(std::string());
  }
  return h;
}

}  // namespace gaplab
