"""The source articles cut into passages, so that each fact can be found in them and none of them is left unread.

A passage is a sentence, a line of the infobox or of a list, a caption, a note, or a reference. An article is wiki text
or the Markdown made from it; nothing of it is kept in the project, which reads it from the folder that the environment
variable GUNBOAT_SOURCES names.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from pathlib import Path

LEAD, HEADER, INFOBOX, NOTE, CAPTION, REFERENCE, END = (
    "導言", "header", "infobox", "note", "caption", "reference", "end",
)  # fmt: skip
"""Names of the parts that stand under no heading, or that stand out from the heading's text."""

_HEADING = re.compile(r"^(?:(={2,5})\s*(.+?)\s*\1|(#{2,5})\s+(.+?))\s*$", re.M)
_VARIANT = re.compile(r"-\{(?:[^{}]*?zh-tw:)?([^;{}]*)[^{}]*\}-")
_LINK = re.compile(r"\[\[(?:[^|\]]*\|)?([^\]]*)\]\]|\[([^\]]*)\]\([^)]*(?:\([^)]*\)[^)]*)*\)")
_STOP = re.compile(r"[。？！；]+[”」』）)]*|\n\s*\n")
_MARKED = re.compile(r"^(?:[|*#]|[ ]*-[ ]|\d+\.)", re.M)  # a line of a table or a list
# What holds no word of the article: layout, the marks of notes, templates without content.
_SILENT = re.compile(
    r"\{\{(?:clear|reflist[^{}]*|notefoot|-)\}\}|\{\{(?:main|campaignbox|noteTA|並列圖像)\b|</?(?:div|references)[^>]*>"
    r"|<!--.*?-->|\\\[\d+\\\]|\"wikilink\"|^\d+\.$|^\|\s*\w+\s*=\s*(?:left|horizontal|\d+)?$",
    re.I,
)
# Parts of the text that are passages of their own; the first that matches at a place wins.
_SET_APART = (
    (HEADER, re.compile(r"\{\{(?:noteTA\b|otheruses)[^{}]*\}\}")),
    (REFERENCE, re.compile(r"<ref[^>]*/>|<ref[^>]*>.*?</ref>", re.S | re.I)),
    (CAPTION, re.compile(r"\[\[File:[^\[\]]*(?:\[\[[^\[\]]*\]\][^\[\]]*)*\]\]+(?:[^\n\[\]]*\]\]+)?", re.I)),
    (CAPTION, re.compile(r"\[[^\[\]]*\.jpe?g\]\(https?://[^\n]*?fig:[^\n]*?\"\)[^\n。]*", re.I)),
    (CAPTION, re.compile(r"^<File:[^\n]*(?:\n[^\n|]*\.jpg\|[^\n]*)?|^\[File:[^\n]*", re.M)),
    (CAPTION, re.compile(r"^\|\s*(?:image\d|caption\d)\s*=[^\n]*", re.M)),
)
_NOTE = re.compile(r"\{\{noteTag", re.I)
_TAIL = re.compile(r"^(?:\[\[?Category:|\{\{-\}\})", re.M)


@dataclass(frozen=True)
class Passage:
    """One sentence, line, caption, note or reference: from `start` to `end` of its document, counted in characters.

    The first after headings begins with them. `number` counts the passages of the document from 1; `sections` are the
    names under which a fact may say that it stands there: the heading, and the part (note, caption ...) where it is
    one. `part` is that part or "".
    """

    document: str
    number: int
    start: int
    end: int
    heading: str
    part: str
    text: str

    @property
    def sections(self) -> tuple[str, ...]:
        """The heading, then the part."""
        return (self.heading, self.part) if self.part else (self.heading,)


@dataclass(frozen=True)
class Article:
    """One document: its number (000, 001, 002 in the order of the file names), its plain text and its passages."""

    document: str
    text: str
    passages: tuple[Passage, ...]

    def find(self, locator: str) -> list[Passage]:
        """The passages in which a locator stands whole, in order; none where the article does not contain it."""
        starts = [passage.start for passage in self.passages]
        sought = r"\s+".join(re.escape(word) for word in unicodedata.normalize("NFC", locator).split())
        spans = [match.span() for match in re.finditer(sought, self.text)] if sought and starts else []
        ends = [(max(bisect_right(starts, a) - 1, 0), max(bisect_right(starts, b - 1) - 1, 0)) for a, b in spans]
        return [self.passages[place] for place in dict.fromkeys(first for first, last in ends if first == last)]


