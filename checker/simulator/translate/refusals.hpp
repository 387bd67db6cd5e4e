// What the simulated GPU does not have, by name.
#pragma once

#include "translate/rewrite.hpp"
#include "translate/tokens.hpp"

namespace gaplab::sim {

/// If the word at i stands for something that is not there: the advice for it.
std::optional<std::string> refused_word(const token_list& tokens, std::size_t i);

}  // namespace gaplab::sim
