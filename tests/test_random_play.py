"""Thousands of histories under random orders end, without a crash, a dead end or an engine error."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest

from gunboat.run import engine
from gunboat.scenario.read import WrittenWar
from gunboat.world.invariants import check
from playing import Course, choosing, plan_of

Chosen = dict[int, int]


def at_random(seed: int, chosen: Chosen) -> Any:
    """A chooser that takes any lawful action with equal chance, and counts what it took."""
    draw = random.Random(seed)

    def choose(w: Any) -> int:
        lawful = np.flatnonzero(w["choice"]["lawful"])
        assert len(lawful), f"nothing is lawful for office {w['stopped']}"
        odds = w["choice"]["odds"]
        assert abs(float(odds.sum()) - 1.0) < 1e-9
        assert (odds[w["choice"]["lawful"] == 0] == 0.0).all()
        action = int(lawful[draw.randrange(len(lawful))])
        chosen[action] = chosen.get(action, 0) + 1
        return action

    return choose


def play(war: WrittenWar, let_go: str | None, first: int, n: int) -> Chosen:
    course = Course(plan_of(war, seed=77, let_go=let_go, seats=choosing(war)))
    chosen: Chosen = {}
    for number in range(first, first + n):
        decided = course.play(number, at_random(number, chosen))
        told = f"history {number}, let go {let_go}, after {decided} decisions"
        assert course.results.counts[0, 5] == 0, f"error {course.results.counts[0, 5]} in {told}"
        assert course.results.counts[0, 6] == engine.ENDED, told
        assert course.w["ended"] == 1, told
        assert check(course.w, course.t) == [], told
    return chosen


@pytest.mark.parametrize("first", range(0, 2000, 500))
def test_random_orders_end_the_small_war(small: WrittenWar, first: int) -> None:
    chosen = play(small, None, first, 500)
    assert len(chosen) >= 12, "few of the actions were ever lawful"
    assert sum(chosen.values()) > 2000


@pytest.mark.parametrize("let_go", [None, "1857-12-12", "1858-05-21", "1859-06-17"])
def test_random_orders_end_the_shipped_war(shipped: WrittenWar, let_go: str | None) -> None:
    chosen = play(shipped, let_go, 0, 300)
    assert len(chosen) >= 12, "few of the actions were ever lawful"


def test_random_orders_end_a_war_let_go_at_its_opening(small: WrittenWar) -> None:
    play(small, "1871-03-01", 0, 500)
