"""The battles that the fit of land combat reads, each once, and what is known of each."""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass, replace
from pathlib import Path

from gunboat.combat.table import WESTERN, Battle, read_battles, tradition

DATA = Path(__file__).resolve().parent / "data"
CDB90, ACW, QING = DATA / "cdb90.csv", DATA / "acw.csv", DATA / "qing_1841_56.csv"
EXPOSURE, SAME = DATA / "exposure_1839_42.csv", DATA / "same_battles.csv"

BEFORE = 1914  # the battles of the two world wars are of another kind
QING_FAMILY = "qing_1841_56"
EXPOSED_WORKS = 0.41  # share of a nominal garrison of works that was engaged in 1840-42, for an action without a count

# Where the men engaged in an action of qing_1841_56.csv are counted in exposure_1839_42.csv.
COUNTED = {
    "Chuenpi2": "Chuenpi and Tycocktow", "Bogue": "Bogue", "Canton May41": "Canton", "Amoy": "Amoy",
    "Chinhai": "Chinhai", "Ningpo": "Ningpo, assault", "Tzeki": "Tzeki", "Chapu": "Chapu", "Chinkiang": "Chinkiang",
    "Woosung": "Woosung",
}  # fmt: skip


@dataclass(frozen=True)
class Fought:
    """A battle as the fit sees it: `pair` is the system that meets the Western one, "" where both are of one kind.

    `claimed` is true where the losses of the beaten are known from the victor's report alone.
    """

    battle: Battle
    source: str
    pair: str = ""
    claimed: bool = False


def rows(path: Path) -> list[dict[str, str]]:
    """The rows of a table."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def fought(exposed: bool = True) -> list[Fought]:
    """Every battle before 1914 of which both strengths and both losses are known; `exposed`: see `qing`."""
    return [*cdb90(), *acw(), *qing(exposed)]


def cdb90() -> list[Fought]:
    """CDB90 before 1914, without parts of larger battles."""
    used = [row for row in rows(CDB90) if int(row["year"]) < BEFORE and not row["overlaps_battle_id"]]
    return _known(used, "cdb90")


def acw() -> list[Fought]:
    """The American Civil War, without ships, sieges and the battles that stand in CDB90 too."""
    twice = {row["acw_id"] for row in rows(SAME)}
    used = [
        row
        for row in rows(ACW)
        if row["naval"] == "no" and row["siege"] == "0" and row["battle_id"] not in twice and int(row["year"]) < BEFORE
    ]
    return _known(used, "acw")


def qing(exposed: bool = True) -> list[Fought]:
    """British and Qing forces, 1841-56.

    Where `exposed`, strengths are the men engaged as far as exposure_1839_42.csv counts them, else the nominal ones of
    the table. Only the beaten side's own report, or the victor's, is there: Qing losses are British figures.
    """
    engaged = {(row["action"], row["side"]): _middle(row) for row in rows(EXPOSURE)}
    found = []
    for row in rows(QING):
        western = int(row["qa"])
        battle = Battle(
            name=row["name"], family=QING_FAMILY, year=1856 if row["name"].endswith("56") else 1841,
            attackers=float(row["A"]), defenders=float(row["D"]), fortified=bool(int(row["FD"])),
            prepared=bool(float(row["PD"])), western=western, qing=1, outcome=int(row["win"]),
            attackers_lost=float(row["CA"]), defenders_lost=float(row["CD"]),
        )  # fmt: skip
        if exposed:
            sides = ("Britain", "Qing") if western > 0 else ("Qing", "Britain")
            counts = [engaged.get((COUNTED.get(battle.name, ""), side)) for side in sides]
            defenders = counts[1] or (battle.defenders * EXPOSED_WORKS if western > 0 else battle.defenders)
            battle = replace(battle, attackers=counts[0] or battle.attackers, defenders=defenders)
        claimed = (battle.outcome == 1) == (western > 0)
        found.append(Fought(battle, "qing", "qing", claimed))
    return found


def _middle(row: dict[str, str]) -> float:
    """The geometric middle of the men engaged; 0 where none were."""
    low = float(row["engaged_low"] or row["engaged_high"])
    return math.sqrt(low * float(row["engaged_high"] or low))


def _known(used: list[dict[str, str]], source: str) -> list[Fought]:
    return [
        Fought(battle, source, _pair(row["attacker"], row["defender"], battle.year))
        for row, battle in zip(used, read_battles(used, scored=True), strict=True)
        if _whole(battle)
    ]


def _pair(attacker: str, defender: str, year: int) -> str:
    kinds = {tradition(side, year) or WESTERN for side in (attacker, defender)}
    return (kinds - {"western"}).pop() if len(kinds) == 2 and "western" in kinds else ""


def _whole(battle: Battle) -> bool:
    """Whether everything is known of a battle; a winner who lost everybody is taken for a slip of the table."""
    if battle.outcome is None or not battle.whole:
        return False
    return not (battle.outcome and battle.shares[battle.outcome < 0] >= 1.0)
