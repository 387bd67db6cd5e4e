#include "translate/statements.hpp"

namespace gaplab::sim {

namespace {

/// What the tokens before a brace say of it.
struct head {
  bool names_namespace = false;  ///< namespace
  bool names_class = false;      ///< class, struct, union or enum
  bool has_bases = false;        ///< of such a one, or initialisers of a constructor: a : outside of parentheses
  bool has_parameters = false;   ///< a ( that may begin a function's, before any :
  bool device = false;           ///< __global__ or __device__
  bool assigns = false;          ///< = outside of brackets: what follows is a value
  bool qualified = false;        ///< __device__, __shared__ ...
};

struct scope {
  scope_kind kind;
  scope_kind around;      ///< the same, but for an initialiser that of the scope it is in
  bool device_statement;  ///< for an initialiser: it is part of a device function's head
  std::size_t statement;  ///< the first token of the statement under way; none: it has not begun
  head of_statement;
  int parentheses;  ///< open ones within the scope
};

class walker {
 public:
  walker(const token_list& tokens, statement_visitor& visitor) : m_tokens(tokens), m_visitor(visitor) {}

  void run() {
    m_scopes.push_back({scope_kind::namespace_scope, scope_kind::namespace_scope, false, token_list::none, {}, 0});
    for (std::size_t i = 0; i < m_tokens.size(); ++i) {
      const token_kind kind = m_tokens[i].kind;
      if (kind == token_kind::space || kind == token_kind::marker || kind == token_kind::foreign) continue;
      m_visitor.token(i, begins_on_device() ? scope_kind::device_function : top().around);
      step(i);
    }
  }

 private:
  scope& top() { return m_scopes.back(); }

  /// In the head of a device function: default arguments and a constructor's initialisers are evaluated there.
  [[nodiscard]] bool begins_on_device() const {
    const scope& s = m_scopes.back();
    if (s.kind == scope_kind::initialiser) return s.device_statement;
    const bool outside = s.kind == scope_kind::namespace_scope || s.kind == scope_kind::class_scope;
    return outside && s.of_statement.device && s.of_statement.has_parameters;
  }

  void step(std::size_t i) {
    const std::string_view text = m_tokens[i].text;
    if (i < m_passed) return;
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
      if (top().parentheses == 0 && !top().of_statement.has_bases && begins_parameters(i)) {
        top().of_statement.has_parameters = true;
      }
      ++top().parentheses;
    } else if (text == "[") {
      bracket(i);
    } else if (text == ")") {
      if (top().parentheses > 0) --top().parentheses;
    } else if (text == "=" && top().parentheses == 0) {
      top().of_statement.assigns = true;
    } else if (text == ":" && top().parentheses == 0) {
      if (is_label(i)) {
        top().statement = token_list::none;
        top().of_statement = {};
      } else {
        top().of_statement.has_bases = true;
      }
    }
  }

  /// Attributes are passed over; of a lambda its body is found.
  void bracket(std::size_t i) {
    const std::size_t behind = m_tokens.behind_attributes(i);
    if (behind != i) {
      m_passed = behind;
      return;
    }
    if (is_subscript(i)) return;
    bool device = false;
    std::size_t at = m_tokens.next(m_tokens.partner(i));
    if (m_tokens.is(at, "<")) at = m_tokens.next(m_tokens.closing_angle(at));
    constexpr int most_parts = 100;
    for (int parts = 0; parts < most_parts && at != token_list::none; ++parts) {
      if (m_tokens.is(at, "{")) {
        m_lambda_bodies.push_back({at, device});
        return;
      }
      device = device || m_tokens.is(at, "__device__");
      if (m_tokens.is(at, "(") || m_tokens.is(at, "[")) {
        at = m_tokens.partner(at);
      } else if (!m_tokens.is_word(at) && !may_be_of_type(at)) {
        return;
      }
      at = m_tokens.next(at);
    }
  }

  /// What may stand in the type after ->.
  [[nodiscard]] bool may_be_of_type(std::size_t i) const {
    if (m_tokens[i].kind == token_kind::number) return true;
    constexpr std::string_view characters = "<>*&:-,";
    return m_tokens[i].kind == token_kind::punctuation &&
           characters.find(m_tokens[i].text.front()) != std::string_view::npos;
  }

  /// a[i], int a[3] or operator[].
  [[nodiscard]] bool is_subscript(std::size_t i) const {
    const std::size_t before = m_tokens.previous(i);
    if (before == token_list::none) return false;
    if (!m_tokens.is_word(before)) return m_tokens.is(before, "]") || m_tokens[before].kind == token_kind::literal;
    return !m_tokens.is(before, "return") && !m_tokens.is(before, "else") && !m_tokens.is(before, "do") &&
           !m_tokens.is(before, "throw") && !m_tokens.is(before, "case");
  }

  void begin_statement(std::size_t i) {
    if (top().statement == token_list::none) top().statement = i;
  }

