#!/usr/bin/env python3
"""What each line of the forum thread does in PyTorch: python3 docs/experiments/thread_snippets.py

One function for each, in the thread's order. Each asserts what docs/thread.md says of it; its words are printed. The
exit code is 77 where PyTorch is not installed.
"""
import inspect
import sys
import warnings

try:
    import torch
    import torch.nn as nn
    import torch.nn.functional as F
except ImportError:
    print("PyTorch is not installed")
    raise SystemExit(77)


def refusal(kind, function):
    """What the error of this kind says that the function ends with."""
    try:
        function()
    except kind as error:
        return str(error)
    raise AssertionError("this was to be refused")


def same(a, b):
    return a.shape == b.shape and torch.allclose(a, b, atol=1e-6)


def means(x):
    """The reference: each map by itself, in float64."""
    return torch.stack([torch.stack([m.double().sum() / m.numel() for m in image]) for image in x]).float()


def view_640_rows():
    """view(8*8*10, 10): refused for all batches but one of ten images, whose rows it takes apart"""
    for n in (1, 2, 9, 11, 32):
        assert f"is invalid for input of size {640 * n}" in refusal(
            RuntimeError, lambda: torch.rand(n, 10, 8, 8).view(8 * 8 * 10, 10))
    x = torch.arange(6400.0).view(10, 10, 8, 8)
    rows = x.view(8 * 8 * 10, 10)
    assert rows[0].equal(x[0, 0].flatten()[:10]) and rows[6].equal(torch.cat([x[0, 0].flatten()[60:],
                                                                            x[0, 1].flatten()[:6]]))
    assert nn.Linear(10, 10)(rows).shape == (640, 10)  # the layer accepts it, too: 640 answers for ten images
    assert nn.Linear(8 * 8 * 10, 10)(x.view(10, 8 * 8 * 10)).shape == (10, 10)


def convolution_pool_squeeze():
    """a 1x1 convolution to 10 maps, their means, squeeze, softmax: right, but for a batch of one image"""
    convolution = nn.Conv2d(128, 10, kernel_size=1)
    for n, shape in ((4, (4, 10)), (1, (10,))):
        maps = convolution(torch.rand(n, 128, 8, 8))
        assert maps.shape == (n, 10, 8, 8)
        assert F.adaptive_avg_pool2d(maps, 1).squeeze().shape == shape
        scores = F.softmax(F.adaptive_avg_pool2d(maps, 1).flatten(1), dim=1)
        assert scores.shape == (n, 10) and same(scores.sum(1), torch.ones(n))
    logits, target = torch.tensor([[4.0, 0.0, 0.0]]), torch.tensor([0])
    once, twice = F.cross_entropy(logits, target), F.cross_entropy(F.softmax(logits, dim=1), target)
    assert once < 0.04 and twice > 0.55  # cross_entropy has its own softmax


def module_or_function():
    """nn.AvgPool2d(8) and F.avg_pool2d(x, 8): the same numbers, one for each map, and nothing to learn"""
    x = torch.randn(3, 10, 8, 8)
    assert nn.AvgPool2d(8)(x).equal(F.avg_pool2d(x, 8))
    assert same(F.avg_pool2d(x, 8).flatten(1), means(x))
    assert list(nn.AvgPool2d(8).parameters()) == [] and len(nn.AvgPool2d(8).state_dict()) == 0


def ten_way_layer():
    """ResNet's linear layer weighs features; where there is a map for each class it is not needed"""
    x, layer = torch.randn(2, 64, 8, 8), nn.Linear(64, 10)
    behind = layer(x.mean((2, 3)))
    before = F.conv2d(x, layer.weight[:, :, None, None], layer.bias).mean((2, 3))
    assert same(behind, before)  # without a ReLU between them both orders are one function: lab 04
    rectified = F.relu(F.conv2d(x, layer.weight[:, :, None, None], layer.bias)).mean((2, 3))
    assert not same(F.relu(behind), rectified)  # with one they are not: lab 05


def mean_of_one_dimension():
    """torch.mean takes one dimension, several, or all"""
    x = torch.randn(2, 3, 4, 5)
    assert x.mean(3).shape == (2, 3, 4) and x.mean((2, 3)).shape == (2, 3) and x.mean().shape == ()
    assert same(x.mean((2, 3)), means(x)) and same(x.mean(3).mean(2), means(x))
    assert x.mean((1, 2, 3)).shape == (2,)  # channels, too: not what is wanted


def three_dimensions():
    """avg_pool3d with two kernel sizes is refused; with three it pools volumes; view(size(), -1) does not flatten"""
    x, volume = torch.randn(2, 3, 4, 5), torch.randn(2, 3, 4, 5, 6)
    assert "a single int, or a tuple of three ints" in refusal(
        RuntimeError, lambda: F.avg_pool3d(x, kernel_size=x.size()[2:]))
    pooled = F.avg_pool3d(volume, kernel_size=volume.size()[2:])
    assert same(pooled.view(volume.size(0), -1), volume.mean((2, 3, 4)))
    refusal((RuntimeError, TypeError), lambda: pooled.view(volume.size(), -1))


