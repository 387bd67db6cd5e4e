#include "commands/command_line.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>

#include "base/text.hpp"
#include "gaplab_version.hpp"

namespace gaplab {

namespace {

void add_global_options(CLI::App& app, global_options& options) {
  app.add_option("--course", options.course,
                 "The course's folder (default: found from this program, or GAPLAB_COURSE)");
  app.add_option("--labs", options.labs, "The folder with your files (default: the workspace you stand in)");
  app.add_option("--color", options.colour, "When to use colour")->check(CLI::IsMember({"auto", "always", "never"}));
}

/// CLI11 says what was not expected; this says what was probably meant. Empty where the first word is a command.
std::string unknown_command(const CLI::App& app, int argc, char** argv) {
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands(nullptr)) names.push_back(command->get_name());
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    if (word.empty() || word.front() == '-') continue;
    if (std::find(names.begin(), names.end(), word) != names.end()) return {};
    const std::string near = nearest(word, names);
    return fmt::format("gaplab: there is no command `{}`{}\nRun with --help for more information.\n", printable(word),
                       near.empty() ? "" : fmt::format(" (did you mean {}?)", near));
  }
  return {};
}

}  // namespace

declaration declaration::subcommand(const std::string& name, const std::string& help) const {
  m_app.require_subcommand(1);
  return {*m_app.add_subcommand(name, help), m_chosen};
}

void declaration::argument(const std::string& name, std::string& value, const std::string& help, bool required) const {
  m_app.add_option(name, value, help)->required(required);
}

void declaration::arguments(const std::string& name, std::vector<std::string>& values, const std::string& help,
                            bool required) const {
  m_app.add_option(name, values, help)->required(required);
}

void declaration::option(const std::string& name, std::string& value, const std::string& help, bool required) const {
  m_app.add_option(name, value, help)->required(required);
}

void declaration::option(const std::string& name, std::optional<std::string>& value, const std::string& help) const {
  m_app.add_option(name, value, help);
}

void declaration::choice(const std::string& name, std::string& value, const std::vector<std::string>& words,
                         const std::string& help) const {
  m_app.add_option(name, value, help)->check(CLI::IsMember(words));
}

void declaration::repeated(const std::string& name, std::vector<std::string>& values, const std::string& help) const {
  m_app.add_option(name, values, help)->allow_extra_args(false);
}

void declaration::number(const std::string& name, int& value, int least, int most, const std::string& help) const {
  m_app.add_option(name, value, help)->check(CLI::Range(least, most))->capture_default_str();
}

void declaration::flag(const std::string& name, bool& value, const std::string& help) const {
  m_app.add_flag(name, value, help);
}

void declaration::footer(const std::string& text) const { m_app.footer(text); }

void declaration::runs(action run) const {
  m_app.callback([&chosen = m_chosen, run = std::move(run)] { chosen = run; });
}

parsed_command_line parse_command_line(int argc, char** argv, global_options& options,
                                       const std::function<void(const declaration&)>& declare_all) {
  parsed_command_line parsed;
  CLI::App app("gaplab: learn global average pooling by writing it, on the CPU and in CUDA", "gaplab");
  app.set_version_flag("--version", fmt::format("gaplab {}", version));
  app.fallthrough();
  app.footer("Start here:\n  gaplab list\n  gaplab show\n  gaplab check");
  add_global_options(app, options);
  declare_all(declaration(app, parsed.chosen));
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    parsed.ended = true;
    parsed.understood = error.get_exit_code() == 0;
    const bool words = error.get_name() == "ExtrasError" || error.get_name() == "RequiredError";
    const std::string unknown = words ? unknown_command(app, argc, argv) : "";
    if (unknown.empty()) {
      app.exit(error);
    } else {
      fmt::print(stderr, "{}", unknown);
    }
  }
  return parsed;
}

}  // namespace gaplab
