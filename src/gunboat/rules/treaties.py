"""Treaties: talks, signature, most-favoured-nation spread, ratification as a crisis of its own, and peace.

When a demand that needs a treaty is granted, negotiators are named and talks open; allies sign a day later, third
powers may offer mediation and mostly sign first. At the signature an indemnity is put at a share of what the power's
expeditions have cost it by then, every holder of a most-favoured-nation right gains what any other has, and the
victor's forces leave the way to the capital. Ratifications are due within a term, at the capital: then the
plenipotentiary goes up again with an escort and demands the exchange, and that demand can be refused like any other.
A treaty signed with the capital taken, or its court fled, is ratified on the spot. When every belligerent's treaty is
ratified the forces go home and the history ends. The sum of an indemnity weighs in no decision: offices weigh the
clause as such. It stays in force, and stands in later treaties' rows, until another takes its place. Men are a charge
from the order that raises them until a treaty is signed, whether they live or not.

Assumptions: negotiation_days, mediator_days, rebuild_share, mediation_chance, ratify_days, evacuation_days, price_base,
price_capital, indemnity_share, and expedition_cost through world/book.py.
"""

from __future__ import annotations

from gunboat.compiled import rule
from gunboat.world.agenda import hasten, schedule
from gunboat.world.belief import logistic
from gunboat.world.book import (
    AGREED,
    EXCHANGED,
    RATIFIED,
    SIGNED,
    TALKING,
    open_treaty,
    ports_opened,
    reckon_outlay,
    spread_clauses,
)
from gunboat.world.chronicle import STATE_ACTOR, write
from gunboat.world.codes import (
    ADVANCE,
    C_INDEMNITY,
    COERCER,
    E_BLOCKADE_LIFTED,
    E_HISTORY_ENDED,
    E_MEDIATION_OFFERED,
    E_NEGOTIATORS_APPOINTED,
    E_PLACE_EVACUATED,
    E_TERRITORY_CEDED,
    E_TREATY_RATIFIED,
    E_TREATY_SIGNED,
    INDEMNITY,
    THIRD,
)
from gunboat.world.commanding import set_sail
from gunboat.world.dice import MEDIATE, PRICE, TALKS, exponential, uniform
from gunboat.world.following import documented
from gunboat.world.notices import notice
from gunboat.world.state import MINUTES, N_FORCES, N_TREATIES, NEVER, SLOT_ORDER, SLOT_TREATY


@rule
def on_treaty(w, t, i):
    """A treaty's talks open, its signature or its ratification falls due, or the peace is complete."""
    status = w.treaties[i].status
    if status == AGREED:
        _open_talks(w, t, i)
    elif status == TALKING:
        _sign(w, t, i)
    elif status == SIGNED:
        _term_runs_out(w, t, i)
    elif status == EXCHANGED:
        _ratify(w, t, i)
    elif status == RATIFIED:
        _peace(w, t, i)


@rule
def _open_talks(w, t, i):
    treaty = w.treaties[i]
    row = write(
        w, E_NEGOTIATORS_APPOINTED, t.court, treaty.signer, w.offices[treaty.signer].place, 0.0, 0.0, 0.0, treaty.cause
    )
    treaty.status = TALKING
    ends = signature_time(w, t, i)
    schedule(w, SLOT_TREATY + i, ends)
    for s in range(t.n_states):
        if s == treaty.state or t.states[s].agent < 0 or _has_treaty(w, s):
            continue
        if t.states[s].follows == treaty.state and (w.states[s].hot == 1 or w.states[s].grievance != 0):
            k = open_treaty(w, s, t.states[s].agent, treaty.clauses, TALKING, NEVER, row)
            schedule(w, SLOT_TREATY + k, signature_time(w, t, k))
        elif t.states[s].side == THIRD:
            if w.following == 1 or uniform(w, MEDIATE, s, treaty.state, 0) < t.assumed.mediation_chance:
                _mediator_signs(w, t, s, treaty.clauses, row)


@rule
def signature_time(w, t, i):
    """When talks that are open now end in a signature; while the record is followed, only when it says so."""
    if w.following == 1:
        return NEVER
    s = w.treaties[i].state
    if t.states[s].side == THIRD:
        return w.now + int(t.assumed.mediator_days * exponential(w, TALKS, s, 0, 1) * MINUTES)
    leader = t.states[s].follows
    if leader >= 0:  # an ally signs a day after its leader
        return w.now + int(t.assumed.negotiation_days * exponential(w, TALKS, leader, 0, 0) * MINUTES) + MINUTES
    return w.now + int(t.assumed.negotiation_days * exponential(w, TALKS, s, 0, 0) * MINUTES)


