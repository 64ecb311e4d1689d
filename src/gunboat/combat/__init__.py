"""Combat that knows its ignorance: battles and actions foretold, and the forecasts scored, on any table of them.

    >>> import gunboat.combat
    >>> (found,) = gunboat.combat.predict([{"att_strength": 5000, "def_strength": 8000, "posture": "PD"}])
    >>> 0.0 < found["attacker_wins"] < 1.0
    True

A table is a CSV file, a data frame, or rows as mappings: with the columns of CDB90 for battles on land
(`gunboat.combat.land`), with those of verification/data/fort_actions.csv for ships against works and landings
(`gunboat.combat.forts`); a table of works holds nothing else. The terms of asymmetry stand for arms, drill, command
and who kept the records, never for peoples.
"""

from __future__ import annotations

from typing import Any

from gunboat.combat import forts, land
from gunboat.combat.rows import Rows, Table, rows_of
from gunboat.record.faults import Fault, WarError, quoted

__all__ = ["predict", "score"]


def predict(table: Table) -> list[dict[str, Any]]:
    """Foretell each row of a table: see `land.predict` and `forts.predict`. Raises WarError for what it cannot read."""
    rows = rows_of(table)
    return forts.predict(_all_of_works(rows)) if _of_works(rows) else land.predict(rows)


def score(table: Table) -> dict[str, Any]:
    """Score the forecasts of a table whose ends are known: see `land.score` and `forts.score`."""
    rows = rows_of(table)
    return forts.score(_all_of_works(rows)) if _of_works(rows) else land.score(rows)


def _of_works(rows: Rows) -> bool:
    """Whether a table is of actions against works, by its columns."""
    return bool(rows.cells) and bool(set(rows.cells[0]) & set(forts.NUMBERS))


ON_LAND = ("field", "city")
"""What the column `kind` of a war's battles.csv calls battles that are not fought against works."""


def _all_of_works(rows: Rows) -> Rows:
    """The rows of a table of works, all of which are. Raises WarError with each that is not."""
    remedy = "Give rows of works alone; a battle on land is foretold from att_strength and def_strength, as in CDB90."
    faults = []
    for line, row in enumerate(rows.cells, 2):
        if row.get("kind", "") in ON_LAND:
            says = f"{quoted(row['kind'])} is no attack on works"
            faults.append(Fault(rows.name, line, "kind", says, remedy))
        elif not any(row.get(column, "") for column in forts.NUMBERS):
            says = f"is blank, as are all of {', '.join(forts.NUMBERS[1:])}: nothing says that works were attacked"
            faults.append(Fault(rows.name, line, forts.NUMBERS[0], says, remedy))
    if faults:
        raise WarError(faults)
    return rows
