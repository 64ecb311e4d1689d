"""The course of an assault on a walled city, in phases with their minutes.

Who wins and what both sides lose is not decided here: that is the law of land battles (`breakpoints.py`), and this rule
is given its end. It lays the end out in time. Guns fire on the city by the hour; the assault begins; the heights above
the city are taken where there are any; a gate is blown in or a wall breached, or men go up ladders; the walls are given
up; now and then men fight on in the streets; then the offices are searched for whoever held them. An assault that
was beaten off stops before the wall, at the gate or breach, or in the streets, and the course stops there.

Each time is the history's own (assumptions city_fire_hours, city_heights_minutes, city_entry_minutes,
city_walls_minutes, city_streets_hours, search_days), give or take city_scatter from one assault to the next; ways and
ends have chances (city_gate_chance, city_streets_chance, city_fails_outside, city_fails_inside, capture_chance). They
rest on sieges from outside the war. Nights, tides and truces are in none of them.
"""

from __future__ import annotations

import math

from gunboat.compiled import rule
from gunboat.world.declaration import Declared, F, I
from gunboat.world.dice import CITY_HOLDER, CITY_TIME, CITY_WAY, normal, uniform
from gunboat.world.formulas.course import (
    COURSE,
    N_COURSE,
    P_ASSAULT,
    P_BEATEN_OFF,
    P_BREACH,
    P_END,
    P_ESCALADE,
    P_HEIGHTS,
    P_HOLDER,
    P_OPEN,
    P_SEARCH,
    P_STREETS,
    P_WALLS,
    note,
)

HOUR = 60.0  # minutes
DAY = 24.0 * HOUR

# Which of the times a draw is for, and which of the ways.
T_FIRE, T_HEIGHTS, T_ENTRY, T_WALLS, T_STREETS, T_SEARCH = range(6)
W_GATE, W_STREETS, W_OUTSIDE, W_INSIDE = range(4)

CITY_ASSAULT = Declared(
    "CityAssault",
    ("won", I, "1 if the attacker won, by the law of land battles"),
    ("attackers", F, "men who assault"),
    ("defenders", F, "men who fight them"),
    ("attackers_lost", F, "men"),
    ("defenders_lost", F, "men"),
    ("guns", F, "guns that fire on the city; 0 not known"),
    ("heights", F, "1 if heights above the city must be taken first"),
    ("holder", F, "1 if an office-holder is in the city and is looked for"),
)
CITY_RESULT = Declared(
    "CityResult",
    ("success", I, "1 if the city was taken"),
    ("breached", I, "1 if a gate or breach was the way in, 0 ladders, or nobody came so far"),
    ("streets", I, "1 if there was fighting in the streets"),
    ("holder_taken", I, "1 if the office-holder was found"),
    ("minutes", F, "from the first shot until the fighting ended"),
    ("searched", F, "minutes until the offices had been searched; 0 they were not"),
    ("n_course", I, "rows of the course"),
    ("course", (COURSE, N_COURSE), "what happened when"),
)


@rule
def assault(w, c, t, r, place, nth):
    """Lay out the course of assault c (CITY_ASSAULT) under terms t in result r; place and nth key the draws."""
    a = t.assumed
    r.success = c.won
    r.breached = 0
    r.streets = 0
    r.holder_taken = 0
    r.searched = 0.0
    r.n_course = 0
    note(r, P_OPEN, 0.0, c.guns)
    minute = lasts(w, t, HOUR * a.city_fire_hours, place, nth, T_FIRE)
    note(r, P_ASSAULT, minute, c.attackers)
    outside = c.won == 0 and uniform(w, CITY_WAY, place, nth, W_OUTSIDE) < a.city_fails_outside
    inside = c.won == 0 and not outside and uniform(w, CITY_WAY, place, nth, W_INSIDE) < a.city_fails_inside
    if c.heights > 0.0:
        minute += lasts(w, t, a.city_heights_minutes, place, nth, T_HEIGHTS)
        if outside:
            beaten_off(c, r, minute)
            return
        note(r, P_HEIGHTS, minute, c.attackers)
    minute += lasts(w, t, a.city_entry_minutes, place, nth, T_ENTRY)
    if outside:
        beaten_off(c, r, minute)
        return
    if uniform(w, CITY_WAY, place, nth, W_GATE) < a.city_gate_chance:
        r.breached = 1
        note(r, P_BREACH, minute, c.attackers)
    elif c.won == 1 or inside:
        note(r, P_ESCALADE, minute, c.attackers)
    minute += lasts(w, t, a.city_walls_minutes, place, nth, T_WALLS)
    if c.won == 0 and not inside:
        beaten_off(c, r, minute)
        return
    if c.won == 1:
        note(r, P_WALLS, minute, c.defenders - c.defenders_lost)
    if inside or uniform(w, CITY_WAY, place, nth, W_STREETS) < a.city_streets_chance:
        r.streets = 1
        minute += lasts(w, t, HOUR * a.city_streets_hours, place, nth, T_STREETS)
        if inside:
            beaten_off(c, r, minute)
            return
        note(r, P_STREETS, minute, c.attackers - c.attackers_lost)
    r.minutes = minute
    note(r, P_END, minute, 1.0)


@rule
def lasts(w, t, usual, place, nth, which):
    """How long a phase lasts, in the unit of `usual`: that, give or take the day's scatter."""
    return usual * math.exp(t.assumed.city_scatter * normal(w, CITY_TIME, place, nth, which))


@rule
def search_minutes(w, t, place, nth):
    """How long the offices of a city that fell are searched."""
    return lasts(w, t, DAY * t.assumed.search_days, place, nth, T_SEARCH)


@rule
def beaten_off(c, r, minute):
    """The assault fails at this minute, and its course ends."""
    note(r, P_BEATEN_OFF, minute, c.attackers_lost)
    r.minutes = minute
    note(r, P_END, minute, 0.0)


@rule
def search(w, c, t, r, place, nth):
    """The offices of a city that fell in result r are searched, and whoever held them is found, or not."""
    r.searched = r.minutes + search_minutes(w, t, place, nth)
    if c.holder > 0.0 and uniform(w, CITY_HOLDER, place, nth, 0) < t.assumed.capture_chance:
        r.holder_taken = 1
        note(r, P_HOLDER, r.searched, 1.0)
    else:
        note(r, P_SEARCH, r.searched, 0.0)
