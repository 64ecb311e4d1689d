"""What the record holds of one battle: its facts, who commanded, and the documented value of each measure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import NamedTuple

from gunboat.analysis.facts import Fact, Facts, Rivals
from gunboat.record.cells import Row
from gunboat.scenario.read import WrittenWar

STRENGTHS = ("men", "men landed", "marines", "ships", "boats", "junks", "guns", "forts")
LOSSES = ("casualties", "losses", "killed", "wounded", "ships lost", "ships badly damaged", "guns taken", "prisoners")
LOST = ("casualties", "losses")  # killed and wounded together
OUT = ("ships lost", "ships badly damaged")
HOURS = {"minutes": 1 / 60, "hours": 1.0, "days": 24.0}
BEFORE = timedelta(days=180)  # within which a demand or an order counts as a battle's: mail goes home and back in it


class Commander(NamedTuple):
    """Who commanded, in English and Chinese; `in_office` where only the office is told of, and no fact names him."""

    name_en: str
    name_zh: str
    in_office: bool = False


@dataclass(frozen=True)
class Documented:
    """A documented value in the unit of its measure, with the facts that give it.

    `at_least` where only a part of what is measured is documented, as the killed of the killed and wounded; `fallen`
    where it counts killed and wounded, and none missing. Where no fact gives it, it is what a run that follows the
    record is given, and `note` says where that comes from.
    """

    low: float
    high: float
    at_least: bool
    facts: tuple[Fact, ...]
    note: str = ""
    fallen: bool = False

    @property
    def none_recorded(self) -> bool:
        """Whether it is nought because the record is silent."""
        return self.high == 0.0 and not self.facts


class BattleRecord:
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
        """The groups of rival claims about the battle itself and its figures: those whose followed claim is its own."""
        figures = (fact for fact in self.parts if fact.table == "figures")
        mine = {fact.id for fact in (*self.result, *figures)}
        return tuple(group for group in self.facts.conflicts() if group.followed in mine)

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
    def commanders(self) -> dict[str, tuple[Commander, ...]]:
        """Those who commanded, by side; `others` are named without a side."""
        people = {row.text("id"): (row.text("name_en"), row.text("name_zh")) for row in self.war.record.people}
        found: dict[str, list[str]] = {"attackers": [], "defenders": [], "others": []}
        for force in (self.row.text("actor"), self.row.text("other")):
            found[self._side_of(force)] += self._holders(self._commander_of(force))
        orders = self._last("force-ordered")
        ordered = orders.people if orders else ()
        found["attackers"] += ordered
        told = [fact for fact in self.parts if fact.kind == "description" and "commander" in fact.id]
        named = [person for fact in (*self.result, *told) for person in fact.people]
        for person in named:
            office = self._office_of(person)
            found[self._side_of(office) if office else "others"].append(person)
        known = {person for side in ("attackers", "defenders") for person in found[side]}
        found["others"] = [person for person in found["others"] if person not in known]
        by_fact = {*ordered, *named}
        return {
            side: tuple(
                Commander(*people[person], in_office=person not in by_fact)
                for person in dict.fromkeys(names)
                if person in people
            )
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
        if whole is None and killed and wounded:
            whole = self._sum([*killed, *wounded])
        if whole is not None:
            return replace(whole, fallen=True)
        some = self._sum(killed)
        if some is not None:
            return replace(some, at_least=True)
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
