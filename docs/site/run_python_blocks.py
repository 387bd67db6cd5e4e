#!/usr/bin/env python3
"""Runs the ```python blocks of the docs: python3 docs/site/run_python_blocks.py [FILE.md...]

All blocks of a document run in one process of its own, one after another, so that later ones know the names of earlier
ones. Blocks say what they claim by assert. The exit code is 1 if one fails, and 77 where PyTorch is not installed.
"""
import importlib.util
import pathlib
import subprocess
import sys

docs = pathlib.Path(__file__).resolve().parents[1]


def blocks_of(text):
    """Each block, with as many empty lines before it that its line numbers are those of the document."""
    inside, block = False, ""
    for number, line in enumerate(text.splitlines(keepends=True), start=1):
        if line.strip() == "```python" and not inside:
            inside, block = True, "\n" * number
        elif line.strip() == "```" and inside:
            inside = False
            yield block
        elif inside:
            block += line
    if inside:
        raise SystemExit("the last block has no end")


def run(path):
    names = {"__name__": "__main__"}
    for block in blocks_of(path.read_text(encoding="utf-8")):
        exec(compile(block, str(path), "exec"), names)


def main(arguments):
    if arguments[:1] == ["--one"]:
        run(pathlib.Path(arguments[1]))
        return 0
    if importlib.util.find_spec("torch") is None:
        print("PyTorch is not installed")
        return 77
    documents = [pathlib.Path(a).resolve() for a in arguments] or sorted(docs.glob("*.md"))
    failed = 0
    for path in documents:
        count = sum(1 for _ in blocks_of(path.read_text(encoding="utf-8")))
        if count:
            code = subprocess.run([sys.executable, __file__, "--one", str(path)]).returncode
            print(f"{path.name}: {count} block{'s' if count > 1 else ''}{', failed' if code else ''}")
            failed += code != 0
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
