"""What must hold of every world, at every moment of every history."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gunboat.rules import combat
from gunboat.run import engine
from gunboat.run.runner import Runner
from gunboat.scenario.read import WrittenWar
from gunboat.world.agenda import next_slot
from gunboat.world.book import spread_clauses, spreading
from gunboat.world.codes import E_BATTLE_LOSSES
from gunboat.world.invariants import check
from gunboat.world.opening import begin
from gunboat.world.state import SLOT_END, WORLD
from gunboat.world.terms import TERMS
from playing import Course, assume, choosing, plain, plan_of

DAYS = {
    "small": (None, "1871-03-02", "1872-05-10", "never"),
    "shipped": (None, "1854-06-01", "1858-05-21", "1860-08-01", "never"),
}


@pytest.mark.parametrize(("name", "let_go"), [(name, day) for name, days in DAYS.items() for day in days])
def test_every_history_ends_in_a_sound_world(request: pytest.FixtureRequest, name: str, let_go: str | None) -> None:
    course = Course(plan_of(request.getfixturevalue(name), seed=21, let_go=let_go))
    for number in range(1 if let_go == "never" else 80):
        course.begin(number)
        assert check(course.w, course.t) == [], f"history {number}"
        assert course.w["ended"] == 1


def test_the_world_is_sound_whenever_an_office_decides(war: WrittenWar) -> None:
    course = Course(plan_of(war, seed=22, seats=choosing(war)))
    for number in range(5):
        stop = course.begin(number)
        for _ in range(3000):
            assert check(course.w, course.t) == [], f"history {number} at minute {course.w['now']}"
            if stop != engine.SEAT:
                break
            course.runner.decide(int(course.w["choice"]["odds"].argmax()))
            stop = course.go()
        else:
            raise AssertionError("a history does not end")


def test_the_world_is_sound_after_every_event(small: WrittenWar) -> None:
    """Interpreted, one event at a time."""
    plan = plan_of(small, seed=23, let_go="1871-06-10")
    runner = Runner(plan)
    assume(plan, runner.terms[0], 3)
    w, t = WORLD.objects(plan.setting.world[0]), TERMS.objects(runner.terms[0])
    step, happen = plain(next_slot), plain(engine._happen)
    with np.errstate(over="ignore"):
        plain(begin)(w, t, np.uint64(plan.seed), np.uint64(3), plan.let_go)
        for event in itertools.count():
            slot = step(w)
            if slot in (-1, SLOT_END) or w.ended:
                break
            happen(w, t, slot)
            if event % 5 == 0:
                WORLD.store(w, runner.worlds[0])
                assert check(runner.worlds[0], runner.terms[0]) == [], f"after event {event}, slot {slot}"
    assert event > 50


# ---------------------------------------------------------------- the check itself finds what is wrong


def broken(w: Any, t: Any) -> dict[str, Any]:
    """Ways of breaking a sound world, by a word of what the check must say."""
    rows, n = w["rows"], int(w["n_rows"])
    arrived = next(r for r in range(n) if rows["kind"][r] == 6)
    lost = next(r for r in range(n) if rows["kind"][r] == E_BATTLE_LOSSES)
    del t
    return {
        "agenda groups": lambda: w["group"].__setitem__(0, w["group"][0] - 1),
        "impossible men": lambda: w["forces"]["men"].__setitem__(0, -1.0),
        "in no place": lambda: w["forces"]["place"].__setitem__(0, -1),
        "under way without": lambda: w["forces"]["phase"].__setitem__(0, 2),
        "sum to one": lambda: w["views"]["grid"][1].__setitem__(0, 0.9),
        "trust is not positive": lambda: w["views"]["trust_for"][1].__setitem__(0, 0.0),
        "force_as_of lies in the future": lambda: w["views"]["force_as_of"][1].__setitem__(0, w["now"] + 1),
        "above them": lambda: rows["cause"].__setitem__(3, 3),
        "before the row": lambda: rows["time"].__setitem__(4, -5),
        "not sent": lambda: rows["other"].__setitem__(arrived, 31),
        "another time": lambda: rows["b"].__setitem__(arrived, 1e6),
        "most favoured": lambda: w["states"]["granted"].__setitem__(slice(0, 3), (2, 2, 0)),
        "unknown clauses": lambda: w["states"]["granted"].__setitem__(0, 1 << 31),
        "without a holder": lambda: w["places"]["holder"].__setitem__(0, -1),
        "never signed": lambda: (w["treaties"]["status"].__setitem__(9, 3), w["treaties"]["signed"].__setitem__(9, -1)),
        "no numbers": lambda: rows["a"].__setitem__(2, math.nan),
        "not those of its battle": lambda: rows["a"].__setitem__(lost, rows["a"][lost] + 1.0),
    }


def test_the_check_sees_each_thing_that_can_be_wrong(small: WrittenWar) -> None:
    course = Course(plan_of(small, seed=21))
    course.begin(2)
    sound = course.runner.worlds.copy()
    assert check(course.w, course.t) == []
    for word in broken(course.w, course.t):
        course.runner.worlds[:] = sound
        broken(course.w, course.t)[word]()
        told = check(course.w, course.t)
        assert any(word in fault for fault in told), (word, told)


# ---------------------------------------------------------------- rules with any input


@pytest.fixture(scope="module")
def opened(small: WrittenWar) -> tuple[Any, Any]:
    """World and terms of the small war as objects, with the first history's assumptions."""
    plan = plan_of(small)
    runner = Runner(plan)
    assume(plan, runner.terms[0], 0)
    w, t = WORLD.objects(plan.setting.world[0]), TERMS.objects(runner.terms[0])
    with np.errstate(over="ignore"):
        plain(begin)(w, t, np.uint64(1), np.uint64(0), plan.let_go)
    return w, t


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    key=st.integers(0, 2**64 - 1), ours=st.floats(1e-3, 1e6), theirs=st.floats(1e-3, 1e6), place=st.integers(0, 9),
    force=st.integers(0, 2),
)  # fmt: skip
def test_nobody_loses_more_than_he_has(
    opened: tuple[Any, Any], key: int, ours: float, theirs: float, place: int, force: int
) -> None:
    w, t = opened
    w.key = np.uint64(key)
    with np.errstate(over="ignore"):
        won, loss, their_loss = plain(combat.fight)(w, t, force, place, ours, theirs, 0)
    assert won in (0, 1)
    assert 0.0 <= loss <= max(ours, 1.0), "attacker"
    assert 0.0 <= their_loss <= max(theirs, 1.0), "defender"


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    granted=st.lists(st.integers(0, 15), min_size=3, max_size=3),
    mfn=st.lists(st.integers(0, 1), min_size=3, max_size=3),
    spreads=st.lists(st.integers(0, 1), min_size=4, max_size=4),
)  # fmt: skip
def test_most_favoured_nation_right_reaches_a_fixpoint(
    opened: tuple[Any, Any], granted: list[int], mfn: list[int], spreads: list[int]
) -> None:
    w, t = opened
    for s in range(3):
        w.states[s].granted, w.states[s].mfn = granted[s], mfn[s]
    for c in range(4):
        t.clauses[c].spreads = spreads[c]
    w.n_rows = 0
    plain(spread_clauses)(w, t, -1)
    union = granted[0] | granted[1] | granted[2]
    spread = sum(1 << c for c in range(4) if spreads[c])
    assert plain(spreading)(t, union) == union & spread
    for s in range(3):
        expected = granted[s] | (union & spread if mfn[s] else 0)
        assert w.states[s].granted == expected
    rows = w.n_rows
    plain(spread_clauses)(w, t, -1)
    assert w.n_rows == rows, "a second time gives nothing more"
