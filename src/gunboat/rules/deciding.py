"""Deciding: an office looks at what it knows, sees which options are lawful, and chooses.

An office decides when something has arrived, when a clock on its table runs, or at its review. One that chooses
weighs its options (`world/formulas/bargaining.py`) and draws with logit odds: one Gumbel variate for each named
action, so that an option more or less elsewhere changes nothing here. The others follow a named rule: a governor
without powers passes a demand up, a negotiator carries out what he was told. A held seat stops the engine instead.

What is lawful is read from the view too: an office cannot order what it does not know it can do.
"""

from __future__ import annotations

import math

from gunboat.compiled import rule
from gunboat.world.agenda import hasten, schedule
from gunboat.world.belief import win_chance
from gunboat.world.chronicle import write
from gunboat.world.codes import (
    ACCEPT,
    ADVANCE,
    ANSWER,
    ATTACK,
    BLOCKADE,
    BOMBARD,
    BRACE,
    CABINET,
    CHOOSES,
    CITY,
    COERCER,
    COUNTER,
    DISAVOW,
    DISMISS,
    DROP,
    E_DECISION,
    FLEE,
    FORTIFY,
    HAND,
    LOWER,
    MAIL,
    NOTE,
    PLENIPOTENTIARY,
    PRESS,
    REFER,
    REFERS,
    REFUSE,
    RESIST,
    SEND_EXPEDITION,
    SILENCE,
    SOVEREIGN,
    STALL,
    ULTIMATUM,
    WAIT,
    WEIGH,
)
from gunboat.world.dice import gumbel
from gunboat.world.events import FULL_DECISIONS
from gunboat.world.formulas.bargaining import (
    clear,
    men_known,
    set_odds,
    set_scene,
    weigh_answer,
    weigh_brace,
    weigh_press,
    weigh_war,
)
from gunboat.world.formulas.season import frozen
from gunboat.world.opinion import drift
from gunboat.world.state import (
    MINUTES,
    N_ACTIONS,
    N_DECISIONS,
    N_FORCES,
    N_OPTIONS,
    N_PLACES,
    N_REASONS,
    SLOT_OFFICE,
    SLOT_ORDER,
)

WINDOW_TO_ASK = 120 * MINUTES  # a question home is not repeated before an answer can come


@rule
def on_office(w, t, o):
    """An office decides, or lets its review pass."""
    office = w.offices[o]
    role = t.offices[o].role
    mind = t.offices[o].mind
    if mind == CHOOSES:
        office.n_reviews += 1
        schedule(w, SLOT_OFFICE + o, w.now + int(t.assumed.review_days * MINUTES))
    if office.taken == 1:
        return
    v = w.views[o]
    if w.now < office.rested and v.demand_public == 0:
        hasten(w, SLOT_OFFICE + o, office.rested)  # a clock on the table leaves no rest
        return
    if mind == REFERS:
        if v.demand >= 0:
            _give_order(w, o, REFER, office.cause)
        return
    if mind != CHOOSES or w.following == 1:
        return
    if role == SOVEREIGN:
        drift(w, t, o)
    if not consider(v, t, w.choice, role, office.place, o, w.now):
        return
    if (w.held >> o) & 1:
        w.stopped = o
        return
    decide(w, t, o, _draw(w, t, o, v))


@rule
def consider(v, t, c, role, place, o, now):
    """Find the occasion, the lawful options and what each is worth. False where there is nothing to decide."""
    clear(c, -1)
    superior = t.offices[o].reports_to
    days_to_ask = 0.0
    if superior >= 0:
        days_to_ask = round_trip(t, place, t.offices[superior].seat)
    if v.demand >= 0:
        if not _consider_answer(v, t, c, o, superior, days_to_ask, now):
            return False
    elif role == SOVEREIGN:
        if not _consider_brace(v, t, c, now):
            return False
    elif role == PLENIPOTENTIARY:
        if not _consider_press(v, t, c, place, days_to_ask, now):
            return False
    elif role == CABINET:
        if not _consider_war(v, t, c, o, now):
            return False
    else:
        return False
    set_odds(t, c, v.side)
    return True


@rule
def round_trip(t, here, there):
    """Median days for a letter and its answer."""
    way = here * N_PLACES + there
    days = t.channels[MAIL].days[way]
    if days < 0.0:
        days = t.channels[HAND].days[way]
    return 2.0 * max(0.0, days)


@rule
def _approach_of(t, o):
    """The approach at stake when an office answers: that of the demand's addressee, else the first."""
    for a in range(t.n_approaches):
        if t.approaches[a].addressee == o:
            return a
    return 0


@rule
def _next_step(v, t, approach):
    """First step of an approach not known to be in the hands of a coercer; the number of steps if all are."""
    for s in range(t.approaches[approach].n_steps):
        if v.holder[t.approaches[approach].step[s]] == t.target:
            return s
    return t.approaches[approach].n_steps


