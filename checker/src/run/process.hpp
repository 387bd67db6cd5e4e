// Runs another program to its end, whatever that is: with limits, its output captured and bounded, and nothing of it
// left behind. The compiler and the workers go through here.
#pragma once

#include <poll.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/file_descriptor.hpp"

namespace gaplab {

struct process_limits {
  double seconds = 60;                      ///< wall clock
  std::optional<int> processor_seconds;     ///< of all its threads; none: the wall clock's, rounded up
  std::optional<std::uint64_t> memory;      ///< that it may write, in bytes, what it shares not counted
  std::optional<std::uint64_t> file_size;   ///< the largest file it may write, in bytes
  std::size_t open_files = 64;              ///< the most that it may have open
  std::size_t captured_output = 64 * 1024;  ///< bytes of output kept; the rest is read and counted
};

struct process_request {
  std::vector<std::string> command;      ///< the program, looked up in PATH, and its arguments
  std::string name;                      ///< what it is told that it is called; empty: as the program
  std::vector<std::string> environment;  ///< all of it, "NAME=value"; see basic_environment
  std::string folder;                    ///< the working directory; empty: this one
  std::vector<int> descriptors;          ///< handed to it as 3, 4, ..., all others but 0 to 2 being closed
  process_limits limits;
  double grace = 0;  ///< seconds that it gets after SIGTERM to tidy up, where it has to be ended
};

struct process_result {
  enum class ending { exited, signalled, timed_out, not_started };
  ending how = ending::exited;
  int exit_code = 0;            ///< if exited
  int signal = 0;               ///< if signalled
  std::string output;           ///< what it wrote to standard output and error, as far as it was kept
  std::size_t output_size = 0;  ///< all that it wrote, in bytes
  double seconds = 0;           ///< wall clock
  std::string problem;          ///< why it was not started

  [[nodiscard]] bool succeeded() const { return how == ending::exited && exit_code == 0; }
};

/// PATH, HOME, TMPDIR, and the C locale, so that messages do not depend on who runs the checker. Where a folder for
/// temporary files is given, what a program leaves behind when it is ended goes with that.
std::vector<std::string> basic_environment(const std::string& temporary_files = {});

/// This program's own environment, with some variables, "NAME=value", added or replaced.
std::vector<std::string> own_environment(const std::vector<std::string>& more);

/// As exec() wants them: the last one is nullptr. They point into the strings.
std::vector<char*> pointers_to(std::vector<std::string>& strings);

/// A program under way in a process group of its own.
class running_process {
 public:
  explicit running_process(process_request request);
  ~running_process();  ///< ends it if it still runs
  running_process(const running_process&) = delete;
  running_process& operator=(const running_process&) = delete;
  running_process(running_process&&) = delete;
  running_process& operator=(running_process&&) = delete;

  /// Waits for its end, or ends it at its limit; then ends what it left behind. Throws interrupted.
  process_result wait();

  /// Waits until one of them has ended or has reached its limit, and returns its index; wait() on that one then
  /// returns at once. What the others write meanwhile is read. Throws interrupted.
  static std::size_t wait_for_any(const std::vector<running_process*>& processes);

  /// Waits for news of it, of the others, which are as for poll(), or for so many seconds at most. Returns whether it
  /// has ended or has reached its limit: wait() then returns at once.
  bool over_after(std::vector<pollfd>& others, double seconds);

 private:
  void start();
  void drain();
  void look();
  void end();
  [[nodiscard]] double seconds() const;
  [[nodiscard]] bool over() const;
  static void sleep_until_news(const std::vector<running_process*>& processes, std::vector<pollfd>& others,
                               double seconds);

  process_request m_request;
  std::chrono::steady_clock::time_point m_started;
  file_descriptor m_output;
  file_descriptor m_watch;
  int m_pid = -1;
  bool m_open = true;    ///< the other end of its output
  bool m_ended = false;  ///< by itself; its number is still taken by the zombie
  int m_stops = 0;       ///< how often it was stopped and went on
  process_result m_result;
};

process_result run_process(process_request request);

}  // namespace gaplab
