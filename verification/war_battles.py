"""How the frozen models foretell the war's own battles, none of which they were fitted on. Takes half a minute.

    uv run --group fit python verification/war_battles.py

Six battles of 1857-60 as they could be known before the first shot (the war's `battles.csv`), by two routes: the law of
land battles alone for all six, and routed, where attacks on works go to the simulator of ships, works and landings.
Men at a place are not men engaged: the land law gets a share of them, drawn from the assumptions exposure_* of the war
(and, beside that, all of them). What was seen is `data/war_outcomes.csv`. `war_battles.toml` has digests of all that
was frozen before the first scoring and lists every change since; what has changed unlisted is said at the top.

The terms of asymmetry stand for arms, drill, command and who kept the records, never for peoples.
"""

from __future__ import annotations

import csv
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np

import gunboat as gb
from gunboat.combat import forts, land
from gunboat.combat.land import CLAIM_ERROR
from gunboat.combat.posterior import fitted, many
from gunboat.combat.rows import Floats, crps
from gunboat.combat.table import Battle, read_battles
from gunboat.run.sampling import sample_assumptions
from gunboat.scenario.schema import ASSUMPTIONS

HERE = Path(__file__).resolve().parent
FROZEN = HERE / "war_battles.toml"
OUTCOMES = HERE / "data" / "war_outcomes.csv"
RESULTS = HERE / "results" / "war_battles.csv"
WAR = gb.load("second-opium-war")

ROUTE = {"works": "works", "city": "land", "field": "land"}  # kind of battle: who foretells it
EXPOSURE = {"works": "exposure_works", "city": "exposure_city", "field": "exposure_field"}  # of the defender
EXPOSURE_OF_ATTACKERS = "exposure_attacker"
SEED = 1860
STRENGTHS, FIGHTS = 4000, 64  # strengths drawn of each land battle, and fights with each
PARTICLES = 262_144  # ways in which an attack on works is fought
AGAIN = 32_768  # likewise, for the other readings
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
SIDES = ("attackers", "defenders")
REPULSE = "taku-1859"
LEAST_CHANCE = 1e-4

# Aims, stated before the first scoring.
LAND_WON, LAND_INSIDE, ROUTED_INSIDE, REPULSE_CHANCE = 0.85, 8, 11, (0.10, 0.50)

READ = (
    "id", "kind", "date", "attacker", "attackers", "defenders", "fortified", "prepared", *forts.KNOWN_BEFORE,
)  # fmt: skip
"""Columns of battles.csv that a forecast reads."""


@dataclass(frozen=True)
class Seen:
    """How a battle ended: whether the attacker won, and each side's loss as scored and as variously claimed."""

    won: bool
    value: tuple[float, float]
    rivals: tuple[tuple[float, float], tuple[float, float]]


@dataclass(frozen=True)
class Told:
    """A forecast: the chance that the attacker wins, and samples of both sides' losses in men."""

    chance: float
    losses: tuple[Floats, Floats]

    def percentile(self, side: int, loss: float) -> float:
        """The share of the sample below a loss, half of those equal to it."""
        sample = self.losses[side]
        return float(np.mean(sample < loss) + 0.5 * np.mean(sample == loss))

    def crps(self, side: int, loss: float) -> float:
        """CRPS of the log of 1 + a loss."""
        return float(crps(np.log1p(self.losses[side])[None], np.log1p([loss]))[0])

    def log_loss(self, won: bool) -> float:
        """Minus the log of the chance of what happened."""
        chance = min(max(self.chance, LEAST_CHANCE), 1.0 - LEAST_CHANCE)
        return float(-np.log(chance if won else 1.0 - chance))


def outcomes() -> dict[str, Seen]:
    """What was seen of each battle that is scored, by its id."""
    with OUTCOMES.open(encoding="utf-8", newline="") as file:
        rows = {(row["battle"], row["side"]): row for row in csv.DictReader(file)}
    return {
        battle: Seen(
            rows[battle, "attackers"]["attacker_won"] == "1",
            tuple(float(rows[battle, side]["value"]) for side in SIDES),  # type: ignore[arg-type] # two sides
            tuple((float(rows[battle, s]["rival_low"]), float(rows[battle, s]["rival_high"])) for s in SIDES),  # type: ignore[arg-type]
        )
        for battle in dict.fromkeys(battle for battle, _ in rows)
    }


# ---------------------------------------------------------------- what was frozen


