#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <optional>

#include "judge/axes.hpp"
#include "judge/causes.hpp"
#include "judge/compare.hpp"
#include "judge/map_tail.hpp"

namespace gaplab {

namespace {

bool all_unwritten(const observation& o) {
  for (std::size_t i = 0; i < o.size(); ++i) {
    if (!never_written(o.got[i])) return false;
  }
  return true;
}

/// Where what was never written begins, if all before it is right.
std::optional<std::size_t> length_of_right_prefix(const observation& o) {
  std::size_t k = 0;
  while (k < o.size() && o.right_at(k)) ++k;
  for (std::size_t i = k; i < o.size(); ++i) {
    if (!never_written(o.got[i])) return std::nullopt;
  }
  return k;
}

std::vector<const observation*> wrong_ones(const observations& seen) {
  std::vector<const observation*> wrong;
  for (const observation& o : seen) {
    if (!o.right) wrong.push_back(&o);
  }
  return wrong;
}

/// What the lengths of the right beginnings have in common.
std::string common_length(const observations& seen, const std::vector<std::size_t>& lengths) {
  const std::vector<const observation*> wrong = wrong_ones(seen);
  const auto always = [&](const std::function<std::size_t(const observation&)>& length) {
    for (std::size_t i = 0; i < wrong.size(); ++i) {
      if (lengths[i] != length(*wrong[i])) return false;
    }
    // A right output that is longer than this beginning would speak against it.
    return std::none_of(seen.begin(), seen.end(),
                        [&](const observation& o) { return o.right && o.size() > length(o); });
  };
  const auto leading = [](const observation& o, std::size_t axes) {
    std::size_t size = o.size();
    for (std::size_t i = 0; i < axes; ++i) size /= static_cast<std::size_t>(o.expected->shape[i]);
    return size;
  };
  const std::size_t rank = wrong.front()->expected->shape.size();
  if (rank >= 2 && always([&](const observation& o) { return leading(o, 1); })) return "the first batch element";
  if (rank >= 2 && always([&](const observation& o) { return leading(o, 2); })) return "the first map";
  if (always([&](const observation&) { return lengths.front(); })) return fmt::format("{}", lengths.front());
  for (const std::size_t block : {1024U, 512U, 256U, 128U, 64U, 32U, 16U, 8U, 4U, 2U}) {
    if (always([&](const observation& o) { return o.size() / block * block; })) {
      return fmt::format("whole blocks of {}", block);
    }
  }
  return {};
}

std::vector<diagnosis> prefix(const observations& seen, const std::vector<const observation*>& wrong) {
  std::vector<std::size_t> lengths;
  for (const observation* o : wrong) {
    const auto length = length_of_right_prefix(*o);
    if (!length) return {};
    lengths.push_back(*length);
  }
  if (std::all_of(lengths.begin(), lengths.end(), [](std::size_t length) { return length == 0; })) return {};
  const std::string common = common_length(seen, lengths);
  diagnosis d{"only_a_prefix", common, "", wrong.size(), wrong.size(), 0};
  d.text = common.empty() ? fmt::format("{} is right at its beginning, and not written from some element on.",
                                        wrong.front()->output)
                          : fmt::format(
                                "Only the first elements of {} are right: {}. Do the loops, or the threads, "
                                "reach the end?",
                                wrong.front()->output, common);
  return {d};
}

/// In every map of the output the last elements, and only they, were never written.
std::vector<diagnosis> lost_tails(const observations& seen) {
  std::vector<diagnosis> found;
  for (const map_tail& tail : map_tails()) {
    diagnosis d{"lost_tail", tail.name, "", 0, 0, 0};
    for (const observation& o : seen) {
      if (!o.right) ++d.wrong;
      const map_positions positions =
          positions_of(o.expected->shape, axes_of(*o.step, o.output, o.expected->shape.size()));
      bool fits = positions.size > 1;
      bool any = false;
      for (std::size_t i = 0; fits && i < o.size(); ++i) {
        const bool lost = tail.lost(positions.of[i], positions);
        any = any || lost;
        fits = lost ? never_written(o.got[i]) : o.right_at(i);
      }
      if (fits && any && !o.right) ++d.explained;
      // A right output that has such a tail speaks against it.
      if (o.right && positions.size > 1 &&
          std::any_of(positions.of.begin(), positions.of.end(),
                      [&](std::size_t position) { return tail.lost(position, positions); })) {
        ++d.contradicted;
      }
    }
    d.text = fmt::format("In every map of {} something is never written: {}.", seen.front().output, tail.what);
    found.push_back(d);
  }
  return found;
}

}  // namespace

std::vector<diagnosis> causes_by_pattern(const observations& seen) {
  const std::vector<const observation*> wrong = wrong_ones(seen);
  if (wrong.empty()) return {};
  if (std::all_of(wrong.begin(), wrong.end(), [](const observation* o) { return all_unwritten(*o); })) {
    if (wrong.size() == seen.size()) {
      return {{"never_written", "",
               fmt::format("{0} holds what it held before the call. Either nothing is written to it, or it is only "
                           "added to: outputs hold NaN before the call, and NaN plus anything is NaN.",
                           wrong.front()->output),
               wrong.size(), wrong.size(), 0}};
    }
  }
  std::vector<diagnosis> found = prefix(seen, wrong);
  for (diagnosis& d : lost_tails(seen)) found.push_back(std::move(d));
  return found;
}

}  // namespace gaplab
