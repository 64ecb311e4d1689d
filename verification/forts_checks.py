"""How well the simulator of ships, works and landings expects actions it has not seen.

    uv run --group fit python verification/forts_checks.py

Fits the posterior, leaves each action out in turn, and whole wars, and prints the scores beside those of two baselines:
the base rate with a log-normal law of losses, and a logistic and two linear regressions on a few columns, each fitted
without the same rows. A row is left out by weighting the sample anew; where too little of it is left the posterior is
sampled again without the row. What was foretold of each action left out is kept in results/forts_left_out.csv.
"""

from __future__ import annotations

import csv
import math
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import fit_forts
import numpy as np
from fit_forts import Floats, Likelihood, Sample, draws_of, ess, finish, fitted, sample, wars

from gunboat.combat import forts

# Actions that stand in data/qing_1841_56.csv too, and must be left out together with their twin there.
ALSO_LAND_BATTLES = {
    row["fort_action_id"]: row["qing_name"] for row in fit_forts.read(fit_forts.HERE / "data" / "same_forts.csv")
}

ENOUGH = 400.0  # effective sample below which a posterior without rows is sampled again
AGAIN_ROUNDS, AGAIN = 3, 1200
BOOTSTRAPS = 4000
BOOTSTRAP_SEED = 7
RIDGE = 1.0  # prior precision of a standardised slope of the baselines
RESULTS = fit_forts.HERE / "results" / "forts_left_out.csv"
KEPT = (
    "action", "name", "war", "year", "drill", "weight", "chance", "success", "rank_attackers", "rank_defenders",
    "sampled_again",
)  # fmt: skip

Told = list[dict[str, Any]]


def without(likelihood: Likelihood, found: Sample, rows: Sequence[int]) -> tuple[Sample, float, bool]:
    """The posterior without some rows: the same sample, or a new one where that is worth too little."""
    weight = found.weight(rows)
    if ess(weight) >= ENOUGH:
        return found, ess(weight), False
    dice = np.random.default_rng(fit_forts.SEED + 1 + rows[0])
    again = finish(likelihood, fitted(found.thetas, weight), dice, AGAIN_ROUNDS, AGAIN, rows)
    return again, ess(again.weight(rows)), True


def left_out(likelihood: Likelihood, found: Sample, rows: Sequence[dict[str, str]], groups: Sequence[str]) -> Told:
    """Scores of every row under the posterior that has seen no row of its group."""
    known, outcomes = forts.known(rows), forts.seen(rows)
    told: Told = [{} for _ in rows]
    for group in dict.fromkeys(groups):
        members = [i for i, g in enumerate(groups) if g == group]
        kept, worth, again = without(likelihood, found, members)
        draws = forts.as_records(draws_of(kept, without=members))
        for i in members:
            fought = forts.fight(known[i], draws, forts.PARTICLES)
            told[i] = forts.score_row(known[i], fought, outcomes[i]) | {"ess": worth, "again": again}
    return told


# ---------------------------------------------------------------- baselines


def columns(rows: Sequence[dict[str, str]]) -> Floats:
    """A few columns that are known before, standardised; blanks stand at the middle."""
    known = forts.known(rows)

    def logged(name: str) -> Floats:
        x = np.array([math.nan if k.spans[name] is None else math.log1p(sum(k.spans[name]) / 2) for k in known])
        return np.where(np.isnan(x), np.nanmedian(x), x)

    def word(name: str) -> Floats:
        x = np.array([k.words[name] for k in known])
        return np.where(np.isnan(x), np.nanmean(x), x)

    made = [word("defender_drill"), word("flank_or_rear_attack"), word("anchored_or_passing")]
    made += [logged("landing_men"), logged("ships_engaged"), logged("fort_guns_bearing"), logged("garrison")]
    x = np.array(made).T
    x = (x - x.mean(axis=0)) / x.std(axis=0)
    return np.column_stack([np.ones(len(x)), x])


