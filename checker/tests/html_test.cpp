// The page that `check --report` writes: escaping, source lines, planes, and its size.
#include "report/html.hpp"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <regex>

#include "base/text.hpp"
#include "catch.hpp"
#include "judge/compare.hpp"
#include "judge/plane.hpp"
#include "miniature_course.hpp"
#include "report/html_planes.hpp"
#include "report/html_source.hpp"
#include "report/html_text.hpp"

using namespace gaplab;
using gaplab::test::finished;
using gaplab::test::holds;
using gaplab::test::miniature_course;
namespace fs = std::filesystem;

namespace {

/// What breaks out of elements, attributes, scripts, styles and comments, with bytes that are no text.
const std::string hostile =
    "</script></style></title>--><img src=http://evil.example/x onerror=alert(1)>'\"&lt;\x1b[31m"
    "\xff\xfe\xe2\x80\xae";

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

/// The elements that a page opens and does not close, or the reverse. Void elements and `<x ... />` count as closed.
std::vector<std::string> unbalanced(const std::string& page) {
  static const std::set<std::string> empty = {"meta", "br", "input"};
  static const std::regex tag("<(/?)([a-zA-Z][a-zA-Z0-9]*)([^>]*)>");
  std::vector<std::string> open;
  for (auto it = std::sregex_iterator(page.begin(), page.end(), tag); it != std::sregex_iterator(); ++it) {
    const std::string name = (*it)[2];
    const std::string rest = (*it)[3];
    if (empty.contains(name) || (!rest.empty() && rest.back() == '/')) continue;
    if ((*it)[1].length() == 0) {
      open.push_back(name);
    } else if (!open.empty() && open.back() == name) {
      open.pop_back();
    } else {
      open.push_back("/" + name);
      return open;
    }
  }
  return open;
}

/// An output of which all is wrong.
comparison wrong_output(const shape& s) {
  const auto count = static_cast<std::size_t>(element_count(s));
  const std::vector<float> got(count, 2);
  const tensor<double> expected{s, std::vector<double>(count, 1)};
  const std::vector<double> allowed(count, 0.125);
  comparison c = compare("y", "nchw", got.data(), expected, allowed);
  keep_planes(c, got.data(), expected.values, allowed);
  return c;
}

step_result wrong_step(const std::string& operation, const shape& s, int cases) {
  step_result r;
  r.step.lab = "01_avg_pool";
  r.step.operation = operation;
  r.verdict = verdict::wrong;
  for (int i = 0; i < cases; ++i) {
    case_result c;
    c.name = fmt::format("case_{}", i);
    c.comparisons.push_back(wrong_output(s));
    r.cases.push_back(std::move(c));
  }
  return r;
}

/// A result that says the text wherever a result has words.
step_result step_that_says(const std::string& words) {
  step_result r = wrong_step("global", {1, 2, 3, 5}, 2);
  r.reason = r.details = r.warnings = r.toolchain = r.runs_on = words;
  r.notes = {words};
  r.step.title = r.step.function = r.step.passed = r.step.file = words;
  r.student_file = "/home/student/" + words + "/avg_pool.cu";
  r.diagnoses = {{words, words, words, 3, 4, 0}, {words, "", words, 2, 4, 0}};
  r.diagnoses.front().observed = words;
  r.diagnoses.front().line = 1;
  for (case_result& c : r.cases) {
    c.name = words;
    c.problems = {words};
    c.parameters = {{words, {1, 2}}};
    c.shapes = {{words, {1, 2}}};
    c.comparisons.front().output = c.comparisons.front().pattern = words;
  }
  gpu_finding found;
  found.text.kind = sim::finding_kind::data_race;
  found.text.name = found.text.title = found.text.object = found.text.detail = found.text.kernel = words;
  found.text.explanation = found.text.chapter = words;
  found.text.launch = "avg_pool.cu:1";
  found.text.sides = {{words, "avg_pool.cu:2", words}, {words, words, words}};
  found.cases = {words};
  r.findings = {found};
  return r;
}

std::string page_of(std::vector<step_result> steps, const std::string& source = "") {
  check_report report;
  report.steps = std::move(steps);
  report.files = "/home/student";
  page_context context;
  context.when = "now";
  for (const step_result& r : report.steps) context.sources[r.student_file] = source;
  return check_html(report, context);
}

}  // namespace

