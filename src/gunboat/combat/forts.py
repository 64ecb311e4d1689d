"""Actions of ships against works from a table: what to expect of each, and how well that was expected.

`predict(table)` gives each row's chance of success and the quantiles of both sides' losses, `score(table)` the log
density, Brier score, CRPS and coverage of rows whose end is known, `course(row)` one action told by the minute. A
table is a CSV file or rows as mappings, with the columns of `verification/data/fort_actions.csv`; a cell may be
blank, or a span `a..b`. What goes into an action is read from the columns of `KNOWN_BEFORE` alone. What a cell leaves
open is drawn, from the spread of the given rows or from a stated guess; what happens is `world/formulas/forts.py`.
"""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from importlib import resources
from typing import Any

import numpy as np
import numpy.typing as npt

from gunboat.combat.rows import Floats, Rows, Table, crps, rows_of
from gunboat.compiled import entry, rule
from gunboat.record.faults import Fault, WarError, quoted, suggestion
from gunboat.record.tables import PHASES
from gunboat.world.dice import DICE, fold
from gunboat.world.formulas.forts import (
    ACTION,
    DRILL,
    FORTS,
    PARAMETERS,
    RESULT,
    RESULTS,
    SHELL,
    engage,
    spread_of_loss,
)

NUMBERS = ("ships_engaged", "ship_guns", "largest_ship_tons", "landing_men", "fort_guns_bearing", "garrison", "range_m")
SHARE = {"no": 0.0, "mixed": 0.5, "yes": 1.0}
WORDS: dict[str, dict[str, float]] = {
    "steam": SHARE,
    "ironclad": SHARE,
    "works": SHELL,
    "held_by_boom_or_obstruction": {"no": 0.0, "yes": 1.0, "unknown": math.nan},
    "anchored_or_passing": {"anchored": 0.0, "passing": 1.0},
    "flank_or_rear_attack": {"no": 0.0, "yes": 1.0, "unknown": math.nan},
    "defender_drill": DRILL,
}
KNOWN_BEFORE = (*NUMBERS, *WORDS, "tide_or_mud", "defender")
TOTAL = "GUNS=TOTAL"  # the one thing read in `notes`: the guns are those mounted or captured

# What a blank cell may hold: median and s.d. of the log over the rows that have it, rounded.
BLANKS = {
    "ships_engaged": (7.0, 0.95),
    "largest_ship_tons": (2300.0, 0.8),
    "landing_men": (1100.0, 1.3),
    "fort_guns_bearing": (48.0, 1.2),
    "garrison": (1600.0, 1.45),
    "range_m": (690.0, 0.75),
}
GUNS_A_SHIP = (11.4, 0.83)  # likewise, of the ratio
HELD_SHARE, FLANK_SHARE = 0.2, 0.4  # shares of yes among the rows that say
SHIPS_ONLY = 0.3  # chance that nobody landed where the cell is blank: less than half, since accounts name such actions
TYPICAL = 0.5  # tons of a ship of the squadron for each ton of the largest: judged
BEARING = (1.0 / 3.0, 0.4)  # guns that bear for each of GUNS=TOTAL: "2-4 times too high"
COUNTED = 0.25  # s.d. of the log of guns bearing about a count that claims to be of them
RUNS_PAST = re.compile(r"\b(night|dusk|against|chosen)\b")  # hour and stream, which are noted of a passage
PAST_IF_NOTED, PAST_ELSE = 0.8, 0.2
MUD, MUD_SPREAD = 200.0, 0.7  # metres where mud is named without a width: 50 to 800 at two s.d.
FIRM, FIRM_SPREAD = 200.0, 0.5  # metres from the beach to the works
DITCHES = 1.0
MINES = re.compile(r"\b(mines?|torpedoe?s?)\b")
MUD_WIDTH = re.compile(r"(\d+)\s*m(?:etres)?\b")

CLAIMED = ("Qing", "Dai Nam", "Joseon")  # whose losses are known from the victors' estimates
CLAIM_ERROR = 0.4  # s.d. of the log of such an estimate, as for land battles

PARTICLES = 4096  # ways in which a row is fought for a prediction
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
SUCCESS = {"forts_taken": 1, "silenced": 1, "passed": 1, "withdrew": 0, "repulsed": 0}
LOSSES = ("att_killed", "att_wounded", "def_killed", "def_wounded")
ASIDES = ("hits_on_ships", "rounds_fired_forts", "guns_dismounted")
ASIDE_ERROR = (
    0.7  # s.d. of the log of what is told aside (hits, rounds, guns): often of one ship or a part of the fleet
)
KILLED_ALONE = 4.0  # where only the killed are known, the loss lies between them and so many times them
WOUNDED_ALONE = 1.5


