"""One documented battle, fought many times: from its row in battles.csv to what happened in each fight.

A row says what could be known before the battle. Works are fought by `world/formulas/forts.py`, battles in the field
and assaults on cities by `world/formulas/breakpoints.py` with the exposures that the war assumes, and the course of an
assault on a city is laid out by `world/formulas/city.py`. What a row leaves open, the fitted parameters and the
assumptions are drawn anew for each fight.

A change is written as on the command line: `tide="high"`, `guns="x0.5"`, `landing="peitang/flank"`. Every draw is keyed
by seed, battle and fight, never by the situation: fight 17 as documented and fight 17 as changed throw the same dice.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from gunboat.combat import forts
from gunboat.combat.courses import (
    CITY_ENDS,
    CITY_TERMS,
    ENDS,
    N_PHASES,
    assault_city,
    fight_land,
    fight_works,
    record_of,
    take_toll,
)
from gunboat.combat.fights import FIGHT
from gunboat.combat.posterior import as_records
from gunboat.combat.rows import Floats
from gunboat.combat.table import QING, WESTERN, tradition
from gunboat.compiled import compiled_already
from gunboat.record.faults import Fault, WarError, quoted, suggestion
from gunboat.record.tables import PHASES
from gunboat.run.sampling import sample_assumptions, sample_battles, uniforms, word_of
from gunboat.scenario.read import WrittenWar
from gunboat.scenario.schema import ASSUMPTIONS
from gunboat.world.dice import ASSUME, DICE
from gunboat.world.formulas.city import CITY_ASSAULT, CITY_RESULT
from gunboat.world.formulas.course import P_END, P_HOLDER, P_SEARCH
from gunboat.world.formulas.forts import RESULT, RESULTS
from gunboat.world.formulas.toll import TOLL
from gunboat.world.terms import ASSUMED, COMBAT_PARAMETERS

FIGHTS = 2000
"""Fights unless told otherwise: a share is then known to within 2 in 100."""

WORKS, CITY, FIELD = "works", "city", "field"
KINDS = (WORKS, CITY, FIELD)

SPANS = {
    WORKS: (
        "ships_engaged", "ship_guns", "largest_ship_tons", "landing_men", "fort_guns_bearing", "garrison", "range_m",
        "mud_m", "firm_m", "ditches",
    ),
    CITY: ("attackers", "defenders"),
    FIELD: ("attackers", "defenders"),
}  # fmt: skip
"""The columns of numbers that a fight of each kind reads: a number, a span `a..b`, or blank."""

UNITS = {
    "attackers": "men", "defenders": "men", "ships_engaged": "ships", "ship_guns": "guns", "largest_ship_tons": "tons",
    "landing_men": "men", "fort_guns_bearing": "guns", "garrison": "men", "range_m": "m", "mud_m": "m", "firm_m": "m",
    "ditches": "ditches",
}  # fmt: skip
"""The unit of each such column."""

WORDS = {
    WORKS: (
        "steam", "ironclad", "works", "held_by_boom_or_obstruction", "anchored_or_passing", "tide_or_mud",
        "flank_or_rear_attack", "defender_drill", "orders", "mines",
    ),
    CITY: ("fortified", "prepared", "heights"),
    FIELD: ("fortified", "prepared"),
}  # fmt: skip
"""The columns of words that a fight of each kind reads, beside the two belligerents and the date."""

ORDERS = {"no": 0.0, "yes": 1.0, "all": 2.0}
"""Silence ordered of a garrison: none, until men have landed, until the works are stormed.

