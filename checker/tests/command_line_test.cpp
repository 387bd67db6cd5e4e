// The real program on a miniature course: exit codes, files, and what it does to a workspace.
#include <fmt/format.h>
#include <unistd.h>

#include <sys/stat.h>
#include <sys/wait.h>
#include <csignal>
#include <nlohmann/json.hpp>
#include <thread>

#include "catch.hpp"
#include "fixtures/read.hpp"
#include "fixtures/write.hpp"
#include "gaplab_version.hpp"
#include "miniature_course.hpp"
#include "run/process.hpp"

using namespace gaplab;
using gaplab::test::finished;
using gaplab::test::holds;
using gaplab::test::miniature_course;
using nlohmann::json;
namespace fs = std::filesystem;

namespace {

constexpr const char* sum_instead_of_mean = R"(
  for (int n = 0; n < x.N; ++n) {
    for (int c = 0; c < x.C; ++c) {
      double sum = 0;
      for (int h = 0; h < x.H; ++h) {
        for (int w = 0; w < x.W; ++w) sum += x(n, c, h, w);
      }
      y(n, c, 0, 0) = static_cast<float>(sum);
    }
  })";

std::size_t line_count(const std::string& text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

std::string verdict_of(const finished& done, std::size_t step = 0) {
  return json::parse(done.out).at("steps").at(step).at("verdict");
}

}  // namespace

TEST_CASE("a fresh course is not attempted, with exit code 1") {
  const miniature_course mini;
  const finished done = mini.run({"check", "--all", "--json"});
  CHECK(done.exit_code == 1);
  const json report = json::parse(done.out);
  CHECK(report.at("schema") == "gaplab.check/1");
  CHECK(report.at("steps").size() == 13);
  CHECK(report.at("summary").at("verdicts").at("not_attempted") == 13);
  CHECK(report.at("next") == "01.cpu.global.forward");
}

TEST_CASE("whoever begins in the middle goes on from there, and then from the first open step") {
  const miniature_course mini;
  mini.solve();
  const auto next_after = [&](const std::string& address) {
    return json::parse(mini.run({"check", address, "--json"}).out).at("next").get<std::string>();
  };
  CHECK(next_after("01.cpu.window.forward") == "01.cpu.window.backward");
  CHECK(next_after("01.cpu.window.backward") == "01.cpu.3d.forward");
  CHECK(next_after("01.cuda.3d") == "01.cpu.global.forward");
}

TEST_CASE("the reference solutions pass, with exit code 0, and leave no progress") {
  const miniature_course mini;
  const finished done = mini.run({"check", "--solutions", "--all", "--json"});
  CHECK(done.exit_code == 0);
  CHECK(json::parse(done.out).at("summary").at("verdicts").at("passed") == 13);
  CHECK_FALSE(fs::exists(mini.root() / ".gaplab"));
}

TEST_CASE("check without an address goes from step to step") {
  const miniature_course mini;
  mini.leave_out_cuda();
  mini.solve();
  for (const char* address : {"01.cpu.global.forward", "01.cpu.global.backward", "01.cpu.output_size.forward"}) {
    const finished done = mini.run({"check", "--json"});
    CHECK(done.exit_code == 0);
    CHECK(json::parse(done.out).at("steps").at(0).at("address") == address);
  }
  CHECK(mini.run({"check", "--all"}).exit_code == 0);
  const finished nothing_left = mini.run({"check"});
  CHECK(nothing_left.exit_code == 0);
  CHECK_THAT(nothing_left.out, holds("Every step that can run here is passed"));
}

