"""Driving the kernel: worlds, terms and the buffers that one batch of histories needs.

A `Plan` is everything that is the same for all histories of a run; a `Runner` is one thread's world and buffers.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from gunboat.compiled import compiled_already, interpreted
from gunboat.record.cells import Row
from gunboat.record.faults import Fault, WarError
from gunboat.run import engine
from gunboat.run.claims import changed_losses
from gunboat.run.follow import Line, bound, write_script
from gunboat.run.patterns import write_patterns
from gunboat.run.sampling import sample_assumptions, sample_battles, sample_into
from gunboat.scenario.read import WrittenWar
from gunboat.scenario.schema import ASSUMPTIONS
from gunboat.world.events import ERRORS
from gunboat.world.formulas.forts import FORTS
from gunboat.world.setting import Setting, lay_out
from gunboat.world.state import WORLD
from gunboat.world.terms import ASSUMED, COMBAT, TERMS

N_COUNTS = 7
_WORD = 8  # bytes


class EngineError(RuntimeError):
    """A history that the engine could not finish; the message names what failed, the seed and the history."""


@dataclass
class Plan:
    """What all histories of a run share: the war laid out, its script up to the letting-go, patterns and options."""

    setting: Setting
    seed: int
    let_go: int
    lines: list[Line]
    scripted: list[int]
    patterns: Any
    pattern_rows: list[Row]
    held: int = 0
    fixed: dict[str, float] = field(default_factory=dict)


def make_plan(
    war: WrittenWar, seed: int, let_go: int, *, pattern_rows: list[Row], since: int, opening: str = "",
    claims: dict[str, str] | None = None, held: int = 0, fixed: dict[str, float] | None = None,
    keep_circumstances: bool = False,
) -> Plan:  # fmt: skip
    """Lay out a war and write the record before `let_go` (minutes) into its terms."""
    setting = lay_out(war, opening)
    unknown = sorted(set(fixed or {}) - set(ASSUMPTIONS))
    if unknown:
        raise WarError([Fault("", 0, unknown[0], "is not an assumption", f"Choose one of: {', '.join(ASSUMPTIONS)}.")])
    lines = bound(setting, claims or {})
    scripted = write_script(setting, setting.terms, lines, let_go, changed_losses(war, claims or {}))
    setting.terms[0]["keep_circumstances"] = int(keep_circumstances)
    patterns = write_patterns(setting, pattern_rows, since)
    return Plan(setting, seed, let_go, lines, scripted, patterns, pattern_rows, held, fixed or {})


class Runner:
    """One thread's world, terms and buffers. `run` fills rows of the given result arrays."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.worlds = plan.setting.world.copy()
        self.terms = plan.setting.terms.copy()
        self._words = self.worlds.view(np.uint64)
        self._opening = plan.setting.world.view(np.uint64)
        self._n_words = _offset(WORLD, "decisions") // _WORD
        flat = self.terms.view(np.float64)
        self._assumed = flat[_offset(TERMS, "assumed") // _WORD :][: len(ASSUMED.fields)]
        # The two laws lie side by side in the terms.
        self._battles = flat[_offset(TERMS, "combat") // _WORD :][: len(COMBAT.fields) + len(FORTS.fields)]

    def run(self, first: int, n: int, results: Results, at: int, *, fresh: bool = True) -> None:
        """Run `n` histories from number `first`; results go to rows `at` and following. Raises EngineError."""
        plan = self.plan
        samples = sample_assumptions(plan.setting.war.assumptions, plan.seed, first, n, plan.fixed)
        draws = sample_battles(plan.seed, first, n)
        part = slice(at, at + n)
        engine.run_batch(
            self.worlds, self.terms, self._words, self._opening, self._n_words, self._assumed, samples, self._battles,
            draws, plan.patterns, len(plan.pattern_rows), np.uint64(plan.seed), np.uint64(first), n, plan.let_go,
            plan.held, int(fresh), results.minutes[part], results.a[part], results.b[part], results.rows[part],
            results.counts[part],
        )  # fmt: skip
        wrong = np.flatnonzero(results.counts[part, 5])
        if len(wrong):
            code = int(results.counts[at + wrong[0], 5])
            raise EngineError(f"history {first + wrong[0]} of seed {plan.seed} stopped: {ERRORS[code]}")

    def decide(self, action: int) -> None:
        """Let the held seat for which the engine has stopped choose an action."""
        engine.seat_decides(self.worlds, self.terms, action)

    def digest(self) -> str:
        """Digest of the world as it stands: state, decisions and chronicle (hexadecimal, 16)."""
        w = self.worlds[0]
        seen = hashlib.sha256(self._words[: self._n_words].tobytes())
        seen.update(w["decisions"][: w["n_decisions"]].tobytes())
        seen.update(w["rows"][: w["n_rows"]].tobytes())
        return seen.hexdigest()[:16]


@dataclass
class Results:
    """Result arrays of n histories and p patterns, as `run_batch` fills them."""

    minutes: Any
    a: Any
    b: Any
    rows: Any
    counts: Any

    @classmethod
    def empty(cls, n: int, patterns: int) -> Results:
        """Arrays for n histories."""
        return cls(
            np.full((n, patterns), -1, np.int64), np.full((n, patterns), np.nan), np.full((n, patterns), np.nan),
            np.full((n, patterns), -1, np.int64), np.zeros((n, N_COUNTS), np.int64),
        )  # fmt: skip


def run_interpreted(plan: Plan, number: int) -> tuple[Any, str]:
    """One history in plain Python on slotted objects: its world as a record, and its digest as in `Runner.digest`."""
    runner = Runner(plan)
    terms = runner.terms
    sample_into(terms[0], plan.setting.war.assumptions, plan.seed, number, plan.fixed)
    w, t = WORLD.objects(plan.setting.world[0]), TERMS.objects(terms[0])
    with np.errstate(over="ignore"):
        interpreted(engine.start)(w, t, np.uint64(plan.seed), np.uint64(number), plan.let_go)
        w.held = plan.held
        interpreted(engine.advance)(w, t)
    WORLD.store(w, runner.worlds[0])
    return runner.worlds, runner.digest()


def must_compile() -> bool:
    """Whether the first run will have to compile the rules."""
    return not compiled_already(engine.run_batch)


def _offset(declared: Any, name: str) -> int:
    return int(np.dtype(declared.dtype).fields[name][1])
