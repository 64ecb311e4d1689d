"""Tides: when high water comes again, and what the ebb bares."""

from __future__ import annotations

import math

from gunboat.compiled import rule

TIDE_PERIOD = 745  # minutes between high waters: half a lunar day of 24 h 50 min


@rule
def bared(at_low, minutes):
    """Metres of a flat bared so many minutes after high water, `at_low` of them at low water."""
    return 0.5 * at_low * (1.0 - math.cos(2.0 * math.pi * minutes / TIDE_PERIOD))
