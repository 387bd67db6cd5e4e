// The commands and outputs that the documents show.
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "author/wrong_solution.hpp"
#include "base/text.hpp"
#include "catch.hpp"
#include "miniature_course.hpp"
#include "run/process.hpp"

using namespace gaplab;
using gaplab::test::miniature_course;
using gaplab::test::replaced_everywhere;
namespace fs = std::filesystem;

namespace {

/// The fenced blocks of one language in a Markdown file.
std::vector<std::string> blocks_of(const fs::path& file, const std::string& language) {
  std::vector<std::string> blocks;
  bool inside = false;
  for (const std::string& line : split_lines(read_file(file))) {
    if (line == "```" + language) {
      inside = true;
      blocks.emplace_back();
    } else if (line == "```") {
      inside = false;
    } else if (inside) {
      blocks.back() += line + "\n";
    }
  }
  return blocks;
}

/// The shell commands of a document, but for the set-up and the test run, which are what runs this test.
std::vector<std::string> commands_of(const fs::path& file) {
  std::vector<std::string> commands;
  for (const std::string& block : blocks_of(file, "sh")) {
    for (const std::string& line : split_lines(block)) {
      if (!line.empty() && line.find("setup.sh") == std::string::npos) commands.push_back(line);
    }
  }
  return commands;
}

/// All documents of the course but the tasks of the labs, which show no command.
std::vector<fs::path> documents() {
  const fs::path source = GAPLAB_SOURCE_DIR;
  std::vector<fs::path> found = {source / "README.md", source / "datasets/schema.md"};
  for (const fs::directory_entry& entry : fs::directory_iterator(source / "docs")) {
    if (entry.path().extension() == ".md") found.push_back(entry.path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace

TEST_CASE("every command that a document shows runs", "[docs]") {
  const fs::path source = GAPLAB_SOURCE_DIR;
  std::size_t run = 0;
  for (const fs::path& document : documents()) {
    const miniature_course mini;
    fs::create_symlink(GAPLAB_BINARY, mini.root() / "gaplab");
    fs::create_directory_symlink(source / "docs", mini.root() / "docs");
    fs::create_directories(mini.root() / "submissions");
    fs::copy(mini.root() / "labs", mini.root() / "submissions/anna", fs::copy_options::recursive);
    // Exit code 1 says that a step is not done yet; 2 and 3, that the document is wrong.
    std::string script = "cd '" + mini.root().string() + "'\n";
    for (const std::string& command : commands_of(document)) {
      script += fmt::format("{}\ncode=$?; [ $code -le 1 ] || {{ echo \"exit code $code: {}\"; exit 9; }}\n", command,
                            command);
      ++run;
    }
    process_request request;
    request.command = {"/bin/sh", "-c", script};
    request.environment = mini.environment();
    request.environment.push_back("HOME=" + mini.root().string());
    request.limits.seconds = 600;  // a compiler for each step, on a machine that may be busy
    const process_result result = run_process(std::move(request));
    INFO(document.string() << "\n" << result.output);
    CHECK(result.succeeded());
  }
  CHECK(run > 10);
}

namespace {

/// Runs the commands of the documents in a workspace of the whole course, as a student would. The course is ~/gaplab.
class reader {
 public:
  reader() : m_course(open_course(GAPLAB_SOURCE_DIR)), m_home(fs::canonical(m_place.path())) {
    fs::create_directory_symlink(m_course.root, m_home / "gaplab");
    const std::string said = run({GAPLAB_BINARY, "init", workspace().string()});
    INFO(said);
    REQUIRE(fs::exists(workspace() / "gaplab.toml"));
  }

  /// Puts a solution, or a solution with a mistake, in the place of the student's file.
  void hand_in(const fs::path& file) const {
    const bool wrong = file.parent_path().filename() == "wrong";
    const fs::path folder = wrong ? file.parent_path().parent_path() : file.parent_path();
    const lab* of = find_lab(m_course, folder.filename().string());
    REQUIRE(of != nullptr);
    if (!wrong) {
      write_file_atomically(workspace() / of->name / file.filename(), read_file(m_course.root / file));
      return;
    }
    const wrong_solution mistake = load_wrong_solution(*of, m_course.root / file);
    const std::string& name = mistake.step.file;
    write_file_atomically(workspace() / of->name / name,
                          with_mistake(read_file(m_course.root / folder / name), mistake));
  }

  /// What the command says there, with the workspace as ~/my-gaplab.
  [[nodiscard]] std::string answer(const std::string& command) const {
    return replaced_everywhere(run({"/bin/sh", "-c", "exec 2>&1; " + command}), workspace().string(), "~/my-gaplab");
  }

 private:
  [[nodiscard]] fs::path workspace() const { return m_home / "my-gaplab"; }

  [[nodiscard]] std::string run(std::vector<std::string> command) const {
    process_request request;
    request.command = std::move(command);
    request.folder = fs::exists(workspace()) ? workspace().string() : m_home.string();
    request.environment = basic_environment();
    for (const char* none : {"NVCC=none", "CLANG=none"}) request.environment.emplace_back(none);
    request.environment.push_back("GAPLAB_CACHE=" + gaplab::test::test_cache().string());
    request.environment.push_back("HOME=" + m_home.string());
    request.limits.seconds = 600;
    request.limits.captured_output = std::size_t{1} << 20;
    return run_process(std::move(request)).output;
  }

  temporary_folder m_place;
  course m_course;
  fs::path m_home;
};

/// Whether the lines are the shown ones, of which "..." stands for any number of lines.
bool are_as_shown(const std::vector<std::string>& said, const std::vector<std::string>& shown, std::size_t i = 0,
                  std::size_t k = 0) {
  for (; k < shown.size(); ++i, ++k) {
    if (shown[k] == "...") {
      for (std::size_t next = i; next <= said.size(); ++next) {
        if (are_as_shown(said, shown, next, k + 1)) return true;
      }
      return false;
    }
    if (i == said.size() || said[i] != shown[k]) return false;
  }
  return i == said.size();
}

/// The document with each block of ```console as it would be now: after "$ command" what the command says.
std::string as_it_is_now(const fs::path& document) {
  static const std::string handed_in = "<!-- file: ";
  const reader r;
  std::string text;
  std::vector<std::string> lines = split_lines(read_file(document));
  if (!lines.empty() && lines.back().empty()) lines.pop_back();
  for (std::size_t i = 0; i < lines.size(); ++i) {
    text += lines[i] + "\n";
    if (lines[i].starts_with(handed_in))
      r.hand_in(lines[i].substr(handed_in.size(), lines[i].find(" -->") - handed_in.size()));
    if (lines[i] != "```console") continue;
    for (++i; i < lines.size() && lines[i] != "```";) {
      INFO(document.string() << ":" << i + 1);
      REQUIRE(lines[i].starts_with("$ "));
      const std::string said = r.answer(lines[i].substr(2));
      text += lines[i] + "\n";
      std::vector<std::string> shown;
      for (++i; i < lines.size() && lines[i] != "```" && !lines[i].starts_with("$ "); ++i) shown.push_back(lines[i]);
      std::vector<std::string> now = split_lines(said);
      if (!now.empty() && now.back().empty()) now.pop_back();
      for (const std::string& line : are_as_shown(now, shown) ? shown : now) text += line + "\n";
    }
    if (i < lines.size()) text += lines[i] + "\n";
  }
  return text;
}

}  // namespace

TEST_CASE("every output that a document shows is what the command says", "[docs]") {
  std::size_t blocks = 0;
  for (const fs::path& document : documents()) {
    blocks += blocks_of(document, "console").size();
    const std::string now = as_it_is_now(document);
    if (std::getenv("GAPLAB_APPROVE") != nullptr) write_file_atomically(document, now);
    INFO(document.string() << "; GAPLAB_APPROVE=1 writes what is said now into it");
    CHECK(now == read_file(document));
  }
  CHECK(blocks > 10);
}

TEST_CASE("dots in a document stand for any lines", "[docs]") {
  CHECK(are_as_shown({"a", "b"}, {"a", "b"}));
  CHECK_FALSE(are_as_shown({"a", "b"}, {"a"}));
  CHECK_FALSE(are_as_shown({"a"}, {"a", "b"}));
  CHECK(are_as_shown({"a", "b", "c"}, {"...", "c"}));
  CHECK(are_as_shown({"a", "b", "c"}, {"a", "..."}));
  CHECK(are_as_shown({"a"}, {"a", "..."}));
  CHECK_FALSE(are_as_shown({"a", "b", "c"}, {"a", "...", "b"}));
}

namespace {

/// The names under "Subcommands:" in a help text.
std::vector<std::string> subcommands_in(const std::string& help) {
  std::vector<std::string> names;
  bool inside = false;
  for (const std::string& line : split_lines(help)) {
    if (line == "Subcommands:") {
      inside = true;
    } else if (inside && line.starts_with("  ") && !line.starts_with("   ")) {
      names.push_back(line.substr(2, line.find(' ', 2) - 2));
    } else if (inside && line.empty()) {
      inside = false;
    }
  }
  return names;
}

/// A section for the command and one for each below it, with what --help says.
void describe(std::string& page, const miniature_course& mini, const std::vector<std::string>& command) {
  std::vector<std::string> arguments = command;
  arguments.emplace_back("--help");
  const std::string help = mini.run(arguments).out;
  page += fmt::format("\n## gaplab {}\n\n```text\n{}```\n", fmt::join(command, " "), help);
  for (const std::string& name : subcommands_in(help)) {
    std::vector<std::string> below = command;
    below.push_back(name);
    describe(page, mini, below);
  }
}

}  // namespace

TEST_CASE("the page of all commands is what --help says", "[docs]") {
  const miniature_course mini;
  const std::string help = mini.run({"--help"}).out;
  std::string page =
      "# Commands\n\nWhat `--help` says of each. An address such as `01.cpu.window.forward` is lab, device, operation, "
      "direction; any\nbeginning of it in whole words names all steps below. Exit codes: "
      "[results](results.md#exit-codes).\n\n"
      "In the environment, `CXX` chooses another compiler than g++ for your files, `NVCC` another nvcc, `CLANG` "
      "another\n"
      "clang++ and `GDB` another gdb (`none` does without), `GAPLAB_CACHE` another folder for what they make, and\n"
      "`GAPLAB_COURSE` another course. `NO_COLOR` turns colours off.\n\n";
  page += "```text\n" + help + "```\n";
  const std::vector<std::string> all = subcommands_in(help);
  CHECK(all.size() >= 15);
  for (const std::string& name : all) describe(page, mini, {name});
  const fs::path file = fs::path(GAPLAB_SOURCE_DIR) / "docs/commands.md";
  if (std::getenv("GAPLAB_APPROVE") != nullptr) write_file_atomically(file, page);
  INFO("GAPLAB_APPROVE=1 writes the page anew");
  CHECK(page == read_file(file));
}
