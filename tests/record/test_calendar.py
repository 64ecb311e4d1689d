"""Days of the Chinese calendar: against a published table, and against the dates that the articles give twice."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gunboat.record.calendar import ChineseDay, chinese_day, numeral, parse_chinese

TABLE = Path(__file__).parent / "dila" / "xianfeng_months.csv"


def published() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_day_of_the_published_months() -> None:
    days = 0
    for row in published():
        first, last = date.fromisoformat(row["first_day_gregorian"]), date.fromisoformat(row["last_day_gregorian"])
        for day in range((last - first).days + 1):
            found = chinese_day(first + timedelta(days=day))
            year = 1850 + int(row["era_year"])
            assert found == ChineseDay(year, int(row["lunar_month"]), row["leap"] == "1", day + 1)
            assert found.era == ("Xianfeng", "咸豐", int(row["era_year"]))
            days += 1
    assert days == 4016  # 1 February 1851 to 29 January 1862


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(1857, 12, 30), "咸豐七年十一月十五日"),  # document 001: the fifteenth (30 December)
        (date(1856, 10, 8), "咸豐六年九月初十日"),
        (date(1858, 5, 20), "咸豐八年四月初八日"),
        (date(1859, 6, 25), "咸豐九年五月二十五日"),
        (date(1860, 10, 6), "咸豐十年八月二十二日"),
        (date(1857, 6, 22), "咸豐七年閏五月初一日"),
        (date(1851, 2, 1), "咸豐元年正月初一日"),
        (date(1842, 8, 29), "道光二十二年七月二十四日"),
        (date(1912, 2, 12), "宣統三年十二月二十五日"),
    ],
)
def test_paired_dates(day: date, written: str) -> None:
    found = chinese_day(day)
    assert found is not None
    assert found.text("zh") == written
    assert parse_chinese(written).first == parse_chinese(written).last == day


def test_the_articles_year_of_1843_is_a_slip() -> None:
    """Document 002 calls 1843 the twelfth year of Daoguang; most of it was the twenty-third."""
    found = chinese_day(date(1843, 8, 29))
    assert found is not None
    assert found.era == ("Daoguang", "道光", 23)


def test_eras_have_the_years_they_had() -> None:
    for text, first in (("道光三十年", "1850"), ("咸豐十一年", "1861"), ("同治十三年", "1874"), ("宣統三年", "1911")):
        assert str(parse_chinese(text)).startswith(first)


def test_ways_to_write_a_day() -> None:
    days = {str(parse_chinese(f"咸豐八年{rest}")) for rest in ("四月二十一日", "四月廿一", "四月二十一")}
    assert days == {"1858-06-02"}
    assert parse_chinese("咸豐八年冬月初一") == parse_chinese("咸豐八年十一月初一日")


def test_months_and_years() -> None:
    month = parse_chinese("咸丰七年闰五月")
    assert (str(month), month.precision) == ("1857-06-22/1857-07-20", "month")
    year = parse_chinese("咸豐十年")
    assert (str(year), year.precision) == ("1860-01-23/1861-02-09", "year")


@pytest.mark.parametrize(
    "text",
    [
        "咸豐九年閏五月", "咸豐八年四月三十一", "咸豐八年十三月", "乾隆五年", "八年四月", "1858", "咸豐十二年",
        "咸豐三十年", "道光三十一年", "同治十四年", "宣統四年", "咸豐〇年", "咸豐十十年", "咸豐八年一一月",
        "咸豐八年四月初十一日", "咸豐八年四月初", "咸豐年",
    ],
)  # fmt: skip
def test_what_is_no_date(text: str) -> None:
    with pytest.raises(ValueError, match=r"there is no day|is not a Chinese date|had \d+ years"):
        parse_chinese(text)


def test_outside_the_eras() -> None:
    assert chinese_day(date(1800, 1, 1)) is None
    assert chinese_day(date(1582, 10, 10)) is None
    assert chinese_day(date(1919, 1, 1)) is None


def test_english() -> None:
    found = chinese_day(date(1857, 7, 1))
    assert found is not None
    assert found.text() == "Xianfeng 7, leap month 5, day 10"


@given(st.dates(date(1821, 2, 3), date(1912, 2, 12)))
def test_round_trip(day: date) -> None:
    found = chinese_day(day)
    assert found is not None
    assert parse_chinese(found.text("zh")).first == day


def test_numerals() -> None:
    assert [numeral(n) for n in (1, 10, 12, 20, 29)] == ["一", "十", "十二", "二十", "二十九"]
