"""The course of an action: what happened, and how many minutes after the first shot.

One list of phases serves attacks on works and on cities, so that one reader tells them all. A row's value is by phase:
guns left, ships out of action, men, or the chance or end of something, as the rule that notes it says.
"""

from __future__ import annotations

from gunboat.compiled import rule
from gunboat.record.tables import PHASES
from gunboat.world.declaration import Declared, F, I

N_COURSE = 12  # rows of a course

P_OPEN, P_SHIP_OUT, P_HALF_GUNS, P_SILENCED, P_BROKE_OFF, P_PAST, P_LANDED, P_STORM, P_END = range(9)
P_ASSAULT, P_BREACH, P_ESCALADE, P_HEIGHTS, P_WALLS, P_STREETS, P_BEATEN_OFF = range(9, 16)
P_SEARCH, P_HOLDER, P_BY_LAND = range(16, len(PHASES))

COURSE = Declared(
    "Course",
    ("phase", I, "number in PHASES"),
    ("minute", F, "minutes since fire opened"),
    ("value", F, "ships out, guns left, or men, by phase"),
)


@rule
def note(r, phase, minute, value):
    """Add a row to the course of result r, where it has room."""
    if r.n_course < N_COURSE:
        row = r.course[r.n_course]
        row.phase = phase
        row.minute = minute
        row.value = value
        r.n_course += 1
