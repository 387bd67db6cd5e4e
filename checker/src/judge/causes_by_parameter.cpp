#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "judge/causes.hpp"
#include "judge/oracle_answer.hpp"

namespace gaplab {

namespace {

using values = std::vector<std::int64_t>;
using parameter_map = std::map<std::string, values>;

/// Changes the parameters. Returns false where the mistake cannot be made.
using parameter_change = std::function<bool(parameter_map&)>;

class parameter_mistakes {
 public:
  explicit parameter_mistakes(const observed_step& seen) : m_seen(seen) {
    for (const observed_call& call : seen.calls) {
      for (const auto& [name, v] : call.values->parameters) {
        m_lengths[name] = v.size();
        for (const std::int64_t value : v) m_values[name].insert(value);
      }
    }
  }

  hypotheses all() {
    for (const auto& [name, length] : m_lengths) {
      if (length == 1) scalar(name);
      if (length > 1) list(name, length);
      shifted(name);
      for (const auto& [other, other_length] : m_lengths) {
        if (other != name && other_length == length && !is_flag(name) && !is_flag(other)) taken_for(name, other);
      }
    }
    together();
    return std::move(m_all);
  }

 private:
  void add(const std::string& id, const std::string& equals, const std::string& text, double cost,
           const parameter_change& change) {
    hypothesis h;
    h.cause.id = id;
    h.cause.equals = equals;
    h.cause.text = text;
    h.cost = cost;
    h.predict = [oracle = m_seen.oracle, change](const observed_call& call) -> std::optional<predicted_call> {
      fixture_case changed = *call.values;
      if (!change(changed.parameters) || changed.parameters == call.values->parameters) return std::nullopt;
      // Whether the arguments make sense may have been asked before the mistake.
      if (call.refused && call.values->refused) return std::nullopt;
      return answer_for_parameters(call, std::move(changed), *oracle);
    };
    m_all.push_back(std::move(h));
  }

  [[nodiscard]] bool is_flag(const std::string& name) const {
    const std::set<std::int64_t>& seen_values = m_values.at(name);
    return m_lengths.at(name) == 1 && *seen_values.begin() >= 0 && *seen_values.rbegin() <= 1;
  }

  void constant(const std::string& name, std::int64_t value, double cost) {
    add("parameter_ignored", name, fmt::format("$out comes out as if {} were {}: is it looked at?", name, value), cost,
        [=](parameter_map& p) {
          const auto found = p.find(name);
          if (found == p.end()) return false;
          std::fill(found->second.begin(), found->second.end(), value);
          return true;
        });
  }

  void scalar(const std::string& name) {
    if (is_flag(name)) {
      add("parameter_inverted", name,
          fmt::format("$out comes out as if {} were taken the wrong way round, true for false.", name), 2,
          [=](parameter_map& p) {
            const auto found = p.find(name);
            if (found == p.end()) return false;
            found->second.front() = 1 - found->second.front();
            return true;
          });
    }
    constexpr std::size_t most_choices = 8;
    const std::set<std::int64_t>& seen_values = m_values.at(name);
    constant(name, 0, 2);
    constant(name, 1, 2);
    if (seen_values.size() > most_choices) return;
    for (const std::int64_t value : seen_values) {
      if (value != 0 && value != 1) constant(name, value, 2.5);
      for (const std::int64_t other : seen_values) {
        if (value == other || seen_values.size() < 3) continue;
        add("parameter_mistaken", name,
            fmt::format("$out comes out as if {0} were {1} where it is {2}.", name, value, other), 2.6,
            [=](parameter_map& p) {
              const auto found = p.find(name);
              if (found == p.end() || found->second.front() != other) return false;
              found->second.front() = value;
              return true;
            });
      }
    }
  }

  void list(const std::string& name, std::size_t length) {
    constant(name, 0, 2);
    constant(name, 1, 2);
    for (std::size_t i = 0; i < length; ++i) {
      add("parameter_repeated", fmt::format("{}[{}]", name, i),
          fmt::format("$out comes out as if {}[{}] were taken for every dimension.", name, i), 2.2,
          [=](parameter_map& p) { return repeat(p, name, i); });
      for (std::size_t j = 0; length > 2 && j < length; ++j) {
        if (i == j) continue;
        add("parameter_repeated", fmt::format("{0}[{1}] for {0}[{2}]", name, i, j),
            fmt::format("$out comes out as if {0}[{1}] were taken for {0}[{2}].", name, i, j), 2.2,
            [=](parameter_map& p) { return copy(p, name, i, j); });
      }
      for (std::size_t j = i + 1; j < length; ++j) {
        add("parameter_swapped", name,
            fmt::format("$out comes out as if {0}[{1}] and {0}[{2}] were exchanged.", name, i, j), 2,
            [=](parameter_map& p) { return swap(p, name, i, j); });
      }
    }
    if (length == 3) {
      for (const int by : {1, 2}) {
        add("parameter_swapped", name,
            fmt::format("$out comes out as if the entries of {} were in another order.", name), 2.2,
            [=](parameter_map& p) { return rotate(p, name, by); });
      }
    }
  }

