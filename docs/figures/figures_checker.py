"""How the checker decides."""
import json

import program
from draw import Drawing


def margins():
    """The largest error of each reference solution, as a part of what is allowed."""
    found = json.loads(program.run(["check", "--solutions", "--all", "--device", "sim", "--json"]))["steps"]
    steps = [(s["address"], s["worst_ratio"]) for s in found if s["worst_ratio"]]
    half = (len(steps) + 1) // 2
    height = 0.55
    d = Drawing(21, half * height + 1.6, "Largest error of each reference solution, as a part of what is allowed",
                "; ".join(f"{address} {ratio:.2f}" for address, ratio in steps))
    for column in (0, 1):
        left = 0.4 + column * 10.6
        for i, (address, ratio) in enumerate(steps[column * half:(column + 1) * half]):
            y = 0.3 + i * height
            d.label(left + 5.2, y, address, "end", "small")
            d.box(left + 5.4, y - 0.2, width=4 * ratio, height=0.4, group=1)
            d.label(left + 5.5 + 4 * ratio, y, f"{ratio:.2g}", kind="small soft")
        d.line(left + 5.4, 0, left + 5.4, half * height + 0.1)
        d.line(left + 9.4, 0, left + 9.4, half * height + 0.1)
        d.label(left + 5.4, half * height + 0.5, "0", "middle", "small")
        d.label(left + 9.6, half * height + 0.5, "1: the limit", "end", "small")
    d.label(0, half * height + 1.2, "Steps whose results are exact are not shown.", kind="small soft")
    return d.svg()
