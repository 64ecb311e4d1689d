"""Write docs/background/coverage.md: what the record holds of each section of the source articles.

    GUNBOAT_SOURCES=DIR uv run python verification/passages.py

DIR holds the articles. Without them nothing is written. Exits with 1 where a passage has no row.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import gunboat as gb
from gunboat.analysis.facts import Facts
from gunboat.record.coverage import ARTICLES, Section, articles_of, coverage
from gunboat.record.tables import FACT_TABLES, NAMES, PASSAGES, PICTURES

PAGE = Path(__file__).resolve().parent.parent / "docs" / "background" / "coverage.md"
HEAD = """# What the record holds of its articles

<!-- Written by verification/passages.py from the record and the articles. Do not edit. -->

The three source articles are cut into passages: a sentence, a line of the infobox or of a list, a caption, a note, or a
reference. Each passage has its facts, or is listed in `record/silent.csv` as holding none, with what it is. With the
articles at hand `gunboat validate` checks it passage by passage. A fact that several passages state is counted under
the first, and under *again* for each further one.
"""


def main() -> int:
    """Write the page; returns the exit code."""
    articles, faults = articles_of()
    if not articles:
        print(faults[0] if faults else f"Set {ARTICLES} to the folder of the source articles.", file=sys.stderr)
        return 2
    war = gb.load("second-opium-war")
    sections = coverage(war.written.record, articles)
    PAGE.write_text("\n".join([HEAD, *_counts(war.record), *_sections(war, sections)]) + "\n", encoding="utf-8")
    missed = [passage for section in sections for passage in section.missed]
    for passage in missed:
        print(f"no row for {passage.document} {passage.number}: {passage.text[:60]!r}", file=sys.stderr)
    print(f"{sum(section.passages for section in sections)} passages, {len(missed)} without a row")
    return 1 if missed else 0


def _counts(facts: Facts) -> list[str]:
    """Facts by table and document, and by kind."""
    documents = (*sorted(facts.war.record.articles), "other works")
    lines = ["## Facts by table", "", f"| table | {' | '.join(documents)} | all | twice read |", "|---|" + "---|" * 6]
    for table in FACT_TABLES:
        rows = facts.where(table=table.name)
        by = Counter(fact.sources[0].document if fact.sources else "other works" for fact in rows)
        checked = sum(fact.status == "checked" for fact in rows)
        cells = " | ".join(str(by[document]) for document in documents)
        lines.append(f"| {table.name} | {cells} | {len(rows)} | {checked} |")
    by = Counter(fact.sources[0].document if fact.sources else "other works" for fact in facts)
    checked = sum(fact.status == "checked" for fact in facts)
    lines.append(f"| **all** | {' | '.join(str(by[d]) for d in documents)} | {len(facts)} | {checked} |")
    kinds = Counter(fact.kind for fact in facts)
    lines += ["", "## Facts by kind", "", ", ".join(f"{kind} {n}" for kind, n in kinds.most_common()) + "."]
    groups = facts.conflicts()
    differences = Counter(rivals.difference for rivals in groups)
    said = ", ".join(f"{n} of {kind.replace('-', ' ')}" for kind, n in differences.most_common())
    mistaken = sum(len(rivals.mistaken) for rivals in groups)
    lines += ["", f"Rival claims: {len(groups)} groups ({said}); {mistaken} claims are marked as mistaken.", ""]
    return lines


def _sections(war: gb.War, sections: list[Section]) -> list[str]:
    tables = (*(table.name for table in FACT_TABLES), PASSAGES.name, PICTURES.name, NAMES.name)
    heads = [*tables]
    heads[heads.index(PASSAGES.name)] = "again"
    lines: list[str] = []
    for document, source in sorted(war.written.record.articles.items()):
        lines += [f"## {document}: [{source.title}]({source.url})", ""]
        lines.append(f"| section | passages | with facts | without | {' | '.join(heads)} |")
        lines.append("|---|---|---|---|" + "---|" * len(heads))
        for section in (each for each in sections if each.document == document):
            silent = ", ".join(f"{n} {why}" for why, n in sorted(section.silent.items())) or ""
            if section.missed:
                silent += f" **{len(section.missed)} missing**"
            cells = " | ".join(str(section.facts[name] or "") for name in tables)
            lines.append(f"| {section.name} | {section.passages} | {section.telling} | {silent} | {cells} |")
        lines.append("")
    return lines


if __name__ == "__main__":
    sys.exit(main())
