"""Circumstances: other wars and troubles that withhold, divert or drain force. They begin and end by themselves.

Each begins at a rate and lasts an exponential time about its median; one that stood at the opening is already there.
While the record is followed they begin and end on their documented days, and with `--circumstances record` they do so
to the end.

Assumption: drain_share.
"""

from __future__ import annotations

import math

from gunboat.compiled import rule
from gunboat.world.agenda import schedule
from gunboat.world.chronicle import STATE_ACTOR, write
from gunboat.world.codes import DRAINS, E_CIRCUMSTANCE_BEGAN, E_CIRCUMSTANCE_ENDED, WITHHOLDS
from gunboat.world.dice import BEGIN, LAST, exponential
from gunboat.world.state import MINUTES, N_FORCES, NEVER, SLOT_CIRCUMSTANCE, YEAR

FIELD_ARMY = 2  # kind of force that a drain engages elsewhere


@rule
def on_circumstance(w, t, i):
    """A circumstance begins or ends."""
    terms = t.circumstances[i]
    began = w.circumstance[i] == 0
    w.circumstance[i] = 1 if began else 0
    chief = t.states[terms.state].chief
    if terms.effect == WITHHOLDS and chief >= 0:
        w.views[chief].withheld = w.circumstance[i]
    kind = E_CIRCUMSTANCE_BEGAN if began else E_CIRCUMSTANCE_ENDED
    write(w, kind, STATE_ACTOR + terms.state, -1, -1, float(i), 0.0, 0.0, -1)
    if began:
        w.circumstance_n[i] += 1
    if terms.effect == DRAINS:
        _drain(w, t, terms.state, began)
    schedule(w, SLOT_CIRCUMSTANCE + i, next_turn(w, t, i))


@rule
def _drain(w, t, state, began):
    for f in range(N_FORCES):
        if w.forces[f].state == state and w.forces[f].kind == FIELD_ARMY:
            kept = 1.0 - t.assumed.drain_share
            w.forces[f].men *= kept if began else 1.0 / kept


@rule
def next_turn(w, t, i):
    """When a circumstance next begins or ends; the record's day where that is kept."""
    terms = t.circumstances[i]
    if w.following == 1 or t.keep_circumstances == 1:
        if w.circumstance[i] == 1:
            return terms.ends if terms.ends > w.now else NEVER
        return terms.begins if terms.begins > w.now else NEVER
    if w.circumstance[i] == 1:
        days = terms.days / math.log(2.0) * exponential(w, LAST, i, w.circumstance_n[i], 0)
    elif terms.rate <= 0.0:
        return NEVER
    else:
        days = YEAR / terms.rate * exponential(w, BEGIN, i, w.circumstance_n[i], 0)
    return w.now + int(days * MINUTES)
