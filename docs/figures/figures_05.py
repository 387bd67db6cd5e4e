"""Lab 05."""
import program
from draw import Drawing

lab = "05_heads"


def parameters_of_heads():
    rows = program.sim("parameters", lab)
    d = Drawing(20.4, 2.9 + 1.9 * len(rows), "What a head has to learn, flattened and pooled",
                "For each network one bar for Flatten and Linear, and one for GAP and Linear, which is H*W times "
                "shorter.")
    names = ["the thread", "Network in Network", "ResNet-18", "SqueezeNet", "ResNet-50"]
    d.label(0, 0.4, "orange: Flatten, Linear; blue: mean and Linear, or 1x1 convolution and mean", kind="small")
    for i, (name, (channels, height, width, classes, flattened, pooled)) in enumerate(zip(names, rows)):
        y = 1.4 + 1.9 * i
        d.label(0, y, name, kind="bold")
        d.label(0, y + 0.6, f"{height} x {width} x {channels}, {classes} classes", kind="small soft")
        d.box(6.6, y - 0.3, group=0, width=10, height=0.6)
        d.label(16.8, y, f"{flattened:,}")
        d.box(6.6, y + 0.3, group=1, width=10 * pooled / flattened, height=0.6)
        d.label(6.8 + 10 * pooled / flattened, y + 0.6, f"{pooled:,}")
    d.label(0, 1.7 + 1.9 * len(rows), "Each pair has a scale of its own. The bars differ by the number of pixels, H*W.",
            kind="soft small")
    return d.svg()


def squeezenet_head():
    lines = program.sim("squeezenet_small_maps", lab)
    d = Drawing(17.4, 14.2, "Dropout, convolution, ReLU and mean on 2 x 4 pixels",
                "Three channels, of which the mask has dropped elements, make z for two classes. The ReLU lets six and "
                "four pixels pass, and the gradient goes to the same ones.")
    for c in range(3):
        x = c * 4.6
        d.label(x, 0.4, f"x[0][{c}] / 0.25")
        for _, _, h, w, kept, mask, _ in [s for s in lines if s[:2] == [0, c]]:
            d.box(x + w, 0.8 + h, kept if mask else "", kind="plain" if mask else "dim")
    d.label(0, 3.3, "Grey elements are dropped; the others are divided by 1 - p.", kind="soft small")
    for k in range(2):
        y = 4.6 + 4.8 * k
        pixels = [s for s in lines if s[:2] == [1, k]]
        mean, of_z = next(s[2:] for s in lines if s[:2] == [2, k])
        d.label(0, y - 0.4, f"z, class {k}")
        d.label(8.8, y - 0.4, f"dz, class {k}")
        for _, _, h, w, z, dz in pixels:
            d.box(2 * w, y + h, f"{z:g}", kind="plain" if z > 0 else "dim", group=k if z > 0 else None, width=2,
                  small=True)
            d.box(8.8 + 2 * w, y + h, f"{dz:g}" if dz else "0", kind="plain" if dz else "dim",
                  group=k if dz else None, width=2, small=True)
        d.label(0, y + 2.5, f"mean of what passes: {mean:g}", kind="small")
        d.label(0, y + 3.1, f"mean of z itself: {of_z:.4f}", kind="soft small")
        passing = len([s for s in pixels if s[4] > 0])
        d.label(8.8, y + 2.5, f"dy / 8 for {passing} pixels", kind="small")
    d.label(0, 13.7, "All times 64. Coloured pixels pass the ReLU, forward and backward.", kind="soft small")
    return d.svg()


def relu_before_and_behind_the_mean():
    lines = program.sim("relu_in_both_places", lab)
    d = Drawing(20.6, 11.6, "Three maps with ReLU and mean in both orders",
                "Bars for the means of the positive and the negative parts of three maps. ReLU first keeps the "
                "positive bar whole; the mean first takes the negative bar from it.")
    unit = 3  # cells for 1/64
    for c in range(3):
        y = 1 + 3.4 * c
        d.label(0, y - 0.4, f"x[0][{c}]")
        for _, _, h, w, value in [s for s in lines if s[:2] == [0, c]]:
            d.box(w, y + h, value, kind="plain" if value > 0 else "dim", group=c if value > 0 else None)
        positive, negative = next(s[2:] for s in lines if s[:2] == [3, c])
        relu_first, gap_first = next(s[2:] for s in lines if s[:2] == [1, c])
        for row, name, value, kind in ((0, "P", positive, None), (0.7, "Q", negative, "dim"),
                                       (1.4, "mean first", gap_first, "hot")):
            d.label(8, y + row + 0.3, name, "end", "small")
            if value > 0:
                d.box(8.3, y + row, kind=kind or "plain", group=c if kind is None else None, width=value * unit,
                      height=0.6)
            d.label(8.5 + value * unit, y + row + 0.3,
                    f"{value:g}" + (" = ReLU first" if kind is None and value == relu_first else ""), kind="small")
    largest = next(s[1] for s in lines if s[0] == 2)
    d.label(0, 11.1, f"All times 64. P and Q: means of the positive and of the negative parts. Largest difference: "
                     f"{largest:g}.", kind="soft small")
    return d.svg()


def owners_in_a_linear_layer():
    lines = program.sim("owners")
    d = Drawing(18.2, 9.3, "Who adds up what in a linear layer",
                "Forward a block of four threads shares one sum of twelve products. Backward each element of dweight "
                "has one thread, which goes through the images.")
    d.label(0, 0.4, "forward: block 0 makes y(0, 0), a sum of 12 products", kind="bold")
    d.label(0, 1.5, "feature", kind="small")
    for _, _, thread, _, _, i in [s for s in lines if s[:2] == [0, 0]]:
        d.label(3.5 + i, 0.95, i, "middle", "small soft")
        d.box(3 + i, 1.2, thread, group=thread)
    d.label(15.2, 1.7, "then 4 sums", kind="soft small")
    d.label(15.2, 2.2, "become one", kind="soft small")
    d.label(0, 3.6, "backward: each weight has a thread, which adds up 2 products, one for each image", kind="bold")
    for _, block, thread, n, k, i in [s for s in lines if s[0] == 1 and s[3] == 0]:
        d.box(3 + i, 4.4 + k, f"{block}.{thread}", group=block, small=True)
    for k in range(3):
        d.label(0, 4.9 + k, f"dweight[{k}]", kind="small")
    d.label(0, 8.1, "Above, the number is the thread. Below, it is block.thread, and a block has one colour.",
            kind="soft small")
    d.label(0, 8.8, "In both, neighbouring threads have neighbouring features.", kind="soft small")
    return d.svg()
