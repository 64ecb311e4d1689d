"""Laying out a written war: its ids as numbers, its tables as terms, and its opening as a world.

Nothing is left to default here in silence: a blank that has a meaning (no superior, no clock, no ice) is written as
the number that rules read for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np

from gunboat.record.cells import Row
from gunboat.record.faults import Fault, WarError
from gunboat.scenario import schema
from gunboat.scenario.read import WrittenWar
from gunboat.world.chronicle import FORCE_ACTOR, STATE_ACTOR
from gunboat.world.codes import ENTRY, REDRESS
from gunboat.world.formulas.forts import DRILL, SHELL
from gunboat.world.state import MINUTES, N_FORCES, N_OFFICES, NEVER, WORLD
from gunboat.world.terms import N_DAYS, N_STEPS, TERMS
from gunboat.world.ways import write_ways

# The belief grid: resolve in five steps about a stake as it is thought of, with binomial weights; log-odds of the next
# battle in steps of one from -3 to 3. A finer grid changes no choice's odds by more than a few parts in a hundred.
RESOLVE_NODES, RESOLVE_WEIGHTS = (-2.0, -1.0, 0.0, 1.0, 2.0), (1 / 16, 4 / 16, 6 / 16, 4 / 16, 1 / 16)
THETA_NODES = (-3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0)

_ROLE_OF_CHIEF = ("sovereign", "cabinet")
_ROLE_OF_AGENT = ("plenipotentiary", "mediator")
_KINDS_OF_FORCE = {"squadron": 0, "garrison": 1, "army": 2, "militia": 3}
_KINDS_OF_PLACE = ("city", "works", "field", "anchorage", "port", "post")
_SWITCHES = {"lying": "lying", "learning-at-the-table": "table", "delay": "delay", "mfn": "mfn", "age-of-news": "age"}
_EFFECTS = schema.CIRCUMSTANCE_EFFECTS


@dataclass(frozen=True)
class Setting:
    """A war laid out: `number` gives an id's number by section, `terms` and `world` are one-element arrays."""

    war: WrittenWar
    number: dict[str, dict[str, int]]
    terms: Any
    world: Any
    first_day: date

    def minutes(self, day: date, clock: time | None = None) -> int:
        """Minutes from the war's first day to a day and time of day."""
        at = (day - self.first_day).days * MINUTES
        return at + (clock.hour * 60 + clock.minute if clock else 0)

    def moment(self, minutes: int) -> datetime:
        """The local time at a number of minutes."""
        return datetime.combine(self.first_day, time()) + timedelta(minutes=int(minutes))

    def actor(self, name: str) -> int:
        """Actor number of an office, a state or a force; -1 for nobody."""
        if not name:
            return -1
        for section, base in (("offices", 0), ("states", STATE_ACTOR), ("forces", FORCE_ACTOR)):
            if name in self.number[section]:
                return base + self.number[section][name]
        raise KeyError(name)

    def clause_set(self, names: list[str]) -> int:
        """Clause set of some clause ids."""
        return sum(1 << self.number["clauses"][n] for n in set(names))


def lay_out(war: WrittenWar, opening: str = "") -> Setting:
    """Lay out a written war at one of its openings (its own default unless named); WarError for an unknown one."""
    number = {
        section: {row.text("id"): i for i, row in enumerate(getattr(war, section))}
        for section in (
            "states",
            "offices",
            "clauses",
            "approaches",
            "incidents",
            "circumstances",
            "places",
            "forces",
            "forts",
        )
    }
    first = war.war.day("first_day")
    assert first is not None  # required by the schema
    terms, world = TERMS.new(), WORLD.new()
    setting = Setting(war, number, terms, world, first)
    _write_terms(setting)
    _write_world(setting, opening or war.war.text("opening"))
    return setting


def _at(numbers: dict[str, int], name: str) -> int:
    return numbers[name] if name else -1


# ---------------------------------------------------------------- terms


