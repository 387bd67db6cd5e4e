#include "translate/refusals.hpp"

#include <algorithm>
#include <array>

#include "translate/comments.hpp"

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
    refused_name{"cudaArray_t", arrays},
    refused_name{"cudaMallocArray", arrays},
    refused_name{"cudaMalloc3D", arrays},
    refused_name{"cudaMalloc3DArray", arrays},
    refused_name{"cudaHostRegister", mapped},
    refused_name{"cudaHostGetDevicePointer", mapped},
    refused_name{"cudaDeviceEnablePeerAccess", several},
    refused_name{"cudaDeviceCanAccessPeer", several},
    refused_name{"cudaDeviceDisablePeerAccess", several},
    refused_name{"cudaStreamAddCallback", "callbacks of streams: use cudaLaunchHostFunc"},
};

/// Whatever begins so.
constexpr std::array beginnings{
    refused_name{"cudaGraph", graphs},
    refused_name{"cudaLaunchCooperativeKernel", grid_sync},
    refused_name{"cudaMemcpy3D", arrays},
    refused_name{"cudaMemcpyToArray", arrays},
    refused_name{"cudaMemcpy2DToArray", arrays},
    refused_name{"cudaMemcpy2DFromArray", arrays},
    refused_name{"cudaBindTexture", textures},
    refused_name{"cudaMemcpyPeer", several},
    refused_name{"cudaIpc", several},
    refused_name{"__nv_fp", half},
};

/// As namespaces only: followed by ::.
constexpr std::array namespaces{
    refused_name{"wmma", tensor_cores}, refused_name{"nvcuda", tensor_cores}, refused_name{"cub", libraries},
    refused_name{"thrust", libraries},  refused_name{"cuda", libcuxx},        refused_name{"cutlass", libraries},
};

/// As functions only, and whatever begins so.
constexpr std::array functions{
    refused_name{"tex1D", textures},
    refused_name{"tex2D", textures},
    refused_name{"tex3D", textures},
    refused_name{"surf1D", textures},
    refused_name{"surf2D", textures},
    refused_name{"surf3D", textures},
    refused_name{"memcpy_async", "asynchronous copies to shared memory: copy by assignment, then __syncthreads()"},
};

