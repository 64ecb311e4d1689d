"""Free histories know nothing of what the record says of days after the letting-go."""

from __future__ import annotations

import csv
import random
import shutil
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from gunboat.scenario.read import WrittenWar, read_war
from playing import Course, plan_of

DATES = (("date_from", "date_to"), ("sent_from", "sent_to"), ("arrived_from", "arrived_to"))
ANSWERS = ("accept", "refuse", "stall", "silence", "resist")
Cells = dict[str, str]


def rewrite(path: Path, change: Callable[[Cells], None]) -> int:
    """Change the rows of a table in place; returns how many were changed."""
    with path.open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines)
        names, rows = list(reader.fieldnames or []), list(reader)
    changed = 0
    for row in rows:
        before = dict(row)
        change(row)
        changed += row != before
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, names, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return changed


class Scramble:
    """Shifts later dates later still within the span, and changes the values that go with them."""

    def __init__(self, war: WrittenWar, let_go: date, seed: int) -> None:
        last = war.war.day("last_day")
        assert last is not None
        self.let_go, self.last, self.random = let_go, last, random.Random(seed)
        self.facts: set[str] = set()

    def is_later(self, day: str) -> bool:
        return bool(day) and date.fromisoformat(day) >= self.let_go

    def shift(self, row: Cells) -> bool:
        """Shift each pair of dates that lies after the letting-go by one whole step; True if any was."""
        room = [(self.last - date.fromisoformat(row[b])).days for _, b in DATES if self.is_later(row.get(b, ""))]
        step = timedelta(days=self.random.randint(0, max(0, min([*room, 40])))) if room else timedelta()
        later = False
        for first, last in DATES:
            if self.is_later(row.get(first, "")):
                later = True
                for name in (first, last):
                    if row.get(name):
                        row[name] = (date.fromisoformat(row[name]) + step).isoformat()
        return later

    def event(self, row: Cells) -> None:
        if self.shift(row):
            self.facts.add(row["id"])
            self.value(row)
            if row.get("time"):
                row["time"] = f"{self.random.randint(0, 23):02d}:{self.random.randint(0, 59):02d}"

    def figure(self, row: Cells) -> None:
        if row["event"] in self.facts:
            self.value(row)

    def value(self, row: Cells) -> None:
        if row.get("value_low") and row.get("value_high"):
            low = abs(float(row["value_low"])) * 2 + 3
            row["value_low"], row["value_high"] = f"{low:g}", f"{low + abs(float(row['value_high'])):g}"

    def letter(self, row: Cells) -> None:
        sent_later = self.is_later(row["sent_from"])
        if self.shift(row) and sent_later:
            self.facts.add(row["id"])

    def follow(self, row: Cells) -> None:
        if row["fact"] not in self.facts:
            return
        if row["chance"] == "battle":
            row["value_a"] = "0" if row["value_a"] == "1" else "1"
            row["value_b"] = "77"
        elif row["chance"] == "vote":
            row["value_a"] = "-0.3"
        if row["clock_hours"]:
            row["clock_hours"] = "5"
        if row["action"] in ANSWERS:
            row["action"] = self.random.choice([a for a in ANSWERS if a != row["action"]])


def scrambled(war: WrittenWar, let_go: date, folder: Path, seed: int = 1) -> tuple[WrittenWar, int]:
    """A copy of a war with another future, and the number of rows that differ."""
    shutil.copytree(war.folder, folder)
    scramble = Scramble(war, let_go, seed)
    changed = 0
    tables = {
        "events": scramble.event,
        "figures": scramble.figure,
        "letters": scramble.letter,
        "follow": scramble.follow,
    }
    for name, change in tables.items():
        changed += rewrite(folder / "record" / f"{name}.csv", change)
    return read_war(folder), changed


def histories(war: WrittenWar, let_go: str | None, n: int) -> list[bytes]:
    course = Course(plan_of(war, seed=11, let_go=let_go))
    told = []
    for number in range(n):
        course.begin(number)
        told.append(course.content())
    return told


def let_go_days() -> list[tuple[str, str | None]]:
    small = [("small", day) for day in (None, "1871-06-10", "1872-05-10")]
    return [*small, *(("shipped", day) for day in (None, "1857-12-12", "1858-05-21", "1859-06-17", "1860-08-01"))]


@pytest.mark.parametrize(("name", "let_go"), let_go_days())
def test_another_future_changes_nothing(
    request: pytest.FixtureRequest, tmp_path: Path, name: str, let_go: str | None
) -> None:
    war: WrittenWar = request.getfixturevalue(name)
    day = date.fromisoformat(let_go) if let_go else war.war.day("let_go")
    assert day is not None
    other, changed = scrambled(war, day, tmp_path / "war")
    assert changed >= 5
    for number, (mine, theirs) in enumerate(zip(histories(war, let_go, 25), histories(other, let_go, 25), strict=True)):
        assert mine == theirs, f"history {number}"


def test_another_past_does_change_something(small: WrittenWar, tmp_path: Path) -> None:
    """The test above could fail: a scramble of what comes before the letting-go is felt."""
    other, _ = scrambled(small, date(1871, 5, 1), tmp_path / "war")
    assert histories(small, "1871-07-01", 5) != histories(other, "1871-07-01", 5)
