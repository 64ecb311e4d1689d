"""The loops over many fights and draws: compiled once, called by the door."""

from __future__ import annotations

import math

import numpy as np

from gunboat.compiled import entry, rule
from gunboat.world.declaration import Declared, F, I, U
from gunboat.world.dice import fold, normal_cdf
from gunboat.world.formulas.breakpoints import (
    SQUARED_BEND,
    exchange_centre,
    exchange_spread,
    fight_out,
    other_shift,
)

FIGHT = Declared(
    "Fight",
    ("attackers", F, "men"),
    ("defenders", F, "men"),
    ("fortified", F, "1 if the defender holds works"),
    ("prepared", F, "1 if the defender holds a prepared position"),
    ("western", F, "1 Western system attacks another, -1 the other way, 0 both of one kind"),
    ("qing", F, "1 where the other system is that of the Qing armies"),
    ("share_attackers", F, "share of the attackers lost, for densities"),
    ("share_defenders", F, "share of the defenders lost"),
    ("won", I, "1 the attacker won, 0 the defender"),
    ("key", U, "of its draws: what is known of it, so that its place in a table changes nothing"),
)

FAR_TAIL = -20.0  # below it the normal distribution function is its asymptote to ten digits
HALF_LOG_TWO_PI = 0.5 * math.log(2.0 * math.pi)


@entry
def fight_many(dice, fights, draws, seed, won, shares):
    """Fight every row of `fights` once with each draw: fills won (fights, draws) and shares (fights, draws, 2)."""
    for i in range(len(fights)):
        for j in range(len(draws)):
            dice[0].key = fold(fold(np.uint64(seed), fights[i].key), j)
            f = fights[i]
            end = fight_out(
                dice[0], draws[j], f.attackers, f.defenders, f.fortified, f.prepared, f.western, f.qing, 0, 0
            )
            won[i, j] = end[0]
            shares[i, j, 0] = end[1]
            shares[i, j, 1] = end[2]


@entry
def densities(fights, draws, logs):
    """Log density of each row's end (who won, log of both shares lost) under each draw: fills logs (fights, draws)."""
    for i in range(len(fights)):
        for j in range(len(draws)):
            logs[i, j] = log_density(draws[j], fights[i])


@rule
def log_density(k, f):
    """Log density of (who won, log of both shares lost); see `world/formulas/breakpoints.py` for the law."""
    mu = exchange_centre(k, math.log(f.attackers / f.defenders), f.fortified, f.prepared, f.western, f.qing)
    spread = exchange_spread(k, f.attackers, f.defenders)
    log_attackers = math.log(f.share_attackers)
    log_defenders = math.log(f.share_defenders)
    side = 1.0 if f.won == 1 else -1.0
    t = (log_attackers - log_defenders + side * k.pursuit - mu) / spread
    total = math.lgamma(0.5 * (k.nu + 1.0)) - math.lgamma(0.5 * k.nu) - 0.5 * math.log(k.nu * math.pi)
    total -= 0.5 * (k.nu + 1.0) * math.log1p(t * t / k.nu) + math.log(spread)
    lean = k.c_lean * t / math.sqrt(1.0 + t * t / SQUARED_BEND)
    stop_attacker = k.m_attacker + k.war + other_shift(k, f.western) + lean
    stop_defender = k.m_defender - k.war + other_shift(k, -f.western) - lean
    if f.won == 1:
        broke = (log_defenders - k.pursuit - stop_defender) / k.s_defender
        held = (log_attackers - stop_attacker) / k.s_attacker
        total -= math.log(k.s_defender)
    else:
        broke = (log_attackers - k.pursuit - stop_attacker) / k.s_attacker
        held = (log_defenders - stop_defender) / k.s_defender
        total -= math.log(k.s_attacker)
    total -= 0.5 * broke * broke + HALF_LOG_TWO_PI
    return total + log_normal_cdf((k.rho * broke - held) / math.sqrt(1.0 - k.rho * k.rho))


@rule
def log_normal_cdf(x):
    """Log of the standard normal distribution function."""
    if x > FAR_TAIL:
        return math.log(normal_cdf(x))
    return -0.5 * x * x - math.log(-x) - HALF_LOG_TWO_PI + math.log1p(-1.0 / (x * x))
