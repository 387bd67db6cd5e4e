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
    if (three(tokens, i, "<")) tokens.fail(i, "a <<< within the one before it");
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

namespace {

/// pick(n), table[n] and (n > 3 ? a : b) are evaluated once, as the configuration is; a plain name may be that of a
/// template or of several functions, and has no value by itself.
bool is_computed(const token_list& tokens, std::size_t first, std::size_t last) {
  if (tokens.is(last, "]")) return true;
  if (!tokens.is(last, ")")) return false;
  const std::size_t open = tokens.partner(last);
  if (open != first) return true;
  for (std::size_t i = tokens.next(first); i < last; i = tokens.next(i)) {
    if (tokens.is(i, "?")) return true;
  }
  return false;
}

}  // namespace

namespace {

/// From `first` to `last` there is only a name such as A<T>::n.
bool is_qualified_name(const token_list& tokens, std::size_t first, std::size_t last) {
  if (!tokens.is_word(last) || !tokens.is(tokens.previous(last), "::")) return false;
  for (std::size_t i = first; i < last; i = tokens.next(i)) {
    if (!tokens.is_word(i) && !tokens.is_one_of(i, {"::", "<", ">"}) && tokens[i].kind != token_kind::number)
      return false;
  }
  return true;
}

/// A constant of a class may be passed by its value though it is defined nowhere. The launch takes its arguments by
/// reference, which asks for the definition; a lambda's result does not.
void take_values(token_list& tokens, const launch_arguments& arguments) {
  std::size_t first = tokens.next(arguments.open);
  for (std::size_t i = first; i != token_list::none && i <= arguments.close; i = tokens.next(i)) {
    if (i == arguments.close || tokens.is(i, ",")) {
      const std::size_t last = tokens.previous(i);
      if (first < i && is_qualified_name(tokens, first, last)) {
        tokens.insert_before(first, "[&]() { return ");
        tokens.append_after(last, "; }()");
      }
      first = tokens.next(i);
    } else if (tokens.partner(i) != token_list::none && tokens.partner(i) > i) {
      i = tokens.partner(i);
    }
  }
}

}  // namespace

launch_arguments rewrite_launch(token_list& tokens, std::size_t i) {
  const std::size_t last = tokens.previous(i);
  if (last == token_list::none) tokens.fail(i, "no kernel's name stands before <<<");
  const std::size_t first = beginning_of_kernel(tokens, last);
  const std::size_t end = find_end_of_configuration(tokens, i);
  const std::size_t open = tokens.next(end + 2);
  const std::size_t close = tokens.is(open, "(") ? tokens.partner(open) : token_list::none;
  if (close == token_list::none) tokens.fail(i, "no arguments in parentheses follow >>>");

  for (std::size_t k = first; k < i; ++k) {
    if (three(tokens, k, "<")) tokens.fail(i, "a launch is no kernel's name");
  }
  const std::string kernel = tokens.plain_text(first, last);
  const bool computed = is_computed(tokens, first, last);
  for (std::size_t k = first; k <= last; ++k) {
    if (tokens[k].kind != token_kind::space && tokens[k].kind != token_kind::marker) tokens.erase(k);
  }
  tokens.insert_before(first, " ::gaplab::sim::launch(::gaplab::sim::launch_config(");
  for (std::size_t k = 0; k < 3; ++k) {
    tokens.erase(i + k);
    tokens.erase(end + k);
  }
  tokens.replace(end, "), " + as_literal(kernel) + (computed ? ", [&, gaplab_k = " + kernel + "]" : ", [&]") +
                          "(auto&... gaplab_a) __attribute__((no_sanitize(\"thread\"))) { " +
                          (computed ? "gaplab_k" : kernel) + "(gaplab_a...); })");
  const launch_arguments arguments{open, close};
  take_values(tokens, arguments);
  return arguments;
}

std::size_t find_braced_argument(const token_list& tokens, const launch_arguments& arguments) {
  for (std::size_t i = tokens.next(arguments.open); i < arguments.close; i = tokens.next(i)) {
    const std::size_t before = tokens.previous(i);
    if (tokens.is(i, "{") && (before == arguments.open || tokens.is(before, ","))) return i;
    if (tokens.partner(i) != token_list::none && tokens.partner(i) > i) i = tokens.partner(i);
  }
  return token_list::none;
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
