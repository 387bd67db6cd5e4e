#include "run/crash_location.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "run/symbols.hpp"

namespace gaplab {

std::string crash_location(const std::filesystem::path& worker, const crash_report& crash,
                           const std::filesystem::path& source) {
  const std::vector<std::uint64_t> counters(crash.frames, crash.frames + crash.frame_count);
  const code_places places = find_places(worker, counters);
  for (const std::uint64_t counter : counters) {
    const auto frames = places.find(counter);
    if (frames == places.end()) continue;
    for (const code_place& place : frames->second) {
      if (place.file != source.string()) continue;
      const std::string function = place.function.substr(0, place.function.find('('));
      return printable(fmt::format("{}:{}, in {}", source.filename().string(), place.line, function));
    }
  }
  return {};
}

}  // namespace gaplab
