"""The record as a seat-holder: its choices and chances, in the order of their dates, for the kernel to follow.

A choice is given as an order; a chance replaces a draw. Whatever the record says of a day on or after the letting-go
is left out, with one exception that holds no knowledge: a letter that was written before and had not arrived by then
is kept as "not yet arrived", and draws the rest of its passage when the record is let go.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from gunboat.record.cells import Row
from gunboat.record.faults import Fault, WarError
from gunboat.record.tables import EVENT_KINDS, LETTER_KINDS
from gunboat.run.claims import check_claims, stand_ins
from gunboat.scenario import schema
from gunboat.world.chronicle import FORCE_ACTOR, STATE_ACTOR
from gunboat.world.following import ENTERED
from gunboat.world.setting import Setting
from gunboat.world.state import MINUTES, N_CHANCES, N_SCRIPT

_BY_ITSELF = ("incident", "circumstance")  # chances that happen at their date instead of replacing a draw
_MORNING = 6 * 60  # minutes; an act without an hour is put in the morning
_LETTER_KIND = {"edict": "instruction"}


@dataclass(frozen=True)
class Line:
    """One fact bound to the engine: when (minutes), which fact, and its row of follow.csv (None: entered only)."""

    time: int
    fact: str
    row: Row | None


def bound(setting: Setting, chosen: dict[str, str]) -> list[Line]:
    """Every choice and chance of the record in the order of their moments; `chosen` names other claims by group."""
    record = setting.war.record
    events = {row.text("id"): row for row in record.events}
    letters = {row.text("id"): row for row in record.letters}
    check_claims(record, chosen)
    passed_over, standing_in = record.passed_over(chosen), stand_ins(setting.war, chosen)
    lines: list[Line] = []
    moments: dict[str, int] = {}
    for row in setting.war.follow:
        fact = standing_in.get(row.text("fact"), row.text("fact"))
        if fact in passed_over:
            continue
        at = _moment(setting, row, events.get(fact), letters.get(fact), moments)
        moments.setdefault(fact, at)
        lines.append(Line(at, fact, row))
    for fact, event in events.items():
        if event.text("role") in ("choice", "chance") and fact not in moments and fact not in passed_over:
            day = event.day("date_from")
            if day is not None and setting.first_day <= day:
                lines.append(Line(_event_minute(setting, event, "earliest"), fact, None))
    order = {id(line): i for i, line in enumerate(lines)}
    return sorted(lines, key=lambda line: (line.time, order[id(line)]))


def _event_minute(setting: Setting, event: Row, rule: str) -> int:
    first, last = event.day("date_from"), event.day("date_to")
    assert first is not None and last is not None  # required by the tables
    day = _day(first, last, rule)
    clock = event.cells.get("time")
    at = setting.minutes(day, clock)  # type: ignore[arg-type] # a clock column holds a time
    return at if clock else at + _MORNING


def _day(first: date, last: date, rule: str) -> date:
    if rule == "middle":
        return first + timedelta(days=(last - first).days // 2)
    return last if rule == "latest" else first


def _moment(setting: Setting, row: Row, event: Row | None, letter: Row | None, moments: dict[str, int]) -> int:
    rule = row.text("time_rule")
    if rule == "after":
        return moments[row.text("after")] + 1
    if letter is not None and row.text("chance") == "report":
        first, last = letter.day("sent_from"), letter.day("sent_to")
        assert first is not None and last is not None  # required by the tables
        return setting.minutes(_day(first, last, rule)) + _MORNING
    if letter is not None:
        first = letter.day("arrived_from") or letter.day("sent_from")
        last = letter.day("arrived_to") or letter.day("sent_to")
        assert first is not None and last is not None  # required by the tables
        return setting.minutes(_day(first, last, rule)) + _MORNING
    assert event is not None  # the reader has resolved the reference
    return _event_minute(setting, event, rule)


# ---------------------------------------------------------------- into the terms


def write_script(
    setting: Setting, terms: Any, lines: list[Line], let_go: int, losses: Mapping[str, tuple[float, float]]
) -> list[int]:
    """Fill script and chances of `terms` with the record before `let_go`; returns the script's line numbers.

    `losses` are the men by which chosen claims change what a battle cost the attacker and the defender.
    """
    t = terms[0]
    letters = {row.text("id"): row for row in setting.war.record.letters}
    events = {row.text("id"): row for row in setting.war.record.events}
    scripted: list[int] = []
    n_chances = 0
    for number, line in enumerate(lines):
        row = line.row
        if row is not None and row.text("role") == "chance" and row.text("chance") not in _BY_ITSELF:
            chance = t["chances"][n_chances]
            if _write_chance(setting, chance, line, letters.get(line.fact), number, let_go):
                if row.text("chance") == "battle":
                    more = losses.get(line.fact, (0.0, 0.0))
                    chance["b"], chance["c"] = max(chance["b"] + more[0], 0.0), max(chance["c"] + more[1], 0.0)
                n_chances += 1
        elif line.time < let_go:
            _write_choice(setting, t["script"][len(scripted)], line, events, number)
            scripted.append(number)
        if n_chances >= N_CHANCES or len(scripted) >= N_SCRIPT:
            says = f"more than {N_SCRIPT} choices or {N_CHANCES} chances are to be followed"
            raise WarError([Fault("record/follow.csv", 0, "", says, "Follow fewer facts: the engine holds no more.")])
    t["n_script"], t["n_chances"] = len(scripted), n_chances
    return scripted


def _subject(setting: Setting, name: str) -> int:
    """Number of what a line is about: actor number for states and forces, own number for offices and causes."""
    if not name:
        return -1
    for section, base in (
        ("offices", 0), ("states", STATE_ACTOR), ("forces", FORCE_ACTOR), ("incidents", 0), ("circumstances", 0),
    ):  # fmt: skip
        if name in setting.number[section]:
            return base + setting.number[section][name]
    raise KeyError(name)


def _write_choice(setting: Setting, script: Any, line: Line, events: dict[str, Row], number: int) -> None:
    script["time"], script["fact"] = line.time, number
    row = line.row
    if row is None:
        event = events[line.fact]
        script["chance"] = ENTERED
        script["action"] = EVENT_KINDS.index(event.text("kind"))
        script["office"], script["subject"] = setting.actor(event.text("actor")), setting.actor(event.text("other"))
        script["place"] = setting.number["places"].get(event.text("place"), -1)
        script["value"] = event.number("value_low") or 0.0
        return
    by_itself = row.text("chance") in _BY_ITSELF
    script["chance"] = schema.CHANCES.index(row.text("chance")) if by_itself else -1
    script["office"] = setting.number["offices"].get(row.text("office"), -1)
    script["action"] = schema.ACTIONS.index(row.text("action")) if row.text("action") else -1
    script["subject"] = _subject(setting, row.text("subject"))
    script["place"] = setting.number["places"].get(row.text("place"), -1)
    script["clauses"] = setting.clause_set(row.refs("clauses")) if row.refs("clauses") else -1
    script["clock"] = int((row.number("clock_hours") or 0.0) * 60)
    script["value"] = row.number("value_a") or 0.0


def _write_chance(setting: Setting, chance: Any, line: Line, letter: Row | None, number: int, let_go: int) -> bool:
    row = line.row
    assert row is not None  # only bound lines are chances
    written = -1
    if letter is not None and row.text("chance") == "transit":
        first, last = letter.day("sent_from"), letter.day("sent_to")
        assert first is not None and last is not None  # required by the tables
        written = setting.minutes(_day(first, last, "middle")) + _MORNING
    if line.time >= let_go and not 0 <= written < let_go:
        return False
    chance["kind"] = schema.CHANCES.index(row.text("chance"))
    chance["office"] = setting.number["offices"].get(row.text("office"), -1)
    chance["subject"] = _subject(setting, row.text("subject"))
    chance["place"] = setting.number["places"].get(row.text("place"), -1)
    chance["time"] = min(line.time, let_go + MINUTES)
    chance["a"], chance["b"], chance["c"] = (row.number(f"value_{k}") or 0.0 for k in "abc")
    if written >= 0 and letter is not None:
        kind = _LETTER_KIND.get(letter.text("kind"), letter.text("kind"))
        chance["a"], chance["b"] = float(LETTER_KINDS.index(kind)), float(written)
    chance["fact"] = number
    return True
