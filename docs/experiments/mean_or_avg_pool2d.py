#!/usr/bin/env python3
"""Times four forms of global average pooling with PyTorch: python3 docs/experiments/mean_or_avg_pool2d.py [--small]

Each form is called often enough for a measurement to take 20 ms or more. The forms take turns, so that whatever else
the machine does falls on all of them, and a figure is the median of the rounds, with the quartiles beside it. Results
are compared with a mean in float64. Where PyTorch finds a GPU it is timed there too, twice: right, by waiting for the
GPU before each look at the clock; and wrong, without. --small leaves out the thread's tensor of 1.6 GB.
"""
import datetime
import platform
import statistics
import sys
import time

try:
    import torch
    import torch.nn.functional as F
except ImportError:
    print("PyTorch is not installed")
    raise SystemExit(77)

forms = [
    ("avg_pool2d(x, size)", lambda x: F.avg_pool2d(x, x.size()[2:])),
    ("mean of view, dim=2", lambda x: torch.mean(x.view(x.size(0), x.size(1), -1), dim=2)),
    ("mean, dim=(2, 3)", lambda x: torch.mean(x, dim=(2, 3))),
    ("adaptive_avg_pool2d(x, 1)", lambda x: F.adaptive_avg_pool2d(x, 1)),
]
shapes = [(256, 96, 128, 128), (1, 256, 100, 100), (32, 512, 13, 13), (32, 2048, 7, 7)]


def no_wait():
    pass


def seconds_of(form, x, calls, wait):
    """The time of one call, of several in a row."""
    wait()
    begin = time.perf_counter()
    for _ in range(calls):
        form(x)
    wait()
    return (time.perf_counter() - begin) / calls


def measure(x, wait, rounds):
    """For each form the times of all rounds, in seconds."""
    calls = []
    for _, form in forms:
        seconds_of(form, x, 1, wait)  # warm-up
        calls.append(max(1, min(1000, int(0.02 / seconds_of(form, x, 1, wait)) + 1)))
    times = [[] for _ in forms]
    for turn in range(rounds):
        for i in range(len(forms)):
            k = (i + turn) % len(forms)
            times[k].append(seconds_of(forms[k][1], x, calls[k], wait))
    return times


def largest_error(form, x):
    """How far a form is from the mean in float64, in the worst map."""
    exact = torch.cat([image.double().mean(dim=(2, 3)) for image in x.split(1)])
    return (form(x).flatten(1).double() - exact).abs().max().item()


def table(x, wait, rounds):
    times = measure(x, wait, rounds)
    best = min(statistics.median(t) for t in times)
    for (name, form), t in zip(forms, times):
        low, middle, high = statistics.quantiles(t, n=4)
        print(f"  {name:<27}{middle * 1e3:>10.3f} ms{low * 1e3:>10.3f} to {high * 1e3:<10.3f}{middle / best:>5.2f}"
              f"{x.numel() * x.element_size() / middle / 1e9:>9.1f} GB/s{largest_error(form, x):>10.1e}")


def processor():
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as lines:
            return next(line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.machine()


def main(arguments):
    chosen = shapes[1:] if "--small" in arguments else shapes
    rounds = 5 if "--small" in arguments else 25
    threads = torch.get_num_threads()
    print(f"{datetime.date.today()}, PyTorch {torch.__version__}, {processor()}, {threads} "
          f"thread{'s' if threads > 1 else ''}")
    print(f"fp32, contiguous; median and quartiles of {rounds} rounds; times the fastest; x read in a second; "
          "largest error")
    torch.manual_seed(6721)
    for shape in chosen:
        x = torch.rand(shape)
        print(f"\nCPU, {' x '.join(map(str, shape))}, {x.numel() * 4 / 1e6:.1f} MB")
        table(x, no_wait, rounds)
        if torch.cuda.is_available():
            x = x.cuda()
            print(f"{torch.cuda.get_device_name()}, waiting for the GPU")
            table(x, torch.cuda.synchronize, rounds)
            print("the same without waiting: these are no times of the GPU")
            table(x, no_wait, rounds)
            torch.cuda.synchronize()
        del x
    if not torch.cuda.is_available():
        print("\nCUDA: not run, PyTorch finds no GPU")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
