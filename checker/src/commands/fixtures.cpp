#include <fmt/format.h>

#include <charconv>
#include <memory>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/sha256.hpp"
#include "base/text.hpp"
#include "commands/command.hpp"
#include "fixtures/describe.hpp"
#include "fixtures/read.hpp"
#include "fixtures/write.hpp"
#include "oracles/agreement.hpp"
#include "oracles/fresh_fixture.hpp"
#include "oracles/verify_fixture.hpp"

namespace gaplab {

namespace fs = std::filesystem;

namespace {

const lab& known_lab(const course& c, const std::string& name) {
  if (const lab* l = find_lab(c, name)) return *l;
  throw usage_error(fmt::format("there is no lab `{}`; `gaplab list` shows them", printable(name)));
}

/// A lab's name stands for its stored fixture; anything else is a file.
fs::path fixture_path(const course& c, const std::string& lab_or_file) {
  const lab* l = find_lab(c, lab_or_file);
  return l != nullptr ? c.fixture_of(*l) : fs::path(lab_or_file);
}

outcome run_verify(const global_options& global, const std::vector<std::string>& files) {
  const course c = open_course(global);
  std::vector<fs::path> paths;
  for (const std::string& file : files) paths.push_back(fixture_path(c, file));
  if (files.empty()) {
    for (const lab& l : c.labs) paths.push_back(c.fixture_of(l));
  }
  for (const fs::path& path : paths) {
    const fixture f = read_fixture(path);
    verify_fixture(c, f, path);
    print(fmt::format("{}: {} agree with the oracle to {:g}{}\n", path.string(), counted(f.cases.size(), "case"),
                      agreement_tolerance,
                      f.pytorch_version.empty() ? "" : fmt::format(" (PyTorch {})", printable(f.pytorch_version))));
  }
  return outcome::success;
}

outcome run_show_fixture(const global_options& global, const std::string& file) {
  const course c = open_course(global);
  const fs::path path = fixture_path(c, file);
  print(describe_fixture(read_fixture(path), path));
  return outcome::success;
}

struct new_options {
  std::string lab, out, cases;
  std::string seed;
};

std::uint64_t parse_seed(const std::string& text) {
  std::uint64_t seed = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seed);
  if (error != std::errc() || end != text.data() + text.size()) {
    throw usage_error(
        fmt::format("--seed must be a whole number from 0 to 18446744073709551615, not `{}`", printable(text)));
  }
  return seed;
}

outcome run_new(const global_options& global, const new_options& options) {
  const course c = open_course(global);
  const lab& l = known_lab(c, options.lab);
  const fs::path cases = options.cases.empty() ? c.cases_of(l) : fs::path(options.cases);
  fixture f = make_fresh_fixture(l.name, load_case_specs(cases), parse_seed(options.seed));
  f.generator_sha256 = sha256(read_file(cases));
  write_fixture(f, options.out);
  print(fmt::format("wrote {}: {}, seed {}\n", options.out, counted(f.cases.size(), "case"), options.seed));
  return outcome::success;
}

void add_verify(const declaration& parent, const global_options& global) {
  const declaration command = parent.subcommand("verify", "Hold stored values against the oracle");
  const auto files = std::make_shared<std::vector<std::string>>();
  command.arguments("file", *files, "Labs or HDF5 files; without any, every lab's fixture");
  command.footer("Examples:\n  gaplab fixtures verify\n  gaplab fixtures verify hidden.h5");
  command.runs([&global, files] { return run_verify(global, *files); });
}

void add_show_fixture(const declaration& parent, const global_options& global) {
  const declaration command = parent.subcommand("show", "Print a fixture in words");
  const auto file = std::make_shared<std::string>();
  command.argument("file", *file, "A lab (01) or an HDF5 file", true);
  command.footer("Example:\n  gaplab fixtures show 01");
  command.runs([&global, file] { return run_show_fixture(global, *file); });
}

void add_new(const declaration& parent, const global_options& global) {
  const declaration command = parent.subcommand("new", "Make a fresh fixture, without PyTorch");
  const auto options = std::make_shared<new_options>();
  command.argument("lab", options->lab, "The lab, 01 or 01_avg_pool", true);
  command.option("--seed", options->seed, "The same seed gives the same fixture", true);
  command.option("--out", options->out, "The HDF5 file to write", true);
  command.option("--cases", options->cases, "Other cases than datasets/LAB.toml");
  command.footer("Example:\n  gaplab fixtures new 01 --seed 20261123 --out hidden.h5");
  command.runs([&global, options] { return run_new(global, *options); });
}

}  // namespace

void add_fixtures(const declaration& program, const global_options& global) {
  const declaration command =
      program.subcommand("fixtures", "Verify, show or make the data that steps are checked with");
  command.footer(
      "Examples:\n  gaplab fixtures verify\n  gaplab fixtures show 01\n  gaplab fixtures new 01 --seed 7 --out "
      "hidden.h5");
  add_verify(command, global);
  add_show_fixture(command, global);
  add_new(command, global);
}

}  // namespace gaplab
