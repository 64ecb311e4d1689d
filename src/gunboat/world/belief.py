"""What an office knows, and how a letter changes it: the only road from the world to a view.

A view changes when a letter arrives, when an office sees what lies beside it, and by what the office itself does: its
demands and their clocks, its orders, what it signs. Rules write to a view only what its office knows by being there.
Beliefs about the other side are a grid over its resolve (how far its stake exceeds what is thought of it) and the
log-odds that the coercer wins the next battle. Evidence is weighted by the trust that its writer has earned (Sartori
2002: reputation for honesty), and fades as it ages: the older the newest news, the nearer the belief is to what was
thought before any.
"""

from __future__ import annotations

import math

from gunboat.compiled import rule
from gunboat.world.codes import (
    ACCEPT,
    COUNTER,
    E_BATTLE,
    E_BLOCKADE_DECLARED,
    E_BOMBARDMENT,
    E_COURT_FLED,
    E_DEADLINE_EXPIRED,
    E_EXPEDITION_ORDERED,
    E_FORCE_ARRIVED,
    E_HOLDER_CAPTURED,
    E_INCIDENT,
    E_PLACE_EVACUATED,
    E_PLACE_TAKEN,
    E_RAID,
    E_TREATY_RATIFIED,
    E_TREATY_SIGNED,
    E_WORKS_STRENGTHENED,
    L_ANSWER,
    L_DEMAND,
    L_INSTRUCTION,
    LOWER,
    REFUSE,
    RESIST,
    SILENCE,
    TARGET,
)
from gunboat.world.state import N_FORCES, N_OFFICES, N_RESOLVE, N_THETA, NEVER


@rule
def logistic(x):
    """1 / (1 + exp(-x)) without overflow."""
    if x >= 0.0:
        return 1.0 / (1.0 + math.exp(-x))
    e = math.exp(x)
    return e / (1.0 + e)


@rule
def prior_theta(v, t, j):
    """Unnormalised prior weight of node j of the odds of the next battle."""
    centre = t.assumed.prior_odds_coercer
    if v.side == TARGET:
        centre = t.assumed.prior_odds_target
    z = (t.theta_node[j] - centre) / t.assumed.prior_spread
    return math.exp(-0.5 * z * z)


@rule
def set_prior(v, t):
    """Fill the grid with the prior."""
    total = 0.0
    for j in range(N_THETA):
        total += prior_theta(v, t, j)
    for i in range(N_RESOLVE):
        for j in range(N_THETA):
            v.grid[i * N_THETA + j] = t.resolve_weight[i] * prior_theta(v, t, j) / total


@rule
def freshness(v, t, now):
    """Weight of the grid against the prior, from the age of its newest evidence: 1 fresh, 0 forgotten."""
    if t.age == 0:
        return 1.0
    age = float(now - v.as_of) / (1440.0 * t.assumed.belief_halflife)
    if age < 0.0:
        age = 0.0
    return math.exp(-math.log(2.0) * age)


@rule
def win_chance(v, t, now, odds_shift):
    """Believed chance that the coercer wins the next battle, with its log-odds shifted by `odds_shift`."""
    fresh = freshness(v, t, now)
    total = 0.0
    for j in range(N_THETA):
        total += prior_theta(v, t, j)
    p = 0.0
    for j in range(N_THETA):
        m = 0.0
        for i in range(N_RESOLVE):
            m += v.grid[i * N_THETA + j]
        m = fresh * m + (1.0 - fresh) * prior_theta(v, t, j) / total
        p += m * logistic(t.theta_node[j] + odds_shift)
    return p


@rule
def resolve_share(v, t, now, i):
    """Believed probability of node i of the opponent's resolve."""
    fresh = freshness(v, t, now)
    m = 0.0
    for j in range(N_THETA):
        m += v.grid[i * N_THETA + j]
    return fresh * m + (1.0 - fresh) * t.resolve_weight[i]


@rule
def _fade(v, t, when):
    """Let the grid drift to the prior by the time between its newest evidence and `when`."""
    if when <= v.as_of:
        return
    fresh = freshness(v, t, when)
    total = 0.0
    for j in range(N_THETA):
        total += prior_theta(v, t, j)
    for i in range(N_RESOLVE):
        for j in range(N_THETA):
            prior = t.resolve_weight[i] * prior_theta(v, t, j) / total
            v.grid[i * N_THETA + j] = fresh * v.grid[i * N_THETA + j] + (1.0 - fresh) * prior
    v.as_of = when


