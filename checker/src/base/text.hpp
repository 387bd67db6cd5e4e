// Small operations on text that more than one stage needs.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gaplab {

/// The text in a form that is safe to print: control characters other than line feed and tab, and bytes that are not
/// UTF-8, become "\xHH". Whatever a student's program or an unknown file says goes through here, so that it cannot
/// move the cursor, colour the screen or forge a line of the report.
std::string printable(std::string_view text);

/// The same for what must stay one line: line feeds and tabs, too, become "\xHH".
std::string printable_line(std::string_view text);

/// Where the first byte is that is not UTF-8; none if all are.
std::optional<std::size_t> find_invalid_utf8(std::string_view text);

/// The lines without their line feeds; no empty one after a last line feed.
std::vector<std::string> split_lines(std::string_view text);

/// "1 case", "3 cases".
std::string counted(std::size_t count, std::string_view noun);

/// "channels", "classes"
std::string plural(std::string_view noun);

/// The words of an identifier: "not attempted" for "not_attempted".
std::string with_spaces(std::string identifier);

/// The text broken into lines of at most width columns at spaces; a line feed in the text stays one.
std::vector<std::string> wrapped(std::string_view text, std::size_t width);

/// Those of the candidates that are nearest to the word, for "did you mean"; empty if none is near.
std::string nearest(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace gaplab
