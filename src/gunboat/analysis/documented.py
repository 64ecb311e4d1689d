"""What the record says of an outcome, a turning point or a yardstick event: when it happened, and the figures."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from gunboat.record.cells import Row
from gunboat.record.dates import Interval
from gunboat.record.record import interval
from gunboat.record.tables import EVENT_VALUES
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


def measured(war: WrittenWar, row: Row) -> tuple[str, str, tuple[float, float] | None] | None:
    """What a yardstick row measures beside its date: (meaning, unit, lowest and highest documented figure or None).

    None where it measures nothing. Figures of rival claims widen the range and are never averaged.
    """
    which = row.text("measures")
    if which not in ("first", "second"):
        return None
    kind = row.text("kind")
    number = (1 if kind == "battle" else 0) + (which == "second")
    meanings = EVENT_VALUES.get(kind, ())
    if number >= len(meanings):
        return None
    meaning, unit = meanings[number]
    event = event_of(war, row)
    return (meaning, unit, _figures(war, event, number, unit)) if event is not None else None


def _figures(war: WrittenWar, event: Row, number: int, unit: str) -> tuple[float, float] | None:
    if event.text("kind") == "battle":
        attacker, defender = state_of(war, event.text("actor")), state_of(war, event.text("other"))
        found = _losses(war, event.text("id"), attacker, defender, of_defender=number == 2)
        return found or _followed(war, event.text("id"), number)
    low, high = event.number("value_low"), event.number("value_high")
    if event.text("unit") == unit and low is not None and high is not None:
        return low, high
    return _followed(war, event.text("id"), number)


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
