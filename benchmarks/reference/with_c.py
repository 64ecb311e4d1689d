"""The reference model in C: writes the header, compiles `twin.c`, and gives its `run_batch` the engine's shape.

Contraction of products and sums is off, because it would round otherwise than the engine does and the histories could
not be compared one by one; everything else that gcc does at -O3 for this machine is on.
"""

from __future__ import annotations

import ctypes
import shutil
import subprocess
import tempfile
from pathlib import Path

import kernel
import tables

from gunboat.world import events, state
from gunboat.world.declaration import Declared

FLAGS = ("-O3", "-march=native", "-ffp-contract=off", "-fno-math-errno", "-shared", "-fPIC")
C_TYPES = {"i8": "int64_t", "f8": "double", "u8": "uint64_t"}
FROM_ENGINE = ("N_GROUP", "N_GROUPS", "N_ROWS", "N_SLOTS", "NEVER", "SLOT_BITS")


def compiler() -> str | None:
    """Path of gcc, None if there is none."""
    return shutil.which("gcc")


def header() -> str:
    """The law's numbers and sizes as macros, and the declared records as structures."""
    numbers = {k: v for k, v in vars(tables).items() if k.isupper() and isinstance(v, int | float)}
    numbers |= {name: getattr(state, name) for name in FROM_ENGINE}
    numbers |= {"FULL_ROWS": events.FULL_ROWS, "FULL_LETTERS": events.FULL_LETTERS, "N_MEASURES": len(tables.MEASURES)}
    lines = [f"#define {name} {value}{'L' if value == state.NEVER else ''}" for name, value in numbers.items()]
    done: set[str] = set()
    for declared in (kernel.WORLD, kernel.TERMS):
        _structure(declared, lines, done)
    return "\n".join(lines) + "\n"


def _structure(declared: Declared, lines: list[str], done: set[str]) -> None:
    """Write a record as a structure, its parts before it."""
    if declared.name in done:
        return
    done.add(declared.name)
    fields = []
    for field in declared.fields:
        if isinstance(field.kind, Declared):
            _structure(field.kind, lines, done)
        kind = field.kind.name if isinstance(field.kind, Declared) else C_TYPES[field.kind]
        fields.append(f"    {kind} {field.name}{f'[{field.many}]' if field.many else ''};")
    lines += ["typedef struct {", *fields, f"}} {declared.name};"]


def compiled():
    """`run_batch` of twin.c, to be called like the engine's; it releases the interpreter's lock likewise."""
    source = Path(__file__).with_name("twin.c")
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "reference.h").write_text(header(), encoding="utf-8")
        library = Path(folder) / "twin.so"
        gcc = compiler()
        assert gcc is not None  # asked before
        subprocess.run([gcc, *FLAGS, "-I", folder, "-o", str(library), str(source), "-lm"], check=True)
        function = ctypes.CDLL(str(library)).run_batch
    function.restype = None

    def run_batch(worlds, terms, seed, first, n, out):
        function(
            ctypes.c_void_p(worlds.ctypes.data), ctypes.c_void_p(terms.ctypes.data), ctypes.c_uint64(int(seed)),
            ctypes.c_uint64(int(first)), ctypes.c_int64(n), ctypes.c_void_p(out.ctypes.data),
        )  # fmt: skip

    return run_batch
