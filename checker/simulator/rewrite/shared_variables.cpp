#include <fmt/format.h>

#include <algorithm>

#include "rewrite/declarations.hpp"
#include "rewrite/names.hpp"
#include "rewrite/rewrite.hpp"
#include "rewrite/variables.hpp"

namespace gaplab::sim::rewriting {

namespace {

/// Room before and after a checked variable, in bytes: as much as a warp's 32 accesses to 4 bytes reach.
constexpr int margin = 128;

class shared_variables {
 public:
  shared_variables(const source& from, const scopes& in, variant to, edits& changes, refusal_list& refused)
      : m_from(from), m_in(in), m_to(to), m_changes(changes), m_refused(refused) {}

  void run() {
    for (std::size_t i = 0; i < m_from.tokens.size(); ++i) {
      if (!m_from.is(i, "__shared__") || !m_from.tokens[i].user) continue;
      const auto found = read_declaration(m_from, m_in, i);
      if (!found || found->is_function || found->declarators.empty()) {
        throw error(i, "no declaration of a variable follows __shared__");
      }
      rewrite(*found, i);
      i = found->end;
    }
  }

 private:
  [[nodiscard]] rewrite_error error(std::size_t token, std::string_view what) const {
    return rewrite_error(fmt::format("{}: {}", m_from.place_of(token), what));
  }

  void rewrite(const declaration& it, std::size_t qualifier) {
    const scope& around = m_in.around(qualifier);
    const std::string first_name = fmt::format("__shared__ {}", m_from.tokens[it.declarators.front().name].text);
    for (const declarator& d : it.declarators) {
      if (d.initialiser == none) continue;
      m_refused.add(d.name, fmt::format("__shared__ {} with an initialiser", m_from.tokens[d.name].text),
                    "shared memory is not initialised: let threads assign it, and then call __syncthreads()");
    }
    if (it.is_template) {
      m_refused.add(qualifier, first_name, "a variable template in shared memory: declare it inside of the kernel");
    } else if (around.kind == scope_kind::members) {
      m_refused.add(qualifier, first_name, "a class member in shared memory: declare it inside of the kernel");
    } else if (it.is_extern) {
      rewrite_dynamic(it, around);
    } else if (around.kind == scope_kind::names) {
      m_refused.add(qualifier, first_name, "shared memory outside of functions: declare it inside of the kernel");
    } else if (m_to == variant::checked) {
      rewrite_checked(it, around);
    } else {
      rewrite_fast(it, qualifier);
    }
  }

  /// Takes __shared__ and the words out that would contradict what takes its place.
  void remove_storage(const declaration& it) {
    for (std::size_t i = it.first; i < it.declarators.front().name; ++i) {
      const bool linkage = m_from.is_string(i) && m_from.is(i - 1, "extern");
      if (linkage || m_from.is(i, "extern") || m_from.is(i, "static") || m_from.is(i, "__shared__") ||
          m_from.is(i, "inline") || m_from.is(i, "__device__")) {
        m_changes.remove(i);
      }
    }
  }

  void rewrite_fast(const declaration& it, std::size_t qualifier) {
    remove_storage(it);
    // alignas() and [[...]] must come first in a declaration.
    std::size_t at = qualifier + 1;
    while (skip_attribute(m_from, at) != at && !m_from.is(at, "decltype")) at = skip_attribute(m_from, at);
    m_changes.insert_before(at, " static thread_local ");
  }

  /// extern __shared__ T a[]: a typedef of that array, and then a pointer.
  void rewrite_dynamic(const declaration& it, const scope& around) {
    remove_storage(it);
    remove_attributes(it);
    m_changes.insert_before(it.first, " typedef ");
    std::string after;
    for (const declarator& d : it.declarators) {
      const std::string_view name = m_from.tokens[d.name].text;
      if (!d.is_unsized) {
        throw error(d.name, fmt::format("extern __shared__ is for an array without a size: write {}[]", name));
      }
      const std::string type = m_dynamic.next(around);
      m_changes.replace(d.name, type);
      after += around.kind == scope_kind::names
                   ? fmt::format(" static const ::gaplab::sim::dynamic_shared_array<{}> {}(\"{}\");", type, name, name)
                   : fmt::format(" auto* const {} = ::gaplab::sim::dynamic_shared<{}>(\"{}\");", name, type, name);
    }
    m_changes.insert_after(it.end, after);
  }

  void remove_attributes(const declaration& it) {
    for (std::size_t i = it.first; i < it.end; ++i) {
      const std::size_t end = m_from.is(i, "decltype") ? i : skip_attribute(m_from, i);
      for (; i < end; ++i) m_changes.remove(i);
    }
  }

  /// The variables become members of a struct with room around, and references to them.
  void rewrite_checked(const declaration& it, const scope& around) {
    const std::string name = m_static.next(around);
    remove_storage(it);
    std::string opening = fmt::format(" struct {}_v {{ ", name);
    if (it.class_end == none || it.class_name == none) {
      m_changes.insert_before(it.first, opening);
    } else {
      // A class with a name must stay known outside of the struct.
      const std::string_view key = m_from.tokens[it.class_key].text;
      m_changes.insert_after(it.class_end,
                             fmt::format(" ;{}{} {} ", opening, key, m_from.tokens[it.class_name].text));
    }
    std::string after = fmt::format(
        " }}; struct {0}_t {{ char gaplab_before[{1}]; {0}_v v; char gaplab_after[{1}]; }}; alignas({1}) static {0}_t {0};",
        name, margin);
    for (const declarator& d : it.declarators) {
      // Static, so that a lambda need not capture it and a switch may jump over it.
      after += fmt::format(
          " static constexpr auto& {0} = {1}.v.{0}; static ::gaplab::sim::shared_variable {1}_{0} ="
          " ::gaplab::sim::describe_shared(\"{0}\", {1}.v.{0}); ::gaplab::sim::declare_shared({1}_{0});",
          m_from.tokens[d.name].text, name);
    }
    m_changes.insert_after(it.end, after);
  }

  const source& m_from;
  const scopes& m_in;
  variant m_to;
  edits& m_changes;
  refusal_list& m_refused;
  name_counter m_static{'s'};
  name_counter m_dynamic{'d'};
};

}  // namespace

void rewrite_shared_variables(const source& from, const scopes& in, variant to, edits& changes, refusal_list& refused) {
  shared_variables(from, in, to, changes, refused).run();
}

}  // namespace gaplab::sim::rewriting
