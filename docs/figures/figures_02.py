"""Lab 02."""
import program
from draw import Drawing


def two_layouts():
    rows = program.sim("two_layouts", "02_mean_of_view")
    d = Drawing(20.5, 7.4, "The same tensor of 3 channels of 2 x 3 in two memory formats",
                "Contiguous: the six elements of channel 0, then those of channel 1, then of channel 2. channels_last: "
                "three channels of the first pixel, then of the next.")
    for layout, name in enumerate(("contiguous, strides (18, 6, 3, 1)", "channels_last, strides (18, 1, 9, 3)")):
        y = 0.4 + layout * 3.4
        d.label(0, y, name, kind="bold")
        d.label(0, y + 1.9, "memory")
        for _, c, h, w, offset in (row for row in rows if row[0] == layout):
            d.label(2.5 + offset, y + 0.9, offset, "middle", "small soft")
            d.box(2 + offset, y + 1.3, f"{h},{w}", group=c, small=True)
    for c in range(3):
        d.box(2 + c * 4, 6.6, group=c, width=0.6, height=0.6)
        d.label(2.8 + c * 4, 6.9, f"channel {c}", kind="small")
    d.label(14.5, 6.9, "in a cell: row, column", kind="soft small")
    return d.svg()


def shuffles_of_a_warp():
    rows = program.sim("shuffles")
    d = Drawing(20.5, 8.9, "A warp adds up 32 numbers in five shuffles",
                "After the shuffle over a distance of 16 the first 16 lanes hold sums of two, then 8 lanes sums of "
                "four, 4 of eight, 2 of sixteen, and lane 0 the sum of all 32.")
    d.label(0, 0.4, "lane", kind="small soft")
    for lane in range(0, 32, 4):
        d.label(3.9 + lane * 0.5, 0.4, lane, "middle", "small soft")
    for number, distance in enumerate((32, 16, 8, 4, 2, 1)):
        y = 0.8 + number * 1.3
        d.label(0, y + 0.4, "each has 1" if distance == 32 else f"distance {distance}", kind="small")
        for _, lane, held in (row for row in rows if row[0] == distance):
            counts = lane < distance
            d.box(3.65 + lane * 0.5, y, held, "plain" if counts else "dim", group=1 if counts else None, width=0.5,
                  height=0.8, small=True)
            if counts and distance < 32 and (lane == 0 or lane == distance - 1):
                d.line(3.9 + (lane + distance) * 0.5, y - 0.5, 3.9 + lane * 0.5, y)
    d.label(0, 8.5, "a blue number says of how many lanes it is the sum; grey lanes no longer count", kind="soft small")
    return d.svg()


def tile_of_channels():
    rows = program.sim("tile_of_channels")
    d = Drawing(19.5, 8.8, "Blocks of 4 x 3 threads on 10 channels and 6 pixels in channels_last",
                "threadIdx.x goes along the channels, threadIdx.y down the pixels. The third block has two threads in "
                "each row that find no channel.")
    for block in range(3):
        d.label(3.2 + block * 5.4, 0.4, f"block {block}", kind="bold")
    for pixel in range(6):
        d.label(0, 2 + pixel, f"pixel {pixel}", kind="small")
    for block, tx, ty, pixel, c, exists in rows:
        x = 3.2 + c + block * 1.4
        if pixel == 0:
            d.label(x + 0.5, 1.1, c if exists else "none", "middle", "small soft")
        d.box(x, 1.5 + pixel, f"{tx},{ty}", "plain" if exists else "dim", group=ty if exists else None, small=True)
    d.label(0, 1.1, "channel", kind="small soft")
    d.label(0, 8.2, "in a cell: threadIdx.x, threadIdx.y. One colour is one row of the block, side by side in memory",
            kind="soft small")
    return d.svg()
