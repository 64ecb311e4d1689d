"""What each option is worth to an office that decides, from its view alone.

Bargaining follows the agent quantal response with one look ahead (McKelvey and Palfrey 1998; Signorino 1999): an
office values each lawful action by what it expects the other side to do next, given its beliefs about the other's
resolve and about the next battle, and chooses with logit odds. Utilities are in millions of taels and are kept apart
by reason, so that a decision can say what weighed. No function here sees the world: only a view, the terms, the
scratch of the choice and the time.
"""

from __future__ import annotations

import math

from gunboat.compiled import rule
from gunboat.world.belief import logistic, resolve_share, win_chance
from gunboat.world.codes import (
    ACCEPT,
    ADVANCE,
    ATTACK,
    BLOCKADE,
    BOMBARD,
    CAMPAIGN,
    COUNTER,
    DISAVOW,
    DISMISS,
    DROP,
    ENTRY,
    FLEE,
    FORCE,
    FORTIFY,
    HABIT,
    HONOUR,
    LOWER,
    NOTE,
    OVERSTEP,
    REDRESS,
    REFER,
    REFERRAL,
    REFUSE,
    RESIST,
    SEASON,
    SEND_EXPEDITION,
    SILENCE,
    STAKE,
    STALL,
    TARGET,
    ULTIMATUM,
    WAIT,
    WAR,
    ZEAL,
)
from gunboat.world.formulas.season import days_to_ice
from gunboat.world.state import N_ACTIONS, N_FORCES, N_PLACES, N_REASONS, N_RESOLVE

MONTH = 30.0  # days of a month, for the discount
REACH_DAYS = 3.0  # days by steam within which a force is at hand
SEASON_AHEAD = 2.0 * MONTH  # days before the ice from which it weighs in a choice


@rule
def clear(c, occasion):
    """Empty the scratch of a choice."""
    c.occasion = occasion
    for i in range(N_ACTIONS):
        c.lawful[i] = 0
        c.odds[i] = 0.0
    for i in range(N_ACTIONS * N_REASONS):
        c.weight[i] = 0.0


@rule
def add(c, action, reason, taels):
    """Add to what an action is worth for a reason (million taels)."""
    c.weight[action * N_REASONS + reason] += taels


@rule
def worth(c, action):
    """Sum of an action's reasons, million taels."""
    total = 0.0
    for r in range(N_REASONS):
        total += c.weight[action * N_REASONS + r]
    return total


@rule
def value_of(t, clauses):
    """What a clause set is worth to a coercer, million taels."""
    total = 0.0
    for i in range(t.n_clauses):
        if (clauses >> i) & 1:
            total += t.clauses[i].value
    return total * t.assumed.value_multiplier


@rule
def cost_of(t, v, clauses):
    """What a clause set costs the target, million taels, with the weight of the war party at the office."""
    total = 0.0
    for i in range(t.n_clauses):
        if (clauses >> i) & 1:
            total += t.clauses[i].cost
    return total * t.assumed.cost_multiplier * math.exp(t.assumed.hawk_weight * (logistic(v.hawk) - 0.5))


@rule
def local_only(t, clauses):
    """Whether a clause set can be granted on the spot: redress and entry need no treaty."""
    for i in range(t.n_clauses):
        if (clauses >> i) & 1 and t.clauses[i].kind != REDRESS and t.clauses[i].kind != ENTRY:
            return False
    return True


@rule
def extended(t, state, clauses, more):
    """A clause set with the next `more` clauses of a state's wishes."""
    added = 0
    for k in range(t.states[state].n_wishes):
        bit = 1 << t.states[state].wish[k]
        if added < more and clauses & bit == 0 and t.states[state].wish[k] != t.exchange_clause:
            clauses |= bit
            added += 1
    return clauses


@rule
def dearest_left_out(t, clauses):
    """A clause set without the clause that costs the target most; the empty set where there is but one."""
    dearest = -1
    for i in range(t.n_clauses):
        if (clauses >> i) & 1 and (dearest < 0 or t.clauses[i].cost > t.clauses[dearest].cost):
            dearest = i
    if dearest < 0:
        return 0
    return clauses & ~(1 << dearest)


@rule
def at_hand(t, place, approach):
    """Whether a force at a place can press on an approach: it stands on it, or can be there within days by steam."""
    if place < 0:
        return False
    if t.places[place].approach == approach or t.approaches[approach].flank == place:
        return True
    days = t.channels[FORCE].days[place * N_PLACES + t.approaches[approach].anchorage[0]]
    return 0.0 <= days <= REACH_DAYS


