#include "author/wrong_solution.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "course/function_text.hpp"

namespace gaplab {

namespace fs = std::filesystem;

wrong_solution load_wrong_solution(const lab& l, const fs::path& file) {
  wrong_solution wrong;
  wrong.file = file;
  wrong.text = read_file(file);
  const std::string line = wrong.text.substr(0, wrong.text.find('\n'));
  const std::size_t colon = line.find(": ");
  if (line.rfind("// ", 0) == 0 && colon != std::string::npos) {
    const std::string address = line.substr(3, colon - 3);
    wrong.diagnosis = line.substr(colon + 2);
    for (const step& s : l.steps) {
      if (s.address() != address || fs::path(s.file).extension() != file.extension()) continue;
      wrong.step = s;
      return wrong;
    }
  }
  throw environment_error(
      fmt::format("its first line must be `// STEP: DIAGNOSIS` with a step of this lab whose file is a {} file, such "
                  "as `// {}: constant_factor H*W`; it is `{}`",
                  file.extension().string(), l.steps.front().address(), printable_line(line)));
}

std::string with_mistake(const std::string& solution, const wrong_solution& wrong) {
  const auto range = find_function(solution, wrong.step.function);
  if (!range) {
    throw environment_error(
        fmt::format("the reference solution has no function {} that begins in the first column", wrong.step.function));
  }
  std::string text = solution;
  return text.replace(range->begin, range->end - range->begin, wrong.text);
}

bool needs_simulator(const wrong_solution& wrong) {
  if (wrong.step.device != device::cuda) return false;
  for (std::uint32_t i = 0; i < static_cast<std::uint32_t>(sim::finding_kind::count); ++i) {
    const auto kind = static_cast<sim::finding_kind>(i);
    // A refused launch is told by CUDA itself, by the same name.
    if (kind != sim::finding_kind::launch_failed && wrong.diagnosis == sim::name_of(kind)) return true;
  }
  return false;
}

std::string diagnosis_of(const step_result& result) {
  return result.diagnoses.empty() ? std::string(to_string(result.verdict)) : to_string(result.diagnoses.front());
}

bool is_diagnosed(const step_result& result, const std::string& expected) {
  if (result.diagnoses.empty()) return diagnosis_of(result) == expected;
  const auto is_it = [&](const diagnosis& d) { return to_string(d) == expected || d.id == expected; };
  const auto is_finding = [&](const diagnosis& d) {
    return std::any_of(result.findings.begin(), result.findings.end(),
                       [&](const gpu_finding& f) { return f.text.name == d.id; });
  };
  const auto first = result.diagnoses.begin();
  if (is_it(*first)) return true;
  return is_finding(*first) && first + 1 != result.diagnoses.end() && is_it(*(first + 1));
}

}  // namespace gaplab
