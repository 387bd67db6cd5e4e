// `gaplab watch`: the real program on a terminal of its own, and in a pipe.
#include "report/watch_screen.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <pty.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <thread>

#include "base/text.hpp"
#include "catch.hpp"
#include "miniature_course.hpp"
#include "run/process.hpp"
#include "watch/file_changes.hpp"
#include "watch/keyboard.hpp"
#include "watch/mounts.hpp"

using namespace gaplab;
using gaplab::test::holds;
using gaplab::test::miniature_course;
namespace fs = std::filesystem;

namespace {

constexpr const char* forward = "01.cpu.global.forward";
constexpr double patience = 60;  // seconds, on a machine with other work

void pause_for(double seconds) { std::this_thread::sleep_for(std::chrono::duration<double>(seconds)); }

template <class Condition>
bool comes_true(Condition condition) {
  for (int i = 0; i < patience * 50; ++i) {
    if (condition()) return true;
    pause_for(0.02);
  }
  return false;
}

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) ++count;
  return count;
}

/// Whether a process of that number runs. One that has ended and is still to be waited for does not.
bool runs(pid_t pid) {
  std::ifstream file(fmt::format("/proc/{}/stat", pid));
  std::string text;
  std::getline(file, text);
  const std::size_t end = text.rfind(')');
  return end != std::string::npos && text.at(end + 2) != 'Z';
}

std::vector<pid_t> descendants(pid_t pid) {
  std::vector<pid_t> found;
  std::error_code error;
  for (const auto& thread : fs::directory_iterator(fmt::format("/proc/{}/task", pid), error)) {
    std::ifstream list(thread.path() / "children");
    for (pid_t child = 0; list >> child;) {
      found.push_back(child);
      for (const pid_t further : descendants(child)) found.push_back(further);
    }
  }
  return found;
}

