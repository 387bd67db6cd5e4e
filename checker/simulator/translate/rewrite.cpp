#include "translate/rewrite.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "translate/declarators.hpp"
#include "translate/launches.hpp"
#include "translate/refusals.hpp"
#include "translate/statements.hpp"
#include "translate/tokens.hpp"

namespace gaplab::sim {

namespace {

/// What answers for a built-in variable; empty for any other word.
std::string_view builtin_function(std::string_view w) {
  if (w == "threadIdx") return "thread_index";
  if (w == "blockIdx") return "block_index";
  if (w == "blockDim") return "block_size";
  if (w == "gridDim") return "grid_size";
  return {};
}

class rewriter final : public statement_visitor {
 public:
  rewriter(std::string_view text, const rewrite_options& options)
      : m_tokens(text), m_own(names_of_the_user(m_tokens)), m_check(options.check) {}

  rewritten run() {
    for (std::size_t i = 0; i < m_tokens.size(); ++i) {
      if (m_tokens[i].kind == token_kind::marker) blank_pragma(i);
    }
    walk_statements(m_tokens, *this);
    return {m_tokens.text(), std::move(m_refusals)};
  }

  void token(std::size_t i, scope_kind scope) override {
    const bool on_device = scope == scope_kind::device_function;
    if (m_tokens[i].kind == token_kind::punctuation) {
      if (!begins_launch(m_tokens, i)) return;
      if (on_device) refuse(i, "<<<", "a launch within a kernel: launch from the host");
      const launch_arguments arguments = rewrite_launch(m_tokens, i);
      m_arguments_end = std::max(m_arguments_end, arguments.close);
      if (const std::size_t braces = find_braced_argument(m_tokens, arguments); braces != token_list::none) {
        refuse(braces, "{", "an argument of a launch without a type: write its type before the brace");
      }
    } else if (m_tokens[i].kind == token_kind::word) {
      word(i, m_tokens[i].text, on_device);
    }
  }

  void declaration(std::size_t first, std::size_t end, scope_kind scope) override {
    const sim::declaration d = parse_declaration(m_tokens, first, end);
    if (d.is_function) return;
    if (!d.managed.empty()) return;  // refused by its name
    if (!d.shared.empty()) {
      shared_variables(d, first, end, scope);
    } else {
      device_variables(d, first, end, scope);
    }
  }

 private:
  void refuse(std::size_t i, std::string_view name, std::string_view advice) {
    const std::string& file = m_tokens.file_of(i);
    const int line = m_tokens[i].line;
    const bool told = std::any_of(m_refusals.begin(), m_refusals.end(),
                                  [&](const refusal& r) { return r.line == line && r.file == file && r.name == name; });
    if (!told && m_refusals.size() < most_refusals) {
      m_refusals.push_back({file, line, std::string(name), std::string(advice)});
    }
  }

  /// #pragma unroll and those for nvcc alone. The line's end stays.
  void blank_pragma(std::size_t i) {
    const std::string_view text = m_tokens[i].text;
    if (text.rfind("#pragma ", 0) != 0) return;
    const std::string_view rest = text.substr(8);
    const bool nvcc = rest.rfind("unroll", 0) == 0 || rest.rfind("nounroll", 0) == 0 || rest.rfind("nv_", 0) == 0 ||
                      rest.rfind("hd_warning", 0) == 0;
    if (nvcc) m_tokens.replace(i, text.back() == '\n' ? "\n" : "");
  }

  void word(std::size_t i, std::string_view w, bool on_device) {
    if (const auto advice = m_own.contains(w) ? std::nullopt : refused_word(m_tokens, i, on_device)) {
      refuse(i, w, *advice);
    } else if (i < m_arguments_end && (w == "__null" || w == "NULL")) {
      m_tokens.replace(i, "nullptr");  // __null is an integer, as far as a template can see
    } else if (w == "__device__" || w == "__constant__" || w == "__global__" || w == "__host__") {
      m_tokens.erase(i);
    } else if (w == "__noinline__") {
      // __attribute__((__noinline__)) is right as it is.
      if (const std::size_t before = m_tokens.previous(i); m_tokens.is(before, "(") || m_tokens.is(before, ",")) return;
      m_tokens.replace(i, "__attribute__((noinline))");
    } else if (w == "cudaLaunchKernel") {
      rewrite_launch_call(m_tokens, i);
    } else if (on_device) {
      device_word(i, w);
    }
  }

  void device_word(std::size_t i, std::string_view w) {
    const std::size_t before = m_tokens.previous(i);
    const std::size_t after = m_tokens.next(i);
    if ((w == "malloc" || w == "free") && m_tokens.is(after, "(")) {
      if (m_tokens.is(before, ".") || m_tokens.is(before, "->")) return;
      if (m_tokens.is(before, "::")) {
        const std::size_t space = m_tokens.previous(before);
        if (m_tokens.is_word(space)) {
          if (!m_tokens.is(space, "std")) return;
          m_tokens.erase(space);
        }
        m_tokens.erase(before);
      }
      m_tokens.replace(i, " ::gaplab::sim::device_" + std::string(w));
    } else if (const std::string_view function = builtin_function(w); !function.empty()) {
      builtin_variable(i, function);
    } else if (const auto array = m_dynamic.find(w); array != m_dynamic.end()) {
      if (is_whole_pointer(i)) m_tokens.insert_before(i, "+");
    } else if (w == "new" && !m_tokens.is(after, "(") && !m_tokens.is(before, "operator")) {
      refuse(i, "new", "new in a kernel: use malloc and free, or memory that the host allocates");
    }
  }