constexpr std::array headers{
    refused_name{"cub/", libraries},
    refused_name{"thrust/", libraries},
    refused_name{"cutlass/", libraries},
    refused_name{"cute/", libraries},
    refused_name{"cublas", libraries},
    refused_name{"cudnn", libraries},
    refused_name{"cufft", libraries},
    refused_name{"curand", libraries},
    refused_name{"cusparse", libraries},
    refused_name{"cusolver", libraries},
    refused_name{"nccl", libraries},
    refused_name{"nvrtc", "compilation at run time: write the kernel itself"},
    refused_name{"cuda/", libcuxx},
    refused_name{"nv/", libcuxx},
    refused_name{"cuda_fp16", half},
    refused_name{"cuda_bf16", half},
    refused_name{"cuda_fp8", half},
    refused_name{"cuda_fp6", half},
    refused_name{"cuda_fp4", half},
    refused_name{"mma.h", tensor_cores},
    refused_name{"crt/", "a part of nvcc itself: include cuda_runtime.h"},
    refused_name{"cuda_pipeline", "asynchronous copies to shared memory: copy by assignment, then __syncthreads()"},
    refused_name{"cuda_awbarrier", libcuxx},
    refused_name{"cooperative_groups/memcpy_async", libcuxx},
    refused_name{"texture_types.h", textures},
    refused_name{"surface_types.h", textures},
    refused_name{"texture_fetch_functions", textures},
    refused_name{"surface_functions", textures},
    refused_name{"texture_indirect_functions", textures},
    refused_name{"surface_indirect_functions", textures},
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

bool holds_word(std::string_view line, std::string_view word) {
  for (std::size_t at = line.find(word); at != std::string_view::npos; at = line.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    if ((at == 0 || !is_name_character(line[at - 1])) && (end == line.size() || !is_name_character(line[end]))) {
      return true;
    }
  }
  return false;
}

/// In quotes a folder or a beginning of such a name may well be the user's own.
bool may_be_own(std::string_view header) {
  constexpr std::array folders = {"cuda/", "nv/", "crt/"};
  constexpr std::array libraries_own = {"cublas.h",     "cublas_v2.h", "cublasLt.h",      "cudnn.h",
                                        "cufft.h",      "curand.h",    "curand_kernel.h", "cusparse.h",
                                        "cusolverDn.h", "nccl.h",      "nvrtc.h"};
  constexpr std::array beginnings_own = {"cublas", "cudnn", "cufft", "curand", "cusparse", "cusolver", "nccl", "nvrtc"};
  const auto begins = [&](const char* name) { return header.starts_with(name); };
  if (std::any_of(folders.begin(), folders.end(), begins)) return true;
  return std::any_of(beginnings_own.begin(), beginnings_own.end(), begins) &&
         std::find(libraries_own.begin(), libraries_own.end(), header) == libraries_own.end();
}

/// `#include <cub/cub.cuh>` -> "cub/cub.cuh"; empty for anything else.
std::string_view included_header(std::string_view line, std::size_t at) {
  while (at < line.size() && (line[at] == ' ' || line[at] == '\t')) ++at;
  if (at >= line.size() || (line[at] != '<' && line[at] != '"')) return {};
  const bool quoted = line[at] == '"';
  const std::size_t end = line.find(quoted ? '"' : '>', at + 1);
  if (end == std::string_view::npos) return {};
  const std::string_view header = line.substr(at + 1, end - at - 1);
  return quoted && may_be_own(header) ? std::string_view{} : header;
}

/// Which conditions a line is under.
class conditions {
 public:
  void enter(std::string_view what, std::string_view line) {
    const bool is_never = what == "if" && is_zero(line);
    const bool is_always =
        holds_word(line, "__CUDACC__") && what != "ifndef" && line.find('!') == std::string_view::npos;
    open(is_never ? never : is_always || what == "ifndef" ? always : perhaps);
  }
  void turn() {
    if (m_open.empty()) return;
    leave();
    open(perhaps);
  }
  void leave() {
    if (m_open.empty()) return;
    --m_count[m_open.back()];
    m_open.pop_back();
  }
  [[nodiscard]] bool dead() const { return m_count[never] > 0; }
  /// A header that is asked for under a condition may not be wanted. If it is, the preprocessor misses it. (#ifndef is
  /// taken for a guard.)
  [[nodiscard]] bool certain() const { return !dead() && m_count[perhaps] == 0; }

 private:
  enum state : std::uint8_t { never, perhaps, always };
  void open(state s) {
    m_open.push_back(s);
    ++m_count[s];
  }
  static bool is_zero(std::string_view line) {
    std::size_t at = line.find("if") + 2;
    const std::size_t first = line.find_first_not_of(" \t", at);
    if (first == std::string_view::npos) return false;
    const std::size_t end = std::min(line.find_first_of(" \t\r", first), line.size());
    const std::string_view value = line.substr(first, end - first);
    return (value == "0" || value == "false") && line.find_first_not_of(" \t\r", end) == std::string_view::npos;
  }

  std::vector<state> m_open;
  std::array<std::size_t, 3> m_count{};
};

}  // namespace

namespace {

bool is_tagged(const token_list& tokens, std::size_t i) {
  return tokens.is_one_of(i, {"struct", "class", "union", "enum", "using"});
}

/// As a namespace, class or alias, or as a function: after its type, before its parameters.
bool declares(const token_list& tokens, std::size_t i) {
  const std::size_t before = tokens.previous(i);
  const std::size_t after = tokens.next(i);
  if (tokens.is(before, "namespace")) return !tokens.is(tokens.previous(before), "using");
  if (is_tagged(tokens, before)) return true;
  if (tokens.is(before, "::") && tokens.is(after, "{")) return true;  // namespace my::cuda {
  if (!tokens.is_word(before) || tokens.is(after, "::")) return false;
  if (tokens.is_one_of(before, {"return", "else", "case", "throw", "do", "and", "or", "not"})) return false;
  return tokens.is(after, "(");
}

}  // namespace

