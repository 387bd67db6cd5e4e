// Mutants compiled in the place of the reference solution, and checked as a student's file is.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "compile/toolchain.hpp"
#include "mutate/record.hpp"

namespace gaplab {

/// The steps of one lab and device, ready to be asked of mutants.
class mutant_trial {
 public:
  /// The course, the lab, the toolchain and the cache must outlive it.
  mutant_trial(const course& c, const lab& l, const toolchain& compiler, const compile_cache& cache);
  ~mutant_trial();
  mutant_trial(const mutant_trial&) = delete;
  mutant_trial& operator=(const mutant_trial&) = delete;
  mutant_trial(mutant_trial&&) = delete;
  mutant_trial& operator=(mutant_trial&&) = delete;

  /// Loads the step's cases and takes the time of the reference solution. Each step that mutants are judged by must
  /// have been prepared. Throws environment_error, as where the solution does not pass.
  void prepare(const step& s);

  /// The mutant's steps are asked one after the other until one rejects it. Throws environment_error where the course
  /// or the compiler fails, and interrupted.
  [[nodiscard]] judgement judge(const lab_mutant& m, const std::string& mutated_source) const;

 private:
  struct prepared_step;

  [[nodiscard]] build_result build(const std::filesystem::path& file, const compile_cache& cache) const;

  const course& m_course;
  const lab& m_lab;
  const toolchain& m_compiler;
  const compile_cache& m_cache;
  std::map<std::string, std::unique_ptr<prepared_step>> m_steps;  ///< by address
};

}  // namespace gaplab