std::size_t entries_in(const fs::path& folder) {
  return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

/// `gaplab watch` with a terminal of 100 columns and 30 rows, or with pipes.
class watching {
 public:
  enum class on { terminal, pipes };

  watching(const miniature_course& mini, std::vector<std::string> arguments, on where = on::terminal,
           std::vector<std::string> more_environment = {}) {
    arguments.insert(arguments.begin(), {"gaplab", "watch"});
    std::vector<std::string> environment = mini.environment();
    environment.insert(environment.begin(), more_environment.begin(), more_environment.end());
    environment.emplace_back("TERM=xterm");
    const std::vector<char*> words = pointers_to(arguments);
    const std::vector<char*> variables = pointers_to(environment);
    const winsize size{30, 100, 0, 0};
    int input[2] = {-1, -1};
    int output[2] = {-1, -1};
    if (where == on::pipes) {
      REQUIRE(::pipe(input) == 0);
      REQUIRE(::pipe(output) == 0);
      m_pid = ::fork();
    } else {
      m_pid = ::forkpty(&m_out, nullptr, nullptr, &size);
    }
    REQUIRE(m_pid >= 0);
    if (m_pid == 0) {
      if (where == on::pipes) {
        ::dup2(input[0], 0);
        ::dup2(output[1], 1);
        ::dup2(output[1], 2);
        for (const int end : {input[0], input[1], output[0], output[1]}) ::close(end);
      }
      if (::chdir(mini.root().c_str()) != 0) ::_exit(127);
      ::execve(GAPLAB_BINARY, words.data(), variables.data());
      ::_exit(127);
    }
    if (where == on::pipes) {
      ::close(input[0]);
      ::close(output[1]);
      m_in = input[1];
      m_out = output[0];
    } else {
      m_in = m_out;
    }
  }
  ~watching() {
    if (m_pid > 0) {
      ::kill(m_pid, SIGKILL);
      ::waitpid(m_pid, nullptr, 0);
    }
    if (m_in != m_out && m_in >= 0) ::close(m_in);
    ::close(m_out);
  }
  watching(const watching&) = delete;
  watching& operator=(const watching&) = delete;
  watching(watching&&) = delete;
  watching& operator=(watching&&) = delete;

  [[nodiscard]] pid_t pid() const { return m_pid; }
  [[nodiscard]] const std::string& output() const { return m_output; }

  /// Reads for so long, or until the other end is closed.
  void read_for(double seconds) {
    const auto until = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
    while (std::chrono::steady_clock::now() < until) {
      pollfd event{m_out, POLLIN, 0};
      if (::poll(&event, 1, 20) <= 0) continue;
      char bytes[4096];
      const ssize_t got = ::read(m_out, bytes, sizeof bytes);
      if (got <= 0) return;
      m_output.append(bytes, static_cast<std::size_t>(got));
    }
  }

  /// Whether it says that, after all that it had said when this was asked the last time.
  bool says(const std::string& text) {
    const auto until = std::chrono::steady_clock::now() + std::chrono::duration<double>(patience);
    do {
      const std::size_t at = m_output.find(text, m_seen);
      if (at != std::string::npos) {
        m_seen = at + text.size();
        return true;
      }
      read_for(0.02);
    } while (std::chrono::steady_clock::now() < until);
    return false;
  }

  void type(const std::string& keys) const { REQUIRE(::write(m_in, keys.data(), keys.size()) > 0); }
  void close_input() {
    ::close(m_in);
    m_in = -1;
  }
  void resize(unsigned short columns, unsigned short rows) const {
    const winsize size{rows, columns, 0, 0};
    REQUIRE(::ioctl(m_out, TIOCSWINSZ, &size) == 0);
  }
  [[nodiscard]] bool echoes() const {
    termios settings{};
    REQUIRE(::tcgetattr(m_out, &settings) == 0);
    return (settings.c_lflag & ECHO) != 0 && (settings.c_lflag & ICANON) != 0;
  }

  /// Its exit code, or 128 and the signal that ended it; -1 if it does not end.
  int end() {
    int status = 0;
    const bool ended = comes_true([&] {
      read_for(0.02);
      return ::waitpid(m_pid, &status, WNOHANG) == m_pid;
    });
    if (!ended) return -1;
    read_for(0.1);
    m_pid = -1;
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  }

 private:
  pid_t m_pid = -1;
  int m_in = -1;
  int m_out = -1;
  std::string m_output;
  std::size_t m_seen = 0;
};

constexpr const char* to_be_done = "not passed yet: save avg_pool.cpp";
constexpr const char* passed = "passed: n goes on to 01.cpu.global.backward";

/// Writes over the file as it lies there.
void save_in_place(const fs::path& file, const std::string& text) {
  std::ofstream stream(file, std::ios::trunc);
  stream << text;
}

/// Vim with a backup: the swap file changes, the file is renamed, and a new one is written in its place.
void save_as_vim(const fs::path& file, const std::string& text) {
  const fs::path folder = file.parent_path();
  save_in_place(folder / ".avg_pool.cpp.swp", "swap");
  save_in_place(folder / "4913", "");
  fs::remove(folder / "4913");
  fs::rename(file, folder / "avg_pool.cpp~");
  save_in_place(file, text);
  fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write);
  fs::remove(folder / "avg_pool.cpp~");
  fs::remove(folder / ".avg_pool.cpp.swp");
}

/// That of a student who has solved everything; the number makes each another one.
std::string solution(const miniature_course& mini, int number = 0) {
  return read_file(mini.root() / "solutions/01_avg_pool/avg_pool.cpp") + fmt::format("// {}\n", number);
}

