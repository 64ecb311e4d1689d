"""Battles on land foretold, and forecasts scored: the fitted law of competing breakpoints on any table of battles."""

from __future__ import annotations

import math
import zlib
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from gunboat.combat.fights import FIGHT, densities, fight_many
from gunboat.combat.posterior import fitted, many
from gunboat.combat.rows import Floats, Table, crps
from gunboat.combat.table import LEAST_LOSS, Battle, read_battles
from gunboat.world.dice import DICE

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
REPEATS = 8  # wars, and pairs of systems, for each joint draw
SEED = 0
KNOWN = ("attackers", "defenders", "fortified", "prepared", "western", "qing")  # of a fight before it is fought
CLAIM_ERROR = 0.55
"""S.d. of the log of a claimed share lost, as the law is fitted: .4 for the claim (judged), .4 for the men engaged."""
LEAST_CHANCE = 1e-4  # a forecast by so many fights says nothing nearer to 0 or 1


@dataclass(frozen=True)
class Scores:
    """How good forecasts were, over the decided battles of a table of which everything is known.

    n: battles. joint_log_density: mean log density of (who won, log of both shares lost). log_loss and brier of who
    won, in nats and squared error. crps_attacker, crps_defender: of the log of the share lost. coverage_90,
    coverage_50: shares of (attackers', defenders') losses inside the central intervals. by_battle: the same
    for each battle, by column.
    """

    n: int
    joint_log_density: float
    log_loss: float
    brier: float
    crps_attacker: float
    crps_defender: float
    coverage_90: tuple[float, float]
    coverage_50: tuple[float, float]
    by_battle: dict[str, Any]


def predict(table: Table) -> list[dict[str, Any]]:
    """For each battle its name, the chance that the attacker wins, and quantiles of the shares lost.

    `table` has the columns of CDB90 known before a battle (see `gunboat.combat.table`). `attacker_wins` is given that
    one side wins; `attackers` and `defenders` are the 5, 25, 50, 75 and 95 % quantiles of the share of its men that
    each side loses, whoever wins. All are NaN where a strength is not known. `taken_for_western` names the sides whose
    belligerent is not known. Raises WarError where a cell cannot be read.
    """
    battles = read_battles(table)
    known = [i for i, battle in enumerate(battles) if battle.attackers > 0 and battle.defenders > 0]
    unknown = [math.nan] * len(QUANTILES)
    told: list[dict[str, Any]] = [
        {
            "battle": battle.name, "attacker_wins": math.nan, "attackers": unknown, "defenders": unknown,
            "taken_for_western": list(battle.not_known),
        }
        for battle in battles
    ]  # fmt: skip
    won, shares = fight([battles[i] for i in known])
    for i, ends, lost in zip(known, won, shares, strict=True):
        levels = np.quantile(lost, QUANTILES, axis=0)
        told[i] |= {
            "attacker_wins": float(ends.mean()),
            "attackers": levels[:, 0].tolist(),
            "defenders": levels[:, 1].tolist(),
        }
    return told


def score(table: Table) -> dict[str, Any]:
    """Scores of the forecasts of a table's battles: `rows`, one a decided battle, and `means` over them.

    Log density is that of who won and the logs of both shares lost, in nats; CRPS that of the log of the share lost; a
    coverage is the share of battles inside the central interval. Battles that were drawn, or of which something is not
    known, and parts of larger battles are `left_out`. Raises WarError where a cell cannot be read.
    """
    battles = read_battles(table, scored=True)
    told = [battle for battle in battles if battle.outcome and not battle.part and battle.whole]
    scores = scores_of(told, *fight(told), log_densities(told))
    by = scores.by_battle
    rows = [
        {
            "battle": battle.name, "log_density": float(by["joint_log_density"][i]),
            "log_loss": float(by["log_loss"][i]),
            "chance": float(by["attacker_wins"][i]), "attacker_won": bool(by["attacker_won"][i]),
            "attackers": {"crps": float(by["crps_attacker"][i]), "pit": float(by["rank_attacker"][i])},
            "defenders": {"crps": float(by["crps_defender"][i]), "pit": float(by["rank_defender"][i])},
        }
        for i, battle in enumerate(told)
    ]  # fmt: skip
    means = {
        "rows": scores.n, "left_out": len(battles) - len(told), "log_density": scores.joint_log_density,
        "log_loss": scores.log_loss, "brier": scores.brier, "attackers_crps": scores.crps_attacker,
        "defenders_crps": scores.crps_defender, "attackers_in_50": scores.coverage_50[0],
        "attackers_in_90": scores.coverage_90[0], "defenders_in_50": scores.coverage_50[1],
        "defenders_in_90": scores.coverage_90[1],
    }  # fmt: skip
    return {"rows": rows, "means": means}


