"""Compare the record with a second reading of the articles: `uv run python verification/second_reading.py`.

The articles were transcribed a second time by readers who had only the articles and the definitions of the columns
(`verification/second_reading/COLUMNS.md`). `reading.csv` is what they wrote, untouched but for the columns `n` and
`fact`: the facts of the record that a row states, as a third reader matched them, or in `left_out` why it states none.
`differences.csv` has a row for each difference found, with what each reader had and how the article decides it:
`first` keeps the record, `second` corrected the record, `neither` corrected both, `open` leaves the fact provisional.

A fact agrees if among the rows that state it one has its date and precision, one its time, one its value, and if the
rows with a value have no other; and if one is on somebody's word, or none is, as it is itself. A difference that
`differences.csv` does not list, or lists with other values, is an error, and so is one that it lists and that is none.
"""

from __future__ import annotations

import csv
import re
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import gunboat as gb
from gunboat.analysis.facts import THE_ARTICLE, Fact, Facts

PAGE = Path(__file__).resolve().parent.parent / "docs" / "background" / "record.md"
_COUNTS = re.compile(r"(<!-- counts of verification/second_reading.py -->\n).*?(\n<!-- end -->)", re.DOTALL)
FOLDER = Path(__file__).resolve().parent / "second_reading"
FIELDS = ("date", "time", "value", "word", "missing", "meaning")
RULINGS = ("first", "second", "neither", "open")
STANDING = ("first", "neither", "open")
"""Rulings that leave a difference between the record and the second reading."""

Row = dict[str, str]


@dataclass
class Compared:
    """What the comparison found: errors, how many rows and facts it compared, and the rulings."""

    errors: list[str] = field(default_factory=list)
    rows: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    facts: int = 0
    rulings: Counter[tuple[str, str]] = field(default_factory=Counter)