TEST_CASE("bad usage is exit code 2, one line, and says what was meant") {
  const miniature_course mini;
  const finished command = mini.run({"chekc"});
  CHECK(command.exit_code == 2);
  CHECK_THAT(command.err, holds("did you mean check?"));
  const finished address = mini.run({"check", "01.cpu.windwo.forward"});
  CHECK(address.exit_code == 2);
  CHECK(line_count(address.err) == 1);
  CHECK_THAT(address.err, holds("did you mean 01.cpu.window.forward?"));
  CHECK(mini.run({}).exit_code == 2);
  CHECK(mini.run({"check", "--nonsense"}).exit_code == 2);
  CHECK(mini.run({"check", "--solutions"}).exit_code == 2);
  CHECK(mini.run({"hint", "01.cpu"}).exit_code == 2);
  CHECK(mini.run({"check", "--labs", "/nowhere"}).exit_code == 2);
  CHECK(mini.run({"--color", "pink", "list"}).exit_code == 2);
}

TEST_CASE("every command has help with an example") {
  const miniature_course mini;
  for (const std::string command : {"list", "show", "check", "hint", "reset", "init", "doctor", "fixtures", "solution",
                                    "submit", "grade", "sim", "watch", "debug"}) {
    const finished help = mini.run({command, "--help"});
    CHECK(help.exit_code == 0);
    CHECK_THAT(help.out, holds("Example") && holds("gaplab " + command));
  }
  for (const std::string command : {"verify", "show", "new"}) {
    CHECK_THAT(mini.run({"fixtures", command, "--help"}).out, holds("Example"));
  }
  CHECK(mini.run({"--version"}).out == fmt::format("gaplab {}\n", version));
}

TEST_CASE("a bad environment is exit code 3 and one clear line, in JSON too") {
  const miniature_course mini;
  fs::remove(mini.fixture());
  const finished missing = mini.run({"check", "01.cpu.global.forward"});
  CHECK(missing.exit_code == 3);
  CHECK(line_count(missing.err) == 1);
  CHECK_THAT(missing.err, holds("is missing"));
  write_file_atomically(mini.fixture(), "not a fixture");
  const finished damaged = mini.run({"check", "01.cpu.global.forward", "--json"});
  CHECK(damaged.exit_code == 3);
  CHECK(json::parse(damaged.out).at("error").at("kind") == "environment");
  CHECK(mini.run({"--course", "/nowhere", "list"}).exit_code == 3);
  CHECK(mini.run({"fixtures", "verify"}).exit_code == 3);
  CHECK(mini.run({"doctor"}).exit_code == 3);
}

TEST_CASE("a mislabelled fixture is refused") {
  const miniature_course mini;
  const fs::path other = mini.root() / "labs/02_other";
  fs::copy(mini.root() / "labs/01_avg_pool", other, fs::copy_options::recursive);
  fs::copy(mini.fixture(), mini.root() / "datasets/02_other.h5");
  const finished done = mini.run({"check", "02.cpu.global.forward"});
  CHECK(done.exit_code == 3);
  CHECK_THAT(done.err, holds("is mislabelled: it belongs to lab 01_avg_pool, not 02_other"));
}

TEST_CASE("a full disk is told, with exit code 3") {
  if (!fs::exists("/dev/full")) return;
  const miniature_course mini;
  process_request request;
  request.command = {"/bin/sh", "-c", R"(exec "$0" list > /dev/full)", GAPLAB_BINARY};
  request.environment = mini.environment();
  const process_result result = run_process(std::move(request));
  CHECK(result.exit_code == 3);
  CHECK_THAT(result.output, holds("cannot write the output: No space left on device"));
}

TEST_CASE("closed streams are no reason to call a right file wrong, or to end without a word") {
  const miniature_course mini;
  mini.solve();
  const auto code = [&](const std::string& command) {
    process_request request;
    request.command = {"/bin/sh", "-c", command, GAPLAB_BINARY};
    request.environment = mini.environment();
    return run_process(std::move(request)).exit_code;
  };
  CHECK(code(R"("$0" check 01.cpu.global.forward <&-)") == 0);
  CHECK(code(R"("$0" check 01.cpu.global.forward 2>&-)") == 0);
  CHECK(code(R"("$0" check 01.cpu.global.forward >&-)") == 3);
  CHECK(code(R"("$0" check 01.cpu.global.forward <&- >&- 2>&-)") == 3);
  CHECK(code(R"("$0" check 01.cpu.global.forward --json >/dev/full)") == 3);
  CHECK(code(R"("$0" check nonsense 2>/dev/full)") == 2);
}

