"""A chronicle told in plain sentences, in English, Traditional and Simplified Chinese.

`tell` makes one dated sentence of a row of a chronicle; `explain` says of a decision what the odds were and what
weighed. All words stand in the TOML files beside this module; what the values of a row mean is EVENT_VALUES of the
record's tables, and a value's meaning there ("loss of the attacker") is its name here ({loss_of_the_attacker}).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from gunboat.analysis.telling.languages import (
    LANGUAGES,
    WRITTEN,
    finish,
    round_or_zero,
    to_simplified,
    words,
    write_clock,
    write_count,
    write_date,
    write_list,
    write_loss,
    write_minutes,
    write_ordinal,
    write_share,
    write_taels,
    write_time,
)
from gunboat.analysis.telling.names import Names, at, bare, names_of, with_article
from gunboat.analysis.telling.templates import first_filled
from gunboat.record.tables import EVENT_VALUES, LETTER_KINDS
from gunboat.scenario.schema import ACTIONS

__all__ = [
    "LANGUAGES",
    "WRITTEN",
    "Decision",
    "Event",
    "Names",
    "explain",
    "names_of",
    "tell",
    "to_simplified",
    "variants_of",
    "with_article",
    "write_clock",
    "write_date",
    "write_list",
    "write_share",
]

TIMED = ("battle", "bombardment", "raid", "deadline-expired")
"""Kinds that are told with the time of day; a demand with a clock is too."""

REASONS_TOLD = 3
LEAST_REASON = 0.05  # million taels; smaller than this is written as nought


class Event(Protocol):
    """A row of a chronicle. Ids are "" where the row is blank; values that are not known are nan or 0."""

    @property
    def when(self) -> datetime: ...
    @property
    def kind(self) -> str: ...
    @property
    def actor(self) -> str: ...
    @property
    def other(self) -> str: ...
    @property
    def place(self) -> str: ...
    @property
    def a(self) -> float: ...
    @property
    def b(self) -> float: ...
    @property
    def c(self) -> float: ...
    @property
    def index(self) -> int: ...
    @property
    def cause(self) -> int: ...
    @property
    def fact(self) -> str: ...


class Decision(Protocol):
    """What an office chose, with the probability of each option and, per option, (reason, million taels) pairs."""

    @property
    def when(self) -> datetime: ...
    @property
    def office(self) -> str: ...
    @property
    def occasion(self) -> str: ...
    @property
    def chosen(self) -> str: ...
    @property
    def odds(self) -> Mapping[str, float]: ...
    @property
    def reasons(self) -> Mapping[str, Sequence[tuple[str, float]]]: ...


def tell(event: Event, names: Names, lang: str = "en") -> str:
    """One dated sentence: who did what, to whom, where, as far as the row says; the record's own where it has one."""
    if event.fact in names.facts:
        stated = words(lang)["stated"]["by_the_record"]
        return finish(stated.format(date=write_date(event.when, lang), statement=names.fact(event.fact, lang)), lang)
    known = {
        "actor": names.actor(event.actor, lang),
        "other": names.actor(event.other, lang),
        "other_bare": bare(names.plain(event.other, lang), lang),
        "place": names.place(event.place, lang),
    }
    values = (event.a, event.b, event.c)
    meanings = EVENT_VALUES.get(event.kind, ())
    for (meaning, unit), value in zip(meanings, values, strict=False):
        known.update(_value(meaning, unit, value, names, lang))
    rest = first_filled(_template(event.kind, values, lang), known)
    timed = event.kind in TIMED or (event.kind == "demand-presented" and round_or_zero(event.b) > 0)
    return finish(_dated(event.when, rest, timed, lang), lang)


def explain(decision: Decision, names: Names, lang: str = "en") -> str:
    """What an office decided, with the odds of its options as frequencies and the reasons that weighed most."""
    form = words(lang)["explain"]
    text = form["decided"].format(
        office=names.actor(decision.office, lang),
        occasion=words(lang)["occasions"][decision.occasion],
        chosen=words(lang)["actions"][decision.chosen]["do"],
    )
    odds = _odds(decision.odds, lang)
    if odds:
        text += form["odds"].format(odds=odds)
    reasons = _reasons(decision, lang)
    if reasons:
        text += form["weighed"].format(reasons=reasons)
    return finish(_dated(decision.when, text, False, lang), lang)


def variants_of(kind: str) -> tuple[str, Mapping[int, str]]:
    """The value by which a kind of event is told differently, and what its numbers mean; ("", {}) where none is.

    >>> variants_of("history-ended")
    ('why', {0: 'last day', 1: 'peace'})
    """
    told = words("en")["events"][kind]
    for meaning, unit in EVENT_VALUES.get(kind, ()):
        if meaning in told:
            return meaning, _choices(unit)
    return "", {}


# ---------------------------------------------------------------- events


def _choices(unit: str) -> Mapping[int, str]:
    """The numbers of a closed choice, as its unit writes them: "0 last day, 1 peace", "1 or 0"; or the actions."""
    if unit == "action":
        return dict(enumerate(ACTIONS))
    if unit == "1 or 0":
        return {0: "0", 1: "1"}
    return {int(number): name for number, name in re.findall(r"(\d+) ([a-z][a-z ]*)", unit) if unit[0].isdigit()}