@rule
def _mediator_signs(w, t, s, clauses, cause):
    """A third power offers its services and signs for itself, for what its own right will give it."""
    row = write(
        w,
        E_MEDIATION_OFFERED,
        STATE_ACTOR + s,
        STATE_ACTOR + t.target,
        t.states[t.target].capital,
        0.0,
        0.0,
        0.0,
        cause,
    )
    w.states[s].mediated = 1
    wished = 0
    for k in range(t.states[s].n_wishes):
        wished |= 1 << t.states[s].wish[k]
    k = open_treaty(w, s, t.states[s].agent, wished & clauses, TALKING, NEVER, row)
    schedule(w, SLOT_TREATY + k, signature_time(w, t, k))


@rule
def _has_treaty(w, s):
    for i in range(N_TREATIES):
        if w.treaties[i].state == s and (w.treaties[i].status == TALKING or w.treaties[i].status == SIGNED):
            return True
    return False


@rule
def _sign(w, t, i):
    treaty = w.treaties[i]
    s = treaty.state
    place = w.offices[treaty.signer].place
    _promise(w, t, s, treaty.clauses)
    row = write(
        w,
        E_TREATY_SIGNED,
        STATE_ACTOR + s,
        STATE_ACTOR + t.target,
        place,
        float(treaty.clauses),
        w.states[s].indemnity,
        float(ports_opened(t, w.states[s].granted | treaty.clauses)),
        treaty.cause,
    )
    treaty.status = SIGNED
    treaty.signed = w.now
    treaty.cause = row
    w.states[s].granted |= treaty.clauses
    spread_clauses(w, t, row)
    n = notice(w, E_TREATY_SIGNED, place, s, t.target, i, 0.0, 0.0, 0.0, i, row)
    w.notices[n].clauses = treaty.clauses
    w.views[treaty.signer].granted |= treaty.clauses
    if t.states[s].side == THIRD:
        treaty.status = 0  # no further clock: the mediator's exchange is not a crisis
        return
    if _capital_lost(w, t):
        for j in range(N_TREATIES):
            if w.treaties[j].status == SIGNED and t.states[w.treaties[j].state].side == COERCER:
                w.treaties[j].status = EXCHANGED
                schedule(w, SLOT_TREATY + j, w.now)
        return
    _leave_the_way(w, t, s, row)
    schedule(w, SLOT_TREATY + i, w.now + int(t.assumed.ratify_days * MINUTES))


@rule
def _promise(w, t, s, clauses):
    """The sum of an indemnity, in the place of any earlier one; the men who won it are no charge from then on."""
    reckon_outlay(w, t, s)
    w.states[s].under_pay = 0.0
    for c in range(t.n_clauses):
        if (clauses >> c) & 1 and t.clauses[c].kind == INDEMNITY:
            w.states[s].indemnity = t.assumed.indemnity_share * w.states[s].outlay
    taken = documented(w, t, C_INDEMNITY, -1, STATE_ACTOR + s, -1)
    if taken >= 0:
        w.states[s].indemnity = t.chances[taken].a


@rule
def _capital_lost(w, t):
    capital = t.states[t.target].capital
    return w.places[capital].holder != t.target or w.states[t.target].fled == 1


@rule
def _leave_the_way(w, t, s, cause):
    """The victor gives back the way to the capital and lifts his blockade; a city taken elsewhere is kept as pledge."""
    best = 0
    for a in range(t.n_approaches):
        if t.approaches[a].weight > t.approaches[best].weight:
            best = a
    for k in range(t.approaches[best].n_steps):
        _evacuate(w, t, t.approaches[best].step[k], cause)
    flank = t.approaches[best].flank
    if flank >= 0:
        _evacuate(w, t, flank, cause)
    for p in range(t.n_places):
        if w.places[p].blockaded == 1:
            w.places[p].blockaded = 0
            write(w, E_BLOCKADE_LIFTED, STATE_ACTOR + s, STATE_ACTOR + t.target, p, 0.0, 0.0, 0.0, cause)
    for o in range(t.n_offices):
        if t.offices[o].state == s:
            w.views[o].blockading = 0
    for f in range(N_FORCES):
        force = w.forces[f]
        if force.state >= 0 and force.kind == 0 and t.states[force.state].side == COERCER:
            home = t.states[force.state].depot
            on_the_way = t.places[force.place].approach == best or force.place == flank
            if force.bound < 0 and force.phase != 1 and force.place != home and on_the_way:
                set_sail(w, t, f, home, cause)


