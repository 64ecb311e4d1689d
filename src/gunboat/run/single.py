"""One history: run it, let a seat be held by a function, and read its chronicle."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np

from gunboat.record.cells import Row
from gunboat.record.faults import Fault, WarError, suggestion
from gunboat.record.tables import EVENT_KINDS
from gunboat.run.result import Decision, Event, Found, History, Strain
from gunboat.run.runner import Plan, Results, Runner, make_plan
from gunboat.scenario.read import WrittenWar
from gunboat.scenario.schema import ACTIONS, OCCASIONS, REASONS
from gunboat.world.chronicle import FORCE_ACTOR, STATE_ACTOR
from gunboat.world.following import ENTERED
from gunboat.world.setting import Setting
from gunboat.world.state import MINUTES, NEVER

Player = Callable[[Any], str]
"""A mind from outside: gets a view (see `gunboat.seats`) and returns one of its `orders`."""


def pattern_rows(war: WrittenWar) -> list[Row]:
    """The patterns that every run measures: outcomes, then yardstick."""
    return [*war.outcomes, *war.yardstick]


def minutes_of(setting_day: date, war: WrittenWar) -> int:
    """Minutes from the war's first day to the start of a day; WarError where it lies outside the war."""
    first, last = war.war.day("first_day"), war.war.day("last_day")
    assert first is not None and last is not None  # required by the schema
    if not first <= setting_day <= last:
        says = f"{setting_day} lies outside the war, which runs from {first} to {last}"
        raise WarError([Fault("", 0, "let-go", says, "Choose a day of the war.")])
    return (setting_day - first).days * MINUTES


def let_go_minutes(war: WrittenWar, let_go: date | str | None) -> int:
    """The letting-go in minutes: a day, "never" (the record is followed to its end), or None for the war's own."""
    if let_go == "never":
        return NEVER
    if let_go is None:
        let_go = war.war.day("let_go")
    if isinstance(let_go, str):
        try:
            let_go = date.fromisoformat(let_go)
        except ValueError:
            remedy = "Write a day as YYYY-MM-DD, or never."
            raise WarError([Fault("", 0, "let-go", f"{let_go!r} is not a day of the calendar", remedy)]) from None
    assert let_go is not None  # required by the schema
    return minutes_of(let_go, war)


def run_history(
    war: WrittenWar, *, seed: int = 0, number: int = 0, let_go: date | str | None = None, opening: str = "",
    seats: Mapping[str, Player] | None = None, view: Callable[[Setting, Any, int], Any] | None = None,
    claims: dict[str, str] | None = None, fixed: dict[str, float] | None = None, keep_circumstances: bool = False,
) -> History:  # fmt: skip
    """Run history `number` of a seed. `seats` maps office ids to players; `view` makes what a player gets."""
    minutes = let_go_minutes(war, let_go)
    plan = make_plan(
        war, seed, minutes, pattern_rows=pattern_rows(war), since=0 if minutes >= NEVER else minutes, opening=opening,
        claims=claims, held=held_seats(war, seats or {}), fixed=fixed, keep_circumstances=keep_circumstances,
    )  # fmt: skip
    runner, results = Runner(plan), Results.empty(1, len(plan.pattern_rows))
    runner.run(number, 1, results, 0)
    while int(results.counts[0, 6]) == 1:
        office = int(runner.worlds[0]["stopped"])
        name = war.offices[office].text("id")
        order = (seats or {})[name](view(plan.setting, runner.worlds[0], office) if view else None)
        runner.decide(lawful_order(runner.worlds[0], name, order))
        runner.run(number, 1, results, 0, fresh=False)
    return read_history(plan, runner, results, number)


def held_seats(war: WrittenWar, seats: Mapping[str, Player]) -> int:
    offices = [row.text("id") for row in war.offices]
    for name in seats:
        if name not in offices:
            raise WarError([Fault("", 0, "seats", f"there is no office {name}", suggestion(name, offices))])
        row = war.offices[offices.index(name)]
        if row.text("mind") != "chooses":
            says = f"{name} does not choose: it {row.text('mind')}"
            able = ", ".join(r.text("id") for r in war.offices if r.text("mind") == "chooses")
            raise WarError([Fault("", 0, "seats", says, f"Take one of these seats: {able}.")])
    return sum(1 << offices.index(name) for name in seats)


def lawful_order(w: Any, office: str, order: str) -> int:
    lawful = [ACTIONS[i] for i in np.flatnonzero(w["choice"]["lawful"])]
    if order not in lawful:
        says = f"{order!r} is not a lawful order for {office} now"
        raise WarError([Fault("", 0, "order", says, f"Choose one of: {', '.join(lawful)}.")])
    return ACTIONS.index(order)


