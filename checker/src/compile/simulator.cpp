#include "compile/simulator.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/sha256.hpp"
#include "compile/find_program.hpp"
#include "compile/gpu.hpp"
#include "compile/host.hpp"
#include "compile/nvcc.hpp"
#include "compile/simulated_source.hpp"
#include "compile/worker_build.hpp"

namespace gaplab {

namespace fs = std::filesystem;

namespace {

using arguments = std::vector<std::string>;

arguments operator+(arguments a, const arguments& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

bool is_clang(const fs::path& compiler) {
  std::error_code error;
  return fs::canonical(compiler, error).filename().string().find("clang") != std::string::npos;
}

/// Columns and carets would show the rewritten text; files and lines are the student's.
arguments message_options(bool clang) {
  return {"-fdiagnostics-color=never", "-fno-show-column",
          clang ? "-fno-caret-diagnostics" : "-fno-diagnostics-show-caret"};
}

/// What the preprocessor must know of how its result is compiled.
arguments common_options(simulator_mode mode, bool clang) {
  return arguments{"-std=c++17", mode == simulator_mode::check ? "-O1" : "-O2", "-pthread"} + message_options(clang);
}

/// -fsanitize=thread makes each access call the runtime, which is the simulator's own: nothing of the sanitizer is
/// linked. Its calls at the beginning and the end of functions are of no use here.
arguments watching_options(bool clang) {
  const arguments both = {"-fsanitize=thread", "-fsanitize=bounds,alignment", "-fsanitize-recover=bounds,alignment"};
  if (clang) {
    return both + arguments{"-mllvm", "-tsan-instrument-func-entry-exit=0",
                            "-mllvm", "-tsan-instrument-read-before-write=1",
                            "-mllvm", "-tsan-distinguish-volatile=1"};
  }
  return both + arguments{"--param", "tsan-instrument-func-entry-exit=0", "--param", "tsan-distinguish-volatile=1"};
}

/// Without a position-independent executable the addresses in a finding are those of the file. Warnings are those of
/// the host's files, less what CUDA's own pragmas and attributes, its unsigned threadIdx.x beside an int, and what the
/// rewriter writes would provoke.
arguments compile_options(simulator_mode mode, bool clang) {
  arguments all = common_options(mode, clang) + arguments{"-g1",
                                                          "-fno-pie",
                                                          "-Wall",
                                                          "-Wextra",
                                                          "-Werror=return-type",
                                                          "-Wno-unused-parameter",
                                                          "-Wno-unknown-pragmas",
                                                          "-Wno-attributes",
                                                          "-Wno-sign-compare"};
  all = all + (clang ? arguments{"-Wno-unknown-attributes", "-Wno-unused-local-typedef"} : arguments{"-Wno-tsan"});
  return mode == simulator_mode::check ? all + watching_options(clang) : all;
}

std::string digest_of(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  std::string all;
  for (const fs::path& file : files) all += fmt::format("{}\n{}\n", file.string(), sha256(read_file(file)));
  return sha256(all);
}

/// The commands for one mode.
class commands {
 public:
  commands(const simulator_tools& tools, simulator_mode mode)
      : m_tools(tools),
        m_mode(mode),
        m_clang(is_clang(tools.compiler)),
        m_headers(tools.folder / "include"),
        m_digest(digest_of(m_headers)) {}

  /// `own` are the folders and macros, `more` what wins over the usual options.
  [[nodiscard]] compile_command student(const fs::path& source, const arguments& own, const arguments& more) const {
    compile_command command{m_tools.compiler.string(), identity_of(m_tools.compiler),
                            compile_options(m_mode, m_clang) + more, source};
    command.preparation = simulated_source({m_mode, m_headers, m_digest}, common_options(m_mode, m_clang) + own + more);
    return command;
  }

  /// Host code that works with the simulated GPU.
  [[nodiscard]] compile_command with_headers(compile_command command) const {
    command.compiler_identity += " " + m_digest;  // its headers are a system's, which no compiler lists
    command.options =
        command.options + arguments{mode_macro(m_mode), "-I" + m_tools.folder.string(), "-isystem", m_headers.string()};
    return command;
  }

  /// One file for all of the runtime, whose parts it includes.
  [[nodiscard]] compile_command runtime() const {
    return with_headers({m_tools.compiler.string(),
                         identity_of(m_tools.compiler),
                         {"-std=c++20", "-O2", "-g1", "-fno-pie", "-pthread", "-fdiagnostics-color=never"},
                         m_tools.folder / "runtime.cpp"});
  }

  [[nodiscard]] compile_command link() const {
    return {m_tools.compiler.string(), identity_of(m_tools.compiler), {"-no-pie", "-pthread"}, {}};
  }

  [[nodiscard]] std::vector<std::unique_ptr<second_opinion>> opinions(const fs::path& source, const arguments& own,
                                                                      const compile_cache& cache) const {
    std::vector<std::unique_ptr<second_opinion>> asked;
    if (m_tools.nvcc) {
      asked.push_back(ask_nvcc(nvcc_command(*m_tools.nvcc, m_tools.capability, own, source), cache));
    } else if (m_tools.clang) {
      asked.push_back(ask_clang({m_tools.clang->string(), identity_of(*m_tools.clang) + " " + m_digest, own, source},
                                m_headers, cache));
    }
    return asked;
  }

 private:
  const simulator_tools& m_tools;
  simulator_mode m_mode;
  bool m_clang;
  fs::path m_headers;
  std::string m_digest;
};

class simulator final : public toolchain {
 public:
  simulator(simulator_tools tools, std::string schedule) : m_tools(std::move(tools)), m_schedule(std::move(schedule)) {}

  [[nodiscard]] std::string name() const override { return "simulator"; }

  [[nodiscard]] std::string description() const override {
    const std::string compiler = describe_program(m_tools.compiler, 0);
    if (m_tools.nvcc) return fmt::format("{}; nvcc looks too", compiler);
    if (m_tools.clang) return fmt::format("{}; {} looks too", compiler, m_tools.clang->string());
    return fmt::format("{}; neither nvcc nor clang++ is here to look too", compiler);
  }

  [[nodiscard]] worker_needs needs() const override {
    worker_needs needs;
    needs.simulated_gpu = true;
    if (!m_schedule.empty()) needs.environment.push_back("GAPLAB_SIM_SCHEDULE=" + m_schedule);
    return needs;
  }

  [[nodiscard]] std::unique_ptr<pending_build> start(const worker_sources& sources,
                                                     const compile_cache& cache) const override {
    const commands with(m_tools, simulator_mode::check);
    const auto of_worker = [&](const char* name) {
      return host_command(m_tools.compiler, worker_options(sources), sources.worker_folder / name);
    };
    build_plan plan;
    plan.student = with.student(sources.student_file, lab_options(sources), debugger_options(sources));
    if (!sources.for_debugger) plan.opinions = with.opinions(sources.student_file, lab_options(sources), cache);
    compile_command binding = host_command(m_tools.compiler, lab_options(sources), sources.lab_folder / "binding.cpp");
    binding.options.emplace_back("-DGAPLAB_CUDA");
    plan.given = {with.runtime(), binding, of_worker("runtime.cpp"), with.with_headers(of_worker("cuda_memory.cpp")),
                  with.with_headers(of_worker("cuda_watch_simulator.cpp"))};
    plan.link = with.link();
    return start_build(std::move(plan), cache);
  }

 private:
  simulator_tools m_tools;
  std::string m_schedule;
};

/// What $CLANG names, and nothing if that is no program (CLANG=none does without); else clang++.
std::optional<fs::path> find_clang() {
  const char* named = std::getenv("CLANG");
  return find_program(named != nullptr && *named != '\0' ? named : "clang++");
}

}  // namespace

std::string simulator_problem() {
#ifdef __x86_64__
  return {};
#else
  return "the simulated GPU needs an x86-64 processor";
#endif
}

simulator_tools find_simulator(const course& c) {
  if (const std::string problem = simulator_problem(); !problem.empty()) throw environment_error(problem);
  simulator_tools tools;
  tools.folder = c.simulator_folder();
  tools.compiler = host_compiler();
  if (const nvcc_search nvcc = find_nvcc(); nvcc.found) {
    const gpu_search& gpu = find_gpu(*nvcc.found, c.worker_folder(), compile_cache(default_cache_folder()));
    if (gpu.nvcc_builds) tools.nvcc = nvcc.found;
    tools.capability = gpu.capability;
  }
  if (!tools.nvcc) tools.clang = find_clang();
  return tools;
}

std::shared_ptr<const toolchain> simulator_toolchain(const simulator_tools& tools, const std::string& schedule) {
  return std::make_shared<simulator>(tools, schedule);
}

std::unique_ptr<pending_build> start_simulated_program(const simulator_tools& tools, simulator_mode mode,
                                                       const fs::path& file, const std::vector<std::string>& options,
                                                       const compile_cache& cache) {
  const commands with(tools, mode);
  build_plan plan;
  plan.student = with.student(file, options, {});
  plan.opinions = with.opinions(file, options, cache);
  plan.given = {with.runtime()};
  plan.link = with.link();
  return start_build(std::move(plan), cache);
}

}  // namespace gaplab
