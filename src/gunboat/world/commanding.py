"""Giving orders to forces: what an order puts on the agenda.

A force ordered against a place goes first to the anchorage before it, in company with the friendly forces that lie
where it lies, and attacks from there when the tide serves.
"""

from __future__ import annotations

import math

from gunboat.compiled import rule
from gunboat.world.agenda import schedule
from gunboat.world.chronicle import FORCE_ACTOR, STATE_ACTOR, write
from gunboat.world.codes import C_VOYAGE, COERCER, E_FORCE_SAILED, FORCE
from gunboat.world.dice import VOYAGE, normal
from gunboat.world.events import NO_WAY
from gunboat.world.following import documented
from gunboat.world.formulas.season import against_monsoon, frozen, next_tide, open_again
from gunboat.world.state import MINUTES, N_FORCES, N_PLACES, SLOT_FORCE


@rule
def force_actor(w, f):
    """Actor number of a force; one raised in play acts in the name of its state."""
    if w.forces[f].tag < N_FORCES:
        return FORCE_ACTOR + w.forces[f].tag
    return STATE_ACTOR + w.forces[f].state


@rule
def passage_days(t, origin, goal, z, time):
    """Days of a passage that leaves at `time`, for a standard normal z."""
    k = origin * N_PLACES + goal
    ways = t.channels[FORCE]
    days = ways.days[k] * math.exp(ways.spread[k] * z)
    share = against_monsoon(t, ways.north[k], ways.south[k], time)
    return days * (1.0 + share * (t.assumed.monsoon_factor - 1.0)) * t.assumed.steam_factor


@rule
def is_friend(t, w, f, state):
    """Whether force f fights on the side of a state: the coercers together, the target alone."""
    other = w.forces[f].state
    if other < 0:
        return False
    if other == state:
        return True
    return t.states[other].side == COERCER and t.states[state].side == COERCER


@rule
def set_sail(w, t, f, goal, cause):
    """Let a force leave for a place now, or when the ice opens, with the friendly forces that lie with it."""
    force = w.forces[f]
    way = force.place * N_PLACES + goal
    if t.channels[FORCE].days[way] < 0.0:
        w.error = NO_WAY
        return
    force.phase = 0
    closed = t.channels[FORCE].ice[way]
    taken = documented(w, t, C_VOYAGE, -1, FORCE_ACTOR + f, goal)
    if taken < 0:
        taken = documented(w, t, C_VOYAGE, -1, STATE_ACTOR + force.state, goal)
    force.imposed = 0
    if taken >= 0:
        arrives = max(w.now, t.chances[taken].time)
        force.imposed = 1
    elif closed > 0 and frozen(t, closed - 1, w.now):
        force.phase = 6
        force.goal = goal
        force.cause = cause
        schedule(w, SLOT_FORCE + f, open_again(t, closed - 1, w.now))
        return
    else:
        z = normal(w, VOYAGE, force.tag, force.n_moves, goal)
        arrives = w.now + int(passage_days(t, force.place, goal, z, w.now) * MINUTES)
        arrives = past_the_ice(t, goal, closed - 1, arrives)
        if w.following == 1 and force.expedition > 0 and force.place == t.states[force.state].port:
            # The record does not yet know of its arrival: it is still under way when the record is let go.
            arrives = max(arrives, w.let_go + 1)
            force.imposed = 1
    _leave(w, f, f, goal, arrives, cause)
    for g in range(N_FORCES):
        other = w.forces[g]
        if g != f and other.place == force.place and other.kind == 0 and other.bound < 0 and other.phase == 0:
            if other.state == force.state or (
                is_friend(t, w, g, force.state) and w.states[other.state].expeditions > 0
            ):
                other.imposed = force.imposed
                _leave(w, g, f, goal, arrives, cause)


@rule
def past_the_ice(t, goal, closed, arrives):
    """An arrival put off until neither the goal nor the water on the way to it (-1 none) is closed by ice."""
    arrives = open_again(t, goal, arrives)
    if closed >= 0:
        arrives = open_again(t, closed, arrives)
    return arrives


@rule
def _leave(w, f, lead, goal, arrives, cause):
    force = w.forces[f]
    force.cause = write(
        w, E_FORCE_SAILED, force_actor(w, f), -1, force.place, force.men, float(goal), force.ships, cause
    )
    force.bound = goal
    force.sailed = w.now
    force.n_moves += 1
    force.phase = 2
    force.lead = -1
    if lead != f:
        force.lead = lead
        force.target = -1
    schedule(w, SLOT_FORCE + f, arrives)


@rule
def order_attack(w, t, f, target, cause):
    """Order a force against a place: it attacks at the next tide if it lies before it, else it goes there first."""
    force = w.forces[f]
    if force.bound >= 0 or force.phase == 1:
        force.target = target
        return
    approach = t.places[target].approach
    anchorage = target
    flank = -1
    if approach >= 0:
        anchorage = t.approaches[approach].anchorage[t.places[target].approach_step]
        flank = t.approaches[approach].flank
    force.target = target
    if force.place == anchorage or force.place == target or force.place == flank:
        begin_attack(w, t, f)
    else:
        set_sail(w, t, f, anchorage, cause)


@rule
def begin_attack(w, t, f):
    """Put a force's attack on the agenda: at once, or at the next tide, when no ice closes the place."""
    force = w.forces[f]
    when = w.now
    if t.places[force.target].tide == 1:
        when = next_tide(when)
    while frozen(t, force.target, when) or frozen(t, force.place, when):
        when = (when // MINUTES + 1) * MINUTES
    force.phase = 4
    schedule(w, SLOT_FORCE + f, when)
