#include "compile/dependencies.hpp"

#include <fmt/format.h>

#include "base/files.hpp"
#include "base/sha256.hpp"
#include "base/text.hpp"

namespace gaplab {

namespace fs = std::filesystem;

std::vector<fs::path> parse_dependencies(const std::string& rule) {
  std::vector<fs::path> paths;
  std::string word;
  bool after_colon = false;
  const auto end_word = [&] {
    if (word.empty()) return;
    if (after_colon) paths.emplace_back(word);
    if (word.back() == ':') after_colon = true;
    word.clear();
  };
  for (std::size_t i = 0; i < rule.size(); ++i) {
    const char c = rule[i];
    const char next = i + 1 < rule.size() ? rule[i + 1] : '\0';
    if (c == '\\' && next == '\n') {
      end_word();
      ++i;
    } else if ((c == '\\' && (next == ' ' || next == '#')) || (c == '$' && next == '$')) {
      word += next;
      ++i;
    } else if (c == ' ' || c == '\n') {
      end_word();
    } else {
      word += c;
    }
  }
  end_word();
  return paths;
}

std::string product_name(const std::string& key, const std::vector<fs::path>& dependencies) {
  std::string content = key;
  for (const fs::path& dependency : dependencies) {
    std::error_code error;
    content += fmt::format("\n{} {}", dependency.string(),
                           fs::exists(dependency, error) ? sha256(read_file(dependency)) : "missing");
  }
  return sha256(content);
}

std::optional<std::string> known_product_name(const compile_cache& cache, const std::string& key) {
  const auto noted = cache.find(key + ".deps");
  if (!noted) return std::nullopt;
  std::vector<fs::path> dependencies;
  for (const std::string& line : split_lines(read_file(*noted))) dependencies.emplace_back(line);
  return product_name(key, dependencies);
}

void note_dependencies(const compile_cache& cache, const std::string& key, const std::vector<fs::path>& dependencies) {
  std::string lines;
  for (const fs::path& dependency : dependencies) lines += dependency.string() + "\n";
  write_file_atomically(cache.folder() / (key + ".deps"), lines);
}

}  // namespace gaplab
