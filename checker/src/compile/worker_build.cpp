#include "compile/worker_build.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <chrono>
#include <deque>
#include <thread>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/sha256.hpp"
#include "base/text.hpp"

namespace gaplab {

namespace fs = std::filesystem;

namespace {

class worker_build final : public pending_build {
 public:
  worker_build(build_plan plan, const compile_cache& cache)
      : m_link(std::move(plan.link)),
        m_cache(cache),
        m_started(std::chrono::steady_clock::now()),
        m_student(std::move(plan.student), cache),
        m_opinions(std::move(plan.opinions)) {
    m_student.start();
    for (compile_command& command : plan.given) {
      m_sources.push_back(command.source);
      m_given.emplace_back(std::move(command), cache);
    }
    start_given(std::max(2U, std::thread::hardware_concurrency()));
  }

  build_result finish() override {
    const bool all_cached = cached();
    build_result result;
    const object_result student = m_student.finish();
    take_student(student, result);
    for (const auto& asked : m_opinions) take_opinion(asked->finish(), student, result);
    std::vector<fs::path> objects = {student.object};
    for (std::size_t i = 0; i < m_given.size(); ++i) {
      const object_result given = m_given[i].finish();
      start_given(1);
      if (!given.compiled) {
        throw environment_error(fmt::format("the course's own {} does not compile:\n{}", m_sources[i].string(),
                                            printable(given.diagnostics)));
      }
      objects.push_back(given.object);
    }
    if (result.reason.empty()) link(objects, result);
    if (!all_cached) {
      m_cache.prune();
      result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - m_started).count();
    }
    return result;
  }

 private:
  /// Starts so many more of the course's own files: the first time there are more of them than cores.
  void start_given(unsigned more) {
    for (object_compilation& compilation : m_given) {
      if (more == 0) return;
      if (compilation.started()) continue;
      compilation.start();
      --more;
    }
  }

  [[nodiscard]] bool cached() const {
    return m_student.cached() &&
           std::all_of(m_given.begin(), m_given.end(), [](const object_compilation& c) { return c.cached(); }) &&
           std::all_of(m_opinions.begin(), m_opinions.end(), [](const auto& asked) { return asked->cached(); });
  }

  static void take_student(const object_result& student, build_result& result) {
    result.diagnostics = student.diagnostics;
    if (student.compiled) return;
    result.reason = student.unsupported ? "the simulated GPU does not support what it uses" : "the compiler refuses it";
  }

  static void take_opinion(const opinion& said, const object_result& student, build_result& result) {
    result.diagnostics += said.words;
    if (!said.refused && !student.compiled && !student.unsupported) result.diagnostics += said.otherwise;
    if (said.refused && result.reason.empty()) result.reason = said.reason;
  }

  void link(const std::vector<fs::path>& objects, build_result& result) const {
    std::string content = m_link.compiler_identity;
    for (const fs::path& object : objects) content += "\n" + object.filename().string();
    for (const std::string& option : m_link.options) content += "\n" + option;
    const std::string name = sha256(content) + ".worker";
    if (const auto found = m_cache.find(name)) {
      result.built = true;
      result.worker = *found;
      return;
    }
    const temporary_folder work(m_cache.folder());
    process_request request;
    request.command = {m_link.compiler};
    for (const fs::path& object : objects) request.command.push_back(object.string());
    request.command.insert(request.command.end(), m_link.options.begin(), m_link.options.end());
    request.command.insert(request.command.end(), {"-o", (work.path() / "worker").string()});
    request.environment = basic_environment(work.path().string());
    const process_result process = run_process(std::move(request));
    if (process.how == process_result::ending::not_started) throw environment_error(process.problem);
    if (!process.succeeded()) {
      result.diagnostics += process.output;
      return;
    }
    result.worker = m_cache.store(work.path() / "worker", name);
    result.built = true;
  }

  compile_command m_link;
  const compile_cache& m_cache;
  std::chrono::steady_clock::time_point m_started;
  object_compilation m_student;
  std::vector<std::unique_ptr<second_opinion>> m_opinions;
  std::deque<object_compilation> m_given;
  std::vector<fs::path> m_sources;  // of m_given
};

}  // namespace

std::unique_ptr<pending_build> start_build(build_plan plan, const compile_cache& cache) {
  return std::make_unique<worker_build>(std::move(plan), cache);
}

std::string identity_of(const fs::path& compiler) {
  struct stat status {};
  const fs::path real = fs::canonical(compiler);
  if (::stat(real.c_str(), &status) != 0) return real.string();
  return fmt::format("{} {} {}", real.string(), status.st_size, status.st_mtime);
}

}  // namespace gaplab
