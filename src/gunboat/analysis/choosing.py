"""Choosing histories to tell: the one nearest to the record, and the most typical one. Ties go to the lower number."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from gunboat.analysis.compare import scored_rows
from gunboat.analysis.documented import when_of
from gunboat.run.result import Ensemble
from gunboat.scenario.read import WrittenWar

Floats = npt.NDArray[np.float64]

LEAST_SCALE = 7.0
"""Days: dates are never weighed more finely than this."""


def choose(ensemble: Ensemble, war: WrittenWar) -> dict[str, int]:
    """Numbers of two histories: the `closest` to the record, and the most `typical`. Raises ValueError if none."""
    if not len(ensemble):
        raise ValueError("there is no history to choose from")
    return {"closest": closest(ensemble, war), "typical": typical(ensemble)}


def closest(ensemble: Ensemble, war: WrittenWar) -> int:
    """The history nearest to the record on the yardstick.

    An event that does not happen counts 1; one that happens d days from its documented dates counts d / (d + s), where
    s is the spread of its dates over the ensemble. An outcome that the record does not have counts 1 where it happens.
    """
    distance = np.zeros(len(ensemble))
    for row, when in scored_rows(ensemble, war):
        name = row.text("id")
        day = np.floor(_days(ensemble, name))
        first, last = ((end - ensemble.first_day).days for end in (when.first, when.last))
        away = np.maximum(np.maximum(first - day, day - last), 0.0)
        distance += np.where(ensemble.happened(name), away / (away + _scale(ensemble.days(name))), 1.0)
    for row in war.outcomes:
        if when_of(war, row) is None:
            distance += ensemble.happened(row.text("id"))
    return int(np.argmin(np.round(distance, 9)))


def typical(ensemble: Ensemble) -> int:
    """The history nearest to the middle among those with the commonest set of outcomes.

    Each event that most of these histories hold counts its distance from its median date, in its median distance; one
    that the history holds against the most of them, or lacks, counts 1.
    """
    outcomes = ensemble.minutes[:, : ensemble.n_outcomes] >= 0
    patterns, which, counts = np.unique(outcomes, axis=0, return_inverse=True, return_counts=True)
    among = np.flatnonzero(which.reshape(-1) == np.argmax(counts)) if len(patterns) else np.arange(len(ensemble))
    distance = np.zeros(len(among))
    for name in ensemble.names:
        held = ensemble.happened(name)[among]
        if 2 * held.sum() <= len(among):
            distance += held
            continue
        days = _days(ensemble, name)[among]
        away = np.abs(days - np.median(days[held]))
        scale = max(float(np.median(away[held])), LEAST_SCALE)
        distance += np.where(held, away / (away + scale), 1.0)
    return int(among[np.argmin(np.round(distance, 9))])


def _days(ensemble: Ensemble, name: str) -> Floats:
    """Days from the first day to an event in every history; 0 where it does not happen."""
    minutes = ensemble.minutes[:, ensemble.names.index(name)]
    days: Floats = np.where(minutes >= 0, minutes, 0) / 1440.0
    return days


def _scale(days: Floats) -> float:
    """The spread of dates as that of a normal with the same middle half."""
    if len(days) == 0:
        return LEAST_SCALE
    low, high = np.quantile(days, (0.25, 0.75))
    return max(float(high - low) / 1.349, LEAST_SCALE)
