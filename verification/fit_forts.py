"""Fit the simulator of ships, works and landings and write the draws that it uses.

    uv run --group fit python verification/fit_forts.py

Reads data/fort_actions.csv, actions of 1838-93 outside the war, and samples the joint posterior of the parameters of
`world/formulas/forts.py`; writes 512 joint draws to src/gunboat/priors/forts.csv and where they come from to
forts.toml beside it.

The likelihood of an action is simulated: it is fought PARTICLES times with each set of parameters, always with the
same dice and the same draws of what its cells leave open, and the density of what was seen is averaged over them
(pseudo-marginal, common random numbers). Success and both losses are taken together; hits, rounds, guns and ships out
of action, where they are told, each by itself and at half weight. Rows of one war count for less than as many wars
would. Sampling is by population Monte Carlo: Student proposals are fitted to weighted samples of a posterior that is
brought in by degrees, and the last rounds are weighted against the mixture of their proposals (Cappe et al. 2004,
Cornuet et al. 2012). The same samples, weighted anew, give the posterior without any row.

Nothing here was set by the war of 1856-60 that the simulator plays. The priors are wide and judged, from general
knowledge of gunnery of which some rows of the table are part; where the first design named an action of that war as
evidence the prior is wider and rests on something else.
"""

from __future__ import annotations

import csv
import hashlib
import json
import math
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gunboat.combat import forts
from gunboat.compiled import entry
from gunboat.world.declaration import Declared
from gunboat.world.dice import DICE
from gunboat.world.formulas.forts import PARAMETERS, RESULT

Floats = NDArray[np.float64]

HERE = Path(__file__).resolve().parent
TABLE = HERE / "data" / "fort_actions.csv"
PRIORS_FOLDER = HERE.parent / "src" / "gunboat" / "priors"

PARTICLES = 192  # ways in which each action is fought with each set of parameters
DRAWS = 512
DRAW_SEED = 1842
SEED = 1838
FIRST = 1500  # sets drawn from the prior
ROUND = 700  # sets in each round that brings the likelihood in
LAST_ROUNDS = 5  # rounds at the full posterior, which are kept
LAST = 1600
TEMPERED_ESS = 120.0  # effective sample by which the next degree is chosen
LEAST_STEP = 0.04  # of the degree, whatever the sample is worth: the last rounds mend it
STUDENT = 6.0  # degrees of freedom of the proposals
WIDER = 1.15  # of their scale
ENOUGH = 500.0  # effective sample below which nothing is written
SAME_WAR = 0.2  # correlation of what the model leaves unexplained within a war (Kish's design effect): judged
ASIDE_WEIGHT = 0.5  # of what is told aside: often of one ship or a part of a fleet
WAR_YEARS = 6  # the same defender within so many years of the last action is the same war


@dataclass(frozen=True)
class Prior:
    """A normal prior of a parameter, of its log where it is positive."""

    middle: float
    spread: float
    positive: bool
    reason: str

    def __str__(self) -> str:
        return f"{'LogNormal(ln ' if self.positive else 'Normal('}{self.middle:g}, {self.spread:g})"


PRIORS: dict[str, Prior] = {
    "hit": Prior(0.08, 0.7, True, "hits per round of a trained crew on a still gunboat at 500 m: 1 in 50 to 1 in 3"),
    "moving": Prior(0.7, 0.4, True, "hits on a ship under way against one that lies still: a third to all, cut at 1"),
    "hurt": Prior(1.0, 0.7, True, "casualties per hit on wood: a quarter of a man to four"),
    "armour": Prior(0.2, 0.6, True, "share of a hit that armour lets through, at ports and by splinters: 6 to 66 %"),
    "stand": Prior(15.0, 0.8, True, "hits that put 230 tons out: three to seventy-five, by where they strike"),
    "train": Prior(1.5, 0.4, True, "power of drill in accuracy: levies, at .5, hit .1 to .6 as often as regulars"),
    "dismount": Prior(0.01, 0.7, True, "guns put out per aimed round at 500 m: one for 25 to 400 rounds"),
    "shell": Prior(0.03, 0.9, True, "men lost per round in a work of a thousand: one for 5 to 200 rounds"),
    "nerve": Prior(1.0, 0.7, True, "power of drill in what a garrison bears: levies stop at half, .1 to .8"),
    "garrison_stops": Prior(0.1, 0.6, True, "share of loss at which regulars leave works under fire: 3 to 33 %"),
    "front": Prior(0.6, 0.25, True, "power of a work's guns in those that bear on a ship: .36 to all"),
    "landing_loss": Prior(1.5e-3, 1.0, True, "share of a party lost a minute to regulars: 8 % in an hour, 1 to 50 %"),
    "storm": Prior(0.0, 1.0, False, "log-odds of a storm at equal numbers, guns unsilenced: even, 1 to 7 either way"),
    "flank": Prior(1.0, 1.0, False, "log-odds that a turned flank adds: it helps, or not at all"),
    "overrun": Prior(0.1, 0.7, True, "share killed and wounded of those in stormed works: 2 to 40 %"),
    "spread_attacker": Prior(
        1.1, 0.4, True, "log-s.d. of losses about their mean: what land battles before 1914 leave"
    ),
    "spread_defender": Prior(1.1, 0.4, True, "as for attackers"),
}
"""Ranges are those of two s.d. All are judged, from outside the war."""
SHARES = ("hit", "moving", "armour", "front", "overrun")  # never above 1
assert tuple(PRIORS) == PARAMETERS
MIDDLE = np.array([math.log(p.middle) if p.positive else p.middle for p in PRIORS.values()])
SPREAD = np.array([p.spread for p in PRIORS.values()])
POSITIVE = np.array([p.positive for p in PRIORS.values()])