def thirteen():
    """nn.AvgPool2d(13) fits 13 x 13 only: 12 is refused, of 14 to 25 the rest is lost, from 26 on there are more"""
    pool = nn.AvgPool2d(13)
    x = torch.randn(1, 4, 13, 13)
    assert same(pool(x).flatten(1), means(x))
    assert "Output size is too small" in refusal(RuntimeError, lambda: pool(torch.randn(1, 4, 12, 12)))
    for size in (14, 25):
        x = torch.randn(1, 4, size, size)
        assert pool(x).shape == (1, 4, 1, 1) and same(pool(x).flatten(1), means(x[:, :, :13, :13]))
        assert not same(pool(x).flatten(1), means(x))
    assert pool(torch.randn(1, 4, 26, 26)).shape == (1, 4, 2, 2)


def name_of_the_function():
    """there is no nn.avg_pool2d; F.avg_pool2d(x, x.size()[2:]) works"""
    x = torch.randn(2, 3, 4, 5)
    assert "has no attribute 'avg_pool2d'" in refusal(AttributeError, lambda: nn.avg_pool2d(x, x.size()[2:]))
    assert F.avg_pool2d(x, x.size()[2:]).shape == (2, 3, 1, 1)
    assert same(F.avg_pool2d(x, x.size()[2:]).flatten(1), means(x))


def mean_of_view():
    """mean of a view: right for tensors that can be viewed, an error for others; mean over (2, 3) for all"""
    x = torch.randn(2, 3, 4, 6)
    kinds = {"contiguous": x, "channels_last": x.to(memory_format=torch.channels_last), "every second": x[..., ::2],
             "transposed": x.transpose(2, 3), "cropped": x[..., :-1]}
    refused = []
    for name, kind in kinds.items():
        assert same(kind.mean((2, 3)), means(kind))
        try:
            assert same(torch.mean(kind.view(kind.size(0), kind.size(1), -1), dim=2), means(kind))
        except RuntimeError as error:
            assert "view size is not compatible" in str(error)
            refused.append(name)
    assert refused == ["transposed", "cropped"]


def adaptive():
    """adaptive_avg_pool2d(x, (1, 1)) and nn.AdaptiveAvgPool2d(1): bit for bit the mean over (2, 3), for every size"""
    for size in ((8, 8), (13, 13), (7, 12), (1, 5)):
        x = torch.randn(2, 3, *size)
        pooled = F.adaptive_avg_pool2d(x, (1, 1))
        assert pooled.equal(x.mean((2, 3), keepdim=True)) and pooled.equal(nn.AdaptiveAvgPool2d(1)(x))
        assert same(pooled.flatten(1), means(x))


def stride_zero():
    """AvgPool2d(kernel_size=100, stride=0): an error; without a stride it is the kernel's size"""
    x = torch.randn(1, 4, 100, 100)
    layer = nn.AvgPool2d(100)
    assert layer.stride == 100 and same(layer(x).flatten(1), means(x))
    assert "stride should not be zero" in refusal(RuntimeError, lambda: nn.AvgPool2d(100, stride=0)(x))
    assert nn.AvgPool2d(100, stride=1)(x).shape == nn.AvgPool2d(100, stride=9999)(x).shape == (1, 4, 1, 1)


def squeezed():
    """squeeze() removes the batch of one image, or the only map; flatten(1) does not"""
    shapes = {(1, 256): (256,), (2, 256): (2, 256), (5, 1): (5,), (1, 1): ()}
    for (n, c), left in shapes.items():
        pooled = F.adaptive_avg_pool2d(torch.randn(n, c, 10, 10), 1)
        assert pooled.squeeze().shape == left and pooled.flatten(1).shape == (n, c)


def gradients():
    """a mean sends every pixel the same gradient; it is a ReLU before it that lets it through in places only"""
    torch.manual_seed(1)
    x = torch.randn(1, 16, 8, 8, requires_grad=True)
    weight, bias = torch.randn(4, 16), torch.zeros(4)
    loss = F.cross_entropy(F.linear(x.mean((2, 3)), weight, bias), torch.tensor([2]))
    dx, = torch.autograd.grad(loss, x)
    assert same(dx, dx[:, :, :1, :1].expand_as(dx))  # in no place more than in another
    maps = F.conv2d(x, weight[:, :, None, None], bias)
    loss = F.cross_entropy(F.relu(maps).mean((2, 3)), torch.tensor([2]))
    dmaps, = torch.autograd.grad(loss, maps)
    assert ((dmaps != 0) == (maps > 0)).all() and 0 < (maps > 0).float().mean() < 1
    # Behind flatten each place has a gradient of its own. It is one of the weights, whatever lies there.
    flat, classes = torch.randn(4, 1024), torch.tensor([2])
    for _ in range(2):
        x = torch.randn(1, 16, 8, 8, requires_grad=True)
        y = F.linear(x.flatten(1), flat)
        y.retain_grad()
        F.cross_entropy(y, classes).backward()
        assert same(x.grad.flatten(1), y.grad @ flat)


def main():
    torch.manual_seed(0)
    warnings.simplefilter("error")
    print("PyTorch", torch.__version__)
    snippets = [f for f in globals().values() if inspect.isfunction(f) and f.__doc__ and f.__module__ == __name__
                and f not in (refusal, means, main)]
    for snippet in snippets:
        snippet()
        print(f"{snippet.__name__}: {snippet.__doc__}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
