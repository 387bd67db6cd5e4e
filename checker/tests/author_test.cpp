// The author's gate: each thing that it must find, and a new lab from its skeleton to the end.
#include <fmt/format.h>

#include "author/gate.hpp"
#include "author/skeleton.hpp"
#include "author/wrong_solution.hpp"
#include "base/error.hpp"
#include "catch.hpp"
#include "compile/gpu.hpp"
#include "fixtures/cases.hpp"
#include "fixtures/write.hpp"
#include "miniature_course.hpp"
#include "oracles/fresh_fixture.hpp"
#include "oracles/oracle.hpp"
#include "run/process.hpp"

using namespace gaplab;
using gaplab::test::finished;
using gaplab::test::holds;
using gaplab::test::miniature_course;
namespace fs = std::filesystem;

namespace {

void change(const fs::path& file, const std::string& from, const std::string& to) {
  std::string text = read_file(file);
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  write_file_atomically(file, text.replace(at, from.size(), to));
}

/// Lab 01 with its CPU steps alone, whole but for what a test takes away.
struct cpu_lab : miniature_course {
  cpu_lab() {
    leave_out_cuda();
    for (const fs::directory_entry& entry : fs::directory_iterator(wrong())) {
      const std::string name = entry.path().filename();
      // Few cases, so that only mistakes that show in each of them are kept.
      if (entry.path().extension() == ".cu" || name != "last_window_wins.cpp") fs::remove(entry.path());
    }
    write_file_atomically(root() / "datasets/01_avg_pool.py", "OPERATIONS = {}\n");
    write_wrong("divided_by_1.cpp", "constant_factor H*W", "1");
    write_wrong("divided_by_H.cpp", "constant_factor W", "x.H");
    write_wrong("divided_by_W.cpp", "constant_factor H", "x.W");
    write_wrong("divided_by_N.cpp", "constant_factor 1/N", "x.N / (x.H * x.W)");
    write_wrong("divided_by_C.cpp", "constant_factor 1/C", "x.C / (x.H * x.W)");
    write_wrong("half.cpp", "constant_factor 0.5", "2 / (x.H * x.W)");
    write_wrong("negative.cpp", "constant_factor -1", "-1 / (x.H * x.W)");
  }

  [[nodiscard]] fs::path wrong() const { return root() / "solutions/01_avg_pool/wrong"; }

  /// A sum divided by something else than H*W.
  void write_wrong(const std::string& name, const std::string& diagnosis, const std::string& divisor) const {
    write_file_atomically(wrong() / name, fmt::format(R"(// 01.cpu.global.forward: {}
// A wrong divisor.
void global_avg_pool2d_forward(nchw<float> y, nchw<const float> x) {{
  for (int n = 0; n < x.N; ++n) {{
    for (int c = 0; c < x.C; ++c) {{
      double sum = 0;
      for (int i = 0; i < x.H * x.W; ++i) sum += (&x(n, c, 0, 0))[i];
      y(n, c, 0, 0) = static_cast<float>(sum / {});
    }}
  }}
}}
)",
                                                      diagnosis, divisor));
  }

  [[nodiscard]] std::string findings() const {
    const course c = open();
    std::string text;
    for (const finding& f : find_strays(c)) text += f.place + ": " + f.what + "\n";
    const gate_report report =
        examine_lab(c, c.labs.front(), compile_cache(gaplab::test::test_cache()), [](const std::string&) {});
    for (const finding& f : report.findings) text += f.place + ": " + f.what + "\n";
    return text;
  }
};

}  // namespace

TEST_CASE("a whole lab passes the author's gate") {
  const cpu_lab lab;
  CHECK(lab.findings().empty());
  const finished done = lab.run({"author", "check"});
  INFO(done.out);
  CHECK(done.exit_code == 0);
  CHECK_THAT(done.out, holds("01_avg_pool: 7 steps, 8 wrong solutions rejected as they must be; whole"));
}

TEST_CASE("the author's gate finds stubs that pass and solutions that fail") {
  const cpu_lab lab;
  lab.solve();
  change(lab.root() / "solutions/01_avg_pool/avg_pool.cpp", "sum / static_cast<double>(map_size)", "sum");
  const std::string found = lab.findings();
  CHECK_THAT(found, holds("01.cpu.global.forward: its stub must say TODO(); it is passed"));
  CHECK_THAT(found, holds("01.cpu.global.forward: its solution must pass; it is wrong"));
  CHECK_THAT(found, !holds("01.cpu.global.backward: its solution"));
  CHECK(lab.run({"author", "check", "01"}).exit_code == 1);
}

