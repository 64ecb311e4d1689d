"""Competing breakpoints: how a land battle ends, as a likelihood that can be fitted.

Two forces wear each other down. Each would stop at some share of its men lost, its breakpoint, which differs from
battle to battle: walls passed, a flank turned, a commander gone. While they fight, the attacker's share lost runs at
exp(r) times the defender's. Whoever comes to its breakpoint first has lost, and what it loses in all is exp(pursuit)
times that.

    mu    = b0 + b_ratio ln(A/D) + b_fortified fortified + b_prepared prepared - w q
    r     = mu + s_exchange t_nu                                  heavy tails: some battles are wholly one-sided
    b_att = m_attacker + g_attacker ln(A / 10,000) + d_army + s_attacker z1
    b_def = m_defender + g_defender ln(D / 10,000) + d_army + s_defender z2
    the attacker wins if and only if  b_def + r < b_att
    if so   f_def = exp(b_def + pursuit), f_att = exp(b_def + r)
    else    f_att = exp(b_att + pursuit), f_def = exp(b_att - r)      both capped at 1, which is everyone

w is +1 where a Western force attacks a Qing one, -1 the other way, 0 in all other battles. In those actions d_army is
d_qing or d_western, else 0. q and d_qing describe systems of arms, drill, command and record keeping, not men.

What a battle tells. The loser's losses give its breakpoint, and both losses give r. The winner's breakpoint is only
known to lie above its losses. A battle that nobody won was broken off from outside, by night or by orders: then both
breakpoints lie above the losses, and nobody was pursued. Some losses are known less well still: those of a force lost
to the last man are capped, and what a victor reports of its enemy's is a claim. Such a battle is summed over the losses
that may lie behind the figure.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln, log_ndtr

Floats = NDArray[np.float64]

STANDARD_SIZE = 10_000.0  # men; m_attacker and m_defender are the log breakpoints of a force of this size
CLAIM_ERROR = 0.4  # s.d. of the log of reported enemy losses about the true ones (model.md 1.3, judged)
CLAIM_NODES = 9  # Gauss-Hermite nodes: each log likelihood is then right to 0.002
CAP_REACH = 4.0  # how far above the cap, in logs, a breakpoint is looked for: e^4 = 55 times the whole force
CAP_NODES = 16  # Gauss-Legendre nodes on that reach: exact to rounding
HALF_LOG_TWO_PI = 0.5 * math.log(2.0 * math.pi)


@dataclass(frozen=True)
class Prior:
    """A stated prior: its family, its two numbers and why they are what they are."""

    family: Literal["normal", "half_normal", "gamma"]
    first: float  # normal: mean; half_normal: unused; gamma: shape
    second: float  # normal and half_normal: s.d.; gamma: rate
    reason: str

    @property
    def positive(self) -> bool:
        """Positive parameters are sampled as their logs."""
        return self.family != "normal"

    def __str__(self) -> str:
        if self.family == "half_normal":
            return f"HalfNormal({self.second:g})"
        return f"{self.family.capitalize()}({self.first:g}, {self.second:g})"


LOG_MIDDLING_LOSS = round(math.log(0.15), 3)

# The order is that of the columns of combat.csv. None is centred on a result of this fit or of an earlier one.
PRIORS: dict[str, Prior] = {
    "b0": Prior("normal", 0.0, 1.0, "equal armies in the open: either side may fare e times better"),
    "b_ratio": Prior("normal", -1.0, 1.0, "Lanchester's linear law, one s.d. from his square (-2) and the log law (0)"),
    "b_fortified": Prior("normal", 0.0, 1.0, "works may help or, by choice of ground attacked, seem to harm"),
    "b_prepared": Prior("normal", 0.0, 1.0, "as for works"),
    "q": Prior("normal", 0.0, 2.0, "no advantage, with up to e^4 = 55 times either way at two s.d."),
    "m_attacker": Prior("normal", LOG_MIDDLING_LOSS, 1.0, "the beaten stop near 15 %; 2 % to all at two s.d."),
    "g_attacker": Prior("normal", 0.0, 0.3, "tenfold size changes the breakpoint by up to 4 times at two s.d."),
    "s_attacker": Prior("half_normal", 0.0, 1.0, "spread of breakpoints of up to e^2 at two s.d."),
    "m_defender": Prior("normal", LOG_MIDDLING_LOSS, 1.0, "as for the attacker"),
    "g_defender": Prior("normal", 0.0, 0.3, "as for the attacker"),
    "s_defender": Prior("half_normal", 0.0, 1.0, "as for the attacker"),
    "d_qing": Prior("normal", 0.0, 1.5, "no shift, with up to e^3 = 20 times either way at two s.d."),
    "d_western": Prior("normal", 0.0, 1.5, "as for d_qing; the data bound it from below only"),
    "s_exchange": Prior("half_normal", 0.0, 1.5, "spread of exchange ratios of up to e^3 at two s.d."),
    "nu": Prior("gamma", 2.0, 0.1, "Juarez and Steel 2010: from Cauchy-like to normal tails"),
    "pursuit": Prior("normal", 0.0, 0.7, "the loser loses up to 4 times more in going, or less, at two s.d."),
}
NAMES = tuple(PRIORS)
POSITIVE = np.array([prior.positive for prior in PRIORS.values()])


@dataclass(frozen=True)
class Battle:
    """One battle as it was fought and as it was reported."""

    name: str
    family: str  # related wars; any split of the data is by this, never by battle
    attackers: float
    defenders: float
    attackers_lost: float
    defenders_lost: float
    outcome: int  # 1 the attacker won, -1 the defender, 0 nobody
    fortified: bool
    prepared: bool
    western: int = 0  # w above
    loss_is_claim: bool = False  # the loser's losses are known from the winner's report alone


@dataclass(frozen=True)
class Table:
    """Battles as columns. A battle with an uncertain loss stands in several rows, its nodes, side by side."""

    first: NDArray[np.intp]  # where each battle's nodes begin
    log_ratio: Floats  # ln(A / D)
    log_attackers: Floats  # ln(A / STANDARD_SIZE)
    log_defenders: Floats
    log_share_attackers: Floats  # log of the share lost
    log_share_defenders: Floats
    outcome: Floats
    fortified: Floats
    prepared: Floats
    western: Floats
    log_weight: Floats  # of the node


def nodes(battle: Battle) -> tuple[Floats, Floats]:
    """What to add to the loser's log loss, and with what log weight, to sum over what is not known of it."""
    if battle.outcome == 0:
        return np.zeros(1), np.zeros(1)
    share = battle.defenders_lost / battle.defenders if battle.outcome > 0 else battle.attackers_lost / battle.attackers
    if share >= 1.0:  # all are lost: how far beyond its cap the breakpoint lay is not seen
        points, weights = np.polynomial.legendre.leggauss(CAP_NODES)
        return (points + 1.0) * CAP_REACH / 2.0, np.log(weights * CAP_REACH / 2.0)
    if battle.loss_is_claim:
        points, weights = np.polynomial.hermite_e.hermegauss(CLAIM_NODES)
        return -CLAIM_ERROR * points, np.log(weights / weights.sum())
    return np.zeros(1), np.zeros(1)