def _write_terms(s: Setting) -> None:
    t, war = s.terms[0], s.war
    for section in (
        "states",
        "offices",
        "places",
        "clauses",
        "approaches",
        "incidents",
        "circumstances",
        "forts",
        "forces",
    ):
        t[f"n_{section}"] = len(getattr(war, section))
    last = war.war.day("last_day")
    assert last is not None  # required by the schema
    t["last"] = s.minutes(last) + MINUTES
    days = min(N_DAYS, (last - s.first_day).days + 400)
    t["day_of_year"] = [_common_day(s.first_day + timedelta(days=min(d, days))) for d in range(N_DAYS)]
    t["resolve_node"], t["resolve_weight"], t["theta_node"] = RESOLVE_NODES, RESOLVE_WEIGHTS, THETA_NODES
    for name in _SWITCHES.values():
        t[name] = 1  # a mechanism that a war does not speak of is on
    for row in war.switches:
        t[_SWITCHES[row.text("id")]] = row.integer("on")
    _write_states(s)
    _write_offices(s)
    _write_clauses(s)
    _write_places(s)
    _write_approaches(s)
    _write_causes(s)
    write_ways(t, war.routes, war.places)


def _write_states(s: Setting) -> None:
    t, n = s.terms[0], s.number
    for i, row in enumerate(s.war.states):
        state = t["states"][i]
        name = row.text("id")
        state["side"] = schema.SIDES.index(row.text("side"))
        state["tradition"] = schema.TRADITIONS.index(row.text("tradition"))
        for field, column in (("capital", "capital"), ("depot", "base"), ("port", "port"), ("refuge", "refuge")):
            state[field] = _at(n["places"], row.text(column))
        if row.text("base") and not row.text("port"):
            state["port"] = state["capital"]
        state["follows"] = _at(n["states"], row.text("follows"))
        state["votes"], state["mfn"] = row.integer("votes") or 0, row.integer("mfn") or 0
        wishes = row.refs("wishes")
        state["n_wishes"] = len(wishes)
        state["wish"][: len(wishes)] = [n["clauses"][w] for w in wishes]
        state["chief"] = _first_office(s, name, _ROLE_OF_CHIEF)
        state["agent"] = _first_office(s, name, _ROLE_OF_AGENT)
        state["commander"] = _first_office(s, name, ("commander",))
        if row.text("side") == "target":
            t["target"], t["court"] = i, state["chief"]


def _first_office(s: Setting, state: str, roles: tuple[str, ...]) -> int:
    for i, row in enumerate(s.war.offices):
        if row.text("state") == state and row.text("role") in roles:
            return i
    return -1


def _write_offices(s: Setting) -> None:
    t, n = s.terms[0], s.number
    side = [t["states"][i]["side"] for i in range(len(s.war.states))]
    for i, row in enumerate(s.war.offices):
        office = t["offices"][i]
        office["state"] = n["states"][row.text("state")]
        office["role"] = schema.ROLES_OF_OFFICE.index(row.text("role"))
        office["mind"] = schema.MINDS.index(row.text("mind"))
        office["seat"] = n["places"][row.text("seat")]
        office["reports_to"] = _at(n["offices"], row.text("reports_to"))
        office["treats"] = row.integer("treats") or 0
        office["embellishes"] = row.number("embellishes") or 0.0
    for i in range(len(s.war.offices)):
        for j, writer in enumerate(s.war.offices):
            mine, his = t["offices"][i]["state"], t["offices"][j]["state"]
            bond = 3
            if mine == his:
                bond = 1 if writer.text("role") in ("governor", "commander") and side[mine] == 0 else 0
            elif (side[mine] == 0) != (side[his] == 0) and 1 in (side[mine], side[his]):
                bond = 2
            t["bond"][i * N_OFFICES + j] = bond


def _write_clauses(s: Setting) -> None:
    t = s.terms[0]
    t["exchange_clause"] = -1
    for i, row in enumerate(s.war.clauses):
        clause = t["clauses"][i]
        clause["kind"] = schema.CLAUSE_KINDS.index(row.text("kind"))
        clause["value"], clause["cost"] = row.number("value"), row.number("cost")
        clause["spreads"] = row.integer("spreads") or 0
        clause["ports"] = row.integer("ports") or 0
        if row.text("kind") == "exchange":
            t["exchange_clause"] = i


