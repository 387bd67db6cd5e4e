#include "report/palette.hpp"

#include <unistd.h>

#include <cstdlib>

namespace gaplab {

palette choose_palette(colour_mode mode) {
  if (mode != colour_mode::automatic) return palette(mode == colour_mode::always);
  const char* no_colour = std::getenv("NO_COLOR");
  const char* terminal = std::getenv("TERM");
  const bool refused =
      (no_colour != nullptr && *no_colour != '\0') || (terminal != nullptr && std::string_view(terminal) == "dumb");
  return palette(!refused && ::isatty(STDOUT_FILENO) != 0);
}

}  // namespace gaplab
