// The mutants of a lab's reference solutions, and the steps that must reject them.
#pragma once

#include <string>
#include <vector>

#include "course/course.hpp"
#include "mutate/mutants.hpp"

namespace gaplab {

/// A mutant of a reference solution.
struct lab_mutant {
  std::string lab;  ///< the lab's folder, "01_avg_pool"
  gaplab::device device = device::cpu;
  std::string file;  ///< in the lab's folder of solutions/, "avg_pool.cu"
  mutant change;
  changed_line line;
  /// Which of several mutants this is that change the same line of the same function in the same way; from 1. The line
  /// stands there more than once.
  int occurrence = 1;
  /// The steps of which one must reject it. In a step's own function that is the step alone: nobody else's cases are
  /// what its students are checked with. In a helper it is each step that uses the helper, in the lab's order. None
  /// where no step does.
  std::vector<step> steps;
};

/// All mutants of the lab's solutions, by device and file, in the order of the text. Throws environment_error if a
/// solution is missing.
std::vector<lab_mutant> mutants_of_lab(const course& c, const lab& l);

/// The solution with the mutant in it, to be judged by the mutant's steps: the functions of steps which those do not
/// use say TODO(), so that the compiler has less to do.
std::string mutated_solution(const std::string& source, const lab& l, const lab_mutant& m);

/// The same change in another place of the text: what must be looked for after lines were moved.
bool same_change(const lab_mutant& a, const lab_mutant& b);

}  // namespace gaplab
