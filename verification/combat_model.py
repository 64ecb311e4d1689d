"""The law of competing breakpoints as a likelihood that can be fitted, battle in war in pair of systems.

The law itself stands at the head of src/gunboat/world/formulas/breakpoints.py. What a battle tells: the loser's losses
give its breakpoint, both losses give r, and the winner's breakpoint is only known to lie above its losses. A battle
that nobody won was broken off from outside, by night or by orders: both breakpoints lie above the losses, and nobody
was pursued. Some losses are known less well: those of a force lost to the last man are capped, and what a victor
reports of its enemy's, with what is not known of how many of them were engaged, is a claim. Such a battle is summed
over the losses that may lie behind the figure.

In each war attackers press on longer or less long, and defenders the other way, war ~ N(0, war_spread); each pair of
systems has its own advantage, q ~ N(q_mean, q_spread).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import jax
import jax.numpy as jnp
import numpy as np
import numpyro
import numpyro.distributions as dist
from combat_data import Fought
from jax.scipy.special import gammaln, log_ndtr, ndtr, ndtri
from numpyro.infer import MCMC, NUTS

from gunboat.combat.land import CLAIM_ERROR
from gunboat.combat.posterior import FITTED
from gunboat.world.formulas.breakpoints import SQUARED_BEND, STANDARD_SIZE

jax.config.update("jax_enable_x64", True)
numpyro.enable_x64()

Floats = np.ndarray[Any, np.dtype[np.float64]]

CLAIM_NODES = 9  # Gauss-Hermite nodes: each log likelihood is then right to 0.002
DRAW_NODES = 16  # Gauss-Legendre nodes over the attacker's breakpoint in a drawn battle: right to 0.001
CAP_REACH = 4.0  # how far above the cap, in logs, a breakpoint is looked for: e^4 = 55 times the whole force
CAP_NODES = 16  # Gauss-Legendre nodes on that reach: exact to rounding
LOG_MIDDLING_LOSS = round(math.log(0.15), 3)


@dataclass(frozen=True)
class Prior:
    """A stated prior: its family, its two numbers and why they are what they are."""

    family: Literal["normal", "half_normal", "gamma", "uniform"]
    first: float  # normal: mean; half_normal: unused; gamma: shape; uniform: lower end
    second: float  # normal and half_normal: s.d.; gamma: rate; uniform: upper end
    reason: str

    def __str__(self) -> str:
        if self.family == "half_normal":
            return f"HalfNormal({self.second:g})"
        return f"{self.family.capitalize()}({self.first:g}, {self.second:g})"

    def law(self) -> Any:
        """The prior as a distribution."""
        if self.family == "normal":
            return dist.Normal(self.first, self.second)
        if self.family == "half_normal":
            return dist.HalfNormal(self.second)
        return dist.Gamma(self.first, self.second) if self.family == "gamma" else dist.Uniform(self.first, self.second)


# None is centred on a result of this fit or of an earlier one.
PRIORS: dict[str, Prior] = {
    "b0": Prior("normal", 0.0, 1.0, "equal armies in the open: either side may fare e times better"),
    "b_ratio": Prior("normal", -1.0, 1.0, "Lanchester's linear law, one s.d. from his square (-2) and the log law (0)"),
    "b_fortified": Prior("normal", 0.0, 1.0, "works may help or, by choice of ground attacked, seem to harm"),
    "b_prepared": Prior("normal", 0.0, 1.0, "as for works"),
    "q_mean": Prior("normal", 0.0, 2.0, "no advantage, with up to e^4 = 55 times either way at two s.d."),
    "q_spread": Prior("half_normal", 0.0, 0.7, "pairs of systems differ by up to e^1.4 = 4 times at two s.d."),
    "m_attacker": Prior("normal", LOG_MIDDLING_LOSS, 1.0, "the beaten stop near 15 %; 2 % to all at two s.d."),
    "s_attacker": Prior("half_normal", 0.0, 1.0, "spread of breakpoints of up to e^2 at two s.d."),
    "m_defender": Prior("normal", LOG_MIDDLING_LOSS, 1.0, "as for the attacker"),
    "s_defender": Prior("half_normal", 0.0, 1.0, "as for the attacker"),
    "d_other": Prior("normal", 0.0, 1.5, "no shift, with up to e^3 = 20 times either way at two s.d."),
    "d_western": Prior("normal", 0.0, 1.5, "as for d_other; the data bound it from below only"),
    "war_spread": Prior(
        "half_normal", 0.0, 0.5, "between wars attackers press on up to e times longer, and defenders less long"
    ),
    "s_exchange": Prior("half_normal", 0.0, 1.5, "spread of exchange ratios of up to e^3 at two s.d."),
    "g_exchange": Prior("normal", 0.0, 0.3, "tenfold size changes that spread by up to 4 times at two s.d."),
    "nu": Prior("gamma", 2.0, 0.1, "Juarez and Steel 2010: from Cauchy-like to normal tails"),
    "pursuit": Prior("normal", 0.0, 0.7, "the loser loses up to 4 times more in going, or less, at two s.d."),
    "c_lean": Prior("normal", 0.0, 0.5, "0: fights end by losses alone; half the spread of r: by the clock alone"),
    "rho": Prior("uniform", -0.99, 0.99, "breakpoints may be anything but one and the same"),
}
PLAIN: Mapping[str, float] = {"g_exchange": 0.0, "c_lean": 0.0, "rho": 0.0}
"""Held at these values the law is that of independent breakpoints and a spread that knows no size."""
BARE: Mapping[str, float] = {**PLAIN, "b_ratio": 0.0, "b_fortified": 0.0, "b_prepared": 0.0}
"""Held at these it knows nothing of a battle before it is fought but the systems of the two sides."""

Columns = dict[str, Any]


def columns(battles: Sequence[Fought]) -> Columns:
    """Battles as columns. A battle with an uncertain loss has several rows, its nodes, told apart by `battle`."""
    families = sorted({one.battle.family for one in battles})
    pairs = sorted({one.pair for one in battles if one.pair})
    found: list[tuple[float, ...]] = []
    for i, one in enumerate(battles):
        battle, outcome = one.battle, one.battle.outcome or 0
        share_attackers, share_defenders = battle.shares
        for shift, log_weight in zip(*_nodes(one, share_defenders if outcome > 0 else share_attackers), strict=True):
            found.append((
                i, math.log(battle.attackers / STANDARD_SIZE), math.log(battle.defenders / STANDARD_SIZE),
                math.log(share_attackers) + (shift if outcome < 0 else 0.0),
                math.log(share_defenders) + (shift if outcome > 0 else 0.0),
                outcome, battle.fortified, battle.prepared, battle.western,
                families.index(battle.family), pairs.index(one.pair) if one.pair else 0, log_weight,
            ))  # fmt: skip
    names = (
        "battle", "log_attackers", "log_defenders", "share_attackers", "share_defenders", "outcome", "fortified",
        "prepared", "western", "family", "pair", "log_weight",
    )  # fmt: skip
    whole = ("battle", "family", "pair")
    table: Columns = {
        name: np.array(values, np.int64 if name in whole else np.float64)
        for name, values in zip(names, zip(*found, strict=True), strict=True)
    }
    return {**table, "families": families, "pairs": pairs, "n": len(battles)}


def _nodes(one: Fought, share: float) -> tuple[Floats, Floats]:
    """What to add to the loser's log loss, and with what log weight, to sum over what is not known of it."""
    if one.battle.outcome and share >= 1.0:  # all are lost: how far beyond its cap the breakpoint lay is not seen
        points, weights = np.polynomial.legendre.leggauss(CAP_NODES)
        return (points + 1.0) * CAP_REACH / 2.0, np.log(weights * CAP_REACH / 2.0)
    if one.battle.outcome and one.claimed:
        points, weights = np.polynomial.hermite_e.hermegauss(CLAIM_NODES)
        return -CLAIM_ERROR * points, np.log(weights / weights.sum())
    return np.zeros(1), np.zeros(1)


