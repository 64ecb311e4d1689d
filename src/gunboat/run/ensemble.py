"""Many histories: batches in a pool of threads, each thread with its own world. The result depends on neither."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from queue import SimpleQueue
from typing import Any

from gunboat.record.cells import Row
from gunboat.record.faults import Fault, WarError
from gunboat.run.result import Ensemble, History
from gunboat.run.runner import Plan, Results, Runner, make_plan
from gunboat.run.single import let_go_minutes, pattern_rows, read_history
from gunboat.scenario.read import WrittenWar
from gunboat.world.state import NEVER

BATCH = 25  # histories a call: small enough for steady progress, large enough that calls cost nothing


def run_ensemble(
    war: WrittenWar, n: int, *, seed: int = 0, let_go: date | str | None = None, opening: str = "", threads: int = 0,
    batch: int = BATCH, patterns: list[Row] | None = None, claims: dict[str, str] | None = None,
    fixed: dict[str, float] | None = None, keep_circumstances: bool = False,
    progress: Callable[[int], None] | None = None,
) -> Ensemble:  # fmt: skip
    """Run histories 0 to n - 1 of a seed. `progress` is told how many more are done. Raises WarError for n < 1."""
    if n < 1:
        raise WarError([Fault("", 0, "n", f"{n} histories cannot be run", "Ask for one history or more.")])
    minutes = let_go_minutes(war, let_go)
    rows = pattern_rows(war) if patterns is None else patterns
    plan = make_plan(
        war, seed, minutes, pattern_rows=rows, since=0 if minutes >= NEVER else minutes, opening=opening, claims=claims,
        fixed=fixed, keep_circumstances=keep_circumstances,
    )  # fmt: skip
    results = Results.empty(n, len(rows))
    threads = threads or os.cpu_count() or 1
    started = time.perf_counter()
    _run_all(plan, results, n, threads, batch, progress)
    return Ensemble(
        war=war.war.text("id"), seed=seed,
        let_go=plan.setting.moment(min(minutes, plan.setting.terms[0]["last"])).date(),
        first_day=plan.setting.first_day, names=[row.text("id") for row in rows],
        n_outcomes=len(war.outcomes) if patterns is None else 0, minutes=results.minutes, a=results.a, b=results.b,
        counts=results.counts, seconds=time.perf_counter() - started, threads=threads,
        options={
            "opening": opening, "claims": claims or {}, "fixed": fixed or {}, "keep_circumstances": keep_circumstances,
            "never": minutes >= NEVER,
        },
        patterns=rows,
    )  # fmt: skip


def _run_all(
    plan: Plan, results: Results, n: int, threads: int, batch: int, progress: Callable[[int], None] | None
) -> None:
    idle: SimpleQueue[Runner] = SimpleQueue()
    threads = min(threads, (n + batch - 1) // batch)
    for _ in range(threads):
        idle.put(Runner(plan))

    def one(first: int) -> None:
        runner = idle.get()
        try:
            count = min(batch, n - first)
            runner.run(first, count, results, first)
        finally:
            idle.put(runner)
        if progress:
            progress(count)

    one(0)  # compiles, where that is still to be done, in one thread
    pool = ThreadPoolExecutor(threads)
    try:
        for done in [pool.submit(one, first) for first in range(batch, n, batch)]:
            done.result()
    finally:  # an interrupt waits for the batches under way only
        pool.shutdown(cancel_futures=True)


def rerun(war: WrittenWar, ensemble: Ensemble, number: int) -> History:
    """Run one history of an ensemble again and read it whole."""
    options: dict[str, Any] = ensemble.options
    minutes = let_go_minutes(war, "never" if options["never"] else ensemble.let_go)
    plan = make_plan(
        war, ensemble.seed, minutes, pattern_rows=pattern_rows(war), since=minutes, opening=options["opening"],
        claims=options["claims"], fixed=options["fixed"], keep_circumstances=options["keep_circumstances"],
    )  # fmt: skip
    runner, results = Runner(plan), Results.empty(1, len(plan.pattern_rows))
    runner.run(number, 1, results, 0)
    return read_history(plan, runner, results, number)
