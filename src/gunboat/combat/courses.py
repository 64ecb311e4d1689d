"""The loops that fight one battle many times and keep what happened when: compiled once, called by `run/battle.py`."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from gunboat.compiled import entry, rule
from gunboat.record.tables import PHASES
from gunboat.world.declaration import Declared
from gunboat.world.formulas.breakpoints import fight_out
from gunboat.world.formulas.city import assault, search
from gunboat.world.formulas.forts import engage
from gunboat.world.formulas.toll import divide, ships_gone
from gunboat.world.terms import ASSUMED

CITY_TERMS = Declared("CityTerms", ("assumed", ASSUMED, "the assumptions of one history"))
"""All that an assault on a city needs of terms: for what is fought outside a history."""

N_PHASES = len(PHASES)

ENDS = ("success", "attackers_lost", "defenders_lost", "guns_dismounted", "ships_out", "minutes", "kind", "by_chance")
"""Columns of what `fight_works` finds of each fight, as in RESULT of `world/formulas/forts.py`."""

CITY_ENDS = ("minutes", "breached", "streets", "holder_taken", "searched")
"""Columns of what `assault_city` finds of each assault, as in CITY_RESULT."""


@rule
def firsts_of(r: Any, firsts: Any) -> None:
    """The minute at which each phase first occurs in the course of r; nan where it does not."""
    for p in range(len(firsts)):
        firsts[p] = math.nan
    for i in range(r.n_course):
        if math.isnan(firsts[r.course[i].phase]):
            firsts[r.course[i].phase] = r.course[i].minute


@entry
def fight_works(actions: Any, draws: Any, keys: Any, w: Any, r: Any, ends: Any, firsts: Any) -> None:
    """Fight action i with draw i (going round) and key i: fills ends (n, ENDS) and firsts (n, phases) in minutes."""
    for i in range(len(actions)):
        w.key = keys[i]
        engage(w, actions[i], draws[i % len(draws)], r, 0, 0)
        ends[i, 0] = r.success
        ends[i, 1] = r.attackers_lost
        ends[i, 2] = r.defenders_lost
        ends[i, 3] = r.dismounted
        ends[i, 4] = r.out
        ends[i, 5] = r.minutes
        ends[i, 6] = r.kind
        ends[i, 7] = r.by_chance
        firsts_of(r, firsts[i])


@entry
def fight_land(fights: Any, draws: Any, keys: Any, w: Any, won: Any, shares: Any) -> None:
    """Fight land battle i with draw i and key i: fills won (n,) and the shares lost by both sides, shares (n, 2)."""
    for i in range(len(fights)):
        w.key = keys[i]
        f = fights[i]
        end = fight_out(w, draws[i], f.attackers, f.defenders, f.fortified, f.prepared, f.western, f.qing, 0, 0)
        won[i] = end[0]
        shares[i, 0] = end[1]
        shares[i, 1] = end[2]


@entry
def assault_city(cities: Any, terms: Any, keys: Any, w: Any, r: Any, ends: Any, firsts: Any) -> None:
    """Lay out assault i under terms i with key i: fills ends (n, CITY_ENDS) and firsts (n, phases) in minutes."""
    for i in range(len(cities)):
        w.key = keys[i]
        assault(w, cities[i], terms[i], r, 0, 0)
        if r.success == 1:
            search(w, cities[i], terms[i], r, 0, 0)
        ends[i, 0] = r.minutes
        ends[i, 1] = r.breached
        ends[i, 2] = r.streets
        ends[i, 3] = r.holder_taken
        ends[i, 4] = r.searched
        firsts_of(r, firsts[i])


@entry
def take_toll(losses: Any, out: Any, shares: Any, keys: Any, w: Any, r: Any, toll: Any) -> None:
    """Divide the losses of fight i: fills toll (n, 5): killed and wounded of attackers, of defenders, ships lost.

    losses (n, 2): men lost by attackers and defenders. out (n,): ships out of action. shares (n, 5): killed of
    attackers, of defenders, missing of attackers, of defenders, ships lost of those out of action.
    """
    for i in range(len(losses)):
        w.key = keys[i]
        for side in range(2):
            divide(w, r, losses[i, side], shares[i, side], shares[i, 2 + side], 0.0, 0, 0, side)
            toll[i, 2 * side] = r.killed
            toll[i, 2 * side + 1] = r.wounded
        toll[i, 4] = ships_gone(w, out[i], shares[i, 4], 0, 0)


def record_of(declared: Declared) -> Any:
    """One zeroed record, as compiled rules take it."""
    return declared.new().view(np.recarray)[0]
