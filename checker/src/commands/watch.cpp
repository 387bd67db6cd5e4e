#include <fmt/format.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <ctime>
#include <memory>
#include <optional>
#include <utility>

#include "base/error.hpp"
#include "base/interrupt.hpp"
#include "check/next_step.hpp"
#include "commands/command.hpp"
#include "report/watch_screen.hpp"
#include "watch/child.hpp"
#include "watch/file_changes.hpp"
#include "watch/keyboard.hpp"

namespace gaplab {

namespace {

struct watch_options {
  std::string address;
  std::string device;
  std::string schedule;
  bool poll = false;
};

std::string time_of_day() {
  const std::time_t now = std::time(nullptr);
  std::tm local{};
  ::localtime_r(&now, &local);
  std::array<char, 16> text{};
  return {text.data(), std::strftime(text.data(), text.size(), "%H:%M:%S", &local)};
}

/// Whether its end means that somebody has gone, unlike that of a file or of /dev/null.
bool is_pipe(int descriptor) {
  struct stat status {};
  return ::fstat(descriptor, &status) == 0 && (S_ISFIFO(status.st_mode) || S_ISSOCK(status.st_mode));
}

bool cursor_moves() {
  const char* kind = std::getenv("TERM");
  return kind != nullptr && *kind != '\0' && std::string_view(kind) != "dumb";
}

/// What a child said, and what is to be said of its end.
std::string words_of(const process_result& ended) {
  switch (ended.how) {
    case process_result::ending::exited: return ended.output;
    case process_result::ending::not_started: return ended.problem + "\n";
    case process_result::ending::timed_out: return ended.output + "gaplab itself does not end\n";
    case process_result::ending::signalled:
      return fmt::format("{}gaplab itself was ended by the signal {}\n", ended.output, ended.signal);
  }
  return {};
}

/// From the first check until somebody ends it. What is shown is what `gaplab check`, `gaplab hint` and `gaplab show`
/// say, each in a process of its own: whatever becomes of that, this one goes on.
class session {
 public:
  session(const global_options& global, const watch_options& options)
      : m_options(options),
        m_request(request_of(options.device, options.schedule)),
        m_course(open_course(global)),
        m_workspace(open_workspace(global, m_course)),
        m_terminal(has_terminal()),
        m_input(m_terminal || is_pipe(STDIN_FILENO) ? STDIN_FILENO : -1),
        m_colours(choose_palette(global.colour)),
        m_screen(cursor_moves(), m_colours) {
    m_state.watched = one_step(m_course, m_workspace, options.address);
  }

  void run() {
    std::optional<keyboard> keys;
    if (m_terminal) keys.emplace();
    go_to(m_state.watched);
    if (!m_terminal) introduce();
    while (!m_quit) {
      throw_if_interrupted();
      wait();
      if (m_changes->changed()) start_check();
      if (m_terminal && keyboard::screen_is_stale()) print(m_screen.again(m_state, size_of_screen()));
    }
    m_check.reset();
    if (m_terminal) print(m_screen.end());
  }

 private:
  void introduce() const {
    print(fmt::format("watching {}; {} ends it\n", m_workspace.file_of(m_state.watched).string(),
                      m_input >= 0 ? "the end of the input" : "SIGTERM or Ctrl-C"));
    if (!m_state.looks_because.empty()) {
      print(fmt::format("looking every half second: {}\n", m_state.looks_because));
    }
  }

  void go_to(const step& s) {
    m_state.watched = s;
    m_changes.emplace(m_workspace.file_of(s), m_options.poll);
    m_state.looks_because = m_changes->looks_because();
    start_check();
  }

  void show_lines() {
    if (m_terminal) print(m_screen.lines(m_state, size_of_screen()));
  }

  void show_report(const std::string& text) {
    if (m_terminal) {
      print(m_screen.report(text, m_state, size_of_screen()));
    } else {
      print(fmt::format("\n{}  {}\n{}", m_state.time, m_state.watched.address(), text));
    }
  }

  /// The course and the files that were found at the beginning hold for all that is started.
  [[nodiscard]] std::vector<std::string> arguments_for(const char* command) const {
    return {command,  m_state.watched.address(),    "--course", m_course.root.string(),
            "--labs", m_workspace.files().string(), "--color",  m_colours.on() ? "always" : "never"};
  }

  void start_check() {
    std::vector<std::string> arguments = arguments_for("check");
    if (!m_options.device.empty()) arguments.insert(arguments.end(), {"--device", m_options.device});
    if (!m_options.schedule.empty()) arguments.insert(arguments.end(), {"--schedule", m_options.schedule});
    m_state.said.clear();
    m_check.reset();  // the one under way is of no use any more
    try {
      m_check = start_gaplab(arguments);
      m_state.now = watch_state::stage::checking;
    } catch (const environment_error& error) {
      m_state.now = watch_state::stage::not_checked;
      m_state.said = error.what();
    }
    show_lines();
  }

  void finish_check() {
    using stage = watch_state::stage;
    const process_result ended = m_check->wait();
    m_check.reset();
    m_state.time = time_of_day();
    m_state.now = stage::not_checked;
    if (ended.how == process_result::ending::exited && ended.exit_code <= 1) {
      m_state.now = ended.exit_code == 0 ? stage::passed : stage::not_passed;
    }
    m_state.next = m_state.now == stage::passed ? upcoming() : std::nullopt;
    m_report = words_of(ended);
    show_report(m_report);
    if (m_input_ended) m_quit = true;
    for (const char letter : std::exchange(m_later, {})) act_on(letter);
    // Without keys, and unless a step was named, the next one follows as it does with `gaplab check`.
    if (!m_quit && !m_terminal && m_options.address.empty() && m_state.next) go_to(*m_state.next);
  }

