// The tokens of a preprocessed text.
#pragma once

#include <cstddef>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "rewrite/linemarker.hpp"

namespace gaplab::sim::rewriting {

/// No token, no scope.
constexpr std::size_t none = std::numeric_limits<std::size_t>::max();

enum class token_kind : unsigned char {
  identifier,
  number,
  string,
  character,
  punctuation,  ///< one character, but for :: and ->
};

struct token {
  token_kind kind = token_kind::punctuation;
  bool user = false;      ///< written in a file of the user's, not what a system's macro became
  std::string_view text;  ///< part of the source's text
  std::size_t file = 0;   ///< index into source::files
  int line = 0;
  std::size_t match = none;  ///< for a bracket: its partner
};

/// A file that is entered in the midst of the text.
struct inclusion {
  std::string header;
  std::size_t file = 0;  ///< that names it, if it is the user's; else the user's file from which all of them came
  int line = 0;
};

struct source {
  std::string_view text;
  std::vector<std::string> files;
  std::vector<token> tokens;                     ///< of the user's files
  std::vector<std::string_view> device_pragmas;  ///< whole lines without their line feeds
  std::vector<inclusion> inclusions;             ///< of the system's headers by the user's files
  std::vector<std::string> user_files;

  /// False past either end, so that a neighbour need not be looked at before.
  [[nodiscard]] bool is(std::size_t i, std::string_view spelling) const {
    return i < tokens.size() && tokens[i].text == spelling;
  }
  [[nodiscard]] bool is_identifier(std::size_t i) const {
    return i < tokens.size() && tokens[i].kind == token_kind::identifier;
  }
  [[nodiscard]] bool is_string(std::size_t i) const {
    return i < tokens.size() && tokens[i].kind == token_kind::string;
  }
  /// Of a bracket; none where it has no partner, and past the end.
  [[nodiscard]] std::size_t match(std::size_t i) const { return i < tokens.size() ? tokens[i].match : none; }
  /// The three tokens are the same character, with nothing in between: <<< or >>>.
  [[nodiscard]] bool is_triple(std::size_t i, std::string_view character) const;
  /// "file:line"
  [[nodiscard]] std::string place_of(std::size_t i) const;
};

/// Cuts the text into tokens. Takes any bytes; the time is proportional to the text's length.
source tokenise(std::string_view text);

bool is_opening(std::string_view token);
bool is_closing(std::string_view token);

}  // namespace gaplab::sim::rewriting
