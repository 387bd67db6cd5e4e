#include "base/isolated.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>

#include "base/anonymous_file.hpp"
#include "base/error.hpp"
#include "base/interrupt.hpp"

namespace gaplab {

namespace {

[[noreturn]] void run_child(const std::function<void(int)>& function, int seconds, int output) {
  const auto limit = static_cast<rlim_t>(seconds);
  const rlimit cpu{limit, limit + 1};  // the soft limit's signal says what it is, the hard one's is SIGKILL
  const rlimit no_core{0, 0};
  setrlimit(RLIMIT_CPU, &cpu);
  setrlimit(RLIMIT_CORE, &no_core);
  for (const int signal : {SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL, SIGINT, SIGTERM, SIGHUP}) {
    std::signal(signal, SIG_DFL);
  }
  function(output);
  _exit(0);  // without destructors and atexit handlers: they belong to the parent
}

/// How the child ended. A noted interrupt ends it and is thrown.
int wait_for(pid_t child) {
  // Its end is seen at once through a pidfd where the kernel has one. An interrupt just before poll() does not wake it,
  // so poll() never waits for long.
  const file_descriptor watch(static_cast<int>(::syscall(SYS_pidfd_open, child, 0)));
  const int longest = watch ? 200 : 5;  // milliseconds
  int status = 0;
  pid_t ended = 0;
  while (ended == 0) {
    pollfd event{watch.get(), POLLIN, 0};
    ::poll(&event, 1, longest);
    if (noted_interrupt() != 0) ::kill(child, SIGKILL);
    ended = ::waitpid(child, &status, WNOHANG);
  }
  if (WIFSIGNALED(status)) throw_if_interrupted();
  return status;
}

}  // namespace

isolated_result run_isolated(const std::function<void(int)>& function, int seconds) {
  const file_descriptor output = make_anonymous_file("gaplab-isolated");
  const pid_t child = ::fork();
  if (child < 0) throw environment_error(fmt::format("cannot start a process: {}", std::strerror(errno)));
  if (child == 0) run_child(function, seconds, output.get());
  const int status = wait_for(child);
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return {true, mapped_memory(output.get()), {}};
  if (WIFSIGNALED(status)) return {false, {}, fmt::format("crashed ({})", strsignal(WTERMSIG(status)))};
  return {false, {}, fmt::format("ended with exit code {}", WEXITSTATUS(status))};
}

}  // namespace gaplab
