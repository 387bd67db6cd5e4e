#include "run/debugger.hpp"

#include <fmt/format.h>

namespace gaplab {

namespace {

/// Commands for the debugger, each an argument of its own.
void add_commands(std::vector<std::string>& arguments, const std::vector<std::string>& commands) {
  for (const std::string& command : commands) arguments.insert(arguments.end(), {"-ex", command});
}

}  // namespace

foreground_result debug_worker(const debug_request& request, const worker_start& start) {
  foreground_request debugger;
  debugger.program = request.debugger.string();
  debugger.arguments = {debugger.program, "-q", request.worker.string()};
  // What the debugger has open when it starts stays open in what it runs. A shell between the two could spoil that.
  debugger.descriptors = start.descriptors;
  add_commands(debugger.arguments, {"set startup-with-shell off", "set confirm off"});
  for (const std::filesystem::path& script : request.scripts) {
    debugger.arguments.insert(debugger.arguments.end(), {"-x", script.string()});
  }
  // The debugger itself needs the user's environment: the terminal's kind, a display, where its own files are.
  for (const std::string& variable : start.environment) {
    add_commands(debugger.arguments, {fmt::format("set environment {}", variable)});
  }
  add_commands(debugger.arguments, {fmt::format("break {}", request.function), "run", "info args"});
  debugger.arguments.insert(debugger.arguments.end(), request.arguments.begin(), request.arguments.end());
  // It would ask whether it may look for the libraries' sources on the net.
  debugger.environment = {"DEBUGINFOD_URLS="};
  return run_in_foreground(debugger);
}

}  // namespace gaplab
