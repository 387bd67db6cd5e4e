// Connects the fixture's tensors and parameters with the functions of adaptive_pool.hpp. Nothing to do here.
#include "gaplab/binding.hpp"
#include "adaptive_pool.hpp"

#ifndef GAPLAB_CUDA  // two integers are nothing to launch a kernel for
GAPLAB_BIND("bins.forward", call) {
  const bin b = bin_of(call.parameter("index"), call.parameter("size"), call.parameter("output_size"));
  call.set_output("bin", static_cast<float>(b.begin), 0);
  call.set_output("bin", static_cast<float>(b.end), 1);
}

GAPLAB_BIND("fixed_window.forward", call) {
  const fixed_window w = fixed_window_of(call.parameter("size"), call.parameter("output_size"));
  call.set_output("window", static_cast<float>(w.kernel_size), 0);
  call.set_output("window", static_cast<float>(w.stride), 1);
}
#endif

// The parameter output_size is in the sizes of y and dy.
GAPLAB_BIND("adaptive.forward", call) {
  adaptive_avg_pool2d_forward(call.output<nchw>("y"), call.input<nchw>("x"));
}

GAPLAB_BIND("adaptive.backward", call) {
  adaptive_avg_pool2d_backward(call.output<nchw>("dx"), call.input<nchw>("dy"));
}

GAPLAB_BIND("global.forward", call) {
  global_adaptive_avg_pool2d_forward(call.output<nchw>("y"), call.input<nchw>("x"));
}

GAPLAB_BIND("global.backward", call) {
  global_adaptive_avg_pool2d_backward(call.output<nchw>("dx"), call.input<nchw>("dy"));
}