def log_likelihood(p: Mapping[str, Any], war: Any, q: Any, table: Columns) -> Any:
    """Log likelihood of each battle. `p`: parameters; `war` and `q`: the effect of each row's war, and pair."""
    t = {name: jnp.asarray(values) for name, values in table.items() if isinstance(values, np.ndarray)}
    mu = p["b0"] + p["b_ratio"] * (t["log_attackers"] - t["log_defenders"])
    mu += p["b_fortified"] * t["fortified"] + p["b_prepared"] * t["prepared"] - q * t["western"]
    spread = p["s_exchange"] * jnp.exp(p["g_exchange"] * (t["log_attackers"] + t["log_defenders"]) / 2.0)
    attacker_won = t["outcome"] > 0
    z = (t["share_attackers"] - t["share_defenders"] + t["outcome"] * p["pursuit"] - mu) / spread
    rows = _log_student(z, p["nu"]) - jnp.log(spread)
    lean = p["c_lean"] * z / jnp.sqrt(1.0 + z * z / SQUARED_BEND)
    shift = [jnp.where(sign * t["western"] > 0, p["d_western"], p["d_other"]) * (t["western"] != 0) for sign in (1, -1)]
    att = (t["share_attackers"] - (p["m_attacker"] + war + shift[0] + lean), p["s_attacker"])
    dfn = (t["share_defenders"] - (p["m_defender"] - war + shift[1] - lean), p["s_defender"])
    broke = jnp.where(attacker_won, (dfn[0] - p["pursuit"]) / dfn[1], (att[0] - p["pursuit"]) / att[1])
    held = jnp.where(attacker_won, att[0] / att[1], dfn[0] / dfn[1])
    spread_broke = jnp.where(attacker_won, dfn[1], att[1])
    at = -0.5 * broke * broke - jnp.log(spread_broke) - 0.5 * math.log(2.0 * math.pi)
    decided = at + log_ndtr((p["rho"] * broke - held) / jnp.sqrt(1.0 - p["rho"] ** 2))
    at_draws = np.flatnonzero(table["outcome"] == 0)
    both_stood = _both_stand(att[0][at_draws] / att[1], dfn[0][at_draws] / dfn[1], p["rho"])
    rows = rows + decided.at[at_draws].set(both_stood) + t["log_weight"]
    return jnp.log(jnp.zeros(table["n"]).at[t["battle"]].add(jnp.exp(rows)))