def digests() -> dict[str, str]:
    """A digest of each thing that was frozen before the first scoring."""
    with OUTCOMES.open(encoding="utf-8", newline="") as file:
        seen = [[row[name] for name in ("battle", "side", "attacker_won", "low", "high", "value", "rival_low",
                                        "rival_high")] for row in csv.DictReader(file)]  # fmt: skip
    exposure = [
        [row.text("id"), row.text("shape"), *(row.number(name) for name in ("centre", "spread", "low", "high"))]
        for row in WAR.written.assumptions
        if row.text("id").startswith("exposure_")
    ]
    told = [ROUTE, EXPOSURE, EXPOSURE_OF_ATTACKERS, CLAIM_ERROR, forts.CLAIM_ERROR, SEED, STRENGTHS, FIGHTS, PARTICLES]
    aims = [LAND_WON, LAND_INSIDE, ROUTED_INSIDE, REPULSE_CHANCE]
    priors = resources.files("gunboat.priors")
    return {
        "battles": _digest([[str(row[name]) for name in READ] for row in WAR.battles]),
        "priors_combat": sha256(priors.joinpath("combat.csv").read_bytes()).hexdigest(),
        "priors_forts": sha256(priors.joinpath("forts.csv").read_bytes()).hexdigest(),
        "exposure": _digest(exposure),
        "outcomes": _digest(seen),
        "routing": _digest(told),
        "aims": _digest(aims),
    }


def _digest(what: Any) -> str:
    return sha256(json.dumps(what, ensure_ascii=False).encode()).hexdigest()


def print_frozen() -> None:
    """Say of everything that was frozen whether it still is, and list the changes that were made since."""
    kept = tomllib.loads(FROZEN.read_text(encoding="utf-8"))
    changed = [name for name, digest in digests().items() if kept["frozen"].get(name) != digest]
    changes = kept.get("changes", [])
    if changed:
        print(f"CHANGED SINCE IT WAS FROZEN: {', '.join(changed)}. The figures are not those of the first scoring.")
    else:
        print(f"All is as it was frozen: {', '.join(kept['frozen'])}")
    print(f"Changes listed since: {len(changes) or 'none'}")
    for change in changes:
        print(f"  {change['date']} {change['what']}; before {change['before']}, after {change['after']}")


# ---------------------------------------------------------------- forecasts


def by_land(
    row: Mapping[str, Any], exposed: bool, strengths: int = STRENGTHS, found: Mapping[str, Floats] | None = None
) -> Told:
    """The law of land battles on one row, with a share of its men engaged or with all of them.

    `found` are draws of another fit, as `gunboat.combat.posterior.fitted` has the shipped ones.
    """
    dice = np.random.default_rng([SEED, *str(row["id"]).encode()])
    men = {side: _drawn(str(row[side]), dice.random(strengths)) for side in SIDES}
    if exposed:
        assumed = sample_assumptions(WAR.written.assumptions, SEED, 0, strengths, {})
        names = list(ASSUMPTIONS)
        men["attackers"] = men["attackers"] * assumed[:, names.index(EXPOSURE_OF_ATTACKERS)]
        men["defenders"] = men["defenders"] * assumed[:, names.index(EXPOSURE[row["kind"]])]
    plain = _battle(row)
    draws = many(fitted() if found is None else found, land.REPEATS)
    won = np.zeros((strengths, FIGHTS))
    lost = np.zeros((strengths, FIGHTS, 2))
    for i in range(strengths):
        battle = replace(plain, attackers=men["attackers"][i], defenders=men["defenders"][i])
        wins, shares = land.fight([battle], draws[dice.integers(len(draws), size=FIGHTS)])
        won[i] = wins[0]
        lost[i] = shares[0] * (battle.attackers, battle.defenders)
    lost[:, :, 1] *= np.exp(CLAIM_ERROR * dice.standard_normal((strengths, FIGHTS)))  # Qing losses, as they are claimed
    ours, theirs = np.floor(lost[:, :, 0].ravel() + 0.5), np.floor(lost[:, :, 1].ravel() + 0.5)
    return Told(float(won.mean()), (ours, theirs))


def _drawn(cell: str, u: Floats) -> Floats:
    span = forts.span(cell)
    assert span is not None  # required by the schema
    return span[0] + (span[1] - span[0]) * u


def _battle(row: Mapping[str, Any]) -> Battle:
    posture = "FD" if int(row["fortified"]) else "PD" if int(row["prepared"]) else ""
    (battle,) = read_battles([
        {"battle_id": row["id"], "year": str(row["date"]), "attacker": row["attacker"], "defender": row["defender"],
         "att_strength": 1, "def_strength": 1, "posture": posture}
    ])  # fmt: skip
    return battle