# ---------------------------------------------------------------- reading


@dataclass(frozen=True)
class Known:
    """What a row says before the action: spans of its numbers (None blank), its words as numbers (nan blank)."""

    name: str
    spans: dict[str, tuple[float, float] | None]
    words: dict[str, float]
    ground: str
    total: bool
    claimed: bool
    seed: int  # of its draws, made of the cells alone: the order of a table changes nothing


def _rows(table: Table) -> Rows:
    """A table that has at least one of the columns of an action."""
    read = rows_of(table)
    columns = set().union(*read.cells) if read.cells else set()
    if read.cells and not columns & set(KNOWN_BEFORE):
        remedy = f"Name columns such as {', '.join(KNOWN_BEFORE[:3])}."
        raise WarError([Fault(read.name, 1, "", "has none of the columns of an action", remedy)])
    return read


def span(text: str) -> tuple[float, float] | None:
    """A number or `a..b` as a span; None where it is blank. ValueError for anything else."""
    if text == "":
        return None
    parts = [float(part) for part in text.split("..")]
    if len(parts) > 2 or not all(math.isfinite(x) and 0.0 <= x <= 1e7 for x in parts):
        raise ValueError(text)
    return min(parts), max(parts)


def _span_or_fault(row: Mapping[str, str], name: str, line: int, column: str, faults: list[Fault]) -> Any:
    try:
        return span(row.get(column, ""))
    except ValueError:
        remedy = "Write a number from 0 to 10,000,000, a span a..b, or nothing."
        faults.append(Fault(name, line, column, f"{quoted(row[column])} is no number", remedy))
        return None


def claimed(defender: str) -> bool:
    """Whether a defender's losses are known from the victors' estimates."""
    return defender.startswith(CLAIMED)


def known(table: Table) -> list[Known]:
    """What a table says of its actions before they are fought. Raises WarError with every fault."""
    read = _rows(table)
    name, rows = read.name, read.cells
    faults: list[Fault] = []
    found = []
    for i, row in enumerate(rows):
        spans = {column: _span_or_fault(row, name, i + 2, column, faults) for column in NUMBERS}
        words = {}
        for column, values in WORDS.items():
            word = row.get(column, "").lower()
            if word and word not in values:
                remedy = suggestion(word, list(values))
                faults.append(Fault(name, i + 2, column, f"{quoted(word)} is not known here", remedy))
            words[column] = values.get(word, math.nan)
        total = TOTAL in row.get("notes", "")
        cells = "|".join([*(row.get(column, "").lower() for column in KNOWN_BEFORE), str(total)])
        seed = int.from_bytes(blake2b(cells.encode(), digest_size=8).digest(), "little")
        title = row.get("action_id") or row.get("id") or row.get("name") or str(i + 1)
        ground, estimated = row.get("tide_or_mud", "").lower(), claimed(row.get("defender", ""))
        found.append(Known(title, spans, words, ground, total, estimated, seed))
    if faults:
        raise WarError(faults)
    return found


