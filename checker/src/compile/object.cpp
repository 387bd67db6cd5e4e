#include "compile/object.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/error.hpp"
#include "base/sha256.hpp"
#include "base/text.hpp"

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

}  // namespace

std::vector<fs::path> parse_dependencies(const std::string& rule) {
  std::vector<fs::path> paths;
  std::string word;
  bool after_colon = false;
  const auto end_word = [&] {
    if (word.empty()) return;
    if (after_colon) paths.emplace_back(word);
    if (word.back() == ':') after_colon = true;
    word.clear();
  };
  for (std::size_t i = 0; i < rule.size(); ++i) {
    const char c = rule[i];
    const char next = i + 1 < rule.size() ? rule[i + 1] : '\0';
    if (c == '\\' && next == '\n') {
      end_word();
      ++i;
    } else if ((c == '\\' && (next == ' ' || next == '#')) || (c == '$' && next == '$')) {
      word += next;
      ++i;
    } else if (c == ' ' || c == '\n') {
      end_word();
    } else {
      word += c;
    }
  }
  end_word();
  return paths;
}

object_compilation::object_compilation(compile_command command, const compile_cache& cache)
    : m_command(std::move(command)), m_cache(cache) {
  m_key =
      sha256(fmt::format("{}\n{}\n{}\n{}\n{}", m_command.compiler, m_command.compiler_identity,
                         fmt::join(m_command.options, "\n"), m_command.source.string(), read_file(m_command.source)));
  if (look_up()) return;
  m_work = std::make_unique<temporary_folder>(m_cache.folder());
  process_request request;
  request.command = {m_command.compiler};
  request.command.insert(request.command.end(), m_command.options.begin(), m_command.options.end());
  for (const std::string& argument :
       {std::string("-c"), m_command.source.string(), std::string("-o"), (m_work->path() / "object.o").string(),
        std::string("-MMD"), std::string("-MF"), (m_work->path() / "object.d").string()}) {
    request.command.push_back(argument);
  }
  request.environment = basic_environment();
  request.limits = compiler_limits();
  m_process = std::make_unique<running_process>(std::move(request));
}

std::string object_compilation::object_name(const std::vector<fs::path>& dependencies) const {
  std::string content = m_key;
  for (const fs::path& dependency : dependencies) {
    std::error_code error;
    content += fmt::format("\n{} {}", dependency.string(),
                           fs::exists(dependency, error) ? sha256(read_file(dependency)) : "missing");
  }
  return sha256(content);
}

bool object_compilation::look_up() {
  if (const auto refusal = m_cache.find_refusal(m_key)) {
    m_result = {false, {}, *refusal};
    return true;
  }
  const auto manifest = m_cache.find(m_key + ".deps");
  if (!manifest) return false;
  std::vector<fs::path> dependencies;
  for (const std::string& line : split_lines(read_file(*manifest))) dependencies.emplace_back(line);
  const std::string name = object_name(dependencies);
  const auto object = m_cache.find(name + ".o");
  const auto log = m_cache.find(name + ".log");
  if (!object || !log) return false;
  m_result = {true, *object, read_file(*log)};
  return true;
}

object_result object_compilation::finish() {
  if (!m_process) return m_result;
  const process_result process = m_process->wait();
  m_process.reset();
  if (process.how == process_result::ending::not_started) throw environment_error(process.problem);
  m_result.diagnostics = process.output;
  if (!process.succeeded() && process.output.find("No space left on device") != std::string::npos) {
    throw environment_error(
        fmt::format("the disk is full: the compiler cannot write to {} or the folder for temporary files",
                    m_cache.folder().string()));
  }
  if (process.how == process_result::ending::timed_out) {
    m_result.diagnostics += fmt::format("the compiler did not finish within {} s\n", compiler_limits().seconds);
  }
  if (process.succeeded()) {
    const std::vector<fs::path> dependencies = parse_dependencies(read_file(m_work->path() / "object.d"));
    std::string manifest;
    for (const fs::path& dependency : dependencies) manifest += dependency.string() + "\n";
    const std::string name = object_name(dependencies);
    write_file_atomically(m_cache.folder() / (name + ".log"), m_result.diagnostics);
    m_result.object = m_cache.store(m_work->path() / "object.o", name + ".o");
    write_file_atomically(m_cache.folder() / (m_key + ".deps"), manifest);
    m_result.compiled = true;
  }
  if (!m_result.compiled) m_cache.remember_refusal(m_key, m_result.diagnostics);
  m_work.reset();
  return m_result;
}

}  // namespace gaplab
