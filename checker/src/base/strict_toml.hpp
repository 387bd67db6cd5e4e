// TOML files in which nothing may be missing, misspelt or of a wrong type: each mistake is told with file:line.
#pragma once

#include <fmt/format.h>
#include <toml++/toml.h>

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace gaplab {

/// Throws environment_error if the file cannot be read or is no TOML.
toml::table parse_toml(const std::string& file);

/// A TOML table whose every key must be asked for, each of the right type.
class strict_table {
 public:
  strict_table(const toml::table& table, std::string file) : m_table(table), m_file(std::move(file)) {}

  [[noreturn]] void fail(const toml::node& where, const std::string& what) const {
    throw environment_error(fmt::format("{}:{}: {}", m_file, where.source().begin.line, what));
  }

  const toml::node* find(std::string_view key) {
    m_known.emplace(key);
    return m_table.get(key);
  }

  template <class T>
  T required(std::string_view key, std::string_view type) {
    const toml::node* node = find(key);
    if (node == nullptr) fail(m_table, fmt::format("`{}` is missing", key));
    return typed<T>(*node, key, type);
  }

  template <class T>
  T optional(std::string_view key, std::string_view type, T otherwise) {
    const toml::node* node = find(key);
    return node == nullptr ? otherwise : typed<T>(*node, key, type);
  }

  std::vector<std::string> strings(std::string_view key) {
    const toml::node* node = find(key);
    if (node == nullptr) fail(m_table, fmt::format("`{}` is missing", key));
    std::vector<std::string> result;
    if (!node->is_array()) fail(*node, fmt::format("`{}` must be an array of strings", key));
    for (const toml::node& element : *node->as_array()) {
      result.push_back(typed<std::string>(element, key, "an array of strings"));
    }
    return result;
  }

  strict_table table(std::string_view key) {
    const toml::node* node = find(key);
    if (node == nullptr) fail(m_table, fmt::format("the table [{}] is missing", key));
    if (!node->is_table()) fail(*node, fmt::format("`{}` must be a table", key));
    return {*node->as_table(), m_file};
  }

  void refuse_unknown() const {
    for (const auto& [key, node] : m_table) {
      if (!m_known.contains(std::string(key.str()))) fail(node, fmt::format("unknown key `{}`", key.str()));
    }
  }

 private:
  template <class T>
  T typed(const toml::node& node, std::string_view key, std::string_view type) const {
    const auto value = node.value<T>();
    if (!value) fail(node, fmt::format("`{}` must be {}", key, type));
    return *value;
  }

  const toml::table& m_table;
  std::string m_file;
  std::set<std::string> m_known;
};

}  // namespace gaplab
