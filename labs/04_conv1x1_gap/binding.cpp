// Connects the fixture's tensors and parameters with the functions of conv1x1_gap.hpp. Nothing to do here.
#include <string>

#include "conv1x1_gap.hpp"
#include "gaplab/binding.hpp"

namespace {

template <class Function>
void call_conv1x1_forward(const gaplab::step_call& call, Function forward) {
  forward(call.output<nchw>("y"), call.input<nchw>("x"), call.input<kc>("weight"), call.input<row>("bias"));
}

template <class Function>
void call_conv1x1_backward(const gaplab::step_call& call, Function backward) {
  backward(call.output<nchw>("dx"), call.output<kc>("dweight"), call.output<row>("dbias"), call.input<nchw>("dy"),
           call.input<nchw>("x"), call.input<kc>("weight"));
}

/// Calls a head with those of its outputs whose names have the prefix.
template <class Function>
void call_head_forward(const gaplab::step_call& call, const std::string& prefix, Function forward) {
  forward(call.output<nk>((prefix + "logits").c_str()), call.output<row>((prefix + "loss").c_str()),
          call.input<nchw>("x"), call.input<kc>("weight"), call.input<row>("bias"), call.integers("target"));
}

template <class Function>
void call_head_backward(const gaplab::step_call& call, const std::string& prefix, Function backward) {
  backward(call.output<nchw>((prefix + "dx").c_str()), call.output<kc>((prefix + "dweight").c_str()),
           call.output<row>((prefix + "dbias").c_str()), call.input<nchw>("x"), call.input<kc>("weight"),
           call.input<row>("bias"), call.integers("target"));
}

}  // namespace

GAPLAB_BIND("conv1x1.forward", call) {
  call_conv1x1_forward(call, conv1x1_forward);
}

GAPLAB_BIND("conv1x1.backward", call) {
  call_conv1x1_backward(call, conv1x1_backward);
}

#ifdef GAPLAB_CUDA
GAPLAB_BIND("conv1x1_tiled.forward", call) {
  call_conv1x1_forward(call, conv1x1_tiled_forward);
}

GAPLAB_BIND("conv1x1_tiled.backward", call) {
  call_conv1x1_backward(call, conv1x1_tiled_backward);
}
#endif

GAPLAB_BIND("cross_entropy.forward", call) {
  cross_entropy_forward(call.output<row>("loss"), call.input<nk>("logits"), call.integers("target"));
}

GAPLAB_BIND("cross_entropy.backward", call) {
  cross_entropy_backward(call.output<nk>("dlogits"), call.input<nk>("logits"), call.integers("target"));
}

GAPLAB_BIND("head.forward", call) {
  call_head_forward(call, "", head_forward);
}

GAPLAB_BIND("head.backward", call) {
  call_head_backward(call, "", head_backward);
}

// Both orders on the same data, each with outputs of its own, which must be equal.

GAPLAB_BIND("swapped.forward", call) {
  call_head_forward(call, "", swapped_head_forward);
  call_head_forward(call, "head_", head_forward);
}

GAPLAB_BIND("swapped.backward", call) {
  call_head_backward(call, "", swapped_head_backward);
  call_head_backward(call, "head_", head_backward);
}