TEST_CASE("what has a meaning in HTML is shown and has none") {
  CHECK(html_text("a < b && c > \"d\" 'e'") == "a &lt; b &amp;&amp; c &gt; &quot;d&quot; &#39;e&#39;");
  CHECK(html_text("</script>") == "&lt;/script&gt;");
  CHECK(html_text("&lt;") == "&amp;lt;");
  CHECK(html_text("one\n\ttwo \xc3\xa9") == "one\n\ttwo \xc3\xa9");
  CHECK(html_line("one\n\ttwo") == "one\\x0a\\x09two");
  CHECK(html_text(std::string_view("\0\x1b\xff", 3)) == "\\x00\\x1b\\xff");
}

TEST_CASE("nothing that a student says becomes a part of the page") {
  step_result compile_error = step_that_says(hostile);
  compile_error.verdict = verdict::did_not_compile;
  compile_error.errors.first = {{hostile, 2, 1, hostile, hostile, hostile}, {"avg_pool.cu", 2, 1, hostile, "", ""}};
  step_result passed = step_that_says(hostile);
  passed.verdict = verdict::passed;
  step_result open = step_that_says(hostile);
  open.verdict = verdict::not_attempted;
  const std::string page =
      page_of({step_that_says(hostile), compile_error, passed, open}, hostile + "\n" + hostile + "\n");
  for (const char* element : {"<script", "<img", "<link", "<iframe", "<object", "<base"}) {
    INFO(element);
    CHECK(page.find(element) == std::string::npos);
  }
  CHECK(count_of(page, "</style>") == 1);
  CHECK(count_of(page, "</title>") > 1);  // its own, and those of the heat maps' cells
  CHECK(count_of(page, "evil.example") > 20);
  CHECK(count_of(page, "<img") == 0);
  CHECK_FALSE(find_invalid_utf8(page).has_value());
  CHECK(printable(page) == page);
  CHECK(unbalanced(page).empty());
}

TEST_CASE("what is hostile gives as many elements as what is not") {
  const auto elements = [](const std::string& page) { return count_of(page, "<") - count_of(page, "</"); };
  CHECK(elements(page_of({step_that_says(hostile)}, hostile)) == elements(page_of({step_that_says("x")}, "x")));
}

TEST_CASE("a page forbids itself to load or to run anything, and has no script") {
  const std::string page = page_of({step_that_says("x")}, "x");
  CHECK_THAT(page, holds("http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
                         "'unsafe-inline'; base-uri 'none'; form-action 'none'\""));
  for (const char* part : {"http:", "https:", "src=", "@import", "javascript:"}) {
    INFO(part);
    CHECK(page.find(part) == std::string::npos);
  }
}

TEST_CASE("a text names lines of the student's file, and of no other") {
  using lines = std::vector<std::size_t>;
  CHECK(lines_named("/home/x/avg_pool.cpp:42:7: error: ...", "avg_pool.cpp") == lines{42});
  CHECK(lines_named("a null pointer (avg_pool.cpp:37, in f)", "avg_pool.cpp") == lines{37});
  CHECK(lines_named("avg_pool.cu(12): error, avg_pool.cu:13", "avg_pool.cu") == lines{12, 13});
  CHECK(lines_named("my_avg_pool.cu:12", "avg_pool.cu").empty());
  CHECK(lines_named("avg_pool.cu:0 avg_pool.cu: avg_pool.cu:x avg_pool.cu", "avg_pool.cu").empty());
  CHECK(lines_named("avg_pool.cu:99999999999999999999999", "avg_pool.cu").empty());
  CHECK(lines_named("anything:1", "").empty());
}

TEST_CASE("an excerpt shows the marked lines, each with its neighbours, once") {
  std::string source;
  for (int i = 1; i <= 40; ++i) source += fmt::format("line {};\r\n", i);
  const std::string html = html_excerpt(source, "a.cu", {{2, "write"}, {4, "read"}, {30, "launched here"}, {30, "x"}});
  CHECK(count_of(html, "<mark>") == 3);
  CHECK_THAT(html, holds("<b>2</b> <mark>line 2;</mark><i>&#9650; write</i>"));
  CHECK_THAT(html, holds("&#9650; launched here; x"));
  CHECK_THAT(html, holds("<b>1</b> line 1;") && holds("<b>7</b>") && holds("<b>27</b>") && holds("<b>33</b>"));
  CHECK_FALSE(html.find("<b>8</b>") != std::string::npos);
  CHECK(count_of(html, "class=\"gap\"") == 1);
  CHECK(count_of(html, "<b>3</b>") == 1);
  CHECK(html_excerpt(source, "a.cu", {{0, "x"}, {41, "x"}}).empty());
  CHECK(html_excerpt("", "a.cu", {{1, "x"}}).empty());
}