def by_works(row: Mapping[str, Any], particles: int = PARTICLES, draws: Any = None) -> Told:
    """The simulator of ships, works and landings on one row, with the shipped draws or those of another fit."""
    (known,) = forts.known([row])
    found = forts.fight(known, forts.posterior() if draws is None else draws, particles)
    return Told(float(found[:, 1].mean()), forts.losses(known, found))


def routed(row: Mapping[str, Any]) -> Told:
    """Whichever of the two a battle of its kind goes to."""
    return by_works(row) if ROUTE[row["kind"]] == "works" else by_land(row, exposed=True)


# ---------------------------------------------------------------- other readings


def other_readings() -> list[tuple[str, str, dict[str, str], bool]]:
    """What else the contested cells might hold: name, battle, cells, and whether the land law is asked too."""
    ground = "mud before the works, of no known width"
    return [
        ("a boom that holds", "taku-1858", {"held_by_boom_or_obstruction": "yes"}, False),
        ("guns bearing, first coding", "taku-1858", {"fort_guns_bearing": "30..87"}, False),
        ("guns bearing, second coding", "taku-1858", {"fort_guns_bearing": "44..136"}, False),
        ("mud of no known width", "taku-1858", {"tide_or_mud": ground}, False),
        ("no boom", "taku-1859", {"held_by_boom_or_obstruction": "no"}, False),
        ("mixed drill", "taku-1859", {"defender_drill": "mixed"}, False),
        ("guns bearing, first coding", "taku-1859", {"fort_guns_bearing": "13..40"}, False),
        ("guns bearing, second coding", "taku-1859", {"fort_guns_bearing": "30..60"}, False),
        ("mud of no known width", "taku-1859", {"tide_or_mud": ground}, False),
        ("mixed drill", "taku-1860", {"defender_drill": "mixed"}, False),
        ("guns ashore left out", "taku-1860", {"ship_guns": "8..24"}, False),
        ("44 to 47 guns ashore", "taku-1860", {"ship_guns": "96..118"}, False),
        ("garrison to that of all Taku", "taku-1860", {"garrison": "400..7000"}, False),
        ("mud of no known width", "taku-1860", {"tide_or_mud": ground}, False),
        ("defenders of this fort only", "taku-1860", {"defenders": "500..1000"}, True),
        ("crews of the ships too", "canton-1857", {"attackers": "5500..7000"}, True),
        ("defenders to 50,000", "palikao-1860", {"defenders": "25000..50000"}, True),
    ]


# ---------------------------------------------------------------- printing


def _two(x: float) -> str:
    """A number to two significant digits, which is what holds on other dice."""
    return f"{float(f'{x:.2g}'):,.0f}" if x >= 10 else f"{x:.0f}"


def line_of(told: Told, seen: Seen, side: int) -> str:
    """Quantiles of a side's loss, what was seen and the percentiles of it and of its rivals."""
    levels = " ".join(f"{_two(x):>7}" for x in np.quantile(told.losses[side], QUANTILES))
    low, high = (told.percentile(side, loss) for loss in seen.rivals[side])
    pit = told.percentile(side, seen.value[side])
    where = "inside 50" if abs(pit - 0.5) <= 0.25 else "inside 90" if abs(pit - 0.5) <= 0.45 else "OUTSIDE"
    return f"{levels}   {seen.value[side]:>5.0f} at {pit:.2f} ({low:.2f} to {high:.2f})  {where}"


def print_battles(name: str, told: Mapping[str, Told], seen: Mapping[str, Seen]) -> None:
    """Every forecast of one route beside what was seen."""
    print(f"\n{name}")
    levels = " ".join(f"{100 * q:>5.0f} %" for q in QUANTILES)
    print(f"{'battle':18}{'P':>5}  {'side':10}{levels}    seen, at its percentile (those of all claims)")
    for battle, forecast in told.items():
        for side, label in enumerate(SIDES):
            head = f"{battle:18}{forecast.chance:5.2f}" if side == 0 else " " * 23
            print(f"{head}  {label:10}{line_of(forecast, seen[battle], side)}")
    inside = {width: inside_of(told, seen, width) for width in (0.9, 0.5)}
    log_loss = np.mean([forecast.log_loss(seen[battle].won) for battle, forecast in told.items()])
    distances = [np.mean([told[b].crps(side, seen[b].value[side]) for b in told]) for side in (0, 1)]
    print(f"margins inside 90 %: {inside[0.9]} of {2 * len(told)}, inside 50 %: {inside[0.5]}; log loss {log_loss:.2f}")
    ours, theirs = distances
    print(f"CRPS of log losses: attackers {ours:.2f}, defenders {theirs:.2f}, both {(ours + theirs) / 2:.2f}")


