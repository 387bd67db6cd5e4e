// lab.toml and its mistakes, addresses of steps, functions cut out of a file, and what is remembered of a student's
// progress: on miniature labs in a temporary folder.
#include <algorithm>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "catch.hpp"
#include "course/course.hpp"
#include "course/function_text.hpp"
#include "course/lab.hpp"
#include "course/workspace.hpp"

namespace fs = std::filesystem;

namespace {

using gaplab::course;
using gaplab::environment_error;
using gaplab::find_function;
using gaplab::find_steps;
using gaplab::lab;
using gaplab::load_lab;
using gaplab::step;
using gaplab::step_progress;
using gaplab::temporary_folder;
using gaplab::usage_error;
using gaplab::workspace;
using gaplab::write_file_atomically;
using strings = std::vector<std::string>;

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

/// The message of the error that the function throws, if it is of that type; empty if it throws none.
template <class Error>
std::string error_of(const std::function<void()>& function) {
  try {
    function();
  } catch (const Error& error) {
    return error.what();
  }
  return {};
}

// ---------------------------------------------------------------------------------------------------- lab.toml

/// Lines 1 to 9: the head, which names files for those devices only that have steps. Each step has 12 lines.
std::string lab_text(const std::string& steps) {
  const auto file_if_used = [&](const std::string& device, const std::string& file) {
    return contains(steps, "\"" + device + "\"") ? device + " = \"" + file + "\"\n" : "# none for " + device + "\n";
  };
  return "title = \"A lab\"\nsummary = \"what it is about\"\n[files]\n" + file_if_used("cpu", "a.cpp") +
         file_if_used("cuda", "a.cu") + "[limits]\nseconds = 10\nmemory_mb = 512\n\n" + steps;
}

std::string step_text(const std::string& device, const std::string& operation, const std::string& direction,
                      const std::string& requires_ = "") {
  return "[[step]]\ndevice = \"" + device + "\"\noperation = \"" + operation + "\"\ndirection = \"" + direction +
         "\"\ntitle = \"A step\"\nfunction = \"f\"\npoints = 2\nrequires = [" + requires_ +
         "]\ninputs = [\"x\"]\noutputs = [\"y\"]\npassed = \"why\"\nhints = [\"one\", \"two\"]\n";
}

std::string lab_text() {
  return lab_text(step_text("cpu", "global", "forward") +
                  step_text("cpu", "window", "forward", "\"cpu.global.forward\""));
}

/// The folder of a lab of that name with this lab.toml.
fs::path make_lab(const fs::path& labs, const std::string& name, const std::string& text) {
  gaplab::make_folder(labs / name);
  write_file_atomically(labs / name / "lab.toml", text);
  return labs / name;
}

/// What is wrong with a lab.toml of this text, after the file's name: ":2: what is wrong"; empty if nothing is.
std::string lab_error(const std::string& text) {
  const temporary_folder folder;
  const fs::path made = make_lab(folder.path(), "01_mini", text);
  const std::string message = error_of<environment_error>([&] { static_cast<void>(load_lab(made)); });
  CHECK_FALSE(contains(message, "\n"));
  if (message.empty()) return {};
  const std::string file = (made / "lab.toml").string();
  return message.substr(0, file.size()) == file ? message.substr(file.size()) : "not about the file: " + message;
}

// ---------------------------------------------------------------------------------------------------- a course

/// Two labs; and, as an installed course has them, the other folders by which it is known.
class mini_course {
 public:
  mini_course() {
    for (const std::string name : {"labs", "datasets", "checker/worker", "solutions"}) {
      gaplab::make_folder(m_folder.path() / name);
    }
    make_lab(labs(), "11_second", lab_text(step_text("cpu", "mean", "forward")));
    make_lab(labs(), "01_first",
             lab_text(step_text("cpu", "global", "forward") + step_text("cpu", "window", "forward") +
                      step_text("cpu", "window", "backward") + step_text("cuda", "window", "forward")));
    m_course = gaplab::open_course(m_folder.path());
  }

