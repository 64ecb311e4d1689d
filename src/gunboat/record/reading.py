"""Reading the tables of a war: CSV (RFC 4180, UTF-8) and TOML 1.0, every fault with its file, line, field and remedy.

A byte order mark and CRLF line ends are tolerated. Optional columns may be left out; unknown ones are faults. Nothing
here raises for what a file contains: faults are collected, so that one pass shows them all.
"""

from __future__ import annotations

import csv
import io
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from gunboat.record.cells import Row, Value, Wrong, blank, from_text, from_toml
from gunboat.record.faults import Fault, WarError, quoted, suggestion
from gunboat.record.tables import Table
from gunboat.record.toml_lines import EntryLines, lines_of_entries

__all__ = ["Fault", "Reading", "Row", "Sections", "WarError", "read_csv", "read_text", "read_toml"]


@dataclass
class Reading:
    """The rows of one table and the faults found in them; `whole` is False where rows, and so ids, may be missing."""

    rows: list[Row] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    whole: bool = False


@dataclass
class Sections:
    """A TOML file: the row of its root, the rows of each section, and the faults; `whole` as in `Reading`."""

    root: Row
    sections: dict[str, list[Row]]
    faults: list[Fault] = field(default_factory=list)
    whole: bool = False


def read_text(path: Path, shown: str) -> tuple[str | None, list[Fault]]:
    """Return the text of a UTF-8 file without its byte order mark, or None and the fault that explains why not."""
    try:
        octets = path.read_bytes()
    except FileNotFoundError:
        return None, [Fault(shown, 0, "", "is missing", f"Add the file {shown} to the war's folder.")]
    except OSError as error:
        reason = error.strerror or "unknown error"
        return None, [Fault(shown, 0, "", f"cannot be read: {reason}", "Make it a file that you may read.")]
    try:
        return octets.decode("utf-8-sig"), []
    except UnicodeDecodeError as error:
        line = octets.count(b"\n", 0, error.start) + 1
        return None, [Fault(shown, line, "", "is not UTF-8", "Save the file as UTF-8.")]


def read_csv(path: Path, table: Table, shown: str = "") -> Reading:
    """Return the rows of a CSV file that holds `table`, with every fault found in it.

    `shown` is the name of the file in faults (its own name unless told otherwise). Raises nothing for what it finds.
    """
    shown = shown or path.name
    text, faults = read_text(path, shown)
    if text is None:
        return Reading(faults=faults)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    reading, start, places = Reading(whole=True), 1, None
    try:
        for cells in reader:
            if cells and places is None:
                places, width = _header(cells, table, shown, start, reading), len(cells)
            elif cells and places is not None:
                reading.rows.append(_csv_row(cells, width, places, table, Row(shown, start, {}), reading.faults))
            start = reader.line_num + 1
    except csv.Error as error:
        reading.whole = False
        reading.faults.append(Fault(shown, start, "", f"cannot be read as CSV: {error}", "Close or double the quotes."))
    if places is None and not reading.faults:
        columns = ",".join(column.name for column in table.columns)
        reading = Reading(faults=[Fault(shown, 1, "", "is empty", f"Begin with the header {columns}.")])
    reading.faults += _duplicates(reading.rows, table)
    return reading


def _header(names: list[str], table: Table, shown: str, line: int, reading: Reading) -> dict[str, int]:
    """Return where each column of `table` stands, adding a fault for each missing, unknown and duplicate column."""
    known = [column.name for column in table.columns]
    places: dict[str, int] = {}
    unknown: list[str] = []
    for place, name in enumerate(name.strip() for name in names):
        if name in places:
            reading.faults.append(Fault(shown, line, name, "stands twice in the header", "Delete one of the columns."))
        elif name in known:
            places[name] = place
        else:
            unknown.append(name)
    meant: set[str] = set()
    for name in unknown:
        absent = [other for other in known if other not in places] or known
        remedy = _instead(name, absent) if name else "Name the column or delete it."
        meant |= {other for other in absent if f"mean {other}?" in remedy}
        reading.faults.append(Fault(shown, line, name, f"{quoted(name)} is not a column of {table.name}", remedy))
    for column in table.columns:
        if column.required and column.name not in places and column.name not in meant:
            remedy = f"Add it: {column.meaning}."
            reading.faults.append(Fault(shown, line, column.name, "column is missing", remedy))
    if table.key and table.key not in places:
        reading.whole = False
    return places


def _instead(name: str, valid: Sequence[str]) -> str:
    """Return the remedy for a column or field that nobody knows: the one that it was meant for, or to delete it."""
    remedy = suggestion(name, valid)
    return remedy if remedy.startswith("Did") else f"Delete it, or {remedy[0].lower()}{remedy[1:]}"


