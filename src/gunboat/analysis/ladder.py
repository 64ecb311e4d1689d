"""The ladder: each turning point of a war let go from its own documented eve, and the whole path let go once.

A rung asks how often the turn comes as documented within its days, given everything before it as documented. The path
asks how often all documented outcomes come, in their order, when the record is let go at the war's own date.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import numpy as np

from gunboat.analysis.documented import may_precede, when_of
from gunboat.analysis.measures import wilson
from gunboat.analysis.telling.languages import finish, words, write_number, write_share
from gunboat.record.cells import Row
from gunboat.run.ensemble import run_ensemble
from gunboat.run.result import Ensemble
from gunboat.scenario.read import WrittenWar

EACH, PATH = 400, 3000
"""Histories a rung, and for the whole path, unless told otherwise."""

_DAY = 1440  # minutes


@dataclass(frozen=True)
class Rung:
    """One turning point: of `n` histories let go on `let_go`, how many take the documented turn within `within` days.

    `low` and `high` are Wilson's interval of the share (95 %). `documented` is the interval of the documented turn.
    """

    id: str
    name_en: str
    name_zh: str
    let_go: date
    within: int
    event: str
    documented: tuple[date, date]
    n: int
    count: int
    share: float
    low: float
    high: float


@dataclass(frozen=True)
class Ladder:
    """The rungs, and the path: of `n` histories let go on `let_go`, `count` hold all documented `outcomes` in order.

    `product` is that of the rungs' shares. `ensemble` holds the path's histories, for comparison. Times in seconds.
    """

    war: str
    seed: int
    rungs: list[Rung]
    let_go: date
    outcomes: list[str]
    n: int
    count: int
    share: float
    low: float
    high: float
    seconds: float
    ensemble: Ensemble = field(repr=False)

    @property
    def product(self) -> float:
        """The product of the rungs' shares."""
        return math.prod(rung.share for rung in self.rungs)

    def path(self, lang: str = "en", mark: str = "") -> str:
        """One sentence: how often the whole path comes; `mark` is set before and after that number."""
        form = words(lang)["ladder"]
        text = form["path"] if self.count else form["path_never"]
        said = text.format(
            outcomes=write_number(len(self.outcomes), lang), n=write_number(self.n, lang),
            count=f"{mark}{write_number(self.count, lang)}{mark}",
            high=f"{mark}{write_chance(self.high, lang)}{mark}",
        )  # fmt: skip
        return finish(said, lang)

    def why(self, lang: str = "en", mark: str = "") -> str:
        """One sentence: why a whole path is rare, with the product of the rungs between two of `mark`."""
        form = words(lang)["ladder"]
        text = form["why"] if self.product > 0 else form["why_none"]
        product = f"{mark}{write_chance(self.product, lang)}{mark}"
        return finish(text.format(turns=len(self.rungs), product=product), lang)

    def to_dict(self) -> dict[str, Any]:
        """Everything but the ensemble in plain values for JSON: dates as ISO 8601 text, shares from 0 to 1."""
        rungs = [
            {
                "id": rung.id, "name_en": rung.name_en, "name_zh": rung.name_zh, "let_go": rung.let_go.isoformat(),
                "within_days": rung.within, "event": rung.event,
                "documented": [day.isoformat() for day in rung.documented], "histories": rung.n, "count": rung.count,
                "share": rung.share, "low": rung.low, "high": rung.high,
            }
            for rung in self.rungs
        ]  # fmt: skip
        path = {
            "let_go": self.let_go.isoformat(), "outcomes": self.outcomes, "histories": self.n, "count": self.count,
            "share": self.share, "low": self.low, "high": self.high, "product_of_rungs": self.product,
        }  # fmt: skip
        return {"war": self.war, "seed": self.seed, "seconds": self.seconds, "rungs": rungs, "path": path}


def write_chance(share: float, lang: str) -> str:
    """A chance as a frequency: 27 in 100, and below one in a hundred about 1 in 2,300."""
    if share >= 0.01:
        return finish(write_share(share, lang), lang)
    form = words(lang)["ladder"]
    if share <= 0:
        return finish(str(form["nought"]), lang)
    figures = 10 ** max(0, int(math.log10(1 / share)) - 1)
    return finish(str(form["one_in"]).format(n=write_number(round(1 / share / figures) * figures, lang)), lang)


