// What a step is checked with.
#pragma once

#include <vector>

#include "course/course.hpp"
#include "fixtures/fixture.hpp"
#include "oracles/oracle.hpp"

namespace gaplab {

/// The cases of an operation, and for each what the oracle says of it.
struct case_set {
  std::vector<fixture_case> cases;
  std::vector<evaluation> limits;
};

/// The cases of the step's operation in the lab's fixture, checked to be what they claim to be, with the tensors that
/// the step needs. Throws environment_error.
case_set load_cases(const course& c, const lab& l, const step& s);

}  // namespace gaplab
