"""The agenda: when each slot's next event falls due.

`due[slot]` holds time * 2**SLOT_BITS + slot, so the least entry is the next event, and events of one minute come in
the order of the slots (see `world/events.py`). Cancelling is storing NEVER. Slots are searched in two levels.
"""

from __future__ import annotations

import numpy as np

from gunboat.compiled import rule
from gunboat.world.state import N_GROUP, N_GROUPS, NEVER, SLOT_BITS


@rule
def schedule(w, slot, time):
    """Let a slot's event fall due at `time` (minutes), in place of whatever it had; NEVER cancels."""
    packed = NEVER
    if time < NEVER:
        packed = (time << SLOT_BITS) | slot
    old = w.due[slot]
    w.due[slot] = packed
    group = slot // N_GROUP
    if packed <= w.group[group]:
        w.group[group] = packed
    elif old == w.group[group]:
        _settle(w, group)


@rule
def hasten(w, slot, time):
    """Let a slot's event fall due at `time` unless it falls due earlier."""
    if (time << SLOT_BITS) | slot < w.due[slot]:
        schedule(w, slot, time)


@rule
def is_due(w, slot):
    """Whether a slot has an event to come."""
    return w.due[slot] < NEVER


@rule
def due_time(w, slot):
    """Time of a slot's next event in minutes; NEVER if none."""
    if w.due[slot] >= NEVER:
        return NEVER
    return w.due[slot] >> SLOT_BITS


@rule
def next_slot(w):
    """The slot whose event is next, -1 if none; its event is taken off the agenda and `now` set to its time."""
    best = w.group[0]
    for g in range(1, N_GROUPS):
        best = min(best, w.group[g])
    if best >= NEVER:
        return -1
    slot = best & ((1 << SLOT_BITS) - 1)
    w.now = best >> SLOT_BITS
    w.due[slot] = NEVER
    _settle(w, slot // N_GROUP)
    return slot


@rule
def _settle(w, group):
    # An unsigned index spares the compiler the question whether it is negative, and lets it search in vectors.
    least = NEVER
    first = np.uint64(group * N_GROUP)
    for i in range(N_GROUP):
        least = min(least, w.due[first + np.uint64(i)])
    w.group[group] = least
