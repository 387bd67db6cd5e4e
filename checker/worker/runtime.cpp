// The worker's main program, linked to a student's file and the lab's binding. It maps the job, calls the step once
// for each execution, and notes how each call ended. It knows no expected value.
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <ucontext.h>
#include <unistd.h>
#include <unwind.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <stdexcept>

#include "gaplab/binding.hpp"
#include "gaplab/job_layout.hpp"
#include "tensor_memory.hpp"

namespace gaplab {
namespace {

struct step_entry {
  const char* name;
  step_function function;
};

constexpr int most_steps = 64;
step_entry steps[most_steps];
int step_count = 0;

job_header* job = nullptr;

// What ends a call early. They derive from nothing, so that a student's catch (std::exception&) does not eat them.
struct attempt_missing {
  int line;
};
struct refusal {
  const char* reason;
};
struct binding_error {
  char message[200];
};
/// Nothing more can be lent: an earlier kernel of this call lost the device, or all its memory is in use. CUDA says
/// which when the call is over.
struct device_failure {};

void note_message(execution& e, const char* text) { std::snprintf(e.message, sizeof e.message, "%s", text); }

void call(step_function step, const step_call& arguments, execution& e) {
  e.state = call_state::running;
  try {
    step(arguments);
    e.state = call_state::returned;
  } catch (const attempt_missing& missing) {
    e.line = static_cast<std::uint32_t>(missing.line);
    e.state = call_state::not_attempted;
  } catch (const refusal& r) {
    note_message(e, r.reason);
    e.state = call_state::refused;
  } catch (const device_failure&) {
    e.state = call_state::returned;
  } catch (const binding_error& error) {
    note_message(e, error.message);
    e.state = call_state::misbound;
  } catch (const std::invalid_argument& error) {
    note_message(e, error.what());
    e.state = call_state::refused;
  } catch (const std::exception& error) {
    note_message(e, error.what());
    e.state = call_state::threw;
  } catch (...) {
    note_message(e, "something that is no std::exception");
    e.state = call_state::threw;
  }
}

/// One call with its tensors in place. Returns false if there can be no further one.
bool execute(step_function step, execution& e) {
  char* bytes = reinterpret_cast<char*>(job);
  const auto* tensors = reinterpret_cast<const tensor_record*>(bytes + job->tensors) + e.first_tensor;
  const auto* parameters = reinterpret_cast<const parameter_record*>(bytes + job->parameters) + e.first_parameter;
  char* memory = lend_tensors(bytes, e.first_byte, e.last_byte, tensors, e);
  if (memory == nullptr) return false;
  call(step, step_call(memory, tensors, e.tensor_count, parameters, e.parameter_count), e);
  return return_tensors(bytes, e.first_byte, e.last_byte, e);
}

// ---- a crash is noted with the addresses of its frames; the checker finds their lines ----

struct frame_walk {
  crash_report* report;
  std::uint64_t fault;  ///< the program counter where the signal struck
  bool reached;         ///< the frames before it are the handler's own
};

_Unwind_Reason_Code take_frame(_Unwind_Context* context, void* argument) {
  auto* walk = static_cast<frame_walk*>(argument);
  crash_report& report = *walk->report;
  int before_instruction = 0;
  const std::uint64_t pc = _Unwind_GetIPInfo(context, &before_instruction);
  if (pc == walk->fault) walk->reached = true;
  if (!walk->reached || pc == 0) return _URC_NO_REASON;
  // A return address belongs to the line after the call: one byte back is within it.
  if (report.frame_count < most_frames) report.frames[report.frame_count++] = before_instruction != 0 ? pc : pc - 1;
  return report.frame_count < most_frames ? _URC_NO_REASON : _URC_END_OF_STACK;
}

void on_crash(int signal, siginfo_t* info, void* context) {
  crash_report& report = job->crash;
  report.signal = signal;
  report.address = reinterpret_cast<std::uint64_t>(info->si_addr);
  std::uint64_t pc = 0;
  std::uint64_t stack_pointer = 0;
#if defined(__x86_64__)
  const auto& registers = static_cast<ucontext_t*>(context)->uc_mcontext.gregs;
  pc = static_cast<std::uint64_t>(registers[REG_RIP]);
  stack_pointer = static_cast<std::uint64_t>(registers[REG_RSP]);
#elif defined(__aarch64__)
  const auto& registers = static_cast<ucontext_t*>(context)->uc_mcontext;
  pc = registers.pc;
  stack_pointer = registers.sp;
#endif
  const std::uint64_t distance =
      report.address > stack_pointer ? report.address - stack_pointer : stack_pointer - report.address;
  report.stack_overflow = signal == SIGSEGV && info->si_code > 0 && distance < (1U << 20) ? 1 : 0;
  // Ends even if unwinding the broken stack crashes or hangs.
  report.frames[report.frame_count++] = pc;
  std::signal(signal, SIG_DFL);
  alarm(2);
  frame_walk walk{&report, pc, false};
  report.frame_count = 0;
  _Unwind_Backtrace(take_frame, &walk);
  if (report.frame_count == 0) report.frames[report.frame_count++] = pc;
  raise(signal);
}

void catch_crashes() {
  static char stack_of_handler[1 << 16];
  stack_t stack{};
  stack.ss_sp = stack_of_handler;
  stack.ss_size = sizeof stack_of_handler;
  sigaltstack(&stack, nullptr);
  struct sigaction action {};
  action.sa_sigaction = on_crash;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK;
  for (const int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT}) sigaction(signal, &action, nullptr);
}

int run() {
  struct stat status {};
  if (fstat(job_descriptor, &status) != 0) {
    std::fputs("This program is started by `gaplab check`, which hands it its data.\n", stderr);
    return 2;
  }
  void* memory = mmap(nullptr, static_cast<std::size_t>(status.st_size), PROT_READ | PROT_WRITE,
                      MAP_SHARED | MAP_POPULATE, job_descriptor, 0);
  if (memory == MAP_FAILED) return 2;
  close(job_descriptor);
  job = static_cast<job_header*>(memory);
  catch_crashes();
  job->ready = 1;
  for (int i = 0; i < step_count; ++i) {
    if (std::strcmp(steps[i].name, job->step) != 0) continue;
    auto* executions = reinterpret_cast<execution*>(static_cast<char*>(memory) + job->executions);
    const std::uint32_t count = job->execution_count;
    for (std::uint32_t e = 0; e < count; ++e) {
      if (!execute(steps[i].function, executions[e])) break;
    }
    std::fflush(nullptr);
    return 0;
  }
  auto* first = reinterpret_cast<execution*>(static_cast<char*>(memory) + job->executions);
  first->state = call_state::misbound;
  std::snprintf(first->message, sizeof first->message, "binding.cpp has no GAPLAB_BIND(\"%s\", ...)", job->step);
  return 0;
}

}  // namespace

