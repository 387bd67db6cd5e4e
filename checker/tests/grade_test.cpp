// The real program on folders of submissions, good, bad and hostile.
#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <nlohmann/json.hpp>
#include <thread>

#include "base/archive.hpp"
#include "base/gzip.hpp"
#include "base/text.hpp"
#include "catch.hpp"
#include "grade/parse_check.hpp"
#include "miniature_course.hpp"
#include "report/grade_csv.hpp"
#include "run/process.hpp"

using namespace gaplab;
using gaplab::test::finished;
using gaplab::test::holds;
using gaplab::test::miniature_course;
using nlohmann::json;
namespace fs = std::filesystem;

namespace {

constexpr const char* student_path = "01_avg_pool/avg_pool.cpp";

/// A miniature course whose steps may take a second, and a folder for submissions to it.
class class_of_students {
 public:
  class_of_students() {
    course.leave_out_cuda();
    const fs::path file = course.root() / "labs/01_avg_pool/lab.toml";
    std::string text = read_file(file);
    const std::size_t at = text.find("seconds = 10");
    REQUIRE(at != std::string::npos);
    write_file_atomically(file, text.replace(at, std::string("seconds = 10").size(), "seconds = 1"));
    solution = read_file(course.root() / "solutions" / student_path);
    fs::create_directories(folder);
  }

  /// A submission that is a folder, with the given text for the body of global_avg_pool2d_forward.
  void hand_in(const std::string& name, const std::string& body) const {
    std::string text = solution;
    const std::size_t brace = text.find('{', text.find("void global_avg_pool2d_forward("));
    REQUIRE(brace != std::string::npos);
    hand_in_text(name, text.insert(brace + 1, body));
  }
  void hand_in_text(const std::string& name, const std::string& text) const {
    make_folder((folder / name / student_path).parent_path());
    write_file_atomically(folder / name / student_path, text);
  }
  void hand_in_archive(const std::string& name, const std::vector<archive_file>& files) const {
    write_file_atomically(folder / (name + ".tar.gz"), make_archive(files));
  }

  finished grade(const std::vector<std::string>& more = {}) const {
    std::vector<std::string> arguments = {"grade", folder.string(), "--out", results.string()};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return course.run(arguments);
  }
  json report() const { return json::parse(read_file(results / "results.json")); }

  miniature_course course;
  std::string solution;
  fs::path folder = course.root() / "submissions";
  fs::path results = course.root() / "results";
};

json row(const json& report, const std::string& name) {
  for (const json& s : report.at("submissions")) {
    if (s.at("name") == name) return s;
  }
  FAIL("no submission named " << name);
  return {};
}

std::string first_verdict(const json& report, const std::string& name) {
  return row(report, name).at("steps").at(0).at("verdict");
}

std::string reason_of(const json& report, const std::string& name) {
  CHECK(row(report, name).at("status") == "unreadable");
  CHECK(row(report, name).at("points") == 0);
  return row(report, name).at("reason");
}

/// A report without what differs from run to run.
json without_times(json report) {
  report.erase("when");
  for (json& s : report.at("submissions")) s.erase("seconds");
  return report;
}

/// Packs what a shell command makes in an empty folder.
void pack_with_tar(const fs::path& archive, const std::string& command) {
  const temporary_folder place;
  process_request request;
  request.command = {"/bin/sh", "-c", command + " && tar -czPf \"$0\" *", archive.string()};
  request.environment = basic_environment();
  request.folder = place.path().string();
  const process_result made = run_process(std::move(request));
  INFO(made.output);
  REQUIRE(made.succeeded());
}

}  // namespace