def _template(kind: str, values: Sequence[float], lang: str) -> Sequence[str]:
    """The alternatives by which an event of a kind, with these values, is told."""
    told: Mapping[str, Any] = words(lang)["events"][kind]
    meaning, choices = variants_of(kind)
    if not meaning:
        always: Sequence[str] = told["always"]
        return always
    place = [name for name, _ in EVENT_VALUES[kind]].index(meaning)
    name = choices.get(round_or_zero(values[place]), choices[0])
    variant: Sequence[str] = told[meaning].get(name) or told[meaning]["otherwise"]
    return variant


def _value(meaning: str, unit: str, value: float, names: Names, lang: str) -> dict[str, str]:
    """What one value of a row is called in templates, and how it is written."""
    name = meaning.replace(" ", "_")
    if meaning == "incident":
        return {name: names.plain(at(names.incidents, value), lang)}
    if meaning == "circumstance":
        plain = names.plain(at(names.circumstances, value), lang)
        return {name: plain, f"{name}_the": with_article(plain, lang)}
    if meaning == "swing":
        towards = "towards" if value > 0 else "away"
        return {name: write_share(abs(value), lang), f"{name}_{towards}": write_share(abs(value), lang)}
    if meaning == "amount":  # the template of the phase knows which of them it is
        return {f"{name}_{counted}": write_count(value, counted, lang) for counted in ("guns", "ships", "men")}
    return {name: _figure(meaning, unit, value, names, lang)}


def _figure(meaning: str, unit: str, value: float, names: Names, lang: str) -> str:
    """A value as it is written, by its unit."""
    if meaning == "kind of letter":
        kind = at(LETTER_KINDS, value)
        return str(words(lang)["letters"][kind]) if kind else ""
    if meaning.startswith("loss"):
        return write_loss(value, lang)
    if unit == "clause set":
        return names.clause_set(value, lang)
    if unit == "hours":
        return write_clock(value, lang)
    if unit == "minutes":
        return write_minutes(value, lang)
    if unit == "action":
        action = at(ACTIONS, value)
        return str(words(lang)["actions"][action]["do"]) if action else ""
    if unit == "place":
        return names.place(at(names.places, value), lang)
    if unit == "million taels":
        return write_taels(value, lang)
    if unit in ("men", "officers", "ships", "guns", "days", "ports"):
        return write_count(value, unit, lang)
    if unit == "ordinal":
        return write_ordinal(value, lang)
    if unit == "probability" or unit.startswith("share"):
        return write_share(abs(value), lang)
    if _choices(unit):
        return ""  # chooses the template
    raise ValueError(f"no way to write the unit {unit!r} of {meaning!r}")


def _dated(when: datetime, rest: str, timed: bool, lang: str) -> str:
    """A sentence with its date, and with its time where that is told and known (midnight is not)."""
    form = words(lang)["sentence"]
    if timed and (when.hour or when.minute):
        return str(form["timed"].format(date=write_date(when, lang), time=write_time(when, lang), rest=rest))
    return str(form["dated"].format(date=write_date(when, lang), rest=rest))


# ---------------------------------------------------------------- decisions


def _odds(odds: Mapping[str, float], lang: str) -> str:
    """Options by falling odds, in 100; the numbers add up."""
    form = words(lang)["explain"]
    told: list[str] = []
    for action, n in _in_hundred(odds):
        item = form["odds_next"] if told else form["odds_first"]
        name = words(lang)["actions"][action]["name"]
        told.append(item.format(action=name, n=n or form["odds_little"]))
    return str(form["odds_between"].join(told))


def _in_hundred(odds: Mapping[str, float]) -> list[tuple[str, int]]:
    """Odds as whole hundredths by largest remainder, so that they add up; the greatest first."""
    possible = {action: chance * 100 for action, chance in odds.items() if chance > 0}
    whole = {action: int(share) for action, share in possible.items()}
    missing = round(sum(possible.values())) - sum(whole.values())
    for action in sorted(possible, key=lambda action: whole[action] - possible[action])[: max(0, missing)]:
        whole[action] += 1
    return sorted(whole.items(), key=lambda item: (-item[1], -possible[item[0]]))


def _reasons(decision: Decision, lang: str) -> str:
    """The heaviest reason of what was chosen, and then the heaviest of all others."""
    form = words(lang)["explain"]
    weights = [
        (action, reason, value)
        for action, reasons in decision.reasons.items()
        for reason, value in reasons
        if abs(value) >= LEAST_REASON
    ]
    weights.sort(key=lambda weight: -abs(weight[2]))
    own = [weight for weight in weights if weight[0] == decision.chosen][:1]
    others = [weight for weight in weights if weight not in own]
    told = []
    for action, reason, value in own + others[: REASONS_TOLD - len(own)]:
        sense = form["reason_for"] if value > 0 else form["reason_against"]
        weight = f"{abs(value):.1f}" if abs(value) < 10 else f"{abs(value):.0f}"
        doing = words(lang)["actions"][action]["doing"]
        told.append(sense.format(action=doing, reason=words(lang)["reasons"][reason], value=weight))
    return str(form["reason_between"].join(told))
