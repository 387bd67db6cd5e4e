#include "run/sandbox.hpp"

#include <sys/resource.h>

#include "run/process.hpp"

namespace gaplab {

namespace {

void limit(__rlimit_resource resource, rlim_t value) {
  rlimit current{};
  ::getrlimit(resource, &current);
  if (value > current.rlim_max) value = current.rlim_max;
  const rlimit wanted{value, value};
  ::setrlimit(resource, &wanted);
}

}  // namespace

void enter_sandbox(const process_limits& limits) {
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_NOFILE, limits.open_files);
  limit(RLIMIT_CPU, static_cast<rlim_t>(limits.seconds) + 1);
  // Memory that can be written, not address space: each thread reserves a hundred times what it uses of that.
  if (limits.memory) limit(RLIMIT_DATA, *limits.memory);
  if (limits.file_size) limit(RLIMIT_FSIZE, *limits.file_size);
}

}  // namespace gaplab