TEST_CASE("five submissions get what they deserve, one at a time and two at a time") {
  const class_of_students c;
  c.hand_in("crashing", "*static_cast<volatile int*>(nullptr) = 1;");
  c.hand_in("hanging", "for (volatile int i = 0;; i = i) {}");
  c.hand_in("not compiling", "nonsense");
  c.hand_in("right", "");
  c.hand_in("wrong", "if (x.N > 0) return;");
  const finished done = c.grade();
  INFO(done.out << done.err);
  CHECK(done.exit_code == 0);
  const json report = c.report();
  CHECK(report.at("schema") == "gaplab.grade/1");
  CHECK(report.at("complete") == true);
  CHECK(first_verdict(report, "crashing") == "crashed");
  CHECK(first_verdict(report, "hanging") == "timed_out");
  CHECK(first_verdict(report, "not compiling") == "did_not_compile");
  CHECK(first_verdict(report, "wrong") == "wrong");
  CHECK(row(report, "right").at("points") == 14);
  CHECK(row(report, "wrong").at("steps").front().at("diagnosis") == "never_written");
  CHECK(row(report, "wrong").at("points") == 13);
  CHECK(row(report, "not compiling").at("points") == 0);
  CHECK(row(report, "right").at("files").at(student_path).get<std::string>().size() == 64);
  CHECK(report.at("totals").at("graded") == 5);
  CHECK_THAT(done.out, holds("right           14 of 14\n"));
  CHECK_THAT(done.out, holds("wrong           13 of 14   1 wrong (01.cpu.global.forward)\n"));
  CHECK_THAT(done.out, holds("not compiling    0 of 14   7 did not compile (01.cpu.global.forward, "));
  CHECK_THAT(done.out, holds("5 submissions graded, 10.6 of 14 points on average; 1 without any point"));
  const std::string csv = read_file(c.results / "grades.csv");
  CHECK_THAT(csv, holds("\r\nwrong,graded,13,14,0,,0,1,2,3,3,2,2\r\n"));

  const finished together = c.grade({"--jobs", "2", "--json"});
  CHECK(together.exit_code == 0);
  CHECK(together.out == read_file(c.results / "results.json"));
  CHECK(without_times(c.report()) == without_times(report));
  CHECK(read_file(c.results / "grades.csv") == csv);
}

TEST_CASE("what cannot be read costs its own row only") {
  const class_of_students c;
  const archive_file right{student_path, c.solution};
  c.hand_in_archive("absolute", {right, {"/etc/hostname", "x"}});
  c.hand_in_archive("bomb", {right, {"zeros", std::string(std::size_t{30} << 20, '\0')}});
  c.hand_in_archive("large", {right, {"zeros", std::string((std::size_t{1} << 20) + 1, '\0')}});
  c.hand_in_archive("outside", {right, {"01_avg_pool/../../x", "x"}});
  c.hand_in_archive("right", {right, {"notes.txt", "mine"}});
  c.hand_in_archive("deeper", {{"anna/" + right.path, right.bytes}, {"__MACOSX/._anna", "x"}});
  c.hand_in_archive("twice", {right, right});
  c.hand_in_archive("two places", {{"a/" + right.path, "x"}, {"b/" + right.path, "x"}});
  c.hand_in_archive("without", {{"other.cpp", "x"}});
  std::vector<archive_file> many = {right};
  for (int i = 0; i < 1000; ++i) many.push_back({fmt::format("{}", i), ""});
  c.hand_in_archive("many", many);
  const std::string whole = make_archive({right});
  write_file_atomically(c.folder / "cut.tar.gz", whole.substr(0, whole.size() / 2));
  write_file_atomically(c.folder / "empty file.tar.gz", "");
  write_file_atomically(c.folder / "noise.tar.gz", "this is no archive");
  write_file_atomically(c.folder / "no tar.tar.gz", gzip(std::string(5000, 'x')));
  std::string flipped = whole;
  flipped[flipped.size() / 2] = static_cast<char>(flipped[flipped.size() / 2] ^ 1);
  write_file_atomically(c.folder / "flipped.tar.gz", flipped);
  pack_with_tar(c.folder / "symbolic.tar.gz", "mkdir 01_avg_pool && ln -s /etc/passwd 01_avg_pool/avg_pool.cpp");
  pack_with_tar(c.folder / "by hand.tar.gz", fmt::format("mkdir 01_avg_pool && cp '{}' 01_avg_pool && echo x > a && "
                                                         "ln a b && ln -s /usr/bin/env gaplab",
                                                         (c.course.root() / "solutions" / student_path).string()));
  pack_with_tar(c.folder / "pipe.tar.gz", "mkfifo p");
  fs::create_directories(c.folder / "empty");
  c.hand_in_text("linked", "");
  fs::remove(c.folder / "linked" / student_path);
  fs::create_symlink("/etc/passwd", c.folder / "linked" / student_path);
  c.hand_in_text("long", std::string((std::size_t{1} << 20) + 1, ' '));

  const finished done = c.grade();
  INFO(done.out << done.err);
  CHECK(done.exit_code == 1);
  const json report = c.report();
  CHECK(reason_of(report, "absolute") == "/etc/hostname: an absolute path");
  CHECK(reason_of(report, "bomb") == "it unpacks to more than 20 MB");
  CHECK(reason_of(report, "large") == "zeros: larger than 1 MB");
  CHECK_THAT(reason_of(report, "outside"), holds("a path that leads outside"));
  CHECK(reason_of(report, "twice") == "01_avg_pool/avg_pool.cpp: there twice");
  CHECK_THAT(reason_of(report, "two places"), holds("in a/ and in b/"));
  CHECK_THAT(reason_of(report, "without"), holds("it holds none of the labs' files"));
  CHECK(reason_of(report, "many") == "more than 1000 entries");
  CHECK(reason_of(report, "cut") == "it is cut off");
  CHECK(reason_of(report, "empty file") == "it is cut off");
  CHECK(reason_of(report, "noise") == "it is damaged, or no gzip file");
  CHECK(reason_of(report, "no tar") == "it is damaged, or no tar archive");
  CHECK_THAT(reason_of(report, "flipped"), holds("it is damaged"));
  CHECK(reason_of(report, "symbolic") == "01_avg_pool/avg_pool.cpp: a link");
  CHECK(row(report, "by hand").at("points") == 14);  // links that nobody asked for are ignored
  CHECK(reason_of(report, "pipe") == "p: no regular file");
  CHECK_THAT(reason_of(report, "empty"), holds("it holds none of the labs' files"));
  CHECK(reason_of(report, "linked") == "01_avg_pool/avg_pool.cpp: a symbolic link");
  CHECK(reason_of(report, "long") == "01_avg_pool/avg_pool.cpp: larger than 1 MB");
  CHECK(row(report, "right").at("points") == 14);
  CHECK(row(report, "right").at("ignored_files") == 1);
  CHECK(row(report, "deeper").at("points") == 14);
  CHECK(report.at("totals").at("unreadable") == 18);
  CHECK_THAT(done.out, holds("18 submissions could not be graded and have 0 points: see above"));
}

