// The mutants of a source: which there are, which there are not, and where they lie.
#include <algorithm>
#include <set>

#include "base/files.hpp"
#include "catch.hpp"
#include "miniature_course.hpp"
#include "mutate/definitions.hpp"
#include "mutate/lab_mutants.hpp"

using namespace gaplab;
using gaplab::test::miniature_course;
namespace fs = std::filesystem;

namespace {

using lines = std::vector<std::string>;

/// What becomes of the one line of a function's body by mutants of that class.
lines changes(const std::string& line, mutation kind) {
  const std::string source = "void f(const int* a, int i, int j) {\n  " + line + "\n}\n";
  lines made;
  for (const mutant& m : mutants_of(source)) {
    if (m.kind == kind) made.push_back(changed_line_of(source, m).after);
  }
  return made;
}

lines changes(const std::string& line) {
  lines all;
  for (const mutation kind : all_mutations) {
    for (const std::string& made : changes(line, kind)) all.push_back(made);
  }
  return all;
}

std::string names(const std::set<std::string>& used) {
  std::string text;
  for (const std::string& name : used) text += text.empty() ? name : " " + name;
  return text;
}

std::string steps_of(const lab_mutant& m) {
  std::string text;
  for (const step& s : m.steps) text += text.empty() ? s.address() : " " + s.address();
  return text;
}

}  // namespace

TEST_CASE("arithmetic is done otherwise") {
  CHECK(changes("g = i + 2;", mutation::arithmetic) == lines{"g = i - 2;"});
  CHECK(changes("g = i % j;", mutation::arithmetic) == lines{"g = i / j;"});
  CHECK(changes("g += i * j;", mutation::arithmetic) == lines{"g -= i * j;", "g = i * j;", "g += i / j;"});
  CHECK(changes("g <<= i >> j;", mutation::arithmetic) == lines{"g = i >> j;", "g >>= i >> j;", "g <<= i << j;"});
  CHECK(changes("++i;", mutation::arithmetic) == lines{"i;"});
  CHECK(changes("g = a[i--];", mutation::arithmetic) == lines{"g = a[i];"});
  CHECK(changes("g = -i;", mutation::arithmetic) == lines{"g = i;"});
  CHECK(changes("return -1;", mutation::arithmetic) == lines{"return 1;"});
}

TEST_CASE("bounds are moved, and what is equal is not") {
  CHECK(changes("if (i <= j) g();", mutation::comparison) == lines{"if (i - 1 <= j) g();", "if (i < j) g();"});
  CHECK(changes("if (i >= j) g();", mutation::comparison) == lines{"if (i + 1 >= j) g();", "if (i > j) g();"});
  CHECK(changes("if (i > j) g();", mutation::comparison) == lines{"if (i - 1 > j) g();", "if (i >= j) g();"});
  CHECK(changes("if (i == j) g();", mutation::comparison) == lines{"if (i != j) g();"});
  CHECK(changes("if (i != j) g();", mutation::comparison) == lines{"if (i == j) g();"});
  CHECK(changes("if (i < j) g();", mutation::comparison) ==
        lines{"if (i != j) g();", "if (i + 1 < j) g();", "if (i <= j) g();"});
}

TEST_CASE("in a loop that counts by one, != is the same as <, and no mutant") {
  const auto has = [](const std::string& header) {
    const lines made = changes("for (" + header + ") g();", mutation::comparison);
    return std::any_of(made.begin(), made.end(),
                       [](const std::string& m) { return m.find("!=") != std::string::npos; });
  };
  CHECK_FALSE(has("int k = 0; k < j; ++k"));
  CHECK_FALSE(has("std::ptrdiff_t k = 0; k < (i + 1) * j; ++k"));
  CHECK_FALSE(has("int k = i; k < j; ++k"));
  CHECK(has("int k = 0; k < j; k += 2"));
  CHECK(has("int k = 0; i < j; ++k"));
}

