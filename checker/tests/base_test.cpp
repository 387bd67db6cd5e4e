// What every stage stands on: text made safe, files that are whole or untouched, bytes between processes, processes
// that may die, and TOML whose mistakes are told with file:line.
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <limits>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/anonymous_file.hpp"
#include "base/error.hpp"
#include "base/file_descriptor.hpp"
#include "base/files.hpp"
#include "base/interrupt.hpp"
#include "base/isolated.hpp"
#include "base/mapped_memory.hpp"
#include "base/pack.hpp"
#include "base/sha256.hpp"
#include "base/strict_toml.hpp"
#include "base/text.hpp"
#include "catch.hpp"
#include "fixtures/cases.hpp"

namespace fs = std::filesystem;

namespace {

using gaplab::environment_error;
using gaplab::printable;
using gaplab::temporary_folder;
using gaplab::write_file_atomically;
using strings = std::vector<std::string>;

/// The message of the environment_error that the function throws; empty if it throws none.
std::string error_of(const std::function<void()>& function) {
  try {
    function();
  } catch (const environment_error& error) {
    return error.what();
  }
  return {};
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

strings names_in(const fs::path& folder) {
  strings names;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) names.push_back(entry.path().filename());
  std::sort(names.begin(), names.end());
  return names;
}

bool is_open(int descriptor) { return ::fcntl(descriptor, F_GETFD) >= 0; }

/// Runs the function in a process of its own, which must end well, and returns what it returned.
std::string isolated(const std::function<std::string()>& function) {
  const gaplab::isolated_result result = gaplab::run_isolated(
      [&](int output) {
        gaplab::packer out(output);
        out.text(function());
      },
      10);
  INFO(result.failure);
  REQUIRE(result.finished);
  return gaplab::unpacker(result.value.view()).text();
}

std::string failure_of(const std::function<void()>& function, int seconds = 10) {
  const gaplab::isolated_result result = gaplab::run_isolated([&](int) { function(); }, seconds);
  CHECK_FALSE(result.finished);
  CHECK(result.value.view().empty());
  return result.failure;
}

void run_forever() {
  volatile bool on = true;
  while (on) {
  }
}

/// The bytes that a packer writes.
std::string packed(const std::function<void(gaplab::packer&)>& pack) {
  const gaplab::file_descriptor file = gaplab::make_anonymous_file("base-test");
  {
    gaplab::packer out(file.get());
    pack(out);
  }
  return std::string(gaplab::mapped_memory(file.get()).view());
}

/// What a TOML file of this text is refused with, the file's path taken off: ":2: what is wrong".
std::string toml_error(const std::string& text, const std::function<void(const std::string& file)>& read) {
  const temporary_folder folder;
  const std::string file = folder.path() / "some.toml";
  write_file_atomically(file, text);
  const std::string message = error_of([&] { read(file); });
  CHECK(message.find('\n') == std::string::npos);
  return message.substr(0, file.size()) == file ? message.substr(file.size()) : "not about the file: " + message;
}

std::string table_error(const std::string& text, const std::function<void(gaplab::strict_table&)>& read) {
  return toml_error(text, [&](const std::string& file) {
    const toml::table root = gaplab::parse_toml(file);
    gaplab::strict_table table(root, file);
    read(table);
  });
}

std::string cases_error(const std::string& text) {
  return toml_error(text, [](const std::string& file) { static_cast<void>(gaplab::load_case_specs(file)); });
}

}  // namespace

// ------------------------------------------------------------------------------------------------------- text

TEST_CASE("printable text stays as it is", "[base]") {
  for (const std::string text :
       {"", "plain", "two\nlines\tand a tab", "\xc3\xa4 \xe2\x82\xac \xf0\x9f\x98\x80 \xc2\xa0"}) {
    CHECK(printable(text) == text);
  }
}

TEST_CASE("what a terminal would obey is made visible", "[base]") {
  CHECK(printable("\x1b[31mred\x1b[0m") == "\\x1b[31mred\\x1b[0m");
  CHECK(printable("over\rwritten") == "over\\x0dwritten");
  CHECK(printable("\a\b\v\f\x7f") == "\\x07\\x08\\x0b\\x0c\\x7f");
  CHECK(printable(std::string("a\0b", 3)) == "a\\x00b");
  CHECK(printable("\xc2\x9b"
                  "31m") == "\\xc2\\x9b31m");  // C1: CSI in one character
}

