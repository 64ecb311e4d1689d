"""A date is an interval: what is written, which comes first, and whether that is known."""

from __future__ import annotations

from datetime import date

import pytest

from gunboat.record.dates import Interval, parse


@pytest.mark.parametrize(
    ("text", "first", "last", "precision", "width"),
    [
        ("1857-12-28", date(1857, 12, 28), date(1857, 12, 28), "day", 1),
        ("1856-02", date(1856, 2, 1), date(1856, 2, 29), "month", 29),
        ("1856-12", date(1856, 12, 1), date(1856, 12, 31), "month", 31),
        ("1857", date(1857, 1, 1), date(1857, 12, 31), "year", 365),
        ("1858-21", date(1858, 3, 1), date(1858, 5, 31), "season", 92),
        ("1858-24", date(1858, 12, 1), date(1859, 2, 28), "season", 90),
        ("1857-12-28/1857-12-29", date(1857, 12, 28), date(1857, 12, 29), "day", 2),
        ("1857-12-28/1858-01", date(1857, 12, 28), date(1858, 1, 31), "month", 35),
    ],
)
def test_written_dates(text: str, first: date, last: date, precision: str, width: int) -> None:
    when = parse(text)
    assert (when.first, when.last, when.precision, when.width) == (first, last, precision, width)


@pytest.mark.parametrize("text", ["", "1857-13", "1857-02-29", "18571228", "1857-12-28/", "1858/1857", "spring 1858"])
def test_what_is_no_date(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse(text)


def test_order_is_certain_only_without_overlap() -> None:
    october, day, later = parse("1856-10"), parse("1856-10-23"), parse("1856-11-01")
    assert october.overlaps(day)
    assert not october.before(day)
    assert not day.before(october)
    assert october.before(later)
    assert not october.overlaps(later)
    assert sorted([later, day, october]) == [october, day, later]


def test_middle_and_text() -> None:
    assert parse("1857-12-28/1857-12-31").middle == date(1857, 12, 29)
    assert str(parse("1857-12-28")) == "1857-12-28"
    assert str(parse("1857-12")) == "1857-12-01/1857-12-31"
    assert parse("1857").holds(date(1857, 12, 31))


def test_impossible_intervals() -> None:
    with pytest.raises(ValueError, match="is before"):
        Interval(date(1858, 1, 2), date(1858, 1, 1))
    with pytest.raises(ValueError, match="not a precision"):
        Interval(date(1858, 1, 1), date(1858, 1, 1), "week")
