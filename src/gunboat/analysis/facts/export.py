"""The record in the formats of others: CSV, JSON, Parquet, the timelines of TimelineJS, and GeoJSON (RFC 7946)."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import date
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gunboat.analysis.facts.fact import Fact
from gunboat.record.calendar import chinese_day
from gunboat.record.dates import Interval
from gunboat.record.faults import Fault, WarError, suggestion

if TYPE_CHECKING:
    from gunboat.analysis.facts.facts import Facts

_DATES = ("date_from", "date_to", "arrived_from", "arrived_to")
_LISTS = ("actors", "works", "contradicted_by")


def export(facts: Facts, format: str, path: Path | str | None = None) -> str | bytes:
    """Write the facts in one of `FORMATS`; see `Facts.export`."""
    if format not in FORMATS:
        says = f"the record is not exported as {format}"
        raise WarError([Fault("", 0, "format", says, suggestion(format, sorted(FORMATS)))])
    made = FORMATS[format](facts)
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
    return {**row, **{name: " ".join(row[name]) for name in _LISTS}, "sources": places}


def _csv(facts: Facts) -> str:
    rows = [_flat(fact) for fact in facts]
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]) if rows else ["id"], lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _json(facts: Facts) -> str:
    return json.dumps([fact.to_dict() for fact in facts], ensure_ascii=False, indent=1) + "\n"


def _parquet(facts: Facts) -> bytes:
    made, held = arrow_table(facts), io.BytesIO()
    from arro3.io import write_parquet

    write_parquet(made, held)
    return held.getvalue()


def arrow_table(facts: Facts) -> Any:
    """The facts as an Arrow table (arro3); WarError where its library is not installed."""
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


def _timelinejs(facts: Facts) -> str:
    title = facts.war.war
    slides = [_slide(fact) for fact in facts.timeline()]
    head = {"text": {"headline": title.text("title_en"), "text": title.text("title_zh")}}
    return json.dumps({"title": head, "events": slides, "scale": "human"}, ensure_ascii=False, indent=1) + "\n"


def _slide(fact: Fact) -> dict[str, Any]:
    """One slide of TimelineJS: https://timeline.knightlab.com/docs/json-format.html."""
    assert fact.when is not None  # only dated facts stand on the timeline
    sources = "; ".join(f"{s.document} {s.section}" for s in fact.sources) or ", ".join(fact.works)
    chinese = chinese_day(fact.when.first) if fact.when.width == 1 else None
    shown = f"{_shown(fact.when)}{f' ({chinese.text()})' if chinese else ''}"
    slide = {
        "start_date": _parts(fact.when, first=True), "display_date": shown, "unique_id": fact.id, "group": fact.role,
        "text": {"headline": fact.statement_en, "text": f"{fact.statement_zh} [{fact.on_whose_word}; {sources}]"},
    }  # fmt: skip
    return slide if fact.when.width == 1 else {**slide, "end_date": _parts(fact.when, first=False)}


def _parts(when: Interval, first: bool) -> dict[str, int]:
    day = when.first if first else when.last
    return {"year": day.year, "month": day.month, "day": day.day}


def _shown(when: Interval) -> str:
    return str(when.first) if when.width == 1 else f"{when.first} to {when.last}, to the {when.precision}"


def _geojson(facts: Facts) -> str:
    where = {row.text("id"): (row.number("lon"), row.number("lat")) for row in facts.war.places}
    features = [
        {
            "type": "Feature", "id": fact.id,
            "geometry": {"type": "Point", "coordinates": where[fact.place]} if fact.place in where else None,
            "properties": fact.to_dict(),
        }
        for fact in facts
    ]  # fmt: skip
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False, indent=1) + "\n"


FORMATS: dict[str, Callable[[Facts], str | bytes]] = {
    "csv": _csv,
    "json": _json,
    "parquet": _parquet,
    "timelinejs": _timelinejs,
    "geojson": _geojson,
}
"""The formats of `gunboat record export`, by name."""
