// The command line: parses, runs one subcommand, and turns how it came out into an exit code.
//   0  all that was asked for holds
//   1  something is wrong or not attempted
//   2  bad usage
//   3  the environment or gaplab itself failed, or something asked for by name cannot be run here
// `gaplab sim` hands on the exit code of the program that it ran.
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <csignal>
#include <exception>

#include "base/error.hpp"
#include "base/interrupt.hpp"
#include "base/program_name.hpp"
#include "commands/command.hpp"
#include "report/json.hpp"

namespace gaplab {

namespace {

enum exit_code : int { all_well = 0, not_well = 1, bad_usage = 2, failed = 3 };

int code_of(const outcome& o) {
  switch (o.what()) {
    case outcome::success: return all_well;
    case outcome::shortfall: return not_well;
    case outcome::could_not_run: return failed;
    case outcome::of_program: return o.code();
  }
  return failed;
}

/// That nobody can be told of a failure must not become another one.
exit_code report_error(const global_options& options, exit_code code, const std::string& kind,
                       const std::string& message) {
  print_error(fmt::format("gaplab: {}\n", message));
  try {
    if (options.json) print(error_json(kind, message));
  } catch (const environment_error&) {
    return failed;
  }
  return code;
}

void declare_all(const declaration& program, global_options& options) {
  add_list(program, options);
  add_show(program, options);
  add_check(program, options);
  add_watch(program, options);
  add_debug(program, options);
  add_sim(program, options);
  add_hint(program, options);
  add_reset(program, options);
  add_init(program, options);
  add_solution(program, options);
  add_submit(program, options);
  add_grade(program, options);
  add_fixtures(program, options);
  add_author(program, options);
  add_doctor(program, options);
}

int run(int argc, char** argv) {
  global_options options;
  const parsed_command_line parsed =
      parse_command_line(argc, argv, options, [&](const declaration& program) { declare_all(program, options); });
  if (parsed.ended) return parsed.understood ? all_well : bad_usage;
  try {
    return code_of(parsed.chosen());
  } catch (const usage_error& error) {
    return report_error(options, bad_usage, "usage", error.what());
  } catch (const environment_error& error) {
    return report_error(options, failed, "environment", error.what());
  } catch (const interrupted& error) {
    print_error("\ngaplab: interrupted; what was checked before is kept\n");
    // Die of the signal, so that the shell that started this knows.
    std::signal(error.signal, SIG_DFL);
    std::raise(error.signal);
    return failed;
  } catch (const std::bad_alloc&) {
    return report_error(options, failed, "environment", "out of memory");
  } catch (const std::exception& error) {
    return report_error(options, failed, "environment",
                        fmt::format("internal error: {}. Please report this", error.what()));
  }
}

}  // namespace

/// A closed standard stream's number would go to the next file that is opened, and be taken for the stream. In its
/// place comes one with which reading or writing fails, as it should.
void keep_standard_streams() {
  for (int stream = STDIN_FILENO; stream <= STDERR_FILENO; ++stream) {
    if (::fcntl(stream, F_GETFD) < 0) ::open("/dev/null", stream == STDIN_FILENO ? O_WRONLY : O_RDONLY);
  }
}

}  // namespace gaplab

int main(int argc, char** argv) {
  gaplab::keep_standard_streams();
  gaplab::note_interrupts();
  if (argc > 0) gaplab::set_program_name(argv[0]);
  return gaplab::run(argc, argv);
}
