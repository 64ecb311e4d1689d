"""Running histories by hand, for tests: one runner whose terms are laid once, driven call by call."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np

from gunboat.compiled import interpreted
from gunboat.run import engine
from gunboat.run.runner import Plan, Results, Runner, make_plan
from gunboat.run.sampling import sample_into
from gunboat.run.single import let_go_minutes, pattern_rows
from gunboat.scenario.read import WrittenWar
from gunboat.world.state import NEVER, WORLD

SMALL = Path(__file__).absolute().parent / "wars" / "valid" / "two-harbours"
SHIPPED = "second-opium-war"


def plain(function: Any) -> Any:
    """A rule as plain Python; rules carry no types."""
    return interpreted(function)


def choosing(war: WrittenWar) -> list[str]:
    """Offices that weigh their options, and so can be held."""
    return [row.text("id") for row in war.offices if row.text("mind") == "chooses"]


def plan_of(war: WrittenWar, *, seed: int = 1, let_go: str | None = None, seats: Iterable[str] = ()) -> Plan:
    """A plan with some seats held."""
    minutes = let_go_minutes(war, let_go)
    offices = [row.text("id") for row in war.offices]
    held = sum(1 << offices.index(name) for name in seats)
    since = 0 if minutes >= NEVER else minutes
    return make_plan(war, seed, minutes, pattern_rows=pattern_rows(war), since=since, held=held)


class Course:
    """One history after another on one runner; `go` runs to the next stop and returns why it stopped."""

    def __init__(self, plan: Plan) -> None:
        self.plan, self.runner = plan, Runner(plan)
        self.results = Results.empty(1, len(plan.pattern_rows))
        self.number = 0
        self._nothing = np.zeros((1, 0))

    @property
    def w(self) -> Any:
        """The world record."""
        return self.runner.worlds[0]

    @property
    def t(self) -> Any:
        """The terms record."""
        return self.runner.terms[0]

    def begin(self, number: int) -> int:
        """Begin history `number` and run to its first stop."""
        self.number = number
        self.runner.run(number, 1, self.results, 0)
        return int(self.results.counts[0, 6])

    def go(self, held: int | None = None) -> int:
        """Run on from where the world stands; its assumptions are those of the history begun last."""
        r, p, results = self.runner, self.plan, self.results
        run: Any = engine.run_batch
        run(
            r.worlds, r.terms, r._words, r._opening, r._n_words, r._assumed, self._nothing, r._battles, self._nothing,
            p.patterns, 0, np.uint64(p.seed), np.uint64(self.number), 1, p.let_go, p.held if held is None else held, 0,
            results.minutes, results.a, results.b, results.rows, results.counts,
        )  # fmt: skip
        return int(results.counts[0, 6])

    def play(self, number: int, choose: Callable[[Any], int], most: int = 10_000) -> int:
        """Play a history out: `choose` gets the world and returns an action. Returns the number of decisions."""
        stop = self.begin(number)
        for decided in range(most):
            if stop != engine.SEAT:
                return decided
            self.runner.decide(choose(self.w))
            stop = self.go()
        raise AssertionError(f"history {number} has not ended after {most} decisions")

    def content(self) -> bytes:
        """Everything that the world holds: state, decisions and chronicle."""
        return content_of(self.w)


def rows_of(w: Any) -> bytes:
    """The chronicle's bytes."""
    return bytes(w["rows"][: w["n_rows"]].tobytes())


def content_of(w: Any) -> bytes:
    """State, decisions and chronicle of a world record."""
    state = int(np.dtype(WORLD.dtype).fields["decisions"][1])  # type: ignore[index] # a record dtype has fields
    parts = [w.tobytes()[:state], w["decisions"][: w["n_decisions"]].tobytes(), rows_of(w)]
    return b"".join(parts)


def assume(plan: Plan, terms: Any, number: int) -> None:
    """Write a history's assumptions and laws of battle into a terms record."""
    sample_into(terms, plan.setting.war.assumptions, plan.seed, number, plan.fixed)
