#include <fmt/format.h>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/program_name.hpp"
#include "base/text.hpp"
#include "commands/command.hpp"
#include "compile/cache.hpp"
#include "compile/find_program.hpp"
#include "compile/toolchain.hpp"
#include "fixtures/read.hpp"
#include "gaplab_version.hpp"

namespace gaplab {

namespace fs = std::filesystem;

namespace {

/// The findings as they come, aligned; whether one that is needed is bad is remembered.
class examination {
 public:
  explicit examination(const palette& colours) : m_colours(colours) {}

  void good(std::string_view what, const std::string& finding) { row(m_colours.good("ok  "), what, finding); }
  void missing(std::string_view what, const std::string& finding) { row(m_colours.open("none"), what, finding); }
  void bad(std::string_view what, const std::string& finding) {
    row(m_colours.bad("BAD "), what, finding);
    m_sound = false;
  }
  [[nodiscard]] bool sound() const { return m_sound; }

  /// Something needed: a finding, or the reason why there is none.
  template <class Find>
  void needed(std::string_view what, Find find) {
    try {
      good(what, find());
    } catch (const environment_error& error) {
      bad(what, error.what());
    }
  }

 private:
  static void row(const std::string& mark, std::string_view what, const std::string& finding) {
    print(fmt::format("{}  {:<13} {}\n", mark, what, finding));
  }
  const palette& m_colours;
  bool m_sound = true;
};

std::string usable_folder(const fs::path& folder) {
  make_folder(folder);
  const temporary_folder probe(folder);
  write_file_atomically(probe.path() / "probe", "probe");
  const fs::space_info space = fs::space(folder);
  constexpr std::uintmax_t enough = std::uintmax_t{64} << 20;
  if (space.available < enough) {
    throw environment_error(
        fmt::format("only {} MB are free in {}: at least 64 are needed", space.available >> 20, folder.string()));
  }
  return fmt::format("{} ({} MB free)", folder.string(), space.available >> 20);
}

void examine_debugger(examination& found) {
  try {
    found.good("debugger", host_toolchain()->debugger().string());
  } catch (const environment_error& error) {
    found.missing("debugger", error.what());
  }
}

void examine_cuda(examination& found, const course& c) {
  const toolchain_choice& gpu = choose_toolchain(c, device::cuda, {cuda_request::place::gpu, ""});
  if (gpu.chosen) {
    found.good("CUDA toolkit", gpu.chosen->description());
  } else {
    found.missing("CUDA toolkit", gpu.not_run + "; none is needed");
  }
  if (gpu.can_run()) {
    found.good("GPU", gpu.runs_on);
  } else {
    found.missing("GPU", gpu.chosen ? gpu.not_run + "; CUDA steps run on the simulated one" : "not looked for");
  }
  const toolchain_choice& simulated = choose_toolchain(c, device::cuda, {cuda_request::place::simulator, ""});
  if (simulated.can_run()) {
    found.good("simulated GPU", simulated.chosen->description());
  } else {
    found.missing("simulated GPU", simulated.not_run);
  }
}

outcome run_doctor(const global_options& global) {
  const palette colours = choose_palette(global.colour);
  examination found(colours);
  found.good("gaplab", version);
  found.needed("compiler", [] { return host_toolchain()->description(); });
  if (const auto addr2line = find_program("addr2line")) {
    found.good("addr2line", addr2line->string());
  } else {
    found.missing("addr2line", "crashes are reported without their line (install binutils)");
  }
  examine_debugger(found);
  found.needed("cache", [] { return usable_folder(default_cache_folder()); });
  found.good("isolation", "tier 3: resource limits, for code that you trust");
  try {
    const course c = open_course(global);
    found.good("course", fmt::format("{} ({})", c.root.string(), counted(c.labs.size(), "lab")));
    for (const lab& l : c.labs) {
      found.needed("fixture", [&] {
        return fmt::format("{} ({})", c.fixture_of(l).string(),
                           counted(read_fixture(c.fixture_of(l)).cases.size(), "case"));
      });
    }
    examine_cuda(found, c);
    const workspace w = open_workspace(c, labs_given(global));
    found.needed("your files", [&] { return w.files().string(); });
  } catch (const environment_error& error) {
    found.bad("course", error.what());
  }
  print(found.sound() ? fmt::format("\nAll that is needed is here. next: {} check\n", program_name())
                      : std::string("\nSomething needed is missing: see BAD above.\n"));
  return found.sound() ? outcome::success : outcome::could_not_run;
}

}  // namespace

void add_doctor(const declaration& program, const global_options& global) {
  const declaration command = program.subcommand("doctor", "Look whether all that gaplab needs is here");
  command.footer("Example:\n  gaplab doctor");
  command.runs([&global] { return run_doctor(global); });
}

}  // namespace gaplab
