"""Lab 03 in PyTorch."""

from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as F

from operation import Answer, Case, Operation, Stream, forward_and_backward, one_line


def bin_of(case: Case, _stream: Stream) -> Answer:
    """The bin is where the gradient of its mean is not 0."""
    p = case.parameters
    x = torch.zeros(1, 1, 1, p["size"], dtype=torch.float64, requires_grad=True)
    try:
        # Two rows, because an output of 1 x 1 is a mean to PyTorch, which accepts tensors without elements.
        y = F.adaptive_avg_pool2d(x, (2, p["output_size"] or None))
        (gradient,) = torch.autograd.grad(y[0, 0, 0, p["index"]], x)
    except (RuntimeError, IndexError) as refusal:
        return Answer(refused=one_line(refusal))
    elements = gradient.flatten().nonzero()
    return Answer(expected={"bin": np.array([elements.min(), elements.max() + 1], dtype=np.float64)})


def fixed_window(case: Case, _stream: Stream) -> Answer:
    """Tries every window of avg_pool2d without padding on all unit vectors, which tell linear functions apart."""
    size, output_size = case.parameters["size"], case.parameters["output_size"]
    x = torch.eye(size, dtype=torch.float64).reshape(size, 1, 1, size)
    y = F.adaptive_avg_pool2d(x, (1, output_size))
    windows = [
        (kernel_size, stride)
        for kernel_size in range(1, size + 1)
        for stride in range(1, size + 1)
        if (size - kernel_size) // stride + 1 == output_size
        and torch.equal(F.avg_pool2d(x, (1, kernel_size), (1, stride)), y)
    ]
    if not windows:
        return Answer(refused="no kernel_size and stride of avg_pool2d give these bins")
    # Only one bin leaves a choice: then the stride that PyTorch takes where none is given.
    window = next((w for w in windows if w[0] == w[1]), windows[0])
    return Answer(expected={"window": np.array(window, dtype=np.float64)})


def adaptive_avg_pool2d(case: Case, stream: Stream) -> Answer:
    output_size = [size or None for size in case.parameters["output_size"]]
    return forward_and_backward(case, stream, lambda x: F.adaptive_avg_pool2d(x, output_size))


def global_adaptive_avg_pool2d(case: Case, stream: Stream) -> Answer:
    return forward_and_backward(case, stream, torch.nn.AdaptiveAvgPool2d(1))


OPERATIONS: dict[str, Operation] = {
    "bins": bin_of,
    "adaptive": adaptive_avg_pool2d,
    "fixed_window": fixed_window,
    "global": global_adaptive_avg_pool2d,
}