def inputs(row: Known, n: int, dice: Any = None) -> Any:
    """A row as n actions, each with its own draw of what the cells leave open.

    `dice` stands in for a generator of NumPy's; without it, one of the row's seed draws.
    """
    dice = np.random.default_rng(row.seed) if dice is None else dice
    actions = np.zeros(n, ACTION.dtype)

    def number(column: str) -> Floats:
        u, z = dice.random(n), dice.standard_normal(n)
        cell = row.spans[column]
        if cell is not None:
            return np.asarray(cell[0] + (cell[1] - cell[0]) * u)
        median, spread = BLANKS[column]
        return np.asarray(median * np.exp(spread * z))

    def word(column: str, blank: Floats) -> Floats:
        value = row.words[column]
        return blank if math.isnan(value) else np.full(n, value)

    actions["ships"] = np.maximum(1.0, number("ships_engaged"))
    ratio = GUNS_A_SHIP[0] * np.exp(GUNS_A_SHIP[1] * dice.standard_normal(n))
    cell = row.spans["ship_guns"]
    u = dice.random(n)
    actions["ship_guns"] = actions["ships"] * ratio if cell is None else cell[0] + (cell[1] - cell[0]) * u
    actions["tons"] = np.maximum(10.0, TYPICAL * number("largest_ship_tons"))
    actions["ironclad"] = word("ironclad", np.zeros(n))
    actions["steam"] = word("steam", np.full(n, 0.5))
    landed = dice.random(n) >= SHIPS_ONLY
    actions["landing"] = number("landing_men") * (landed if row.spans["landing_men"] is None else 1.0)
    share, spread = BEARING if row.total else (1.0, COUNTED)
    actions["guns"] = number("fort_guns_bearing") * share * np.exp(spread * dice.standard_normal(n))
    actions["garrison"] = number("garrison")
    actions["drill"] = word("defender_drill", dice.choice(list(DRILL.values()), n))
    actions["range"] = np.maximum(50.0, number("range_m"))
    actions["open"] = word("works", np.full(n, WORDS["works"]["mixed"]))
    actions["held"] = word("held_by_boom_or_obstruction", (dice.random(n) < HELD_SHARE).astype(float))
    actions["passing"] = word("anchored_or_passing", np.zeros(n))
    actions["flank"] = word("flank_or_rear_attack", (dice.random(n) < FLANK_SHARE).astype(float))
    chance = PAST_IF_NOTED if RUNS_PAST.search(row.ground) else PAST_ELSE
    means_past = dice.random(n) < chance
    actions["past"] = means_past & (actions["passing"] > 0.0) & (actions["landing"] <= 0.0)
    width = MUD_WIDTH.search(row.ground)
    mud = (float(width[1]) if width else MUD) if "mud" in row.ground else 0.0
    actions["mud"] = mud * np.exp((0.0 if width else MUD_SPREAD) * dice.standard_normal(n))
    actions["firm"] = FIRM * np.exp(FIRM_SPREAD * dice.standard_normal(n))
    actions["ditches"] = DITCHES
    actions["mines"] = float(bool(MINES.search(row.ground)))
    return actions


# ---------------------------------------------------------------- what was seen


SEEN = np.dtype(
    [("success", "f8"), ("attackers", "f8", 2), ("defenders", "f8", 2), ("claim", "f8"), ("asides", "f8", 4)]
)
"""What became of an action; nan where it is not known."""


def seen(table: Table) -> Any:
    """The outcomes of a table as an array of SEEN. Raises WarError with every fault."""
    read = _rows(table)
    name, rows = read.name, read.cells
    faults: list[Fault] = []
    found = np.zeros(len(rows), SEEN)
    for i, row in enumerate(rows):
        line = i + 2
        outcome = row.get("outcome", "")
        if outcome and outcome not in SUCCESS:
            faults.append(Fault(name, line, "outcome", f"{quoted(outcome)} is not known", suggestion(outcome, SUCCESS)))
        cells = {
            column: _span_or_fault(row, name, line, column, faults)
            for column in (*LOSSES, "ships_lost", "ships_disabled", *ASIDES)
        }
        found[i]["success"] = SUCCESS.get(outcome, math.nan)
        found[i]["attackers"] = _loss(cells["att_killed"], cells["att_wounded"])
        found[i]["defenders"] = _loss(cells["def_killed"], cells["def_wounded"])
        found[i]["claim"] = CLAIM_ERROR if claimed(row.get("defender", "")) else 0.0
        lost, disabled = cells["ships_lost"], cells["ships_disabled"]
        out = sum(lost) / 2 + sum(disabled) / 2 if lost and disabled else math.nan
        found[i]["asides"] = [out, *(sum(cells[c]) / 2 if cells[c] else math.nan for c in ASIDES)]
    if faults:
        raise WarError(faults)
    return found


def _loss(killed: tuple[float, float] | None, wounded: tuple[float, float] | None) -> tuple[float, float]:
    """Killed and wounded together, as a span; nan where neither is known."""
    if killed and wounded:
        return killed[0] + wounded[0], killed[1] + wounded[1]
    if killed:
        return killed[0], KILLED_ALONE * killed[1] + 2.0
    if wounded:
        return wounded[0], WOUNDED_ALONE * wounded[1] + 1.0
    return math.nan, math.nan


# ---------------------------------------------------------------- fighting


@entry
def fight_all(actions: Any, index: Any, draws: Any, keys: Any, w: Any, r: Any, found: Any) -> None:
    """Fight each action with its parameters and key; found holds a row of FOUND for each."""
    for i in range(len(actions)):
        w.key = keys[i]
        k = draws[index[i]]
        engage(w, actions[i], k, r, 0, 0)
        found[i, 0] = r.success
        found[i, 1] = r.likely
        found[i, 2] = r.attackers_lost
        found[i, 3] = r.defenders_lost
        found[i, 4] = r.mean_attackers
        found[i, 5] = spread_of_loss(r.mean_attackers, k.spread_attacker)
        found[i, 6] = min(r.mean_defenders, max(actions[i].garrison, 1.0))
        found[i, 7] = spread_of_loss(r.mean_defenders, k.spread_defender)
        found[i, 8] = r.out
        found[i, 9] = r.hits
        found[i, 10] = r.rounds
        found[i, 11] = r.dismounted


