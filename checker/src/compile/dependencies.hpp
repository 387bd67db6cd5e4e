// What is made of a source depends on the files that it includes, which only the compiler knows. They are noted, and
// what was made is found again as long as all of them have the same content.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "compile/cache.hpp"

namespace gaplab {

/// The prerequisites in a make rule as compilers write it with -MMD.
std::vector<std::filesystem::path> parse_dependencies(const std::string& rule);

/// The name of what is made under that key from these files: another one as soon as one of them changes.
std::string product_name(const std::string& key, const std::vector<std::filesystem::path>& dependencies);

/// The same with the files that were noted for the key the last time; none if there was no such time.
std::optional<std::string> known_product_name(const compile_cache& cache, const std::string& key);

void note_dependencies(const compile_cache& cache, const std::string& key,
                       const std::vector<std::filesystem::path>& dependencies);

}  // namespace gaplab