def _both_stand(attacker: Any, defender: Any, rho: Any) -> Any:
    """Log probability that two correlated normals lie above (attacker, defender): over the first's law there."""
    points, weights = np.polynomial.legendre.leggauss(DRAW_NODES)
    share = (points + 1.0) / 2.0
    below = ndtr(attacker)[:, None]
    first = ndtri(jnp.clip(below + (1.0 - below) * share, 1e-12, 1.0 - 1e-12))
    stands = ndtr((rho * first - defender[:, None]) / jnp.sqrt(1.0 - rho**2))
    return log_ndtr(-attacker) + jnp.log(stands @ (weights / 2.0) + 1e-300)


def _log_student(z: Any, nu: Any) -> Any:
    """Log density of Student's t."""
    scale = gammaln((nu + 1.0) / 2.0) - gammaln(nu / 2.0) - 0.5 * jnp.log(nu * math.pi)
    return scale - (nu + 1.0) / 2.0 * jnp.log1p(z * z / nu)


def model(table: Columns, counts: Any, held: Mapping[str, float]) -> None:
    """The joint law of parameters, wars, pairs and battles; `counts`: 1 for each battle that the fit may see."""
    p = {
        name: held[name] if name in held else numpyro.sample(name, prior.law()) for name, prior in PRIORS.items()
    }  # fmt: skip
    war = numpyro.sample("war", dist.Normal(0.0, 1.0).expand([len(table["families"])]))
    pair = numpyro.sample("pair", dist.Normal(0.0, 1.0).expand([len(table["pairs"])]))
    q = numpyro.deterministic("q", p["q_mean"] + p["q_spread"] * pair)
    seen = log_likelihood(p, p["war_spread"] * war[table["family"]], q[table["pair"]], table)
    numpyro.factor("battles", jnp.sum(jnp.where(counts > 0, seen, 0.0)))


class Fit:
    """A sampler of the posterior on one table, compiled once for any choice of the battles it may see."""

    def __init__(
        self, battles: Sequence[Fought], held: Mapping[str, float] | None = None, warm_up: int = 500, kept: int = 500,
        chains: int = 4,
    ) -> None:  # fmt: skip
        self.battles, self.held, self.table = list(battles), dict(held or {}), columns(battles)
        kernel = NUTS(lambda counts: model(self.table, counts, self.held), target_accept_prob=0.9)
        self._chains = MCMC(
            kernel, num_warmup=warm_up, num_samples=kept, num_chains=chains, chain_method="vectorized",
            progress_bar=False, jit_model_args=True,
        )  # fmt: skip

    def sample(self, counts: Sequence[bool], seed: int) -> dict[str, Floats]:
        """Draws by name, each (chains, kept, ...), given the battles for which `counts` is true.

        A second call starts where the first ended, with its step and metric, and throws a quarter of its draws away.
        """
        again = self._chains.last_state is not None
        if again:
            self._chains.post_warmup_state = self._chains.last_state
        self._chains.run(jax.random.PRNGKey(seed), jnp.asarray(np.array(counts, np.float64)))
        draws = self._chains.get_samples(group_by_chain=True)
        return {name: np.asarray(values)[:, values.shape[1] // 4 if again else 0 :] for name, values in draws.items()}


def as_fitted(draws: Mapping[str, Floats], pairs: Sequence[str], held: Mapping[str, float]) -> dict[str, Floats]:
    """Draws as the columns of priors/combat.csv, chains joined; a pair that the fit has not seen gets a new one."""
    flat = {name: values.reshape(-1, *values.shape[2:]) for name, values in draws.items()}
    n = len(flat["b0"])
    flat |= {name: np.full(n, value) for name, value in held.items()}
    flat["q_qing"] = flat["q"][:, pairs.index("qing")]
    return {name: flat[name] for name in FITTED}