TEST_CASE("what is no regular file is neither read nor replaced") {
  const miniature_course mini;
  const fs::path pipe = mini.root() / "pipe";
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  CHECK(mini.run({"fixtures", "new", "01", "--seed", "7", "--out", pipe.string()}).exit_code == 3);
  CHECK(fs::is_fifo(pipe));
  CHECK(mini.run({"fixtures", "show", pipe.string()}).exit_code == 3);
  fs::remove(mini.student_file());
  fs::create_symlink("avg_pool.cpp", mini.student_file());
  CHECK(mini.run({"check", "01.cpu.global.forward"}).exit_code == 1);
}

TEST_CASE("a seed is a whole number") {
  const miniature_course mini;
  for (const std::string seed : {"-1", "", "0x10", "1.5", "18446744073709551616"}) {
    CHECK(mini.run({"fixtures", "new", "01", "--seed=" + seed, "--out", "x.h5"}).exit_code == 2);
  }
}

TEST_CASE("a fixture that lacks an expected tensor does not verify") {
  const miniature_course mini;
  fixture f = read_fixture(mini.fixture());
  f.cases.front().expected.erase("y");
  write_fixture(f, mini.fixture());
  const finished done = mini.run({"fixtures", "verify"});
  CHECK(done.exit_code == 3);
  CHECK_THAT(done.err, holds("/global/four_by_five: the tensor `y` is missing"));
}

TEST_CASE("a workspace holds the student's files only, and is never overwritten") {
  const miniature_course mini;
  const temporary_folder place;
  const fs::path folder = place.path() / "my work";
  REQUIRE(mini.run({"init", folder.string()}).exit_code == 0);
  CHECK(fs::exists(folder / "01_avg_pool/avg_pool.cpp"));
  CHECK_FALSE(fs::exists(folder / "01_avg_pool/avg_pool.hpp"));
  CHECK(fs::is_symlink(folder / "gaplab"));
  CHECK(mini.run({"check", "--all"}, folder).exit_code == 1);
  CHECK(fs::exists(folder / "progress.json"));

  write_file_atomically(folder / "01_avg_pool/avg_pool.cpp", "// mine\n");
  CHECK(mini.run({"init", folder.string()}).exit_code == 0);
  CHECK(read_file(folder / "01_avg_pool/avg_pool.cpp") == "// mine\n");
  CHECK(mini.run({"init", mini.root().string()}).exit_code == 2);
}

TEST_CASE("a workspace is found from below, and by --labs") {
  const miniature_course mini;
  const temporary_folder place;
  REQUIRE(mini.run({"init", (place.path() / "w").string()}).exit_code == 0);
  const fs::path file = place.path() / "w/01_avg_pool/avg_pool.cpp";
  fs::copy_file(mini.root() / "solutions/01_avg_pool/avg_pool.cpp", file, fs::copy_options::overwrite_existing);
  CHECK(mini.run({"check", "01.cpu.global"}, file.parent_path()).exit_code == 0);
  CHECK(mini.run({"check", "01.cpu.global", "--labs", (place.path() / "w").string()}).exit_code == 0);
  const finished in_course = mini.run({"check", "01.cpu.global"});
  CHECK(in_course.exit_code == 1);
  CHECK(in_course.err.empty());
}

TEST_CASE("whoever has left the workspace is told whose files are checked") {
  const miniature_course mini;
  const temporary_folder elsewhere;
  for (const char* command : {"check", "show", "hint"}) {
    const finished done = mini.run({command, "01.cpu.global.forward"}, elsewhere.path());
    CHECK_THAT(done.err, holds("no workspace here: these are the files of the course itself, in ") &&
                             holds(mini.root().string()));
  }
}

