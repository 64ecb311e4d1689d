"""The card of a battle: what the record holds of it, and beside it what thousands of fights of it come to.

The record gives date, place, cause, commanders, strengths, losses, result and rival claims, each as facts with their
sources; the fights (`run/battle.py`) give ranges, the chance that the attacker succeeds, and the typical course. With
changes, the battle is fought twice on the same dice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from html import escape
from typing import Any

import numpy as np

from gunboat.analysis.facts import Fact, Facts, Rivals
from gunboat.analysis.measures import mid_rank, spread_of, wilson
from gunboat.combat.rows import Floats
from gunboat.record.cells import Row
from gunboat.run.battle import (
    FIGHTS,
    MEASURES,
    SPANS,
    UNITS,
    WORDS,
    Battle,
    Fights,
    amended,
    battle_of,
    fought,
)
from gunboat.scenario.read import WrittenWar

STRENGTHS = ("men", "men landed", "marines", "ships", "boats", "junks", "guns", "forts")
LOSSES = ("casualties", "losses", "killed", "wounded", "ships lost", "ships badly damaged", "guns taken", "prisoners")
LOST = ("casualties", "losses")  # killed and wounded together
OUT = ("ships lost", "ships badly damaged")
HOURS = {"minutes": 1 / 60, "hours": 1.0, "days": 24.0}
BEFORE = timedelta(days=180)  # within which a demand or an order counts as a battle's: mail goes home and back in it

Spread = tuple[float, float, float]


@dataclass(frozen=True)
class Documented:
    """A documented value in the unit of its measure, with the facts that give it.

    `at_least` where only a part of what is measured is documented, as the killed of the killed and wounded; `note` says
    where it comes from if no figure gives it.
    """

    low: float
    high: float
    at_least: bool
    facts: tuple[Fact, ...]
    note: str = ""

    @property
    def middle(self) -> float:
        """The one number that is looked up among the fights."""
        return self.low if self.at_least else (self.low + self.high) / 2


@dataclass(frozen=True)
class Line:
    """One measure of a battle: documented, and its 5th, 50th and 95th percentile among the fights.

    `percentile` is where the documented value lies among the fights, in per cent; `changed` and `changed_percentile`
    are those of the changed situation.
    """

    measure: str
    unit: str
    documented: Documented | None
    spread: Spread
    percentile: float | None
    changed: Spread | None = None
    changed_percentile: float | None = None


@dataclass(frozen=True)
class Share:
    """A share of the fights with its interval of 95 %."""

    share: float
    low: float
    high: float


@dataclass(frozen=True)
class Phase:
    """A phase of the typical course: in which share of the fights it occurs, and its median minute where it does."""

    phase: str
    share: float
    minute: float | None
    changed_share: float | None = None
    changed_minute: float | None = None


@dataclass(frozen=True)
class Card:
    """Everything that is told of a battle; `to_dict()` for JSON.

    `sides` and `commanders` hold names in English and Chinese, by side; `commanders` also `others`, who are named
    without a side. `situation` holds (column of battles.csv, unit, what stands there, what it was changed to or None),
    `changes` what was asked for, `landing_at` the place of a landing that was changed. `turned` counts the fights that
    only the changed situation won, and those that it alone lost; `felt` is false where no fight differs in anything.
    """

    battle: Battle
    title_en: str
    title_zh: str
    place: tuple[str, str]
    sides: Mapping[str, tuple[tuple[str, str], ...]]
    n: int
    seed: int
    changes: Mapping[str, str]
    event: Fact
    result: tuple[Fact, ...]
    cause: tuple[Fact, ...]
    commanders: Mapping[str, tuple[tuple[str, str], ...]]
    strengths: tuple[Fact, ...]
    losses: tuple[Fact, ...]
    rivals: tuple[Rivals, ...]
    won: bool | None
    situation: tuple[tuple[str, str, str, str | None], ...]
    success: Share
    changed_success: Share | None
    turned: tuple[int, int] | None
    felt: bool | None
    landing_at: tuple[str, str] | None
    results: Mapping[str, float]
    changed_results: Mapping[str, float] | None
    lines: tuple[Line, ...]
    course: tuple[Phase, ...]

    def to_dict(self) -> dict[str, Any]:
        """Plain values, with the unit of each number beside it or in its name."""
        return {
            "battle": self.battle.id, "title": self.title_en, "title_zh": self.title_zh, "kind": self.battle.kind,
            "date": self.battle.cells["date"], "place": self.battle.cells["place"], "event": self.battle.event,
            "fights": self.n, "seed": self.seed, "changes": dict(self.changes),
            "sides": {
                side: [{"name": english, "name_zh": chinese} for english, chinese in names]
                for side, names in self.sides.items()
            },
            "record": {
                "attacker_won": self.won,
                **{name: [_told(fact) for fact in getattr(self, name)]
                   for name in ("result", "cause", "strengths", "losses")},
                "commanders": {
                    side: [{"name": english, "name_zh": chinese} for english, chinese in people]
                    for side, people in self.commanders.items()
                },
                "rivals": [
                    {"group": each.group, "about": each.about, "difference": each.difference,
                     "followed": each.followed, "claims": [_told(fact) for fact in each.claims]}
                    for each in self.rivals
                ],
            },
            "situation": [
                {"column": column, "unit": unit or None, "documented": told, "changed": new}
                for column, unit, told, new in self.situation
            ],
            "attacker_succeeds": {
                "unit": "share of fights", **asdict(self.success),
                "changed": asdict(self.changed_success) if self.changed_success else None,
                "fights_turned_to_success": self.turned[0] if self.turned else None,
                "fights_turned_to_failure": self.turned[1] if self.turned else None,
                "any_fight_differs": self.felt,
            },
            "ends": {"unit": "share of fights", "documented": dict(self.results),
                     "changed": dict(self.changed_results) if self.changed_results is not None else None},
            "measures": [_line_dict(line) for line in self.lines],
            "course": [
                {"phase": each.phase, "share_of_fights": each.share, "median_minutes": each.minute,
                 **({"changed_share_of_fights": each.changed_share, "changed_median_minutes": each.changed_minute}
                    if self.changes else {})}
                for each in self.course
            ],
        }  # fmt: skip

    def __repr__(self) -> str:
        return f"Card({self.battle.id}: {self.n} fights, the attacker succeeds in {self.success.share:.2f} of them)"

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td>{line.measure.replace('_', ' ')}</td><td>{line.unit}</td>"
            f"<td>{_range(line.documented)}</td><td>{_spread_text(line.spread)}</td>"
            f"<td>{_spread_text(line.changed) if line.changed else ''}</td></tr>"
            for line in self.lines
        )
        head = f"{self.title_en}: {self.n} fights, the attacker succeeds in {self.success.share:.2f} of them"
        if self.changed_success:
            head += f", changed in {self.changed_success.share:.2f}"
        columns = "<tr><th></th><th>unit</th><th>record</th><th>5-50-95 %</th><th>changed</th></tr>"
        return f"<b>{escape(head)}</b><table>{columns}{rows}</table>"


def _range(known: Documented | None) -> str:
    if known is None:
        return ""
    return f"{known.low:,.10g}" if known.low == known.high else f"{known.low:,.10g}-{known.high:,.10g}"


def _spread_text(spread: Spread) -> str:
    return " - ".join(f"{value:,.3g}" if value < 100 else f"{value:,.0f}" for value in spread)


def _told(fact: Fact) -> dict[str, Any]:
    """A fact as the card gives it in JSON."""
    return {
        "id": fact.id, "statement": fact.statement_en, "statement_zh": fact.statement_zh, "low": fact.value_low,
        "high": fact.value_high, "unit": fact.unit or None, "on_whose_word": fact.on_whose_word,
        "followed": fact.followed or None,
    }  # fmt: skip


def _line_dict(line: Line) -> dict[str, Any]:
    def spread(values: Spread | None) -> dict[str, float] | None:
        return None if values is None else dict(zip(("p05", "p50", "p95"), values, strict=True))

    known = line.documented
    told = known and {
        "low": known.low, "high": known.high, "at_least": known.at_least, "facts": [fact.id for fact in known.facts],
        "note": known.note or None,
    }  # fmt: skip
    return {
        "measure": line.measure, "unit": line.unit, "documented": told, "simulated": spread(line.spread),
        "percentile_of_documented": line.percentile, "changed": spread(line.changed),
        "changed_percentile_of_documented": line.changed_percentile,
    }  # fmt: skip


# ---------------------------------------------------------------- making a card


def card(
    war: WrittenWar, name: str, n: int = FIGHTS, *, seed: int = 0, changes: Mapping[str, str] | None = None
) -> Card:
    """Fight a battle n times, and again with the changes on the same dice where there are any.

    Raises WarError for a battle that does not exist and for changes that cannot be made.
    """
    changes = dict(changes or {})
    battle = battle_of(war, name)
    other = amended(battle, changes, [each.text("id") for each in war.places]) if changes else None
    plain = fought(war, battle, n, seed)
    changed = fought(war, other, n, seed) if other else None
    facts = Facts(war)
    row = next(row for row in war.battles if row.text("id") == battle.id)
    record = _Record(war, facts, row)
    place_of = {each.text("id"): (each.text("name_en_period"), each.text("trad")) for each in war.places}
    return Card(
        battle=battle, title_en=row.text("name_en"), title_zh=row.text("name_zh"),
        place=place_of[row.text("place")], sides=_sides(facts, battle), n=n, seed=seed, changes=changes,
        event=record.event, result=record.result, cause=record.cause, commanders=record.commanders,
        strengths=record.figures(STRENGTHS), losses=record.figures(LOSSES), rivals=record.rivals, won=record.won,
        situation=_situation(battle, other), success=_share(plain.won),
        changed_success=_share(changed.won) if changed else None,
        turned=_turned(plain, changed) if changed else None, felt=_felt(plain, changed) if changed else None,
        landing_at=place_of.get(other.cells.get("landing_at", "")) if other else None, results=_shares(plain),
        changed_results=_shares(changed) if changed else None,
        lines=tuple(_line(measure, record, plain, changed) for measure in MEASURES if measure in plain.measured),
        course=tuple(_course(plain, changed)),
    )  # fmt: skip


def _sides(facts: Facts, battle: Battle) -> dict[str, tuple[tuple[str, str], ...]]:
    """The belligerents of a row, each by the name of its state where the war has one that is called so."""

    def names(text: str) -> Iterable[tuple[str, str]]:
        for name in text.split(" and "):
            state = next((each for each in facts.named if each.of == "states" and each.is_called(name)), None)
            yield (state.name_en, state.name_zh) if state else (name, name)

    return {f"{side}s": tuple(names(battle.cells[side])) for side in ("attacker", "defender")}


def _share(won: Floats) -> Share:
    low, high = wilson(int(won.sum()), len(won))
    return Share(float(won.mean()), low, high)


def _turned(plain: Fights, changed: Fights) -> tuple[int, int]:
    return int(((changed.won > 0) & (plain.won == 0)).sum()), int(((changed.won == 0) & (plain.won > 0)).sum())


def _felt(plain: Fights, changed: Fights) -> bool:
    """Whether any fight differs in its end, in a measure, or in the minute of a phase."""
    pairs = [(plain.won, changed.won), (plain.firsts, changed.firsts)]
    pairs += [(values, changed.measured[name]) for name, values in plain.measured.items()]
    return not all(np.array_equal(ours, theirs, equal_nan=True) for ours, theirs in pairs)


def _shares(fights: Fights) -> dict[str, float]:
    return {name: many / len(fights) for name, many in fights.results.items()}


def _situation(battle: Battle, other: Battle | None) -> tuple[tuple[str, str, str, str | None], ...]:
    """What the fights take from the row, and what was changed of it."""
    found = []
    for column in (*SPANS[battle.kind], *WORDS[battle.kind]):
        told, new = (each.cells.get(column, "") if each else None for each in (battle, other))
        new = new if new != told else None
        if told or new is not None:
            found.append((column, UNITS.get(column, ""), told or "", new))
    return tuple(found)


def _line(measure: str, record: _Record, plain: Fights, changed: Fights | None) -> Line:
    known = record.documented(measure)
    values = plain.measured[measure]
    spread = spread_of(values)
    assert spread is not None  # a battle is fought at least once
    at = None if known is None else mid_rank(values, known.middle)
    if changed is None:
        return Line(measure, MEASURES[measure], known, spread, at)
    others = changed.measured[measure]
    other_at = None if known is None else mid_rank(others, known.middle)
    return Line(measure, MEASURES[measure], known, spread, at, spread_of(others), other_at)


def _course(plain: Fights, changed: Fights | None) -> Iterable[Phase]:
    ours = {phase: (minute, share) for phase, minute, share in plain.course}
    theirs = {phase: (minute, share) for phase, minute, share in changed.course} if changed else {}
    order = [*ours, *(phase for phase in theirs if phase not in ours)]
    for phase in order:
        minute, share = ours.get(phase, (None, 0.0))
        if changed is None:
            yield Phase(phase, share, minute)
        else:
            other, other_share = theirs.get(phase, (None, 0.0))
            yield Phase(phase, share, minute, other_share, other)


# ---------------------------------------------------------------- what the record holds


class _Record:
    """What the record holds of one battle, looked up once."""

    def __init__(self, war: WrittenWar, facts: Facts, row: Row) -> None:
        self.war, self.facts = war, facts
        self.event = facts[row.text("event")]
        self.row = next(each for each in war.record.events if each.text("id") == self.event.id)
        self.near = self._near()
        self.state_of = {each.text("id"): each.text("state") for each in (*war.offices, *war.forces)}
        self.sides = {each.text("id"): each.text("side") for each in war.states}
        attacker = self.row.text("actor")
        self.attackers = self.sides.get(self.state_of.get(attacker, attacker), "coercer")
        self.result = tuple(dict.fromkeys([self.event, *(facts[key] for key in self.near if key in facts)]))

    def _near(self) -> tuple[str, ...]:
        """The battle's event and those of the same thing: the one it makes more exact, and its other refinements."""
        whole = self.event.refines or self.event.id
        kin = [fact.id for fact in self.facts.refined_by(whole) if fact.kind == self.event.kind]
        return tuple(dict.fromkeys([self.event.id, whole, *kin]))

    @property
    def parts(self) -> list[Fact]:
        """All that belongs to the battle."""
        return [fact for key in self.near for fact in self.facts.parts(key)]

    def figures(self, kinds: Sequence[str]) -> tuple[Fact, ...]:
        """The figures of the battle that count such things; of rivals the one that is followed."""
        return tuple(
            fact for fact in self.parts if fact.table == "figures" and fact.what in kinds and fact.followed != "no"
        )

    @property
    def rivals(self) -> tuple[Rivals, ...]:
        """The groups of rival claims about the battle itself and its figures."""
        figures = (fact for fact in self.parts if fact.table == "figures")
        mine = {fact.rivals for fact in (*self.result, *figures) if fact.rivals}
        return tuple(group for group in self.facts.conflicts() if group.group in mine)

    # ------------------------------------------------------------ cause and commanders

    @property
    def cause(self) -> tuple[Fact, ...]:
        """The motives that are told, the attacker's last demand before the battle, and the order to attack."""
        motives = [fact for fact in self.parts if fact.kind == "motive"]
        last = (self._last(kind) for kind in ("demand-presented", "force-ordered"))
        return tuple(motives + [fact for fact in last if fact is not None])

    def _last(self, kind: str) -> Fact | None:
        """The attackers' last act of a kind before the battle, one that names persons before one that does not."""
        when = self.event.when
        assert when is not None  # a battle of battles.csv has a day
        found = [
            fact for fact in self.facts.where(kind=kind, role="choice")
            if fact.when and when.first - BEFORE <= fact.when.first <= when.last and fact.when.last <= when.last
            and fact.followed != "no" and fact.actors
            and self.sides.get(self.state_of.get(fact.actors[0], "")) == self.attackers
        ]  # fmt: skip

        def late(fact: Fact) -> tuple[date, bool]:
            return (fact.when.first if fact.when else date.min), bool(fact.people)

        return max(found, key=late, default=None)

    @property
    def commanders(self) -> dict[str, tuple[tuple[str, str], ...]]:
        """Names in English and Chinese of those who commanded, by side; `others` are named without a side."""
        people = {row.text("id"): (row.text("name_en"), row.text("name_zh")) for row in self.war.record.people}
        found: dict[str, list[str]] = {"attackers": [], "defenders": [], "others": []}
        orders = self._last("force-ordered")
        for force in (self.row.text("actor"), self.row.text("other")):
            found[self._side_of(force)] += self._holders(self._commander_of(force))
        for person in (orders.people if orders else ()):
            found["attackers"].append(person)
        told = [fact for fact in self.parts if fact.kind == "description" and "commander" in fact.id]
        for fact in (*self.result, *told):
            for person in fact.people:
                office = self._office_of(person)
                found[self._side_of(office) if office else "others"].append(person)
        known = {person for side in ("attackers", "defenders") for person in found[side]}
        found["others"] = [person for person in found["others"] if person not in known]
        return {
            side: tuple(people[person] for person in dict.fromkeys(names) if person in people)
            for side, names in found.items()
            if names
        }

    def _side_of(self, actor: str) -> str:
        side = self.sides.get(self.state_of.get(actor, actor), "")
        return "attackers" if side == self.attackers else "defenders"

    def _commander_of(self, force: str) -> str:
        return next((row.text("commander") for row in self.war.forces if row.text("id") == force), "")

    def _holders(self, office: str) -> list[str]:
        when = self.event.when
        held = self.facts.on(when.first).in_office if when else ()
        return [person for each, person in held if each == office]

    def _office_of(self, person: str) -> str:
        """An office that a person held on the day, or else at any time; "" for none."""
        when = self.event.when
        held = self.facts.on(when.first).in_office if when else ()
        ever = [(row.text("office"), row.text("person")) for row in self.war.record.holders]
        return next((office for office, holder in (*held, *ever) if holder == person), "")

    # ------------------------------------------------------------ documented values

    @property
    def won(self) -> bool | None:
        """Whether the attacker won, as a run that follows the record takes it; None where it is not bound."""
        bound = self._bound
        value = bound.number("value_a") if bound else None
        return None if value is None else value > 0

    @property
    def _bound(self) -> Row | None:
        for row in self.war.follow:
            if row.text("fact") == self.event.id and row.text("chance") == "battle":
                return row
        return None

    def documented(self, measure: str) -> Documented | None:
        """What is documented of a measure; None where nothing is."""
        if measure == "hours":
            return self._lasted()
        if measure in ("ships_out", "ships_lost"):
            return self._sum(self._counted(OUT if measure == "ships_out" else OUT[:1]))
        side, _, what = measure.partition("_")
        if what == "lost":
            return self._lost(side == "attackers")
        if what in ("killed", "wounded"):
            return self._sum([fact for fact in self._counted((what,)) if self._is_of(fact, side == "attackers")])
        return None

    def _counted(self, kinds: Sequence[str]) -> list[Fact]:
        """The figures of such things that have a value."""
        return [fact for fact in self.figures(kinds) if fact.value_low is not None]

    def _lost(self, attackers: bool) -> Documented | None:
        """A side's killed and wounded: counted together, or apart; else what the run follows; else the killed alone."""
        own = [fact for fact in self._counted(LOSSES) if self._is_of(fact, attackers)]
        whole = self._sum([fact for fact in own if fact.what in LOST])
        killed, wounded = ([fact for fact in own if fact.what == what] for what in ("killed", "wounded"))
        if whole is not None or (killed and wounded):
            return whole or self._sum([*killed, *wounded])
        if killed:
            some = self._sum(killed)
            return some and Documented(some.low, some.high, True, some.facts)
        value = self._bound.number("value_b" if attackers else "value_c") if self._bound else None
        if value is None or self._bound is None:
            return None
        return Documented(value, value, False, (), self._bound.text("note"))

    def _is_of(self, fact: Fact, attackers: bool) -> bool:
        """Whether a figure is of the attackers; one of no side counts the allies together."""
        side = self._figure_side(fact)
        return (side == "" or self.sides.get(side) == self.attackers) == attackers

    def _figure_side(self, fact: Fact) -> str:
        row = next(row for row in self.war.record.tables["figures"] if row.text("id") == fact.id)
        return row.text("side")

    def _sum(self, facts: Sequence[Fact]) -> Documented | None:
        """Figures added up: that of all allies together where there is one, else that of each."""
        whole = [fact for fact in facts if not self._figure_side(fact)]
        kinds = {fact.what for fact in whole}
        added = [*whole, *(fact for fact in facts if self._figure_side(fact) and fact.what not in kinds)]
        if not added:
            return None
        return Documented(
            sum(fact.value_low or 0.0 for fact in added), sum(fact.value_high or 0.0 for fact in added), False,
            tuple(added),
        )  # fmt: skip

    def _lasted(self) -> Documented | None:
        found = [fact for fact in self.figures(("duration",)) if fact.unit in HOURS]
        if not found:
            return None
        fact = found[0]
        factor = HOURS[fact.unit]
        return Documented((fact.value_low or 0.0) * factor, (fact.value_high or 0.0) * factor, False, (fact,))

