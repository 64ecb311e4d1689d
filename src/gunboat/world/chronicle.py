"""The chronicle: what happened, in rows of the record's shape, each with its cause.

The kinds are EVENT_KINDS of the record's tables, and what the three values mean stands in EVENT_VALUES there. Actors
are numbered offices first, then states, then forces.
"""

from __future__ import annotations

from gunboat.compiled import rule
from gunboat.record.tables import EVENT_KINDS
from gunboat.world.events import FULL_ROWS
from gunboat.world.state import N_OFFICES, N_ROWS, N_STATES

KIND = {name: i for i, name in enumerate(EVENT_KINDS)}
STATE_ACTOR = N_OFFICES
FORCE_ACTOR = N_OFFICES + N_STATES


@rule
def write(w, kind, actor, other, place, a, b, c, cause):
    """Write a row at the present minute; returns its number, the cause of what follows from it."""
    n = w.n_rows
    if n >= N_ROWS:
        w.error = FULL_ROWS
        return N_ROWS - 1
    row = w.rows[n]
    row.time = w.now
    row.kind = kind
    row.actor = actor
    row.other = other
    row.place = place
    row.a = a
    row.b = b
    row.c = c
    row.cause = cause
    w.n_rows = n + 1
    return n
