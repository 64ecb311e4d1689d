"""What a held office sees: its own papers, and what its staff makes of them.

A `View` is made from the office's view record and the scratch of the choice before it, and from nothing else that
changes: what has not reached the office is not in it. Each piece of knowledge carries the date of what it tells, so
that old news is seen to be old.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import numpy as np

from gunboat.scenario.schema import ACTIONS, OCCASIONS, REASONS
from gunboat.world.setting import Setting
from gunboat.world.state import NEVER


@dataclass(frozen=True)
class Known:
    """What an office believes of a force: whose it is, where, how many men, and as of when."""

    state: str
    place: str
    men: float
    as_of: datetime


@dataclass(frozen=True)
class Demand:
    """A demand on an office's table, or its own: clauses, who makes it and when, its clock, and the answer known."""

    clauses: list[str]
    made_by: str
    made: datetime
    deadline: datetime | None
    answer: str = ""
    expired: bool = False


@dataclass(frozen=True)
class View:
    """What a held office knows when it must decide, and what it may do.

    `orders` are the lawful orders. For each, `odds` is the probability with which the office's own staff would choose
    it and `worth` its reasons in million taels. `win` is the believed chance that the coercer wins the next battle,
    `trust` the share of each office's reports taken to be true, `strength` the men and their places as believed.
    """

    office: str
    state: str
    date: datetime
    occasion: str
    orders: list[str]
    odds: dict[str, float]
    worth: dict[str, dict[str, float]]
    win: float
    at_stake: list[str]
    demand: Demand | None
    own_demand: Demand | None
    instructed: datetime | None
    stance: str
    mandate: list[str]
    force_allowed: bool
    holders: dict[str, tuple[str, datetime]]
    forces: dict[str, Known]
    forts: dict[str, float]
    trust: dict[str, float]
    granted: list[str]
    ratified: list[str]
    fighting: bool
    victories: int
    defeats: int

    def to_dict(self) -> dict[str, Any]:
        """The view in plain values: text, numbers, lists and mappings; dates as ISO 8601 text."""
        plain: dict[str, Any] = _plain(asdict(self))
        return plain

    def __repr__(self) -> str:
        table = f"; on the table: {', '.join(self.demand.clauses)}" if self.demand else ""
        orders = ", ".join(f"{name} {self.odds[name]:.2f}" for name in self.orders)
        return f"View({self.office}, {self.date:%d %B %Y}, {self.occasion or 'nothing to decide'}{table}; {orders})"


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, datetime) else value


def view(setting: Setting, world: Any, office: int) -> View:
    """What office number `office` knows at this moment. Only the office for which the engine stopped has orders."""
    v = world["views"][office]
    row = setting.war.offices[office]
    weighs = int(world["stopped"]) == office
    c = world["choice"]
    lawful = [int(i) for i in np.flatnonzero(c["lawful"])] if weighs else []
    weight = c["weight"].reshape(len(ACTIONS), len(REASONS))
    places = [r.text("id") for r in setting.war.places]
    states = [r.text("id") for r in setting.war.states]
    return View(
        office=row.text("id"),
        state=row.text("state"),
        date=setting.moment(world["now"]),
        occasion=OCCASIONS[int(c["occasion"])] if weighs else "",
        orders=[ACTIONS[i] for i in lawful],
        odds={ACTIONS[i]: float(c["odds"][i]) for i in lawful},
        worth={ACTIONS[i]: {REASONS[r]: float(x) for r, x in enumerate(weight[i]) if x != 0.0} for i in lawful},
        win=float(c["win"]) if weighs else float("nan"),
        at_stake=_clauses(setting, c["clauses"]) if weighs else [],
        demand=_on_the_table(setting, v),
        own_demand=_own(setting, v, row.text("id")),
        instructed=setting.moment(v["instructed"]) if v["instructed"] >= 0 else None,
        stance=ACTIONS[int(v["stance"])] if v["stance"] >= 0 else "",
        mandate=_clauses(setting, v["mandate"]),
        force_allowed=bool(v["force_allowed"]),
        holders={p: (states[v["holder"][i]], setting.moment(v["holder_as_of"][i])) for i, p in enumerate(places)},
        forces=_forces(setting, v, places, states),
        forts={r.text("id"): float(v["fort_men"][i]) for i, r in enumerate(setting.war.forts)},
        trust=_trust(setting, v, office),
        granted=_clauses(setting, v["granted"]),
        ratified=_clauses(setting, v["ratified"]),
        fighting=bool(v["hot"]),
        victories=int(v["victories"]),
        defeats=int(v["defeats"]),
    )


def _clauses(setting: Setting, clause_set: Any) -> list[str]:
    return [row.text("id") for i, row in enumerate(setting.war.clauses) if int(clause_set) >> i & 1]


def _moment_or_none(setting: Setting, minutes: Any) -> datetime | None:
    return setting.moment(int(minutes)) if int(minutes) < NEVER else None


def _on_the_table(setting: Setting, v: Any) -> Demand | None:
    if v["demand"] < 0:
        return None
    return Demand(
        clauses=_clauses(setting, v["demand_clauses"]),
        made_by=setting.war.offices[int(v["demand_from"])].text("id"),
        made=setting.moment(v["demand_written"]),
        deadline=_moment_or_none(setting, v["demand_deadline"]),
    )


def _own(setting: Setting, v: Any, office: str) -> Demand | None:
    if v["own_demand"] < 0:
        return None
    return Demand(
        clauses=_clauses(setting, v["own_clauses"]),
        made_by=office,
        made=setting.moment(v["own_presented"]),
        deadline=_moment_or_none(setting, v["own_deadline"]),
        answer=ACTIONS[int(v["own_answer"])] if v["own_answer"] >= 0 else "",
        expired=bool(v["own_expired"]),
    )


def _forces(setting: Setting, v: Any, places: list[str], states: list[str]) -> dict[str, Known]:
    """Forces believed to be somewhere. One raised in play is named after its state and counted."""
    named = [row.text("id") for row in setting.war.forces]
    known: dict[str, Known] = {}
    for f in np.flatnonzero((v["force_state"] >= 0) & (v["force_place"] >= 0)):
        state = states[v["force_state"][f]]
        name = named[f] if f < len(named) else f"{state}-{f - len(named) + 1}"
        known[name] = Known(
            state, places[v["force_place"][f]], float(v["force_men"][f]), setting.moment(v["force_as_of"][f])
        )
    return known


def _trust(setting: Setting, v: Any, office: int) -> dict[str, float]:
    share = v["trust_for"] / (v["trust_for"] + v["trust_against"]).clip(1e-300)
    return {row.text("id"): float(share[i]) for i, row in enumerate(setting.war.offices) if i != office}
