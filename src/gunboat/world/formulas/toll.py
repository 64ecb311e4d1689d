"""The toll of a battle: who of the lost were killed, wounded and missing, how many were officers, which ships went.

The laws of battle tell losses whole. How they divide is drawn here about shares that are assumptions, since the
tables that the laws rest on seldom say.
"""

from __future__ import annotations

import math

from gunboat.compiled import rule
from gunboat.world.declaration import Declared, F
from gunboat.world.dice import KILLED, OFFICERS, SHIPS_LOST, normal, poisson, uniform

KILLED_SPREAD = 0.6  # s.d. of the log-odds of killed among killed and wounded: 0.8 in 34 actions, small ones with them

TOLL = Declared(
    "Toll",
    ("killed", F, "men"),
    ("wounded", F, "men"),
    ("missing", F, "men missing or taken"),
    ("officers", F, "officers among them all"),
    ("ships", F, "ships lost for good"),
)


@rule
def divide(w, r, loss, killed, missing, officers, place, nth, side):
    """Divide a loss (whole men) into r, a Toll.

    killed: median share of killed among killed and wounded, above 0 and below 1. missing, officers: shares of the
    whole. place, nth and side (0 the attacker, 1 the defender) key the draws.
    """
    odds = math.log(killed / (1.0 - killed)) + KILLED_SPREAD * normal(w, KILLED, place, nth, side)
    r.missing = math.floor(loss * missing + 0.5)
    r.killed = math.floor((loss - r.missing) / (1.0 + math.exp(-odds)) + 0.5)
    r.wounded = loss - r.missing - r.killed
    r.ships = 0.0
    r.officers = min(loss, poisson(w, OFFICERS, place, nth, side, loss * officers))


@rule
def ships_gone(w, out, lost, place, nth):
    """Whole ships lost for good of those put out of action, each with chance `lost`."""
    gone = 0.0
    for i in range(int(out + 0.5)):
        if uniform(w, SHIPS_LOST, place, nth, i) < lost:
            gone += 1.0
    return gone
