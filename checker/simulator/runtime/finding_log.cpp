#include "runtime/finding_log.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <mutex>
#include <tuple>

#include <unistd.h>

#include "gaplab/finding_text.hpp"
#include "runtime/gpu_file.hpp"

namespace gaplab::sim {

namespace {

std::mutex guard;
const grid_request* kernel_under_way = nullptr;

/// As much of the text as fits, and its end always marked.
template <std::size_t size>
void copy_text(char (&to)[size], const std::string& text) {
  const std::size_t length = std::min(text.size(), size - 1);
  std::memcpy(to, text.data(), length);
  to[length] = '\0';
}

/// The end of a path says more than its beginning.
void copy_place(source_place& to, const program_place& from) {
  to = {};
  to.pc = from.pc;
  if (from.line.file == nullptr) return;
  const std::size_t length = std::strlen(from.line.file);
  const std::size_t skipped = length < sizeof to.file ? 0 : length - sizeof to.file + 1;
  copy_text(to.file, from.line.file + skipped);
  to.line = static_cast<std::uint32_t>(from.line.line);
}

void copy_party(finding_side& to, const party& from) {
  copy_text(to.action, from.action);
  copy_place(to.place, from.place);
  to.in_kernel = from.in_kernel ? 1 : 0;
  const uint3 places[2] = {from.block, from.thread};
  std::uint32_t* targets[2] = {to.block, to.thread};
  for (int i = 0; i < 2; ++i) {
    targets[i][0] = places[i].x;
    targets[i][1] = places[i].y;
    targets[i][2] = places[i].z;
  }
}

using place_key = std::tuple<std::string, int, std::uint64_t>;
using finding_key = std::tuple<finding_kind, place_key, place_key>;

place_key key_of(const program_place& p) { return {p.line.file == nullptr ? "" : p.line.file, p.line.line, p.pc}; }

/// For a program on its own, which may start others.
std::string line_by_addr2line(std::uint64_t pc) {
  char command[256];
  std::snprintf(command, sizeof command, "addr2line -i -e /proc/%d/exe 0x%llx 2>/dev/null", static_cast<int>(getpid()),
                static_cast<unsigned long long>(pc));
  FILE* pipe = ::popen(command, "r");
  if (pipe == nullptr) return {};
  std::string found;
  char line[1024];
  while (std::fgets(line, sizeof line, pipe) != nullptr) {
    std::string place(line, std::strcspn(line, "\n"));
    place.resize(std::min(place.find(" (disc"), place.size()));
    if (!found.empty() || place.find("gaplab_sim/") != std::string::npos || place.find('?') == 0) continue;
    found = place.substr(place.rfind('/') + 1);
  }
  ::pclose(pipe);
  return found;
}

}  // namespace

/// Where a debugger stops (simulator/debugger.py), before the program goes on or its kernel ends.
extern "C" __attribute__((noinline)) void gaplab_finding(const char* heading) { asm volatile("" ::"r"(heading)); }

void set_kernel_of_findings(const grid_request* request) { kernel_under_way = request; }

void note(const finding& f) {
  const std::lock_guard<std::mutex> lock(guard);
  static std::map<finding_key, std::uint32_t> known;  // to its number
  gpu_header& header = *the_gpu().header;
  place_key first = key_of(f.caught.place);
  place_key second = f.parties > 1 ? key_of(f.other.place) : place_key{};
  if (second < first) std::swap(first, second);
  const auto [found, is_new] = known.try_emplace({f.kind, first, second}, header.finding_count);
  if (!is_new) {
    if (found->second < most_findings) ++header.findings[found->second].times;
    return;
  }
  if (header.finding_count >= most_findings) {
    ++header.dropped;
    return;
  }
  finding_record& record = header.findings[header.finding_count];
  record = {};
  record.kind = f.kind;
  record.call = header.call;
  record.times = 1;
  record.side_count = static_cast<std::uint32_t>(f.parties);
  copy_text(record.object, f.object);
  copy_text(record.detail, f.detail);
  if (kernel_under_way != nullptr) {
    copy_text(record.kernel, kernel_under_way->kernel);
    copy_place(record.launch, at_line(kernel_under_way->where));
  }
  copy_party(record.sides[0], f.caught);
  if (f.parties > 1) copy_party(record.sides[1], f.other);
  ++header.finding_count;
  gaplab_finding(lines_of(describe(record, nullptr)).front().c_str());
}

unsigned findings_so_far() { return the_gpu().header->finding_count; }

void print_findings() {
  const gpu_header& header = *the_gpu().header;
  for (std::uint32_t i = 0; i < header.finding_count; ++i) {
    for (const std::string& line : lines_of(describe(header.findings[i], line_by_addr2line))) {
      std::fprintf(stderr, "%s\n", line.c_str());
    }
    std::fputc('\n', stderr);
  }
}

}  // namespace gaplab::sim