TEST_CASE("the author's gate finds wrong solutions that do not do what they say") {
  const cpu_lab lab;
  lab.write_wrong("divided_by_H.cpp", "constant_factor W", "(x.H * x.W)");
  lab.write_wrong("divided_by_W.cpp", "lost_tail", "x.W");
  lab.write_wrong("divided_by_N.cpp", "constant_factor 1/N", "nonsense");
  write_file_atomically(lab.wrong() / "divided_by_C.cpp", "// 01.cpu.global.sideways: constant_factor\n");
  const std::string found = lab.findings();
  CHECK_THAT(found, holds("divided_by_H.cpp: 01.cpu.global.forward passes with this mistake"));
  CHECK_THAT(found, holds("divided_by_W.cpp: it must be diagnosed as `lost_tail`, but is as `constant_factor H`"));
  CHECK_THAT(found, holds("divided_by_N.cpp: it does not compile in the place of the solution's function"));
  CHECK_THAT(found, holds("divided_by_C.cpp: its first line must be `// STEP: DIAGNOSIS`"));
  CHECK_THAT(found, holds("it has 7 wrong solutions for cpu, and at least 8 are needed"));
}

TEST_CASE("the author's gate finds files that are missing, stray or unfinished") {
  const cpu_lab lab;
  const fs::path labs = lab.root() / "labs/01_avg_pool";
  const fs::path solutions = lab.root() / "solutions/01_avg_pool";
  std::string toml = read_file(labs / "lab.toml");
  const std::size_t at = toml.find("hints = [");
  const std::size_t behind = toml.find("\n\n", at);  // with the hints goes what says which of them fits
  toml.replace(at, behind - at, "hints = []");
  write_file_atomically(labs / "lab.toml", toml);
  change(labs / "README.md", "## window:", "## windows:");
  write_file_atomically(labs / "notes.txt", "");
  write_file_atomically(lab.root() / "datasets/old.h5", "");
  write_file_atomically(solutions / "old.cpp", "");
  fs::create_directories(lab.root() / "labs/02_nothing");
  fs::remove(solutions / "avg_pool.cpp");
  const std::string found = lab.findings();
  CHECK_THAT(found, holds("01.cpu.global.forward has no hint"));
  CHECK_THAT(found, holds("it has no section `## window: ...`"));
  CHECK_THAT(found, holds("notes.txt: no step names it"));
  CHECK_THAT(found, holds("old.cpp: it is no twin"));
  CHECK_THAT(found, holds("old.h5: it belongs to no lab"));
  CHECK_THAT(found, holds("02_nothing: it is no lab"));
  CHECK_THAT(found, holds("avg_pool.cpp: it is missing: the twin of labs/01_avg_pool/avg_pool.cpp, solved"));
}

TEST_CASE("the author's gate finds fixtures that disagree with their oracle, or lack a step's cases") {
  const cpu_lab lab;
  fixture f = make_fresh_fixture("01_avg_pool", load_case_specs(lab.root() / "datasets/01_avg_pool.toml"), 7);
  f.cases.back().expected.at("y").values.front() += 1e-9;
  write_fixture(f, lab.fixture());
  CHECK_THAT(lab.findings(), holds("by the oracle"));
  f.cases.pop_back();
  write_fixture(f, lab.fixture());
  CHECK_THAT(lab.findings(), holds("it has no case of 3d"));
}

// ---- a new lab: y = 2x, whose oracle is here ----

namespace {

std::map<std::string, shape> doubling_inputs(const fixture_case&, const std::map<std::string, shape>& given) {
  return given;
}

evaluation evaluate_doubling(const fixture_case& c, double) {
  const tensor<float>& x = input(c, "x", 4);
  reference y{x.shape, {}, std::vector<double>(x.values.size(), 0.0)};
  for (const float value : x.values) y.value.push_back(2.0 * value);
  evaluation e;
  e.outputs["y"] = y;
  return e;
}

const oracle_registration registration({"09_doubling", {{"doubling", {doubling_inputs, evaluate_doubling}}}});

/// The places of what the gate finds in the new lab.
std::string places(const miniature_course& mini) {
  const course c = mini.open();
  const lab* l = find_lab(c, "09");
  REQUIRE(l != nullptr);
  const gate_report report = examine_lab(c, *l, compile_cache(gaplab::test::test_cache()), [](const std::string&) {});
  std::string text;
  for (const finding& f : report.findings) text += fs::path(f.place).filename().string() + ": " + f.what + "\n";
  return text;
}

}  // namespace