def scores_of(battles: list[Battle], won: npt.NDArray[np.int64], shares: Floats, joint: Floats) -> Scores:
    """The scores of fights (battles, fights) and log densities (battles,) of battles with known ends."""
    if not battles:
        none = math.nan
        return Scores(0, none, none, none, none, none, (none, none), (none, none), {})
    ended = np.array([battle.outcome == 1 for battle in battles])
    lost = np.array([battle.shares for battle in battles])
    men = np.array([(battle.attackers, battle.defenders) for battle in battles])
    shares = np.maximum(shares, LEAST_LOSS / men[:, None, :])  # as what was seen
    chance = np.clip(won.mean(axis=1), LEAST_CHANCE, 1.0 - LEAST_CHANCE)
    log_loss = -np.log(np.where(ended, chance, 1.0 - chance))
    rank = (shares < lost[:, None, :]).mean(axis=1) + 0.5 * (shares == lost[:, None, :]).mean(axis=1)
    distance = np.column_stack([crps(np.log(shares[:, :, side]), np.log(lost[:, side])) for side in (0, 1)])
    inside = {width: np.abs(rank - 0.5) <= width / 2 for width in (0.9, 0.5)}
    return Scores(
        n=len(battles), joint_log_density=float(joint.mean()), log_loss=float(log_loss.mean()),
        brier=float(((chance - ended) ** 2).mean()), crps_attacker=float(distance[:, 0].mean()),
        crps_defender=float(distance[:, 1].mean()), coverage_90=_pair(inside[0.9]), coverage_50=_pair(inside[0.5]),
        by_battle={
            "name": [battle.name for battle in battles], "family": [battle.family for battle in battles],
            "year": [battle.year for battle in battles], "attacker_won": ended, "attacker_wins": chance,
            "joint_log_density": joint, "log_loss": log_loss, "rank_attacker": rank[:, 0], "rank_defender": rank[:, 1],
            "crps_attacker": distance[:, 0], "crps_defender": distance[:, 1],
        },
    )  # fmt: skip


def _pair(inside: npt.NDArray[np.bool_]) -> tuple[float, float]:
    return float(inside[:, 0].mean()), float(inside[:, 1].mean())


# ---------------------------------------------------------------- fights and densities


@cache
def _draws() -> npt.NDArray[np.void]:
    return many(fitted(), REPEATS)


def fight(battles: list[Battle], draws: npt.NDArray[np.void] | None = None) -> tuple[npt.NDArray[np.int64], Floats]:
    """Fight each battle once with each draw: who won (battles, draws), shares both sides lost (battles, draws, 2)."""
    draws = _draws() if draws is None else draws
    won = np.zeros((len(battles), len(draws)), np.int64)
    shares = np.zeros((len(battles), len(draws), 2))
    fight_many(_records(DICE.new()), _records(_fights(battles)), _records(draws), SEED, won, shares)
    return won, shares


def log_densities(battles: list[Battle], draws: npt.NDArray[np.void] | None = None) -> Floats:
    """Log density of each decided battle's end, over the draws: (battles,)."""
    logs = densities_of(battles, _draws() if draws is None else draws)
    greatest = logs.max(axis=1, initial=-math.inf)
    return np.asarray(greatest + np.log(np.exp(logs - greatest[:, None]).mean(axis=1)))


def densities_of(battles: list[Battle], draws: npt.NDArray[np.void]) -> Floats:
    """Log density of each decided battle's end under each draw: (battles, draws)."""
    logs = np.zeros((len(battles), len(draws)))
    densities(_records(_fights(battles)), _records(draws), logs)
    return logs


def _fights(battles: list[Battle]) -> npt.NDArray[np.void]:
    fights = np.zeros(len(battles), FIGHT.dtype)
    for row, battle in zip(fights, battles, strict=True):
        known = [getattr(battle, name) for name in KNOWN]
        for name, value in zip(KNOWN, known, strict=True):
            row[name] = value
        row["key"] = zlib.crc32(repr([float(value) for value in known]).encode())
        if battle.outcome is not None:
            row["won"] = int(battle.outcome == 1)
            row["share_attackers"], row["share_defenders"] = battle.shares
    return fights


def _records(array: npt.NDArray[np.void]) -> Any:
    return array.view(np.recarray)
