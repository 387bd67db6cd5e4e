#include "runtime/gpu_file.hpp"

#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "runtime/options.hpp"
#include "runtime/units.hpp"

namespace gaplab::sim {

namespace {

constexpr std::uint64_t own_memory = std::uint64_t{8} << 30;  // bytes; only what is written takes memory

[[noreturn]] void fail(const char* what) {
  std::fprintf(stderr, "the simulated GPU: %s: %s\n", what, std::strerror(errno));
  std::_Exit(3);
}

void* map(int descriptor, std::uint64_t offset, std::uint64_t size, int protection) {
  void* place = ::mmap(nullptr, size, protection, MAP_SHARED | MAP_NORESERVE, descriptor, static_cast<off_t>(offset));
  if (place == MAP_FAILED) fail("cannot map its memory");
  return place;
}

int make_file(std::uint64_t size) {
  const int descriptor = static_cast<int>(::syscall(SYS_memfd_create, "gaplab-gpu", 1U /* MFD_CLOEXEC */));
  if (descriptor < 0 || ::ftruncate(descriptor, static_cast<off_t>(size)) != 0) fail("cannot have memory");
  return descriptor;
}

gpu_file open_gpu() {
  const std::uint64_t offset = (sizeof(gpu_header) + page_size - 1) / page_size * page_size;
  gpu_file gpu{};
  int descriptor = current_options().gpu_descriptor;
  gpu.own = descriptor < 0;
  if (gpu.own) descriptor = make_file(offset + own_memory);
  gpu.header = static_cast<gpu_header*>(map(descriptor, 0, offset, PROT_READ | PROT_WRITE));
  if (gpu.own) {
    gpu.header->magic = gpu_magic;
    gpu.header->size = offset + own_memory;
    gpu.header->memory_offset = offset;
    gpu.header->memory_size = own_memory;
  } else if (gpu.header->magic != gpu_magic) {
    errno = EINVAL;
    fail("GAPLAB_GPU names something else");
  }
  gpu.memory_size = gpu.header->memory_size;
  gpu.memory = static_cast<char*>(map(descriptor, gpu.header->memory_offset, gpu.memory_size, PROT_NONE));
  gpu.alias = static_cast<char*>(map(descriptor, gpu.header->memory_offset, gpu.memory_size, PROT_READ | PROT_WRITE));
  ::close(descriptor);
  return gpu;
}

}  // namespace

const gpu_file& the_gpu() {
  static const gpu_file gpu = open_gpu();
  return gpu;
}

}  // namespace gaplab::sim
