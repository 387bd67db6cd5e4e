#include "translate/refusals.hpp"

#include <algorithm>
#include <array>

namespace gaplab::sim {

namespace {

struct refused_name {
  std::string_view name;
  std::string_view advice;
};

constexpr std::string_view half = "half precision: use float";
constexpr std::string_view grid_sync = "synchronisation of the whole grid: end the kernel and launch another one";
constexpr std::string_view managed = "managed memory: use cudaMalloc and cudaMemcpy";
constexpr std::string_view graphs = "CUDA graphs: launch the kernels themselves";
constexpr std::string_view textures = "textures and surfaces: read the array itself";
constexpr std::string_view arrays = "CUDA arrays and copies of volumes: use cudaMalloc and cudaMemcpy";
constexpr std::string_view tensor_cores = "tensor cores (wmma): multiply with float";
constexpr std::string_view libraries = "a library of its own: write the kernel yourself";
constexpr std::string_view libcuxx = "libcu++: use atomicAdd(), __syncthreads() and the like";
constexpr std::string_view mapped = "mapped host memory: use cudaMalloc and cudaMemcpy";
constexpr std::string_view several = "work between devices or processes: there is one GPU";

constexpr std::array words{
    refused_name{"__half", half},
    refused_name{"__half2", half},
    refused_name{"__half_raw", half},
    refused_name{"__nv_bfloat16", half},
    refused_name{"__nv_bfloat162", half},
    refused_name{"__nv_fp8_e4m3", half},
    refused_name{"__nv_fp8_e5m2", half},
    refused_name{"__float2half", half},
    refused_name{"__half2float", half},
    refused_name{"__managed__", managed},
    refused_name{"cudaMallocManaged", managed},
    refused_name{"cudaMemPrefetchAsync", managed},
    refused_name{"cudaMemAdvise", managed},
    refused_name{"this_grid", grid_sync},
    refused_name{"grid_group", grid_sync},
    refused_name{"this_multi_grid", grid_sync},
    refused_name{"multi_grid_group", grid_sync},
    refused_name{"this_cluster", grid_sync},
    refused_name{"cluster_group", grid_sync},
    refused_name{"__cluster_dims__", grid_sync},
    refused_name{"cudaStreamBeginCapture", graphs},
    refused_name{"cudaStreamEndCapture", graphs},
    refused_name{"cudaTextureObject_t", textures},
    refused_name{"cudaSurfaceObject_t", textures},
    refused_name{"cudaCreateTextureObject", textures},
    refused_name{"cudaCreateSurfaceObject", textures},
    refused_name{"cudaBindTexture", textures},
    refused_name{"cudaArray_t", arrays},
    refused_name{"cudaMallocArray", arrays},
    refused_name{"cudaMalloc3D", arrays},
    refused_name{"cudaMalloc3DArray", arrays},
    refused_name{"cudaHostRegister", mapped},
    refused_name{"cudaHostGetDevicePointer", mapped},
    refused_name{"cudaDeviceEnablePeerAccess", several},
    refused_name{"cudaDeviceCanAccessPeer", several},
    refused_name{"cudaMemcpyPeer", several},
    refused_name{"cudaMemcpyPeerAsync", several},
    refused_name{"cudaIpcGetMemHandle", several},
    refused_name{"cudaStreamAddCallback", "callbacks of streams: use cudaLaunchHostFunc"},
};

/// Whatever begins so.
constexpr std::array beginnings{
    refused_name{"cudaGraph", graphs},
    refused_name{"cudaLaunchCooperativeKernel", grid_sync},
    refused_name{"cudaMemcpy3D", arrays},
    refused_name{"cudaMemcpyToArray", arrays},
    refused_name{"cudaMemcpy2DToArray", arrays},
};

/// As namespaces only: followed by ::.
constexpr std::array namespaces{
    refused_name{"wmma", tensor_cores}, refused_name{"nvcuda", tensor_cores}, refused_name{"cub", libraries},
    refused_name{"thrust", libraries},  refused_name{"cuda", libcuxx},        refused_name{"cutlass", libraries},
};

/// As functions only, which nobody else calls so.
constexpr std::array functions{
    refused_name{"tex1D", textures},     refused_name{"tex1Dfetch", textures},  refused_name{"tex2D", textures},
    refused_name{"tex3D", textures},     refused_name{"surf1Dread", textures},  refused_name{"surf1Dwrite", textures},
    refused_name{"surf2Dread", textures}, refused_name{"surf2Dwrite", textures},
    refused_name{"memcpy_async", "asynchronous copies to shared memory: copy by assignment, then __syncthreads()"},
};

constexpr std::array headers{
    refused_name{"cub/", libraries},          refused_name{"thrust/", libraries},
    refused_name{"cutlass/", libraries},      refused_name{"cute/", libraries},
    refused_name{"cublas", libraries},        refused_name{"cudnn", libraries},
    refused_name{"cufft", libraries},         refused_name{"curand", libraries},
    refused_name{"cusparse", libraries},      refused_name{"cusolver", libraries},
    refused_name{"nccl", libraries},          refused_name{"nvrtc", "compilation at run time: write the kernel itself"},
    refused_name{"cuda/", libcuxx},           refused_name{"nv/", libcuxx},
    refused_name{"cuda_fp16", half},          refused_name{"cuda_bf16", half},
    refused_name{"cuda_fp8", half},           refused_name{"cuda_fp6", half},
    refused_name{"cuda_fp4", half},           refused_name{"mma.h", tensor_cores},
    refused_name{"crt/", "a part of nvcc itself: include cuda_runtime.h"},
    refused_name{"cuda_pipeline", "asynchronous copies to shared memory: copy by assignment, then __syncthreads()"},
    refused_name{"cuda_awbarrier", libcuxx},  refused_name{"cooperative_groups/memcpy_async", libcuxx},
    refused_name{"texture_", textures},       refused_name{"surface_", textures},
    refused_name{"nvtx3/", "marks for a profiler: leave them out"},
    refused_name{"nvToolsExt", "marks for a profiler: leave them out"},
};

template <class Table>
const refused_name* find(const Table& table, std::string_view name) {
  const auto found = std::find_if(table.begin(), table.end(), [&](const refused_name& r) { return r.name == name; });
  return found == table.end() ? nullptr : &*found;
}

template <class Table>
const refused_name* find_beginning(const Table& table, std::string_view name) {
  const auto found = std::find_if(table.begin(), table.end(),
                                  [&](const refused_name& r) { return name.substr(0, r.name.size()) == r.name; });
  return found == table.end() ? nullptr : &*found;
}

/// The word that begins at `at` of a line, and moves behind it.
std::string_view take_word(std::string_view line, std::size_t& at) {
  while (at < line.size() && (line[at] == ' ' || line[at] == '\t')) ++at;
  const std::size_t begin = at;
  while (at < line.size() && ((line[at] >= 'a' && line[at] <= 'z') || line[at] == '_')) ++at;
  return line.substr(begin, at - begin);
}

/// `#include <cub/cub.cuh>` -> "cub/cub.cuh"; empty for anything else.
std::string_view included_header(std::string_view line, std::size_t at) {
  while (at < line.size() && (line[at] == ' ' || line[at] == '\t')) ++at;
  if (at >= line.size() || (line[at] != '<' && line[at] != '"')) return {};
  const std::size_t end = line.find(line[at] == '<' ? '>' : '"', at + 1);
  if (end == std::string_view::npos) return {};
  const std::string_view header = line.substr(at + 1, end - at - 1);
  // In quotes a folder of such a name may well be the user's own.
  const bool short_name = header.substr(0, 5) == "cuda/" || header.substr(0, 3) == "nv/" || header.substr(0, 4) == "crt/";
  return line[at] == '"' && short_name ? std::string_view{} : header;
}

bool holds_word(std::string_view line, std::string_view word) {
  const auto part_of_name = [](char c) {
    return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  };
  for (std::size_t at = line.find(word); at != std::string_view::npos; at = line.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    if ((at == 0 || !part_of_name(line[at - 1])) && (end == line.size() || !part_of_name(line[end]))) return true;
  }
  return false;
}

}  // namespace

std::optional<std::string> refused_word(const token_list& tokens, std::size_t i) {
  const std::string_view word = tokens[i].text;
  const std::size_t before = tokens.previous(i);
  if (tokens.is(before, ".") || tokens.is(before, "->")) return std::nullopt;  // a member of the user's own
  const std::size_t after = tokens.next(i);
  if ((word == "asm" || word == "__asm__" || word == "__asm") &&
      (tokens.is(after, "(") || tokens.is(after, "volatile") || tokens.is(after, "__volatile__"))) {
    return "assembly (PTX): write it in C++";
  }
  const refused_name* found = find(words, word);
  if (found == nullptr) found = find_beginning(beginnings, word);
  if (found == nullptr && tokens.is(after, "::") && !tokens.is(before, "namespace")) found = find(namespaces, word);
  if (found == nullptr && (tokens.is(after, "(") || tokens.is(after, "<"))) found = find(functions, word);
  if (found == nullptr) return std::nullopt;
  return std::string(found->advice);
}

std::optional<refusal> refusal_for_header(std::string_view header) {
  const refused_name* found = find_beginning(headers, header);
  if (found == nullptr) return std::nullopt;
  return refusal{"", 0, std::string(header), std::string(found->advice)};
}

std::vector<refusal> find_refused_directives(const std::string& file, std::string_view raw_text) {
  std::vector<refusal> found;
  int line_number = 0;
  bool continued = false;  // the line before ended in a backslash, and belonged to a condition
  while (!raw_text.empty()) {
    const std::size_t end = std::min(raw_text.find('\n'), raw_text.size());
    const std::string_view line = raw_text.substr(0, end);
    raw_text.remove_prefix(std::min(end + 1, raw_text.size()));
    ++line_number;
    std::size_t at = 0;
    while (at < line.size() && (line[at] == ' ' || line[at] == '\t')) ++at;
    const bool directive = at < line.size() && line[at] == '#';
    const std::string_view what = directive ? take_word(line, ++at) : std::string_view{};
    if (what == "include") {
      if (auto refused = refusal_for_header(included_header(line, at))) {
        refused->file = file;
        refused->line = line_number;
        found.push_back(std::move(*refused));
      }
    }
    const bool condition = continued || what == "if" || what == "ifdef" || what == "ifndef" || what == "elif";
    if (condition && holds_word(line, "__CUDA_ARCH__")) {
      found.push_back({file, line_number, "__CUDA_ARCH__",
                       "one text for host and device: both sides would have to be compiled; choose by other means"});
    }
    continued = condition && !line.empty() && line.back() == '\\';
    if (found.size() >= most_refusals) break;
  }
  return found;
}

}  // namespace gaplab::sim
