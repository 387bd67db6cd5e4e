#include "runtime/fiber.hpp"

#include <sys/mman.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "runtime/context_switch.hpp"
#include "runtime/units.hpp"

namespace gaplab::sim {

namespace {

constexpr std::size_t stack_size = std::size_t{128} << 10;  // bytes; only the pages that are used take memory

}  // namespace

fiber* fiber_pool::make() {
  // MAP_STACK is not enough for a guard page, so the lowest page is closed by hand.
  void* place = ::mmap(nullptr, page_size + stack_size, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
  if (place == MAP_FAILED) {
    std::fprintf(stderr, "the simulated GPU: no memory for the stacks of its threads\n");
    std::_Exit(3);
  }
  ::mprotect(place, page_size, PROT_NONE);
  m_all.push_back({static_cast<char*>(place) + page_size, stack_size, nullptr});
  prepare(m_all.back(), m_all.size() - 1);
  return &m_all.back();
}

/// Stacks that begin at the same place of their pages would all use the same few lines of the first cache.
void fiber_pool::prepare(fiber& f, std::size_t number) const {
  constexpr std::size_t line = 64;
  constexpr std::size_t step = 7;  // lines; prime to their number in a page
  const std::size_t shift = number * step * line % page_size;
  f.pointer = prepare_context(f.stack + f.size - line - shift, m_enter);
}

void fiber_pool::reset() {
  m_idle.clear();
  std::size_t number = 0;
  for (fiber& f : m_all) {
    prepare(f, number++);
    m_idle.push_back(&f);
  }
}

bool fiber_pool::in_other_stack(const void* address, const fiber* own) const {
  return std::any_of(m_all.begin(), m_all.end(), [&](const fiber& f) {
    const auto distance = static_cast<std::size_t>(static_cast<const char*>(address) - f.stack);
    return distance < f.size && &f != own;
  });
}

bool fiber_pool::below_a_stack(const void* address) const {
  const auto* a = static_cast<const char*>(address);
  return std::any_of(m_all.begin(), m_all.end(),
                     [&](const fiber& f) { return a < f.stack && a >= f.stack - page_size; });
}

}  // namespace gaplab::sim
