"""Lab 01 in PyTorch."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
import torch.nn.functional as F

from operation import Answer, Case, Operation, Stream, forward_and_backward, one_line


def global_avg_pool2d(case: Case, stream: Stream) -> Answer:
    return forward_and_backward(case, stream, lambda x: F.avg_pool2d(x, x.size()[2:]))


def avg_pool_output_size(case: Case, _stream: Stream) -> Answer:
    p = case.parameters
    square = torch.zeros(1, 1, p["size"], p["size"], dtype=torch.float64)
    try:
        y = F.avg_pool2d(square, p["kernel_size"], p["stride"], p["padding"], bool(p["ceil_mode"]))
    except RuntimeError as refusal:
        return Answer(refused=one_line(refusal))
    return Answer(expected={"output_size": np.array([y.shape[-1]], dtype=np.float64)})


def windowed(pool: Callable[..., torch.Tensor]) -> Operation:
    """avg_pool2d and avg_pool3d take the same parameters."""

    def operation(case: Case, stream: Stream) -> Answer:
        p = case.parameters
        options = {
            "kernel_size": p["kernel_size"],
            "stride": p["stride"],
            "padding": p["padding"],
            "ceil_mode": bool(p["ceil_mode"]),
            "count_include_pad": bool(p["count_include_pad"]),
            "divisor_override": p["divisor_override"] or None,
        }
        return forward_and_backward(case, stream, lambda x: pool(x, **options))

    return operation


OPERATIONS: dict[str, Operation] = {
    "global": global_avg_pool2d,
    "output_size": avg_pool_output_size,
    "window": windowed(F.avg_pool2d),
    "3d": windowed(F.avg_pool3d),
}