def _csv_row(
    cells: list[str], width: int, places: Mapping[str, int], table: Table, row: Row, faults: list[Fault]
) -> Row:
    """Return the typed row of `cells`; where their number is wrong, a row that keeps its key only."""
    values: dict[str, Value] = {column.name: blank(column) for column in table.columns}
    row = Row(row.file, row.line, values)
    if len(cells) != width:
        few = "few" if len(cells) < width else "many"
        says = f"has {len(cells)} cells, too {few}: the header has {width}"
        remedy = "Add the commas of blank cells." if few == "few" else "Put text that contains commas in double quotes."
        faults.append(Fault(row.file, row.line, "", says, remedy))
        row.wrong.update(values)
        if table.key in places and places[table.key] < len(cells):
            values[table.key] = cells[places[table.key]].strip() or None
        return row
    row.wrong.update(column.name for column in table.columns if column.required and column.name not in places)
    for column in table.columns:
        if column.name in places:
            text = cells[places[column.name]]
            try:
                values[column.name] = from_text(column, text)
            except Wrong as wrong:
                faults.append(row.fault(column.name, wrong.says, wrong.remedy))
                row.wrong.add(column.name)
                if column.name == table.key:
                    values[column.name] = text.strip() or None
    return row


def _duplicates(rows: Iterable[Row], table: Table) -> list[Fault]:
    """Return a fault for each row whose key stands in an earlier row."""
    first: dict[str, int] = {}
    faults: list[Fault] = []
    for row in rows if table.key else ():
        key = row.text(table.key)
        if key and key in first:
            says = f"{quoted(key)} is already the {table.key} of line {first[key]}"
            faults.append(row.fault(table.key, says, "Give each its own, or delete one."))
        elif key:
            first[key] = row.line
    return faults


def read_toml(path: Path, tables: Sequence[Table], root: Table, shown: str = "") -> Sections:
    """Return the root fields and the arrays of tables of a TOML file, with every fault found in it.

    A section is written `[[states]]`, or as an array of inline tables. Lines are found by scanning the text, since
    `tomllib` gives none. Raises nothing for what it finds.
    """
    shown = shown or path.name
    empty: dict[str, list[Row]] = {table.name: [] for table in tables}
    sections = Sections(Row(shown, 1, {column.name: blank(column) for column in root.columns}), empty)
    text, sections.faults = read_text(path, shown)
    if text is None:
        return sections
    try:
        document = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        sections.faults = [_syntax_fault(shown, str(error))]
        return sections
    lines = lines_of_entries(text)
    where = {name: entries[0].line for name, entries in lines.items()} | lines[""][0].fields
    sections.whole = True
    names = {table.name: table for table in tables}
    fields = {name: value for name, value in document.items() if name not in names}
    sections.root = _toml_row(fields, root, Row(shown, 1, {}, where), sections.faults, list(names))
    for name, table in names.items():
        sections.sections[name] = _toml_section(document.get(name, []), table, shown, lines, sections)
    return sections


def _syntax_fault(shown: str, message: str) -> Fault:
    found = re.search(r"\s*\(at (?:line (\d+), column \d+|end of document)\)", message)
    line = int(found[1]) if found and found[1] else 0
    says = message.replace(found[0], "") if found else message
    return Fault(shown, line, "", f"cannot be read as TOML: {says}", "Correct the line, or put text in double quotes.")


def _toml_section(
    entries: object, table: Table, shown: str, lines: Mapping[str, list[EntryLines]], sections: Sections
) -> list[Row]:
    """Return the rows of one section; a fault where it is not an array of tables."""
    found = lines.get(table.name, [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        line = found[0].line if found else lines[""][0].fields.get(table.name, 0)
        says, remedy = f"{table.name} is not a list of entries", f"Begin each entry with [[{table.name}]]."
        sections.faults.append(Fault(shown, line, table.name, says, remedy))
        sections.whole = False
        return []
    rows = []
    for place, entry in enumerate(entries):
        where = found[place] if place < len(found) else EntryLines(0)
        rows.append(_toml_row(entry, table, Row(shown, where.line, {}, where.fields), sections.faults))
    sections.faults += _duplicates(rows, table)
    return rows


def _toml_row(
    entry: Mapping[str, object], table: Table, row: Row, faults: list[Fault], others: Sequence[str] = ()
) -> Row:
    """Return the typed row of one TOML table; `others` are further names that an unknown field may have meant."""
    values: dict[str, Value] = {column.name: blank(column) for column in table.columns}
    row = Row(row.file, row.line, values, row.lines)
    absent = [name for name in values if name not in entry]
    meant: set[str] = set()
    for name in entry:
        if name not in values:
            remedy = _instead(name, [*absent, *others] or list(values))
            meant |= {other for other in absent if f"mean {other}?" in remedy}
            faults.append(row.fault(name, f"{quoted(name)} is not a field of {table.name}", remedy))
    row.wrong.update(meant)
    for column in table.columns:
        try:
            if column.name in entry:
                values[column.name] = from_toml(column, entry[column.name])
            elif column.required and column.name not in meant:
                raise Wrong("is missing", f"Add it: {column.meaning}.")
        except Wrong as wrong:
            faults.append(row.fault(column.name, wrong.says, wrong.remedy))
            row.wrong.add(column.name)
            given = entry.get(column.name)
            if column.name == table.key and isinstance(given, str):
                values[column.name] = given.strip() or None
    return row
