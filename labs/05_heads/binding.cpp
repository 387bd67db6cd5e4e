// Connects the fixture's tensors and parameters with the functions of heads.hpp. Nothing to do here.
#include "gaplab/binding.hpp"
#include "heads.hpp"

namespace {

/// The fixture's parameters are integers: p comes in percent.
float p_of(const gaplab::step_call& call) {
  return static_cast<float>(call.parameter("p_percent")) / 100.0f;
}

}  // namespace

#ifndef GAPLAB_CUDA  // a number of parameters is nothing to launch a kernel for
GAPLAB_BIND("parameter_count.forward", call) {
  const head_sizes sizes{call.parameter("size", 0),  call.parameter("size", 1), call.parameter("size", 2),
                         call.parameter("size", 3),  call.parameter("hidden"),  call.parameter("classes"),
                         call.parameter("bias") != 0};
  const std::ptrdiff_t count = parameter_count(static_cast<head>(call.parameter("head")), sizes);
  // A float holds whole numbers up to 2^24 only: millions go into one, and what is left into another.
  const std::ptrdiff_t millions = count / 1000000;
  call.set_output("parameters", static_cast<float>(millions), 0);
  call.set_output("parameters", static_cast<float>(count % 1000000), 1);
}
#endif

GAPLAB_BIND("flatten_fc.forward", call) {
  flatten_fc_forward(call.output<nk>("y"), call.input<nchw>("x"), call.input<kl>("weight"), call.input<row>("bias"));
}

GAPLAB_BIND("flatten_fc.backward", call) {
  flatten_fc_backward(call.output<nchw>("dx"), call.output<kl>("dweight"), call.output<row>("dbias"),
                      call.input<nk>("dy"), call.input<nchw>("x"), call.input<kl>("weight"));
}

GAPLAB_BIND("gap_fc.forward", call) {
  gap_fc_forward(call.output<nk>("y"), call.input<nchw>("x"), call.input<kc>("weight"), call.input<row>("bias"));
}

GAPLAB_BIND("gap_fc.backward", call) {
  gap_fc_backward(call.output<nchw>("dx"), call.output<kc>("dweight"), call.output<row>("dbias"), call.input<nk>("dy"),
                  call.input<nchw>("x"), call.input<kc>("weight"));
}

GAPLAB_BIND("squeezenet.forward", call) {
  squeezenet_forward(call.output<nk>("y"), call.input<nchw>("x"), call.input<nchw>("mask"), call.input<kc>("weight"),
                     call.input<row>("bias"), p_of(call));
}

GAPLAB_BIND("squeezenet.backward", call) {
  squeezenet_backward(call.output<nchw>("dx"), call.output<kc>("dweight"), call.output<row>("dbias"),
                      call.input<nk>("dy"), call.input<nchw>("x"), call.input<nchw>("mask"), call.input<kc>("weight"),
                      call.input<row>("bias"), p_of(call));
}

GAPLAB_BIND("relu_swap.forward", call) {
  relu_swap_forward(call.output<nc>("relu_first"), call.output<nc>("gap_first"), call.output<row>("largest_difference"),
                    call.input<nchw>("x"));
}
