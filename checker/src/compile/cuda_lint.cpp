#include "compile/cuda_lint.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <set>

#include "base/files.hpp"
#include "base/sha256.hpp"
#include "base/text.hpp"
#include "compile/dependencies.hpp"
#include "compile/second_opinion.hpp"

namespace gaplab {

namespace fs = std::filesystem;

namespace {

/// "FILE:LINE: error: text", or a note.
struct message {
  std::string place;
  std::string text;
};

/// An error with its notes.
struct complaint {
  message error;
  std::vector<message> notes;
};

std::vector<complaint> complaints_in(const std::string& messages) {
  std::vector<complaint> found;
  for (const std::string& line : split_lines(messages)) {
    for (const bool note : {false, true}) {
      const std::string mark = note ? ": note: " : ": error: ";
      const std::size_t at = line.find(mark);
      if (at == std::string::npos) continue;
      message m{line.substr(0, at), line.substr(at + mark.size())};
      if (!note) {
        found.push_back({std::move(m), {}});
      } else if (!found.empty()) {
        found.back().notes.push_back(std::move(m));
      }
      break;
    }
  }
  return found;
}

bool in_system(const std::string& place) { return place.rfind("/usr/", 0) == 0 || place.rfind('<', 0) == 0; }

/// The C++ library's own parts, which nvcc knows as host functions too, unlike the C library's.
bool in_cpp_library(const std::string& place) { return place.find("/c++/") != std::string::npos; }

/// What stands between the first two apostrophes.
std::string quoted_name(const std::string& text) {
  const std::size_t first = text.find('\'');
  if (first == std::string::npos) return {};
  return text.substr(first + 1, text.find('\'', first + 1) - first - 1);
}

bool holds(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

/// Where the function that was called on the wrong side is declared; none if that is not what the error is about.
const message* declared_at(const complaint& c, std::string_view callee, std::string_view caller) {
  const std::string call = fmt::format("call to __{}__ function from __{}__", callee, caller);
  const bool direct = holds(c.error.text, fmt::format("reference to __{}__ function", callee)) &&
                      holds(c.error.text, fmt::format("in __{}__ function", caller));
  for (const message& note : c.notes) {
    if (direct ? holds(note.text, "declared here") : holds(note.text, call)) return &note;
  }
  return nullptr;
}

/// The error in words; empty where it is none of those that count.
std::string mistake(const complaint& c) {
  const std::string name = quoted_name(c.error.text);
  if (name.empty() || in_system(c.error.place) || name.rfind("operator new", 0) == 0 ||
      name.rfind("operator delete", 0) == 0) {
    return {};
  }
  if (holds(c.error.text, "call to global function")) {
    return fmt::format("{0} is a kernel: launch it, as {0}<<<blocks, threads>>>(...)", name);
  }
  if (holds(c.error.text, "kernel function type") && holds(c.error.text, "must have void return type")) {
    return fmt::format("a kernel must return void; the type of this one is {}", name);
  }
  for (const char* side : {"global", "device"}) {
    const message* declared = declared_at(c, "host", side);
    if (declared == nullptr) continue;
    if (in_cpp_library(declared->place)) return fmt::format("{} is host code, which a kernel cannot call", name);
    if (in_system(declared->place)) return {};
    return fmt::format("{} is a host function, which a kernel cannot call: put __device__ before it", name);
  }
  const message* declared = declared_at(c, "device", "host");
  if (declared == nullptr || in_system(declared->place)) return {};
  return fmt::format("{} is a __device__ function, which only a kernel can call, or another one", name);
}

class clang_opinion final : public second_opinion {
 public:
  clang_opinion(const compile_command& command, const fs::path& headers, const compile_cache& cache) : m_cache(cache) {
    process_request request;
    request.command = {command.compiler,
                       "--cuda-device-only",  // where the functions that kernels call are looked at most strictly
                       "--cuda-gpu-arch=sm_80", "-w", "-ferror-limit=0", "-fno-caret-diagnostics", "-fno-show-column",
                       "-fno-color-diagnostics"};
    const std::vector<std::string> cuda = clang_cuda_options(headers, "cuda_lint.hpp");
    request.command.insert(request.command.end(), cuda.begin(), cuda.end());
    request.command.insert(request.command.end(), command.options.begin(), command.options.end());
    request.command.push_back(command.source.string());
    m_key = sha256(fmt::format("{}\n{}\n{}", command.compiler_identity, fmt::join(request.command, "\n"),
                               read_file(command.source)));
    if (look_up()) return;
    m_work = std::make_unique<temporary_folder>(cache.folder());
    request.command.insert(request.command.end(), {"-MMD", "-MF", rule().string()});
    request.environment = basic_environment();
    request.limits.captured_output = std::size_t{4} << 20;
    m_process = std::make_unique<running_process>(std::move(request));
  }

  [[nodiscard]] bool cached() const override { return !m_process; }

  opinion finish() override {
    if (m_process) {
      const process_result process = m_process->wait();
      m_process.reset();
      if (process.how == process_result::ending::exited) {
        m_mistakes = cuda_mistakes(process.output);
        remember();
      }
      m_work.reset();
    }
    return {!m_mistakes.empty(), "it is not CUDA as nvcc knows it", m_mistakes};
  }

 private:
  [[nodiscard]] fs::path rule() const { return m_work->path() / "lint.d"; }

  bool look_up() {
    const auto name = known_product_name(m_cache, m_key);
    const auto known = name ? m_cache.find(*name + ".lint") : std::nullopt;
    if (known) m_mistakes = read_file(*known);
    return known.has_value();
  }

  void remember() const {
    if (!fs::exists(rule())) return;  // clang does not write it where a header is missing
    const std::vector<fs::path> dependencies = parse_dependencies(read_file(rule()));
    write_file_atomically(m_cache.folder() / (product_name(m_key, dependencies) + ".lint"), m_mistakes);
    note_dependencies(m_cache, m_key, dependencies);
  }

  const compile_cache& m_cache;
  std::string m_key;
  std::string m_mistakes;
  std::unique_ptr<temporary_folder> m_work;
  std::unique_ptr<running_process> m_process;
};

}  // namespace

std::vector<std::string> clang_cuda_options(const fs::path& headers, const std::string& first) {
  return {"-x",
          "cuda",
          "-fsyntax-only",
          "-nocudainc",
          "-nocudalib",
          "-Xclang",
          "-fcuda-allow-variadic-functions",
          "-std=c++17",
          "-isystem",
          headers.string(),
          "-include",
          (headers / "lint" / first).string()};
}

std::string cuda_mistakes(const std::string& messages) {
  std::string lines;
  std::set<std::string> told;  // a template complains once for each instance
  for (const complaint& c : complaints_in(messages)) {
    const std::string words = mistake(c);
    if (words.empty()) continue;
    const std::string line = fmt::format("{}: error: {}\n", c.error.place, words);
    if (told.insert(line).second) lines += line;
  }
  return lines;
}

std::unique_ptr<second_opinion> ask_clang(const compile_command& command, const fs::path& headers,
                                          const compile_cache& cache) {
  return std::make_unique<clang_opinion>(command, headers, cache);
}

}  // namespace gaplab
