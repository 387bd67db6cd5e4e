"""Lab 04 in PyTorch."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
import torch.nn.functional as F

from operation import Answer, Case, Operation, Stream


def double(values: np.ndarray) -> torch.Tensor:
    return torch.from_numpy(values.astype(np.float64)).requires_grad_()


def parameters(case: Case, stream: Stream) -> dict[str, np.ndarray]:
    """x, and the weight and bias of the 1x1 convolution; there is a bias for each class, so its shape is not listed."""
    shapes = case.input_shapes
    drawn = {name: stream.draw(name, shapes[name]) for name in ("x", "weight")}
    return {**drawn, "bias": stream.draw("bias", shapes["weight"][:1])}


def conv1x1(x: torch.Tensor, weight: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    return F.conv2d(x, weight[:, :, None, None], bias)


def conv1x1_forward_and_backward(case: Case, stream: Stream) -> Answer:
    inputs = parameters(case, stream)
    x, weight, bias = (double(values) for values in inputs.values())
    y = conv1x1(x, weight, bias)
    inputs["dy"] = stream.draw("dy", list(y.shape))
    gradients = torch.autograd.grad(y, (x, weight, bias), double(inputs["dy"]))
    expected = dict(zip(("dx", "dweight", "dbias"), (g.numpy() for g in gradients), strict=True))
    return Answer(inputs, {"y": y.detach().numpy(), **expected})


def cross_entropy(case: Case, stream: Stream) -> Answer:
    logits = stream.draw("logits", case.input_shapes["logits"])
    l64 = double(logits)
    loss = F.cross_entropy(l64, torch.tensor(case.parameters["target"]))
    (dlogits,) = torch.autograd.grad(loss, l64)
    return Answer({"logits": logits}, {"loss": loss.detach().numpy().reshape(1), "dlogits": dlogits.numpy()})


def head(x: torch.Tensor, weight: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    """As in Network in Network: a map for each class, then the mean of each map."""
    return F.adaptive_avg_pool2d(conv1x1(x, weight, bias), 1).flatten(1)


def swapped_head(x: torch.Tensor, weight: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    return F.linear(x.mean((2, 3)), weight, bias)


Logits = Callable[[torch.Tensor, torch.Tensor, torch.Tensor], torch.Tensor]


def answer_of(logits_of: Logits, inputs: dict[str, np.ndarray], target: list[int], prefix: str) -> dict[str, np.ndarray]:
    x, weight, bias = (double(values) for values in inputs.values())
    logits = logits_of(x, weight, bias)
    loss = F.cross_entropy(logits, torch.tensor(target))
    gradients = torch.autograd.grad(loss, (x, weight, bias))
    answer = {"logits": logits.detach().numpy(), "loss": loss.detach().numpy().reshape(1)}
    answer.update(zip(("dx", "dweight", "dbias"), (g.numpy() for g in gradients), strict=True))
    return {prefix + name: values for name, values in answer.items()}


def head_forward_and_backward(case: Case, stream: Stream) -> Answer:
    inputs = parameters(case, stream)
    return Answer(inputs, answer_of(head, inputs, case.parameters["target"], ""))


def swapped_forward_and_backward(case: Case, stream: Stream) -> Answer:
    """The step runs both orders on the same inputs: the student's head must give the same as the swapped one."""
    inputs = parameters(case, stream)
    target = case.parameters["target"]
    return Answer(inputs, {**answer_of(swapped_head, inputs, target, ""), **answer_of(head, inputs, target, "head_")})


OPERATIONS: dict[str, Operation] = {
    "conv1x1": conv1x1_forward_and_backward,
    "conv1x1_tiled": conv1x1_forward_and_backward,
    "cross_entropy": cross_entropy,
    "head": head_forward_and_backward,
    "swapped": swapped_forward_and_backward,
}
