"""Lab 04."""
import program
from draw import Drawing

lab = "04_conv1x1_gap"


def _plane(lines, height, width):
    """Lines that end in h, w and a value, as a matrix."""
    rows = [[0] * width for _ in range(height)]
    for *_, h, w, value in lines:
        rows[h][w] = value
    return rows


def conv1x1_at_a_pixel():
    said = program.sim("conv1x1_by_five", lab)
    d = Drawing(17.2, 12.6, "A 1x1 convolution at one pixel",
                "Two channels of 4 x 5 pixels become maps of three classes. The first pixel of each map is made of the "
                "first pixels of both channels, and of nothing else.")

    def hot(i, j, value):
        return "hot" if i == j == 0 else "plain"

    for c in range(2):
        d.label(c * 5.6, 0.4, f"x[0][{c}]  times 64")
        d.plane(c * 5.6, 0.8, _plane([s for s in said if s[:2] == [0, c]], 4, 5), kind=hot)
    d.label(11.8, 0.4, "weight")
    d.label(14.6, 0.4, "bias")
    d.label(11.8, 4.3, "times 64", kind="soft small")
    d.label(14.6, 4.3, "times 4096", kind="soft small")
    for k in range(3):
        for c in range(2):
            value = next(s[3] for s in said if s[:3] == [1, k, c])
            d.box(11.8 + c, 0.8 + k, value, group=k)
        d.box(14.6, 0.8 + k, next(s[2] for s in said if s[:2] == [3, k]), group=k, width=1.4)
    first = [next(s[4] for s in said if s[:4] == [0, c, 0, 0]) for c in range(2)]
    for k in range(3):
        plane = _plane([s for s in said if s[:2] == [2, k]], 4, 5)
        a, b = [next(s[3] for s in said if s[:3] == [1, k, c]) for c in range(2)]
        bias = next(s[2] for s in said if s[:2] == [3, k])
        x = k * 5.75
        d.label(x, 7.4, f"y[0][{k}]  times 4096")
        d.plane(x, 7.8, plane, kind=hot)
        d.box(x, 5.6, f"{a}*{first[0]} {'+' if b > 0 else '-'} {abs(b)}*{first[1]} {'+' if bias > 0 else '-'} "
                      f"{abs(bias)} = {plane[0][0]}", group=k, width=5.2, small=True)
        d.arrow(x + 0.5, 6.65, x + 0.5, 7.05)
    d.label(0, 12.3, "One row of weight and one bias make one map. The pixel's neighbours have no part in it.",
            kind="soft small")
    return d.svg()


def mean_before_and_behind():
    said = program.sim("both_orders", lab)
    a, b = [s[2] for s in said if s[0] == 1]
    bias = next(s[1] for s in said if s[0] == 2)
    mean = next(s[1] for s in said if s[0] == 4)
    means = [s[2] for s in said if s[0] == 5]
    logit = next(s[1] for s in said if s[0] == 6)
    products = len([s for s in said if s[0] == 0])
    d = Drawing(20.2, 13.2, "Convolution and mean in both orders",
                "Above, a product for each pixel of each channel makes a map whose mean is the logit. Below, the mean "
                "of each channel comes first, and two products make the same logit.")
    for c in range(2):
        d.label(0, 0.4 + 6.4 * c, f"x[0][{c}]  times 64")
        d.plane(0, 0.8 + 6.4 * c, _plane([s for s in said if s[:2] == [0, c]], 4, 5), group=lambda i, j, v, c=c: c)
    d.label(9.6, 0.4, "y[0][0]  times 4096")
    d.plane(9.6, 0.8, _plane([s for s in said if s[0] == 3], 4, 5))
    d.arrow(5.2, 2.8, 9.4, 2.8)
    d.line(5.2, 9.2, 5.9, 9.2)
    d.line(5.9, 9.2, 5.9, 2.8)
    d.label(7.4, 2.3, "1x1 conv", "middle", "small")
    d.label(7.4, 3.3, f"{products} products", "middle", "soft small")
    d.arrow(14.8, 2.8, 17.8, 2.8)
    d.label(16.2, 2.3, "mean", "middle", "small")
    d.box(18, 2.3, f"{mean:.2f}", kind="hot", width=2.1)
    for c in range(2):
        d.box(9.6, 8.2 + 1 * c, f"{means[c]:.2f}", group=c, width=1.6)
    d.label(9.6, 7.8, "g[0]  times 64")
    d.arrow(5.9, 9.2, 9.4, 9.2)
    d.label(7.6, 8.7, "mean", "middle", "small")
    d.arrow(11.4, 9.2, 17.8, 9.2)
    d.label(14.6, 8.7, f"{a}*{means[0]:.2f} + {b}*{means[1]:.2f} + {bias}", "middle", "small")
    d.label(14.6, 9.7, f"linear: {len(means)} products", "middle", "soft small")
    d.box(18, 8.7, f"{logit:.2f}", kind="hot", width=2.1)
    d.label(0, 12.2, f"Class 0 of the case four_by_five of swapped: weights {a} and {b} (times 64), bias {bias}, "
                     "logits times 4096.", kind="soft small")
    d.label(0, 12.9, f"Both orders end at the same number. For all three classes it is {3 * products} products against "
                     f"{3 * len(means)}.",
            kind="soft small")
    return d.svg()