TEST_CASE("a cause is told with how sure it is, what was seen, and where it likely is") {
  step_result r = wrong_step("global", {1, 2, 3, 5}, 1);
  r.student_file = "/home/student/avg_pool.cpp";
  r.diagnoses = {{"constant_factor", "2", "All is twice too large.", 14, 14, 0}, {"other", "", "Another.", 3, 14, 0}};
  r.diagnoses[0].observed = "every element is 2";
  r.diagnoses[0].line = 2;
  r.diagnoses[1].confidence = confidence::weak;
  const std::string page = page_of({r}, "one\ntwo\nthree\n");
  CHECK_THAT(page, holds("<p class=\"cause\">All is twice too large.</p>") && holds("Or: Perhaps: Another."));
  CHECK_THAT(page, holds("It fits all 14 wrong cases. Look at line 2.") && holds("It fits 3 of 14 wrong cases."));
  CHECK_THAT(page, holds("Seen: every element is 2") && holds("<mark>two</mark><i>&#9650; likely here</i>"));
  CHECK(count_of(page, "<mark>") == 1);
}

TEST_CASE("what a program said is cut, and the page says so") {
  CHECK(html_said("It said", "").empty());
  std::string lines;
  for (int i = 0; i < 60; ++i) lines += "line\n";
  CHECK_THAT(html_said("It said", lines), holds("36 more lines") && !holds("left out"));
  for (const std::string& much : {std::string(1 << 20, '<'), lines + std::string(1 << 20, '\x01')}) {
    const std::string html = html_said("It said", much);
    CHECK_THAT(html, holds("The rest is left out"));
    CHECK(html.size() < most_said + 1000);
    CHECK(unbalanced(html).empty());
  }
}

TEST_CASE("the worst planes of each step have room before the other ones of any") {
  check_report report;
  report.steps = {wrong_step("a", {2, 3, 4, 5}, 3), wrong_step("b", {2, 3, 4, 5}, 3)};
  const auto plane_of = [&](std::size_t step, std::size_t number, std::size_t i) {
    return &report.steps.at(step).cases.at(number).comparisons.at(0).planes.at(i);
  };
  const std::set<const plane*> two = planes_with_room(report, 40);
  CHECK(two == std::set<const plane*>{plane_of(0, 0, 0), plane_of(1, 0, 0)});
  const std::set<const plane*> eight = planes_with_room(report, 165);
  CHECK(eight.size() == 8);
  CHECK(eight.contains(plane_of(1, 2, 0)));
  CHECK(eight.contains(plane_of(1, 0, 1)));
  CHECK(planes_with_room(report, 19).empty());
  CHECK(planes_with_room(report, 10000).size() == 24);
}

TEST_CASE("a plane has three maps with words for each, a chooser where there are more, and a table of its numbers") {
  comparison c = wrong_output({1, 3, 4, 5});
  c.planes[0].cells[0].got = std::nan("");
  c.planes[0].cells[1].got = std::nan("");
  c.planes[0].cells[1].unwritten = true;
  c.planes[0].cells[2].got = 1e30;
  const std::string html = html_planes(c, {&c.planes[0], &c.planes[1], &c.planes[2]}, "id");
  CHECK(count_of(html, "role=\"img\"") == 9);
  CHECK(count_of(html, "type=\"radio\"") == 3);
  CHECK(count_of(html, " checked") == 1);
  CHECK_THAT(html, holds("<legend>Plane of y</legend>") && holds("<label for=\"idp1\">c 1: 20 of 20 wrong</label>"));
  CHECK_THAT(html, holds("aria-label=\"got, 4 x 5: from 2 to 1e+30, 1 cell never written, 1 cell NaN\""));
  CHECK_THAT(html, holds("class=na><title>(0, 0, 0, 0): NaN") && holds("class=un><title>(0, 0, 0, 1): never written"));
  CHECK_THAT(html, holds("class=hi><title>(0, 0, 0, 2): 1e+30") && holds("above that"));
  CHECK_THAT(html, holds("<td class=bad>2<br><small>not 1</small></td>") && holds("<th scope=\"row\">3</th>"));
  CHECK(unbalanced(html).empty());
  const std::string single = html_planes(c, {&c.planes[1]}, "id");
  CHECK(count_of(single, "type=\"radio\"") == 0);
  CHECK(html_planes(c, {}, "id").empty());
}

