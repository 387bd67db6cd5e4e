#include "run/process.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <set>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "base/error.hpp"
#include "base/interrupt.hpp"
#include "run/hand_over.hpp"
#include "run/orphans.hpp"
#include "run/sandbox.hpp"

namespace gaplab {

namespace {

constexpr int child_failed = 127;
constexpr double longest_sleep = 1;  // second; an interrupt just before it is then noticed
constexpr int most_stops = 3;
constexpr unsigned close_range_cloexec = 1U << 2;  // CLOSE_RANGE_CLOEXEC, which older headers do not have

/// The programs under way, which are no orphans.
std::set<pid_t>& under_way() {
  static std::set<pid_t> pids;
  return pids;
}

std::array<int, 2> make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
    throw environment_error(fmt::format("cannot start a process: {}", std::strerror(errno)));
  }
  return ends;
}

}  // namespace

std::vector<char*> pointers_to(std::vector<std::string>& strings) {
  std::vector<char*> result;
  for (std::string& s : strings) result.push_back(s.data());
  result.push_back(nullptr);
  return result;
}

std::vector<std::string> basic_environment(const std::string& temporary_files) {
  std::vector<std::string> environment = {"LC_ALL=C.UTF-8"};
  for (const char* name : {"PATH", "HOME", "TMPDIR"}) {
    const char* value = std::getenv(name);
    if (std::string_view(name) == "TMPDIR" && !temporary_files.empty()) value = temporary_files.c_str();
    if (value != nullptr) environment.push_back(fmt::format("{}={}", name, value));
  }
  return environment;
}

std::vector<std::string> own_environment(const std::vector<std::string>& more) {
  std::vector<std::string> all = more;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    const std::string text = *variable;
    const std::string name = text.substr(0, text.find('=') + 1);
    bool replaced = false;
    for (const std::string& other : more) replaced = replaced || other.rfind(name, 0) == 0;
    if (!replaced) all.push_back(text);
  }
  return all;
}

running_process::running_process(process_request request) : m_request(std::move(request)) { start(); }

running_process::~running_process() {
  if (m_pid > 0) end();
}

void running_process::start() {
  m_started = std::chrono::steady_clock::now();
  if (m_request.descriptors.size() > most_handed_over) throw std::logic_error("too many descriptors to hand over");
  const std::array<int, 2> output = make_pipe();
  const std::array<int, 2> failure = make_pipe();  // closed by exec; carries errno if there is none
  const pid_t parent = ::getpid();
  std::vector<char*> arguments = pointers_to(m_request.command);
  const char* program = arguments[0];
  if (!m_request.name.empty()) arguments[0] = m_request.name.data();
  std::vector<char*> environment = pointers_to(m_request.environment);
  adopt_orphans();
  m_pid = ::fork();
  if (m_pid < 0) throw environment_error(fmt::format("cannot start a process: {}", std::strerror(errno)));
  if (m_pid == 0) {
    // Between fork and exec: system calls only.
    ::setpgid(0, 0);
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) ::_exit(child_failed);
    std::signal(SIGPIPE, SIG_DFL);
    const int nothing = ::open("/dev/null", O_RDONLY);
    ::dup2(nothing, 0);
    ::dup2(output[1], 1);
    ::dup2(output[1], 2);
    const int failure_end = hand_over(m_request.descriptors, failure[1]);
    enter_sandbox(m_request.limits);
    const bool moved = m_request.folder.empty() || ::chdir(m_request.folder.c_str()) == 0;
    // Whatever else this process has open is none of the program's business.
    ::syscall(SYS_close_range, first_handed_over + m_request.descriptors.size(), ~0U, close_range_cloexec);
    if (moved) ::execvpe(program, arguments.data(), environment.data());
    const int reason = errno;
    if (::write(failure_end, &reason, sizeof reason) < 0) ::_exit(child_failed);
    ::_exit(child_failed);
  }
  under_way().insert(m_pid);
  ::setpgid(m_pid, m_pid);  // whichever of the two comes first
  ::close(output[1]);
  ::close(failure[1]);
  m_output = file_descriptor(output[0]);
  // The process is watched through a pidfd where the kernel has one, so that its end is seen at once even if a child
  // of it holds the pipe open; elsewhere by looking every few milliseconds.
  m_watch = file_descriptor(static_cast<int>(::syscall(SYS_pidfd_open, m_pid, 0)));
  int reason = 0;
  ssize_t got = 0;
  while ((got = ::read(failure[0], &reason, sizeof reason)) < 0 && errno == EINTR) {
  }
  ::close(failure[0]);
  if (got == sizeof reason) {
    m_result.how = process_result::ending::not_started;
    m_result.problem = fmt::format("cannot start {}: {}", m_request.command.front(), std::strerror(reason));
  }
}

double running_process::seconds() const {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - m_started).count();
}

bool running_process::over() const { return m_ended || seconds() >= m_request.limits.seconds; }

