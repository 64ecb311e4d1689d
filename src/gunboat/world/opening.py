"""How a history begins: the opening's template, and what each history draws for itself."""

from __future__ import annotations

from gunboat.compiled import rule
from gunboat.world.agenda import schedule
from gunboat.world.belief import set_prior, trust_afresh
from gunboat.world.codes import DRAINS
from gunboat.world.dice import OPENING, fold, uniform
from gunboat.world.state import (
    N_GROUPS,
    N_SCRIPT,
    N_SLOTS,
    NEVER,
    SLOT_END,
    SLOT_LET_GO,
    SLOT_SCRIPT,
)

FIELD_ARMY = 2  # kind of force that another war engages


@rule
def begin(w, t, seed, number, let_go):
    """Make a copy of the opening's template the beginning of history `number` of a seed."""
    w.key = fold(fold(fold(w.key, seed), number), 0)
    w.let_go = let_go
    for s in range(N_SLOTS):
        w.due[s] = NEVER
    for g in range(N_GROUPS):
        w.group[g] = NEVER
    w.script_from = 0
    for i in range(N_SCRIPT):
        w.late[i] = -1
    w.following = 0
    if let_go > w.now:
        w.following = 1
        schedule(w, SLOT_LET_GO, let_go)
        if t.n_script > 0:
            schedule(w, SLOT_SCRIPT, max(w.now, t.script[0].time))
    else:
        schedule(w, SLOT_LET_GO, w.now)
    schedule(w, SLOT_END, t.last)
    _strengths(w, t)
    _minds(w, t)


@rule
def _strengths(w, t):
    """Strengths that the sources give as a range are drawn evenly from it."""
    for f in range(t.n_forces):
        u = uniform(w, OPENING, f, 0, 0)
        w.forces[f].men = t.force_low[f] + (t.force_high[f] - t.force_low[f]) * u
        w.forces[f].fresh = w.now
        w.forces[f].held = -1
        for i in range(t.n_circumstances):
            if w.circumstance[i] == 1 and t.circumstances[i].effect == DRAINS:
                if w.forces[f].state == t.circumstances[i].state and w.forces[f].kind == FIELD_ARMY:
                    w.forces[f].men *= 1.0 - t.assumed.drain_share
    for k in range(t.n_forts):
        u = uniform(w, OPENING, k, 1, 0)
        w.forts[k].men = t.forts[k].low + (t.forts[k].high - t.forts[k].low) * u


@rule
def _minds(w, t):
    """Every office starts from its prior; nobody has heard anything yet."""
    for o in range(t.n_offices):
        v = w.views[o]
        set_prior(v, t)
        v.as_of = w.now
        v.hawk = t.assumed.hawk_mean
        v.hawk_as_of = w.now
        for j in range(t.n_offices):
            trust_afresh(v, t, o, j)
