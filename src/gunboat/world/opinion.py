"""Opinion at the sovereign's court: the weight of the war party, in logit.

It drifts back to its long-run mean with a half-life and wanders by chance (an Ornstein-Uhlenbeck process sampled when
news arrives), and news moves it: a repulse of the enemy strengthens the war party, works lost weaken it, an enemy
close to the capital weakens it most.
"""

from __future__ import annotations

import math

from gunboat.compiled import rule
from gunboat.world.codes import E_BATTLE, E_PLACE_TAKEN
from gunboat.world.dice import OPINION, normal
from gunboat.world.state import MINUTES


@rule
def drift(w, t, office):
    """Let opinion at an office move from its last date to now."""
    v = w.views[office]
    a = t.assumed
    days = float(w.now - v.hawk_as_of) / MINUTES
    if days <= 0.0:
        return
    kept = math.exp(-math.log(2.0) * days / a.hawk_halflife)
    noise = a.hawk_noise * math.sqrt(1.0 - kept * kept) * normal(w, OPINION, office, v.hawk_moves, 0)
    v.hawk = a.hawk_mean + kept * (v.hawk - a.hawk_mean) + noise
    v.hawk_as_of = w.now
    v.hawk_moves += 1


@rule
def news_moves_opinion(w, t, office, letter):
    """What a letter that has arrived does to opinion; it moves by what is claimed, true or not."""
    if letter.topic != E_BATTLE and letter.topic != E_PLACE_TAKEN:
        return
    drift(w, t, office)
    v = w.views[office]
    if letter.topic == E_BATTLE and letter.claim_a == 0.0:
        v.hawk += t.assumed.hawk_repulse
    elif letter.topic == E_BATTLE:
        v.hawk += t.assumed.hawk_defeat
    elif letter.claim_b > 0.0:
        v.hawk += t.assumed.hawk_capital
