#include "runtime/block_runner.hpp"

#include <algorithm>
#include <bit>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>

#include "runtime/access_check.hpp"
#include "runtime/context_switch.hpp"
#include "runtime/options.hpp"
#include "runtime/units.hpp"

namespace gaplab::sim {

__thread block_runner* runner = nullptr;

#if defined(GAPLAB_SIM_CHECK)
namespace {
__thread const thread_place* this_thread = nullptr;
__thread block_place this_block{};
}  // namespace
uint3 thread_index() {
  if (this_thread == nullptr) stop_host_call("threadIdx", {nullptr, 0}, __builtin_return_address(0));
  return this_thread->thread;
}
uint3 block_index() {
  if (this_thread == nullptr) stop_host_call("blockIdx", {nullptr, 0}, __builtin_return_address(0));
  return this_block.block;
}
dim3 block_size() {
  if (this_thread == nullptr) stop_host_call("blockDim", {nullptr, 0}, __builtin_return_address(0));
  return this_block.block_size;
}
dim3 grid_size() {
  if (this_thread == nullptr) stop_host_call("gridDim", {nullptr, 0}, __builtin_return_address(0));
  return this_block.grid_size;
}
#else
__thread const thread_place* this_thread = nullptr;
__thread block_place this_block{};
#endif

namespace {

constexpr std::size_t dynamic_alignment = 128;  // bytes; more than any type asks for
constexpr std::size_t dynamic_margin = 256;     // bytes before and behind, which no thread may touch

std::size_t product(dim3 d) { return std::size_t{d.x} * d.y * d.z; }

uint3 unfold(std::uint64_t number, dim3 size) {
  return {static_cast<unsigned>(number % size.x), static_cast<unsigned>(number / size.x % size.y),
          static_cast<unsigned>(number / size.x / size.y)};
}

bool same_line(site a, site b) { return a.line == b.line && (a.file == b.file || std::strcmp(a.file, b.file) == 0); }

std::string text_of(uint3 v) {
  char text[64];
  std::snprintf(text, sizeof text, "(%u, %u, %u)", v.x, v.y, v.z);
  return text;
}

}  // namespace

block_runner::block_runner() : m_fibers(run_threads) {
  for (unsigned i = 0; i < most_block_threads; ++i) m_threads[i].number = i;
}

uint3 block_runner::block_of(std::uint64_t block_number) const { return unfold(block_number, m_request->config.grid); }
uint3 block_runner::thread_of(unsigned number) const { return unfold(number, m_request->config.block); }

void block_runner::begin_grid(const grid_request& request) {
  m_request = &request;
  m_failure = cudaSuccess;
  m_noted_early_exit = false;
  m_random = current_options().schedule.has_value();
  m_count = static_cast<unsigned>(product(request.config.block));
  m_warp_count = (m_count + lanes - 1) / lanes;
  for (unsigned i = 0; i < m_count; ++i) m_threads[i].place.thread = thread_of(i);
  for (unsigned w = 0; w < m_warp_count; ++w) {
    const unsigned size = std::min<unsigned>(lanes, m_count - w * lanes);
    m_warps[w].existing = size == lanes ? all_lanes : (1U << size) - 1;
    m_warp_order[w] = static_cast<unsigned char>(w);
  }
  const std::size_t needed = request.config.shared + 2 * dynamic_margin + dynamic_alignment;
  if (m_dynamic_buffer.size() < needed) m_dynamic_buffer.resize(needed);
  const auto begin = reinterpret_cast<std::uintptr_t>(m_dynamic_buffer.data()) + dynamic_margin;
  m_dynamic = m_dynamic_buffer.data() + dynamic_margin + (dynamic_alignment - begin % dynamic_alignment);
  this_block.block_size = request.config.block;
  this_block.grid_size = request.config.grid;
}

bool block_runner::run_block(std::uint64_t block_number) {
  runner = this;
  this_block.block = block_of(block_number);
  m_alive = m_count;
  m_barrier = {};
  m_converging = 0;
  m_idle_rounds = 0;
  for (unsigned w = 0; w < m_warp_count; ++w) {
    warp_lanes& warp = m_warps[w];
    warp.fresh = warp.existing;
    warp.ready = warp.yielded = warp.at_barrier = warp.finished = 0;
    for (const auto& group : warp.groups) group->open = false, group->unread = 0;
  }
  m_fresh_warps = m_warp_count == most_warps ? ~0U : (1U << m_warp_count) - 1;
  m_ready_warps = m_yielded_warps = 0;
  if (m_random) {
    // From the seed and the block's number, so that the processors' number changes nothing.
    m_random_state = (*current_options().schedule + 1) * 0x9e3779b97f4a7c15U ^ (block_number + 1) * 0xbf58476d1ce4e5b9U;
    shuffle_warps();
  }
  // Shared memory holds anything at a block's beginning; NaNs are the anything that shows.
  if (m_request->config.shared > 0) std::memset(m_dynamic, 0xff, m_request->config.shared);
  check::begin_block(block_number, m_dynamic, m_request->config.shared);
  switch_to(&m_outside, static_cast<unsigned>(pick()));
  runner = nullptr;
  this_thread = nullptr;
  return m_failure == cudaSuccess;
}

/// The loop of every fiber: the thread that it was given, then fresh ones as long as nobody who waits can go on.
void block_runner::run_threads() {
  for (;;) {
    block_runner& self = *runner;
    fiber* own = self.m_current->on;
    self.m_request->run(self.m_request->body);
    self.finish();
    const int next = self.m_alive > 0 ? self.pick_or_end() : -1;
    if (next >= 0 && self.m_threads[next].on == nullptr) {
      self.m_threads[next].on = own;
      self.go_on_as(static_cast<unsigned>(next));
      continue;
    }
    self.m_fibers.give_back(own);
    if (next >= 0) {
      self.go_on_as(static_cast<unsigned>(next));
      switch_context(&own->pointer, self.m_current->resume);
    } else {
      switch_context(&own->pointer, self.m_outside);
    }
  }
}

GAPLAB_ALWAYS void block_runner::go_on_as(unsigned number) {
  m_current = &m_threads[number];
  this_thread = &m_current->place;
}

/// From the current stack to that of the thread.
GAPLAB_ALWAYS void block_runner::switch_to(void** save, unsigned number) {
  go_on_as(number);
  void* resume = m_current->resume;
  if (m_current->on == nullptr) {
    m_current->on = m_fibers.take();
    resume = m_current->on->pointer;
  }
  switch_context(save, resume);
}

// ---- who comes next

GAPLAB_ALWAYS int block_runner::begin_fresh(unsigned number) {
  cuda_thread& thread = m_threads[number];
  thread.on = nullptr;
  thread.spins = 0;
  thread.looked_from = UINTPTR_MAX;
  thread.looked_to = 0;
  return static_cast<int>(number);
}

/// In order, those who can go on come before those who have not begun: so a warp passes its shuffles before the next
/// one starts, and its stacks are still in the cache.
GAPLAB_ALWAYS int block_runner::pick() {
  if (m_random) return pick_at_random();
  do {
    if (m_ready_warps != 0) {
      const auto w = static_cast<unsigned>(std::countr_zero(m_ready_warps));
      unsigned& ready = m_warps[w].ready;
      const auto lane = static_cast<unsigned>(std::countr_zero(ready));
      ready &= ready - 1;
      if (ready == 0) m_ready_warps &= m_ready_warps - 1;
      return static_cast<int>(w * lanes + lane);
    }
    if (m_fresh_warps != 0) {
      const auto w = static_cast<unsigned>(std::countr_zero(m_fresh_warps));
      unsigned& fresh = m_warps[w].fresh;
      const auto lane = static_cast<unsigned>(std::countr_zero(fresh));
      fresh &= fresh - 1;
      if (fresh == 0) m_fresh_warps &= m_fresh_warps - 1;
      return begin_fresh(w * lanes + lane);
    }
  } while (let_yielded_go_on());
  return -1;
}

/// The first warp in the order drawn, and any of its lanes.
GAPLAB_SELDOM int block_runner::pick_at_random() {
  do {
    for (unsigned i = 0; i < m_warp_count; ++i) {
      const unsigned w = m_warp_order[i];
      warp_lanes& warp = m_warps[w];
      const unsigned runnable = warp.ready | warp.fresh;
      if (runnable == 0) continue;
      const auto turn = static_cast<int>(random() % lanes);
      const unsigned lane =
          (static_cast<unsigned>(std::countr_zero(std::rotr(runnable, turn))) + static_cast<unsigned>(turn)) % lanes;
      const unsigned bit = 1U << lane;
      const unsigned number = w * lanes + lane;
      warp.ready &= ~bit;
      if ((warp.fresh & bit) == 0) return static_cast<int>(number);
      warp.fresh &= ~bit;
      return begin_fresh(number);
    }
  } while (let_yielded_go_on());
  return -1;
}

/// Threads that look for a change get another look when nobody else has anything to do. If that never changes
/// anything, nobody can.
GAPLAB_SELDOM bool block_runner::let_yielded_go_on() {
  if (m_yielded_warps == 0) return false;
#if defined(GAPLAB_SIM_CHECK)
  constexpr unsigned most_rounds = 2000;
#else
  constexpr unsigned most_rounds = 20'000'000;  // another processor may be at the block that is waited for
#endif
  if (++m_idle_rounds > most_rounds) stop_deadlock();
  for (std::uint32_t left = m_yielded_warps; left != 0; left &= left - 1) {
    warp_lanes& warp = m_warps[std::countr_zero(left)];
    warp.ready |= warp.yielded;
    warp.yielded = 0;
  }
  m_ready_warps |= m_yielded_warps;
  m_yielded_warps = 0;
  if (m_random) shuffle_warps();
  return true;
}

std::uint64_t block_runner::random() {  // xorshift64: Marsaglia, "Xorshift RNGs", Journal of Statistical Software 8
  m_random_state ^= m_random_state << 13;
  m_random_state ^= m_random_state >> 7;
  m_random_state ^= m_random_state << 17;
  return m_random_state;
}

void block_runner::shuffle_warps() {
  for (unsigned i = m_warp_count; i > 1; --i) std::swap(m_warp_order[i - 1], m_warp_order[random() % i]);
}

/// The current thread waits, and others go on, until it is picked again.
GAPLAB_ALWAYS void block_runner::suspend() {
  cuda_thread& self = *m_current;
  const int next = pick_or_end();
  if (static_cast<unsigned>(next) != self.number) switch_to(&self.resume, static_cast<unsigned>(next));
}

GAPLAB_ALWAYS int block_runner::pick_or_end() {
  if (m_converging != 0) converge_if_alone(m_current->warp());
  const int next = pick();
  if (next < 0) stop_deadlock();
  return next;
}

/// The current thread's function has returned.
void block_runner::finish() {
  check::end_thread();
  const unsigned w = m_current->warp();
  m_warps[w].finished |= m_current->bit();
  --m_alive;
  m_idle_rounds = 0;
  complete_what_can_be(w);
  if (m_barrier.waiting > 0 && m_barrier.waiting == m_alive) release_barrier();
}

void block_runner::give_way(const char* name, program_place where) {
  cuda_thread& self = *m_current;
  self.spins = 0;
  self.looks_for = name;
  self.looks_at = where;
  m_warps[self.warp()].yielded |= self.bit();
  m_yielded_warps |= 1U << self.warp();
  suspend();
}

// ---- the block's barrier

GAPLAB_ALWAYS void block_runner::barrier(const char* name, site where) {
  cuda_thread& self = *m_current;
  if (m_barrier.waiting == 0) {
    m_barrier.name = name;
    m_barrier.where = where;
  } else if (!same_line(where, m_barrier.where)) {
    stop_divergent_barrier(name, where);
  }
  ++m_barrier.waiting;
  self.spins = 0;
  m_warps[self.warp()].at_barrier |= self.bit();
  if (m_barrier.waiting == m_alive) release_barrier();
  suspend();
}

predicate_counts block_runner::barrier_count(const char* name, bool predicate, site where) {
  ++m_barrier.counts.threads;
  m_barrier.counts.holding += predicate ? 1 : 0;
  barrier(name, where);
  return m_barrier.released;
}

GAPLAB_SELDOM void block_runner::release_barrier() {
  if (m_alive < m_count) note_early_exit(m_barrier.name, m_barrier.where);
  m_barrier.waiting = 0;
  m_barrier.released = m_barrier.counts;
  m_barrier.counts = {};
  m_idle_rounds = 0;
  for (unsigned w = 0; w < m_warp_count; ++w) {
    warp_lanes& warp = m_warps[w];
    if (warp.at_barrier == 0) continue;
    warp.ready |= warp.at_barrier;
    warp.at_barrier = 0;
    m_ready_warps |= 1U << w;
  }
  if (m_random) shuffle_warps();
  check::block_synchronised();
}

// ---- exchanges within a warp

lane_group& block_runner::group_for(warp_lanes& warp, warp_operation operation, const char* name, unsigned mask,
                                    site where) {
  lane_group* unused = nullptr;
  for (const auto& group : warp.groups) {
    if (group->open && !group->converging && group->mask == mask) return *group;
    if (!group->open && group->unread == 0) unused = group.get();
  }
  if (unused == nullptr) {
    warp.groups.push_back(std::make_unique<lane_group>());
    unused = warp.groups.back().get();
  }
  unused->open = true;
  unused->converging = false;
  unused->operation = operation;
  unused->name = name;
  unused->where = where;
  unused->mask = mask;
  unused->values.arrived = 0;
  return *unused;
}

GAPLAB_ALWAYS const lane_values& block_runner::exchange(warp_operation operation, const char* name, unsigned mask,
                                                        std::uint64_t value, site where) {
  cuda_thread& self = *m_current;
  const unsigned w = self.warp();
  warp_lanes& warp = m_warps[w];
  if ((mask & self.bit()) == 0) stop_foreign_mask(name, mask, where);
  lane_group& group = group_for(warp, operation, name, mask, where);
  if (group.operation != operation) stop_mixed_exchange(group, name, where);
  group.values.values[self.lane()] = value;
  group.values.arrived |= self.bit();
  if ((mask & warp.existing & ~(group.values.arrived | warp.finished)) == 0) {
    complete(warp, w, group);
    if (!m_random) {
      warp.ready &= ~self.bit();  // goes on at once
      if (warp.ready == 0) m_ready_warps &= ~(1U << w);
    } else {
      suspend();
    }
  } else {
    self.spins = 0;
    suspend();
  }
  --group.unread;
  return group.values;
}

GAPLAB_SELDOM void block_runner::complete(warp_lanes& warp, unsigned warp_number, lane_group& group) {
  group.open = false;
  group.unread = static_cast<unsigned>(std::popcount(group.values.arrived));
  m_idle_rounds = 0;
  if (group.operation == warp_operation::sync && !group.converging) {
    check::warp_synchronised(warp_number, group.values.arrived);
  }
  warp.ready |= group.values.arrived;
  m_ready_warps |= 1U << warp_number;
}

/// After a lane has finished: for exchanges that waited for it only.
GAPLAB_SELDOM void block_runner::complete_what_can_be(unsigned warp_number) {
  warp_lanes& warp = m_warps[warp_number];
  for (const auto& group : warp.groups) {
    if (!group->open || group->converging) continue;
    if ((group->mask & warp.existing & ~(group->values.arrived | warp.finished)) == 0) {
      complete(warp, warp_number, *group);
    }
  }
}

/// Lanes that come to the same place before they have to wait elsewhere are together there.
GAPLAB_SELDOM unsigned block_runner::converge(site where) {
  cuda_thread& self = *m_current;
  warp_lanes& warp = m_warps[self.warp()];
  lane_group* group = nullptr;
  for (const auto& known : warp.groups) {
    if (known->open && known->converging && same_line(known->where, where)) group = known.get();
  }
  if (group == nullptr) {
    group = &group_for(warp, warp_operation::sync, "__activemask", 0, where);
    group->converging = true;
    ++m_converging;
  }
  group->values.arrived |= self.bit();
  suspend();
  --group->unread;
  return group->values.arrived;
}

GAPLAB_SELDOM void block_runner::converge_if_alone(unsigned warp_number) {
  warp_lanes& warp = m_warps[warp_number];
  if ((warp.ready | warp.fresh | warp.yielded) != 0) return;
  for (const auto& group : warp.groups) {
    if (!group->open || !group->converging) continue;
    --m_converging;
    complete(warp, warp_number, *group);
    return;
  }
}

// ---- what goes wrong

party block_runner::this_party(const std::string& action, program_place where) const {
  return {action, where, true, this_block.block, m_current->place.thread};
}

GAPLAB_SELDOM void block_runner::note_early_exit(const char* name, site where) {
  if (m_noted_early_exit) return;
  m_noted_early_exit = true;
  unsigned first = 0;
  while ((m_warps[first / lanes].finished >> (first % lanes) & 1) == 0) ++first;
  unsigned waiting = 0;
  while ((m_warps[waiting / lanes].at_barrier >> (waiting % lanes) & 1) == 0) ++waiting;
  char text[200];
  std::snprintf(text, sizeof text, "%u of %u threads of the block had returned, thread %s the first of them.",
                m_count - m_alive, m_count, text_of(thread_of(first)).c_str());
  party who = this_party(std::string("waits at ") + name, at_line(where));
  who.thread = thread_of(waiting);
  note({finding_kind::exited_before_barrier, "", text, 1, who, {}});
}

GAPLAB_SELDOM void block_runner::stop_divergent_barrier(const char* name, site where) {
  unsigned other = 0;
  while ((m_warps[other / lanes].at_barrier >> (other % lanes) & 1) == 0) ++other;
  party second = this_party(std::string("waits at ") + m_barrier.name, at_line(m_barrier.where));
  second.thread = thread_of(other);
  note({finding_kind::divergent_barrier, "", "", 2, this_party(std::string("waits at ") + name, at_line(where)),
        second});
  end_kernel(cudaErrorLaunchFailure);
}

block_runner::waiting_place block_runner::place_of(const cuda_thread& t) const {
  const warp_lanes& warp = m_warps[t.warp()];
  if ((warp.at_barrier & t.bit()) != 0) return {m_barrier.name, at_line(m_barrier.where)};
  for (const auto& group : warp.groups) {
    if (group->open && (group->values.arrived & t.bit()) != 0) return {group->name, at_line(group->where)};
  }
  return {t.looks_for == nullptr ? "?" : t.looks_for, t.looks_at};
}

GAPLAB_SELDOM void block_runner::stop_foreign_mask(const char* name, unsigned mask, site where) {
  char text[160];
  std::snprintf(text, sizeof text, "Lane %u calls %s with the mask 0x%08x, which does not name it.", m_current->lane(),
                name, mask);
  note({finding_kind::wrong_mask, "", text, 1, this_party(name, at_line(where)), {}});
  end_kernel(cudaErrorLaunchFailure);
}

GAPLAB_SELDOM void block_runner::stop_mixed_exchange(const lane_group& group, const char* name, site where) {
  party other = this_party(group.name, at_line(group.where));
  const auto first = static_cast<unsigned>(std::countr_zero(group.values.arrived));
  other.thread = thread_of(m_current->warp() * lanes + first);
  char text[160];
  std::snprintf(text, sizeof text, "Lanes of the mask 0x%08x wait in different warp functions.", group.mask);
  note({finding_kind::wrong_mask, "", text, 2, this_party(name, at_line(where)), other});
  end_kernel(cudaErrorLaunchFailure);
}

/// "96 threads wait at __syncthreads in line 12, thread (32, 0, 0) the first of them. 32 threads ..."
std::string block_runner::thread_list(const cuda_thread* running) const {
  std::map<std::string, std::pair<unsigned, unsigned>> places;  // to how many, and the first
  for (unsigned i = 0; i < m_count; ++i) {
    const cuda_thread& t = m_threads[i];
    const warp_lanes& warp = m_warps[t.warp()];
    std::string place;
    if (&t == running) {
      place = "is running";
    } else if ((warp.finished & t.bit()) != 0) {
      place = "have returned";
    } else if ((warp.fresh & t.bit()) != 0) {
      place = "have not begun";
    } else if ((warp.ready & t.bit()) != 0) {
      place = "can go on";
    } else {
      const waiting_place waits = place_of(t);
      place = "wait at " + waits.at;
      if (waits.where.line.file != nullptr) place += " in line " + std::to_string(waits.where.line.line);
    }
    ++places.try_emplace(place, 0U, i).first->second.first;
  }
  std::string text;
  for (const auto& [place, count_and_first] : places) {
    const auto [count, first] = count_and_first;
    text += (text.empty() ? "" : " ") + std::to_string(count) + (count == 1 ? " thread: " : " threads ") + place +
            ", " + text_of(thread_of(first)) + (count == 1 ? "." : " the first of them.");
  }
  return text;
}

GAPLAB_SELDOM void block_runner::stop_deadlock() {
  const cuda_thread* waiting = nullptr;
  for (unsigned i = 0; i < m_count && waiting == nullptr; ++i) {
    if ((m_warps[m_threads[i].warp()].finished & m_threads[i].bit()) == 0) waiting = &m_threads[i];
  }
  const cuda_thread* other = nullptr;
  for (unsigned i = 0; i < m_count && other == nullptr; ++i) {
    const cuda_thread& t = m_threads[i];
    if ((m_warps[t.warp()].finished & t.bit()) != 0) continue;
    const waiting_place a = place_of(t);
    const waiting_place b = place_of(*waiting);
    if (a.at != b.at || a.where.line.line != b.where.line.line) other = &t;
  }
  const auto as_party = [&](const cuda_thread& t) {
    const waiting_place place = place_of(t);
    party p = this_party("waits at " + place.at, place.where);
    p.thread = t.place.thread;
    return p;
  };
  note({finding_kind::deadlock, "", thread_list(nullptr), other == nullptr ? 1 : 2, as_party(*waiting),
        other == nullptr ? party{} : as_party(*other)});
  end_kernel(cudaErrorLaunchTimeout);
}

GAPLAB_SELDOM void block_runner::end_kernel(cudaError_t error) {
  m_failure = error;
  m_fibers.reset();
  void* abandoned = nullptr;
  switch_context(&abandoned, m_outside);
  std::abort();  // not reached: nobody goes on here
}

GAPLAB_SELDOM void stop_host_call(const char* function, site where, const void* pc) {
  program_place place = at_line(where);
  if (pc != nullptr) place.pc = reinterpret_cast<std::uint64_t>(pc) - 1;
  note({finding_kind::device_function_on_host, function, "", 1, {"use", place, false, {}, {}}, {}});
  if (where.file != nullptr) std::fprintf(stderr, "%s:%d: ", where.file, where.line);
  std::fprintf(stderr, "%s was used by host code: it makes sense in a kernel only\n", function);
  std::exit(EXIT_FAILURE);
}

GAPLAB_ALWAYS block_runner& runner_for(const char* function, site where) {
  if (runner == nullptr) stop_host_call(function, where);
  return *runner;
}

// ---- the primitives

void block_barrier(const char* name, site where) { runner_for(name, where).barrier(name, where); }

predicate_counts block_barrier_count(const char* name, bool predicate, site where) {
  return runner_for(name, where).barrier_count(name, predicate, where);
}

const lane_values& exchange(warp_operation operation, const char* name, unsigned mask, std::uint64_t value,
                            site where) {
  return runner_for(name, where).exchange(operation, name, mask, value, where);
}

unsigned lane_index() { return runner_for("a warp function", {nullptr, 0}).current().lane(); }

unsigned converged_lanes(site where) { return runner_for("__activemask", where).converge(where); }

void give_way(const void* pc) {
  const auto place = reinterpret_cast<std::uint64_t>(pc);
  if (runner != nullptr) runner->give_way("a loop that looks for a change", at_pc(place == 0 ? 0 : place - 1));
}

void note_absent_lane(const char* name, unsigned mask, int lane, site where) {
  char text[200];
  std::snprintf(text, sizeof text,
                "It reads lane %d, which the mask 0x%08x names, but which has returned or does not exist.", lane, mask);
  note({finding_kind::wrong_mask, "", text, 1, runner->this_party(name, at_line(where)), {}});
}

void* dynamic_shared_memory(const char* name, std::size_t element_size) {
  block_runner& r = runner_for("dynamic shared memory", {nullptr, 0});
  check::name_dynamic_memory(name, element_size);
  return r.dynamic_memory();
}

}  // namespace gaplab::sim

// ---- for a debugger, by the names of simulator/threads.gdb; outside of a kernel there is nothing to tell

extern "C" {
__attribute__((used)) const uint3* gaplab_thread_index() {
  return gaplab::sim::runner == nullptr ? nullptr : &gaplab::sim::runner->current().place.thread;
}
__attribute__((used)) const uint3* gaplab_block_index() {
  return gaplab::sim::runner == nullptr ? nullptr : &gaplab::sim::this_block.block;
}
__attribute__((used)) const dim3* gaplab_block_size() {
  return gaplab::sim::runner == nullptr ? nullptr : &gaplab::sim::this_block.block_size;
}
__attribute__((used)) const dim3* gaplab_grid_size() {
  return gaplab::sim::runner == nullptr ? nullptr : &gaplab::sim::this_block.grid_size;
}
__attribute__((used)) const char* gaplab_threads() {
  static std::string text;
  const gaplab::sim::block_runner* block = gaplab::sim::runner;
  text = block == nullptr ? "no kernel runs" : block->thread_list(&gaplab::sim::runner->current());
  return text.c_str();
}
}  // extern "C"
