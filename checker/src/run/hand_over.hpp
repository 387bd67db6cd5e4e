// Open files that a program gets from the one that starts it.
#pragma once

#include <cstddef>
#include <vector>

namespace gaplab {

/// The number of the first of them in the program.
inline constexpr int first_handed_over = 3;
inline constexpr std::size_t most_handed_over = 4;

/// To be called in the child, between fork and exec: gives the descriptors the numbers 3, 4, ... Returns the new number
/// of one more that is to stay open until exec. System calls only.
int hand_over(const std::vector<int>& descriptors, int kept);

}  // namespace gaplab
