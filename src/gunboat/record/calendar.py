"""Days in the Chinese calendar of the Qing: era, year, month and day, as memorials were dated.

The months are reckoned by lunar_python, whose months for 1851-1862 agree with the published table of the Dharma Drum
Institute's authority database day by day (tests/record/test_calendar.py).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache

from lunar_python import Lunar, Solar

from gunboat.record.dates import Interval

ERAS = (("Daoguang", "道光", 1821), ("Xianfeng", "咸豐", 1851), ("Tongzhi", "同治", 1862), ("Guangxu", "光緒", 1875),
        ("Xuantong", "宣統", 1909))  # fmt: skip
"""Eras by their first year, counted from one lunar new year to the next; the last ended on 12 February 1912."""

_BEGIN, _END = date(1821, 2, 3), date(1912, 2, 12)
_DIGITS = "〇一二三四五六七八九"
_NUMBER = "(?:[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九])"
_WRITTEN = re.compile(
    rf"(道光|咸[豐丰]|同治|光[緒绪]|宣[統统])(元|{_NUMBER})年"
    rf"(?:([閏闰]?)(正|冬|[臘腊]|{_NUMBER})月(?:(初(?:十|[一二三四五六七八九])|廿[一二三四五六七八九]?|{_NUMBER})日?)?)?"
)
_MONTHS = {"正": 1, "冬": 11, "臘": 12, "腊": 12}
_SIMPLIFIED = {"咸丰": "咸豐", "光绪": "光緒", "宣统": "宣統"}


@dataclass(frozen=True, order=True)
class ChineseDay:
    """A day: the lunar year in which it falls (as the Gregorian year in which that begins), month, leap or not, day."""

    lunar_year: int
    month: int
    leap: bool
    day: int

    @property
    def era(self) -> tuple[str, str, int]:
        """The era in pinyin and Chinese, and the year in it, from 1. Raises ValueError outside the eras known."""
        known = [era for era in ERAS if era[2] <= self.lunar_year]
        if not known or self.lunar_year > _END.year - 1:
            raise ValueError(f"no era is known for the lunar year that begins in {self.lunar_year}")
        return known[-1][0], known[-1][1], self.lunar_year - known[-1][2] + 1

    def text(self, lang: str = "en") -> str:
        """`Xianfeng 8, month 4, day 8`, or 咸豐八年四月初八日."""
        english, chinese, year = self.era
        if lang == "en":
            return f"{english} {year}, {'leap ' if self.leap else ''}month {self.month}, day {self.day}"
        month = "正" if self.month == 1 else numeral(self.month)
        day = f"初{numeral(self.day)}" if self.day <= 10 else numeral(self.day)
        return f"{chinese}{'元' if year == 1 else numeral(year)}年{'閏' if self.leap else ''}{month}月{day}日"


@cache
def chinese_day(day: date) -> ChineseDay | None:
    """The day in the Chinese calendar; None before the Daoguang era and after the Qing."""
    if not _BEGIN <= day <= _END:
        return None
    lunar = Solar.fromYmd(day.year, day.month, day.day).getLunar()
    return ChineseDay(lunar.getYear(), abs(lunar.getMonth()), lunar.getMonth() < 0, lunar.getDay())


def numeral(number: int) -> str:
    """A number from 1 to 99 in Chinese: 八, 十二, 二十九."""
    tens, ones = divmod(number, 10)
    head = "" if not tens else "十" if tens == 1 else _DIGITS[tens] + "十"
    return head + (_DIGITS[ones] if ones else "")


def parse_chinese(text: str) -> Interval:
    """The days that a Chinese date names: a day, month or year of an era, in Traditional or Simplified characters.

    Raises ValueError where it is none, or where the calendar has no such month or day.
    """
    match = _WRITTEN.fullmatch(text.strip())
    if not match:
        raise ValueError(f"{text!r} is not a Chinese date: write one as 咸豐八年四月初八日, 咸豐八年四月 or 咸豐八年")
    name = _SIMPLIFIED.get(match[1], match[1])
    begins = [first for _, _, first in (*ERAS, ("", "", _END.year))]
    place = next(n for n, (_, chinese, _) in enumerate(ERAS) if chinese == name)
    year = begins[place] + _read(match[2]) - 1
    if year >= begins[place + 1]:
        raise ValueError(f"{name} had {begins[place + 1] - begins[place]} years")
    if not match[4]:
        return Interval(_solar(year, 1, 1), _before(year + 1), "year")
    month = _MONTHS.get(match[4]) or _read(match[4])
    signed = -month if match[3] else month
    if match[5]:
        day = _solar(year, signed, _read(match[5].removeprefix("初")))
        return Interval(day, day, "day")
    first = _solar(year, signed, 1)
    days = next(n for n in (30, 29) if _has(year, signed, n))
    return Interval(first, date.fromordinal(first.toordinal() + days - 1), "month")


def _read(text: str) -> int:
    """The number that a numeral of the form that `_NUMBER` allows means."""
    if text == "元":
        return 1
    tens, ten, ones = text.replace("廿", "二十").rpartition("十")
    return (_DIGITS.index(tens) if tens else int(bool(ten))) * 10 + (_DIGITS.index(ones) if ones else 0)


def _has(year: int, month: int, day: int) -> bool:
    try:
        Lunar.fromYmd(year, month, day)
    except Exception:  # the library raises bare Exception for a month or day that does not exist
        return False
    return True


def _solar(year: int, month: int, day: int) -> date:
    if not _has(year, month, day):
        raise ValueError(f"there is no day {day} in month {abs(month)}{' (leap)' if month < 0 else ''} of that year")
    solar = Lunar.fromYmd(year, month, day).getSolar()
    return date(solar.getYear(), solar.getMonth(), solar.getDay())


def _before(year: int) -> date:
    return date.fromordinal(_solar(year, 1, 1).toordinal() - 1)
