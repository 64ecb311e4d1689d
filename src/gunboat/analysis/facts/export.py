"""The record in the formats of others: CSV, JSON, Parquet, the timelines of TimelineJS, and GeoJSON (RFC 7946)."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Sequence
from datetime import date
from html import escape
from itertools import accumulate
from pathlib import Path
from typing import Any

from gunboat.analysis.facts.fact import THE_ARTICLE, Fact, in_order
from gunboat.analysis.telling.languages import finish, written
from gunboat.record.calendar import chinese_day
from gunboat.record.faults import Fault, WarError, suggestion
from gunboat.scenario.read import WrittenWar

_DATES = ("date_from", "date_to", "arrived_from", "arrived_to")
_LISTS = ("actors", "works", "contradicted_by")


def export(
    war: WrittenWar, facts: Sequence[Fact], format: str, path: Path | str | None = None, lang: str = "en"
) -> str | bytes:
    """Write facts of a war's record in one of `FORMATS`; see `Facts.export`."""
    if format not in FORMATS:
        says = f"the record is not exported as {format}"
        raise WarError([Fault("", 0, "format", says, suggestion(format, sorted(FORMATS)))])
    made = FORMATS[format](war, facts, lang)
    if path is not None:
        octets = made if isinstance(made, bytes) else made.encode("utf-8")
        try:
            Path(path).write_bytes(octets)
        except OSError as error:
            says = f"cannot be written: {error.strerror or error}"
            raise WarError([Fault(str(path), 0, "", says, "Name a file in a folder that you may write to.")]) from None
    return made


def _flat(fact: Fact) -> dict[str, Any]:
    """A fact in one row: lists joined with blanks, the places in the articles as `000 section: locator; ...`."""
    row = fact.to_dict()
    places = "; ".join(f"{s.document} {s.section}: {s.locator}" for s in fact.sources)
    joined = {name: " ".join(row[name]) for name in _LISTS}
    truths = {name: str(value).lower() for name, value in row.items() if isinstance(value, bool)}
    return {**row, **joined, **truths, "sources": places}


def _csv(war: WrittenWar, facts: Sequence[Fact], lang: str) -> str:  # noqa: ARG001 # as all formats
    rows = [_flat(fact) for fact in facts]
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]) if rows else ["id"], lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _json(war: WrittenWar, facts: Sequence[Fact], lang: str) -> str:  # noqa: ARG001 # as all formats
    return json.dumps([fact.to_dict() for fact in facts], ensure_ascii=False, indent=1) + "\n"


def _parquet(war: WrittenWar, facts: Sequence[Fact], lang: str) -> bytes:  # noqa: ARG001 # as all formats
    made, held = arrow_table(facts), io.BytesIO()
    from arro3.io import write_parquet

    write_parquet(made, held)
    return held.getvalue()


def arrow_table(facts: Sequence[Fact]) -> Any:
    """Facts as an Arrow table (arro3); WarError where its library is not installed."""
    try:
        from arro3.core import Table
        from arro3.io import write_parquet  # noqa: F401 # both come together
    except ImportError:
        says = "Arrow and Parquet need a library that is not installed"
        raise WarError([Fault("", 0, "format", says, "Install it: pip install 'gunboat[parquet]'.")]) from None
    rows = [fact.to_dict() for fact in facts]
    names = list(rows[0]) if rows else []
    return Table.from_arrays([_column(name, [row[name] for row in rows]) for name in names], names=names)


def _column(name: str, values: list[Any]) -> Any:
    """One column as an Arrow array: dates, numbers, truths, texts, and lists of texts or of places in the articles."""
    from arro3.core import Array, DataType, Field, list_array, struct_array

    text = DataType.string()
    if name in _DATES:
        return Array([_day_number(value) for value in values], DataType.int32()).cast(DataType.date32())
    if name in ("value_low", "value_high"):
        return Array(values, DataType.float64())
    if name in ("mistaken", "bound"):
        return Array(values, DataType.bool())
    if name not in (*_LISTS, "sources"):
        return Array(values, text)
    ends = Array([0, *accumulate(len(value) for value in values)], DataType.int32())
    items = [item for value in values for item in value]
    if name != "sources":
        return list_array(ends, Array(items, text))
    places = ("document", "section", "locator")
    parts = [Array([item[part] for item in items], text) for part in places]
    return list_array(ends, struct_array(parts, fields=[Field(part, text) for part in places]))


def _day_number(day: str | None) -> int | None:
    """Days since 1 January 1970, as Arrow counts them."""
    return None if day is None else date.fromisoformat(day).toordinal() - date(1970, 1, 1).toordinal()


def _timelinejs(war: WrittenWar, facts: Sequence[Fact], lang: str) -> str:
    """The JSON of TimelineJS: https://timeline.knightlab.com/docs/json-format.html. Its texts are HTML."""
    title = war.war.text("title_en") if written(lang) == "en" else finish(war.war.text("title_zh"), lang)
    head = {"text": {"headline": escape(title)}}
    slides = [_slide(fact, lang) for fact in in_order(facts)]
    return json.dumps({"title": head, "events": slides, "scale": "human"}, ensure_ascii=False, indent=1) + "\n"


def _slide(fact: Fact, lang: str) -> dict[str, Any]:
    assert fact.when is not None  # only dated facts stand on the timeline
    when = fact.when
    where = "; ".join(f"{s.document} {s.section}" for s in fact.sources) or ", ".join(fact.works)
    word = finish("條目", lang) if fact.on_whose_word == THE_ARTICLE and written(lang) != "en" else fact.on_whose_word
    mark = "" if fact.followed in ("", "yes") else " (a rival claim)"
    mark = " (mistaken, by a better source)" if fact.mistaken else mark
    chinese = chinese_day(when.first) if when.width == 1 else None
    shown = str(when.first) if when.width == 1 else f"{when.first} – {when.last}"
    clock = f" {fact.time:%H:%M}" if fact.time else ""
    start = _parts(when.first) | ({"hour": fact.time.hour, "minute": fact.time.minute} if fact.time else {})
    slide = {
        "start_date": start, "unique_id": fact.id, "group": fact.role,
        "display_date": f"{shown}{clock}{f' ({finish(chinese.text(lang), lang)})' if chinese else ''}",
        "text": {"headline": escape(fact.statement(lang)), "text": escape(f"{word}; {where}{mark}")},
    }  # fmt: skip
    return slide if when.width == 1 else {**slide, "end_date": _parts(when.last)}


def _parts(day: date) -> dict[str, int]:
    return {"year": day.year, "month": day.month, "day": day.day}


def _geojson(war: WrittenWar, facts: Sequence[Fact], lang: str) -> str:  # noqa: ARG001 # as all formats
    where = {row.text("id"): (row.number("lon"), row.number("lat")) for row in war.places}
    features = [
        {
            "type": "Feature", "id": fact.id,
            "geometry": {"type": "Point", "coordinates": where[fact.place]} if fact.place in where else None,
            "properties": fact.to_dict(),
        }
        for fact in facts
    ]  # fmt: skip
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False, indent=1) + "\n"


FORMATS: dict[str, Callable[[WrittenWar, Sequence[Fact], str], str | bytes]] = {
    "csv": _csv,
    "json": _json,
    "parquet": _parquet,
    "timelinejs": _timelinejs,
    "geojson": _geojson,
}
"""The formats of `gunboat record export`, by name."""
