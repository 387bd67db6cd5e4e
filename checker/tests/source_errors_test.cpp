// What a student is told of a file that does not compile: which error first, where, and what it mostly means.
#include "compile/source_errors.hpp"
#include "base/files.hpp"
#include "catch.hpp"
#include "compile/compiler_messages.hpp"
#include "compile/explain_error.hpp"
#include "compile/find_program.hpp"
#include "compile/unbalanced_brace.hpp"
#include "miniature_course.hpp"
#include "run/process.hpp"

using namespace gaplab;
using gaplab::test::holds;
using gaplab::test::miniature_course;
namespace fs = std::filesystem;

namespace {

/// A global mean with one thing wrong.
struct mistake {
  const char* what;         ///< of the mean, what is replaced
  const char* instead;      ///< by what
  int line;                 ///< where the student is sent
  const char* explanation;  ///< part of what is said
};

constexpr const char* mean = R"(#include "gaplab/lab.hpp"

using gaplab::nchw;

void mean(nchw<float> y, nchw<const float> x) {
  for (int n = 0; n < x.N; ++n) {
    for (int c = 0; c < x.C; ++c) {
      float sum = 0;
      for (int h = 0; h < x.H; ++h)
        for (int w = 0; w < x.W; ++w) sum += x(n, c, h, w);
      y(n, c, 0, 0) = sum / (x.H * x.W);
    }
  }
}
)";

const std::vector<mistake> mistakes = {
    {"float sum = 0;", "float sum = 0", 8, "Line 8 lacks a `;`"},
    {"sum += x", "s += x", 10, "Nothing of this name is declared"},
    {"(x.H * x.W)", "(H * x.W)", 11, "A size belongs to its tensor, as in x.H"},
    {"(x.H * x.W)", "(x.h * x.W)", 11, "Capital letters count: its members are data, N, C, H and W"},
    {"(x.H * x.W)", "(x.size(2) * x.W)", 11, "Its members are data, N, C, H and W"},
    {"sum += x(n, c, h, w)", "sum += x[n][c][h][w]", 10, "x(n, c, h, w)"},
    {"y(n, c, 0, 0) =", "y(n, c) =", 11, "called with all its indices: (n, c, h, w)"},
    {"y(n, c, 0, 0) =", "x(n, c, 0, 0) =", 11, "the elements of an input are const"},
    {"y(n, c, 0, 0) = sum", "y = sum", 11, "cannot be assigned to a whole tensor"},
    {"y(n, c, 0, 0) = sum / (x.H * x.W)", "return sum", 11, "This function returns nothing"},
    {"void mean", "void f(nchw<float> y) { nchw<const float> z = y; z(0, 0, 0, 0); }\nvoid mean", 5,
     "Make one of it: nchw<const float>{"},
    {"void mean", "int f() {}\nvoid mean", 5, "must end in `return ...;`"},
    {"sum / (", "sum % (", 11, "the remainder of whole numbers"},
    {"sum / (x.H * x.W)", "sqrt(sum)", 11, "#include <cmath>"},
    {"float sum = 0;", "float sum = 0; std::vector<int> v;", 8, "#include <vector>"},
    {"float sum = 0;", "float sum = 0; float* p = x.data;", 8, "const float* p = x.data"},
    {"float sum = 0;", "auto sum;", 8, "write the type"},
    {"float sum = 0;", "float sum = 0; else sum = 1;", 8, "has ended before this `else`"},
    {"float sum = 0;", "float sum = 0; float f(int a) { return a; }", 8, "cannot stand within another"},
    {"float sum = 0;", "float sum = 0; kernel<<<1, 32>>>(x);", 8, "kernels belong in the lab's .cu file"},
    {"float sum = 0;", "int x = 0; float sum = 0;", 9, "Does a variable hide the tensor"},
    {"h < x.H; ++h)", "h < x.H; ++h", 9, "A `)` is missing here"},
    {"(int h = 0; h", "(int h = 0, h", 9, "separated by `;`"},
    {"(int h = 0; h", "(h = 0; h", 9, "its type is missing"},
    {"float sum = 0;\n", "float sum = 0; { int k = 3; }\n sum = k;\n", 9, "declared in line 8, but known only within"},
    {"x.H * x.W", "x.H \u2013 x.W", 11, "Type it anew"},
    {"#include \"gaplab/lab.hpp\"", "#include \"gaplab/lap.hpp\"", 1, "There is no header `gaplab/lap.hpp`"},
    {"using gaplab::nchw;", "", 5, "using gaplab::nchw;"},
    {"void mean", "__global__ void k() {}\nvoid mean", 5, "kernels belong in the lab's .cu file"},
    {"    }\n  }\n}", "    }\n}", 6, "By how the lines are indented"},
    {"      y(n", "      }\n      y(n", 11, "By how the lines are indented"},
};