TEST_CASE("a new lab's skeleton is guided to its completion by the gate") {
  const miniature_course mini;
  const finished made = mini.run({"author", "new", "09_doubling"});
  INFO(made.err);
  REQUIRE(made.exit_code == 0);
  CHECK_THAT(made.out, holds("wrote labs/09_doubling/lab.toml"));
  CHECK(mini.run({"author", "new", "09_doubling"}).exit_code == 2);
  CHECK(mini.run({"author", "new", "01_other"}).exit_code == 2);
  CHECK(mini.run({"author", "new", "Doubling"}).exit_code == 2);
  // The program does not know the oracle before it is built again, and says so.
  CHECK_THAT(mini.run({"author", "check", "09"}).out, holds("build gaplab again"));

  const fs::path labs = mini.root() / "labs/09_doubling";
  const fs::path solutions = mini.root() / "solutions/09_doubling";
  std::string found = places(mini);
  for (const char* part :
       {"09_doubling.h5: it is missing", "has no hint", "`passed` says nothing", "it has 0 wrong solutions for cpu"}) {
    CHECK_THAT(found, holds(part));
  }

  CHECK(found.find("09_doubling.h5") == found.rfind("09_doubling.h5"));  // told once, not once for each step
  const fs::path fixture = mini.root() / "datasets/09_doubling.h5";
  write_fixture(make_fresh_fixture("09_doubling", load_case_specs(mini.root() / "datasets/09_doubling.toml"), 7),
                fixture);
  found = places(mini);
  CHECK_THAT(found, holds("09.cpu.doubling.forward: its solution must pass; it is not attempted"));

  const std::string loop = R"(  const std::ptrdiff_t size = x.offset(x.N, 0, 0, 0);
  for (std::ptrdiff_t i = 0; i < {}; ++i) y.data[i] = {};
)";
  const auto function = [&](const std::string& end, const std::string& value) {
    return "void doubling_forward(nchw<float> y, nchw<const float> x) {\n" +
           fmt::format(fmt::runtime(loop), end, value) + "}\n";
  };
  write_file_atomically(solutions / "doubling.cpp",
                        "#include \"doubling.hpp\"\n\n" + function("size", "2 * x.data[i]"));
  change(labs / "lab.toml", "hints = []", "hints = [\"Twice.\"]");
  change(labs / "lab.toml", "passed = \"\"", "passed = \"A product by two is exact.\"");
  const auto add_wrong = [&](const std::string& name, const std::string& diagnosis, const std::string& code) {
    write_file_atomically(solutions / "wrong" / (name + ".cpp"),
                          fmt::format("// 09.cpu.doubling.forward: {}\n{}", diagnosis, code));
  };
  fs::create_directories(solutions / "wrong");
  add_wrong("not_doubled", "constant_factor 0.5", function("size", "x.data[i]"));
  add_wrong("tripled", "constant_factor 1.5", function("size", "3 * x.data[i]"));
  add_wrong("negative", "constant_factor -1", function("size", "-2 * x.data[i]"));
  add_wrong("once", "constant_factor 0.5", function("size", "x.data[i] + 0"));
  add_wrong("five_times", "constant_factor 2.5", function("size", "5 * x.data[i]"));
  add_wrong("nothing", "never_written", function("0", "x.data[i]"));
  add_wrong("first_image", "only_a_prefix the first map", function("x.H * x.W", "2 * x.data[i]"));
  found = places(mini);
  CHECK_THAT(found, holds("it has 7 wrong solutions"));
  add_wrong("added", "never_written", function("size", "y.data[i] + 2 * x.data[i]"));
  CHECK(places(mini) == "");
}