  [[nodiscard]] const course& get() const { return m_course; }
  [[nodiscard]] fs::path labs() const { return m_folder.path() / "labs"; }

 private:
  temporary_folder m_folder;
  course m_course;
};

strings addresses_of(const std::vector<step>& steps) {
  strings addresses;
  for (const step& s : steps) addresses.push_back(s.address());
  return addresses;
}

const strings all_addresses = {"01.cpu.global.forward", "01.cpu.window.forward", "01.cpu.window.backward",
                               "01.cuda.window.forward", "11.cpu.mean.forward"};

// ------------------------------------------------------------------------------------------------ student files

constexpr std::string_view source = R"(#include "a.hpp"

// A declaration is not what is meant.
float mean(const float* x,
           int n);

namespace {

// Not in the way: mean(x, n) is spoken of here.
struct pair {
  int a;
};

template <class T>
T twice(T x) {
  return x + x;
}

int unused() {
  return 1;
}

}  // namespace

// The mean.
//   of n numbers
float mean(const float* x, int n) {
  if (n == 0) {
    return 0;
  }
  return twice(x[0]) / n;
}

// A comment apart.

void forward(pair y,
             const float* x) {
  y.a = static_cast<int>(mean(x, 1));
}
float* pointer(float* x) {
  return x;
}
void forward_fast() {
}
void unfinished() {
  if (true) {
)";

std::string function(std::string_view name) {
  const auto range = find_function(source, name);
  return range ? std::string(source.substr(range->begin, range->end - range->begin)) : "none";
}

// ----------------------------------------------------------------------------------------------------- progress

step step_named(const std::string& operation) {
  step s;
  s.lab = "01_first";
  s.operation = operation;
  s.file = "a.cpp";
  return s;
}

/// Opens a workspace whose progress file has this text.
std::string progress_error(const std::string& text) {
  const temporary_folder folder;
  const fs::path file = folder.path() / "progress.json";
  write_file_atomically(file, text);
  const std::string message =
      error_of<environment_error>([&] { workspace(workspace::kind::student, folder.path(), file); });
  CHECK((message.empty() || contains(message, file.string())));
  CHECK_FALSE(contains(message, "\n"));
  // Damaged or not, it is not touched.
  CHECK(gaplab::read_file(file) == text);
  return message;
}

/// Another working folder for as long as it lives.
class working_folder {
 public:
  explicit working_folder(const fs::path& folder) : m_before(fs::current_path()) { fs::current_path(folder); }
  ~working_folder() {
    std::error_code ignored;
    fs::current_path(m_before, ignored);
  }
  working_folder(const working_folder&) = delete;
  working_folder& operator=(const working_folder&) = delete;
  working_folder(working_folder&&) = delete;
  working_folder& operator=(working_folder&&) = delete;

 private:
  fs::path m_before;
};

}  // namespace

// ---------------------------------------------------------------------------------------------------- lab.toml

TEST_CASE("a lab is what its folder and lab.toml say", "[course]") {
  const temporary_folder folder;
  const lab l = load_lab(make_lab(folder.path(), "01_mini", lab_text()));
  CHECK(l.name == "01_mini");
  CHECK(l.id == "01");
  CHECK(l.folder == folder.path() / "01_mini");
  CHECK(l.title == "A lab");
  CHECK(l.summary == "what it is about");
  CHECK(l.limits.seconds == 10);
  CHECK(l.limits.memory_mb == 512);
  REQUIRE(l.steps.size() == 2);
  const step& s = l.steps[1];
  CHECK(s.address() == "01.cpu.window.forward");
  CHECK(s.binding() == "window.forward");
  CHECK(s.lab == "01_mini");
  CHECK(s.title == "A step");
  CHECK(s.function == "f");
  CHECK(s.file == "a.cpp");
  CHECK(s.points == 2);
  CHECK(s.inputs == strings{"x"});
  CHECK(s.outputs == strings{"y"});
  CHECK(s.requires_ == strings{"cpu.global.forward"});
  CHECK(s.hints == strings{"one", "two"});
  CHECK(s.hint_for.empty());
  CHECK(s.passed == "why");
}

TEST_CASE("a step may say which hint fits a diagnosis", "[course]") {
  const temporary_folder folder;
  const auto with = [](const std::string& hint_for) {
    return lab_text(step_text("cpu", "global", "forward") + "hint_for = " + hint_for + "\n");
  };
  const lab l =
      load_lab(make_lab(folder.path(), "02_mini", with(R"([["lost_tail"], ["constant_factor", "truncated"]])")));
  CHECK(l.steps.at(0).hint_for ==
        std::map<std::string, int>{{"constant_factor", 2}, {"lost_tail", 1}, {"truncated", 2}});
  CHECK(lab_error(with("[[], [], [\"lost_tail\"]]")) == ":22: `hint_for` speaks of more hints than there are");
  CHECK(lab_error(with("[[\"lost_tail\"], [\"lost_tail\"]]")) == ":22: `lost_tail` stands in `hint_for` twice");
  for (const std::string wrong : {"1", "[1]", "[\"lost_tail\"]", "[[1]]"}) {
    CHECK(lab_error(with(wrong)) == ":22: `hint_for` must be an array that has for each hint an array of diagnoses");
  }
}

TEST_CASE("a step of a device has the file of that device", "[course]") {
  const temporary_folder folder;
  const lab l = load_lab(make_lab(folder.path(), "02_mini", lab_text(step_text("cuda", "global", "backward"))));
  CHECK(l.steps.at(0).file == "a.cu");
  CHECK(l.steps.at(0).address() == "02.cuda.global.backward");
}

TEST_CASE("an unknown key of lab.toml is told with file and line", "[course]") {
  CHECK(lab_error(replaced(lab_text(), "summary", "sumary = 1\nsummary")) == ":2: unknown key `sumary`");
  CHECK(lab_error(replaced(lab_text(), "memory_mb", "memory = 1\nmemory_mb")) == ":8: unknown key `memory`");
  CHECK(lab_error(replaced(lab_text(), "points", "point = 1\npoints")) == ":16: unknown key `point`");
  CHECK(lab_error(replaced(lab_text(), "# none for cuda", "tpu = \"a.tpu\"")) == ":5: unknown key `tpu`");
  CHECK(lab_error(lab_text() + "[other]\n") == ":34: unknown key `other`");
}

TEST_CASE("a missing key of lab.toml is told with file and line", "[course]") {
  CHECK(lab_error(replaced(lab_text(), "title = \"A lab\"", "")) == ":1: `title` is missing");
  CHECK(lab_error(replaced(lab_text(), "seconds = 10", "")) == ":6: `seconds` is missing");
  CHECK(lab_error(replaced(lab_text(), "[limits]\nseconds = 10\nmemory_mb = 512", "")) ==
        ":1: the table [limits] is missing");
  for (const std::string key :
       {"device", "operation", "direction", "function", "points", "requires", "inputs", "outputs", "passed", "hints"}) {
    // Of the first step, which begins in line 10.
    std::string text = lab_text();
    const std::size_t begin = text.find("\n" + key + " = ");
    REQUIRE(begin != std::string::npos);
    text.erase(begin, text.find('\n', begin + 1) - begin);
    CHECK(lab_error(text) == ":10: `" + key + "` is missing");
  }
  CHECK(lab_error(replaced(lab_text(), "cpu = \"a.cpp\"", "")) == ":3: `cpu` is missing");
}

TEST_CASE("a key of a wrong type in lab.toml is told with file and line", "[course]") {
  CHECK(lab_error(replaced(lab_text(), "\"A lab\"", "3")) == ":1: `title` must be a string");
  CHECK(lab_error(replaced(lab_text(), "seconds = 10", "seconds = \"10\"")) == ":7: `seconds` must be a number");
  CHECK(lab_error(replaced(lab_text(), "512", "512.5")) == ":8: `memory_mb` must be a whole number");
  CHECK(lab_error(replaced(lab_text(), "points = 2", "points = \"2\"")) == ":16: `points` must be a whole number");
  CHECK(lab_error(replaced(lab_text(), "[\"x\"]", "\"x\"")) == ":18: `inputs` must be an array of strings");
  CHECK(lab_error(replaced(lab_text(), "[\"x\"]", "[1]")) == ":18: `inputs` must be an array of strings");
  CHECK(lab_error(replaced(lab_text(), "[files]\ncpu = \"a.cpp\"", "files = 3")) == ":3: `files` must be a table");
}

TEST_CASE("devices and directions of lab.toml are those that exist", "[course]") {
  CHECK(lab_error(lab_text(step_text("gpu", "global", "forward"))) ==
        ":11: `device` must be \"cpu\" or \"cuda\", not \"gpu\"");
  CHECK(lab_error(lab_text(step_text("cpu", "global", "sideways"))) ==
        ":13: `direction` must be \"forward\" or \"backward\", not \"sideways\"");
}

TEST_CASE("a lab.toml without steps or that is no TOML is refused", "[course]") {
  CHECK(contains(lab_error(lab_text("")), "there is no [[step]]"));
  CHECK(contains(lab_error("step = 3\n" + lab_text("")), "there is no [[step]]"));
  CHECK(contains(lab_error(replaced(lab_text(), "points = 2", "points = = 2")), ":16: "));
  CHECK(contains(error_of<environment_error>([] { static_cast<void>(load_lab("/no/such/lab")); }),
                 "/no/such/lab/lab.toml"));
}

TEST_CASE("a step can only require steps before it", "[course]") {
  const std::string unknown = lab_text(step_text("cpu", "window", "forward", "\"cpu.globl.forward\""));
  CHECK(contains(lab_error(unknown), "01.cpu.window.forward requires `cpu.globl.forward`, which is no step before it"));
  const std::string later =
      lab_text(step_text("cpu", "window", "forward", "\"cpu.global.forward\"") + step_text("cpu", "global", "forward"));
  CHECK(contains(lab_error(later), "requires `cpu.global.forward`, which is no step before it"));
  const std::string itself = lab_text(step_text("cpu", "window", "forward", "\"cpu.window.forward\""));
  CHECK(contains(lab_error(itself), "requires `cpu.window.forward`, which is no step before it"));
}

TEST_CASE("no step stands in lab.toml twice", "[course]") {
  const std::string twice = lab_text(step_text("cpu", "global", "forward") + step_text("cpu", "global", "forward"));
  CHECK(contains(lab_error(twice), "the step 01.cpu.global.forward stands there twice"));
  const std::string both = lab_text(step_text("cpu", "global", "forward") + step_text("cuda", "global", "forward"));
  CHECK(lab_error(both).empty());
}

// ---------------------------------------------------------------------------------------------------- addresses

TEST_CASE("the labs of a course are found by their folders in order", "[course]") {
  const mini_course made;
  REQUIRE(made.get().labs.size() == 2);
  CHECK(addresses_of(all_steps(made.get())) == all_addresses);
  gaplab::make_folder(made.labs() / "00_no_lab");
  CHECK(gaplab::open_course(made.get().root).labs.size() == 2);
  CHECK(find_lab(made.get(), "11") == find_lab(made.get(), "11_second"));
  REQUIRE(find_lab(made.get(), "11") != nullptr);
  CHECK(find_lab(made.get(), "11")->name == "11_second");
  CHECK(find_lab(made.get(), "1") == nullptr);
  CHECK(find_lab(made.get(), "") == nullptr);
  CHECK(made.get().fixture_of(made.get().labs[0]) == made.get().root / "datasets" / "01_first.h5");
}

TEST_CASE("a folder that is no course is refused by its name", "[course]") {
  const temporary_folder folder;
  CHECK(contains(error_of<environment_error>([&] { gaplab::open_course(folder.path()); }), folder.path().string()));
  for (const std::string name : {"labs", "datasets", "checker/worker"}) gaplab::make_folder(folder.path() / name);
  CHECK(contains(error_of<environment_error>([&] { gaplab::open_course(folder.path()); }), "there is no lab in"));
}

TEST_CASE("an address names all steps below it", "[course]") {
  const mini_course made;
  const auto found = [&](const strings& addresses) { return addresses_of(find_steps(made.get(), addresses)); };
  CHECK(found({"01"}) == strings(all_addresses.begin(), all_addresses.begin() + 4));
  CHECK(found({"01.cpu"}) == strings(all_addresses.begin(), all_addresses.begin() + 3));
  CHECK(found({"01.cpu.window"}) == strings(all_addresses.begin() + 1, all_addresses.begin() + 3));
  CHECK(found({"01.cuda.window.forward"}) == strings{"01.cuda.window.forward"});
  CHECK(found({"11"}) == strings{"11.cpu.mean.forward"});
  CHECK(found({}).empty());
}

TEST_CASE("the name of a lab's folder serves as its address", "[course]") {
  const mini_course made;
  const auto found = [&](const std::string& address) { return addresses_of(find_steps(made.get(), {address})); };
  CHECK(found("11_second") == strings{"11.cpu.mean.forward"});
  CHECK(found("11_second/") == strings{"11.cpu.mean.forward"});
  CHECK(found("11.") == strings{"11.cpu.mean.forward"});
  CHECK(found("01.cpu.global.") == strings{"01.cpu.global.forward"});
}

TEST_CASE("steps come once and in the order of the course", "[course]") {
  const mini_course made;
  const std::vector<step> steps =
      find_steps(made.get(), {"11", "01.cpu.window.backward", "01.cpu", "01.cuda", "01.cpu.window"});
  CHECK(addresses_of(steps) == all_addresses);
}

TEST_CASE("an address that names nothing is a mistake of the user with a suggestion", "[course]") {
  const mini_course made;
  const auto message = [&](const std::string& address) {
    return error_of<usage_error>([&] { static_cast<void>(find_steps(made.get(), {"01.cpu", address})); });
  };
  // Only whole words count.
  for (const std::string part : {"01.cpu.win", "0", "1", "01.c", "01.cpu.window.forward.more", "01cpu", "", ".", "/"}) {
    INFO("address " << part);
    CHECK(contains(message(part), "there is no step `" + part + "`"));
  }
  CHECK(contains(message("01.cpu.windw.forward"), "(did you mean 01.cpu.window.forward?)"));
  CHECK(contains(message("01.cuda.window.forwards"), "(did you mean 01.cuda.window.forward?)"));
  CHECK(contains(message("01.cpu.windows"), "(did you mean 01.cpu.window?)"));
  CHECK(contains(message("window"), "(did you mean 01.cpu.window?)"));
  CHECK_FALSE(contains(message("something else entirely"), "did you mean"));
  CHECK(contains(message("\x1b[2J"), "`\\x1b[2J`"));
}

// ---------------------------------------------------------------------------------------------------- functions

TEST_CASE("a function is found with the comment directly above it", "[course]") {
  CHECK(function("mean") ==
        "// The mean.\n//   of n numbers\nfloat mean(const float* x, int n) {\n  if (n == 0) {\n    return 0;\n  }\n"
        "  return twice(x[0]) / n;\n}\n");
}

TEST_CASE("a comment that stands apart does not belong to the function", "[course]") {
  CHECK(function("forward") ==
        "void forward(pair y,\n             const float* x) {\n  y.a = static_cast<int>(mean(x, 1));\n}\n");
}

TEST_CASE("a function that returns a pointer is found", "[course]") {
  CHECK(function("pointer") == "float* pointer(float* x) {\n  return x;\n}\n");
}

TEST_CASE("a name is found whole or not at all", "[course]") {
  CHECK(function("forward_fast") == "void forward_fast() {\n}\n");
  CHECK(function("forward_f") == "none");
  CHECK(function("ward") == "none");
  CHECK(function("no_such_function") == "none");
}

TEST_CASE("a function of one line ends there", "[course]") {
  const std::string text = "int f() { return 1; }\nint g() { return 2; }\n\nint h() {\n  return 3;\n}\n";
  for (const std::string name : {"f", "g"}) {
    const auto range = find_function(text, name);
    REQUIRE(range.has_value());
    CHECK(text.substr(range->begin, range->end - range->begin) ==
          "int " + name + "() { return " + (name == "f" ? "1" : "2") + "; }\n");
  }
}

TEST_CASE("a function that is only declared or never closed is not found", "[course]") {
  CHECK(function("unfinished") == "none");
  CHECK_FALSE(find_function("float mean(int n);\n", "mean").has_value());
  CHECK_FALSE(find_function("", "mean").has_value());
}

TEST_CASE("a file without a last line feed is no obstacle", "[course]") {
  const std::string text = "void f() {\n}";
  const auto range = find_function(text, "f");
  REQUIRE(range.has_value());
  CHECK(range->begin == 0);
  CHECK(range->end == text.size());
}

TEST_CASE("a function is shown with the helpers that it uses and no others", "[course]") {
  const std::string shown = gaplab::function_with_helpers(source, "mean").value_or("none");
  CHECK(contains(shown, "// The mean.\n"));
  CHECK(contains(shown, "template <class T>\nT twice(T x) {\n"));
  CHECK_FALSE(contains(shown, "unused"));
  CHECK_FALSE(contains(shown, "struct pair"));
  CHECK_FALSE(contains(shown, "forward"));
  CHECK_FALSE(gaplab::function_with_helpers(source, "no_such_function").has_value());
}

// ----------------------------------------------------------------------------------------------------- progress

TEST_CASE("progress is remembered from one run to the next", "[course]") {
  const temporary_folder folder;
  const fs::path file = folder.path() / "not_yet" / "progress.json";
  {
    workspace w(workspace::kind::student, folder.path(), file);
    CHECK(w.progress_of(step_named("global")).verdict.empty());
    CHECK_FALSE(w.progress_of(step_named("global")).passed);
    w.remember(step_named("window"), {"wrong", false, 2});
    w.remember(step_named("global"), {"passed", true, 0});
    CHECK(w.progress_of(step_named("window")).hints == 2);
    CHECK_FALSE(fs::exists(file));
    w.save();
  }
  const workspace w(workspace::kind::student, folder.path(), file);
  CHECK(w.type() == workspace::kind::student);
  CHECK(w.file_of(step_named("global")) == folder.path() / "01_first" / "a.cpp");
  CHECK(w.progress_of(step_named("global")).verdict == "passed");
  CHECK(w.progress_of(step_named("global")).passed);
  CHECK(w.progress_of(step_named("window")).verdict == "wrong");
  CHECK_FALSE(w.progress_of(step_named("window")).passed);
  CHECK(w.progress_of(step_named("window")).hints == 2);
  CHECK(w.progress_of(step_named("3d")).hints == 0);
}

TEST_CASE("the progress file has one line a step in a fixed order", "[course]") {
  const temporary_folder folder;
  const fs::path file = folder.path() / "progress.json";
  const strings operations = {"window", "3d", "global"};
  const auto saved_in_order = [&](const strings& order) {
    fs::remove(file);
    workspace w(workspace::kind::student, folder.path(), file);
    for (const std::string& operation : order) w.remember(step_named(operation), {"passed", true, 1});
    w.save();
    return gaplab::read_file(file);
  };
  const std::string text = saved_in_order(operations);
  CHECK(text == saved_in_order(strings(operations.rbegin(), operations.rend())));
  for (const std::string& operation : operations) {
    const strings lines = gaplab::split_lines(text);
    CHECK(std::count_if(lines.begin(), lines.end(), [&](const std::string& line) {
            return contains(line, "\"01.cpu." + operation + ".forward\"") && contains(line, "\"passed\"");
          }) == 1);
  }
  CHECK(text.back() == '\n');
}

TEST_CASE("progress that has not changed is not written again", "[course]") {
  const temporary_folder folder;
  const fs::path file = folder.path() / "progress.json";
  workspace w(workspace::kind::student, folder.path(), file);
  w.save();
  CHECK_FALSE(fs::exists(file));
  w.remember(step_named("global"), {"wrong", false, 0});
  w.save();
  fs::remove(file);
  w.remember(step_named("global"), {"wrong", false, 0});
  w.save();
  CHECK_FALSE(fs::exists(file));
  w.remember(step_named("global"), {"wrong", false, 1});
  w.save();
  CHECK(fs::exists(file));
}

TEST_CASE("nothing is remembered where there is no progress file", "[course]") {
  const temporary_folder folder;
  const working_folder here(folder.path());
  workspace w(workspace::kind::solutions, folder.path(), {});
  w.remember(step_named("global"), {"passed", true, 0});
  w.save();
  CHECK(fs::is_empty(folder.path()));
}

TEST_CASE("a damaged progress file is told of and not touched", "[course]") {
  const std::string sound = R"({"schema": "gaplab.progress/1", "steps": {"01.cpu.global.forward": )"
                            R"({"verdict": "passed", "passed": true, "hints": 1}}})";
  REQUIRE(progress_error(sound).empty());
  const strings damaged = {"",
                           "{",
                           "[]",
                           "3",
                           "<<<<<<< HEAD\n" + sound,
                           sound + sound,
                           replaced(sound, "true", "\"yes\""),
                           replaced(sound, "\"hints\": 1", "\"hints\": \"1\""),
                           replaced(sound, ", \"hints\": 1", ""),
                           replaced(sound, "\"verdict\": \"passed\"", "\"verdict\": null"),
                           replaced(sound, "\"steps\"", "\"step\""),
                           replaced(sound, "\"schema\"", "\"scheme\""),
                           replaced(sound, "passed", "pass\xff")};
  for (const std::string& text : damaged) {
    INFO(text);
    CHECK(contains(progress_error(text), "is damaged"));
  }
  CHECK(contains(progress_error(replaced(sound, "progress/1", "progress/2")), "written by a newer gaplab"));
}

TEST_CASE("the workspace is the one asked for or the nearest above or the course itself", "[course]") {
  const mini_course made;
  const temporary_folder folder;
  const fs::path root = fs::canonical(folder.path());
  gaplab::make_folder(root / "mine" / "01_first");
  write_file_atomically(root / "mine" / gaplab::workspace_marker, "");
  const auto opened = [&](const std::optional<fs::path>& labs) { return open_workspace(made.get(), labs); };

  CHECK(opened(root / "mine").type() == workspace::kind::student);
  CHECK(opened(root / "mine").files() == root / "mine");
  CHECK(opened(root).type() == workspace::kind::folder);
  CHECK(opened(made.labs()).type() == workspace::kind::clone);
  CHECK(contains(error_of<usage_error>([&] { opened(root / "missing"); }), (root / "missing").string()));
  {
    const working_folder here(root / "mine" / "01_first");
    CHECK(opened(std::nullopt).type() == workspace::kind::student);
    CHECK(opened(std::nullopt).files() == root / "mine");
  }
  const working_folder here(root);
  CHECK(opened(std::nullopt).type() == workspace::kind::clone);
  CHECK(opened(std::nullopt).files() == made.get().labs_folder());
}

TEST_CASE("the solutions are a workspace of which nothing is remembered", "[course]") {
  const mini_course made;
  workspace w = open_solutions(made.get());
  CHECK(w.type() == workspace::kind::solutions);
  CHECK(w.files() == made.get().solutions_folder());
  w.remember(step_named("global"), {"passed", true, 0});
  w.save();
  CHECK(fs::is_empty(made.get().solutions_folder()));
  fs::remove(made.get().solutions_folder());
  CHECK(contains(error_of<environment_error>([&] { open_solutions(made.get()); }), "solutions"));
}