TEST_CASE("marks that reorder text or break lines are made visible", "[base]") {
  CHECK(printable("\xe2\x80\xae") == "\\xe2\\x80\\xae");  // right-to-left override
  CHECK(printable("\xe2\x80\xaa") == "\\xe2\\x80\\xaa");  // left-to-right embedding
  CHECK(printable("\xe2\x81\xa6") == "\\xe2\\x81\\xa6");  // left-to-right isolate
  CHECK(printable("\xe2\x81\xa9") == "\\xe2\\x81\\xa9");  // pop isolate
  CHECK(printable("\xe2\x80\xa8") == "\\xe2\\x80\\xa8");  // line separator
  CHECK(printable("\xe2\x80\x8f") == "\\xe2\\x80\\x8f");  // right-to-left mark
  CHECK(printable("\xd8\x9c") == "\\xd8\\x9c");           // Arabic letter mark
  CHECK(printable("\xc2\x85") == "\\xc2\\x85");           // next line
  // Their neighbours are harmless: hyphen, double vertical line, question mark, no-break space.
  for (const std::string text : {"\xe2\x80\x90", "\xe2\x80\x96", "\xd8\x9f", "\xc2\xa0"})
    CHECK(printable(text) == text);
}

TEST_CASE("the first and last characters of every length of UTF-8 are printable", "[base]") {
  for (const std::string text : {"\xc2\xa0", "\xdf\xbf", "\xe0\xa0\x80", "\xed\x9f\xbf", "\xee\x80\x80", "\xef\xbf\xbf",
                                 "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf"}) {
    CHECK(printable(text) == text);
  }
  CHECK(printable("\xc1\xbf") == "\\xc1\\xbf");
  CHECK(printable("\xe0\x9f\xbf") == "\\xe0\\x9f\\xbf");
  CHECK(printable("\xed\xbf\xbf") == "\\xed\\xbf\\xbf");
  CHECK(printable("\xf0\x8f\xbf\xbf") == "\\xf0\\x8f\\xbf\\xbf");
}

TEST_CASE("bytes that are no UTF-8 are made visible", "[base]") {
  CHECK(printable("a\xff"
                  "b") == "a\\xffb");
  CHECK(printable("\x80") == "\\x80");
  CHECK(printable("\xc0\xaf") == "\\xc0\\xaf");                    // overlong, two bytes
  CHECK(printable("\xe0\x80\xaf") == "\\xe0\\x80\\xaf");           // overlong, three
  CHECK(printable("\xf0\x80\x80\xaf") == "\\xf0\\x80\\x80\\xaf");  // overlong, four
  CHECK(printable("\xed\xa0\x80") == "\\xed\\xa0\\x80");           // a surrogate
  CHECK(printable("\xf4\x90\x80\x80") == "\\xf4\\x90\\x80\\x80");  // beyond U+10FFFF
  CHECK(printable("\xf5\x80\x80\x80") == "\\xf5\\x80\\x80\\x80");  // no such first byte
  CHECK(printable("\xe2\x82") == "\\xe2\\x82");                    // cut off at the end
  CHECK(printable("\xe2\x82x") == "\\xe2\\x82x");                  // cut off by another character
}

TEST_CASE("whatever the bytes the printable text has no control characters", "[base]") {
  std::mt19937_64 random(20261123);
  for (int i = 0; i < 2000; ++i) {
    std::string bytes(random() % 40, '\0');
    for (char& byte : bytes) byte = static_cast<char>(random() % 4 == 0 ? 0x1b : random() % 256);
    const std::string safe = printable(bytes);
    const auto control = [](char c) {
      const auto byte = static_cast<unsigned char>(c);
      return (byte < 0x20 && c != '\n' && c != '\t') || byte == 0x7f;
    };
    REQUIRE(std::none_of(safe.begin(), safe.end(), control));
    REQUIRE(printable(safe) == safe);
    const std::string line = gaplab::printable_line(bytes);
    REQUIRE(line.find_first_of("\n\t") == std::string::npos);
  }
}

TEST_CASE("a printable line is one line", "[base]") {
  CHECK(gaplab::printable_line("a\nb\tc\x1b") == "a\\x0ab\\x09c\\x1b");
  CHECK(gaplab::printable_line("\xc3\xa4 stays") == "\xc3\xa4 stays");
}