std::string diagnostics_of(const std::string& compiler, const fs::path& file) {
  process_request request;
  request.command = {compiler,
                     "-std=c++20",
                     "-fsyntax-only",
                     "-fdiagnostics-color=never",
                     "-Werror=return-type",
                     "-I" + (fs::path(GAPLAB_SOURCE_DIR) / "checker/worker").string(),
                     file.string()};
  request.environment = basic_environment();
  return run_process(std::move(request)).output;
}

void check_mistakes(const std::string& compiler) {
  const temporary_folder work;
  const fs::path file = work.path() / "mean.cpp";
  for (const mistake& m : mistakes) {
    std::string text = mean;
    const std::size_t at = text.find(m.what);
    REQUIRE(at != std::string::npos);
    text.replace(at, std::string_view(m.what).size(), m.instead);
    write_file_atomically(file, text);
    const std::string said = diagnostics_of(compiler, file);
    const source_errors errors = find_source_errors(said, file.string(), text);
    INFO(m.what << " -> " << m.instead << "\n" << said);
    REQUIRE_FALSE(errors.first.empty());
    CHECK(errors.first.size() <= 3);
    CHECK(errors.first.front().line == m.line);
    CHECK_THAT(errors.first.front().explanation, holds(m.explanation));
  }
}

std::string explanation_of(const std::string& message, const std::string& source = "") {
  return explain_error({"lab.cu", 1, 0, message}, {source}).text;
}

}  // namespace

TEST_CASE("the usual beginner's mistakes are explained where they are, in g++'s words", "[source_errors]") {
  check_mistakes(find_program("g++").value_or("c++").string());
}

TEST_CASE("the usual beginner's mistakes are explained where they are, in clang's words", "[source_errors]") {
  const auto clang = find_program("clang++");
  if (!clang) {
    WARN("not run: no clang++");
    return;
  }
  check_mistakes(clang->string());
}

TEST_CASE("nvcc's and the simulator's words are explained as well", "[source_errors]") {
  CHECK_THAT(explanation_of("identifier 'threadidx' is undefined"), holds("Is it `threadIdx`?"));
  CHECK_THAT(explanation_of("identifier 'blockIdx' is undefined"), holds("put __global__ before a kernel"));
  CHECK_THAT(explanation_of("a __global__ function call must be configured"), holds("A kernel is launched"));
  CHECK_THAT(explanation_of("a host function call cannot be configured"), holds("put __global__ before"));
  CHECK_THAT(
      explanation_of("calling a __host__ function('half(float)') from a __global__ function('mean') is not allowed"),
      holds("put __device__ before"));
  CHECK_THAT(explanation_of("class 'gaplab::nc<const float>' has no member 'n'"), holds("data, N and C"));
  CHECK_THAT(explanation_of("size of array 's' is not an integral constant-expression"), holds("extern __shared__"));
  CHECK_THAT(explanation_of("expression must be a modifiable lvalue"), holds("const"));
  CHECK_THAT(explanation_of("function 'gaplab::ncl<T>::operator() [with T=float]' cannot be called with the given "
                            "argument list"),
             holds("(n, c, i)"));
  CHECK_THAT(explanation_of(
                 "no suitable user-defined conversion from 'gaplab::nk<float>' to 'gaplab::nk<const float>' exists"),
             holds("nk<const float>{...}, with its members data, N and K"));
  CHECK(explanation_of("an error that nobody has heard of") == "");
}

TEST_CASE("errors are read in every compiler's form", "[source_errors]") {
  const auto one = [](const std::string& line) {
    const auto errors = errors_in(line + "\n", "/a b/lab.cu");
    REQUIRE(errors.size() == 1);
    return errors.front();
  };
  const compiler_message gcc = one("/a b/lab.cu:12:7: error: \u2018sun\u2019 was not declared in this scope");
  CHECK(gcc.file == "/a b/lab.cu");
  CHECK(gcc.line == 12);
  CHECK(gcc.column == 7);
  CHECK(gcc.text == "'sun' was not declared in this scope");
  const compiler_message nvcc = one("/a b/lab.cu(12): error: identifier \"sun\" is undefined");
  CHECK(nvcc.line == 12);
  CHECK(nvcc.column == 0);
  CHECK(nvcc.text == "identifier 'sun' is undefined");
  CHECK(one("/a b/lab.cu(3): error #20011-D: calling a function").text == "calling a function");
  CHECK(one("/a b/lab.cu:1:10: fatal error: vectr: No such file or directory").line == 1);
  CHECK(one("At end of source: error: expected a \"}\"").text == "expected a '}'");
  CHECK(one("/usr/bin/ld: x.o: in function `f': lab.cpp:3: undefined reference to `g(int)'").text ==
        "undefined reference to `g(int)'");
  CHECK(one("/a b/lab.cu:20: cuda_fp16.h is not supported by the simulated GPU: half precision: use float").line == 20);

  for (const char* none : {"/a b/lab.cu:12:7: warning: unused variable 'k'", "/a b/lab.cu:12:7: note: declared here",
                           "/a b/lab.cu(12): note #3196-D: to match this",
                           "/a b/lab.cu: In function 'void f()':", "1 error detected in the compilation of \"lab.cu\".",
                           "   12 | int error: x", "", "::: error: "}) {
    INFO(none);
    CHECK(errors_in(none, "/a b/lab.cu").empty());
  }
}

