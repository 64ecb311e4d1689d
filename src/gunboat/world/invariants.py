"""What must hold of every world at every moment: checked by tests, and by nothing that runs.

`check` reads the records as they stand after compiled or interpreted rules and says in words what is wrong; a world
that is sound gives an empty list.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np

from gunboat.world.book import RATIFIED, SIGNED
from gunboat.world.codes import (
    E_BATTLE,
    E_BATTLE_LOSSES,
    E_BATTLE_PHASE,
    E_FORCE_ARRIVED,
    E_LETTER_ARRIVED,
    E_LETTER_LOST,
    E_LETTER_SENT,
)
from gunboat.world.following import ENTERED
from gunboat.world.state import (
    MINUTES,
    N_FORCES,
    N_GROUP,
    N_NOTICES,
    N_RESOLVE,
    N_SLOTS,
    N_THETA,
    NEVER,
    SLOT_BITS,
    SLOT_FORCE,
    SLOT_LETTER,
    SLOT_NOTICE,
)

ROUNDING = 1e-9


def check(w: Any, t: Any) -> list[str]:
    """What is wrong with a world record under its terms record, one sentence a fault; empty where all is sound."""
    wrong: list[str] = []
    for part in (_agenda, _forces, _places, _letters, _minds, _treaties, _calendar, _post, _movements, _battles):
        wrong += part(w, t)
    return wrong


def _which(what: str, mask: Any) -> list[str]:
    """One fault naming the numbers for which a mask is set."""
    at = np.flatnonzero(mask)
    return [f"{what}: {', '.join(map(str, at[:5].tolist()))}"] if len(at) else []


def _agenda(w: Any, t: Any) -> list[str]:
    """Every group holds its least entry; every entry names its own slot and lies in the future."""
    del t
    due = np.asarray(w["due"])
    waiting = due < NEVER
    wrong = _which("agenda groups whose least is not their least", w["group"] != due.reshape(-1, N_GROUP).min(axis=1))
    wrong += _which("slots that hold another's number", waiting & (due & ((1 << SLOT_BITS) - 1) != np.arange(N_SLOTS)))
    if w["ended"] == 0:
        wrong += _which("slots due before the present", waiting & (due >> SLOT_BITS < w["now"]))
    return wrong


def _forces(w: Any, t: Any) -> list[str]:
    """A force is at one place or under way to one; men, ships and guns are numbers and never below none."""
    f = w["forces"]
    there = f["state"] >= 0
    due = np.asarray(w["due"][SLOT_FORCE : SLOT_FORCE + N_FORCES]) < NEVER
    wrong = _which("forces in no place", there & ((f["place"] < 0) | (f["place"] >= t["n_places"])))
    wrong += _which(
        "forces under way without a goal, or with one and not under way",
        there & ((f["phase"] == 2) != (f["bound"] >= 0)),
    )
    if w["ended"] == 0:
        wrong += _which("forces under way that never arrive", there & (f["phase"] == 2) & ~due)
    for name in ("men", "ships", "guns"):
        wrong += _which(f"forces with impossible {name}", there & ~((f[name] >= 0.0) & np.isfinite(f[name])))
        wrong += (
            _which(f"forts with impossible {name}", ~((w["forts"][name] >= 0.0) & np.isfinite(w["forts"][name])))
            if name != "ships"
            else []
        )
    return wrong


def _places(w: Any, t: Any) -> list[str]:
    """Every place has a holder; a garrison is never below none; the target's places are not occupied by itself."""
    p = w["places"][: t["n_places"]]
    wrong = _which("places without a holder", (p["holder"] < 0) | (p["holder"] >= t["n_states"]))
    wrong += _which("places with an impossible garrison", ~((p["garrison"] >= 0.0) & np.isfinite(p["garrison"])))
    outside = (w["offices"]["place"] < 0) | (w["offices"]["place"] >= t["n_places"])
    return wrong + _which("offices in no place", outside[: t["n_offices"]])


def _letters(w: Any, t: Any) -> list[str]:
    """A letter is under way exactly as long as its arrival is on the agenda, and never before it was written."""
    del t
    k = w["letters"]
    busy = k["phase"] != 0
    due = np.asarray(w["due"][SLOT_LETTER : SLOT_LETTER + len(k)])
    notices = np.asarray(w["due"][SLOT_NOTICE : SLOT_NOTICE + N_NOTICES]) < NEVER
    wrong = _which("letters that no event moves", busy & (due >= NEVER)) if w["ended"] == 0 else []
    wrong += _which("events of letters that do not exist", ~busy & (due < NEVER))
    wrong += _which("letters that leave before they are written", busy & (k["departed"] < k["written"]))
    wrong += _which("letters of the future", busy & ((k["written"] > w["now"]) | (k["happened"] > w["now"])))
    wrong += _which("notices that no event moves", (w["notices"]["phase"] != 0) != notices) if w["ended"] == 0 else []
    return wrong


def _minds(w: Any, t: Any) -> list[str]:
    """Beliefs are probabilities, trust is positive, and nobody knows what has not happened yet."""
    v = w["views"][: t["n_offices"]]
    grid = np.asarray(v["grid"]).reshape(len(v), N_RESOLVE * N_THETA)
    wrong = _which("offices whose beliefs do not sum to one", ~(np.abs(grid.sum(axis=1) - 1.0) < 1e-6))
    wrong += _which("offices with beliefs below none", ~(grid >= 0.0).all(axis=1))
    trusted = (v["trust_for"][:, : t["n_offices"]] > 0.0) & (v["trust_against"][:, : t["n_offices"]] > 0.0)
    wrong += _which("offices whose trust is not positive", ~trusted.all(axis=1))
    wrong += _which("offices with believed men below none", ~(v["force_men"] >= 0.0).all(axis=1))
    for name in ("as_of", "instructed", "asked", "last_sent", "hawk_as_of", "demand_written", "own_presented"):
        wrong += _which(f"offices whose {name} lies in the future", v[name] > w["now"])
    for name in ("holder_as_of", "force_as_of", "claim_event"):
        wrong += _which(f"offices whose {name} lies in the future", (v[name] > w["now"]).any(axis=1))
    return wrong


