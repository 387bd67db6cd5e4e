// Findings as the runtime notes them.
#pragma once

#include <cstdint>
#include <string>

#include "gaplab/gpu_layout.hpp"
#include "gaplab_sim/launch.hpp"

namespace gaplab::sim {

/// A place in the program: a line that the compiler told, or a program counter.
struct program_place {
  site line{nullptr, 0};
  std::uint64_t pc = 0;
};
inline program_place at_line(site line) { return {line, 0}; }
inline program_place at_pc(std::uint64_t pc) { return {{nullptr, 0}, pc}; }

/// One party to a finding.
struct party {
  std::string action;
  program_place place;
  bool in_kernel = false;
  uint3 block{};
  uint3 thread{};
};

struct finding {
  finding_kind kind = finding_kind::unsupported;
  std::string object;
  std::string detail;
  int parties = 1;
  party caught;
  party other;
};

/// Notes the finding, with the kernel under way. A second one of the same kind at the same places is only counted.
void note(const finding& f);

/// How many different ones there are.
unsigned findings_so_far();

/// The kernel that findings belong to from now on; nullptr: none.
void set_kernel_of_findings(const grid_request* request);

/// Prints all of them on standard error: for programs on their own.
void print_findings();

}  // namespace gaplab::sim
