// What a student's code can do to its worker, and what the checker makes of it.
#include <fmt/format.h>

#include <chrono>

#include "base/error.hpp"
#include "catch.hpp"
#include "miniature_course.hpp"
#include "run/process.hpp"

using namespace gaplab;
using gaplab::test::miniature_course;

namespace {

constexpr const char* forward = "01.cpu.global.forward";

/// A right answer, before or after which a test does something wrong.
constexpr const char* right_answer = R"(
  for (int n = 0; n < x.N; ++n) {
    for (int c = 0; c < x.C; ++c) {
      double sum = 0;
      for (int i = 0; i < x.H * x.W; ++i) sum += x.data[x.offset(n, c, 0, 0) + i];
      y(n, c, 0, 0) = static_cast<float>(sum / (x.H * x.W));
    }
  })";

step_result check_global(const std::string& body, const std::string& include = {}) {
  const miniature_course mini;
  mini.write_function("global_avg_pool2d_forward", body);
  write_file_atomically(mini.student_file(), include + read_file(mini.student_file()));
  return mini.check(forward);
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

std::string problems_of(const step_result& result) {
  std::string text;
  for (const case_result& c : result.cases) {
    for (const std::string& problem : c.problems) text += problem + "\n";
  }
  return text;
}

/// So that a test of what hangs does not take the ten seconds of the real lab.
void shorten_time_limit(const miniature_course& mini) {
  const auto file = mini.root() / "labs/01_avg_pool/lab.toml";
  std::string text = read_file(file);
  const std::size_t at = text.find("seconds = 10");
  REQUIRE(at != std::string::npos);
  write_file_atomically(file, text.replace(at, 12, "seconds = 1"));
}

}  // namespace

TEST_CASE("a right answer passes every case, in both runs") {
  const step_result result = check_global(right_answer);
  CHECK(result.verdict == verdict::passed);
  CHECK(result.cases.size() == 3);
  CHECK(result.worst_ratio <= 1);
}

TEST_CASE("a stub is not attempted") {
  const step_result result = check_global("  TODO();");
  CHECK(result.verdict == verdict::not_attempted);
  CHECK(contains(result.reason, "TODO() in line"));
  CHECK(result.cases.empty());
}

TEST_CASE("a TODO() that only some cases reach is named with its case") {
  const step_result result = check_global(std::string("  if (x.N == 3) TODO();") + right_answer);
  CHECK(result.verdict == verdict::not_attempted);
  CHECK(contains(result.reason, "`batch`"));
}

TEST_CASE("a null pointer is a crash with file and line") {
  const step_result result = check_global("  volatile int* p = nullptr;\n  *p = 1;");
  CHECK(result.verdict == verdict::crashed);
  CHECK(contains(result.reason, "a null pointer was used"));
  CHECK(contains(result.reason, "avg_pool.cpp:"));
  CHECK(contains(result.reason, "global_avg_pool2d_forward"));
  CHECK(contains(result.reason, "four_by_five"));
}

TEST_CASE("a failed assertion, a division by zero and a stack overflow are told apart") {
  CHECK(contains(check_global("  assert(x.N > 100);", "#include <cassert>\n").reason, "abort"));
  CHECK(contains(check_global("  volatile int zero = 0;\n  y.data[0] = static_cast<float>(x.N / zero);").reason,
                 "division by zero"));
  CHECK(contains(check_global("  volatile char room[1024];\n  room[0] = 1;\n  global_avg_pool2d_forward(y, x);\n"
                              "  room[1] = room[0];")
                     .reason,
                 "stack overflow"));
}

TEST_CASE("an exception is a crash that says what was thrown") {
  const step_result result =
      check_global("  throw std::runtime_error(\"my \\x1b[31mmessage\");", "#include <stdexcept>\n");
  CHECK(result.verdict == verdict::crashed);
  CHECK(contains(result.reason, "my \\x1b[31mmessage"));
}

TEST_CASE("too much memory is refused by the limit") {
  const step_result result =
      check_global("  volatile char* p = new char[std::size_t{8} << 30];\n  p[0] = 1;\n  y.data[0] = p[0];");
  CHECK(result.verdict == verdict::crashed);
  CHECK(contains(result.reason, "bad_alloc"));
}

TEST_CASE("many threads, each with memory of its own, are within the limit") {
  const step_result result = check_global(std::string(R"(
  std::vector<std::thread> threads;
  for (int t = 0; t < 32; ++t) threads.emplace_back([] { std::vector<float> room(1 << 20, 1.0F); });
  for (std::thread& thread : threads) thread.join();)") +
                                              right_answer,
                                          "#include <thread>\n#include <vector>\n");
  CHECK(result.verdict == verdict::passed);
}

