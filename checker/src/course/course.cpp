#include "course/course.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "base/error.hpp"
#include "base/program_name.hpp"
#include "base/text.hpp"

namespace gaplab {

namespace fs = std::filesystem;

namespace {

bool is_course(const fs::path& root) {
  return fs::is_directory(root / "labs") && fs::is_directory(root / "datasets") &&
         fs::is_directory(root / "checker" / "worker");
}

fs::path find_root(const fs::path& asked) {
  const char* variable = std::getenv("GAPLAB_COURSE");
  const fs::path named = !asked.empty() ? asked : fs::path(variable != nullptr ? variable : "");
  if (!named.empty()) {
    if (is_course(named)) return fs::canonical(named);
    throw environment_error(
        fmt::format("{} is no gaplab course: it must hold labs/, datasets/ and checker/worker/", named.string()));
  }
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  for (fs::path folder = program.parent_path(); !error; folder = folder.parent_path()) {
    if (is_course(folder)) return folder;
    if (folder == folder.parent_path()) break;
  }
  throw environment_error(
      "cannot find the course: there is no labs/, datasets/ and checker/worker/ above this program; name its folder "
      "with --course DIR or GAPLAB_COURSE");
}

/// True if the prefix ends where a word of the address ends.
bool names(std::string_view prefix, std::string_view address) {
  return address.substr(0, prefix.size()) == prefix &&
         (address.size() == prefix.size() || address[prefix.size()] == '.');
}

}  // namespace

course open_course(const fs::path& root) {
  course c;
  c.root = find_root(root);
  std::vector<fs::path> folders;
  for (const fs::directory_entry& entry : fs::directory_iterator(c.labs_folder())) {
    if (fs::exists(entry.path() / "lab.toml")) folders.push_back(entry.path());
  }
  std::sort(folders.begin(), folders.end());
  for (const fs::path& folder : folders) c.labs.push_back(load_lab(folder));
  if (c.labs.empty()) throw environment_error(fmt::format("there is no lab in {}", c.labs_folder().string()));
  return c;
}

const lab* find_lab(const course& c, const std::string& name_or_id) {
  const auto found = std::find_if(c.labs.begin(), c.labs.end(),
                                  [&](const lab& l) { return l.name == name_or_id || l.id == name_or_id; });
  return found == c.labs.end() ? nullptr : &*found;
}

std::vector<step> all_steps(const course& c) {
  std::vector<step> steps;
  for (const lab& l : c.labs) steps.insert(steps.end(), l.steps.begin(), l.steps.end());
  return steps;
}

namespace {

/// What may be meant by an address that names nothing: the nearest of all addresses and their beginnings in whole
/// words, or the first beginning that ends in these words.
std::string nearest_address(const std::string& wrong, const std::vector<std::string>& addresses) {
  std::vector<std::string> candidates = addresses;
  for (const std::string& address : addresses) {
    for (std::size_t dot = address.find('.'); dot != std::string::npos; dot = address.find('.', dot + 1)) {
      candidates.push_back(address.substr(0, dot));
    }
  }
  const auto ends_in = [&](const std::string& candidate) { return candidate.ends_with("." + wrong); };
  const auto ending = std::find_if(candidates.begin(), candidates.end(), ends_in);
  return ending != candidates.end() ? *ending : nearest(wrong, candidates);
}

}  // namespace

std::vector<step> find_steps(const course& c, const std::vector<std::string>& addresses) {
  const std::vector<step> steps = all_steps(c);
  std::vector<bool> chosen(steps.size(), false);
  for (const std::string& address : addresses) {
    // A lab's folder name, with or without the slash that a shell completes, serves as its id.
    std::string prefix = address;
    while (!prefix.empty() && (prefix.back() == '/' || prefix.back() == '.')) prefix.pop_back();
    if (const lab* l = find_lab(c, prefix)) prefix = l->id;
    bool found = false;
    std::vector<std::string> candidates;
    for (std::size_t i = 0; i < steps.size(); ++i) {
      candidates.push_back(steps[i].address());
      if (!names(prefix, candidates.back())) continue;
      chosen[i] = true;
      found = true;
    }
    if (found) continue;
    const std::string near = nearest_address(prefix, candidates);
    throw usage_error(fmt::format("there is no step `{}`{}; `{} list` shows them all", printable(address),
                                  near.empty() ? "" : fmt::format(" (did you mean {}?)", near), program_name()));
  }
  std::vector<step> result;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (chosen[i]) result.push_back(steps[i]);
  }
  return result;
}

}  // namespace gaplab
