#include "runtime/happens_before.hpp"

#if defined(GAPLAB_SIM_CHECK)

#include <algorithm>
#include <bit>
#include <cstring>

namespace gaplab::sim::check {

void happens_before::begin_grid() {
  m_first_block = m_block + 1;
  m_places.clear();
}

void happens_before::begin_block() {
  ++m_block;
  m_acquired.clear();
  block_synchronised();
}

void happens_before::block_synchronised() {
  ++m_epoch;
  for (acquisition& a : m_acquired) a.warp = all_warps;
  // Clocks are compared within an epoch only, so they may begin anew with each.
  if (m_clocks_high) std::memset(static_cast<void*>(m_known), 0, sizeof m_known);
  m_clocks_high = false;
}

void happens_before::warp_synchronised(unsigned warp, unsigned mask) {
  lane_clocks joined{};
  lane_clocks* const of_warp = m_known + std::size_t{warp} * lanes;
  for (unsigned left = mask; left != 0; left &= left - 1) {
    const auto lane = static_cast<unsigned>(std::countr_zero(left));
    std::uint16_t& own = of_warp[lane][lane];
    if (own < last_clock) ++own;
    if (own > last_clock / 2) m_clocks_high = true;
    for (unsigned i = 0; i < lanes; ++i) joined[i] = std::max(joined[i], of_warp[lane][i]);
  }
  for (unsigned left = mask; left != 0; left &= left - 1) of_warp[std::countr_zero(left)] = joined;
  for (acquisition& a : m_acquired) {
    if (a.warp == warp && (a.lane_mask & mask) != 0) a.lane_mask |= mask;
  }
}

void happens_before::fenced(unsigned thread, fence_scope scope) {
  fence_record& fence = m_fences[thread];
  // A fence for the block only takes nothing back of what an earlier one did for the device.
  if (scope == fence_scope::device || fence.block != m_block || fence.scope == fence_scope::block) {
    fence = {m_block, m_epoch, m_known[thread], scope};
  }
  if (scope == fence_scope::device) {
    if (m_joint.block != m_block || m_joint.epoch != m_epoch) m_joint = {m_block, m_epoch, {}};
    m_joint.threads.set(thread);
  }
  std::uint16_t& own = m_known[thread][thread % lanes];
  if (own < last_clock) ++own;
  if (own > last_clock / 2) m_clocks_high = true;
}

void happens_before::join_fences_of_warp(unsigned thread, fence_record& own) const {
  const unsigned first = thread / lanes * lanes;
  for (unsigned lane = 0; lane < lanes; ++lane) {
    const fence_record& other = m_fences[first + lane];
    if (first + lane == thread || other.block != m_block || other.epoch != m_epoch) continue;
    const std::uint16_t then = other.known[lane];
    if (m_known[thread][lane] <= then) continue;  // it has not been met since
    if (own.block != m_block) own = {m_block, m_epoch, {}, other.scope};
    if (own.epoch != m_epoch || (own.scope == fence_scope::device && other.scope == fence_scope::block)) continue;
    own.known[lane] = std::max<std::uint16_t>(own.known[lane], static_cast<std::uint16_t>(then + 1));
  }
}

void happens_before::release(std::uintptr_t address, unsigned thread) {
  fence_record own = m_fences[thread];
  const bool joint = m_joint.block == m_block && m_joint.epoch < m_epoch;
  join_fences_of_warp(thread, own);
  const bool has_own = own.block == m_block;
  if (!has_own && !joint) return;
  std::unique_ptr<sync_place>& place = m_places[address];
  if (!place) place = std::make_unique<sync_place>();
  std::vector<release_record>& releases = place->by_block[m_block];
  releases.push_back({thread, has_own ? own.epoch : 0, has_own ? own.known : lane_clocks{},
                      has_own ? own.scope : fence_scope::device, joint ? m_joint.epoch : 0,
                      joint ? m_joint.threads : std::bitset<most_block_threads>{}, place->count++});
  for (const acquisition& a : m_acquired) {
    if (a.from == place.get()) continue;
    const auto same = std::find_if(place->carried.begin(), place->carried.end(),
                                   [&](const acquisition& known) { return known.from == a.from; });
    if (same == place->carried.end()) {
      place->carried.push_back(a);
    } else {
      same->count = std::max(same->count, a.count);
    }
  }
}

void happens_before::acquire(std::uintptr_t address, unsigned thread) {
  if (m_places.empty()) return;
  const auto found = m_places.find(address);
  if (found == m_places.end()) return;
  const unsigned warp = thread / lanes;
  const unsigned lane = 1U << thread % lanes;
  learn({found->second.get(), found->second->count, warp, lane});
  for (const acquisition& a : found->second->carried) learn({a.from, a.count, warp, lane});
}

void happens_before::learn(const acquisition& a) {
  for (acquisition& known : m_acquired) {
    if (known.from != a.from || known.warp != a.warp || known.lane_mask != a.lane_mask) continue;
    known.count = std::max(known.count, a.count);
    return;
  }
  m_acquired.push_back(a);
}

bool happens_before::covers(const release_record& release, const access_record& past) const {
  if (past.epoch <= release.joint_epoch && release.fencing[past.thread()]) return true;
  if (release.scope == fence_scope::block && past.block != m_block) return false;
  if (past.epoch != release.epoch) return past.epoch < release.epoch;
  const unsigned other = past.thread();
  if (other == release.thread) return past.clock <= release.known[other % lanes];
  return other / lanes == release.thread / lanes && past.clock < release.known[other % lanes];
}

bool happens_before::was_acquired(const access_record& past, unsigned thread) const {
  for (const acquisition& a : m_acquired) {
    if (a.warp != all_warps && (a.warp != thread / lanes || (a.lane_mask >> thread % lanes & 1U) == 0)) continue;
    const auto releases = a.from->by_block.find(past.block);
    if (releases == a.from->by_block.end()) continue;
    for (const release_record& r : releases->second) {
      if (r.order < a.count && covers(r, past)) return true;
    }
  }
  return false;
}

}  // namespace gaplab::sim::check

#endif
