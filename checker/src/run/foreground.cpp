#include "run/foreground.hpp"

#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <string_view>

#include "base/error.hpp"
#include "run/hand_over.hpp"
#include "run/process.hpp"

namespace gaplab {

namespace {

constexpr int child_failed = 127;

volatile pid_t child = 0;

/// The terminal sends Ctrl-C to both programs; what another program sends comes to this one alone.
void forward(int signal, siginfo_t* info, void*) {
  const bool from_program = info->si_code <= 0;
  if (from_program && child > 0) ::kill(child, signal);
}

/// From here to the end of the object such signals are forwarded.
class forwarded_signals {
 public:
  forwarded_signals() {
    struct sigaction action {};
    action.sa_sigaction = forward;
    action.sa_flags = SA_SIGINFO;
    for (std::size_t i = 0; i < signals.size(); ++i) {
      ::sigaction(signals[i], nullptr, &m_before[i]);
      if (m_before[i].sa_handler != SIG_IGN) ::sigaction(signals[i], &action, nullptr);
    }
  }
  ~forwarded_signals() {
    child = 0;
    for (std::size_t i = 0; i < signals.size(); ++i) ::sigaction(signals[i], &m_before[i], nullptr);
  }
  forwarded_signals(const forwarded_signals&) = delete;
  forwarded_signals& operator=(const forwarded_signals&) = delete;
  forwarded_signals(forwarded_signals&&) = delete;
  forwarded_signals& operator=(forwarded_signals&&) = delete;

 private:
  static constexpr std::array<int, 4> signals = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
  std::array<struct sigaction, signals.size()> m_before{};
};

}  // namespace

foreground_result run_in_foreground(const foreground_request& request) {
  std::vector<std::string> argument_texts = request.arguments;
  std::vector<std::string> variable_texts = own_environment(request.environment);
  const std::vector<char*> arguments = pointers_to(argument_texts);
  const std::vector<char*> variables = pointers_to(variable_texts);
  const forwarded_signals forwarding;
  const pid_t pid = ::fork();
  if (pid < 0) throw environment_error(fmt::format("cannot start a process: {}", std::strerror(errno)));
  if (pid == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    std::signal(SIGPIPE, SIG_DFL);
    hand_over(request.descriptors, STDERR_FILENO);
    ::execve(request.program.c_str(), arguments.data(), variables.data());
    constexpr std::string_view problem = "gaplab: the program cannot be started\n";
    if (::write(STDERR_FILENO, problem.data(), problem.size()) < 0) ::_exit(child_failed);
    ::_exit(child_failed);
  }
  child = pid;
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  if (WIFSIGNALED(status)) return {0, WTERMSIG(status)};
  return {WEXITSTATUS(status), 0};
}

}  // namespace gaplab
