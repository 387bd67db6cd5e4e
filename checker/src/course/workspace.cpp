#include "course/workspace.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "base/files.hpp"

namespace gaplab {

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

constexpr const char* progress_schema = "gaplab.progress/1";

std::map<std::string, step_progress> load_progress(const fs::path& file) {
  std::map<std::string, step_progress> progress;
  std::error_code error;
  if (file.empty() || fs::symlink_status(file, error).type() == fs::file_type::not_found) return progress;
  try {
    const json root = json::parse(read_file(file));
    if (root.at("schema") != progress_schema) {
      throw environment_error(
          fmt::format("{} was written by a newer gaplab: update gaplab, or move the file away", file.string()));
    }
    for (const auto& [address, entry] : root.at("steps").items()) {
      progress[address] = {entry.at("verdict").get<std::string>(), entry.at("passed").get<bool>(),
                           entry.at("hints").get<std::size_t>()};
    }
  } catch (const json::exception&) {
    throw environment_error(fmt::format(
        "{} is damaged (a merge, perhaps?): mend it, or delete it to start with empty progress; your solutions are "
        "not touched by that",
        file.string()));
  }
  return progress;
}

}  // namespace

workspace::workspace(kind k, fs::path files, fs::path progress_file)
    : m_kind(k),
      m_files(std::move(files)),
      m_progress_file(std::move(progress_file)),
      m_progress(load_progress(m_progress_file)) {}

step_progress workspace::progress_of(const step& s) const {
  const auto found = m_progress.find(s.address());
  return found == m_progress.end() ? step_progress{} : found->second;
}

void workspace::remember(const step& s, const step_progress& progress) {
  step_progress& known = m_progress[s.address()];
  if (known.verdict == progress.verdict && known.passed == progress.passed && known.hints == progress.hints) return;
  known = progress;
  m_changed = true;
}

void workspace::save() {
  if (!m_changed || m_progress_file.empty()) return;
  // One line a step, in order, so that git shows and merges it well.
  std::string text = fmt::format("{{\n  \"schema\": \"{}\",\n  \"steps\": {{", progress_schema);
  const char* separator = "\n";
  for (const auto& [address, entry] : m_progress) {
    text += fmt::format("{}    {}: {}", separator, json(address).dump(),
                        json{{"verdict", entry.verdict}, {"passed", entry.passed}, {"hints", entry.hints}}.dump());
    separator = ",\n";
  }
  text += "\n  }\n}\n";
  make_folder(m_progress_file.parent_path());
  write_file_atomically(m_progress_file, text);
  m_changed = false;
}

workspace open_workspace(const course& c, const std::optional<fs::path>& labs) {
  if (labs) {
    if (!fs::is_directory(*labs)) throw usage_error(fmt::format("--labs: {} is no folder", labs->string()));
    const fs::path folder = fs::canonical(*labs);
    if (fs::exists(folder / workspace_marker)) {
      return {workspace::kind::student, folder, folder / "progress.json"};
    }
    if (folder != c.labs_folder()) return {workspace::kind::folder, folder, folder / ".gaplab-progress.json"};
  } else {
    std::error_code error;
    for (fs::path folder = fs::current_path(error); !error; folder = folder.parent_path()) {
      if (fs::exists(folder / workspace_marker, error)) {
        return {workspace::kind::student, folder, folder / "progress.json"};
      }
      if (folder == folder.parent_path()) break;
    }
  }
  return {workspace::kind::clone, c.labs_folder(), c.root / ".gaplab" / "progress.json"};
}

workspace open_solutions(const course& c) {
  if (!fs::is_directory(c.solutions_folder())) {
    throw environment_error(
        fmt::format("this course has no reference solutions: {} is missing", c.solutions_folder().string()));
  }
  return {workspace::kind::solutions, c.solutions_folder(), {}};
}

}  // namespace gaplab
