// Stacks for CUDA threads. A thread needs one of its own only while it waits.
#pragma once

#include <cstddef>
#include <deque>
#include <vector>

namespace gaplab::sim {

struct fiber {
  char* stack;  ///< its lowest address
  std::size_t size;
  void* pointer;  ///< where to go on
};

/// The fibers of one OS thread.
class fiber_pool {
 public:
  explicit fiber_pool(void (*enter)()) : m_enter(enter) {}

  /// One that waits for work, or a new one.
  fiber* take() {
    if (m_idle.empty()) return make();
    fiber* f = m_idle.back();
    m_idle.pop_back();
    return f;
  }
  void give_back(fiber* f) { m_idle.push_back(f); }

  /// After a kernel was ended in the middle: whatever they were doing, they begin anew.
  void reset();

  /// Whether the address is in a stack other than the given one, or in the page below any of them.
  [[nodiscard]] bool in_other_stack(const void* address, const fiber* own) const;
  [[nodiscard]] bool below_a_stack(const void* address) const;

 private:
  fiber* make();
  void prepare(fiber& f, std::size_t number) const;

  void (*m_enter)();
  std::deque<fiber> m_all;
  std::vector<fiber*> m_idle;
};

}  // namespace gaplab::sim
