"""Lab 03."""
import program
from draw import Drawing

lab = "03_adaptive_pool"


def bins_and_parts():
    rows = program.sim("bins", lab)
    d = Drawing(19, 6.9, "7 elements in 3 bins, and 3 elements in 5 bins",
                "Short lines cut the elements into equal parts. Below lies each bin, from the first element that its "
                "part touches to the last.")
    for x0, size, bins, scale in ((0, 7, 3, 1.2), (10.6, 3, 5, 2.8)):
        d.label(x0, 0.4, f"{size} elements in {bins} bins", kind="bold")
        for i in range(size):
            d.box(x0 + i * scale, 1, i, width=scale)
        for cut in range(bins + 1):
            at = x0 + cut * size / bins * scale
            d.line(at, 0.7, at, 1)
            d.line(at, 2, at, 2.4)
        for _, _, index, begin, end in (row for row in rows if row[:2] == [size, bins]):
            d.box(x0 + begin * scale, 2.6 + index * 0.8, f"{index}: [{begin}, {end})", group=index,
                  width=(end - begin) * scale, height=0.7, small=True)
    d.label(0, 5.6, "lines cut into equal parts; a bin holds", kind="soft small")
    d.label(0, 6.1, "all that its part touches, whole", kind="soft small")
    return d.svg()


def bins_as_a_matrix():
    rows = [row for row in program.sim("bins", lab) if row[:2] == [5, 3]]
    d = Drawing(15, 5.6, "5 elements in 3 bins as a matrix",
                "Three rows, one for each bin, and five columns, one for each element. Elements 1 and 3 have entries "
                "in two rows.")
    d.label(4, 0.4, "element", kind="soft small")
    for i in range(5):
        d.label(4.5 + i, 1, i, "middle", "small soft")
    for _, _, index, begin, end in rows:
        d.label(2.2, 1.8 + index, f"bin {index}", kind="small")
        for i in range(5):
            held = begin <= i < end
            d.box(4 + i, 1.3 + index, f"1/{end - begin}" if held else "", "plain", group=index if held else None,
                  small=True)
    d.label(9.6, 1.8, "along a row:", kind="small")
    d.label(9.6, 2.4, "a thread of y reads", kind="small")
    d.label(4, 5.1, "down a column: a thread of dx reads", kind="small")
    for i in range(5):
        count = sum(1 for row in rows if row[3] <= i < row[4])
        d.label(4.5 + i, 4.6, count, "middle", "small soft")
    d.label(0, 4.6, "bins over it", kind="soft small")
    return d.svg()


def four_by_five_in_bins():
    rows = program.sim("four_by_five_in_bins", lab)
    elements = [row[1:] for row in rows if row[0] == 0]
    bins = [row[1:] for row in rows if row[0] == 1]
    d = Drawing(19, 11, "The case four_by_five, channel 0, with output size (2, 3)",
                "Forward from x of 4 by 5 to y of 2 by 3, backward from dy to dx. Columns 1 and 3 of x are in two bins "
                "for each row, the others in one.")
    d.label(0, 0.4, "x", kind="bold")
    d.label(12.2, 0.4, "y, the means", kind="bold")
    d.label(0, 5.9, "dx", kind="bold")
    d.label(12.2, 5.9, "dy", kind="bold")
    for h, w, count, x, dx in elements:
        d.box(w * 1.6, 0.9 + h, f"{x:g}", group=count - 1, width=1.6)
        d.box(w * 1.6, 6.4 + h, f"{dx:.2f}", group=count - 1, width=1.6)
    for h, w, y, dy in bins:
        d.box(12.2 + w * 2, 1.4 + h * 1.5, f"{y:.2f}", width=2, height=1.5)
        d.box(12.2 + w * 2, 6.9 + h * 1.5, f"{dy:g}", width=2, height=1.5)
    d.arrow(8.6, 2.9, 11.6, 2.9)
    d.arrow(11.6, 8.4, 8.6, 8.4)
    for count in (1, 2):
        d.box((count - 1) * 5, 10.6, group=count - 1, width=0.5, height=0.4)
        d.label((count - 1) * 5 + 0.7, 10.8, f"in {count} bin" + "s" * (count > 1), kind="small")
    return d.svg()