@rule
def men_beside(v, t, place):
    """Men of the coercers known to lie where the office is."""
    men = 0.0
    for f in range(N_FORCES):
        if v.force_place[f] == place and v.force_state[f] >= 0 and t.states[v.force_state[f]].side == COERCER:
            men += v.force_men[f]
    return men


@rule
def _consider_answer(v, t, c, o, superior, days_to_ask, now):
    c.occasion = ANSWER
    approach = _approach_of(t, o)
    step = min(_next_step(v, t, approach), t.approaches[approach].n_steps - 1)
    set_scene(v, t, c, approach, step, v.demand_clauses, v.demand_state, now)
    for action in (ACCEPT, REFUSE, STALL, SILENCE, RESIST):
        c.lawful[action] = 1
    exchange = t.exchange_clause >= 0 and v.demand_clauses == 1 << t.exchange_clause
    if c.lesser != 0 or exchange:
        c.lawful[COUNTER] = 1
    agent = 0
    if superior >= 0:
        agent = 1
        if v.asked < 0 or now - v.asked > WINDOW_TO_ASK:
            c.lawful[REFER] = 1
    weigh_answer(v, t, c, agent, days_to_ask, now)
    return True


@rule
def _consider_brace(v, t, c, now):
    if v.hot == 0 or v.bracing == 0:
        return False
    c.occasion = BRACE
    approach = heaviest_approach(t)
    step = min(_next_step(v, t, approach), t.approaches[approach].n_steps - 1)
    set_scene(v, t, c, approach, step, v.mandate, v.demand_state, now)
    c.lawful[WAIT] = 1
    begins = t.approaches[approach].step[0]
    if v.holder[begins] == t.target and (
        v.strengthened < 0 or now - v.strengthened > int(t.assumed.works_days * MINUTES)
    ):
        c.lawful[FORTIFY] = 1
    if v.contradicted >= 0:
        c.lawful[DISMISS] = 1
    if v.marching == 1:
        c.lawful[FLEE] = 1
    weigh_brace(v, t, c, now)
    return True


@rule
def heaviest_approach(t):
    """The approach that presses the target hardest."""
    best = 0
    for a in range(t.n_approaches):
        if t.approaches[a].weight > t.approaches[best].weight:
            best = a
    return best


@rule
def _consider_war(v, t, c, o, now):
    if (v.hot == 0 and v.question == 0) or v.withheld == 1 or v.bracing == 0:
        return False
    wanted = v.mandate & ~v.ratified
    if v.defeats == 0 and v.question == 0:
        wanted &= ~v.granted  # what was signed is not fought for again unless it is put in question
    if wanted == 0:
        return False
    c.occasion = WEIGH
    approach = heaviest_approach(t)
    set_scene(v, t, c, approach, 0, wanted, t.offices[o].state, now)
    # An expedition brings the force that is needed: what is at hand now does not limit it.
    c.pressure = 1.0
    c.win = win_chance(v, t, now, 0.0)
    c.lawful[WAIT] = 1
    c.lawful[LOWER] = 1
    if v.sent == 0:
        c.lawful[DISAVOW] = 1
    if v.sent == 0 or v.defeats > 0 or now - v.last_sent > int(t.assumed.ratify_days * MINUTES):
        c.lawful[SEND_EXPEDITION] = 1
    weigh_war(v, t, c, now)
    return True


@rule
def _consider_press(v, t, c, place, days_to_ask, now):
    wanted = v.mandate & ~v.granted
    if wanted == 0:
        return False
    if v.own_demand >= 0 and v.own_answer < 0 and v.own_expired == 0:
        waited = now - v.own_presented >= int(t.assumed.note_patience * MINUTES)
        if v.own_public == 1 or (v.question == 0 and not waited):
            return False  # the answer is still open
        v.own_expired = 1  # a note without a clock that nobody answered
    c.occasion = PRESS
    approach = v.approach
    step = _next_step(v, t, approach)
    last = t.approaches[approach].n_steps - 1
    higher = _higher_approach(t, approach)
    if step > last:
        step = last
    set_scene(v, t, c, approach, step, wanted, t.offices[t.approaches[approach].addressee].state, now)
    _press_lawful(v, t, c, approach, step, higher, place, now)
    if v.asked < 0 or now - v.asked > WINDOW_TO_ASK:
        c.lawful[REFER] = 1
    if c.lawful[ADVANCE] == 0:
        higher = -1
    elif men_known(t, v, approach, 1) <= 0.0:
        higher = approach
    weigh_press(v, t, c, higher, days_to_ask, now)
    return True


