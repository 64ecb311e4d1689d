"""The facts of a record: find them, read one with all that bears on it, and set rival claims side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from html import escape
from pathlib import Path

from gunboat.analysis.facts.fact import Fact, facts_of, in_order
from gunboat.analysis.facts.names import Named, is_chinese, named_in
from gunboat.analysis.facts.pictures import Picture, pictures_of
from gunboat.analysis.facts.search import Index
from gunboat.record.calendar import parse_chinese
from gunboat.record.cells import Row
from gunboat.record.dates import Interval, parse
from gunboat.record.faults import Fault, WarError, suggestion
from gunboat.record.sources import Source
from gunboat.record.tables import EVENT_KINDS, FACT_TABLES, REMARK_KINDS, ROLES, STATUSES
from gunboat.scenario.read import WrittenWar

APART = ("background", "aftermath", "description")
"""Roles of facts that stand on the timeline visibly apart from the story."""

_SHOWN = 20  # rows of a notebook's table

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

    def __repr__(self) -> str:
        return f"Rivals({self.group}: {self.about}; {len(self.claims)} claims, {self.difference})"


@dataclass(frozen=True)
class Day:
    """What the record holds of a day or a longer interval.

    `facts` certainly fell within it; `perhaps` may have, as far as their dates say. `arrived` are letters that came
    within it, `under_way` those that were certainly sent and not there before its end; a letter that may have been
    either is among `perhaps`. `in_office` pairs offices with the persons whom the record has in them.
    """

    when: Interval
    facts: tuple[Fact, ...]
    perhaps: tuple[Fact, ...]
    arrived: tuple[Fact, ...]
    under_way: tuple[Fact, ...]
    in_office: tuple[tuple[str, str], ...]

    def __repr__(self) -> str:
        counts = f"{len(self.facts)} facts, {len(self.perhaps)} perhaps, {len(self.arrived)} letters arrived"
        return f"Day({self.when}: {counts}, {len(self.under_way)} under way)"


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

        return arrow_table(self._facts).__arrow_c_stream__(requested_schema)

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
        first = _interval(since).first if since is not None else None
        last = _interval(until).last if until is not None else None
        if first is not None and last is not None and last < first:
            says = f"{until} is before since, {since}"
            raise WarError([Fault("", 0, "until", says, "Write a day that is not before the first.")])

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

        A name in one form finds the facts that use another. Both lists are empty where nothing is found. Raises
        WarError for a text without a letter.
        """
        if not isinstance(text, str) or not any(c.isalnum() for c in text):
            raise WarError([Fault("", 0, "text", f"{text!r} is no name or word", "Write a name, or a word.")])
        return self._index.search(text)

    def about(self, named: Named) -> list[Fact]:
        """The facts that refer to a bearer of names, or have one of its names in their words."""
        return self._index.about([named])

    @cached_property
    def _index(self) -> Index:
        subjects = self.war.record.tables["subjects"]
        return Index(self._facts, self.named, {row.text("id"): row.text("event") for row in subjects})

    # ---------------------------------------------------------------- time

    def timeline(self) -> list[Fact]:
        """Events, letters and remarks that have a date, in order; the finer date first where two begin together."""
        return in_order(self)

    def on(self, day: date | str) -> Day:
        """What the record holds of a day, month or year: ISO 8601, or a Chinese date such as 咸豐八年四月初八日.

        Raises WarError for what is no date.
        """
        when = _interval(day)
        inside = [fact for fact in self if fact.when and when.first <= fact.when.first and fact.when.last <= when.last]
        letters = [fact for fact in self if fact.table == "letters" and fact.when and fact.arrived]
        arrived = [f for f in letters if f.arrived and when.first <= f.arrived.first and f.arrived.last <= when.last]
        under_way = [
            f for f in letters
            if f.when and f.arrived and f.when.last <= when.last and f.arrived.first > when.last and f not in inside
        ]  # fmt: skip
        known = {fact.id for fact in (*inside, *arrived, *under_way)}
        perhaps = [
            fact for fact in self
            if fact.id not in known and fact.when
            and (fact.when.overlaps(when) or (fact.arrived is not None and _between(fact.when, fact.arrived, when)))
        ]  # fmt: skip
        perhaps.sort(key=lambda fact: fact.when.width if fact.when else 0)
        last = self.war.war.day("last_day") or when.last
        held = [
            (row.text("office"), row.text("person")) for row in self.war.record.holders if _holds(row, when, last)
        ]
        return Day(when, tuple(inside), tuple(perhaps), tuple(arrived), tuple(under_way), tuple(held))

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

    def show(self, key: str) -> Fact | Named | Rivals | Picture | Source:
        """A fact, a bearer of names, a group of rivals, a picture or a work, by its id.

        A place and an office may have the same id: `places/canton`, `offices/canton`. A name that only one bears will
        do as well. Raises WarError, with the nearest id, where there is none or more than one.
        """
        section, _, own = key.rpartition("/")
        found = [named for named in self.named if named.id == own and section in ("", named.of)]
        if not section:
            if key in self._by_id:
                return self._by_id[key]
            others: list[Rivals | Picture | Source] = [
                *(rivals for rivals in self.conflicts() if rivals.group == key),
                *(picture for picture in self.pictures if picture.id == key),
                *(source for source in self.war.record.sources.values() if source.key == key),
            ]
            if others:
                return others[0]
            found = found or [named for named in self.named if named.is_called(key)]
        if len(found) > 1:
            says = f"{key} may be {' or '.join(f'{named.of}/{named.id}' for named in found)}"
            raise WarError([Fault("", 0, "record", says, "Name one of them.")])
        if found:
            return found[0]
        groups = [row.text("group") for row in self.war.record.claims]
        raise _unknown("record", key, [*self._by_id, *groups, *(named.id for named in self.named)])

    def parts(self, fact: Fact | str) -> list[Fact]:
        """Figures, points, letters and remarks that belong to an event."""
        key = fact if isinstance(fact, str) else fact.id
        return [other for other in self if other.part_of == key]

    def refined_by(self, fact: Fact | str) -> list[Fact]:
        """Facts from better sources that make this one more exact."""
        key = fact if isinstance(fact, str) else fact.id
        return [other for other in self if other.refines == key]

    def export(
        self, format: str, path: Path | str | None = None, only: Sequence[Fact] | None = None, lang: str = "en"
    ) -> str | bytes:
        """The record, or `only` some of its facts, as `csv`, `json`, `parquet`, `timelinejs` or `geojson`.

        Returned and, with a path, written. `lang` is the language of the timeline's slides. Raises WarError for another
        format, where parquet's library is missing, or where the file cannot be written.
        """
        from gunboat.analysis.facts.export import export

        return export(self.war, self._facts if only is None else only, format, path, lang)

    def _known(self, name: str, value: str, allowed: Sequence[str]) -> None:
        if value and value not in allowed:
            raise _unknown(name, value, allowed)


def _unknown(name: str, value: str, allowed: Sequence[str]) -> WarError:
    return WarError([Fault("", 0, name, f"{value} is not in the record", suggestion(value, sorted(set(allowed))))])


def _holds(row: Row, when: Interval, last_day: date) -> bool:
    """Whether the record has a holder in office within an interval; a blank end is that of the record."""
    first, last = row.day("date_from"), row.day("date_to") or last_day
    return first is not None and first <= when.last and last >= when.first


def _between(sent: Interval, arrived: Interval, when: Interval) -> bool:
    """Whether a letter may have been under way, or have come, within an interval."""
    return sent.first <= when.last and arrived.last >= when.first


def _interval(day: date | str) -> Interval:
    if isinstance(day, date):
        plain = day.date() if isinstance(day, datetime) else day
        return Interval(plain, plain)
    try:
        if not isinstance(day, str):
            raise ValueError(f"{day!r} is not a date")
        return parse_chinese(day) if is_chinese(day) else parse(day)
    except ValueError as error:
        remedy = "Write 1858-05-20, 1858-05, 1858 or 咸豐八年四月初八日."
        raise WarError([Fault("", 0, "day", str(error), remedy)]) from None
