"""A documented battle as it could be known before it was fought, and what can be changed of it.

A battle is its row of battles.csv. A change is written as on the command line: `tide="high"`, `guns="x0.5"`,
`landing="peitang/flank"`; it becomes another cell of the row. `run/battle.py` fights the one and the other.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from gunboat.combat import forts
from gunboat.record.faults import Fault, WarError, quoted, suggestion
from gunboat.scenario.read import WrittenWar
from gunboat.scenario.schema import BATTLES

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
"""Silence ordered of a garrison: none, until men have landed, until the works are stormed. A blank is fought as none.

`silent` in battles.csv is another thing, an order to wait until the ships are close, and the law of works knows none.
"""

BARRIER, TURNED = "held_by_boom_or_obstruction", "flank_or_rear_attack"
"""The columns that say whether a barrier holds ships, and whether works are entered where they are open."""


@dataclass(frozen=True)
class Battle:
    """A battle as it could be known before it was fought: the cells of its row, by column.

    `barrier` is 1 where a change lays a barrier that the row says was not there, -1 where it takes one away that the
    row says was, else 0. `round_from` is the place from which men have come round by land, "" where none have.
    """

    id: str
    kind: str
    cells: Mapping[str, str]
    barrier: int = 0
    round_from: str = ""

    @property
    def event(self) -> str:
        """The id of its event in the record."""
        return self.cells["event"]


def battles_of(war: WrittenWar) -> list[Battle]:
    """The battles of a war that can be fought by themselves, in the order of battles.csv."""
    rows = [{name: _cell(row[name]) for name in row.cells} for row in war.battles]
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


def ways_round(war: WrittenWar, battle: Battle) -> tuple[str, ...]:
    """The places from which men come round to a battle's place by land: the flank of its approach, as in histories."""
    ways = (row.text("flank") for row in war.approaches if battle.cells["place"] in row.refs("steps"))
    return tuple(dict.fromkeys(way for way in ways if way))


# ---------------------------------------------------------------- changes

CHANGES = {
    "tide": (WORKS,), "boom": (WORKS,), "ships": (WORKS,), "guns": (WORKS,), "drill": (WORKS,), "landing": (WORKS,),
    "landing_men": (WORKS,), "silent": (WORKS,), "men": (CITY, FIELD), "garrison": KINDS,
}  # fmt: skip
"""What can be changed, and in which kinds of battle."""

TIDES = ("high", "half", "low")
MOVES = ("anchored", "passing")
DRILLS = ("irregular", "mixed", "regular")
FRONT, FLANK = "front", "flank"
TIMES = ("x", "×")

_INSTEAD = {
    "men": "Its men come ashore from the ships: --landing-men says how many.",
    "guns": "--men and --garrison change the strengths there.",
    "landing_men": "--men says how many attack there.",
}


def amended(battle: Battle, changes: Mapping[str, str], ways: Collection[str] = ()) -> Battle:
    """The battle with changes made to its cells. Raises WarError with every change that cannot be made.

    `ways` are the places from which men can come round. Such men cross no mud before the works, as in histories, unless
    a tide is named with it. A barrier more or less may change whether the works are turned, unless a landing says it.
    """
    cells = dict(battle.cells)
    faults: list[Fault] = []
    for name, value in changes.items():
        try:
            _amend(battle, cells, name, value.strip().lower(), ways)
        except WarError as error:
            faults += error.faults
    if faults:
        raise WarError(faults)
    was, now = battle.cells.get(BARRIER, ""), cells.get(BARRIER, "")
    barrier = 0
    if "landing" not in changes:
        barrier = int((was, now) == ("no", "yes")) - int((was, now) == ("yes", "no"))
    round_from = cells.pop("round_from", "")
    if round_from and "tide" not in changes:
        cells["mud_m"] = "0"
    return replace(battle, cells=cells, barrier=barrier, round_from=round_from)


def _amend(battle: Battle, cells: dict[str, str], name: str, value: str, ways: Collection[str]) -> None:
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
        _land(battle, cells, value, ways)
    else:
        column = {"guns": "fort_guns_bearing", "landing_men": "landing_men", "men": "attackers"}.get(name, "garrison")
        if column == "garrison" and battle.kind != WORKS:
            column = "defenders"
        cells[column] = _amount(name, value, cells[column], column)


def _land(battle: Battle, cells: dict[str, str], value: str, ways: Collection[str]) -> None:
    """Write where men land: at the battle's own place, or come round to its open side."""
    place, _, side = value.rpartition("/")
    cells[TURNED] = "yes" if _one_of("landing", side, (FRONT, FLANK)) == FLANK else "no"
    own = battle.cells["place"]
    possible = ", ".join([FRONT, FLANK, *(f"{way}/{FLANK}" for way in ways)])
    if place not in ("", own, *ways):
        says = f"no men come round from {quoted(place)} to {own}"
        raise _wrong("landing", says, f"Write one of: {possible}.")
    if place in ways and place != own:
        if side == FRONT:
            says = f"men who come round from {place} come in at the flank"
            raise _wrong("landing", says, f"Write one of: {possible}.")
        cells["round_from"] = place


def _mud(battle: Battle, value: str) -> str:
    """Metres of mud laid bare by a tide, as a cell."""
    if value not in TIDES:
        if _number(value) is None:
            raise _wrong("tide", f"{quoted(value)} is no tide", "Write high, half or low, or the metres of bare mud.")
        return _amount("tide", value, "", "mud_m")
    bare = forts.span(battle.cells.get("mud_m", ""))
    if value == "high":
        return "0"
    if bare is None or bare[1] <= 0.0:
        says = f"battles.csv tells of no mud at {battle.id}"
        raise _wrong("tide", says, "Write the metres of mud that the tide lays bare, as in --tide 200.")
    return f"{bare[1] if value == 'low' else bare[1] / 2:g}"


def _amount(name: str, value: str, cell: str, column: str) -> str:
    """A number, or the cell's own times a factor, within what battles.csv may hold in that column."""
    times = value[:1] in TIMES
    number = _number(value[1:] if times else value)
    if number is None:
        raise _wrong(name, f"{quoted(value)} is no number", "Write a number, or a multiple such as x0.5.")
    told = forts.span(cell)
    if times and told is None:
        raise _wrong(name, "battles.csv leaves it open, so that it has no multiple", "Write a number.")
    ends = [number * each for each in told] if times and told else [number]
    limits = BATTLES.column(column)
    least, most = limits.low or 0.0, limits.high or math.inf
    if max(ends) > most:
        raise _wrong(name, f"{max(ends):,.10g} is above {most:,.0f}", f"Write what comes to {most:,.0f} or less.")
    if max(ends) < least:
        raise _wrong(name, f"{max(ends):g} is below {least:g}", f"Write what comes to {least:g} or more.")
    return "..".join(f"{max(least, end):g}" for end in dict.fromkeys(ends))


def _number(text: str) -> float | None:
    plain = re.fullmatch(r"\d{1,3}(,\d{3})+|\d+(\.\d*)?|\.\d+", text)
    number = float(text.replace(",", "")) if plain else math.inf
    return number if math.isfinite(number) else None


def _one_of(name: str, value: str, known: Collection[str]) -> str:
    if value not in known:
        raise _wrong(name, f"{quoted(value)} is not known here", f"Write one of: {', '.join(known)}.")
    return value


def _option(name: str) -> str:
    return "--" + name.replace("_", "-")


def _wrong(name: str, says: str, remedy: str) -> WarError:
    return WarError([Fault("", 0, _option(name), says, remedy)])
