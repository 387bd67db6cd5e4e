#include <fmt/format.h>
#include <sys/stat.h>

#include <chrono>
#include <cstdlib>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/sha256.hpp"
#include "base/text.hpp"
#include "compile/find_program.hpp"
#include "compile/object.hpp"
#include "compile/toolchain.hpp"

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
                                                  "-Wno-unused-parameter",
                                                  "-fdiagnostics-color=never"};
const std::vector<std::string> link_options = {"-no-pie"};

/// What changes when the compiler is updated, without the cost of asking it.
std::string identity_of(const fs::path& program) {
  struct stat status {};
  const fs::path real = fs::canonical(program);
  if (::stat(real.c_str(), &status) != 0) return real.string();
  return fmt::format("{} {} {}", real.string(), status.st_size, status.st_mtime);
}

/// The student's file, the binding and the runtime compile side by side; then they are linked.
class host_build final : public pending_build {
 public:
  host_build(const fs::path& compiler, std::string identity, const worker_sources& sources, const compile_cache& cache)
      : m_compiler(compiler.string()),
        m_identity(std::move(identity)),
        m_cache(cache),
        m_started(std::chrono::steady_clock::now()),
        m_student(command(sources, sources.student_file), cache),
        m_binding(command(sources, sources.lab_folder / "binding.cpp"), cache),
        m_runtime(command(sources, sources.worker_folder / "runtime.cpp"), cache),
        m_cached(m_student.cached() && m_binding.cached() && m_runtime.cached()) {}

  build_result finish() override {
    build_result result;
    const object_result student = m_student.finish();
    const std::vector<object_result> objects = {student, finish_given(m_binding, "binding.cpp"),
                                                finish_given(m_runtime, "runtime.cpp")};
    result.diagnostics = student.diagnostics;
    if (student.compiled) link(objects, result);
    if (!m_cached) {
      m_cache.prune();
      result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - m_started).count();
    }
    return result;
  }

 private:
  [[nodiscard]] compile_command command(const worker_sources& sources, const fs::path& source) const {
    compile_command c{m_compiler, m_identity, compile_options, source};
    c.options.push_back("-I" + sources.lab_folder.string());
    c.options.push_back("-I" + sources.worker_folder.string());
    return c;
  }

  /// The course's own files must compile.
  static object_result finish_given(object_compilation& compilation, std::string_view name) {
    object_result result = compilation.finish();
    if (!result.compiled) {
      throw environment_error(
          fmt::format("the course's own {} does not compile:\n{}", name, printable(result.diagnostics)));
    }
    return result;
  }

  void link(const std::vector<object_result>& objects, build_result& result) const {
    std::string content = m_identity;
    for (const object_result& object : objects) content += "\n" + object.object.filename().string();
    for (const std::string& option : link_options) content += "\n" + option;
    const std::string name = sha256(content) + ".worker";
    if (const auto found = m_cache.find(name)) {
      result.built = true;
      result.worker = *found;
      return;
    }
    const temporary_folder work(m_cache.folder());
    process_request request;
    request.command = {m_compiler};
    for (const object_result& object : objects) request.command.push_back(object.object.string());
    request.command.insert(request.command.end(), link_options.begin(), link_options.end());
    request.command.insert(request.command.end(), {"-o", (work.path() / "worker").string()});
    request.environment = basic_environment();
    const process_result process = run_process(std::move(request));
    if (process.how == process_result::ending::not_started) throw environment_error(process.problem);
    result.linked = process.succeeded();
    if (!result.linked) {
      result.diagnostics += process.output;
      return;
    }
    result.worker = m_cache.store(work.path() / "worker", name);
    result.built = true;
  }

  std::string m_compiler;
  std::string m_identity;
  const compile_cache& m_cache;
  std::chrono::steady_clock::time_point m_started;
  object_compilation m_student;
  object_compilation m_binding;
  object_compilation m_runtime;
  bool m_cached;
};

class host final : public toolchain {
 public:
  explicit host(fs::path compiler) : m_compiler(std::move(compiler)), m_identity(identity_of(m_compiler)) {}

  [[nodiscard]] std::string name() const override { return "host"; }

  [[nodiscard]] std::string description() const override {
    process_request request;
    request.command = {m_compiler.string(), "--version"};
    request.environment = basic_environment();
    const std::vector<std::string> lines = split_lines(run_process(std::move(request)).output);
    return fmt::format("{} ({})", lines.empty() ? "unknown compiler" : printable(lines.front()), m_compiler.string());
  }

  [[nodiscard]] std::unique_ptr<pending_build> start(const worker_sources& sources,
                                                     const compile_cache& cache) const override {
    return std::make_unique<host_build>(m_compiler, m_identity, sources, cache);
  }

 private:
  fs::path m_compiler;
  std::string m_identity;
};

}  // namespace

std::shared_ptr<const toolchain> host_toolchain() {
  const char* named = std::getenv("CXX");
  if (named != nullptr && *named != '\0') {
    if (const auto program = find_program(named)) return std::make_shared<host>(*program);
    throw environment_error(fmt::format("CXX names {}, which is no program that can be run", printable(named)));
  }
  for (const char* name : {"g++", "clang++"}) {
    if (const auto program = find_program(name)) return std::make_shared<host>(*program);
  }
  throw environment_error("there is no C++ compiler: install g++ (`sudo apt-get install g++`)");
}

toolchain_choice choose_toolchain(device d) {
  if (d == device::cpu) return {host_toolchain(), {}};
  return {nullptr, "this gaplab does not run CUDA steps yet"};
}

}  // namespace gaplab