/// How many checks begin after save(number), which must lead to a pass. What takes longer than a twentieth of a second,
/// as on a machine with much other work, may be two saves: then it is tried again.
template <class Save>
std::size_t checks_after_save(watching& w, Save save) {
  constexpr int most_attempts = 20;
  for (int i = 0; i < most_attempts; ++i) {
    const std::size_t before = count_of(w.output(), "checking ");
    const auto start = std::chrono::steady_clock::now();
    save(i);
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
    REQUIRE(w.says(passed));
    w.read_for(1.5);
    if (taken.count() < 0.04) return count_of(w.output(), "checking ") - before;
  }
  return 0;
}

}  // namespace

TEST_CASE("watch checks again after a save, once, however it is done") {
  const miniature_course mini;
  watching w(mini, {forward});
  REQUIRE(w.says(to_be_done));
  CHECK_THAT(w.output(), holds("h hint   n next step"));
  const int way = GENERATE(0, 1, 2);
  CHECK(checks_after_save(w, [&](int number) {
          if (way == 0) save_in_place(mini.student_file(), solution(mini, number));
          if (way == 1) save_as_vim(mini.student_file(), solution(mini, number));
          if (way == 2) write_file_atomically(mini.student_file(), solution(mini, number));  // renamed
        }) == 1);
  // What is none of the step's files is no reason.
  const std::size_t before = count_of(w.output(), "checking ");
  for (const char* other : {".avg_pool.cpp.swp", "avg_pool.cpp~", "avg_pool.cpp.bak", "notes.txt"}) {
    save_in_place(mini.student_file().parent_path() / other, "text");
  }
  w.read_for(1.5);
  CHECK(count_of(w.output(), "checking ") == before);
  w.type("q");
  CHECK(w.end() == 0);
}

TEST_CASE("watch acts on keys, and leaves the terminal as it was") {
  const miniature_course mini;
  mini.solve();
  mini.leave_out_cuda();
  watching w(mini, {});
  CHECK(w.says("checking 01.cpu.global.forward"));
  CHECK_FALSE(w.echoes());
  REQUIRE(w.says(passed));
  w.type("n");
  REQUIRE(w.says("passed: n goes on to 01.cpu.output_size.forward"));
  w.type("h");
  CHECK(w.says("hint 1 of"));
  w.type("H");
  CHECK(w.says("hint 2 of"));
  w.type("t");
  CHECK(w.says("global_avg_pool2d_backward in "));
  w.type("p");
  CHECK(w.says("checking 01.cpu.global.forward"));
  REQUIRE(w.says("passed: n goes on to 01.cpu.output_size.forward"));
  w.type("p");
  CHECK(w.says("this is the first step"));
  const std::size_t checks = count_of(w.output(), "checking ");
  w.type("\x1b[C\x1b[1;5DxyzX?\xc3\xa4");
  w.read_for(0.5);
  CHECK(count_of(w.output(), "checking ") == checks);
  w.type("\r");
  CHECK(comes_true([&] {
    w.read_for(0.02);
    return count_of(w.output(), "checking ") == checks + 1;
  }));
  w.type("q");
  CHECK(w.end() == 0);
  CHECK(w.echoes());
}

TEST_CASE("a hint that is asked for during a check comes after it") {
  const miniature_course mini;
  mini.write_function("global_avg_pool2d_forward", "  for (;;) pause();");
  save_in_place(mini.student_file(), "#include <unistd.h>\n" + read_file(mini.student_file()));
  watching w(mini, {forward});
  REQUIRE(w.says("checking 01.cpu.global.forward"));
  w.type("h");
  w.read_for(1);
  CHECK_THAT(w.output(), !holds("hint 1 of"));
  save_in_place(mini.student_file(), solution(mini));
  REQUIRE(w.says("3 cases"));
  CHECK(w.says("hint 1 of"));
}

