"""A terminal session as an SVG: commands, and what they say, in their colours."""
import html
import re

import program

colours = {"31": "#ff7b72", "32": "#7ee787", "33": "#e3b341", "34": "#79c0ff", "35": "#d2a8ff", "36": "#76e3ea",
           "90": "#8b949e"}
width, line_height, size = 8.4, 19, 14


def _spans(line):
    """The line's parts with their SVG attributes, from the escape sequences for colour."""
    attributes, spans = {}, []
    for part in re.split(r"(\x1b\[[0-9;]*m)", line):
        if not part.startswith("\x1b"):
            if part:
                style = "".join(f' {k}="{v}"' for k, v in attributes.items())
                spans.append(f"<tspan{style}>{html.escape(part)}</tspan>")
            continue
        for code in part[2:-1].split(";"):
            if code in ("", "0"):
                attributes = {}
            elif code == "1":
                attributes["font-weight"] = "bold"
            elif code == "2":
                attributes["fill"] = "#8b949e"
            elif code in colours:
                attributes["fill"] = colours[code]
    return "".join(spans)


def picture(title, lines):
    """An SVG of a dark terminal with these lines, which may hold escape sequences for colour."""
    longest = max(len(re.sub(r"\x1b\[[0-9;]*m", "", line)) for line in lines)
    w, h = longest * width + 40, len(lines) * line_height + 56
    text = "\n".join(f'<text x="20" y="{52 + i * line_height}" xml:space="preserve">{_spans(line)}</text>'
                     for i, line in enumerate(lines))
    dots = "".join(f'<circle cx="{22 + 18 * i}" cy="17" r="5.5" fill="{c}"/>'
                   for i, c in enumerate(("#ff5f56", "#ffbd2e", "#27c93f")))
    plain = html.escape("\n".join(re.sub(r"\x1b\[[0-9;]*m", "", line) for line in lines))
    return (f'<svg xmlns="http://www.w3.org/2000/svg" width="{w:g}" height="{h}" viewBox="0 0 {w:g} {h}" role="img">\n'
            f"<title>{html.escape(title)}</title>\n<desc>{plain}</desc>\n"
            f"<style>text{{font:{size}px ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace;"
            "fill:#e6edf3}</style>\n"
            f'<rect width="{w:g}" height="{h}" rx="9" fill="#12161d"/>{dots}\n{text}\n</svg>\n')


def prompt(command):
    return f"\x1b[32m$\x1b[0m \x1b[1m{command}\x1b[0m"
