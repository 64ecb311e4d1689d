"""Following the record: its choices are given as orders, on their dates, and carried out by the ordinary rules.

A choice that cannot be carried out yet - the answer to a demand that has not arrived, an attack by a fleet that is not
there - waits, and how late it came is kept as a strain. One that is still not possible when its patience ends is kept
as not possible, and the record goes on. Nothing is bent in silence. An act of the record for which there is no rule
is entered in the chronicle on its date, marked as such, and has no effect.
"""

from __future__ import annotations

from gunboat.compiled import rule
from gunboat.world.agenda import hasten, schedule
from gunboat.world.chronicle import write
from gunboat.world.codes import (
    ACCEPT,
    ADVANCE,
    ATTACK,
    BLOCKADE,
    BOMBARD,
    C_CIRCUMSTANCE,
    C_INCIDENT,
    COUNTER,
    REFUSE,
    SILENCE,
    STALL,
    WITHDRAW,
)
from gunboat.world.following import ENTERED
from gunboat.world.state import MINUTES, N_FORCES, NEVER, SLOT_CIRCUMSTANCE, SLOT_INCIDENT, SLOT_ORDER, SLOT_SCRIPT

TRY_AGAIN = MINUTES // 8  # a choice that is not possible yet is tried again after three hours
UNTRIED, WAITING = -1, -2  # values of `late` before a choice is carried out
PATIENCE = 12 * MINUTES  # and given up after so many days


@rule
def on_script(w, t):
    """The record's next choice falls due, or one that waits is tried again. One order an office a minute."""
    again = NEVER
    for i in range(w.script_from, t.n_script):
        line = t.script[i]
        if line.time > w.now:
            again = min(again, line.time)
            break
        if w.late[i] != WAITING and w.late[i] != UNTRIED:
            continue
        if line.chance == -1 and w.offices[line.office].order >= 0:
            again = w.now + 1
        elif line.chance != -1 or _possible(w, t, line):
            w.late[i] = w.now - line.time
            _do(w, line)
        elif w.now - line.time < PATIENCE:
            w.late[i] = WAITING
            again = min(again, w.now + TRY_AGAIN)
        else:
            w.late[i] = NEVER
    while w.script_from < t.n_script and w.late[w.script_from] != WAITING and w.late[w.script_from] != UNTRIED:
        w.script_from += 1
    schedule(w, SLOT_SCRIPT, again)


@rule
def _possible(w, t, line):
    """Whether the office can do it: a demand must lie on its table to be answered, a force at hand to be used."""
    action = line.action
    if action == ACCEPT or action == COUNTER or action == REFUSE or action == STALL or action == SILENCE:
        return w.views[line.office].demand >= 0
    if action == ATTACK or action == ADVANCE or action == WITHDRAW or action == BOMBARD or action == BLOCKADE:
        for f in range(N_FORCES):
            force = w.forces[f]
            if force.state == t.offices[line.office].state and force.kind == 0 and force.bound < 0 and force.phase != 1:
                return True
        return False
    return True


@rule
def _do(w, line):
    if line.chance == ENTERED:  # `action` is its kind, `office` and `subject` actor numbers, the third value its fact
        write(w, line.action, line.office, line.subject, line.place, line.value, 0.0, float(line.fact), ENTERED)
    elif line.chance == C_INCIDENT:
        schedule(w, SLOT_INCIDENT + line.subject, w.now)
    elif line.chance == C_CIRCUMSTANCE:
        schedule(w, SLOT_CIRCUMSTANCE + line.subject, w.now)
    else:
        office = w.offices[line.office]
        office.order = line.action
        office.order_subject = line.subject
        office.order_clauses = line.clauses
        office.order_clock = line.clock
        office.order_place = line.place
        office.order_cause = -1
        hasten(w, SLOT_ORDER + line.office, w.now)
