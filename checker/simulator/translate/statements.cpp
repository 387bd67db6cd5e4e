#include "translate/statements.hpp"

namespace gaplab::sim {

namespace {

/// What the tokens before a brace say of it.
struct head {
  bool names_namespace = false;  ///< namespace, or extern "C"
  bool names_class = false;      ///< class, struct, union or enum
  bool has_parameters = false;   ///< a ( outside of attributes
  bool device = false;           ///< __global__ or __device__
  bool assigns = false;          ///< = outside of brackets: what follows is a value
  bool qualified = false;        ///< __device__, __shared__ ...
};

struct scope {
  scope_kind kind;
  std::size_t statement;  ///< the first token of the statement under way; none: it has not begun
  head of_statement;
  int parentheses;  ///< open ones within the scope
};

class walker {
 public:
  walker(const token_list& tokens, statement_visitor& visitor) : m_tokens(tokens), m_visitor(visitor) {}

  void run() {
    m_scopes.push_back({scope_kind::namespace_scope, token_list::none, {}, 0});
    for (std::size_t i = 0; i < m_tokens.size(); ++i) {
      const token_kind kind = m_tokens[i].kind;
      if (kind == token_kind::space || kind == token_kind::marker || kind == token_kind::foreign) continue;
      m_visitor.token(i, function_scope());
      step(i);
    }
  }

 private:
  scope& top() { return m_scopes.back(); }

  /// The scope that says whether code runs on the device: that of an initialiser is the one around it.
  [[nodiscard]] scope_kind function_scope() const {
    for (std::size_t i = m_scopes.size(); i-- > 0;) {
      if (m_scopes[i].kind != scope_kind::initialiser) return m_scopes[i].kind;
    }
    return scope_kind::namespace_scope;
  }

  void step(std::size_t i) {
    const std::string_view text = m_tokens[i].text;
    if (m_tokens[i].kind != token_kind::punctuation) {
      begin_statement(i);
      note_word(i, text);
      return;
    }
    switch (text.front()) {
      case '{': open(i); return;
      case '}': close(); return;
      case ';':
        if (top().parentheses == 0) end_statement(i);
        return;
      default: break;
    }
    begin_statement(i);
    if (text == "(") {
      if (top().parentheses == 0 && !follows_attribute(i)) top().of_statement.has_parameters = true;
      ++top().parentheses;
    } else if (text == ")") {
      if (top().parentheses > 0) --top().parentheses;
    } else if (text == "=" && top().parentheses == 0 && !m_tokens.is(m_tokens.previous(i), "operator")) {
      top().of_statement.assigns = true;
    } else if (text == ":" && is_label(i)) {
      top().statement = token_list::none;  // public: and its like
      top().of_statement = {};
    }
  }

  void begin_statement(std::size_t i) {
    if (top().statement == token_list::none) top().statement = i;
  }

  void note_word(std::size_t i, std::string_view word) {
    head& h = top().of_statement;
    if (is_variable_qualifier(word)) h.qualified = true;
    if (word == "__global__" || word == "__device__") h.device = true;
    if (top().parentheses > 0) return;
    if (word == "namespace") h.names_namespace = true;
    if (word == "extern") {
      const std::size_t after = m_tokens.next(i);
      if (after != token_list::none && m_tokens[after].kind == token_kind::literal) h.names_namespace = true;
    }
    if ((word == "class" || word == "struct" || word == "union" || word == "enum") && !in_template_list(i)) {
      h.names_class = true;
    }
  }

  /// template <class T>: a class that is none.
  [[nodiscard]] bool in_template_list(std::size_t i) const {
    const std::size_t before = m_tokens.previous(i);
    return m_tokens.is(before, "<") || m_tokens.is(before, ",");
  }

  [[nodiscard]] bool is_label(std::size_t i) const {
    const std::size_t before = m_tokens.previous(i);
    return m_tokens.is(before, "public") || m_tokens.is(before, "private") || m_tokens.is(before, "protected");
  }

  [[nodiscard]] bool follows_attribute(std::size_t i) const {
    const std::size_t before = m_tokens.previous(i);
    return m_tokens.is(before, "__attribute__") || m_tokens.is(before, "alignas") || m_tokens.is(before, "decltype") ||
           m_tokens.is(before, "noexcept") || m_tokens.is(before, "__declspec");
  }

  void open(std::size_t i) {
    begin_statement(i);
    const head& h = top().of_statement;
    const scope_kind around = function_scope();
    scope_kind kind = around;
    if (top().kind == scope_kind::initialiser || (h.assigns && top().parentheses == 0 && !begins_lambda_body(i))) {
      kind = scope_kind::initialiser;
    } else if (h.names_namespace) {
      kind = scope_kind::namespace_scope;
    } else if (h.names_class && !h.has_parameters) {
      kind = scope_kind::class_scope;
    } else if (around == scope_kind::namespace_scope || around == scope_kind::class_scope) {
      if (h.has_parameters || begins_lambda_body(i)) {
        kind = h.device ? scope_kind::device_function : scope_kind::host_function;
      } else {
        kind = scope_kind::initialiser;  // T v{...};
      }
    }
    if (kind == scope_kind::host_function && is_device_lambda(i)) kind = scope_kind::device_function;
    m_scopes.push_back({kind, token_list::none, {}, 0});
  }

  /// [=] __device__ (int i) {
  [[nodiscard]] bool is_device_lambda(std::size_t brace) const {
    std::size_t before = m_tokens.previous(brace);
    for (int parts = 0; parts < 8 && before != token_list::none; ++parts) {
      if (m_tokens.is(before, "__device__")) return true;
      if (m_tokens.is(before, ")")) before = m_tokens.partner(before);
      const bool part = m_tokens.is(before, "(") || m_tokens.is(before, "__host__") || m_tokens.is(before, "mutable");
      if (before == token_list::none || !part) return false;
      before = m_tokens.previous(before);
    }
    return false;
  }

  /// After `)` or `]`, perhaps with specifiers between.
  [[nodiscard]] bool begins_lambda_body(std::size_t i) const {
    std::size_t before = m_tokens.previous(i);
    while (m_tokens.is_word(before) && (m_tokens.is(before, "mutable") || m_tokens.is(before, "noexcept") ||
                                        m_tokens.is(before, "__device__") || m_tokens.is(before, "__host__"))) {
      before = m_tokens.previous(before);
    }
    return m_tokens.is(before, ")") || m_tokens.is(before, "]");
  }

  void close() {
    if (m_scopes.size() == 1) return;  // one too many: the compiler will say so
    const scope_kind kind = top().kind;
    m_scopes.pop_back();
    // A class and a value go on to their `;`: struct { float x; } s[32];
    if (kind == scope_kind::class_scope || kind == scope_kind::initialiser || top().parentheses > 0) return;
    top().statement = token_list::none;
    top().of_statement = {};
  }

  void end_statement(std::size_t i) {
    const bool meets = top().of_statement.qualified && top().statement != token_list::none;
    const std::size_t first = top().statement;
    top().statement = token_list::none;
    top().of_statement = {};
    if (meets) m_visitor.declaration(first, i, top().kind == scope_kind::initialiser ? function_scope() : top().kind);
  }

  const token_list& m_tokens;
  statement_visitor& m_visitor;
  std::vector<scope> m_scopes;
};

}  // namespace

bool is_variable_qualifier(std::string_view word) {
  return word == "__device__" || word == "__constant__" || word == "__shared__" || word == "__managed__";
}

void walk_statements(const token_list& tokens, statement_visitor& visitor) { walker(tokens, visitor).run(); }

}  // namespace gaplab::sim