TEST_CASE("names of submissions are any bytes, and do no harm") {
  const class_of_students c;
  const std::string colour = "red\x1b[31m\nforged row";
  for (const std::string& name : {std::string("=SUM(A1)"), std::string("quo\"te, comma"), std::string("-1"),
                                  std::string("two words"), colour, std::string("latin-\xe9")}) {
    c.hand_in_text(name, "nonsense");
  }
  write_file_atomically(c.folder / "two words.tar.gz", "not to be mixed up with the folder");
  write_file_atomically(c.folder / ".hidden", "x");
  write_file_atomically(c.folder / "notes.txt", "x");
  fs::create_symlink("two words", c.folder / "linked");
  const finished done = c.grade();
  INFO(done.out << done.err);
  CHECK(done.exit_code == 1);
  CHECK_THAT(done.out, !holds("\x1b["));
  CHECK_THAT(done.out, holds("red\\x1b[31m\\x0aforged row"));
  const std::string csv = read_file(c.results / "grades.csv");
  CHECK_THAT(csv, holds("\n'=SUM(A1),graded") && holds("\n\"quo\"\"te, comma\",graded") && holds("\n'-1,graded"));
  CHECK_THAT(csv, holds("\nred\\x1b[31m\\x0aforged row,graded") && holds("\nlatin-\\xe9,graded"));
  const json report = c.report();
  CHECK(row(report, "two words.tar.gz").at("status") == "unreadable");
  CHECK(row(report, "two words").at("status") == "graded");
  std::map<std::string, std::string> ignored;
  for (const json& entry : report.at("ignored")) ignored[entry.at("name")] = entry.at("reason");
  CHECK(ignored == std::map<std::string, std::string>{{".hidden", "hidden"},
                                                      {"linked", "a symbolic link"},
                                                      {"notes.txt", "neither a folder nor a .tar.gz"}});
}

TEST_CASE("a cell of the table is text, whatever is in it") {
  CHECK(csv_cell("plain") == "plain");
  CHECK(csv_cell("") == "");
  CHECK(csv_cell("a,b") == "\"a,b\"");
  CHECK(csv_cell("+1,2") == "\"'+1,2\"");
  CHECK(csv_cell("@x") == "'@x");
  CHECK(csv_cell("\tx") == "'\\x09x");
  CHECK(csv_cell("\rx") == "'\\x0dx");
}

