#include "compile/worker_build.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <chrono>
#include <list>

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
      : m_link(std::move(plan.link)), m_cache(cache), m_started(std::chrono::steady_clock::now()) {
    m_compilations.emplace_back(std::move(plan.student), cache);
    for (compile_command& command : plan.given) {
      m_given.push_back(command.source);
      m_compilations.emplace_back(std::move(command), cache);
    }
  }

  build_result finish() override {
    const bool cached = std::all_of(m_compilations.begin(), m_compilations.end(),
                                    [](const object_compilation& c) { return c.cached(); });
    build_result result;
    std::vector<object_result> objects;
    for (object_compilation& compilation : m_compilations) objects.push_back(compilation.finish());
    const object_result& student = objects.front();
    for (std::size_t i = 1; i < objects.size(); ++i) {
      if (objects[i].compiled) continue;
      throw environment_error(fmt::format("the course's own {} does not compile:\n{}", m_given[i - 1].string(),
                                          printable(objects[i].diagnostics)));
    }
    result.diagnostics = student.diagnostics;
    if (student.compiled) link(objects, result);
    if (!cached) {
      m_cache.prune();
      result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - m_started).count();
    }
    return result;
  }

 private:
  void link(const std::vector<object_result>& objects, build_result& result) const {
    std::string content = m_link.compiler_identity;
    for (const object_result& object : objects) content += "\n" + object.object.filename().string();
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
    for (const object_result& object : objects) request.command.push_back(object.object.string());
    request.command.insert(request.command.end(), m_link.options.begin(), m_link.options.end());
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

  compile_command m_link;
  const compile_cache& m_cache;
  std::chrono::steady_clock::time_point m_started;
  std::list<object_compilation> m_compilations;  // the student's first
  std::vector<fs::path> m_given;
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
