"""Noticing: what happened is put up for those who were there to report, by `rules/reports.py`."""

from __future__ import annotations

from gunboat.compiled import rule
from gunboat.world.agenda import schedule
from gunboat.world.events import FULL_NOTICES
from gunboat.world.state import N_NOTICES, SLOT_NOTICE


@rule
def notice(w, topic, place, actor, other, subject, a, b, c, ordinal, cause):
    """Put up that something happened now at a place; those who see it will report it. Returns its number."""
    k = 0
    while k < N_NOTICES and w.notices[k].phase != 0:
        k += 1
    if k == N_NOTICES:
        w.error = FULL_NOTICES
        k = 0
    entry = w.notices[k]
    entry.phase = 1
    entry.topic = topic
    entry.office = -1
    entry.happened = w.now
    entry.place = place
    entry.actor = actor
    entry.other = other
    entry.subject = subject
    entry.value_a = a
    entry.value_b = b
    entry.value_c = c
    entry.clauses = 0
    entry.candor = 0
    entry.ordinal = ordinal
    entry.cause = cause
    schedule(w, SLOT_NOTICE + k, w.now)
    return k