TEST_CASE("numbers and truth values become others") {
  CHECK(changes("g = 0;", mutation::constant) == lines{"g = 1;"});
  CHECK(changes("g = 1;", mutation::constant) == lines{"g = 0;", "g = 2;"});
  CHECK(changes("g = 2LL;", mutation::constant) == lines{"g = 1LL;", "g = 3LL;"});
  CHECK(changes("g = 1'000u;", mutation::constant) == lines{"g = 1001u;", "g = 999u;"});
  CHECK(changes("g = 0xffffffffu;", mutation::constant) == lines{"g = 0xfffffffeu;"});
  CHECK(changes("g = 0x10;", mutation::constant) == lines{"g = 0x11;", "g = 0xf;"});
  CHECK(changes("g = 0.0f;", mutation::constant) == lines{"g = 1.0f;"});
  CHECK(changes("g = 1.0;", mutation::constant) == lines{"g = 0.0;", "g = 2.0;"});
  CHECK(changes("g = 0.5f;", mutation::constant) == lines{"g = 0.0f;", "g = 1.5f;"});
  CHECK(changes("g = true;", mutation::boolean) == lines{"g = false;"});
  CHECK(changes("g = false;", mutation::boolean) == lines{"g = true;"});
}

TEST_CASE("conditions are negated") {
  CHECK(changes("if (i < j && j != 3) g();", mutation::condition) ==
        lines{"if (!(i < j && j != 3)) g();", "if (i < j || j != 3) g();"});
  CHECK(changes("while (i || j) g();", mutation::condition) == lines{"while (!(i || j)) g();", "while (i && j) g();"});
  CHECK(changes("g = i == j ? 4 : i;", mutation::condition) == lines{"g = !(i == j) ? 4 : i;"});
  CHECK(changes("return f(i, a[j] <= 2 ? 4 : i);", mutation::condition) == lines{"return f(i, !(a[j] <= 2) ? 4 : i);"});
}

TEST_CASE("indices are exchanged, and one too far") {
  CHECK(changes("g = x(i, j);", mutation::index) ==
        lines{"g = x(i + 1, j);", "g = x(i - 1, j);", "g = x(j, i);", "g = x(i, j + 1);", "g = x(i, j - 1);"});
  CHECK(changes("g = x(p.n, 0);", mutation::index) ==
        lines{"g = x(p.n + 1, 0);", "g = x(p.n - 1, 0);", "g = x(0, p.n);"});
  CHECK(changes("g = a[i];", mutation::index) == lines{"g = a[i + 1];", "g = a[i - 1];"});
  CHECK(changes("g = b[i * 2][j];", mutation::index) == lines{"g = b[i * 2 + 1][j];", "g = b[i * 2 - 1][j];",
                                                              "g = b[j][i * 2];", "g = b[i * 2][j + 1];",
                                                              "g = b[i * 2][j - 1];"});
  CHECK(changes("g = n * x.C + c;", mutation::index) == lines{"g = c * x.C + n;"});
  CHECK(changes("g = n * s + c * t;", mutation::index) == lines{"g = c * s + n * t;"});
}

TEST_CASE("what is no index is not exchanged or moved") {
  for (const char* line : {"float(i);", "g = std::max(1, 2);", "int b[16][8];", "float* b[4];", "if (i) g();",
                           "kernel<<<g, 256>>>(y, x);", "g = a[0];", "g = n * f(c) + d;", "sizeof(i);"}) {
    INFO(line);
    CHECK(changes(line, mutation::index).empty());
  }
  // The smaller of two is the same in either order.
  CHECK(changes("g = min(i, j);", mutation::index) ==
        lines{"g = min(i + 1, j);", "g = min(i - 1, j);", "g = min(i, j + 1);", "g = min(i, j - 1);"});
}

