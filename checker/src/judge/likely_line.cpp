#include "judge/likely_line.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <regex>
#include <set>
#include <vector>

#include "base/text.hpp"
#include "course/function_text.hpp"

namespace gaplab {

namespace {

/// A regular expression takes time and stack by a line's length; nobody writes such lines by hand.
constexpr std::size_t longest_line = 400;
constexpr std::size_t largest_file = std::size_t{1} << 20;

struct code_line {
  int number;
  std::string text;
};

/// The text without comments and with empty strings; every line feed stays.
std::string without_comments(const std::string& text) {
  std::string code;
  for (std::size_t i = 0; i < text.size();) {
    if (text.compare(i, 2, "//") == 0) {
      while (i < text.size() && text[i] != '\n') ++i;
    } else if (text.compare(i, 2, "/*") == 0) {
      const std::size_t end = std::min(text.find("*/", i + 2), text.size());
      code.append(static_cast<std::size_t>(std::count(text.begin() + static_cast<std::ptrdiff_t>(i),
                                                      text.begin() + static_cast<std::ptrdiff_t>(end), '\n')),
                  '\n');
      i = std::min(end + 2, text.size());
    } else if (text[i] == '"') {
      std::size_t end = i + 1;
      while (end < text.size() && text[end] != '"' && text[end] != '\n')
        end += text[end] == '\\' ? std::size_t{2} : std::size_t{1};
      code += "\"\"";
      i = std::min(end + 1, text.size());
    } else {
      code += text[i++];
    }
  }
  return code;
}

/// The step's function and the kernels that it launches.
class function_code {
 public:
  function_code(const std::string& code, const std::string& function) : m_code(code) {
    add(function);
    const std::vector<code_line> own = m_lines;
    const std::regex launch(R"((\w+)\s*(?:<\w+>)?\s*<<<)");
    for (const code_line& line : own) {
      std::smatch found;
      if (std::regex_search(line.text, found, launch)) add(found[1]);
    }
  }

  /// The lines that have what the expression says and not what the other says.
  [[nodiscard]] std::vector<int> matching(const std::string& expression, const std::string& unless = "") const {
    const std::regex wanted(expression);
    const std::regex unwanted(unless.empty() ? "$^" : unless);
    std::vector<int> found;
    for (const code_line& line : m_lines) {
      if (std::regex_search(line.text, wanted) && !std::regex_search(line.text, unwanted)) found.push_back(line.number);
    }
    return found;
  }

 private:
  void add(const std::string& function) {
    if (!m_known.insert(function).second) return;
    const auto range = find_function(m_code, function);
    if (!range) return;
    const auto begin = m_code.begin() + static_cast<std::ptrdiff_t>(range->begin);
    int number = static_cast<int>(std::count(m_code.begin(), begin, '\n')) + 1;
    for (const std::string& line : split_lines(m_code.substr(range->begin, range->end - range->begin))) {
      if (line.size() <= longest_line) m_lines.push_back({number, line});
      ++number;
    }
  }

