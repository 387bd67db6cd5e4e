// threadIdx and its like, and what becomes of kernel<<<grid, block, shared, stream>>>(arguments).
#pragma once
#pragma GCC system_header

#include <cstddef>
#include <utility>

#include "device_properties.hpp"
#include "errors.hpp"
#include "primitives.hpp"
#include "vector_types.hpp"

namespace gaplab::sim {

/// Where a thread of the grid is. The runtime points to it while the thread runs.
struct thread_place {
  uint3 thread;
};
struct block_place {
  uint3 block;
  dim3 block_size;
  dim3 grid_size;
};

#if defined(GAPLAB_SIM_CHECK)
// Functions, because an access to a variable would be checked. They are constant for the thread that asks.
uint3 thread_index() __attribute__((const));
uint3 block_index() __attribute__((const));
dim3 block_size() __attribute__((const));
dim3 grid_size() __attribute__((const));
#else
extern __thread const thread_place* this_thread;
extern __thread block_place this_block;
inline uint3 thread_index() {
  if (this_thread == nullptr) stop_host_call("threadIdx");
  return this_thread->thread;
}
inline uint3 block_index() { return this_block.block; }
inline dim3 block_size() { return this_block.block_size; }
inline dim3 grid_size() { return this_block.grid_size; }
#endif

/// What stands between <<< and >>>.
struct launch_config {
  dim3 grid, block;
  std::size_t shared;
  cudaStream_t stream;
  launch_config(dim3 blocks, dim3 threads, std::size_t shared_bytes = 0, cudaStream_t on = nullptr)
      : grid(blocks), block(threads), shared(shared_bytes), stream(on) {}
};

/// A grid to run: `run(body)` is one thread's work.
struct grid_request {
  launch_config config;
  const char* kernel;
  site where;
  void (*run)(void* body);
  void* body;
};

/// Runs the grid to its end. What CUDA would refuse is refused with CUDA's error.
cudaError_t run_grid(const grid_request& request);

/// The arguments are evaluated and converted once, as at a real launch; each thread gets copies of these.
template <class Kernel, class... P>
GAPLAB_SIM_UNCHECKED cudaError_t start_grid(const launch_config& config, const char* name, site where, Kernel& kernel,
                                            P... arguments) {
  auto body = [&]() GAPLAB_SIM_UNCHECKED { kernel(arguments...); };
  using body_type = decltype(body);
  return run_grid({config, name, where, [](void* b) GAPLAB_SIM_UNCHECKED { (*static_cast<body_type*>(b))(); }, &body});
}

template <class T>
struct decayed {
  using type = T;
};
template <class T>
struct decayed<T&> : decayed<T> {};
template <class T>
struct decayed<T&&> : decayed<T> {};
template <class T>
struct decayed<const T> : decayed<T> {};
template <class T>
struct decayed<T[]> {
  using type = T*;
};
template <class T, std::size_t n>
struct decayed<T[n]> {
  using type = T*;
};

template <class Kernel>
struct launcher {
  launch_config config;
  const char* name;
  Kernel kernel;
  site where;

  template <class... A>
  GAPLAB_SIM_UNCHECKED void operator()(A&&... arguments) {
    start_grid<Kernel, typename decayed<A>::type...>(config, name, where, kernel, std::forward<A>(arguments)...);
  }
};

template <class Kernel>
GAPLAB_SIM_UNCHECKED launcher<Kernel> launch(const launch_config& config, const char* name, Kernel kernel,
                                             GAPLAB_SIM_HERE) {
  return {config, name, kernel, {gaplab_file, gaplab_line}};
}

template <class... P>
struct kernel_call {
  void (*kernel)(P...);
  void** arguments;
  template <std::size_t... i>
  GAPLAB_SIM_UNCHECKED void call(std::index_sequence<i...>) const {
    kernel(*static_cast<typename decayed<P>::type*>(arguments[i])...);
  }
  GAPLAB_SIM_UNCHECKED void operator()() const { call(std::index_sequence_for<P...>()); }
};

}  // namespace gaplab::sim

template <class... P>
GAPLAB_SIM_UNCHECKED inline cudaError_t cudaLaunchKernel(void (*kernel)(P...), dim3 grid, dim3 block, void** arguments,
                                                         std::size_t shared = 0, cudaStream_t stream = nullptr,
                                                         GAPLAB_SIM_HERE) {
  ::gaplab::sim::kernel_call<P...> call{kernel, arguments};
  return ::gaplab::sim::start_grid(::gaplab::sim::launch_config(grid, block, shared, stream), "cudaLaunchKernel",
                                   {gaplab_file, gaplab_line}, call);
}

template <class... P, class... A>
GAPLAB_SIM_UNCHECKED inline cudaError_t cudaLaunchKernelEx(const cudaLaunchConfig_t* config, void (*kernel)(P...),
                                                           A&&... arguments) {
  return ::gaplab::sim::start_grid<void (*)(P...), P...>(
      ::gaplab::sim::launch_config(config->gridDim, config->blockDim, config->dynamicSmemBytes, config->stream),
      "cudaLaunchKernelEx", {"?", 0}, kernel, std::forward<A>(arguments)...);
}

// threadIdx, blockIdx, blockDim and gridDim in device code are replaced by the rewriter: host code may call its own
// variables so.
constexpr int warpSize = ::gaplab::sim::lanes;