FOUND = (
    "success", "likely", "attackers", "defenders", "mean_a", "spread_a", "mean_d", "spread_d",
    "out", "hits", "rounds", "dismounted",
)  # fmt: skip


@cache
def posterior() -> Any:
    """The shipped draws of the parameters, as records."""
    text = resources.files("gunboat.priors").joinpath("forts.csv").read_text(encoding="utf-8")
    return as_records(
        np.array([[float(row[name]) for name in PARAMETERS] for row in csv.DictReader(text.splitlines())])
    )


def as_records(values: Floats) -> Any:
    """Parameters (draw by name) as records of the kernel."""
    draws = np.zeros(len(values), FORTS.dtype)
    for i, name in enumerate(PARAMETERS):
        draws[name] = values[:, i]
    return draws.view(np.recarray)


def keys_of(row: Known, n: int) -> npt.NDArray[np.uint64]:
    """A key for each way of fighting a row."""
    with np.errstate(over="ignore"):
        plain = fold.py_func  # type: ignore[attr-defined] # the function behind the mark
        return np.asarray(plain(np.full(n, row.seed, np.uint64), np.arange(n, dtype=np.uint64)))


def fight(row: Known, draws: Any, n: int) -> Floats:
    """Fight a row n times, going round the draws: array (n, FOUND)."""
    found = np.zeros((n, len(FOUND)))
    index = np.arange(n) % len(draws)
    actions = inputs(row, n).view(np.recarray)
    w, r = DICE.new().view(np.recarray)[0], RESULT.new().view(np.recarray)[0]
    fight_all(actions, index, draws.view(np.recarray), keys_of(row, n), w, r, found)
    return found


def losses(row: Known, found: Floats) -> tuple[Floats, Floats]:
    """Both sides' losses as they would be reported."""
    dice = np.random.default_rng(row.seed ^ 1)
    claim = np.exp(CLAIM_ERROR * dice.standard_normal(len(found))) if row.claimed else 1.0
    return found[:, 2], np.floor(found[:, 3] * claim + 0.5)


def predict(
    table: Table, *, draws: Any = None, particles: int = PARTICLES
) -> list[dict[str, Any]]:
    """For each row its name, chance of success, and 5, 25, 50, 75 and 95 % of attackers' and defenders' losses."""
    draws = posterior() if draws is None else draws
    told = []
    for row in known(table):
        found = fight(row, draws, particles)
        attackers, defenders = losses(row, found)
        told.append(
            {
                "action": row.name,
                "success": float(found[:, 1].mean()),
                "attackers": [float(x) for x in np.quantile(attackers, QUANTILES)],
                "defenders": [float(x) for x in np.quantile(defenders, QUANTILES)],
            }
        )
    return told


def course(row: Mapping[str, Any], *, number: int = 0, draws: Any = None) -> dict[str, Any]:
    """One way in which an action may go: its result, and its phases with their minutes."""
    draws = posterior() if draws is None else draws.view(np.recarray)
    read = known([row])[0]
    n = number + 1
    actions = inputs(read, n).view(np.recarray)[number:]
    w, results = DICE.new().view(np.recarray)[0], RESULT.new().view(np.recarray)
    index = np.array([number % len(draws)])
    fight_all(actions, index, draws, keys_of(read, n)[number:], w, results[0], np.zeros((1, len(FOUND))))
    r = results[0]
    return {
        "result": RESULTS[r.kind],
        "success": bool(r.success),
        "minutes": float(r.minutes),
        "attackers_lost": float(r.attackers_lost),
        "defenders_lost": float(r.defenders_lost),
        "guns_dismounted": float(r.dismounted),
        "ships_out": float(r.out),
        "course": [(PHASES[c.phase], float(c.minute), float(c.value)) for c in r.course[: r.n_course]],
    }


# ---------------------------------------------------------------- scoring


@rule
def _below(x: float, mean: float, spread: float) -> float:
    return 0.5 * math.erfc(-(math.log(x) - math.log(mean)) / (spread * math.sqrt(2.0)))


