#!/usr/bin/env python3
"""Makes the fixtures: datasets/<lab>.toml (the cases) -> datasets/<lab>.h5 (inputs, and what PyTorch answers).

    python3 datasets/generate.py                            every lab
    python3 datasets/generate.py 01_avg_pool                one lab
    python3 datasets/generate.py --seed 7 --out /tmp/mine   other data, elsewhere

PyTorch computes in float64, with autograd for the gradients. The same cases, seed and PyTorch make the same bytes.
schema.md describes both files. A new lab needs its cases and one function per operation in OPERATIONS below.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import os
import re
import sys
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PACKAGES = "install python3-torch python3-h5py (Debian, Ubuntu), or: pip install torch h5py"
try:
    import h5py
    import numpy as np
    import torch
    import torch.nn.functional as F
except ImportError as error:
    sys.exit(f"generate.py: {error.name} is missing; {PACKAGES}")

FORMAT, VERSION = "gaplab-fixture", 1
DEFAULT_SEED = 13124400  # arXiv 1312.4400: Network in Network
USER_BLOCK_BYTES = 512
CONTIGUOUS_BELOW = 1024  # elements; a smaller dataset would not gain from compression
LARGEST_CHUNK = 2**18  # elements

Tensors = dict[str, np.ndarray]


class BadCases(Exception):
    """The cases file asks for something impossible; the text says which case, and what."""


@dataclass(frozen=True)
class Case:
    lab: str
    operation: str
    name: str
    data: str
    parameters: dict[str, Any]
    input_shapes: dict[str, list[int]]


@dataclass
class Answer:
    """One case's inputs with PyTorch's answer: either expected tensors, or the message with which it refuses."""

    inputs: Tensors = field(default_factory=dict)
    expected: Tensors = field(default_factory=dict)
    refused: str | None = None


# ---------------------------------------------------------------------------------------------- the data


class Stream:
    """One case's numbers: multiples of 1/64, drawn from a hash of the case's address.

    Each tensor has a stream of its own, so that a new case changes no other. SHAKE-256 is the same in every version
    of every library, which NumPy does not promise of its generators.
    """

    def __init__(self, seed: int, case: Case) -> None:
        self._address = f"{seed}/{case.lab}/{case.operation}/{case.name}"
        self._exact = case.data == "exact"

    def draw(self, tensor: str, shape: list[int]) -> np.ndarray:
        name = f"{self._address}/{tensor}".encode("ascii")
        one_byte_each = hashlib.shake_256(name).digest(int(np.prod(shape)))
        bits = np.frombuffer(one_byte_each, dtype=np.uint8).astype(np.int64)
        # Exact: 1..8, so that every sum is exact in fp32 and no element is small beside the mean.
        # Random: -64..191, whose mean is far enough from 0 that a wrong divisor shows.
        k = bits % 8 + 1 if self._exact else bits - 64
        return (k / 64).astype("<f4").reshape(shape)


# ---------------------------------------------------------------------------------------- the operations


def forward_and_backward(case: Case, stream: Stream, operation: Callable[[torch.Tensor], torch.Tensor]) -> Answer:
    """y = operation(x), and dx from a random dy of y's shape."""
    x = stream.draw("x", case.input_shapes["x"])
    x64 = torch.from_numpy(x.astype(np.float64)).requires_grad_()
    y64 = operation(x64)
    dy = stream.draw("dy", list(y64.shape))
    (dx64,) = torch.autograd.grad(y64, x64, torch.from_numpy(dy.astype(np.float64)))
    return Answer({"x": x, "dy": dy}, {"y": y64.detach().numpy(), "dx": dx64.numpy()})


def global_avg_pool2d(case: Case, stream: Stream) -> Answer:
    return forward_and_backward(case, stream, lambda x: F.avg_pool2d(x, x.size()[2:]))


def avg_pool_output_size(case: Case, _stream: Stream) -> Answer:
    p = case.parameters
    square = torch.zeros(1, 1, p["size"], p["size"], dtype=torch.float64)
    try:
        y = F.avg_pool2d(square, p["kernel_size"], p["stride"], p["padding"], bool(p["ceil_mode"]))
    except RuntimeError as refusal:
        return Answer(refused=one_line(refusal))
    return Answer(expected={"output_size": np.array([y.shape[-1]], dtype=np.float64)})