TEST_CASE("watch passes over a step that is not passed, and goes on behind it") {
  const miniature_course mini;
  mini.leave_out_cuda();
  watching w(mini, {});
  REQUIRE(w.says(to_be_done));
  w.type("n");
  CHECK(w.says("checking 01.cpu.global.backward"));
  REQUIRE(w.says(to_be_done));
  mini.write_function("global_avg_pool2d_backward",
                      "  for (int n = 0; n < dx.N; ++n) {\n    for (int c = 0; c < dx.C; ++c) {\n"
                      "      for (int i = 0; i < dx.H * dx.W; ++i) {\n"
                      "        dx.data[dx.offset(n, c, 0, 0) + i] = dy(n, c, 0, 0) / float(dx.H * dx.W);\n"
                      "      }\n    }\n  }");
  CHECK(w.says("passed: n goes on to 01.cpu.output_size.forward"));
}

TEST_CASE("watch goes over all steps, and says when nothing is left") {
  const miniature_course mini;
  mini.solve();
  mini.leave_out_cuda();
  REQUIRE(mini.run({"check", "--all"}).exit_code == 0);
  watching w(mini, {"01.cpu.3d.backward"});
  CHECK(w.says("passed, and so is every other step that can run here"));
  w.type("n");
  CHECK(w.says("every other step that can run here is passed"));
  w.type("\x04");
  CHECK(w.end() == 0);
}

TEST_CASE("neither a compile error nor a crash nor a deleted file or folder ends watch") {
  const miniature_course mini;
  const fs::path file = mini.student_file();
  watching w(mini, {forward});
  REQUIRE(w.says(to_be_done));
  save_in_place(file, "#include \"avg_pool.hpp\"\nnonsense");
  CHECK(w.says("did not compile"));
  CHECK(w.says(to_be_done));
  save_in_place(file, solution(mini));
  CHECK(w.says(passed));
  mini.write_function("global_avg_pool2d_forward", "  volatile int* p = nullptr;\n  *p = 1;");
  CHECK(w.says("a null pointer was used"));
  fs::remove(file);
  CHECK(w.says("there is no file"));
  save_in_place(file, solution(mini, 1));
  CHECK(w.says(passed));
  const fs::path away = mini.root() / "away";
  fs::rename(file.parent_path(), away);
  CHECK(w.says("it could not be checked"));
  pause_for(1.5);
  fs::rename(away, file.parent_path());
  CHECK(w.says(passed));
  save_in_place(file, solution(mini, 2));  // the folder that came back is watched as the first one was
  CHECK(w.says(passed));
  w.type("q");
  CHECK(w.end() == 0);
}

TEST_CASE("watch sees a header beside the file, and outlives an error in it") {
  const miniature_course mini;
  mini.solve();
  const fs::path header = mini.student_file().parent_path() / "avg_pool.hpp";
  const std::string text = read_file(header);
  watching w(mini, {forward});
  REQUIRE(w.says(passed));
  save_in_place(header, text + "struct {\n");
  CHECK(w.says("checking "));
  CHECK(w.says("avg_pool.hpp"));
  save_in_place(header, text);
  CHECK(w.says(passed));
}

TEST_CASE("a save while a check hangs or floods abandons it, with all its processes") {
  const miniature_course mini;
  const fs::path mark = mini.root() / "worker_pid";
  const std::string body = GENERATE("for (;;) pause();", "for (;;) puts(\"flood\");");
  mini.write_function("global_avg_pool2d_forward",
                      fmt::format("  FILE* f = fopen(\"{0}.part\", \"w\");\n  fprintf(f, \"%d\", getpid());\n"
                                  "  fclose(f);\n  rename(\"{0}.part\", \"{0}\");\n  if (fork() == 0) setsid();\n  {1}",
                                  mark.string(), body));
  save_in_place(mini.student_file(), "#include <unistd.h>\n#include <cstdio>\n" + read_file(mini.student_file()));
  watching w(mini, {forward});
  REQUIRE(comes_true([&] { return fs::exists(mark); }));
  const pid_t worker = std::stoi(read_file(mark));
  CHECK(runs(worker));
  const std::vector<pid_t> children = descendants(w.pid());
  CHECK(children.size() >= 2);
  save_in_place(mini.student_file(), solution(mini));
  CHECK(w.says(passed));
  CHECK_FALSE(runs(worker));
  for (const pid_t child : children) CHECK_FALSE(runs(child));
  CHECK(descendants(w.pid()).empty());
}

