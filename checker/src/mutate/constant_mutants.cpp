// Numbers and truth values.
#include <fmt/format.h>

#include <cstdlib>

#include "mutate/find_mutants.hpp"

namespace gaplab {

namespace {

bool is_one_of(char c, std::string_view characters) { return characters.find(c) != std::string_view::npos; }

/// A number taken apart. Not every number that C++ has: no exponent of a hexadecimal one.
struct literal {
  std::string digits;  ///< without separators: "256", "0xff", "0.5"
  std::string suffix;  ///< "u", "LL", "f"
  bool hexadecimal = false;
  bool floating = false;
};

literal parse(std::string_view text) {
  literal l;
  l.hexadecimal = text.substr(0, 2) == "0x" || text.substr(0, 2) == "0X";
  std::size_t end = text.size();
  while (end > 1 && is_one_of(text[end - 1], l.hexadecimal ? "uUlLzZ" : "uUlLzZfF")) --end;
  for (const char c : text.substr(0, end)) {
    if (c != '\'') l.digits += c;
    l.floating = l.floating || (!l.hexadecimal && is_one_of(c, ".eE"));
  }
  l.suffix = text.substr(end);
  l.floating = l.floating || (!l.hexadecimal && !l.suffix.empty() && is_one_of(l.suffix.back(), "fF"));
  return l;
}

std::vector<std::string> other_numbers(std::string_view text) {
  const literal l = parse(text);
  if (l.floating) {
    const double value = std::strtod(l.digits.c_str(), nullptr);
    const auto written = [&](double v) { return fmt::format("{:.1f}", v) + l.suffix; };
    if (value == 0.0) return {written(1.0)};
    return {written(0.0), fmt::format("{:#}", value + 1) + l.suffix};
  }
  const std::uint64_t value = std::strtoull(l.digits.c_str(), nullptr, 0);
  const auto written = [&](std::uint64_t v) {
    return (l.hexadecimal ? fmt::format("0x{:x}", v) : fmt::format("{}", v)) + l.suffix;
  };
  if (value == 0) return {written(1)};
  const bool all_ones = (value & (value + 1)) == 0;
  if (l.hexadecimal && all_ones) return {written(value - 1)};  // one more may be more than its type holds
  return {written(value - 1), written(value + 1)};
}

}  // namespace

void find_constant_mutants(mutant_search& search) {
  const sim::token_list& tokens = search.tokens();
  for (std::size_t i = search.begin(); i < search.end(); ++i) {
    if (tokens.is(i, "true")) search.replace(mutation::boolean, i, i, "false");
    if (tokens.is(i, "false")) search.replace(mutation::boolean, i, i, "true");
    if (tokens[i].kind != sim::token_kind::number) continue;
    for (const std::string& other : other_numbers(tokens[i].text)) search.replace(mutation::constant, i, i, other);
  }
}

}  // namespace gaplab
