// What the simulated GPU does not have, by name.
#pragma once

#include "translate/rewrite.hpp"
#include "translate/tokens.hpp"

#include <optional>
#include <set>

namespace gaplab::sim {

/// Names that CUDA has, too, but that the user's own text declares: a namespace cuda, a function tex2D.
std::set<std::string_view> names_of_the_user(const token_list& tokens);

/// If the word at i stands for something that is not there: the advice for it.
std::optional<std::string> refused_word(const token_list& tokens, std::size_t i, bool on_device);

}  // namespace gaplab::sim