TEST_CASE("a page stays below 2 MB, however much is wrong, and says what it leaves out") {
  std::vector<step_result> steps;
  std::string source;
  for (int line = 1; line <= 300; ++line) source += std::string(400, '<') + "\n";
  for (int i = 0; i < 60; ++i) {
    step_result r = wrong_step(fmt::format("step_{}", i), {2, 3, 32, 32}, 1);
    const case_result one = r.cases.front();
    for (int n = 0; n < 40; ++n) r.cases.push_back(one);
    r.details = r.warnings = std::string(1 << 16, '<');
    r.student_file = "/home/student/avg_pool.cu";
    gpu_finding found;
    found.text.kind = sim::finding_kind::data_race;
    found.text.sides = {{"write", "avg_pool.cu:100", "x"}, {"read", "avg_pool.cu:200", "x"}};
    r.findings.assign(32, found);
    steps.push_back(std::move(r));
  }
  const std::string page = page_of(steps, source);
  CHECK(page.size() < 2'000'000);
  CHECK(page.size() > 1'000'000);
  CHECK_THAT(page, holds("The page is full") && holds("No picture of it, to keep the page small"));
  CHECK_THAT(page, holds("id=\"01.cpu.step_59.forward\""));
  CHECK(unbalanced(page).empty());
}

TEST_CASE("check --report writes the page, with --json, --all and a beginning of addresses too") {
  const miniature_course mini;
  mini.leave_out_cuda();
  mini.write_function("global_avg_pool2d_forward", "  for (int i = 0; i < y.N * y.C; ++i) y.data[i] = 2;");
  const fs::path page = mini.root() / "page.html";
  const finished plain = mini.run({"check", "01.cpu.global"});
  const finished told = mini.run({"check", "01.cpu.global", "--report", "page.html"});
  CHECK(told.exit_code == 1);
  CHECK(told.out == plain.out + "the page:  page.html\n");
  CHECK_THAT(read_file(page), holds("id=\"01.cpu.global.forward\"") && holds("id=\"01.cpu.global.backward\"") &&
                                  holds("<title>1 wrong, 1 not attempted - gaplab check</title>"));
  const finished json = mini.run({"check", "--all", "--json", "--report", page.string()});
  CHECK(json.exit_code == 1);
  CHECK(nlohmann::json::parse(json.out).at("steps").size() == 7);
  CHECK(json.err.empty());
  CHECK(count_of(read_file(page), "<section class=\"step") == 7);
  CHECK(unbalanced(read_file(page)).empty());
}

TEST_CASE("a page that cannot be written costs neither what the check says nor its exit code") {
  const miniature_course mini;
  const fs::path folder = mini.root() / "folder.html";
  fs::create_directory(folder);
  mini.write_function("global_avg_pool2d_forward", "  for (int i = 0; i < y.N * y.C; ++i) y.data[i] = 2;");
  const finished wrong = mini.run({"check", "01.cpu.global.forward"});
  for (const std::string& path : {std::string("nowhere/page.html"), folder.string()}) {
    const finished told = mini.run({"check", "01.cpu.global.forward", "--report", path});
    INFO(path << ": " << told.err);
    CHECK(told.exit_code == 1);
    CHECK(told.out == wrong.out);
    CHECK_THAT(told.err, holds("gaplab: the page is not written: cannot ") && holds(path));
  }
  CHECK(mini.run({"check", "01.cpu.global.forward", "--report="}).exit_code == 2);
  const std::string source = read_file(mini.student_file());
  CHECK(mini.run({"check", "01.cpu.global.forward", "--report", mini.student_file().string()}).exit_code == 2);
  CHECK(read_file(mini.student_file()) == source);
  mini.solve();
  const finished passed = mini.run({"check", "01.cpu.global.forward", "--json", "--report", "nowhere/page.html"});
  CHECK(passed.exit_code == 3);
  CHECK(nlohmann::json::parse(passed.out).at("steps").at(0).at("verdict") == "passed");
  CHECK_THAT(passed.err, holds("nowhere/page.html"));
  CHECK(mini.run({"check", "01.cpu.global.forward", "--report", "page.html"}).exit_code == 0);
  CHECK_THAT(read_file(mini.root() / "page.html"), holds("01.cpu.global.forward: passed - gaplab check"));
  // Nothing is left beside it.
  for (const fs::directory_entry& entry : fs::directory_iterator(mini.root())) {
    CHECK(entry.path().string().find("page.html.") == std::string::npos);
  }
}