TEST_CASE("a missing file and steps that cannot run here are told for what they are") {
  const class_of_students c;
  const fs::path lab = c.course.root() / "labs/01_avg_pool/lab.toml";
  std::string text = read_file(lab);
  text.insert(text.find("cpu = "), "cuda = \"avg_pool.cu\"\n");
  text +=
      "\n[[step]]\ndevice = \"cuda\"\noperation = \"global\"\ndirection = \"forward\"\ntitle = \"t\"\nfunction = "
      "\"f\"\npoints = 5\nrequires = []\ninputs = [\"x\"]\noutputs = [\"y\"]\npassed = \"p\"\nhints = [\"h\"]\n";
  write_file_atomically(lab, text);
  write_file_atomically(lab.parent_path() / "avg_pool.cu", "// nothing yet\n");
  c.hand_in("no cuda file", "");
  c.hand_in("both", "");
  write_file_atomically(c.folder / "both/01_avg_pool/avg_pool.cu", "// nothing yet\n");
  const finished done = c.grade({"--device", "gpu"});
  INFO(done.out << done.err);
  CHECK(done.exit_code == 0);
  const json report = c.report();
  const json missing = row(report, "no cuda file").at("steps").back();
  CHECK(missing.at("verdict") == "did_not_compile");
  CHECK(missing.at("reason") == "there is no file 01_avg_pool/avg_pool.cu");
  CHECK(row(report, "both").at("not_run_points") == 5);
  CHECK(row(report, "both").at("points") == 14);
  CHECK_THAT(read_file(c.results / "grades.csv"), holds("both,graded,14,19,5,,1,1,2,3,3,2,2,\r\n"));
  CHECK_THAT(done.out, holds("1 not run") && holds("neither given nor taken"));
  // On the simulated GPU it runs, and lacks its function.
  CHECK(c.grade({"--device", "sim"}).exit_code == 0);
  CHECK(row(c.report(), "both").at("steps").back().at("verdict") == "did_not_compile");
}

TEST_CASE("a process that a submission leaves behind is ended, and no other submission's checker with it") {
  const class_of_students c;
  const fs::path mark = c.course.root() / "left";
  c.hand_in("leaves one",
            fmt::format("\nif (fork() == 0) {{\nsetsid();\nif (fork() == 0) {{\nFILE* f = fopen(\"{}\", \"w\");\n"
                        "fprintf(f, \"%d\", getpid());\nfclose(f);\nfor (;;) pause();\n}}\n_exit(0);\n}}\n",
                        mark.string()));
  const fs::path file = c.folder / "leaves one" / student_path;
  write_file_atomically(file, "#include <unistd.h>\n#include <cstdio>\n" + read_file(file));
  c.hand_in("right", "");
  c.hand_in("slow", "usleep(500000);");
  write_file_atomically(c.folder / "slow" / student_path,
                        "#include <unistd.h>\n" + read_file(c.folder / "slow" / student_path));
  const finished done = c.grade({"--jobs", "3"});
  INFO(done.out << done.err);
  CHECK(done.exit_code == 0);
  CHECK(c.report().at("totals").at("graded") == 3);
  CHECK(row(c.report(), "right").at("points") == 14);
  if (fs::exists(mark) && !read_file(mark).empty()) CHECK(::kill(std::stoi(read_file(mark)), 0) != 0);
}

TEST_CASE("results may lie among the submissions, and are none of them") {
  class_of_students c;
  c.results = c.folder / "results";
  c.hand_in_text("anna", "nonsense");
  CHECK(c.grade().exit_code == 0);
  CHECK(c.grade().exit_code == 0);
  CHECK(c.report().at("submissions").size() == 1);
  CHECK(c.report().at("ignored").at(0).at("reason") == "the results");
}