def _write_places(s: Setting) -> None:
    t = s.terms[0]
    for i, row in enumerate(s.war.places):
        place = t["places"][i]
        place["kind"] = _KINDS_OF_PLACE.index(row.text("kind"))
        place["garrison_needed"] = row.number("garrison_needed") or 0.0
        place["heights"] = row.integer("heights") or 0
        place["ice_from"], place["ice_to"] = _day_of_year(row.text("ice_from")), _day_of_year(row.text("ice_to"))
        place["fort"], place["approach"], place["approach_step"] = -1, -1, -1
    for i, row in enumerate(s.war.forts):
        where = s.number["places"][row.text("place")]
        t["places"][where]["fort"] = i
        t["places"][where]["tide"] = row.integer("tide") or 0
        fort = t["forts"][i]
        fort["place"], fort["guns"] = where, 0.5 * ((row.number("guns_low") or 0.0) + (row.number("guns_high") or 0.0))
        fort["low"], fort["high"] = row.number("men_low"), row.number("men_high")
        fort["drill"], fort["open"] = DRILL[row.text("drill")], SHELL[row.text("works")]
        for name in ("near", "far", "mud", "ebb", "firm", "ditches"):
            fort[name] = row.number(name)
    for i, row in enumerate(s.war.forces):
        t["force_low"][i], t["force_high"][i] = row.number("men_low"), row.number("men_high")


def _day_of_year(month_day: str) -> int:
    if not month_day:
        return 0
    month, day = (int(part) for part in month_day.split("-"))
    return _common_day(date(1856, month, day))


def _common_day(day: date) -> int:
    """Day of a common year, 1 to 365, so that seasons begin on the same date every year; 29 February counts as 28."""
    common = day.replace(year=1857, day=min(day.day, 28) if day.month == 2 else day.day)
    return common.timetuple().tm_yday


def _write_approaches(s: Setting) -> None:
    t, n = s.terms[0], s.number
    heaviest = max(row.integer("order") or 1 for row in s.war.approaches)
    for i, row in enumerate(s.war.approaches):
        approach = t["approaches"][i]
        steps = [n["places"][p] for p in row.refs("steps")]
        anchorages = [n["places"][p] for p in row.refs("anchorages")]
        if len(steps) > N_STEPS:
            fault = row.fault("steps", f"{len(steps)} steps are more than {N_STEPS}", "Leave out the least of them.")
            raise WarError([fault])
        approach["addressee"] = n["offices"][row.text("addressee")]
        approach["n_steps"] = len(steps)
        approach["step"][: len(steps)], approach["anchorage"][: len(steps)] = steps, anchorages
        approach["flank"] = _at(n["places"], row.text("flank"))
        approach["talks"] = steps.index(n["places"][row.text("talks_at")])
        approach["weight"] = (row.integer("order") or 1) / heaviest
        for step, (place, anchorage) in reversed(list(enumerate(zip(steps, anchorages, strict=True)))):
            for p in (anchorage, place):
                if t["places"][p]["approach"] in (-1, i):
                    t["places"][p]["approach"] = i
                    t["places"][p]["approach_step"] = step
        for step, place in enumerate(steps):
            t["places"][place]["approach_step"] = step


def _write_causes(s: Setting) -> None:
    t, n = s.terms[0], s.number
    for i, row in enumerate(s.war.incidents):
        incident = t["incidents"][i]
        incident["state"] = n["states"][row.text("state")]
        incident["against"] = n["offices"][row.text("against")]
        incident["place"] = n["places"][row.text("place")]
        incident["clause"] = n["clauses"][row.text("clause")]
        incident["rate"] = row.number("rate")
    documented = {row.text("id"): row.day("date_from") for row in s.war.record.events}
    for i, row in enumerate(s.war.circumstances):
        circumstance = t["circumstances"][i]
        circumstance["state"] = n["states"][row.text("state")]
        circumstance["effect"] = _EFFECTS.index(row.text("effect"))
        circumstance["rate"], circumstance["days"] = row.number("rate"), row.number("days")
        for field, column in (("begins", "began"), ("ends", "ended")):
            day = documented.get(row.text(column))
            circumstance[field] = s.minutes(day) if day else NEVER


# ---------------------------------------------------------------- the opening


def _write_world(s: Setting, opening: str) -> None:
    known = {row.text("id"): row for row in s.war.openings}
    if opening not in known:
        raise WarError(
            [Fault("war.toml", 0, "openings", f"there is no opening {opening}", f"Choose one of: {', '.join(known)}.")]
        )
    day = known[opening].day("date")
    assert day is not None  # required by the schema
    w, t = s.world[0], s.terms[0]
    w["now"] = s.minutes(day)
    w["stopped"] = -1
    for i in range(N_FORCES):
        w["forces"][i]["state"] = -1
    _write_holdings(s, w, t)
    for i, row in enumerate(s.war.circumstances):
        ended = t["circumstances"][i]["ends"] <= w["now"]
        w["circumstance"][i] = int(opening in row.refs("at_opening") and not ended)
    for i in range(len(s.war.states)):
        w["states"][i]["mfn"] = t["states"][i]["mfn"]
    for i, row in enumerate(s.war.offices):
        _write_view(s, w, t, i, row)