def windowed(pool: Callable[..., torch.Tensor]) -> Callable[[Case, Stream], Answer]:
    """avg_pool2d and avg_pool3d take the same parameters."""

    def operation(case: Case, stream: Stream) -> Answer:
        p = case.parameters
        options = {
            "kernel_size": p["kernel_size"],
            "stride": p["stride"],
            "padding": p["padding"],
            "ceil_mode": bool(p["ceil_mode"]),
            "count_include_pad": bool(p["count_include_pad"]),
            "divisor_override": p["divisor_override"] or None,
        }
        return forward_and_backward(case, stream, lambda x: pool(x, **options))

    return operation


def view_as_maps(case: Case, _stream: Stream) -> Answer:
    p = case.parameters
    x = torch.empty_strided(p["size"], p["stride"], dtype=torch.float64, device="meta")  # only its strides matter
    try:
        view = x.view(x.size(0), x.size(1), -1)
    except RuntimeError as refusal:
        return Answer(refused=one_line(refusal))
    return Answer(expected={"view_stride": np.array(view.stride(), dtype=np.float64)})


MEAN_FORMS: list[Callable[[torch.Tensor], torch.Tensor]] = [  # as mean_form in mean_of_view.hpp
    lambda x: x.mean((2, 3)),
    lambda x: x.mean((2, 3), keepdim=True),
    lambda x: x.mean((2, 3), keepdim=True).squeeze(),
    lambda x: x.mean((2, 3), keepdim=True).squeeze(-1).squeeze(-1),
    lambda x: x.mean((2, 3), keepdim=True).flatten(1),
]


def mean_shape(case: Case, _stream: Stream) -> Answer:
    p = case.parameters
    y = MEAN_FORMS[p["form"]](torch.zeros(p["size"], dtype=torch.float64))
    unused = [0] * (4 - y.dim())
    return Answer(expected={"shape": np.array([y.dim(), *y.shape, *unused], dtype=np.float64)})


def mean_of_view(x: torch.Tensor) -> torch.Tensor:
    """Of an x that can be viewed: view() raises an error where reshape() would copy."""
    return torch.mean(x.view(x.size(0), x.size(1), -1), dim=2)


def mean_of_contiguous(case: Case, stream: Stream) -> Answer:
    return forward_and_backward(case, stream, mean_of_view)


def mean_of_channels_last(case: Case, stream: Stream) -> Answer:
    """x and dx are (N, H, W, C) in the fixture, which is how channels_last keeps an (N, C, H, W) in memory."""
    return forward_and_backward(case, stream, lambda x: mean_of_view(x.permute(0, 3, 1, 2)))


OPERATIONS: dict[tuple[str, str], Callable[[Case, Stream], Answer]] = {
    ("01_avg_pool", "global"): global_avg_pool2d,
    ("01_avg_pool", "output_size"): avg_pool_output_size,
    ("01_avg_pool", "window"): windowed(F.avg_pool2d),
    ("01_avg_pool", "3d"): windowed(F.avg_pool3d),
    ("02_mean_of_view", "view"): view_as_maps,
    ("02_mean_of_view", "shape"): mean_shape,
    ("02_mean_of_view", "contiguous"): mean_of_contiguous,
    ("02_mean_of_view", "channels_last"): mean_of_channels_last,
}


def one_line(error: BaseException) -> str:
    """The message alone: PyTorch may append lines with a trace."""
    return (str(error).splitlines() or [type(error).__name__])[0]


def answer(case: Case, seed: int) -> Answer:
    where = f"{case.operation}/{case.name}"
    operation = OPERATIONS.get((case.lab, case.operation))
    if operation is None:
        raise BadCases(f"{where}: generate.py has no function for this operation of {case.lab}")
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
    unknown = set(table) - {"operation", "name", "data", "inputs", "parameters"}
    if unknown:
        raise BadCases(f"{where}: unknown key {sorted(unknown)[0]}")
    data = table.get("data", "exact")
    if data not in ("random", "exact"):
        raise BadCases(f'{where}: data must be "random" or "exact"')
    return Case(lab, operation, name, data, table.get("parameters", {}), table.get("inputs", {}))


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
    answers = [(case, answer(case, seed)) for case in cases]
    attributes = {
        "format": FORMAT,
        "version": VERSION,
        "lab": cases_path.stem,
        "generator": "datasets/generate.py",
        "generator_sha256": hashlib.sha256(Path(__file__).read_bytes() + cases_path.read_bytes()).hexdigest(),
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
