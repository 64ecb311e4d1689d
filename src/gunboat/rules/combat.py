"""Combat by competing breakpoints: a field battle, an assault on works, the storming of a city.

Who wins and what both sides lose comes from `world/formulas/breakpoints.py`. Its parameters are joint draws of a
posterior fitted on land battles before 1914 and on actions of 1841-56 (`priors/combat.toml`,
`verification/fit_combat.py`); one draw holds for a whole history.

Men engaged are a share of those present: a garrisoned city, an army in depth and a fort line engage part of theirs
(assumptions exposure_*). Works have no module of their own yet: an assault on them uses this one, which knows
neither guns, boom, tide nor mud.

The asymmetry terms stand for arms, drill, command and who kept the records, never for peoples.
"""

from __future__ import annotations

import math

from gunboat.compiled import rule
from gunboat.world.agenda import schedule
from gunboat.world.chronicle import STATE_ACTOR, write
from gunboat.world.codes import C_BATTLE, CITY, COERCER, E_BATTLE, E_PLACE_TAKEN, FIELD, QING, WESTERN
from gunboat.world.commanding import is_friend
from gunboat.world.following import documented
from gunboat.world.formulas.breakpoints import fight_out
from gunboat.world.notices import notice
from gunboat.world.state import MINUTES, N_FORCES, SLOT_HOLD

WEEK = 7.0
ARMY = 2  # kind of force


@rule
def on_attack(w, t, f):
    """Force f, with the friends that lie with it, attacks its target."""
    force = w.forces[f]
    force.phase = 0
    place = force.target
    if place < 0 or w.places[place].holder == force.state or force.men <= 0.0:
        return
    ours = _attackers(w, t, f)
    theirs = _defenders(w, t, place)
    if theirs <= 0.0:
        _take(w, t, f, place, force.cause)
        return
    nth = w.places[place].battles
    w.places[place].battles += 1
    won, loss, their_loss = fight(w, t, f, place, ours, theirs, nth)
    taken = documented(w, t, C_BATTLE, -1, -1, place)
    if taken >= 0:
        won = int(t.chances[taken].a)
        loss = t.chances[taken].b
        their_loss = t.chances[taken].c
    loss = min(ours, loss)
    their_loss = min(theirs, their_loss)
    _share_loss(w, t, f, place, loss / ours, their_loss / theirs)
    row = write(
        w, E_BATTLE, STATE_ACTOR + force.state, STATE_ACTOR + t.target, place, float(won), loss, their_loss, force.cause
    )
    w.states[force.state].hot = 1
    notice(w, E_BATTLE, place, force.state, t.target, f, float(won), loss, their_loss, nth, row)
    if won == 1:
        _take(w, t, f, place, row)
    else:
        force.target = -1


@rule
def _attackers(w, t, f):
    """Men of force f and the friends that lie with it, after sickness."""
    force = w.forces[f]
    men = 0.0
    for g in range(N_FORCES):
        other = w.forces[g]
        if other.place == force.place and other.bound < 0 and other.kind == 0 and is_friend(t, w, g, force.state):
            weeks = float(w.now - other.fresh) / (WEEK * MINUTES)
            other.men = other.men * math.exp(-t.assumed.sickness_rate / 1000.0 * max(0.0, weeks))
            other.fresh = w.now
            men += other.men
    return men


@rule
def _defenders(w, t, place):
    men = 0.0
    for g in range(N_FORCES):
        other = w.forces[g]
        if other.place == place and other.state == t.target:
            men += other.men
    fort = t.places[place].fort
    if fort >= 0 and w.forts[fort].state == t.target:
        men += w.forts[fort].men
    return men


