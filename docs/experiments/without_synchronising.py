#!/usr/bin/env python3
"""What %timeit says of calls that do not wait for the GPU: python3 docs/experiments/without_synchronising.py

No GPU and no clock: a model of both, whose time only goes on where something takes time. A call puts kernels into a
queue and returns; the GPU works through the queue, one kernel after another; a launch waits if the queue is full.
IPython's %timeit calls 1, 10, 100 ... times until that takes 0.2 s, then three times as often again, and tells the
best, as version 5 did. That a queue holds about a thousand kernels is what people have seen:
https://forums.developer.nvidia.com/t/cuda-stream-are-blocked-when-luanch-lots-of-kernels-1000/68937

What is timed first leaves a full queue behind. What is told of the calls after it?
"""
import collections

launch = 10e-6  # seconds that the host needs for a launch
queue_length = 1024  # kernels


class Gpu:
    def __init__(self, length):
        self.length, self.now, self.ends = length, 0.0, collections.deque()

    def start(self, seconds):
        """Launches a kernel that takes so long."""
        self.now += launch
        while self.ends and self.ends[0] <= self.now:
            self.ends.popleft()
        if len(self.ends) == self.length:
            self.now = self.ends.popleft()
        self.ends.append(max(self.now, self.ends[-1] if self.ends else 0.0) + seconds)

    def synchronise(self):
        if self.ends:
            self.now = max(self.now, self.ends[-1])
        self.ends.clear()


def timeit(gpu, kernels, waiting):
    """What %timeit says of a call that launches these kernels, given by their times."""
    def run(loops):
        begin = gpu.now
        for _ in range(loops):
            for seconds in kernels:
                gpu.start(seconds)
            if waiting:
                gpu.synchronise()
        return gpu.now - begin

    loops = 1
    while run(loops) < 0.2:
        loops *= 10
    best = min(run(loops) for _ in range(3)) / loops
    return f"{loops} loop{'s' if loops > 1 else ''}, best of 3: {best * 1e3:.3g} ms per loop"


def three_lines(length=queue_length, mean=0.008, waiting=False):
    """Average pooling of 104 ms; then a mean of one kernel, and something of two, all much faster."""
    gpu = Gpu(length)
    calls = [("avg_pool2d, a kernel of 104 ms", [0.104]),
             (f"mean, a kernel of {mean * 1e3:g} ms", [mean]),
             ("a third, two kernels of 4 ms", [0.004, 0.004])]
    return [(name, timeit(gpu, kernels, waiting)) for name, kernels in calls]


def show(title, lines):
    print(title)
    for name, said in lines:
        print(f"  {name:<33}{said}")


def said(lines):
    return [line for _, line in lines]


def main():
    lines = three_lines()
    show("without waiting", lines)
    show("waiting for the GPU after each call", three_lines(waiting=True))
    times = [t for t in (0.001, 0.01, 0.1) if said(three_lines(mean=t)) == said(lines)]
    lengths = [n for n in (10, 100, 200, 500, 1000, 1100, 1200, 2000) if said(three_lines(length=n)) == said(lines)]
    print("without waiting, the same for a mean of", ", ".join(f"{t * 1e3:g}" for t in times), "ms")
    print("without waiting, the same for a queue of", ", ".join(map(str, lengths)), "kernels")


if __name__ == "__main__":
    main()
