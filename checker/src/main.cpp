// The command line: parses, runs one subcommand, and turns how it came out into an exit code.
//   0  all that was asked for holds
//   1  something is wrong or not attempted
//   2  bad usage
//   3  the environment or gaplab itself failed, or something asked for by name cannot be run here
#include <fmt/format.h>

#include <csignal>
#include <exception>
#include <iostream>
#include <map>

#include "base/error.hpp"
#include "base/interrupt.hpp"
#include "base/text.hpp"
#include "commands/command.hpp"
#include "gaplab_version.hpp"
#include "report/json.hpp"

namespace gaplab {

namespace {

enum exit_code : int { all_well = 0, not_well = 1, bad_usage = 2, failed = 3 };

exit_code code_of(outcome o) {
  if (o == outcome::success) return all_well;
  return o == outcome::shortfall ? not_well : failed;
}

exit_code report_error(const global_options& options, exit_code code, const std::string& kind, const std::string& message) {
  if (options.json) print(error_json(kind, message));
  fmt::print(stderr, "gaplab: {}\n", message);
  return code;
}

void add_global_options(CLI::App& app, global_options& options) {
  app.add_option("--course", options.course, "The course's folder (default: found from this program, or GAPLAB_COURSE)");
  app.add_option("--labs", options.labs, "The folder with your files (default: the workspace you stand in)");
  app.add_option("--color", options.colour, "auto, always or never")
      ->transform(CLI::CheckedTransformer(std::map<std::string, colour_mode>{{"auto", colour_mode::automatic},
                                                                            {"always", colour_mode::always},
                                                                            {"never", colour_mode::never}}));
}

/// CLI11 knows what was not expected; this says what was probably meant.
exit_code report_parse_error(const CLI::App& app, const CLI::ParseError& error) {
  const int code = app.exit(error);
  return code == 0 ? all_well : bad_usage;
}

std::string unknown_command_help(const CLI::App& app, int argc, char** argv) {
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands(nullptr)) names.push_back(command->get_name());
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    if (word.empty() || word.front() == '-') continue;
    for (const std::string& name : names) {
      if (name == word) return {};
    }
    const std::string near = nearest(word, names);
    return fmt::format("gaplab: there is no command `{}`{}\nRun with --help for more information.\n", printable(word),
                       near.empty() ? "" : fmt::format(" (did you mean {}?)", near));
  }
  return {};
}

exit_code run(int argc, char** argv) {
  global_options options;
  action chosen;
  CLI::App app("gaplab: learn global average pooling by writing it, on the CPU and in CUDA", "gaplab");
  app.set_version_flag("--version", fmt::format("gaplab {}", version));
  app.require_subcommand(1);
  app.fallthrough();
  app.footer("Start here:\n  gaplab list\n  gaplab show\n  gaplab check");
  add_global_options(app, options);
  const command_line line{app, options, chosen};
  add_list(line);
  add_show(line);
  add_check(line);
  add_hint(line);
  add_reset(line);
  add_init(line);
  add_solution(line);
  add_fixtures(line);
  add_doctor(line);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const std::string help = error.get_exit_code() == 0 ? "" : unknown_command_help(app, argc, argv);
    if (help.empty()) return report_parse_error(app, error);
    fmt::print(stderr, "{}", help);
    return bad_usage;
  }
  try {
    return code_of(chosen());
  } catch (const usage_error& error) {
    return report_error(options, bad_usage, "usage", error.what());
  } catch (const environment_error& error) {
    return report_error(options, failed, "environment", error.what());
  } catch (const interrupted& error) {
    fmt::print(stderr, "\ngaplab: interrupted; what was checked before is kept\n");
    // Die of the signal, so that the shell that started this knows.
    std::signal(error.signal, SIG_DFL);
    std::raise(error.signal);
    return failed;
  } catch (const std::bad_alloc&) {
    return report_error(options, failed, "environment", "out of memory");
  } catch (const std::exception& error) {
    return report_error(options, failed, "environment", fmt::format("internal error: {}. Please report this", error.what()));
  }
}

}  // namespace

}  // namespace gaplab

int main(int argc, char** argv) {
  gaplab::note_interrupts();
  return gaplab::run(argc, argv);
}
