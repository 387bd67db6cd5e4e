// What the compiler calls in code built with -fsanitize=thread,bounds,alignment. The names and layouts are those of
// LLVM's compiler-rt (lib/tsan/rtl/tsan_interface.h, lib/ubsan/ubsan_handlers.h), which GCC follows.
#include "runtime/access_check.hpp"

#if defined(GAPLAB_SIM_CHECK)

#include <cstdint>
#include <cstring>

#include "runtime/block_runner.hpp"

namespace {

using gaplab::sim::check::access_kind;
using gaplab::sim::check::on_access;
using gaplab::sim::check::on_range;

std::uintptr_t number(const volatile void* pointer) { return reinterpret_cast<std::uintptr_t>(pointer); }

}  // namespace

// The instruction after the call; one byte back is within it, and has the access's line.
#define GAPLAB_CALLER (number(__builtin_return_address(0)) - 1)

// NOLINTBEGIN(readability-identifier-naming): the names are the compiler's
extern "C" {

void __tsan_init() {}
void __tsan_func_entry(void*) {}
void __tsan_func_exit() {}
void __tsan_vptr_read(void**) {}
void __tsan_vptr_update(void**, void*) {}

#define GAPLAB_ACCESS(name, size, kind, aligned) \
  void name(void* p) { on_access(number(p), size, access_kind::kind, GAPLAB_CALLER, aligned); }
#define GAPLAB_ACCESSES(size)                          \
  GAPLAB_ACCESS(__tsan_read##size, size, read, true)   \
  GAPLAB_ACCESS(__tsan_write##size, size, write, true) \
  GAPLAB_ACCESSES_BUT_PLAIN(size)
#define GAPLAB_ACCESSES_BUT_PLAIN(size)                                             \
  GAPLAB_ACCESS(__tsan_volatile_read##size, size, volatile_read, true)              \
  GAPLAB_ACCESS(__tsan_volatile_write##size, size, volatile_write, true)            \
  GAPLAB_ACCESS(__tsan_unaligned_read##size, size, read, false)                     \
  GAPLAB_ACCESS(__tsan_unaligned_write##size, size, write, false)                   \
  GAPLAB_ACCESS(__tsan_unaligned_volatile_read##size, size, volatile_read, false)   \
  GAPLAB_ACCESS(__tsan_unaligned_volatile_write##size, size, volatile_write, false) \
  void __tsan_read_write##size(void* p) {                                           \
    on_access(number(p), size, access_kind::read, GAPLAB_CALLER, true);             \
    on_access(number(p), size, access_kind::write, GAPLAB_CALLER, true);            \
  }                                                                                 \
  void __tsan_unaligned_read_write##size(void* p) {                                 \
    on_access(number(p), size, access_kind::read, GAPLAB_CALLER, false);            \
    on_access(number(p), size, access_kind::write, GAPLAB_CALLER, false);           \
  }
GAPLAB_ACCESSES(1)
GAPLAB_ACCESSES(2)
GAPLAB_ACCESSES_BUT_PLAIN(4)
void __tsan_read4(void* p) { gaplab::sim::check::on_read_word(number(p), GAPLAB_CALLER); }
void __tsan_write4(void* p) { gaplab::sim::check::on_write_word(number(p), GAPLAB_CALLER); }
GAPLAB_ACCESSES(8)
GAPLAB_ACCESSES(16)

void __tsan_read_range(void* p, std::size_t size) { on_range(number(p), size, access_kind::read, GAPLAB_CALLER); }
void __tsan_write_range(void* p, std::size_t size) { on_range(number(p), size, access_kind::write, GAPLAB_CALLER); }

void* __tsan_memcpy(void* to, const void* from, std::size_t size) {
  on_range(number(from), size, access_kind::read, GAPLAB_CALLER);
  on_range(number(to), size, access_kind::write, GAPLAB_CALLER);
  return std::memcpy(to, from, size);
}
void* __tsan_memmove(void* to, const void* from, std::size_t size) {
  on_range(number(from), size, access_kind::read, GAPLAB_CALLER);
  on_range(number(to), size, access_kind::write, GAPLAB_CALLER);
  return std::memmove(to, from, size);
}
void* __tsan_memset(void* to, int value, std::size_t size) {
  on_range(number(to), size, access_kind::write, GAPLAB_CALLER);
  return std::memset(to, value, size);
}

// std::atomic and the __atomic builtins of the program itself. One OS thread runs all kernels, so plain operations do.
void __tsan_atomic_thread_fence(int) { gaplab::sim::check::fenced(gaplab::sim::fence_scope::device); }
void __tsan_atomic_signal_fence(int) {}
#define GAPLAB_ATOMIC_UPDATE(name, bits, type, after)                         \
  type __tsan_atomic##bits##_##name(volatile type* p, type value, int) {      \
    on_access(number(p), bits / 8, access_kind::atomic, GAPLAB_CALLER, true); \
    const type before = *p;                                                   \
    *p = static_cast<type>(after);                                            \
    return before;                                                            \
  }
#define GAPLAB_ATOMICS(bits, type)                                                                              \
  type __tsan_atomic##bits##_load(const volatile type* p, int) {                                                \
    on_access(number(p), bits / 8, access_kind::atomic, GAPLAB_CALLER, true);                                   \
    return *p;                                                                                                  \
  }                                                                                                             \
  void __tsan_atomic##bits##_store(volatile type* p, type value, int) {                                         \
    on_access(number(p), bits / 8, access_kind::atomic, GAPLAB_CALLER, true);                                   \
    *p = value;                                                                                                 \
  }                                                                                                             \
  GAPLAB_ATOMIC_UPDATE(exchange, bits, type, value)                                                             \
  GAPLAB_ATOMIC_UPDATE(fetch_add, bits, type, before + value)                                                   \
  GAPLAB_ATOMIC_UPDATE(fetch_sub, bits, type, before - value)                                                   \
  GAPLAB_ATOMIC_UPDATE(fetch_and, bits, type, before& value)                                                    \
  GAPLAB_ATOMIC_UPDATE(fetch_or, bits, type, before | value)                                                    \
  GAPLAB_ATOMIC_UPDATE(fetch_xor, bits, type, before ^ value)                                                   \
  GAPLAB_ATOMIC_UPDATE(fetch_nand, bits, type, ~(before & value))                                               \
  int __tsan_atomic##bits##_compare_exchange_strong(volatile type* p, type* expected, type value, int, int) {   \
    on_access(number(p), bits / 8, access_kind::atomic, GAPLAB_CALLER, true);                                   \
    const type before = *p;                                                                                     \
    if (before == *expected) {                                                                                  \
      *p = value;                                                                                               \
      return 1;                                                                                                 \
    }                                                                                                           \
    *expected = before;                                                                                         \
    return 0;                                                                                                   \
  }                                                                                                             \
  int __tsan_atomic##bits##_compare_exchange_weak(volatile type* p, type* expected, type value, int a, int b) { \
    return __tsan_atomic##bits##_compare_exchange_strong(p, expected, value, a, b);                             \
  }                                                                                                             \
  type __tsan_atomic##bits##_compare_exchange_val(volatile type* p, type expected, type value, int, int) {      \
    on_access(number(p), bits / 8, access_kind::atomic, GAPLAB_CALLER, true);                                   \
    const type before = *p;                                                                                     \
    if (before == expected) *p = value;                                                                         \
    return before;                                                                                              \
  }
GAPLAB_ATOMICS(8, std::uint8_t)
GAPLAB_ATOMICS(16, std::uint16_t)
GAPLAB_ATOMICS(32, std::uint32_t)
GAPLAB_ATOMICS(64, std::uint64_t)

// ---- -fsanitize=bounds,alignment

struct source_location_data {
  const char* file;
  std::uint32_t line, column;
};
struct type_data {
  std::uint16_t kind, info;
  char name[1];
};
struct out_of_bounds_data {
  source_location_data place;
  const type_data* array_type;
  const type_data* index_type;
};
struct type_mismatch_data {
  source_location_data place;
  const type_data* type;
  unsigned char log_alignment;
  unsigned char check_kind;
};

void __ubsan_handle_out_of_bounds(out_of_bounds_data* data, std::uintptr_t index) {
  // An index type's info: bit 0 signed, the rest the logarithm of its width in bits.
  const unsigned width = 1U << (data->index_type->info >> 1);
  auto value = static_cast<std::int64_t>(index);
  if ((data->index_type->info & 1) != 0 && width < 64)
    value = static_cast<std::int64_t>(index << (64 - width)) >> (64 - width);
  gaplab::sim::check::on_bad_index(value, data->array_type->name,
                                   {data->place.file, static_cast<int>(data->place.line)});
}
void __ubsan_handle_type_mismatch_v1(type_mismatch_data* data, std::uintptr_t pointer) {
  const std::size_t alignment = std::size_t{1} << data->log_alignment;
  if (pointer % alignment == 0) return;  // a null pointer: its access will tell
  gaplab::sim::check::on_misaligned(pointer, alignment, data->type->name,
                                    {data->place.file, static_cast<int>(data->place.line)});
}

}  // extern "C"
// NOLINTEND(readability-identifier-naming)

#endif
