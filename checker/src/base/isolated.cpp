#include "base/isolated.hpp"

#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>

#include "base/anonymous_file.hpp"
#include "base/error.hpp"

namespace gaplab {

namespace {

[[noreturn]] void run_child(const std::function<std::string()>& function, int seconds, int output) {
  const auto limit = static_cast<rlim_t>(seconds);
  const rlimit cpu{limit, limit};
  const rlimit no_core{0, 0};
  setrlimit(RLIMIT_CPU, &cpu);
  setrlimit(RLIMIT_CORE, &no_core);
  for (const int signal : {SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL}) std::signal(signal, SIG_DFL);
  const std::string value = function();
  std::size_t done = 0;
  while (done < value.size()) {
    const ssize_t written = ::write(output, value.data() + done, value.size() - done);
    if (written < 0 && errno != EINTR) _exit(1);
    if (written > 0) done += static_cast<std::size_t>(written);
  }
  _exit(0);  // without destructors and atexit handlers: they belong to the parent
}

std::string contents(int descriptor) {
  struct stat status {};
  if (::fstat(descriptor, &status) != 0) throw environment_error("cannot read the result of an isolated process");
  std::string bytes(static_cast<std::size_t>(status.st_size), '\0');
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t got = ::pread(descriptor, bytes.data() + done, bytes.size() - done, static_cast<off_t>(done));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) throw environment_error("cannot read the result of an isolated process");
    done += static_cast<std::size_t>(got);
  }
  return bytes;
}

}  // namespace

isolated_result run_isolated(const std::function<std::string()>& function, int seconds) {
  const file_descriptor output = make_anonymous_file("gaplab-isolated");
  const pid_t child = ::fork();
  if (child < 0) throw environment_error(fmt::format("cannot start a process: {}", std::strerror(errno)));
  if (child == 0) run_child(function, seconds, output.get());
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return {true, contents(output.get()), {}};
  if (WIFSIGNALED(status)) return {false, {}, fmt::format("crashed ({})", strsignal(WTERMSIG(status)))};
  return {false, {}, fmt::format("ended with exit code {}", WEXITSTATUS(status))};
}

}  // namespace gaplab
