"""Whole wars left out: how the law of competing breakpoints, and plainer ones, foretell battles they have not seen.

Every score here is of decided battles of CDB90 before 1914, each foretold by a fit that saw no battle of its family of
wars. The other tables are only learnt from.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from typing import Any

import numpy as np
from combat_data import QING_FAMILY, Fought, fought

from gunboat.combat.land import LEAST_CHANCE, Scores, densities_of, fight, log_densities, scores_of
from gunboat.combat.posterior import as_records, many, parameters
from gunboat.combat.table import Battle

Floats = np.ndarray[Any, np.dtype[np.float64]]
Bools = np.ndarray[Any, np.dtype[np.bool_]]

WARM_UP, KEPT, CHAINS = 300, 250, 4
THINNED = 500  # draws that foretell a family, of those kept
REPEATS = 8  # wars for each of them
LEVELS = 9  # Gauss-Hermite nodes over the level of a war left out
MANY_BATTLES = 20  # a family of more is always sampled without: weights would rest on a few draws
ENOUGH = 0.3  # least share of draws that weights may leave effective
FOLD_SEED = 100
RESAMPLES = 4000  # of whole families of wars, for intervals
RESAMPLE_SEED = 5
RIDGE = 0.01  # of the regressions: a hundredth of a battle at nought, so that two battles of a kind do not break them
BOOSTED = {"max_depth": 2, "learning_rate": 0.05, "min_samples_leaf": 15}
BOOSTED_STEPS = 60
INNER_FOLDS = 5
LEAST_SHARE = 1e-6  # of a simulated loss, in Hartley's line: less than a man of any army


@dataclass(frozen=True)
class LeftOut:
    """The scores of one law: its name, and for each battle the log density of its end and the chance of an attack."""

    name: str
    battles: list[Battle]
    joint: Floats
    chance: Floats
    scores: Scores | None = None
    sampled_again: list[str] = field(default_factory=list)


def scored() -> list[Battle]:
    """The battles that are scored."""
    return [one.battle for one in fought() if one.source == "cdb90" and one.battle.outcome]


def families(battles: list[Battle]) -> list[str]:
    return sorted({battle.family for battle in battles})


# ---------------------------------------------------------------- laws of breakpoints, refitted for each family


def leave_out(name: str, held: Mapping[str, float]) -> LeftOut:
    """Foretell each family of wars by the posterior without it, some parameters of the law held.

    That posterior is the whole one with each draw weighted by 1 / the likelihood of the family, where that leaves
    enough draws; else it is sampled anew. It is sampled anew, too, where a family says something of a pair of systems,
    or lost a force to the last man, since the weight would then have to be summed over more than the war's own level.
    """
    from combat_model import Fit, as_fitted

    battles, learnt = scored(), fought()
    fit = Fit(learnt, held, warm_up=WARM_UP, kept=KEPT, chains=CHAINS)
    whole = as_fitted(fit.sample([True] * len(learnt), FOLD_SEED), fit.table["pairs"], held)
    parts, order, again = [], [], []
    for number, family in enumerate(families(battles), 1):
        chosen = _without([one.battle for one in learnt if one.battle.family == family], whole)
        if chosen is None:
            draws = fit.sample([one.battle.family != family for one in learnt], FOLD_SEED + number)
            found = as_fitted(draws, fit.table["pairs"], held)
            again.append(family)
        else:
            found = {key: values[chosen] for key, values in whole.items()}
        few = np.linspace(0, len(found["b0"]) - 1, THINNED).astype(int)
        thinned = {key: values[few] for key, values in found.items()}
        records = many(thinned, REPEATS)
        left = [battle for battle in battles if battle.family == family]
        order += left
        parts.append((*fight(left, records), log_densities(left, records)))
    scores = scores_of(order, *(np.concatenate(column) for column in zip(*parts, strict=True)))
    return LeftOut(name, order, scores.by_battle["joint_log_density"], scores.by_battle["attacker_wins"], scores, again)


def _without(family: list[Battle], whole: Mapping[str, Floats]) -> Any:
    """Numbers of draws that stand for the posterior without a family of wars; None where too few would."""
    if any(b.western or not b.outcome or 1.0 in b.shares for b in family) or len(family) > MANY_BATTLES:
        return None
    levels, weights = np.polynomial.hermite_e.hermegauss(LEVELS)
    n = len(whole["b0"])
    logs = []
    for level in levels:
        values = parameters(whole, np.arange(n), np.column_stack([np.full(n, level), np.zeros(n)]))
        logs.append(densities_of(family, as_records(values)).sum(axis=0))
    likelihood = np.logaddexp.reduce(np.array(logs) + np.log(weights / weights.sum())[:, None], axis=0)
    weight = np.exp(likelihood.min() - likelihood)
    weight /= weight.sum()
    if 1.0 / (weight**2).sum() < ENOUGH * n:
        return None
    return np.random.default_rng(FOLD_SEED).choice(n, n, p=weight)


# ---------------------------------------------------------------- plainer laws


@dataclass(frozen=True)
class Learnt:
    """Battles as the plainer laws see them: X known before, Y the logs of both shares lost, won, family, scored."""

    x: Floats
    y: Floats
    won: Bools
    family: Any
    scored: Bools


def learnt_of(battles: list[Fought]) -> Learnt:
    """The decided battles of all tables but that of the Qing actions, which have none of their kind to be scored."""
    used = [one for one in battles if one.battle.outcome and one.battle.family != QING_FAMILY]
    return Learnt(
        np.array([
            [
                math.log(b.attackers / b.defenders), math.log(b.attackers), math.log(b.defenders), b.fortified,
                b.prepared, b.western,
            ]
            for b in (one.battle for one in used)
        ], np.float64),
        np.log([one.battle.shares for one in used]),
        np.array([one.battle.outcome == 1 for one in used]),
        np.array([one.battle.family for one in used]),
        np.array([one.source == "cdb90" for one in used]),
    )  # fmt: skip


Law = Callable[[Learnt, Bools, Bools], tuple[Floats, Floats]]


def leave_out_plain(name: str, law: Law) -> LeftOut:
    """Score a plainer law; `law` gets what is learnt and which rows it may see and must foretell."""
    data, battles = learnt_of(fought()), scored()
    joint, chance, order = [], [], []
    for family in families(battles):
        asked = (data.family == family) & data.scored
        found, attacks = law(data, data.family != family, asked)
        joint.append(found)
        chance.append(attacks)
        order += [battle for battle in battles if battle.family == family]
    return LeftOut(name, order, np.concatenate(joint), np.clip(np.concatenate(chance), LEAST_CHANCE, 1 - LEAST_CHANCE))


def constant(data: Learnt, seen: Bools, asked: Bools) -> tuple[Floats, Floats]:
    """The attacker wins so often; winner and loser lose shares that nothing known before a battle changes."""
    chance = np.full(int(asked.sum()), data.won[seen].mean())
    return _by_winner(data, seen, asked, chance, np.ones((len(data.won), 1))), chance


def direct(data: Learnt, seen: Bools, asked: Bools) -> tuple[Floats, Floats]:
    """Logistic regression of who wins; for either winner a linear one of both losses, with normal errors."""
    from sklearn.linear_model import LogisticRegression

    known = data.x[:, [0, 3, 4, 5]]
    fitted = LogisticRegression().fit(known[seen], data.won[seen])
    chance = fitted.predict_proba(known[asked])[:, 1]
    regressors = np.column_stack([np.ones(len(data.won)), data.x[:, [0, 1, 3, 4, 5]]])
    return _by_winner(data, seen, asked, chance, regressors), chance


def boosted(data: Learnt, seen: Bools, asked: Bools) -> tuple[Floats, Floats]:
    """Gradient boosting of who wins, and of both losses given who wins, with errors from families left out within."""
    from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

    warnings.filterwarnings("ignore", message=".*sklearn.utils.parallel.delayed.*")  # between it and joblib
    who = HistGradientBoostingClassifier(max_iter=BOOSTED_STEPS, **BOOSTED).fit(data.x[seen], data.won[seen])
    chance = np.clip(who.predict_proba(data.x[asked])[:, 1], 0.02, 0.98)
    with_winner = np.column_stack([data.x, data.won])
    names = np.unique(data.family[seen])
    inner = {name: i % INNER_FOLDS for i, name in enumerate(names)}
    fold = np.array([inner.get(name, -1) for name in data.family])
    errors, centres = [], []
    for side in (0, 1):
        error = np.full(len(data.won), math.nan)
        for k in range(INNER_FOLDS):
            train, test = seen & (fold != k), seen & (fold == k)
            law = HistGradientBoostingRegressor(max_iter=BOOSTED_STEPS, **BOOSTED)
            error[test] = data.y[test, side] - law.fit(with_winner[train], data.y[train, side]).predict(
                with_winner[test]
            )
        errors.append(error[seen])
        law = HistGradientBoostingRegressor(max_iter=BOOSTED_STEPS, **BOOSTED)
        centres.append(law.fit(with_winner[seen], data.y[seen, side]).predict(with_winner[asked]))
    who_won = np.log(np.where(data.won[asked], chance, 1.0 - chance))
    return who_won + _log_normal(data.y[asked] - np.column_stack(centres), np.cov(errors)), chance


def _by_winner(data: Learnt, seen: Bools, asked: Bools, chance: Floats, regressors: Floats) -> Floats:
    """Log density: who won, and a bivariate normal law of both log losses for each winner."""
    found = np.log(np.where(data.won[asked], chance, 1.0 - chance))
    for winner in (True, False):
        train, test = seen & (data.won == winner), asked & (data.won == winner)
        x = regressors[train]
        fitted = np.linalg.solve(x.T @ x + RIDGE * np.eye(x.shape[1]), x.T @ data.y[train])
        error = data.y[train] - x @ fitted
        spread = error.T @ error / (len(x) - x.shape[1])
        found[data.won[asked] == winner] += _log_normal(data.y[test] - regressors[test] @ fitted, spread)
    return found


def _log_normal(errors: Floats, spread: Floats) -> Floats:
    """Log density of a bivariate normal law about 0."""
    squared = np.einsum("ni,ij,nj->n", errors, np.linalg.inv(spread), errors)
    return np.asarray(-0.5 * squared - 0.5 * math.log(np.linalg.det(spread)) - math.log(2.0 * math.pi))


# ---------------------------------------------------------------- all of them


def all_left_out() -> list[LeftOut]:
    """Every law, the chosen one first. Two at a time."""
    from combat_model import BARE, PLAIN

    laws: tuple[tuple[str, Mapping[str, float]], ...] = (
        ("competing breakpoints", {}),
        ("  breakpoints independent, spread of one size, no lean", PLAIN),
        ("  the same without strengths and posture", BARE),
        ("  Lanchester's linear law", {**BARE, "b_ratio": -1.0}),
        ("  Lanchester's square law", {**BARE, "b_ratio": -2.0}),
    )
    plain: tuple[tuple[str, Law], ...] = (
        ("constant rates of loss", constant),
        ("direct regression", direct),
        ("gradient boosting", boosted),
    )
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        waiting = [pool.submit(leave_out, name, dict(held)) for name, held in laws]
        found = [leave_out_plain(name, law) for name, law in plain]
        return [job.result() for job in waiting] + found


# ---------------------------------------------------------------- intervals


def resampled(battles: list[Battle], of: Callable[[Any], float]) -> tuple[float, float]:
    """95 % interval of a figure over battles, by drawing whole families of wars again and again."""
    values = [of(np.array(index)) for index in _resamples(battles)]
    low, high = np.quantile(values, (0.025, 0.975))
    return float(low), float(high)


def _resamples(battles: list[Battle]) -> Iterator[list[int]]:
    """Indices of battles: families drawn with replacement until as many as there are."""
    dice = np.random.default_rng(RESAMPLE_SEED)
    names = families(battles)
    places = {name: [i for i, battle in enumerate(battles) if battle.family == name] for name in names}
    for _ in range(RESAMPLES):
        yield [i for name in dice.choice(names, len(names)) for i in places[name]]


def reliability(chance: Floats, won: Bools) -> float:
    """Slope of the log-odds of what happened on the log-odds foretold, by logistic regression: 1 is right."""
    x = np.log(chance / (1.0 - chance))
    slope, intercept = 1.0, 0.0
    for _ in range(50):
        p = 1.0 / (1.0 + np.exp(-(intercept + slope * x)))
        weight = p * (1.0 - p) + 1e-9
        design = np.column_stack([np.ones_like(x), x])
        step = np.linalg.solve((design * weight[:, None]).T @ design, design.T @ (won - p))
        intercept, slope = intercept + step[0], slope + step[1]
        if np.abs(step).max() < 1e-10 or abs(slope) > 50:
            break
    return float(slope)


def hartley(
    attackers: Floats, defenders: Floats, lost_attackers: Floats, lost_defenders: Floats
) -> tuple[float, float]:
    """Slope and intercept of Hartley's line: log of Helmbold's ratio on ln(A/D), by Huber's robust regression."""
    from scipy.optimize import least_squares

    lost = [np.clip(share, LEAST_SHARE, 1.0) for share in (lost_attackers, lost_defenders)]
    helmbold = np.log(attackers**2 * lost[0] * (2.0 - lost[0])) - np.log(defenders**2 * lost[1] * (2.0 - lost[1]))
    ratio = np.log(attackers / defenders)
    line = least_squares(lambda p: p[0] * ratio + p[1] - helmbold, (1.0, 0.0), loss="huber").x
    return float(line[0]), float(line[1])
