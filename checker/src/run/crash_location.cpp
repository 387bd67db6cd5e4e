#include "run/crash_location.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "run/process.hpp"

namespace gaplab {

std::string crash_location(const std::filesystem::path& worker, const crash_report& crash,
                           const std::filesystem::path& source) {
  if (crash.frame_count == 0) return {};
  process_request request;
  request.command = {"addr2line", "-f", "-C", "-i", "-e", worker.string()};
  for (std::uint32_t i = 0; i < crash.frame_count; ++i)
    request.command.push_back(fmt::format("{:#x}", crash.frames[i]));
  request.environment = basic_environment();
  request.limits.seconds = 10;
  const process_result process = run_process(std::move(request));
  if (!process.succeeded()) return {};
  // Two lines a frame, inlined ones included: the function, and file:line.
  const std::vector<std::string> lines = split_lines(process.output);
  for (std::size_t i = 0; i + 1 < lines.size(); i += 2) {
    const std::string& place = lines[i + 1];
    const std::size_t colon = place.rfind(':');
    if (colon == std::string::npos || place.substr(0, colon) != source.string()) continue;
    const std::string line = place.substr(colon + 1, place.find_first_not_of("0123456789", colon + 1) - colon - 1);
    const std::string function = lines[i].substr(0, lines[i].find('('));
    return printable(fmt::format("{}:{}, in {}", source.filename().string(), line, function));
  }
  return {};
}

}  // namespace gaplab
