"""Assaults on cities: the phases keep their order, a failing assault stops, and both ways of running agree."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gunboat.combat.courses import CITY_ENDS, CITY_TERMS, N_PHASES, assault_city, record_of
from gunboat.record.tables import PHASES
from gunboat.scenario.schema import ASSUMPTIONS
from gunboat.world.dice import DICE
from gunboat.world.formulas.city import CITY_ASSAULT, CITY_RESULT, assault, search
from gunboat.world.formulas.course import N_COURSE
from playing import plain

USUAL = {
    "city_fire_hours": 10.0, "city_gate_chance": 0.5, "city_heights_minutes": 90.0, "city_entry_minutes": 45.0,
    "city_walls_minutes": 150.0, "city_streets_chance": 0.45, "city_streets_hours": 5.0, "city_fails_outside": 0.25,
    "city_fails_inside": 0.25, "city_scatter": 0.5, "search_days": 4.0, "capture_chance": 0.3,
}  # fmt: skip
ASSAULT = {
    "won": 1, "attackers": 5000.0, "defenders": 9000.0, "attackers_lost": 100.0, "defenders_lost": 800.0, "guns": 40.0,
    "heights": 1.0, "holder": 1.0,
}  # fmt: skip
AFTER = ("offices searched", "holder taken")


def laid_out(key: int, assumed: dict[str, float] | None = None, **changes: float) -> Any:
    """One assault as slotted objects, interpreted: its result."""
    w, c, r = (each.objects(each.new()[0]) for each in (DICE, CITY_ASSAULT, CITY_RESULT))
    t = CITY_TERMS.objects(CITY_TERMS.new()[0])
    for name, value in (USUAL | (assumed or {})).items():
        setattr(t.assumed, name, value)
    for name, value in (ASSAULT | changes).items():
        setattr(c, name, value)
    w.key = np.uint64(key)
    with np.errstate(over="ignore"):
        plain(assault)(w, c, t, r, 3, 1)
        if r.success == 1:
            plain(search)(w, c, t, r, 3, 1)
    return r


def told(r: Any) -> list[tuple[str, float]]:
    """The course as phases and minutes."""
    return [(PHASES[row.phase], row.minute) for row in r.course[: r.n_course]]


shares = st.floats(0.0, 1.0)
times = st.floats(0.1, 500.0)


@settings(max_examples=200, deadline=None)
@given(
    key=st.integers(0, 2**63), won=st.integers(0, 1), heights=st.integers(0, 1), holder=st.integers(0, 1),
    chances=st.tuples(shares, shares, shares, shares, shares), hours=st.tuples(times, times, times, times, times),
    scatter=st.floats(0.0, 1.0),
)  # fmt: skip
def test_phases_are_in_order_and_a_failing_assault_stops(
    key: int, won: int, heights: int, holder: int, chances: tuple[float, ...], hours: tuple[float, ...], scatter: float
) -> None:
    names = ("city_gate_chance", "city_streets_chance", "city_fails_outside", "city_fails_inside", "capture_chance")
    lasting = (
        "city_fire_hours", "city_heights_minutes", "city_entry_minutes", "city_walls_minutes", "city_streets_hours",
    )  # fmt: skip
    assumed = dict(zip((*names, *lasting, "city_scatter"), (*chances, *hours, scatter), strict=True))
    r = laid_out(key, assumed, won=won, heights=float(heights), holder=float(holder))
    phases, minutes = zip(*told(r), strict=True)
    assert list(minutes) == sorted(minutes)
    assert len(set(phases)) == len(phases) < N_COURSE
    assert phases[:2] == ("fire opened", "assault begun")
    assert r.success == won
    assert r.minutes == minutes[phases.index("end")]
    if won:
        assert "walls given up" in phases
        assert "assault beaten off" not in phases
        assert phases[-1] in AFTER
        assert r.searched == minutes[-1] > r.minutes
        assert bool(r.holder_taken) == (phases[-1] == AFTER[1])
        assert holder or not r.holder_taken
        assert ("gate or wall breached" in phases) != ("walls escaladed" in phases)
        assert bool(r.streets) == ("fighting in the streets over" in phases)
        assert bool(heights) == ("commanding heights taken" in phases)
    else:
        assert phases[-2:] == ("assault beaten off", "end")
        assert not {"walls given up", "fighting in the streets over", *AFTER} & set(phases)
        assert r.searched == r.holder_taken == 0


def test_an_assault_fails_where_the_assumptions_say() -> None:
    outside = {phase for key in range(30) for phase, _ in told(laid_out(key, {"city_fails_outside": 1.0}, won=0))}
    assert outside == {"fire opened", "assault begun", "assault beaten off", "end"}
    at_the_wall = {"city_fails_outside": 0.0, "city_fails_inside": 0.0, "city_gate_chance": 1.0}
    found = [told(laid_out(key, at_the_wall, won=0)) for key in range(30)]
    assert all(phases[-3][0] == "gate or wall breached" for phases in found)
    inside = [laid_out(key, {"city_fails_outside": 0.0, "city_fails_inside": 1.0}, won=0) for key in range(30)]
    assert all(r.streets == 1 for r in inside)


@pytest.mark.parametrize(("name", "factor"), [("city_fire_hours", 3.0), ("city_walls_minutes", 10.0)])
def test_longer_phases_move_the_end_and_nothing_else(name: str, factor: float) -> None:
    for key in range(20):
        short, long = laid_out(key), laid_out(key, {name: USUAL[name] * factor})
        assert [phase for phase, _ in told(short)] == [phase for phase, _ in told(long)]
        assert long.minutes > short.minutes


def test_compiled_and_interpreted_agree_and_chances_come_out() -> None:
    n = 2000
    cities, terms = np.zeros(n, CITY_ASSAULT.dtype), np.zeros(n, CITY_TERMS.dtype)
    for name, value in ASSAULT.items():
        cities[name] = value
    cities["won"] = np.arange(n) % 4 > 0
    assert set(USUAL) <= set(ASSUMPTIONS)
    for name, value in USUAL.items():
        terms["assumed"][name] = value
    keys = np.arange(n, dtype=np.uint64)
    ends, firsts = np.zeros((n, len(CITY_ENDS))), np.zeros((n, N_PHASES))
    r = record_of(CITY_RESULT)
    assault_city(cities.view(np.recarray), terms.view(np.recarray), keys, record_of(DICE), r, ends, firsts)
    w = DICE.objects(DICE.new()[0])
    for i in range(40):
        w.key = keys[i]
        c = CITY_ASSAULT.objects(cities[i])
        slotted = CITY_RESULT.objects(CITY_RESULT.new()[0])
        with np.errstate(over="ignore"):
            plain(assault)(w, c, CITY_TERMS.objects(terms[i]), slotted, 0, 0)
            if slotted.success == 1:
                plain(search)(w, c, CITY_TERMS.objects(terms[i]), slotted, 0, 0)
        assert ends[i].tolist() == [getattr(slotted, name) for name in CITY_ENDS]
        for phase, minute in told(slotted):
            assert firsts[i, PHASES.index(phase)] == minute
    won = cities["won"] == 1
    by = dict(zip(CITY_ENDS, ends[won].T, strict=True))
    assert by["holder_taken"].mean() == pytest.approx(0.3, abs=0.04)
    assert by["streets"].mean() == pytest.approx(0.45, abs=0.04)
    assert by["breached"].mean() == pytest.approx(0.5, abs=0.04)
    assert np.median(firsts[:, PHASES.index("assault begun")]) == pytest.approx(600.0, rel=0.1)