TEST_CASE("progress survives, and a damaged file of it is told") {
  const miniature_course mini;
  mini.solve();
  CHECK(mini.run({"check", "01.cpu.global"}).exit_code == 0);
  CHECK_THAT(mini.run({"list"}).out, holds("2 of 29 points"));
  write_file_atomically(mini.root() / ".gaplab/progress.json", "{ <<<<<<< HEAD");
  const finished damaged = mini.run({"list"});
  CHECK(damaged.exit_code == 3);
  CHECK_THAT(damaged.err, holds("progress.json is damaged"));
}

TEST_CASE("a result is shown even if progress cannot be kept") {
  const miniature_course mini;
  mini.solve();
  write_file_atomically(mini.root() / ".gaplab", "a file where a folder should be");
  const finished done = mini.run({"check", "01.cpu.global.forward"});
  CHECK(done.exit_code == 3);
  CHECK_THAT(done.out, holds("passed"));
  CHECK_THAT(done.err, holds("your progress is not kept"));
  const finished hint = mini.run({"hint", "01.cpu.global.forward"});
  CHECK(hint.exit_code == 3);
  CHECK_THAT(hint.out, holds("hint 1 of"));
}

TEST_CASE("a compiler that finds the disk full is not the student's fault") {
  const miniature_course mini;
  const fs::path compiler = mini.root() / "full-compiler";
  write_file_atomically(compiler, "#!/bin/sh\necho 'Fatal error: cannot write: No space left on device' >&2\nexit 1\n");
  fs::permissions(compiler, fs::perms::owner_all);
  ::setenv("CXX", compiler.c_str(), 1);
  const finished done = mini.run({"check", "01.cpu.global.forward"});
  ::unsetenv("CXX");
  CHECK(done.exit_code == 3);
  CHECK_THAT(done.err, holds("the disk is full"));
}

TEST_CASE("show says where the function is to be written and where it is declared") {
  const finished shown = miniature_course().run({"show", "01.cpu.window.forward"});
  CHECK_THAT(shown.out, holds("  write     avg_pool2d_forward in "));
  CHECK_THAT(shown.out, holds("  declared  in ") && holds("labs/01_avg_pool/avg_pool.hpp\n"));
}

TEST_CASE("hints come one at a time") {
  const miniature_course mini;
  CHECK_THAT(mini.run({"hint", "01.cpu.window.forward"}).out, holds("hint 1 of") && !holds("hint 2 of"));
  CHECK_THAT(mini.run({"hint", "01.cpu.window.forward"}).out, holds("hint 1 of") && holds("hint 2 of"));
  for (int i = 0; i < 6; ++i) CHECK(mini.run({"hint", "01.cpu.window.forward"}).exit_code == 0);
  CHECK_THAT(mini.run({"hint", "01.cpu.window.forward"}).out, holds("the last hint"));
}

TEST_CASE("one hint can be asked for by its number") {
  const miniature_course mini;
  CHECK_THAT(mini.run({"hint", "01.cpu.window.forward", "--show", "2"}).out, holds("hint 2 of") && !holds("hint 1 of"));
  // The next one comes after it.
  CHECK_THAT(mini.run({"hint", "01.cpu.window.forward"}).out, holds("hint 2 of") && holds("hint 3 of"));
  CHECK_THAT(mini.run({"hint", "01.cpu.window.forward", "--show", "1"}).out, holds("hint 1 of") && !holds("hint 2 of"));
  const finished none = mini.run({"hint", "01.cpu.window.forward", "--show", "9"});
  CHECK(none.exit_code == 2);
  CHECK_THAT(none.err, holds("01.cpu.window.forward has 4 hints, and no hint 9"));
}

