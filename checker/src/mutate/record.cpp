#include "mutate/record.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/error.hpp"
#include "base/file_descriptor.hpp"
#include "base/files.hpp"
#include "base/sha256.hpp"
#include "base/text.hpp"

namespace gaplab {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view rejected_mark = "rejected ";
constexpr std::string_view survived_mark = "survived";
constexpr std::string_view no_mutant_mark = "no_mutant";

std::string words_of(const judgement& j) {
  if (j.fate == fate::rejected) return std::string(rejected_mark) + j.how;
  return std::string(j.fate == fate::survived ? survived_mark : no_mutant_mark);
}

std::optional<judgement> parse(std::string_view words) {
  if (words.substr(0, rejected_mark.size()) == rejected_mark) {
    return judgement{fate::rejected, std::string(words.substr(rejected_mark.size()))};
  }
  if (words == survived_mark) return judgement{fate::survived, ""};
  if (words == no_mutant_mark) return judgement{fate::no_mutant, ""};
  return std::nullopt;
}

/// Each file below a folder, with its digest.
std::string digests_below(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  std::string all;
  for (const fs::path& file : files) {
    all += fmt::format("{} {}\n", file.lexically_relative(folder).string(), sha256(read_file(file)));
  }
  return all;
}

}  // namespace

mutant_record::mutant_record(fs::path file) : m_file(std::move(file)) { read_again(); }

void mutant_record::read_again() {
  std::error_code ignored;
  if (!fs::exists(m_file, ignored)) return;
  for (const std::string& line : split_lines(read_file(m_file))) {
    const std::size_t space = line.find(' ');
    if (space == std::string::npos) continue;
    if (const auto j = parse(std::string_view(line).substr(space + 1))) m_judgements[line.substr(0, space)] = *j;
  }
}

std::optional<judgement> mutant_record::find(const std::string& key) const {
  const auto found = m_judgements.find(key);
  return found == m_judgements.end() ? std::nullopt : std::optional(found->second);
}

void mutant_record::add(const std::string& key, const judgement& j) {
  const std::string line = fmt::format("{} {}\n", key, words_of(j));
  const file_descriptor file(::open(m_file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666));
  if (!file || ::write(file.get(), line.data(), line.size()) != static_cast<ssize_t>(line.size())) {
    throw environment_error(fmt::format("cannot write {}: {}", m_file.string(), std::strerror(errno)));
  }
  m_judgements[key] = j;
}

std::string record_name(const course& c, const lab& l, const std::string& compilers) {
  std::string all =
      fmt::format("{}\n{}\n{}\n", sha256(read_file("/proc/self/exe")), compilers, sha256(read_file(c.fixture_of(l))));
  for (const fs::path& folder : {l.folder, c.worker_folder(), c.simulator_folder()}) all += digests_below(folder);
  return sha256(all) + ".mutants";
}

std::string record_key(const lab_mutant& m, const std::string& mutated_source) {
  std::string all = m.file + "\n" + mutated_source;
  for (const step& s : m.steps) all += "\n" + s.address();
  return sha256(all);
}

}  // namespace gaplab