TEST_CASE("watch told to look by itself says so, and sees every save") {
  const miniature_course mini;
  watching w(mini, {forward, "--poll"});
  CHECK(w.says("looking every half second: you asked for it"));
  REQUIRE(w.says(to_be_done));
  CHECK(checks_after_save(w, [&](int number) { save_as_vim(mini.student_file(), solution(mini, number)); }) == 1);
  fs::remove(mini.student_file());
  CHECK(w.says("there is no file"));
}

TEST_CASE("signals end watch with their code, the terminal as it was, and nothing left over") {
  const miniature_course mini;
  const fs::path mark = mini.root() / "worker_pid";
  mini.write_function("global_avg_pool2d_forward",
                      fmt::format("  FILE* f = fopen(\"{0}.part\", \"w\");\n  fprintf(f, \"%d\", getpid());\n"
                                  "  fclose(f);\n  rename(\"{0}.part\", \"{0}\");\n  for (;;) pause();",
                                  mark.string()));
  save_in_place(mini.student_file(), "#include <unistd.h>\n#include <cstdio>\n" + read_file(mini.student_file()));
  const fs::path temporary = mini.root() / "tmp";
  const fs::path cache = mini.root() / "cache";
  fs::create_directories(temporary);
  const int signal = GENERATE(SIGINT, SIGTERM, SIGHUP, SIGQUIT, -1);
  watching w(mini, {forward}, watching::on::terminal,
             {"TMPDIR=" + temporary.string(), "GAPLAB_CACHE=" + cache.string()});
  REQUIRE(comes_true([&] {
    w.read_for(0.02);
    return fs::exists(mark);
  }));
  CHECK_FALSE(w.echoes());
  const std::vector<pid_t> children = descendants(w.pid());
  if (signal > 0) {
    REQUIRE(::kill(w.pid(), signal) == 0);
  } else {
    w.type("\x03");  // Ctrl-C, which the terminal makes a SIGINT of
  }
  CHECK(w.end() == 128 + (signal > 0 ? signal : SIGINT));
  CHECK(w.echoes());
  // After SIGQUIT, which asks for the program's sudden end, the kernel ends its children.
  CHECK(comes_true([&] { return std::none_of(children.begin(), children.end(), runs); }));
  if (signal == SIGQUIT) return;
  CHECK(fs::is_empty(temporary));
  for (const fs::directory_entry& entry : fs::directory_iterator(cache)) CHECK_FALSE(entry.is_directory());
}

TEST_CASE("watch can be stopped and goes on, with the terminal in the right mode each time") {
  const miniature_course mini;
  mini.solve();
  watching w(mini, {forward});
  REQUIRE(w.says(passed));
  w.type("\x1a");  // Ctrl-Z
  int status = 0;
  REQUIRE(comes_true([&] { return ::waitpid(w.pid(), &status, WUNTRACED | WNOHANG) == w.pid(); }));
  CHECK(WIFSTOPPED(status));
  CHECK(w.echoes());
  REQUIRE(::kill(w.pid(), SIGCONT) == 0);
  CHECK(w.says(passed));  // the screen is written anew
  CHECK_FALSE(w.echoes());
  w.type("q");
  CHECK(w.end() == 0);
}