/// Reads what there is, and notes when the other end is closed.
void running_process::drain() {
  std::array<char, 1 << 16> buffer{};
  const ssize_t got = ::read(m_output.get(), buffer.data(), buffer.size());
  if (got < 0) {
    m_open = errno == EINTR || errno == EAGAIN;
    return;
  }
  const auto size = static_cast<std::size_t>(got);
  const std::size_t room =
      m_request.limits.captured_output - std::min(m_request.limits.captured_output, m_result.output.size());
  m_result.output.append(buffer.data(), std::min(size, room));
  m_result.output_size += size;
  m_open = size > 0;
}

/// Whether it has ended. It stays a zombie, whose number can be nobody else's. Where somebody stopped it, it goes on: a
/// submission may stop the checker that runs it, and would hold up all that wait for it. Whoever does so again and
/// again gets no more time.
void running_process::look() {
  siginfo_t info{};
  if (::waitid(P_PID, static_cast<id_t>(m_pid), &info, WSTOPPED | WNOHANG) == 0 && info.si_pid != 0) {
    if (++m_stops > most_stops) m_request.limits.seconds = 0;
    ::kill(-m_pid, SIGCONT);
  }
  info = {};
  m_ended = ::waitid(P_PID, static_cast<id_t>(m_pid), &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid != 0;
}

/// Until one of them writes, ends or reaches its limit; or there is news of the others; or an interrupt; or for so many
/// seconds.
void running_process::sleep_until_news(const std::vector<running_process*>& processes, std::vector<pollfd>& others,
                                       double seconds) {
  std::vector<pollfd> events = others;
  double longest = seconds;
  for (const running_process* p : processes) {
    events.push_back({p->m_open ? p->m_output.get() : -1, POLLIN, 0});
    events.push_back({p->m_watch.get(), POLLIN, 0});
    longest =
        std::min({longest, std::max(p->m_request.limits.seconds - p->seconds(), 0.0), p->m_watch ? seconds : 0.005});
  }
  if (::poll(events.data(), events.size(), static_cast<int>(std::ceil(longest * 1000))) < 0) {
    for (pollfd& event : events) event.revents = 0;
  }
  for (std::size_t i = 0; i < others.size(); ++i) others[i].revents = events[i].revents;
  for (std::size_t i = 0; i < processes.size(); ++i) {
    if (events[others.size() + 2 * i].revents != 0) processes[i]->drain();
    processes[i]->look();
  }
}

bool running_process::over_after(std::vector<pollfd>& others, double seconds) {
  if (!over()) sleep_until_news({this}, others, seconds);
  return over();
}

std::size_t running_process::wait_for_any(const std::vector<running_process*>& processes) {
  while (true) {
    for (std::size_t i = 0; i < processes.size(); ++i) {
      if (processes[i]->over()) return i;
    }
    throw_if_interrupted();
    std::vector<pollfd> no_others;
    sleep_until_news(processes, no_others, longest_sleep);
  }
}

/// Ends it and all that it left behind, if they have not ended by themselves.
void running_process::end() {
  if (!m_ended && m_request.grace > 0) {
    ::kill(m_pid, SIGTERM);
    pollfd event{m_watch.get(), POLLIN, 0};
    const double longest = m_watch ? m_request.grace : 0.005;
    for (const double until = seconds() + m_request.grace; !m_ended && seconds() < until; look()) {
      ::poll(&event, 1, static_cast<int>(std::ceil(longest * 1000)));
    }
  }
  ::kill(-m_pid, SIGKILL);  // while its number is still taken
  int status = 0;
  while (::waitpid(m_pid, &status, 0) < 0 && errno == EINTR) {
  }
  m_result.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 0;
  m_result.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
  under_way().erase(std::exchange(m_pid, -1));
  end_orphans(under_way());
}

process_result running_process::wait() {
  std::vector<pollfd> no_others;
  while (!over() && noted_interrupt() == 0) sleep_until_news({this}, no_others, longest_sleep);
  const bool by_itself = m_ended;
  end();
  m_result.seconds = seconds();
  ::fcntl(m_output.get(), F_SETFL, O_NONBLOCK);
  // What is still in the pipe, and no more: a process that escaped the group could go on for ever.
  for (std::size_t before = 0, rounds = 0; rounds < 16 && (rounds == 0 || m_result.output_size != before); ++rounds) {
    before = m_result.output_size;
    drain();
  }
  throw_if_interrupted();
  if (m_result.how == process_result::ending::not_started) return m_result;
  if (!by_itself || m_result.signal == SIGXCPU) {
    m_result.how = process_result::ending::timed_out;
  } else if (m_result.signal != 0) {
    m_result.how = process_result::ending::signalled;
  }
  return m_result;
}

process_result run_process(process_request request) { return running_process(std::move(request)).wait(); }

}  // namespace gaplab
