"""Seasons: ice, monsoon and high water.

Ice closes a place between two days of the year. The north-east monsoon blows from October to March and lengthens
northbound passages, the south-west monsoon from April to September southbound ones (China Sea Directory). High water
at a bar comes twice a day, 50 minutes later each day; gunboats cross within two hours of it.
"""

from __future__ import annotations

from gunboat.compiled import rule
from gunboat.world.formulas.tides import TIDE_PERIOD
from gunboat.world.state import MINUTES
from gunboat.world.terms import N_DAYS

NORTH_EAST_FROM, NORTH_EAST_TO = 274, 90  # 1 October and 31 March
TIDE_WINDOW = 120  # minutes before and after it in which the bar can be crossed


@rule
def day_of_year(t, time):
    """Day of the year, 1 to 365, at a time in minutes."""
    day = time // MINUTES
    if day >= N_DAYS:
        day = N_DAYS - 1
    return t.day_of_year[day]


@rule
def frozen(t, place, time):
    """Whether ice closes a place."""
    first = t.places[place].ice_from
    if first == 0:
        return False
    last = t.places[place].ice_to
    day = day_of_year(t, time)
    if first <= last:
        return first <= day <= last
    return day >= first or day <= last


@rule
def open_again(t, place, time):
    """First minute from `time` on at which a place is free of ice."""
    while frozen(t, place, time):
        time = (time // MINUTES + 1) * MINUTES
    return time


@rule
def days_to_ice(t, place, time):
    """Days until ice closes a place; a year where it never does."""
    first = t.places[place].ice_from
    if first == 0:
        return 365.0
    if frozen(t, place, time):
        return 0.0
    ahead = first - day_of_year(t, time)
    if ahead < 0:
        ahead += 365
    return float(ahead)


@rule
def against_monsoon(t, north, south, time):
    """Share of a passage that lies against the wind, from its northbound and southbound shares."""
    day = day_of_year(t, time)
    if day >= NORTH_EAST_FROM or day <= NORTH_EAST_TO:
        return north
    return south


@rule
def next_tide(time):
    """First minute from `time` on at which a tidal bar can be crossed."""
    into = time % TIDE_PERIOD
    if into <= TIDE_WINDOW or into >= TIDE_PERIOD - TIDE_WINDOW:
        return time
    return time + TIDE_PERIOD - TIDE_WINDOW - into