TEST_CASE("an error within a header is told at the line that led there", "[source_errors]") {
  const auto gcc = errors_in(
      "/usr/include/c++/12/bits/stl_algo.h: In instantiation of 'void f(T)':\n"
      "lab.cpp:9:12:   required from here\n"
      "/usr/include/c++/12/bits/stl_algo.h:50:3: error: no match for 'operator<'\n"
      "/usr/include/c++/12/bits/stl_algo.h:60:3: error: another\n",
      "lab.cpp");
  REQUIRE(gcc.size() == 2);
  CHECK(gcc[0].file == "lab.cpp");
  CHECK(gcc[0].line == 9);
  CHECK(gcc[1].line == 60);
  const auto clang = errors_in(
      "/usr/include/c++/12/bits/stl_algo.h:50:3: error: invalid operands\n"
      "lab.cpp:9:12: note: in instantiation of function template specialization requested here\n",
      "lab.cpp");
  REQUIRE(clang.size() == 1);
  CHECK(clang[0].file == "lab.cpp");
  CHECK(clang[0].line == 9);
}

TEST_CASE("what follows from an error is counted, not shown", "[source_errors]") {
  const std::string text = "int f() {\n  return a\n}\nint b = c;\n";
  const source_errors lost = find_source_errors(
      "f.cpp:3:1: error: expected ';' before '}' token\nf.cpp:4:9: error: 'c' was not declared in this scope\n",
      "f.cpp", text);
  REQUIRE(lost.first.size() == 1);
  CHECK(lost.first[0].line == 2);
  CHECK(lost.first[0].source == "  return a");
  CHECK(lost.more == 1);

  std::string many;
  for (int line = 1; line <= 6; ++line) {
    many +=
        "f.cpp:" + std::to_string(line) + ":1: error: 'v" + std::to_string(line) + "' was not declared in this scope\n";
    many += "f.cpp(" + std::to_string(line) + "): error: identifier \"v" + std::to_string(line) + "\" is undefined\n";
  }
  const source_errors several = find_source_errors(many, "f.cpp", text);
  CHECK(several.first.size() == 3);
  CHECK(several.more == 3);  // two compilers complain of the same lines

  const source_errors hostile = find_source_errors("f.cpp:1:1: error: \x1b[31mred\n", "f.cpp", "\x1b[2J\n");
  REQUIRE(hostile.first.size() == 1);
  CHECK(hostile.first[0].message.find('\x1b') == std::string::npos);
  CHECK(hostile.first[0].source.find('\x1b') == std::string::npos);
  CHECK(find_source_errors("", "f.cpp", "int f() {\n").first.empty());
}

TEST_CASE("a brace without its partner is found by how the lines are indented", "[source_errors]") {
  CHECK_FALSE(find_unbalanced_brace("void f() {\n  if (a) {\n  }\n}\n"));
  CHECK_FALSE(find_unbalanced_brace("void f() { // {\n  g(\"}\", '{'); /* { */\n}\n#define A 1\n"));
  CHECK_FALSE(find_unbalanced_brace(""));
  const auto check = [](const std::string& text, bool unclosed, int line) {
    const auto brace = find_unbalanced_brace(text);
    INFO(text);
    REQUIRE(brace);
    CHECK(brace->unclosed == unclosed);
    CHECK(brace->line == line);
  };
  check("void f() {\n  if (a) {\n    b();\n}\n", true, 2);
  check("void f() {\n  if (a) {\n  }\n", true, 1);
  check("void f() {\n  if (a) {\n  }\n  }\n}\n", false, 4);
  check("}\n", false, 1);
  check("void f() {\n}}\n", false, 2);
}

TEST_CASE("a compile error is told short, and whole on demand", "[source_errors]") {
  const miniature_course mini;
  const fs::path file = mini.root() / "labs/01_avg_pool/avg_pool.cpp";
  std::string text = read_file(file);
  const std::size_t at = text.find("\n  TODO();") + 3;
  REQUIRE(at != std::string::npos);
  write_file_atomically(file, text.replace(at, 7, "y(n, 0, 0, 0) = 0"));
  const auto brief = mini.run({"check", "01.cpu.global.forward"});
  CHECK(brief.exit_code == 1);
  CHECK_THAT(brief.out, holds("'n' was not declared in this scope"));
  CHECK_THAT(brief.out, holds("y(n, 0, 0, 0) = 0"));
  CHECK_THAT(brief.out, !holds("all that the compiler says"));
  const auto whole = mini.run({"check", "01.cpu.global.forward", "-v"});
  CHECK_THAT(whole.out, holds("all that the compiler says"));
  CHECK_THAT(whole.out, holds("In function"));
}
