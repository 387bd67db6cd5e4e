#include "compile/simulated_source.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "gaplab_rewriter.hpp"
#include "translate/rewrite.hpp"

namespace gaplab {

namespace {

std::string line_of(const sim::refusal& refusal) {
  return fmt::format("{}:{}: {} is not supported by the simulated GPU: {}\n", refusal.file, refusal.line, refusal.name,
                     refusal.advice);
}

std::string lines_of(const std::vector<sim::refusal>& refused) {
  std::string lines;
  for (const sim::refusal& refusal : refused) lines += line_of(refusal);
  return lines;
}

/// What the directives of these files use, which the preprocessor has taken out of the text.
std::vector<sim::refusal> refused_directives(const std::vector<std::string>& files) {
  std::vector<sim::refusal> refused;
  for (const std::string& file : files) {
    try {
      for (sim::refusal& found : sim::find_refused_directives(file, read_file(file))) {
        refused.push_back(std::move(found));
      }
    } catch (const environment_error&) {
      continue;  // a #line directive may name any file
    }
  }
  return refused;
}

/// "FILE:LINE: fatal error: NAME: No such file or directory", as g++ has it, or "fatal error: 'NAME' file not found".
std::string missing_header(std::string_view message) {
  const std::size_t end = message.find(": No such file or directory");
  if (end != std::string_view::npos) return std::string(message.substr(0, end));
  const std::size_t quote = message.find("' file not found");
  if (quote == std::string_view::npos || message.front() != '\'') return {};
  return std::string(message.substr(1, quote - 1));
}

class preparation final : public source_preparation {
 public:
  preparation(const simulated_target& target, std::vector<std::string> options)
      : m_target(target), m_options(std::move(options)) {
    const std::string first = (target.headers / "cuda_runtime.h").string();
    m_options.insert(m_options.end(),
                     {"-x", "c++", mode_macro(target.mode), "-isystem", target.headers.string(), "-include", first});
  }

  [[nodiscard]] std::string identity() const override {
    return fmt::format("{} {}", rewriter_digest, m_target.headers_digest);
  }

  [[nodiscard]] std::vector<std::string> preprocessor_options() const override { return m_options; }

  [[nodiscard]] prepared_source prepare(const std::string& preprocessed) const override {
    std::vector<sim::refusal> refused = refused_directives(sim::user_files(preprocessed));
    prepared_source prepared;
    std::string not_understood;
    try {
      sim::rewritten made = sim::rewrite(preprocessed, {m_target.mode == simulator_mode::check});
      refused.insert(refused.end(), made.refusals.begin(), made.refusals.end());
      prepared.text = std::move(made.text);
    } catch (const sim::rewrite_error& error) {
      not_understood = fmt::format("{}\n", error.what());
    }
    prepared.unsupported = !refused.empty();
    prepared.refusal = lines_of(refused) + not_understood;
    return prepared;
  }

  [[nodiscard]] std::string explain(const std::filesystem::path& source,
                                    const std::string& diagnostics) const override {
    // A header may lie among the system's and lack what it needs itself: the file's own directive is the cause.
    if (const auto refused = refused_directives({source.string()}); !refused.empty()) return lines_of(refused);
    constexpr std::string_view mark = ": fatal error: ";
    for (const std::string& line : split_lines(diagnostics)) {
      const std::size_t at = line.find(mark);
      if (at == std::string::npos) continue;
      auto refusal = sim::refusal_for_header(missing_header(line.substr(at + mark.size())));
      if (!refusal) continue;
      const std::size_t colon = std::min(line.rfind(':', at - 1), at);
      refusal->file = line.substr(0, colon);
      refusal->line = std::atoi(line.c_str() + std::min(colon + 1, at));
      return line_of(*refusal);
    }
    return {};
  }

 private:
  simulated_target m_target;
  std::vector<std::string> m_options;
};

}  // namespace

std::string mode_macro(simulator_mode mode) {
  return mode == simulator_mode::check ? "-DGAPLAB_SIM_CHECK=1" : "-DGAPLAB_SIM_FAST=1";
}

std::shared_ptr<const source_preparation> simulated_source(const simulated_target& target,
                                                           std::vector<std::string> options) {
  return std::make_shared<preparation>(target, std::move(options));
}

}  // namespace gaplab
