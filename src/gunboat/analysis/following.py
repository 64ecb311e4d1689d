"""A history that follows the record, held against it: what was done on its day, what strained, what never came.

Choices and chances are imposed, so it is asked whether the rules could carry them out, and when. Consequences are never
imposed: they are looked for among what the rules made of the rest. This is the test of the rules that needs no odds.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from gunboat.analysis.documented import state_of
from gunboat.analysis.measures import plain
from gunboat.record.cells import Row
from gunboat.record.dates import Interval
from gunboat.record.record import interval
from gunboat.run.claims import stand_ins
from gunboat.run.result import Event, History, Strain
from gunboat.scenario.read import WrittenWar
from gunboat.scenario.schema import KINDS_NOT_MADE

ENTERED = -2
"""Cause of a chronicle row that the record enters and no rule makes."""

MATCHED_DAYS, STRAINED_DAYS = 3, 120
"""Days beyond the documented dates within which a consequence is matched, and within which it is strained."""

LATE_DAYS = 1.0
"""Days from which a choice that came later than documented counts as late."""

CHOICES = ("on time", "late", "not possible", "entered", "not reached")
CHANCES = ("taken", "strained", "not come up", "entered", "not reached")
CONSEQUENCES = ("matched", "strained", "missed", "beyond the rules")


@dataclass(frozen=True)
class Followed:
    """A choice or chance of the record: its documented dates, how it was kept, the strain in days (None: boundless)."""

    fact: str
    role: str
    documented: tuple[date, date]
    how: str
    days: float | None = 0.0


@dataclass(frozen=True)
class Consequence:
    """A consequence that the record has: whether the rules brought it, when, and how many days from its dates.

    One of a kind that no rule writes is beyond the rules.
    """

    fact: str
    kind: str
    documented: tuple[date, date]
    how: str
    found: datetime | None
    days: float | None


@dataclass(frozen=True)
class FollowReport:
    """A history against the record as far as it follows it, in the order of the documented dates."""

    war: str
    until: date
    choices: list[Followed]
    chances: list[Followed]
    consequences: list[Consequence]
    strains: list[Strain]

    @property
    def counts(self) -> dict[str, dict[str, int]]:
        """How many choices, chances and consequences fared how."""
        kinds = (("choices", CHOICES, self.choices), ("chances", CHANCES, self.chances))
        found = {name: _counted(hows, [row.how for row in rows]) for name, hows, rows in kinds}
        return {**found, "consequences": _counted(CONSEQUENCES, [row.how for row in self.consequences])}

    def to_dict(self) -> dict[str, Any]:
        """Everything in plain values for JSON; days are None where a strain has no bound."""
        rows: dict[str, list[Any]] = {
            "choices": self.choices, "chances": self.chances, "consequences": self.consequences,
        }  # fmt: skip
        listed = {name: [_plain(asdict(row)) for row in found] for name, found in rows.items()}
        strains = [{**asdict(strain), "days": plain(strain.days)} for strain in self.strains]
        return {"war": self.war, "until": self.until.isoformat(), "counts": self.counts, **listed, "strains": strains}


def follow_report(history: History, war: WrittenWar, *, claims: dict[str, str] | None = None) -> FollowReport:
    """Hold a history against the record up to its letting-go, or to its end where it follows the record throughout.

    `claims` names the rival claims that the history followed in place of the war's own.
    """
    last = war.war.day("last_day")
    assert last is not None  # required by the schema
    ended = history.events[-1].when.date() if history.events else last
    until = history.let_go - timedelta(days=1) if history.let_go else last
    passed_over = war.record.passed_over(claims or {})
    standing_in = stand_ins(war, claims or {})
    bound = _bound(history, war, passed_over, standing_in, until, min(until, ended))
    bound += _entered(history, war, passed_over, standing_in, until)
    bound.sort(key=lambda row: row.documented)
    return FollowReport(
        war=history.war, until=until,
        choices=[row for row in bound if row.role == "choice"], chances=[row for row in bound if row.role == "chance"],
        consequences=_consequences(history, war, passed_over, until), strains=list(history.strains),
    )  # fmt: skip


# ---------------------------------------------------------------- what is imposed


def _bound(
    history: History, war: WrittenWar, passed_over: set[str], standing_in: dict[str, str], until: date, ended: date
) -> list[Followed]:
    """Facts bound to the engine in follow.csv."""
    dates = {row.text("id"): interval(row) for row in war.record.events}
    dates |= {row.text("id"): interval(row, "arrived") or interval(row, "sent") for row in war.record.letters}
    strains: dict[str, list[Strain]] = {}
    for kept in history.strains:
        strains.setdefault(kept.fact, []).append(kept)
    found = []
    for row in war.follow:
        fact, role = standing_in.get(row.text("fact"), row.text("fact")), row.text("role")
        when = dates[fact]
        if fact in passed_over or when is None or when.first > until:
            continue
        left = strains.get(fact)
        strain = left.pop(0) if left else None
        how, days = _how(role, strain)
        if strain is None and when.first > ended:
            how = "not reached"
        found.append(Followed(fact, role, (when.first, when.last), how, days))
    return found


def _how(role: str, strain: Strain | None) -> tuple[str, float | None]:
    if strain is None:
        return ("on time" if role == "choice" else "taken"), 0.0
    if math.isinf(strain.days):
        return ("not possible" if role == "choice" else "not come up"), None
    if role == "choice":
        return ("late" if strain.days >= LATE_DAYS else "on time"), strain.days
    return ("strained" if strain.days >= LATE_DAYS else "taken"), strain.days


def _entered(
    history: History, war: WrittenWar, passed_over: set[str], standing_in: dict[str, str], until: date
) -> list[Followed]:
    """Choices and chances that no rule makes: the record enters them in the chronicle on their dates."""
    bound = {row.text("fact") for row in war.follow} | set(standing_in.values())
    begins = history.events[0].when.date() if history.events else until
    entered = {event.fact for event in history.events if event.cause == ENTERED}
    found = []
    for event in war.record.events:
        fact, when = event.text("id"), interval(event)
        if event.text("role") not in ("choice", "chance") or fact in bound or fact in passed_over or when is None:
            continue
        if when.first <= until and (fact in entered or when.last >= begins):
            how, strain = ("entered", 0.0) if fact in entered else ("not reached", None)
            found.append(Followed(fact, event.text("role"), (when.first, when.last), how, strain))
    return found


# ---------------------------------------------------------------- what follows


def _consequences(history: History, war: WrittenWar, passed_over: set[str], until: date) -> list[Consequence]:
    """Look for each consequence among what the rules wrote; each row of the chronicle serves one of them."""
    first = war.war.day("first_day")
    facts = []
    for event in war.record.events:
        when = interval(event)
        if event.text("role") != "consequence" or event.text("id") in passed_over or when is None or first is None:
            continue
        if first <= when.first and when.last <= until:
            facts.append((when, event))
    facts.sort(key=lambda fact: (fact[0].first, fact[0].last, fact[1].text("id")))
    rows = [event for event in history.events if event.cause != ENTERED]
    asked = {row.text("event") for row in (*war.outcomes, *war.turns, *war.yardstick)}
    served: dict[str, Event] = {}
    used: set[int] = set()
    for within in (MATCHED_DAYS, STRAINED_DAYS):  # those on their day take their rows first,
        for when, event in sorted(facts, key=lambda fact: fact[1].text("id") not in asked):  # and what is scored first
            if event.text("id") in served:
                continue
            row = _nearest(rows, event, when, war, used)
            if row is not None and _away(row, when) <= within:
                used.add(row.index)
                served[event.text("id")] = row
    found = []
    for when, event in facts:
        row = served.get(event.text("id"))
        days = float(_away(row, when)) if row else None
        missed = "beyond the rules" if event.text("kind") in KINDS_NOT_MADE else "missed"
        how = missed if days is None else "matched" if days <= MATCHED_DAYS else "strained"
        at = row.when if row else None
        found.append(Consequence(event.text("id"), event.text("kind"), (when.first, when.last), how, at, days))
    return found


def _nearest(rows: list[Event], event: Row, when: Interval, war: WrittenWar, used: set[int]) -> Event | None:
    """The unused row of the same kind, place and actor nearest to the documented dates; the earlier of two."""
    fitting = [row for row in rows if row.index not in used and _fits(row, event, war)]
    return min(fitting, key=lambda row: (_away(row, when), row.index), default=None)


def _fits(row: Event, event: Row, war: WrittenWar) -> bool:
    """Whether a row is of the kind, at the place and of the state that the record says. A blank there fits anything.

    Letters have no place of their own, and many have the same receiver's state: for them the office itself must agree.
    A deadline runs out where its demand was made in a chronicle, where it was to be answered in the record: for it the
    states of both sides must agree.
    """
    if row.kind != event.text("kind"):
        return False
    actor, other = event.text("actor"), event.text("other")
    if row.kind.startswith("letter-"):
        return not actor or row.actor == actor
    if row.kind == "deadline-expired":
        sides = ((actor, row.actor), (other, row.other))
        return all(not said or state_of(war, said) == state_of(war, done) for said, done in sides)
    place = event.text("place")
    if place and row.place and row.place != place:
        return False
    return not actor or not row.actor or state_of(war, row.actor) == state_of(war, actor)


def _away(row: Event, when: Interval) -> int:
    """Days from a row to the documented dates; 0 within them."""
    day = row.when.date()
    return max((when.first - day).days, (day - when.last).days, 0)


def _counted(hows: tuple[str, ...], found: list[str]) -> dict[str, int]:
    counts = Counter(found)
    return {how: counts[how] for how in hows}


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """Dates as ISO 8601 text."""
    listed = {key: list(value) if isinstance(value, tuple) else value for key, value in row.items()}
    return {
        key: [day.isoformat() for day in value] if isinstance(value, list)
        else value.isoformat() if isinstance(value, date) else value
        for key, value in listed.items()
    }  # fmt: skip
