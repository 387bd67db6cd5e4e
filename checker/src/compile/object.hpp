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

struct compile_command {
  std::string compiler;              ///< the program's path
  std::string compiler_identity;     ///< changes when the compiler does
  std::vector<std::string> options;  ///< all but the source and the output
  std::filesystem::path source;
};

struct object_result {
  bool compiled = false;
  std::filesystem::path object;
  std::string diagnostics;
};

/// One compilation under way, or found in the cache. An object is found again as long as the command, the source and
/// every file that it included from outside the system's folders have the same content.
class object_compilation {
 public:
  object_compilation(compile_command command, const compile_cache& cache);

  /// Throws environment_error if the compiler cannot be run.
  object_result finish();

  [[nodiscard]] bool cached() const { return !m_process; }

 private:
  bool look_up();
  [[nodiscard]] std::string object_name(const std::vector<std::filesystem::path>& dependencies) const;

  compile_command m_command;
  const compile_cache& m_cache;
  std::string m_key;
  object_result m_result;
  std::unique_ptr<temporary_folder> m_work;
  std::unique_ptr<running_process> m_process;
};

/// The prerequisites in a make rule as compilers write it with -MMD.
std::vector<std::filesystem::path> parse_dependencies(const std::string& rule);

}  // namespace gaplab
