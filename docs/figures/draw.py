"""SVG drawings with light and dark colours, of cells, labels and arrows on a grid of unit squares.

A drawing's unit is one cell; x runs to the right and y down. Colours follow the reader's system, or the switch of the
site, by prefers-color-scheme. Colours of groups are those of Okabe and Ito, which the colour-blind tell apart
(https://jfly.uni-koeln.de/color/).
"""
import html

cell = 36  # pixels
groups = ["#E69F00", "#56B4E9", "#009E73", "#F0E442", "#CC79A7", "#0072B2", "#D55E00", "#999999"]

style = """
text{font:13px ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;fill:#1b1f24}
.small{font-size:11px}.bold{font-weight:bold}.on{fill:#111}.soft{fill:#59636e}
.line{stroke:#59636e;stroke-width:1.2;fill:none}.cell{stroke:#59636e;stroke-width:1}
.plain{fill:#fff}.dim{fill:#e6e9ed}.hot{fill:#ffd9cc;stroke:#c0392b;stroke-width:2}
@media(prefers-color-scheme:dark){
text{fill:#e6edf3}.on{fill:#111}.soft{fill:#9aa4b0}.line{stroke:#9aa4b0}.cell{stroke:#9aa4b0}
.plain{fill:#1e2129}.dim{fill:#343a46}.hot{fill:#5c2b20;stroke:#ff8a70}}
"""


class Drawing:
    """Draws at once; svg() returns the whole. `title` and `words` are what a screen reader says of it."""

    def __init__(self, width, height, title, words):
        self.width, self.height, self.title, self.words = width, height, title, words
        self.parts = []

    def box(self, x, y, text="", kind="plain", group=None, width=1, height=1, small=False):
        """A cell with a text in its middle. With a group it has that group's colour."""
        colour = f' style="fill:{groups[group % len(groups)]}"' if group is not None else ""
        self.parts.append(f'<rect x="{x * cell:g}" y="{y * cell:g}" width="{width * cell:g}" '
                          f'height="{height * cell:g}" class="cell {kind}"{colour}/>')
        if text != "":
            self.label(x + width / 2, y + height / 2, text, "middle",
                       ("small " if small else "") + ("on" if group is not None else ""))

    def label(self, x, y, text, anchor="start", kind=""):
        """A text whose vertical middle is at y; anchor is start, middle or end."""
        self.parts.append(f'<text x="{x * cell:g}" y="{y * cell + 4.5:g}" text-anchor="{anchor}" '
                          f'class="{kind}">{html.escape(str(text))}</text>')

    def line(self, x1, y1, x2, y2, arrow=False):
        end = ' marker-end="url(#head)"' if arrow else ""
        self.parts.append(f'<path d="M{x1 * cell:g} {y1 * cell:g}L{x2 * cell:g} {y2 * cell:g}" class="line"{end}/>')

    def arrow(self, x1, y1, x2, y2):
        self.line(x1, y1, x2, y2, arrow=True)

    def plane(self, x, y, rows, group=None, kind=None, text=str):
        """A matrix of cells. group(i, j, value) and kind(i, j, value) choose the colours."""
        for i, row in enumerate(rows):
            for j, value in enumerate(row):
                self.box(x + j, y + i, text(value), kind(i, j, value) if kind else "plain",
                         group(i, j, value) if group else None)

    def svg(self):
        width, height = self.width * cell, self.height * cell
        return (f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height:g}" '
                f'viewBox="-2 -2 {width + 4:g} {height + 4:g}" role="img">\n'
                f"<title>{html.escape(self.title)}</title>\n<desc>{html.escape(self.words)}</desc>\n"
                f"<style>{style}</style>\n"
                '<defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" '
                'orient="auto"><path d="M0 0L8 4L0 8" class="line"/></marker></defs>\n' + "\n".join(self.parts) +
                "\n</svg>\n")
