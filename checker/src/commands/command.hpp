// What every subcommand is made of: an options struct, an add_ function that declares it, and a function that runs it.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "commands/command_line.hpp"
#include "compile/toolchain.hpp"
#include "course/course.hpp"
#include "course/workspace.hpp"
#include "report/palette.hpp"

namespace gaplab {

void add_list(const declaration& program, const global_options& global);
void add_show(const declaration& program, const global_options& global);
void add_check(const declaration& program, global_options& global);
void add_watch(const declaration& program, const global_options& global);
void add_debug(const declaration& program, const global_options& global);
void add_sim(const declaration& program, const global_options& global);
void add_hint(const declaration& program, const global_options& global);
void add_reset(const declaration& program, const global_options& global);
void add_init(const declaration& program, const global_options& global);
void add_submit(const declaration& program, const global_options& global);
void add_grade(const declaration& program, global_options& global);
void add_solution(const declaration& program, const global_options& global);
void add_fixtures(const declaration& program, const global_options& global);
void add_author(const declaration& program, const global_options& global);
void add_doctor(const declaration& program, const global_options& global);

/// `--device gpu|sim`, for commands that check steps.
void add_device_option(const declaration& command, std::string& device);

/// Throws usage_error if the text is neither empty nor a number.
void require_seed(const std::string& text);

/// What those options ask for. Throws usage_error where they make no sense.
cuda_request request_of(const std::string& device, const std::string& schedule);

course open_course(const global_options& global);
/// The folder that --labs names, if it was given.
std::optional<std::filesystem::path> labs_given(const global_options& global);
/// Tells on standard error if somebody has left the workspace, so that the files are those of the course itself.
workspace open_workspace(const global_options& global, const course& c);

/// Writes to standard output. Throws environment_error if that fails, as on a full disk; a reader that has gone away
/// (`gaplab list | head -1`) is no failure.
void print(std::string_view text);

/// Writes to standard error, as far as that can be done.
void print_error(std::string_view text);

/// The one step that the address names, or without an address the next one to do. Throws usage_error.
step one_step(const course& c, const workspace& w, const std::string& address);

}  // namespace gaplab
