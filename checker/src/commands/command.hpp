// What every subcommand is made of: an add_ function that declares its options and says what to run.
#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "course/course.hpp"
#include "course/workspace.hpp"
#include "report/palette.hpp"

namespace gaplab {

/// How a command came out. main.cpp makes exit codes of it.
enum class outcome {
  success,     ///< all that was asked for holds
  shortfall,   ///< something is wrong, or not attempted
  could_not_run  ///< something asked for by name cannot be run here
};

/// Options that stand before or after any subcommand.
struct global_options {
  std::string course;  ///< --course; empty: find it
  std::string labs;    ///< --labs; empty: find the workspace
  colour_mode colour = colour_mode::automatic;
  bool json = false;   ///< the command's answer, errors included, is JSON

  [[nodiscard]] gaplab::course open_course() const { return gaplab::open_course(course); }
  [[nodiscard]] workspace open_workspace(const gaplab::course& c) const {
    return gaplab::open_workspace(c, labs.empty() ? std::nullopt : std::optional<std::filesystem::path>(labs));
  }
  [[nodiscard]] palette colours() const { return choose_palette(colour); }
};

using action = std::function<outcome()>;

/// The program's command line; chosen is set to what the user asked for.
struct command_line {
  CLI::App& app;
  global_options& options;
  action& chosen;
};

void add_list(const command_line& line);
void add_show(const command_line& line);
void add_check(const command_line& line);
void add_hint(const command_line& line);
void add_reset(const command_line& line);
void add_init(const command_line& line);
void add_doctor(const command_line& line);
void add_fixtures(const command_line& line);
void add_solution(const command_line& line);

/// Writes to standard output. Throws environment_error if that fails, as on a full disk; a reader that has gone away
/// (`gaplab list | head -1`) is no failure.
void print(std::string_view text);

/// The one step that the address names, or without an address the next one to do. Throws usage_error.
step one_step(const course& c, const workspace& w, const std::string& address);

}  // namespace gaplab
