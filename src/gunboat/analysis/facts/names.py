"""Names in all forms: Traditional, Simplified, pinyin, the English of the period, and as the articles write them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from gunboat.analysis.telling.languages import to_simplified
from gunboat.record.cells import Row
from gunboat.scenario.read import WrittenWar

_MARKS = re.compile(r"[\s'’‘·‧・.,()\-–—]+")
_CHINESE = re.compile(r"[㐀-鿿]")


@dataclass(frozen=True)
class Named:
    """Somebody or something with its names: `of` is the table that holds it (people, places, offices ...).

    `forms` are all names, the English of the period and the Traditional Chinese first; `note` says who or what it is.
    """

    of: str
    id: str
    name_en: str
    name_zh: str
    pinyin: str
    forms: tuple[str, ...]
    note: str

    def matches(self, sought: str, exactly: bool) -> bool:
        """Whether one of its names is, or else contains, what is sought (folded)."""
        folded = [fold(form) for form in (self.id, *self.forms)]
        return sought in folded if exactly else any(sought in form for form in folded)


def fold(text: str) -> str:
    """A text as it is compared: Simplified, without case, accents, tone marks, blanks and points."""
    simple = to_simplified(unicodedata.normalize("NFKC", text))
    bare = "".join(c for c in unicodedata.normalize("NFD", simple) if not unicodedata.combining(c))
    return _MARKS.sub("", bare).casefold()


def is_chinese(text: str) -> bool:
    """Whether a text has Chinese characters."""
    return bool(_CHINESE.search(text))


def named_in(war: WrittenWar) -> list[Named]:
    """Everybody and everything that a war and its record name."""
    further: dict[tuple[str, str], list[str]] = {}
    for row in war.record.tables["names"]:
        further.setdefault((row.text("of"), row.text("subject")), []).append(row.text("form"))
    sections = {
        "people": war.record.people, "places": war.places, "offices": war.offices, "states": war.states,
        "forces": war.forces, "subjects": war.record.tables["subjects"],
    }  # fmt: skip
    return [_named(of, row, further.get((of, row.text("id")), [])) for of, rows in sections.items() for row in rows]


def _named(of: str, row: Row, further: list[str]) -> Named:
    english = _cell(row, "name_en") or _cell(row, "name_en_period")
    chinese = _cell(row, "name_zh") or _cell(row, "trad")
    others = [form.strip() for form in _cell(row, "other_names").split(";")]
    forms = [english, chinese, _cell(row, "simp") or to_simplified(chinese), _cell(row, "pinyin"), *others, *further]
    note = _cell(row, "note")
    return Named(of, row.text("id"), english, chinese, _cell(row, "pinyin"), tuple(_distinct(forms)), note)


def _cell(row: Row, name: str) -> str:
    return row.text(name) if name in row.cells else ""


def _distinct(forms: list[str]) -> Iterator[str]:
    return iter(dict.fromkeys(form for form in forms if form))