def _treaties(w: Any, t: Any) -> list[str]:
    """Clause sets hold known clauses; most-favoured-nation right has given all that it gives; ratified was signed."""
    every = (1 << int(t["n_clauses"])) - 1
    states = w["states"][: t["n_states"]]
    wrong = []
    for name in ("granted", "ratified", "grievance"):
        wrong += _which(f"states whose {name} holds unknown clauses", states[name] & ~every)
    if t["mfn"] == 1:
        spreads = sum(1 << i for i in range(int(t["n_clauses"])) if t["clauses"][i]["spreads"] == 1)
        given = int(np.bitwise_or.reduce(states["granted"])) & spreads
        wrong += _which(
            "most favoured states that lack what another has", (states["mfn"] == 1) & (given & ~states["granted"] != 0)
        )
    signed = (w["treaties"]["status"] == SIGNED) | (w["treaties"]["status"] == RATIFIED)
    return wrong + _which("treaties in force that were never signed", signed & (w["treaties"]["signed"] < 0))


def _calendar(w: Any, t: Any) -> list[str]:
    """Rows stand in the order of time, none in the future, and no cause comes after its effect."""
    del t
    rows = w["rows"][: w["n_rows"]]
    time, cause = np.asarray(rows["time"]), np.asarray(rows["cause"])
    wrong = _which("rows before the row above them", np.r_[False, np.diff(time) < 0])
    wrong += _which("rows of the future", time > w["now"])
    wrong += _which("rows whose cause is no row above them", (cause >= np.arange(len(rows))) | (cause < ENTERED))
    wrong += _which(
        "rows with values that are no numbers",
        ~(np.isfinite(rows["a"]) & np.isfinite(rows["b"]) & np.isfinite(rows["c"])),
    )
    kept = w["decisions"][: w["n_decisions"]]
    return wrong + _which("decisions without a row", (kept["row"] < 0) | (kept["row"] >= w["n_rows"]))


def _post(w: Any, t: Any) -> list[str]:
    """What arrives was sent before, by its writer to its reader, and took as long as it says."""
    del t
    rows = w["rows"][: w["n_rows"]]
    arrived = np.flatnonzero((rows["kind"] == E_LETTER_ARRIVED) & (rows["cause"] >= 0))
    sent = rows[rows["cause"][arrived]]
    came = rows[arrived]
    other = (sent["kind"] != E_LETTER_SENT) | (sent["actor"] != came["other"]) | (sent["other"] != came["actor"])
    wrong = [f"arrivals of letters that were not sent: {arrived[other][:5].tolist()}"] if other.any() else []
    off = np.abs((came["time"] - sent["time"]) / MINUTES - came["b"]) > ROUNDING
    if off.any():
        wrong.append(f"letters that were under way for another time than they say: {arrived[off][:5].tolist()}")
    uncaused = ((rows["kind"] == E_LETTER_ARRIVED) | (rows["kind"] == E_LETTER_LOST)) & (rows["cause"] == -1)
    return wrong + _which("letters that arrive from nowhere", uncaused)


def _movements(w: Any, t: Any) -> list[str]:
    """No force arrives by water where ice closes the place, unless the record itself says so."""
    rows = w["rows"][: w["n_rows"]]
    wrong = []
    for r in np.flatnonzero((rows["kind"] == E_FORCE_ARRIVED) & (rows["cause"] != ENTERED)):
        place = t["places"][rows[r]["place"]]
        first, last = int(place["ice_from"]), int(place["ice_to"])
        day = int(t["day_of_year"][rows[r]["time"] // MINUTES])
        shut = first > 0 and (first <= day <= last if first <= last else day >= first or day <= last)
        if shut and rows[r]["c"] > 0.0 and rows[r]["time"] >= w["let_go"]:
            wrong.append(
                f"row {r}: a force of actor {rows[r]['actor']} arrives on day {day} of the year where ice lies"
            )
    return wrong


def _battles(w: Any, t: Any) -> list[str]:
    """Losses are whole, never below none, and divide into what is told of them; a course runs forward in time."""
    del t
    rows = w["rows"][: w["n_rows"]]
    fought = (rows["kind"] == E_BATTLE) & (rows["cause"] != ENTERED)
    wrong = _which("battles with impossible losses", fought & ~((rows["b"] >= 0.0) & (rows["c"] >= 0.0)))
    told = np.flatnonzero(rows["kind"] == E_BATTLE_LOSSES)
    for r in np.unique(rows["cause"][told]):
        battle = rows[r]
        for side, whole in ((battle["other"], battle["b"]), (battle["actor"], battle["c"])):
            of_side = rows[told][(rows["cause"][told] == r) & (rows["other"][told] == side)]
            parts = np.array([of_side[name] for name in "abc"])
            if battle["kind"] != E_BATTLE or (parts < 0.0).any() or (parts % 1.0 != 0.0).any() or parts.sum() != whole:
                wrong.append(f"row {r}: losses that are not those of its battle")
    phases = np.flatnonzero(rows["kind"] == E_BATTLE_PHASE)
    for before, after in pairwise(phases):
        if rows[before]["cause"] == rows[after]["cause"] and rows[after]["b"] < rows[before]["b"]:
            wrong.append(f"row {after}: a phase before the one it follows")
    return wrong
