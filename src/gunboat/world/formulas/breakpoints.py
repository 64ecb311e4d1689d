"""Competing breakpoints: how a fight on land ends, and what it costs both sides.

Two forces wear each other down. Each would stop at some share of its men lost, its breakpoint, which differs from
fight to fight: walls passed, a flank turned, a commander gone (McQuie 1987). While they fight, the attacker's share
lost runs at exp(r) times the defender's. Whoever comes to its breakpoint first has lost, and what it loses in all is
exp(pursuit) times that.

    mu     = b0 + b_ratio ln(A/D) + b_fortified fortified + b_prepared prepared - q w
    spread = s_exchange (A D / 10,000^2)^(g_exchange / 2)
    r      = mu + spread t,   t from Student's law with nu degrees
    lean   = c_lean t / sqrt(1 + t^2 / 4)
    b_att  = m_attacker + war + (d_other or d_western) + lean + s_attacker z1
    b_def  = m_defender - war + (d_other or d_western) - lean + s_defender z2,   z1 and z2 normal, correlated by rho
    the attacker wins if and only if  b_def + r < b_att
    if so   f_def = exp(b_def + pursuit), f_att = exp(b_def + r)
    else    f_att = exp(b_att + pursuit), f_def = exp(b_att - r)      both capped at 1, which is everyone

The smaller a fight, the less its exchange is foreseen. `lean` is there because fights also end by the clock: the side
that fares worse has by then lost more, and the other less. `rho` is below 0 where one advantage makes one side stand
longer and the other less long; `war` is the same for a whole war, in which attackers press on longer, or less long,
than in others.

w is +1 where a force of the Western system of arms, drill and command attacks one of another system, -1 the other way,
0 where both are of one kind; q has a value for each pair of systems. q, d_western and d_other stand for arms, drill,
command and who kept the records, never for peoples.
"""

from __future__ import annotations

import math

from gunboat.compiled import rule
from gunboat.world.dice import BREAK_ATTACKER, BREAK_DEFENDER, EXCHANGE, normal, student_t

STANDARD_SIZE = 1.0e4  # men; the strength at which spread and breakpoints are centred
SQUARED_BEND = 4.0  # t / sqrt(1 + t^2 / 4): a wholly one-sided fight leans like one of two spreads


@rule
def exchange_centre(k, log_ratio, fortified, prepared, western, qing):
    """The centre of r: log of the attacker's share lost over the defender's, before chance."""
    q = k.q_qing if qing > 0.0 else k.q_other
    return k.b0 + k.b_ratio * log_ratio + k.b_fortified * fortified + k.b_prepared * prepared - q * western


@rule
def exchange_spread(k, attackers, defenders):
    """The scale of r's chance part, for so many men on each side."""
    size = 0.5 * (math.log(attackers / STANDARD_SIZE) + math.log(defenders / STANDARD_SIZE))
    return k.s_exchange * math.exp(k.g_exchange * size)


@rule
def other_shift(k, western):
    """What the systems of arms, drill and command add to the attacker's log breakpoint (western: w above)."""
    if western > 0.0:
        return k.d_western
    if western < 0.0:
        return k.d_other
    return 0.0


@rule
def fight_out(w, k, attackers, defenders, fortified, prepared, western, qing, place, nth):
    """Draw a fight's end: (1 if the attacker won, share lost by the attacker, by the defender).

    attackers, defenders: men engaged, above 0. fortified, prepared: 0 or 1. western: w above;
    qing: 1 where the other system is that of the Qing armies. place and nth key the
    draws, beside the key of `w`.
    """
    mu = exchange_centre(k, math.log(attackers / defenders), fortified, prepared, western, qing)
    t = student_t(w, EXCHANGE, place, nth, k.nu)
    r = mu + exchange_spread(k, attackers, defenders) * t
    lean = k.c_lean * t / math.sqrt(1.0 + t * t / SQUARED_BEND)
    first = normal(w, BREAK_ATTACKER, place, nth, 0)
    second = k.rho * first + math.sqrt(1.0 - k.rho * k.rho) * normal(w, BREAK_DEFENDER, place, nth, 0)
    stop_attacker = k.m_attacker + k.war + other_shift(k, western) + lean + k.s_attacker * first
    stop_defender = k.m_defender - k.war + other_shift(k, -western) - lean + k.s_defender * second
    if stop_defender + r < stop_attacker:
        return 1, min(1.0, math.exp(stop_defender + r)), min(1.0, math.exp(stop_defender + k.pursuit))
    return 0, min(1.0, math.exp(stop_attacker + k.pursuit)), min(1.0, math.exp(stop_attacker - r))
