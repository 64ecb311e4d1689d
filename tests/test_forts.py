"""Ships against works: the rule's directions, its dice, and both ways of running it."""

from __future__ import annotations

import tomllib
from hashlib import sha256
from importlib import resources
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from gunboat.combat import forts
from gunboat.record.tables import PHASES
from gunboat.world.declaration import Declared
from gunboat.world.dice import DICE
from gunboat.world.formulas.forts import (
    ACTION,
    FORTS,
    PARAMETERS,
    R_TAKEN,
    RESULT,
    engage,
    lost,
)
from playing import plain as as_python

N = 1500

SQUADRON = {
    "ships": 8.0, "ship_guns": 60.0, "tons": 600.0, "ironclad": 0.0, "steam": 1.0, "landing": 0.0, "guns": 40.0,
    "garrison": 800.0, "drill": 1.0, "range": 500.0, "open": 1.0, "held": 0.0, "passing": 0.0, "past": 0.0,
    "flank": 0.0, "mud": 0.0, "ebb": 0.0, "tide": 0.0, "firm": 200.0, "ditches": 1.0, "mines": 0.0, "silent": 0.0,
    "by_land": 0.0,
}  # fmt: skip


def fought(**changes: float) -> Any:
    """One action, changed, fought N times round the posterior: columns of FOUND by name."""
    actions = np.zeros(N, ACTION.dtype)
    for name, value in (SQUADRON | changes).items():
        actions[name] = value
    draws = forts.posterior()
    found = np.zeros((N, len(forts.FOUND)))
    w, r = DICE.new().view(np.recarray)[0], RESULT.new().view(np.recarray)[0]
    keys = np.arange(1, N + 1, dtype=np.uint64)
    forts.fight_all(actions.view(np.recarray), np.arange(N) % len(draws), draws, keys, w, r, found)
    return SimpleNamespace(**dict(zip(forts.FOUND, found.T, strict=True)))


def objects(declared: Declared, **values: Any) -> Any:
    thing = declared.objects(declared.new()[0])
    for name, value in values.items():
        setattr(thing, name, value)
    return thing


def test_the_given_squadron_covers_every_field() -> None:
    assert set(SQUADRON) == {field.name for field in ACTION.fields}


def test_drilled_gunners_cost_attackers_more_and_hold_longer() -> None:
    levy, regular = fought(drill=0.5), fought(drill=1.0)
    assert regular.mean_a.mean() > 2.0 * levy.mean_a.mean()
    assert regular.likely.mean() < levy.likely.mean()


def test_more_guns_hit_more() -> None:
    few, many = fought(guns=10.0), fought(guns=80.0)
    assert few.hits.mean() < many.hits.mean()
    assert few.likely.mean() > many.likely.mean()


def test_a_boom_is_worse_for_ships_that_run_past() -> None:
    free = fought(past=1.0, passing=1.0)
    held = fought(past=1.0, passing=1.0, held=1.0)
    assert held.mean_a.mean() > 1.5 * free.mean_a.mean()
    assert held.out.mean() > free.out.mean()
    assert held.likely.mean() < free.likely.mean()


def test_ships_held_in_a_fight_are_hit_more_than_ships_under_way() -> None:
    assert fought(passing=1.0, held=1.0).rounds.mean() > 0.0
    a_round = [fought(passing=1.0, held=h) for h in (0.0, 1.0)]
    assert a_round[1].hits.sum() / a_round[1].rounds.sum() > a_round[0].hits.sum() / a_round[0].rounds.sum()


def test_ironclads_lose_less() -> None:
    wood, iron = fought(), fought(ironclad=1.0)
    assert iron.mean_a.mean() < 0.6 * wood.mean_a.mean()
    assert iron.out.mean() < wood.out.mean()


def test_a_mined_channel_costs_ships() -> None:
    assert fought(mines=1.0).out.mean() > fought().out.mean()


def test_distance_spares_both() -> None:
    near, far = fought(range=400.0), fought(range=2000.0)
    assert far.mean_a.mean() < near.mean_a.mean()
    assert far.dismounted.mean() < near.dismounted.mean()


def test_earth_stands_longer_than_an_open_battery() -> None:
    assert fought(open=0.7).likely.mean() < fought(open=2.0).likely.mean()


def test_a_turned_flank_helps_a_landing() -> None:
    front, rear = fought(landing=800.0), fought(landing=800.0, flank=1.0)
    assert rear.likely.mean() > front.likely.mean() + 0.1
    assert rear.mean_a.mean() < front.mean_a.mean()


