"""Works: forts are strengthened or rebuilt when the order has had its time.

Guns and garrison grow by a factor with each strengthening, the garrison is drilled at its guns, and now and then a
barrier is laid under them; a fort that was taken and given back starts from the share of its former garrison that
came back. Only the own side hears of it.

Assumptions: works_growth, works_drill, works_boom; works_days where the order is given.
"""

from __future__ import annotations

from gunboat.compiled import rule
from gunboat.world.chronicle import STATE_ACTOR, write
from gunboat.world.codes import E_WORKS_STRENGTHENED
from gunboat.world.dice import BOOM, uniform
from gunboat.world.notices import notice


@rule
def on_fort(w, t, k):
    """Works are finished."""
    fort = w.forts[k]
    if fort.state != t.target:
        return
    a = t.assumed
    fort.men *= a.works_growth
    fort.guns *= a.works_growth
    fort.drill = min(1.0, fort.drill + a.works_drill)
    laid = 0.0
    if fort.boom == 0 and uniform(w, BOOM, k, fort.works, 0) < a.works_boom:
        fort.boom = 1
        laid = 1.0
    fort.works += 1
    place = t.forts[k].place
    row = write(w, E_WORKS_STRENGTHENED, STATE_ACTOR + t.target, -1, place, fort.guns, fort.men, laid, fort.cause)
    notice(w, E_WORKS_STRENGTHENED, place, t.target, t.target, k, fort.guns, fort.men, 0.0, fort.works, row)
