#!/usr/bin/env python3
"""Makes the fixtures: datasets/<lab>.toml (the cases) -> datasets/<lab>.h5 (inputs, and what PyTorch answers).

    python3 datasets/generate.py                            every lab
    python3 datasets/generate.py 01_avg_pool                one lab
    python3 datasets/generate.py --seed 7 --out /tmp/mine   other data, elsewhere

PyTorch computes in float64, with autograd for the gradients. The same cases, seed and PyTorch make the same bytes.
schema.md describes both files. datasets/<lab>.py answers a lab's cases: one function for each operation.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import importlib.util
import os
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PACKAGES = "install python3-torch python3-h5py (Debian, Ubuntu), or: pip install torch h5py"
try:
    import h5py
    import numpy as np
    import torch
except ImportError as error:
    sys.exit(f"generate.py: {error.name} is missing; {PACKAGES}")

sys.dont_write_bytecode = True  # datasets/ holds fixtures and what makes them, nothing else
from operation import DRAWS, Answer, Case, Operation, Stream, Tensors, one_line  # noqa: E402

FORMAT, VERSION = "gaplab-fixture", 1
DEFAULT_SEED = 13124400  # arXiv 1312.4400: Network in Network
USER_BLOCK_BYTES = 512
CONTIGUOUS_BELOW = 1024  # elements; a smaller dataset would not gain from compression
LARGEST_CHUNK = 2**18  # elements


class BadCases(Exception):
    """The cases file asks for something impossible; the text says which case, and what."""


# ------------------------------------------------------------------------------------------- the answers


def operations_of(lab: Path) -> dict[str, Operation]:
    """OPERATIONS of a lab's file, whose name begins with a digit and can't be imported by name."""
    if not lab.is_file():
        raise BadCases(f"{lab.name} is missing beside it: what PyTorch answers for each operation")
    spec = importlib.util.spec_from_file_location(f"lab_{lab.stem}", lab)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.OPERATIONS


def answer(case: Case, operations: dict[str, Operation], seed: int) -> Answer:
    where = f"{case.operation}/{case.name}"
    operation = operations.get(case.operation)
    if operation is None:
        raise BadCases(f"{where}: {case.lab}.py has no function for this operation in OPERATIONS")
    try:
        return operation(case, Stream(seed, case))
    except KeyError as missing:
        raise BadCases(f"{where}: {missing} is missing") from missing
    except (RuntimeError, TypeError, ValueError) as refusal:
        raise BadCases(f"{where}: PyTorch refuses it: {one_line(refusal)}") from refusal


# ------------------------------------------------------------------------------------------ reading cases


def read_cases(path: Path) -> list[Case]:
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8")).get("case", [])
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadCases(f"not TOML: {error}") from error
    cases = [case_of(path.stem, table) for table in tables]
    if not cases:
        raise BadCases("holds no [[case]]")
    addresses = [(case.operation, case.name) for case in cases]
    for address in addresses:
        if addresses.count(address) > 1:
            raise BadCases(f"{'/'.join(address)} occurs twice")
    return cases


def case_of(lab: str, table: dict[str, Any]) -> Case:
    operation, name = str(table.get("operation", "?")), str(table.get("name", "?"))
    where = f"{operation}/{name}"
    if not all(re.fullmatch("[a-z0-9_]+", part) for part in (operation, name)):
        raise BadCases(f"{where}: operation and name must be lower-case snake words")
    unknown = set(table) - {"operation", "name", "data", "inputs", "draws", "parameters"}
    if unknown:
        raise BadCases(f"{where}: unknown key {sorted(unknown)[0]}")
    data = table.get("data", "exact")
    if data not in ("random", "exact"):
        raise BadCases(f'{where}: data must be "random" or "exact"')
    draws = table.get("draws", {})
    for tensor, draw in draws.items():
        if draw not in DRAWS:
            raise BadCases(f"{where}: {tensor} cannot be drawn as {draw!r}; there are {', '.join(DRAWS)}")
    return Case(lab, operation, name, data, table.get("parameters", {}), table.get("inputs", {}), draws)


# ---------------------------------------------------------------------------------------- writing fixtures


def write_fixture(path: Path, attributes: dict[str, Any], answers: list[tuple[Case, Answer]]) -> None:
    """Writes beside the path and renames, so that nobody ever reads half a fixture."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with create_file(unfinished) as file:
            set_attributes(file, attributes)
            for case, case_answer in answers:
                write_case(file, case, case_answer)
        seal(unfinished)
        os.replace(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)


def in_order_without_times(properties: Any) -> Any:
    """Links keep the order of the cases file; a time of creation would make equal fixtures differ."""
    properties.set_link_creation_order(h5py.h5p.CRT_ORDER_TRACKED | h5py.h5p.CRT_ORDER_INDEXED)
    properties.set_obj_track_times(False)
    return properties