TEST_CASE("text is split at line feeds and nowhere else", "[base]") {
  CHECK(gaplab::split_lines("").empty());
  CHECK(gaplab::split_lines("a") == strings{"a"});
  CHECK(gaplab::split_lines("a\nb\n") == strings{"a", "b"});
  CHECK(gaplab::split_lines("\n\na\r\n") == strings{"", "", "a\r"});
}

TEST_CASE("wrapped text keeps its words and its line feeds within the width", "[base]") {
  const std::string text = "the mean of each feature map is one number and the gradient is shared out evenly";
  for (std::size_t width = 10; width < 90; ++width) {
    const strings lines = gaplab::wrapped(text, width);
    std::string joined;
    for (const std::string& line : lines) {
      CHECK(line.size() <= width);
      joined += (joined.empty() ? "" : " ") + line;
    }
    CHECK(joined == text);
  }
  CHECK(gaplab::wrapped("a b", 3) == strings{"a b"});
  CHECK(gaplab::wrapped("a b", 2) == strings{"a", "b"});
  CHECK(gaplab::wrapped("a\n\nb", 80) == strings{"a", "", "b"});
  CHECK(gaplab::wrapped("a_word_that_is_too_long b", 5) == strings{"a_word_that_is_too_long", "b"});
  CHECK(gaplab::wrapped("", 80).empty());
}

TEST_CASE("the nearest word is one that a typing error makes of it", "[base]") {
  const strings commands = {"check", "list", "hint", "reset"};
  CHECK(gaplab::nearest("chekc", commands) == "check");
  CHECK(gaplab::nearest("lst", commands) == "list");
  CHECK(gaplab::nearest("hints", commands) == "hint");
  CHECK(gaplab::nearest("check", commands) == "check");
  CHECK(gaplab::nearest("frobnicate", commands).empty());
  CHECK(gaplab::nearest("check", {}).empty());
  CHECK(gaplab::nearest("ab", {"ac", "ad"}) == "ac");
}

TEST_CASE("counted nouns have an s except for one", "[base]") {
  CHECK(gaplab::counted(0, "case") == "0 cases");
  CHECK(gaplab::counted(1, "case") == "1 case");
  CHECK(gaplab::counted(2, "case") == "2 cases");
}

// ------------------------------------------------------------------------------------------------------ files

