"""Couriers: letters wait for the mail, travel, are lost, follow a reader who has moved, and arrive.

Offices of the target state write to one another by mounted relay; foreign offices by the steam mails, fortnightly
from London and as often back; letters between the two sides are handed to local officials. A passage takes a
log-normal time about the median of the table of routes, longer against the monsoon; ice stops it. Each leg loses a
letter with a small chance. While the record is followed, a documented letter arrives on its documented day.

Sources: transit times in the war's routes.csv; spread and factors are assumptions (relay_factor, steam_factor,
monsoon_factor, mail_period, loss_per_leg).
"""

from __future__ import annotations

import math

from gunboat.compiled import rule
from gunboat.world.agenda import hasten, schedule
from gunboat.world.belief import learn, sight
from gunboat.world.chronicle import write
from gunboat.world.codes import (
    ACCEPT,
    C_TRANSIT,
    E_BATTLE,
    E_BOMBARDMENT,
    E_COURT_FLED,
    E_DEADLINE_EXPIRED,
    E_HOLDER_CAPTURED,
    E_LETTER_ARRIVED,
    E_LETTER_LOST,
    E_PLACE_TAKEN,
    E_TREATY_SIGNED,
    HAND,
    L_ANSWER,
    L_NEWS,
    L_ORDER,
    L_REPORT,
    MAIL,
    RELAY,
    SOVEREIGN,
    TARGET,
    WIRE,
)
from gunboat.world.dice import LOST, MAIL_WAIT, TRANSIT, normal, normal_cdf, normal_quantile, uniform
from gunboat.world.events import FULL_NOTICES
from gunboat.world.formulas.nearness import near
from gunboat.world.formulas.season import against_monsoon, open_again
from gunboat.world.opinion import news_moves_opinion
from gunboat.world.state import MINUTES, N_NOTICES, N_PLACES, NEVER, SLOT_DEMAND, SLOT_LETTER, SLOT_NOTICE, SLOT_ORDER
from gunboat.world.waking import wake

# What a government sits down to decide about; other reports are read and filed.
WEIGHTY = (E_BATTLE, E_PLACE_TAKEN, E_BOMBARDMENT, E_DEADLINE_EXPIRED, E_HOLDER_CAPTURED, E_COURT_FLED, E_TREATY_SIGNED)
STRAINED_FROM = 3.0  # standard deviations of the log from the median at which a documented passage is a strain
SAME_LETTER = 4 * MINUTES  # a letter of the record is this one if written within so many minutes of its documented day


@rule
def on_letter(w, t, k):
    """A letter leaves, or arrives where it was sent."""
    letter = w.letters[k]
    if letter.phase == 1:
        _leave(w, t, k)
    elif w.offices[letter.receiver].place != letter.to_place and letter.imposed == 0:
        letter.from_place = letter.to_place
        letter.to_place = w.offices[letter.receiver].place
        letter.phase = 1
        schedule(w, SLOT_LETTER + k, w.now)
    else:
        _arrive(w, t, k)


@rule
def channel_of(t, letter):
    """The channel a letter takes."""
    ours = t.states[t.offices[letter.sender].state].side == TARGET
    theirs = t.states[t.offices[letter.receiver].state].side == TARGET
    if ours and theirs:
        return RELAY
    if ours or theirs:
        return HAND
    if letter.kind == L_NEWS:
        return WIRE
    return MAIL


@rule
def median_days(t, channel, way, time):
    """Median days of a letter's passage that begins at `time`."""
    ways = t.channels[channel]
    days = ways.days[way]
    share = against_monsoon(t, ways.north[way], ways.south[way], time)
    days = days * (1.0 + share * (t.assumed.monsoon_factor - 1.0))
    if channel == RELAY:
        return days * t.assumed.relay_factor
    return days * t.assumed.steam_factor


@rule
def _leave(w, t, k):
    letter = w.letters[k]
    letter.phase = 2
    letter.departed = w.now
    taken = _documented_transit(w, t, letter)
    if taken >= 0:
        letter.imposed = 1
        w.hurry[taken] = _hurry(t, letter, max(w.now, t.chances[taken].time))
        schedule(w, SLOT_LETTER + k, max(w.now, t.chances[taken].time))
        return
    if t.delay == 0 or letter.from_place == letter.to_place:
        schedule(w, SLOT_LETTER + k, w.now)
        return
    channel = channel_of(t, letter)
    way = letter.from_place * N_PLACES + letter.to_place
    if t.channels[channel].days[way] < 0.0:
        channel = HAND
    if t.channels[channel].days[way] < 0.0:
        _lose(w, k)
        return
    ways = t.channels[channel]
    about = letter.key
    kept = math.exp(ways.legs[way] * math.log(1.0 - t.assumed.loss_per_leg))
    if uniform(w, LOST, letter.from_place, about, 0) > kept:
        _lose(w, k)
        return
    leaves = w.now
    if ways.scheduled[way] > 0.0:
        leaves += int(uniform(w, MAIL_WAIT, letter.from_place, about, 0) * t.assumed.mail_period * MINUTES)
    if ways.ice[way] > 0:
        leaves = open_again(t, ways.ice[way] - 1, leaves)
    days = median_days(t, channel, way, leaves) * math.exp(
        ways.spread[way] * normal(w, TRANSIT, letter.from_place, about, 0)
    )
    schedule(w, SLOT_LETTER + k, leaves + int(days * MINUTES))


