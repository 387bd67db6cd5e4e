// The commands and outputs that the documents show.
#include <fmt/format.h>

#include "base/text.hpp"
#include "catch.hpp"
#include "miniature_course.hpp"
#include "run/process.hpp"

using namespace gaplab;
using gaplab::test::miniature_course;
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

}  // namespace

TEST_CASE("every command that a document shows runs") {
  const fs::path source = GAPLAB_SOURCE_DIR;
  std::vector<fs::path> documents = {source / "README.md", source / "datasets/schema.md"};
  for (const fs::directory_entry& entry : fs::directory_iterator(source / "docs")) {
    if (entry.path().extension() == ".md") documents.push_back(entry.path());
  }
  std::size_t run = 0;
  for (const fs::path& document : documents) {
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

TEST_CASE("the README's wrong answer is what check says of it") {
  const temporary_folder place;
  const miniature_course mini;
  const fs::path source = GAPLAB_SOURCE_DIR;
  mini.write_function(
      "global_avg_pool2d_forward",
      "  for (int n = 0; n < x.N; ++n) {\n    for (int c = 0; c < x.C; ++c) {\n      float sum = 0;\n"
      "      for (int h = 0; h < x.H; ++h) {\n        for (int w = 0; w < x.W; ++w) sum += x(n, c, h, w);\n"
      "      }\n      y(n, c, 0, 0) = sum;\n    }\n  }");
  fs::create_directories(place.path() / "01_avg_pool");
  fs::copy_file(mini.student_file(), place.path() / "01_avg_pool/avg_pool.cpp");
  std::string said =
      mini.run({"--course", source.string(), "--labs", place.path().string(), "check", "01.cpu.global.forward"}).out;
  const std::string folder = fs::canonical(place.path()).string() + "/";
  const std::size_t at = said.find(folder);
  REQUIRE(at != std::string::npos);
  said.erase(at, folder.size());
  const std::vector<std::string> shown = blocks_of(source / "README.md", "text");
  REQUIRE(shown.size() == 1);
  INFO(said);
  CHECK(said.substr(0, shown.front().size()) == shown.front());
}
