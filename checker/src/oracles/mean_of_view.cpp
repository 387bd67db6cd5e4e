// Lab 02: the mean of each map in double, wherever its elements lie; the strides of a view, and the shapes of a mean.
//
// Definitions: PyTorch, computeStride in aten/src/ATen/TensorUtils.cpp (which tensors can be viewed) and
// https://pytorch.org/docs/stable/generated/torch.mean.html.
#include <fmt/format.h>

#include <array>
#include <cmath>

#include "oracles/oracle.hpp"
#include "oracles/tolerance.hpp"

namespace gaplab {

namespace {

// ------------------------------------------------------------------------------------------------- view

/// Size and stride of an (N, C, H, W) tensor.
struct layout {
  std::array<std::int64_t, 4> size{};
  std::array<std::int64_t, 4> stride{};
};

layout layout_of(const fixture_case& c) {
  layout x;
  for (std::size_t i = 0; i < 4; ++i) {
    x.size.at(i) = parameter(c, "size", i);
    x.stride.at(i) = parameter(c, "stride", i);
    if (x.size.at(i) < 1) throw std::runtime_error("a size must be at least 1");
    if (x.stride.at(i) < 0) throw std::runtime_error("a stride must not be negative");
  }
  // PyTorch gives a dimension of size 1 a stride that depends on its neighbours; the lab does not ask for it.
  if (x.size[0] == 1 || x.size[1] == 1) throw std::runtime_error("N and C must be at least 2");
  if (x.size[2] == 1 && x.size[3] == 1) throw std::runtime_error("H and W must not both be 1");
  return x;
}

evaluation with_strides(std::int64_t n, std::int64_t c, std::int64_t i) {
  evaluation e;
  e.outputs["view_stride"] = {{3}, {static_cast<double>(n), static_cast<double>(c), static_cast<double>(i)}, {0, 0, 0}};
  return e;
}

evaluation refused_view() {
  evaluation e;
  e.refused = "view size is not compatible with input tensor's size and stride";
  return e;
}

/// Two dimensions merge into one if a step of the outer is as long as all steps of the inner; one without steps always
/// does.
evaluation evaluate_view(const fixture_case& c, double) {
  const layout x = layout_of(c);
  const auto [n, channels, height, width] = x.size;
  const auto [stride_n, stride_c, stride_h, stride_w] = x.stride;
  if (height > 1 && width > 1 && stride_h != width * stride_w) return refused_view();
  return with_strides(stride_n, stride_c, width == 1 ? stride_h : stride_w);
}

std::optional<evaluation> sizes_of_one_count(const fixture_case& c, double) {
  const layout x = layout_of(c);
  if (x.stride[2] != x.size[3] * x.stride[3]) return refused_view();
  return with_strides(x.stride[0], x.stride[1], x.stride[3]);
}

std::optional<evaluation> last_stride_always(const fixture_case& c, double roundoff) {
  const layout x = layout_of(c);
  if (evaluate_view(c, roundoff).refused) return refused_view();
  return with_strides(x.stride[0], x.stride[1], x.stride[3]);
}

std::optional<evaluation> strides_of_a_copy(const fixture_case& c, double) {
  const layout x = layout_of(c);
  const std::int64_t map_size = x.size[2] * x.size[3];
  return with_strides(x.size[1] * map_size, map_size, 1);
}

std::optional<evaluation> contiguous_map(const fixture_case& c, double roundoff) {
  const layout x = layout_of(c);
  if (evaluate_view(c, roundoff).refused) return refused_view();
  return with_strides(x.stride[0], x.stride[1], 1);
}

/// Compares the strides of a map by a rule of its own; everything else is right.
template <bool (*can_be_viewed)(const layout&)>
std::optional<evaluation> by_another_rule(const fixture_case& c, double) {
  const layout x = layout_of(c);
  if (!can_be_viewed(x)) return refused_view();
  return with_strides(x.stride[0], x.stride[1], x.size[3] == 1 ? x.stride[2] : x.stride[3]);
}

bool if_contiguous(const layout& x) { return x.stride[3] == 1 && x.stride[2] == x.size[3]; }
bool if_not_transposed(const layout& x) { return x.stride[2] >= x.stride[3]; }
bool if_columns_follow(const layout& x) {
  return x.size[2] == 1 || x.size[3] == 1 || x.stride[3] == x.size[2] * x.stride[2];
}
bool if_height_fits(const layout& x) {
  return x.size[2] == 1 || x.size[3] == 1 || x.stride[2] == x.size[2] * x.stride[3];
}
bool if_width_fits(const layout& x) { return x.size[2] == 1 || x.size[3] == 1 || x.stride[2] == x.size[3]; }
bool in_32_bits(const layout& x) {
  const auto product = static_cast<std::uint32_t>(x.size[3] * x.stride[3]);
  return x.size[2] == 1 || x.size[3] == 1 || x.stride[2] == static_cast<std::int32_t>(product);
}

/// The third stride is that of H wherever there is a choice.
std::optional<evaluation> stride_of_h(const fixture_case& c, double roundoff) {
  const layout x = layout_of(c);
  if (evaluate_view(c, roundoff).refused) return refused_view();
  return with_strides(x.stride[0], x.stride[1], x.stride[2]);
}

// ------------------------------------------------------------------------------------------------ shape

evaluation with_shape(const shape& sizes) {
  reference r{{5}, {static_cast<double>(sizes.size())}, std::vector<double>(5, 0.0)};
  for (const std::int64_t size : sizes) r.value.push_back(static_cast<double>(size));
  r.value.resize(5, 0.0);
  evaluation e;
  e.outputs["shape"] = std::move(r);
  return e;
}

/// As mean_form in mean_of_view.hpp.
enum class mean_form : std::int64_t { plain, keepdim, squeezed, squeezed_last, flattened };

mean_form form_of(const fixture_case& c) {
  const std::int64_t form = parameter(c, "form");
  if (form < 0 || form > static_cast<std::int64_t>(mean_form::flattened))
    throw std::runtime_error(fmt::format("there is no form {}", form));
  return static_cast<mean_form>(form);
}

/// N and C of the parameter size.
std::array<std::int64_t, 2> images_and_channels(const fixture_case& c) {
  for (std::size_t i = 0; i < 4; ++i) {
    if (parameter(c, "size", i) < 1) throw std::runtime_error("a size must be at least 1");
  }
  return {parameter(c, "size", 0), parameter(c, "size", 1)};
}

evaluation evaluate_shape(const fixture_case& c, double) {
  const auto [n, channels] = images_and_channels(c);
  const mean_form form = form_of(c);
  if (form == mean_form::keepdim) return with_shape({n, channels, 1, 1});
  if (form != mean_form::squeezed) return with_shape({n, channels});
  shape left;
  for (const std::int64_t size : {n, channels}) {
    if (size != 1) left.push_back(size);
  }
  return with_shape(left);
}

std::optional<evaluation> squeeze_spares_batch(const fixture_case& c, double roundoff) {
  if (form_of(c) != mean_form::squeezed) return evaluate_shape(c, roundoff);
  const auto [n, channels] = images_and_channels(c);
  return with_shape(channels == 1 ? shape{n} : shape{n, channels});
}

std::optional<evaluation> squeeze_spares_maps(const fixture_case& c, double roundoff) {
  if (form_of(c) != mean_form::squeezed) return evaluate_shape(c, roundoff);
  const auto [n, channels] = images_and_channels(c);
  return with_shape({n, channels});
}

/// In every form but the plain one the dimensions of size 1 stay.
std::optional<evaluation> keepdim_stays(const fixture_case& c, double roundoff) {
  if (form_of(c) == mean_form::plain) return evaluate_shape(c, roundoff);
  const auto [n, channels] = images_and_channels(c);
  return with_shape({n, channels, 1, 1});
}

/// flatten(1) as if the maps were still there.
std::optional<evaluation> flattened_maps(const fixture_case& c, double roundoff) {
  if (form_of(c) != mean_form::flattened) return evaluate_shape(c, roundoff);
  const auto [n, channels] = images_and_channels(c);
  return with_shape({n, channels * parameter(c, "size", 2) * parameter(c, "size", 3)});
}

/// squeeze(-1).squeeze(-1) as if there were one of it.
std::optional<evaluation> squeezed_once(const fixture_case& c, double roundoff) {
  if (form_of(c) != mean_form::squeezed_last) return evaluate_shape(c, roundoff);
  const auto [n, channels] = images_and_channels(c);
  return with_shape({n, channels, 1});
}

/// flatten(1) as flatten().
std::optional<evaluation> flattened_from_0(const fixture_case& c, double roundoff) {
  if (form_of(c) != mean_form::flattened) return evaluate_shape(c, roundoff);
  const auto [n, channels] = images_and_channels(c);
  return with_shape({n * channels});
}

// ----------------------------------------------------------------------------------------------- means

/// Maps within the dense tensor that a fixture stores.
struct maps {
  gaplab::shape stored;
  std::int64_t images = 0, channels = 0, size = 0;                ///< N, C, H*W
  std::int64_t image_stride = 0, channel_stride = 0, stride = 0;  ///< of x.view(N, C, -1)