@rule
def _cell(low: float, high: float, mean: float, spread: float, claim: float) -> float:
    """Density of log(1 + loss), averaged over the span seen."""
    spread = math.sqrt(spread * spread + claim * claim)
    within = _below(high + 0.5, mean, spread)
    if low > 0.5:
        within -= _below(low - 0.5, mean, spread)
    return within / math.log((high + 1.5) / (low + 0.5))


@rule
def _aside(count: float, expected: float) -> float:
    z = (math.log(1.0 + count) - math.log(1.0 + expected)) / ASIDE_ERROR
    return math.exp(-0.5 * z * z)


@entry
def densities(found: Any, outcomes: Any, n: int, told: Any) -> None:
    """What each action's n rows of found say of its outcome.

    A row of told: the joint density of success and losses; the chance of that success or failure; and, up to a
    factor, the densities of ships out of action, hits, rounds of the works and guns dismounted (1 if not known).
    """
    for row in range(len(outcomes)):
        seen_here = outcomes[row]
        told[row, :] = 0.0
        for i in range(row * n, (row + 1) * n):
            likely = found[i, 1]
            if seen_here.success == 0.0:
                likely = 1.0 - likely
            told[row, 1] += likely / n
            joint = 1.0 if math.isnan(seen_here.success) else likely
            if not math.isnan(seen_here.attackers[0]):
                joint *= _cell(seen_here.attackers[0], seen_here.attackers[1], found[i, 4], found[i, 5], 0.0)
            if not math.isnan(seen_here.defenders[0]):
                claim = seen_here.claim
                joint *= _cell(seen_here.defenders[0], seen_here.defenders[1], found[i, 6], found[i, 7], claim)
            told[row, 0] += joint / n
            for j in range(4):
                count = seen_here.asides[j]
                told[row, 2 + j] += 1.0 / n if math.isnan(count) else _aside(count, found[i, 8 + j]) / n


def score_of(sample: Floats, value: float) -> float:
    """CRPS of the log of 1 + a loss."""
    return float(crps(np.log1p(sample)[None], np.log1p([value]))[0])


def middle(span_seen: Any) -> float:
    """The one number that stands for a span: its geometric middle."""
    return float(math.sqrt((span_seen[0] + 1.0) * (span_seen[1] + 1.0)) - 1.0)


def score_row(row: Known, found: Floats, outcome: Any) -> dict[str, Any]:
    """How well one action was expected, given how it was fought many times."""
    worth = np.zeros((1, 6))
    densities(found, np.array([outcome], SEEN).view(np.recarray), len(found), worth)
    joint, right = float(worth[0, 0]), float(worth[0, 1])
    told: dict[str, Any] = {"action": row.name, "log_density": math.log(max(joint, 1e-12))}
    success = float(outcome["success"])
    if not math.isnan(success):
        chance = float(found[:, 1].mean())
        told |= {"success": success, "chance": chance, "log_loss": -math.log(right), "brier": (chance - success) ** 2}
    dice = np.random.default_rng(row.seed ^ 2)
    for side, sample in zip(("attackers", "defenders"), losses(row, found), strict=True):
        if math.isnan(outcome[side][0]):
            continue
        value = round(middle(outcome[side]))
        pit = float(np.mean(sample < value) + dice.random() * np.mean(sample == value))
        told[side] = {"seen": value, "crps": score_of(sample, value), "pit": pit}
    return told


def summary(told: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    """The scores of many rows as means; a coverage is the share of rows inside."""
    means: dict[str, float] = {"rows": float(len(told))}
    for name in ("log_density", "log_loss", "brier"):
        values = [row[name] for row in told if name in row]
        means[name] = float(np.mean(values)) if values else math.nan
    for side in ("attackers", "defenders"):
        rows = [row[side] for row in told if side in row]
        pits = np.array([row["pit"] for row in rows])
        means[f"{side}_rows"] = float(len(rows))
        means[f"{side}_crps"] = float(np.mean([row["crps"] for row in rows])) if rows else math.nan
        for inside in (0.5, 0.9):
            covered = np.abs(pits - 0.5) <= inside / 2
            means[f"{side}_in_{100 * inside:.0f}"] = float(np.mean(covered)) if rows else math.nan
    return means


def score(
    table: Table, *, draws: Any = None, particles: int = PARTICLES
) -> dict[str, Any]:
    """Scores of a table whose ends are known: `rows`, one a row, and `means` over them."""
    draws = posterior() if draws is None else draws
    read = _rows(table)
    outcomes = seen(read)
    told = [
        score_row(row, fight(row, draws, particles), outcome)
        for row, outcome in zip(known(read), outcomes, strict=True)
    ]
    return {"rows": told, "means": summary(told)}
