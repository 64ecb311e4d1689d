"""Incidents: a seizure, a killing, an insult, at a rate; each gives its state a grievance.

A consul on the spot demands redress with a clock (the rule `escalates`). Where there is none, the grievance is
reported and waits for a plenipotentiary.
"""

from __future__ import annotations

from gunboat.compiled import rule
from gunboat.world.agenda import hasten, schedule
from gunboat.world.chronicle import STATE_ACTOR, write
from gunboat.world.codes import CONSUL, E_INCIDENT, ESCALATES, ULTIMATUM
from gunboat.world.dice import INCIDENT, exponential
from gunboat.world.notices import notice
from gunboat.world.state import MINUTES, NEVER, SLOT_INCIDENT, SLOT_ORDER, YEAR

CONSUL_DAYS = 2  # days in which a consul takes up an incident


@rule
def on_incident(w, t, i):
    """An incident happens."""
    terms = t.incidents[i]
    clause = 1 << terms.clause
    row = write(w, E_INCIDENT, terms.against, STATE_ACTOR + terms.state, terms.place, float(i), 0.0, 0.0, -1)
    w.states[terms.state].grievance |= clause
    w.states[terms.state].granted &= ~clause  # redress for one affront does not settle the next
    n = notice(w, E_INCIDENT, terms.place, t.target, terms.state, i, 0.0, 0.0, 0.0, w.incident_n[i], row)
    w.notices[n].clauses = clause
    w.incident_n[i] += 1
    for o in range(t.n_offices):
        office = t.offices[o]
        if office.state == terms.state and office.role == CONSUL and office.mind == ESCALATES and w.following == 0:
            w.views[o].mandate |= clause
            if w.views[o].own_demand < 0 or w.views[o].own_expired == 1 or w.views[o].own_answer >= 0:
                order = w.offices[o]
                order.order = ULTIMATUM
                order.order_subject = terms.against
                order.order_clauses = clause
                order.order_clock = -1
                order.order_place = -1
                order.order_cause = row
                hasten(w, SLOT_ORDER + o, w.now + CONSUL_DAYS * MINUTES)
    schedule(w, SLOT_INCIDENT + i, next_incident(w, t, i))


@rule
def next_incident(w, t, i):
    """When an incident next happens; never by itself while the record is followed."""
    if w.following == 1 or t.incidents[i].rate <= 0.0:
        return NEVER
    days = YEAR / t.incidents[i].rate * exponential(w, INCIDENT, i, w.incident_n[i], 0)
    return w.now + int(days * MINUTES)