def fetches_with_and_without_tiles():
    counts = {}
    for line in program.sim("fetches"):
        if line[0] < 2:
            counts[tuple(line)] = counts.get(tuple(line), 0) + 1
    d = Drawing(16.6, 15.2, "How often each number is fetched from the device's memory",
                "y has 6 classes and 10 pixels, and there are 5 channels. Without tiles each weight is fetched 10 "
                "times and each element of x 6 times; with tiles of 4 x 4, 3 times and 2 times.")
    for tiled, y, words in ((0, 0.3, "without tiles"), (1, 7.9, "with tiles of 4 x 4")):
        weight = [[counts[tiled, 0, k, c] for c in range(5)] for k in range(6)]
        x = [[counts[tiled, 1, c, j] for j in range(10)] for c in range(5)]
        total = sum(map(sum, weight)) + sum(map(sum, x))
        d.label(0, y, f"{words}: {total} fetches for {6 * 10 * 5} products", kind="bold")
        d.label(0, y + 0.9, "weight, 6 x 5", kind="small")
        d.plane(0, y + 1.2, weight, group=lambda i, j, v: 0)
        d.label(6.5, y + 0.9, "x, 5 channels x 10 pixels", kind="small")
        d.plane(6.5, y + 1.2, x, group=lambda i, j, v: 1)
    return d.svg()


def last_tile():
    lines = program.sim("fetches")
    d = Drawing(16.4, 12.4, "The last block of tiles, which has tails in all directions",
                "Tiles of 4 x 4 for 6 classes, 5 channels and 10 pixels. What is beyond an end is loaded as 0, and "
                "only four of the sixteen threads write.")

    def tile(x, y, what, step, name):
        d.label(x, y - 0.4, name, kind="small")
        for _, _, _, ty, tx, row, column, exists in [s for s in lines if s[:3] == [2, what, step]]:
            d.box(x + tx, y + ty, f"{row},{column}" if exists else "0", kind="plain" if exists else "dim",
                  group=what if exists else None, small=True)

    for step in range(2):
        y = 1.2 + step * 6.4
        d.label(0, y + 2, f"step {step}", kind="bold")
        tile(2.2, y, 0, step, "weights[ty][tx]")
        tile(7.2, y, 1, step, "inputs[ty][tx]")
        d.label(2.2, y + 4.6, "barrier, 4 products for each thread, barrier", kind="soft small")
    d.label(12.2, 0.8, "y: who writes", kind="small")
    for _, ty, tx, row, column, writes in [s for s in lines if s[0] == 3]:
        d.box(12.2 + tx, 1.2 + ty, f"{row},{column}" if writes else "", kind="hot" if writes else "dim", small=True)
    d.label(12.2, 5.8, "the others come", kind="soft small")
    d.label(12.2, 6.3, "to all barriers too", kind="soft small")
    return d.svg()
