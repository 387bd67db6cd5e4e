// The errors that a program can ask for: the last one, which asking clears, and the one of a kernel that ended badly,
// which nothing clears but a reset of the device.
#pragma once

#include <string>

#include "gaplab_sim/launch.hpp"

namespace gaplab::sim {

/// Remembers the error, if it is one, and returns it; the context's own where that is lost.
cudaError_t result(cudaError_t error);

/// The context is lost: each call returns this from now on.
void lose_context(cudaError_t error);
cudaError_t context_error();
void reset_context();

/// A launch that was refused, until the program asks for its error.
void remember_refused_launch(const grid_request& request, cudaError_t error, const std::string& why);
/// At the program's end: what it never asked for.
void note_unasked_launches();

}  // namespace gaplab::sim
