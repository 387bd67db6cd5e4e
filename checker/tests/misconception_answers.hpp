// What the misconceptions of a lab say of its cases: no two of an operation may be the same.
#pragma once

#include <iterator>
#include <map>
#include <string>

#include "catch.hpp"
#include "oracles/oracle.hpp"

namespace gaplab::test {

/// Operation -> misconception -> all that it says.
using answers_of_misconceptions = std::map<std::string, std::map<std::string, std::string>>;

inline std::string all_values(const evaluation& e) {
  std::string text;
  for (const auto& [name, output] : e.outputs) {
    for (const double v : output.value) text += std::to_string(v) + ' ';
  }
  return text;
}

inline void check_that_no_two_are_the_same(const answers_of_misconceptions& answers) {
  for (const auto& [operation, said] : answers) {
    for (auto a = said.begin(); a != said.end(); ++a) {
      for (auto b = std::next(a); b != said.end(); ++b) {
        INFO(operation << ": " << a->first << " and " << b->first);
        CHECK(a->second != b->second);
      }
    }
  }
}

}  // namespace gaplab::test
