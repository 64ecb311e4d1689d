"""The facts of a record: find them, read one with all that bears on it, and set rival claims side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from html import escape
from pathlib import Path

from gunboat.analysis.facts.fact import Fact, facts_of
from gunboat.analysis.facts.names import Named, fold, is_chinese, named_in
from gunboat.analysis.facts.pictures import Picture, pictures_of
from gunboat.record.calendar import parse_chinese
from gunboat.record.cells import Row
from gunboat.record.dates import Interval, parse
from gunboat.record.faults import Fault, WarError, suggestion
from gunboat.record.tables import EVENT_KINDS, FACT_TABLES, REMARK_KINDS, ROLES, STATUSES
from gunboat.scenario.read import WrittenWar

APART = ("background", "aftermath", "description")
"""Roles of facts that stand on the timeline visibly apart from the story."""

_SHOWN = 20  # rows of a notebook's table
_SHORTEST_CHINESE, _SHORTEST_LATIN = 2, 4  # a shorter form of a name stands in too many other words


@dataclass(frozen=True)
class Rivals:
    """A group of claims that contradict one another.

    `difference` is contradiction, counted-differently or emphasis; `followed` is the id of the claim that a run
    follows, `reason` why; `mistaken` are ids that the works `better` show to be wrong.
    """

    group: str
    about: str
    difference: str
    followed: str
    reason: str
    mistaken: tuple[str, ...]
    better: tuple[str, ...]
    claims: tuple[Fact, ...]


@dataclass(frozen=True)
class Day:
    """What the record holds of a day or a longer interval.

    `facts` certainly fell within it; `perhaps` may have, as far as their dates say. `under_way` are letters sent
    before its end and not certainly there before its beginning; `in_office` pairs offices with their holders.
    """

    when: Interval
    facts: tuple[Fact, ...]
    perhaps: tuple[Fact, ...]
    under_way: tuple[Fact, ...]
    in_office: tuple[tuple[str, str], ...]


class Facts:
    """All facts of a war's record, in the order of its tables; `facts["arrow-boarded-1856"]` is one of them.

    No `Sequence`, so that readers of the Arrow interface take that and do not count the facts out one by one.
    """

    def __init__(self, war: WrittenWar) -> None:
        self.war = war
        self._facts = facts_of(war)
        self._by_id = {fact.id: fact for fact in self._facts}

    def __len__(self) -> int:
        return len(self._facts)

    def __iter__(self) -> Iterator[Fact]:
        return iter(self._facts)

    def __contains__(self, key: object) -> bool:
        return key in self._by_id or key in self._facts

    def __getitem__(self, key: int | str) -> Fact:
        """A fact by its place or id; KeyError or IndexError where there is none."""
        return self._by_id[key] if isinstance(key, str) else self._facts[key]

    def __repr__(self) -> str:
        return f"Facts({self.war.war.text('id')}, {len(self)} facts, {len(self.conflicts())} groups of rivals)"

    def _repr_html_(self) -> str:
        facts = "".join(
            f"<tr><td>{fact.when or ''}</td><td>{fact.kind}</td><td>{escape(fact.statement_en)}</td>"
            f"<td><code>{fact.id}</code></td></tr>"
            for fact in self._facts[:_SHOWN]
        )
        title, shown = escape(self.war.war.text("title_en")), min(_SHOWN, len(self))
        head = f"{title}: {len(self)} facts, of which {shown} are shown"
        return f"<b>{head}</b><table><tr><th>date</th><th>kind</th><th>fact</th><th>id</th></tr>{facts}</table>"

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """The facts as an Arrow stream, so that polars, pandas and duckdb take them; needs gunboat[parquet]."""
        from gunboat.analysis.facts.export import arrow_table

        return arrow_table(self).__arrow_c_stream__(requested_schema)

    def get(self, key: str) -> Fact | None:
        """A fact by its id; None where there is none."""
        return self._by_id.get(key)

    @cached_property
    def named(self) -> list[Named]:
        """Persons, places, offices, states, forces, ships, battles and treaties, with their names in all forms."""
        return named_in(self.war)

    @cached_property
    def pictures(self) -> list[Picture]:
        """The pictures of the articles, linked and never loaded."""
        return pictures_of(self.war)

    # ---------------------------------------------------------------- finding

    def where(
        self, *, kind: str = "", table: str = "", role: str = "", document: str = "", status: str = "",
        actor: str = "", place: str = "", since: date | str | None = None, until: date | str | None = None,
    ) -> list[Fact]:  # fmt: skip
        """The facts that fit every filter given.

        `actor` is the id of an office, state, force or person; `since` and `until` bound the dates, and leave out
        facts without one. Raises WarError, with what is meant or allowed, for a value that no fact can have.
        """
        self._known("kind", kind, [*EVENT_KINDS, *REMARK_KINDS, "letter", "point", "figure"])
        self._known("table", table, [each.name for each in FACT_TABLES])
        self._known("role", role, ROLES)
        self._known("document", document, sorted({s.document for fact in self for s in fact.sources}))
        self._known("status", status, STATUSES)
        self._known("actor", actor, [n.id for n in self.named if n.of not in ("places", "subjects")])
        self._known("place", place, [n.id for n in self.named if n.of == "places"])
        first, last = (_day(day, name) for day, name in ((since, "since"), (until, "until")))

        def fits(fact: Fact) -> bool:
            dated = fact.when is not None
            return (
                (not kind or fact.kind == kind) and (not table or fact.table == table)
                and (not role or fact.role == role) and (not status or fact.status == status)
                and (not document or any(standing.document == document for standing in fact.sources))
                and (not actor or actor in fact.actors or actor in fact.people) and (not place or fact.place == place)
                and (first is None or (dated and fact.when.last >= first))  # type: ignore[union-attr] # dated
                and (last is None or (dated and fact.when.first <= last))  # type: ignore[union-attr] # dated
            )  # fmt: skip

        return [fact for fact in self if fits(fact)]

    def search(self, text: str) -> tuple[list[Named], list[Fact]]:
        """What a name or word means, and the facts it stands in: any script, case, accents and tone marks aside.

        A name in one form finds the facts that use another. Both lists are empty where nothing is found.
        """
        sought = fold(text)
        if not sought:
            return [], []
        meant = [named for named in self.named if named.matches(sought, exactly=True)]
        meant = meant or [named for named in self.named if named.matches(sought, exactly=False)]
        ids = {named.id for named in meant if named.of != "subjects"}
        events = {row.text("event") for row in self.war.record.tables["subjects"] if row.text("id") in
                  {named.id for named in meant if named.of == "subjects"}} - {""}  # fmt: skip
        forms = {sought} | {fold(form) for named in meant for form in named.forms if _telling(form)}
        return meant, [fact for fact in self if self._is_about(fact, ids, events, forms)]

    def _is_about(self, fact: Fact, ids: set[str], events: set[str], forms: set[str]) -> bool:
        if ids & {*fact.actors, *fact.people, fact.place} or events & {fact.id, fact.part_of}:
            return True
        said = self._folded[fact.id]
        return any(form in said for form in forms)

    @cached_property
    def _folded(self) -> dict[str, str]:
        return {
            fact.id: fold(f"{fact.id} {fact.statement_en} {fact.statement_zh} {fact.on_whose_word}") for fact in self
        }

    # ---------------------------------------------------------------- time

    def timeline(self) -> list[Fact]:
        """Events, letters and remarks that have a date, in order; the finer date first where two begin together."""
        dated = [fact for fact in self if fact.when is not None and fact.table not in ("figures", "points")]
        return sorted(dated, key=lambda fact: (fact.when.first, fact.when.last, fact.id))  # type: ignore[union-attr]

    def on(self, day: date | str) -> Day:
        """What the record holds of a day, month or year: ISO 8601, or a Chinese date such as 咸豐八年四月初八日.

        Raises WarError for what is no date.
        """
        when = _interval(day)
        dated = [fact for fact in self if fact.when is not None]
        inside = [f for f in dated if when.first <= f.when.first and f.when.last <= when.last]  # type: ignore[union-attr]
        touching = [f for f in dated if f.when.overlaps(when) and f not in inside]  # type: ignore[union-attr]
        under_way = [
            fact for fact in self
            if fact.table == "letters" and fact.when is not None and fact.when.first <= when.last
            and fact.arrived is not None and fact.arrived.last > when.first and fact not in inside
        ]  # fmt: skip
        held = [
            (row.text("office"), row.text("person")) for row in self.war.record.holders
            if _holds(row, when)
        ]  # fmt: skip
        perhaps = sorted((f for f in touching if f not in under_way), key=lambda fact: fact.when.width)  # type: ignore[union-attr]
        return Day(when, tuple(inside), tuple(perhaps), tuple(under_way), tuple(held))

    # ---------------------------------------------------------------- rivals and what belongs together

    def conflicts(self) -> list[Rivals]:
        """The groups of rival claims, in the order of claims.csv."""
        members: dict[str, list[Fact]] = {}
        for fact in self:
            if fact.rivals:
                members.setdefault(fact.rivals, []).append(fact)
        return [
            Rivals(
                row.text("group"), row.text("about"), row.text("difference"), row.text("followed"), row.text("reason"),
                tuple(row.refs("mistaken")), tuple(row.refs("better")), tuple(members.get(row.text("group"), ())),
            )
            for row in self.war.record.claims
        ]  # fmt: skip

    def show(self, key: str) -> Fact | Named:
        """A fact, or somebody or something named, by its id; WarError with the nearest id where there is none."""
        if key in self._by_id:
            return self._by_id[key]
        for named in self.named:
            if named.id == key:
                return named
        raise _unknown("record", key, [*self._by_id, *(named.id for named in self.named)])

    def parts(self, fact: Fact) -> list[Fact]:
        """Figures, points, letters and remarks that belong to an event."""
        return [other for other in self if other.part_of == fact.id]

    def refined_by(self, fact: Fact) -> list[Fact]:
        """Facts from better sources that make this one more exact."""
        return [other for other in self if other.refines == fact.id]

    def export(self, format: str, path: Path | str | None = None) -> str | bytes:
        """The record as `csv`, `json`, `parquet`, `timelinejs` or `geojson`, returned and, with a path, written.

        Raises WarError for another format, where parquet's library is missing, or where the file cannot be written.
        """
        from gunboat.analysis.facts.export import export

        return export(self, format, path)

    def _known(self, name: str, value: str, allowed: Sequence[str]) -> None:
        if value and value not in allowed:
            raise _unknown(name, value, allowed)


def _unknown(name: str, value: str, allowed: Sequence[str]) -> WarError:
    return WarError([Fault("", 0, name, f"{value} is not in the record", suggestion(value, sorted(set(allowed))))])


def _telling(form: str) -> bool:
    return len(form) >= (_SHORTEST_CHINESE if is_chinese(form) else _SHORTEST_LATIN)


def _holds(row: Row, when: Interval) -> bool:
    first, last = row.day("date_from"), row.day("date_to")
    return first is not None and first <= when.last and (last is None or last >= when.first)


def _interval(day: date | str) -> Interval:
    if isinstance(day, date):
        return Interval(day, day)
    try:
        return parse_chinese(day) if is_chinese(day) else parse(day)
    except ValueError as error:
        remedy = "Write 1858-05-20, 1858-05, 1858 or 咸豐八年四月初八日."
        raise WarError([Fault("", 0, "day", str(error), remedy)]) from None


def _day(day: date | str | None, name: str) -> date | None:
    if day is None or isinstance(day, date):
        return day
    try:
        return parse(day).first if name == "since" else parse(day).last
    except ValueError as error:
        raise WarError([Fault("", 0, name, str(error), "Write 1858-05-20, 1858-05 or 1858.")]) from None
