// Source file -> object file, through the cache.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/files.hpp"
#include "compile/cache.hpp"
#include "run/process.hpp"

namespace gaplab {

struct prepared_source {
  std::string text;          ///< what to compile
  std::string refusal;       ///< why it cannot be compiled, in lines; empty if it can
  bool unsupported = false;  ///< if it cannot: because it uses what is known and not supported
};

/// What is done to a source after the preprocessor and before the compiler, where it is not yet the C++ that the
/// compiler knows.
class source_preparation {
 public:
  virtual ~source_preparation() = default;

  /// Changes when prepare() may make something else of the same text.
  [[nodiscard]] virtual std::string identity() const = 0;

  /// All of the preprocessor's, but the source and the output.
  [[nodiscard]] virtual std::vector<std::string> preprocessor_options() const = 0;

  [[nodiscard]] virtual prepared_source prepare(const std::string& preprocessed) const = 0;

  /// What the preprocessor's refusal of the source means, in lines, where it uses what is known and not supported; else
  /// empty.
  [[nodiscard]] virtual std::string explain(const std::filesystem::path& source,
                                            const std::string& diagnostics) const = 0;
};

struct compile_command {
  std::string compiler;              ///< the program's path
  std::string compiler_identity;     ///< changes when the compiler does
  std::vector<std::string> options;  ///< all but the source and the output
  std::filesystem::path source;
  std::shared_ptr<const source_preparation> preparation = nullptr;  ///< none: the source is compiled as it is
};

struct object_result {
  bool compiled = false;
  std::filesystem::path object;
  std::string diagnostics;
  bool unsupported = false;  ///< if it was not: because it uses what is known and not supported
};

/// One compilation, or what the cache has of it. An object is found again as long as the command, the source and every
/// file that it included from outside the system's folders have the same content.
class object_compilation {
 public:
  object_compilation(compile_command command, const compile_cache& cache);

  /// Nothing is left to do.
  [[nodiscard]] bool cached() const { return m_stage == stage::done; }

  [[nodiscard]] bool started() const { return m_stage != stage::waiting; }

  /// Starts the compiler, unless there is nothing to do or that has been done.
  void start();

  /// Throws environment_error if the compiler cannot be run.
  object_result finish();

 private:
  enum class stage { waiting, preprocessing, compiling, done };

  bool look_up();
  [[nodiscard]] std::filesystem::path made(const char* name) const { return m_work->path() / name; }
  void run_compiler(const std::vector<std::string>& options, const std::vector<std::string>& files);
  void compile(const std::filesystem::path& source, const std::vector<std::string>& more);
  process_result wait();
  void finish_preprocessing();
  void finish_compiling();
  void refuse();

  compile_command m_command;
  const compile_cache& m_cache;
  std::string m_key;
  object_result m_result;
  stage m_stage = stage::waiting;
  std::unique_ptr<temporary_folder> m_work;
  std::unique_ptr<running_process> m_process;
};

}  // namespace gaplab
