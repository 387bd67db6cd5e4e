#include "base/strict_toml.hpp"

#include "base/files.hpp"

namespace gaplab {

toml::table parse_toml(const std::string& file) {
  try {
    return toml::parse(read_file(file), file);
  } catch (const toml::parse_error& error) {
    throw environment_error(fmt::format("{}:{}: {}", file, error.source().begin.line, error.description()));
  }
}

}  // namespace gaplab
