"""Who lives near enough to see a thing for himself."""

from __future__ import annotations

from gunboat.compiled import rule
from gunboat.world.codes import HAND
from gunboat.world.state import N_PLACES

NEAR_DAYS = 1.0  # a day's journey


@rule
def near(t, here, there):
    """Whether two places lie within a day's journey."""
    if here == there:
        return True
    if here < 0 or there < 0:
        return False
    days = t.channels[HAND].days[here * N_PLACES + there]
    return 0.0 <= days <= NEAR_DAYS