def test_mud_costs_a_landing() -> None:
    dry, deep = fought(landing=800.0), fought(landing=800.0, mud=500.0)
    assert deep.mean_a.mean() > dry.mean_a.mean()
    assert deep.likely.mean() < dry.likely.mean()


def test_more_men_storm_better() -> None:
    chances = [fought(landing=men).likely.mean() for men in (100.0, 400.0, 1600.0)]
    assert chances[0] < chances[1] < chances[2]


def test_works_without_guns_are_silenced_at_once() -> None:
    found = fought(guns=0.0, garrison=0.0)
    assert (found.likely > 0.9).all()
    assert found.hits.max() == 0.0


def test_works_under_orders_not_to_fire_hit_no_ship() -> None:
    assert fought(silent=1.0).hits.max() == 0.0


def test_no_side_loses_more_than_it_has() -> None:
    found = fought(landing=5000.0, garrison=50.0)
    assert found.defenders.max() <= 50.0
    assert found.dismounted.max() <= 40.0
    assert found.out.max() <= 8.0
    assert min(found.attackers.min(), found.defenders.min()) >= 0.0


@pytest.mark.parametrize(
    "changes",
    [{}, {"landing": 700.0, "mud": 200.0, "flank": 1.0}, {"past": 1.0, "passing": 1.0, "mines": 1.0}, {"ships": 90.0}],
)
def test_both_ways_agree(changes: dict[str, float]) -> None:
    found = fought(**changes)
    draws = forts.posterior()
    plain = as_python(engage)
    landed = 0
    with np.errstate(over="ignore"):
        for i in range(40):
            a = objects(ACTION, **(SQUADRON | changes))
            k = objects(FORTS, **{name: float(draws[name][i]) for name in PARAMETERS})
            w, r = objects(DICE, key=np.uint64(i + 1)), objects(RESULT)
            plain(w, a, k, r, 0, 0)
            for name, column in (("likely", "likely"), ("attackers_lost", "attackers"), ("defenders_lost", "defenders"),
                                 ("mean_attackers", "mean_a"), ("out", "out"), ("hits", "hits"),
                                 ("dismounted", "dismounted")):  # fmt: skip
                assert getattr(r, name) == getattr(found, column)[i], name
            landed += r.kind == R_TAKEN
    assert landed or not changes.get("landing")


def test_an_action_does_not_depend_on_others() -> None:
    """A draw is keyed by history, place and count: what was fought before shifts nothing."""
    k = objects(FORTS, **{name: float(forts.posterior()[name][0]) for name in PARAMETERS})
    plain = as_python(engage)
    a, told = objects(ACTION, **(SQUADRON | {"landing": 500.0})), []
    with np.errstate(over="ignore"):
        for others in (0, 3):
            w, r = objects(DICE, key=np.uint64(9)), objects(RESULT)
            for place in range(1, others + 1):
                plain(w, a, k, r, place, 0)
            plain(w, a, k, r, 0, 0)
            told.append((r.attackers_lost, r.defenders_lost, r.hits, r.minutes, r.n_course))
    assert told[0] == told[1]


def test_a_loss_rises_with_its_mean() -> None:
    plain, w = as_python(lost), objects(DICE, key=np.uint64(3))
    with np.errstate(over="ignore"):
        losses = [plain(w, mean, 0.8, 0, 0, 0) for mean in (0.3, 3.0, 30.0, 300.0)]
    assert losses == sorted(losses)


def test_a_course_runs_in_order() -> None:
    told = forts.course({"landing_men": "800", "fort_guns_bearing": "20", "flank_or_rear_attack": "yes"}, number=4)
    phases, minutes = [c[0] for c in told["course"]], [c[1] for c in told["course"]]
    assert phases[0] == PHASES[0]
    assert phases[-1] == "end"
    assert minutes == sorted(minutes)
    assert told["minutes"] == minutes[-1]


def test_the_draws_are_those_of_their_provenance() -> None:
    folder = resources.files("gunboat.priors")
    told = tomllib.loads(folder.joinpath("forts.toml").read_text(encoding="utf-8"))
    data = folder.joinpath("forts.csv").read_bytes()
    assert sha256(data).hexdigest() == told["sha256"]
    assert len(forts.posterior()) == told["draws"]
    assert tuple(told["parameters"]) == PARAMETERS
