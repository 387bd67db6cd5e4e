#include "compile/gpu.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <map>

#include "base/files.hpp"
#include "base/sha256.hpp"
#include "base/text.hpp"
#include "compile/find_program.hpp"
#include "compile/worker_build.hpp"
#include "run/process.hpp"

namespace gaplab {

namespace fs = std::filesystem;

namespace {

constexpr double probe_seconds = 30;  // a driver that has been idle takes its time

/// The probe in the cache, built if need be; empty, and the reason in search, if that fails.
fs::path build_probe(const fs::path& nvcc, const fs::path& source, const compile_cache& cache, gpu_search& search) {
  const std::string name = sha256(identity_of(nvcc) + read_file(source)) + ".probe";
  if (const auto found = cache.find(name)) return *found;
  const temporary_folder work(cache.folder());
  process_request request;
  request.command = {nvcc.string(), source.string(), "-o", (work.path() / "probe").string()};
  request.environment = basic_environment();
  const process_result built = run_process(std::move(request));
  if (!built.succeeded()) {
    const std::vector<std::string> lines = split_lines(printable(built.output));
    search.problem =
        fmt::format("nvcc cannot build a small program: {}", lines.empty() ? built.problem : lines.front());
    return {};
  }
  return cache.store(work.path() / "probe", name);
}

gpu_search look_for_gpu(const fs::path& nvcc, const fs::path& worker_folder, const compile_cache& cache) {
  gpu_search search;
  const fs::path probe = build_probe(nvcc, worker_folder / "gpu_probe.cpp", cache, search);
  if (probe.empty()) return search;
  search.nvcc_builds = true;
  process_request request;
  request.command = {probe.string()};
  request.environment = basic_environment();
  for (const std::string& variable : nvcc_toolchain(nvcc, "")->needs().environment) {
    request.environment.push_back(variable);
  }
  request.limits.seconds = probe_seconds;
  const process_result run = run_process(std::move(request));
  const std::vector<std::string> lines = split_lines(printable(run.output));
  const std::string answer = lines.empty() ? "" : lines.front();
  if (run.how == process_result::ending::timed_out) {
    search.problem = fmt::format("CUDA does not answer within {:g} s", probe_seconds);
  } else if (!run.succeeded() || answer.empty()) {
    search.problem = "the CUDA driver crashes";
  } else if (answer.rfind("none", 0) == 0) {
    search.problem = answer.substr(std::min<std::size_t>(answer.size(), 5));
  } else {
    const std::size_t space = std::min(answer.find(' '), answer.size() - 1);
    search.capability = answer.substr(0, space);
    search.name = answer.substr(space + 1);
  }
  return search;
}

}  // namespace

nvcc_search find_nvcc() {
  const std::string none = "no CUDA toolkit";
  const char* named = std::getenv("NVCC");
  if (named != nullptr && *named != '\0') {
    if (auto program = find_program(named)) return {program, ""};
    const bool meant = std::string_view(named) == "none";
    return {std::nullopt, meant ? none : fmt::format("NVCC names {}, which is no program", printable_line(named))};
  }
  if (auto in_path = find_program("nvcc")) return {in_path, ""};
  for (const char* variable : {"CUDA_HOME", "CUDA_PATH"}) {
    const char* folder = std::getenv(variable);
    if (folder == nullptr || *folder == '\0') continue;
    if (auto found = find_program((fs::path(folder) / "bin/nvcc").string())) return {found, ""};
  }
  for (const char* usual : {"/usr/local/cuda/bin/nvcc", "/opt/cuda/bin/nvcc"}) {
    if (auto found = find_program(usual)) return {found, ""};
  }
  return {std::nullopt, none};
}

const gpu_search& find_gpu(const fs::path& nvcc, const fs::path& worker_folder, const compile_cache& cache) {
  static std::map<fs::path, gpu_search> known;
  const auto found = known.find(nvcc);
  return found != known.end() ? found->second
                              : known.emplace(nvcc, look_for_gpu(nvcc, worker_folder, cache)).first->second;
}

}  // namespace gaplab
