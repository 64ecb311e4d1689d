"""Combat: a field battle, the storming of a city, ships and men against works.

Battles on land and the storming of cities are fought by competing breakpoints (`world/formulas/breakpoints.py`), with
joint draws of a posterior fitted on land battles before 1914 and on actions of 1841-56 (`priors/combat.toml`). Works
are fought by ships and landing parties in steps of ten minutes (`world/formulas/forts.py`), with joint draws of one
fitted on actions of 1838-93 outside the war (`priors/forts.toml`). One draw of each holds for a whole history.

Men engaged are a share of those present: a garrisoned city, an army in depth and the camps behind a fort line engage
part of theirs, an attacker those he brings up (assumptions exposure_*). Of a force's ships those fight works that can
come within reach; of the guns of works those fire that bear. A barrier makes it rarer that ships or men come in
where the works are open; a landing at another place always does. Mud is as wide as the tide leaves it when men land.
An assault on a city is laid out in phases (`world/formulas/city.py`); the search of its offices begins when they are
over. The losses of both sides are divided into killed, wounded and missing (`world/formulas/toll.py`).

The asymmetry terms stand for arms, drill, command and who kept the records, never for peoples.
"""

from __future__ import annotations

import math

from gunboat.compiled import rule
from gunboat.world.agenda import schedule
from gunboat.world.chronicle import STATE_ACTOR, write
from gunboat.world.codes import (
    C_BATTLE,
    CITY,
    COERCER,
    E_BATTLE,
    E_BATTLE_LOSSES,
    E_BATTLE_PHASE,
    E_BATTLE_TOLL,
    E_PLACE_TAKEN,
    FIELD,
    QING,
    WESTERN,
    WORKS,
)
from gunboat.world.commanding import is_friend
from gunboat.world.dice import FORT_GROUND, FORT_OPEN, uniform
from gunboat.world.following import documented
from gunboat.world.formulas.breakpoints import fight_out
from gunboat.world.formulas.city import assault, search_minutes
from gunboat.world.formulas.forts import engage
from gunboat.world.formulas.tides import TIDE_PERIOD
from gunboat.world.formulas.toll import divide, ships_gone
from gunboat.world.notices import notice
from gunboat.world.state import MINUTES, N_FORCES, SLOT_HOLD

WEEK = 7.0
ARMY = 2  # kind of force
STEAM = 1.0  # share of the ships that fight works in a river that have steam: sail does not go there under fire


@rule
def on_attack(w, t, f):
    """Force f, with the friends that lie with it, attacks its target.

    While the record is followed, its battles take the losses that it gives, and no ships or guns; it tells no course.
    """
    force = w.forces[f]
    force.phase = 0
    place = force.target
    if place < 0 or w.places[place].holder == force.state or force.men <= 0.0:
        return
    w.fought.n_course = 0
    w.fought.out = 0.0
    w.fought.dismounted = 0.0
    w.stormed.n_course = 0
    w.stormed.minutes = 0.0
    ours = _attackers(w, t, f)
    theirs = _defenders(w, t, place)
    if theirs <= 0.0:
        _take(w, t, f, place, force.cause)
        return
    nth = w.places[place].battles
    w.places[place].battles += 1
    taken = documented(w, t, C_BATTLE, -1, -1, place)
    if taken >= 0:
        won = int(t.chances[taken].a)
        loss = t.chances[taken].b
        their_loss = t.chances[taken].c
    elif t.places[place].kind == WORKS and _fort_of(w, t, place) >= 0:
        won, loss, their_loss = fight_works(w, t, f, place, ours, nth)
    else:
        won, loss, their_loss = fight(w, t, f, place, ours, theirs, nth)
        if t.places[place].kind == CITY:
            _storm(w, t, f, place, won, ours, theirs, loss, their_loss, nth)
    loss = min(math.floor(ours), loss)
    their_loss = min(math.floor(theirs), their_loss)
    row = write(
        w, E_BATTLE, STATE_ACTOR + force.state, STATE_ACTOR + t.target, place, float(won), loss, their_loss, force.cause
    )
    if taken < 0:
        _tell(w, t, f, place, won, loss, their_loss, nth, row)
    _share_loss(w, t, f, place, loss / ours, their_loss / theirs)
    w.states[force.state].hot = 1
    notice(w, E_BATTLE, place, force.state, t.target, f, float(won), loss, their_loss, nth, row)
    if won == 1:
        _take(w, t, f, place, row)
    else:
        force.target = -1