def tabulate(battles: Sequence[Battle]) -> Table:
    """Set battles out as columns for `log_likelihood`."""
    rows: list[tuple[float, ...]] = []
    first: list[int] = []
    for battle in battles:
        first.append(len(rows))
        share_attackers = math.log(battle.attackers_lost / battle.attackers)
        share_defenders = math.log(battle.defenders_lost / battle.defenders)
        for shift, log_weight in zip(*nodes(battle), strict=True):
            rows.append(
                (
                    math.log(battle.attackers / battle.defenders),
                    math.log(battle.attackers / STANDARD_SIZE),
                    math.log(battle.defenders / STANDARD_SIZE),
                    share_attackers + (shift if battle.outcome < 0 else 0.0),
                    share_defenders + (shift if battle.outcome > 0 else 0.0),
                    battle.outcome,
                    battle.fortified,
                    battle.prepared,
                    battle.western,
                    log_weight,
                )
            )
    return Table(np.array(first, dtype=np.intp), *np.array(rows, dtype=np.float64).T)


def centres(p: dict[str, Floats], table: Table) -> tuple[Floats, Floats, Floats]:
    """Centres of r and of both log breakpoints, for each set of parameters (down) and row (across)."""
    mu = p["b0"] + p["b_ratio"] * table.log_ratio + p["b_fortified"] * table.fortified
    mu = mu + p["b_prepared"] * table.prepared - p["q"] * table.western
    qing_attacks, qing_defends = table.western < 0, table.western > 0
    shift_att = p["d_qing"] * qing_attacks + p["d_western"] * qing_defends
    shift_def = p["d_qing"] * qing_defends + p["d_western"] * qing_attacks
    break_att = p["m_attacker"] + p["g_attacker"] * table.log_attackers + shift_att
    break_def = p["m_defender"] + p["g_defender"] * table.log_defenders + shift_def
    return mu, break_att, break_def