`silent` in battles.csv is another thing, an order to wait until the ships are close, and the law of works knows none.
"""

BARRIER, TURNED = "held_by_boom_or_obstruction", "flank_or_rear_attack"
"""The columns that say whether a barrier holds ships, and whether works are entered where they are open."""

TOLLS = ("attackers_killed", "attackers_wounded", "defenders_killed", "defenders_wounded", "ships_lost")
"""The columns of what `take_toll` finds."""

MEASURES = {
    "attackers_lost": "men", "attackers_killed": "men", "attackers_wounded": "men", "defenders_lost": "men",
    "defenders_killed": "men", "defenders_wounded": "men", "guns_dismounted": "guns", "ships_out": "ships",
    "ships_lost": "ships", "hours": "hours",
}  # fmt: skip
"""What is measured of a fight, with its unit."""

_PLACE = {name: i for i, name in enumerate(ASSUMPTIONS)}

SALT = 3  # sets apart the draws of mud, ground and ditches from those of `combat.forts.inputs`
MINUTES_AN_HOUR = 60.0


# ---------------------------------------------------------------- the battles and their changes


@dataclass(frozen=True)
class Battle:
    """A documented battle as it could be known before it was fought: the cells of its row, by column."""

    id: str
    kind: str
    cells: Mapping[str, str]

    @property
    def event(self) -> str:
        """The id of its event in the record."""
        return self.cells["event"]


def battles_of(war: WrittenWar) -> list[Battle]:
    """The battles of a war that can be fought by themselves, in the order of battles.csv."""
    rows = [{name: _cell(row[name]) for name in row.cells} for row in war.battles]
    for cells in rows:
        if cells["kind"] == WORKS:
            cells["orders"] = "no"
    return [Battle(cells["id"], cells["kind"], cells) for cells in rows]


def _cell(value: Any) -> str:
    """A typed cell as the text that it was read from."""
    if value is None:
        return ""
    if isinstance(value, list):
        return " ".join(map(str, value))
    return f"{value:g}" if isinstance(value, float) else str(value)


def battle_of(war: WrittenWar, name: str) -> Battle:
    """A battle by its id or that of its event. Raises WarError, with the nearest, for another."""
    battles = battles_of(war)
    for battle in battles:
        if name in (battle.id, battle.event):
            return battle
    remedy = suggestion(name, [battle.id for battle in battles])
    raise WarError([Fault("", 0, "battle", f"there is no battle {quoted(name)}", remedy)])


CHANGES = {
    "tide": (WORKS,), "boom": (WORKS,), "ships": (WORKS,), "guns": (WORKS,), "drill": (WORKS,), "landing": (WORKS,),
    "landing_men": (WORKS,), "silent": (WORKS,), "men": (CITY, FIELD), "garrison": KINDS,
}  # fmt: skip
"""What can be changed, and in which kinds of battle."""

TIDES = ("high", "half", "low")
MOVES = ("anchored", "passing")
DRILLS = ("irregular", "mixed", "regular")
FRONT, FLANK = "front", "flank"

_INSTEAD = {
    "men": "Its men come ashore from the ships: --landing-men says how many.",
    "guns": "--men and --garrison change the strengths there.",
    "landing_men": "--men says how many attack there.",
}


def amended(battle: Battle, changes: Mapping[str, str], places: Collection[str] = ()) -> Battle:
    """The battle with changes made to its cells. Raises WarError with every change that cannot be made.

    `places` are the ids that a landing may name. One that comes round from another place crosses no mud before the
    works, as in histories, unless a tide is named with it. With a barrier more or less, whether the works are turned
    is drawn, as in histories, unless a landing says it.
    """
    cells = dict(battle.cells)
    faults: list[Fault] = []
    for name, value in changes.items():
        try:
            _amend(battle, cells, name, value.strip().lower(), places)
        except WarError as error:
            faults += error.faults
    if faults:
        raise WarError(faults)
    if cells.get(BARRIER) != battle.cells.get(BARRIER) and "landing" not in changes:
        cells[TURNED] = ""
    elsewhere = cells.get("landing_at", "") not in ("", battle.cells["place"])
    if elsewhere and cells[TURNED] == "yes" and "tide" not in changes:
        cells["mud_m"] = "0"
    return replace(battle, cells=cells)


def _amend(battle: Battle, cells: dict[str, str], name: str, value: str, places: Collection[str]) -> None:
    if name not in CHANGES:
        raise _wrong(name, "is nothing that can be changed", suggestion(name, list(CHANGES)))
    if battle.kind not in CHANGES[name]:
        possible = ", ".join(_option(each) for each, kinds in CHANGES.items() if battle.kind in kinds)
        what = {WORKS: "an attack on works", CITY: "an assault on a city", FIELD: "a battle in the field"}[battle.kind]
        says = f"does not apply to {battle.id}, which is {what}"
        raise _wrong(name, says, _INSTEAD.get(name, f"What can be changed there: {possible}."))
    if name == "tide":
        cells["mud_m"] = _mud(battle, value)
    elif name == "boom":
        cells[BARRIER] = _one_of(name, value, ("yes", "no"))
    elif name == "ships":
        cells["anchored_or_passing"] = _one_of(name, value, MOVES)
    elif name == "drill":
        cells["defender_drill"] = _one_of(name, value, DRILLS)
    elif name == "silent":
        cells["orders"] = _one_of(name, value, tuple(ORDERS))
    elif name == "landing":
        place, _, side = value.rpartition("/")
        cells[TURNED] = "yes" if _one_of(name, side, (FRONT, FLANK)) == FLANK else "no"
        if place and place not in places:
            raise _wrong(name, f"there is no place {quoted(place)}", suggestion(place, sorted(places)))
        cells["landing_at"] = place
    else:
        column = {"guns": "fort_guns_bearing", "landing_men": "landing_men", "men": "attackers"}.get(name, "garrison")
        if column == "garrison" and battle.kind != WORKS:
            column = "defenders"
        cells[column] = _amount(name, value, cells[column], fewest=0 if battle.kind == WORKS else 1)


def _mud(battle: Battle, value: str) -> str:
    """Metres of mud laid bare by a tide, as a cell."""
    if value not in TIDES:
        metres = _number(value)
        if metres is None:
            raise _wrong("tide", f"{quoted(value)} is no tide", "Write high, half or low, or the metres of bare mud.")
        return f"{metres:g}"
    bare = forts.span(battle.cells.get("mud_m", ""))
    if value == "high":
        return "0"
    if bare is None or bare[1] <= 0.0:
        says = f"battles.csv tells of no mud at {battle.id}"
        raise _wrong("tide", says, "Write the metres of mud that the tide lays bare, as in --tide 200.")
    return f"{bare[1] if value == 'low' else bare[1] / 2:g}"


def _amount(name: str, value: str, cell: str, fewest: int) -> str:
    """A number, or the cell's own times a factor."""
    factor = _number(value[1:]) if value[:1] in ("x", "×") else None
    known = forts.span(cell)
    if factor is not None:
        if known is None:
            raise _wrong(name, "battles.csv leaves it open, so that it has no multiple", "Write a number.")
        low, high = (max(float(fewest), factor * each) for each in known)
        return f"{low:g}..{high:g}"
    number = _number(value)
    if number is None:
        raise _wrong(name, f"{quoted(value)} is no number", "Write a number, or a multiple such as x0.5.")
    if number < fewest:
        raise _wrong(name, f"{value} is below {fewest}", f"Write {fewest} or more.")
    return f"{number:g}"