TEST_CASE("bad requests to grade are refused before anything runs") {
  const class_of_students c;
  CHECK(c.course.run({"grade"}).exit_code == 2);
  CHECK(c.course.run({"grade", "/nowhere"}).exit_code == 2);
  const finished empty = c.grade();
  CHECK(empty.exit_code == 2);
  CHECK_THAT(empty.err, holds("there is no submission in"));
  c.hand_in("right", "");
  const temporary_folder place;
  REQUIRE(c.course.run({"init", (place.path() / "w").string()}).exit_code == 0);
  const finished one = c.course.run({"grade", (place.path() / "w").string()});
  CHECK(one.exit_code == 2);
  CHECK_THAT(one.err, holds("is a workspace, one submission"));
  for (const std::string jobs : {"0", "-1", "x", "1000"}) CHECK(c.grade({"--jobs", jobs}).exit_code == 2);
  CHECK_FALSE(fs::exists(c.results));
  write_file_atomically(c.results, "a file where the folder should be");
  CHECK(c.grade().exit_code == 3);
  fs::remove(c.results);
  fs::remove(c.course.fixture());
  const finished no_fixture = c.grade();
  CHECK(no_fixture.exit_code == 3);
  CHECK_THAT(no_fixture.err, holds("01_avg_pool.h5"));
}

TEST_CASE("a checker that fails is no verdict on the submission") {
  CHECK(parse_check("").problem == "the checker's answer makes no sense");
  CHECK(parse_check("{\n\"steps\": [{}]}").problem == "the checker's answer makes no sense");
  CHECK(parse_check("gaplab: no\n{\n\"error\": {\"kind\": \"environment\", \"message\": \"no\"}}\n").problem == "no");
  const class_of_students c;
  c.hand_in("right", "// compiled by nothing that works\n");
  const fs::path compiler = c.course.root() / "full-compiler";
  write_file_atomically(compiler,
                        "#!/bin/sh\n[ \"$1\" = --version ] && exec g++ --version\n"
                        "echo 'Fatal error: cannot write: No space left on device' >&2\nexit 1\n");
  fs::permissions(compiler, fs::perms::owner_all);
  ::setenv("CXX", compiler.c_str(), 1);
  const finished done = c.grade();
  ::unsetenv("CXX");
  INFO(done.out << done.err);
  CHECK(done.exit_code == 1);
  CHECK(row(c.report(), "right").at("status") == "failed");
  CHECK_THAT(row(c.report(), "right").at("reason").get<std::string>(), holds("the disk is full"));
}

TEST_CASE("an interrupt of grade keeps the results so far, and leaves nothing behind") {
  const class_of_students c;
  const fs::path mark = c.course.root() / "worker_pid";
  const fs::path temporary = c.course.root() / "tmp";
  const fs::path cache = c.course.root() / "cache";
  fs::create_directories(temporary);
  c.hand_in("a", "");
  c.hand_in("b", fmt::format("\nFILE* f = fopen(\"{0}.part\", \"w\");\nfprintf(f, \"%d\", getpid());\nfclose(f);\n"
                             "rename(\"{0}.part\", \"{0}\");\nfor (;;) pause();\n",
                             mark.string()));
  const fs::path file = c.folder / "b" / student_path;
  write_file_atomically(file, "#include <unistd.h>\n#include <cstdio>\n" + read_file(file));
  const fs::path lab = c.course.root() / "labs/01_avg_pool/lab.toml";
  std::string text = read_file(lab);
  write_file_atomically(lab, text.replace(text.find("seconds = 1"), std::string("seconds = 1").size(), "seconds = 60"));

  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    ::setenv("GAPLAB_COURSE", c.course.root().c_str(), 1);
    ::setenv("GAPLAB_CACHE", cache.c_str(), 1);
    ::setenv("TMPDIR", temporary.c_str(), 1);
    ::execl(GAPLAB_BINARY, "gaplab", "grade", c.folder.c_str(), "--out", c.results.c_str(), "--json", nullptr);
    ::_exit(127);
  }
  for (int i = 0; i < 6000 && !fs::exists(mark); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(10));
  REQUIRE(fs::exists(mark));
  const pid_t worker = std::stoi(read_file(mark));
  REQUIRE(::kill(child, SIGINT) == 0);
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  CHECK(WIFSIGNALED(status));
  CHECK(WTERMSIG(status) == SIGINT);
  CHECK(::kill(worker, 0) != 0);
  CHECK(fs::is_empty(temporary));
  for (const fs::directory_entry& entry : fs::directory_iterator(cache)) CHECK_FALSE(entry.is_directory());
  const json report = c.report();
  CHECK(report.at("complete") == false);
  CHECK(report.at("submissions").size() == 1);
  CHECK(row(report, "a").at("points") == 14);
  CHECK_THAT(read_file(c.results / "grades.csv"), holds("a,graded,14"));
}