  const std::string& m_code;
  std::set<std::string> m_known;
  std::vector<code_line> m_lines;
};

bool begins_with(const std::string& text, std::string_view beginning) { return text.rfind(beginning, 0) == 0; }

/// Something that a mistake is made with.
struct trace {
  std::string expression;
  std::string unless{};
};

constexpr const char* for_header = R"(\bfor\s*\()";
/// (count + 255) / 256, and i / W: divisions that no mean needs.
constexpr const char* index_arithmetic = R"(<<<|blockIdx|threadIdx|%|/\s*(2|32|64|128|256|512|1024)\b|/=\s*2)";
constexpr const char* own_offset = R"(\.?data\s*\[[^\]]*[-+*/%][^\]]*\])";
constexpr const char* launch = "<<<";
/// for (...; half > 0; half /= 2)
constexpr const char* halving = R"(\bfor\s*\(.*(/=\s*2|>>=\s*1))";

/// An element of an output is assigned, or added to if the operator says so.
std::string write_to(const std::string& output, const std::string& operators) {
  return fmt::format(R"(\b{}\s*(\(|\.data\s*\[|\[).*[\])]\s*{}[^=])", output, operators);
}

std::vector<trace> traces_of_division(const diagnosis& d) {
  const trace division{R"([^/*]/[^/*=])", std::string(for_header) + "|" + index_arithmetic};
  const trace result{write_to(d.output, R"([-+*/]?=)")};
  const bool missing = d.equals.find('/') == std::string::npos;
  return missing ? std::vector{result, division} : std::vector{division, result};
}

std::vector<trace> traces_of_tail(const diagnosis& d, bool cuda) {
  if (begins_with(d.equals, "beyond a multiple of ")) {
    const std::string block = d.equals.substr(21);
    return {{fmt::format(R"(/\s*{0}\s*\*\s*{0}\b|\+=\s*{0}\b)", block)}};
  }
  if (begins_with(d.equals, "beyond the first "))
    return cuda ? std::vector<trace>{{"threadIdx"}} : std::vector<trace>{};
  return {{std::string(for_header) + R"([^;]*;[^;]*-\s*1\b)"}};
}

/// Of the options that a lab hands over as a struct, or as parameters.
std::vector<trace> traces_of_parameter(const diagnosis& d) {
  std::smatch name;
  const std::regex word(R"([a-z]\w+)");
  if (!std::regex_search(d.equals, name, word)) return {};
  return {{fmt::format(R"(\b{}\b)", name.str())}};
}

std::vector<trace> traces_of(const diagnosis& d, bool cuda) {
  const auto is = [&](std::initializer_list<std::string_view> ids) {
    return std::find(ids.begin(), ids.end(), d.id) != ids.end();
  };
  if (is({"constant_factor", "not_divided", "divided_by_map", "one_divisor", "divisor_lacks"})) {
    return traces_of_division(d);
  }
  if (is({"never_written"})) {
    return {{fmt::format(R"(atomicAdd\s*\(\s*&\s*{}\b)", d.output)}, {write_to(d.output, R"(\+=)")}};
  }
  if (is({"overwritten", "only_the_last"})) return {{write_to(d.output, "=")}};
  if (is({"not_reset", "offset"})) return {{R"(\b(float|double|auto|int)\s+\w+\s*=\s*[01](\.0*)?f?\s*;)"}};
  if (is({"truncated"})) return {{R"(\b(int|long|short)\s+\w+\s*=\s*0\s*;)", for_header}, {R"(\(int\)|\bint\s*\()"}};
  if (is({"lost_tail"})) return traces_of_tail(d, cuda);
  if (is({"lost_start"})) return {{std::string(for_header) + R"([^;]*=\s*1\s*;)"}};
  if (is({"read_beyond", "window_off_by_one"})) return {{std::string(for_header) + R"([^;]*;[^;]*<=)"}};
  if (is({"lost_threads"})) return {{halving}};
  if (is({"every_kth"})) {
    const std::string step = d.equals.substr(0, d.equals.find_first_not_of("0123456789"));
    if (cuda) return {{halving}};
    return {{fmt::format(R"(\bfor\s*\(.*\+=\s*{}\b)", step)}};
  }
  if (is({"only_a_prefix", "launch_failed"}) && cuda) return {{launch}};
  if (is({"axes_swapped", "layout_misread", "wrong_stride", "index_ignored", "shifted", "wrong_index"})) {
    return {{own_offset}};
  }
  if (is({"not_refused", "wrongly_refused"})) return {{R"(\brefuse\s*\()"}};
  if (is({"stale", "accumulated"})) return {{R"(\bstatic\b)"}};
  if (is({"padding_counted", "padding_not_counted"})) return {{R"(\bcount_include_pad\b)"}};
  if (is({"wrong_reduction"})) return {{R"(\bf?max\b|\bf?maxf?\s*\(|\bf?minf?\s*\(|>)"}};
  if (is({"too_inexact"})) return {{R"(\b(_Float16|__half|half|__nv_bfloat16|__bf16)\b)"}};
  if (is({"from_host"})) return {{"cudaMemcpy"}};
  if (begins_with(d.id, "parameter_")) return traces_of_parameter(d);
  return {};
}

}  // namespace

int likely_line(const diagnosis& d, const step& s, const std::string& text) {
  if (text.size() > largest_file) return 0;
  const std::string code_text = without_comments(text);
  const function_code code(code_text, s.function);
  for (const trace& t : traces_of(d, s.device == device::cuda)) {
    const std::vector<int> found = code.matching(t.expression, t.unless);
    if (found.size() == 1) return found.front();
    if (found.size() > 1) return 0;
  }
  return 0;
}

namespace {

/// The line of a finding's first side in that file.
int line_of(const gpu_finding& f, const std::string& file) {
  for (const sim::side_text& side : f.text.sides) {
    const std::size_t colon = side.place.rfind(':');
    if (colon == std::string::npos || side.place.substr(0, colon) != file) continue;
    constexpr std::size_t most_digits = 8;
    const std::string digits = side.place.substr(colon + 1, most_digits);
    if (!digits.empty() && digits.find_first_not_of("0123456789") == std::string::npos) return std::stoi(digits);
  }
  return 0;
}

}  // namespace

void locate(step_result& result, const std::string& text) {
  const std::string file = std::filesystem::path(result.student_file).filename().string();
  for (diagnosis& d : result.diagnoses) {
    const auto finding = std::find_if(result.findings.begin(), result.findings.end(),
                                      [&](const gpu_finding& f) { return f.text.name == d.id; });
    d.line = finding == result.findings.end() ? likely_line(d, result.step, text) : line_of(*finding, file);
  }
}

}  // namespace gaplab