def log_student(z: Floats, nu: Floats) -> Floats:
    """Log density of Student's t."""
    scale = gammaln((nu + 1.0) / 2.0) - gammaln(nu / 2.0) - 0.5 * np.log(nu * math.pi)
    return np.asarray(scale - (nu + 1.0) / 2.0 * np.log1p(z * z / nu))


def log_stop(log_share: Floats, centre: Floats, spread: Floats, pursuit: Floats, broke: NDArray[np.bool_]) -> Floats:
    """Log likelihood of one side's loss: it broke there, less the pursuit, or would have broken somewhere above."""
    z_broke = (log_share - pursuit - centre) / spread
    at = -0.5 * z_broke * z_broke - np.log(spread) - HALF_LOG_TWO_PI
    above = log_ndtr((centre - log_share) / spread)
    return np.where(broke, at, above)


def named(values: Floats) -> dict[str, Floats]:
    """Sets of parameters (rows) by name, each as a column so that it meets the battles across."""
    return {name: values[:, [i]] for i, name in enumerate(NAMES)}


def log_likelihood(values: Floats, table: Table) -> Floats:
    """Log likelihood of each battle (across) under each set of parameters (down)."""
    p = named(values)
    mu, break_att, break_def = centres(p, table)
    r = table.log_share_attackers - table.log_share_defenders + table.outcome * p["pursuit"]
    rows = log_student((r - mu) / p["s_exchange"], p["nu"]) - np.log(p["s_exchange"])
    rows = rows + log_stop(table.log_share_attackers, break_att, p["s_attacker"], p["pursuit"], table.outcome < 0)
    rows = rows + log_stop(table.log_share_defenders, break_def, p["s_defender"], p["pursuit"], table.outcome > 0)
    return np.asarray(np.logaddexp.reduceat(rows + table.log_weight, table.first, axis=1))


def log_prior(values: Floats) -> Floats:
    """Log prior density, up to a constant, of each set of parameters."""
    total = np.zeros(len(values))
    for i, prior in enumerate(PRIORS.values()):
        x = values[:, i]
        if prior.family == "gamma":
            total += (prior.first - 1.0) * np.log(x) - prior.second * x
        else:
            total += -0.5 * ((x - prior.first) / prior.second) ** 2
    return total


def to_values(theta: Floats) -> Floats:
    """From the sampler's coordinates, in which positive parameters are logs, to the parameters."""
    values = theta.copy()
    values[..., POSITIVE] = np.exp(theta[..., POSITIVE])
    return values


def log_posterior(theta: Floats, table: Table) -> Floats:
    """Log posterior density, up to a constant, in the sampler's coordinates."""
    values = to_values(theta)
    jacobian = theta[:, POSITIVE].sum(axis=1)
    total = log_prior(values) + log_likelihood(values, table).sum(axis=1) + jacobian
    return np.where(np.isfinite(total), total, -np.inf)


def simulate(values: Floats, table: Table, dice: np.random.Generator) -> tuple[NDArray[np.bool_], Floats, Floats]:
    """Fight each row once under each set of parameters: did the attacker win, and the shares both sides lost."""
    p = named(values)
    mu, break_att, break_def = centres(p, table)
    r = mu + p["s_exchange"] * dice.standard_t(np.broadcast_to(p["nu"], mu.shape))
    b_att = break_att + p["s_attacker"] * dice.standard_normal(mu.shape)
    b_def = break_def + p["s_defender"] * dice.standard_normal(mu.shape)
    won = b_def + r < b_att
    log_share_att = np.where(won, b_def + r, b_att + p["pursuit"])
    log_share_def = np.where(won, b_def + p["pursuit"], b_att - r)
    return won, np.exp(np.minimum(log_share_att, 0.0)), np.exp(np.minimum(log_share_def, 0.0))