MOST = 1e7  # of anything in a cell


def _number(text: str) -> float | None:
    plain = re.fullmatch(r"\d{1,3}(,\d{3})+|\d+(\.\d*)?|\.\d+", text)
    number = float(text.replace(",", "")) if plain else math.nan
    return number if number <= MOST else None


def _one_of(name: str, value: str, known: Collection[str]) -> str:
    if value not in known:
        raise _wrong(name, f"{quoted(value)} is not known here", f"Write one of: {', '.join(known)}.")
    return value


def _option(name: str) -> str:
    return "--" + name.replace("_", "-")


def _wrong(name: str, says: str, remedy: str) -> WarError:
    return WarError([Fault("", 0, _option(name), says, remedy)])


# ---------------------------------------------------------------- fighting


def must_compile(battle: Battle) -> bool:
    """Whether the rules that fight such a battle have still to be compiled."""
    needed: list[Any] = [take_toll, fight_works if battle.kind == WORKS else fight_land]
    if battle.kind == CITY:
        needed.append(assault_city)
    return not all(compiled_already(entry) for entry in needed)


@dataclass(frozen=True)
class Fights:
    """One situation fought n times.

    won: 1 where the attacker succeeded, (n,). measured: by name of MEASURES, (n,) in its unit, only what the law for
    this kind of battle gives. results: in how many fights it ended in which way. firsts: minute at which each phase of
    PHASES first occurred, (n, phases), nan where it did not.
    """

    battle: Battle
    seed: int
    won: Floats
    measured: Mapping[str, Floats]
    results: Mapping[str, int]
    firsts: Floats

    def __len__(self) -> int:
        return len(self.won)

    @property
    def success(self) -> float:
        """The share of fights in which the attacker succeeded."""
        return float(self.won.mean())

    @property
    def course(self) -> list[tuple[str, float, float]]:
        """The phases in order of time: name, median minute where it occurs, share of fights in which it does.

        The end of the fighting stands after all that it ended, whatever their medians.
        """
        found = []
        for p, phase in enumerate(PHASES):
            minutes = self.firsts[:, p]
            minutes = minutes[~np.isnan(minutes)]
            if len(minutes):
                found.append((phase, float(np.median(minutes)), len(minutes) / len(self)))
        late = (PHASES[P_END], PHASES[P_SEARCH], PHASES[P_HOLDER])
        return sorted(found, key=lambda row: (late.index(row[0]) + 1 if row[0] in late else 0, row[1]))


