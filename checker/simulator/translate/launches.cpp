#include "translate/launches.hpp"

namespace gaplab::sim {

namespace {

bool is_keyword_before_expression(const token_list& tokens, std::size_t i) {
  return tokens.is(i, "return") || tokens.is(i, "else") || tokens.is(i, "do") || tokens.is(i, "co_return") ||
         tokens.is(i, "case");
}

/// The < that the > at i closes.
std::size_t opening_angle(const token_list& tokens, std::size_t i) {
  const std::size_t from = i;
  int depth = 0;
  while (i != token_list::none) {
    if (tokens.is(i, ">")) {
      ++depth;
    } else if (tokens.is(i, "<")) {
      if (--depth == 0) return i;
    } else if (tokens.is(i, ")") || tokens.is(i, "]") || tokens.is(i, "}")) {
      i = tokens.partner(i);
      if (i == token_list::none) break;
    } else if (tokens.is(i, ";") || tokens.is(i, "{")) {
      break;
    }
    i = tokens.previous(i);
  }
  tokens.fail(from, "the template arguments before <<< have no beginning");
}

/// Steps back over the call, the index and the template arguments that end at i; the token before them.
std::size_t before_postfix(const token_list& tokens, std::size_t i) {
  while (i != token_list::none) {
    if (tokens.is(i, ">")) {
      i = tokens.previous(opening_angle(tokens, i));
    } else if (tokens.is(i, ")") || tokens.is(i, "]")) {
      const std::size_t open = tokens.partner(i);
      if (open == token_list::none) tokens.fail(i, "this bracket before <<< has no beginning");
      i = tokens.previous(open);
    } else {
      return i;
    }
  }
  return i;
}

/// The first token of the expression that ends at `last`, which names the kernel.
std::size_t beginning_of_kernel(const token_list& tokens, std::size_t last) {
  std::size_t i = last;
  for (;;) {
    // (condition ? a : b)<<<...>>>: the parentheses are all of it, unless something is called or indexed by them.
    if (tokens.is(i, ")")) {
      const std::size_t open = tokens.partner(i);
      if (open == token_list::none) tokens.fail(i, "this bracket before <<< has no beginning");
      const std::size_t before = tokens.previous(open);
      const bool called = (tokens.is_word(before) && !is_keyword_before_expression(tokens, before)) ||
                          tokens.is(before, ">") || tokens.is(before, "]") || tokens.is(before, ")");
      if (!called) return open;
    }
    i = before_postfix(tokens, i);
    if (!tokens.is_word(i)) tokens.fail(last, "no kernel's name stands before <<<");
    std::size_t before = tokens.previous(i);
    if (tokens.is(before, "template")) before = tokens.previous(before);
    if (tokens.is(before, "::")) {
      const std::size_t left = tokens.previous(before);
      if ((tokens.is_word(left) && !is_keyword_before_expression(tokens, left)) || tokens.is(left, ">")) {
        i = left;
        continue;
      }
      return before;
    }
    if (tokens.is(before, ".") || tokens.is(before, "->")) {
      i = tokens.previous(before);
      continue;
    }
    return i;
  }
}

bool three(const token_list& tokens, std::size_t i, std::string_view angle) {
  return tokens.is(i, angle) && tokens.is(i + 1, angle) && tokens.is(i + 2, angle);
}

std::size_t find_end_of_configuration(const token_list& tokens, std::size_t i) {
  const std::size_t from = i;
  for (i += 3; i < tokens.size(); ++i) {
    if (three(tokens, i, ">")) return i;
    if (tokens.is(i, "(") || tokens.is(i, "[") || tokens.is(i, "{")) {
      i = tokens.partner(i);
      if (i == token_list::none) break;
    } else if (tokens.is(i, ";")) {
      break;
    }
  }
  tokens.fail(from, "this <<< has no >>>");
}

std::string as_literal(const std::string& text) {
  std::string literal = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') literal += '\\';
    literal += c == '\n' ? ' ' : c;
  }
  return literal + "\"";
}

}  // namespace

bool begins_launch(const token_list& tokens, std::size_t i) {
  if (!three(tokens, i, "<")) return false;
  const std::size_t before = tokens.previous(i);
  return !tokens.is(before, "operator") && !tokens.is(before, "<");
}

void rewrite_launch(token_list& tokens, std::size_t i) {
  const std::size_t last = tokens.previous(i);
  if (last == token_list::none) tokens.fail(i, "no kernel's name stands before <<<");
  const std::size_t first = beginning_of_kernel(tokens, last);
  const std::size_t end = find_end_of_configuration(tokens, i);
  const std::size_t open = tokens.next(end + 2);
  const std::size_t close = tokens.is(open, "(") ? tokens.partner(open) : token_list::none;
  if (close == token_list::none) tokens.fail(i, "no arguments in parentheses follow >>>");

  const std::string kernel = tokens.plain_text(first, last);
  for (std::size_t k = first; k <= last; ++k) {
    if (tokens[k].kind != token_kind::space && tokens[k].kind != token_kind::marker) tokens.erase(k);
  }
  tokens.insert_before(first, " ::gaplab::sim::launch(::gaplab::sim::launch_config(");
  for (std::size_t k = 0; k < 3; ++k) {
    tokens.erase(i + k);
    tokens.erase(end + k);
  }
  tokens.replace(end, "), " + as_literal(kernel) +
                          ", [&](auto&... gaplab_a) __attribute__((no_sanitize(\"thread\"))) { " + kernel +
                          "(gaplab_a...); })");
  for (std::size_t k = open; k < close; ++k) {
    if (tokens.is(k, "__null") || tokens.is(k, "NULL")) tokens.replace(k, "nullptr");
  }
}

void rewrite_launch_call(token_list& tokens, std::size_t i) {
  const std::size_t open = tokens.next(i);
  if (!tokens.is(open, "(")) return;
  std::size_t at = tokens.next(open);
  if (tokens.is(at, "reinterpret_cast") || tokens.is(at, "static_cast")) {
    // reinterpret_cast<const void*>(kernel) -> (kernel)
    while (at != token_list::none && !tokens.is(at, "(") && !tokens.is(at, ";")) {
      tokens.erase(at);
      at = tokens.next(at);
    }
    at = tokens.next(at);
  } else if (tokens.is(at, "(")) {
    const std::size_t close = tokens.partner(at);
    bool cast = close != token_list::none;
    bool has_void = false;
    for (std::size_t k = tokens.next(at); cast && k < close; k = tokens.next(k)) {
      has_void = has_void || tokens.is(k, "void");
      cast = tokens.is(k, "void") || tokens.is(k, "const") || tokens.is(k, "*");
    }
    if (!cast || !has_void) return;
    for (std::size_t k = at; k <= close; k = tokens.next(k)) tokens.erase(k);
    at = tokens.next(close);
  }
  if (tokens.is(at, "&")) tokens.erase(at);
}

}  // namespace gaplab::sim