def read(path: Path = TABLE) -> list[dict[str, str]]:
    """The rows of the table."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def wars(rows: Sequence[dict[str, str]]) -> list[str]:
    """The war of each row: the defender's name, and the year in which its first action there was."""
    named = [""] * len(rows)
    last: dict[str, tuple[int, str]] = {}
    for i in sorted(range(len(rows)), key=lambda i: rows[i]["date"]):
        who, year = rows[i]["defender"].split(" (")[0], int(rows[i]["date"][:4])
        before = last.get(who)
        war = before[1] if before and year - before[0] <= WAR_YEARS else f"{who} {year}"
        last[who] = (year, war)
        named[i] = war
    return named


def weights(rows: Sequence[dict[str, str]]) -> Floats:
    """What each row counts for: 1 / (1 + (n - 1) rho) where its war has n rows."""
    named = wars(rows)
    return np.array([1.0 / (1.0 + (named.count(war) - 1) * SAME_WAR) for war in named])


@entry
def row_logs(actions, index, draws, keys, outcomes, n, w, r, found, told):  # type: ignore[no-untyped-def]
    """Log densities of each row under one set of parameters, into told."""
    forts.fight_all(actions, index, draws, keys, w, r, found)
    forts.densities(found, outcomes, n, told)


class Likelihood:
    """The simulated log likelihood of each row, as a function of the parameters."""

    def __init__(self, rows: Sequence[dict[str, str]], particles: int = PARTICLES) -> None:
        known = forts.known(rows)
        self.n, self.rows = particles, len(rows)
        self.actions = np.concatenate([forts.inputs(row, particles) for row in known]).view(np.recarray)
        self.keys = np.concatenate([forts.keys_of(row, particles) for row in known])
        self.outcomes = forts.seen(rows).view(np.recarray)
        self.index = np.zeros(len(self.actions), np.int64)
        self.w, self.r = (one(record) for record in (DICE, RESULT))
        self.found = np.zeros((len(self.actions), len(forts.FOUND)))
        self.weights = weights(rows)

    def __call__(self, thetas: Floats) -> Floats:
        """Weighted log likelihood of each row (across) under each set (down) in the sampler's coordinates."""
        draws = forts.as_records(to_values(thetas))
        logs = np.zeros((len(thetas), self.rows))
        told = np.zeros((self.rows, 6))
        for i in range(len(thetas)):
            row_logs(
                self.actions, self.index, draws[i : i + 1], self.keys, self.outcomes, self.n, self.w, self.r,
                self.found, told,
            )  # fmt: skip
            logged = np.log(np.maximum(told, 1e-12))
            logs[i] = self.weights * (logged[:, 0] + ASIDE_WEIGHT * logged[:, 2:].sum(axis=1))
        return logs


def one(record: Declared) -> Any:
    return record.new().view(np.recarray)[0]


def to_values(thetas: Floats) -> Floats:
    """From the sampler's coordinates, in which positive parameters are logs, to the parameters."""
    values = thetas.copy()
    values[:, POSITIVE] = np.exp(thetas[:, POSITIVE])
    for name in SHARES:
        values[:, PARAMETERS.index(name)] = np.minimum(values[:, PARAMETERS.index(name)], 1.0)
    return values


def log_prior(thetas: Floats) -> Floats:
    """Log prior density up to a constant."""
    return np.asarray(-0.5 * (((thetas - MIDDLE) / SPREAD) ** 2).sum(axis=1))


# ---------------------------------------------------------------- sampling