std::set<std::string_view> names_of_the_user(const token_list& tokens) {
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (!tokens.is_word(i)) continue;
    const std::string_view word = tokens[i].text;
    const bool known = find(words, word) != nullptr || find(namespaces, word) != nullptr || word == "texture" ||
                       find_beginning(beginnings, word) != nullptr || find_beginning(functions, word) != nullptr;
    if (known && declares(tokens, i)) names.insert(word);
  }
  return names;
}

std::optional<std::string> refused_word(const token_list& tokens, std::size_t i, bool on_device) {
  const std::string_view word = tokens[i].text;
  const std::size_t before = tokens.previous(i);
  if (tokens.is(before, ".") || tokens.is(before, "->")) return std::nullopt;  // a member of the user's own
  const std::size_t after = tokens.next(i);
  // In host code it is the host's own, which the compiler knows.
  if (on_device && (word == "asm" || word == "__asm__" || word == "__asm") &&
      (tokens.is(after, "(") || tokens.is(after, "volatile") || tokens.is(after, "__volatile__"))) {
    return "assembly (PTX): write it in C++";
  }
  if (word == "texture" && tokens.is(after, "<") &&
      (before == token_list::none || tokens.is(before, ";") || tokens.is(before, "}") || tokens.is(before, "static"))) {
    return std::string(textures);
  }
  const refused_name* found = find(words, word);
  if (found == nullptr) found = find_beginning(beginnings, word);
  if (found == nullptr && tokens.is(after, "::")) found = find(namespaces, word);
  if (found == nullptr && tokens.is(before, "namespace") && tokens.is(tokens.previous(before), "using")) {
    found = find(namespaces, word);
  }
  if (found == nullptr && (tokens.is(after, "(") || tokens.is(after, "<"))) found = find_beginning(functions, word);
  if (found == nullptr) return std::nullopt;
  return std::string(found->advice);
}

std::optional<refusal> refusal_for_header(std::string_view header) {
  const refused_name* found = find_beginning(headers, header);
  if (found == nullptr) return std::nullopt;
  return refusal{"", 0, std::string(header), std::string(found->advice)};
}

std::vector<refusal> find_refused_directives(const std::string& file, std::string_view raw_text) {
  constexpr std::string_view arch =
      "one text for host and device: both sides would have to be compiled; choose by other means";
  const std::string text = without_comments(raw_text);
  std::string_view rest = text;
  std::vector<refusal> found;
  conditions under;
  int line_number = 0;
  bool continued = false;  // the line before ended in a backslash, and belonged to a condition or a macro
  while (!rest.empty() && found.size() < most_refusals) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    ++line_number;
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    std::size_t at = std::min(line.find_first_not_of(" \t"), line.size());
    const bool directive = !continued && at < line.size() && line[at] == '#';
    const std::string_view what = directive ? take_word(line, ++at) : std::string_view{};
    const bool opens = what == "if" || what == "ifdef" || what == "ifndef";
    const bool asks = continued || opens || what == "elif" || what == "define";
    if (asks && !under.dead() && holds_word(line, "__CUDA_ARCH__")) {
      found.push_back({file, line_number, "__CUDA_ARCH__", std::string(arch)});
    }
    if (opens) under.enter(what, line);
    if (what == "elif" || what == "else") under.turn();
    if (what == "endif") under.leave();
    if (what == "include" && under.certain()) {
      if (auto refused = refusal_for_header(included_header(line, at))) {
        found.push_back({file, line_number, std::move(refused->name), std::move(refused->advice)});
      }
    }
    continued = asks && !line.empty() && line.back() == '\\';
  }
  return found;
}

}  // namespace gaplab::sim
