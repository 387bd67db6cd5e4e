// The result of a check as one page for a browser.
//
// The page is whole in itself: it has no script, and its content security policy forbids it to load anything.
#pragma once

#include <map>
#include <string>

#include "check/check_report.hpp"

namespace gaplab {

/// What a page shows besides the result.
struct page_context {
  std::string when;                            ///< the check was, in words
  std::map<std::string, std::string> sources;  ///< of the students' files, by their paths in the step_results
};

/// The whole page, below about 2 MB. A pure function: it reads and writes no file.
std::string check_html(const check_report& report, const page_context& context);

}  // namespace gaplab
