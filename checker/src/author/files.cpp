// What can be told of a lab from its files alone.
#include "author/files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "author/gate.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "check/compile_commands.hpp"
#include "check/stub.hpp"
#include "fixtures/read.hpp"
#include "oracles/oracle.hpp"
#include "oracles/verify_fixture.hpp"

namespace gaplab {

namespace fs = std::filesystem;

namespace {

/// Hidden files are settings of editors and tools.
std::vector<fs::path> entries_of(const fs::path& folder) {
  std::vector<fs::path> entries;
  if (!fs::is_directory(folder)) return entries;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    if (name.front() != '.' && name != "__pycache__") entries.push_back(entry.path());
  }
  std::sort(entries.begin(), entries.end());
  return entries;
}

void find_missing_files(const course& c, const lab& l, std::vector<finding>& found) {
  const auto need = [&](const fs::path& file, const std::string& why) {
    if (!fs::is_regular_file(file)) found.push_back({file.string(), "it is missing: " + why});
  };
  need(l.folder / "README.md", "the task, with a section `## operation: ...` for each operation");
  need(l.folder / "binding.cpp", "one GAPLAB_BIND for each operation and direction");
  for (const std::string& file : student_files(l)) {
    need(l.folder / file, "the student's file, with a stub for each step");
    need(c.solutions_folder() / l.name / file, fmt::format("the twin of labs/{}/{}, solved", l.name, file));
  }
  need(c.cases_of(l), "the cases of the fixture (datasets/schema.md)");
  need(c.answers_of(l), "what PyTorch answers, a function for each operation in OPERATIONS");
  need(c.fixture_of(l), fmt::format("the fixture: `python3 datasets/generate.py {}`", l.name));
}

void find_missing_words(const lab& l, std::vector<finding>& found) {
  const std::string file = (l.folder / "lab.toml").string();
  for (const step& s : l.steps) {
    if (s.hints.empty()) found.push_back({file, fmt::format("{} has no hint", s.address())});
    if (s.passed.empty()) found.push_back({file, fmt::format("{}: `passed` says nothing", s.address())});
    if (s.points < 1) found.push_back({file, fmt::format("{} has no points", s.address())});
    if (s.outputs.empty()) found.push_back({file, fmt::format("{} has no outputs to compare", s.address())});
  }
  if (!fs::is_regular_file(l.folder / "README.md")) return;
  const std::vector<std::string> lines = split_lines(read_file(l.folder / "README.md"));
  std::set<std::string> operations;
  for (const step& s : l.steps) operations.insert(s.operation);
  for (const std::string& operation : operations) {
    const std::string heading = fmt::format("## {}:", operation);
    if (std::none_of(lines.begin(), lines.end(),
                     [&](const std::string& line) { return line.rfind(heading, 0) == 0; })) {
      found.push_back(
          {(l.folder / "README.md").string(), fmt::format("it has no section `{} ...`, the task to show", heading)});
    }
  }
}

void find_strays_of(const course& c, const lab& l, std::vector<finding>& found) {
  std::set<std::string> known = student_files(l);
  for (const fs::path& entry : entries_of(c.solutions_folder() / l.name)) {
    const std::string name = entry.filename().string();
    if (known.contains(name) || name == equivalents_file || (name == "wrong" && fs::is_directory(entry))) continue;
    found.push_back({entry.string(), fmt::format("it is no twin of a student's file, and neither wrong/ nor {}: delete "
                                                 "it or name it in lab.toml",
                                                 equivalents_file)});
  }
  known.insert({"lab.toml", "README.md", "binding.cpp"});
  for (const fs::path& entry : entries_of(l.folder)) {
    if (known.contains(entry.filename().string()) || entry.extension() == ".hpp" || entry.extension() == ".cuh") {
      continue;
    }
    found.push_back({entry.string(), "no step names it in lab.toml: delete it, or name it"});
  }
  for (const fs::path& entry : entries_of(c.solutions_folder() / l.name / "wrong")) {
    if (entry.extension() != ".cpp" && entry.extension() != ".cu") {
      found.push_back({entry.string(), "a wrong solution is a .cpp or a .cu file"});
    }
  }
}

void find_wrong_fixture(const course& c, const lab& l, std::vector<finding>& found) {
  if (!fs::is_regular_file(c.fixture_of(l))) return;
  try {
    const fixture f = read_fixture(c.fixture_of(l));
    verify_fixture(c, f, c.fixture_of(l));
    std::set<std::string> operations;
    for (const fixture_case& values : f.cases) operations.insert(values.operation);
    for (const step& s : l.steps) {
      if (!operations.contains(s.operation)) {
        found.push_back({c.fixture_of(l).string(), fmt::format("it has no case of {}", s.operation)});
      }
    }
  } catch (const environment_error& error) {
    found.push_back({c.fixture_of(l).string(), error.what()});
  }
}

void find_missing_oracles(const lab& l, std::vector<finding>& found) {
  std::set<std::string> missing;
  for (const step& s : l.steps) {
    try {
      find_oracle(l.name, s.operation);
    } catch (const environment_error&) {
      missing.insert(s.operation);
    }
  }
  for (const std::string& operation : missing) {
    found.push_back(
        {fmt::format("checker/src/oracles/{}.cpp", l.name.substr(l.name.find('_') + 1)),
         fmt::format("this gaplab has no oracle for {} of {}: write it, and build gaplab again", operation, l.name)});
  }
}

}  // namespace

std::vector<finding> examine_files(const course& c, const lab& l) {
  std::vector<finding> found;
  find_missing_files(c, l, found);
  find_missing_words(l, found);
  find_strays_of(c, l, found);
  find_missing_oracles(l, found);
  find_wrong_fixture(c, l, found);
  return found;
}

std::vector<finding> find_strays(const course& c) {
  std::vector<finding> found;
  std::set<std::string> labs;
  std::set<std::string> datasets = {"generate.py", "operation.py", "schema.md"};
  for (const lab& l : c.labs) {
    labs.insert(l.name);
    datasets.insert({l.name + ".toml", l.name + ".py", l.name + ".h5"});
  }
  for (const fs::path& entry : entries_of(c.labs_folder())) {
    if (entry.filename() == compile_commands_file) continue;
    if (!labs.contains(entry.filename().string()))
      found.push_back({entry.string(), "it is no lab: it has no lab.toml"});
  }
  for (const fs::path& entry : entries_of(c.solutions_folder())) {
    if (!labs.contains(entry.filename().string())) found.push_back({entry.string(), "no lab has this name"});
  }
  for (const fs::path& entry : entries_of(c.root / "datasets")) {
    if (datasets.contains(entry.filename().string())) continue;
    found.push_back({entry.string(), "it belongs to no lab"});
  }
  return found;
}

}  // namespace gaplab
