"""Lab 01."""
import program
from draw import Drawing


def block_for_a_map():
    owner = {element: thread for thread, element in program.sim("block_of_8")}
    d = Drawing(20.5, 3.4, "A block of 8 threads reads a map of 20 elements",
                "Thread t reads the elements t, t + 8, t + 16: in each round neighbours read neighbours.")
    d.label(0, 0.4, "element")
    d.label(0, 2.9, "the number in a cell is the thread that reads the element", kind="soft small")
    for i in range(20):
        d.label(i + 0.5, 1, i, "middle", "small soft")
        d.box(i, 1.3, owner[i], group=owner[i])
    return d.svg()


def grid_of_threads():
    rows = program.sim("grid_of_threads")
    d = Drawing(20.4, 8.4, "The threads of a launch of 3 blocks of 64 threads, for 150 elements",
                "Each block has two warps of 32 threads. The last 42 threads of the last block have no element.")
    d.label(0, 0.4, "kernel<<<3, 64>>>(...): a grid of 3 blocks of 64 threads, for 150 elements", kind="bold")
    for block in sorted({row[0] for row in rows}):
        x = block * 6.9
        mine = [row for row in rows if row[0] == block]
        d.box(x, 1.1, width=6.5, height=6.2, kind="plain")
        d.label(x + 0.25, 1.6, f"block {block}", kind="bold")
        for warp in sorted({row[2] for row in mine}):
            lanes = [row for row in mine if row[2] == warp]
            y = 2.1 + warp * 2.6
            d.label(x + 0.25, y + 0.1, f"warp {warp}: threads {lanes[0][1]} to {lanes[-1][1]}", kind="small")
            for k, (_, _, _, element, exists) in enumerate(lanes):
                at_x, at_y = x + 0.25 + k % 8 * 0.75, y + 0.4 + k // 8 * 0.5
                d.box(at_x, at_y, element, "plain" if exists else "dim", group=block if exists else None,
                      width=0.75, height=0.5, small=True)
    d.label(0, 7.9, "the number is the element: blockIdx.x * blockDim.x + threadIdx.x; grey threads have none",
            kind="soft small")
    return d.svg()


def tree_in_shared_memory():
    d = Drawing(20, 8.6, "Eight partial sums become one in three rounds",
                "In each round the first half of the threads that are left add the sum of a partner; between two "
                "rounds all eight threads come to the barrier. Element 0 ends with 96.")
    labels = ["each has read", "0 to 3 add", "0 and 1 add", "0 adds"]
    d.label(0, 0.4, "threads", kind="small soft")
    for t in range(8):
        d.label(4.6 + t * 1.3, 0.4, f"s[{t}]", "middle", "small soft")
    for number, *sums in program.sim("tree_of_8"):
        y, half = 0.8 + number * 2.2, 8 >> number
        d.label(0, y + 0.5, labels[number])
        for t, value in enumerate(sums):
            x = 4 + t * 1.3
            if number > 0 and t < half:
                d.line(x + 0.6, y - 1.2, x + 0.6, y)
                d.line(x + 0.6 + half * 1.3, y - 1.2, x + 0.8, y)
            d.box(x, y, value, "plain" if t < half else "dim", group=t if t < half else None, width=1.2)
        if half > 1:
            d.line(0, y + 1.6, 14.4, y + 1.6)
            d.label(14.6, y + 1.6, "__syncthreads()", kind="small")
        else:
            d.label(14.6, y + 0.5, f"y = {sums[0]} / 20", kind="small")
    return d.svg()


def scatter_and_gather():
    rows = program.sim("windows_over_elements", "01_avg_pool")
    windows = [row[1:] for row in rows if row[0] == 0]
    elements = [row[1:] for row in rows if row[0] == 1]
    d = Drawing(19.5, 6.6, "The same gradient as a scatter and as a gather",
                "Left a thread for each of three windows writes to all elements of its window: elements 1 and 3 get "
                "two writes. Right a thread for each of six elements reads the windows that cover it, and writes once.")
    for x0, name, who in ((0, "scatter: a thread for each window", "dy"),
                          (10.5, "gather: a thread for each element", "dx")):
        d.label(x0, 0.5, name, kind="bold")
        d.label(x0, 1.7, "dy", kind="soft")
        d.label(x0, 5.0, "dx", kind="soft")
        for window, _, _ in windows:
            d.box(x0 + 2 + window * 2, 1.2, window, group=window if who == "dy" else None)
        for element, first, last in elements:
            twice = who == "dy" and last - first > 1
            d.box(x0 + 1 + element * 1.3, 4.5, element, "hot" if twice else "plain",
                  group=element if who == "dx" else None)
            for window in range(first, last):
                d.arrow(x0 + 2.5 + window * 2, 2.2, x0 + 1.5 + element * 1.3, 4.5)
    d.label(0, 6.1, "framed: two threads add to one element", kind="soft small")
    d.label(10.5, 6.1, "each element has one thread that writes it", kind="soft small")
    return d.svg()
