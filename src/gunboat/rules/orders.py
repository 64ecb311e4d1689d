"""Orders: what an office decided, or the record says it decided, is carried out.

The same code serves a choice made by a mind, by a held seat and by the record: a demand is written and posted, an
answer goes out, a force is ordered, an expedition is set going. What cannot be done is not done: an order to a force
that is not there has no effect, and following the record reports it as a strain.
"""

from __future__ import annotations

from gunboat.compiled import rule
from gunboat.world.agenda import hasten, schedule
from gunboat.world.belief import trust_afresh
from gunboat.world.book import SIGNED, TALKING, open_treaty
from gunboat.world.chronicle import STATE_ACTOR, write
from gunboat.world.codes import (
    ACCEPT,
    ADVANCE,
    APPOINT,
    ATTACK,
    BLOCKADE,
    BOMBARD,
    C_VOTE,
    CHOOSES,
    CONSUL,
    COUNTER,
    DISAVOW,
    DISMISS,
    DROP,
    E_BLOCKADE_DECLARED,
    E_BOMBARDMENT,
    E_COURT_FLED,
    E_DEADLINE_EXPIRED,
    E_DEMAND_ANSWERED,
    E_DEMAND_DROPPED,
    E_DEMAND_PRESENTED,
    E_FORCE_ORDERED,
    E_OFFICE_APPOINTED,
    E_OFFICE_DISMISSED,
    E_TRADE_CLOSED,
    E_WAR_DECLARED,
    FLEE,
    FORTIFY,
    HAND,
    L_ANSWER,
    L_DEMAND,
    L_INSTRUCTION,
    L_ORDER,
    L_REPORT,
    LOWER,
    NOTE,
    REFER,
    REFERS,
    REFUSE,
    RESIST,
    SEND_EXPEDITION,
    SIGN,
    SILENCE,
    SOVEREIGN,
    STALL,
    TARGET,
    ULTIMATUM,
    WITHDRAW,
)
from gunboat.world.commanding import force_actor, order_attack, set_sail
from gunboat.world.dice import event_key, fold
from gunboat.world.events import FULL_DEMANDS
from gunboat.world.following import when_documented
from gunboat.world.formulas.bargaining import at_hand, dearest_left_out
from gunboat.world.mail import post
from gunboat.world.notices import notice
from gunboat.world.state import (
    MINUTES,
    N_DEMANDS,
    N_FORCES,
    N_PLACES,
    N_TREATIES,
    NEVER,
    SLOT_DEMAND,
    SLOT_FORT,
    SLOT_STATE,
    SLOT_TREATY,
)

HOUR = 60
DAYS_TO_DIVISION = 20  # days; a division on the papers follows their publication by about three weeks


@rule
def on_order(w, t, o):
    """Carry out the order that an office has given."""
    office = w.offices[o]
    action = office.order
    office.order = -1
    cause = office.order_cause
    v = w.views[o]
    side = t.states[t.offices[o].state].side
    if action == NOTE or action == ULTIMATUM or (action == LOWER and v.side != TARGET and t.offices[o].reports_to >= 0):
        _present(w, t, o, action, cause)
    elif action == DROP:
        _drop(w, o, cause)
    elif action == REFER and side == TARGET:
        _refer_up(w, t, o, cause)
    elif action == REFER:
        _ask_home(w, t, o, cause)
    elif action == ACCEPT and side != TARGET:
        _take_offer(w, o, cause)
    elif action == ACCEPT or action == COUNTER or action == REFUSE or action == STALL or action == SILENCE:
        _answer(w, t, o, action, cause)
    elif action == RESIST:
        _resist(w, t, o, cause)
    elif action == ATTACK or action == ADVANCE or action == WITHDRAW:
        _command(w, t, o, action, cause)
    elif action == BLOCKADE or action == BOMBARD:
        _pressure(w, t, o, action, cause)
    elif action == SEND_EXPEDITION:
        _send(w, t, o, cause)
    elif action == DISAVOW or action == LOWER:
        _rein_in(w, t, o, action, cause)
    elif action == FORTIFY:
        _fortify(w, t, o, cause)
    elif action == DISMISS or action == APPOINT:
        _replace(w, t, o, action, cause)
    elif action == FLEE:
        _flee(w, t, o, cause)
    elif action == SIGN:
        _sign(w, t, o, cause)


