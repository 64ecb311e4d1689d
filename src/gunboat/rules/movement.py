"""Movement: an expedition sails when it is ready, a force arrives, gathers, and turns to what it was ordered.

A force that leaves its home waits while another war of its state withholds it; one that arrives while troops are
called elsewhere loses a part for a time. Staff travel with their force.

Assumptions: concentrate_days, diversion_share, diversion_days, review_days.
"""

from __future__ import annotations

import math

from gunboat.compiled import rule
from gunboat.world.agenda import schedule
from gunboat.world.chronicle import write
from gunboat.world.codes import (
    COMMANDER,
    DIVERTS,
    E_EXPEDITION_DIVERTED,
    E_FORCE_ARRIVED,
    FORCE,
    PLENIPOTENTIARY,
    WITHHOLDS,
)
from gunboat.world.commanding import begin_attack, force_actor, passage_days, past_the_ice, set_sail
from gunboat.world.dice import CONCENTRATE, DIVERT, VOYAGE, exponential, normal_cdf, normal_quantile, uniform
from gunboat.world.events import FULL_FORCES
from gunboat.world.notices import notice
from gunboat.world.state import MINUTES, N_FORCES, N_PLACES, SLOT_FORCE
from gunboat.world.waking import wake


@rule
def on_force(w, t, f):
    """A force is ready to sail, arrives, has gathered, or finds the ice gone."""
    phase = w.forces[f].phase
    if phase == 1:
        _ready(w, t, f)
    elif phase == 2:
        _arrive(w, t, f)
    elif phase == 3:
        _gathered(w, t, f)
    elif phase == 6:
        set_sail(w, t, f, w.forces[f].goal, w.forces[f].cause)


@rule
def _touched(w, t, state, effect):
    """The circumstance with this effect that lasts now for a state; -1 none."""
    for i in range(t.n_circumstances):
        if w.circumstance[i] == 1 and t.circumstances[i].state == state and t.circumstances[i].effect == effect:
            return i
    return -1


@rule
def _ready(w, t, f):
    force = w.forces[f]
    if _touched(w, t, force.state, WITHHOLDS) >= 0:
        schedule(w, SLOT_FORCE + f, w.now + int(t.assumed.review_days * MINUTES))
        return
    force.phase = 0
    set_sail(w, t, f, t.states[force.state].depot, force.cause)


@rule
def _arrive(w, t, f):
    force = w.forces[f]
    came_from = force.place
    under_way = float(w.now - force.sailed) / MINUTES
    force.place = force.bound
    force.bound = -1
    force.phase = 0
    force.fresh = w.now
    if force.expedition > 0 and force.place == t.states[force.state].depot and came_from == t.states[force.state].port:
        _divert(w, t, f)
        force.phase = 3
        days = t.assumed.concentrate_days * (0.5 + uniform(w, CONCENTRATE, force.tag, force.n_moves, 0))
        if w.following == 1:
            days = 0.0  # the record's date is that of the gathering
        schedule(w, SLOT_FORCE + f, w.now + int(days * MINUTES))
    row = write(w, E_FORCE_ARRIVED, force_actor(w, f), -1, force.place, force.men, under_way, force.ships, force.cause)
    force.cause = row
    _staff_arrives(w, t, f, came_from, row)
    notice(
        w,
        E_FORCE_ARRIVED,
        force.place,
        force.state,
        t.target,
        f,
        force.men,
        0.0,
        float(force.state),
        force.n_moves,
        row,
    )
    if force.phase == 0 and force.target >= 0:
        begin_attack(w, t, f)


