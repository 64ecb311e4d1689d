"""Typed cells: from the text of a CSV file or a value of a TOML file to a Python value, or to what is wrong with it.

Dates and times are ISO 8601 (`1856-10-23`, `14:30`); ids are kebab-case, except where the column asks for snake_case.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time

from gunboat.record.faults import Fault, quoted, suggestion
from gunboat.record.tables import Column

Value = str | int | float | date | time | list[str] | None

_KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_SNAKE = re.compile(r"[a-z0-9]+(_[a-z0-9]+)*")
_INTEGER = re.compile(r"[+-]?[0-9]{1,18}")
_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?")
_SPAN = re.compile(r"[0-9]+(\.[0-9]+)?(\.\.[0-9]+(\.[0-9]+)?)?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CLOCK = re.compile(r"[0-9]{2}:[0-9]{2}(:[0-9]{2})?")
_URL = re.compile(r"https?://[^\s/]+\S*")

_WRITE = {
    "date": "Write a day of the calendar as YYYY-MM-DD.",
    "clock": "Write a time of day as HH:MM, from 00:00 to 23:59.",
    "integer": "Write a whole number without separators.",
    "number": "Write a plain number, without separators or unit.",
    "span": "Write a plain number, or two as 20..40, the lower one first.",
    "url": "Write an address that begins with https:// or http://.",
}


class Wrong(ValueError):
    """A cell that cannot be read: what is wrong with it, and the remedy."""

    def __init__(self, says: str, remedy: str) -> None:
        super().__init__(says)
        self.says, self.remedy = says, remedy


@dataclass(frozen=True)
class Row:
    """One row of a table or entry of a section: typed `cells` by column name, with the file and line it stands in.

    Blank cells hold None; blank text holds "", blank `refs` an empty list. A cell that was at fault reads as blank,
    but for keys, which are kept so that references to them resolve; `wrong` names such cells. `lines` gives the line of
    each field where fields have lines of their own (TOML).
    """

    file: str
    line: int
    cells: Mapping[str, Value]
    lines: Mapping[str, int] = field(default_factory=dict)
    wrong: set[str] = field(default_factory=set)

    def __getitem__(self, name: str) -> Value:
        """Return the cell of column `name`; KeyError where the table has no such column."""
        return self.cells[name]

    def line_of(self, name: str) -> int:
        """Return the line on which the field `name` stands, or that of the row."""
        return self.lines.get(name, self.line)

    def lacks(self, name: str) -> bool:
        """Return whether the cell was left blank; False where it was given and at fault."""
        return self.cells[name] in (None, "", []) and name not in self.wrong

    def text(self, name: str) -> str:
        """Return a text, id, choice or reference; "" where blank."""
        value = self.cells[name]
        return value if isinstance(value, str) else ""

    def refs(self, name: str) -> list[str]:
        """Return the references of a cell: none, one, or many."""
        value = self.cells[name]
        if isinstance(value, list):
            return value
        return [value] if isinstance(value, str) and value else []

    def number(self, name: str) -> float | None:
        """Return a number or integer as float; None where blank."""
        value = self.cells[name]
        return float(value) if isinstance(value, int | float) else None

    def integer(self, name: str) -> int | None:
        """Return an integer; None where blank."""
        value = self.cells[name]
        return value if isinstance(value, int) else None

    def day(self, name: str) -> date | None:
        """Return a date; None where blank."""
        value = self.cells[name]
        return value if isinstance(value, date) else None

    def fault(self, name: str, says: str, remedy: str) -> Fault:
        """Return a fault at the field `name` of this row."""
        return Fault(self.file, self.line_of(name), name, says, remedy)


def blank(column: Column) -> Value:
    """Return what a blank cell of `column` holds."""
    if column.holds == "text":
        return ""
    return [] if column.holds == "refs" else None


def from_text(column: Column, text: str) -> Value:
    """Return the typed value of a CSV cell; raises `Wrong`."""
    text = text.strip()
    if not text:
        if column.required:
            raise Wrong("is blank", f"Write {column.meaning}.")
        return blank(column)
    return _within(column, _parsed(column, text), text)


def from_toml(column: Column, value: object) -> Value:
    """Return the typed value of a TOML field; raises `Wrong`.

    Dates may be TOML dates or text, `refs` arrays or text.
    """
    if isinstance(value, str):
        if column.holds in ("integer", "number") and value.strip():
            raise Wrong(f"{quoted(value)} is text", "Write the number without quotes.")
        return from_text(column, value)
    kinds: dict[str, tuple[type, ...]] = {"date": (date,), "clock": (time,), "integer": (int,), "number": (int, float)}
    if column.holds == "refs" and isinstance(value, list) and all(isinstance(item, str) for item in value):
        return from_text(column, " ".join(value))
    if isinstance(value, bool | datetime) or not isinstance(value, kinds.get(column.holds, ())):
        shown = str(value).lower() if isinstance(value, bool) else value
        default = "Write an array of ids." if column.holds == "refs" else "Write text in quotes."
        raise Wrong(f"{quoted(shown)} is not {_article(column.holds)}", _WRITE.get(column.holds, default))
    checked = float(value) if column.holds == "number" and isinstance(value, int | float) else value
    assert isinstance(checked, int | float | date | time)  # no other kind is let through
    return _within(column, checked, str(value))


def _article(holds: str) -> str:
    names = {"ref": "an id", "refs": "a list of ids", "id": "an id", "choice": "a word", "clock": "a time of day"}
    return names.get(holds, f"an {holds}" if holds == "integer" else f"a {holds}")


def _parsed(column: Column, text: str) -> Value:
    """Return `text` as what the column holds, before any limit is looked at."""
    holds = column.holds
    patterns = {
        "date": _DATE, "clock": _CLOCK, "integer": _INTEGER, "number": _NUMBER, "span": _SPAN, "url": _URL,
    }  # fmt: skip
    if holds in patterns and not patterns[holds].fullmatch(text):
        raise Wrong(f"{quoted(text)} is not {_article(holds)}", _WRITE[holds])
    try:
        if holds == "date":
            return date.fromisoformat(text)
        if holds == "clock":
            return time.fromisoformat(text)
    except ValueError as error:
        says = "is not a day of the calendar" if holds == "date" else "is not a time of day"
        raise Wrong(f"{quoted(text)} {says}", _WRITE[holds]) from error
    if holds == "integer":
        return int(text)
    if holds == "number":
        return float(text)
    return text.split() if holds == "refs" else text


def _within(column: Column, value: Value, shown: str) -> Value:
    """Return `value` if it is in the closed list, of the right form and within the bounds of `column`."""
    if column.holds == "choice" and value not in column.choices:
        raise Wrong(f"{quoted(shown)} is not among the choices", suggestion(shown, column.choices))
    if column.holds == "id":
        snake = "snake_case" in column.meaning
        if not (_SNAKE if snake else _KEBAB).fullmatch(shown):
            example = "second_expedition" if snake else "second-expedition"
            style = "snake_case" if snake else "kebab-case"
            raise Wrong(f"{quoted(shown)} is not in {style}", f"Write small letters and digits as in {example}.")
    if isinstance(value, int | float):
        _bounded(column, value, shown)
    if column.holds == "span":
        ends = [float(end) for end in shown.split("..")]
        if ends[-1] < ends[0]:
            raise Wrong(f"{quoted(shown)} falls", _WRITE["span"])
        for end in ends:
            _bounded(column, end, f"{end:g}")
    if isinstance(value, list) and len(set(value)) < len(value) and column.refers != "places":  # a force may wait twice
        twice = next(item for item in value if value.count(item) > 1)
        raise Wrong(f"{twice} stands twice", "Name each once.")
    return value


def _bounded(column: Column, value: float, shown: str) -> None:
    low, high, unit = column.low, column.high, column.unit or "a number"
    if low is not None and high is not None:
        remedy = f"Write {unit} between {low:g} and {high:g}."
    else:
        remedy = f"Write {unit}, {low:g} or more." if low is not None else _WRITE["number"]
    if not math.isfinite(value):
        raise Wrong(f"{shown} is not finite", remedy)
    if low is not None and value < low:
        raise Wrong(f"{shown} is below {low:g}", remedy)
    if high is not None and value > high:
        raise Wrong(f"{shown} is above {high:g}", remedy)
