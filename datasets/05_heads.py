"""Lab 05 in PyTorch."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
import torch.nn.functional as F

from operation import Answer, Case, Operation, Stream


def count_parameters(case: Case, _stream: Stream) -> Answer:
    """Modules without memory: some of these heads would need gigabytes."""
    p = case.parameters
    _, channels, height, width = p["size"]
    hidden, classes = p["hidden"], p["classes"]
    common = {"bias": bool(p["bias"]), "device": "meta"}

    def linear(features: int, out: int) -> torch.nn.Module:
        return torch.nn.Linear(features, out, **common)

    flat, pool, relu = torch.nn.Flatten(), torch.nn.AdaptiveAvgPool2d(1), torch.nn.ReLU()
    pixels = height * width
    heads: list[Callable[[], list[torch.nn.Module]]] = [  # as head in heads.hpp
        lambda: [flat, linear(channels * pixels, classes)],
        lambda: [
            flat,
            linear(channels * pixels, hidden),
            relu,
            linear(hidden, hidden),
            relu,
            linear(hidden, classes),
        ],
        lambda: [pool, flat, linear(channels, classes)],
        lambda: [torch.nn.Dropout(), torch.nn.Conv2d(channels, classes, kernel_size=1, **common), relu, pool],
    ]
    head = torch.nn.Sequential(*heads[p["head"]]())
    count = sum(parameter.numel() for parameter in head.parameters())
    return Answer(expected={"parameters": np.array(divmod(count, 1_000_000), dtype=np.float64)})


def with_gradients(
    case: Case, stream: Stream, given: list[str], operation: Callable[..., torch.Tensor]
) -> Answer:
    """y = operation(x, ..., weight, bias), and from a random dy the gradients of x, weight and bias."""
    inputs = {name: stream.draw(name, case.input_shapes[name]) for name in given}
    tensors = {name: torch.from_numpy(values.astype(np.float64)) for name, values in inputs.items()}
    learnt = [tensors[name].requires_grad_() for name in ("x", "weight", "bias")]
    y = operation(*tensors.values())
    dy = stream.draw("dy", list(y.shape))
    gradients = torch.autograd.grad(y, learnt, torch.from_numpy(dy.astype(np.float64)))
    expected = dict(zip(("dx", "dweight", "dbias"), (gradient.numpy() for gradient in gradients)))
    return Answer({**inputs, "dy": dy}, {"y": y.detach().numpy(), **expected})


def flatten_fc(case: Case, stream: Stream) -> Answer:
    given = ["x", "weight", "bias"]
    return with_gradients(case, stream, given, lambda x, weight, bias: F.linear(x.flatten(1), weight, bias))


def gap_fc(case: Case, stream: Stream) -> Answer:
    given = ["x", "weight", "bias"]
    return with_gradients(
        case, stream, given, lambda x, weight, bias: F.linear(F.adaptive_avg_pool2d(x, 1).flatten(1), weight, bias)
    )


def squeezenet(case: Case, stream: Stream) -> Answer:
    """F.dropout with a mask that is given, and not drawn."""
    p = case.parameters["p_percent"] / 100

    def head(x: torch.Tensor, mask: torch.Tensor, weight: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
        z = F.conv2d(x * mask / (1 - p), weight[:, :, None, None], bias)
        return F.avg_pool2d(F.relu(z), z.size()[2:]).flatten(1)

    return with_gradients(case, stream, ["x", "mask", "weight", "bias"], head)


def relu_swap(case: Case, stream: Stream) -> Answer:
    x = stream.draw("x", case.input_shapes["x"])
    x64 = torch.from_numpy(x.astype(np.float64))
    relu_first = F.relu(x64).mean((2, 3))
    gap_first = F.relu(x64.mean((2, 3)))
    largest = (relu_first - gap_first).max().reshape(1)
    expected = {"relu_first": relu_first, "gap_first": gap_first, "largest_difference": largest}
    return Answer({"x": x}, {name: values.numpy() for name, values in expected.items()})


OPERATIONS: dict[str, Operation] = {
    "parameter_count": count_parameters,
    "flatten_fc": flatten_fc,
    "gap_fc": gap_fc,
    "squeezenet": squeezenet,
    "relu_swap": relu_swap,
}
