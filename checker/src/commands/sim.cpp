#include <fmt/format.h>

#include <csignal>
#include <cstring>
#include <memory>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "commands/command.hpp"
#include "compile/simulator.hpp"
#include "report/findings_text.hpp"
#include "run/finding_places.hpp"
#include "run/foreground.hpp"
#include "run/gpu_memory.hpp"
#include "run/hand_over.hpp"

namespace gaplab {

namespace fs = std::filesystem;

namespace {

struct sim_options {
  std::string file;
  std::string mode = "check";
  std::vector<std::string> macros, folders;
  std::string out;
  std::string schedule;
  int threads = 0;
  int error_exitcode = 86;  // as compute-sanitizer's users mostly choose it
  std::vector<std::string> arguments;
};

std::vector<std::string> compiler_options(const sim_options& options) {
  std::vector<std::string> all;
  for (const std::string& macro : options.macros) all.push_back("-D" + macro);
  for (const std::string& folder : options.folders) all.push_back("-I" + fs::absolute(folder).string());
  return all;
}

/// Compilers are given the whole path, so that debug information does not depend on where one stands; messages name
/// the file as it was typed.
std::string with_typed_path(std::string text, const fs::path& whole, const std::string& typed) {
  const std::string from = whole.string() + ":";
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += typed.size()) {
    text.replace(at, from.size(), typed + ":");
  }
  return text;
}

/// As much memory for the simulated GPU as there may be; only what is used takes room.
simulated_gpu_memory largest_memory() {
  constexpr std::uint64_t most = std::uint64_t{8} << 30;
  constexpr std::uint64_t least = std::uint64_t{64} << 20;
  for (std::uint64_t bytes = most; bytes > least; bytes /= 2) {
    try {
      return simulated_gpu_memory(bytes);
    } catch (const environment_error&) {
      continue;  // a limit on the size of files
    }
  }
  return simulated_gpu_memory(least);
}

void keep_program(const fs::path& program, const std::string& place) {
  write_file_atomically(place, read_file(program));
  fs::permissions(place, fs::perms::owner_all | fs::perms::group_read | fs::perms::group_exec | fs::perms::others_read |
                             fs::perms::others_exec);
}

foreground_request request_for(const fs::path& program, const sim_options& options, int gpu) {
  foreground_request request;
  request.program = program.string();
  request.arguments = {options.out.empty() ? fs::path(options.file).stem().string() : options.out};
  request.arguments.insert(request.arguments.end(), options.arguments.begin(), options.arguments.end());
  request.environment = {fmt::format("{}={}", sim::descriptor_variable, first_handed_over)};
  if (!options.schedule.empty()) request.environment.push_back("GAPLAB_SIM_SCHEDULE=" + options.schedule);
  if (options.threads > 0) request.environment.push_back(fmt::format("GAPLAB_SIM_THREADS={}", options.threads));
  request.descriptors = {gpu};
  return request;
}

int exit_code_of(const foreground_result& ended) {
  constexpr int first_signal_code = 128;  // as shells count
  return ended.signal == 0 ? ended.exit_code : first_signal_code + ended.signal;
}

outcome run_sim(const global_options& global, const sim_options& options) {
  const course c = open_course(global);
  require_seed(options.schedule);
  std::error_code ignored;
  if (!fs::is_regular_file(options.file, ignored)) {
    throw usage_error(fmt::format("there is no file {}", printable_line(options.file)));
  }
  const fs::path file = fs::absolute(options.file).lexically_normal();
  const simulator_mode mode = options.mode == "fast" ? simulator_mode::fast : simulator_mode::check;
  const compile_cache cache(default_cache_folder());
  const build_result built =
      start_simulated_program(find_simulator(c), mode, file, compiler_options(options), cache)->finish();
  print_error(printable(with_typed_path(built.diagnostics, file, options.file)));
  if (!built.built) {
    print_error(fmt::format("gaplab: {}: {}\n", printable_line(options.file),
                            built.reason.empty() ? "the linker refuses it" : built.reason));
    return outcome::shortfall;
  }
  if (!options.out.empty()) keep_program(built.worker, options.out);

  const simulated_gpu_memory gpu = largest_memory();
  const foreground_result ended = run_in_foreground(request_for(built.worker, options, gpu.descriptor()));
  if (ended.signal != 0) {
    print_error(fmt::format("gaplab: the program was ended by the signal \"{}\"\n", ::strsignal(ended.signal)));
  }
  const gpu_findings found = gpu.findings();
  if (found.records.empty()) return outcome::program_ended(exit_code_of(ended));
  const auto texts = describe_findings(found, built.worker, file, c.simulator_folder());
  print_error(program_findings(texts, found.dropped, choose_palette(global.colour, STDERR_FILENO)));
  return outcome::program_ended(options.error_exitcode);
}

}  // namespace

void add_sim(const declaration& program, const global_options& global) {
  const declaration command = program.subcommand("sim", "Run a CUDA program on the simulated GPU, and check it");
  const auto options = std::make_shared<sim_options>();
  command.argument("FILE", options->file, "A .cu file that is a program of its own", true);
  command.arguments("ARGS", options->arguments, "The program's arguments, after --");
  command.choice("--mode", options->mode, {"check", "fast"},
                 "check names what is wrong; fast only runs, on all cores (default: check)");
  command.repeated("-D", options->macros, "NAME or NAME=VALUE: define a macro");
  command.repeated("-I", options->folders, "A folder to look for headers in");
  command.option("-o", options->out, "Keep the program under this name");
  command.option("--schedule", options->schedule, "A number: another order of warps, which may show a missing barrier");
  command.number("--threads", options->threads, 0, 1024, "How many cores in fast mode; 0 is all");
  command.number("--error-exitcode", options->error_exitcode, 0, 255, "The exit code where something is found");
  command.footer(
      "Examples:\n"
      "  gaplab sim sum.cu\n"
      "  gaplab sim --mode fast -D N=1000000 sum.cu -- 256\n"
      "\nExit code: the program's own, 128 + the signal that ended it, or that of --error-exitcode; 1 it does not "
      "compile, 2 bad usage, 3 it could not be run.");
  command.runs([&global, options] { return run_sim(global, *options); });
}

}  // namespace gaplab