def fought(war: WrittenWar, battle: Battle, n: int = FIGHTS, seed: int = 0) -> Fights:
    """Fight a battle n times. Raises WarError where a cell of its row cannot be read."""
    if n < 1:
        raise WarError([Fault("", 0, "n", f"{n} fights cannot be fought", "Ask for one or more.")])
    assumed = sample_assumptions(war.assumptions, word_of(f"battle {battle.id} {seed}"), 0, n, {})
    law = _fought_works if battle.kind == WORKS else _fought_on_land
    fights = law(battle, n, seed, assumed)
    return replace(fights, measured={**fights.measured, **_toll(fights, assumed)})


def _toll(fights: Fights, assumed: Floats) -> dict[str, Floats]:
    """Killed and wounded of both sides, in men, and ships lost where ships fought (n,)."""
    share = {name: assumed[:, i] for i, name in enumerate(ASSUMPTIONS)}
    on_land = float(fights.battle.kind != WORKS)
    beaten = share["missing_beaten"] * on_land
    shares = [share["killed_attackers"], share["killed_defenders"], beaten * (1.0 - fights.won), beaten * fights.won]
    losses = np.column_stack([fights.measured[f"{side}_lost"] for side in ("attackers", "defenders")])
    n, out = len(fights), fights.measured.get("ships_out")
    toll = np.zeros((n, len(TOLLS)))
    take_toll(
        losses, np.zeros(n) if out is None else out, np.column_stack([*shares, share["ships_lost"]]),
        _keys(fights.battle, n, fights.seed), record_of(DICE), record_of(TOLL), toll,
    )  # fmt: skip
    found = dict(zip(TOLLS, toll.T, strict=True))
    if out is None:
        del found["ships_lost"]
    return found


def _keys(battle: Battle, n: int, seed: int) -> npt.NDArray[np.uint64]:
    """A key for each fight: of the seed, the battle and the fight's number, whatever the situation."""
    return forts.keys_of(_known(battle, seed), n)


def _known(battle: Battle, seed: int) -> forts.Known:
    """The row as the law of works reads it, with a seed of the battle's name alone."""
    row = {column: battle.cells.get(column, "") for column in forts.KNOWN_BEFORE} if battle.kind == WORKS else {}
    (known,) = forts.known([{"ships_engaged": "", **row}])
    return replace(known, name=battle.id, seed=word_of(f"battle {battle.id} {seed}"))


def _fought_works(battle: Battle, n: int, seed: int, assumed: Floats) -> Fights:
    known = _known(battle, seed)
    actions = forts.inputs(known, n)
    if not battle.cells[TURNED]:
        chance = assumed[:, _PLACE["works_turned"]]
        if battle.cells[BARRIER] == "yes":
            chance = chance * assumed[:, _PLACE["turned_if_barred"]]
        actions["flank"] = uniforms(known.seed, 0, n, ASSUME, [word_of("works turned")])[:, 0] < chance
    _lie_of_the_land(actions, battle.cells, np.random.default_rng(known.seed ^ SALT))
    ends, firsts = np.zeros((n, len(ENDS))), np.zeros((n, N_PHASES))
    fight_works(
        actions.view(np.recarray), forts.posterior(), forts.keys_of(known, n), record_of(DICE), record_of(RESULT), ends,
        firsts,
    )  # fmt: skip
    by = dict(zip(ENDS, ends.T, strict=True))
    found = np.zeros((n, len(forts.FOUND)))
    found[:, forts.FOUND.index("attackers")] = by["attackers_lost"]
    found[:, forts.FOUND.index("defenders")] = by["defenders_lost"]
    attackers, defenders = forts.losses(known, found)
    measured = {
        "attackers_lost": attackers, "defenders_lost": defenders, "guns_dismounted": by["guns_dismounted"],
        "ships_out": np.round(by["ships_out"]), "hours": by["minutes"] / MINUTES_AN_HOUR,
    }  # fmt: skip
    kinds = np.bincount(by["kind"].astype(int), minlength=len(RESULTS))
    results = {name: int(many) for name, many in zip(RESULTS, kinds, strict=True) if many}
    return Fights(battle, seed, by["success"], measured, results, firsts)