  void shifted(const std::string& name) {
    if (is_flag(name)) return;
    for (const int by : {-1, 1}) {
      const std::string equals = fmt::format("{} {} 1", name, by < 0 ? "-" : "+");
      add("parameter_off_by_one", equals, fmt::format("$out comes out as if {} were taken.", equals), 2.5,
          [=](parameter_map& p) {
            const auto found = p.find(name);
            if (found == p.end()) return false;
            for (std::int64_t& value : found->second) value += by;
            return true;
          });
    }
    add("parameter_mistaken", "-" + name, fmt::format("$out comes out as if {} had the other sign.", name), 2.4,
        [=](parameter_map& p) {
          const auto found = p.find(name);
          if (found == p.end()) return false;
          for (std::int64_t& value : found->second) value = -value;
          return true;
        });
    add("parameter_mistaken", name + " twice", fmt::format("$out comes out as if {} counted twice.", name), 2.7,
        [=](parameter_map& p) {
          const auto found = p.find(name);
          if (found == p.end()) return false;
          for (std::int64_t& value : found->second) value *= 2;
          return true;
        });
  }

  void taken_for(const std::string& name, const std::string& other) {
    add("parameter_mistaken", fmt::format("{} for {}", other, name),
        fmt::format("$out comes out as if {} were taken where {} is meant.", other, name), 2.3, [=](parameter_map& p) {
          if (!p.contains(name) || !p.contains(other)) return false;
          p.at(name) = p.at(other);
          return true;
        });
  }

  /// The same mistake with all parameters that have an entry for each dimension.
  void together() {
    std::vector<std::string> lists;
    std::size_t length = 0;
    for (const auto& [name, size] : m_lengths) {
      if (size < 2 || (length != 0 && size != length)) continue;
      length = size;
      lists.push_back(name);
    }
    if (lists.size() < 2) return;
    std::string names;
    for (std::size_t i = 0; i < lists.size(); ++i) {
      names += (i == 0 ? "" : i + 1 == lists.size() ? " and " : ", ") + lists[i];
    }
    const auto each = [lists](const std::function<bool(parameter_map&, const std::string&)>& change) {
      return [=](parameter_map& p) {
        bool done = true;
        for (const std::string& name : lists) done = change(p, name) && done;
        return done;
      };
    };
    for (std::size_t i = 0; i < length; ++i) {
      add("parameter_repeated", fmt::format("[{}]", i),
          fmt::format("$out comes out as if entry [{}] of {} were taken for every dimension.", i, names), 2.1,
          each([i](parameter_map& p, const std::string& name) { return repeat(p, name, i); }));
      for (std::size_t j = 0; length > 2 && j < length; ++j) {
        if (i == j) continue;
        add("parameter_repeated", fmt::format("[{}] for [{}]", i, j),
            fmt::format("$out comes out as if the entries [{}] of {} were taken for the entries [{}].", i, names, j),
            2.1, each([i, j](parameter_map& p, const std::string& name) { return copy(p, name, i, j); }));
      }
      for (std::size_t j = i + 1; j < length; ++j) {
        add("parameter_swapped", fmt::format("[{}] [{}]", i, j),
            fmt::format("$out comes out as if the entries [{}] and [{}] of {} were exchanged.", i, j, names), 1.9,
            each([i, j](parameter_map& p, const std::string& name) { return swap(p, name, i, j); }));
      }
    }
    if (length != 3) return;
    for (const int by : {1, 2}) {
      add("parameter_swapped", "order",
          fmt::format("$out comes out as if the entries of {} were in another order.", names), 2.1,
          each([by](parameter_map& p, const std::string& name) { return rotate(p, name, by); }));
    }
  }

  static bool repeat(parameter_map& p, const std::string& name, std::size_t i) {
    const auto found = p.find(name);
    if (found == p.end() || i >= found->second.size()) return false;
    std::fill(found->second.begin(), found->second.end(), std::int64_t{found->second[i]});
    return true;
  }
  static bool copy(parameter_map& p, const std::string& name, std::size_t from, std::size_t to) {
    const auto found = p.find(name);
    if (found == p.end() || std::max(from, to) >= found->second.size()) return false;
    found->second[to] = found->second[from];
    return true;
  }
  static bool swap(parameter_map& p, const std::string& name, std::size_t i, std::size_t j) {
    const auto found = p.find(name);
    if (found == p.end() || j >= found->second.size()) return false;
    std::swap(found->second[i], found->second[j]);
    return true;
  }
  static bool rotate(parameter_map& p, const std::string& name, int by) {
    const auto found = p.find(name);
    if (found == p.end() || found->second.size() != 3) return false;
    std::rotate(found->second.begin(), found->second.begin() + by, found->second.end());
    return true;
  }

  const observed_step& m_seen;
  std::map<std::string, std::size_t> m_lengths;
  std::map<std::string, std::set<std::int64_t>> m_values;
  hypotheses m_all;
};

}  // namespace

hypotheses mistaken_parameters(const observed_step& seen) { return parameter_mistakes(seen).all(); }

}  // namespace gaplab
