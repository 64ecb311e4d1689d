"""The one file that knows the compiler.

Rules are written once, as plain functions of a world and its terms. `@rule` compiles them for use inside the
kernel; `@entry` marks the few functions that Python calls. `interpreted(function)` returns the same function, and
everything that it calls, as plain Python that runs on slotted objects: for the debugger, for coverage, and for the
test that both ways agree to the bit.

numba's disk cache looks only at the file of the cached function, so an edited rule would run stale. The cache
folder is therefore named after a digest of every source of the kernel, of numba's and NumPy's versions and of the
Python version: an edit of any of them is a new folder.
"""

from __future__ import annotations

import hashlib
import os
import platform
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from types import FunctionType
from typing import Any, TypeVar

import numba
import numpy as np
import platformdirs

F = TypeVar("F", bound=Callable[..., Any])

_numba: Any = numba  # its own types do not know the options used here
_SOURCES = Path(__file__).parent
# Everything that a compiled function is made of: the rules, what they import, and the loop.
_KERNEL = (
    "compiled.py", "record/tables.py", "scenario/schema.py", "world/**/*.py", "rules/*.py", "combat/*.py",
    "run/engine.py",
)  # fmt: skip
KEPT_CACHES = 8  # older folders of compiled rules are removed, since every edit of the kernel makes one


def source_digest() -> str:
    """Digest of the kernel's sources and of the versions that shape compiled code (hexadecimal, 16)."""
    digest = hashlib.sha256()
    digest.update(f"{numba.__version__} {np.__version__} {sys.version} {platform.machine()}".encode())
    for path in sorted(path for pattern in _KERNEL for path in _SOURCES.glob(pattern)):
        digest.update(path.relative_to(_SOURCES).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def cache_folder() -> Path:
    """Folder of compiled rules for exactly these sources; a temporary one where the user's cache is not writable."""
    for parent in (Path(platformdirs.user_cache_dir("gunboat")), Path(tempfile.gettempdir()) / "gunboat-cache"):
        folder = parent / source_digest()
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(folder, os.W_OK):
            _forget_old(parent, folder)
            return folder
    return Path(tempfile.mkdtemp(prefix="gunboat-"))


def _forget_old(parent: Path, current: Path) -> None:
    """Remove all but the newest few cache folders; another process may be doing the same."""
    import shutil

    folders = sorted((f for f in parent.iterdir() if f.is_dir() and f != current), key=lambda f: f.stat().st_mtime)
    for folder in folders[: max(0, len(folders) - KEPT_CACHES)]:
        shutil.rmtree(folder, ignore_errors=True)


CACHE = cache_folder()
_numba.config.CACHE_DIR = str(CACHE)

# Floats follow IEEE without rearrangement and division by zero does not raise: the same in both ways of running.
_COMMON = {"error_model": "numpy", "nogil": True, "fastmath": False}


def rule(function: F) -> F:
    """Mark a function of the kernel: called by other rules when compiled, callable from Python when interpreted."""
    dispatcher = _numba.njit(no_cpython_wrapper=True, no_cfunc_wrapper=True, **_COMMON)(function)
    specialise = dispatcher.get_call_template

    def once(arguments: tuple[Any, ...], named: dict[str, Any]) -> Any:
        # A constant passed as an argument has a type of its own, and numba would compile the callee anew for each:
        # three times the work for nothing, since LLVM folds constants after inlining anyway.
        plain = _numba.types.unliteral
        return specialise(tuple(map(plain, arguments)), {k: plain(v) for k, v in named.items()})

    dispatcher.get_call_template = once
    return dispatcher  # type: ignore[no-any-return] # numba has no types


def entry(function: F) -> F:
    """Mark a function that Python calls: compiled once, kept on disk, run without the interpreter's lock."""
    return _numba.njit(cache=True, **_COMMON)(function)  # type: ignore[no-any-return] # numba has no types


def is_compiled(function: Any) -> bool:
    """Whether a function carries one of the two marks."""
    return hasattr(function, "py_func")


_twins: dict[str, dict[str, Any]] = {}


def interpreted(function: F) -> F:
    """The same function as plain Python, calling only plain Python; compiled names it uses are replaced likewise."""
    source: FunctionType = function.py_func if is_compiled(function) else function  # type: ignore[attr-defined, assignment] # a dispatcher
    module = source.__module__
    if module not in _twins:
        _twins[module] = _TwinNames(sys.modules[module].__dict__)
    return FunctionType(source.__code__, _twins[module], source.__name__, source.__defaults__)  # type: ignore[return-value] # same signature


class _TwinNames(dict[str, Any]):
    """A module's names with every compiled function replaced by its interpreted twin, made when first asked for."""

    def __init__(self, names: dict[str, Any]) -> None:
        super().__init__({k: v for k, v in names.items() if not is_compiled(v)})
        for name, value in names.items():
            if is_compiled(value):
                super().__setitem__(name, _Late(value))


class _Late:
    """A call that finds its interpreted function the first time."""

    __slots__ = ("function", "twin")

    def __init__(self, function: Any) -> None:
        self.function = function
        self.twin: Any = None

    def __call__(self, *arguments: Any) -> Any:
        if self.twin is None:
            self.twin = interpreted(self.function)
        return self.twin(*arguments)


def compiled_already(function: Any) -> bool:
    """Whether the cache holds an entry compiled for these sources, so that no compiling message is due."""
    source = function.py_func
    return any(CACHE.rglob(f"{source.__module__.rpartition('.')[2]}.{source.__name__}-*.nbi"))
