"""Names in all forms: Traditional, Simplified, pinyin, the English of the period, and as the articles write them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from gunboat.analysis.telling.languages import to_simplified
from gunboat.record.cells import Row
from gunboat.record.tables import NAMED
from gunboat.scenario.read import WrittenWar

_MARKS = re.compile(r"[\s'’‘·‧・.,;:()\[\]「」『』《》。，、\-–—]+")
_CHINESE = re.compile(r"[㐀-鿿]")
TITLES = frozenset({
    "admiral", "baron", "captain", "commissioner", "consul", "count", "earl", "emperor", "father", "general",
    "governor", "lord", "mr", "of", "prince", "rear", "sir", "the", "vice", "viscount",
})  # fmt: skip
"""Words of English that stand before a name, or join its parts, and do not tell one bearer from another."""


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
    forms: tuple[str, ...] = field(repr=False)
    note: str = field(repr=False)

    @cached_property
    def _folded(self) -> frozenset[str]:
        return frozenset(fold(form) for form in (self.id, *self.forms))

    @cached_property
    def _tight(self) -> frozenset[str]:
        return frozenset(form.replace(" ", "") for form in self._folded)

    def is_called(self, sought: str) -> bool:
        """Whether one of its names is what is sought, blanks, case, accents and script aside."""
        return fold(sought).replace(" ", "") in self._tight

    def has_in_name(self, sought: str) -> bool:
        """Whether what is sought stands in one of its names: whole words of Latin script, any stretch of Chinese."""
        return any(stands_in(fold(sought), form) for form in self._folded)


def fold(text: str) -> str:
    """A text as it is compared: Simplified, without case, accents and tone marks, with a blank for all that parts."""
    simple = to_simplified(unicodedata.normalize("NFKC", text))
    bare = "".join(c for c in unicodedata.normalize("NFD", simple) if not unicodedata.combining(c))
    return _MARKS.sub(" ", bare).strip().casefold()


def stands_in(sought: str, text: str) -> bool:
    """Whether a folded name or word stands in a folded text: Latin script at the ends of words, Chinese anywhere."""
    if not sought:
        return False
    if is_chinese(sought):
        return sought.replace(" ", "") in text.replace(" ", "")
    return re.search(rf"(?<![^\W\d_]){re.escape(sought)}(?:e?s)?(?![^\W\d_])", text) is not None


def capitalised(text: str) -> str:
    """The words of a text that begin with a capital letter or are Chinese, folded: where the names in it stand."""
    plain = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    kept = re.sub(r"(?<![^\W\d_])[a-z][a-z'’]*", "|", plain)  # a bar keeps two names apart
    return fold(kept)


def is_chinese(text: str) -> bool:
    """Whether a text has Chinese characters."""
    return bool(_CHINESE.search(text))


def named_in(war: WrittenWar) -> list[Named]:
    """Everybody and everything that a war and its record name."""
    further: dict[tuple[str, str], list[str]] = {}
    for row in war.record.tables["names"]:
        further.setdefault((row.text("of"), row.text("subject")), []).append(row.text("form"))
    sections = dict(
        zip(
            NAMED,
            (war.record.people, war.places, war.offices, war.states, war.forces, war.record.tables["subjects"]),
            strict=True,
        )
    )
    return [_named(of, row, further.get((of, row.text("id")), [])) for of, rows in sections.items() for row in rows]


def _named(of: str, row: Row, further: list[str]) -> Named:
    english = _cell(row, "name_en") or _cell(row, "name_en_period")
    chinese = _cell(row, "name_zh") or _cell(row, "trad")
    others = [form.strip() for form in _cell(row, "other_names").split(";")]
    forms = [english, chinese, _cell(row, "simp") or to_simplified(chinese), _cell(row, "pinyin"), *others, *further]
    note = _cell(row, "note") if of in ("people", "subjects") else ""
    return Named(of, row.text("id"), english, chinese, _cell(row, "pinyin"), tuple(_distinct(forms)), note)


def _cell(row: Row, name: str) -> str:
    return row.text(name) if name in row.cells else ""


def _distinct(forms: list[str]) -> Iterator[str]:
    return iter(dict.fromkeys(form for form in forms if form))
