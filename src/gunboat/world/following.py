"""Chances taken from the record: while it is followed, a rule that would draw asks here first."""

from __future__ import annotations

from gunboat.compiled import rule
from gunboat.world.state import MINUTES

ENTERED = -2  # cause of a row that the record enters and no rule makes: an act that the engine has no rule for

SLACK_BEFORE, SLACK_AFTER = 20 * MINUTES, 200 * MINUTES


@rule
def documented(w, t, kind, office, subject, place):
    """The first chance of this kind in the record not yet taken that fits and lies near the present; -1 if none.

    It counts as taken from then on. A blank (-1) in the record fits anything; the record's moment may lie a little
    before the present, where a strain has delayed what it belongs to, or after it, where something is under way.
    """
    if w.following == 0:
        return -1
    for i in range(t.n_chances):
        chance = t.chances[i]
        if w.used[i] == 1 or chance.kind != kind:
            continue
        if chance.office >= 0 and chance.office != office:
            continue
        if chance.subject >= 0 and chance.subject != subject:
            continue
        if chance.place >= 0 and chance.place != place:
            continue
        if w.now - SLACK_BEFORE <= chance.time <= w.now + SLACK_AFTER:
            w.used[i] = 1
            return i
    return -1


@rule
def when_documented(w, t, kind, subject, otherwise):
    """The time of the record's next chance of this kind for a subject while it is followed; else `otherwise`."""
    if w.following == 1:
        for i in range(t.n_chances):
            chance = t.chances[i]
            if w.used[i] == 0 and chance.kind == kind and chance.subject == subject:
                if w.now <= chance.time <= w.now + SLACK_AFTER:
                    return chance.time
    return otherwise
