"""Lab 02 in PyTorch."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch

from operation import Answer, Case, Operation, Stream, forward_and_backward, one_line


def view_as_maps(case: Case, _stream: Stream) -> Answer:
    p = case.parameters
    x = torch.empty_strided(p["size"], p["stride"], dtype=torch.float64, device="meta")  # only its strides matter
    try:
        view = x.view(x.size(0), x.size(1), -1)
    except RuntimeError as refusal:
        return Answer(refused=one_line(refusal))
    return Answer(expected={"view_stride": np.array(view.stride(), dtype=np.float64)})


MEAN_FORMS: list[Callable[[torch.Tensor], torch.Tensor]] = [  # as mean_form in mean_of_view.hpp
    lambda x: x.mean((2, 3)),
    lambda x: x.mean((2, 3), keepdim=True),
    lambda x: x.mean((2, 3), keepdim=True).squeeze(),
    lambda x: x.mean((2, 3), keepdim=True).squeeze(-1).squeeze(-1),
    lambda x: x.mean((2, 3), keepdim=True).flatten(1),
]


def mean_shape(case: Case, _stream: Stream) -> Answer:
    p = case.parameters
    y = MEAN_FORMS[p["form"]](torch.zeros(p["size"], dtype=torch.float64))
    unused = [0] * (4 - y.dim())
    return Answer(expected={"shape": np.array([y.dim(), *y.shape, *unused], dtype=np.float64)})


def mean_of_view(x: torch.Tensor) -> torch.Tensor:
    """Of an x that can be viewed: view() raises an error where reshape() would copy."""
    return torch.mean(x.view(x.size(0), x.size(1), -1), dim=2)


def mean_of_contiguous(case: Case, stream: Stream) -> Answer:
    return forward_and_backward(case, stream, mean_of_view)


def mean_of_channels_last(case: Case, stream: Stream) -> Answer:
    """x and dx are (N, H, W, C) in the fixture, which is how channels_last keeps an (N, C, H, W) in memory."""
    return forward_and_backward(case, stream, lambda x: mean_of_view(x.permute(0, 3, 1, 2)))


OPERATIONS: dict[str, Operation] = {
    "view": view_as_maps,
    "shape": mean_shape,
    "contiguous": mean_of_contiguous,
    "channels_last": mean_of_channels_last,
}
