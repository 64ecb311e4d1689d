"""The loop: take the next event off the agenda and hand it to its rule.

`advance` is re-entrant. It returns why it stopped: the history has ended, a held seat must decide, or an error.
"""

from __future__ import annotations

import math

from gunboat.compiled import entry, rule
from gunboat.rules.circumstances import next_turn, on_circumstance
from gunboat.rules.combat import on_attack
from gunboat.rules.couriers import let_go_of_letter, on_letter
from gunboat.rules.deciding import decide, on_office
from gunboat.rules.diplomacy import on_demand
from gunboat.rules.expedition import on_state
from gunboat.rules.incidents import next_incident, on_incident
from gunboat.rules.movement import let_go_of_force, on_force
from gunboat.rules.occupation import on_hold
from gunboat.rules.orders import on_order
from gunboat.rules.reports import on_notice
from gunboat.rules.script import on_script
from gunboat.rules.treaties import on_treaty, signature_time
from gunboat.rules.works import on_fort
from gunboat.world.agenda import next_slot, schedule
from gunboat.world.book import TALKING
from gunboat.world.chronicle import write
from gunboat.world.codes import CHOOSES, E_HISTORY_ENDED
from gunboat.world.dice import PHASE, uniform
from gunboat.world.events import LOST_CLOCK
from gunboat.world.following import ENTERED
from gunboat.world.opening import begin
from gunboat.world.state import (
    MINUTES,
    N_FORCES,
    N_LETTERS,
    N_TREATIES,
    NEVER,
    SLOT_CIRCUMSTANCE,
    SLOT_DEMAND,
    SLOT_END,
    SLOT_FORCE,
    SLOT_FORT,
    SLOT_HOLD,
    SLOT_INCIDENT,
    SLOT_LET_GO,
    SLOT_LETTER,
    SLOT_NOTICE,
    SLOT_OFFICE,
    SLOT_ORDER,
    SLOT_SCRIPT,
    SLOT_STATE,
    SLOT_TREATY,
)

ENDED, SEAT, FAILED = 0, 1, 2


@rule
def start(w, t, seed, number, let_go):
    """Begin a history and put its circumstances on the agenda."""
    begin(w, t, seed, number, let_go)
    for i in range(t.n_circumstances):
        schedule(w, SLOT_CIRCUMSTANCE + i, next_turn(w, t, i))


@rule
def advance(w, t):
    """Run a history until it ends (0), a held seat must decide (1: `stopped` names it) or something fails (2)."""
    w.stopped = -1
    while w.ended == 0 and w.error == 0 and w.stopped < 0:
        before = w.now
        slot = next_slot(w)
        if slot < 0 or slot == SLOT_END:
            write(w, E_HISTORY_ENDED, -1, -1, -1, 0.0, 0.0, 0.0, -1)
            w.ended = 1
        elif w.now < before:
            w.error = LOST_CLOCK
        else:
            w.n_events += 1
            _happen(w, t, slot)
    if w.error != 0:
        return FAILED
    if w.stopped >= 0:
        return SEAT
    return ENDED


@rule
def _happen(w, t, slot):
    """Hand an event to its rule."""
    if slot >= SLOT_OFFICE:
        on_office(w, t, slot - SLOT_OFFICE)
    elif slot >= SLOT_ORDER:
        on_order(w, t, slot - SLOT_ORDER)
    elif slot >= SLOT_INCIDENT:
        on_incident(w, t, slot - SLOT_INCIDENT)
    elif slot >= SLOT_CIRCUMSTANCE:
        on_circumstance(w, t, slot - SLOT_CIRCUMSTANCE)
    elif slot >= SLOT_HOLD:
        on_hold(w, t, slot - SLOT_HOLD)
    elif slot >= SLOT_FORT:
        on_fort(w, t, slot - SLOT_FORT)
    elif slot >= SLOT_STATE:
        on_state(w, t, slot - SLOT_STATE)
    elif slot >= SLOT_TREATY:
        on_treaty(w, t, slot - SLOT_TREATY)
    elif slot >= SLOT_DEMAND:
        on_demand(w, t, slot - SLOT_DEMAND)
    elif slot >= SLOT_FORCE:
        _force(w, t, slot - SLOT_FORCE)
    elif slot >= SLOT_NOTICE:
        on_notice(w, t, slot - SLOT_NOTICE)
    elif slot >= SLOT_LETTER:
        on_letter(w, t, slot - SLOT_LETTER)
    elif slot == SLOT_SCRIPT:
        on_script(w, t)
    elif slot == SLOT_LET_GO:
        _let_go(w, t)


