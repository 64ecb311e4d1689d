"""The pictures of the articles: linked, never loaded."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from gunboat.analysis.facts.fact import Standing, when_of
from gunboat.analysis.telling.languages import finish, written
from gunboat.record.dates import Interval
from gunboat.scenario.read import WrittenWar


@dataclass(frozen=True)
class Picture:
    """A picture: its file, what it shows, when and by whom it was made (None and "" where unknown), where it is seen.

    `sources` are the places in the articles that carry it, `event` the event it shows, `basis` how date and maker are
    known. Nobody looked at the pictures for this table: what they show follows captions and names of files.
    """

    id: str
    file: str
    caption_en: str
    caption_zh: str
    shows_en: str
    shows_zh: str
    made: Interval | None
    maker: str
    event: str
    url: str
    sources: tuple[Standing, ...]
    basis: str
    status: str
    note: str

    def shows(self, lang: str = "en") -> str:
        """What it shows, in "en", "zh-hant" or "zh-hans"."""
        return finish(self.shows_en if written(lang) == "en" else self.shows_zh, lang)

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        made = str(self.made) if self.made else None
        return {**asdict(self), "made": made, "sources": [vars(standing) for standing in self.sources]}


def pictures_of(war: WrittenWar) -> list[Picture]:
    """The pictures of a war's record, in the order of its table."""
    texts = ("id", "file", "caption_en", "caption_zh", "shows_en", "shows_zh", "maker", "event", "url")
    further: dict[str, list[Standing]] = {}
    for row in war.record.tables["passages"]:
        place = Standing(row.text("document"), row.text("section"), row.text("locator"))
        further.setdefault(row.text("fact"), []).append(place)
    return [
        Picture(
            **{name: row.text(name) for name in (*texts, "basis", "status", "note")}, made=when_of(row, "date"),
            sources=(
                Standing(row.text("document"), row.text("section"), row.text("locator")),
                *further.get(row.text("id"), ()),
            ),
        )
        for row in war.record.tables["pictures"]
    ]  # fmt: skip