TEST_CASE("watch fits the screen, and uses colour only where it is wanted") {
  const miniature_course mini;
  mini.solve();
  watching w(mini, {forward}, watching::on::terminal, {"NO_COLOR=1"});
  REQUIRE(w.says(passed));
  w.resize(24, 10);
  CHECK(w.says("  passed: n g..\r\nh n p t c q"));
  w.resize(60, 10);
  CHECK(w.says("h hint  n next  p previous  t task  c check  q quit"));
  CHECK_THAT(w.output(), !holds("\x1b[1m") && !holds("\x1b[2m") && !holds("\x1b[3"));
  w.type("q");
  CHECK(w.end() == 0);
  watching coloured(mini, {forward});
  CHECK(coloured.says("\x1b[32mpassed"));
}

TEST_CASE("hours of saves leave no process, no open file and no temporary file") {
  const miniature_course mini;
  const fs::path temporary = mini.root() / "tmp";
  const fs::path cache = mini.root() / "cache";
  fs::create_directories(temporary);
  watching w(mini, {forward}, watching::on::terminal,
             {"TMPDIR=" + temporary.string(), "GAPLAB_CACHE=" + cache.string()});
  REQUIRE(w.says(to_be_done));
  const fs::path open_files = fmt::format("/proc/{}/fd", w.pid());
  save_in_place(mini.student_file(), solution(mini));
  REQUIRE(w.says(passed));
  const std::size_t before = entries_in(open_files);
  for (int i = 0; i < 20; ++i) {
    save_in_place(mini.student_file(), solution(mini, i));
    w.read_for(0.15 + 0.05 * (i % 7));  // at all stages of the check
  }
  save_in_place(mini.student_file(), solution(mini, -1) + "int last;\n");
  REQUIRE(comes_true([&] {
    w.read_for(0.02);
    return descendants(w.pid()).empty() && w.output().rfind("passed: n goes") > w.output().rfind("checking ");
  }));
  CHECK(entries_in(open_files) == before);
  CHECK(fs::is_empty(temporary));
  for (const fs::directory_entry& entry : fs::directory_iterator(cache)) CHECK_FALSE(entry.is_directory());
  w.type("q");
  CHECK(w.end() == 0);
}

TEST_CASE("without a terminal watch prints report after report, until its input ends") {
  const miniature_course mini;
  mini.leave_out_cuda();
  watching w(mini, {}, watching::on::pipes);
  CHECK(w.says("watching " + mini.student_file().string() + "; the end of the input ends it"));
  CHECK(w.says("not attempted"));
  save_in_place(mini.student_file(), solution(mini));
  for (const char* address : {forward, "01.cpu.global.backward", "01.cpu.3d.backward"}) CHECK(w.says(address));
  CHECK(w.says("Every step that can run here is passed"));
  CHECK(count_of(w.output(), "passed   ") == 7);  // each step followed the one before
  w.close_input();
  CHECK(w.end() == 0);
  CHECK_THAT(w.output(), !holds("\x1b"));
}

TEST_CASE("in a pipe watch tells of the check under way before it ends, and ends when nobody reads") {
  const miniature_course mini;
  mini.solve();
  watching at_once(mini, {forward}, watching::on::pipes);
  at_once.close_input();
  CHECK(at_once.end() == 0);
  CHECK_THAT(at_once.output(), holds("passed           3 cases"));

  watching ended(mini, {forward}, watching::on::pipes);
  REQUIRE(ended.says("3 cases"));
  REQUIRE(::kill(ended.pid(), SIGTERM) == 0);
  CHECK(ended.end() == 128 + SIGTERM);

  process_request request;
  request.command = {"/bin/sh", "-c", R"(timeout 50 "$0" watch 01.cpu.global.forward </dev/null | head -1)",
                     GAPLAB_BINARY};
  request.environment = mini.environment();
  const process_result unread = run_process(std::move(request));
  CHECK(unread.succeeded());
  CHECK(unread.seconds < 45);
}

TEST_CASE("watch needs one step, and says so") {
  const miniature_course mini;
  CHECK(mini.run({"watch", "01.cpu"}).exit_code == 2);
  CHECK(mini.run({"watch", forward, "--device", "nonsense"}).exit_code == 2);
}