@rule
def _normalise(v):
    total = 0.0
    for k in range(N_RESOLVE * N_THETA):
        total += v.grid[k]
    for k in range(N_RESOLVE * N_THETA):
        v.grid[k] = v.grid[k] / total


@rule
def trust(v, writer):
    """Share of a writer's reports that this office takes to be true."""
    return v.trust_for[writer] / (v.trust_for[writer] + v.trust_against[writer])


@rule
def trust_afresh(v, t, reader, writer):
    """Give a writer the trust that his office has before he has reported anything."""
    a = t.assumed
    share = a.trust_other
    bond = t.bond[reader * N_OFFICES + writer]
    if bond == 0:
        share = a.trust_agent
    elif bond == 1:
        share = a.trust_governor
    elif bond == 2:
        share = a.trust_enemy
    v.trust_for[writer] = share * a.trust_strength
    v.trust_against[writer] = (1.0 - share) * a.trust_strength


@rule
def hear_of_battle(v, t, happened, won, credibility):
    """Bayes on the odds of the next battle: a claim that the coercer won (1) or was beaten (0)."""
    _fade(v, t, happened)
    for j in range(N_THETA):
        p = logistic(t.theta_node[j])
        if won == 0:
            p = 1.0 - p
        likelihood = credibility * p + (1.0 - credibility) * 0.5  # an untrue claim tells nothing: an even chance
        for i in range(N_RESOLVE):
            v.grid[i * N_THETA + j] = v.grid[i * N_THETA + j] * likelihood
    _normalise(v)


@rule
def see_firmness(v, t, when, firm):
    """Bayes on the opponent's resolve from what it does at the table: firm (1) or yielding (0)."""
    if t.table == 0:
        return
    _fade(v, t, when)
    for i in range(N_RESOLVE):
        p = logistic(t.assumed.table_signal * t.resolve_node[i])
        if firm == 0:
            p = 1.0 - p
        for j in range(N_THETA):
            v.grid[i * N_THETA + j] = v.grid[i * N_THETA + j] * p
    _normalise(v)


@rule
def _judge(v, letter, won):
    """Hold a claim against an earlier one about the same fight; returns the credibility to give it."""
    credibility = trust(v, letter.sender)
    place = letter.place
    if v.claim_won[place] >= 0 and v.claim_event[place] == letter.happened and v.claim_by[place] != letter.sender:
        earlier = v.claim_by[place]
        if v.claim_won[place] == won:
            v.trust_for[earlier] += 1.0
            return 0.0  # already counted when first heard
        if credibility > trust(v, earlier):
            v.trust_against[earlier] += 1.0
            v.contradicted = earlier
        else:
            v.trust_against[letter.sender] += 1.0
            return 0.0
    elif v.claim_won[place] >= 0 and v.claim_event[place] == letter.happened:
        return 0.0
    v.claim_event[place] = letter.happened
    v.claim_won[place] = won
    v.claim_by[place] = letter.sender
    return credibility


@rule
def _learn_battle(v, t, letter):
    won = int(letter.claim_a)
    credibility = _judge(v, letter, won)
    if credibility == 0.0:
        return
    hear_of_battle(v, t, letter.happened, won, credibility)
    v.hot = 1
    own = won
    if v.side == TARGET:
        own = 1 - won
    if own == 1:
        v.victories += 1
    else:
        v.defeats += 1
    if won == 0:
        v.repulses[letter.place] += 1
    for f in range(N_FORCES):
        if v.force_place[f] == letter.place and v.force_as_of[f] <= letter.happened:
            ours = v.force_state[f] == letter.subject
            loss = letter.claim_c if ours else letter.claim_b
            total = 0.0  # the side's men believed to be there, over whom its loss is spread
            for g in range(N_FORCES):
                if v.force_place[g] == letter.place and (v.force_state[g] == letter.subject) == ours:
                    total += v.force_men[g]
            if total > 0.0 and loss < total:
                v.force_men[f] = v.force_men[f] * (1.0 - loss / total)


