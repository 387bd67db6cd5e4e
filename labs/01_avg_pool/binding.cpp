// Connects the fixture's tensors and parameters with the functions of avg_pool.hpp. Nothing to do here.
#include "gaplab/binding.hpp"
#include "avg_pool.hpp"

namespace {

template <class Options, int dimensions>
Options options_of(const gaplab::step_call& call) {
  Options options{};
  for (int i = 0; i < dimensions; ++i) {
    options.kernel_size[i] = call.parameter("kernel_size", i);
    options.stride[i] = call.parameter("stride", i);
    options.padding[i] = call.parameter("padding", i);
  }
  options.ceil_mode = call.parameter("ceil_mode") != 0;
  options.count_include_pad = call.parameter("count_include_pad") != 0;
  options.divisor_override = call.parameter("divisor_override");
  return options;
}

}  // namespace

GAPLAB_BIND("global.forward", call) {
  global_avg_pool2d_forward(call.output<nchw>("y"), call.input<nchw>("x"));
}

GAPLAB_BIND("global.backward", call) {
  global_avg_pool2d_backward(call.output<nchw>("dx"), call.input<nchw>("dy"));
}

#ifndef GAPLAB_CUDA  // a number of windows is nothing to launch a kernel for
GAPLAB_BIND("output_size.forward", call) {
  call.set_output("output_size", static_cast<float>(avg_pool_output_size(
                                     call.parameter("size"), call.parameter("kernel_size"), call.parameter("stride"),
                                     call.parameter("padding"), call.parameter("ceil_mode") != 0)));
}
#endif

GAPLAB_BIND("window.forward", call) {
  avg_pool2d_forward(call.output<nchw>("y"), call.input<nchw>("x"), options_of<avg_pool2d_options, 2>(call));
}

GAPLAB_BIND("window.backward", call) {
  avg_pool2d_backward(call.output<nchw>("dx"), call.input<nchw>("dy"), options_of<avg_pool2d_options, 2>(call));
}

GAPLAB_BIND("3d.forward", call) {
  avg_pool3d_forward(call.output<ncdhw>("y"), call.input<ncdhw>("x"), options_of<avg_pool3d_options, 3>(call));
}

GAPLAB_BIND("3d.backward", call) {
  avg_pool3d_backward(call.output<ncdhw>("dx"), call.input<ncdhw>("dy"), options_of<avg_pool3d_options, 3>(call));
}