@rule
def fight(w, t, f, place, men, their_men, nth):
    """Draw a battle's result: (1 if the attacker won, attacker's loss, defender's loss), losses in men."""
    a = t.assumed
    exposed = a.exposure_works
    if t.places[place].kind == CITY:
        exposed = a.exposure_city
    elif t.places[place].kind == FIELD:
        exposed = a.exposure_field
    attackers = max(1.0, men * a.exposure_attacker)
    defenders = max(1.0, their_men * exposed)
    ours = t.states[w.forces[f].state].tradition
    theirs = t.states[t.target].tradition
    western = 0.0
    if ours != theirs and ours == WESTERN:
        western = 1.0
    elif ours != theirs and theirs == WESTERN:
        western = -1.0
    qing = 1.0 if ours == QING or theirs == QING else 0.0
    prepared = 1.0 if t.places[place].kind == FIELD else 0.0
    won, share, their_share = fight_out(
        w, t.combat, attackers, defenders, 1.0 - prepared, prepared, western, qing, place, nth
    )
    return won, attackers * share, defenders * their_share


@rule
def _share_loss(w, t, f, place, share, their_share):
    """Take each side's loss from its forces in proportion."""
    here = w.forces[f].place
    state = w.forces[f].state
    for g in range(N_FORCES):
        other = w.forces[g]
        if other.state < 0:
            continue
        if other.place == here and other.bound < 0 and other.kind == 0 and is_friend(t, w, g, state):
            other.men = other.men * (1.0 - share)
        elif other.place == place and other.state == t.target:
            other.men = other.men * (1.0 - their_share)
    fort = t.places[place].fort
    if fort >= 0 and w.forts[fort].state == t.target:
        w.forts[fort].men = w.forts[fort].men * (1.0 - their_share)


@rule
def _take(w, t, f, place, cause):
    """The place changes hands: its works are dismantled, its defenders fall back, the force holds it."""
    force = w.forces[f]
    here = force.place
    row = write(w, E_PLACE_TAKEN, STATE_ACTOR + force.state, STATE_ACTOR + t.target, place, force.men, 0.0, 0.0, cause)
    w.places[place].holder = force.state
    w.places[place].occupied = w.now
    fort = t.places[place].fort
    if fort >= 0:
        w.forts[fort].state = force.state
        w.forts[fort].guns = 0.0
        w.forts[fort].men = 0.0
    _fall_back(w, t, place)
    for g in range(N_FORCES):
        other = w.forces[g]
        if g != f and other.place == here and other.bound < 0 and other.kind == 0 and is_friend(t, w, g, force.state):
            other.place = place
    force.place = place
    force.target = -1
    _bring_staff(w, t, here, place)
    n = notice(
        w, E_PLACE_TAKEN, place, force.state, t.target, f, float(force.state), 0.0, 0.0, w.places[place].battles, row
    )
    w.notices[n].value_b = 1.0 if _near_capital(t, place) else 0.0
    w.states[force.state].hot = 1
    force.cause = row
    if t.places[place].kind == CITY or t.places[place].kind == FIELD:
        force.held = place
        schedule(w, SLOT_HOLD + f, w.now + int(t.assumed.search_days * MINUTES))


@rule
def _near_capital(t, place):
    """Whether a place lies beyond the talks on the way to the capital."""
    approach = t.places[place].approach
    if approach < 0:
        return False
    last = t.approaches[approach].step[t.approaches[approach].n_steps - 1]
    return last == t.states[t.target].capital and t.places[place].approach_step > t.approaches[approach].talks


@rule
def _fall_back(w, t, place):
    """A field army falls back to the next step of the approach; garrisons, and an army with nowhere to go, disperse."""
    approach = t.places[place].approach
    step = t.places[place].approach_step + 1
    goal = -1
    if approach >= 0 and step < t.approaches[approach].n_steps:
        goal = t.approaches[approach].step[step]
    for g in range(N_FORCES):
        other = w.forces[g]
        if other.state == t.target and other.place == place:
            if goal >= 0 and other.kind == ARMY:
                other.place = goal
            else:
                other.state = -1
                other.men = 0.0
    return goal


@rule
def _bring_staff(w, t, here, place):
    """Commanders and plenipotentiaries who were with the force go where it goes."""
    for o in range(t.n_offices):
        if w.offices[o].place == here and t.states[t.offices[o].state].side == COERCER and t.offices[o].reports_to >= 0:
            if t.offices[o].seat != here:
                w.offices[o].place = place
