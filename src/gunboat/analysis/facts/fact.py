"""One fact of the record, whichever table its row stands in, with what the rows around it say of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

from gunboat.analysis.telling.languages import to_simplified, written
from gunboat.record.calendar import chinese_day
from gunboat.record.cells import Row
from gunboat.record.dates import Interval
from gunboat.record.tables import FACT_TABLES, Table
from gunboat.scenario.read import WrittenWar

THE_ARTICLE = "the article"
"""On whose word a fact of an article stands that it gives as its own."""


@dataclass(frozen=True)
class Standing:
    """A place in a source article: document (000, 001, 002), section, and a few characters to search for."""

    document: str
    section: str
    locator: str


@dataclass(frozen=True)
class Fact:
    """A fact of the record.

    `kind` is that of its row: the kind of an event or remark, else letter, point or figure (then `what` says what is
    counted, asked or written). `when` is None where no date is given, and
    `precision` that of its source ("" where only bounds are known); figures and points have that of their event,
    `part_of`. Values are a range in `unit`. `sources` are the places in the articles that state it, `works` keys of
    sources.bib; `rivals` is its group of claims, `followed` whether a run follows it ("" where nothing rivals it, else
    yes or no) and `mistaken` whether a better source shows it to be wrong. `bound` says that following the record
    imposes it by a rule of its own.
    """

    id: str
    table: str
    kind: str
    what: str
    role: str
    statement_en: str
    statement_zh: str
    when: Interval | None
    time: time | None
    arrived: Interval | None
    actors: tuple[str, ...]
    people: tuple[str, ...]
    place: str
    part_of: str
    value_low: float | None
    value_high: float | None
    unit: str
    on_whose_word: str
    sources: tuple[Standing, ...]
    works: tuple[str, ...]
    basis: str
    candor: str
    contradicted_by: tuple[str, ...]
    refines: str
    rivals: str
    followed: str
    mistaken: bool
    bound: bool
    status: str
    note: str
    precision: str

    def __repr__(self) -> str:
        return f"Fact({self.id}: {self.when or 'no date'}, {self.statement_en})"

    def statement(self, lang: str = "en") -> str:
        """The fact in a sentence: "en", "zh-hant" or, derived, "zh-hans"."""
        if written(lang) == "en":
            return self.statement_en
        return to_simplified(self.statement_zh) if lang == "zh-hans" else self.statement_zh

    @property
    def value(self) -> str:
        """Its value with its unit, as in `200-650 men`; "" where it has none."""
        if self.value_low is None or self.value_high is None:
            return ""
        low, high = f"{self.value_low:,.10g}", f"{self.value_high:,.10g}"
        return f"{low if low == high else f'{low}-{high}'} {self.unit}".strip()

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON, as `gunboat record export --format json` writes them."""
        return {
            "id": self.id, "kind": self.kind, "statement": self.statement_en, "statement_zh": self.statement_zh,
            "statement_zh_hans": self.statement("zh-hans"),
            "date_from": str(self.when.first) if self.when else None,
            "date_to": str(self.when.last) if self.when else None,
            "time": self.time.isoformat("minutes") if self.time else None,
            "precision": self.precision or None,
            "actors": [*self.actors, *self.people], "place": self.place or None,
            "value_low": self.value_low, "value_high": self.value_high, "unit": self.unit or None,
            "on_whose_word": self.on_whose_word,
            "sources": [vars(standing) for standing in self.sources], "rivals": self.rivals or None,
            "status": self.status,
            "chinese_from": _chinese(self.when.first) if self.when else None,
            "chinese_to": _chinese(self.when.last) if self.when else None,
            "table": self.table, "what": self.what or None, "role": self.role, "part_of": self.part_of or None,
            "arrived_from": str(self.arrived.first) if self.arrived else None,
            "arrived_to": str(self.arrived.last) if self.arrived else None,
            "candor": self.candor or None, "contradicted_by": list(self.contradicted_by), "works": list(self.works),
            "basis": self.basis or None, "refines": self.refines or None, "followed": self.followed or None,
            "mistaken": self.mistaken, "bound": self.bound, "note": self.note or None,
        }  # fmt: skip


def _chinese(day: date) -> str | None:
    found = chinese_day(day)
    return found.text("zh") if found else None


def facts_of(war: WrittenWar) -> list[Fact]:
    """Every fact of a war's record, table by table, in the order of the rows."""
    record = war.record
    further: dict[str, list[Standing]] = {}
    for row in record.tables["passages"]:
        further.setdefault(row.text("fact"), []).append(_standing(row))
    context = _Context(
        {row.text("id"): row for row in record.events},
        further,
        {row.text("group"): row.text("followed") for row in record.claims},
        {fact for row in record.claims for fact in row.refs("mistaken")},
        {row.text("fact") for row in war.follow},
    )
    return [_fact(row, table, context) for table in FACT_TABLES for row in record.tables[table.name]]


