"""The record of a war: what is known to have happened, on whose word, and its check."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from gunboat.record.cells import Row
from gunboat.record.coverage import check_against_articles
from gunboat.record.dates import Interval
from gunboat.record.faults import Fault, quoted, suggestion
from gunboat.record.reading import read_csv
from gunboat.record.references import disordered, shared, unresolved
from gunboat.record.sources import Source, read_sources
from gunboat.record.tables import CLAIMS, FACT_TABLES, NAMES, RECORD_TABLES, UNITS


@dataclass
class Record:
    """The rows of each table of `record/` and the works of `sources.bib`; `unread` names tables that lack rows."""

    tables: dict[str, list[Row]] = field(default_factory=lambda: {table.name: [] for table in RECORD_TABLES})
    sources: dict[str, Source] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)

    @property
    def events(self) -> list[Row]:
        """Dated events."""
        return self.tables["events"]

    @property
    def letters(self) -> list[Row]:
        """Letters, with when they were sent and arrived."""
        return self.tables["letters"]

    @property
    def people(self) -> list[Row]:
        """Persons."""
        return self.tables["people"]

    @property
    def holders(self) -> list[Row]:
        """Who held which office when."""
        return self.tables["holders"]

    @property
    def claims(self) -> list[Row]:
        """Groups of rival claims."""
        return self.tables["claims"]

    @property
    def facts(self) -> list[Row]:
        """All rows that are facts, table by table."""
        return [row for table in FACT_TABLES for row in self.tables[table.name]]

    @property
    def articles(self) -> dict[str, Source]:
        """The source articles among the works, by the number under which facts name them."""
        return {source.document: source for source in self.sources.values() if source.document}

    def passed_over(self, chosen: Mapping[str, str]) -> set[str]:
        """Return the ids of facts that are not followed: rivals of the claim followed, and what another makes exact.

        `chosen` names other claims than those of `claims` by group.
        """
        followed = {row.text("group"): row.text("followed") for row in self.claims} | dict(chosen)
        rivals = {
            row.text("id")
            for row in self.facts
            if row.text("rivals") in followed and row.text("id") != followed[row.text("rivals")]
        }
        exact = {row.text("id"): row.text("refines") for row in self.facts if row.text("refines")}
        displaced = rivals | {fact for fact, coarser in exact.items() if coarser in rivals} - set(followed.values())
        return displaced | {coarser for fact, coarser in exact.items() if fact not in displaced}

    def same_event(self, fact: str) -> set[str]:
        """Return the ids of an event and of those that it makes more exact: one happening, told less closely."""
        coarser = {row.text("id"): row.text("refines") for row in self.events}
        same = {fact}
        while coarser.get(fact) and coarser[fact] not in same:
            fact = coarser[fact]
            same.add(fact)
        return same

    def ids(self) -> dict[str, list[str]]:
        """Return the ids of each table that was read whole, and the keys of `sources`."""
        found = {
            table.name: [row.text(table.key) for row in self.tables[table.name]]
            for table in RECORD_TABLES
            if table.key and table.name not in self.unread
        }
        return found if "sources" in self.unread else {**found, "sources": list(self.sources)}


@dataclass(frozen=True)
class Checked:
    """What a check found: its faults, and notes on what was not checked and why."""

    faults: list[Fault]
    notes: list[str]


def interval(row: Row, stem: str = "date") -> Interval | None:
    """Return the interval `stem`_from to `stem`_to of a row (`date`, or `sent` and `arrived` of a letter).

    None where an end is blank or the last day is before the first.
    """
    first, last = row.day(f"{stem}_from"), row.day(f"{stem}_to")
    if first is None or last is None or last < first:
        return None
    return Interval(first, last, row.text("precision") if "precision" in row.cells else "day")


def read_record(folder: Path) -> tuple[Record, list[Fault]]:
    """Return the record of the war in `folder`, from its `record/*.csv` and `sources.bib`, and the faults in reading.

    Raises nothing for what the files contain; `check_record` looks at what the rows say together.
    """
    record = Record()
    faults: list[Fault] = []
    for table in RECORD_TABLES:
        path = folder / "record" / f"{table.name}.csv"
        if table.optional and not path.exists():
            continue
        reading = read_csv(path, table, f"record/{table.name}.csv")
        record.tables[table.name].extend(reading.rows)
        faults += reading.faults
        if not reading.whole:
            record.unread.add(table.name)
    record.sources, wrong, whole = read_sources(folder / "sources.bib", "sources.bib")
    if not whole:
        record.unread.add("sources")
    return record, faults + wrong


def check_record(record: Record, ids: Mapping[str, Collection[str]]) -> Checked:
    """Return what is wrong with a record as a whole.

    References are looked up in the record and in `ids`, the ids of the scenario's sections (offices, states, forces,
    places); a section that is absent from `ids` is not looked up. Locators are looked for in the source articles if
    the environment variable GUNBOAT_SOURCES names their folder; otherwise a note says that they were not.
    """
    known = {**ids, **record.ids()}
    faults: list[Fault] = []
    for table in RECORD_TABLES:
        rows = record.tables[table.name]
        faults += unresolved(rows, table, known) + disordered(rows, table)
    faults += shared(RECORD_TABLES, record.tables)
    faults += _groups(record) + _letters(record.letters) + _measured(record) + _named(record, known)
    missed, notes = check_against_articles(record)
    return Checked(faults + missed, notes)


def _groups(record: Record) -> list[Fault]:
    """Return the faults of groups of rivals: a single member, no entry in claims, a followed claim from elsewhere."""
    if record.unread & {*(table.name for table in FACT_TABLES), CLAIMS.name}:
        return []
    members: dict[str, list[Row]] = {}
    for row in record.facts:
        if row.text("rivals"):
            members.setdefault(row.text("rivals"), []).append(row)
    claims = {row.text("group"): row for row in record.claims}
    faults = []
    for group, rows in members.items():
        if group not in claims:
            remedy = f"Add a row {group} to record/claims.csv that names the claim followed."
            faults.append(rows[0].fault("rivals", f"{quoted(group)} has no entry in claims", remedy))
        if len(rows) < 2:
            remedy = "Give the claim that contradicts it the same group, or leave it blank."
            faults.append(rows[0].fault("rivals", f"{quoted(group)} has a single member", remedy))
    everyone = {row.text("id") for row in record.facts}
    for group, claim in claims.items():
        names = [row.text("id") for row in members.get(group, [])]
        followed = claim.text("followed")
        if not names:
            remedy = "Name the group in the column rivals of its members, or delete the row."
            faults.append(claim.fault("group", f"{quoted(group)} has no member", remedy))
        elif followed in everyone and followed not in names and len(names) > 1:
            says = f"{quoted(followed)} is not a member of {group}"
            faults.append(claim.fault("followed", says, suggestion(followed, names)))
    return faults


def _letters(letters: Iterable[Row]) -> list[Fault]:
    """Return the faults of letters: untruth that nothing contradicts, and arrival before writing."""
    faults = []
    for row in letters:
        candor = row.text("candor")
        if candor in ("softened", "invented") and not row.refs("contradicted_by"):
            remedy = "Name the events that contradict the letter, or write true."
            faults.append(row.fault("contradicted_by", f"is blank although candor is {candor}", remedy))
        sent, arrived = row.day("sent_from"), row.day("arrived_to") or row.day("arrived_from")
        if sent is not None and arrived is not None and arrived < sent:
            says = f"{arrived} is before the letter was written, {sent}"
            faults.append(row.fault("arrived_to", says, "Correct the day of arrival or that of writing."))
    return faults


def _measured(record: Record) -> list[Fault]:
    """Return the faults of values without a unit, and of units without a value."""
    faults = []
    for row in record.facts:
        if "unit" not in row.cells:
            continue
        given = row.number("value_low") is not None
        if given and row.lacks("unit"):
            faults.append(row.fault("unit", "is blank although a value is given", f"Write one of: {', '.join(UNITS)}."))
        elif row.text("unit") and not given and "value_low" not in row.wrong:
            faults.append(row.fault("value_low", "is blank although a unit is given", "Give the value, or no unit."))
    return faults


def _named(record: Record, known: Mapping[str, Collection[str]]) -> list[Fault]:
    """Return the faults of names whose bearer does not exist."""
    faults = []
    for row in record.tables[NAMES.name]:
        of, subject = row.text("of"), row.text("subject")
        if of in known and subject not in known[of]:
            remedy = suggestion(subject, list(known[of]))
            faults.append(row.fault("subject", f"{quoted(subject)} is not in {of}", remedy))
    return faults
