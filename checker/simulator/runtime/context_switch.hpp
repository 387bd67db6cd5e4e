// From one stack to another, within an OS thread. By hand, because it is done for every thread at every barrier: it
// saves two registers and lets the compiler save only those others that it needs; it ends in a jump, which the
// processor predicts where a return to another stack would be mispredicted every time.
#pragma once

#if !defined(__x86_64__)
#error "the simulated GPU runs on x86-64 only"
#endif

namespace gaplab::sim {

/// Leaves the stack whose pointer goes to *save, and goes on with that of `load`.
inline __attribute__((always_inline)) void switch_context(void** save, void* load) {
  asm volatile(
      "leaq -128(%%rsp), %%rsp\n\t"  // the red zone of a function that calls nothing
      "pushq %%rbp\n\t"
      "pushq %%rbx\n\t"
      "leaq 1f(%%rip), %%rax\n\t"
      "pushq %%rax\n\t"
      "movq %%rsp, (%0)\n\t"
      "movq %1, %%rsp\n\t"
      "popq %%rax\n\t"
      "jmp *%%rax\n"
      "1:\n\t"
      "popq %%rbx\n\t"
      "popq %%rbp\n\t"
      "leaq 128(%%rsp), %%rsp"
      : "+D"(save), "+S"(load)
      :
      : "rax", "rcx", "rdx", "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15", "memory", "cc", "xmm0", "xmm1",
        "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11", "xmm12", "xmm13", "xmm14",
        "xmm15");
}

/// A stack from whose pointer switch_context() enters the function, which must never return. top is a multiple of 16.
inline void* prepare_context(char* top, void (*enter)()) {
  void** stack = reinterpret_cast<void**>(top);
  stack[-1] = nullptr;  // the return address, on which the alignment of the function's frame is built
  stack[-2] = reinterpret_cast<void*>(enter);
  return &stack[-2];
}

}  // namespace gaplab::sim