@contextlib.contextmanager
def create_file(path: Path) -> Iterator[h5py.File]:
    properties = in_order_without_times(h5py.h5p.create(h5py.h5p.FILE_CREATE))
    properties.set_userblock(USER_BLOCK_BYTES)
    with h5py.File(h5py.h5f.create(os.fsencode(path), h5py.h5f.ACC_TRUNC, fcpl=properties)) as file:
        yield file


def create_group(parent: h5py.Group, name: str) -> h5py.Group:
    properties = in_order_without_times(h5py.h5p.create(h5py.h5p.GROUP_CREATE))
    return h5py.Group(h5py.h5g.create(parent.id, name.encode("ascii"), gcpl=properties))


def set_attributes(target: h5py.Group, attributes: dict[str, Any]) -> None:
    """Fixed-length ASCII strings, and 64-bit integers as scalars or lists."""
    for name, value in attributes.items():
        is_text = isinstance(value, str)
        target.attrs[name] = np.bytes_(value.encode("ascii", "replace")) if is_text else np.asarray(value, "<i8")


def write_case(file: h5py.File, case: Case, case_answer: Answer) -> None:
    operation = file[case.operation] if case.operation in file else create_group(file, case.operation)
    group = create_group(operation, case.name)
    set_attributes(group, {"data": case.data})
    if case_answer.refused is not None:
        set_attributes(group, {"refused": case_answer.refused})
    set_attributes(create_group(group, "parameters"), case.parameters)
    write_tensors(create_group(group, "inputs"), case_answer.inputs, "<f4")
    write_tensors(create_group(group, "expected"), case_answer.expected, "<f8")


def write_tensors(group: h5py.Group, tensors: Tensors, dtype: str) -> None:
    for name, values in tensors.items():
        storage: dict[str, Any] = {}
        if values.size >= CONTIGUOUS_BELOW:
            storage = {
                "chunks": chunk_shape(values.shape),
                "shuffle": True,
                "compression": "gzip",
                "compression_opts": 9,
            }
        group.create_dataset(name, data=values.astype(dtype), track_times=False, **storage)


def chunk_shape(shape: tuple[int, ...]) -> tuple[int, ...]:
    """Whole trailing dimensions as long as they fit: a chunk is one run of the tensor's elements."""
    chunk = [1] * len(shape)
    room = LARGEST_CHUNK
    for axis in reversed(range(len(shape))):
        chunk[axis] = min(shape[axis], room)
        room //= chunk[axis]
    return tuple(chunk)


def seal(path: Path) -> None:
    """Writes the digest of all that follows the user block into the user block."""
    with path.open("r+b") as file:
        file.seek(USER_BLOCK_BYTES)
        digest = hashlib.sha256(file.read()).hexdigest()
        file.seek(0)
        file.write(f"gaplab fixture 1\nsha256 {digest}\n".encode("ascii").ljust(USER_BLOCK_BYTES, b"\0"))


# --------------------------------------------------------------------------------------------- the command


def generate(cases_path: Path, out: Path, seed: int) -> Path:
    cases = read_cases(cases_path)
    lab = cases_path.with_suffix(".py")
    operations = operations_of(lab)
    answers = [(case, answer(case, operations, seed)) for case in cases]
    here = Path(__file__).resolve().parent
    sources = [here / "generate.py", here / "operation.py", lab, cases_path]
    attributes = {
        "format": FORMAT,
        "version": VERSION,
        "lab": cases_path.stem,
        "generator": "datasets/generate.py",
        "generator_sha256": hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest(),
        "pytorch_version": str(torch.__version__),
        "seed": seed,
    }
    fixture = out / f"{cases_path.stem}.h5"
    write_fixture(fixture, attributes, answers)
    return fixture


def failed(why: str) -> int:
    print(f"generate.py: {why}", file=sys.stderr)
    return 1


def main() -> int:
    here = Path(__file__).resolve().parent
    parser = argparse.ArgumentParser(description="Makes datasets/<lab>.h5 from datasets/<lab>.toml with PyTorch.")
    parser.add_argument("labs", nargs="*", metavar="LAB", help="for example 01_avg_pool; all when none is named")
    parser.add_argument("--seed", type=int, default=DEFAULT_SEED, help="of the data (default: %(default)s)")
    parser.add_argument("--out", type=Path, default=here, metavar="DIR", help="where the .h5 files go")
    options = parser.parse_args()
    if not 0 <= options.seed < 2**63:
        parser.error("--seed must be at least 0 and below 2^63")

    torch.set_num_threads(1)  # one order of summation, whatever the machine
    labs = options.labs or sorted(path.stem for path in here.glob("*.toml"))
    for lab in labs:
        cases_path = here / f"{lab}.toml"
        try:
            options.out.mkdir(parents=True, exist_ok=True)
            fixture = generate(cases_path, options.out, options.seed)
        except BadCases as error:
            return failed(f"{cases_path}: {error}")
        except OSError as error:
            return failed(f"{error.filename or cases_path}: {error.strerror or error}")
        print(f"{fixture}: {fixture.stat().st_size / 1024:.0f} KiB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