def plain(text: str) -> str:
    """`text` in one Unicode form (NFC), with runs of blanks as one and line ends kept."""
    text = unicodedata.normalize("NFC", text)
    return re.sub(r"[^\S\n]+", " ", text).strip()


def words(text: str) -> str:
    """What a reader sees of a passage: links and marks of emphasis reduced to their text."""
    for _ in range(3):
        text = _LINK.sub(lambda m: m[1] if m[1] is not None else m[2] or "", text)
    text = _VARIANT.sub(r"\1", text)
    return re.sub(r"'{2,}|\*\*|<br */?>|\{\{(?:rp|flagdeco)[^{}]*\}\}", "", text).strip()


def read_articles(folder: Path) -> dict[str, Article]:
    """The articles of a folder by document number. Raises OSError where a file cannot be read."""
    files = sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))
    return {
        f"{place:03d}": read_article(f"{place:03d}", path.read_text("utf-8", errors="replace"))
        for place, path in enumerate(files)
    }


def read_article(document: str, text: str) -> Article:
    """Cut one article into its passages."""
    text = plain(text)
    cuts = _cuts(text)
    passages: list[Passage] = []
    headed: int | None = None
    for (start, heading, part), (end, _, _) in zip(cuts, [*cuts[1:], (len(text), "", "")], strict=True):
        seen = words(text[start:end])
        if _HEADING.match(text[start:end].strip()):
            headed = start if headed is None else headed
        elif re.search(r"\w", _SILENT.sub("", seen)):
            first = start if headed is None else headed
            passages.append(Passage(document, len(passages) + 1, first, end, heading, part, seen))
            headed = None
    return Article(document, text, tuple(passages))


def _cuts(text: str) -> list[tuple[int, str, str]]:
    """Where each passage begins, with its heading and part."""
    part_of = _parts(text)
    headings = [(m.start(), m.end(), words(m[2] or m[4])) for m in _HEADING.finditer(text)]
    tail = _TAIL.search(text)
    end = tail.start() if tail else len(text)
    marks = {0, end} | {m.end() for m in _STOP.finditer(text) if not part_of[m.start()][1]}
    marks |= {m.start() for m in _MARKED.finditer(text) if not part_of[m.start()][1]}
    marks |= {place for begin, stop, _ in headings for place in (begin, stop)}
    marks |= {place for place in range(1, len(text)) if part_of[place] != part_of[place - 1]}
    cuts = []
    for place in sorted(mark for mark in marks if mark < len(text)):
        heading = next((name for begin, _, name in reversed(headings) if begin <= place), LEAD)
        part = part_of[place][0]
        cuts.append((place, END if place >= end else heading, part))
    return cuts


def _parts(text: str) -> list[tuple[str, int]]:
    """For each character the part in which it stands, and the number of the passage if that is never cut further."""
    part_of: list[tuple[str, int]] = [("", 0)] * len(text)
    if (box := text.find("{{Infobox")) >= 0:
        part_of[box : _close(text, box)] = [(INFOBOX, 0)] * (_close(text, box) - box)
    for match in _NOTE.finditer(text):
        stop = _close(text, match.start())
        part_of[match.start() : stop] = [(NOTE, 0)] * (stop - match.start())
    taken = 0
    for part, pattern in _SET_APART:
        for match in pattern.finditer(text):
            taken += 1
            begin, stop = match.span()
            part_of[begin:stop] = [(part, taken)] * (stop - begin)
    return part_of


def _close(text: str, start: int) -> int:
    """Where the braces that open at `start` close."""
    depth = 0
    for match in re.compile(r"\{\{|\}\}").finditer(text, start):
        depth += 1 if match[0] == "{{" else -1
        if depth == 0:
            return match.end()
    return len(text)
