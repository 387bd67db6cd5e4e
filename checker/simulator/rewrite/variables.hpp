// Variables with a memory of their own: __shared__, __device__, __constant__, __managed__.
#pragma once

#include "rewrite/edits.hpp"
#include "rewrite/refusals.hpp"
#include "rewrite/scopes.hpp"
#include "rewrite/tokens.hpp"

namespace gaplab::sim::rewriting {

enum class variant : unsigned char { fast, checked };

/// __shared__ and extern __shared__. Throws rewrite_error where no declaration follows.
void rewrite_shared_variables(const source& from, const scopes& in, variant to, edits& changes, refusal_list& refused);

/// __device__ and __constant__, with the qualifiers of functions, which vanish.
void rewrite_device_variables(const source& from, const scopes& in, edits& changes, refusal_list& refused);

}  // namespace gaplab::sim::rewriting
