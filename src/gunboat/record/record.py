"""The record of a war: what is known to have happened, on whose word, and its check."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from gunboat.record.cells import Row
from gunboat.record.dates import Interval
from gunboat.record.faults import Fault, quoted, suggestion
from gunboat.record.reading import read_csv
from gunboat.record.references import disordered, shared, unresolved
from gunboat.record.sources import Source, read_sources
from gunboat.record.tables import CLAIMS, EVENTS, FIGURES, LETTERS, RECORD_TABLES, Table

ARTICLES = "GUNBOAT_SOURCES"
"""The environment variable that names the folder of the source articles."""


@dataclass
class Record:
    """The rows of each table of `record/` and the works of `sources.bib`; `unread` names tables that lack rows."""

    events: list[Row] = field(default_factory=list)
    figures: list[Row] = field(default_factory=list)
    letters: list[Row] = field(default_factory=list)
    people: list[Row] = field(default_factory=list)
    holders: list[Row] = field(default_factory=list)
    claims: list[Row] = field(default_factory=list)
    sources: dict[str, Source] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)

    def rows(self, table: Table) -> list[Row]:
        """Return the rows of one of `RECORD_TABLES`."""
        found: dict[str, list[Row]] = {
            "events": self.events,
            "figures": self.figures,
            "letters": self.letters,
            "people": self.people,
            "holders": self.holders,
            "claims": self.claims,
        }
        return found[table.name]

    def ids(self) -> dict[str, list[str]]:
        """Return the ids of each table that was read whole, and the keys of `sources`."""
        found = {
            table.name: [row.text(table.key) for row in self.rows(table)]
            for table in RECORD_TABLES
            if table.key and table.name not in self.unread
        }
        return found if "sources" in self.unread else {**found, "sources": list(self.sources)}

    def claimants(self) -> list[Row]:
        """Return the rows that may contradict one another: events, figures and letters."""
        return [*self.events, *self.figures, *self.letters]


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
        reading = read_csv(folder / "record" / f"{table.name}.csv", table, f"record/{table.name}.csv")
        record.rows(table).extend(reading.rows)
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
        rows = record.rows(table)
        faults += unresolved(rows, table, known) + disordered(rows, table)
    faults += shared(RECORD_TABLES, {"events": record.events, "figures": record.figures, "letters": record.letters})
    faults += _groups(record) + _letters(record.letters)
    missed, notes = _locators(record)
    return Checked(faults + missed, notes)


def _groups(record: Record) -> list[Fault]:
    """Return the faults of groups of rivals: a single member, no entry in claims, a followed claim from elsewhere."""
    if record.unread & {EVENTS.name, FIGURES.name, LETTERS.name, CLAIMS.name}:
        return []
    members: dict[str, list[Row]] = {}
    for row in record.claimants():
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
    everyone = {row.text("id") for row in record.claimants()}
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


def _locators(record: Record) -> tuple[list[Fault], list[str]]:
    """Return a fault for each locator that its document does not contain; a note where there are no documents."""
    rows = [row for row in record.claimants() if row.text("document") and row.text("locator")]
    named = os.environ.get(ARTICLES, "")
    if not rows:
        return [], []
    if not named:
        return [], [f"{len(rows)} locators were not looked up: set {ARTICLES} to the folder of the source articles."]
    folder = Path(named)
    if not folder.is_dir():
        remedy = "Set it to the folder of the source articles, or unset it."
        return [Fault(ARTICLES, 0, "", f"{named} is not a folder", remedy)], []
    files = sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))
    texts = {f"{place:03d}": _plain(path.read_text("utf-8", errors="replace")) for place, path in enumerate(files)}
    faults = []
    for row in rows:
        document, locator = row.text("document"), row.text("locator")
        if document not in texts:
            says = f"{document} is not among the {len(texts)} files of {ARTICLES}"
            faults.append(row.fault("document", says, suggestion(document, list(texts))))
        elif _plain(locator) not in texts[document]:
            remedy = "Copy a few characters of the passage as they stand there."
            faults.append(row.fault("locator", f"{quoted(locator)} is not found in document {document}", remedy))
    return faults, []


def _plain(text: str) -> str:
    """Return `text` in one Unicode form (NFC) with every run of white space as a single space."""
    return " ".join(unicodedata.normalize("NFC", text).split())