@rule
def _evacuate(w, t, place, cause):
    holder = w.places[place].holder
    if holder == t.target:
        return
    row = write(
        w,
        E_PLACE_EVACUATED,
        STATE_ACTOR + holder,
        STATE_ACTOR + t.target,
        place,
        w.places[place].garrison,
        0.0,
        0.0,
        cause,
    )
    for f in range(N_FORCES):
        if w.forces[f].state == holder and w.forces[f].kind == 0 and w.places[place].garrison > 0.0:
            w.forces[f].men += w.places[place].garrison
            w.places[place].garrison = 0.0
    w.places[place].holder = t.target
    w.places[place].occupied = -1
    fort = t.places[place].fort
    if fort >= 0:  # its garrison comes back; building is another matter (rules/works.py)
        w.forts[fort].state = t.target
        w.forts[fort].men = t.assumed.rebuild_share * 0.5 * (t.forts[fort].low + t.forts[fort].high)
        w.forts[fort].drill = t.forts[fort].drill
        w.forts[fort].guns = t.assumed.rebuild_share * t.forts[fort].guns
    n = notice(w, E_PLACE_EVACUATED, place, t.target, holder, place, 0.0, 0.0, 0.0, w.places[place].battles, row)
    w.notices[n].value_a = float(t.target)


@rule
def _term_runs_out(w, t, i):
    """The term for exchanging ratifications: the plenipotentiary goes up with an escort to demand it."""
    treaty = w.treaties[i]
    o = treaty.signer
    s = treaty.state
    if t.states[s].follows >= 0 or t.exchange_clause < 0:
        return  # an ally's is exchanged with its leader's
    v = w.views[o]
    known = (v.mandate >> t.exchange_clause) & 1
    v.mandate |= 1 << t.exchange_clause
    if w.following == 1 or known == 1:
        return  # whether and when he goes, the record says; or he is at it already
    v.own_demand = -1
    office = w.offices[o]
    office.order = ADVANCE
    office.order_subject = -1
    office.order_clauses = -1
    office.order_clock = -1
    best = 0
    for a in range(t.n_approaches):
        if t.approaches[a].weight > t.approaches[best].weight:
            best = a
    office.order_place = t.approaches[best].anchorage[0]
    office.order_cause = treaty.cause
    hasten(w, SLOT_ORDER + o, w.now)


@rule
def _ratify(w, t, i):
    treaty = w.treaties[i]
    s = treaty.state
    capital = t.states[t.target].capital
    row = write(
        w,
        E_TREATY_RATIFIED,
        STATE_ACTOR + s,
        STATE_ACTOR + t.target,
        capital,
        float(treaty.clauses),
        w.states[s].indemnity,
        float(ports_opened(t, w.states[s].ratified | treaty.clauses)),
        treaty.cause,
    )
    treaty.status = RATIFIED
    w.states[s].ratified |= treaty.clauses
    n = notice(w, E_TREATY_RATIFIED, w.offices[treaty.signer].place, s, t.target, i, 0.0, 0.0, 0.0, i, row)
    w.notices[n].clauses = treaty.clauses
    if t.exchange_clause >= 0:
        w.views[treaty.signer].mandate &= ~(1 << t.exchange_clause)
    w.views[treaty.signer].ratified |= treaty.clauses
    schedule(w, SLOT_TREATY + i, w.now + int(t.assumed.evacuation_days * MINUTES))
    for k in range(t.n_states):
        if t.states[k].side == THIRD and w.states[k].mediated == 1:
            _price(w, t, k, row)


@rule
def _price(w, t, k, cause):
    """A mediator asks its price in land once the peace is made."""
    lost = 1.0 if _capital_lost(w, t) else 0.0
    for j in range(t.states[k].n_wishes):
        c = t.states[k].wish[j]
        if t.clauses[c].spreads == 0 and (w.states[k].granted >> c) & 1 == 0:
            if uniform(w, PRICE, k, c, 0) < logistic(t.assumed.price_base + t.assumed.price_capital * lost):
                w.states[k].granted |= 1 << c
                capital = t.states[t.target].capital
                write(
                    w,
                    E_TERRITORY_CEDED,
                    STATE_ACTOR + t.target,
                    STATE_ACTOR + k,
                    capital,
                    float(1 << c),
                    0.0,
                    0.0,
                    cause,
                )


@rule
def _peace(w, t, i):
    """The forces go home. The history ends when no belligerent's treaty is still open."""
    treaty = w.treaties[i]
    treaty.status = 0
    for p in range(t.n_places):
        if w.places[p].holder != t.target and w.places[p].occupied >= 0:
            _evacuate(w, t, p, treaty.cause)
    for j in range(N_TREATIES):
        other = w.treaties[j]
        open_still = (
            other.status == AGREED or other.status == TALKING or other.status == SIGNED or other.status == EXCHANGED
        )
        if open_still and t.states[other.state].side == COERCER:
            return
    write(w, E_HISTORY_ENDED, -1, -1, -1, 1.0, 0.0, 0.0, treaty.cause)
    w.ended = 1
