#!/usr/bin/env python3
"""Makes the figures of the docs: python3 docs/figures/make.py [--check] [NAME...]

Every module figures_*.py beside this file has functions whose names are those of the figures; each returns an SVG.
What they draw comes from the program itself: GAPLAB names it (default: ./gaplab). With --check nothing is written,
and the exit code is 1 if a figure is not what is stored.
"""
import importlib
import inspect
import pathlib
import sys

here = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(here))
sys.dont_write_bytecode = True


def figures():
    for path in sorted(here.glob("figures_*.py")):
        module = importlib.import_module(path.stem)
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ == path.stem and not name.startswith("_"):
                yield name.replace("_", "-") + ".svg", function


def main(arguments):
    checking = "--check" in arguments
    names = [a for a in arguments if not a.startswith("-")]
    stale = []
    known = set()
    for name, function in figures():
        known.add(name)
        if names and name not in names and name[:-len(".svg")] not in names:
            continue
        made = function()
        stored = here / name
        if checking and (not stored.exists() or stored.read_text(encoding="utf-8") != made):
            stale.append(name)
        if not checking:
            stored.write_text(made, encoding="utf-8")
            print(name)
    if checking and not names:
        stale += [path.name + " (nothing makes it)" for path in sorted(here.glob("*.svg")) if path.name not in known]
    for name in stale:
        print(f"docs/figures/{name} is not what the program's output makes of it: python3 docs/figures/make.py")
    return 1 if stale else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