TEST_CASE("an exception is told even if what follows does not end") {
  const miniature_course mini;
  shorten_time_limit(mini);
  mini.write_function("global_avg_pool2d_forward",
                      "  if (x.N == 1) throw 1;\n  for (volatile int i = 0;; i = i + 1) {}");
  const step_result result = mini.check(forward);
  CHECK(result.verdict == verdict::crashed);
  CHECK(contains(result.reason, "it threw an exception in case `four_by_five`"));
}

TEST_CASE("a stray write is laid to the nearest tensor") {
  CHECK_FALSE(contains(problems_of(check_global(std::string(right_answer) + "  y.data[-1] = 1;")), "outside of x"));
}

TEST_CASE("an endless loop is ended at the time limit") {
  const miniature_course mini;
  shorten_time_limit(mini);
  mini.write_function("global_avg_pool2d_forward", "  volatile int i = 0;\n  for (;;) i = i + 1;");
  const step_result result = mini.check(forward);
  CHECK(result.verdict == verdict::timed_out);
  CHECK(contains(result.reason, "not finished after 1 s, in case `four_by_five`"));
}

TEST_CASE("a program that has used up its processor time has timed out, however little time has passed") {
  process_request request;
  request.command = {"/bin/sh", "-c", "while :; do :; done"};
  request.limits.processor_seconds = 1;
  const process_result result = run_process(std::move(request));
  CHECK(result.how == process_result::ending::timed_out);
  CHECK(result.seconds < 50);
}

TEST_CASE("a program that is stopped goes on, but not again and again") {
  process_request once;
  once.command = {"/bin/sh", "-c", "kill -STOP $$; echo on"};
  const process_result went_on = run_process(std::move(once));
  CHECK(went_on.succeeded());
  CHECK(went_on.output == "on\n");
  process_request always;
  always.command = {"/bin/sh", "-c", "while :; do kill -STOP $$; done"};
  const process_result ended = run_process(std::move(always));
  CHECK(ended.how == process_result::ending::timed_out);
  CHECK(ended.seconds < 30);
}

TEST_CASE("sleeping for ever is ended too, and so is a process that is left behind") {
  const miniature_course mini;
  shorten_time_limit(mini);
  const auto file = mini.root() / "left_behind";
  // One child leaves the process group, and hands on to a grandchild whose parent has gone.
  const std::string leave = GENERATE("", "setsid(); if (fork() != 0) _exit(0); ");
  mini.write_function(
      "global_avg_pool2d_forward",
      fmt::format("  if (fork() == 0) {{ {}sleep(3); fclose(fopen(\"{}\", \"w\")); _exit(0); }}\n  pause();", leave,
                  file.string()));
  write_file_atomically(mini.student_file(),
                        "#include <unistd.h>\n#include <cstdio>\n" + read_file(mini.student_file()));
  CHECK(mini.check(forward).verdict == verdict::timed_out);
  ::sleep(3);
  CHECK_FALSE(std::filesystem::exists(file));
}

TEST_CASE("ending the program early is no way to pass") {
  for (const char* ending : {"  _exit(0);", "  std::exit(0);", "  _exit(3);"}) {
    const step_result result =
        check_global(std::string(right_answer) + ending, "#include <unistd.h>\n#include <cstdlib>\n");
    CHECK(result.verdict == verdict::crashed);
    CHECK(contains(result.reason, "the program ended itself with exit code"));
  }
  const step_result before_main =
      check_global(right_answer, "#include <unistd.h>\nstatic const int gone = (_exit(0), 1);\n");
  CHECK(before_main.verdict == verdict::crashed);
  CHECK(contains(before_main.reason, "before main() began"));
}

TEST_CASE("writes beyond an output's ends are found") {
  // Also where what is written is what was read beyond another tensor's end, a NaN for a NaN.
  for (const char* write : {"  y.data[-1] = 1;", "  y.data[y.N * y.C] = 1;", "  y.data[-400] = 1;",
                            "  y.data[y.N * y.C] = x.data[x.N * x.C * x.H * x.W];",
                            "  y.data[y.N * y.C] = 1 + x.data[x.N * x.C * x.H * x.W] / 2;"}) {
    const step_result result = check_global(std::string(right_answer) + write);
    CHECK(result.verdict == verdict::wrong);
    CHECK(contains(problems_of(result), "it wrote outside of y"));
  }
}

TEST_CASE("a changed input is found") {
  const step_result result = check_global(std::string(right_answer) + "  const_cast<float*>(x.data)[0] += 1;");
  CHECK(result.verdict == verdict::wrong);
  CHECK(contains(problems_of(result), "it changed its input x"));
}

TEST_CASE("a megabyte of output is kept in part and counted") {
  const step_result result = check_global(
      std::string("  for (int i = 0; i < 16384; ++i) puts(\"0123456789abcdef0123456789abcde\");") + right_answer,
      "#include <cstdio>\n");
  CHECK(result.verdict == verdict::passed);
  CHECK(result.details.size() == 64 * 1024);
  REQUIRE(result.notes.size() == 1);
  CHECK(contains(result.notes.front(), "3145728 bytes"));  // 16384 lines of 32 bytes, 3 cases, 2 runs
}

