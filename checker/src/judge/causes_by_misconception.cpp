#include <fmt/format.h>

#include "judge/causes.hpp"
#include "judge/oracle_answer.hpp"

namespace gaplab {

hypotheses misconceptions(const observed_step& seen) {
  hypotheses all;
  for (const misconception& m : seen.oracle->misconceptions) {
    hypothesis h;
    h.cause.id = m.id;
    h.cause.equals = m.equals;
    h.cause.text = fmt::format("$out comes out as if {}.", m.what);
    h.predict = [evaluate = m.evaluate](const observed_call& call) -> std::optional<predicted_call> {
      const std::optional<evaluation> e = evaluate(*call.values, unit_roundoff_fp32);
      return e ? std::optional(predicted_from(*e)) : std::nullopt;
    };
    all.push_back(std::move(h));
  }
  return all;
}

}  // namespace gaplab