TEST_CASE("a solution is shown after the pass, or if one insists") {
  const miniature_course mini;
  const finished refused = mini.run({"solution", "01.cpu.global.forward"});
  CHECK(refused.exit_code == 2);
  CHECK_THAT(refused.err, holds("is not passed yet"));
  const finished shown = mini.run({"solution", "01.cpu.global.forward", "--yes"});
  CHECK_THAT(shown.out, holds("void global_avg_pool2d_forward(") && !holds("void avg_pool2d_backward("));
  mini.solve();
  REQUIRE(mini.run({"check", "01.cpu.global.forward"}).exit_code == 0);
  CHECK(mini.run({"solution", "01.cpu.global.forward"}).exit_code == 0);
}

TEST_CASE("reset puts back one function or the whole file, and keeps the old one") {
  const miniature_course mini;
  const temporary_folder place;
  const fs::path folder = place.path() / "w";
  REQUIRE(mini.run({"init", folder.string()}).exit_code == 0);
  const fs::path file = folder / "01_avg_pool/avg_pool.cpp";
  const std::string stub = read_file(file);
  const std::string solved = read_file(mini.root() / "solutions/01_avg_pool/avg_pool.cpp");
  write_file_atomically(file, solved);
  REQUIRE(mini.run({"check", "01.cpu"}, folder).exit_code == 0);

  CHECK(mini.run({"reset", "01.cpu.global.forward"}, folder).exit_code == 0);
  CHECK(read_file(folder / "01_avg_pool/avg_pool.cpp.1.bak") == solved);
  const finished after = mini.run({"check", "01.cpu.global", "--json"}, folder);
  CHECK(verdict_of(after, 0) == "not_attempted");
  CHECK(verdict_of(after, 1) == "passed");

  CHECK(mini.run({"reset", "01"}, folder).exit_code == 0);
  CHECK(read_file(file) == stub);
  CHECK(fs::exists(folder / "01_avg_pool/avg_pool.cpp.2.bak"));
  CHECK_THAT(mini.run({"list"}, folder).out, holds("0 of 29 points"));

  fs::remove(file);
  CHECK(mini.run({"check", "01.cpu.global.forward"}, folder).exit_code == 1);
  CHECK(mini.run({"reset", "01.cpu.global.forward"}, folder).exit_code == 0);
  CHECK(read_file(file) == stub);
}

TEST_CASE("fresh fixtures are the same for the same seed, verify, and serve a check") {
  const miniature_course mini;
  const fs::path one = mini.root() / "one.h5";
  const fs::path two = mini.root() / "two.h5";
  CHECK(mini.run({"fixtures", "new", "01", "--seed", "5", "--out", one.string()}).exit_code == 0);
  CHECK(mini.run({"fixtures", "new", "01", "--seed", "5", "--out", two.string()}).exit_code == 0);
  CHECK(read_file(one) == read_file(two));
  CHECK(mini.run({"fixtures", "new", "01", "--seed", "6", "--out", two.string()}).exit_code == 0);
  CHECK(read_file(one) != read_file(two));
  const finished verified = mini.run({"fixtures", "verify", one.string(), two.string()});
  CHECK(verified.exit_code == 0);
  CHECK(line_count(verified.out) == 2);
  fs::rename(two, mini.fixture());
  CHECK(mini.run({"check", "--solutions", "--all"}).exit_code == 0);
}

TEST_CASE("a stored fixture made by another generator or from other cases is stale") {
  const miniature_course mini;
  const fs::path stored = fs::path(GAPLAB_SOURCE_DIR) / "datasets";
  for (const char* file : {"01_avg_pool.h5", "01_avg_pool.toml", "01_avg_pool.py", "generate.py", "operation.py"}) {
    fs::copy_file(stored / file, mini.root() / "datasets" / file, fs::copy_options::overwrite_existing);
  }
  CHECK(mini.run({"fixtures", "verify"}).exit_code == 0);
  const fs::path cases = mini.root() / "datasets/01_avg_pool.toml";
  write_file_atomically(cases, read_file(cases) + "# changed\n");
  const finished stale = mini.run({"fixtures", "verify"});
  CHECK(stale.exit_code == 3);
  CHECK_THAT(stale.err, holds("is stale"));
}

