// What the processor itself stops: addresses that nobody has, device pointers in host code, stacks that overflow.
#pragma once

namespace gaplab::sim {

/// Once for the program, before anything can go wrong; and its end is watched, where leaks are found.
void prepare_for_faults();

/// Once for every further OS thread that runs kernels.
void prepare_thread_for_faults();

}  // namespace gaplab::sim