  /// Until a key, a change, the end of the check, or for a short while.
  void wait() {
    std::vector<pollfd> events = {{m_input, POLLIN, 0}, {STDOUT_FILENO, 0, 0}, {m_changes->descriptor(), POLLIN, 0}};
    constexpr double longest = 1;  // second; an interrupt just before it is then noticed
    const double seconds = std::min(m_changes->seconds_left() + 0.001, longest);
    if (m_check) {
      if (m_check->over_after(events, seconds)) finish_check();
    } else if (::poll(events.data(), events.size(), static_cast<int>(seconds * 1000)) < 0) {
      return;
    }
    if (events[1].revents != 0) m_quit = true;  // nobody reads any more
    if (events[0].revents != 0) read_input();
  }

  void read_input() {
    std::array<char, 256> bytes{};
    const ssize_t got = ::read(m_input, bytes.data(), bytes.size());
    if (got < 0 && (errno == EINTR || errno == EAGAIN)) return;
    if (got <= 0) {
      m_input_ended = true;
      m_input = -1;
      if (m_terminal || !m_check) m_quit = true;  // a check under way is still told to whoever reads
    } else if (m_terminal) {
      for (const char letter : letters_typed({bytes.data(), static_cast<std::size_t>(got)})) act_on(letter);
    }
  }

  void act_on(char letter) {
    switch (letter) {
      case 'q': m_quit = true; break;
      case 'c': start_check(); break;
      case 'n': move(upcoming(), "every other step that can run here is passed"); break;
      case 'p': move(previous(), "this is the first step"); break;
      case 'h': answer("hint", letter); break;
      case 't': answer("show", letter); break;
      default: break;
    }
  }

  void move(const std::optional<step>& to, const std::string& otherwise) {
    if (to) return go_to(*to);
    if (m_state.said.empty()) m_state.said = otherwise;
    show_lines();
  }

  /// Below the report. Not while a check is under way, which would overwrite what is noted of hints.
  void answer(const char* command, char letter) {
    if (m_check) {
      m_later += letter;
      return;
    }
    m_state.said.clear();
    show_report(m_report + "\n" + words_of(start_gaplab(arguments_for(command))->wait()));
  }

  /// Of a step that is passed the next one to do, as `gaplab check` has it. Of another one the next that is not passed,
  /// after this one and from the beginning again.
  std::optional<step> upcoming() {
    try {
      const workspace now = open_workspace(m_course, m_workspace.files());
      const std::vector<step> steps = all_steps(m_course);
      const std::size_t here = place_in(steps);
      const step* from = here < steps.size() ? &steps[here] : nullptr;
      if (m_state.now == watch_state::stage::passed) return next_step(m_course, now, m_request, from);
      for (std::size_t i = 1; i < steps.size(); ++i) {
        const step& s = steps[(here + i) % steps.size()];
        if (!now.progress_of(s).passed && can_run(s)) return s;
      }
    } catch (const environment_error& error) {
      m_state.said = error.what();
    } catch (const usage_error& error) {
      m_state.said = error.what();
    }
    return std::nullopt;
  }

  [[nodiscard]] std::optional<step> previous() const {
    const std::vector<step> steps = all_steps(m_course);
    for (std::size_t i = place_in(steps); i > 0; --i) {
      if (can_run(steps[i - 1])) return steps[i - 1];
    }
    return std::nullopt;
  }

  [[nodiscard]] std::size_t place_in(const std::vector<step>& steps) const {
    const auto here = std::find_if(steps.begin(), steps.end(),
                                   [&](const step& s) { return s.address() == m_state.watched.address(); });
    return static_cast<std::size_t>(here - steps.begin());
  }

  [[nodiscard]] bool can_run(const step& s) const { return choose_toolchain(m_course, s.device, m_request).can_run(); }

  const watch_options& m_options;
  cuda_request m_request;
  course m_course;
  workspace m_workspace;
  bool m_terminal;
  int m_input;  ///< -1: there is none, or it has ended
  palette m_colours;
  watch_screen m_screen;
  watch_state m_state;
  std::optional<file_changes> m_changes;
  std::unique_ptr<running_process> m_check;
  std::string m_report;
  std::string m_later;  ///< keys whose answer waits for the end of the check
  bool m_input_ended = false;
  bool m_quit = false;
};

}  // namespace

void add_watch(const declaration& program, const global_options& global) {
  const declaration command = program.subcommand("watch", "Check a step again whenever you save");
  const auto options = std::make_shared<watch_options>();
  command.argument("address", options->address, "The step; without one the next step to do");
  add_device_option(command, options->device);
  command.option("--schedule", options->schedule, "A number: another order of warps on the simulated GPU");
  command.flag("--poll", options->poll, "Look at the files every half second instead of being told of changes");
  command.footer(
      "Keys: h one more hint, n the next step, p the one before, t the task, c or Enter check again, q quit.\n"
      "\nExamples:\n"
      "  gaplab watch                          the next step to do\n"
      "  gaplab watch 01.cuda.global.forward   this one\n"
      "\nWithout a terminal it prints report after report, until its input, a pipe, ends or it gets SIGTERM.\n"
      "Exit code: 0, or that of the signal which ended it; 2 bad usage, 3 it could not begin.");
  command.runs([&global, options] {
    session(global, *options).run();
    return outcome::success;
  });
}

}  // namespace gaplab