@dataclass(frozen=True)
class Proposal:
    """A multivariate Student law."""

    centre: Floats
    root: Floats  # lower triangle

    def draw(self, n: int, dice: np.random.Generator) -> Floats:
        z = dice.standard_normal((n, len(self.centre)))
        stretch = np.sqrt(STUDENT / dice.chisquare(STUDENT, n))[:, None]
        return np.asarray(self.centre + stretch * (z @ self.root.T))

    def log_density(self, x: Floats) -> Floats:
        d = len(self.centre)
        z = np.linalg.solve(self.root, (x - self.centre).T)
        scale = math.lgamma((STUDENT + d) / 2) - math.lgamma(STUDENT / 2) - 0.5 * d * math.log(STUDENT * math.pi)
        scale -= float(np.log(np.diag(self.root)).sum())
        return np.asarray(scale - 0.5 * (STUDENT + d) * np.log1p((z * z).sum(axis=0) / STUDENT))


def fitted(thetas: Floats, weight: Floats) -> Proposal:
    """A Student law about a weighted sample, its covariance drawn a little towards the prior's shape."""
    centre = weight @ thetas
    apart = thetas - centre
    cov = (weight[:, None] * apart).T @ apart
    towards = 1.0 / (1.0 + ess(weight) / len(centre))
    cov = (1.0 - towards) * cov + towards * np.diag(np.diag(cov))
    cov += np.diag((0.05 * SPREAD) ** 2)
    return Proposal(centre, WIDER * np.linalg.cholesky(cov))


def normalised(log_weight: Floats) -> Floats:
    weight = np.exp(log_weight - log_weight.max())
    return np.asarray(weight / weight.sum())


def ess(weight: Floats) -> float:
    """Effective size of a weighted sample."""
    return float(1.0 / np.sum(weight * weight))


@dataclass(frozen=True)
class Sample:
    """Weighted sets of parameters, with the log likelihood of each row under each of them."""

    thetas: Floats
    logs: Floats
    log_proposal: Floats

    def weight(self, without: Sequence[int] = ()) -> Floats:
        """Weights of the posterior, with some rows left out."""
        kept = self.logs.sum(axis=1) - self.logs[:, list(without)].sum(axis=1)
        return normalised(log_prior(self.thetas) + kept - self.log_proposal)


def sample(likelihood: Likelihood, seed: int = SEED, without: Sequence[int] = (), say: Any = None) -> Sample:
    """Sample the posterior from the prior up."""
    dice = np.random.default_rng(seed)
    thetas = MIDDLE + SPREAD * dice.standard_normal((FIRST, len(MIDDLE)))
    log_proposal = log_prior(thetas)
    degree = 0.0
    while degree < 1.0:
        logs = likelihood(thetas)
        kept = logs.sum(axis=1) - logs[:, list(without)].sum(axis=1)
        degree = _next_degree(degree, kept, log_prior(thetas) - log_proposal)
        weight = normalised(log_prior(thetas) - log_proposal + degree * kept)
        if say:
            say(f"degree {degree:.3f}, effective sample {ess(weight):.0f} of {len(thetas)}")
        proposal = fitted(thetas, weight)
        if degree < 1.0:
            thetas = proposal.draw(ROUND, dice)
            log_proposal = proposal.log_density(thetas)
    return finish(likelihood, proposal, dice, LAST_ROUNDS, LAST, without, say)


def finish(
    likelihood: Likelihood,
    proposal: Proposal,
    dice: np.random.Generator,
    rounds: int,
    size: int,
    without: Sequence[int] = (),
    say: Any = None,
) -> Sample:
    """Rounds at the full posterior, weighted against the mixture of their proposals."""
    proposals, drawn, logs = [], list[Floats](), list[Floats]()
    for _ in range(rounds):
        proposals.append(proposal)
        drawn.append(proposal.draw(size, dice))
        logs.append(likelihood(drawn[-1]))
        thetas = np.concatenate(drawn)
        mixture = np.logaddexp.reduce([q.log_density(thetas) for q in proposals], axis=0)
        found = Sample(thetas, np.concatenate(logs), mixture)
        weight = found.weight(without)
        proposal = fitted(thetas, weight)
        if say:
            say(f"effective sample {ess(weight):.0f} of {len(thetas)}")
    return found


def _next_degree(degree: float, kept: Floats, rest: Floats) -> float:
    """The highest degree at which the sample is still worth TEMPERED_ESS."""
    low, high = degree, 1.0
    if ess(normalised(rest + kept)) >= TEMPERED_ESS:
        return 1.0
    for _ in range(40):
        middle = 0.5 * (low + high)
        if ess(normalised(rest + middle * kept)) >= TEMPERED_ESS:
            low = middle
        else:
            high = middle
    return max(low, min(1.0, degree + LEAST_STEP))


