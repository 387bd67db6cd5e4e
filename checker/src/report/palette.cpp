#include "report/palette.hpp"

#include <cstdlib>

namespace gaplab {

palette choose_palette(std::string_view mode, int stream) {
  if (mode != "auto") return palette(mode == "always");
  const char* no_colour = std::getenv("NO_COLOR");
  const char* terminal = std::getenv("TERM");
  const bool refused =
      (no_colour != nullptr && *no_colour != '\0') || (terminal != nullptr && std::string_view(terminal) == "dumb");
  return palette(!refused && ::isatty(stream) != 0);
}

}  // namespace gaplab
