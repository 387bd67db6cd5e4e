// One heat map: cells in colours, with patterns where a number cannot be shown by a colour.
#pragma once

#include <functional>
#include <string>

#include "judge/result.hpp"

namespace gaplab {

/// Which numbers the colours of expected and got stand for.
struct value_scale {
  double low = 0, high = 1;
};

/// From the smallest to the largest expected value. What was got widens it by its own length at most on either side, so
/// that one number far off does not make all others look the same.
value_scale scale_of(const plane& p);

/// A cell's class in html.css: a colour, or a pattern. NaN, what was never written and what is beyond the scale are not
/// told apart by colour alone.
std::string value_class(double value, bool unwritten, const value_scale& s);

/// The same for an error, by the multiple of what is allowed.
std::string class_of_error(const plane_cell& cell);

using cell_text = std::function<std::string(const plane_cell&)>;

/// A <figure>. in_words: for whoever does not see it. paint gives the class of a cell; tell, what to say where one
/// points at it, in characters that need no escaping.
std::string heat_map(const plane& p, const std::string& caption, const std::string& in_words, const cell_text& paint,
                     const cell_text& tell);

/// What the colours and the patterns of the three maps mean, those that occur.
std::string legend(const plane& p, const value_scale& s);

/// The patterns; once in a page, before the first map.
std::string html_patterns();

}  // namespace gaplab
