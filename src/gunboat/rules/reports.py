"""Reports: who sees what happened, when it is written up, and how truly.

Everybody within a day's ride sees it for himself and reports to his superior. An official whose own side has lost
weighs what embellishing gains him against the cost of lying and the chance that an independent account reaches his
superior first (the lying-cost model of Kartik 2009): his report is true, softened (fighting, but nothing lost) or
invented (a victory), and one that is not true is held back for a while. Another governor of the target state, and
foreign news, may bring an independent account later. While the record is followed, a documented report is as false
and as late as it was.

Assumptions: embellish_gain, lying_cost, detection_cost, detection_rate, lying_noise, filing_delay, drafting_days.
"""

from __future__ import annotations

import math

from gunboat.compiled import rule
from gunboat.world.agenda import schedule
from gunboat.world.codes import (
    C_REPORT,
    CABINET,
    E_BATTLE,
    E_BOMBARDMENT,
    E_FORCE_ARRIVED,
    E_PLACE_TAKEN,
    E_WORKS_STRENGTHENED,
    GOVERNOR,
    L_NEWS,
    L_REPORT,
    TARGET,
    THIRD,
)
from gunboat.world.dice import FILING, REPORT, event_key, exponential, fold, normal
from gunboat.world.events import FULL_NOTICES
from gunboat.world.following import documented
from gunboat.world.formulas.nearness import near
from gunboat.world.mail import post
from gunboat.world.state import MINUTES, N_NOTICES, SLOT_NOTICE

LATEST_RUMOUR = 730.0  # days; an account later than this changes nothing
SOFTENED_FROM, INVENTED_FROM = 0.5, 1.5  # log units of distortion: Kartik's scale, cut into three


@rule
def on_notice(w, t, n):
    """Something that happened is seen; or its report is filed; or a report is passed on."""
    entry = w.notices[n]
    if entry.phase == 1:
        _seen(w, t, n)
    else:
        _file(w, t, n)
    entry.phase = 0


@rule
def _seen(w, t, n):
    entry = w.notices[n]
    for o in range(t.n_offices):
        if not near(t, w.offices[o].place, entry.place) or w.offices[o].taken == 1:
            continue
        if entry.topic == E_WORKS_STRENGTHENED and t.offices[o].state != entry.actor:
            continue  # what is built behind the walls the other side does not see
        _tell(w, t, n, o, o, 0, L_REPORT)
        superior = superior_of(w, t, o)
        if superior >= 0 and not near(t, w.offices[superior].place, entry.place) and _concerns(t, n, w, o):
            _draft(w, t, n, o)
    if entry.topic == E_BATTLE or entry.topic == E_PLACE_TAKEN:
        _rumour(w, t, n)


@rule
def superior_of(w, t, o):
    """To whom an office reports: its superior, or his where he is a prisoner; -1 nobody."""
    superior = t.offices[o].reports_to
    while superior >= 0 and w.offices[superior].taken == 1:
        superior = t.offices[superior].reports_to
    return superior


@rule
def _concerns(t, n, w, o):
    """Whether what happened is an office's business to report: its own state's doing, or done to it, or its enemy's."""
    entry = w.notices[n]
    state = t.offices[o].state
    if entry.actor == state or entry.other == state:
        return True
    return t.states[entry.actor].side != THIRD and t.states[state].side != THIRD and entry.topic != E_FORCE_ARRIVED


@rule
def _copy(w, n, office, phase, candor):
    """A further notice like entry n, for one office to file. Returns its number."""
    k = 0
    while k < N_NOTICES and w.notices[k].phase != 0:
        k += 1
    if k == N_NOTICES:
        w.error = FULL_NOTICES
        k = 0
    entry = w.notices[n]
    copy = w.notices[k]
    copy.phase = phase
    copy.topic = entry.topic
    copy.office = office
    copy.happened = entry.happened
    copy.place = entry.place
    copy.actor = entry.actor
    copy.other = entry.other
    copy.subject = entry.subject
    copy.value_a = entry.value_a
    copy.value_b = entry.value_b
    copy.value_c = entry.value_c
    copy.clauses = entry.clauses
    copy.candor = candor
    copy.ordinal = entry.ordinal
    copy.cause = entry.cause
    return k


@rule
def _draft(w, t, n, o):
    """An office that saw it writes it up: how truly, and when."""
    entry = w.notices[n]
    side = t.states[t.offices[o].state].side
    candor = 0
    delay = t.assumed.drafting_days
    lost = _lost(w, t, n, side)
    taken = -1
    if lost:
        taken = documented(w, t, C_REPORT, o, -1, entry.place)
    when = w.now + int(delay * MINUTES)
    if taken >= 0:
        candor = int(t.chances[taken].a)
        when = max(w.now, t.chances[taken].time)
    elif lost and t.lying == 1:
        candor = _candor(w, t, n, o)
        if candor > 0:
            held = t.assumed.filing_delay * exponential(w, FILING, o, (entry.place << 8) | entry.topic, entry.ordinal)
            when += int(held * MINUTES)
    k = _copy(w, n, o, 2, candor)
    schedule(w, SLOT_NOTICE + k, when)


