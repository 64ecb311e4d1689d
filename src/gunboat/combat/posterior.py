"""The fitted draws of land combat, and what a fight in a war and between systems not yet seen draws beside them."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from importlib import resources
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from gunboat.combat.rows import Floats
from gunboat.world.terms import COMBAT, COMBAT_PARAMETERS

OF_A_WAR = {"war": ("", "war_spread"), "q_other": ("q_mean", "q_spread")}
"""Parameters that each war, or pair of systems, has for itself: the columns of their mean (none: 0) and spread."""

FITTED = (*(name for name in COMBAT_PARAMETERS if name not in OF_A_WAR), "war_spread", "q_mean", "q_spread")
"""The columns of priors/combat.csv."""


@cache
def fitted() -> dict[str, Floats]:
    """The joint draws of priors/combat.csv by parameter, each an array (draws,)."""
    text = resources.files("gunboat.priors").joinpath("combat.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    return {name: np.array([float(row[name]) for row in rows]) for name in FITTED}


def parameters(found: Mapping[str, Floats], which: npt.NDArray[np.int64], normals: Floats) -> Floats:
    """Array (n, parameters) in the order of COMBAT_PARAMETERS: draws `which` (n,), each for a war of its own.

    `found`: draws by column of FITTED. `normals` (n, 2): standard normals that place the war, and its pair of systems,
    among wars and pairs.
    """
    own = {}
    for i, (name, (mean, spread)) in enumerate(OF_A_WAR.items()):
        own[name] = (found[mean][which] if mean else 0.0) + found[spread][which] * normals[:, i]
    return np.column_stack([own[name] if name in own else found[name][which] for name in COMBAT_PARAMETERS])


def many(found: Mapping[str, Floats], repeats: int) -> npt.NDArray[np.void]:
    """Every draw `repeats` times, each time for another war: records of COMBAT.

    The wars are spread evenly over their law, in an order that depends on nothing, so that every call is the same.
    """
    draws = len(found["b0"])
    n = draws * repeats
    dice = np.random.default_rng(0)
    quantile = NormalDist().inv_cdf
    even = np.array([quantile((i + 0.5) / n) for i in range(n)])
    normals = np.column_stack([even[dice.permutation(n)] for _ in OF_A_WAR])
    return as_records(parameters(found, np.repeat(np.arange(draws), repeats), normals))


def as_records(values: Floats) -> npt.NDArray[np.void]:
    """Parameters (n, parameters) as records of COMBAT."""
    records = np.zeros(len(values), COMBAT.dtype)
    for i, name in enumerate(COMBAT_PARAMETERS):
        records[name] = values[:, i]
    return records