@rule
def men_known(t, v, approach, side):
    """Men of one side known to be at hand on an approach."""
    men = 0.0
    for f in range(N_FORCES):
        if v.force_place[f] >= 0 and v.force_state[f] >= 0 and t.states[v.force_state[f]].side == side:
            if at_hand(t, v.force_place[f], approach):
                men += v.force_men[f]
    return men


@rule
def defenders_known(t, v, approach, step):
    """Men of the target known to hold a step of an approach, garrison of its works included."""
    place = t.approaches[approach].step[step]
    men = 0.0
    for f in range(N_FORCES):
        if v.force_place[f] == place and v.force_state[f] == t.target:
            men += v.force_men[f]
    fort = t.places[place].fort
    if fort >= 0:
        men += v.fort_men[fort]
    return men


@rule
def set_scene(v, t, c, approach, step, clauses, state, now):
    """Fill in what the choice is about: pressure, the next battle's chance, the lesser and the greater demand."""
    c.approach = approach
    c.clauses = clauses
    c.lesser = dearest_left_out(t, clauses)
    c.greater = extended(t, state, clauses, int(t.assumed.escalation_clauses + 0.5))
    own = men_known(t, v, approach, 1)
    needed = defenders_known(t, v, approach, step) / t.assumed.enough_ratio
    c.pressure, c.win = weight_of_men(v, t, own, needed, now)


@rule
def weight_of_men(v, t, own, needed, now):
    """Share of the needed men at hand (at most 1), and the believed chance to win with them."""
    if own >= needed:
        return 1.0, win_chance(v, t, now, 0.0)
    if own <= 0.0:
        return 0.0, win_chance(v, t, now, 0.0)
    return own / needed, win_chance(v, t, now, math.log(own / needed))


@rule
def yields(v, t, clauses, pressure, now):
    """A coercer's belief that the target grants `clauses` under a pressure worth `pressure` million taels."""
    cost = cost_of(t, v, clauses)
    p = 0.0
    for i in range(N_RESOLVE):
        x = (pressure - cost * math.exp(0.5 * t.resolve_node[i])) / t.assumed.stake_scale
        p += resolve_share(v, t, now, i) * logistic(t.assumed.precision_target * x)
    return p


@rule
def strikes(v, t, c, now):
    """A target's belief that the coercer uses force if refused."""
    a = t.assumed
    value = value_of(t, c.clauses)
    p = 0.0
    for i in range(N_RESOLVE):
        gain = c.win * value * math.exp(0.5 * t.resolve_node[i]) - (1.0 - c.win) * a.defeat_loss_coercer
        x = (gain - a.campaign_cost * a.blockade_share) / a.stake_scale
        p += resolve_share(v, t, now, i) * logistic(a.precision_coercer * x)
    return c.pressure * p


@rule
def fighting_cost(v, t, c):
    """What fighting on is worth to the target, million taels: mostly negative."""
    a = t.assumed
    near = t.approaches[c.approach].weight
    beaten = -cost_of(t, v, c.greater) - near * a.defeat_loss_target
    return c.win * beaten + (1.0 - c.win) * a.repulse_gain * math.exp(a.hawk_weight * (logistic(v.hawk) - 0.5))


@rule
def weigh_answer(v, t, c, agent, days_to_ask, now):
    """The target's options before a demand: fill in what each is worth. `agent` is 1 below the sovereign."""
    a = t.assumed
    struck = strikes(v, t, c, now)
    fight = fighting_cost(v, t, c)
    defiance = a.audience_cost * float(v.demand_public)
    add(c, ACCEPT, STAKE, -cost_of(t, v, c.clauses))
    add(c, ACCEPT, HONOUR, -defiance)
    part = yields_coercer(v, t, c, now)
    add(c, COUNTER, STAKE, -part * cost_of(t, v, c.lesser))
    add(c, COUNTER, WAR, (1.0 - part) * struck * fight)
    add(c, REFUSE, WAR, struck * fight)
    add(c, REFUSE, HONOUR, (1.0 - struck) * defiance)
    add(c, SILENCE, WAR, struck * fight)
    add(c, RESIST, WAR, fight)
    add(c, RESIST, HONOUR, defiance + a.resist_bonus * (logistic(v.hawk) - 0.5) * 2.0)
    later = max(worth(c, ACCEPT), worth(c, REFUSE))
    add(c, STALL, HABIT, a.stall_taste)
    add(c, STALL, WAR, a.discount_month * later)
    closes = days_to_ice(t, t.approaches[c.approach].step[0], now)
    if closes < SEASON_AHEAD:
        add(c, STALL, SEASON, (1.0 - closes / SEASON_AHEAD) * a.repulse_gain)
    if agent == 1:
        _agents_risk(v, t, c)
        months = days_to_ask / MONTH
        add(c, REFER, REFERRAL, -a.referral_cost * months)
        add(c, REFER, STAKE, math.exp(math.log(a.discount_month) * months) * later)