# ---------------------------------------------------------------- demands


@rule
def addressee_of(w, t, approach):
    """The office to which a demand on an approach goes: its governor, or the sovereign where he is a prisoner."""
    o = t.approaches[approach].addressee
    if w.offices[o].taken == 1:
        return t.court
    return o


@rule
def _free_demand(w):
    d = 0
    while d < N_DEMANDS and w.demands[d].status != 0:
        d += 1
    if d < N_DEMANDS:
        return d
    for d in range(N_DEMANDS):  # the oldest closed one gives way
        if w.demands[d].status != 1:
            return d
    w.error = FULL_DEMANDS
    return 0


@rule
def _present(w, t, o, action, cause):
    """Write a demand, start its clock and post it."""
    office = w.offices[o]
    v = w.views[o]
    clauses = office.order_clauses
    if clauses < 0:
        clauses = v.mandate & ~v.granted
        if action == LOWER:
            clauses = dearest_left_out(t, v.own_clauses)
            if clauses == 0:
                clauses = v.own_clauses
    to = office.order_subject
    if to < 0:
        to = addressee_of(w, t, v.approach)
    d = _free_demand(w)
    demand = w.demands[d]
    demand.status = 1
    demand.issuer = o
    demand.addressee = to
    demand.state = t.offices[o].state
    demand.clauses = clauses
    demand.granted = 0
    demand.presented = w.now
    demand.answer = -1
    demand.approach = v.approach
    demand.key = event_key(w.key, o, to, office.n_demands)
    demand.deadline = NEVER
    office.n_demands += 1
    if v.own_demand >= 0 and v.own_demand != d and w.demands[v.own_demand].presented == v.own_presented:
        if w.demands[v.own_demand].status == 1:  # a new demand takes the place of the last
            w.demands[v.own_demand].status = 5
            schedule(w, SLOT_DEMAND + v.own_demand, NEVER)
    clock = _clock(w, t, o, action, to)
    hours = 0.0
    if clock > 0:
        demand.deadline = w.now + clock
        hours = float(clock) / HOUR
    demand.cause = write(w, E_DEMAND_PRESENTED, o, to, office.place, float(clauses), hours, 0.0, cause)
    schedule(w, SLOT_DEMAND + d, demand.deadline)
    _remember(v, w, d)
    _deliver(w, o, to, d)


@rule
def _clock(w, t, o, action, to):
    """Minutes that a demand gives, its passage included; 0 without a clock."""
    office = w.offices[o]
    if action == NOTE or (action == LOWER and w.views[o].own_public == 0):
        return max(0, office.order_clock)
    clock = office.order_clock
    if clock <= 0:
        hours = t.assumed.ultimatum_clock
        if t.offices[o].role == CONSUL:
            hours = t.assumed.consul_clock
        passage = t.channels[HAND].days[office.place * N_PLACES + w.offices[to].place]
        clock = int(hours * HOUR + 2.0 * max(0.0, passage) * MINUTES)  # there and, for the answer, back
    return clock


@rule
def _remember(v, w, d):
    demand = w.demands[d]
    v.own_demand = d
    v.own_clauses = demand.clauses
    v.own_presented = demand.presented
    v.own_deadline = demand.deadline
    v.own_public = 1 if demand.deadline < NEVER else 0
    v.own_answer = -1
    v.own_expired = 0
    v.own_offered = 0
    v.mandate |= demand.clauses
    v.victories = 0


@rule
def _deliver(w, o, to, d):
    demand = w.demands[d]
    k = post(w, L_DEMAND, o, to, demand.key, 0, demand.cause)
    letter = w.letters[k]
    letter.subject = d
    letter.clauses = demand.clauses
    letter.happened = demand.presented
    letter.claim_a = float(demand.deadline) if demand.deadline < NEVER else 0.0
    letter.claim_b = float(demand.state)
    letter.claim_c = float(demand.issuer)


@rule
def _drop(w, o, cause):
    v = w.views[o]
    if v.own_demand >= 0 and w.demands[v.own_demand].presented == v.own_presented:
        demand = w.demands[v.own_demand]
        demand.status = 5
        schedule(w, SLOT_DEMAND + v.own_demand, NEVER)
    write(w, E_DEMAND_DROPPED, o, -1, w.offices[o].place, float(v.own_clauses), 0.0, 0.0, cause)
    v.own_demand = -1
    v.own_public = 0
    v.own_expired = 0