void not_attempted(const char*, int line) { throw attempt_missing{line}; }
void refuse(const char* reason) { throw refusal{reason}; }

step_registration::step_registration(const char* name, step_function function) {
  if (step_count < most_steps) steps[step_count++] = {name, function};
}

step_call::located step_call::find(const char* name, bool output) const {
  for (std::uint32_t i = 0; i < m_tensor_count; ++i) {
    const tensor_record& t = m_tensors[i];
    if ((t.output != 0) != output || std::strcmp(t.name, name) != 0) continue;
    return {reinterpret_cast<float*>(m_job + t.offset), t.shape, t.rank, t.name};
  }
  binding_error error{};
  std::snprintf(error.message, sizeof error.message, "the case has no %s `%s`", output ? "output" : "input", name);
  throw error;
}

void step_call::wrong_rank(const located& t, int wanted) {
  binding_error error{};
  std::snprintf(error.message, sizeof error.message, "`%s` has %d dimensions, not %d", t.name, t.rank, wanted);
  throw error;
}

void step_call::set_output(const char* name, float value, int element) const {
  const located output = find(name, true);
  std::int64_t elements = 1;
  for (int axis = 0; axis < output.rank; ++axis) elements *= output.shape[axis];
  if (element < elements) {  // a case that is to be refused has room for one number only
    output.data[element] = value;
  }
}

const parameter_record& step_call::find_parameter(const char* name, int index) const {
  for (std::uint32_t i = 0; i < m_parameter_count; ++i) {
    const parameter_record& p = m_parameters[i];
    if (std::strcmp(p.name, name) == 0 && index >= 0 && index < p.count) return p;
  }
  binding_error error{};
  std::snprintf(error.message, sizeof error.message, "the case has no parameter `%s[%d]`", name, index);
  throw error;
}

int step_call::parameter(const char* name, int index) const {
  return static_cast<int>(find_parameter(name, index).values[index]);
}

row<const int> step_call::integers(const char* name) const {
  const parameter_record& p = find_parameter(name, 0);
  int values[most_values];
  const int count = static_cast<int>(p.count);
  for (int i = 0; i < count; ++i) values[i] = static_cast<int>(p.values[i]);
  const int* lent = lend_integers(values, count);
  if (lent == nullptr) throw device_failure{};
  return {lent, count};
}

}  // namespace gaplab

int main() { return gaplab::run(); }
