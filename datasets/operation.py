"""What a lab's <lab>.py is written with: a case, its numbers, and PyTorch's answer. generate.py is the command."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch

Tensors = dict[str, np.ndarray]


@dataclass(frozen=True)
class Case:
    lab: str
    operation: str
    name: str
    data: str
    parameters: dict[str, Any]
    input_shapes: dict[str, list[int]]
    draws: dict[str, str]


@dataclass
class Answer:
    """One case's inputs with PyTorch's answer: either expected tensors, or the message with which it refuses."""

    inputs: Tensors = field(default_factory=dict)
    expected: Tensors = field(default_factory=dict)
    refused: str | None = None


@dataclass(frozen=True)
class Draw:
    """A value is (b % modulus * step + first) / unit, for a uniform byte b."""

    modulus: int
    step: int
    first: int
    unit: int


# As draws in checker/src/oracles/fresh_fixture.cpp; schema.md gives the reasons.
DRAWS: dict[str, dict[str, Draw]] = {
    "maps": {"random": Draw(256, 1, -64, 64), "exact": Draw(8, 1, 1, 64)},
    "weights": {"random": Draw(256, 1, -128, 1024), "exact": Draw(8, 2, -7, 64)},
    "close": {"random": Draw(8, 1, 8, 16), "exact": Draw(8, 1, 8, 16)},
    "bits": {"random": Draw(2, 1, 0, 1), "exact": Draw(2, 1, 0, 1)},
    "large": {"random": Draw(256, 8, -1024, 1), "exact": Draw(256, 8, -1024, 1)},
    "deep": {"random": Draw(32, 8, -1024, 1), "exact": Draw(32, 8, -1024, 1)},
}


class Stream:
    """One case's numbers: multiples of a power of two, drawn from a hash of the case's address.

    Each tensor has a stream of its own, so that a new case changes no other. SHAKE-256 is the same in every version
    of every library, which NumPy does not promise of its generators.
    """

    def __init__(self, seed: int, case: Case) -> None:
        self._address = f"{seed}/{case.lab}/{case.operation}/{case.name}"
        self._case = case

    def draw(self, tensor: str, shape: list[int]) -> np.ndarray:
        d = DRAWS[self._case.draws.get(tensor, "maps")][self._case.data]
        name = f"{self._address}/{tensor}".encode("ascii")
        one_byte_each = hashlib.shake_256(name).digest(int(np.prod(shape)))
        b = np.frombuffer(one_byte_each, dtype=np.uint8).astype(np.int64)
        return ((b % d.modulus * d.step + d.first) / d.unit).astype("<f4").reshape(shape)


# The answer of an operation to a case, as OPERATIONS of a lab's file has it for each operation's name.
Operation = Callable[[Case, Stream], Answer]


def forward_and_backward(case: Case, stream: Stream, operation: Callable[[torch.Tensor], torch.Tensor]) -> Answer:
    """y = operation(x), and dx from a random dy of y's shape."""
    x = stream.draw("x", case.input_shapes["x"])
    x64 = torch.from_numpy(x.astype(np.float64)).requires_grad_()
    y64 = operation(x64)
    dy = stream.draw("dy", list(y64.shape))
    (dx64,) = torch.autograd.grad(y64, x64, torch.from_numpy(dy.astype(np.float64)))
    return Answer({"x": x, "dy": dy}, {"y": y64.detach().numpy(), "dx": dx64.numpy()})


def one_line(error: BaseException) -> str:
    """The message alone: PyTorch may append lines with a trace."""
    return (str(error).splitlines() or [type(error).__name__])[0]
