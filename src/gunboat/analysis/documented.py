"""What the record says of an outcome, a turning point or a yardstick event: when it happened, and the figures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from gunboat.record.cells import Row
from gunboat.record.dates import Interval
from gunboat.record.record import interval
from gunboat.record.tables import EVENT_VALUES, first_quantity
from gunboat.scenario.read import WrittenWar


def event_of(war: WrittenWar, row: Row) -> Row | None:
    """The documented event that an outcome, turning point or yardstick row names; None where it names none."""
    name = row.text("event")
    return next((event for event in war.record.events if event.text("id") == name), None) if name else None


def when_of(war: WrittenWar, row: Row) -> Interval | None:
    """The documented dates of a row's event."""
    event = event_of(war, row)
    return interval(event) if event is not None else None


def may_precede(documented: Interval, let_go: date) -> bool:
    """Whether an event may have happened before the start of the day on which the record is let go."""
    return documented.first < let_go


def state_of(war: WrittenWar, actor: str) -> str:
    """The state of an office, a force or a state; "" for nobody."""
    for row in (*war.offices, *war.forces):
        if row.text("id") == actor:
            return row.text("state")
    return actor


# ---------------------------------------------------------------- figures


@dataclass(frozen=True)
class Quantity:
    """What an event is measured by beside its date; `place` is 0 or 1, the array of an ensemble that holds it.

    `documented` is the lowest and highest figure of the record, None where it has none.
    """

    meaning: str
    unit: str
    place: int
    documented: tuple[float, float] | None


def measured(war: WrittenWar, row: Row) -> list[Quantity]:
    """What a yardstick row measures beside its date. Figures of rival claims widen the range and are never averaged."""
    event, kind = event_of(war, row), row.text("kind")
    places = {"first": (0,), "second": (1,), "both": (0, 1)}.get(row.text("measures"), ())
    if event is None:
        return []
    found = []
    for place in places:
        number = first_quantity(kind) + place
        if number < len(EVENT_VALUES.get(kind, ())):
            meaning, unit = EVENT_VALUES[kind][number]
            found.append(Quantity(meaning, unit, place, _figures(war, row, event, number, unit)))
    return found


def _figures(war: WrittenWar, row: Row, event: Row, number: int, unit: str) -> tuple[float, float] | None:
    if event.text("kind") == "battle":
        attacker, defender = state_of(war, event.text("actor")), state_of(war, event.text("other"))
        found = _losses(war, event.text("id"), attacker, defender, of_defender=number == 2)
        return found or _followed(war, event.text("id"), number)
    if unit in _COUNTED:
        return _promised(war, event.text("id"), state_of(war, row.text("actor")), *_COUNTED[unit])
    low, high = event.number("value_low"), event.number("value_high")
    if event.text("unit") == unit and low is not None and high is not None:
        return low, high
    return _followed(war, event.text("id"), number)


_COUNTED = {"million taels": ("indemnity", "taels", 1e6), "ports": ("new ports", "ports", 1.0)}
"""What a treaty promises, by the chronicle's unit: the quantity and unit in the record's figures, and their ratio."""


def _promised(
    war: WrittenWar, treaty: str, state: str, quantity: str, unit: str, ratio: float
) -> tuple[float, float] | None:
    """What the figures of the record say that a treaty promised, to one state where they say to whom."""
    told = war.record.same_event(treaty)
    rows = [
        row
        for row in war.record.tables["figures"]
        if row.text("event") in told and (row.text("quantity"), row.text("unit")) == (quantity, unit)
    ]
    own = [row for row in rows if state_of(war, row.text("side")) == state] or rows
    low = [value / ratio for row in own if (value := row.number("value_low")) is not None]
    high = [value / ratio for row in own if (value := row.number("value_high")) is not None]
    return (min(low), max(high)) if low and high else None


def _followed(war: WrittenWar, fact: str, number: int) -> tuple[float, float] | None:
    """The value with which following the record imposes a chance."""
    for row in war.follow:
        value = row.number(f"value_{'abc'[number]}")
        if row.text("fact") == fact and value is not None:
            return value, value
    return None


def _losses(
    war: WrittenWar, battle: str, attacker: str, defender: str, *, of_defender: bool
) -> tuple[float, float] | None:
    """Killed and wounded of one side: a total of the attackers where there is one, else the sum over their states."""
    by_side: dict[str, list[Row]] = {}
    told = war.record.same_event(battle)
    for row in war.record.tables["figures"]:
        if row.text("event") in told and row.text("quantity") in ("casualties", "killed", "wounded"):
            side = state_of(war, row.text("side")) or ("" if attacker else "?")
            if (side == defender) == of_defender:
                by_side.setdefault(side, []).append(row)
    parts = [_casualties(by_side[""])] if "" in by_side else [_casualties(rows) for rows in by_side.values()]
    given = [part for part in parts if part is not None]
    return (sum(low for low, _ in given), sum(high for _, high in given)) if given else None


def _casualties(rows: Iterable[Row]) -> tuple[float, float] | None:
    """One side's casualties; killed and wounded added up where no total is given."""
    ranges: dict[str, tuple[float, float]] = {}
    for row in rows:
        low, high = row.number("value_low"), row.number("value_high")
        if low is None or high is None:
            continue
        least, most = ranges.get(row.text("quantity"), (low, high))
        ranges[row.text("quantity")] = min(least, low), max(most, high)
    if "casualties" in ranges:
        return ranges["casualties"]
    parts = list(ranges.values())
    return (sum(low for low, _ in parts), sum(high for _, high in parts)) if parts else None
