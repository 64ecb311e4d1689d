"""Occupation: what follows when a city or the last field before the capital has been taken.

The governor who stayed is searched for; a garrison is left; the court may flee when its last field army is beaten.
Talks during a march may end in the seizure of envoys, and that may be answered by destruction: both are events that
history shows happening, with a chance and a cause, and nothing in the engine rewards either.

Assumptions: capture_chance, flight_chance, seizure_chance, reprisal_chance.
"""

from __future__ import annotations

from gunboat.compiled import rule
from gunboat.world.chronicle import STATE_ACTOR, write
from gunboat.world.codes import (
    C_CAPTURE,
    CITY,
    E_BATTLE_PHASE,
    E_COURT_FLED,
    E_DESTRUCTION,
    E_ENVOYS_SEIZED,
    E_HOLDER_CAPTURED,
    E_OCCUPATION_GOVERNMENT,
    FIELD,
    GOVERNOR,
)
from gunboat.world.dice import CAPTURE, FLIGHT, REPRISAL, SEIZE, uniform
from gunboat.world.following import documented
from gunboat.world.formulas.course import P_HOLDER, P_SEARCH
from gunboat.world.notices import notice
from gunboat.world.waking import wake

SPARED = 0.5  # share of its men that a force leaves behind at most: what remains must be able to act


@rule
def on_hold(w, t, f):
    """A force has held a place for some days."""
    force = w.forces[f]
    place = force.held
    if force.state < 0 or w.places[place].holder != force.state:
        return
    if t.places[place].kind == CITY:
        _search(w, t, f, place)
        _garrison(w, t, f, place)
        if place == t.states[t.target].capital:
            _reprisal(w, t, f, place)
    elif t.places[place].kind == FIELD:
        _on_the_march(w, t, f, place)
    for o in range(t.n_offices):
        if t.offices[o].state == force.state and w.offices[o].place == place:
            wake(w, t, o, force.cause)


@rule
def _search(w, t, f, place):
    """The offices of the city are searched for its governor."""
    for o in range(t.n_offices):
        office = t.offices[o]
        if office.state != t.target or office.role != GOVERNOR or office.treats == 0 or w.offices[o].taken == 1:
            continue
        if t.approaches[t.places[place].approach].addressee != o:
            continue
        caught = uniform(w, CAPTURE, o, place, w.places[place].battles) < t.assumed.capture_chance
        taken = documented(w, t, C_CAPTURE, o, -1, place)
        if taken >= 0:
            caught = t.chances[taken].a > 0.0
        since = float(w.now - w.places[place].occupied)
        phase = float(P_HOLDER if caught else P_SEARCH)
        us = STATE_ACTOR + w.forces[f].state
        write(w, E_BATTLE_PHASE, us, STATE_ACTOR + t.target, place, phase, since, 0.0, w.forces[f].cause)
        if caught:
            w.offices[o].taken = 1
            w.views[o].demand = -1
            row = write(w, E_HOLDER_CAPTURED, us, o, place, 0.0, 0.0, 0.0, w.forces[f].cause)
            notice(w, E_HOLDER_CAPTURED, place, w.forces[f].state, t.target, o, 0.0, 0.0, 0.0, 0, row)


@rule
def _garrison(w, t, f, place):
    """Men are left to hold the city, as far as the force can spare them, and a government is set up."""
    force = w.forces[f]
    left = min(t.places[place].garrison_needed, SPARED * force.men)
    force.men -= left
    w.places[place].garrison += left
    write(
        w,
        E_OCCUPATION_GOVERNMENT,
        STATE_ACTOR + force.state,
        -1,
        place,
        left,
        0.0,
        0.0,
        force.cause,
    )


@rule
def _on_the_march(w, t, f, place):
    """Between a field won on the way to the capital and the next: envoys seized, the court in flight."""
    approach = t.places[place].approach
    last = t.approaches[approach].n_steps - 1
    if t.approaches[approach].step[last] != t.states[t.target].capital:
        return
    force = w.forces[f]
    target = w.states[t.target]
    if target.envoys == 0 and uniform(w, SEIZE, t.target, place, 0) < t.assumed.seizure_chance:
        target.envoys = 1
        write(w, E_ENVOYS_SEIZED, STATE_ACTOR + t.target, STATE_ACTOR + force.state, place, 0.0, 0.0, 0.0, force.cause)
    if t.places[place].approach_step == last - 1 and target.fled == 0:
        if uniform(w, FLIGHT, t.target, place, 0) < t.assumed.flight_chance:
            target.fled = 1
            row = write(w, E_COURT_FLED, t.court, -1, t.states[t.target].capital, 0.0, 0.0, 0.0, force.cause)
            if t.states[t.target].refuge >= 0:
                w.offices[t.court].place = t.states[t.target].refuge
            notice(w, E_COURT_FLED, t.states[t.target].capital, t.target, t.target, t.court, 0.0, 0.0, 0.0, 0, row)


@rule
def _reprisal(w, t, f, place):
    if w.states[t.target].envoys == 1 and uniform(w, REPRISAL, t.target, place, 0) < t.assumed.reprisal_chance:
        state = w.forces[f].state
        write(w, E_DESTRUCTION, STATE_ACTOR + state, STATE_ACTOR + t.target, place, 0.0, 0.0, 0.0, w.forces[f].cause)
