"""The reference model on this engine against its twins in plain Python, SimPy, Mesa and C, in one run.

Run `uv run python benchmarks/reference/run.py [rounds]`. First it proves that all simulate the same law; then it times
them by turns, a short piece of each in every round, so that whatever else the machine does falls on all alike. Rates
are medians over the rounds, ratios medians of the rounds' ratios. The targets beside them are those of the design.

The twins in Python are timed with `random()` for dice, as one would write them; the engine and C key every draw. Starts
are timed as new processes in an empty cache, Python's own bytecode included: uv leaves that to the first import too.
"""

from __future__ import annotations

import atexit
import os
import platform
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import Any

import numpy as np
from numba import config

import gunboat.compiled

assert gunboat.compiled.CACHE  # it names its own folder for compiled rules, so that the next lines come after it
CACHE = os.environ.get("REFERENCE_CACHE") or tempfile.mkdtemp(prefix="gunboat-reference-")
config.CACHE_DIR = CACHE  # a new one each time, so that no rule runs stale and the first start can be timed

SEED = 1
ROUNDS = 7
ENGINE_PIECE = 1000  # histories of a compiled twin in a round
KEYED = 25  # histories compared row by row
MEANS = 2000  # the engine's histories with which the other twins' means are compared
STARTS = 3  # cached starts timed
DRAWS = 1  # where the number of draws stands in the measures
QUIET = 0.93  # share of its cores below which a run was disturbed
MOST_Z = 4.5  # standard errors; the largest of some forty differences of means stays below it but once in thousands
TWO = 2  # threads
TARGETS = {"plain Python": 40.0, "SimPy": 80.0, "Mesa": 125.0}  # times, this engine's two threads to their one process
OF_C, FIRST, CACHED = 0.8, 10.0, 1.0  # share of scalar C; seconds


@dataclass
class Twin:
    """One of the things timed: its name, a function of (first, n) that returns measures, and its piece of a round."""

    name: str
    run: Callable[[int, int], Any]
    piece: int
    rates: list[float] = field(default_factory=list)
    cores: list[float] = field(default_factory=list)
    measures: list[Any] = field(default_factory=list)

    def time(self, turn: int) -> None:
        """Time one piece."""
        started, worked = time.perf_counter(), time.process_time()
        out = self.run(turn * self.piece, self.piece)
        seconds = time.perf_counter() - started
        self.rates.append(self.piece / seconds)
        self.cores.append((time.process_time() - worked) / seconds)
        self.measures.append(out)


def of_class(world_class: type, first: int, n: int) -> Any:
    """Measures of n histories of a twin in Python."""
    made = []
    for number in range(first, first + n):
        random.seed(number)
        world = world_class(SEED, number)
        world.run()
        made.append(world.measures())
    return np.array(made)


def start() -> float:
    """Seconds from starting Python to the end of a first history."""
    started = time.perf_counter()
    environment = os.environ | {"REFERENCE_CACHE": CACHE, "PYTHONPYCACHEPREFIX": CACHE}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    subprocess.run([sys.executable, __file__, "one"], check=True, env=environment)
    return time.perf_counter() - started


def largest_z(a: Any, b: Any) -> float:
    """Largest difference of two sets of means, in standard errors; draws, which only keyed dice count, left out."""
    a, b = np.delete(a, DRAWS, axis=1), np.delete(b, DRAWS, axis=1)
    error = np.sqrt(a.var(axis=0) / len(a) + b.var(axis=0) / len(b))
    return float(np.abs((a.mean(axis=0) - b.mean(axis=0)) / np.where(error > 0.0, error, 1.0)).max())


def verdict(is_met: bool, quiet: bool) -> str:
    """What a figure says; a miss on a disturbed machine says nothing."""
    return "met" if is_met else "MISSED" if quiet else "not judged: disturbed"