def _lie_of_the_land(actions: Any, cells: Mapping[str, str], dice: np.random.Generator) -> None:
    """Write mud, firm ground, ditches, mines and orders into actions where the cells tell of them."""
    u = dice.random((3, len(actions)))
    for i, (field, column) in enumerate((("mud", "mud_m"), ("firm", "firm_m"), ("ditches", "ditches"))):
        told = forts.span(cells.get(column, ""))
        if told is not None:
            actions[field] = told[0] + (told[1] - told[0]) * u[i]
    if cells.get("mines"):
        actions["mines"] = float(cells["mines"] == "yes")
    actions["silent"] = ORDERS[cells.get("orders", "no")]


def _fought_on_land(battle: Battle, n: int, seed: int, assumed: Floats) -> Fights:
    key = word_of(f"battle {battle.id} {seed}")
    share = {name: assumed[:, i] for i, name in enumerate(ASSUMPTIONS)}
    u = uniforms(key, 0, n, ASSUME, [word_of("attackers of a battle"), word_of("defenders of a battle")])
    fights = np.zeros(n, FIGHT.dtype)
    fights["attackers"] = np.maximum(1.0, _men(battle, "attackers", u[:, 0]) * share["exposure_attacker"])
    fights["defenders"] = np.maximum(1.0, _men(battle, "defenders", u[:, 1]) * share[f"exposure_{battle.kind}"])
    for name in ("fortified", "prepared"):
        fights[name] = float(battle.cells[name] in ("1", "yes"))
    year = int(battle.cells["date"][:4])
    ours, theirs = (tradition(battle.cells[side], year) for side in ("attacker", "defender"))
    fights["western"] = int(ours == WESTERN) - int(theirs == WESTERN)
    fights["qing"] = float(ours != theirs and QING in (ours, theirs))
    keys, w = _keys(battle, n, seed), record_of(DICE)
    won, shares = np.zeros(n), np.zeros((n, 2))
    draws = as_records(sample_battles(key, 0, n)[:, : len(COMBAT_PARAMETERS)]).view(np.recarray)
    fight_land(fights.view(np.recarray), draws, keys, w, won, shares)
    lost = {
        "attackers_lost": np.round(fights["attackers"] * shares[:, 0]),
        "defenders_lost": np.round(fights["defenders"] * shares[:, 1]),
    }
    results = {"won": int(won.sum()), "beaten": int(n - won.sum())}
    if battle.kind == FIELD:
        none = np.full((n, N_PHASES), math.nan)
        return Fights(battle, seed, won, lost, {k: v for k, v in results.items() if v}, none)
    ends, firsts = _laid_out(battle, fights, won, lost, assumed, keys)
    measured = {**lost, "hours": ends["minutes"] / MINUTES_AN_HOUR}
    more = {"holder taken": int(ends["holder_taken"].sum())}
    return Fights(battle, seed, won, measured, {k: v for k, v in (results | more).items() if v}, firsts)


def _men(battle: Battle, column: str, u: Floats) -> Floats:
    told = forts.span(battle.cells[column])
    if told is None:
        raise WarError([Fault("battles.csv", 0, column, f"is blank for {battle.id}", "Write a number or a span.")])
    return np.asarray(told[0] + (told[1] - told[0]) * u)


def _laid_out(
    battle: Battle, fights: Any, won: Floats, lost: Mapping[str, Floats], assumed: Floats,
    keys: npt.NDArray[np.uint64],
) -> tuple[dict[str, Floats], Floats]:  # fmt: skip
    """The courses of assaults on a city whose ends are known: columns of CITY_ENDS, and the first minute of phases."""
    n = len(won)
    cities = np.zeros(n, CITY_ASSAULT.dtype)
    cities["won"] = won
    for side in ("attackers", "defenders"):
        cities[side] = fights[side]
        cities[f"{side}_lost"] = lost[f"{side}_lost"]
    guns = forts.span(battle.cells.get("ship_guns", ""))
    cities["guns"] = sum(guns) / 2 if guns else 0.0
    cities["heights"] = float(battle.cells.get("heights", "") == "yes")
    cities["holder"] = 1.0
    terms = np.ascontiguousarray(assumed).view(ASSUMED.dtype).view(CITY_TERMS.dtype).reshape(n)
    ends, firsts = np.zeros((n, len(CITY_ENDS))), np.zeros((n, N_PHASES))
    assault_city(
        cities.view(np.recarray), terms.view(np.recarray), keys, record_of(DICE), record_of(CITY_RESULT), ends, firsts
    )
    return dict(zip(CITY_ENDS, ends.T, strict=True)), firsts
