#include "run/hand_over.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>

namespace gaplab {

int hand_over(const std::vector<int>& descriptors, int kept) {
  // By way of numbers above all that are wanted, since what has a wanted number now may itself be handed over.
  const int above = first_handed_over + static_cast<int>(descriptors.size());
  kept = ::fcntl(kept, F_DUPFD_CLOEXEC, above);
  std::array<int, most_handed_over> moved{};
  for (std::size_t i = 0; i < descriptors.size(); ++i) moved[i] = ::fcntl(descriptors[i], F_DUPFD_CLOEXEC, above);
  for (std::size_t i = 0; i < descriptors.size(); ++i) ::dup2(moved[i], first_handed_over + static_cast<int>(i));
  return kept;
}

}  // namespace gaplab
