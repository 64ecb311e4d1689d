"""Tables as they come: a CSV file, a data frame, or rows as mappings, all read alike, and a score that all share."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from gunboat.record.faults import Fault, WarError, quoted

Floats = npt.NDArray[np.float64]

NOTHING = ("nan", "<na>", "nat", "none")  # what a data frame has for a cell that holds nothing, as text


@dataclass(frozen=True)
class Rows:
    """A table that has been read: what to call it in messages, and its cells as texts, "" where there is nothing."""

    name: str
    cells: list[dict[str, str]]


Table = str | Path | Iterable[Mapping[str, Any]] | Rows


def rows_of(table: Table) -> Rows:
    """Read a table. Raises WarError for a file that cannot be read, and for what is no row."""
    if isinstance(table, Rows):
        return table
    if isinstance(table, str | Path):
        name = Path(table).name
        try:
            with Path(table).open(encoding="utf-8-sig", newline="") as file:
                rows: list[Any] = list(csv.DictReader(file))
        except (OSError, UnicodeError, csv.Error) as error:
            fault = Fault(name, 0, "", f"cannot be read: {error}", "Give the path of a CSV file in UTF-8.")
            raise WarError([fault]) from None
    else:
        name = "the table"
        rows = list(table.to_dict("records") if hasattr(table, "to_dict") else table)
    return Rows(name, [_row(name, line, row) for line, row in enumerate(rows, 2)])


def _row(name: str, line: int, row: Any) -> dict[str, str]:
    if not isinstance(row, Mapping):
        remedy = "Give each row as a mapping of columns to cells."
        raise WarError([Fault(name, line, "", f"{quoted(row)} is no row", remedy)])
    if None in row:
        raise WarError([Fault(name, line, "", "has more cells than columns", "Quote cells that hold a comma.")])
    return {str(column).strip(): _text(cell) for column, cell in row.items()}


def _text(cell: Any) -> str:
    text = "" if cell is None else str(cell).strip()
    return "" if text.casefold() in NOTHING else text


def crps(drawn: Floats, seen: Floats) -> Floats:
    """The continuous ranked probability score of samples (n, draws) for what was seen (n,): array (n,)."""
    ordered = np.sort(drawn, axis=1)
    n = ordered.shape[1]
    weight = (2.0 * np.arange(1, n + 1) - n - 1.0) / (n * n)
    return np.asarray(np.abs(drawn - seen[:, None]).mean(axis=1) - (ordered * weight).sum(axis=1))
