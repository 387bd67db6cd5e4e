#include "gaplab/finding_text.hpp"

#include <algorithm>
#include <array>
#include <cstring>

namespace gaplab::sim {

namespace {

struct kind_words {
  const char* name;
  const char* title;
  const char* joint;  ///< between the title and the object
  const char* explanation;
};

/// In the order of finding_kind.
constexpr std::array<kind_words, static_cast<std::size_t>(finding_kind::count)> words{{
    {"out_of_bounds", "out of bounds", ": ",
     "The index lies outside of the array: compare it with the size before you use it."},
    {"misaligned", "misaligned address", ": ",
     "The address is no multiple of what its type needs: a float4 must lie at a multiple of 16 bytes, a float at one "
     "of 4."},
    {"null_pointer", "null pointer", ": ",
     "A pointer that points nowhere was followed: was it allocated, and did the allocation succeed?"},
    {"use_after_free", "use after free", ": ", "The memory was given back before this: free it after its last use."},
    {"uninitialised", "uninitialised read", " of ",
     "Nothing was written there before: new memory, shared or allocated, holds anything, and is zero only by chance."},
    {"data_race", "data race", " on ",
     "Two threads use the element at once and one of them writes, so the result depends on who comes first. "
     "__syncthreads() orders the threads of one block; else it takes an atomic function, or another launch."},
    {"divergent_barrier", "divergent barrier", ": ",
     "The threads of the block wait at different barriers: every thread must come to the same __syncthreads(), so none "
     "may stand in a branch that only some of them take."},
    {"exited_before_barrier", "threads returned before a barrier", ": ",
     "Some threads of the block had returned when the others came to the barrier: let the threads without work skip "
     "the work, not the barrier."},
    {"deadlock", "deadlock", ": ",
     "Each thread waits for another one, and none can go on: look for a barrier, a mask or a lock that waits for "
     "threads which never come."},
    {"wrong_mask", "wrong mask", ": ",
     "The mask of a warp function must name the lanes that call it, the caller among them, and no others whose value "
     "is read."},
    {"host_pointer_in_kernel", "host pointer in a kernel", ": ",
     "A kernel cannot reach the memory of the host: copy it to memory by cudaMalloc first, and pass structs by value."},
    {"device_pointer_on_host", "device pointer on the host", ": ",
     "Host code cannot reach the memory of the GPU: copy it with cudaMemcpy first."},
    {"constant_written", "write to constant memory", ": ",
     "A kernel can only read __constant__ memory: the host fills it with cudaMemcpyToSymbol."},
    {"stack_overflow", "stack overflow", ": ", "A thread's local arrays or its recursion need more stack than it has."},
    {"assertion_failed", "assertion failed", ": ", "An assert() in a kernel did not hold."},
    {"invalid_free", "invalid free", ": ", "Only what cudaMalloc returned can be given to cudaFree."},
    {"double_free", "double free", ": ", "The memory was given back already: set a pointer to nullptr after its free."},
    {"leak", "memory leak", ": ", "The memory was never given back: every cudaMalloc needs a cudaFree."},
    {"invalid_copy", "invalid copy", ": ",
     "The copy reaches beyond an allocation, or its direction is not that of its pointers: sizes are in bytes, and the "
     "target comes first."},
    {"launch_failed", "failed launch", ": ",
     "The launch was refused and the program never asked: cudaGetLastError() after a launch tells."},
    {"device_function_on_host", "device function on the host", ": ",
     "This works within a kernel only: host code must launch one."},
    {"unsupported", "not supported by the simulated GPU", ": ",
     "A real GPU can do this; the simulated one cannot, so nothing is said of the result."},
    {"other_thread_memory", "another thread's local memory", ": ",
     "A pointer to a local variable is good for its own thread only: exchange values through shared memory or "
     "shuffles."},
}};

const kind_words& words_of(finding_kind kind) {
  const auto index = static_cast<std::size_t>(kind);
  return index < words.size() ? words[index] : words[static_cast<std::size_t>(finding_kind::unsupported)];
}

/// Up to the first zero byte, or all of it where there is none.
template <std::size_t size>
std::string bounded(const char (&text)[size]) {
  return {text, ::strnlen(text, size)};
}

std::string triple(const std::uint32_t (&index)[3]) {
  return "(" + std::to_string(index[0]) + ", " + std::to_string(index[1]) + ", " + std::to_string(index[2]) + ")";
}

std::string who(const finding_side& side) {
  if (side.in_kernel == 0) return "host code";
  return "thread " + triple(side.thread) + " of block " + triple(side.block);
}

/// The text with a line's end and two spaces; nothing for no text.
void add_line(std::vector<std::string>& lines, const std::string& text) {
  if (!text.empty()) lines.push_back("  " + text);
}

/// One aligned line a side.
void add_sides(std::vector<std::string>& lines, const std::vector<side_text>& sides) {
  std::size_t action = 0;
  std::size_t place = 0;
  for (const side_text& side : sides) {
    action = std::max(action, side.action.size());
    place = std::max(place, side.place.size());
  }
  for (const side_text& side : sides) {
    std::string line = side.action + std::string(action - side.action.size(), ' ');
    if (place > 0) line += "  " + side.place + std::string(place - side.place.size(), ' ');
    add_line(lines, line + "  " + side.who);
  }
}

std::string where(const finding_text& finding) {
  std::string text = finding.kernel.empty() ? "" : "in the kernel " + finding.kernel;
  if (!finding.launch.empty()) {
    text += text.empty() ? "launched at " : ", launched at ";
    text += finding.launch;
  }
  if (finding.times > 1) {
    if (!text.empty()) text += "; ";
    text += "found " + std::to_string(finding.times) + " times";
  }
  return text;
}

}  // namespace

const char* name_of(finding_kind kind) { return words_of(kind).name; }

const char* title_of(finding_kind kind) { return words_of(kind).title; }

const char* explanation_of(finding_kind kind) { return words_of(kind).explanation; }

std::string chapter_of(finding_kind kind) {
  std::string anchor = name_of(kind);
  std::replace(anchor.begin(), anchor.end(), '_', '-');
  return "docs/cuda-without-a-gpu.md#" + anchor;
}

std::string text_of(const source_place& place, const find_line& line_of) {
  const std::string file = bounded(place.file);
  if (file.empty()) return place.pc != 0 && line_of ? line_of(place.pc) : std::string();
  return file.substr(file.rfind('/') + 1) + ":" + std::to_string(place.line);
}

finding_text describe(const finding_record& record, const find_line& line_of) {
  finding_text text{};
  text.kind = record.kind;
  text.name = name_of(record.kind);
  text.title = title_of(record.kind);
  text.object = bounded(record.object);
  text.detail = bounded(record.detail);
  const std::size_t sides = std::min<std::size_t>(record.side_count, std::size(record.sides));
  for (std::size_t i = 0; i < sides; ++i) {
    const finding_side& side = record.sides[i];
    text.sides.push_back({bounded(side.action), text_of(side.place, line_of), who(side)});
  }
  text.kernel = bounded(record.kernel);
  text.launch = text_of(record.launch, line_of);
  text.explanation = explanation_of(record.kind);
  // Memory that the program has asked for itself is often too small, because bytes were taken for elements.
  if (record.kind == finding_kind::out_of_bounds && text.object.find(" allocated in ") != std::string::npos) {
    text.explanation += " Or is the memory too small? cudaMalloc counts bytes: n * sizeof(float).";
  }
  text.chapter = chapter_of(record.kind);
  text.call = record.call;
  text.times = record.times;
  return text;
}

std::vector<std::string> lines_of(const finding_text& finding) {
  std::vector<std::string> lines = {finding.title};
  if (!finding.object.empty()) lines.front() += words_of(finding.kind).joint + finding.object;
  add_sides(lines, finding.sides);
  add_line(lines, where(finding));
  add_line(lines, finding.detail);
  add_line(lines, finding.explanation);
  add_line(lines, "docs: " + finding.chapter);
  return lines;
}

}  // namespace gaplab::sim
