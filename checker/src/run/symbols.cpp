#include "run/symbols.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "run/process.hpp"

namespace gaplab {

namespace {

/// "FILE:LINE", perhaps with " (discriminator 3)" behind it; an unknown line is "?" or 0.
code_place parse_place(const std::string& function, const std::string& text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string::npos) return {function, "", ""};
  const std::size_t end = text.find_first_not_of("0123456789", colon + 1);
  return {function, text.substr(0, colon), text.substr(colon + 1, end == std::string::npos ? end : end - colon - 1)};
}

}  // namespace

code_places find_places(const std::filesystem::path& program, const std::vector<std::uint64_t>& counters) {
  code_places found;
  if (counters.empty()) return found;
  process_request request;
  request.command = {"addr2line", "-a", "-f", "-C", "-i", "-e", program.string()};
  for (const std::uint64_t counter : counters) request.command.push_back(fmt::format("{:#x}", counter));
  request.environment = basic_environment();
  request.limits.seconds = 10;
  request.limits.captured_output = std::size_t{1} << 20;
  const process_result process = run_process(std::move(request));
  if (!process.succeeded()) return found;
  // For each counter a line with it, "0x...", then two lines a frame: the function, and the place.
  const std::vector<std::string> lines = split_lines(process.output);
  auto counter = counters.begin();
  std::vector<code_place>* frames = nullptr;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].rfind("0x", 0) == 0) {
      if (counter == counters.end()) break;
      frames = &found[*counter++];
    } else if (frames != nullptr && i + 1 < lines.size()) {
      frames->push_back(parse_place(lines[i], lines[i + 1]));
      ++i;
    }
  }
  return found;
}

}  // namespace gaplab
