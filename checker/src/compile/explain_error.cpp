#include "compile/explain_error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <regex>
#include <set>

#include "base/text.hpp"

namespace gaplab {

namespace {

/// An error that one of the patterns below fits.
struct matched_error {
  const compiler_message& message;
  const std::vector<std::string>& lines;
  std::smatch found;

  /// The text of a line; empty where there is none of that number.
  [[nodiscard]] std::string line(int number) const {
    return number >= 1 && static_cast<std::size_t>(number) <= lines.size() ? lines[static_cast<std::size_t>(number) - 1]
                                                                           : "";
  }
  [[nodiscard]] std::string line() const { return line(message.line); }
  [[nodiscard]] bool line_holds(std::string_view part) const { return line().find(part) != std::string::npos; }

  /// The first of the pattern's groups that took part.
  [[nodiscard]] std::string group() const {
    for (std::size_t i = 1; i < found.size(); ++i) {
      if (found[i].matched) return found[i].str();
    }
    return {};
  }

  [[nodiscard]] bool in_cuda_file() const {
    const std::string& file = message.file;
    return file.size() > 3 && file.compare(file.size() - 3, 3, ".cu") == 0;
  }
};

// ---------------------------------------------------------------------------------------------------------- names

/// A view of gaplab/lab.hpp: how an element of it is named, and what it consists of.
struct view_words {
  const char* indices;
  const char* members;
};

const std::map<std::string, view_words>& views() {
  static const std::map<std::string, view_words> known = {
      {"nchw", {"n, c, h, w", "data, N, C, H and W"}},
      {"ncdhw", {"n, c, d, h, w", "data, N, C, D, H and W"}},
      {"nc", {"n, c", "data, N and C"}},
      {"ncl", {"n, c, i", "data, N, C and L"}},
      {"kc", {"k, c", "data, K and C"}},
      {"nk", {"n, k", "data, N and K"}},
      {"row", {"i", "data and L"}},
  };
  return known;
}

struct header_of_name {
  std::string_view header;
  std::vector<std::string_view> names;
};

std::string_view header_of(const std::string& name) {
  static const std::vector<header_of_name> headers = {
      {"<cmath>", {"sqrt", "exp",  "log",   "log1p", "expm1", "pow",    "floor", "ceil",     "round",
                   "fabs", "abs",  "fmax",  "fmin",  "isnan", "isinf",  "fma",   "INFINITY", "NAN",
                   "logf", "expf", "sqrtf", "fmaxf", "fminf", "floorf", "ceilf"}},
      {"<algorithm>", {"min", "max", "clamp", "fill", "fill_n", "copy", "copy_n", "max_element", "sort", "swap"}},
      {"<numeric>", {"accumulate", "reduce", "iota", "inner_product"}},
      {"<vector>", {"vector"}},
      {"<array>", {"array"}},
      {"<cstdio>", {"printf", "puts", "fprintf", "stderr"}},
      {"<cstring>", {"memset", "memcpy"}},
      {"<cstdlib>", {"malloc", "free", "calloc"}},
      {"<iostream>", {"cout", "cerr", "endl"}},
      {"<limits>", {"numeric_limits"}},
      {"<cfloat>", {"FLT_MAX", "FLT_MIN", "DBL_MAX"}},
      {"<cstdint>", {"int64_t", "int32_t", "uint32_t", "uint64_t", "uint8_t"}},
      {"<memory>", {"unique_ptr", "make_unique"}},
      {"<string>", {"string"}},
      {"<functional>", {"function"}},
      {"<utility>", {"pair"}},
  };
  for (const header_of_name& h : headers) {
    if (std::find(h.names.begin(), h.names.end(), name) != h.names.end()) return h.header;
  }
  return {};
}

/// What only device code knows.
const std::vector<std::string>& device_names() {
  static const std::vector<std::string> names = {"threadIdx",        "blockIdx",       "blockDim",      "gridDim",
                                                 "warpSize",         "atomicAdd",      "__syncthreads", "__syncwarp",
                                                 "__shfl_down_sync", "__shfl_xor_sync"};
  return names;
}

bool is_device_name(const std::string& name) {
  return std::find(device_names().begin(), device_names().end(), name) != device_names().end();
}

bool is_cuda_name(const std::string& name) {
  static const std::set<std::string> names = {"dim3", "__global__", "__device__", "__host__", "__shared__"};
  return names.contains(name) || is_device_name(name) || name.rfind("cuda", 0) == 0;
}

constexpr const char* else_alone =
    "The `if` above has ended before this `else`: by a `;` too many, or a missing brace.";

constexpr const char* parts_of_for = "The three parts of a `for` are separated by `;`: for (int i = 0; i < n; ++i).";

constexpr const char* cuda_elsewhere =
    "That is CUDA. This file is compiled for the processor: kernels belong in the lab's .cu file.";

std::string include_advice(const std::string& name, std::string_view header) {
  return fmt::format("`{}` is in {}: write #include {} at the top of the file.", name, header, header);
}

/// The nearest line above, else below, on which the name is declared: a type, then the name.
int declaration_of(const std::string& name, const matched_error& e) {
  const std::regex declaration("\\b(?:float|double|int|auto|bool|long|unsigned|size_t|ptrdiff_t|int64_t)\\b[^;(=]*\\b" +
                               name + "\\b\\s*[=;,:{]");
  const int lines = static_cast<int>(e.lines.size());
  for (int distance = 0; distance < lines; ++distance) {
    for (const int number : {e.message.line - distance, e.message.line + distance}) {
      if (number >= 1 && number <= lines && std::regex_search(e.line(number), declaration)) return number;
    }
  }
  return 0;
}

constexpr std::ptrdiff_t shortest_name = 3;  // shorter ones are near to every other

/// The names of the file that may be meant by one that is misspelt.
std::vector<std::string> names_in(const std::vector<std::string>& lines, const std::string& but) {
  static const std::regex name("[A-Za-z_][A-Za-z0-9_]*");
  std::set<std::string> names;
  for (const std::string& line : lines) {
    const std::string code = line.substr(0, line.find("//"));
    for (auto it = std::sregex_iterator(code.begin(), code.end(), name); it != std::sregex_iterator(); ++it) {
      if (it->str() != but && it->length() >= shortest_name) names.insert(it->str());
    }
  }
  return {names.begin(), names.end()};
}

bool is_size(const std::string& name) {
  return name.size() == 1 && std::string("NCDHWLK").find(name) != std::string::npos;
}

std::string needs_using(const std::string& view) {
  return fmt::format("It is gaplab::{0}: write `using gaplab::{0};` above the functions.", view);
}

advice unknown_name(const matched_error& e) {
  const std::string name = e.group();
  if (is_size(name)) {
    return {fmt::format("A size belongs to its tensor, as in x.{0}; or write `const int {0} = x.{0};` first.", name)};
  }
  if (is_cuda_name(name) && !e.in_cuda_file()) return {cuda_elsewhere};
  if (is_device_name(name)) {
    return {fmt::format("Only kernels and __device__ functions know {}: put __global__ before a kernel.", name)};
  }
  if (views().contains(name)) {
    return {needs_using(name)};
  }
  if (const std::string_view header = header_of(name); !header.empty()) return {include_advice(name, header)};
  if (e.line_holds("<<<") && !e.in_cuda_file()) return {cuda_elsewhere};
  const int line = declaration_of(name, e);
  if (line == e.message.line) return {"It is declared in this line; an error before it hides that."};
  if (line > e.message.line) {
    return {fmt::format("`{}` is declared only in line {}: it is known from there on.", name, line)};
  }
  if (line > 0) {
    return {
        fmt::format("`{}` is declared in line {}, but known only within the braces, or the loop, where that is: "
                    "declare it before them.",
                    name, line)};
  }
  if (std::regex_search(e.line(), std::regex("(?:^|[(;{])\\s*" + name + "\\s*=[^=]"))) {
    return {fmt::format("If it is a new variable, its type is missing: `int {0} = ...`, `float {0} = ...`.", name)};
  }
  if (e.message.text.find("did you mean") != std::string::npos) return {};
  std::vector<std::string> names = names_in(e.lines, name);
  if (e.in_cuda_file()) names.insert(names.begin(), device_names().begin(), device_names().end());
  const std::string near = std::ssize(name) < shortest_name ? "" : nearest(name, names);
  if (!near.empty()) {
    return {fmt::format("Nothing of this name is declared. Is it `{}`?", near)};
  }
  return {"Nothing of this name is declared before this line."};
}

advice not_in_std(const matched_error& e) {
  const std::string name = e.group();
  const std::string_view header = header_of(name);
  if (header.empty()) return {"std has nothing of that name, or its header is not included."};
  return {include_advice("std::" + name, header)};
}

advice no_member(const matched_error& e) {
  // g++ and nvcc name the type first, clang the member.
  const bool clang = e.found[3].matched;
  const std::string view = clang ? e.found[4].str() : e.found[1].str() + e.found[5].str();
  const std::string member = clang ? e.found[3].str() : e.found[2].str() + e.found[6].str();
  const auto words = views().find(view);
  if (words == views().end()) return {};
  std::string upper = member;
  for (char& c : upper) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  if (upper != member && is_size(upper)) {
    return {fmt::format("Capital letters count: its members are {}.", words->second.members)};
  }
  return {fmt::format("Its members are {}.", words->second.members)};
}

// --------------------------------------------------------------------------------------------------- punctuation

/// The line of code before the one complained of.
int line_before(const matched_error& e) {
  int number = e.message.line - 1;
  while (number > 0) {
    const std::string text = e.line(number);
    const std::string code = text.substr(0, text.find("//"));
    if (code.find_first_not_of(" \t\r") != std::string::npos) break;
    --number;
  }
  return number;
}

/// Whether the complaint is of the first thing on its line: then what is missing is missing above.
bool complains_of_first(const matched_error& e) {
  const std::size_t begin = e.line().find_first_not_of(" \t");
  return begin != std::string::npos && e.message.column <= static_cast<int>(begin) + 1;
}

/// Whether it is of the end of its line.
bool complains_of_end(const matched_error& e) {
  return e.message.column > static_cast<int>(e.line().find_last_not_of(" \t\r") + 1);
}

advice semicolon(const matched_error& e) {
  const int before = line_before(e);
  const std::string above = e.line(before);
  const std::size_t end = above.find_last_not_of(" \t\r");
  const bool ends_well = end == std::string::npos || std::string(";{}:,#>").find(above[end]) != std::string::npos;
  if (complains_of_end(e)) return {fmt::format("Line {} lacks a `;` at its end.", e.message.line)};
  if (complains_of_first(e) && !ends_well) return {fmt::format("Line {} lacks a `;` at its end.", before), before};
  if (std::regex_search(e.line(), std::regex("\\bfor\\s*\\("))) {
    return {parts_of_for};
  }
  return {"A `;` is missing, or an operator between two names."};
}

advice parenthesis(const matched_error& e) {
  const int before = line_before(e);
  const std::string above = e.line(before);
  const bool open_above = std::count(above.begin(), above.end(), '(') > std::count(above.begin(), above.end(), ')');
  return {"A `)` is missing here, or an operator between two names.", complains_of_first(e) && open_above ? before : 0};
}

advice outside_of_functions(const matched_error& e) {
  static const std::regex statement("^\\s*(?:for|if|while|return|else|[a-z_]+\\s*(?:\\(.*\\))?\\s*[+*/-]?=)");
  if (!std::regex_search(e.line(), statement)) return {};
  return {"This statement stands outside of every function: a `}` above closes its function too early."};
}

advice foreign_character(const matched_error&) {
  return {
      "It looks like a character of C++, but is another, as web pages and word processors write quotation marks, "
      "dashes and blanks. Type it anew."};
}

// ----------------------------------------------------------------------------------------------------------- types

advice not_callable_with(const matched_error& e) {
  const auto words = views().find(e.group());
  if (words == views().end()) return {};
  return {fmt::format("A tensor of type {} is called with all its indices: ({}).", e.group(), words->second.indices)};
}

advice unknown_parameter_type(const matched_error& e) {
  for (const auto& [view, ignored] : views()) {
    if (std::regex_search(e.line(), std::regex("(?:^|[^:\\w])" + view + "<"))) return {needs_using(view)};
  }
  return {"The type of one of its parameters is not known here."};
}

advice view_of_const(const matched_error& e) {
  const auto words = views().find(e.group());
  if (words == views().end()) return {};
  return {
      fmt::format("A tensor of floats is not by itself one of const floats. Make one of it: {}<const float>{{...}}, "
                  "with its members {} in the braces.",
                  e.group(), words->second.members)};
}

advice as_a_function(const matched_error& e) {
  if (e.line_holds("](") || !e.line_holds("(")) return {};
  return {"A number stands before a `(`. A `*` is missing between them, or a variable hides the tensor of its name."};
}

advice defined_twice(const matched_error& e) {
  if (std::regex_search(e.line(), std::regex("\\bfor\\s*\\([^;]*,"))) return {parts_of_for};
  return {"It stands there twice. Delete one of the two, or give it another name."};
}

advice missing_header(const matched_error& e) {
  return {
      fmt::format("There is no header `{}` here. Is it misspelt? Standard headers have no .h and stand in <>: "
                  "#include <cmath>.",
                  e.group())};
}

advice undefined_at_link(const matched_error&) {
  return {
      "It is called, or asked for by the lab, but nobody defines it. Are its name and its parameters exactly those "
      "of the header? A function of the lab that was deleted comes back with `gaplab reset STEP`."};
}

advice expected_expression(const matched_error& e) {
  if (std::regex_search(e.line(), std::regex("\\belse\\b"))) return {else_alone};
  if (e.line_holds("<<<") && !e.in_cuda_file()) return {cuda_elsewhere};
  return {};
}

advice unknown_type(const matched_error& e) {
  if (is_cuda_name(e.group()) && !e.in_cuda_file()) return {cuda_elsewhere};
  if (views().contains(e.group())) return unknown_name(e);
  return outside_of_functions(e);
}

advice expected_declaration(const matched_error& e) {
  const std::string here = e.line();
  const std::size_t begin = here.find_first_not_of(" \t");
  if (begin != std::string::npos && here[begin] == '}') {
    return {"There is one `}` too many, here or above."};
  }
  return outside_of_functions(e);
}

// ----------------------------------------------------------------------------------------------------------- table

using explanation = advice (*)(const matched_error&);

/// A text that needs nothing of the error.
#define GAPLAB_SAY(text) [](const matched_error&) -> advice { return {text}; }

struct known_error {
  const char* pattern;
  explanation explain;
  bool loses_the_way = false;
};

/// The first that fits counts. g++'s words, then clang's, then nvcc's.
const std::vector<known_error>& known_errors() {
  static const std::vector<known_error> known = {
      {"extended character|^stray '|unrecognized token|non-ASCII|unexpected character", foreign_character, true},
      {"^'([A-Za-z_]\\w*)' was not declared in this scope|use of undeclared identifier '(\\w+)'|no template named "
       "'(\\w+)'|identifier '(\\w+)' is "
       "undefined",
       unknown_name},
      {"'(\\w+)' is not a member of 'std'|namespace 'std' has no member '(\\w+)'|no \\w+ named '(\\w+)' in namespace "
       "'std'",
       not_in_std},
      {"'struct gaplab::(\\w+)<.*>' has no member named '(\\w+)'|no member named '(\\w+)' in 'gaplab::(\\w+)<|class "
       "'gaplab::(\\w+)<.*>' has no member '(\\w+)'",
       no_member},
      {"expected '[^']*;'|expected ';'|expected a ';'|expected '.*' or ';'", semicolon, true},
      {"assignment of read-only location|must be a modifiable lvalue|cannot assign to return value",
       GAPLAB_SAY("What stands left of the = cannot be changed: the elements of an input are const. Is y meant, or the "
                  "other way round?")},
      {"no match for 'operator\\[\\]'|no operator '\\[\\]' matches|does not provide a subscript operator|invalid types "
       "'.*\\[.*\\]' for array subscript",
       GAPLAB_SAY("A tensor is called with all its indices at once: x(n, c, h, w). Its flat memory is x.data[i].")},
      {"no match for call to '\\(gaplab::(\\w+)<|no matching function for call to object of type '(?:gaplab::)?(\\w+)<|"
       "function 'gaplab::(\\w+)<T>::operator\\(\\).*cannot be called with the given argument list",
       not_callable_with},
      {"from '(?:gaplab::)?(\\w+)<float>' to (?:non-scalar type )?'(?:gaplab::)?\\w+<const float>'", view_of_const},
      {"no return statement in function returning non-void|control reaches end of non-void|non-void function does not "
       "return a value",
       GAPLAB_SAY("Every way through this function must end in `return ...;`. Without it the caller gets anything.")},
      {"redefinition of|has already been defined", defined_twice},
      {"return-statement with a value, in function returning 'void'|should not return a value|return value type does "
       "not "
       "match the function type",
       GAPLAB_SAY("This function returns nothing: what it computes goes into its first parameters, y(...) = ...")},
      {"invalid operands of types '.*' to binary 'operator%'|must have integral or unscoped enum type|invalid operands "
       "to "
       "binary expression \\('(?:float|double)'",
       GAPLAB_SAY("% is the remainder of whole numbers. For a quotient write /.")},
      {"lvalue required as left operand|expression is not assignable|must be an lvalue",
       GAPLAB_SAY("Left of the = must stand something that can be changed: a variable, or an element of an output.")},
      {"'else' without a previous 'if'|expected expression.*else", GAPLAB_SAY(else_alone), true},
      {"expected unqualified-id before|expected unqualified-id", outside_of_functions, true},
      {"expected a declaration|expected declaration before|extraneous closing brace", expected_declaration, true},
      {"'(\\w+)' does not name a type|unknown type name '(\\w+)'", unknown_type, true},
      {"expected primary-expression before '<'|expected expression", expected_expression, true},
      {"^(.*): No such file or directory|'(.*)' file not found|cannot open source file '(.*)'", missing_header, true},
      {"request for member '\\w+' in '(\\w+)', which is of non-class type|member reference base type '(?:int|float)'",
       GAPLAB_SAY("A number has no members. Does a variable hide the tensor of the same name? Give it another one.")},
      {"variable or field '\\w+' declared void", unknown_parameter_type, true},
      {"cannot be used as a function|is not a function or function pointer|must have \\(pointer-to-\\) function type",
       as_a_function},
      {"function-definition is not allowed here|function definition is not allowed here",
       GAPLAB_SAY("A function cannot stand within another one. Does the one above lack its closing brace?"), true},
      {"invalid conversion from 'const float\\*' to 'float\\*'|'const float \\*' cannot be (?:used to "
       "initialize|assigned "
       "to) an entity of type 'float \\*'|cannot initialize a variable of type 'float \\*'.*'const float \\*'",
       GAPLAB_SAY("The elements of an input are const: const float* p = x.data;")},
      {"has no initializer|cannot deduce 'auto' type|requires an initializer",
       GAPLAB_SAY("`auto` takes its type from a value: give it one, or write the type, as in float sum = 0;")},
      {"no matching function for call to '(?:std::)?(?:min|max|clamp)|no instance of overloaded function "
       "'std::(?:min|max)",
       GAPLAB_SAY(
           "Both arguments must have the same type. Name it: std::min<int>(a, b), std::max<std::ptrdiff_t>(a, b).")},
      {"no match for 'operator=' \\(operand types are 'gaplab::|no operator '=' matches|no viable overloaded '='",
       GAPLAB_SAY("A number cannot be assigned to a whole tensor. Name the element: y(n, c, 0, 0) = ...")},
      {"expected '\\)'|expected a '\\)'|expected '.*\\)'", parenthesis, true},
      {"narrowing conversion",
       GAPLAB_SAY("The value may not fit into the other type. If you know that it does: static_cast<int>(...).")},
      {"multiple definition of .main'",
       GAPLAB_SAY("The checker has a main() of its own, which calls the lab's functions: delete this one.")},
      {"undefined reference to", undefined_at_link},
      {"calling a __host__ function(?:\\('[^']*'\\)|.*) from a __(?:global|device)__ function",
       GAPLAB_SAY("A kernel can only call functions of the device: put __device__ before that function, or do without "
                  "it.")},
      {"a host function call cannot be configured|is not a kernel",
       GAPLAB_SAY("Only a kernel is launched with <<< >>>: put __global__ before that function.")},
      {"invalid operands of types 'void \\(.*'operator<<'|invalid operands of types 'void\\(.*'operator<<'",
       GAPLAB_SAY("A launch has three angle brackets on each side: kernel<<<blocks, threads>>>(...);")},
      {"launch_config",
       GAPLAB_SAY("Between <<< and >>> stand the number of blocks and that of the threads in each, with a comma.")},
      {"size of array '\\w+' is not an integral constant|must have a constant value|variable length array",
       GAPLAB_SAY(
           "An array's size must be known to the compiler: constexpr int threads = 256. Shared memory whose size "
           "is chosen at the launch: extern __shared__ float s[]; and its bytes third in <<< >>>.")},
      {"a __global__ function call must be configured|call to global function",
       GAPLAB_SAY("A kernel is launched: kernel<<<blocks, threads>>>(...);")},
      {"too few arguments|too many arguments",
       GAPLAB_SAY("Count the arguments of this call, and the parameters where the function is declared.")},
      {"expected a '}'|expected '}'", GAPLAB_SAY("A `{` is never closed."), true},
      {"expected|unexpected", GAPLAB_SAY(""), true},
  };
  return known;
}

#undef GAPLAB_SAY

/// The first that fits, and what it took.
const known_error* find_known(const std::string& text, std::smatch& found) {
  for (const known_error& known : known_errors()) {
    if (std::regex_search(text, found, std::regex(known.pattern))) return &known;
  }
  return nullptr;
}

}  // namespace

advice explain_error(const compiler_message& error, const std::vector<std::string>& lines) {
  matched_error e{error, lines, {}};
  const known_error* known = find_known(error.text, e.found);
  return known == nullptr ? advice{} : known->explain(e);
}

bool loses_the_way(const compiler_message& error) {
  std::smatch ignored;
  const known_error* known = find_known(error.text, ignored);
  return known != nullptr && known->loses_the_way;
}

}  // namespace gaplab
