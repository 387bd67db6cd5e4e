// What is known of a step after its check: plain data, from which every report is made.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compile/source_errors.hpp"
#include "course/lab.hpp"
#include "fixtures/fixture.hpp"
#include "gaplab/finding_text.hpp"

namespace gaplab {

enum class verdict { passed, wrong, crashed, timed_out, did_not_compile, not_attempted, not_run };

/// "passed", "wrong", "crashed", "timed_out", "did_not_compile", "not_attempted", "not_run": the words of the JSON.
std::string_view to_string(verdict v);

/// One element of an output, for the report.
struct compared_element {
  shape index;  ///< (n, c, h, w)
  double expected = 0;
  double got = 0;
  double error = 0;        ///< absolute; NaN if got is NaN
  double allowed = 0;      ///< absolute
  bool unwritten = false;  ///< got is what was there before the call
};

/// One cell of a picture: the worst of the elements that it stands for.
struct plane_cell {
  std::int64_t row = 0, column = 0;  ///< of that element, within the plane
  double expected = 0;
  double got = 0;
  double ratio = 0;  ///< the error as a multiple of what is allowed; infinite where nothing is allowed, or for NaN
  bool wrong = false;
  bool unwritten = false;  ///< got is what was there before the call
};

/// A matrix cut out of an output, for a picture: two of its dimensions at one place of the others.
struct plane {
  shape at;                     ///< the index of its first element
  std::size_t row_axis = 0;     ///< the dimension that runs from row to row
  std::size_t column_axis = 0;  ///< from column to column; equal to row_axis where all the plane is one row
  std::int64_t rows = 1;        ///< in elements
  std::int64_t columns = 1;
  std::int64_t block_rows = 1;  ///< of elements that one cell stands for
  std::int64_t block_columns = 1;
  std::vector<plane_cell> cells;  ///< row by row; the last ones of a row or column may stand for fewer
  std::size_t wrong = 0;          ///< elements
};

/// One output against its reference.
struct comparison {
  std::string output;  ///< "y"
  std::string axes;    ///< a letter for each dimension, "nchw"; empty where they have none
  gaplab::shape shape;
  std::size_t elements = 0;
  std::size_t wrong = 0;
  std::size_t unwritten = 0;     ///< still hold what was there before the call
  std::size_t not_a_number = 0;  ///< NaN, those never written not counted
  double worst_ratio = 0;  ///< largest error as a multiple of what is allowed; infinite where nothing is allowed or NaN
  std::optional<compared_element> worst;  ///< the wrong element with the largest multiple
  std::vector<compared_element> first;    ///< the first wrong ones
  std::string pattern;                    ///< which elements are wrong, where that has a pattern
  std::vector<plane> planes;              ///< the worst first; kept only where a picture was asked for (plane.hpp)
  std::size_t all_planes = 0;             ///< that the output has; 0 where none was asked for
  std::size_t wrong_planes = 0;           ///< those of them with a wrong element
};

/// How sure a diagnosis is.
enum class confidence {
  weak,   ///< it explains a part of what is wrong, or there is too little to tell it from chance: "perhaps"
  strong  ///< it explains all that is wrong, and enough of it
};

std::string_view to_string(confidence c);

/// A cause that fits what was observed.
struct diagnosis {
  std::string id;                ///< "constant_factor"; docs/results.md lists them
  std::string equals;            ///< which one, where the id leaves that open: "H*W"
  std::string text;              ///< a sentence or two for the student
  std::size_t explained = 0;     ///< how many of the wrong outputs it explains, element by element
  std::size_t wrong = 0;         ///< of how many
  std::size_t contradicted = 0;  ///< right outputs which it says should be wrong
  std::string output{};          ///< "y"; empty where it is about no single output
  std::string observed{};        ///< what was seen, whatever the cause: "every element of y is wrong"
  double deviation = 0;          ///< from the prediction, at most, relative to the largest element; 0 if none was made
  gaplab::confidence confidence = gaplab::confidence::strong;
  int line = 0;  ///< of the student's file, where it likely is; 0: that cannot be told
  int hint = 0;  ///< which of the step's hints fits, counted from 1; 0: none is named in lab.toml
};

/// "constant_factor H*W": the id, and what it equals where the id leaves that open.
std::string to_string(const diagnosis& d);

/// Something that the simulated GPU found wrong with a program, whatever its result.
struct gpu_finding {
  sim::finding_text text;          ///< every string is printable and one line
  std::vector<std::string> cases;  ///< during which it was found at the same place; none: after the last one
};

struct case_result {
  std::string name;
  data_kind data = data_kind::random;
  std::map<std::string, std::vector<std::int64_t>> parameters;
  std::map<std::string, shape> shapes;  ///< of the inputs that the step gets
  bool passed = false;
  std::vector<std::string> problems;    ///< in words, what is wrong besides elements: an input changed, not refused ...
  std::vector<comparison> comparisons;  ///< of the run that failed, or of the one farther off
  int run = 0;                          ///< which one that is: 0 or 1
  double worst_ratio = 0;               ///< over both runs and all outputs
};

struct step_result {
  gaplab::step step;
  gaplab::verdict verdict = verdict::not_run;
  std::string reason;                 ///< one line: why it is not passed
  source_errors errors;               ///< where it did not compile: those to mend first
  std::string details;                ///< what the compiler or the program said, where that explains the verdict
  std::string warnings;               ///< what the compiler warned of, if it built
  std::vector<std::string> notes;     ///< worth knowing, without effect on the verdict
  std::string ended_in;               ///< the first case without a result: it crashed, hung, threw, met TODO()
  std::vector<case_result> cases;     ///< those judged
  std::vector<diagnosis> diagnoses;   ///< the likeliest cause first; empty where none fits
  std::string pattern;                ///< which elements are wrong in which cases, in words
  std::vector<gpu_finding> findings;  ///< of the simulated GPU, in the order in which they were found
  std::uint64_t more_findings = 0;    ///< for which there was no room
  double worst_ratio = 0;             ///< over all cases; how near a passed step came to its limit
  std::string toolchain;              ///< what compiled it: "host", "nvcc", "simulator"
  std::string runs_on;                ///< the GPU's name, or "the simulated GPU"; empty for the host's processor
  double compile_seconds = 0;         ///< 0 if it came from the cache
  double run_seconds = 0;
  std::string student_file;  ///< the file that was checked

  [[nodiscard]] bool passed() const { return verdict == verdict::passed; }
};

}  // namespace gaplab
