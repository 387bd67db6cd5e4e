#include <fmt/format.h>

#include "rewrite/declarations.hpp"
#include "rewrite/names.hpp"
#include "rewrite/variables.hpp"

namespace gaplab::sim::rewriting {

namespace {

class device_variables {
 public:
  device_variables(const source& from, const scopes& in, edits& changes, refusal_list& refused)
      : m_from(from), m_in(in), m_changes(changes), m_refused(refused) {}

  void run() {
    std::size_t read_last = none;
    for (std::size_t i = 0; i < m_from.tokens.size(); ++i) {
      if (!m_from.tokens[i].user) continue;
      if (m_from.is(i, "__noinline__") && !is_in_attribute(i)) {
        m_changes.replace(i, " __attribute__((noinline)) ");
      }
      if (m_from.is(i, "__global__") || m_from.is(i, "__host__")) m_changes.remove(i);
      if (!is_memory(i)) continue;
      m_changes.remove(i);
      const std::size_t statement = m_in.statement_of(i);
      if (statement == read_last || is_in_lambda(i)) continue;
      read_last = statement;
      const auto found = read_declaration(m_from, m_in, i);
      if (found && !found->is_function && !found->declarators.empty()) variable(*found, i);
    }
  }

 private:
  /// libstdc++'s and CUDA's word for the same thing: __attribute__((__noinline__)).
  [[nodiscard]] bool is_in_attribute(std::size_t i) const { return m_from.is(i - 1, "(") || m_from.is(i - 1, ","); }

  [[nodiscard]] bool is_memory(std::size_t i) const {
    return m_from.is(i, "__device__") || m_from.is(i, "__constant__") || m_from.is(i, "__managed__");
  }

  /// [=] __device__ (int i) { ... }
  [[nodiscard]] bool is_in_lambda(std::size_t i) const {
    std::size_t before = i - 1;
    while (is_memory(before) || m_from.is(before, "__host__")) --before;
    return m_from.is(before, "]") && !m_from.is(before - 1, "]");
  }

  void variable(const declaration& it, std::size_t qualifier) {
    bool constant = false;
    bool managed = false;
    for (std::size_t i = it.first; i < it.declarators.front().name; ++i) {
      if (m_from.is(i, "__shared__") || m_from.is(i, "using") || m_from.is(i, "typedef")) return;
      constant = constant || m_from.is(i, "__constant__");
      managed = managed || m_from.is(i, "__managed__");
    }
    if (managed || it.is_extern) return;  // managed memory is refused by its name
    const scope& around = m_in.around(qualifier);
    std::string after;
    for (const declarator& d : it.declarators) {
      if (d.is_reference || (d.is_const && !it.is_template)) continue;
      const std::string name = name_of(d);
      const std::string shown = fmt::format("{} {}", m_from.tokens[qualifier].text, name);
      if (it.is_template) {
        m_refused.add(d.name, shown, "a variable template in the device's memory: declare one variable for each type");
      } else if (around.kind == scope_kind::members) {
        m_refused.add(d.name, shown, "a class member in the device's memory: declare it outside of the class");
      } else if (around.kind != scope_kind::names) {
        m_refused.add(d.name, shown, "a variable of a function in the device's memory: declare it outside of functions");
      } else {
        after += fmt::format(
            " static const ::gaplab::sim::device_variable {}(\"{}\", {}, ::gaplab::sim::device_kind::{});",
            m_names.next(around), name, name, constant ? "constant" : "device");
      }
    }
    if (!after.empty()) m_changes.insert_after(it.end, after);
  }

  [[nodiscard]] std::string name_of(const declarator& d) const {
    std::string name;
    for (std::size_t i = d.qualifier; i <= d.name; ++i) name += m_from.tokens[i].text;
    return name;
  }

  const source& m_from;
  const scopes& m_in;
  edits& m_changes;
  refusal_list& m_refused;
  name_counter m_names{'v'};
};

}  // namespace

void rewrite_device_variables(const source& from, const scopes& in, edits& changes, refusal_list& refused) {
  device_variables(from, in, changes, refused).run();
}

}  // namespace gaplab::sim::rewriting
