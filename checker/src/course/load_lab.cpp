#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/error.hpp"
#include "base/strict_toml.hpp"
#include "course/lab.hpp"

namespace gaplab {

namespace fs = std::filesystem;

std::string_view to_string(device d) { return d == device::cpu ? "cpu" : "cuda"; }
std::string_view to_string(direction d) { return d == direction::forward ? "forward" : "backward"; }

std::string step::binding() const { return fmt::format("{}.{}", operation, to_string(direction)); }

std::string step::address() const {
  return fmt::format("{}.{}.{}", lab.substr(0, lab.find('_')), to_string(device), binding());
}

namespace {

template <class Enum>
Enum one_of(strict_table& table, std::string_view key, std::initializer_list<Enum> choices) {
  const auto text = table.required<std::string>(key, "a string");
  std::string names;
  for (const Enum choice : choices) {
    if (to_string(choice) == text) return choice;
    names += fmt::format("{}\"{}\"", names.empty() ? "" : " or ", to_string(choice));
  }
  table.fail(*table.find(key), fmt::format("`{}` must be {}, not \"{}\"", key, names, text));
}

/// axes = { dx = "nhwc" }
std::map<std::string, std::string> load_axes(strict_table& table) {
  std::map<std::string, std::string> axes;
  const toml::node* node = table.find("axes");
  if (node == nullptr) return axes;
  if (!node->is_table()) table.fail(*node, "`axes` must be a table of strings: { x = \"nhwc\" }");
  for (const auto& [name, letters] : *node->as_table()) {
    const auto text = letters.value<std::string>();
    if (!letters.is_string() || text->find_first_not_of("nckdhwl") != std::string::npos) {
      table.fail(letters, "an axis is one of the letters n, c, k, d, h, w and l");
    }
    axes[std::string(name.str())] = *text;
  }
  return axes;
}

/// hint_for = [["not_reset"], ["constant_factor", "too_inexact"]]: for each hint the diagnoses that it fits
std::map<std::string, int> load_hint_for(strict_table& table, std::size_t hints) {
  std::map<std::string, int> hint_for;
  const toml::node* node = table.find("hint_for");
  if (node == nullptr) return hint_for;
  const auto fail = [&](const toml::node& where) {
    table.fail(where, "`hint_for` must be an array that has for each hint an array of diagnoses");
  };
  if (!node->is_array()) fail(*node);
  if (node->as_array()->size() > hints) table.fail(*node, "`hint_for` speaks of more hints than there are");
  int hint = 0;
  for (const toml::node& ids : *node->as_array()) {
    ++hint;
    if (!ids.is_array()) fail(ids);
    for (const toml::node& id : *ids.as_array()) {
      const auto text = id.value_exact<std::string>();
      if (!text) fail(id);
      if (!hint_for.emplace(*text, hint).second) table.fail(id, fmt::format("`{}` stands in `hint_for` twice", *text));
    }
  }
  return hint_for;
}

step load_step(strict_table table, const std::string& lab_name, strict_table& files) {
  step s;
  s.lab = lab_name;
  s.device = one_of(table, "device", {device::cpu, device::cuda});
  s.operation = table.required<std::string>("operation", "a string");
  s.direction = one_of(table, "direction", {direction::forward, direction::backward});
  s.title = table.required<std::string>("title", "a string");
  s.function = table.required<std::string>("function", "a string");
  s.file = files.required<std::string>(to_string(s.device), "a file's name");
  s.points = table.required<int>("points", "a whole number");
  s.requires_ = table.strings("requires");
  s.inputs = table.strings("inputs");
  s.outputs = table.strings("outputs");
  s.axes = load_axes(table);
  s.passed = table.required<std::string>("passed", "a string");
  s.hints = table.strings("hints");
  s.hint_for = load_hint_for(table, s.hints.size());
  table.refuse_unknown();
  return s;
}

void check_requirements(const lab& l, const std::string& file) {
  std::set<std::string> known;
  for (const step& s : l.steps) {
    for (const std::string& required : s.requires_) {
      if (!known.contains(fmt::format("{}.{}", l.id, required))) {
        throw environment_error(
            fmt::format("{}: {} requires `{}`, which is no step before it", file, s.address(), required));
      }
    }
    if (!known.insert(s.address()).second) {
      throw environment_error(fmt::format("{}: the step {} stands there twice", file, s.address()));
    }
  }
}

}  // namespace

lab load_lab(const fs::path& folder) {
  const std::string file = (folder / "lab.toml").string();
  const toml::table root = parse_toml(file);
  lab l;
  l.name = folder.filename().string();
  l.id = l.name.substr(0, l.name.find('_'));
  l.folder = folder;
  strict_table table(root, file);
  l.title = table.required<std::string>("title", "a string");
  l.summary = table.required<std::string>("summary", "a string");
  strict_table limits = table.table("limits");
  l.limits.seconds = limits.required<double>("seconds", "a number");
  l.limits.memory_mb = limits.required<int>("memory_mb", "a whole number");
  limits.refuse_unknown();
  strict_table files = table.table("files");
  const toml::node* steps = table.find("step");
  if (steps == nullptr || !steps->is_array_of_tables()) throw environment_error(file + ": there is no [[step]]");
  for (const toml::node& node : *steps->as_array()) {
    l.steps.push_back(load_step({*node.as_table(), file}, l.name, files));
  }
  files.refuse_unknown();
  table.refuse_unknown();
  check_requirements(l, file);
  return l;
}

}  // namespace gaplab
