"""Checks that any table of a war can be put to: do its references resolve, do its ranges run from low to high."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import pairwise

from gunboat.record.cells import Row
from gunboat.record.faults import Fault, quoted, suggestion
from gunboat.record.tables import Table


def unresolved(rows: Iterable[Row], table: Table, ids: Mapping[str, Collection[str]]) -> list[Fault]:
    """Return a fault for each reference of `rows` that is not among the ids of the sections that its column names.

    `ids` holds the ids of each section; a column that refers to a section absent from it is not checked, since what
    could not be read cannot be looked up.
    """
    columns = [(column, column.refers.split("|")) for column in table.columns if column.refers]
    checked = [(column, names) for column, names in columns if all(name in ids for name in names)]
    faults = []
    for row in rows:
        for column, names in checked:
            valid = [key for name in names for key in ids[name]]
            for key in row.refs(column.name):
                if key not in valid:
                    says = f"{quoted(key)} is not in {', '.join(names)}"
                    faults.append(row.fault(column.name, says, suggestion(key, valid)))
    return faults


def shared(tables: Iterable[Table], rows: Mapping[str, Sequence[Row]]) -> list[Fault]:
    """Return a fault for each id that two sections share although some column may refer to either.

    `rows` holds the rows of each section that has ids. Such a reference would be ambiguous.
    """
    groups = {column.refers for table in tables for column in table.columns if "|" in column.refers}
    faults: dict[tuple[str, int, str], Fault] = {}
    for group in sorted(groups):
        first: dict[str, tuple[str, Row]] = {}
        for name in group.split("|"):
            for row in rows.get(name, ()):
                key = row.text("id")
                other, earlier = first.setdefault(key, (name, row))
                if key and other != name:
                    says = f"{quoted(key)} is also the id in {other} at {earlier.file}:{earlier.line}"
                    fault = row.fault("id", says, "Rename one: a reference could mean either.")
                    faults[row.file, row.line, key] = fault
    return list(faults.values())


def disordered(rows: Iterable[Row], table: Table) -> list[Fault]:
    """Return a fault for each range of a row whose parts do not rise, and for each that is given in part only.

    Ranges are the columns `x_low`, `x_typical`, `x_high`, and those of dates, `x_from` and `x_to`.
    """
    names = [column.name for column in table.columns]
    stems = [name.removesuffix("_low") for name in names if name.endswith("_low")]
    ranges = [[f"{stem}_{part}" for part in ("low", "typical", "high") if f"{stem}_{part}" in names] for stem in stems]
    holds = {column.name: column.holds for column in table.columns}
    dates = [name.removesuffix("_from") for name in names if name.endswith("_from") and holds[name] == "date"]
    required = {column.name for column in table.columns if column.required}
    faults: list[Fault] = []
    for row in rows:
        for parts in ranges:
            given = [(part, row.number(part)) for part in parts]
            if not required & set(parts) and 0 < sum(value is None for _, value in given) < len(parts):
                blank = next(part for part, value in given if value is None)
                remedy = f"Give {', '.join(parts)} together, or none of them."
                faults.append(row.fault(blank, "is blank while the rest of its range is given", remedy))
                continue
            values = [(part, value) for part, value in given if value is not None]
            faults += _falling(row, [(part, value, f"{value:g}") for part, value in values], "below")
        for stem in dates:
            days = [(part, row.day(part)) for part in (f"{stem}_from", f"{stem}_to")]
            faults += _falling(row, [(part, day.toordinal(), str(day)) for part, day in days if day], "before")
    return faults


def _falling(row: Row, parts: Sequence[tuple[str, float, str]], below: str) -> list[Fault]:
    """Return a fault at the first part that is below the part to its left; each is (column, value, how it is shown)."""
    for (low, smaller, shown_low), (high, larger, shown_high) in pairwise(parts):
        if larger < smaller:
            remedy = f"Write a {high} that is not {below} {low}."
            return [row.fault(high, f"{shown_high} is {below} {low}, {shown_low}", remedy)]
    return []


def cycles(rows: Iterable[Row], column: str, key: str = "id") -> list[tuple[Row, list[str]]]:
    """Return each cycle of the references in `column` as its first row and its ids in order, the first repeated."""
    named = {row.text(key): row for row in rows if row.text(key)}
    found: list[tuple[Row, list[str]]] = []
    done: set[str] = set()
    for start in named:
        path: list[str] = []
        here = start
        while here in named and here not in done and here not in path:
            path.append(here)
            here = named[here].text(column)
        if here in path:
            ring = path[path.index(here) :]
            found.append((named[here], [*ring, here]))
        done |= set(path)
    return found
