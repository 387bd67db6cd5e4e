// Connects the fixture's tensors and parameters with the functions of mean_of_view.hpp. Nothing to do here.
#include "gaplab/binding.hpp"
#include "mean_of_view.hpp"

namespace {

/// x.view(N, C, -1) of a contiguous x.
template <class T>
ncl<T> view_of(gaplab::nchw<T> x) {
  return {x.data, x.N, x.C, x.H * x.W};
}

/// A tensor that is stored as (N, H, W, C), with its dimensions in the order in which PyTorch names them.
template <class T>
strided_maps<T> channels_last(gaplab::nchw<T> stored) {
  const int H = stored.C;
  const int W = stored.H;
  const int C = stored.W;
  const std::ptrdiff_t row = static_cast<std::ptrdiff_t>(W) * C;
  return {stored.data, stored.N, C, H, W, H * row, 1, row, C};
}

}  // namespace

#ifndef GAPLAB_CUDA  // strides and shapes are nothing to launch a kernel for
GAPLAB_BIND("view.forward", call) {
  tensor_layout x{};
  for (int i = 0; i < 4; ++i) {
    x.size[i] = call.parameter("size", i);
    x.stride[i] = call.parameter("stride", i);
  }
  std::ptrdiff_t view_stride[3] = {-1, -1, -1};  // no stride is negative
  view_as_maps(view_stride, x);
  for (int i = 0; i < 3; ++i) call.set_output("view_stride", static_cast<float>(view_stride[i]), i);
}

GAPLAB_BIND("shape.forward", call) {
  int size[4];
  for (int i = 0; i < 4; ++i) size[i] = call.parameter("size", i);
  int shape[4] = {};
  const int dimensions = mean_shape(shape, size, static_cast<mean_form>(call.parameter("form")));
  call.set_output("shape", static_cast<float>(dimensions));
  for (int i = 0; i < 4; ++i) call.set_output("shape", i < dimensions ? static_cast<float>(shape[i]) : 0.0f, i + 1);
}
#endif

GAPLAB_BIND("contiguous.forward", call) {
  mean_of_contiguous_forward(call.output<nc>("y"), view_of(call.input<gaplab::nchw>("x")));
}

GAPLAB_BIND("contiguous.backward", call) {
  mean_of_contiguous_backward(view_of(call.output<gaplab::nchw>("dx")), call.input<nc>("dy"));
}

GAPLAB_BIND("channels_last.forward", call) {
  mean_of_channels_last_forward(call.output<nc>("y"), channels_last(call.input<gaplab::nchw>("x")));
}

GAPLAB_BIND("channels_last.backward", call) {
  mean_of_channels_last_backward(channels_last(call.output<gaplab::nchw>("dx")), call.input<nc>("dy"));
}