@rule
def _learn_report(v, t, letter):
    """A report or news: what it tells, by topic. `subject` is the target state for battles, else what it names."""
    place = letter.place
    topic = letter.topic
    if topic == E_BATTLE:
        _learn_battle(v, t, letter)
    elif topic == E_PLACE_TAKEN or topic == E_PLACE_EVACUATED:
        if letter.happened >= v.holder_as_of[place]:
            v.holder[place] = int(letter.claim_a)
            v.holder_as_of[place] = letter.happened
            v.marching = int(letter.claim_b)
        v.hot = 1
    elif topic == E_FORCE_ARRIVED:
        f = letter.subject
        if letter.happened >= v.force_as_of[f]:
            v.force_state[f] = int(letter.claim_c)
            v.force_place[f] = place
            v.force_men[f] = letter.claim_a
            v.force_as_of[f] = letter.happened
    elif topic == E_BOMBARDMENT or topic == E_RAID or topic == E_BLOCKADE_DECLARED:
        v.hot = 1
    elif topic == E_INCIDENT:
        v.grievance |= letter.clauses
    elif topic == E_HOLDER_CAPTURED or topic == E_COURT_FLED:
        v.hot = 1
    elif topic == E_TREATY_SIGNED:
        v.granted |= letter.clauses
        v.hot = 0
        v.defeats = 0
    elif topic == E_TREATY_RATIFIED:
        v.granted |= letter.clauses
        v.ratified |= letter.clauses
    elif topic == E_WORKS_STRENGTHENED:
        v.fort_men[letter.subject] = letter.claim_b
    elif topic == E_EXPEDITION_ORDERED:
        v.sent += 1
        v.last_sent = letter.happened
    elif topic == E_DEADLINE_EXPIRED:
        # A demand was not met, or an agent asks what to do: the matter stands again, whatever was granted before.
        v.question = 1
        if letter.place >= 0:
            v.mandate |= letter.clauses
            v.granted &= ~letter.clauses
            see_firmness(v, t, letter.happened, 1)


@rule
def _learn_demand(v, t, letter):
    v.demand = letter.subject
    v.demand_clauses = letter.clauses
    v.demand_state = int(letter.claim_b)
    v.demand_from = int(letter.claim_c)
    v.demand_deadline = NEVER
    v.demand_public = 0
    if letter.claim_a > 0.0:
        v.demand_deadline = int(letter.claim_a)
        v.demand_public = 1
        see_firmness(v, t, letter.written, 1)
    v.demand_key = letter.key
    v.demand_written = letter.happened
    v.demand_for = letter.sender


@rule
def _learn_answer(v, t, letter):
    if letter.subject != v.own_demand or int(letter.claim_b) != v.own_presented:
        return
    v.own_answer = letter.topic
    v.own_offered = letter.clauses
    if letter.topic == ACCEPT or letter.topic == COUNTER:
        see_firmness(v, t, letter.written, 0)
    elif letter.topic == REFUSE or letter.topic == RESIST or letter.topic == SILENCE:
        see_firmness(v, t, letter.written, 1)


@rule
def exchange_bit(t):
    """The clause set of the exchange of ratifications alone; empty where the war has none."""
    if t.exchange_clause < 0:
        return 0
    return 1 << t.exchange_clause


@rule
def _learn_instruction(v, t, letter):
    if letter.written < v.instructed:
        return
    v.instructed = letter.written
    v.stance = letter.topic
    v.force_allowed = int(letter.claim_a)
    if letter.topic == LOWER:
        v.mandate &= letter.clauses | exchange_bit(t)
    else:
        v.mandate |= letter.clauses


@rule
def learn(v, t, letter):
    """A letter arrives: the reader's view changes by what it says, and by nothing else."""
    if letter.kind == L_DEMAND:
        _learn_demand(v, t, letter)
    elif letter.kind == L_ANSWER:
        _learn_answer(v, t, letter)
    elif letter.kind == L_INSTRUCTION:
        _learn_instruction(v, t, letter)
    else:
        _learn_report(v, t, letter)


@rule
def sight(v, w, place):
    """An office sees the forces that lie where it is: nobody needs a letter to see the ships around him."""
    for f in range(N_FORCES):
        force = w.forces[f]
        if force.state >= 0 and force.place == place and force.bound < 0:
            v.force_state[f] = force.state
            v.force_place[f] = place
            v.force_men[f] = force.men
            v.force_as_of[f] = w.now
        elif v.force_place[f] == place and v.force_as_of[f] < w.now:
            v.force_place[f] = -1
