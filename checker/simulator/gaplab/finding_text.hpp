// A finding in words. The checker and a program that runs on its own both print them, so this needs nothing but the
// C++ library.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "gaplab/gpu_layout.hpp"

namespace gaplab::sim {

/// "data_race": the word of results and of solutions/*/wrong/.
const char* name_of(finding_kind kind);

/// "data race": what it is called in a heading.
const char* title_of(finding_kind kind);

/// One sentence that says what it means and what mostly mends it.
const char* explanation_of(finding_kind kind);

/// "docs/cuda-without-a-gpu.md#data-race"
std::string chapter_of(finding_kind kind);

/// Program counter -> "sum.cu:42"; empty where that cannot be told.
using find_line = std::function<std::string(std::uint64_t pc)>;

/// A place as "sum.cu:42", with the folder left out.
std::string text_of(const source_place& place, const find_line& line_of);

/// One side of a finding as plain words.
struct side_text {
  std::string action;  ///< "write"
  std::string place;   ///< "sum.cu:42"; empty if unknown
  std::string who;     ///< "thread (3, 0, 0) of block (0, 0, 0)", or "host code"
};

/// What a report shows of a finding.
struct finding_text {
  finding_kind kind;
  std::string name, title;
  std::string object, detail;
  std::vector<side_text> sides;
  std::string kernel;  ///< "sums<float>"
  std::string launch;  ///< "sum.cu:80"
  std::string explanation, chapter;
  unsigned call = 0;
  unsigned times = 1;
};

finding_text describe(const finding_record& record, const find_line& line_of);

/// As lines of text, the first one its heading; the others are indented by two spaces. Whatever the record holds, each
/// line is one line and printable ASCII or UTF-8 as it came; callers that do not trust the record make it printable.
std::vector<std::string> lines_of(const finding_text& finding);

}  // namespace gaplab::sim