@rule
def _force(w, t, f):
    phase = w.forces[f].phase
    if phase == 4:
        on_attack(w, t, f)
    else:
        on_force(w, t, f)


@rule
def _let_go(w, t):
    """The record is let go: from here every office decides for itself and every chance is drawn."""
    w.following = 0
    schedule(w, SLOT_SCRIPT, NEVER)
    for k in range(N_LETTERS):
        let_go_of_letter(w, t, k)
    for f in range(N_FORCES):
        let_go_of_force(w, t, f)
    for i in range(N_TREATIES):
        if w.treaties[i].status == TALKING:
            schedule(w, SLOT_TREATY + i, signature_time(w, t, i))
    for i in range(t.n_circumstances):
        schedule(w, SLOT_CIRCUMSTANCE + i, next_turn(w, t, i))
    for i in range(t.n_incidents):
        schedule(w, SLOT_INCIDENT + i, next_incident(w, t, i))
    for o in range(t.n_offices):
        if t.offices[o].mind == CHOOSES:
            phase = uniform(w, PHASE, o, 0, 0)
            first = w.now + int(phase * t.assumed.review_days * MINUTES)
            if w.views[o].demand >= 0:
                first = w.now + int(phase * t.assumed.deliberation_days * MINUTES)
            w.views[o].bracing = 1
            schedule(w, SLOT_OFFICE + o, first)


@rule
def measure(w, patterns, n_patterns, times, values_a, values_b, rows):
    """Find each pattern's event in the chronicle: its time in minutes (-1 not found), its values and its row."""
    for p in range(n_patterns):
        pattern = patterns[p]
        times[p] = -1
        values_a[p] = math.nan
        values_b[p] = math.nan
        rows[p] = -1
        first = 0
        if pattern.after >= 0:
            if rows[pattern.after] < 0:
                continue
            first = rows[pattern.after] + 1
        seen = 0
        for r in range(first, w.n_rows):
            row = w.rows[r]
            if row.kind == pattern.kind and row.time >= pattern.since and row.cause != ENTERED and fits(row, pattern):
                seen += 1
                if seen == pattern.nth:
                    times[p] = row.time
                    values_a[p] = row.b if pattern.shift == 1 else row.a
                    values_b[p] = row.c if pattern.shift == 1 else row.b
                    rows[p] = r
                    break


@rule
def fits(row, pattern):
    """Whether a chronicle row fits a pattern."""
    if pattern.actor >= 0 and row.actor != pattern.actor:
        return False
    if pattern.other >= 0 and row.other != pattern.other:
        return False
    if pattern.place >= 0 and row.place != pattern.place:
        return False
    return pattern.least <= row.a <= pattern.most


@rule
def _renew(bytes_to, bytes_from, n):
    for i in range(n):
        bytes_to[i] = bytes_from[i]


@entry
def run_batch(
    worlds,
    terms,
    world_words,
    opening_words,
    n_words,
    assumed,
    samples,
    battles,
    draws,
    patterns,
    n_patterns,
    seed,
    first,
    n,
    let_go,
    held,
    fresh,
    times,
    values_a,
    values_b,
    rows,
    counts,
):
    """Run histories `first` to `first + n - 1` of a seed, one after another, and measure each.

    `samples[i]` are the assumptions and `draws[i]` the laws of battle of history `first + i`; they are written
    through `assumed` and `battles`, views of the terms. With `fresh` 0 the world goes on from where it stands: a held
    seat has decided, or a saved history is resumed. Results go to row i of times, values_a, values_b and rows;
    counts[i] holds events, draws, letters, chronicle rows, decisions, the error, and why the history stopped.
    """
    w = worlds[0]
    t = terms[0]
    for i in range(n):
        if fresh == 1:
            _renew(world_words, opening_words, n_words)
            for k in range(len(assumed)):
                assumed[k] = samples[i, k]
            for k in range(len(battles)):
                battles[k] = draws[i, k]
            start(w, t, seed, first + i, let_go)
        w.held = held
        counts[i, 6] = advance(w, t)
        measure(w, patterns, n_patterns, times[i], values_a[i], values_b[i], rows[i])
        counts[i, 0] = w.n_events
        counts[i, 1] = w.n_draws
        counts[i, 2] = w.n_letters
        counts[i, 3] = w.n_rows
        counts[i, 4] = w.n_decisions
        counts[i, 5] = w.error


@rule
def order_of_seat(w, t, action):
    """A held seat has chosen: let its choice take effect. The engine had stopped with its options in `choice`."""
    decide(w, t, w.stopped, action)


@entry
def seat_decides(worlds, terms, action):
    """Let a held seat's choice take effect (the entry for `order_of_seat`)."""
    order_of_seat(worlds[0], terms[0], action)
