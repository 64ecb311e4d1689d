"""What a run returns: histories, with their events and decisions, and ensembles, with one row a history.

Results are read from chronicles: nothing here knows the world that made them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import numpy as np
import numpy.typing as npt

from gunboat.record.cells import Row


@dataclass(frozen=True)
class Event:
    """One row of a chronicle: local time, kind (EVENT_KINDS), ids of who, to whom and where, and its values.

    What `a`, `b` and `c` mean, with their units, stands in EVENT_VALUES of `gunboat.record.tables`. `cause` is the
    index of the event that caused this one, -1 for none, -2 for an act that the record enters and no rule makes: then
    `fact` is its id in the record, and the values mean nothing.
    """

    index: int
    when: datetime
    kind: str
    actor: str
    other: str
    place: str
    a: float
    b: float
    c: float
    cause: int
    fact: str = ""


@dataclass(frozen=True)
class Decision:
    """A choice: the event in which it stands, its options with their odds, and what weighed (million taels)."""

    index: int
    when: datetime
    office: str
    occasion: str
    chosen: str
    odds: dict[str, float]
    reasons: dict[str, list[tuple[str, float]]]


@dataclass(frozen=True)
class Strain:
    """A place where the record and the war's own rules pull apart: the fact, what is strained, and by how many days."""

    fact: str
    what: str
    days: float


@dataclass(frozen=True)
class Found:
    """An outcome or yardstick event found in a history: when, its values, and the event's index."""

    when: datetime
    a: float
    b: float
    index: int


@dataclass
class History:
    """One history of a war: its events in order, its decisions, its outcomes and its yardstick events."""

    war: str
    seed: int
    number: int
    let_go: date | None
    events: list[Event]
    decisions: list[Decision]
    outcomes: dict[str, Found | None]
    yardstick: dict[str, Found | None]
    strains: list[Strain] = field(default_factory=list)
    digest: str = ""

    def __iter__(self) -> Iterator[Event]:
        return iter(self.events)

    def __len__(self) -> int:
        return len(self.events)

    def __repr__(self) -> str:
        happened = [name for name, found in self.outcomes.items() if found]
        name = f"{self.war}, seed {self.seed}, number {self.number}"
        return f"History({name}: {len(self.events)} events; {', '.join(happened)})"


@dataclass
class Ensemble:
    """Many histories of one war. Columns are patterns: `names` in order, the first `n_outcomes` of them outcomes.

    `minutes` (histories, patterns) is when each was found, minutes since `first_day`, -1 where it did not happen;
    `a` and `b` are its values. `counts` (histories, 7): events, draws, letters, chronicle rows, decisions, error, stop.
    """

    war: str
    seed: int
    let_go: date
    first_day: date
    names: list[str]
    n_outcomes: int
    minutes: npt.NDArray[np.int64]
    a: npt.NDArray[np.float64]
    b: npt.NDArray[np.float64]
    counts: npt.NDArray[np.int64]
    seconds: float
    threads: int
    options: dict[str, Any] = field(default_factory=dict)
    patterns: list[Row] = field(default_factory=list)

    def __len__(self) -> int:
        return int(self.minutes.shape[0])

    def happened(self, name: str) -> npt.NDArray[np.bool_]:
        """Whether each history holds the outcome or yardstick event `name`; KeyError where there is none."""
        return self.minutes[:, self._column(name)] >= 0

    def days(self, name: str) -> npt.NDArray[np.float64]:
        """Days from `first_day` to the event in each history that holds it."""
        column = self.minutes[:, self._column(name)]
        return column[column >= 0] / 1440.0

    def share(self, name: str) -> float:
        """Share of the histories that hold the outcome or yardstick event `name`."""
        return float(self.happened(name).mean()) if len(self) else 0.0

    def _column(self, name: str) -> int:
        if name not in self.names:
            raise KeyError(f"{name} is neither an outcome nor a yardstick event; there are: {', '.join(self.names)}")
        return self.names.index(name)

    def __repr__(self) -> str:
        return f"Ensemble({self.war}, {len(self)} histories, let go {self.let_go}, seed {self.seed})"
