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