@rule
def _lost(w, t, n, side):
    """Whether what happened is a defeat for a side."""
    entry = w.notices[n]
    if entry.topic == E_BATTLE:
        coercer_won = _coercer_won(t, entry)
        return coercer_won == (1 if side == TARGET else 0)
    if entry.topic == E_PLACE_TAKEN:
        return t.states[entry.other].side == side
    return entry.topic == E_BOMBARDMENT and side == TARGET


@rule
def _coercer_won(t, entry):
    if t.states[entry.actor].side == TARGET:
        return 1 - int(entry.value_a)
    return int(entry.value_a)


@rule
def _candor(w, t, n, o):
    """0 true, 1 softened, 2 invented: the distortion that an official thinks worth its risk."""
    entry = w.notices[n]
    a = t.assumed
    found_out = 1.0 - math.exp(-a.detection_rate * a.filing_delay)
    gain = a.embellish_gain * t.offices[o].embellishes
    taste = a.lying_noise * normal(w, REPORT, o, (entry.place << 8) | entry.topic, entry.ordinal)
    distortion = (gain - a.detection_cost * found_out) / a.lying_cost + taste
    if distortion < SOFTENED_FROM:
        return 0
    if distortion < INVENTED_FROM or entry.topic == E_PLACE_TAKEN:
        return 1  # that a place is gone cannot be reported as its defence
    return 2


@rule
def _rumour(w, t, n):
    """An independent account reaches another governor of the target state, who reports it truly."""
    entry = w.notices[n]
    for o in range(t.n_offices):
        office = t.offices[o]
        if office.role != GOVERNOR or t.states[office.state].side != TARGET or office.reports_to < 0:
            continue
        if near(t, w.offices[o].place, entry.place) or w.offices[o].taken == 1:
            continue
        days = exponential(
            w, FILING, o, fold(event_key(w.key, REPORT, o, entry.place), entry.topic) >> 40, entry.ordinal
        )
        days = days / t.assumed.detection_rate
        if days < LATEST_RUMOUR:
            k = _copy(w, n, o, 2, 0)
            schedule(w, SLOT_NOTICE + k, w.now + int(days * MINUTES))


@rule
def _file(w, t, n):
    """A report is posted to the superior of the office that files it."""
    entry = w.notices[n]
    o = entry.office
    superior = superior_of(w, t, o)
    if superior < 0 or w.offices[o].taken == 1:
        return
    if entry.phase == 3:
        _forward(w, n, o, superior)
    else:
        _tell(w, t, n, o, superior, entry.candor, L_REPORT)
        if t.offices[superior].role == CABINET and (entry.topic == E_BATTLE or entry.topic == E_PLACE_TAKEN):
            _tell(w, t, n, o, superior, entry.candor, L_NEWS)  # the newspapers' wire runs ahead of the despatch


@rule
def _about(w, n):
    """Key of what a notice tells: its topic, place and count there."""
    entry = w.notices[n]
    return fold(event_key(w.key, entry.topic, entry.place, entry.ordinal), 0)


@rule
def _forward(w, n, o, superior):
    entry = w.notices[n]
    about = fold(event_key(w.key, entry.topic, entry.place, entry.happened), entry.ordinal)
    k = post(w, L_REPORT, o, superior, about, entry.candor, entry.cause)
    letter = w.letters[k]
    letter.happened = entry.happened
    letter.topic = entry.topic
    letter.subject = entry.subject
    letter.place = entry.place
    letter.claim_a = entry.value_a
    letter.claim_b = entry.value_b
    letter.claim_c = entry.value_c
    letter.clauses = entry.clauses


@rule
def _tell(w, t, n, o, reader, candor, kind):
    """Write what happened as a letter's claims. For battles: coercer won, coercers' loss, target's loss."""
    entry = w.notices[n]
    k = post(w, kind, o, reader, _about(w, n), candor, entry.cause)
    letter = w.letters[k]
    letter.happened = entry.happened
    letter.topic = entry.topic
    letter.subject = entry.subject
    letter.place = entry.place
    letter.clauses = entry.clauses
    letter.claim_a = entry.value_a
    letter.claim_b = entry.value_b
    letter.claim_c = entry.value_c
    if entry.topic == E_BATTLE:
        letter.subject = t.target
        letter.claim_a = float(_coercer_won(t, entry))
        if t.states[entry.actor].side == TARGET:
            letter.claim_b = entry.value_c
            letter.claim_c = entry.value_b
    elif entry.topic == E_PLACE_TAKEN:
        letter.claim_a = float(entry.actor)
    if candor == 1:
        letter.topic = E_BOMBARDMENT  # fighting, nothing lost
    elif candor == 2:
        letter.topic = E_BATTLE  # a victory that was not
        letter.subject = t.target
        letter.claim_a = 0.0
        letter.claim_b = max(letter.claim_b, letter.claim_c)
        letter.claim_c = 0.0
