#include "judge/axes.hpp"

#include <fmt/format.h>

#include "base/error.hpp"

namespace gaplab {

std::string axes_of(const step& s, const std::string& tensor, std::size_t rank) {
  if (const auto named = s.axes.find(tensor); named != s.axes.end()) {
    if (named->second.size() == rank) return named->second;
    throw environment_error(
        fmt::format("the course's own error in {}: axes has {} letters for {}, which has {} "
                    "dimensions",
                    s.address(), named->second.size(), tensor, rank));
  }
  switch (rank) {
    case 2: return "nc";
    case 3: return "ncl";
    case 4: return "nchw";
    case 5: return "ncdhw";
    default: return {};
  }
}

std::string axis_name(char letter) {
  switch (letter) {
    case 'n': return "batch element";
    case 'c': return "channel";
    case 'k': return "class";
    case 'd': return "depth";
    case 'h': return "row";
    case 'w': return "column";
    default: return "position";
  }
}

bool is_position(char letter) { return letter == 'd' || letter == 'h' || letter == 'w' || letter == 'l'; }

}  // namespace gaplab