def _write_holdings(s: Setting, w: Any, t: Any) -> None:
    n = s.number
    for i, row in enumerate(s.war.places):
        w["places"][i]["holder"] = n["states"][row.text("state")]
        w["places"][i]["occupied"] = -1
    for i, row in enumerate(s.war.forces):
        force = w["forces"][i]
        force["state"] = n["states"][row.text("state")]
        force["kind"] = _KINDS_OF_FORCE[row.text("kind")]
        force["commander"] = n["offices"][row.text("commander")]
        force["place"] = n["places"][row.text("place")]
        force["tag"] = i
        force["bound"], force["target"], force["lead"], force["cause"] = -1, -1, -1, -1
        force["men"] = (t["force_low"][i] + t["force_high"][i]) / 2
        force["ships"], force["guns"] = row.number("ships") or 0.0, row.number("guns") or 0.0
    for i, row in enumerate(s.war.forts):
        fort = w["forts"][i]
        fort["state"] = n["states"][row.text("state")]
        known = t["forts"][i]
        fort["guns"], fort["men"] = known["guns"], (known["low"] + known["high"]) / 2
        fort["drill"], fort["boom"] = known["drill"], row.integer("boom")
        fort["cause"] = -1


def _write_view(s: Setting, w: Any, t: Any, i: int, row: Row) -> None:
    """At the opening every office knows what was common knowledge: who holds what, and nominal strengths."""
    view, office = w["views"][i], w["offices"][i]
    office["place"] = t["offices"][i]["seat"]
    office["cause"], office["order"] = -1, -1
    state = t["offices"][i]["state"]
    view["side"] = t["states"][state]["side"]
    for field in ("claim_won", "claim_by", "demand", "own_demand", "own_answer", "stance", "instructed", "asked",
                  "contradicted", "strengthened", "shelled", "demand_for", "demand_from"):  # fmt: skip
        view[field] = -1
    view["demand_deadline"] = NEVER
    view["holder"] = w["places"]["holder"]
    view["holder_as_of"] = w["now"]
    view["force_state"] = w["forces"]["state"]
    view["force_place"] = np.where(w["forces"]["state"] >= 0, w["forces"]["place"], -1)
    view["force_men"], view["force_as_of"] = w["forces"]["men"], w["now"]
    view["fort_men"] = w["forts"]["men"]
    view["mandate"] = _mandate(s, t, row, state)
    if row.text("role") == "cabinet":
        view["withheld"] = int(
            any(
                w["circumstance"][c] and terms["state"] == state and terms["effect"] == _EFFECTS.index("withholds")
                for c, terms in enumerate(t["circumstances"][: len(s.war.circumstances)])
            )
        )
    coercers = [k for k in range(len(s.war.states)) if t["states"][k]["side"] == 1]
    view["demand_state"] = coercers[0] if coercers else state


def _mandate(s: Setting, t: Any, row: Row, state: int) -> int:
    """What an office may demand, or has to fear: a cabinet all it wishes, its agent what the last treaties promised."""
    wishes = [int(c) for c in t["states"][state]["wish"][: t["states"][state]["n_wishes"]]]
    asks = s.war.states[state].integer("asks")
    wishes = wishes if asks is None else wishes[:asks]
    exchange = int(t["exchange_clause"])
    if row.text("role") == "sovereign":
        coercers = [k for k in range(len(s.war.states)) if t["states"][k]["side"] == 1]
        wishes = [int(c) for k in coercers for c in t["states"][k]["wish"][: t["states"][k]["n_wishes"]]]
    elif row.text("role") not in ("cabinet", "mediator"):
        modest = (REDRESS, ENTRY, schema.CLAUSE_KINDS.index("revision"))
        wishes = [c for c in wishes if t["clauses"][c]["kind"] in modest and row.text("role") == "plenipotentiary"]
    return sum(1 << c for c in set(wishes) if c != exchange)
