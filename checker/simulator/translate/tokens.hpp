// The tokens of a preprocessed text, and changes to them.
#pragma once

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace gaplab::sim {

enum class token_kind : std::uint8_t {
  word,  ///< a name or a keyword
  number,
  literal,  ///< a string or a character
  space,
  marker,       ///< a line that begins with #
  punctuation,  ///< one character, or :: or ->
  foreign       ///< all text of system headers up to the next marker
};

struct token {
  token_kind kind;
  std::string_view text;
  int file;  ///< in token_list::files
  int line;
};

/// What names are made of.
inline bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

class token_list {
 public:
  explicit token_list(std::string_view text);

  [[nodiscard]] std::size_t size() const { return m_tokens.size(); }
  [[nodiscard]] const token& operator[](std::size_t i) const { return m_tokens[i]; }
  [[nodiscard]] bool is(std::size_t i, std::string_view text) const { return i < size() && m_tokens[i].text == text; }
  [[nodiscard]] bool is_one_of(std::size_t i, std::initializer_list<std::string_view> texts) const {
    return std::any_of(texts.begin(), texts.end(), [&](std::string_view text) { return is(i, text); });
  }
  [[nodiscard]] bool is_word(std::size_t i) const { return i < size() && m_tokens[i].kind == token_kind::word; }
  [[nodiscard]] const std::string& file_of(std::size_t i) const;

  /// The next token that means something, after i or before it; none where there is none, and of none.
  static constexpr std::size_t none = ~std::size_t{0};
  [[nodiscard]] std::size_t next(std::size_t i) const;
  [[nodiscard]] std::size_t previous(std::size_t i) const;

  /// The bracket that belongs to the one at i, ( [ {; none where there is none. Found once for all.
  [[nodiscard]] std::size_t partner(std::size_t i) const { return m_partners[i]; }

  /// The > that ends what the < at i begins, if it does begin template arguments; none where that cannot be.
  [[nodiscard]] std::size_t closing_angle(std::size_t i) const;

  /// Behind the [[attributes]] that begin at i; i where none begin.
  [[nodiscard]] std::size_t behind_attributes(std::size_t i) const;

  /// Files of the user, in the order in which they come.
  [[nodiscard]] const std::vector<std::string>& files() const { return m_files; }

  void replace(std::size_t i, std::string text);
  void erase(std::size_t i) { replace(i, ""); }
  void insert_before(std::size_t i, const std::string& text);
  void append_after(std::size_t i, const std::string& text);

  /// The tokens from first to last, as changed, on one line and without markers.
  [[nodiscard]] std::string plain_text(std::size_t first, std::size_t last) const;
  [[nodiscard]] std::string text() const;

  /// Throws rewrite_error, with the token's file and line.
  [[noreturn]] void fail(std::size_t i, const std::string& what) const;

 private:
  struct change {
    bool replaced = false;
    std::string before, instead, after;
  };
  change& change_of(std::size_t i);
  [[nodiscard]] std::string_view text_of(std::size_t i) const;
  void find_partners();

  std::vector<token> m_tokens;
  std::vector<std::size_t> m_partners;
  std::vector<std::string> m_files;
  std::vector<std::uint32_t> m_change_of;  ///< for each token 1 + its change; 0: none
  std::vector<change> m_changes;
};

}  // namespace gaplab::sim
