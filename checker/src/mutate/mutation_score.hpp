// A lab's mutation score: how many mistakes, made by a program in its reference solutions, its cases notice.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "author/finding.hpp"
#include "compile/cache.hpp"
#include "compile/toolchain.hpp"
#include "course/course.hpp"
#include "mutate/lab_mutants.hpp"
#include "mutate/record.hpp"

namespace gaplab {

struct judged_mutant {
  lab_mutant mutant;
  gaplab::judgement judgement;
  bool equivalent = false;  ///< the lab's list says so
};

struct mutation_report {
  std::string lab;
  std::vector<judged_mutant> mutants;  ///< those asked for
  std::vector<finding> findings;       ///< in the lab's list of equivalent mutants
};

/// Whether no mutant survives, and nothing is wrong with the list.
bool is_whole(const mutation_report& report);

/// Numbers of mutants.
struct mutation_tally {
  std::size_t generated = 0;
  std::size_t not_compiling = 0;
  std::size_t equivalent = 0;
  std::size_t rejected = 0;
  std::size_t survived = 0;

  /// Those that can be rejected: the score's denominator.
  [[nodiscard]] std::size_t counted() const { return rejected + survived; }
  void add(const judged_mutant& m);
};

struct mutation_request {
  cuda_request cuda{};
  int at_once = 1;  ///< mutants
};

/// Told what is going on, in words.
using mutation_progress = std::function<void(const std::string&)>;

/// Judges those mutants of the lab that a step must reject which is asked for; wanted holds steps of the lab. What the
/// cache has a judgement of is not judged again. Throws environment_error, and interrupted; then what has been judged
/// is in the cache.
mutation_report score_mutants(const course& c, const lab& l, const std::vector<step>& wanted,
                              const mutation_request& request, const compile_cache& cache,
                              const mutation_progress& progress);

/// The same for any selection of the lab's mutants, of which all is the whole.
mutation_report score_mutants_of(const course& c, const lab& l, const std::vector<lab_mutant>& all,
                                 const std::vector<std::size_t>& selected, const mutation_request& request,
                                 const compile_cache& cache, const mutation_progress& progress);

}  // namespace gaplab