@rule
def _ask_home(w, t, o, cause):
    """An agent asks his government: it hears that the matter stands, and decides at its next sitting."""
    v = w.views[o]
    v.asked = w.now
    superior = t.offices[o].reports_to
    if superior < 0:
        return
    k = post(w, L_REPORT, o, superior, fold(event_key(w.key, REFER, o, w.offices[o].n_demands), w.now), 0, cause)
    letter = w.letters[k]
    letter.topic = E_DEADLINE_EXPIRED
    letter.place = -1  # a question: nothing was refused


# ---------------------------------------------------------------- answers


@rule
def _answer(w, t, o, action, cause):
    """Answer the demand on an office's table. Silence answers nothing."""
    v = w.views[o]
    if v.demand < 0:
        return
    d = v.demand
    granted = 0
    if action == ACCEPT:
        granted = v.demand_clauses
    elif action == COUNTER:
        granted = w.offices[o].order_clauses
        if granted < 0:
            granted = dearest_left_out(t, v.demand_clauses)
    to = v.demand_from
    row = write(w, E_DEMAND_ANSWERED, o, to, w.offices[o].place, float(action), float(granted), 0.0, cause)
    bearer = v.demand_for
    if bearer != to and t.offices[bearer].state == t.offices[o].state and t.offices[bearer].mind == CHOOSES:
        _instruct(w, o, bearer, action, granted, row)  # it was referred by one who answers for himself
    elif action != SILENCE:
        k = post(w, L_ANSWER, o, to, fold(v.demand_key, o), 0, row)
        letter = w.letters[k]
        letter.subject = d
        letter.topic = action
        letter.clauses = granted
        letter.claim_b = float(v.demand_written)
    v.demand = -1
    v.demand_deadline = NEVER


@rule
def _take_offer(w, o, cause):
    """Take what was offered in answer to one's demand: the demand shrinks to it and counts as granted."""
    v = w.views[o]
    d = v.own_demand
    if d < 0 or w.demands[d].presented != v.own_presented:
        return
    demand = w.demands[d]
    if v.own_offered != 0:
        demand.clauses = v.own_offered
    demand.status = 1
    demand.answer = ACCEPT
    demand.cause = cause
    schedule(w, SLOT_DEMAND + d, w.now)


@rule
def _instruct(w, o, to, action, clauses, cause):
    """Instruct a subordinate: what he may grant, and what he is to answer."""
    v = w.views[o]
    k = post(w, L_INSTRUCTION, o, to, fold(v.demand_key, action), 0, cause)
    letter = w.letters[k]
    letter.topic = action
    letter.clauses = clauses
    letter.subject = v.demand
    letter.claim_a = 0.0
    letter.claim_b = float(v.demand_written)


@rule
def _refer_up(w, t, o, cause):
    """Pass a demand up; one whose powers it is not to treat does nothing else."""
    v = w.views[o]
    superior = t.offices[o].reports_to
    if superior < 0 or v.demand < 0:
        return
    v.asked = w.now
    k = post(w, L_DEMAND, o, superior, fold(v.demand_key, REFER), 0, cause)
    letter = w.letters[k]
    letter.subject = v.demand
    letter.clauses = v.demand_clauses
    letter.happened = v.demand_written
    letter.claim_a = float(v.demand_deadline) if v.demand_deadline < NEVER else 0.0
    letter.claim_b = float(v.demand_state)
    letter.claim_c = float(v.demand_from)
    if t.offices[o].mind == REFERS:
        v.demand = -1
        v.demand_deadline = NEVER


@rule
def _resist(w, t, o, cause):
    """Refuse with measures: trade closed by a governor, a declaration by the sovereign."""
    place = w.offices[o].place
    state = t.offices[o].state
    if t.offices[o].role == SOVEREIGN:
        other = w.views[o].demand_state
        write(w, E_WAR_DECLARED, STATE_ACTOR + state, STATE_ACTOR + other, place, 0.0, 0.0, 0.0, cause)
    else:
        write(w, E_TRADE_CLOSED, o, -1, place, 0.0, 0.0, 0.0, cause)
    w.views[o].hot = 1
    _answer(w, t, o, RESIST, cause)


# ---------------------------------------------------------------- force