TEST_CASE("statements and barriers are left out") {
  for (const char* line : {"g = i;", "a[i] += j;", "++i;", "p->q(i);", "std::swap(i, j);", "x(i, j) = 4;", "*a = 3;",
                           "return;", "break;", "continue;", "kernel<<<1, 2>>>(a);", "refuse(\"no; never\");"}) {
    INFO(line);
    CHECK(changes(line, mutation::statement) == lines{";"});
    CHECK(changes(line, mutation::barrier).empty());
  }
  CHECK(changes("if (i) g(); else h();", mutation::statement) == lines{"if (i) ; else h();", "if (i) g(); else ;"});
  CHECK(changes("for (;;) g(i);", mutation::statement) == lines{"for (;;) ;"});
  CHECK(changes("switch (i) { case 1: g(); break; default: h(); }", mutation::statement) ==
        lines{"switch (i) { case 1: ; break; default: h(); }", "switch (i) { case 1: g(); ; default: h(); }",
              "switch (i) { case 1: g(); break; default: ; }"});
  CHECK(changes("std::sort(a, a + 4, [](int x, int y) { ++g; return x < y; });", mutation::statement).size() == 2);
  for (const char* line : {"__syncthreads();", "__syncwarp(0xff);", "warp.sync();", "__threadfence();"}) {
    INFO(line);
    CHECK(changes(line, mutation::barrier) == lines{";"});
    CHECK(changes(line, mutation::statement).empty());
  }
}

TEST_CASE("declarations, values returned and empty statements stay") {
  for (const char* line : {"int k = 3;", "const auto k = f(i);", "float* p = q;", "std::vector<double> s(4);",
                           "position at{};", "__shared__ float s[4];", "return i;", "using nchw = int;", ";",
                           "nchw<float>& r = y;", "static_assert(true);"}) {
    INFO(line);
    CHECK(changes(line, mutation::statement).empty());
  }
}

TEST_CASE("what is no operator stays") {
  for (const char* line : {"float* p = q;", "const T& r = t;", "std::vector<std::vector<T>> s;", "T&& m = f();",
                           "g = \"a + b < 1\";", "// i + 1 < 2", "/* if (i) g(); */", "g = p->q;", "g = x::y;"}) {
    INFO(line);
    const lines made = changes(line);
    CHECK(std::all_of(made.begin(), made.end(), [](const std::string& m) { return m == ";"; }));
  }
}

TEST_CASE("a mutant knows its line, its place and its function") {
  const std::string source =
      "#include <a>\n\nint g() { return 1; }\n\n// i + 1\nint f(int i) {\n  return i + g();\n}\n";
  std::vector<mutant> all = mutants_of(source);
  all.erase(std::remove_if(all.begin(), all.end(), [](const mutant& m) { return m.defined != "f"; }), all.end());
  REQUIRE(all.size() == 1);
  const mutant& m = all.front();
  CHECK(m.line == 7);
  CHECK(source.substr(m.offset, m.length) == "+");
  CHECK(mutated(source, m) ==
        "#include <a>\n\nint g() { return 1; }\n\n// i + 1\nint f(int i) {\n  return i - g();\n}\n");
  CHECK(changed_line_of(source, m).before == "return i + g();");
}

TEST_CASE("a change over several lines is shown on one, without comments") {
  const std::string source = "void f() {\n  g(1,  // one\n    h());\n}\n";
  lines made;
  for (const mutant& m : mutants_of(source)) {
    CHECK(changed_line_of(source, m).before == (m.kind == mutation::statement ? "g(1, h());" : "g(1,"));
    made.push_back(changed_line_of(source, m).after);
  }
  CHECK(made == lines{";", "g(0,", "g(2,"});
}

TEST_CASE("the definitions of a file, and what each uses") {
  const source_definitions d(R"(#include "a.hpp"
using gaplab::nchw;
namespace {
constexpr int warp = 32;
constexpr float table[2] = {1.0f, 2.0f};
struct span { int begin, end; };
enum class form { plain, kept };
template <class T = int>
span helper(const T& t) { return {warp, t.x}; }
__global__ void __launch_bounds__(256) kernel(float* y) { y[0] = table[helper(*y).end]; }
void declared(int);
}  // namespace
void step_a(float* y) { kernel<<<1, 2>>>(y); }
int step_b(form f) noexcept {
  return f == form::kept ? 1 : warp;
}
)");
  lines found;
  for (const definition& one : d.all()) found.push_back(one.name);
  CHECK(found == lines{"warp", "table", "span", "form", "helper", "kernel", "step_a", "step_b"});
  CHECK(names(d.used_by("step_a")) == "helper kernel span step_a table warp");
  CHECK(names(d.used_by("step_b")) == "form step_b warp");
  CHECK(names(d.used_by("nobody")).empty());
}

