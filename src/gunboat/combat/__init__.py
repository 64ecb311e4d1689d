"""Combat that knows its ignorance: battles and actions foretold, and the forecasts scored, on any table of them.

    >>> import gunboat.combat
    >>> (found,) = gunboat.combat.predict([{"att_strength": 5000, "def_strength": 8000, "posture": "PD"}])
    >>> 0.0 < found["attacker_wins"] < 1.0
    True

A table is a CSV file, a data frame, or rows as mappings: with the columns of CDB90 for battles on land
(`gunboat.combat.land`), with those of verification/data/fort_actions.csv for ships against works and landings
(`gunboat.combat.forts`). The terms of asymmetry stand for arms, drill, command and who kept the records, never for
peoples.
"""

from __future__ import annotations

from typing import Any

from gunboat.combat import forts, land
from gunboat.combat.rows import Rows, Table, rows_of

__all__ = ["predict", "score"]


def predict(table: Table) -> list[dict[str, Any]]:
    """Foretell each row of a table: see `land.predict` and `forts.predict`. Raises WarError for what it cannot read."""
    rows = rows_of(table)
    return forts.predict(rows) if _of_works(rows) else land.predict(rows)


def score(table: Table) -> dict[str, Any]:
    """Score the forecasts of a table whose ends are known: see `land.score` and `forts.score`."""
    rows = rows_of(table)
    return forts.score(rows) if _of_works(rows) else land.score(rows)


def _of_works(rows: Rows) -> bool:
    """Whether a table is of actions against works, by its columns."""
    return bool(rows.cells) and bool(set(rows.cells[0]) & set(forts.NUMBERS))
