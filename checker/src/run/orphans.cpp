#include "run/orphans.hpp"

#include <sys/prctl.h>
#include <sys/wait.h>

#include <csignal>
#include <filesystem>
#include <fstream>

namespace gaplab {

namespace fs = std::filesystem;

namespace {

/// The kernel lists a process's children by the thread that they belong to.
std::set<pid_t> children() {
  std::set<pid_t> found;
  std::error_code error;
  for (const fs::directory_entry& thread : fs::directory_iterator("/proc/self/task", error)) {
    std::ifstream list(thread.path() / "children");
    for (pid_t child = 0; list >> child;) found.insert(child);
  }
  return found;
}

}  // namespace

void adopt_orphans() { ::prctl(PR_SET_CHILD_SUBREAPER, 1); }

void end_orphans(const std::set<pid_t>& known) {
  // One that ends leaves its own children to us. The bound is for a program that forks faster than this loop.
  constexpr int most_rounds = 1000;
  for (int round = 0; round < most_rounds; ++round) {
    std::set<pid_t> orphans = children();
    for (const pid_t child : known) orphans.erase(child);
    if (orphans.empty()) return;
    for (const pid_t orphan : orphans) ::kill(orphan, SIGKILL);
    for (const pid_t orphan : orphans) ::waitpid(orphan, nullptr, 0);
  }
}

}  // namespace gaplab