@rule
def _documented_transit(w, t, letter):
    """The record's own passage of this letter, while it is followed; -1 if it has none."""
    if w.following == 0:
        return -1
    for i in range(t.n_chances):
        chance = t.chances[i]
        if w.used[i] == 1 or chance.kind != C_TRANSIT:
            continue
        if chance.office != letter.sender or chance.subject != letter.receiver or int(chance.a) != letter.kind:
            continue
        early = SAME_LETTER
        if t.channels[channel_of(t, letter)].scheduled[letter.from_place * N_PLACES + letter.to_place] > 0.0:
            early += int(t.assumed.mail_period * MINUTES)  # it waited for the steamer of that date
        if int(chance.b) - early <= letter.written <= int(chance.b) + SAME_LETTER:
            w.used[i] = 1
            return i
    return -1


@rule
def _hurry(t, letter, arrives):
    """Days by which a documented passage lies outside the table of routes: below 0 too fast, above 0 too slow."""
    channel = channel_of(t, letter)
    way = letter.from_place * N_PLACES + letter.to_place
    ways = t.channels[channel]
    median = median_days(t, channel, way, letter.departed)
    if median <= 0.0 or ways.spread[way] <= 0.0:
        return 0.0
    days = float(arrives - letter.written) / MINUTES
    band = math.exp(STRAINED_FROM * ways.spread[way])
    if days < median / band:
        return days - median / band
    slowest = median * band + ways.scheduled[way] * t.assumed.mail_period
    return max(0.0, days - slowest)


@rule
def _lose(w, k):
    letter = w.letters[k]
    write(
        w, E_LETTER_LOST, letter.sender, letter.receiver, letter.from_place, float(letter.kind), 0.0, 0.0, letter.cause
    )
    letter.phase = 0


@rule
def _arrive(w, t, k):
    letter = w.letters[k]
    o = letter.receiver
    cause = letter.cause
    if letter.sender != o:
        under_way = float(w.now - letter.written) / MINUTES
        cause = write(
            w,
            E_LETTER_ARRIVED,
            o,
            letter.sender,
            letter.to_place,
            float(letter.kind),
            under_way,
            float(letter.candor),
            cause,
        )
    v = w.views[o]
    if t.offices[o].role == SOVEREIGN:
        news_moves_opinion(w, t, o, letter)
    learn(v, t, letter)
    sight(v, w, w.offices[o].place)
    if letter.kind != L_REPORT or letter.topic in WEIGHTY:
        v.bracing = 1
        v.news += 1
    _set_off(w, letter, o, cause)
    _pass_on(w, t, letter, o, cause)
    letter.phase = 0
    if letter.kind != L_ORDER:
        wake(w, t, o, cause)


@rule
def _set_off(w, letter, o, cause):
    """What an arriving letter puts on the agenda beyond the reader's own thoughts."""
    if letter.kind == L_ANSWER:
        demand = w.demands[letter.subject]
        late_grant = demand.status == 4 and letter.topic == ACCEPT
        if (demand.status == 1 or late_grant) and demand.presented == int(letter.claim_b):
            demand.status = 1
            demand.answer = letter.topic
            demand.granted = letter.clauses
            demand.cause = cause
            schedule(w, SLOT_DEMAND + letter.subject, w.now)
    elif letter.kind == L_ORDER:
        office = w.offices[o]
        office.order = letter.topic
        office.order_subject = letter.subject
        office.order_clauses = letter.clauses
        office.order_place = letter.place
        office.order_clock = 0
        office.order_cause = cause
        hasten(w, SLOT_ORDER + o, w.now)


@rule
def _pass_on(w, t, letter, o, cause):
    """A report that reaches an office from below is passed on to its superior, as it was told."""
    superior = t.offices[o].reports_to
    if superior < 0 or letter.sender == o or letter.sender == superior or near(t, w.offices[o].place, letter.place):
        return  # what it saw itself it has reported itself
    if letter.kind != L_REPORT:
        return
    for n in range(N_NOTICES):
        entry = w.notices[n]
        if entry.phase == 0:
            entry.phase = 3
            entry.topic = letter.topic
            entry.office = o
            entry.happened = letter.happened
            entry.place = letter.place
            entry.subject = letter.subject
            entry.value_a = letter.claim_a
            entry.value_b = letter.claim_b
            entry.value_c = letter.claim_c
            entry.clauses = letter.clauses
            entry.candor = letter.candor
            entry.ordinal = letter.sender
            entry.cause = cause
            schedule(w, SLOT_NOTICE + n, w.now + int(t.assumed.drafting_days * MINUTES))
            return
    w.error = FULL_NOTICES


@rule
def let_go_of_letter(w, t, k):
    """The record is let go while a letter is under way: it draws what remains, given that it has not arrived."""
    letter = w.letters[k]
    if letter.phase != 2 or letter.imposed == 0:
        return
    letter.imposed = 0
    channel = channel_of(t, letter)
    way = letter.from_place * N_PLACES + letter.to_place
    if t.channels[channel].days[way] < 0.0:
        channel = HAND
    median = median_days(t, channel, way, letter.departed)
    spread = t.channels[channel].spread[way]
    elapsed = float(w.now - letter.departed) / MINUTES
    if median <= 0.0 or spread <= 0.0:
        schedule(w, SLOT_LETTER + k, w.now)
        return
    passed = 0.0
    if elapsed > 0.0:
        passed = normal_cdf(math.log(elapsed / median) / spread)
    u = passed + (1.0 - passed) * uniform(w, TRANSIT, letter.from_place, letter.key, 1)
    if u >= 1.0:
        schedule(w, SLOT_LETTER + k, w.now)  # later than the distribution allows: it is at the door
        return
    days = median * math.exp(spread * normal_quantile(u))
    schedule(w, SLOT_LETTER + k, min(NEVER - 1, max(w.now, letter.departed + int(days * MINUTES))))