@rule
def _agents_risk(v, t, c):
    """What an agent risks who goes against instructions, or beyond them."""
    a = t.assumed
    covered = (c.clauses & ~v.mandate) == 0
    if not local_only(t, c.clauses) and not covered:
        add(c, ACCEPT, OVERSTEP, -a.overstep_cost)
        add(c, COUNTER, OVERSTEP, -a.overstep_cost)
    if v.stance == REFUSE or v.stance == RESIST:
        add(c, ACCEPT, OVERSTEP, -a.overstep_cost)
        add(c, COUNTER, OVERSTEP, -a.overstep_cost)
    elif v.stance == ACCEPT or v.stance == COUNTER:
        add(c, REFUSE, OVERSTEP, -a.overstep_cost)
        add(c, RESIST, OVERSTEP, -a.overstep_cost)
        add(c, SILENCE, OVERSTEP, -a.overstep_cost)
    elif v.stance == STALL:
        add(c, ACCEPT, OVERSTEP, -a.overstep_cost)
        add(c, RESIST, OVERSTEP, -a.overstep_cost)


@rule
def yields_coercer(v, t, c, now):
    """A target's belief that the coercer takes the lesser clause set."""
    a = t.assumed
    left_out = value_of(t, c.clauses & ~c.lesser)
    p = 0.0
    for i in range(N_RESOLVE):
        x = (a.campaign_cost * a.blockade_share - left_out * math.exp(0.5 * t.resolve_node[i])) / a.stake_scale
        p += resolve_share(v, t, now, i) * logistic(a.precision_coercer * x)
    return p


@rule
def attack_worth(v, t, c, now):
    """What an attack on the present approach is expected to bring a coercer, million taels, its cost apart."""
    return worth_of_attack(v, t, c, c.approach, c.win, now)


@rule
def worth_of_attack(v, t, c, approach, win, now):
    """The same for any approach and chance to win."""
    a = t.assumed
    pressure = t.approaches[approach].weight * a.defeat_loss_target
    after = yields(v, t, c.greater, pressure, now)
    open_still = a.continuation_share * value_of(t, c.clauses)
    won = after * value_of(t, c.greater) + (1.0 - after) * open_still
    return win * won - (1.0 - win) * a.defeat_loss_coercer


@rule
def weigh_press(v, t, c, higher, days_to_ask, now):
    """A plenipotentiary's options. `higher` is the approach it might go on to, -1 for none."""
    a = t.assumed
    value = value_of(t, c.clauses)
    later = a.discount_month * a.continuation_share * value
    local = a.campaign_cost * a.blockade_share
    drop = a.audience_cost * float(v.own_public)
    threat = c.pressure * c.win * t.approaches[c.approach].weight * a.defeat_loss_target
    fight = attack_worth(v, t, c, now)
    add(c, WAIT, STAKE, later)
    add(c, WAIT, HONOUR, -drop * float(v.own_expired))
    closes = days_to_ice(t, t.approaches[c.approach].anchorage[0], now)
    if closes < SEASON_AHEAD:
        add(c, WAIT, SEASON, -(1.0 - closes / SEASON_AHEAD) * local)
    soft = yields(v, t, c.clauses, 0.0, now)
    add(c, NOTE, STAKE, soft * value + (1.0 - soft) * later)
    hard = yields(v, t, c.clauses, threat, now)
    add(c, ULTIMATUM, STAKE, hard * value)
    add(c, ULTIMATUM, WAR, (1.0 - hard) * max(later, fight - local))
    if fight - local < later:
        add(c, ULTIMATUM, HONOUR, -(1.0 - hard) * a.audience_cost)
    add(c, ATTACK, WAR, fight)
    add(c, ATTACK, CAMPAIGN, -local)
    add(c, BOMBARD, WAR, a.blockade_share * fight + (1.0 - a.blockade_share) * later)
    add(c, BOMBARD, CAMPAIGN, -local * a.blockade_share)
    add(c, BLOCKADE, WAR, a.blockade_share * fight + (1.0 - a.blockade_share) * later)
    add(c, BLOCKADE, CAMPAIGN, -local * a.blockade_share)
    lesser = yields(v, t, c.lesser, threat, now)
    add(c, LOWER, STAKE, lesser * value_of(t, c.lesser))
    add(c, LOWER, HONOUR, -drop * a.blockade_share)
    offered = v.own_offered
    if offered == 0 and v.own_answer == COUNTER:
        offered = v.own_clauses  # the thing itself, by another road or in another form
    add(c, ACCEPT, STAKE, value_of(t, offered))
    add(c, ACCEPT, HONOUR, -drop * a.blockade_share)
    add(c, DROP, HONOUR, -drop)
    months = days_to_ask / MONTH
    add(c, REFER, REFERRAL, -a.referral_cost * months)
    add(c, REFER, STAKE, math.exp(math.log(a.discount_month) * months) * a.continuation_share * value)
    if higher >= 0:
        _weigh_advance(v, t, c, higher, local, now)
    _man_on_the_spot(v, t, c)