  void builtin_variable(std::size_t i, std::string_view function) {
    const std::size_t before = m_tokens.previous(i);
    const std::size_t after = m_tokens.next(i);
    if (m_tokens.is(before, ".") || m_tokens.is(before, "->")) return;
    if (m_tokens.is(after, "(") || m_tokens.is(after, "{")) return;  // a member that a constructor initialises
    if (m_tokens.is(before, "::")) {
      const std::size_t space = m_tokens.previous(before);
      if (m_tokens.is_word(space) && !is_before_value(space)) return;
      m_tokens.erase(before);
    } else if (m_tokens.is_word(before) && !is_before_value(before)) {
      refuse(i, m_tokens[i].text, "a variable of that name in device code: call it something else");
      return;
    }
    m_tokens.replace(i, fmt::format("(::gaplab::sim::{}())", function));
  }

  /// A word that a value may follow, so that it is no type.
  [[nodiscard]] bool is_before_value(std::size_t i) const {
    return m_tokens.is_one_of(i, {"return", "case", "else", "do", "sizeof", "throw", "and", "or", "not"});
  }

  /// A dynamic array of namespace scope is an object that becomes a pointer where one is asked for. A cast or a
  /// template asks for none, but +array is the pointer.
  [[nodiscard]] bool is_whole_pointer(std::size_t i) const {
    const std::size_t before = m_tokens.previous(i);
    const std::size_t after = m_tokens.next(i);
    const bool begins = m_tokens.is(before, "(") || m_tokens.is(before, ")") || m_tokens.is(before, ",") ||
                        m_tokens.is(before, "=") || m_tokens.is(before, "return");
    if (m_tokens.is(after, ")") || m_tokens.is(after, ",") || m_tokens.is(after, ";")) return begins;
    if (!m_tokens.is(after, "+") && !m_tokens.is(after, "-")) return false;
    const std::size_t behind = m_tokens.next(after);  // neither ++ nor +=
    return begins && !m_tokens.is(behind, "=") && !m_tokens.is(behind, m_tokens[after].text);
  }

  std::string next_name(std::string_view kind) { return fmt::format("gaplab_{}{}", kind, ++m_count); }

  // ---- __shared__

  void shared_variables(const sim::declaration& d, std::size_t first, std::size_t end, scope_kind scope) {
    if (d.declarators.empty()) m_tokens.fail(first, "this __shared__ declares nothing");
    if (d.is_template) {
      refuse(first, "__shared__", "a template of shared variables: declare it in the kernel");
      return;
    }
    if (scope == scope_kind::class_scope) {
      refuse(first, "__shared__", "a shared member of a class: declare it in the kernel");
      return;
    }
    if (d.is_extern) {
      dynamic_shared(d, first, end, scope);
      return;
    }
    for (const declarator& one : d.declarators) {
      if (one.initialised) {
        refuse(one.name, m_tokens[one.name].text,
               "a __shared__ variable cannot be initialised: let a thread assign it");
        return;
      }
    }
    for (const std::size_t i : d.shared) m_tokens.erase(i);
    for (const std::size_t i : d.storage) m_tokens.erase(i);
    const std::string alignment = take_alignments(d);
    if (!m_check) {
      m_tokens.insert_before(m_tokens.behind_attributes(first), " " + alignment + "static thread_local ");
      return;
    }
    static_shared(d, first, end, scope, alignment);
  }

  /// alignas may not stand in the middle: all of them are taken out, to be put where they may.
  std::string take_alignments(const sim::declaration& d) {
    std::string text;
    for (const auto& [begin, last] : d.alignments) {
      text += m_tokens.plain_text(begin, last) + " ";
      for (std::size_t i = begin; i <= last; ++i) {
        if (m_tokens[i].kind != token_kind::space && m_tokens[i].kind != token_kind::marker) m_tokens.erase(i);
      }
    }
    return text;
  }

  void static_shared(const sim::declaration& d, std::size_t first, std::size_t end, scope_kind scope,
                     const std::string& alignment) {
    const std::string name = next_name("s");
    m_tokens.insert_before(first, fmt::format(" struct {}_v {{ {}", name, alignment));
    std::string after = fmt::format(
        "; }}; struct {0}_t {{ char gaplab_before[128]; {0}_v v; char gaplab_after[128]; }}; alignas(128) static {0}_t "
        "{0};",
        name);
    for (const declarator& one : d.declarators) {
      const std::string variable(m_tokens[one.name].text);
      std::string member = variable;
      if (is_word_between(variable, first, one.name)) {
        // tile tile; is no member's declaration.
        member = name + "_m";
        m_tokens.replace(one.name, member);
      }
      // Static, so that a switch may jump over it and a lambda need not capture it.
      after += fmt::format(
          " static auto& {1} = {0}.v.{2}; static ::gaplab::sim::shared_variable {0}_{1} = "
          "::gaplab::sim::describe_shared(\"{1}\", {0}.v.{2});",
          name, variable, member);
      after += scope == scope_kind::namespace_scope
                   ? fmt::format(" static const ::gaplab::sim::shared_registration {0}_{1}_r({0}_{1});", name, variable)
                   : fmt::format(" ::gaplab::sim::declare_shared({}_{});", name, variable);
    }
    m_tokens.replace(end, after);
  }

