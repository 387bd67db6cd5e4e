// How a lab's binding.cpp connects the named tensors of a fixture with the functions of a student's file:
//
//   GAPLAB_BIND("global.forward", call) {
//     global_avg_pool2d_forward(call.output<nchw>("y"), call.input<nchw>("x"));
//   }
//
// The name is the step's operation and direction. The same binding serves the CPU and the CUDA file, for both
// implement the functions of the same header; on CUDA the data pointers are device pointers. What only the CPU file
// implements is bound within #ifndef GAPLAB_CUDA.
#pragma once

#include <cstdint>
#include <utility>

#include "gaplab/lab.hpp"

namespace gaplab {

struct tensor_record;
struct parameter_record;

/// One call of a step with the tensors and parameters of one case. Asking for a name, an index or a rank that the
/// case does not have is the course's error, not the student's, and is reported as such.
class step_call {
 public:
  step_call(char* job, const tensor_record* tensors, std::uint32_t tensor_count, const parameter_record* parameters,
            std::uint32_t parameter_count)
      : m_job(job),
        m_tensors(tensors),
        m_parameters(parameters),
        m_tensor_count(tensor_count),
        m_parameter_count(parameter_count) {}

  template <template <class> class View>
  View<const float> input(const char* name) const {
    return view<View, const float>(find(name, false));
  }

  template <template <class> class View>
  View<float> output(const char* name) const {
    return view<View, float>(find(name, true));
  }

  /// Writes one element of an output, for functions on the CPU that return numbers instead of filling a tensor.
  void set_output(const char* name, float value, int element = 0) const;

  /// A parameter of the case, named as in PyTorch; index counts the dimensions in the order (D,) H, W.
  int parameter(const char* name, int index = 0) const;

  /// All values of a parameter as an array that the step reads where it works: on CUDA it is in the device's memory,
  /// as indices are that a kernel looks up. It is there until the call has ended.
  row<const int> integers(const char* name) const;

 private:
  struct located {
    float* data;
    const std::int64_t* shape;
    int rank;
    const char* name;
  };
  located find(const char* name, bool output) const;
  const parameter_record& find_parameter(const char* name, int index) const;
  [[noreturn]] static void wrong_rank(const located& tensor, int wanted);

  template <template <class> class View, class T>
  static View<T> view(const located& t) {
    if (t.rank != View<T>::rank) wrong_rank(t, View<T>::rank);
    return view<View, T>(t, std::make_integer_sequence<int, View<T>::rank>());
  }

  template <template <class> class View, class T, int... axes>
  static View<T> view(const located& t, std::integer_sequence<int, axes...>) {
    return {t.data, static_cast<int>(t.shape[axes])...};
  }

  char* m_job;
  const tensor_record* m_tensors;
  const parameter_record* m_parameters;
  std::uint32_t m_tensor_count;
  std::uint32_t m_parameter_count;
};

using step_function = void (*)(const step_call&);

/// Enters a step into the worker's table before main() runs.
struct step_registration {
  step_registration(const char* name, step_function function);
};

}  // namespace gaplab

#define GAPLAB_JOIN_(a, b) a##b
#define GAPLAB_JOIN(a, b) GAPLAB_JOIN_(a, b)
#define GAPLAB_BIND(step_name, call) GAPLAB_BIND_(step_name, call, GAPLAB_JOIN(gaplab_step_, __LINE__))
#define GAPLAB_BIND_(step_name, call, function)                                                       \
  static void function(const ::gaplab::step_call&);                                                   \
  static const ::gaplab::step_registration GAPLAB_JOIN(function, _registration)(step_name, function); \
  static void function(const ::gaplab::step_call& call)
