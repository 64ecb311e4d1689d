"""The record held against the source articles: is each locator where it says, and has each passage its facts."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from gunboat.record.articles import Article, Passage, read_articles
from gunboat.record.cells import Row
from gunboat.record.faults import Fault, quoted, suggestion
from gunboat.record.tables import FACT_TABLES, NAMES, PASSAGES, PICTURES, RECORD_TABLES, SILENT

if TYPE_CHECKING:
    from gunboat.record.record import Record

ARTICLES = "GUNBOAT_SOURCES"
"""The environment variable that names the folder of the source articles."""

_FACTS = tuple(table.name for table in FACT_TABLES)


@dataclass
class Section:
    """What the record holds of one section of one document.

    `passages` counts its sentences, lines, captions, notes and references; `telling` those with a fact, `silent` those
    listed as holding none, by why; `missed` are the others. `facts` counts facts by table, further passages apart.
    """

    document: str
    name: str
    passages: int = 0
    telling: int = 0
    silent: Counter[str] = field(default_factory=Counter)
    facts: Counter[str] = field(default_factory=Counter)
    missed: list[Passage] = field(default_factory=list)


def articles_of(folder: Path | str = "") -> tuple[dict[str, Article], list[Fault]]:
    """The articles in `folder`, or in the one that GUNBOAT_SOURCES names; none, and a fault, where it is no folder."""
    named = str(folder) or os.environ.get(ARTICLES, "")
    if not named:
        return {}, []
    try:
        return read_articles(Path(named)), []
    except OSError as error:
        reason = "is not a folder" if isinstance(error, (NotADirectoryError, FileNotFoundError)) else "cannot be read"
        remedy = "Set it to the folder of the source articles, or unset it."
        return {}, [Fault(ARTICLES, 0, "", f"{named} {reason}", remedy)]


def located(record: Record) -> Iterator[tuple[str, Row]]:
    """Every row that names a place in an article, with the name of its table."""
    for table in RECORD_TABLES:
        if any(column.name == "locator" for column in table.columns):
            for row in record.tables[table.name]:
                if row.text("document") and row.text("locator"):
                    yield table.name, row


def standing(row: Row, articles: Mapping[str, Article]) -> list[Passage] | Fault:
    """The passages of an article, in the section that a row names, that hold its locator; a fault if there are none."""
    document, locator, section = row.text("document"), row.text("locator"), row.text("section")
    if document not in articles:
        says = f"{document} is not among the {len(articles)} files of {ARTICLES}"
        return row.fault("document", says, suggestion(document, list(articles)))
    found = articles[document].find(locator)
    if not found:
        remedy = "Copy a few characters of the passage as they stand there."
        return row.fault("locator", f"{quoted(locator)} is not found in document {document}", remedy)
    inside = [passage for passage in found if not section or section in passage.sections]
    if not inside:
        says = f"{quoted(locator)} stands under {found[0].sections[-1]} of document {document}, not under {section}"
        return row.fault("section", says, "Correct the section, or choose characters that stand in it alone.")
    return inside


def check_against_articles(record: Record) -> tuple[list[Fault], list[str]]:
    """The faults of a record that the articles show, and a note where there are no articles.

    A record that has rows in `silent` says that it is whole: then each passage without a row is a fault too.
    """
    rows = list(located(record))
    articles, faults = articles_of()
    if not rows or faults:
        return faults, []
    if not articles:
        note = f"{len(rows)} locators were not looked up: set {ARTICLES} to the folder of the source articles."
        return [], [note]
    faults = [place for _, row in rows if isinstance(place := standing(row, articles), Fault)]
    if record.tables[SILENT.name] and not faults:
        faults = [_untold(passage) for section in coverage(record, articles) for passage in section.missed]
    return faults, []


def _untold(passage: Passage) -> Fault:
    begins = " ".join(passage.text.split())[:24]
    says = f"no row stands for passage {passage.number} of document {passage.document}, {quoted(begins)}"
    return Fault("record/silent.csv", 0, "locator", says, "Add its facts, or list it here as holding none.")


def coverage(record: Record, articles: Mapping[str, Article]) -> list[Section]:
    """What the record holds of each section of each article, in the order of the articles."""
    rows: dict[tuple[str, int], list[tuple[str, Row]]] = {}
    for table, row in located(record):
        found = standing(row, articles)
        if not isinstance(found, Fault):
            meant = found if table == SILENT.name else found[:1]  # a reference may be repeated, a fact stands first
            for passage in meant:
                rows.setdefault((passage.document, passage.number), []).append((table, row))
    sections: dict[tuple[str, str], Section] = {}
    for article in articles.values():
        for passage in article.passages:
            name = passage.sections[-1]
            section = sections.setdefault((passage.document, name), Section(passage.document, name))
            _count(section, passage, rows.get((passage.document, passage.number), []))
    return list(sections.values())


def _count(section: Section, passage: Passage, rows: Iterable[tuple[str, Row]]) -> None:
    section.passages += 1
    told = Counter(table for table, _ in rows)
    if any(told[table] for table in (*_FACTS, PASSAGES.name, PICTURES.name, NAMES.name)):
        section.telling += 1
    elif silent := [row for table, row in rows if table == SILENT.name]:
        section.silent[silent[0].text("why")] += 1
    else:
        section.missed.append(passage)
    section.facts.update({table: told[table] for table in (*_FACTS, PASSAGES.name, PICTURES.name, NAMES.name)})