@rule
def force_at_hand(w, t, o, place):
    """The strongest mobile force of an office's state that is at `place`, or anywhere if -1; -1 if none."""
    best = -1
    state = t.offices[o].state
    for f in range(N_FORCES):
        force = w.forces[f]
        if force.state == state and force.kind == 0 and force.phase != 1 and force.men > 0.0:
            if place < 0 or (force.place == place and force.bound < 0):
                if best < 0 or force.men > w.forces[best].men:
                    best = f
    return best


@rule
def _next_target(t, v):
    """The next place to be taken on the approach pressed, as the office knows it."""
    approach = v.approach
    for s in range(t.approaches[approach].n_steps):
        place = t.approaches[approach].step[s]
        if v.holder[place] == t.target:
            return place
    return -1


@rule
def _place_to_attack(t, v):
    """The next target; beaten off before the first of an approach, one lands where its works can be turned."""
    place = _next_target(t, v)
    way = t.approaches[v.approach]
    if place >= 0 and place == way.step[0] and way.flank >= 0 and v.holder[way.flank] == t.target:
        if v.repulses[way.flank] < v.repulses[place]:
            return way.flank
    return place


@rule
def _command(w, t, o, action, cause):
    """Order the force at hand: to attack the next place, to go on to a heavier approach, or back to its base."""
    office = w.offices[o]
    v = w.views[o]
    f = force_at_hand(w, t, o, office.place)
    if f < 0:
        f = force_at_hand(w, t, o, -1)
    if f < 0:
        return
    target = office.order_place
    if action == WITHDRAW and target < 0:
        target = t.states[t.offices[o].state].depot
    elif action == ADVANCE:
        if target < 0:
            target = _anchorage_ahead(t, v, office.place)
        agent = t.states[t.offices[o].state].agent
        if t.exchange_clause >= 0 and agent >= 0 and _has_signed(w, t.offices[o].state):
            v.mandate |= 1 << t.exchange_clause
            w.views[agent].mandate |= 1 << t.exchange_clause
        ahead = t.places[target].approach if target >= 0 else -1
        if ahead >= 0 and t.approaches[ahead].weight > t.approaches[v.approach].weight:
            v.own_demand = -1
            v.own_expired = 0
            v.approach = ahead
    elif target < 0:
        target = _place_to_attack(t, v)
    if target < 0:
        return
    row = write(w, E_FORCE_ORDERED, o, force_actor(w, f), target, float(action), 0.0, 0.0, cause)
    commander = w.forces[f].commander
    if w.offices[commander].place == office.place or commander == o:
        if action == ATTACK:
            order_attack(w, t, f, target, row)
        elif w.forces[f].bound < 0 and w.forces[f].place != target:
            set_sail(w, t, f, target, row)
        return
    k = post(w, L_ORDER, o, commander, fold(event_key(w.key, L_ORDER, o, target), w.now), 0, row)
    letter = w.letters[k]
    letter.topic = action
    letter.subject = f
    letter.place = target


@rule
def _has_signed(w, state):
    for i in range(N_TREATIES):
        if w.treaties[i].status == SIGNED and w.treaties[i].state == state:
            return True
    return False


@rule
def _anchorage_ahead(t, v, here):
    """Where to go on to: back to the approach on which one presses if one is away from it, else a heavier one."""
    if not at_hand(t, here, v.approach):
        return t.approaches[v.approach].anchorage[0]
    best = -1
    for a in range(t.n_approaches):
        if t.approaches[a].weight > t.approaches[v.approach].weight:
            if best < 0 or t.approaches[a].weight < t.approaches[best].weight:
                best = a
    if best < 0:
        return -1
    return t.approaches[best].anchorage[0]


@rule
def _pressure(w, t, o, action, cause):
    """Blockade, or bombard without the men to hold the place."""
    v = w.views[o]
    state = t.offices[o].state
    place = w.offices[o].order_place
    if place < 0:
        place = _next_target(t, v)
    f = force_at_hand(w, t, o, -1)
    if place < 0 or f < 0:
        return
    w.states[state].hot = 1
    ships = w.forces[f].ships
    if action == BLOCKADE:
        row = write(w, E_BLOCKADE_DECLARED, STATE_ACTOR + state, STATE_ACTOR + t.target, place, ships, 0.0, 0.0, cause)
        v.blockading = 1
        w.places[place].blockaded = 1
        notice(w, E_BLOCKADE_DECLARED, place, state, t.target, f, ships, 0.0, 0.0, w.offices[o].n_demands, row)
    else:
        row = write(w, E_BOMBARDMENT, STATE_ACTOR + state, STATE_ACTOR + t.target, place, ships, 0.0, 0.0, cause)
        notice(w, E_BOMBARDMENT, place, state, t.target, f, ships, 0.0, 0.0, w.offices[o].n_reviews, row)
    v.hot = 1
    v.shelled = w.now


