// The simulated GPU on two collections of whole CUDA programs: correct ones, in which it must find nothing, and ones
// with a planted mistake, which it must name at the right line. Their first lines say what they are.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

#include "base/text.hpp"
#include "catch.hpp"
#include "miniature_course.hpp"

using namespace gaplab;
using gaplab::test::finished;
using gaplab::test::miniature_course;
namespace fs = std::filesystem;

namespace {

const fs::path collections = fs::path(GAPLAB_SOURCE_DIR) / "checker/tests/simulator";

/// Compiled by the host's compiler alone, in a cache that all tests of this file share.
struct programs : miniature_course {
  programs() {
    set("CLANG", "none");
    set("GAPLAB_CACHE", (fs::temp_directory_path() / fmt::format("gaplab-programs-{}", ::getuid())).string());
  }
};

/// One part of several of a folder's programs, so that the parts can be tested side by side.
std::vector<fs::path> part_of(const std::string& folder, std::size_t part, std::size_t parts) {
  std::vector<fs::path> all;
  for (const fs::directory_entry& entry : fs::directory_iterator(collections / folder)) {
    if (entry.path().extension() == ".cu") all.push_back(entry.path());
  }
  std::sort(all.begin(), all.end());
  std::vector<fs::path> chosen;
  for (std::size_t i = part; i < all.size(); i += parts) chosen.push_back(all[i]);
  return chosen;
}

constexpr std::size_t parts = 6;

void expect_no_finding(std::size_t part) {
  const programs here;
  const std::vector<fs::path> chosen = part_of("correct", part, parts);
  REQUIRE(chosen.size() * parts >= 40);
  for (const fs::path& program : chosen) {
    const finished done = here.run({"sim", program.string()});
    INFO(program << "\n" << done.out << "\n" << done.err);
    CHECK(done.exit_code == 0);
    CHECK(done.err.empty());
  }
}

/// "data_race", from `// EXPECT: data_race`.
std::string expected_kind(const std::vector<std::string>& lines) {
  const std::string mark = "// EXPECT: ";
  REQUIRE(!lines.empty());
  REQUIRE(lines.front().rfind(mark, 0) == 0);
  return lines.front().substr(mark.size());
}

/// The first finding: from its heading to the chapter that ends it.
std::string first_finding(const std::string& told) {
  const std::size_t end = told.find("docs: ");
  return end == std::string::npos ? "" : told.substr(0, told.find('\n', end));
}

void expect_planted_mistake(std::size_t part) {
  const programs here;
  const std::vector<fs::path> chosen = part_of("planted", part, parts);
  REQUIRE(chosen.size() * parts >= 60);
  for (const fs::path& program : chosen) {
    const std::vector<std::string> lines = split_lines(read_file(program));
    const finished done = here.run({"sim", program.string()});
    INFO(program << "\n" << done.out << "\n" << done.err);
    CHECK(done.exit_code == 86);
    const std::string finding = first_finding(done.err);
    std::string anchor = expected_kind(lines);
    std::replace(anchor.begin(), anchor.end(), '_', '-');
    CHECK_THAT(finding, gaplab::test::holds("cuda-without-a-gpu.md#" + anchor));
    bool named = false;
    for (std::size_t i = 0; i < lines.size(); ++i) {
      if (lines[i].find("// BUG") == std::string::npos) continue;
      named = named || finding.find(fmt::format("{}:{} ", program.filename().string(), i + 1)) != std::string::npos;
    }
    CHECK(named);
  }
}

}  // namespace

// Catch2's generators would run one after another in one process; these can be chosen, and run, each by itself.
TEST_CASE("correct CUDA programs raise no alarm, part 1", "[programs]") { expect_no_finding(0); }
TEST_CASE("correct CUDA programs raise no alarm, part 2", "[programs]") { expect_no_finding(1); }
TEST_CASE("correct CUDA programs raise no alarm, part 3", "[programs]") { expect_no_finding(2); }
TEST_CASE("correct CUDA programs raise no alarm, part 4", "[programs]") { expect_no_finding(3); }
TEST_CASE("correct CUDA programs raise no alarm, part 5", "[programs]") { expect_no_finding(4); }
TEST_CASE("correct CUDA programs raise no alarm, part 6", "[programs]") { expect_no_finding(5); }
TEST_CASE("planted mistakes are named at their line, part 1", "[programs]") { expect_planted_mistake(0); }
TEST_CASE("planted mistakes are named at their line, part 2", "[programs]") { expect_planted_mistake(1); }
TEST_CASE("planted mistakes are named at their line, part 3", "[programs]") { expect_planted_mistake(2); }
TEST_CASE("planted mistakes are named at their line, part 4", "[programs]") { expect_planted_mistake(3); }
TEST_CASE("planted mistakes are named at their line, part 5", "[programs]") { expect_planted_mistake(4); }
TEST_CASE("planted mistakes are named at their line, part 6", "[programs]") { expect_planted_mistake(5); }

TEST_CASE("correct programs are right in fast mode, whatever the order of threads", "[programs]") {
  const programs here;
  // Where one warp waits for another, where blocks wait for blocks, where lanes converge, and plain ones.
  for (const char* name : {"scan_look_back", "warp_handshake", "ticket_lock", "aggregated_append", "reduce_shuffle",
                           "matmul_tiled", "reduce_last_block_ticket"}) {
    const std::string program = (collections / "correct" / name).string() + ".cu";
    REQUIRE(fs::exists(program));
    for (const char* schedule : {"1", "2"}) {
      const finished done = here.run({"sim", "--mode", "fast", "--threads", "2", "--schedule", schedule, program});
      INFO(program << " " << schedule << "\n" << done.out << "\n" << done.err);
      CHECK(done.exit_code == 0);
    }
  }
}

TEST_CASE("a missing barrier shows in the result of a random schedule", "[programs]") {
  const programs here;
  const std::string program = (collections / "planted/data_race_missing_barrier_after_load.cu").string();
  const finished first = here.run({"sim", "--mode", "fast", "--schedule", "1", program});
  bool differs = false;
  for (int schedule = 2; schedule < 12 && !differs; ++schedule) {
    differs = here.run({"sim", "--mode", "fast", "--schedule", std::to_string(schedule), program}).out != first.out;
  }
  CHECK(differs);
  CHECK(here.run({"sim", "--mode", "fast", "--schedule", "1", program}).out == first.out);
}

TEST_CASE("device functions and cooperative groups give what CUDA's give", "[programs]") {
  const programs here;
  for (const char* name : {"intrinsics.cu", "groups.cu"}) {
    const finished done = here.run({"sim", (collections / name).string()});
    INFO(name << "\n" << done.out << "\n" << done.err);
    CHECK(done.exit_code == 0);
  }
}
