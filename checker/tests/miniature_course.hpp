// A small course in a temporary folder, made of lab 01 with few cases, and the real program run on it.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/files.hpp"
#include "course/course.hpp"
#include "judge/result.hpp"

namespace gaplab::test {

/// What a finished program left.
struct finished {
  int exit_code = -1;  ///< 128 + the signal, where it died of one
  std::string out;     ///< standard output
  std::string err;     ///< standard error
};

class miniature_course {
 public:
  miniature_course();

  [[nodiscard]] const std::filesystem::path& root() const { return m_root; }
  [[nodiscard]] std::filesystem::path student_file() const { return m_root / "labs/01_avg_pool/avg_pool.cpp"; }
  [[nodiscard]] std::filesystem::path fixture() const { return m_root / "datasets/01_avg_pool.h5"; }
  [[nodiscard]] course open() const { return open_course(m_root); }

  /// Gives a function of the student's file another body.
  void write_function(const std::string& function, const std::string& body) const;
  /// Puts the reference solution in the place of the student's file.
  void solve() const;

  /// Leaves the CPU steps alone, for tests that count steps and points or go through all of them.
  void leave_out_cuda() const;

  /// Checks one step with the pipeline itself.
  [[nodiscard]] step_result check(const std::string& address) const;

  /// Runs the real program on this course, in the given folder (empty: the course's).
  [[nodiscard]] finished run(const std::vector<std::string>& arguments, const std::filesystem::path& folder = {}) const;
  /// The same as a transcript: the command, what it said, and its exit code; paths made independent of this machine.
  [[nodiscard]] std::string transcript(const std::vector<std::string>& arguments) const;
  /// Sets a variable in the environment of run().
  void set(const std::string& name, const std::string& value) { m_variables[name] = value; }
  /// The environment of run().
  [[nodiscard]] std::vector<std::string> environment() const;

 private:
  temporary_folder m_folder;
  std::filesystem::path m_root;
  /// Without nvcc and clang, unless a test says otherwise: the same on every machine.
  std::map<std::string, std::string> m_variables = {{"NVCC", "none"}, {"CLANG", "none"}};
};

/// The text with `to` wherever it had `from`.
std::string replaced_everywhere(std::string text, const std::string& from, const std::string& to);

/// Where the tests' workers are cached.
std::filesystem::path test_cache();

/// Requires that the text is that of approved/<name>.txt. GAPLAB_APPROVE=1 in the environment accepts it as new.
void approve(const std::string& name, const std::string& text);

}  // namespace gaplab::test