TEST_CASE("a lab's name is two digits and a word") {
  CHECK_NOTHROW(lab_skeleton("09_max_pool"));
  for (const char* name : {"", "9_a", "09", "09_", "09-a", "09_A", "0a_b", "09_../x", "09_1"}) {
    CHECK_THROWS_AS(lab_skeleton(name), usage_error);
  }
  CHECK_THROWS_AS(lab_skeleton("09_" + std::string(300, 'a')), usage_error);
}

TEST_CASE("a mistake that only the simulated GPU finds is looked for there") {
  wrong_solution wrong;
  wrong.step.device = device::cuda;
  for (const char* diagnosis : {"data_race", "leak", "exited_before_barrier"}) {
    wrong.diagnosis = diagnosis;
    CHECK(needs_simulator(wrong));
  }
  for (const char* diagnosis : {"launch_failed", "illegal_address", "constant_factor H*W", "crashed"}) {
    wrong.diagnosis = diagnosis;
    CHECK_FALSE(needs_simulator(wrong));
  }
  wrong.diagnosis = "data_race";
  wrong.step.device = device::cpu;
  CHECK_FALSE(needs_simulator(wrong));
}

TEST_CASE("a known-wrong CUDA solution whose numbers are right is rejected for its race, wherever there is a GPU") {
  miniature_course mini;
  mini.set("NVCC", std::string(GAPLAB_SOURCE_DIR) + "/checker/tests/fake_cuda/bin/nvcc");
  const fs::path wrong = mini.root() / "solutions/01_avg_pool/wrong";
  fs::remove_all(wrong);
  fs::create_directories(wrong);
  write_file_atomically(wrong / "no_barrier.cu", R"(// 01.cuda.global.forward: data_race
// Each element of y is written by every thread of the warp, with the same sum or another.
__global__ void racing_kernel(nchw<float> y, nchw<const float> x) {
  const int map = static_cast<int>(blockIdx.x);
  double sum = 0;
  for (int i = 0; i < x.H * x.W; ++i) sum += x.data[map * x.H * x.W + i];
  y.data[map] = static_cast<float>(threadIdx.x);
  y.data[map] = static_cast<float>(sum / (x.H * x.W));
}
void global_avg_pool2d_forward(nchw<float> y, nchw<const float> x) { racing_kernel<<<x.N * x.C, 32>>>(y, x); }
)");
  const finished done = mini.run({"author", "check", "01"});
  // The stand-in refuses CUDA's own syntax, which is what it is asked as well.
  CHECK_THAT(done.out, holds("no_barrier.cu") && holds("nvcc:"));
  mini.set("NVCC", "none");
  CHECK_THAT(mini.run({"author", "check", "01"}).out, holds("1 wrong solution rejected") && !holds("no_barrier.cu"));
}

namespace {

void expect_whole(const std::string& lab) {
  miniature_course elsewhere;  // for the environment only
  if (const auto nvcc = find_nvcc().found) elsewhere.set("NVCC", nvcc->string());
  process_request request;
  request.command = {GAPLAB_BINARY, "--course", GAPLAB_SOURCE_DIR, "author", "check", lab};
  request.environment = elsewhere.environment();
  request.limits.seconds = 900;
  const process_result result = run_process(std::move(request));
  INFO(result.output);
  CHECK(result.succeeded());
}

}  // namespace

// Each by itself, so that two run at once. The sanitizers see the first lab alone: the others are the compiler's time.
TEST_CASE("lab 01 passes the author's gate") { expect_whole("01_avg_pool"); }
TEST_CASE("lab 02 passes the author's gate", "[programs]") { expect_whole("02_mean_of_view"); }
TEST_CASE("lab 03 passes the author's gate", "[programs]") { expect_whole("03_adaptive_pool"); }
TEST_CASE("lab 04 passes the author's gate", "[programs]") { expect_whole("04_conv1x1_gap"); }
TEST_CASE("lab 05 passes the author's gate", "[programs]") { expect_whole("05_heads"); }

TEST_CASE("every lab has a test of the author's gate") {
  const std::string tests = read_file(fs::path(GAPLAB_SOURCE_DIR) / "checker/tests/author_test.cpp");
  for (const fs::directory_entry& lab : fs::directory_iterator(fs::path(GAPLAB_SOURCE_DIR) / "labs")) {
    if (!lab.is_directory()) continue;
    const std::string name = lab.path().filename();
    INFO(name);
    CHECK_THAT(tests, holds(fmt::format("expect_whole(\"{}\")", name)));
  }
}
