"""Expeditions: a division of parliament, an election, the raising of the force, an ally's contingent, instructions.

The government's margin in a division on a distant war is normal about a base, larger after a defeat of its own forces
(a rally). Beaten, it mostly dissolves, and the election decides. A state that follows an ally joins with its own
contingent if it has a grievance of its own. The new instructions go by the mail; the troops follow.

Assumptions: vote_*, dissolve_chance, election_swing, ally_joins, expedition_men, expedition_growth, ally_share,
prepare_days, ships_per_thousand, guns_per_ship.
"""

from __future__ import annotations

import math

from gunboat.compiled import rule
from gunboat.world.agenda import schedule
from gunboat.world.book import reckon_outlay
from gunboat.world.chronicle import STATE_ACTOR, write
from gunboat.world.codes import (
    C_VOTE,
    E_DISSOLUTION,
    E_ELECTION,
    E_EXPEDITION_ORDERED,
    E_OFFICE_APPOINTED,
    E_VOTE,
    L_INSTRUCTION,
    ULTIMATUM,
)
from gunboat.world.dice import ALLY, DISSOLVE, PREPARE, SWING, VOTE, event_key, fold, normal, uniform
from gunboat.world.events import FULL_FORCES
from gunboat.world.following import documented, when_documented
from gunboat.world.formulas.bargaining import extended
from gunboat.world.mail import post
from gunboat.world.state import MINUTES, N_FORCES, SLOT_FORCE, SLOT_STATE

ELECTION_DAYS = 40  # days from a dissolution to the end of polling
BEFORE_VOTE, BEFORE_ELECTION, DECIDED = 1, 2, 3


@rule
def on_state(w, t, s):
    """A division, an election, or the launching of an expedition falls due."""
    power = w.states[s]
    if power.phase == BEFORE_VOTE:
        _divide(w, t, s)
    elif power.phase == BEFORE_ELECTION:
        _elect(w, t, s)
    elif power.phase == DECIDED:
        power.phase = 0
        share = t.assumed.ally_share if t.states[s].follows >= 0 else 1.0
        _launch(w, t, s, share, power.cause)
        for ally in range(t.n_states):
            if w.following == 0 and t.states[ally].follows == s and _aggrieved(w, t, ally):
                if uniform(w, ALLY, ally, power.expeditions, 0) < t.assumed.ally_joins:
                    _launch(w, t, ally, t.assumed.ally_share, power.cause)


@rule
def _aggrieved(w, t, ally):
    """Whether an ally's government knows of a grievance of its own, or of fighting."""
    chief = t.states[ally].chief
    return chief >= 0 and (w.views[chief].grievance != 0 or w.views[chief].hot == 1)


@rule
def _divide(w, t, s):
    power = w.states[s]
    margin = t.assumed.vote_base + t.assumed.vote_spread * normal(w, VOTE, s, power.votes, 0)
    if power.rally == 1:
        margin += t.assumed.vote_rally
    taken = documented(w, t, C_VOTE, -1, STATE_ACTOR + s, -1)
    if taken >= 0:
        margin = t.chances[taken].a
    carried = 1.0 if margin > 0.0 else 0.0
    power.votes += 1
    power.carried = int(carried)
    row = write(w, E_VOTE, STATE_ACTOR + s, -1, t.states[s].capital, margin, carried, 0.0, power.cause)
    power.cause = row
    if carried > 0.0:
        power.phase = DECIDED
        schedule(w, SLOT_STATE + s, w.now)
    elif uniform(w, DISSOLVE, s, power.votes, 0) < t.assumed.dissolve_chance or taken >= 0:
        write(w, E_DISSOLUTION, STATE_ACTOR + s, -1, t.states[s].capital, 0.0, 0.0, 0.0, row)
        power.phase = BEFORE_ELECTION
        polls = w.now + ELECTION_DAYS * MINUTES
        schedule(w, SLOT_STATE + s, when_documented(w, t, C_VOTE, STATE_ACTOR + s, polls))
    else:
        power.phase = 0


@rule
def _elect(w, t, s):
    power = w.states[s]
    swing = t.assumed.election_swing + t.assumed.vote_spread * normal(w, SWING, s, power.votes, 0)
    taken = documented(w, t, C_VOTE, -1, STATE_ACTOR + s, t.states[s].capital)
    if taken >= 0:
        swing = t.chances[taken].a
    won = 1.0 if t.assumed.vote_base + swing > 0.0 else 0.0
    power.cause = write(w, E_ELECTION, STATE_ACTOR + s, -1, t.states[s].capital, swing, won, 0.0, power.cause)
    power.phase = 0
    power.carried = int(won)
    if won > 0.0:
        power.phase = DECIDED
        schedule(w, SLOT_STATE + s, w.now)


@rule
def _launch(w, t, s, share, cause):
    """Raise a force at home and send new instructions to the agent abroad."""
    power = w.states[s]
    power.expeditions += 1
    if t.states[s].chief >= 0:
        chief = w.views[t.states[s].chief]
        chief.sent += 1
        chief.last_sent = w.now
        chief.defeats = 0
    f = 0
    while f < N_FORCES and w.forces[f].state >= 0:
        f += 1
    if f == N_FORCES:
        w.error = FULL_FORCES
        return
    men = t.assumed.expedition_men * share
    men *= math.exp(math.log(t.assumed.expedition_growth) * float(power.expeditions - 1))
    row = write(
        w, E_EXPEDITION_ORDERED, STATE_ACTOR + s, STATE_ACTOR + t.target, t.states[s].capital, men, 0.0, 0.0, cause
    )
    force = w.forces[f]
    force.state = s
    force.kind = 0
    force.commander = t.states[s].commander
    force.men = men
    force.ships = men / 1000.0 * t.assumed.ships_per_thousand
    force.guns = force.ships * t.assumed.guns_per_ship
    force.place = t.states[s].port
    force.bound = -1
    force.phase = 1
    force.target = -1
    force.lead = -1
    force.imposed = 0
    force.fresh = w.now
    force.n_moves = 0
    force.tag = N_FORCES + (s << 8) + (power.expeditions << 1)
    force.expedition = power.expeditions
    force.cause = row
    reckon_outlay(w, t, s)
    power.under_pay += men
    days = t.assumed.prepare_days * (0.5 + uniform(w, PREPARE, s, power.expeditions, 0))
    schedule(w, SLOT_FORCE + f, w.now + int(days * MINUTES))
    _instruct(w, t, s, row)


@rule
def _instruct(w, t, s, cause):
    chief = t.states[s].chief
    agent = t.states[s].agent
    if chief < 0 or agent < 0:
        return
    wanted = w.views[chief].mandate
    if w.states[s].expeditions > 1:  # what a second expedition costs is asked for on top
        wanted = extended(t, s, wanted, int(t.assumed.escalation_clauses + 0.5))
    w.offices[agent].ordinal += 1
    row = write(
        w, E_OFFICE_APPOINTED, chief, agent, t.states[s].capital, float(w.offices[agent].ordinal), 0.0, 0.0, cause
    )
    about = fold(event_key(w.key, L_INSTRUCTION, s, w.states[s].expeditions), 0)
    k = post(w, L_INSTRUCTION, chief, agent, about, 0, row)
    letter = w.letters[k]
    letter.topic = ULTIMATUM
    letter.clauses = wanted & ~w.views[chief].granted
    letter.claim_a = 1.0
    w.views[chief].mandate |= letter.clauses