# ---------------------------------------------------------------- governments


@rule
def _send(w, t, o, cause):
    """Set an expedition going: through a division where the state has one."""
    state = t.offices[o].state
    power = w.states[state]
    v = w.views[o]
    power.rally = 1 if v.defeats > 0 else 0
    power.cause = cause
    power.phase = 1
    when = w.now
    if t.states[state].votes == 1 and power.carried == 0:
        when = when_documented(w, t, C_VOTE, STATE_ACTOR + state, w.now + DAYS_TO_DIVISION * MINUTES)
    elif t.states[state].votes == 1:
        power.phase = 3  # the house has spoken in this crisis; a rally needs no further division
    else:
        power.phase = 3
    hasten(w, SLOT_STATE + state, when)


@rule
def _rein_in(w, t, o, action, cause):
    """A government lowers what its agent may ask, or disavows what he did."""
    state = t.offices[o].state
    agent = t.states[state].agent
    if agent < 0 or agent == o:
        return
    v = w.views[o]
    clauses = dearest_left_out(t, v.mandate)
    if action == LOWER:
        v.mandate = clauses
    k = post(
        w,
        L_INSTRUCTION,
        o,
        agent,
        fold(event_key(w.key, L_INSTRUCTION, o, w.offices[o].n_reviews), action),
        0,
        cause,
    )
    letter = w.letters[k]
    letter.topic = LOWER
    letter.clauses = clauses
    if action == DISAVOW:
        letter.clauses = 0
        v.hot = 0


@rule
def _fortify(w, t, o, cause):
    """Have works strengthened: at the place named, else where the heaviest approach begins."""
    place = w.offices[o].order_place
    if place < 0:
        best = 0
        for a in range(t.n_approaches):
            if t.approaches[a].weight > t.approaches[best].weight:
                best = a
        place = t.approaches[best].step[0]
    fort = t.places[place].fort
    w.views[o].strengthened = w.now
    if fort < 0 or w.places[place].holder != t.target:
        return
    w.forts[fort].cause = cause
    hasten(w, SLOT_FORT + fort, w.now + int(t.assumed.works_days * MINUTES))


@rule
def _replace(w, t, o, action, cause):
    """Dismiss a holder, or appoint one: the office has a new one, who starts with what its papers tell him."""
    v = w.views[o]
    whom = w.offices[o].order_subject
    if whom < 0:
        whom = v.contradicted
        v.contradicted = -1
    if whom < 0:
        return
    other = w.offices[whom]
    if action == DISMISS:
        write(w, E_OFFICE_DISMISSED, o, whom, other.place, float(other.ordinal), 0.0, 0.0, cause)
        trust_afresh(v, t, o, whom)
    other.ordinal += 1
    other.taken = 0
    write(w, E_OFFICE_APPOINTED, o, whom, other.place, float(other.ordinal), 0.0, 0.0, cause)


@rule
def _sign(w, t, o, cause):
    """Sign the treaty under negotiation; where none is, one is opened with the clauses named and signed at once."""
    state = t.offices[o].state
    for i in range(N_TREATIES):
        if w.treaties[i].status == TALKING and w.treaties[i].state == state:
            schedule(w, SLOT_TREATY + i, w.now)
            return
    open_treaty(w, state, o, max(0, w.offices[o].order_clauses), TALKING, w.now, cause)


@rule
def _flee(w, t, o, cause):
    state = t.offices[o].state
    if w.states[state].fled == 0:
        w.states[state].fled = 1
        row = write(w, E_COURT_FLED, o, -1, w.offices[o].place, 0.0, 0.0, 0.0, cause)
        if t.states[state].refuge >= 0:
            w.offices[o].place = t.states[state].refuge
        notice(w, E_COURT_FLED, w.offices[o].place, state, state, o, 0.0, 0.0, 0.0, 0, row)
