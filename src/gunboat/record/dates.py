"""A date in the record is an interval of days with the precision that its source gives.

Written dates are ISO 8601 (`1857-12-28`, `1857-12`, `1857`), its intervals (`1857-12-28/1857-12-29`), and the seasons
of its extension, ISO 8601-2:2019 (`1858-21` spring, 22 summer, 23 autumn, 24 winter). All are Gregorian.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from gunboat.record.tables import PRECISIONS

_WRITTEN = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_SEASONS = {21: 3, 22: 6, 23: 9, 24: 12}  # the month in which each begins, as meteorologists count on the northern half


@dataclass(frozen=True)
class Interval:
    """The days from `first` to `last`, both included, on one of which something happened.

    `precision` is that of the source: hour, day, month, season or year. Intervals sort by their first day, then by
    their last. Raises ValueError where the last day is before the first or the precision is not one of these.
    """

    first: date
    last: date
    precision: str = "day"

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"{self.last} is before {self.first}")
        if self.precision not in PRECISIONS:
            raise ValueError(f"{self.precision} is not a precision: {', '.join(PRECISIONS)}")

    @property
    def width(self) -> int:
        """The number of days it spans, both ends included: 1 for a single day."""
        return (self.last - self.first).days + 1

    @property
    def middle(self) -> date:
        """Its middle day, the earlier of two."""
        return self.first + timedelta(days=(self.width - 1) // 2)

    def before(self, other: Interval) -> bool:
        """Return whether it was certainly earlier: its last day is before the other's first."""
        return self.last < other.first

    def overlaps(self, other: Interval) -> bool:
        """Return whether some day belongs to both, so that their order is unknown."""
        return self.first <= other.last and other.first <= self.last

    def holds(self, day: date) -> bool:
        """Return whether `day` is one of its days."""
        return self.first <= day <= self.last

    def __lt__(self, other: Interval) -> bool:
        return (self.first, self.last) < (other.first, other.last)

    def __str__(self) -> str:
        """Return the day, or `first/last`, in ISO 8601."""
        return str(self.first) if self.first == self.last else f"{self.first}/{self.last}"


def parse(text: str) -> Interval:
    """Return the interval that a written date names, with the coarser precision of its two ends.

    Raises ValueError, with the forms that are allowed, where it is none.
    """
    first, slash, last = text.strip().partition("/")
    begin = _parse_one(first)
    if not slash:
        return begin
    end = _parse_one(last)
    coarser = max(begin.precision, end.precision, key=PRECISIONS.index)
    return Interval(begin.first, end.last, coarser)


def _parse_one(text: str) -> Interval:
    match = _WRITTEN.fullmatch(text.strip())
    if not match:
        forms = "1857, 1857-12, 1857-12-28, 1858-21 (spring) or two with a slash"
        raise ValueError(f"{text!r} is not a date: write {forms}")
    year, month, day = (int(part) if part else 0 for part in match.groups())
    if match[3]:
        exact = date(year, month, day)
        return Interval(exact, exact, "day")
    if month in _SEASONS:
        return Interval(date(year, _SEASONS[month], 1), _eve(year, _SEASONS[month] + 3), "season")
    if match[2]:
        return Interval(date(year, month, 1), _eve(year, month + 1), "month")
    return Interval(date(year, 1, 1), date(year, 12, 31), "year")


def _eve(year: int, month: int) -> date:
    """Return the day before the first of a month, which may count on beyond 12 into the next year."""
    return date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1) - timedelta(days=1)
