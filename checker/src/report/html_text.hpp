// Text on its way into an HTML page. All that a report shows goes through here: nothing that a student, a compiler or
// a fixture says can become an element, an attribute or a style of the page.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace gaplab {

/// The text for the inside of an element or of a quoted attribute: printable as in text.hpp, and & < > " ' as character
/// references. Line feeds and tabs stay.
std::string html_text(std::string_view text);

/// The same for what must stay one line.
std::string html_line(std::string_view text);

/// One line as <code>.
std::string html_code(std::string_view text);

/// Content that may be wider than the page, in a box that scrolls and that the keyboard can reach. label: one line.
std::string html_scrolled(std::string_view label, std::string_view content);

/// Like that, what a compiler or a program said: its beginning, and the rest for those who open it. Nothing for no
/// text. Of a very long text the end is left out, and the page says so.
std::string html_said(std::string_view heading, std::string_view said);

/// The most bytes of the page that one call of html_said takes for the text.
inline constexpr std::size_t most_said = 16 * 1024;

}  // namespace gaplab
