// One step of a page: what became of it, why, and what to do next.
#pragma once

#include <set>
#include <string>

#include "judge/result.hpp"

namespace gaplab {

/// What the whole page has for its steps.
struct step_context {
  std::string source;                       ///< of the student's file; empty if it is not known
  const std::set<const plane*>& with_room;  ///< planes that may be drawn
  std::string told_before;                  ///< the anchor of an earlier step that has the same compiler output
};

/// Where the page speaks of a step, as an id and as text: "01.cpu.window.forward".
std::string html_anchor(const step& s);

/// The step's address as a heading, with its verdict: <h3>.
std::string html_step_heading(const step_result& result);

/// The verdict as a word with a sign.
std::string html_verdict(verdict v);

/// What is wrong, in one sentence: the likeliest cause, or else the reason.
std::string main_point(const step_result& result);

/// A step that is neither passed nor merely to be done, in full.
std::string html_step(const step_result& result, const step_context& context);

/// Any other step, briefly. open: with all that there is to see.
std::string html_brief_step(const step_result& result, bool open);

}  // namespace gaplab