TEST_CASE("what a program prints cannot reach the terminal's controls") {
  const step_result result =
      check_global(std::string("  puts(\"\\x1b[2Jpassed\");") + right_answer, "#include <cstdio>\n");
  CHECK(contains(result.details, "\\x1b[2Jpassed"));
}

TEST_CASE("writing nothing is wrong and named so") {
  const step_result result = check_global("");
  CHECK(result.verdict == verdict::wrong);
  REQUIRE(result.cases.size() == 3);
  CHECK_THAT(result.cases.front().comparisons.front().pattern, gaplab::test::holds("never written"));
}

TEST_CASE("a function that is right only the first time is caught by the second run") {
  const step_result result =
      check_global(std::string("  static int calls = 0;\n  if (++calls > 3) return;") + right_answer);
  CHECK(result.verdict == verdict::wrong);
  CHECK(contains(problems_of(result), "right in one of two runs"));
}

TEST_CASE("results that differ in their last bits are a note, not a failure") {
  const step_result result =
      check_global(std::string(right_answer) +
                       "  static int calls = 0;\n"
                       "  if (x.N == 3 && ++calls == 2) y.data[0] = std::nextafter(y.data[0], 9.0F);",
                   "#include <cmath>\n");
  CHECK(result.verdict == verdict::passed);
  REQUIRE(result.notes.size() == 1);
  CHECK(contains(result.notes.front(), "differ in their last bits"));
}

TEST_CASE("arguments that PyTorch refuses must be refused, and others must not") {
  const miniature_course mini;
  mini.write_function("avg_pool_output_size",
                      "  return stride == 0 ? 1 : (size + 2 * padding - kernel_size) / stride + 1;");
  const step_result lenient = mini.check("01.cpu.output_size.forward");
  CHECK(lenient.verdict == verdict::wrong);
  CHECK(contains(problems_of(lenient), "these arguments must be refused"));
  mini.write_function("avg_pool_output_size", "  refuse(\"no\");");
  const step_result strict = mini.check("01.cpu.output_size.forward");
  CHECK(strict.verdict == verdict::wrong);
  CHECK(contains(problems_of(strict), "these arguments are fine, but were refused: \"no\""));
}

TEST_CASE("std::invalid_argument is a refusal as well") {
  const miniature_course mini;
  mini.write_function("avg_pool_output_size",
                      "  if (stride == 0) throw std::invalid_argument(\"stride\");\n"
                      "  return (size + 2 * padding - kernel_size) / stride + 1;");
  write_file_atomically(mini.student_file(), "#include <stdexcept>\n" + read_file(mini.student_file()));
  CHECK(mini.check("01.cpu.output_size.forward").verdict == verdict::passed);
}

TEST_CASE("the worker finds no expected value in its memory") {
  // It looks for the right mean of the first case, as float and as double, in all that it was handed.
  const step_result result = check_global(R"(
  double sum = 0;
  for (int i = 0; i < x.H * x.W; ++i) sum += x.data[i];
  const float wanted = static_cast<float>(sum / (x.H * x.W));
  const double exact = sum / (x.H * x.W);
  const char* first = reinterpret_cast<const char*>(x.data) - 4096;
  for (std::ptrdiff_t i = 0; i < 12000; i += 4) {
    if (std::memcmp(first + i, &wanted, 4) == 0 || std::memcmp(first + i, &exact, 8) == 0) std::abort();
  }
  TODO();)",
                                          "#include <cstdlib>\n#include <cstring>\n");
  CHECK(result.verdict == verdict::not_attempted);
}

TEST_CASE("a worker cannot change the size of the shared memory") {
  const step_result result =
      check_global(std::string(right_answer) +
                       "  if (ftruncate(3, 0) == 0 || open(\"/proc/self/fd/3\", O_RDWR | O_TRUNC) >= 0) "
                       "std::abort();",
                   "#include <unistd.h>\n#include <fcntl.h>\n#include <cstdlib>\n");
  CHECK(result.verdict == verdict::passed);
}

TEST_CASE("a binding that does not fit the fixture is the course's error") {
  const miniature_course mini;
  const auto binding = mini.root() / "labs/01_avg_pool/binding.cpp";
  std::string text = read_file(binding);
  const std::size_t at = text.find("call.input<nchw>(\"x\")");
  REQUIRE(at != std::string::npos);
  write_file_atomically(binding, text.replace(at, 21, "call.input<nchw>(\"z\")"));
  CHECK_THROWS_WITH(mini.check(forward), gaplab::test::holds("the case has no input `z`"));
  write_file_atomically(binding, text.replace(at, 21, "(call.integers(\"target\"), call.input<nchw>(\"x\"))"));
  CHECK_THROWS_WITH(mini.check(forward), gaplab::test::holds("the case has no parameter `target[0]`"));
}
