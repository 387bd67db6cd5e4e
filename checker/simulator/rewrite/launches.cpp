#include "rewrite/launches.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "rewrite/kernel_expression.hpp"
#include "rewrite/rewrite.hpp"

namespace gaplab::sim::rewriting {

namespace {

/// The first token of the >>> that belongs to a <<<. A launch has at least two numbers between them, so that a >>> before
/// the first comma rather closes template arguments.
std::size_t find_closing(const source& from, std::size_t opening) {
  std::size_t fallback = none;
  bool comma = false;
  for (std::size_t i = opening + 3; i < from.tokens.size(); ++i) {
    const std::string_view it = from.tokens[i].text;
    if (is_opening(it)) {
      if (from.match(i) == none) break;
      i = from.match(i);
    } else if (is_closing(it) || it == ";" || from.is_triple(i, "<")) {
      break;
    } else if (it == ",") {
      comma = true;
    } else if (from.is_triple(i, ">") && from.is(i + 3, "(")) {
      if (comma) return i;
      if (fallback == none) fallback = i;
    }
  }
  return fallback;
}

launch read_launch(const source& from, std::size_t opening) {
  const auto fail = [&](std::string_view what) -> rewrite_error {
    return rewrite_error(fmt::format("{}: {}", from.place_of(opening), what));
  };
  launch made;
  made.opening = opening;
  const kernel_expression kernel = read_kernel_expression(from, opening - 1);
  if (kernel.first == none) throw fail("there is no kernel before this <<<");
  made.first = kernel.first;
  made.name = kernel.name;
  made.computed = kernel.computed;
  made.closing = find_closing(from, opening);
  if (made.closing == none) throw fail("there is no >>> with arguments in parentheses after this <<<");
  made.arguments = made.closing + 3;
  if (from.match(made.arguments) == none) throw fail("the arguments after this launch's >>> have no closing )");
  return made;
}

/// The kernel's expression on one line, with single blanks where there were any.
std::string text_of(const source& from, std::size_t first, std::size_t end) {
  std::string text;
  for (std::size_t i = first; i < end; ++i) {
    const std::string_view it = from.tokens[i].text;
    if (it.find('\n') != std::string_view::npos) {
      throw rewrite_error(fmt::format("{}: a kernel's name with a text over several lines", from.place_of(i)));
    }
    const bool touches = i > first && from.tokens[i - 1].text.data() + from.tokens[i - 1].text.size() == it.data();
    if (i > first && !touches) text += ' ';
    text += it;
  }
  return text;
}

std::string quoted(std::string_view text) {
  std::string made = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') made += '\\';
    made += c;
  }
  return made + '"';
}

bool is_null(const source& from, std::size_t i) { return from.is(i, "NULL") || from.is(i, "__null"); }

/// Of a cast at the token, (void*) or reinterpret_cast<const void*>: the token after it; else none.
std::size_t skip_cast(const source& from, std::size_t i) {
  const bool named = from.is(i, "reinterpret_cast") || from.is(i, "static_cast");
  std::size_t end = named ? i + 1 : i;
  if (!from.is(end, named ? "<" : "(")) return none;
  bool to_void = false;
  for (++end; from.is(end, "const") || from.is(end, "void") || from.is(end, "*"); ++end) {
    to_void = to_void || (from.is(end, "*") && from.is(end - 1, "void")) ||
              (from.is(end, "*") && from.is(end - 1, "const") && from.is(end - 2, "void"));
  }
  return to_void && from.is(end, named ? ">" : ")") ? end + 1 : none;
}

}  // namespace

std::vector<launch> find_launches(const source& from) {
  std::vector<launch> found;
  for (std::size_t i = 0; i < from.tokens.size(); ++i) {
    if (!from.is_triple(i, "<") || from.is(i - 1, "operator")) continue;
    found.push_back(read_launch(from, i));
    i += 2;
  }
  return found;
}

void rewrite_launches(const source& from, const scopes& in, const std::vector<launch>& launches, edits& changes) {
  std::size_t seen = 0;  // of the arguments; a launch may stand among another one's
  for (const launch& it : launches) {
    const std::string kernel = text_of(from, it.first, it.opening);
    for (std::size_t i = it.first; i < it.opening; ++i) changes.remove(i);
    changes.replace(it.first, " ::gaplab::sim::launch(::gaplab::sim::launch_config( ");
    for (std::size_t i = 0; i < 3; ++i) {
      changes.remove(it.opening + i);
      changes.remove(it.closing + i);
    }
    const std::string_view captured = in.around(it.first).function == none ? "" : "&";
    const std::string capture = it.computed ? fmt::format("{}{}gaplab_k = {}", captured, captured.empty() ? "" : ", ", kernel)
                                            : std::string(captured);
    changes.replace(it.closing,
                    fmt::format(" ), {}, [{}](auto&... gaplab_a) __attribute__((no_sanitize(\"thread\"))) {{ "
                                "{}(gaplab_a...); }})",
                                quoted(kernel), capture, it.computed ? "gaplab_k" : kernel));
    for (seen = std::max(seen, it.arguments); seen < from.match(it.arguments); ++seen) {
      if (is_null(from, seen)) changes.replace(seen, " nullptr ");
    }
  }
}

void rewrite_launch_calls(const source& from, edits& changes) {
  for (std::size_t i = 0; i < from.tokens.size(); ++i) {
    if (!from.is(i, "cudaLaunchKernel") || !from.is(i + 1, "(")) continue;
    const std::size_t kernel = skip_cast(from, i + 2);
    if (kernel == none) continue;
    for (std::size_t t = i + 2; t < kernel; ++t) changes.remove(t);
  }
}

}  // namespace gaplab::sim::rewriting
