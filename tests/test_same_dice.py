"""A draw depends on its event alone: not on threads, batches, bystanders, or what was drawn before."""

from __future__ import annotations

import itertools
import math
import shutil
from pathlib import Path
from statistics import NormalDist
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gunboat.run.ensemble import rerun, run_ensemble
from gunboat.run.sampling import uniforms
from gunboat.scenario.read import WrittenWar, read_war
from gunboat.world import dice
from playing import SMALL, Course, plain, plan_of, rows_of

N = 60


def results(war: WrittenWar, **options: Any) -> list[bytes]:
    ensemble = run_ensemble(war, N, seed=3, **options)
    return [getattr(ensemble, name).tobytes() for name in ("minutes", "a", "b", "counts")]


def test_threads_and_batches_change_nothing(war: WrittenWar) -> None:
    alone = results(war, threads=1, batch=25)
    for threads, batch in ((1, 1), (1, 7), (2, 1), (2, 7), (2, 25)):
        assert results(war, threads=threads, batch=batch) == alone, (threads, batch)


def test_another_seed_changes_something(small: WrittenWar) -> None:
    one, other = run_ensemble(small, 5, seed=3), run_ensemble(small, 5, seed=4)
    assert one.counts.tobytes() != other.counts.tobytes()


def test_a_history_of_an_ensemble_is_found_again(small: WrittenWar) -> None:
    ensemble = run_ensemble(small, 40, seed=3)
    for number in (0, 17, 39):
        again = rerun(small, ensemble, number)
        assert len(again) == ensemble.counts[number, 3]
        found = [f.when if f else None for f in (again.outcomes | again.yardstick).values()]
        days = [ensemble.minutes[number, i] for i in range(len(ensemble.names))]
        assert [f is not None for f in found] == [d >= 0 for d in days]


# ---------------------------------------------------------------- bystanders

OFFICE = """
[[offices]]
id = "bystander"
name_en = "a bystander"
name_zh = "旁觀者"
state = "veldland"
role = "consul"
mind = "passive"
seat = "{seat}"
source = ["invented"]
"""
FORCE = (
    "guard,the guard of Lindeburg,林德堡衛隊,veldland,mediator,lindeburg,militia,10,10,0,0,outside,invented,,invented\n"
)


def crowd(tmp_path: Path, *, seat: str = "", force: bool = False) -> WrittenWar:
    """The small war with a passive office, or a force that nobody orders, at the end of its lists."""
    folder = Path(shutil.copytree(SMALL, tmp_path / f"war{seat}{force}"))
    if seat:
        text = (folder / "war.toml").read_text(encoding="utf-8")
        mark = "\n[[clauses]]\n"
        (folder / "war.toml").write_text(text.replace(mark, OFFICE.format(seat=seat) + mark, 1), encoding="utf-8")
    if force:
        with (folder / "forces.csv").open("a", encoding="utf-8") as forces:
            forces.write(FORCE)
    return read_war(folder)


def chronicles(war: WrittenWar) -> list[bytes]:
    course = Course(plan_of(war, seed=2))
    told = []
    for number in range(60):
        course.begin(number)
        told.append(rows_of(course.w) + course.w["decisions"][: course.w["n_decisions"]].tobytes())
    return told


@pytest.mark.parametrize("seat", ["lindeburg", "south-harbour"])
def test_an_office_that_does_nothing_changes_nothing(small: WrittenWar, tmp_path: Path, seat: str) -> None:
    crowded = crowd(tmp_path, seat=seat)
    assert len(crowded.offices) == len(small.offices) + 1
    assert chronicles(crowded) == chronicles(small)


def test_a_force_that_does_nothing_changes_nothing(small: WrittenWar, tmp_path: Path) -> None:
    crowded = crowd(tmp_path, force=True)
    assert len(crowded.forces) == len(small.forces) + 1
    assert chronicles(crowded) == chronicles(small)


# ---------------------------------------------------------------- draws


def world(key: int = 1) -> Any:
    return SimpleNamespace(key=np.uint64(key), n_draws=0)


def draws(kind: str, n: int = 20_000, key: int = 1) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Draws with the keys that rules use: few actors and subjects, small counts."""
    draw, w = plain(getattr(dice, kind)), world(key)
    with np.errstate(over="ignore"):
        keys = itertools.islice(itertools.product(range(1, 5), range(10), range(20), range(100)), n)
        return np.array([draw(w, *key) for key in keys])


def distance(sample: np.ndarray[Any, np.dtype[np.float64]], cdf: Any) -> float:
    """Kolmogorov's distance from a distribution function, times the root of the sample."""
    x = np.array([cdf(v) for v in np.sort(sample)])
    n = len(x)
    return float(max((np.arange(1, n + 1) / n - x).max(), (x - np.arange(n) / n).max()) * math.sqrt(n))