@rule
def _fort_of(w, t, place):
    """The fort that the target's men hold at a place; -1 none."""
    fort = t.places[place].fort
    if fort >= 0 and w.forts[fort].state == t.target:
        return fort
    return -1


@rule
def _attackers(w, t, f):
    """Men of force f and the friends that lie with it, after sickness."""
    men = 0.0
    for g in range(N_FORCES):
        other = w.forces[g]
        if _is_at_hand(w, t, g, f):
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
    fort = _fort_of(w, t, place)
    if fort >= 0:
        men += w.forts[fort].men
    return men


@rule
def fight(w, t, f, place, men, their_men, nth):
    """Fight on land: (1 if the attacker won, attacker's loss, defender's loss), losses in whole men."""
    a = t.assumed
    exposed = a.exposure_city if t.places[place].kind == CITY else a.exposure_field
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
    return won, math.floor(attackers * share + 0.5), math.floor(defenders * their_share + 0.5)


@rule
def _storm(w, t, f, place, won, men, their_men, loss, their_loss, nth):
    """Lay out the course of an assault on a city, whose end is known, in w.stormed."""
    _, _, guns = _at_hand(w, t, f, -1)
    c = w.city
    c.won = won
    c.attackers = men * t.assumed.exposure_attacker
    c.defenders = their_men * t.assumed.exposure_city
    c.attackers_lost = loss
    c.defenders_lost = their_loss
    c.guns = guns
    c.heights = float(t.places[place].heights)
    c.holder = 0.0  # the search for him is a matter of days: rules/occupation.py
    assault(w, c, t, w.stormed, place, nth)


@rule
def fight_works(w, t, f, place, men, nth):
    """Fight works: (1 if they were taken, attackers' loss, defenders' loss), losses in whole men; more in w.fought."""
    a = t.assumed
    k = _fort_of(w, t, place)
    fort = w.forts[k]
    known = t.forts[k]
    x = w.action
    _, ships, guns = _at_hand(w, t, f, -1)
    behind = _defenders(w, t, place) - fort.men
    approach = t.places[place].approach
    round_about = approach >= 0 and t.approaches[approach].flank == w.forces[f].place
    x.ships = 0.0
    x.ship_guns = 0.0
    if ships > 0.0:
        x.ships = max(1.0, min(ships * a.ships_in_reach, a.ships_in_room))
        x.ship_guns = x.ships * min(guns / ships, a.guns_per_ship)
    x.tons = a.ship_tons
    x.ironclad = 0.0
    x.steam = STEAM
    x.landing = men * a.exposure_attacker
    x.guns = fort.guns * a.guns_bearing
    x.garrison = fort.men + behind * a.exposure_works
    x.drill = fort.drill
    x.range = known.near + (known.far - known.near) * uniform(w, FORT_GROUND, place, nth, 0)
    x.open = known.open
    x.held = float(fort.boom)
    x.passing = 0.0
    x.past = 0.0
    turned = a.works_turned * (a.turned_if_barred if fort.boom == 1 else 1.0)
    x.flank = 1.0 if round_about or uniform(w, FORT_OPEN, place, fort.works, 0) < turned else 0.0
    x.by_land = 1.0 if round_about else 0.0
    x.mud = 0.0 if round_about else known.mud
    x.ebb = 0.0 if round_about else known.ebb
    x.tide = float(w.now % TIDE_PERIOD)
    x.firm = known.firm
    x.ditches = known.ditches
    x.mines = 0.0
    x.silent = 0.0
    if nth == 0 and uniform(w, FORT_GROUND, place, nth, 1) < a.holds_fire:
        x.silent = 1.0  # an order for a crisis: once there has been fighting, works fire
    engage(w, x, t.works, w.fought, place, nth)
    return w.fought.success, w.fought.attackers_lost, w.fought.defenders_lost


@rule
def _is_at_hand(w, t, g, f):
    """Whether force g is a friend that lies with force f and can fight beside it."""
    other = w.forces[g]
    if other.place != w.forces[f].place or other.bound >= 0 or other.kind != 0 or other.men <= 0.0:
        return False
    return is_friend(t, w, g, w.forces[f].state)


@rule
def _at_hand(w, t, f, state):
    """Men, ships and guns of a state (-1: of all friends) that lie with force f and can fight beside it."""
    men = 0.0
    ships = 0.0
    guns = 0.0
    for g in range(N_FORCES):
        if _is_at_hand(w, t, g, f) and (state < 0 or w.forces[g].state == state):
            men += w.forces[g].men
            ships += w.forces[g].ships
            guns += w.forces[g].guns
    return men, ships, guns


