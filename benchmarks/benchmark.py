"""How fast the engine is: histories, events and draws a second, with the chronicle recorded, as a ratio in one run.

Run `uv run python benchmarks/benchmark.py [histories]`. The compiled kernel on one and on two threads is held against
the same rules interpreted as plain Python on slotted objects, in the same run on the same machine, so that a change
can be judged by the ratio whatever the machine is doing.
"""

from __future__ import annotations

import sys
import time

from gunboat.run.ensemble import run_ensemble
from gunboat.run.runner import make_plan, run_interpreted
from gunboat.run.single import let_go_minutes, pattern_rows
from gunboat.scenario.read import read_war

WAR, LET_GO, SEED = "second-opium-war", "1856-10-08", 1
INTERPRETED = 20  # histories run interpreted


def main() -> None:
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 5000
    war = read_war(WAR)
    started = time.perf_counter()
    run_ensemble(war, 1, seed=SEED, let_go=LET_GO, threads=1)
    print(f"first history, compiling or reading the cache: {time.perf_counter() - started:.1f} s")
    minutes = let_go_minutes(war, LET_GO)
    plan = make_plan(war, SEED, minutes, pattern_rows=pattern_rows(war), since=minutes)
    run_interpreted(plan, 0)
    started = time.perf_counter()
    for number in range(INTERPRETED):
        run_interpreted(plan, number)
    plain = INTERPRETED / (time.perf_counter() - started)
    print(f"{'':24}{'histories/s':>12}{'events/s':>12}{'draws/s':>12}{'ratio':>8}")
    print(f"{'interpreted, 1 thread':24}{plain:12,.0f}{'':>12}{'':>12}{1.0:8.1f}")
    for threads in (1, 2):
        ensemble = run_ensemble(war, n, seed=SEED, let_go=LET_GO, threads=threads)
        rate = n / ensemble.seconds
        events, draws = ensemble.counts[:, 0].mean(), ensemble.counts[:, 1].mean()
        name = f"compiled, {threads} thread{'s' if threads > 1 else ''}"
        print(f"{name:24}{rate:12,.0f}{rate * events:12,.0f}{rate * draws:12,.0f}{rate / plain:8.1f}")
    rows, letters = ensemble.counts[:, 3].mean(), ensemble.counts[:, 2].mean()
    print(f"per history: {events:,.0f} events, {draws:,.0f} draws, {letters:,.0f} letters, {rows:,.0f} chronicle rows")


if __name__ == "__main__":
    main()
