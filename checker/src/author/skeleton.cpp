#include "author/skeleton.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.hpp"
#include "base/text.hpp"

namespace gaplab {

namespace {

// @name@ stands for the lab's name without its number, @lab@ for all of it, @id@ for the number.

constexpr const char* lab_toml = R"(title = ""
summary = ""

[files]
cpu = "@name@.cpp"
# cuda = "@name@.cu"   once there are steps with device = "cuda"

[limits]
seconds = 10
memory_mb = 1024

# docs/lab-toml.md describes every key. One [[step]] for each function that students write, in the order to write them.
[[step]]
device = "cpu"
operation = "@name@"
direction = "forward"
title = ""
function = "@name@_forward"
points = 1
requires = []
inputs = ["x"]
outputs = ["y"]
passed = ""
hints = []
)";

constexpr const char* readme = R"(# Lab @id@: @name@

What this lab is about, and which question it answers.

## @name@: what is to be computed

    y = @name@(x)          x: (N, C, H, W)       y: (N, C, H, W)

The formula, its source, a worked example of 4 x 5 elements with PyTorch's figures, and pitfalls.
)";

constexpr const char* header =
    R"(// Lab @id@. The functions to implement; the contract that they keep is in gaplab/lab.hpp.
#pragma once

#include "gaplab/lab.hpp"

using gaplab::nchw;

/// What it computes, with its formula and its source. x and y are (N, C, H, W).
void @name@_forward(nchw<float> y, nchw<const float> x);
)";

constexpr const char* stub = R"(// Lab @id@ on the CPU: your file. Replace each TODO(); by your code.
#include "@name@.hpp"

void @name@_forward(nchw<float> y, nchw<const float> x) {
  TODO();
}
)";

constexpr const char* binding =
    R"(// Connects the fixture's tensors with the functions of @name@.hpp. Nothing to do here.
#include "gaplab/binding.hpp"
#include "@name@.hpp"

GAPLAB_BIND("@name@.forward", call) {
  @name@_forward(call.output<nchw>("y"), call.input<nchw>("x"));
}
)";

constexpr const char* cases =
    R"(# Lab @id@'s cases, simple ones first: a student who fails sees the first case that fails. schema.md has the format.
# No two dimensions of a case are equal, W is odd where the data are random: swapped axes and lost tails then show.

[[case]]
operation = "@name@"
name = "four_by_five"
data = "exact"
inputs.x = [1, 2, 4, 5]

[[case]]
operation = "@name@"
name = "batch"
data = "random"
inputs.x = [3, 5, 4, 7]
)";

constexpr const char* answers =
    R"("""Lab @id@ in PyTorch."""

from __future__ import annotations

import torch

from operation import Answer, Case, Operation, Stream, forward_and_backward


def @name@(case: Case, stream: Stream) -> Answer:
    """Replace what raises by the operation: torch.nn.functional has most."""

    def operation(x: torch.Tensor) -> torch.Tensor:
        raise RuntimeError("datasets/@lab@.py does not say yet what PyTorch computes")

    return forward_and_backward(case, stream, operation)


OPERATIONS: dict[str, Operation] = {"@name@": @name@}
)";

constexpr const char* oracle =
    R"(// Lab @id@ in double. Replace what throws by the operation, and by how far a right fp32 result may be from it.
#include "oracles/oracle.hpp"

#include <stdexcept>

#include "oracles/tolerance.hpp"

namespace gaplab {

namespace {

/// The shapes that follow from those that the cases file states; here none do.
std::map<std::string, shape> @name@_inputs(const fixture_case&, const std::map<std::string, shape>& given) {
  return given;
}

/// For each output its value and what is allowed: e.outputs["y"] = {shape, values, allowed}; oracles/tolerance.hpp.
evaluation evaluate_@name@(const fixture_case& c, double /*roundoff*/) {
  const tensor<float>& x = input(c, "x", 4);
  throw std::runtime_error("the oracle of @lab@ is not written yet: it has " + to_string(x.shape) + " to work on");
}

const oracle_registration registration({"@lab@", {{"@name@", {@name@_inputs, evaluate_@name@}}}});

}  // namespace

}  // namespace gaplab
)";

std::string filled(std::string text, const std::string& lab) {
  const std::size_t underscore = lab.find('_');
  const auto replace = [&](const std::string& word, const std::string& value) {
    for (std::size_t at = 0; (at = text.find(word, at)) != std::string::npos; at += value.size()) {
      text.replace(at, word.size(), value);
    }
  };
  replace("@name@", lab.substr(underscore + 1));
  replace("@lab@", lab);
  replace("@id@", lab.substr(0, underscore));
  return text;
}

bool is_lab_name(const std::string& lab) {
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  const auto lower = [](char c) { return c >= 'a' && c <= 'z'; };
  constexpr std::size_t longest = 48;  // files are named after it
  return lab.size() > 3 && lab.size() <= longest && digit(lab[0]) && digit(lab[1]) && lab[2] == '_' && lower(lab[3]) &&
         std::all_of(lab.begin() + 3, lab.end(), [&](char c) { return lower(c) || digit(c) || c == '_'; });
}

}  // namespace

std::map<std::filesystem::path, std::string> lab_skeleton(const std::string& lab) {
  if (!is_lab_name(lab)) {
    throw usage_error(
        fmt::format("`{}` is no lab's name: two digits, an underscore and a name of lower-case letters, "
                    "digits and underscores, such as 09_max_pool; at most 48",
                    printable(lab)));
  }
  const std::string name = lab.substr(lab.find('_') + 1);
  return {{"labs/" + lab + "/lab.toml", filled(lab_toml, lab)},
          {"labs/" + lab + "/README.md", filled(readme, lab)},
          {"labs/" + lab + "/" + name + ".hpp", filled(header, lab)},
          {"labs/" + lab + "/" + name + ".cpp", filled(stub, lab)},
          {"labs/" + lab + "/binding.cpp", filled(binding, lab)},
          {"solutions/" + lab + "/" + name + ".cpp", filled(stub, lab)},
          {"datasets/" + lab + ".toml", filled(cases, lab)},
          {"datasets/" + lab + ".py", filled(answers, lab)},
          {"checker/src/oracles/" + name + ".cpp", filled(oracle, lab)}};
}

}  // namespace gaplab
