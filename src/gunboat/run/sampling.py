"""Sampling what a history takes for granted: its assumptions and its draws of the posteriors of battle.

Each history's sample is a pure function of (seed, history, name of the assumption), like every other draw: an
assumption more, or another order of them, moves none of the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from typing import Any

import numpy as np
import numpy.typing as npt

from gunboat.combat.forts import posterior
from gunboat.combat.posterior import OF_A_WAR, fitted, parameters
from gunboat.record.cells import Row
from gunboat.scenario.schema import ASSUMPTIONS
from gunboat.world.dice import ASSUME
from gunboat.world.formulas.forts import PARAMETERS
from gunboat.world.terms import COMBAT_PARAMETERS

Floats = npt.NDArray[np.float64]

_GOLDEN, _MIX_1, _MIX_2 = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)


def uniforms(seed: int, first: int, n: int, purpose: int, words: Sequence[int]) -> Floats:
    """Array (n, words) of uniforms keyed by (seed, history, purpose, word); the dice's hash over whole arrays."""
    with np.errstate(over="ignore"):
        key = _fold(np.zeros(1, np.uint64), np.uint64(seed))
        histories = _fold(key, np.arange(first, first + n, dtype=np.uint64))[:, None]
        z = _fold(_fold(histories, np.uint64(purpose)), np.array(words, dtype=np.uint64)[None, :])
    u: Floats = ((z >> np.uint64(12)).astype(np.float64) + 0.5) * 2.0**-52
    return u


def word_of(name: str) -> int:
    """The word (64 bits) by which a name keys its draws."""
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "little")


def _fold(key: Any, word: Any) -> Any:
    z = (key ^ word) + _GOLDEN
    z = (z ^ (z >> np.uint64(30))) * _MIX_1
    z = (z ^ (z >> np.uint64(27))) * _MIX_2
    return z ^ (z >> np.uint64(31))


def sample_assumptions(rows: list[Row], seed: int, first: int, n: int, fixed: dict[str, float]) -> Floats:
    """Array (n, assumptions) in the order of ASSUMPTIONS; `fixed` overrides an assumption with a value."""
    u = uniforms(seed, first, n, ASSUME, [word_of(name) for name in ASSUMPTIONS])
    by_name = {row.text("id"): row for row in rows}
    columns = []
    for i, name in enumerate(ASSUMPTIONS):
        if name in fixed:
            columns.append(np.full(n, fixed[name]))
        else:
            columns.append(quantiles(by_name[name], u[:, i]))
    return np.ascontiguousarray(np.column_stack(columns))


def quantiles(row: Row, u: Floats) -> Floats:
    """Quantiles of an assumption at uniforms u, never beyond its low and high."""
    shape, centre, spread = row.text("shape"), row.number("centre") or 0.0, row.number("spread") or 0.0
    low, high = row.number("low"), row.number("high")
    if shape == "fixed":
        values = np.full_like(u, centre)
    elif shape == "normal":
        values = centre + spread * normals(u)
    elif shape == "lognormal":
        values = centre * np.exp(spread * normals(u))
    elif shape == "halfnormal":
        values = spread * np.abs(normals(u))
    elif shape == "uniform":
        values = centre + (spread - centre) * u
    else:
        values = _beta(centre, spread, u)
    return np.clip(values, low, high)


def normals(u: Floats) -> Floats:
    """Standard normals by their quantiles at uniforms u."""
    from statistics import NormalDist

    inverse = NormalDist().inv_cdf
    return np.array([inverse(x) for x in u.ravel()]).reshape(u.shape)


def _beta(mean: float, sd: float, u: Floats) -> Floats:
    """Beta quantiles from its distribution function on a grid, exact to about 1e-4: finer than any prior is."""
    total = mean * (1.0 - mean) / (sd * sd) - 1.0
    a, b = mean * total, (1.0 - mean) * total
    x = (np.arange(4000) + 0.5) / 4000
    log_density = (a - 1.0) * np.log(x) + (b - 1.0) * np.log1p(-x)
    weight = np.cumsum(np.exp(log_density - log_density.max()))
    return np.interp(u, weight / weight[-1], x + 0.5 / 4000)


def sample_battles(seed: int, first: int, n: int) -> Floats:
    """Array (n, parameters): each history's joint draw of the law of land battles, with its own war, and of works."""
    words = [word_of(name) for name in ("combat posterior", *OF_A_WAR, "works posterior")]
    u = uniforms(seed, first, n, ASSUME, words)
    land = parameters(fitted(), _which(u[:, 0], len(fitted()["b0"])), normals(u[:, 1:-1]))
    works = posterior()[_which(u[:, -1], len(posterior()))]
    return np.ascontiguousarray(np.column_stack([land, *(works[name] for name in PARAMETERS)]))


def _which(u: Floats, n: int) -> npt.NDArray[np.int64]:
    """One of n for each uniform."""
    return np.floor(u * n).astype(np.int64)


def sample_into(terms: Any, rows: list[Row], seed: int, number: int, fixed: dict[str, float]) -> None:
    """Write the samples of one history into its terms."""
    terms["assumed"] = tuple(sample_assumptions(rows, seed, number, 1, fixed)[0])
    drawn = sample_battles(seed, number, 1)[0]
    terms["combat"], terms["works"] = tuple(drawn[: len(COMBAT_PARAMETERS)]), tuple(drawn[len(COMBAT_PARAMETERS) :])
