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
#include <utility>

#include "base/error.hpp"
#include "base/interrupt.hpp"
#include "run/orphans.hpp"
#include "run/sandbox.hpp"

namespace gaplab {

namespace {

constexpr int child_failed = 127;
constexpr unsigned close_range_cloexec = 1U << 2;  // CLOSE_RANGE_CLOEXEC, which older headers do not have

/// The programs under way, which are no orphans.
std::set<pid_t>& under_way() {
  static std::set<pid_t> pids;
  return pids;
}

std::vector<char*> pointers(std::vector<std::string>& strings) {
  std::vector<char*> result;
  for (std::string& s : strings) result.push_back(s.data());
  result.push_back(nullptr);
  return result;
}

std::array<int, 2> make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
    throw environment_error(fmt::format("cannot start a process: {}", std::strerror(errno)));
  }
  return ends;
}

}  // namespace

std::vector<std::string> basic_environment() {
  std::vector<std::string> environment = {"LC_ALL=C.UTF-8"};
  for (const char* name : {"PATH", "HOME", "TMPDIR"}) {
    if (const char* value = std::getenv(name)) environment.push_back(fmt::format("{}={}", name, value));
  }
  return environment;
}

running_process::running_process(process_request request) : m_request(std::move(request)) { start(); }

running_process::~running_process() {
  if (m_pid > 0) {
    end_group();
    ::waitpid(m_pid, nullptr, 0);
    under_way().erase(m_pid);
    end_orphans(under_way());
  }
  if (m_output >= 0) ::close(m_output);
}

void running_process::start() {
  m_started = std::chrono::steady_clock::now();
  const std::array<int, 2> output = make_pipe();
  const std::array<int, 2> failure = make_pipe();  // closed by exec; carries errno if there is none
  const pid_t parent = ::getpid();
  std::vector<char*> arguments = pointers(m_request.command);
  std::vector<char*> environment = pointers(m_request.environment);
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
    const int failure_end = ::fcntl(failure[1], F_DUPFD_CLOEXEC, 10);
    if (m_request.descriptor == 3) {
      ::fcntl(3, F_SETFD, 0);  // dup2(3, 3) would leave it to be closed by exec
    } else if (m_request.descriptor >= 0) {
      ::dup2(m_request.descriptor, 3);
    }
    enter_sandbox(m_request.limits);
    const bool moved = m_request.folder.empty() || ::chdir(m_request.folder.c_str()) == 0;
    // Whatever else this process has open is none of the program's business.
    const unsigned first_closed = m_request.descriptor >= 0 ? 4 : 3;
    ::syscall(SYS_close_range, first_closed, ~0U, close_range_cloexec);
    if (moved) ::execvpe(arguments[0], arguments.data(), environment.data());
    const int reason = errno;
    if (::write(failure_end, &reason, sizeof reason) < 0) ::_exit(child_failed);
    ::_exit(child_failed);
  }
  under_way().insert(m_pid);
  ::setpgid(m_pid, m_pid);  // whichever of the two comes first
  ::close(output[1]);
  ::close(failure[1]);
  m_output = output[0];
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

void running_process::end_group() { ::kill(-m_pid, SIGKILL); }

/// Reads what there is; false when the other end is closed.
bool running_process::drain(process_result& result) {
  std::array<char, 1 << 16> buffer{};
  const ssize_t got = ::read(m_output, buffer.data(), buffer.size());
  if (got < 0) return errno == EINTR || errno == EAGAIN;
  const auto size = static_cast<std::size_t>(got);
  const std::size_t room =
      m_request.limits.captured_output - std::min(m_request.limits.captured_output, result.output.size());
  result.output.append(buffer.data(), std::min(size, room));
  result.output_size += size;
  return size > 0;
}

process_result running_process::wait() {
  process_result& result = m_result;
  const auto elapsed = [&] {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - m_started).count();
  };
  // The process is watched through a pidfd where the kernel has one, so that its end is seen at once even if a child
  // of it holds the pipe open; elsewhere by looking every few milliseconds.
  const int watch = static_cast<int>(::syscall(SYS_pidfd_open, m_pid, 0));
  bool open = true;
  int status = 0;
  bool ended = false;
  while (!ended) {
    const double left = m_request.limits.seconds - elapsed();
    if (left <= 0 || noted_interrupt() != 0) break;
    std::array<pollfd, 2> events{{{open ? m_output : -1, POLLIN, 0}, {watch, POLLIN, 0}}};
    const double longest = watch >= 0 ? 1000 : 5;
    ::poll(events.data(), events.size(), static_cast<int>(std::ceil(std::min(left * 1000, longest))));
    if (open && events[0].revents != 0) open = drain(result);
    siginfo_t info{};
    ended = ::waitid(P_PID, static_cast<id_t>(m_pid), &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid != 0;
  }
  // The group is ended while its leader's number is still taken by the zombie, so that it can be nobody else's.
  end_group();
  while (::waitpid(m_pid, &status, 0) < 0 && errno == EINTR) {
  }
  under_way().erase(std::exchange(m_pid, -1));
  end_orphans(under_way());
  if (watch >= 0) ::close(watch);
  result.seconds = elapsed();
  ::fcntl(m_output, F_SETFL, O_NONBLOCK);
  // What is still in the pipe, and no more: a process that escaped the group could go on for ever.
  for (std::size_t before = 0, rounds = 0; rounds < 16 && (rounds == 0 || result.output_size != before); ++rounds) {
    before = result.output_size;
    drain(result);
  }
  throw_if_interrupted();
  if (result.how == process_result::ending::not_started) return result;
  if (!ended) {
    result.how = process_result::ending::timed_out;
  } else if (WIFSIGNALED(status)) {
    result.how = WTERMSIG(status) == SIGXCPU ? process_result::ending::timed_out : process_result::ending::signalled;
    result.signal = WTERMSIG(status);
  } else {
    result.exit_code = WEXITSTATUS(status);
  }
  return result;
}

process_result run_process(process_request request) { return running_process(std::move(request)).wait(); }

}  // namespace gaplab