def draws_of(found: Sample, n: int = DRAWS, seed: int = DRAW_SEED, without: Sequence[int] = ()) -> Floats:
    """Joint draws of the parameters, by systematic resampling in random order."""
    dice = np.random.default_rng(seed)
    weight = found.weight(without)
    at = np.searchsorted(np.cumsum(weight), (np.arange(n) + dice.random()) / n)
    return to_values(found.thetas[dice.permutation(np.minimum(at, len(weight) - 1))])


# ---------------------------------------------------------------- writing


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def draws_as_csv(draws: Floats) -> str:
    """The draws as they are shipped: 6 significant digits, LF."""
    lines = [",".join(PARAMETERS), *(",".join(f"{x:.6g}" for x in draw) for draw in draws)]
    return "\n".join(lines) + "\n"


def toml_table(name: str, entries: dict[str, object]) -> str:
    lines = (f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in entries.items())
    return "\n".join([name, *lines, ""])


def quantiles(found: Sample) -> dict[str, tuple[float, float, float]]:
    """5, 50 and 95 % of each parameter's posterior."""
    values, weight = to_values(found.thetas), found.weight()
    told = {}
    for i, name in enumerate(PARAMETERS):
        order = np.argsort(values[:, i])
        below = np.cumsum(weight[order])
        low, middle, high = (float(values[order[np.searchsorted(below, q)], i]) for q in (0.05, 0.5, 0.95))
        told[name] = (low, middle, high)
    return told


def provenance(shipped: str, found: Sample, rows: Sequence[dict[str, str]]) -> str:
    """The whole of forts.toml."""
    named = wars(rows)
    parts = [
        toml_table(
            "# Written by verification/fit_forts.py. Do not edit.",
            {
                "title": "Joint posterior draws of the simulator of ships, works and landings",
                "model": "ten-minute steps, as stated at the head of src/gunboat/world/formulas/forts.py",
                "script": "verification/fit_forts.py",
                "file": "forts.csv",
                "sha256": sha256(shipped.encode()),
                "draws": DRAWS,
                "draw_seed": DRAW_SEED,
                "licence": "CC-BY-4.0",
                "left_out": "the war that is simulated; actions kept for a blind test",
            },
        ),
        toml_table(
            "[sampler]",
            {
                "name": "population Monte Carlo with a simulated likelihood",
                "numpy": np.__version__,
                "seed": SEED,
                "particles": PARTICLES,
                "kept": len(found.thetas),
                "effective_sample": round(ess(found.weight()), 1),
                "largest_weight": round(float(found.weight().max()), 5),
            },
        ),
        toml_table(
            "[[data]]",
            {
                "file": TABLE.relative_to(HERE.parent).as_posix(),
                "sha256": sha256(TABLE.read_bytes()),
                "rows": len(rows),
                "wars": len(set(named)),
                "rows_worth": round(float(weights(rows).sum()), 1),
                "licence": "CC-BY-4.0",
                "attribution": "The gunboat developers, from published accounts: see verification/data/README.md",
            },
        ),
    ]
    told = quantiles(found)
    for name, prior in PRIORS.items():
        low, middle, high = (float(f"{x:.4g}") for x in told[name])
        entries = {"prior": str(prior), "prior_reason": prior.reason, "q05": low, "median": middle, "q95": high}
        parts.append(toml_table(f"[parameters.{name}]", entries))
    return "\n".join(parts)


def report(found: Sample) -> None:
    """Print the posterior beside the prior."""
    print(f"{'':16}{'prior':>10}{'5 %':>10}{'50 %':>10}{'95 %':>10}{'shrunk':>8}")
    weight = found.weight()
    for i, (name, (low, middle, high)) in enumerate(quantiles(found).items()):
        centre = weight @ found.thetas[:, i]
        sd = math.sqrt(weight @ (found.thetas[:, i] - centre) ** 2)
        print(f"{name:16}{PRIORS[name].middle:10.4g}{low:10.4g}{middle:10.4g}{high:10.4g}{sd / SPREAD[i]:8.2f}")
    print(f"effective sample {ess(weight):.0f} of {len(weight)}")


def main() -> int:
    """Fit, report, and write the draws if the sample is good enough."""
    began = time.monotonic()
    rows = read()
    likelihood = Likelihood(rows)
    found = sample(likelihood, say=lambda text: print(f"{time.monotonic() - began:6.0f} s  {text}", flush=True))
    report(found)
    if ess(found.weight()) < ENOUGH:
        print("the sample is worth too little: nothing is written", file=sys.stderr)
        return 1
    shipped = draws_as_csv(draws_of(found))
    (PRIORS_FOLDER / "forts.csv").write_text(shipped, encoding="utf-8", newline="\n")
    (PRIORS_FOLDER / "forts.toml").write_text(provenance(shipped, found, rows), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
