"""The book of treaties: opening an entry, spreading clauses by most-favoured-nation right, and what it all cost."""

from __future__ import annotations

from gunboat.compiled import rule
from gunboat.world.agenda import schedule
from gunboat.world.chronicle import STATE_ACTOR, write
from gunboat.world.codes import E_CLAUSE_EXTENDED
from gunboat.world.events import FULL_TREATIES
from gunboat.world.state import MINUTES, N_TREATIES, SLOT_TREATY, YEAR

MILLION = 1.0e6

AGREED, SIGNED, RATIFIED, REFUSED, EXCHANGED, TALKING = 1, 2, 3, 4, 5, 6


@rule
def open_treaty(w, state, signer, clauses, status, due, cause):
    """Enter a treaty that is being made; its next event falls due at `due`. Returns its number."""
    for i in range(N_TREATIES):
        treaty = w.treaties[i]
        if treaty.status == 0:
            treaty.status = status
            treaty.state = state
            treaty.signer = signer
            treaty.clauses = clauses
            treaty.signed = -1
            treaty.cause = cause
            schedule(w, SLOT_TREATY + i, due)
            return i
    w.error = FULL_TREATIES
    return 0


@rule
def spreading(t, clauses):
    """The clauses of a set that go to every holder of a most-favoured-nation right."""
    spread = 0
    for c in range(t.n_clauses):
        if (clauses >> c) & 1 and t.clauses[c].spreads == 1:
            spread |= 1 << c
    return spread


@rule
def spread_clauses(w, t, cause):
    """Give every holder of a most-favoured-nation right what any other power holds, until nothing more is given."""
    if t.mfn == 0:
        return
    changed = True
    while changed:
        changed = False
        for i in range(t.n_states):
            if w.states[i].mfn == 0:
                continue
            for j in range(t.n_states):
                gain = spreading(t, w.states[j].granted) & ~w.states[i].granted
                if gain != 0:
                    w.states[i].granted |= gain
                    write(w, E_CLAUSE_EXTENDED, STATE_ACTOR + i, STATE_ACTOR + j, -1, float(gain), 0.0, 0.0, cause)
                    changed = True


@rule
def reckon_outlay(w, t, s):
    """Bring what a state's expeditions have cost it up to the present."""
    power = w.states[s]
    years = float(w.now - power.reckoned) / (YEAR * MINUTES)
    power.outlay += power.under_pay * years * t.assumed.expedition_cost / MILLION
    power.reckoned = w.now


@rule
def ports_opened(t, clauses):
    """Ports that a clause set opens to trade."""
    n = 0
    for c in range(t.n_clauses):
        if (clauses >> c) & 1:
            n += t.clauses[c].ports
    return n
