"""The thread's page: what experiments in docs/experiments/ print."""
import functools
import re
import subprocess

import program
from draw import Drawing

experiments = program.root / "docs/experiments"


@functools.lru_cache(maxsize=None)
def _one_side():
    """The lines that one_side.sh prints."""
    done = subprocess.run([str(experiments / "one_side.sh")], capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f"one_side.sh: exit code {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout.splitlines()


def _percentages(learnt, images, head):
    """Of the training images, of fresh ones, and of the fresh ones mirrored."""
    for line in _one_side():
        match = re.fullmatch(rf"{learnt} +{images} +{head} +\d+ +([\d.]+) +([\d.]+) +([\d.]+)", line)
        if match:
            return [float(text) for text in match.groups()]
    raise SystemExit(f"one_side.sh prints no line of {learnt}, {images}, {head}")


def _bar(d, x, y, length, group, text):
    d.box(x, y, width=length, height=0.55, group=group)
    d.label(x + length + 0.15, y + 0.28, text, kind="small")


def one_side():
    d = Drawing(20.5, 8.1, "Two heads, trained on objects on the left and on both sides",
                "Trained on the left, the head behind flatten names fresh images on the left, and no more than chance of "
                "the same images mirrored. The head behind the mean names both alike.")
    left, unit, bottom = 7.6, 0.11, 6.5
    d.line(left + 25 * unit, 0.1, left + 25 * unit, bottom)
    d.label(left + 25 * unit, bottom + 0.35, "25 %: chance", "middle", "small soft")
    y = 0.3
    for learnt, title in (("classes, on the left", "trained on the left"),
                          ("classes, on both sides", "trained on both sides")):
        d.label(0, y + 0.3, title, kind="bold")
        for head in ("mean", "flatten"):
            _, fresh, mirrored = _percentages(learnt, 200, head)
            d.label(5.2, y + 0.6, head)
            for group, value in ((1, fresh), (0, mirrored)):
                _bar(d, left, y, value * unit, group, f"{value:.1f} %")
                y += 0.6
            y += 0.3
        y += 0.35
    _bar(d, left, bottom + 0.9, 0.55, 1, "objects on the left")
    _bar(d, left + 5.5, bottom + 0.9, 0.55, 0, "the same images, mirrored")
    return d.svg()


def weights_by_column():
    rows = {line.split("  ")[0].strip(): [float(n) for n in re.findall(r"0\.\d+", line)]
            for line in _one_side() if re.search(r"(0\.\d+ +){7}", line)}
    d = Drawing(20.5, 5, "How strong the weights behind flatten are, in each column of the maps",
                "Trained on the left, the weights of columns 0 to 3 are larger than those of columns 4 to 7. Trained on "
                "both sides, both halves have the same strength.")
    for k, (title, where) in enumerate((("trained on the left", "on the left"),
                                        ("trained on both sides", "on both sides"))):
        values = next(v for name, v in rows.items() if name.startswith(where))
        x = k * 10.5
        d.label(x, 0.4, title, kind="bold")
        for column, value in enumerate(values):
            height = value * 120
            d.box(x + column * 1.2, 4.1 - height, width=1, height=height, group=1 if column < 4 else 0)
            d.label(x + column * 1.2 + 0.5, 4.1 - height - 0.3, f"{value:.3f}"[1:], "middle", "small")
            d.label(x + column * 1.2 + 0.5, 4.5, column, "middle", "small soft")
    return d.svg()


def mean_or_avg_pool2d():
    text = (experiments / "mean_or_avg_pool2d.txt").read_text(encoding="utf-8")
    d = Drawing(20.5, 13.5, "How much longer avg_pool2d takes on a CPU than the others",
                "For each of four shapes the times of four forms as multiples of the fastest: avg_pool2d takes five to "
                "seventeen times as long, the other three are alike.")
    y, left = 0.2, 7.6
    for shape, table in re.findall(r"^CPU, (.*?), .*\n((?:  .*\n)+)", text, re.MULTILINE):
        d.label(0, y + 0.25, shape, kind="bold")
        y += 0.65
        for line in table.splitlines():
            form, time, ratio = re.match(r"  (.*?) +([\d.]+) ms .* ([\d.]+) +[\d.]+ GB/s", line).groups()
            d.label(left - 0.2, y + 0.28, form, "end")
            _bar(d, left, y, float(ratio) * 0.4, 6 if form.startswith("avg") else 1, f"{float(time):.3g} ms, {ratio} times the fastest")
            y += 0.62
        y += 0.35
    return d.svg()
