// What `gaplab submit` packs, and what it refuses to pack.
#include <fmt/format.h>
#include <sys/stat.h>

#include <nlohmann/json.hpp>

#include "base/archive.hpp"
#include "base/gzip.hpp"
#include "base/sha256.hpp"
#include "base/text.hpp"
#include "catch.hpp"
#include "miniature_course.hpp"
#include "run/process.hpp"

using namespace gaplab;
using gaplab::test::finished;
using gaplab::test::holds;
using gaplab::test::miniature_course;
using nlohmann::json;
namespace fs = std::filesystem;

namespace {

struct student {
  student() {
    course.leave_out_cuda();
    REQUIRE(course.run({"init", home.string()}).exit_code == 0);
  }
  finished submit(const std::vector<std::string>& more = {}) const {
    std::vector<std::string> arguments = {"submit"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return course.run(arguments, home);
  }
  void solve() const {
    fs::copy_file(course.root() / "solutions/01_avg_pool/avg_pool.cpp", file, fs::copy_options::overwrite_existing);
  }

  miniature_course course;
  temporary_folder place;
  fs::path home = place.path() / "my work";
  fs::path file = home / "01_avg_pool/avg_pool.cpp";
  fs::path archive = home / "gaplab-submission.tar.gz";
};

std::string text_of(const fs::path& archive, const std::string& path) {
  const archive_contents contents = read_archive(archive);
  INFO(contents.problem);
  for (const archive_file& file : contents.files) {
    if (file.path == path) return file.bytes;
  }
  FAIL(path << " is not in the archive");
  return {};
}

}  // namespace

TEST_CASE("a submission holds the student's files and what the check said, and grades the same") {
  const student s;
  s.solve();
  const std::string solved = read_file(s.file);
  write_file_atomically(s.home / "notes.txt", "not for the teacher");
  const finished done = s.submit();
  INFO(done.out << done.err);
  REQUIRE(done.exit_code == 0);
  CHECK_THAT(done.out, holds("14 of 14 points here") && holds("hand in this one file, gaplab-submission.tar.gz"));
  std::vector<std::string> paths;
  for (const archive_file& file : read_archive(s.archive).files) paths.push_back(file.path);
  CHECK(paths == std::vector<std::string>{"01_avg_pool/avg_pool.cpp", "gaplab.toml", "submission.json"});
  CHECK(text_of(s.archive, "01_avg_pool/avg_pool.cpp") == solved);
  const json about = json::parse(text_of(s.archive, "submission.json"));
  CHECK(about.at("schema") == "gaplab.submission/1");
  CHECK(about.at("course_version") == about.at("gaplab"));
  CHECK(about.at("files").at(0).at("sha256") == sha256(solved));
  CHECK(about.at("files").at(0).at("size") == solved.size());
  CHECK(about.at("check").at("points") == 14);
  CHECK(about.at("check").at("steps").size() == 7);

  const std::string bytes = read_file(s.archive);
  CHECK(s.submit().exit_code == 0);
  CHECK(read_file(s.archive) == bytes);

  fs::create_directories(s.place.path() / "all");
  fs::copy_file(s.archive, s.place.path() / "all/anna.tar.gz");
  const finished graded = s.course.run({"grade", (s.place.path() / "all").string(), "--json"}, s.place.path());
  CHECK(graded.exit_code == 0);
  CHECK(json::parse(graded.out).at("submissions").at(0).at("points") == 14);
  CHECK(json::parse(graded.out).at("submissions").at(0).at("ignored_files") == 0);
  CHECK(fs::exists(s.place.path() / "gaplab-grades/grades.csv"));
}

TEST_CASE("steps that are not passed are handed in all the same, with a word") {
  const student s;
  const finished done = s.submit();
  INFO(done.out << done.err);
  CHECK(done.exit_code == 0);
  CHECK_THAT(done.out, holds("0 of 14 points here") && holds("7 not attempted") && holds("handed in as it is"));
  CHECK(fs::exists(s.archive));
  const finished unchecked = s.submit({"--no-check", "--out", (s.place.path() / "mine.tar.gz").string()});
  CHECK(unchecked.exit_code == 0);
  CHECK_THAT(unchecked.out, holds("Not checked"));
  CHECK(json::parse(text_of(s.place.path() / "mine.tar.gz", "submission.json")).at("check").is_null());
}

TEST_CASE("what cannot be handed in is told, and nothing is made") {
  const student s;
  const auto refused = [&](const std::string& why) {
    const finished done = s.submit({"--no-check"});
    INFO(done.out << done.err);
    CHECK(done.exit_code == 1);
    CHECK_THAT(done.out, holds("No submission is made") && holds("01_avg_pool/avg_pool.cpp: " + why));
    CHECK_FALSE(fs::exists(s.archive));
  };
  write_file_atomically(s.file, "// one\n// caf\xe9\n");
  refused("line 2 is not in UTF-8");
  write_file_atomically(s.file, std::string((std::size_t{1} << 20) + 1, ' '));
  refused("larger than 1 MB");
  fs::remove(s.file);
  fs::create_symlink("/etc/passwd", s.file);
  refused("a symbolic link");
  fs::remove(s.file);
  REQUIRE(::mkfifo(s.file.c_str(), 0600) == 0);
  refused("no regular file");
  fs::remove(s.file);
  const finished nothing = s.submit();
  CHECK(nothing.exit_code == 2);
  CHECK_THAT(nothing.err, holds("nothing to submit"));
}

TEST_CASE("a submission goes where it can, or is refused with the reason") {
  const student s;
  CHECK(s.submit({"--no-check", "--out", s.home.string()}).exit_code == 2);
  CHECK(s.submit({"--no-check", "--out", "mine.zip"}).exit_code == 2);
  const finished nowhere = s.submit({"--no-check", "--out", "/nowhere/mine.tar.gz"});
  CHECK(nowhere.exit_code == 3);
  CHECK_THAT(nowhere.err, holds("/nowhere/mine.tar.gz: No such file or directory"));
  REQUIRE(::mkfifo((s.home / "pipe.tar.gz").c_str(), 0600) == 0);
  CHECK(s.submit({"--no-check", "--out", "pipe.tar.gz"}).exit_code == 3);
  write_file_atomically(s.home / "gaplab.toml", "<<<<<<< HEAD");
  CHECK(s.submit({"--no-check"}).exit_code == 3);
}

TEST_CASE("a full disk leaves the last submission as it was") {
  const student s;
  REQUIRE(s.submit({"--no-check"}).exit_code == 0);
  const std::string before = read_file(s.archive);
  write_file_atomically(s.file, read_file(s.file) + "// more\n");
  process_request request;  // a limit on the size of files fails as a full disk does, in the middle of a write
  request.command = {"/bin/sh", "-c", R"(trap '' XFSZ; ulimit -f 1; exec "$0" submit --no-check)", GAPLAB_BINARY};
  request.environment = s.course.environment();
  request.folder = s.home.string();
  const process_result result = run_process(std::move(request));
  INFO(result.output);
  CHECK(result.exit_code == 3);
  CHECK_THAT(result.output, holds("cannot write") && holds("File too large"));
  CHECK(read_file(s.archive) == before);
  for (const fs::directory_entry& entry : fs::directory_iterator(s.home)) {
    CHECK_THAT(entry.path().filename().string(), !holds("tar.gz."));
  }
}

TEST_CASE("in a clone the course's own files are packed, with a word") {
  const miniature_course mini;
  mini.leave_out_cuda();
  const finished done = mini.run({"submit", "--no-check"});
  CHECK(done.exit_code == 0);
  CHECK_THAT(done.out, holds("no workspace here"));
  CHECK(fs::exists(mini.root() / "gaplab-submission.tar.gz"));
}

TEST_CASE("an archive is read as it was made, and gzip finds every change") {
  const temporary_folder place;
  const fs::path path = place.path() / "a.tar.gz";
  const std::vector<archive_file> files = {{"a/b", ""}, {"c", std::string(1000, '\0')}, {"d", "text\n"}};
  const std::string bytes = make_archive(files);
  write_file_atomically(path, bytes);
  CHECK(read_archive(path).files == files);
  CHECK(make_archive({files[2], files[0], files[1]}) == bytes);
  CHECK_THROWS(make_archive({{std::string(101, 'x'), ""}}));
  CHECK(gunzip(gzip("one") + gzip("two"), 6) == "onetwo");
  CHECK_THROWS(gunzip(gzip("one") + gzip("two"), 5));
  CHECK_THROWS(gunzip(gzip("one") + "two", 100));
  const std::string text = "some text, some text, some text";
  const std::string packed = gzip(text);
  constexpr std::size_t header = 10;  // bytes; most of it says nothing that could be wrong
  for (std::size_t i = header; i < packed.size(); ++i) {
    std::string changed = packed;
    changed[i] = static_cast<char>(changed[i] ^ 4);
    INFO("byte " << i);
    std::string unpacked;
    try {
      unpacked = gunzip(changed, 1000);
    } catch (const std::runtime_error&) {
      unpacked = text;
    }
    CHECK(unpacked == text);  // the bits that fill up the last byte mean nothing
    CHECK_THROWS(gunzip(packed.substr(0, i), 1000));
  }
}

TEST_CASE("the first byte that is not UTF-8 is found") {
  CHECK_FALSE(find_invalid_utf8("plain, \xc3\xa9, \xf0\x9f\x98\x80"));
  CHECK(find_invalid_utf8("ab\xe9") == std::size_t{2});
  CHECK(find_invalid_utf8("\xc3") == std::size_t{0});
}
