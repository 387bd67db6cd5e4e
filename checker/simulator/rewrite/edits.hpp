// What is to be changed in a source, token by token. What lies between tokens stays, so every line stays a line.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "rewrite/tokens.hpp"

namespace gaplab::sim::rewriting {

class edits {
 public:
  /// The texts must hold no line feeds, and blanks at their ends where they could grow together with a neighbour.
  void insert_before(std::size_t token, std::string_view text) { m_edits[token].before += text; }
  void insert_after(std::size_t token, std::string_view text) { m_edits[token].after += text; }
  void replace(std::size_t token, std::string_view text) {
    edit& change = m_edits[token];
    change.replaced = true;
    change.text = text;
  }
  /// A blank takes its place.
  void remove(std::size_t token) { replace(token, " "); }

  /// The source's text with all changes, and with its device pragmas blanked.
  [[nodiscard]] std::string apply(const source& from) const;

 private:
  struct edit {
    std::string before;
    std::string after;
    bool replaced = false;
    std::string text;
  };
  std::map<std::size_t, edit> m_edits;
};

}  // namespace gaplab::sim::rewriting