CDFS = {"uniform": lambda x: x, "normal": NormalDist().cdf, "exponential": lambda x: 1.0 - math.exp(-x)}
MOMENTS = {"uniform": (0.5, 1 / 12), "normal": (0.0, 1.0), "exponential": (1.0, 1.0)}


@pytest.mark.parametrize("kind", CDFS)
def test_draws_have_their_distribution(kind: str) -> None:
    sample = draws(kind)
    mean, variance = MOMENTS[kind]
    assert abs(sample.mean() - mean) < 4.5 * math.sqrt(variance / len(sample))
    assert abs(sample.var() / variance - 1.0) < 0.06
    assert distance(sample, CDFS[kind]) < 2.0  # one in 1,500 by chance; the draws are fixed
    assert len(np.unique(sample)) == len(sample)
    assert abs(np.corrcoef(sample[:-1], sample[1:])[0, 1]) < 4.5 / math.sqrt(len(sample))


def test_the_distance_sees_a_wrong_distribution() -> None:
    assert distance(draws("uniform") ** 1.05, CDFS["uniform"]) > 2.0


def test_neighbouring_keys_are_unlike() -> None:
    """One bit of any part of a key flips about half of the bits drawn."""
    key = plain(dice.event_key)
    with np.errstate(over="ignore"):
        for i in range(4):
            flipped = []
            for base in range(200):
                parts: list[Any] = [np.uint64(base), 3, 5, 7]
                other: list[Any] = list(parts)
                other[i] = np.uint64(base ^ 1) if i == 0 else other[i] ^ 1
                flipped.append(bin(int(key(*parts)) ^ int(key(*other))).count("1"))
            assert 30.5 < np.mean(flipped) < 33.5, i


@given(st.integers(0, 2**64 - 1), st.lists(st.integers(0, 10**9), min_size=4, max_size=4))
def test_a_draw_is_a_function_of_its_key(key: int, parts: list[int]) -> None:
    draw, w = plain(dice.uniform), world(key)
    with np.errstate(over="ignore"):
        first = draw(w, *parts)
        draw(w, 1, 2, 3, 4)
        assert draw(w, *parts) == first
    assert 0.0 < first < 1.0
    assert w.n_draws == 3


def test_the_sampler_draws_the_same_dice() -> None:
    """The assumptions' vectorised hash and the kernel's agree."""
    fold = plain(dice.fold)
    with np.errstate(over="ignore"):
        for seed, history in ((0, 0), (9, 41)):
            w = world(int(fold(fold(np.uint64(0), seed), history)))
            whole = [fold(fold(w.key, 6), n) for n in range(4)]
            expected = [(float(z >> np.uint64(12)) + 0.5) * 2.0**-52 for z in whole]
            assert uniforms(seed, history, 1, 6, range(4))[0].tolist() == expected


@given(st.floats(1e-300, 1.0 - 2**-53))
def test_the_normal_quantile_is_exact(u: float) -> None:
    expected = NormalDist().inv_cdf(u)
    assert abs(plain(dice.normal_quantile)(u) - expected) <= 1e-12 * max(1.0, abs(expected))


@given(st.floats(-8.0, 8.0))
def test_the_normal_distribution_function_is_exact(x: float) -> None:
    assert abs(plain(dice.normal_cdf)(x) - NormalDist().cdf(x)) < 1e-14


def test_gumbel_draws_choose_with_logit_odds() -> None:
    """The greatest log-odds plus Gumbel variate falls on each action with its odds."""
    draw, w = plain(dice.gumbel), world(5)
    odds = {2: 0.6, 5: 0.3, 11: 0.1}
    with np.errstate(over="ignore"):
        chosen = [max(odds, key=lambda a: math.log(odds[a]) + draw(w, 3, subject, a)) for subject in range(20_000)]
    for action, share in odds.items():
        assert abs(chosen.count(action) / 20_000 - share) < 4.5 * math.sqrt(share * (1 - share) / 20_000)


def test_students_t_has_its_spread() -> None:
    draw, w = plain(dice.student_t), world(6)
    with np.errstate(over="ignore"):
        sample = np.array([draw(w, 1, place, nth, 8.0) for place in range(100) for nth in range(100)])
    assert abs(np.median(sample)) < 0.05
    assert abs(np.mean(np.abs(sample) < 1.397) - 0.8) < 0.02  # the 90 % quantile with 8 degrees of freedom
