// The host's compiler and processor.
#include <fmt/format.h>

#include <cstdlib>

#include "base/error.hpp"
#include "base/text.hpp"
#include "compile/find_program.hpp"
#include "compile/host.hpp"
#include "compile/worker_build.hpp"

namespace gaplab {

namespace fs = std::filesystem;

namespace {

/// -O2 as one would ship it; -g and the frame pointer so that a crash has a line; -fno-pie so that the addresses in a
/// crash are those of the file. Unused parameters are what every stub has.
const std::vector<std::string> compile_options = {"-std=c++20",
                                                  "-O2",
                                                  "-g",
                                                  "-fno-omit-frame-pointer",
                                                  "-fno-pie",
                                                  "-Wall",
                                                  "-Wextra",
                                                  "-Werror=return-type",
                                                  "-Wno-unused-parameter",
                                                  "-fdiagnostics-color=never"};

class host final : public toolchain {
 public:
  explicit host(fs::path compiler) : m_compiler(std::move(compiler)) {}

  [[nodiscard]] std::string name() const override { return "host"; }
  [[nodiscard]] std::string description() const override { return describe_program(m_compiler, 0); }

  [[nodiscard]] std::unique_ptr<pending_build> start(const worker_sources& sources,
                                                     const compile_cache& cache) const override {
    const auto of_lab = [&](const fs::path& source) { return host_command(m_compiler, lab_options(sources), source); };
    const auto of_worker = [&](const char* name) {
      return host_command(m_compiler, worker_options(sources), sources.worker_folder / name);
    };
    build_plan plan;
    plan.student = of_lab(sources.student_file);
    for (const std::string& option : debugger_options(sources)) plan.student.options.push_back(option);
    plan.given = {of_lab(sources.lab_folder / "binding.cpp"), of_worker("runtime.cpp"), of_worker("host_memory.cpp")};
    plan.link = {m_compiler.string(), identity_of(m_compiler), {"-no-pie"}, {}};
    return start_build(std::move(plan), cache);
  }

 private:
  fs::path m_compiler;
};

}  // namespace

fs::path host_compiler() {
  const char* named = std::getenv("CXX");
  if (named != nullptr && *named != '\0') {
    if (const auto program = find_program(named)) return *program;
    throw environment_error(fmt::format("CXX names {}, which is no program that can be run", printable(named)));
  }
  for (const char* name : {"g++", "clang++"}) {
    if (const auto program = find_program(name)) return *program;
  }
  throw environment_error("there is no C++ compiler: install g++ (`sudo apt-get install g++`)");
}

compile_command host_command(const fs::path& compiler, const std::vector<std::string>& options,
                             const fs::path& source) {
  compile_command command{compiler.string(), identity_of(compiler), compile_options, source};
  command.options.insert(command.options.end(), options.begin(), options.end());
  return command;
}

std::vector<std::string> lab_options(const worker_sources& sources) {
  return {"-I" + sources.lab_folder.string(), "-I" + sources.worker_folder.string()};
}

std::vector<std::string> debugger_options(const worker_sources& sources) {
  if (!sources.for_debugger) return {};
  return {"-O0", "-g"};
}

std::vector<std::string> worker_options(const worker_sources& sources) {
  return {"-I" + sources.worker_folder.string()};
}

std::string describe_program(const fs::path& program, std::size_t line) {
  process_request request;
  request.command = {program.string(), "--version"};
  request.environment = basic_environment();
  const std::vector<std::string> lines = split_lines(run_process(std::move(request)).output);
  return fmt::format("{} ({})", line < lines.size() ? printable(lines[line]) : "unknown compiler", program.string());
}

std::shared_ptr<const toolchain> host_toolchain() { return std::make_shared<host>(host_compiler()); }

}  // namespace gaplab