# ---------------------------------------------------------------- reading a chronicle


def read_history(plan: Plan, runner: Runner, results: Results, number: int) -> History:
    """Read a finished history from its world."""
    setting, w = plan.setting, runner.worlds[0]
    n_outcomes = len(setting.war.outcomes)
    found: list[Found | None] = []
    for p in range(len(plan.pattern_rows)):
        minutes = int(results.minutes[0, p])
        value = Found(setting.moment(minutes), float(results.a[0, p]), float(results.b[0, p]), int(results.rows[0, p]))
        found.append(value if minutes >= 0 else None)
    ids = [row.text("id") for row in plan.pattern_rows]
    return History(
        war=setting.war.war.text("id"), seed=plan.seed, number=number,
        let_go=None if plan.let_go >= NEVER else setting.moment(plan.let_go).date(),
        events=read_events(setting, w, [line.fact for line in plan.lines]), decisions=read_decisions(setting, w),
        outcomes=dict(zip(ids[:n_outcomes], found[:n_outcomes], strict=True)),
        yardstick=dict(zip(ids[n_outcomes:], found[n_outcomes:], strict=True)),
        strains=read_strains(plan, w), digest=runner.digest(),
    )  # fmt: skip


def actor_name(setting: Setting, number: int) -> str:
    """Id of an actor number; "" for nobody. A force raised in play is named after its state."""
    if number < 0:
        return ""
    war = setting.war
    if number >= FORCE_ACTOR:
        f = number - FORCE_ACTOR
        return war.forces[f].text("id") if f < len(war.forces) else ""
    if number >= STATE_ACTOR:
        return war.states[number - STATE_ACTOR].text("id")
    return war.offices[number].text("id")


def read_events(setting: Setting, w: Any, facts: Sequence[str] = ()) -> list[Event]:
    """The rows of a world's chronicle as events; `facts` names the facts of the script, by their numbers."""
    places = [row.text("id") for row in setting.war.places]
    return [
        Event(
            i, setting.moment(r["time"]), EVENT_KINDS[r["kind"]], actor_name(setting, int(r["actor"])),
            actor_name(setting, int(r["other"])), places[r["place"]] if r["place"] >= 0 else "", float(r["a"]),
            float(r["b"]), float(r["c"]), int(r["cause"]),
            facts[int(r["c"])] if facts and r["cause"] == ENTERED else "",
        )
        for i, r in enumerate(w["rows"][: w["n_rows"]])
    ]  # fmt: skip


def read_decisions(setting: Setting, w: Any) -> list[Decision]:
    """The decisions of a world, with their odds and reasons."""
    decisions = []
    for kept in w["decisions"][: w["n_decisions"]]:
        row = w["rows"][kept["row"]]
        options = kept["options"][: kept["n_options"]]
        decisions.append(
            Decision(
                index=int(kept["row"]), when=setting.moment(row["time"]),
                office=actor_name(setting, int(kept["office"])),
                occasion=OCCASIONS[kept["occasion"]], chosen=ACTIONS[int(row["a"])],
                odds={ACTIONS[o["action"]]: float(o["odds"]) for o in options},
                reasons={
                    ACTIONS[o["action"]]: [
                        (REASONS[o[f"reason_{k}"]], float(o[f"weight_{k}"])) for k in (1, 2) if o[f"weight_{k}"] != 0.0
                    ]
                    for o in options
                },
            )
        )  # fmt: skip
    return decisions


def read_strains(plan: Plan, w: Any) -> list[Strain]:
    """Where following the record strained the war's own routes and rules, each with its size in days."""
    strains = []
    for i, number in enumerate(plan.scripted):
        late = int(w["late"][i])
        if late >= NEVER:
            strains.append(Strain(plan.lines[number].fact, "not possible under the rules", math.inf))
        elif late > 0:
            strains.append(Strain(plan.lines[number].fact, "possible only later", late / MINUTES))
    t = plan.setting.terms[0]
    for i in range(int(t["n_chances"])):
        chance = t["chances"][i]
        fact = plan.lines[int(chance["fact"])].fact
        if plan.let_go >= NEVER and not w["used"][i]:
            strains.append(Strain(fact, "the chance never came up", math.inf))
        elif w["hurry"][i] != 0.0:
            what = (
                "a passage faster than the routes allow"
                if w["hurry"][i] < 0
                else "a passage slower than the routes explain"
            )
            strains.append(Strain(fact, what, abs(float(w["hurry"][i]))))
    return strains
