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
from gunboat.combat.table import Table, rows_of

__all__ = ["predict", "score"]


def predict(table: Table) -> list[dict[str, Any]]:
    """Foretell each row of a table: see `land.predict` and `forts.predict`. Raises WarError for what it cannot read."""
    of_works, rows = _told_apart(table)
    return forts.predict(rows) if of_works else land.predict(rows)


def score(table: Table) -> dict[str, Any]:
    """Score the forecasts of a table whose ends are known: see `land.score` and `forts.score`."""
    of_works, rows = _told_apart(table)
    return forts.score(rows) if of_works else land.score(rows)


def _told_apart(table: Table) -> tuple[bool, Table]:
    """Whether a table is of actions against works, by its columns, and the table to be read."""
    _, rows = rows_of(table)
    of_works = bool(rows) and bool(set(rows[0]) & set(forts.NUMBERS))
    return of_works, table if hasattr(table, "__fspath__") or isinstance(table, str) else rows
