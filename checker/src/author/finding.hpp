// What the author's gate has to say of a lab.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace gaplab {

/// One thing to mend.
struct finding {
  std::string place;  ///< a file, or a step's address
  std::string what;   ///< what is wrong, and what to do
};

/// All that was looked at in one lab.
struct gate_report {
  std::string lab;
  std::size_t steps = 0;
  std::size_t wrong_solutions = 0;  ///< rejected with the diagnosis that they must get
  std::size_t not_run = 0;          ///< steps and wrong solutions that were compiled, but cannot run here
  std::string why_not_run;          ///< "no GPU"
  std::vector<finding> findings;    ///< in the order in which they are best mended
};

}  // namespace gaplab
