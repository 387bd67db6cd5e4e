#include "compile/object.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/error.hpp"
#include "base/sha256.hpp"
#include "base/text.hpp"
#include "compile/dependencies.hpp"

namespace gaplab {

namespace fs = std::filesystem;

namespace {

process_limits compiler_limits() {
  process_limits limits;
  limits.seconds = 60;
  limits.memory = std::uint64_t{4} << 30;
  limits.file_size = std::uint64_t{64} << 20;
  return limits;
}

/// All that the object depends on but the files that the source includes.
std::string key_of(const compile_command& command) {
  std::string text = fmt::format("{}\n{}\n{}\n{}\n{}", command.compiler, command.compiler_identity,
                                 fmt::join(command.options, "\n"), command.source.string(), read_file(command.source));
  if (command.preparation) {
    text += fmt::format("\n{}\n{}", command.preparation->identity(),
                        fmt::join(command.preparation->preprocessor_options(), "\n"));
  }
  return sha256(text);
}

}  // namespace

object_compilation::object_compilation(compile_command command, const compile_cache& cache)
    : m_command(std::move(command)), m_cache(cache), m_key(key_of(m_command)) {
  if (look_up()) m_stage = stage::done;
}

bool object_compilation::look_up() {
  if (const auto refusal = m_cache.find_refusal(m_key)) {
    m_result = {false, {}, refusal->diagnostics, refusal->unsupported};
    return true;
  }
  const auto name = known_product_name(m_cache, m_key);
  if (!name) return false;
  const auto object = m_cache.find(*name + ".o");
  const auto log = m_cache.find(*name + ".log");
  if (!object || !log) return false;
  m_result = {true, *object, read_file(*log)};
  return true;
}

void object_compilation::run_compiler(const std::vector<std::string>& options, const std::vector<std::string>& files) {
  process_request request;
  request.command = {m_command.compiler};
  request.command.insert(request.command.end(), options.begin(), options.end());
  request.command.insert(request.command.end(), files.begin(), files.end());
  request.environment = basic_environment(m_work->path().string());
  request.limits = compiler_limits();
  m_process = std::make_unique<running_process>(std::move(request));
}

void object_compilation::compile(const fs::path& source, const std::vector<std::string>& more) {
  std::vector<std::string> files = {"-c", source.string(), "-o", made("object.o").string()};
  files.insert(files.end(), more.begin(), more.end());
  run_compiler(m_command.options, files);
  m_stage = stage::compiling;
}

void object_compilation::start() {
  if (m_stage != stage::waiting) return;
  m_work = std::make_unique<temporary_folder>(m_cache.folder());
  const std::vector<std::string> dependencies = {"-MMD", "-MF", made("object.d").string()};
  if (!m_command.preparation) {
    compile(m_command.source, dependencies);
    return;
  }
  std::vector<std::string> files = {"-E", m_command.source.string(), "-o", made("preprocessed.ii").string()};
  files.insert(files.end(), dependencies.begin(), dependencies.end());
  run_compiler(m_command.preparation->preprocessor_options(), files);
  m_stage = stage::preprocessing;
}

/// The end of the process under way. What it said is added to the diagnostics.
process_result object_compilation::wait() {
  process_result process = m_process->wait();
  m_process.reset();
  if (process.how == process_result::ending::not_started) throw environment_error(process.problem);
  if (!process.succeeded() && process.output.find("No space left on device") != std::string::npos) {
    throw environment_error(
        fmt::format("the disk is full: the compiler cannot write to {} or the folder for temporary files",
                    m_cache.folder().string()));
  }
  m_result.diagnostics += process.output;
  if (process.how == process_result::ending::timed_out) {
    m_result.diagnostics += fmt::format("the compiler did not finish within {} s\n", compiler_limits().seconds);
  }
  return process;
}

void object_compilation::refuse() {
  m_cache.remember_refusal(m_key, {m_result.diagnostics, m_result.unsupported});
  m_stage = stage::done;
}

void object_compilation::finish_preprocessing() {
  prepared_source prepared;
  if (wait().succeeded()) {
    prepared = m_command.preparation->prepare(read_file(made("preprocessed.ii")));
  } else {
    prepared.refusal = m_command.preparation->explain(m_command.source, m_result.diagnostics);
    prepared.unsupported = !prepared.refusal.empty();
    m_stage = stage::done;
  }
  m_result.diagnostics = prepared.refusal + m_result.diagnostics;
  m_result.unsupported = prepared.unsupported;
  if (m_stage == stage::done || !prepared.refusal.empty()) {
    refuse();
  } else {
    write_file_atomically(made("prepared.ii"), prepared.text);
    compile(made("prepared.ii"), {});
  }
}

void object_compilation::finish_compiling() {
  if (!wait().succeeded()) {
    refuse();
    return;
  }
  const std::vector<fs::path> dependencies = parse_dependencies(read_file(made("object.d")));
  const std::string name = product_name(m_key, dependencies);
  write_file_atomically(m_cache.folder() / (name + ".log"), m_result.diagnostics);
  m_result.object = m_cache.store(made("object.o"), name + ".o");
  note_dependencies(m_cache, m_key, dependencies);
  m_result.compiled = true;
  m_stage = stage::done;
}

object_result object_compilation::finish() {
  start();
  if (m_stage == stage::preprocessing) finish_preprocessing();
  if (m_stage == stage::compiling) finish_compiling();
  m_work.reset();
  return m_result;
}

}  // namespace gaplab
