"""The languages that gunboat tells a history in, their words (read once) and how they write dates and numbers.

English and Traditional Chinese have files of their own; Simplified Chinese is the Traditional text, converted.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

LANGUAGES = ("en", "zh-hant", "zh-hans")
WRITTEN = ("en", "zh-hant")
"""The languages with a file of words; the others are derived from them."""

_ALIASES = {"zh": "zh-hant", "zh-tw": "zh-hant", "zh-hk": "zh-hant", "zh-cn": "zh-hans", "zh-sg": "zh-hans"}


def language(lang: str) -> str:
    """The language a tag such as "zh-Hant" or "zh_CN" means; ValueError for one that is not offered."""
    tag = lang.lower().replace("_", "-")
    tag = _ALIASES.get(tag, tag)
    if tag not in LANGUAGES:
        raise ValueError(f"no language {lang!r}; there are {', '.join(LANGUAGES)}")
    return tag


def written(lang: str) -> str:
    """The language whose file of words serves a language."""
    return "zh-hant" if language(lang) == "zh-hans" else language(lang)


class Words:
    """The words of a package: of its files en.toml and zh-hant.toml, by dotted keys."""

    def __init__(self, package: str) -> None:
        self._package = package

    def said(self, key: str, lang: str, **values: object) -> str:
        """The text at a key, filled in; KeyError for a key that is not there."""
        found: Any = _read(self._package, written(lang))
        for part in key.split("."):
            found = found[part]
        return finish(str(found).format(**values), lang)


@cache
def _read(package: str, name: str) -> Mapping[str, Any]:
    return tomllib.loads(files(package).joinpath(f"{name}.toml").read_text(encoding="utf-8"))


def own(english: str, chinese: str, lang: str) -> str:
    """A text that is given in English and Traditional Chinese, in the language asked for."""
    return finish(english if written(lang) == "en" else chinese, lang)


@cache
def words(lang: str) -> Mapping[str, Any]:
    """The templates and words of a written language."""
    return _read(__package__, written(lang))


@cache
def _simplification() -> tuple[dict[int, str], dict[str, str]]:
    """Simplified characters by Traditional character, and phrases that are not converted one by one."""
    table = tomllib.loads(files(__package__).joinpath("simplified.toml").read_text(encoding="utf-8"))
    characters = {ord(pair[0]): pair[1] for pair in table["characters"].split()}
    return characters, {**table["phrases"], **table["ours"]}


def to_simplified(text: str) -> str:
    """Traditional Chinese in Simplified characters: our phrases first, the longest before the others."""
    characters, phrases = _simplification()
    longest = max(map(len, phrases), default=0)
    converted = []
    at = 0
    while at < len(text):
        for length in range(longest, 0, -1):
            phrase = text[at : at + length]
            if phrase in phrases:
                converted.append(phrases[phrase])
                at += len(phrase)
                break
        else:
            converted.append(text[at].translate(characters))
            at += 1
    return "".join(converted)


def finish(text: str, lang: str) -> str:
    """A text of the written language in the language asked for."""
    return to_simplified(text) if language(lang) == "zh-hans" else text


# ---------------------------------------------------------------- dates and numbers


def write_date(when: datetime, lang: str) -> str:
    """A day: 12 December 1857."""
    sentence = words(lang)["sentence"]
    month: str = sentence["months"][when.month - 1]
    date: str = sentence["date"].format(day=when.day, month=month, year=when.year)
    return date


def write_time(when: datetime, lang: str) -> str:
    """A time of day, to the minute."""
    form: str = words(lang)["sentence"]["time" if when.minute else "full_hour"]
    return form.format(hour=when.hour, minute=when.minute)


def write_number(number: float, lang: str) -> str:
    """A whole number, with the language's mark between thousands."""
    mark: str = words(lang)["sentence"]["thousands"]
    return f"{round(number):,}".replace(",", mark)


def write_count(number: float, unit: str, lang: str) -> str:
    """A whole number with its unit; nothing where it rounds to zero or is not known."""
    if not round_or_zero(number):
        return ""
    one, many = words(lang)["units"][unit]
    form: str = one if round(number) == 1 else many
    return form.format(n=write_number(number, lang))


def write_taels(millions: float, lang: str) -> str:
    """A sum given in millions of taels, to the nearest 100,000; nothing where that is none."""
    return write_count(round(millions, 1) * 1e6, "taels", lang)


def write_loss(number: float, lang: str) -> str:
    """Men lost: under 20 as they are, above to the nearest ten, from 1,000 to the nearest hundred."""
    if round_or_zero(number) < 20:
        return write_count(number, "loss", lang)
    step = 10 if number < 1000 else 100
    form: str = words(lang)["units"]["loss_about"]
    return form.format(n=write_number(round(number / step) * step, lang))


def write_clock(hours: float, lang: str) -> str:
    """How long is given: in hours up to two days, above in days where they are whole."""
    if hours > 48 and hours % 24 == 0:
        return write_count(hours / 24, "days", lang)
    return write_count(hours, "hours", lang)


def write_minutes(minutes: float, lang: str) -> str:
    """How long it took, in hours and minutes; from two days on in whole days."""
    if round_or_zero(minutes) >= 48 * 60:
        return write_count(minutes / (24 * 60), "days", lang)
    hours, rest = divmod(round_or_zero(minutes), 60)
    parts = write_count(hours, "hours", lang), write_count(rest, "minutes", lang)
    if not all(parts):
        return "".join(parts)
    return str(words(lang)["units"]["clock_and"].format(hours=parts[0], minutes=parts[1]))


def write_share(share: float, lang: str) -> str:
    """A probability or share as a frequency: 27 in 100; nothing where it is zero or not known."""
    units = words(lang)["units"]
    if not 0 < share <= 1:
        return ""
    if share < 0.005:
        return str(units["share_little"])
    if 0.995 <= share < 1:
        return str(units["share_most"])
    return str(units["share"].format(n=round(share * 100)))


def write_cell(share: float, lang: str) -> str:
    """A share by itself, as in a cell of a table: 27 in 100, <1 in 100, none."""
    cell = words(lang)["cell"]
    if share <= 0:
        return finish(cell["none"], lang)
    if round(share * 100) < 1:
        return finish(cell["little"], lang)
    if share < 1 and round(share * 100) == 100:
        return finish(cell["most"], lang)
    return finish(cell["some"].format(n=round(share * 100)), lang)


def write_ordinal(index: float, lang: str) -> str:
    """Which one, counted from nought at the opening; nothing for the first, who needs no number."""
    n = round_or_zero(index)
    if n < 1:
        return ""
    units = words(lang)["units"]
    if n < len(units["ordinals"]):
        return str(units["ordinals"][n])
    return str(units["ordinal_beyond"].format(n=n + 1))


def write_list(items: Sequence[str], lang: str) -> str:
    """A list as it stands in a sentence: an indemnity, entry into the city and an apology."""
    sentence = words(lang)["sentence"]
    if len(items) < 2:
        return "".join(items)
    return str(sentence["list_between"].join(items[:-1]) + sentence["list_last"] + items[-1])


def round_or_zero(number: float) -> int:
    """The nearest whole number; 0 for one that is not known (nan) or not finite."""
    return round(number) if abs(number) < float("inf") else 0