TEST_CASE("colour is for terminals, and for those who ask") {
  const miniature_course mini;
  CHECK_THAT(mini.run({"list"}).out, !holds("\x1b["));
  CHECK_THAT(mini.run({"--color", "always", "list"}).out, holds("\x1b["));
  CHECK_THAT(mini.run({"list", "--color", "never"}).out, !holds("\x1b["));
}

TEST_CASE("Ctrl-C leaves no process and no temporary file behind") {
  const miniature_course mini;
  const fs::path mark = mini.root() / "worker_pid";
  mini.write_function(
      "global_avg_pool2d_forward",
      fmt::format("  FILE* f = fopen(\"{0}.part\", \"w\");\n  fprintf(f, \"%d\", getpid());\n  fclose(f);\n"
                  "  rename(\"{0}.part\", \"{0}\");\n  for (;;) pause();",
                  mark.string()));
  write_file_atomically(mini.student_file(),
                        "#include <unistd.h>\n#include <cstdio>\n" + read_file(mini.student_file()));
  const fs::path cache = mini.root() / "cache";
  const fs::path temporary = mini.root() / "tmp";
  fs::create_directories(temporary);

  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    ::setenv("GAPLAB_COURSE", mini.root().c_str(), 1);
    ::setenv("GAPLAB_CACHE", cache.c_str(), 1);
    ::setenv("TMPDIR", temporary.c_str(), 1);
    ::execl(GAPLAB_BINARY, "gaplab", "check", "01.cpu.global.forward", "--json", nullptr);
    ::_exit(127);
  }
  for (int i = 0; i < 3000 && !fs::exists(mark); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(10));
  REQUIRE(fs::exists(mark));
  const pid_t worker = std::stoi(read_file(mark));
  REQUIRE(::kill(worker, 0) == 0);
  REQUIRE(::kill(child, SIGINT) == 0);
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  CHECK(WIFSIGNALED(status));
  CHECK(WTERMSIG(status) == SIGINT);
  CHECK(::kill(worker, 0) != 0);
  CHECK(fs::is_empty(temporary));
  for (const fs::directory_entry& entry : fs::directory_iterator(cache)) CHECK_FALSE(entry.is_directory());
}

TEST_CASE("what is done stays done when a later step is interrupted or fails") {
  const miniature_course mini;
  mini.solve();
  mini.write_function("avg_pool3d_backward", "  volatile int* p = nullptr;\n  *p = 1;");
  CHECK(mini.run({"check", "--all"}).exit_code == 1);
  CHECK_THAT(mini.run({"list"}).out, holds("12 of 29 points"));
}

TEST_CASE("terminal text is as approved") {
  const miniature_course mini;
  std::string text;
  const auto run = [&](const std::vector<std::string>& arguments) { text += mini.transcript(arguments); };
  run({"check", "--all"});
  run({"check"});
  run({"list"});
  run({"hint", "01.cpu.global.forward"});
  run({"hint", "01.cpu.global.forward"});
  test::approve("fresh", text);

  text.clear();
  mini.write_function("global_avg_pool2d_forward", sum_instead_of_mean);
  mini.write_function("global_avg_pool2d_backward", "  dx(0, 0, 0, 0) = dy(0, 0, 0, 0);");
  mini.write_function("avg_pool_output_size", "  return stride;");
  mini.write_function("avg_pool2d_forward", "  volatile int* p = nullptr;\n  *p = 1;");
  run({"check", "01.cpu.global.forward"});
  run({"check", "01.cpu.global.backward"});
  run({"check", "01.cpu.output_size"});
  run({"check", "01.cpu.window.forward"});
  run({"check", "01"});
  run({"check", "01.cpu.global", "01.cpu.output_size", "--verbose"});
  test::approve("wrong", text);

  text.clear();
  mini.solve();
  run({"check", "01.cpu.global.forward"});
  run({"check", "--all"});
  run({"check"});
  run({"list"});
  run({"solution", "01.cpu.global.forward"});
  run({"fixtures", "show", "01"});
  test::approve("passed", text);
}
