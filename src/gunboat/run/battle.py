"""One documented battle, fought many times: from its row in battles.csv to what happened in each fight.

A row says what could be known before the battle (`run/situation.py`). Works are fought by `world/formulas/forts.py`,
battles in the field and assaults on cities by `world/formulas/breakpoints.py` with the exposures that the war assumes,
and the course of an assault on a city is laid out by `world/formulas/city.py`. What a row leaves open, the fitted
parameters and the assumptions are drawn anew for each fight.

Every draw is keyed by seed, battle and fight, never by the situation: fight 17 as documented and fight 17 as changed
throw the same dice, and it is the same fight among 50 and among 100.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from gunboat.combat import forts, land
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
from gunboat.record.faults import Fault, WarError, quoted
from gunboat.record.tables import PHASES
from gunboat.run.sampling import normals, sample_assumptions, sample_battles, uniforms, word_of
from gunboat.run.situation import CITY, FIELD, ORDERS, TURNED, WORKS, Battle
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

MOST_FIGHTS = 100_000
"""Fights at most: a share is then known to within 3 in 1,000, finer than a law is right, and they fit in memory."""

TOLLS = ("attackers_killed", "attackers_wounded", "defenders_killed", "defenders_wounded", "ships_lost")
"""The columns of what `take_toll` finds."""

MEASURES = {
    "attackers_lost": "men", "attackers_killed": "men", "attackers_wounded": "men", "defenders_lost": "men",
    "defenders_killed": "men", "defenders_wounded": "men", "guns_dismounted": "guns", "ships_out": "ships",
    "ships_lost": "ships", "hours": "hours",
}  # fmt: skip
"""What is measured of a fight, with its unit."""

OTHERWISE = ("otherwise lost", "otherwise won")
"""Ends of an attack on works that something outside the law turned: against the attacker, and for him."""

_PLACE = {name: i for i, name in enumerate(ASSUMPTIONS)}

MINUTES_AN_HOUR = 60.0


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
    PHASES first occurred, (n, phases), nan where it did not. engaged: on land, the share of each side's men who fight,
    (n,), by side.
    """

    battle: Battle
    seed: int
    won: Floats
    measured: Mapping[str, Floats]
    results: Mapping[str, int]
    firsts: Floats
    engaged: Mapping[str, Floats] = field(default_factory=dict)

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


def counted(n: Any) -> int:
    """A number of fights. Raises WarError for what is none, and for more than MOST_FIGHTS."""
    if isinstance(n, bool) or not isinstance(n, int | np.integer):
        raise WarError([Fault("", 0, "n", f"{quoted(n)} is no number of fights", "Write a whole number.")])
    if not 1 <= n <= MOST_FIGHTS:
        raise WarError([Fault("", 0, "n", f"{n} fights cannot be fought", f"Ask for 1 to {MOST_FIGHTS:,}.")])
    return int(n)


def fought(war: WrittenWar, battle: Battle, n: int = FIGHTS, seed: int = 0) -> Fights:
    """Fight a battle n times. Raises WarError for an n that cannot be, and for a cell of its row that is wanting."""
    n = counted(n)
    assumed = sample_assumptions(war.assumptions, _seed_of(battle, seed), 0, n, {})
    law = _fought_works if battle.kind == WORKS else _fought_on_land
    fights = law(battle, n, seed, assumed)
    return replace(fights, measured={**fights.measured, **_toll(fights, assumed)})


def _seed_of(battle: Battle, seed: int) -> int:
    return word_of(f"battle {battle.id} {seed}")


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
    return replace(known, name=battle.id, seed=_seed_of(battle, seed))


def _uniforms(battle: Battle, seed: int, n: int, name: str) -> Floats:
    """A uniform for each fight (n,), keyed by what it is for."""
    return uniforms(_seed_of(battle, seed), 0, n, ASSUME, [word_of(name)])[:, 0]


def _drawn(battle: Battle, column: str, u: Floats) -> Floats:
    """A value of a span for each uniform (n,). Raises WarError where the cell is blank."""
    told = forts.span(battle.cells.get(column, ""))
    if told is None:
        raise WarError([Fault("battles.csv", 0, column, f"is blank for {battle.id}", "Write a number or a span.")])
    return np.asarray(told[0] + (told[1] - told[0]) * u)


def _as_reported(battle: Battle, lost: Floats, most: Floats, error: float, u: Floats) -> Floats:
    """The defender's losses (n,) in whole men as they are reported, never above `most` men (n,).

    Where no lists of his own are known they are what the victor would claim: the loss times an error whose log has the
    s.d. `error`, which each law is fitted with.
    """
    claim = np.exp(error * normals(u)) if forts.claimed(battle.cells["defender"]) else 1.0
    return np.minimum(np.floor(most), np.floor(lost * claim + 0.5))


class _FightDice:
    """What `forts.inputs` draws with, keyed by fight: draw k of fight i is the same however many fights there are."""

    def __init__(self, battle: Battle, seed: int) -> None:
        self.battle, self.seed, self.drawn = battle, seed, 0

    def random(self, n: int) -> Floats:
        """Uniforms (n,)."""
        self.drawn += 1
        return _uniforms(self.battle, self.seed, n, f"works {self.drawn}")

    def standard_normal(self, n: int) -> Floats:
        """Standard normals (n,)."""
        return normals(self.random(n))

    def choice(self, values: Sequence[float], n: int) -> Floats:
        """One of the values for each fight (n,)."""
        return np.array(values)[np.floor(self.random(n) * len(values)).astype(np.int64)]


