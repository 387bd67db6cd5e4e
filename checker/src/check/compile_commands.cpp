#include "check/compile_commands.hpp"

#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "base/files.hpp"
#include "check/stub.hpp"
#include "compile/cuda_lint.hpp"
#include "compile/host.hpp"

namespace gaplab {

namespace fs = std::filesystem;

namespace {

using arguments = std::vector<std::string>;

void append(arguments& all, const arguments& more) { all.insert(all.end(), more.begin(), more.end()); }

arguments host_arguments(const fs::path& file, const arguments& folders) {
  const compile_command command = host_command(host_compiler(), folders, file);
  arguments all = {command.compiler};
  append(all, command.options);
  all.emplace_back("-c");
  return all;
}

/// Host code, because on the device's side clang knows more to complain about than a student has to.
arguments cuda_arguments(const course& c, const arguments& folders) {
  arguments all = {"clang++", "--cuda-host-only"};
  append(all, clang_cuda_options(c.simulator_folder() / "include", "cuda_editor.hpp"));
  append(all, {"-Wall", "-Wextra", "-Wno-unused-parameter", "-Wno-sign-compare", "-Wno-unknown-cuda-version"});
  append(all, folders);
  return all;
}

}  // namespace

std::string compile_commands(const course& c, const workspace& w) {
  nlohmann::ordered_json commands = nlohmann::ordered_json::array();
  for (const lab& l : c.labs) {
    for (const std::string& name : student_files(l)) {
      const fs::path file = w.files() / l.name / name;
      const arguments folders = lab_options({file, l.folder, c.worker_folder()});
      arguments all = file.extension() == ".cu" ? cuda_arguments(c, folders) : host_arguments(file, folders);
      all.push_back(file.string());
      commands.push_back({{"directory", w.files().string()}, {"file", file.string()}, {"arguments", all}});
    }
  }
  return commands.dump(1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

void refresh_compile_commands(const course& c, const workspace& w) {
  if (w.type() != workspace::kind::student && w.type() != workspace::kind::clone) return;
  const fs::path file = w.files() / compile_commands_file;
  try {
    const std::string wanted = compile_commands(c, w);
    std::error_code error;
    if (fs::exists(file, error) && read_file(file) == wanted) return;
    write_file_atomically(file, wanted);
  } catch (const environment_error&) {
    return;
  }
}

}  // namespace gaplab
