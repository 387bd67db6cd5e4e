#include "rewrite/scopes.hpp"

#include <algorithm>
#include <array>

namespace gaplab::sim::rewriting {

namespace {

template <std::size_t n>
bool is_one_of(std::string_view word, const std::array<std::string_view, n>& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

constexpr std::array<std::string_view, 3> class_keys = {"class", "struct", "union"};
/// Words whose parentheses are no parameter list.
constexpr std::array<std::string_view, 10> with_arguments = {
    "__attribute__", "__attribute", "alignas", "decltype", "noexcept",
    "__declspec",    "throw",       "typeof",  "requires", "explicit"};
/// Words that stand before an expression, so that a [ after them begins a lambda.
constexpr std::array<std::string_view, 12> before_expressions = {
    "return", "co_return", "co_yield", "else", "do", "case", "throw", "and", "or", "not", "in", "co_await"};

/// What is known of the statement or declaration that is being read, at one level of brackets.
struct statement {
  std::size_t first = none;
  int angles = 0;  ///< open < of a template's head or of a class's name
  bool after_template = false;
  bool is_namespace = false;
  bool is_enum = false;
  bool is_class = false;
  bool has_bases = false;
  bool class_is_type = false;  ///< the class was only named, or its body is over: a declarator follows
  bool has_parameters = false;
  bool is_assigned = false;
  bool is_operator = false;
  bool has_initialisers = false;  ///< of a constructor
  bool is_device = false;
  bool has_lambda = false;  ///< a lambda's [ ] was read, and its body was not
  bool lambda_is_device = false;
  std::size_t name = none;
};

struct level {
  std::size_t scope = 0;
  bool braces = true;
  statement now;
};

class reader {
 public:
  reader(const source& from, std::vector<scope>& found, std::vector<std::size_t>& around,
         std::vector<std::size_t>& statements, std::vector<std::size_t>& opened)
      : m_from(from), m_scopes(found), m_around(around), m_statements(statements), m_opened(opened) {}

  void run() {
    m_scopes.emplace_back();
    m_levels.push_back({0, true, {}});
    for (std::size_t i = 0; i < m_from.tokens.size(); ++i) {
      if (is_closing(m_from.tokens[i].text) && m_from.match(i) != none) close();
      level& here = m_levels.back();
      const bool fresh = here.now.first == none;
      if (fresh) here.now.first = i;
      m_around.push_back(here.scope);
      m_statements.push_back(here.now.first);
      m_opened.push_back(none);
      if (is_opening(m_from.tokens[i].text) && m_from.match(i) != none) {
        open(i, fresh);
      } else {
        read(i);
      }
    }
  }

 private:
  void open(std::size_t i, bool fresh) {
    level& here = m_levels.back();
    std::size_t inner = here.scope;
    if (m_from.is(i, "{")) {
      inner = m_scopes.size();
      m_opened.back() = inner;
      m_scopes.push_back(opened_scope(i, fresh));
    } else if (here.now.angles == 0) {
      if (m_from.is(i, "(")) open_parentheses(i);
      if (m_from.is(i, "[")) open_index(i);
    }
    m_levels.push_back({inner, m_from.is(i, "{"), {}});
  }

  void open_parentheses(std::size_t i) {
    statement& now = m_levels.back().now;
    if (now.has_parameters || now.is_assigned || now.has_bases) return;
    if (i > 0 && is_one_of(m_from.tokens[i - 1].text, with_arguments)) return;
    now.has_parameters = true;
    if (m_from.is_identifier(i - 1)) now.name = i - 1;
  }

  void open_index(std::size_t i) {
    if (m_from.is(i + 1, "[") || m_from.is(i - 1, "[")) return;  // an attribute
    if (i > 0) {
      const token& before = m_from.tokens[i - 1];
      const bool operand = before.kind != token_kind::punctuation || before.text == ")" || before.text == "]" ||
                           before.text == ">";
      if (operand && !is_one_of(before.text, before_expressions)) return;
    }
    m_levels.back().now.has_lambda = true;
    m_levels.back().now.lambda_is_device = false;
  }

  scope opened_scope(std::size_t i, bool fresh) {
    level& here = m_levels.back();
    statement& now = here.now;
    scope made;
    made.kind = kind_of(i, fresh);
    made.parent = here.scope;
    made.brace = i;
    const scope& outer = m_scopes[here.scope];
    made.function = outer.function;
    made.outermost = outer.outermost;
    if (made.kind != scope_kind::function) return made;
    made.function = m_scopes.size();
    if (made.outermost == none) made.outermost = made.function;
    made.lambda = now.has_lambda;
    made.device = now.has_lambda ? now.lambda_is_device : now.is_device;
    if (!now.has_lambda) made.name = now.name;
    now.has_lambda = false;
    return made;
  }

  [[nodiscard]] scope_kind kind_of(std::size_t i, bool fresh) const {
    const level& here = m_levels.back();
    const statement& now = here.now;
    if (now.has_lambda) return scope_kind::function;
    if (now.is_namespace) return scope_kind::names;
    if (m_from.is_string(i - 1) && m_from.is(i - 2, "extern")) return scope_kind::names;
    if (now.is_enum && !now.has_parameters) return scope_kind::values;
    if (now.is_class && !now.class_is_type && !now.is_assigned && (now.has_bases || !now.has_parameters)) {
      return scope_kind::members;
    }
    const scope_kind outer = m_scopes[here.scope].kind;
    if (here.braces && (outer == scope_kind::names || outer == scope_kind::members)) return kind_in_declaration(i);
    if (!here.braces) return fresh ? scope_kind::block : scope_kind::values;
    if (outer == scope_kind::values) return scope_kind::values;
    const bool statement_follows = fresh || m_from.is(i - 1, ")") || m_from.is(i - 1, "else") ||
                                   m_from.is(i - 1, "do") || m_from.is(i - 1, "try") || m_from.is(i - 1, "]");
    return statement_follows ? scope_kind::block : scope_kind::values;
  }

  [[nodiscard]] scope_kind kind_in_declaration(std::size_t i) const {
    const statement& now = m_levels.back().now;
    if (now.is_assigned || !now.has_parameters) return scope_kind::values;
    const bool member_follows = m_from.is(i - 1, ">") || (m_from.is_identifier(i - 1) && !m_from.is(i - 1, "try"));
    return now.has_initialisers && member_follows ? scope_kind::values : scope_kind::function;
  }

  void close() {
    const level inner = m_levels.back();
    m_levels.pop_back();
    if (!inner.braces) return;
    const scope& closed = m_scopes[inner.scope];
    statement& now = m_levels.back().now;
    const bool ends = closed.kind == scope_kind::names || closed.kind == scope_kind::block ||
                      (closed.kind == scope_kind::function && !closed.lambda);
    if (ends) m_over = true;
    if (closed.kind == scope_kind::members) now.class_is_type = true;
  }

  void read(std::size_t i) {
    level& here = m_levels.back();
    statement& now = here.now;
    const token& it = m_from.tokens[i];
    if (m_over) {  // this is the brace that ended the statement
      m_over = false;
      now = {};
    } else if (it.text == ";") {
      now = {};
    } else if (now.angles > 0) {
      if (it.text == "<") ++now.angles;
      if (it.text == ">") --now.angles;
    } else if (it.text == "<") {
      if (now.after_template || (now.is_class && !now.class_is_type && !now.has_bases)) now.angles = 1;
    } else if (it.text == ":") {
      read_colon(i);
    } else if (it.text == "=") {
      if (!now.is_operator || now.has_parameters) now.is_assigned = true;
    } else if (it.kind == token_kind::identifier) {
      read_word(i);
    }
    now.after_template = it.text == "template";
  }

  void read_colon(std::size_t i) {
    level& here = m_levels.back();
    statement& now = here.now;
    const scope_kind outer = m_scopes[here.scope].kind;
    const bool declares = outer == scope_kind::names || outer == scope_kind::members;
    const bool access = !now.is_class && !now.is_enum && now.first + 1 == i && m_from.is_identifier(now.first);
    const bool label = !declares && here.braces && (m_from.is(now.first, "case") || m_from.is(now.first, "default"));
    if (here.braces && (access || label)) {
      now = {};
    } else if (now.is_class && !now.class_is_type && !now.has_parameters) {
      now.has_bases = true;
    } else if (declares && now.has_parameters) {
      now.has_initialisers = true;
    }
  }

  void read_word(std::size_t i) {
    statement& now = m_levels.back().now;
    const std::string_view word = m_from.tokens[i].text;
    if (word == "namespace") {
      now.is_namespace = true;
    } else if (word == "enum") {
      now.is_enum = true;
    } else if (is_one_of(word, class_keys)) {
      now.is_class = true;
    } else if (word == "operator") {
      now.is_operator = true;
    } else if (word == "__device__" || word == "__global__") {
      (now.has_lambda ? now.lambda_is_device : now.is_device) = true;
    } else if (now.is_class && !now.has_bases && word != "final" && word != "alignas" && word != "__attribute__") {
      // `struct P p`: P is no class that is being defined.
      const bool after_name = m_from.is_identifier(i - 1) && !is_one_of(m_from.tokens[i - 1].text, class_keys);
      if (after_name || m_from.is(i - 1, ">") || m_from.is(i - 1, "*") || m_from.is(i - 1, "&")) {
        now.class_is_type = true;
      }
    }
  }

  const source& m_from;
  std::vector<scope>& m_scopes;
  std::vector<std::size_t>& m_around;
  std::vector<std::size_t>& m_statements;
  std::vector<std::size_t>& m_opened;
  std::vector<level> m_levels;
  bool m_over = false;
};

}  // namespace

scopes::scopes(const source& from) {
  m_around.reserve(from.tokens.size());
  m_statement.reserve(from.tokens.size());
  m_opened.reserve(from.tokens.size());
  reader(from, m_scopes, m_around, m_statement, m_opened).run();
  set_device({});
}

void scopes::set_device(const std::vector<std::size_t>& functions) {
  for (const std::size_t function : functions) m_scopes[function].device = true;
  // A scope stands behind the one around it.
  for (scope& it : m_scopes) {
    if (it.parent != none && it.kind != scope_kind::members && m_scopes[it.parent].device) it.device = true;
  }
}

}  // namespace gaplab::sim::rewriting