  void note_word(std::size_t i, std::string_view word) {
    head& h = top().of_statement;
    if (word == "template") {
      // template <class T = int>: none of its words and signs is one of the declaration.
      const std::size_t open = m_tokens.next(i);
      const std::size_t close = m_tokens.is(open, "<") ? m_tokens.closing_angle(open) : token_list::none;
      if (close != token_list::none) m_passed = close + 1;
      return;
    }
    if (word == "operator") {
      pass_operator(i);
      return;
    }
    if (is_variable_qualifier(word)) h.qualified = true;
    if (word == "__global__" || word == "__device__") h.device = true;
    if (top().parentheses > 0) return;
    if (word == "namespace") h.names_namespace = true;
    if (word == "class" || word == "struct" || word == "union" || word == "enum") h.names_class = true;
  }

  /// operator==: its signs are part of a name.
  void pass_operator(std::size_t i) {
    std::size_t at = m_tokens.next(i);
    if (m_tokens.is(at, "(") && m_tokens.is(m_tokens.next(at), ")")) at = m_tokens.next(m_tokens.next(at));
    while (at != token_list::none && m_tokens[at].kind == token_kind::punctuation && !m_tokens.is(at, "(") &&
           !m_tokens.is(at, ";") && !m_tokens.is(at, "{") && !m_tokens.is(at, "}")) {
      at = m_tokens.next(at);
    }
    m_passed = at == token_list::none ? m_tokens.size() : at;
  }

  /// public: and its like, case 3: and default:, and one to go to.
  [[nodiscard]] bool is_label(std::size_t i) const {
    const std::size_t before = m_tokens.previous(i);
    if (m_tokens.is(before, "public") || m_tokens.is(before, "private") || m_tokens.is(before, "protected"))
      return true;
    const scope& s = m_scopes.back();
    const bool in_function = s.kind == scope_kind::host_function || s.kind == scope_kind::device_function;
    return in_function && (s.statement == before || m_tokens.is(s.statement, "case"));
  }

  /// After a name, a lambda's brackets or an operator; not after < as in base<(n > 1)>.
  [[nodiscard]] bool begins_parameters(std::size_t i) const {
    const std::size_t before = m_tokens.previous(i);
    if (i == m_passed) return true;  // of an operator
    return !m_tokens.is_one_of(before, {"__attribute__", "alignas", "decltype", "noexcept", "__declspec", "explicit",
                                        "<", ",", "&", "|", "!"});
  }

  /// extern "C" {
  [[nodiscard]] bool begins_linkage(std::size_t i) const {
    const std::size_t before = m_tokens.previous(i);
    return before != token_list::none && m_tokens[before].kind == token_kind::literal &&
           m_tokens.is(m_tokens.previous(before), "extern");
  }

  void open(std::size_t i) {
    begin_statement(i);
    const scope_kind kind = kind_of_brace(i);
    const bool value = kind == scope_kind::initialiser;
    m_scopes.push_back({kind, value ? top().around : kind, value && begins_on_device(), token_list::none, {}, 0});
  }

  [[nodiscard]] scope_kind kind_of_brace(std::size_t i) {
    const head& h = top().of_statement;
    const scope_kind around = top().around;
    const bool in_function = around == scope_kind::host_function || around == scope_kind::device_function;
    while (!m_lambda_bodies.empty() && m_lambda_bodies.back().brace < i) m_lambda_bodies.pop_back();
    if (!m_lambda_bodies.empty() && m_lambda_bodies.back().brace == i) {
      const bool device = m_lambda_bodies.back().device || around == scope_kind::device_function || begins_on_device();
      return device ? scope_kind::device_function : scope_kind::host_function;
    }
    if (top().kind == scope_kind::initialiser) return scope_kind::initialiser;
    if (top().parentheses > 0) return in_function ? around : scope_kind::initialiser;
    const bool ends_head = m_tokens.is(m_tokens.previous(i), ")");
    if (h.assigns && !(h.has_parameters && ends_head && !in_function)) return scope_kind::initialiser;
    if (h.names_namespace || begins_linkage(i)) return scope_kind::namespace_scope;
    if (h.names_class && !h.has_parameters) return scope_kind::class_scope;
    if (in_function) return h.qualified ? scope_kind::initialiser : around;
    if (!h.has_parameters) return scope_kind::initialiser;  // T v{...};
    const std::size_t before = m_tokens.previous(i);
    // S() : a{1} {}
    if (h.has_bases && (m_tokens.is_word(before) || m_tokens.is(before, ">"))) return scope_kind::initialiser;
    return h.device ? scope_kind::device_function : scope_kind::host_function;
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
    if (meets) m_visitor.declaration(first, i, top().around);
  }

  const token_list& m_tokens;
  statement_visitor& m_visitor;
  std::vector<scope> m_scopes;
  struct lambda_body {
    std::size_t brace;
    bool device;
  };
  std::vector<lambda_body> m_lambda_bodies;  ///< found, but not reached yet
  std::size_t m_passed = 0;                  ///< tokens before this one say nothing
};

}  // namespace

bool is_variable_qualifier(std::string_view word) {
  return word == "__device__" || word == "__constant__" || word == "__shared__" || word == "__managed__";
}

void walk_statements(const token_list& tokens, statement_visitor& visitor) { walker(tokens, visitor).run(); }

}  // namespace gaplab::sim
