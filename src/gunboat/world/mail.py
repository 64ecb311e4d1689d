"""Putting a letter into the mail: the only way for anything to be known elsewhere.

Which way it takes, and what becomes of it, is the business of `rules/couriers.py`.
"""

from __future__ import annotations

from gunboat.compiled import rule
from gunboat.world.agenda import schedule
from gunboat.world.chronicle import write
from gunboat.world.codes import E_LETTER_SENT
from gunboat.world.dice import fold
from gunboat.world.events import FULL_LETTERS
from gunboat.world.state import N_LETTERS, SLOT_LETTER


@rule
def post(w, kind, sender, receiver, about, candor, cause):
    """Put a letter into the mail now; `about` is the key of what it tells. Returns its number, to be filled in."""
    k = 0
    while k < N_LETTERS and w.letters[k].phase != 0:
        k += 1
    if k == N_LETTERS:
        w.error = FULL_LETTERS
        k = 0
    letter = w.letters[k]
    letter.phase = 1
    letter.kind = kind
    letter.sender = sender
    letter.receiver = receiver
    letter.from_place = w.offices[sender].place
    letter.to_place = w.offices[receiver].place
    letter.written = w.now
    letter.departed = w.now
    letter.happened = w.now
    letter.topic = -1
    letter.subject = -1
    letter.place = -1
    letter.claim_a = 0.0
    letter.claim_b = 0.0
    letter.claim_c = 0.0
    letter.clauses = 0
    letter.candor = candor
    letter.imposed = 0
    letter.key = fold(fold(fold(about, kind), sender), receiver)
    letter.cause = cause
    if sender != receiver:  # what an office sees for itself is no letter
        letter.cause = write(
            w, E_LETTER_SENT, sender, receiver, letter.from_place, float(kind), float(candor), 0.0, cause
        )
        w.n_letters += 1
    schedule(w, SLOT_LETTER + k, w.now)
    return k
