"""Compiled and interpreted rules make the same history, to the byte."""

from __future__ import annotations

import numpy as np
import pytest

from gunboat.run.runner import run_interpreted
from gunboat.scenario.read import WrittenWar
from playing import Course, content_of, plan_of, rows_of

SMALL_RUNS = [(None, 1, 0), (None, 2, 7), ("never", 1, 0), ("1871-03-02", 3, 1), ("1872-05-10", 4, 2)]
SHIPPED_RUNS = [(None, 1, 0), (None, 5, 3), ("never", 1, 0), ("1854-06-01", 2, 1), ("1859-06-17", 3, 2)]


def agree(war: WrittenWar, let_go: str | None, seed: int, number: int) -> None:
    plan = plan_of(war, seed=seed, let_go=let_go)
    course = Course(plan)
    course.begin(number)
    worlds, digest = run_interpreted(plan, number)
    compiled, interpreted = course.w, worlds[0]
    assert rows_of(interpreted) == rows_of(compiled)
    assert content_of(interpreted) == content_of(compiled)
    assert digest == course.runner.digest()
    assert compiled["n_events"] > 5, "an empty history proves nothing"


@pytest.mark.parametrize(("let_go", "seed", "number"), SMALL_RUNS)
def test_both_ways_agree_on_the_small_war(small: WrittenWar, let_go: str | None, seed: int, number: int) -> None:
    agree(small, let_go, seed, number)


@pytest.mark.parametrize(("let_go", "seed", "number"), SHIPPED_RUNS)
def test_both_ways_agree_on_the_shipped_war(shipped: WrittenWar, let_go: str | None, seed: int, number: int) -> None:
    agree(shipped, let_go, seed, number)


def test_the_digest_sees_a_change_anywhere(small: WrittenWar) -> None:
    course = Course(plan_of(small))
    course.begin(0)
    digest = course.runner.digest()
    for change in ("now", "n_draws"):
        course.w[change] += 1
        assert course.runner.digest() != digest
        course.w[change] -= 1
    course.w["rows"][course.w["n_rows"] - 1]["a"] += 1.0
    assert course.runner.digest() != digest
    course.w["rows"][course.w["n_rows"] - 1]["a"] -= 1.0
    grid = course.w["views"][0]["grid"]
    grid[3] = np.nextafter(grid[3], 1.0)
    assert course.runner.digest() != digest
