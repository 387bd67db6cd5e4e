// Program counters -> functions, files and lines, by addr2line: outside of the program that they come from, which need
// not be trusted for it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace gaplab {

/// A frame. Its strings come from the program: any bytes.
struct code_place {
  std::string function;
  std::string file;
  std::string line;  ///< digits
};

/// For each program counter its frames, the innermost inlined one first. Empty where there is no addr2line.
using code_places = std::map<std::uint64_t, std::vector<code_place>>;

/// Asks once for all of them.
code_places find_places(const std::filesystem::path& program, const std::vector<std::uint64_t>& counters);

}  // namespace gaplab
