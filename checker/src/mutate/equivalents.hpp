// solutions/<lab>/equivalent.toml: the mutants that no case can tell from the solution, each with the reason why.
// docs/add-a-lab.md describes the file.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "author/finding.hpp"
#include "mutate/lab_mutants.hpp"

namespace gaplab {

/// An entry: mutants of one line, by its text, so that they are found after lines were moved.
struct equivalent_entry {
  std::string place;  ///< of the entry itself, "solutions/01_avg_pool/equivalent.toml:12"
  std::string file;
  std::string defined;               ///< the function, type or variable
  std::string line;                  ///< as changed_line has it
  std::vector<std::string> becomes;  ///< one for each mutant
  int occurrence = 0;                ///< which of several such lines; 0 where there is one
  std::string reason;
};

/// The entries of a file; none where there is no file. Throws environment_error with file:line for whatever is missing,
/// unknown or of a wrong type.
std::vector<equivalent_entry> load_equivalents(const std::filesystem::path& file);

struct matched_equivalents {
  std::vector<const equivalent_entry*> of_mutant;  ///< for each mutant its entry, or nullptr
  std::vector<finding> findings;  ///< entries that name no mutant, several, or one that is named already
};

/// The entries must outlive what comes of it.
matched_equivalents match_equivalents(const std::vector<equivalent_entry>& entries,
                                      const std::vector<lab_mutant>& mutants);

}  // namespace gaplab