def logistic(x: Floats, y: Floats) -> Floats:
    """Slopes of a logistic regression with a normal prior, by Newton's method."""
    slopes = np.zeros(x.shape[1])
    prior = np.diag([1e-3] + [RIDGE] * (x.shape[1] - 1))
    for _ in range(30):
        p = 1.0 / (1.0 + np.exp(-x @ slopes))
        slopes += np.linalg.solve((x.T * (p * (1 - p))) @ x + prior, x.T @ (y - p) - prior @ slopes)
    return slopes


def baseline(rows: Sequence[dict[str, str]], groups: Sequence[str], regress: bool) -> Told:
    """Scores of a simple law fitted without each group: base rate and log-normal losses, or regressions."""
    known, outcomes = forts.known(rows), forts.seen(rows)
    x = columns(rows) if regress else np.ones((len(rows), 1))
    success = np.array([o["success"] for o in outcomes])
    sides = ("attackers", "defenders")
    y = {side: np.array([math.log1p(forts.middle(o[side])) for o in outcomes]) for side in sides}
    told: Told = []
    for i, row in enumerate(known):
        kept = np.array([g != groups[i] for g in groups])
        chance = float(1.0 / (1.0 + np.exp(-x[i] @ logistic(x[kept], success[kept]))))
        n = forts.PARTICLES
        found = np.zeros((n, len(forts.FOUND)))
        found[:, 1] = chance
        dice = np.random.default_rng(row.seed ^ 3)
        joint = chance if success[i] else 1.0 - chance
        one: dict[str, Any] = {}
        for side in sides:
            use = kept & ~np.isnan(y[side])
            prior = np.diag([1e-3] + [RIDGE] * (x.shape[1] - 1))
            slopes = np.linalg.solve(x[use].T @ x[use] + prior, x[use].T @ y[side][use])
            free = max(3.0, use.sum() - x.shape[1])
            scale = math.sqrt(float(np.sum((y[side][use] - x[use] @ slopes) ** 2)) / free * (1.0 + 1.0 / use.sum()))
            span = outcomes[i][side]
            sample_ = np.maximum(0.0, np.floor(np.expm1(x[i] @ slopes + scale * dice.standard_t(free, n)) + 0.5))
            if not math.isnan(span[0]):
                low, high = math.log(span[0] + 0.5) if span[0] > 0 else -math.inf, math.log(span[1] + 1.5)
                inside = normal_cdf((high - x[i] @ slopes) / scale) - normal_cdf((low - x[i] @ slopes) / scale)
                joint *= max(inside, 1e-9) / math.log((span[1] + 1.5) / (span[0] + 0.5))
                value = round(forts.middle(span))
                pit = float(np.mean(sample_ < value) + dice.random() * np.mean(sample_ == value))
                one[side] = {"seen": value, "crps": forts.score_of(sample_, value), "pit": pit}
        right = chance if success[i] else 1.0 - chance
        one |= {"action": row.name, "success": success[i], "chance": chance, "log_loss": -math.log(right)}
        one |= {"brier": (chance - success[i]) ** 2, "log_density": math.log(joint)}
        told.append(one)
    return told


def normal_cdf(z: float) -> float:
    return 0.5 * math.erfc(-z / math.sqrt(2.0))


# ---------------------------------------------------------------- report


SCORES: dict[str, Callable[[Mapping[str, Any]], float]] = {
    "log density": lambda row: row["log_density"],
    "Brier": lambda row: row["brier"],
    "log loss": lambda row: row["log_loss"],
    "CRPS attackers": lambda row: row["attackers"]["crps"] if "attackers" in row else math.nan,
    "CRPS defenders": lambda row: row["defenders"]["crps"] if "defenders" in row else math.nan,
    "attackers in 50 %": lambda row: inside(row, "attackers", 0.5),
    "attackers in 90 %": lambda row: inside(row, "attackers", 0.9),
    "defenders in 50 %": lambda row: inside(row, "defenders", 0.5),
    "defenders in 90 %": lambda row: inside(row, "defenders", 0.9),
}
PAIRED = ("log density", "Brier", "CRPS attackers", "CRPS defenders")


