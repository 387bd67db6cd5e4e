// What a program may use on a GPU, but not on the simulated one.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "rewrite/launches.hpp"
#include "rewrite/rewrite.hpp"
#include "rewrite/scopes.hpp"
#include "rewrite/tokens.hpp"

namespace gaplab::sim::rewriting {

/// Refusals of a source, each line's once.
class refusal_list {
 public:
  explicit refusal_list(const source& from) : m_from(from) {}

  void add(std::size_t token, std::string_view name, std::string_view advice);
  void add(const std::string& file, int line, std::string_view name, std::string_view advice);
  /// In the order of the text, the first 20.
  [[nodiscard]] std::vector<refusal> take() &&;

 private:
  struct entry {
    std::size_t order;
    refusal what;
  };
  const source& m_from;
  std::vector<entry> m_entries;
};

/// Names that mean something the simulated GPU lacks, and included headers.
void refuse_names(const source& from, refusal_list& refused);

/// Launches by device code.
void refuse_device_launches(const source& from, const scopes& in, const std::vector<launch>& launches,
                            refusal_list& refused);

}  // namespace gaplab::sim::rewriting
