"""Demands: an answer reaches the one who demanded, or his clock runs out.

Lapse and refusal are told apart: a refusal is an answer, a lapse is none. What can be granted on the spot is granted
on the spot; a grant that needs a treaty opens talks. A consul whose demand is not met passes the matter to his
superior (the rule `escalates`).
"""

from __future__ import annotations

from gunboat.compiled import rule
from gunboat.world.agenda import schedule
from gunboat.world.book import AGREED, EXCHANGED, SIGNED, open_treaty, spread_clauses
from gunboat.world.chronicle import write
from gunboat.world.codes import ACCEPT, E_DEADLINE_EXPIRED, ESCALATES, L_REPORT, THIRD
from gunboat.world.dice import fold
from gunboat.world.formulas.bargaining import local_only
from gunboat.world.mail import post
from gunboat.world.state import N_TREATIES, NEVER, SLOT_DEMAND, SLOT_TREATY
from gunboat.world.waking import wake


@rule
def on_demand(w, t, d):
    """A demand's answer has come in, or its time is over."""
    demand = w.demands[d]
    if demand.status != 1:
        return
    if demand.answer == ACCEPT:
        _granted(w, t, d)
    elif demand.answer >= 0:
        demand.status = 3
        _not_met(w, t, d, demand.cause)
    else:
        demand.status = 4
        row = write(
            w, E_DEADLINE_EXPIRED, demand.issuer, demand.addressee, w.offices[demand.issuer].place,
            float(demand.clauses), 0.0, 0.0, demand.cause,
        )  # fmt: skip
        v = w.views[demand.issuer]
        if v.own_demand == d and v.own_presented == demand.presented:
            v.own_expired = 1
        _not_met(w, t, d, row)
    schedule(w, SLOT_DEMAND + d, NEVER)


@rule
def _granted(w, t, d):
    """What was demanded is granted: at once where it needs no treaty, by exchange or by talks where it does."""
    demand = w.demands[d]
    demand.status = 2
    state = demand.state
    v = w.views[demand.issuer]
    v.own_demand = -1
    v.own_public = 0
    v.own_expired = 0
    exchange = 0
    if t.exchange_clause >= 0:
        exchange = 1 << t.exchange_clause
    clauses = demand.clauses & ~exchange
    if demand.clauses & exchange != 0:
        for i in range(N_TREATIES):
            if w.treaties[i].status == SIGNED and t.states[w.treaties[i].state].side != THIRD:
                w.treaties[i].status = EXCHANGED
                w.treaties[i].cause = demand.cause
                schedule(w, SLOT_TREATY + i, w.now)
    v.granted |= clauses
    agent = t.states[state].agent if t.states[state].agent >= 0 else demand.issuer
    w.views[agent].granted |= clauses
    if clauses != 0 and local_only(t, clauses):
        w.states[state].granted |= clauses
        spread_clauses(w, t, demand.cause)
    elif clauses != 0:
        open_treaty(w, state, agent, clauses, AGREED, w.now, demand.cause)


@rule
def _not_met(w, t, d, cause):
    demand = w.demands[d]
    o = demand.issuer
    superior = t.offices[o].reports_to
    if t.offices[o].mind == ESCALATES and superior >= 0:
        k = post(w, L_REPORT, o, superior, fold(demand.key, 1), 0, cause)
        letter = w.letters[k]
        letter.topic = E_DEADLINE_EXPIRED
        letter.clauses = demand.clauses
        letter.place = w.offices[o].place
    wake(w, t, o, cause)