def main(rounds: int) -> int:
    first_start = start()
    cached_start = statistics.median(start() for _ in range(STARTS))

    import kernel
    import plain
    import with_c

    own = plain.with_own_dice()
    engine = Twin("this engine, 1 thread", lambda first, n: kernel.run(SEED, first, n), ENGINE_PIECE)
    threads = Twin("this engine, 2 threads", lambda first, n: kernel.run(SEED, first, n, TWO), ENGINE_PIECE * TWO)
    twins = {"plain Python": Twin("plain Python", lambda first, n: of_class(own.World, first, n), 60)}
    keyed: dict[str, type] = {"plain Python": plain.World}
    left_out = []
    if find_spec("simpy"):
        import with_simpy

        in_simpy = with_simpy.world_class(own)
        keyed["SimPy"] = with_simpy.world_class(plain)
        twins["SimPy"] = Twin("SimPy", lambda first, n: of_class(in_simpy, first, n), 30)
    else:
        left_out.append("SimPy is left out: it is not installed. `uv pip install 'simpy>=4.1'`.")
    if find_spec("mesa"):
        import with_mesa

        in_mesa = with_mesa.world_class(own)
        keyed["Mesa"] = with_mesa.world_class(plain)
        twins["Mesa"] = Twin("Mesa", lambda first, n: of_class(in_mesa, first, n), 20)
    else:
        left_out.append("Mesa is left out: it is not installed. `uv pip install 'mesa>=3.3'`.")
    compiled_c = with_c.compiled() if with_c.compiler() else None
    if compiled_c:
        twins["C"] = Twin("C, 1 thread", lambda first, n: kernel.run(SEED, first, n, batch=compiled_c), ENGINE_PIECE)
    else:
        left_out.append("C is left out: gcc is not found. `apt install gcc`, or Xcode's command line tools.")

    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}", end="")
    print(f", load {os.getloadavg()[0]:.1f} before the run" if hasattr(os, "getloadavg") else "")
    print("\n".join(left_out) + "\n" if left_out else "")
    failed = prove(kernel, keyed, compiled_c)

    for turn in range(rounds):
        for twin in (engine, threads, *twins.values()):
            twin.time(turn)
    known = kernel.run(SEED, 0, MEANS)
    for name in TARGETS:
        if name in twins:
            z = largest_z(np.concatenate(twins[name].measures), known)
            failed |= z > MOST_Z
            print(f"{name} with its own dice: no mean is further than {z:.1f} standard errors from the engine's")
    mean = dict(zip(kernel.MEASURES, known.mean(axis=0), strict=True))
    print("a history: " + ", ".join(f"{mean[k]:,.0f} {k}" for k in kernel.MEASURES[:7]) + "\n")

    print(f"{'':26}{'histories/s':>12}{'1 thread is':>14}{'2 threads are':>16}")
    for twin in (engine, threads, *twins.values()):
        one, two = ratio(engine, twin), ratio(threads, twin)
        print(f"{twin.name:26}{statistics.median(twin.rates):12,.0f}{one:12.2f} x{two:14.2f} x")
    got_one, got_two = statistics.median(engine.cores), statistics.median(threads.cores)
    quiet = got_one >= QUIET and got_two >= QUIET * TWO
    print(f"1 thread got {got_one:.2f} of a core, 2 threads {got_two:.2f} of two", end="")
    print("" if quiet else ": this machine had other work, and what 2 threads can do is not seen here")
    print(f"\n{'':40}{'measured':>10}{'target':>12}")
    for name, target in TARGETS.items():
        if name in twins:
            r = ratio(threads, twins[name])
            what, wanted = f"2 threads to {name} in one process", f">= {target:.0f} x"
            print(f"{what:40}{r:8.1f} x{wanted:>12}  {verdict(r >= target, quiet)}")
    if "C" in twins:
        r = ratio(engine, twins["C"])
        print(f"{'1 thread to scalar C':40}{r:8.2f} x{f'>= {OF_C} x':>12}  {verdict(r >= OF_C, True)}")
    for name, seconds, most in (("first", first_start, FIRST), ("cached", cached_start, CACHED)):
        says = verdict(seconds < most, quiet)
        print(f"{f'{name} start to a history, with Python':40}{seconds:8.2f} s{f'< {most:.0f} s':>12}  {says}")
    return int(failed)


def ratio(a: Twin, b: Twin) -> float:
    """How many times faster a is than b: the median over the rounds."""
    return statistics.median(x / y for x, y in zip(a.rates, b.rates, strict=True))


def prove(kernel: Any, keyed: dict[str, type], compiled_c: Any) -> bool:
    """Compare histories drawn with the same dice, and say so; returns whether something differs that must not."""
    failed = False
    chronicles = [kernel.chronicle(SEED, number) for number in range(KEYED)]
    for name, world_class in keyed.items():
        same = equal = 0
        for number, (rows, measures) in enumerate(chronicles):
            world = world_class(SEED, number)
            world.run()
            equal += world.measures() == measures.tolist()
            same += world.rows == rows.tolist()
        if name == "plain Python":
            print(f"{name}: {same} of {KEYED} histories are the engine's, row by row")
            failed |= same < KEYED or equal < KEYED
        else:
            print(f"{name}: {equal} of {KEYED} histories end as the engine's; the others had two events in one minute")
    if compiled_c:
        same = 0
        for number, (rows, measures) in enumerate(chronicles):
            others, other = kernel.chronicle(SEED, number, compiled_c)
            same += bool((rows == others).all() and (measures == other).all())
        every = (kernel.run(SEED, 0, MEANS) == kernel.run(SEED, 0, MEANS, batch=compiled_c)).all()
        print(f"C: {same} of {KEYED} row by row; {MEANS:,} histories {'end' if every else 'do NOT end'} the same")
        failed |= same < KEYED or not every
    return failed


if __name__ == "__main__":
    if sys.argv[1:] == ["one"]:
        import kernel

        kernel.run(SEED, 0, 1)
    else:
        atexit.register(shutil.rmtree, CACHE, ignore_errors=True)
        sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS))