TEST_CASE("a step's own function is its own affair, and a helper that of all who use it") {
  const miniature_course mini;
  const course c = mini.open();
  std::map<std::string, std::string> by_definition;
  for (const lab_mutant& m : mutants_of_lab(c, c.labs.front()))
    by_definition[m.file + " " + m.change.defined] = steps_of(m);
  CHECK(by_definition.at("avg_pool.cpp global_avg_pool2d_forward") == "01.cpu.global.forward");
  CHECK(by_definition.at("avg_pool.cpp set_to_zero") == "01.cpu.window.backward 01.cpu.3d.backward");
  CHECK(by_definition.at("avg_pool.cu global_avg_pool2d_forward_kernel") == "01.cuda.global.forward");
  CHECK(by_definition.at("avg_pool.cu windows_over") == "01.cuda.window.backward 01.cuda.3d.backward");
  CHECK(by_definition.at("avg_pool.cu blocks_for").size() > 5 * std::string("01.cuda.3d.forward").size());
}

TEST_CASE("what judges a mutant is compiled, and of other steps only the names") {
  const miniature_course mini;
  write_file_atomically(mini.root() / "solutions/01_avg_pool/avg_pool.cpp", R"(int helper(int i) {
  return 2 * i;
}
void global_avg_pool2d_forward(int i) {
  ++i;
}
void global_avg_pool2d_backward(int i) {
  global_avg_pool2d_forward(helper(i));
}
void avg_pool2d_forward(int i) {
  i = 3;
}
)");
  const course c = mini.open();
  const lab& l = c.labs.front();
  const std::string source = read_file(c.solutions_folder() / l.name / "avg_pool.cpp");
  std::map<std::string, std::string> texts;
  for (const lab_mutant& m : mutants_of_lab(c, l)) {
    if (m.device == device::cpu) texts[m.line.after] = mutated_solution(source, l, m);
  }
  CHECK(texts.at("i;") == R"(int helper(int i) {
  return 2 * i;
}
void global_avg_pool2d_forward(int i) {
  i;
}
void global_avg_pool2d_backward(int i) { TODO(); }
void avg_pool2d_forward(int i) { TODO(); }
)");
  CHECK(texts.at("return 2 / i;") == R"(int helper(int i) {
  return 2 / i;
}
void global_avg_pool2d_forward(int i) {
  ++i;
}
void global_avg_pool2d_backward(int i) {
  global_avg_pool2d_forward(helper(i));
}
void avg_pool2d_forward(int i) { TODO(); }
)");
  CHECK(texts.at("i = 4;") == R"(int helper(int i) {
  return 2 * i;
}
void global_avg_pool2d_forward(int i) { TODO(); }
void global_avg_pool2d_backward(int i) { TODO(); }
void avg_pool2d_forward(int i) {
  i = 4;
}
)");
}

TEST_CASE("a line that stands twice has its mutants numbered") {
  const miniature_course mini;
  const fs::path solution = mini.root() / "solutions/01_avg_pool/avg_pool.cpp";
  write_file_atomically(solution, "void avg_pool2d_forward(int i) {\n  ++i;\n  ++i;\n}\n");
  const course c = mini.open();
  std::vector<int> numbers;
  for (const lab_mutant& m : mutants_of_lab(c, c.labs.front())) {
    if (m.device == device::cpu && m.change.kind == mutation::arithmetic) numbers.push_back(m.occurrence);
  }
  CHECK(numbers == std::vector<int>{1, 2});
}

TEST_CASE("every mutant of this course changes its solution, and within one definition") {
  const course c = open_course(GAPLAB_SOURCE_DIR);
  for (const lab& l : c.labs) {
    std::set<mutation> kinds;
    for (const lab_mutant& m : mutants_of_lab(c, l)) {
      INFO(m.file << ":" << m.change.line << " " << m.line.after);
      kinds.insert(m.change.kind);
      CHECK(m.line.before != m.line.after);
      CHECK(!m.change.defined.empty());
      CHECK(!m.steps.empty());
    }
    CHECK(kinds.size() >= 6);
  }
}