TEST_CASE("a file is read whole whatever is in it", "[base]") {
  const temporary_folder folder;
  const fs::path file = folder.path() / "f";
  std::string bytes(200'000, 'x');
  bytes[100'000] = '\0';
  write_file_atomically(file, bytes);
  CHECK((gaplab::read_file(file) == bytes));
  write_file_atomically(file, "");
  CHECK(gaplab::read_file(file).empty());
  // The kernel's files say that they are empty.
  CHECK_FALSE(gaplab::read_file("/proc/self/stat").empty());
}

TEST_CASE("a file that cannot be read is named with the reason", "[base]") {
  const temporary_folder folder;
  const fs::path file = folder.path() / "missing";
  CHECK(error_of([&] { gaplab::read_file(file); }) == "cannot open " + file.string() + ": No such file or directory");
  CHECK(error_of([&] { gaplab::read_file(folder.path()); }) ==
        "cannot read " + folder.path().string() + ": Is a directory");
}

TEST_CASE("writing replaces a file and leaves nothing else behind", "[base]") {
  const temporary_folder folder;
  const fs::path file = folder.path() / "f";
  write_file_atomically(file, "old and longer");
  write_file_atomically(file, "new");
  CHECK(gaplab::read_file(file) == "new");
  CHECK(names_in(folder.path()) == strings{"f"});
}

TEST_CASE("a written file has the rights of any new file", "[base]") {
  const temporary_folder folder;
  const fs::path file = folder.path() / "f";
  const mode_t before = ::umask(027);
  write_file_atomically(file, "x");
  ::umask(before);
  struct stat status {};
  REQUIRE(::stat(file.c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0640);
}

TEST_CASE("a write that fails keeps the old file and leaves nothing behind", "[base]") {
  const temporary_folder folder;
  const fs::path file = folder.path() / "f";
  write_file_atomically(file, "old");
  SECTION("when the disk is full") {
    // A limit on the size of files fails in the middle of a file as a full disk does.
    const std::string message = isolated([&] {
      std::signal(SIGXFSZ, SIG_IGN);
      rlimit limit{};
      ::getrlimit(RLIMIT_FSIZE, &limit);
      const rlimit small{4096, limit.rlim_max};
      ::setrlimit(RLIMIT_FSIZE, &small);
      const std::string error = error_of([&] { write_file_atomically(file, std::string(1 << 20, 'x')); });
      ::setrlimit(RLIMIT_FSIZE, &limit);
      return error;
    });
    CHECK(message == "cannot write " + file.string() + ": File too large");
  }
  SECTION("when the folder must not be written to") {
    REQUIRE(::chmod(folder.path().c_str(), 0555) == 0);
    const std::string message = isolated([&]() -> std::string {
      // To root nothing is forbidden; another user tries then.
      constexpr uid_t nobody = 65534;
      if (::geteuid() == 0 && ::setuid(nobody) != 0) return "skipped";
      return error_of([&] { write_file_atomically(file, "new"); });
    });
    REQUIRE(::chmod(folder.path().c_str(), 0755) == 0);
    if (message != "skipped") CHECK(message == "cannot write " + file.string() + ": Permission denied");
  }
  CHECK(gaplab::read_file(file) == "old");
  CHECK(names_in(folder.path()) == strings{"f"});
}

TEST_CASE("a folder in the place of the file is not replaced", "[base]") {
  const temporary_folder folder;
  const fs::path file = folder.path() / "f";
  gaplab::make_folder(file);
  CHECK(contains(error_of([&] { write_file_atomically(file, "x"); }), "cannot replace " + file.string()));
  CHECK(fs::is_directory(file));
  CHECK(names_in(folder.path()) == strings{"f"});
  CHECK(contains(error_of([&] { write_file_atomically(folder.path() / "no" / "f", "x"); }), "No such file"));
}

TEST_CASE("folders are made with their parents", "[base]") {
  const temporary_folder folder;
  gaplab::make_folder(folder.path() / "a" / "b");
  gaplab::make_folder(folder.path() / "a" / "b");
  CHECK(fs::is_directory(folder.path() / "a" / "b"));
  write_file_atomically(folder.path() / "file", "x");
  const fs::path blocked = folder.path() / "file" / "below";
  CHECK(contains(error_of([&] { gaplab::make_folder(blocked); }), "cannot make the folder " + blocked.string()));
}

TEST_CASE("a temporary folder is private and goes with all it holds", "[base]") {
  fs::path path;
  {
    const temporary_folder folder;
    const temporary_folder other;
    const temporary_folder inner(folder.path());
    path = folder.path();
    CHECK(folder.path() != other.path());
    CHECK(inner.path().parent_path() == folder.path());
    struct stat status {};
    REQUIRE(::stat(path.c_str(), &status) == 0);
    CHECK((status.st_mode & 0777) == 0700);
    gaplab::make_folder(path / "a" / "b");
    write_file_atomically(path / "a" / "b" / "f", "x");
  }
  CHECK_FALSE(fs::exists(path));
  CHECK(contains(error_of([] { temporary_folder("/no/such/folder"); }), "/no/such/folder"));
}

TEST_CASE("a descriptor is closed once by its last owner", "[base]") {
  int number = -1;
  {
    gaplab::file_descriptor first(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    number = first.get();
    REQUIRE(is_open(number));
    gaplab::file_descriptor second(std::move(first));
    gaplab::file_descriptor third;
    third = std::move(second);
    CHECK(third.get() == number);
    CHECK(is_open(number));
  }
  CHECK_FALSE(is_open(number));
}

TEST_CASE("an anonymous file is empty and closed on exec", "[base]") {
  const gaplab::file_descriptor file = gaplab::make_anonymous_file("base-test");
  CHECK((::fcntl(file.get(), F_GETFD) & FD_CLOEXEC) != 0);
  CHECK(gaplab::mapped_memory(file.get()).view().empty());
  REQUIRE(::write(file.get(), "abc", 3) == 3);
  CHECK(gaplab::mapped_memory(file.get()).view() == "abc");
  CHECK_FALSE(error_of([] { gaplab::mapped_memory(-1); }).empty());
}

// ----------------------------------------------------------------------------------------- hashes and packing

TEST_CASE("sha256 gives the known answers", "[base]") {
  // FIPS 180-2, appendix B, and the empty message.
  CHECK(gaplab::sha256("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(gaplab::sha256("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(gaplab::sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  CHECK(gaplab::sha256(std::string(1'000'000, 'a')) ==
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("packed values come back in their order", "[base]") {
  const std::vector<double> large(50'000, 0.1);  // more than goes through the buffer
  const std::vector<std::int64_t> small = {1, -2, std::numeric_limits<std::int64_t>::min()};
  const std::string text("with a \0 in it", 14);
  const std::string bytes = packed([&](gaplab::packer& out) {
    out.number(true);
    out.number(42);
    out.text(text);
    out.numbers(large);
    out.number(std::uint64_t{7});
    out.numbers(small);
    out.numbers(std::vector<float>{});
    out.text("");
  });
  gaplab::unpacker in(bytes);
  CHECK(in.number<bool>());
  CHECK(in.number<int>() == 42);
  CHECK(in.text() == text);
  CHECK((in.numbers<double>() == large));
  CHECK(in.number<std::uint64_t>() == 7);
  CHECK(in.numbers<std::int64_t>() == small);
  CHECK(in.numbers<float>().empty());
  CHECK(in.text().empty());
  CHECK_THROWS_AS(in.number<char>(), std::out_of_range);
}

TEST_CASE("packed bytes that end too early throw at whatever place", "[base]") {
  const std::string bytes = packed([](gaplab::packer& out) {
    out.text("text");
    out.numbers(std::vector<float>{1, 2, 3});
    out.number(5);
  });
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    gaplab::unpacker in(std::string_view(bytes).substr(0, length));
    const auto unpack = [&] {
      in.text();
      in.numbers<float>();
      in.number<int>();
    };
    CHECK_THROWS_AS(unpack(), std::out_of_range);
  }
}

TEST_CASE("a packed length beyond all memory throws before memory is taken", "[base]") {
  const std::string bytes =
      packed([](gaplab::packer& out) { out.number(std::numeric_limits<std::uint64_t>::max() / 4 + 1); });
  CHECK_THROWS_AS(gaplab::unpacker(bytes).numbers<float>(), std::out_of_range);
  CHECK_THROWS_AS(gaplab::unpacker(bytes).text(), std::out_of_range);
}

// -------------------------------------------------------------------------------------------------- processes

TEST_CASE("an isolated function returns its bytes and changes nothing here", "[base]") {
  int here = 1;
  const std::string answer = isolated([&] {
    here = 2;
    return std::string(1 << 20, 'x');
  });
  CHECK((answer == std::string(1 << 20, 'x')));
  CHECK(here == 1);
}

TEST_CASE("the death of an isolated function is told in words", "[base]") {
  CHECK(failure_of([] { std::raise(SIGSEGV); }) == "crashed (Segmentation fault)");
  CHECK(failure_of([] { std::abort(); }) == "crashed (Aborted)");
  CHECK(failure_of([] { ::_exit(7); }) == "ended with exit code 7");
}

TEST_CASE("an isolated function that never ends is ended", "[base]") {
  CHECK(failure_of(run_forever, 1) == "crashed (CPU time limit exceeded)");
}

TEST_CASE("an interrupt ends an isolated function that never ends", "[base]") {
  enum class receiver { group, process };
  const auto ended_by = [](int signal, receiver who) {
    return isolated([&]() -> std::string {
      gaplab::note_interrupts();
      if (::setpgid(0, 0) != 0) return "no group of its own";
      const pid_t self = ::getpid();
      const auto interrupt_and_run = [&](int) {
        ::kill(who == receiver::group ? -self : self, signal);
        run_forever();
      };
      try {
        return gaplab::run_isolated(interrupt_and_run, 5).failure;
      } catch (const gaplab::interrupted& interrupted) {
        rusage used{};
        ::getrusage(RUSAGE_CHILDREN, &used);
        return used.ru_utime.tv_sec < 4 ? "signal " + std::to_string(interrupted.signal) : "only after its time";
      }
    });
  };
  // Ctrl-C reaches all processes of a terminal; a polite request to stop, only the one that it is sent to.
  CHECK(ended_by(SIGINT, receiver::group) == "signal " + std::to_string(SIGINT));
  CHECK(ended_by(SIGTERM, receiver::process) == "signal " + std::to_string(SIGTERM));
}

TEST_CASE("an interrupt is noted and thrown where it is asked for", "[base]") {
  const std::string seen = isolated([]() -> std::string {
    gaplab::throw_if_interrupted();  // none yet
    gaplab::note_interrupts();
    std::raise(SIGPIPE);  // ignored
    if (gaplab::noted_interrupt() != 0) return "noted too early";
    std::raise(SIGTERM);
    try {
      gaplab::throw_if_interrupted();
    } catch (const gaplab::interrupted& interrupted) {
      return "signal " + std::to_string(interrupted.signal);
    }
    return "not thrown";
  });
  CHECK(seen == "signal " + std::to_string(SIGTERM));
}

// ------------------------------------------------------------------------------------------------ strict TOML

TEST_CASE("a file that is no TOML is refused with file and line", "[base]") {
  CHECK(contains(table_error("a = 1\nb = = 2\n", [](gaplab::strict_table&) {}), ":2: "));
  CHECK(contains(table_error("a = 1\na = 2\n", [](gaplab::strict_table&) {}), ":2: "));
  CHECK(contains(table_error("a = 1\nb = \"open\n", [](gaplab::strict_table&) {}), ":2: "));
  CHECK(contains(error_of([] { gaplab::parse_toml("/no/such/file.toml"); }), "/no/such/file.toml"));
}

TEST_CASE("a TOML table gives what is asked for", "[base]") {
  const std::string text = "name = \"x\"\ncount = 3\nseconds = 10\nwords = [\"a\", \"b\"]\n[inner]\ndeep = true\n";
  const std::string error = table_error(text, [](gaplab::strict_table& table) {
    CHECK(table.required<std::string>("name", "a string") == "x");
    CHECK(table.required<int>("count", "a number") == 3);
    CHECK(table.required<double>("seconds", "a number") == 10);
    CHECK(table.strings("words") == strings{"a", "b"});
    CHECK(table.optional<std::string>("other", "a string", "otherwise") == "otherwise");
    gaplab::strict_table inner = table.table("inner");
    CHECK(inner.required<bool>("deep", "a bool"));
    inner.refuse_unknown();
    table.refuse_unknown();
    throw environment_error("some.toml: the end was reached");
  });
  CHECK(contains(error, "the end was reached"));
}

TEST_CASE("mistakes in a TOML table are told with file and line", "[base]") {
  const auto number = [](gaplab::strict_table& t) { t.required<int>("number", "a whole number"); };
  CHECK(table_error("x = 1\n", number) == ":1: `number` is missing");
  CHECK(table_error("x = 1\nnumber = \"3\"\n", number) == ":2: `number` must be a whole number");
  CHECK(table_error("x = 1\nnumber = 3.5\n", number) == ":2: `number` must be a whole number");
  CHECK(table_error("number = 99999999999\n", number) == ":1: `number` must be a whole number");
  CHECK(table_error("x = 1\n", [](gaplab::strict_table& t) { t.optional<std::string>("x", "a string", ""); }) ==
        ":1: `x` must be a string");

  const auto words = [](gaplab::strict_table& t) { t.strings("words"); };
  CHECK(table_error("x = 1\n", words) == ":1: `words` is missing");
  CHECK(table_error("\nwords = \"a\"\n", words) == ":2: `words` must be an array of strings");
  CHECK(table_error("words = [\n\"a\",\n3]\n", words) == ":3: `words` must be an array of strings");

  const auto inner = [](gaplab::strict_table& t) {
    gaplab::strict_table table = t.table("inner");
    table.required<int>("number", "a whole number");
    table.refuse_unknown();
    t.refuse_unknown();
  };
  CHECK(table_error("x = 1\n", inner) == ":1: the table [inner] is missing");
  CHECK(table_error("\ninner = 3\n", inner) == ":2: `inner` must be a table");
  CHECK(table_error("\n[inner]\nx = 1\n", inner) == ":2: `number` is missing");
  CHECK(table_error("[inner]\nnumber = 1\nnumbr = 2\n", inner) == ":3: unknown key `numbr`");
  CHECK(table_error("[inner]\nnumber = 1\n[other]\n", inner) == ":3: unknown key `other`");
}

// ------------------------------------------------------------------------------------------------ cases files

TEST_CASE("a cases file is read in its order with its shapes and parameters", "[base]") {
  const temporary_folder folder;
  const fs::path file = folder.path() / "cases.toml";
  write_file_atomically(file,
                        "[[case]]\noperation = \"window\"\nname = \"b\"\ndata = \"random\"\ninputs.x = [1, 2, 3, 4]\n"
                        "parameters = { kernel_size = [2, 3], ceil_mode = 1 }\n"
                        "[[case]]\noperation = \"output_size\"\nname = \"a\"\n");
  const std::vector<gaplab::case_spec> specs = gaplab::load_case_specs(file);
  REQUIRE(specs.size() == 2);
  CHECK(specs[0].wanted.operation == "window");
  CHECK(specs[0].wanted.name == "b");
  CHECK(specs[0].wanted.data == gaplab::data_kind::random);
  CHECK(specs[0].wanted.parameters.at("kernel_size") == std::vector<std::int64_t>{2, 3});
  CHECK(specs[0].wanted.parameters.at("ceil_mode") == std::vector<std::int64_t>{1});
  CHECK(specs[0].inputs.at("x") == gaplab::shape{1, 2, 3, 4});
  CHECK(specs[1].wanted.data == gaplab::data_kind::exact);
  CHECK(specs[1].inputs.empty());
}

TEST_CASE("mistakes in a cases file are told with file and line", "[base]") {
  const std::string head = "[[case]]\noperation = \"window\"\nname = \"a\"\n";
  CHECK(cases_error("") == ": there is no [[case]]");
  CHECK(cases_error("case = 3\n") == ": there is no [[case]]");
  CHECK(cases_error(head + "[other]\n") == ":4: unknown key `other`");
  CHECK(cases_error(head + "dta = \"exact\"\n") == ":4: unknown key `dta`");
  CHECK(cases_error("[[case]]\nname = \"a\"\n") == ":1: `operation` is missing");
  CHECK(cases_error("[[case]]\noperation = \"a\"\n") == ":1: `name` is missing");
  CHECK(cases_error("[[case]]\noperation = \"a\"\nname = 3\n") == ":3: `name` must be a string");
  CHECK(cases_error(head + "data = \"inexact\"\n") == ":4: `data` must be \"random\" or \"exact\"");
  CHECK(cases_error(head + head) == ":4: the case window/a stands there twice");
  CHECK(cases_error(head + "inputs = 3\n") == ":4: `inputs` must be a table");

  const std::string integers = "` must be an integer or an array of integers";
  CHECK(cases_error(head + "parameters = { stride = 1.0 }\n") == ":4: `stride" + integers);
  CHECK(cases_error(head + "parameters = { ceil_mode = true }\n") == ":4: `ceil_mode" + integers);
  CHECK(cases_error(head + "parameters = { stride = [1, \"2\"] }\n") == ":4: `stride" + integers);
  CHECK(cases_error(head + "parameters = { stride = [] }\n") == ":4: `stride` must have 1 to 32 integers");
  std::string many = "0";
  for (int i = 0; i < 32; ++i) many += ", 1";
  CHECK(cases_error(head + "parameters = { stride = [" + many + "] }\n") == ":4: `stride` must have 1 to 32 integers");

  for (const std::string sizes : {"[1, 0, 3]", "[1, -2]", "[67108865]", "[8192, 8193]", "[4611686018427387904, 4]"}) {
    INFO(sizes);
    CHECK(
        contains(cases_error(head + "inputs.x = " + sizes + "\n"), ": the shape of `x` must have sizes of at least 1"));
  }
  CHECK(contains(cases_error(head + "inputs.x = [1, 1, 1, 1, 1, 1]\n"), ": `x` has more than 5 dimensions"));
}

TEST_CASE("names of a cases file that no fixture may have are refused with file and line", "[base]") {
  const std::string words = "must be lower-case words joined by `_`";
  for (const std::string name : {"", "Upper", "two words", "a/b",
                                 "stra\xc3\x9f"
                                 "e"}) {
    INFO(name);
    CHECK(cases_error("[[case]]\noperation = \"window\"\nname = \"" + name + "\"\n") == ":3: `name` " + words);
    CHECK(cases_error("[[case]]\noperation = \"" + name + "\"\nname = \"a\"\n") == ":2: `operation` " + words);
  }
}