# ---------------------------------------------------------------- works


def _fought_works(battle: Battle, n: int, seed: int, assumed: Floats) -> Fights:
    known = _known(battle, seed)
    actions = forts.inputs(known, n, _FightDice(battle, seed))
    if known.spans["ships_engaged"] == (0.0, 0.0):
        actions["ships"] = 0.0  # attacked by land alone
    actions["flank"] = _turned(battle, actions["held"], assumed, _uniforms(battle, seed, n, "works turned"))
    actions["by_land"] = float(battle.round_from != "")
    _lie_of_the_land(actions, battle, seed)
    draws = forts.as_records(sample_battles(known.seed, 0, n)[:, len(COMBAT_PARAMETERS) :])
    ends, firsts = np.zeros((n, len(ENDS))), np.zeros((n, N_PHASES))
    fight_works(
        actions.view(np.recarray), draws, forts.keys_of(known, n), record_of(DICE), record_of(RESULT), ends, firsts
    )
    by = dict(zip(ENDS, ends.T, strict=True))
    at_hand = _drawn(battle, "attackers", _uniforms(battle, seed, n, "attackers of a battle"))
    measured = {
        "attackers_lost": np.minimum(by["attackers_lost"], np.floor(np.maximum(at_hand, actions["landing"]))),
        "defenders_lost": _as_reported(
            battle, by["defenders_lost"], actions["garrison"], forts.CLAIM_ERROR, _uniforms(battle, seed, n, "claim")
        ),
        "guns_dismounted": by["guns_dismounted"], "ships_out": np.round(by["ships_out"]),
        "hours": by["minutes"] / MINUTES_AN_HOUR,
    }  # fmt: skip
    return Fights(battle, seed, by["success"], measured, _results(by), firsts)


def _results(by: Mapping[str, Floats]) -> dict[str, int]:
    """In how many fights the law itself ended an action in which way, and what something else turned."""
    by_law = by["by_chance"] == 0.0
    kinds = np.bincount(by["kind"][by_law].astype(int), minlength=len(RESULTS))
    turned = np.bincount(by["success"][~by_law].astype(int), minlength=len(OTHERWISE))
    found = dict(zip((*RESULTS, *OTHERWISE), (*kinds, *turned), strict=True))
    return {name: int(many) for name, many in found.items() if many}


def _turned(battle: Battle, held: Floats, assumed: Floats, u: Floats) -> Floats:
    """1 where works are entered where they are open (n,). `held` (n,): 1 where a barrier holds ships.

    Where the row says whether they are, only a barrier that a change lays or takes away moves it, and one way alone: a
    barrier more never opens a way round, and one less never closes it.
    """
    opened, barred = (assumed[:, _PLACE[name]] for name in ("works_turned", "turned_if_barred"))
    told = battle.cells.get(TURNED, "")
    if told == "yes":
        return (u < barred).astype(float) if battle.barrier > 0 else np.ones(len(u))
    if told == "no":
        return (u < opened).astype(float) if battle.barrier < 0 else np.zeros(len(u))
    return (u < opened * np.where(held > 0.0, barred, 1.0)).astype(float)


def _lie_of_the_land(actions: Any, battle: Battle, seed: int) -> None:
    """Write mud, firm ground, ditches, mines and orders into actions where the cells tell of them."""
    for name, column in (("mud", "mud_m"), ("firm", "firm_m"), ("ditches", "ditches")):
        if battle.cells.get(column, ""):
            actions[name] = _drawn(battle, column, _uniforms(battle, seed, len(actions), column))
    if battle.cells.get("mines"):
        actions["mines"] = float(battle.cells["mines"] == "yes")
    actions["silent"] = ORDERS[battle.cells.get("orders", "") or "no"]


# ---------------------------------------------------------------- field and city


def _fought_on_land(battle: Battle, n: int, seed: int, assumed: Floats) -> Fights:
    key = _seed_of(battle, seed)
    exposures = {"attackers": "exposure_attacker", "defenders": f"exposure_{battle.kind}"}
    engaged = {side: assumed[:, _PLACE[name]] for side, name in exposures.items()}
    fights = np.zeros(n, FIGHT.dtype)
    for side, share in engaged.items():
        men = _drawn(battle, side, _uniforms(battle, seed, n, f"{side} of a battle"))
        fights[side] = np.maximum(1.0, men * share)
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
    lost = {f"{side}_lost": fights[side] * shares[:, i] for i, side in enumerate(engaged)}
    whole = {name: np.floor(men + 0.5) for name, men in lost.items()}
    claims = _uniforms(battle, seed, n, "claim")
    told = {
        "attackers_lost": np.minimum(whole["attackers_lost"], np.floor(fights["attackers"])),
        "defenders_lost": _as_reported(battle, lost["defenders_lost"], fights["defenders"], land.CLAIM_ERROR, claims),
    }
    counts = {"won": int(won.sum()), "beaten": int(n - won.sum())}
    results = {name: many for name, many in counts.items() if many}
    if battle.kind == FIELD:
        return Fights(battle, seed, won, told, results, np.full((n, N_PHASES), math.nan), engaged)
    ends, firsts = _laid_out(battle, fights, won, whole, assumed, keys)
    return Fights(battle, seed, won, {**told, "hours": ends["minutes"] / MINUTES_AN_HOUR}, results, firsts, engaged)


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