@rule
def _tell(w, t, f, place, won, loss, their_loss, nth, row):
    """Write the course of a battle and its toll, and take ships and guns from those who lost them."""
    a = t.assumed
    us = STATE_ACTOR + w.forces[f].state
    them = STATE_ACTOR + t.target
    _tell_course(w, w.fought, us, them, place, row)
    _tell_course(w, w.stormed, us, them, place, row)
    fort = _fort_of(w, t, place)
    on_land = fort < 0 or t.places[place].kind != WORKS
    missing = a.missing_beaten if on_land and won == 0 else 0.0
    divide(w, w.toll, loss, a.killed_attackers, missing, a.officers_lost, place, nth, 0)
    w.toll.ships = ships_gone(w, w.fought.out, a.ships_lost, place, nth)
    _tell_attackers(w, t, f, place, row)
    missing = a.missing_beaten if on_land and won == 1 else 0.0
    divide(w, w.toll, their_loss, a.killed_defenders, missing, a.officers_lost, place, nth, 1)
    guns = 0.0
    if fort >= 0:
        guns = w.forts[fort].guns if won == 1 else min(w.forts[fort].guns, w.fought.dismounted)
        w.forts[fort].guns -= guns
    write(w, E_BATTLE_LOSSES, them, us, place, w.toll.killed, w.toll.wounded, w.toll.missing, row)
    write(w, E_BATTLE_TOLL, them, us, place, w.toll.officers, 0.0, math.floor(guns + 0.5), row)


@rule
def _tell_course(w, r, us, them, place, row):
    for i in range(r.n_course):
        c = r.course[i]
        write(w, E_BATTLE_PHASE, us, them, place, float(c.phase), c.minute, c.value, row)


@rule
def _tell_attackers(w, t, f, place, row):
    """Divide the attackers' toll among the states that fought, by their men and ships; the first among them is last."""
    men, ships, _ = _at_hand(w, t, f, -1)
    lead = w.forces[f].state
    for i in range(t.n_states):
        s = (lead + 1 + i) % t.n_states
        own, own_ships, _ = _at_hand(w, t, f, s)
        if own > 0.0:
            share = own / men
            share_ships = own_ships / ships if ships > 0.0 else 0.0
            _tell_state(w, t, f, s, place, share, share_ships, own_ships, row)
            men -= own
            ships -= own_ships


@rule
def _tell_state(w, t, f, s, place, share, share_ships, own_ships, row):
    """Write the part of state s in what is left of the toll, and take its lost ships, with their guns, from it."""
    r = w.toll
    killed = math.floor(r.killed * share + 0.5)
    wounded = math.floor(r.wounded * share + 0.5)
    missing = math.floor(r.missing * share + 0.5)
    officers = math.floor(r.officers * share + 0.5)
    gone = min(math.floor(r.ships * share_ships + 0.5), math.floor(own_ships))
    r.killed -= killed
    r.wounded -= wounded
    r.missing -= missing
    r.officers -= officers
    r.ships -= gone
    us = STATE_ACTOR + s
    them = STATE_ACTOR + t.target
    write(w, E_BATTLE_LOSSES, us, them, place, killed, wounded, missing, row)
    write(w, E_BATTLE_TOLL, us, them, place, officers, gone, 0.0, row)
    for g in range(N_FORCES):
        if gone > 0.0 and _is_at_hand(w, t, g, f) and w.forces[g].state == s:
            w.forces[g].guns *= 1.0 - gone / own_ships
            w.forces[g].ships *= 1.0 - gone / own_ships


@rule
def _share_loss(w, t, f, place, share, their_share):
    """Take each side's loss from its forces in proportion."""
    for g in range(N_FORCES):
        other = w.forces[g]
        if other.state < 0:
            continue
        if _is_at_hand(w, t, g, f):
            other.men = other.men * (1.0 - share)
        elif other.place == place and other.state == t.target:
            other.men = other.men * (1.0 - their_share)
    fort = _fort_of(w, t, place)
    if fort >= 0:
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
        w.forts[fort].boom = 0
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
        wait = t.assumed.search_days * MINUTES
        if t.places[place].kind == CITY:
            wait = w.stormed.minutes + search_minutes(w, t, place, w.places[place].battles)
        schedule(w, SLOT_HOLD + f, w.now + int(wait))


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
