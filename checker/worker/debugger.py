"""For gdb: the views of gaplab/lab.hpp in a short form, and $at(x, n, c, h, w), which is x(n, c, h, w).

A view is whatever has a pointer `data` and sizes named by one capital letter. Its elements are dense, the last index
running fastest, unless it has members stride_n, stride_c ...
"""
import gdb


def sizes_of(view):
    """The letters of the dimensions, in order, and their sizes; None if it is no view."""
    kind = view.type.strip_typedefs()
    if kind.code == gdb.TYPE_CODE_REF:
        return sizes_of(view.referenced_value())
    if kind.code != gdb.TYPE_CODE_STRUCT:
        return None
    members = [field.name for field in kind.fields() if field.name and hasattr(field, "bitpos")]
    sizes = {name: int(view[name]) for name in members if len(name) == 1 and name.isupper()}
    return sizes if "data" in members and sizes else None


def strides_of(view, sizes):
    """The distance of neighbours in each dimension, in elements, and whether all elements lie side by side."""
    members = [field.name for field in view.type.strip_typedefs().fields()]
    if "stride_" + list(sizes)[0].lower() in members:
        return [int(view["stride_" + letter.lower()]) for letter in sizes], False
    strides = []
    distance = 1
    for size in reversed(list(sizes.values())):
        strides.insert(0, distance)
        distance *= size
    return strides, True


class At(gdb.Function):
    """$at(x, n, c, h, w): one element of a view. With fewer indices all that is left: $at(x, n, c) is a map."""

    def __init__(self):
        super().__init__("at")

    def invoke(self, view, *indices):
        sizes = sizes_of(view)
        if sizes is None:
            raise gdb.GdbError("$at(x, ...): x must be a view, such as nchw")
        if view.type.strip_typedefs().code == gdb.TYPE_CODE_REF:
            view = view.referenced_value()
        indices = [int(i) for i in indices]
        if len(indices) > len(sizes):
            raise gdb.GdbError(f"{len(indices)} indices, but only the dimensions {', '.join(sizes)}")
        for (letter, size), i in zip(sizes.items(), indices):
            if not 0 <= i < size:
                raise gdb.GdbError(f"{letter.lower()} = {i} is outside of the tensor: {letter} is {size}")
        strides, dense = strides_of(view, sizes)
        first = view["data"] + sum(i * stride for i, stride in zip(indices, strides))
        left = list(sizes.values())[len(indices):]
        if not left:
            return first.dereference()
        if not dense:
            raise gdb.GdbError(f"its elements do not lie side by side: give all of {', '.join(sizes).lower()}")
        kind = view["data"].type.target()
        for size in reversed(left):
            kind = kind.array(size - 1)
        return first.cast(kind.pointer()).dereference()


class ViewPrinter:
    """(1, 2, 4, 5) at 0x7ffff7fc1000"""

    def __init__(self, view, sizes):
        self.view = view
        self.sizes = sizes

    def to_string(self):
        sizes = ", ".join(str(size) for size in self.sizes.values())
        return f"({sizes}) at {self.view['data'].format_string(symbols=False)}"


def find_printer(value):
    kind = value.type.strip_typedefs()
    if kind.code != gdb.TYPE_CODE_STRUCT:
        return None
    sizes = sizes_of(value)
    return ViewPrinter(value, sizes) if sizes else None


At()
gdb.pretty_printers.append(find_printer)