def in_order(facts: Iterable[Fact]) -> list[Fact]:
    """The events, letters and remarks among some facts that have a date, in order of time."""
    dated = [(fact.when, fact) for fact in facts if fact.when and fact.table not in ("figures", "points")]
    dated.sort(key=lambda pair: (pair[0].first, pair[1].time or time(), pair[0].last, pair[1].id))
    return [fact for _, fact in dated]


@dataclass(frozen=True)
class _Context:
    """What a row does not say itself."""

    events: Mapping[str, Row]
    further: Mapping[str, list[Standing]]
    followed: Mapping[str, str]
    mistaken: set[str]
    bound: set[str]


_PARENT = {"figures": "event", "points": "event", "letters": "about", "remarks": "about"}
_KIND = {"figures": "figure", "points": "point", "letters": "letter"}


def _fact(row: Row, table: Table, context: _Context) -> Fact:
    name, key = table.name, row.text("id")
    parent_key = row.text(_PARENT[name]) if name in _PARENT else ""
    parent = context.events.get(parent_key)
    whole = parent if parent is not None and name in ("figures", "points") else None
    first = (_standing(row),) if row.text("document") else ()
    low, high = _number(row, "value_low"), _number(row, "value_high")
    group = row.text("rivals")
    own = _text(row, "role") or (parent.text("role") if parent is not None else "description")
    return Fact(
        id=key, table=name, kind=_KIND.get(name) or row.text("kind"), what=_what(row, name), role=own,
        statement_en=row.text("statement_en"), statement_zh=row.text("statement_zh"),
        when=when_of(whole or row, "sent" if name == "letters" else "date"), time=_time(whole or row),
        arrived=when_of(row, "arrived") if name == "letters" else None,
        actors=_actors(row, whole), people=tuple(_refs(row, "people")) or tuple(_refs(whole, "people")),
        place=_text(row, "place") or _text(whole, "place"), part_of=parent_key,
        value_low=low, value_high=high, unit=_text(row, "unit"),
        on_whose_word=row.text("on_whose_word") or (THE_ARTICLE if first else ", ".join(row.refs("source"))),
        sources=(*first, *context.further.get(key, ())), works=tuple(row.refs("source")), basis=row.text("basis"),
        candor=_text(row, "candor"), contradicted_by=tuple(_refs(row, "contradicted_by")),
        refines=row.text("refines"), rivals=group,
        followed=("yes" if context.followed.get(group) == key else "no") if group else "",
        mistaken=key in context.mistaken, bound=key in context.bound, status=row.text("status"), note=row.text("note"),
        precision=_precision(whole or row, "sent" if name == "letters" else "date"),
    )  # fmt: skip


def _what(row: Row, table: str) -> str:
    if table == "figures":
        return row.text("quantity")
    if table == "letters":
        return row.text("kind")
    return row.text("clause") if table == "points" else ""


def _actors(row: Row, whole: Row | None) -> tuple[str, ...]:
    for source in (row, whole):
        found = [
            key for name in ("actor", "other", "sender", "receiver", "side", "actors") for key in _refs(source, name)
        ]
        if found:
            return tuple(dict.fromkeys(found))
    return ()


def _standing(row: Row) -> Standing:
    return Standing(row.text("document"), row.text("section"), row.text("locator"))


def _text(row: Row | None, name: str) -> str:
    return row.text(name) if row is not None and name in row.cells else ""


def _refs(row: Row | None, name: str) -> list[str]:
    return row.refs(name) if row is not None and name in row.cells else []


def _number(row: Row, name: str) -> float | None:
    return row.number(name) if name in row.cells else None


def _time(row: Row) -> time | None:
    clock = row.cells.get("time")
    return clock if isinstance(clock, time) else None


def when_of(row: Row, stem: str) -> Interval | None:
    """The interval of a row's dates `stem`_from and `stem`_to; None where it has none."""
    first, last = row.cells.get(f"{stem}_from"), row.cells.get(f"{stem}_to")
    if not isinstance(first, date):
        return None
    last = last if isinstance(last, date) else first
    return Interval(first, last, _text(row, "precision") or "day")


def _precision(row: Row, stem: str) -> str:
    """The precision that a row gives, or that its interval shows: a letter of a day, of a month, of a year; else ""."""
    when = when_of(row, stem)
    if when is None or _text(row, "precision"):
        return _text(row, "precision") if when else ""
    if when.width == 1:
        return "day"
    whole = when.first.day == 1 and (when.last + timedelta(days=1)).day == 1
    if whole and (when.first.year, when.first.month) == (when.last.year, when.last.month):
        return "month"
    return "year" if whole and (when.first.month, when.last.month, when.width) in ((1, 12, 365), (1, 12, 366)) else ""
