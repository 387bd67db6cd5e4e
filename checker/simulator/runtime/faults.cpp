#include "runtime/faults.hpp"

#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>
#include <unwind.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "runtime/access_check.hpp"
#include "runtime/block_runner.hpp"
#include "runtime/device_memory.hpp"
#include "runtime/error_state.hpp"
#include "runtime/finding_log.hpp"
#include "runtime/gpu_file.hpp"
#include "runtime/options.hpp"
#include "runtime/program_image.hpp"
#include "runtime/units.hpp"

namespace gaplab::sim {

namespace {

constexpr int watched[] = {SIGSEGV, SIGBUS, SIGFPE};
struct sigaction former_actions[NSIG];

// ---- where it was: the innermost frame of the program's own code, as the fault may be in a library's memcpy

struct frame_search {
  std::uint64_t fault;
  bool reached;
  std::uint64_t found;
};

_Unwind_Reason_Code look_at_frame(_Unwind_Context* context, void* argument) {
  auto& search = *static_cast<frame_search*>(argument);
  int exact = 0;
  const std::uint64_t pc = _Unwind_GetIPInfo(context, &exact);
  if (pc == search.fault) search.reached = true;
  if (!search.reached || !image::is_own_code(pc)) return _URC_NO_REASON;
  search.found = exact != 0 ? pc : pc - 1;
  return _URC_END_OF_STACK;
}

std::uint64_t own_place_of(std::uint64_t fault) {
  if (image::is_own_code(fault)) return fault;
  frame_search search{fault, false, 0};
  _Unwind_Backtrace(look_at_frame, &search);
  return search.found != 0 ? search.found : fault;
}

/// Ends the kernel from within the handler, which is never returned to.
[[noreturn]] void end_kernel_from_handler(int signal, cudaError_t error) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, signal);
  pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
  runner->end_kernel(error);
}

[[noreturn]] void stop_kernel(int signal, const char* address, std::uint64_t pc) {
  const party who = runner->this_party("access", at_pc(pc));
  const auto number = reinterpret_cast<std::uintptr_t>(address);
  if (signal == SIGFPE) {
    note({finding_kind::unsupported,
          "a division of integers by zero",
          "A GPU goes on with an arbitrary number; here the kernel ends.",
          1,
          who,
          {}});
    end_kernel_from_handler(signal, cudaErrorLaunchFailure);
  }
  if (runner->fibers().below_a_stack(address)) {
    // It is mostly the check of an access that finds no room any more; the access has the program's line.
    const std::uint64_t access = check::last_access_place();
    note(
        {finding_kind::stack_overflow, "", "", 1, access == 0 ? who : runner->this_party("access", at_pc(access)), {}});
    end_kernel_from_handler(signal, cudaErrorLaunchFailure);
  }
  if (number < null_area) {
    note({finding_kind::null_pointer, number == 0 ? "" : "address " + std::to_string(number), "", 1, who, {}});
  } else {
    note({finding_kind::out_of_bounds,
          memory::contains(address) ? memory::describe(address, 1) : "an address of nobody",
          "",
          1,
          who,
          {}});
  }
  end_kernel_from_handler(signal, cudaErrorIllegalAddress);
}

void on_fault(int signal, siginfo_t* info, void* context) {
  const auto pc =
      own_place_of(static_cast<std::uint64_t>(static_cast<ucontext_t*>(context)->uc_mcontext.gregs[REG_RIP]));
  const auto* address = static_cast<const char*>(info->si_addr);
  if (runner != nullptr) stop_kernel(signal, address, pc);
  if (signal != SIGFPE && memory::contains(address)) {
    note({finding_kind::device_pointer_on_host,
          memory::describe(address, 1),
          "",
          1,
          {"access", at_pc(pc), false, {}, {}},
          {}});
    if (the_gpu().own) print_findings();
  }
  const struct sigaction& former = former_actions[signal];
  if ((former.sa_flags & SA_SIGINFO) != 0 && former.sa_sigaction != nullptr) {
    former.sa_sigaction(signal, info, context);
    return;
  }
  ::signal(signal, SIG_DFL);  // the instruction is met again, and ends the program
}

/// At the program's end: what it left behind.
void on_program_end(int status, void*) {
  if (status == 0 && context_error() == cudaSuccess) memory::note_leaks();
  if (context_error() == cudaSuccess) note_unasked_launches();
  if (!the_gpu().own || findings_so_far() == 0) return;
  std::fflush(nullptr);
  print_findings();
  std::fprintf(stderr, "%u %s on the simulated GPU\n", findings_so_far(),
               findings_so_far() == 1 ? "finding" : "findings");
  _exit(current_options().error_exit_code);
}

}  // namespace

void prepare_thread_for_faults() {
  constexpr std::size_t size = 1 << 16;  // bytes; the handler's own stack, for the program's may have overflowed
  void* place = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (place == MAP_FAILED) return;
  stack_t stack{};
  stack.ss_sp = place;
  stack.ss_size = size;
  ::sigaltstack(&stack, nullptr);
}

void prepare_for_faults() {
  static bool prepared = false;
  if (prepared) return;
  prepared = true;
  the_gpu();
  prepare_thread_for_faults();
  ::on_exit(on_program_end, nullptr);
  struct sigaction action {};
  action.sa_sigaction = on_fault;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK;
  for (const int signal : watched) ::sigaction(signal, &action, &former_actions[signal]);
}

}  // namespace gaplab::sim

/// What assert() calls when it fails. The program's definition comes before the C library's.
// NOLINTNEXTLINE: the C library's name, and its parameters by readable ones
extern "C" void __assert_fail(const char* expression, const char* file, unsigned line, const char* function) noexcept {
  using namespace gaplab::sim;
  if (runner == nullptr) {
    std::fflush(stdout);
    std::fprintf(stderr, "%s:%u: %s: Assertion `%s' failed.\n", file, line, function, expression);
    std::abort();
  }
  const site where{file, static_cast<int>(line)};
  const party who = runner->this_party("assert", at_line(where));
  std::fflush(stdout);
  std::fprintf(stderr, "%s:%u: %s: block: [%u,%u,%u], thread: [%u,%u,%u] Assertion `%s` failed.\n", file, line,
               function, who.block.x, who.block.y, who.block.z, who.thread.x, who.thread.y, who.thread.z, expression);
  note({finding_kind::assertion_failed, expression, "", 1, who, {}});
  runner->end_kernel(cudaErrorAssert);
}

namespace gaplab::sim {

void trap() {
  if (runner == nullptr) std::abort();
  note({finding_kind::assertion_failed,
        "__trap()",
        "",
        1,
        runner->this_party("trap", at_pc(reinterpret_cast<std::uint64_t>(__builtin_return_address(0)) - 1)),
        {}});
  runner->end_kernel(cudaErrorLaunchFailure);
}

}  // namespace gaplab::sim
