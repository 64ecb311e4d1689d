"""The rule of combat: works by ships and landings, tide and barrier, the toll of a battle, what is told of it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from gunboat.record.tables import PHASES
from gunboat.rules import combat, orders, treaties, works
from gunboat.run.runner import Runner
from gunboat.scenario.read import WrittenWar
from gunboat.world.chronicle import STATE_ACTOR
from gunboat.world.codes import E_BATTLE, E_BATTLE_LOSSES, E_BATTLE_PHASE, E_BATTLE_TOLL
from gunboat.world.formulas.forts import DRILL
from gunboat.world.formulas.tides import TIDE_PERIOD, bared
from gunboat.world.formulas.toll import TOLL, divide, ships_gone
from gunboat.world.opening import begin
from gunboat.world.state import WORLD
from gunboat.world.terms import TERMS
from playing import Course, assume, plain, plan_of

FIGHTS = 300


@pytest.fixture
def peiho(shipped: WrittenWar) -> tuple[Any, Any, Any]:
    """The shipped war with the British squadron before Taku, as objects: world, terms, setting."""
    plan = plan_of(shipped)
    runner = Runner(plan)
    assume(plan, runner.terms[0], 0)
    w, t = WORLD.objects(plan.setting.world[0]), TERMS.objects(runner.terms[0])
    with np.errstate(over="ignore"):
        plain(begin)(w, t, np.uint64(1), np.uint64(0), plan.let_go)
    number = plan.setting.number
    w.forces[number["forces"]["british-squadron"]].place = number["places"]["taku-bar"]
    w.now = w.now // TIDE_PERIOD * TIDE_PERIOD  # high water
    return w, t, plan.setting


def storm(w: Any, t: Any, s: Any, **changes: Any) -> Any:
    """The works at Taku fought FIGHTS times with changes to the fort: columns won, loss, their loss."""
    f, place = s.number["forces"]["british-squadron"], s.number["places"]["taku"]
    fort = w.forts[t.places[place].fort]
    for name, value in changes.items():
        setattr(fort, name, value)
    with np.errstate(over="ignore"):
        return np.array([plain(combat.fight_works)(w, t, f, place, w.forces[f].men, nth) for nth in range(FIGHTS)])


def test_drill_and_guns_of_works_cost_attackers(peiho: tuple[Any, Any, Any]) -> None:
    levy = storm(*peiho, drill=DRILL["irregular"])
    drilled = storm(*peiho, drill=DRILL["regular"])
    assert drilled[:, 1].mean() > 1.5 * levy[:, 1].mean()
    assert drilled[:, 0].mean() < levy[:, 0].mean()
    w, _t, _s = peiho
    storm(*peiho, guns=20.0)
    few = w.fought.rounds
    storm(*peiho, guns=200.0)
    assert w.fought.rounds > few


def test_a_barrier_keeps_works_from_being_turned(peiho: tuple[Any, Any, Any]) -> None:
    _w, t, _s = peiho
    t.assumed.works_turned, t.assumed.turned_if_barred = 1.0, 0.0
    assert storm(*peiho, boom=1)[:, 0].mean() < storm(*peiho, boom=0)[:, 0].mean()


def test_the_flank_has_neither_mud_nor_front(peiho: tuple[Any, Any, Any]) -> None:
    w, t, s = peiho
    t.assumed.works_turned = 0.0
    storm(w, t, s)
    assert (w.action.flank, w.action.mud) == (0.0, t.forts[t.places[s.number["places"]["taku"]].fort].mud)
    w.forces[s.number["forces"]["british-squadron"]].place = s.number["places"]["peitang"]
    storm(w, t, s)
    assert (w.action.flank, w.action.mud, w.action.ebb, w.action.by_land) == (1.0, 0.0, 0.0, 1.0)
    assert "men landed" not in {PHASES[w.fought.course[i].phase] for i in range(w.fought.n_course)}


def test_the_ebb_widens_the_mud() -> None:
    assert plain(bared)(300.0, 0.0) == 0.0
    assert plain(bared)(300.0, TIDE_PERIOD / 2) == pytest.approx(300.0)
    assert plain(bared)(300.0, TIDE_PERIOD) == pytest.approx(0.0)


def test_works_without_ships_before_them_are_attacked_by_land(peiho: tuple[Any, Any, Any]) -> None:
    w, _t, s = peiho
    w.forces[s.number["forces"]["british-squadron"]].ships = 0.0
    storm(*peiho)
    assert (w.fought.out, w.fought.rounds) == (0.0, 0.0)
    assert {PHASES[w.fought.course[i].phase] for i in range(w.fought.n_course)} & {"men landed", "end"}


def test_an_order_not_to_fire_holds_until_there_has_been_fighting(peiho: tuple[Any, Any, Any]) -> None:
    w, t, s = peiho
    t.assumed.holds_fire = 0.0
    firing = storm(*peiho)
    t.assumed.holds_fire = 1.0
    held = storm(*peiho)
    assert (held[1:] == firing[1:]).all(), "once there has been fighting, works fire"
    f, place = s.number["forces"]["british-squadron"], s.number["places"]["taku"]
    with np.errstate(over="ignore"):
        plain(combat.fight_works)(w, t, f, place, w.forces[f].men, 0)
    assert (w.action.silent, w.fought.rounds) == (1.0, 0.0)
    assert w.fought.course[0].value == 0.0, "guns that may not fire do not bear"


def test_strengthened_works_are_drilled_and_may_be_barred(peiho: tuple[Any, Any, Any]) -> None:
    w, t, s = peiho
    k = t.places[s.number["places"]["taku"]].fort
    before = w.forts[k].drill
    t.assumed.works_boom, t.assumed.works_drill = 1.0, 0.25
    with np.errstate(over="ignore"):
        plain(works.on_fort)(w, t, k)
        assert (w.forts[k].drill, w.forts[k].boom) == (before + 0.25, 1)
        for _ in range(4):
            plain(works.on_fort)(w, t, k)
    assert w.forts[k].drill == 1.0


def test_one_beaten_off_in_front_lands_at_the_flank(peiho: tuple[Any, Any, Any]) -> None:
    w, t, s = peiho
    places = s.number["places"]
    v = w.views[s.number["offices"]["british-admiral"]]
    v.approach = s.number["approaches"]["peiho"]
    target = plain(orders._place_to_attack)
    with np.errstate(over="ignore"):
        assert target(t, v) == places["taku"]
        v.repulses[places["taku"]] = 1
        assert target(t, v) == places["peitang"]
        v.repulses[places["peitang"]] = 1
        assert target(t, v) == places["taku"], "beaten off there as well, it tries the front again"
        v.repulses[places["taku"]] = 2
        v.holder[places["peitang"]] = s.number["states"]["uk"]
        assert target(t, v) == places["taku"]
        assert plain(orders._next_target)(t, v) == places["taku"], "a blockade is of the works themselves"


def test_allies_share_a_toll_and_lose_their_own_ships(peiho: tuple[Any, Any, Any]) -> None:
    w, t, s = peiho
    forces, place = s.number["forces"], s.number["places"]["taku"]
    british, french = forces["british-squadron"], forces["french-squadron"]
    w.forces[french].place = w.forces[british].place
    w.forces[british].men, w.forces[french].men = 3000.0, 1000.0
    w.forces[british].ships, w.forces[french].ships = 9.0, 3.0
    w.forces[british].guns = 90.0
    w.fought.out, t.assumed.ships_lost = 8.0, 1.0
    at = w.n_rows
    with np.errstate(over="ignore"):
        plain(combat._tell)(w, t, british, place, 0, 400.0, 40.0, 0, at)
    rows = [w.rows[i] for i in range(at, w.n_rows)]
    of = {
        kind: {row.actor: (row.a, row.b, row.c) for row in rows if row.kind == kind}
        for kind in (E_BATTLE_LOSSES, E_BATTLE_TOLL)
    }
    uk, france, qing = (STATE_ACTOR + s.number["states"][name] for name in ("uk", "france", "qing"))
    assert sum(of[E_BATTLE_LOSSES][france]) == pytest.approx(100.0, abs=1.0)
    assert sum(of[E_BATTLE_LOSSES][uk]) + sum(of[E_BATTLE_LOSSES][france]) == 400.0
    assert sum(of[E_BATTLE_LOSSES][qing]) == 40.0
    assert (of[E_BATTLE_TOLL][uk][1], of[E_BATTLE_TOLL][france][1]) == (6.0, 2.0)
    assert (w.forces[british].ships, w.forces[french].ships) == pytest.approx((3.0, 1.0))
    assert w.forces[british].guns == pytest.approx(30.0)


def test_works_given_back_have_their_old_drill_and_no_barrier(peiho: tuple[Any, Any, Any]) -> None:
    w, t, s = peiho
    f, place = s.number["forces"]["british-squadron"], s.number["places"]["taku"]
    fort = w.forts[t.places[place].fort]
    opening = fort.drill
    fort.drill, fort.boom = 1.0, 1
    with np.errstate(over="ignore"):
        plain(combat._take)(w, t, f, place, 0)
        assert (fort.boom, fort.guns) == (0, 0.0)
        plain(treaties._evacuate)(w, t, place, 0)
    assert fort.drill == opening
    assert fort.guns > 0.0


def test_the_way_round_is_given_back_with_the_way(peiho: tuple[Any, Any, Any]) -> None:
    w, t, s = peiho
    places, uk = s.number["places"], s.number["states"]["uk"]
    for name in ("taku", "peitang"):
        w.places[places[name]].holder = uk
    with np.errstate(over="ignore"):
        plain(treaties._leave_the_way)(w, t, uk, 0)
    assert [w.places[places[name]].holder for name in ("taku", "peitang")] == [t.target, t.target]


def test_the_laws_of_battle_lie_side_by_side() -> None:
    """The runner writes both with one view of the terms."""
    fields = np.dtype(TERMS.dtype).fields
    assert fields is not None
    assert fields["works"][1] == fields["combat"][1] + fields["combat"][0].itemsize


def test_a_toll_is_its_loss_and_keeps_to_its_shares() -> None:
    w, r = WORLD.objects(WORLD.new()[0]), TOLL.objects(TOLL.new()[0])
    killed = []
    with np.errstate(over="ignore"):
        for nth in range(FIGHTS):
            plain(divide)(w, r, 430.0, 0.21, 0.1, 0.05, 0, nth, 0)
            assert r.killed + r.wounded + r.missing == 430.0
            assert r.missing == 43.0
            assert 0.0 <= r.officers <= 430.0
            killed.append(r.killed)
        gone = [plain(ships_gone)(w, 10.0, 0.2, 0, nth) for nth in range(FIGHTS)]
    assert np.median(killed) == pytest.approx(0.21 * 387, rel=0.1)
    assert np.mean(gone) == pytest.approx(2.0, rel=0.1)


def test_the_chronicle_tells_the_course_and_the_toll(shipped: WrittenWar) -> None:
    course = Course(plan_of(shipped, seed=5, let_go="1858-04-25"))
    told = []
    for number in range(30):
        course.begin(number)
        rows = course.w["rows"][: course.w["n_rows"]]
        place = course.runner.plan.setting.number["places"]["taku"]
        fought = (rows["kind"] == E_BATTLE) & (rows["place"] == place) & (rows["time"] > course.plan.let_go)
        for r in np.flatnonzero(fought):
            of_it = rows[rows["cause"] == r]
            phases = [PHASES[int(a)] for a in of_it[of_it["kind"] == E_BATTLE_PHASE]["a"]]
            assert (phases[0], phases[-1]) == ("fire opened", "end")
            losses, toll = of_it[of_it["kind"] == E_BATTLE_LOSSES], of_it[of_it["kind"] == E_BATTLE_TOLL]
            assert list(losses["actor"]) == list(toll["actor"])
            assert len(set(losses["actor"])) == len(losses) >= 2, "each state that fought is told of once"
            told.append(float(rows[r]["a"]))
            assert rows[r]["a"] == 0.0 or toll["c"].max() > 0.0, "works that were taken lose their guns"
    assert len(told) > 5
