// What a student's file sees. Nothing heavier than <cstddef> is included here, so that it compiles fast.
//
// The contract of every function that a lab asks for:
//   * Outputs come first, then inputs, then parameters. Elements are fp32 unless the lab says otherwise.
//   * An output holds NaN before the call and is overwritten whole; it is never accumulated into.
//   * Inputs must not be changed.
//   * Sizes are int; offsets are 64-bit, because N*C*H*W overflows an int sooner than one thinks.
//   * Allocation and printing are allowed.
//
// On the CPU the pointers are the host's. In a .cu file they are the device's, and the functions, still host
// functions, choose a grid and launch kernels on the default stream:
//   * The result must come from a kernel: elements of the inputs must not be copied to the host, nor elements of the
//     outputs from it.
//   * They need not synchronise. Scratch memory is theirs to allocate and to free.
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

/// One number for each image and channel. Element (n, c) is data[n*C + c].
template <class T>
struct nc {
  static constexpr int rank = 2;
  T* data;
  int N, C;

  GAPLAB_HOST_DEVICE std::ptrdiff_t offset(int n, int c) const { return std::ptrdiff_t(n) * C + c; }
  GAPLAB_HOST_DEVICE T& operator()(int n, int c) const { return data[offset(n, c)]; }
};

/// Maps as rows of L elements, without height and width: what x.view(N, C, -1) is.
/// Element (n, c, i) is data[(n*C + c)*L + i].
template <class T>
struct ncl {
  static constexpr int rank = 3;
  T* data;
  int N, C, L;

  GAPLAB_HOST_DEVICE std::ptrdiff_t offset(int n, int c, int i) const { return (std::ptrdiff_t(n) * C + c) * L + i; }
  GAPLAB_HOST_DEVICE T& operator()(int n, int c, int i) const { return data[offset(n, c, i)]; }
};

/// Weights of a linear map from C channels to K classes, as nn.Linear and a 1x1 nn.Conv2d keep them: row k makes
/// class k. Element (k, c) is data[k*C + c].
template <class T>
struct kc {
  static constexpr int rank = 2;
  T* data;
  int K, C;

  GAPLAB_HOST_DEVICE std::ptrdiff_t offset(int k, int c) const { return std::ptrdiff_t(k) * C + c; }
  GAPLAB_HOST_DEVICE T& operator()(int k, int c) const { return data[offset(k, c)]; }
};

/// One number for each image and class: logits. Element (n, k) is data[n*K + k].
template <class T>
struct nk {
  static constexpr int rank = 2;
  T* data;
  int N, K;

  GAPLAB_HOST_DEVICE std::ptrdiff_t offset(int n, int k) const { return std::ptrdiff_t(n) * K + k; }
  GAPLAB_HOST_DEVICE T& operator()(int n, int k) const { return data[offset(n, k)]; }
};

/// A row of L numbers: a bias for each class, a loss for each image. Element i is data[i].
template <class T>
struct row {
  static constexpr int rank = 1;
  T* data;
  int L;

  GAPLAB_HOST_DEVICE T& operator()(int i) const { return data[i]; }
};

/// Ends the call: this step has not been attempted yet. Host code only.
[[noreturn]] void not_attempted(const char* file, int line);

/// Ends the call: these arguments are not allowed, and why. Host code only.
/// PyTorch raises an exception in the same place.
[[noreturn]] void refuse(const char* reason);

}  // namespace gaplab

#define TODO() ::gaplab::not_attempted(__FILE__, __LINE__)
