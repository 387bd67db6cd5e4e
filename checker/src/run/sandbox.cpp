#include "run/sandbox.hpp"

#include <sys/resource.h>

#include "run/process.hpp"

namespace gaplab {

namespace {

void limit(__rlimit_resource resource, rlim_t value, rlim_t hard) {
  rlimit current{};
  ::getrlimit(resource, &current);
  const rlimit wanted{value < current.rlim_max ? value : current.rlim_max,
                      hard < current.rlim_max ? hard : current.rlim_max};
  ::setrlimit(resource, &wanted);
}

void limit(__rlimit_resource resource, rlim_t value) { limit(resource, value, value); }

}  // namespace

void enter_sandbox(const process_limits& limits) {
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_NOFILE, limits.open_files);
  const auto processor = limits.processor_seconds ? static_cast<rlim_t>(*limits.processor_seconds)
                                                  : static_cast<rlim_t>(limits.seconds) + 1;
  limit(RLIMIT_CPU, processor, processor + 1);  // the soft limit's signal says what it is, the hard one's is SIGKILL
  // Memory that can be written, not address space: each thread reserves a hundred times what it uses of that.
  if (limits.memory) limit(RLIMIT_DATA, *limits.memory);
  if (limits.file_size) limit(RLIMIT_FSIZE, *limits.file_size);
}

}  // namespace gaplab