  [[nodiscard]] bool is_word_between(std::string_view word, std::size_t first, std::size_t end) const {
    for (std::size_t i = first; i < end; i = m_tokens.next(i)) {
      if (m_tokens.is(i, word)) return true;
    }
    return false;
  }

  void dynamic_shared(const sim::declaration& d, std::size_t first, std::size_t end, scope_kind scope) {
    const declarator& one = d.declarators.front();
    if (d.declarators.size() > 1 || !one.is_array) {
      refuse(one.name, m_tokens[one.name].text,
             "dynamic shared memory is declared as one array: extern __shared__ T s[];");
      return;
    }
    for (const std::size_t i : d.shared) m_tokens.erase(i);
    for (const std::size_t i : d.storage) m_tokens.erase(i);
    take_alignments(d);
    erase_attributes(first);
    const std::string type = next_name("d");
    const std::string variable(m_tokens[one.name].text);
    m_tokens.insert_before(first, " typedef ");
    m_tokens.replace(one.name, type);
    if (scope == scope_kind::namespace_scope) {
      m_dynamic.insert(m_tokens[one.name].text);
      m_tokens.replace(
          end, fmt::format("; static const ::gaplab::sim::dynamic_shared_array<{0}> {1}(\"{1}\");", type, variable));
    } else {
      m_tokens.replace(end,
                       fmt::format("; auto* const {1} = ::gaplab::sim::dynamic_shared<{0}>(\"{1}\");", type, variable));
    }
  }

  void erase_attributes(std::size_t first) {
    const std::size_t behind = m_tokens.behind_attributes(first);
    for (std::size_t i = first; i < behind && i != token_list::none; i = m_tokens.next(i)) m_tokens.erase(i);
  }

  // ---- __device__ and __constant__

  void device_variables(const sim::declaration& d, std::size_t first, std::size_t end, scope_kind scope) {
    const bool constant = !d.constant.empty();
    const std::string_view qualifier = constant ? "__constant__" : "__device__";
    if (d.constant.empty() && d.device.empty()) return;  // the qualifier is that of a lambda in the value
    if (d.declarators.empty() || d.is_extern || d.is_constexpr) return;
    const bool all_constant =
        std::all_of(d.declarators.begin(), d.declarators.end(), [](const declarator& one) { return one.constant; });
    if (scope == scope_kind::class_scope && all_constant) return;
    const std::size_t at = constant ? d.constant.front() : d.device.front();
    if (scope == scope_kind::class_scope) {
      refuse(at, qualifier, "a member of a class on the device: declare it outside");
      return;
    }
    if (scope != scope_kind::namespace_scope) {
      // Without a `;` between, this may be the rest of a lambda; with one it is a variable of a function.
      if (!d.storage.empty() || constant) refuse(at, qualifier, "a variable in a function: declare it outside");
      return;
    }
    if (d.is_template) {
      refuse(at, qualifier, "a template of device variables: declare each of them");
      return;
    }
    if (!d.alignments.empty()) {
      m_tokens.insert_before(m_tokens.behind_attributes(first), " " + take_alignments(d));
    }
    for (const declarator& one : d.declarators) {
      if (one.constant) continue;
      const std::string_view variable = m_tokens[one.name].text;
      m_tokens.append_after(
          end,
          fmt::format(" static const ::gaplab::sim::device_variable {}(\"{}\", {}, ::gaplab::sim::device_kind::{});",
                      next_name("v"), variable, qualified_name(one.name), constant ? "constant" : "device"));
    }
  }

  /// With the namespaces that stand before it.
  [[nodiscard]] std::string qualified_name(std::size_t name) const {
    std::size_t first = name;
    while (m_tokens.is(m_tokens.previous(first), "::") &&
           m_tokens.is_word(m_tokens.previous(m_tokens.previous(first)))) {
      first = m_tokens.previous(m_tokens.previous(first));
    }
    return m_tokens.plain_text(first, name);
  }

  token_list m_tokens;
  std::set<std::string_view> m_own;
  std::set<std::string_view> m_dynamic;  ///< dynamic arrays of namespace scope
  std::size_t m_arguments_end = 0;       ///< of the launches so far
  bool m_check;
  std::vector<refusal> m_refusals;
  int m_count = 0;
};

}  // namespace

rewritten rewrite(std::string_view preprocessed, const rewrite_options& options) {
  return rewriter(preprocessed, options).run();
}

std::vector<std::string> user_files(std::string_view preprocessed) { return token_list(preprocessed).files(); }

}  // namespace gaplab::sim
