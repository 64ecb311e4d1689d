"""Tables of land battles: rows with the columns of CDB90 that are known before a battle, and how it ended where it did.

Read are `battle_id`, `war_family`, `year`, `attacker`, `defender`, `att_strength`, `def_strength`, `posture` and
`posture2`, and for scores `winner`, `att_casualties`, `def_casualties` and `overlaps_battle_id`. Nothing else is, least
of all what was judged after the event.
"""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from gunboat.combat.rows import Table, rows_of
from gunboat.record.faults import Fault, WarError, quoted

BEFORE = ("att_strength", "def_strength")
AFTER = ("winner", "att_casualties", "def_casualties")
OUTCOMES = {"attacker": 1, "defender": -1, "draw": 0}
LEAST_LOSS = 0.5  # men; where a report says none, half a man is taken for it
SIDES = ("attacker", "defender")
WESTERN, QING = "western", "qing"


@dataclass(frozen=True)
class Battle:
    """One battle before it is fought, and its end where that is known.

    Strengths and losses are in men, NaN where the table is silent. `western` is 1 where a force of the Western system
    of arms, drill and command attacks one of another, -1 the other way, 0 where both are of one kind; `qing` is 1 where
    that other system is the Qing armies'. `outcome` is 1 where the attacker won, -1 the defender, 0 nobody, None where
    the table does not say. `part` is true for a part of a larger battle of its table, which is not scored. `not_known`
    are the sides whose belligerent priors/traditions.csv does not know; they are taken for Western.
    """

    name: str
    family: str
    year: int
    attackers: float
    defenders: float
    fortified: bool
    prepared: bool
    western: int
    qing: int
    part: bool = False
    not_known: tuple[str, ...] = ()
    outcome: int | None = None
    attackers_lost: float = math.nan
    defenders_lost: float = math.nan

    @property
    def whole(self) -> bool:
        """Whether both strengths and both losses are known."""
        return self.attackers > 0 and self.defenders > 0 and not math.isnan(self.attackers_lost + self.defenders_lost)

    @property
    def shares(self) -> tuple[float, float]:
        """The shares of both sides lost, at least half a man and at most everyone."""
        return (
            min(1.0, max(LEAST_LOSS, self.attackers_lost) / self.attackers),
            min(1.0, max(LEAST_LOSS, self.defenders_lost) / self.defenders),
        )


def read_battles(table: Table, scored: bool = False) -> list[Battle]:
    """The battles of a table: a CSV file, a data frame, or rows as mappings; `scored` asks for their ends too.

    Raises WarError, which names every cell that cannot be read, with its line.
    """
    read = rows_of(table)
    where, rows = read.name, read.cells
    faults: list[Fault] = []
    wanted = BEFORE + AFTER if scored else BEFORE
    missing = [name for name in wanted if rows and name not in rows[0]]
    if missing:
        says = f"the table has no column {missing[0]}"
        raise WarError([Fault(where, 1, missing[0], says, "Name the columns as in CDB90 (docs/background/combat.md).")])
    battles = [_battle(row, where, line, scored, faults) for line, row in enumerate(rows, 2)]
    if faults:
        raise WarError(faults)
    return battles


def _battle(row: Mapping[str, str], where: str, line: int, scored: bool, faults: list[Fault]) -> Battle:
    def number(name: str) -> float:
        return _number(row.get(name, ""), where, line, name, faults)

    year = re.match(r"\d{4}", row.get("year", ""))
    when = int(year[0]) if year else 0
    systems = [tradition(row.get(side, ""), when) for side in SIDES]
    not_known = tuple(side for side, system in zip(SIDES, systems, strict=True) if not system)
    attacker, defender = (system or WESTERN for system in systems)
    western = int(attacker == WESTERN) - int(defender == WESTERN)
    postures = {row.get(name, "") for name in ("posture", "posture2")}
    ended: dict[str, Any] = {}
    if scored:
        said = row.get("winner", "").casefold()
        if said and said not in OUTCOMES:
            remedy = "Write attacker, defender or draw."
            faults.append(Fault(where, line, "winner", f"{quoted(said)} is no end", remedy))
        lost = {"attackers_lost": number("att_casualties"), "defenders_lost": number("def_casualties")}
        ended = {"outcome": OUTCOMES.get(said), **lost}
    return Battle(
        name=row.get("battle_id") or row.get("name") or f"line {line}", family=row.get("war_family", ""),
        year=when, attackers=_men(number("att_strength")), defenders=_men(number("def_strength")),
        fortified="FD" in postures, prepared="PD" in postures, western=western,
        qing=int(western != 0 and QING in (attacker, defender)), part=bool(row.get("overlaps_battle_id")),
        not_known=not_known, **ended,
    )  # fmt: skip


def _number(value: str, where: str, line: int, name: str, faults: list[Fault]) -> float:
    """A number not below nought, NaN where the cell is blank; what is wrong with it joins `faults`."""
    if not value:
        return math.nan
    try:
        found = float(re.sub(r"(?<=\d),(?=\d{3}\b)", "", value))
    except ValueError:
        found = -1.0
    if found < 0 or math.isinf(found):
        says = f"{quoted(value)} is no number of 0 or more"
        faults.append(Fault(where, line, name, says, "Write a plain number, or leave the cell blank."))
        return math.nan
    return found


def _men(strength: float) -> float:
    return strength if strength > 0 else math.nan


def tradition(belligerent: str, year: int) -> str:
    """The system of arms, drill and command of a belligerent in a year; "" where priors/traditions.csv has none.

    What stands in brackets is left off. Of a coalition ("A & B") the first named counts that the table knows. A year of
    0 is not known: the last period is taken.
    """
    known = _traditions()
    whole = re.sub(r"\s*\(.*?\)", "", belligerent)
    for name in (belligerent, whole, *re.split(r"\s*(?:&|/|,|\band\b|\bwith\b)\s*", whole)):
        periods = known.get(name.strip().casefold(), [])
        for first, last, kind in periods:
            if first <= year <= last:
                return kind
        if periods:
            return periods[-1][2] if year == 0 or year > periods[-1][1] else periods[0][2]
    return ""


@cache
def _traditions() -> dict[str, list[tuple[int, int, str]]]:
    text = resources.files("gunboat.priors").joinpath("traditions.csv").read_text(encoding="utf-8")
    found: dict[str, list[tuple[int, int, str]]] = {}
    for row in csv.DictReader(text.splitlines()):
        period = (int(row["from_year"]), int(row["to_year"]), row["tradition"])
        found.setdefault(row["belligerent"].casefold(), []).append(period)
    return {name: sorted(periods) for name, periods in found.items()}