@rule
def _higher_approach(t, approach):
    """The next heavier approach; -1 if this is the heaviest."""
    best = -1
    for a in range(t.n_approaches):
        if t.approaches[a].weight > t.approaches[approach].weight:
            if best < 0 or t.approaches[a].weight < t.approaches[best].weight:
                best = a
    return best


@rule
def _press_lawful(v, t, c, approach, step, higher, place, now):
    """What a plenipotentiary may do, given what he has said, what was answered and what lies at hand."""
    at_hand = men_known(t, v, approach, 1)
    target = t.approaches[approach].step[step]
    open_target = v.holder[target] == t.target
    refused = v.own_demand >= 0 and (v.own_expired == 1 or v.own_answer >= 0)
    c.lawful[WAIT] = 1
    if not refused:
        c.lawful[NOTE] = 1
    if v.own_answer == COUNTER:
        c.lawful[ACCEPT] = 1
    if v.own_demand >= 0:
        c.lawful[DROP] = 1
        if c.lesser != 0:
            c.lawful[LOWER] = 1
    fleet = men_known(t, v, approach, 1) > 0.0
    if fleet:
        c.lawful[ULTIMATUM] = 1
    rested = v.shelled < 0 or now - v.shelled > int(t.assumed.mood_days * MINUTES)
    shut = frozen(t, t.approaches[approach].anchorage[step], now)
    if refused and fleet and open_target and not shut:
        needed = t.places[target].garrison_needed
        if at_hand >= needed:
            c.lawful[ATTACK] = 1
        elif t.places[target].kind == CITY and rested:
            c.lawful[BOMBARD] = 1
        if v.blockading == 0 and rested:
            c.lawful[BLOCKADE] = 1
    if refused and higher >= 0 and fleet and at_hand >= t.assumed.escort_men:
        c.lawful[ADVANCE] = 1
    if not fleet and men_beside(v, t, place) >= t.assumed.escort_men:
        c.lawful[ADVANCE] = 1  # back to the approach on which he presses


@rule
def _draw(w, t, o, v):
    """The action with the greatest log-odds plus Gumbel variate, keyed by office, occasion and mood."""
    c = w.choice
    # What is unexplained in a choice lasts for a while: news changes an office's reasons, not its mood.
    mood = w.now // max(1, int(t.assumed.mood_days * MINUTES))
    subject = (mood << 3) | c.occasion
    if c.occasion == ANSWER:
        subject = (v.demand_written << 3) | c.occasion
    best = -1
    best_score = 0.0
    for i in range(N_ACTIONS):
        if c.lawful[i] == 1 and c.odds[i] > 0.0:
            score = math.log(c.odds[i]) + gumbel(w, o, subject, i)
            if best < 0 or score > best_score:
                best = i
                best_score = score
    return best


@rule
def decide(w, t, o, action):
    """An office has chosen: write it down with its options, odds and reasons, and give the order."""
    c = w.choice
    v = w.views[o]
    v.bracing = 0
    v.question = 0
    cause = w.offices[o].cause
    if action != WAIT:
        cause = write(w, E_DECISION, o, -1, w.offices[o].place, float(action), c.odds[action], 0.0, cause)
        _keep(w, o, cause)
        w.offices[o].rested = w.now + int(t.assumed.hold_back_days * MINUTES)
        _give_order(w, o, action, cause)


@rule
def _give_order(w, o, action, cause):
    office = w.offices[o]
    office.order = action
    office.order_subject = -1
    office.order_clauses = -1
    office.order_clock = -1
    office.order_place = -1
    office.order_cause = cause
    schedule(w, SLOT_ORDER + o, w.now)


@rule
def _keep(w, o, row):
    """Keep a decision's options with their odds and the two reasons that weigh most in each."""
    n = w.n_decisions
    if n >= N_DECISIONS:
        w.error = FULL_DECISIONS
        return
    w.n_decisions = n + 1
    c = w.choice
    kept = w.decisions[n]
    kept.row = row
    kept.office = o
    kept.occasion = c.occasion
    kept.n_options = 0
    for i in range(N_ACTIONS):
        if c.lawful[i] == 1 and kept.n_options < N_OPTIONS:
            option = kept.options[kept.n_options]
            kept.n_options += 1
            option.action = i
            option.odds = c.odds[i]
            first = heaviest_reason(c, i, -1)
            second = heaviest_reason(c, i, first)
            option.reason_1 = first
            option.weight_1 = c.weight[i * N_REASONS + first]
            option.reason_2 = second
            option.weight_2 = c.weight[i * N_REASONS + second]


@rule
def heaviest_reason(c, action, other_than):
    """The reason that weighs most for or against an action, leaving one out."""
    best = -1
    for r in range(N_REASONS):
        if r != other_than:
            if best < 0 or abs(c.weight[action * N_REASONS + r]) > abs(c.weight[action * N_REASONS + best]):
                best = r
    return best
