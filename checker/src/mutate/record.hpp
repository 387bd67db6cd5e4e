// What has been found out of mutants, kept so that it is not found out again.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "course/course.hpp"
#include "mutate/lab_mutants.hpp"

namespace gaplab {

enum class fate {
  rejected,  ///< by a step
  survived,  ///< every step that should reject it passes with it
  no_mutant  ///< it does not compile
};

struct judgement {
  gaplab::fate fate = fate::survived;
  std::string how;  ///< if rejected: "wrong", "crashed", "timed_out": a verdict
};

/// Judgements in a file, each a line that is appended at once, so that several processes may write and none is lost
/// when one of them is ended. A file is for one state of the program and of all files that judgements depend on but the
/// solutions; the mutant's text is in the key.
class mutant_record {
 public:
  /// Reads what is there. Throws environment_error.
  explicit mutant_record(std::filesystem::path file);

  [[nodiscard]] std::optional<judgement> find(const std::string& key) const;
  /// Throws environment_error, as on a full disk.
  void add(const std::string& key, const judgement& j);
  void read_again();

 private:
  std::filesystem::path m_file;
  std::map<std::string, judgement> m_judgements;
};

/// The name of the file for a lab: it changes with this program, the lab's files, its fixture, the worker's sources and
/// those of the simulated GPU, and with the compiler, of which it is told.
std::string record_name(const course& c, const lab& l, const std::string& compilers);

/// Of a mutant within a lab's record: it changes with the whole text that is compiled, and with the steps that are
/// asked.
std::string record_key(const lab_mutant& m, const std::string& mutated_source);

}  // namespace gaplab