def read(name: str) -> list[Row]:
    """The rows of a table of the second reading."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def compare(facts: Facts, reading: list[Row], differences: list[Row]) -> Compared:
    """Hold the record against the second reading; see the head of this file."""
    found = Compared(rows=len(reading))
    stated: dict[str, list[Row]] = {}
    for row in reading:
        keys = row["fact"].split()
        for key in keys:
            if key in facts:
                stated.setdefault(key, []).append(row)
            else:
                found.errors.append(f"row {row['n']} states {key}, which is no fact of the record")
        if not keys:
            found.left_out[row["left_out"]] += 1
            if not row["left_out"]:
                found.errors.append(f"row {row['n']} states no fact, and does not say why")
    ruled = {(row["fact"], row["field"]): row for row in differences}
    if len(ruled) != len(differences):
        found.errors.append("differences.csv rules twice on the same field of a fact")
    standing: dict[tuple[str, str], tuple[str, str]] = {}
    for fact in facts:
        if fact.sources:
            found.facts += 1
            standing |= {(fact.id, name): both for name, both in _differ(fact, stated.get(fact.id, [])).items()}
    for key, both in standing.items():
        found.errors += _unruled(key, both, ruled.get(key))
    for key, row in ruled.items():
        found.rulings[row["field"], row["ruling"]] += 1
        found.errors += _idle(key, row, key in standing, key[0] in facts)
    opened = {row["fact"] for row in differences if row["ruling"] == "open"}
    for fact in facts:
        checked = bool(fact.sources) and fact.id not in opened
        if (fact.status == "checked") != checked:
            found.errors.append(f"{fact.id} is {fact.status}, which its readings do not bear out")
    return found


def _unruled(key: tuple[str, str], both: tuple[str, str], row: Row | None) -> list[str]:
    shown = f"{key[0]}, {key[1]}: the record has {both[0]!r}, the second reading {both[1]!r}"
    if row is None:
        return [f"{shown}; nothing rules on it"]
    if row["ruling"] not in STANDING:
        return [f"{shown}; the ruling is for the second reading"]
    if (row["first"], row["second"]) != both:
        return [f"{shown}; the ruling quotes {row['first']!r} and {row['second']!r}"]
    return []


def _idle(key: tuple[str, str], row: Row, stands: bool, known: bool) -> list[str]:
    errors = []
    if row["field"] not in FIELDS or row["ruling"] not in RULINGS or not row["why"]:
        errors.append(f"{key[0]}, {key[1]}: the ruling is incomplete")
    if row["ruling"] in STANDING and row["field"] != "meaning" and not stands:
        errors.append(f"{key[0]}, {key[1]}: is ruled on and does not differ")
    if not known and not (row["field"] in ("missing", "meaning") and row["ruling"] != "first"):
        errors.append(f"{key[0]}, {key[1]}: is ruled on and is no fact of the record")
    return errors


def _differ(fact: Fact, rows: list[Row]) -> dict[str, tuple[str, str]]:
    """The fields in which no row that states a fact agrees with it: what each reading has."""
    if not rows:
        return {"missing": (fact.statement_en[:60], "")}
    found: dict[str, tuple[str, str]] = {}
    if fact.table not in ("figures", "points"):
        found["date"] = (_date(fact), _joined(_written_date(row, fact) for row in rows))
    if found and fact.time is not None:  # a figure or point has the time of its event
        found["time"] = (f"{fact.time:%H:%M}", _joined(row["time"] for row in rows))
    found = {name: both for name, both in found.items() if both[0] not in both[1].split(" | ")}
    value, values = _value(fact), {_written_value(row) for row in rows} - {""}
    if (value or values) and values != {value}:
        found["value"] = (value, _joined(values))
    own = "" if fact.on_whose_word == THE_ARTICLE else fact.on_whose_word
    if bool(own) not in {bool(row["on_whose_word"]) for row in rows}:
        found["word"] = (own, _joined(row["on_whose_word"] for row in rows))
    return found


def _joined(values: Iterable[str]) -> str:
    return " | ".join(sorted(set(values)))


def _date(fact: Fact) -> str:
    if fact.when is None:
        return ""
    days = f"{fact.when.first}/{fact.when.last}"
    return days if fact.table == "letters" else f"{days} {fact.when.precision}"


def _written_date(row: Row, fact: Fact) -> str:
    days = f"{row['date_from']}/{row['date_to']}"
    return (days if fact.table == "letters" else f"{days} {row['precision']}").strip(" /")


def _value(fact: Fact) -> str:
    if fact.value_low is None or fact.value_high is None:
        return ""
    return f"{fact.value_low:g}..{fact.value_high:g} {fact.unit}"


def _written_value(row: Row) -> str:
    if not row["value_low"]:
        return ""
    return f"{float(row['value_low']):g}..{float(row['value_high']):g} {row['unit']}"


def summary(found: Compared) -> str:
    """The counts as the page on the record gives them."""
    lines = ["| field | differences | the record stood | the second reading was right | both were corrected | open |"]
    lines.append("|---|---|---|---|---|---|")
    names = {"word": "on whose word", "missing": "only one has it"}
    for name in FIELDS:
        counts = [found.rulings[name, ruling] for ruling in RULINGS]
        lines.append(f"| {names.get(name, name)} | {sum(counts)} | {' | '.join(str(n) for n in counts)} |")
    every = [sum(found.rulings[name, ruling] for name in FIELDS) for ruling in RULINGS]
    lines.append(f"| **all** | {sum(every)} | {' | '.join(str(n) for n in every)} |")
    counted = f"{found.rows:,} rows of the second reading, {found.left_out.total():,} of them without a fact"
    return f"{counted}; {found.facts:,} facts of the articles.\n\n" + "\n".join(lines)


def main() -> int:
    """Print what was compared and each error, and put the counts into the page; returns the exit code."""
    found = compare(gb.load("second-opium-war").record, read("reading.csv"), read("differences.csv"))
    for error in found.errors:
        print(error, file=sys.stderr)
    text = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(_COUNTS.sub(lambda m: m[1] + summary(found) + m[2], text), encoding="utf-8")
    print(summary(found))
    print(f"{len(found.errors)} errors")
    return 1 if found.errors else 0


if __name__ == "__main__":
    sys.exit(main())
