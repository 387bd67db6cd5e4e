// What a student's file sees. Nothing heavier than <cstddef> is included here, so that it compiles fast.
//
// The contract of every function that a lab asks for:
//   * Outputs come first, then inputs, then parameters. Elements are fp32 unless the lab says otherwise.
//   * An output holds NaN before the call and is overwritten whole; it is never accumulated into.
//   * Inputs must not be changed.
//   * Sizes are int; offsets are 64-bit, because N*C*H*W overflows an int sooner than one thinks.
//   * Allocation and printing are allowed.
#pragma once

#include <cstddef>

#ifdef __CUDACC__
#define GAPLAB_HOST_DEVICE __host__ __device__
#else
#define GAPLAB_HOST_DEVICE
#endif

namespace gaplab {

/// A dense tensor of feature maps: batch N, channels C, rows H, columns W, W running fastest.
/// Element (n, c, h, w) is data[((n*C + c)*H + h)*W + w].
template <class T>
struct nchw {
  static constexpr int rank = 4;
  T* data;
  int N, C, H, W;

  GAPLAB_HOST_DEVICE std::ptrdiff_t offset(int n, int c, int h, int w) const {
    return ((std::ptrdiff_t(n) * C + c) * H + h) * W + w;
  }
  GAPLAB_HOST_DEVICE T& operator()(int n, int c, int h, int w) const { return data[offset(n, c, h, w)]; }
};

/// The same with a depth D between channels and rows: a volume, or a clip of video.
/// Element (n, c, d, h, w) is data[(((n*C + c)*D + d)*H + h)*W + w].
template <class T>
struct ncdhw {
  static constexpr int rank = 5;
  T* data;
  int N, C, D, H, W;

  GAPLAB_HOST_DEVICE std::ptrdiff_t offset(int n, int c, int d, int h, int w) const {
    return (((std::ptrdiff_t(n) * C + c) * D + d) * H + h) * W + w;
  }
  GAPLAB_HOST_DEVICE T& operator()(int n, int c, int d, int h, int w) const { return data[offset(n, c, d, h, w)]; }
};

/// Ends the call: this step has not been attempted yet. Host code only.
[[noreturn]] void not_attempted(const char* file, int line);

/// Ends the call: these arguments are not allowed, and why. Host code only.
/// PyTorch raises an exception in the same place.
[[noreturn]] void refuse(const char* reason);

}  // namespace gaplab

#define TODO() ::gaplab::not_attempted(__FILE__, __LINE__)
