"""Waking: something has reached an office that may make it decide."""

from __future__ import annotations

from gunboat.compiled import rule
from gunboat.world.agenda import hasten
from gunboat.world.codes import PASSIVE
from gunboat.world.state import MINUTES, NEVER, SLOT_OFFICE


@rule
def wake(w, t, office, cause):
    """Let an office decide after its usual deliberation; sooner where a clock on its table leaves less time."""
    if office < 0 or t.offices[office].mind == PASSIVE or w.offices[office].taken == 1:
        return
    pause = int(t.assumed.deliberation_days * MINUTES)
    deadline = w.views[office].demand_deadline
    if w.views[office].demand >= 0 and deadline < NEVER:
        left = deadline - w.now
        if left < 2 * pause:
            pause = max(0, left // 2)
    w.offices[office].cause = cause
    hasten(w, SLOT_OFFICE + office, w.now + pause)