def inside(row: Mapping[str, Any], side: str, share: float) -> float:
    """1 if a loss lies within the middle share of what was expected of it; nan where it is not known."""
    return float(abs(row[side]["pit"] - 0.5) <= share / 2) if side in row else math.nan


def bootstrap(values: Floats, weight: Floats) -> tuple[float, float, float]:
    """A weighted mean with its 90 % interval over rows drawn again."""
    dice = np.random.default_rng(BOOTSTRAP_SEED)
    use = ~np.isnan(values)
    v, w = values[use], weight[use]
    again = dice.integers(0, len(v), (BOOTSTRAPS, len(v)))
    means = (v[again] * w[again]).sum(axis=1) / w[again].sum(axis=1)
    low, high = np.quantile(means, (0.05, 0.95))
    return float((v * w).sum() / w.sum()), float(low), float(high)


def table(told: Mapping[str, Told], weight: Floats) -> list[str]:
    """Scores of several forecasts side by side, and the first one's lead over each other by pairs."""
    lines = ["| score | " + " | ".join(told) + " |", "|---" * (len(told) + 1) + "|"]
    for name, of in SCORES.items():
        cells = []
        for rows in told.values():
            mean, low, high = bootstrap(np.array([of(row) for row in rows]), weight)
            cells.append(f"{mean:.3f} ({low:.3f} to {high:.3f})")
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    first, *others = told
    for other in others:
        for name in PAIRED:
            of = SCORES[name]
            apart = np.array([of(a) - of(b) for a, b in zip(told[first], told[other], strict=True)])
            mean, low, high = bootstrap(apart, weight)
            lines.append(f"{name}, {first} less {other}: {mean:+.3f} ({low:+.3f} to {high:+.3f})")
    return lines


def check(say: Callable[[str], None] = print, found: Sample | None = None) -> dict[str, dict[str, Told]]:
    """Leave-one-out and leave-one-war-out scores of the simulator and both baselines, with a printed table."""
    rows = fit_forts.read()
    likelihood = Likelihood(rows)
    found = found or sample(likelihood)
    each = {}
    names = {"action": [row["action_id"] for row in rows], "war": wars(rows)}
    for unit, groups in names.items():
        told = {
            "simulator": left_out(likelihood, found, rows, groups),
            "base rate": baseline(rows, groups, regress=False),
            "regression": baseline(rows, groups, regress=True),
        }
        each[unit] = told
        least = min(row["ess"] for row in told["simulator"])
        again = sum(row["again"] for row in told["simulator"])
        say(f"\nEach {unit} left out, rows alike (smallest effective sample {least:.0f}, rows sampled again {again})")
        for line in table(told, np.ones(len(rows))):
            say(line)
        say(f"\nEach {unit} left out, rows weighted as in the fit")
        for line in table(told, fit_forts.weights(rows)):
            say(line)
    return each


def keep(told: Told) -> None:
    """Write what was foretold of each action, and its end, to results/forts_left_out.csv.

    `weight` is what the row counts for in the fit, `rank` the share of foretold losses below what was seen, blank where
    that is not known; `sampled_again` is false where the posterior without the row was had by weights.
    """
    rows = fit_forts.read()
    RESULTS.parent.mkdir(exist_ok=True)
    with RESULTS.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(KEPT)
        for row, war, weight, one in zip(rows, wars(rows), fit_forts.weights(rows), told, strict=True):
            ranks = [f"{one[side]['pit']:.4f}" if side in one else "" for side in ("attackers", "defenders")]
            writer.writerow([
                row["action_id"], row["name"], war, row["date"][:4], row["defender_drill"], f"{weight:.4f}",
                f"{one['chance']:.4f}", one["success"] == 1.0, *ranks, one["again"],
            ])  # fmt: skip


if __name__ == "__main__":
    keep(check()["action"]["simulator"])
    sys.exit(0)