@rule
def _weigh_advance(v, t, c, higher, local, now):
    """Going on to an approach that presses harder, with the force that is here against what is known to stand there."""
    a = t.assumed
    own = men_known(t, v, c.approach, 1)
    needed = defenders_known(t, v, higher, 0) / a.enough_ratio
    share, win = weight_of_men(v, t, own, needed, now)
    pressure = t.approaches[higher].weight * a.defeat_loss_target
    threat = yields(v, t, c.clauses, share * win * pressure, now)
    fight = worth_of_attack(v, t, c, higher, win, now)
    add(c, ADVANCE, WAR, threat * value_of(t, c.clauses) + (1.0 - threat) * fight)
    add(c, ADVANCE, CAMPAIGN, -local)


@rule
def _man_on_the_spot(v, t, c):
    """The bias of the man on the spot towards force, and what he risks without authority to use it."""
    a = t.assumed
    disavowed = logistic(a.disavow_base - a.disavow_success * c.win)
    for action in (BLOCKADE, BOMBARD, ATTACK, ADVANCE):
        add(c, action, ZEAL, a.hawk_bias)
        if v.force_allowed == 0:
            add(c, action, OVERSTEP, -disavowed * a.overstep_cost)


@rule
def weigh_war(v, t, c, now):
    """A cabinet's options on the news of a crisis."""
    a = t.assumed
    value = value_of(t, c.clauses)
    later = a.discount_month * a.continuation_share * value
    pressed = float(v.hot)
    add(c, WAIT, STAKE, later)
    add(c, WAIT, HONOUR, -a.audience_cost * (pressed + float(v.defeats)))
    add(c, SEND_EXPEDITION, WAR, attack_worth(v, t, c, now))
    add(c, SEND_EXPEDITION, CAMPAIGN, -a.campaign_cost)
    add(c, SEND_EXPEDITION, HONOUR, a.audience_cost * float(v.defeats))
    soft = yields(v, t, c.lesser, 0.0, now)
    add(c, LOWER, STAKE, soft * value_of(t, c.lesser))
    add(c, LOWER, HONOUR, -a.audience_cost * pressed)
    add(c, DISAVOW, HONOUR, -a.audience_cost * (pressed + float(v.defeats)))
    add(c, DISAVOW, OVERSTEP, a.disavow_base)


@rule
def weigh_brace(v, t, c, now):
    """The sovereign's options on the news of a crisis."""
    a = t.assumed
    struck = strikes(v, t, c, now)
    fight = fighting_cost(v, t, c)
    add(c, WAIT, HABIT, a.stall_taste)
    # Works raise the chance of beating the next attack: worth a share of what hangs on it.
    at_stake = a.repulse_gain + t.approaches[c.approach].weight * a.defeat_loss_target
    add(c, FORTIFY, WAR, max(struck, float(v.hot)) * a.blockade_share * at_stake)
    add(c, FORTIFY, CAMPAIGN, -a.campaign_cost * a.blockade_share * a.blockade_share)
    if v.contradicted >= 0:
        add(c, DISMISS, HONOUR, a.audience_cost)
    add(c, FLEE, WAR, -c.win * fight * a.blockade_share)
    add(c, FLEE, HONOUR, -a.audience_cost)


@rule
def set_odds(t, c, side):
    """Logit odds of the lawful actions, from what each is worth."""
    a = t.assumed
    precision = a.precision_coercer
    if side == TARGET:
        precision = a.precision_target
    best = -math.inf
    for i in range(N_ACTIONS):
        if c.lawful[i] == 1:
            best = max(best, worth(c, i))
    total = 0.0
    for i in range(N_ACTIONS):
        if c.lawful[i] == 1:
            c.odds[i] = math.exp(precision * (worth(c, i) - best) / a.stake_scale)
            total += c.odds[i]
    for i in range(N_ACTIONS):
        c.odds[i] = c.odds[i] / total if c.lawful[i] == 1 else 0.0
