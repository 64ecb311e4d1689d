"""Histories compared with the record: how often what is documented happens, and when.

Only the war's outcomes and yardstick are compared, and of these only what the record dates on or after the day on
which it was let go: what came before was followed, not foretold. A percentile says where the documented date falls
among those of the histories in which the event happens; it says nothing of why.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from gunboat.analysis.documented import Quantity, event_of, may_precede, measured, when_of
from gunboat.analysis.measures import mid_rank, plain, spread_of, wilson
from gunboat.record.cells import Row
from gunboat.record.dates import Interval
from gunboat.run.result import Ensemble
from gunboat.scenario.read import WrittenWar, read_war

NEARLY_ALWAYS, HARDLY_EVER = 0.95, 0.05
"""Shares from which something nearly always, and up to which it hardly ever, happens."""

_DAY = 1440  # minutes

T = TypeVar("T", "Outcome", "Scored")


@dataclass(frozen=True)
class Outcome:
    """One outcome: the share of histories that hold it, with Wilson's interval (95 %).

    `documented` is True where the record has it after the letting-go, False where the war names no such event, and
    None where the record has it before the letting-go, or where the run cannot tell, so that nothing is compared.
    """

    id: str
    name_en: str
    name_zh: str
    count: int
    n: int
    share: float
    low: float
    high: float
    documented: bool | None
    dates: tuple[date, date] | None


@dataclass(frozen=True)
class Measured:
    """A value of an event against the record's figures (lowest, highest); percentile as in `Scored`, per cent.

    `place` is 0 or 1: the first or the second of the values that the ensemble holds of the event.
    """

    meaning: str
    unit: str
    place: int
    documented: tuple[float, float] | None
    p05: float | None
    p50: float | None
    p95: float | None
    percentile: float | None


@dataclass(frozen=True)
class Scored:
    """One yardstick event: how often it happens, its dates given that it does, and the documented date among them.

    `percentile` is the mid-rank of the middle of the documented dates, in per cent: 10 means that a tenth of the
    histories in which it happens have it earlier. None where it never happens.
    """

    id: str
    event: str
    statement_en: str
    statement_zh: str
    documented: tuple[date, date]
    count: int
    n: int
    share: float
    low: float
    high: float
    p05: date | None
    p50: date | None
    p95: date | None
    percentile: float | None
    values: list[Measured] = field(default_factory=list)


@dataclass(frozen=True)
class Comparison:
    """An ensemble against the record. `left_out` names yardstick events that were not scored, with the reason."""

    war: str
    title_en: str
    title_zh: str
    let_go: date
    seed: int
    histories: int
    seconds: float
    outcomes: list[Outcome]
    events: list[Scored]
    left_out: dict[str, str] = field(default_factory=dict)

    @property
    def nearly_always(self) -> list[str]:
        """Ids of outcomes and scored events that happen in 95 of 100 histories or more."""
        return [name for name, share in self._shares() if share >= NEARLY_ALWAYS]

    @property
    def hardly_ever(self) -> list[str]:
        """Ids of outcomes and scored events that happen in 5 of 100 histories or fewer."""
        return [name for name, share in self._shares() if share <= HARDLY_EVER]

    def _shares(self) -> list[tuple[str, float]]:
        outcomes = [(row.id, row.share) for row in self.outcomes if row.documented is not None]
        return outcomes + [(row.id, row.share) for row in self.events]

    def outcome(self, name: str) -> Outcome:
        """The outcome called `name`; KeyError where there is none."""
        return _named(self.outcomes, name)

    def event(self, name: str) -> Scored:
        """The scored yardstick event called `name`; KeyError where there is none."""
        return _named(self.events, name)

    def to_dict(self) -> dict[str, Any]:
        """Everything in plain values for JSON: dates as ISO 8601 text, shares from 0 to 1, percentiles in per cent."""
        return {
            "war": self.war, "title_en": self.title_en, "title_zh": self.title_zh, "let_go": self.let_go.isoformat(),
            "seed": self.seed, "histories": self.histories, "seconds": self.seconds,
            "outcomes": {row.id: row.share for row in self.outcomes},
            "asked": [_plain(asdict(row)) for row in self.outcomes],
            "events": [_plain(asdict(row)) for row in self.events],
            "left_out": dict(self.left_out), "nearly_always": self.nearly_always, "hardly_ever": self.hardly_ever,
        }  # fmt: skip

    @classmethod
    def from_dict(cls, found: dict[str, Any]) -> Comparison:
        """The comparison that `to_dict` wrote. Raises KeyError, TypeError or ValueError for anything else."""
        outcomes = [Outcome(**{**row, "dates": _dates(row["dates"])}) for row in found["asked"]]
        events = [_scored_from(row) for row in found["events"]]
        return cls(
            war=found["war"], title_en=found["title_en"], title_zh=found["title_zh"],
            let_go=date.fromisoformat(found["let_go"]), seed=found["seed"], histories=found["histories"],
            seconds=found["seconds"], outcomes=outcomes, events=events, left_out=found["left_out"],
        )  # fmt: skip

    def __repr__(self) -> str:
        shares = ", ".join(f"{row.id} {row.share:.2f}" for row in self.outcomes)
        return f"Comparison({self.war}, {self.histories} histories let go {self.let_go}: {shares})"


def compare(ensemble: Ensemble, war: WrittenWar | None = None) -> Comparison:
    """Compare an ensemble with the record of its war (the shipped war of its id unless given).

    Raises ValueError for an ensemble of another war, or one that measured patterns of its own.
    """
    war = read_war(ensemble.war) if war is None else war
    if war.war.text("id") != ensemble.war:
        raise ValueError(f"the ensemble is of {ensemble.war}, the war is {war.war.text('id')}")
    missing = [row.text("id") for row in (*war.outcomes, *war.yardstick) if row.text("id") not in ensemble.names]
    if missing:
        raise ValueError(f"the ensemble did not measure {missing[0]}: run it without patterns of its own")
    events: list[Scored] = []
    left_out: dict[str, str] = {}
    for row in war.yardstick:
        why = _why_left_out(ensemble, war, row)
        if why:
            left_out[row.text("id")] = why
        else:
            events.append(_scored(ensemble, war, row))
    return Comparison(
        war=ensemble.war, title_en=war.war.text("title_en"), title_zh=war.war.text("title_zh"), let_go=ensemble.let_go,
        seed=ensemble.seed, histories=len(ensemble), seconds=ensemble.seconds,
        outcomes=[_outcome(ensemble, war, row) for row in war.outcomes], events=events, left_out=left_out,
    )  # fmt: skip


def scored_rows(ensemble: Ensemble, war: WrittenWar) -> list[tuple[Row, Interval]]:
    """The yardstick rows that are scored for an ensemble, with their documented dates."""
    rows = [(row, when_of(war, row)) for row in war.yardstick if not _why_left_out(ensemble, war, row)]
    return [(row, when) for row, when in rows if when is not None]


# ---------------------------------------------------------------- one row


def _outcome(ensemble: Ensemble, war: WrittenWar, row: Row) -> Outcome:
    name, when = row.text("id"), when_of(war, row)
    count, n = int(ensemble.happened(name).sum()), len(ensemble)
    documented: bool | None = when is not None
    if when is not None and _why_left_out(ensemble, war, row):
        documented = None
    low, high = wilson(count, n)
    return Outcome(
        id=name, name_en=row.text("name_en"), name_zh=row.text("name_zh"), count=count, n=n,
        share=count / n if n else 0.0, low=low, high=high, documented=documented,
        dates=(when.first, when.last) if when is not None else None,
    )  # fmt: skip


def _scored(ensemble: Ensemble, war: WrittenWar, row: Row) -> Scored:
    name, event, when = row.text("id"), event_of(war, row), when_of(war, row)
    assert event is not None and when is not None  # rows without are left out
    days = np.floor(ensemble.days(name))
    count, n = len(days), len(ensemble)
    low, high = wilson(count, n)
    spread = spread_of(days)
    p05, p50, p95 = (ensemble.first_day + timedelta(days=day) for day in spread) if spread else (None, None, None)
    middle = ((when.first - ensemble.first_day).days + (when.last - ensemble.first_day).days) / 2
    return Scored(
        id=name, event=event.text("id"), statement_en=event.text("statement_en"),
        statement_zh=event.text("statement_zh"), documented=(when.first, when.last), count=count, n=n,
        share=count / n if n else 0.0, low=low, high=high, p05=p05, p50=p50, p95=p95,
        percentile=mid_rank(days, middle), values=_values(ensemble, war, row),
    )  # fmt: skip


def _values(ensemble: Ensemble, war: WrittenWar, row: Row) -> list[Measured]:
    found = []
    for quantity in measured(war, row):
        values = singles_of(ensemble, row.text("id"), quantity)
        p05, p50, p95 = spread_of(values) or (None, None, None)
        known = quantity.documented
        percentile = mid_rank(values, (known[0] + known[1]) / 2) if known else None
        found.append(Measured(quantity.meaning, quantity.unit, quantity.place, known, p05, p50, p95, percentile))
    return found


def singles_of(ensemble: Ensemble, name: str, quantity: Quantity | Measured) -> npt.NDArray[np.float64]:
    """The quantity in each history that has the event; treaties without an indemnity are no indemnities of nought."""
    column = (ensemble.a, ensemble.b)[quantity.place][:, ensemble.names.index(name)]
    had = ensemble.happened(name) & np.isfinite(column)
    return column[had & (column > 0)] if quantity.meaning == "indemnity" else column[had]


def _why_left_out(ensemble: Ensemble, war: WrittenWar, row: Row) -> str:
    """Why a row is not scored; "" where it is."""
    when = when_of(war, row)
    if when is None:
        return "the record has no such event"
    if may_precede(when, ensemble.let_go):
        return f"documented before the letting-go, {when}"
    if _followed(ensemble, row):
        return "one of its like was before the letting-go"
    for other in _counted_from(war, row):
        documented = when_of(war, other)
        if documented is not None and may_precede(documented, ensemble.let_go) and not _followed(ensemble, other):
            return f"counted from {other.text('id')}, which was before the letting-go"
    return ""


def _counted_from(war: WrittenWar, row: Row) -> list[Row]:
    """The outcomes and yardstick events on which a pattern rests: what it comes after, and earlier ones of its like."""
    rows = {other.text("id"): other for other in (*war.outcomes, *war.yardstick)}
    found = []
    if row.text("after"):
        found.append(rows[row.text("after")])
        found += _counted_from(war, found[0])
    like = ("kind", "actor", "other", "place", "least", "most", "after")
    for other in rows.values():
        if (other.integer("nth") or 1) < (row.integer("nth") or 1) and all(other[c] == row[c] for c in like):
            found.append(other)
    return found


def _followed(ensemble: Ensemble, row: Row) -> bool:
    """Whether histories hold an event in the part in which they follow the record."""
    column = ensemble.minutes[:, ensemble.names.index(row.text("id"))]
    return bool(((column >= 0) & (column < (ensemble.let_go - ensemble.first_day).days * _DAY)).any())


# ---------------------------------------------------------------- plain values


def _named(rows: list[T], name: str) -> T:
    for row in rows:
        if row.id == name:
            return row
    raise KeyError(f"{name} is not compared; there are: {', '.join(row.id for row in rows)}")


def _plain(value: Any) -> Any:
    """Dates as text, tuples as lists, numbers that JSON cannot hold as None."""
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, date):
        return value.isoformat()
    return plain(value) if isinstance(value, float) else value


def _dates(pair: list[str] | None) -> tuple[date, date] | None:
    return (date.fromisoformat(pair[0]), date.fromisoformat(pair[1])) if pair else None


def _scored_from(row: dict[str, Any]) -> Scored:
    values = [
        Measured(**{**value, "documented": tuple(value["documented"]) if value["documented"] else None})
        for value in row["values"]
    ]
    days = {name: date.fromisoformat(row[name]) if row[name] else None for name in ("p05", "p50", "p95")}
    return Scored(**{**row, **days, "documented": _dates(row["documented"]), "values": values})