@rule
def _staff_arrives(w, t, f, came_from, cause):
    """Commanders and plenipotentiaries of the force's state travel with the force that carries their affairs."""
    force = w.forces[f]
    if force.expedition > 0 and came_from == t.states[force.state].port:
        return  # the staff waits for it at its base
    for o in range(t.n_offices):
        office = t.offices[o]
        if office.state == force.state and (office.role == PLENIPOTENTIARY or office.role == COMMANDER):
            if w.offices[o].place == came_from:
                w.offices[o].place = force.place
                approach = t.places[force.place].approach
                if office.role == PLENIPOTENTIARY and approach >= 0:
                    w.views[o].approach = approach
                    wake(w, t, o, cause)


@rule
def _divert(w, t, f):
    """Another war takes a part of the arriving troops; they come later."""
    force = w.forces[f]
    i = _touched(w, t, force.state, DIVERTS)
    if i < 0:
        return
    taken = force.men * t.assumed.diversion_share
    days = t.assumed.diversion_days * exponential(w, DIVERT, force.tag, force.expedition, 0)
    g = 0
    while g < N_FORCES and w.forces[g].state >= 0:
        g += 1
    if g == N_FORCES:
        w.error = FULL_FORCES
        return
    late = w.forces[g]
    late.state = force.state
    late.kind = 0
    late.commander = force.commander
    late.men = taken
    late.ships = 0.0
    late.guns = 0.0
    late.place = t.states[force.state].port
    late.bound = force.place
    late.phase = 2
    late.target = -1
    late.sailed = w.now
    late.lead = -1
    late.imposed = 0
    late.n_moves = 0
    late.fresh = w.now
    late.tag = force.tag + 1
    late.expedition = force.expedition
    force.men -= taken
    late.cause = write(w, E_EXPEDITION_DIVERTED, force_actor(w, f), -1, force.place, taken, days, 0.0, force.cause)
    schedule(w, SLOT_FORCE + g, w.now + int(days * MINUTES))


@rule
def _gathered(w, t, f):
    """An expedition stands ready at its base: it joins the force of its state that lies there."""
    force = w.forces[f]
    force.phase = 0
    whole = f
    for g in range(N_FORCES):
        other = w.forces[g]
        if g != f and other.state == force.state and other.kind == 0 and other.place == force.place and other.bound < 0:
            if other.phase == 0:
                other.men += force.men
                other.ships += force.ships
                other.guns += force.guns
                other.expedition = force.expedition
                force.state = -1
                force.men = 0.0
                whole = g
                break
    now = w.forces[whole]
    notice(
        w,
        E_FORCE_ARRIVED,
        now.place,
        now.state,
        t.target,
        whole,
        now.men,
        0.0,
        float(now.state),
        now.n_moves,
        force.cause,
    )
    for o in range(t.n_offices):
        if t.offices[o].role == PLENIPOTENTIARY and w.offices[o].place == now.place:
            wake(w, t, o, force.cause)


@rule
def let_go_of_force(w, t, f):
    """The record is let go while a force is under way: it draws what remains, given that it has not arrived."""
    force = w.forces[f]
    if force.state < 0 or force.phase != 2 or force.imposed == 0:
        return
    force.imposed = 0
    spread = t.channels[FORCE].spread[force.place * N_PLACES + force.bound]
    elapsed = float(w.now - force.sailed) / MINUTES
    median = passage_days(t, force.place, force.bound, 0.0, force.sailed)
    lead = w.forces[force.lead if force.lead >= 0 else f]
    u = uniform(w, VOYAGE, lead.tag, lead.n_moves, force.bound)
    if median > 0.0 and spread > 0.0 and elapsed > 0.0:
        passed = normal_cdf(math.log(elapsed / median) / spread)
        u = passed + (1.0 - passed) * u
    if u >= 1.0:
        schedule(w, SLOT_FORCE + f, w.now)
        return
    days = passage_days(t, force.place, force.bound, normal_quantile(u), force.sailed)
    closed = t.channels[FORCE].ice[force.place * N_PLACES + force.bound] - 1
    arrives = past_the_ice(t, force.bound, closed, force.sailed + int(days * MINUTES))
    schedule(w, SLOT_FORCE + f, max(w.now, arrives))