def ladder(
    war: WrittenWar, n_each: int = EACH, n_path: int = PATH, seed: int = 0, threads: int = 0,
    progress: Callable[[int], None] | None = None, *, claims: dict[str, str] | None = None,
    keep_circumstances: bool = False,
) -> Ladder:  # fmt: skip
    """Run `n_each` histories for each turning point and `n_path` for the whole path.

    `progress` is told how many more histories are done, of `histories_of(war, n_each, n_path)` in all. Raises WarError
    for fewer than one history.
    """
    whole = run_ensemble(
        war, n_path, seed=seed, threads=threads, claims=claims, keep_circumstances=keep_circumstances, progress=progress
    )
    seconds = whole.seconds
    rungs = []
    for turn in war.turns:
        rows = patterns_of(war, turn)
        found = run_ensemble(
            war, n_each, seed=seed, let_go=turn.day("let_go"), threads=threads, patterns=rows, claims=claims,
            keep_circumstances=keep_circumstances, progress=progress,
        )  # fmt: skip
        rungs.append(_rung(war, turn, found))
        seconds += found.seconds
    order = documented_order(war, whole)
    count = int(in_order(whole, order).sum()) if order else 0
    low, high = wilson(count, n_path)
    return Ladder(
        war=whole.war, seed=seed, rungs=rungs, let_go=whole.let_go, outcomes=order, n=n_path, count=count,
        share=count / n_path, low=low, high=high, seconds=seconds, ensemble=whole,
    )  # fmt: skip


def histories_of(war: WrittenWar, n_each: int, n_path: int) -> int:
    """How many histories a ladder runs."""
    return len(war.turns) * n_each + n_path


def patterns_of(war: WrittenWar, turn: Row) -> list[Row]:
    """The patterns that find a turn: first what it must come after, then the turn itself.

    Patterns count from the letting-go; what is documented before it has been followed, and is not waited for again.
    """
    let_go = turn.day("let_go")
    assert let_go is not None  # required by the schema
    rows = {row.text("id"): row for row in (*war.outcomes, *war.yardstick)}
    chain = [turn]
    while chain[0].text("after"):
        target = rows[chain[0].text("after")]
        documented = when_of(war, target)
        if documented is not None and may_precede(documented, let_go):
            chain[0] = replace(chain[0], cells={**chain[0].cells, "after": None})
        else:
            chain.insert(0, target)
    return chain


def documented_order(war: WrittenWar, ensemble: Ensemble) -> list[str]:
    """Ids of the outcomes that the record dates on or after the letting-go, in the order of their dates."""
    dated = [(when_of(war, row), row.text("id")) for row in war.outcomes]
    after = [(when, name) for when, name in dated if when is not None and not may_precede(when, ensemble.let_go)]
    return [name for _, name in sorted(after, key=lambda pair: pair[0])]


def in_order(ensemble: Ensemble, names: list[str]) -> Any:
    """Whether each history holds all the events `names`, none before the one that precedes it in the list."""
    columns = ensemble.minutes[:, [ensemble.names.index(name) for name in names]]
    return (columns >= 0).all(axis=1) & (np.diff(columns, axis=1) >= 0).all(axis=1)


def _rung(war: WrittenWar, turn: Row, found: Ensemble) -> Rung:
    when, let_go, within = when_of(war, turn), turn.day("let_go"), turn.integer("within")
    assert when is not None and let_go is not None and within is not None  # required by the schema
    minutes = found.minutes[:, -1]
    start = (let_go - found.first_day).days * _DAY
    count = int(((minutes >= start) & (minutes < start + within * _DAY)).sum())
    low, high = wilson(count, len(found))
    return Rung(
        id=turn.text("id"), name_en=turn.text("name_en"), name_zh=turn.text("name_zh"), let_go=let_go, within=within,
        event=turn.text("event"), documented=(when.first, when.last), n=len(found), count=count,
        share=count / len(found), low=low, high=high,
    )  # fmt: skip