  /// Where the first element of a map lies.
  [[nodiscard]] std::int64_t begin(std::int64_t n, std::int64_t c) const {
    return n * image_stride + c * channel_stride;
  }
};

maps maps_of(const std::string& operation, const shape& stored) {
  if (stored.size() != 4) throw std::runtime_error("x must have 4 dimensions");
  maps m;
  m.stored = stored;
  m.images = stored[0];
  m.image_stride = stored[1] * stored[2] * stored[3];
  if (operation == "channels_last") {  // (N, H, W, C)
    m.channels = stored[3];
    m.size = stored[1] * stored[2];
    m.channel_stride = 1;
    m.stride = m.channels;
  } else {  // (N, C, H, W)
    m.channels = stored[1];
    m.size = stored[2] * stored[3];
    m.channel_stride = m.size;
    m.stride = 1;
  }
  return m;
}

/// y: one sum for each map. The limit is that of random data also where the sums are exact, for whoever divides each
/// term rounds all of them: docs/tolerance.md.
reference forward(const maps& m, const tensor<float>& x, double roundoff) {
  const auto divisor = static_cast<double>(m.size);
  reference y{{m.images, m.channels}, {}, {}};
  for (std::int64_t n = 0; n < m.images; ++n) {
    for (std::int64_t c = 0; c < m.channels; ++c) {
      double sum = 0;
      double magnitude = 0;
      for (std::int64_t i = 0; i < m.size; ++i) {
        const auto value = static_cast<double>(x.values[static_cast<std::size_t>(m.begin(n, c) + i * m.stride)]);
        sum += value;
        magnitude += std::abs(value);
      }
      y.value.push_back(sum / divisor);
      y.allowed.push_back(
          allowed_error({m.size, magnitude / divisor, power_of_two(m.size)}, data_kind::random, true, roundoff));
    }
  }
  return y;
}

/// dx: each element has its share of one dy.
reference backward(const maps& m, const tensor<float>& dy, data_kind data, double roundoff) {
  const auto elements = static_cast<std::size_t>(element_count(m.stored));
  reference dx{m.stored, std::vector<double>(elements), std::vector<double>(elements)};
  for (std::int64_t n = 0; n < m.images; ++n) {
    for (std::int64_t c = 0; c < m.channels; ++c) {
      const double share =
          static_cast<double>(dy.values[static_cast<std::size_t>(n * m.channels + c)]) / static_cast<double>(m.size);
      const double allowed = allowed_error({1, std::abs(share), power_of_two(m.size)}, data, true, roundoff);
      for (std::int64_t i = 0; i < m.size; ++i) {
        const auto at = static_cast<std::size_t>(m.begin(n, c) + i * m.stride);
        dx.value[at] = share;
        dx.allowed[at] = allowed;
      }
    }
  }
  return dx;
}

/// y from x and dx from dy, as far as the inputs are there.
evaluation evaluate_mean(const fixture_case& c, double roundoff) {
  const maps m = maps_of(c.operation, shape_of_x(c));
  evaluation e;
  if (c.inputs.contains("x")) e.outputs["y"] = forward(m, input(c, "x", 4), roundoff);
  if (c.inputs.contains("dy")) {
    const tensor<float>& dy = input(c, "dy", 2);
    if (dy.shape != shape{m.images, m.channels}) throw std::runtime_error("dy does not have the shape of y");
    e.outputs["dx"] = backward(m, dy, c.data, roundoff);
  }
  return e;
}

/// The first H*W floats from where the first element of the map lies, as of a contiguous tensor.
std::optional<evaluation> stride_one(const fixture_case& c, double roundoff) {
  if (!c.inputs.contains("x")) return std::nullopt;
  maps m = maps_of(c.operation, shape_of_x(c));
  m.stride = 1;  // and ends within its image: H*W-1 + C-1 < H*W*C
  evaluation e;
  e.outputs["y"] = forward(m, input(c, "x", 4), roundoff);
  return e;
}

std::map<std::string, shape> mean_inputs(const fixture_case& c, const std::map<std::string, shape>& given) {
  const auto x = given.find("x");
  if (x == given.end()) throw std::runtime_error("the shape of x is missing");
  const maps m = maps_of(c.operation, x->second);
  return {{"x", x->second}, {"dy", {m.images, m.channels}}};
}

const oracle_registration registration(
    {"02_mean_of_view",
     {{"view",
       {no_inputs,
        evaluate_view,
        {{"sizes_of_one_count", "a dimension of size 1 had a stride that matters", sizes_of_one_count},
         {"last_stride_always", "the view had the stride of W also where W is 1", last_stride_always},
         {"contiguous_map", "the elements of a map were neighbours wherever it can be viewed", contiguous_map},
         {"strides_of_a_copy", "x were copied first, as reshape() and contiguous() do", strides_of_a_copy},
         {"stride_of_h", "the view had the stride of H", stride_of_h},
         {"contiguous_only", "only maps could be viewed whose elements are neighbours", by_another_rule<if_contiguous>},
         {"rows_may_be_cut", "rows could be viewed wherever their stride is not the smaller one",
          by_another_rule<if_not_transposed>},
         {"columns_for_rows", "H * stride_h were compared with stride_w", by_another_rule<if_columns_follow>},
         {"height_for_width", "stride_h were compared with H * stride_w", by_another_rule<if_height_fits>},
         {"stride_w_forgotten", "stride_h were compared with W, without stride_w", by_another_rule<if_width_fits>},
         {"product_in_32_bits", "W * stride_w were computed in 32 bits", by_another_rule<in_32_bits>}}}},
      {"shape",
       {no_inputs,
        evaluate_shape,
        {{"squeeze_spares_batch", "squeeze() left a batch of one image alone", squeeze_spares_batch},
         {"squeeze_spares_maps", "squeeze() left N and C alone and removed H and W only", squeeze_spares_maps},
         {"keepdim_stays", "the dimensions of size 1 stayed after keepdim=True, whatever follows it", keepdim_stays},
         {"flattened_maps", "flatten(1) merged C with the H and W of x, which are 1 by then", flattened_maps},
         {"flattened_from_0", "flatten(1) merged all dimensions, N too", flattened_from_0},
         {"squeezed_once", "squeeze(-1) were called once", squeezed_once}}}},
      {"contiguous", {mean_inputs, evaluate_mean}},
      {"channels_last",
       {mean_inputs,
        evaluate_mean,
        {{"stride_one", "the elements of a map were neighbours, as in a contiguous tensor", stride_one}}}}}});

}  // namespace

}  // namespace gaplab
