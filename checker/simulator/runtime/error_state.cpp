#include "runtime/error_state.hpp"

#include <cstdio>
#include <optional>
#include <vector>

#include "gaplab_sim/api.hpp"
#include "runtime/finding_log.hpp"

namespace gaplab::sim {

namespace {

cudaError_t last = cudaSuccess;
cudaError_t context = cudaSuccess;

std::vector<finding>& refused_launches() {
  static auto* all = new std::vector<finding>;  // looked at when the program ends
  return *all;
}

std::string dimensions(dim3 d) {
  return std::to_string(d.x) + " x " + std::to_string(d.y) + " x " + std::to_string(d.z);
}

}  // namespace

cudaError_t result(cudaError_t error) {
  if (context != cudaSuccess) error = context;
  if (error != cudaSuccess) last = error;
  return error;
}

void lose_context(cudaError_t error) { context = error; }
cudaError_t context_error() { return context; }

void reset_context() {
  context = cudaSuccess;
  last = cudaSuccess;
}

void remember_refused_launch(const grid_request& request, cudaError_t error, const std::string& why) {
  finding f{finding_kind::launch_failed,
            std::string(request.kernel) + ": " + dimensions(request.config.grid) + " blocks of " +
                dimensions(request.config.block) + " threads",
            why + " (" + cudaGetErrorName(error) + "). The kernel did not run.",
            1,
            {"launch", at_line(request.where), false, {}, {}},
            {}};
  refused_launches().push_back(std::move(f));
}

void note_unasked_launches() {
  for (const finding& f : refused_launches()) note(f);
  refused_launches().clear();
}

}  // namespace gaplab::sim

using namespace gaplab::sim;

cudaError_t cudaGetLastError() {
  const cudaError_t error = context != cudaSuccess ? context : last;
  last = cudaSuccess;
  refused_launches().clear();
  return error;
}

cudaError_t cudaPeekAtLastError() {
  refused_launches().clear();
  return context != cudaSuccess ? context : last;
}

namespace {

struct error_words {
  cudaError_t error;
  const char* name;
  const char* text;
};

#define GAPLAB_ERROR_WORDS(name, value, text) {name, #name, text},
constexpr error_words all_errors[] = {GAPLAB_SIM_CUDA_ERRORS(GAPLAB_ERROR_WORDS)};

error_words words_of(cudaError_t error) {
  for (const error_words& known : all_errors) {
    if (known.error == error) return known;
  }
  return {error, "unrecognized error code", "unrecognized error code"};
}

}  // namespace

const char* cudaGetErrorName(cudaError_t error) { return words_of(error).name; }

const char* cudaGetErrorString(cudaError_t error) { return words_of(error).text; }