def inside_of(told: Mapping[str, Told], seen: Mapping[str, Seen], width: float) -> int:
    """How many margins lie inside the central interval of a width."""
    pits = [told[b].percentile(side, seen[b].value[side]) for b in told for side in (0, 1)]
    return int(np.sum(np.abs(np.array(pits) - 0.5) <= width / 2))


def print_aims(land_alone: Mapping[str, Told], routes: Mapping[str, Told], seen: Mapping[str, Seen]) -> None:
    """The aims stated before, and whether they were met."""
    won = [b for b in seen if seen[b].won]
    least = min(land_alone[b].chance for b in won)
    chance = routes[REPULSE].chance
    crpses = [
        float(np.mean([told[b].crps(side, seen[b].value[side]) for b in told for side in (0, 1)]))
        for told in (land_alone, routes)
    ]
    inside = inside_of(land_alone, seen, 0.9), inside_of(routes, seen, 0.9)
    low, high = REPULSE_CHANCE
    verdicts = [
        (f"land law: least chance in the {len(won)} won, {LAND_WON} or more", f"{least:.2f}", least >= LAND_WON),
        (f"land law: margins inside 90 %, {LAND_INSIDE} or more", f"{inside[0]}", inside[0] >= LAND_INSIDE),
        (f"routed: margins inside 90 %, {ROUTED_INSIDE} or more", f"{inside[1]}", inside[1] >= ROUTED_INSIDE),
        (f"routed: chance of the allies on 25 June 1859, {low} to {high}", f"{chance:.2f}", low <= chance <= high),
        ("routed: CRPS of log losses below the land law's", " against ".join(f"{x:.2f}" for x in crpses[::-1]),
         crpses[1] < crpses[0]),
    ]  # fmt: skip
    print("\nAims (the land law with shares engaged)")
    for name, value, met in verdicts:
        print(f"  {name}: {value}, {'met' if met else 'MISSED'}")


def print_readings(rows: Mapping[str, dict[str, Any]], seen: Mapping[str, Seen]) -> None:
    """What the contested cells would do, each alone; nothing was chosen by it."""
    print("\nOther readings of contested cells, each alone (nothing was chosen by these)")
    for name, battle, cells, by_law in other_readings():
        row = {**rows[battle], **cells}
        told = by_land(row, exposed=True, strengths=STRENGTHS // 4) if by_law else by_works(row, AGAIN)
        print(f"{battle}: {name}{' (land law)' if by_law else ''}, P {told.chance:.2f}")
        for side, label in enumerate(SIDES):
            print(f"{'':25}{label:10}{line_of(told, seen[battle], side)}")


def keep(routes: Mapping[str, Mapping[str, Told]], seen: Mapping[str, Seen]) -> None:
    """Write every forecast and its end to results/war_battles.csv."""
    RESULTS.parent.mkdir(exist_ok=True)
    with RESULTS.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["battle", "route", "side", "attacker_wins", "attacker_won",
                         *(f"q{100 * q:.0f}" for q in QUANTILES), "seen", "percentile", "crps"])  # fmt: skip
        for route, told in routes.items():
            for battle, forecast in told.items():
                end = seen[battle]
                for side, label in enumerate(SIDES):
                    levels = [f"{x:.0f}" for x in np.quantile(forecast.losses[side], QUANTILES)]
                    value = end.value[side]
                    writer.writerow([
                        battle, route, label, f"{forecast.chance:.3f}", int(end.won), *levels, f"{value:.0f}",
                        f"{forecast.percentile(side, value):.3f}", f"{forecast.crps(side, value):.3f}",
                    ])  # fmt: skip


def check() -> None:
    """Print everything, and keep the forecasts."""
    print_frozen()
    print("Terms of asymmetry stand for arms, drill, command and who kept the records, never for peoples.")
    print(f"Seed {SEED}; {STRENGTHS * FIGHTS:,} fights a battle on land, {PARTICLES:,} of works")
    seen = outcomes()
    rows = {row["id"]: row for row in WAR.battles if row["id"] in seen}
    exposed = {battle: by_land(rows[battle], exposed=True) for battle in seen}
    nominal = {battle: by_land(rows[battle], exposed=False) for battle in seen}
    routes = {battle: routed(rows[battle]) for battle in seen}
    print_battles("Law of land battles, shares engaged drawn", exposed, seen)
    print_battles("Law of land battles, everyone at the place engaged", nominal, seen)
    print_battles("Routed: works by the simulator of ships, works and landings, the others as above", routes, seen)
    print_aims(exposed, routes, seen)
    print_readings(rows, seen)
    keep({"land, shares engaged": exposed, "land, everyone": nominal, "routed": routes}, seen)


if __name__ == "__main__":
    check()