TEST_CASE("keys of several bytes are no letters") {
  CHECK(letters_typed("hH") == "hh");
  CHECK(letters_typed("\r\n\x04") == "ccq");
  CHECK(letters_typed("\x1b[C\x1b[1;5D\x1bOPn") == "n");
  CHECK(letters_typed("\x1b[") == "");
  CHECK(letters_typed("\x1b") == "");
  CHECK(letters_typed("1 ?\xc3\xa4") == "");
}

TEST_CASE("file systems that do not tell of changes are known by name") {
  CHECK(name_of_remote(0x6969) == "NFS");
  CHECK_THAT(name_of_remote(0x01021997), holds("WSL"));
  CHECK_THAT(name_of_remote(0x65735546), holds("FUSE"));
  CHECK(name_of_remote(0xFFFFFFFFFF534D42) == "CIFS");
  CHECK(name_of_remote(0xEF53).empty());
  CHECK(remote_mount("/proc/no/such/folder").empty());
}

TEST_CASE("where the system cannot tell of changes they are looked for, and that is said") {
  const temporary_folder place;
  const fs::path file = place.path() / "file.cpp";
  save_in_place(file, "1");
  rlimit before{};
  REQUIRE(::getrlimit(RLIMIT_NOFILE, &before) == 0);
  rlimit none = before;
  const int next_number = ::dup(STDIN_FILENO);
  ::close(next_number);
  none.rlim_cur = static_cast<rlim_t>(next_number);
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &none) == 0);
  file_changes changes(file, false);
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &before) == 0);
  CHECK_THAT(changes.looks_because(), holds("the system cannot tell of saves: Too many open files"));
  CHECK(changes.descriptor() == -1);
  const auto changed = [&] { return comes_true([&] { return changes.changed(); }); };
  save_in_place(file, "22");
  CHECK(changed());
  CHECK_FALSE(changes.changed());
  fs::remove(file);
  CHECK(changed());
  save_in_place(file.parent_path() / "a.hpp", "header");
  CHECK(changed());
}

TEST_CASE("a file that is a link is watched where it lies") {
  const temporary_folder place;
  const temporary_folder elsewhere;
  const fs::path target = elsewhere.path() / "target.cpp";
  const fs::path link = place.path() / "file.cpp";
  save_in_place(target, "1");
  fs::create_symlink(target, link);
  file_changes changes(link, false);
  REQUIRE(changes.descriptor() >= 0);
  save_in_place(target, "2");
  pollfd event{changes.descriptor(), POLLIN, 0};
  CHECK(::poll(&event, 1, 5000) == 1);
  CHECK(comes_true([&] { return changes.changed(); }));
}

TEST_CASE("the lines below a report fit any width") {
  watch_state state;
  state.watched.file = "avg_pool.cpp";
  state.now = watch_state::stage::not_passed;
  state.time = "12:00:00";
  state.looks_because = "NFS does not tell of saves";
  const palette none(false);
  for (std::size_t columns = 0; columns < 120; ++columns) {
    const std::vector<std::string> lines = watch_lines(state, columns, none);
    REQUIRE(lines.size() == 3);
    for (const std::string& line : lines) CHECK(line.size() < std::max<std::size_t>(columns, 1));
  }
  CHECK(watch_lines(state, 120, none)[0] == "looking every half second: NFS does not tell of saves");
  CHECK(watch_lines(state, 24, none)[1] == "12:00:00  not passed ..");
  CHECK(watch_lines(state, 24, none)[2] == "h n p t c q");
}

TEST_CASE("a terminal that cannot move its cursor gets lines only") {
  const palette none(false);
  watch_screen screen(false, none);
  watch_state state;
  const std::string text = screen.report("report\n", state, {}) + screen.lines(state, {}) + screen.again(state, {});
  CHECK_THAT(text, !holds("\x1b") && holds("\nreport\n"));
}
