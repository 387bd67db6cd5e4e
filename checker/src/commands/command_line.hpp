// The command line as the subcommands declare it. CLI11 does the work, in command_line.cpp alone: its header costs
// seconds of compiling in every file that includes it.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace CLI {  // NOLINT(readability-identifier-naming): CLI11 chose the name
class App;
}

namespace gaplab {

/// How a command came out. main.cpp makes exit codes of it.
class outcome {
 public:
  enum kind {
    success,        ///< all that was asked for holds
    shortfall,      ///< something is wrong, or not attempted
    could_not_run,  ///< something asked for by name cannot be run here
    of_program      ///< the command ran a program, whose exit code is the answer
  };

  outcome(kind k)
      : m_kind(k) {}  // NOLINT(google-explicit-constructor,hicpp-explicit-conversions): a kind is an outcome
  static outcome program_ended(int code) {
    outcome o(of_program);
    o.m_code = code;
    return o;
  }

  [[nodiscard]] kind what() const { return m_kind; }
  /// Of the program.
  [[nodiscard]] int code() const { return m_code; }

 private:
  kind m_kind;
  int m_code = 0;
};

using action = std::function<outcome()>;

/// Options that stand before or after any subcommand.
struct global_options {
  std::string course;           ///< --course; empty: find it
  std::string labs;             ///< --labs; empty: find the workspace
  std::string colour = "auto";  ///< or always, or never
  bool json = false;            ///< the command's answer, errors included, is JSON
};

/// One subcommand's name, arguments and options. The variables must live as long as the action that uses them.
class declaration {
 public:
  declaration(CLI::App& app, action& chosen) : m_app(app), m_chosen(chosen) {}

  [[nodiscard]] declaration subcommand(const std::string& name, const std::string& help) const;
  void argument(const std::string& name, std::string& value, const std::string& help, bool required = false) const;
  void arguments(const std::string& name, std::vector<std::string>& values, const std::string& help,
                 bool required = false) const;
  void option(const std::string& name, std::string& value, const std::string& help, bool required = false) const;
  /// One that may be left out, which is not the same as an empty text.
  void option(const std::string& name, std::optional<std::string>& value, const std::string& help) const;
  /// One of the given words.
  void choice(const std::string& name, std::string& value, const std::vector<std::string>& words,
              const std::string& help) const;
  /// An option that may come again, each time with one value.
  void repeated(const std::string& name, std::vector<std::string>& values, const std::string& help) const;
  /// A whole number from least to most.
  void number(const std::string& name, int& value, int least, int most, const std::string& help) const;
  void flag(const std::string& name, bool& value, const std::string& help) const;
  /// What --help shows last: examples.
  void footer(const std::string& text) const;
  /// What to do if this subcommand is what the user typed.
  void runs(action run) const;

 private:
  CLI::App& m_app;
  action& m_chosen;
};

struct parsed_command_line {
  bool ended = false;  ///< help or the version was asked for and printed, or the words made no sense and that was said
  bool understood = true;  ///< false in the latter case
  action chosen;           ///< otherwise what to do
};

/// declare_all is called with the program's own declaration and the global options.
parsed_command_line parse_command_line(int argc, char** argv, global_options& options,
                                       const std::function<void(const declaration&)>& declare_all);

}  // namespace gaplab
