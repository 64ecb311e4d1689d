"""What a report rests on: its assumptions, strains and sources, and the commands that make its numbers again."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from gunboat.analysis.following import FollowReport
from gunboat.analysis.telling.languages import own, write_number
from gunboat.record.cells import Row
from gunboat.report.contents import Contents
from gunboat.report.html import day, fact, folded_table, paragraph, section
from gunboat.report.words import HTML_LANGUAGE, said


def rests_of(report: Contents, lang: str) -> str:
    cited = report.war.record.sources
    rows = [
        (
            f"<code>{escape(row.text('id'))}</code>", _centred(row),
            escape(row.text("unit")), escape(said(f"rests.shapes.{row.text('shape')}", lang)),
            escape(said(f"rests.{row.text('seen')}", lang)),
            escape(own(row.text("reason"), row.text("reason_zh") or row.text("reason"), lang)),
            escape("; ".join(cited[key].title for key in row.refs("source") if key in cited)),
        )
        for row in report.war.assumptions
    ]  # fmt: skip
    heads = tuple(
        (said(f"rests.{key}", lang), key == "range")
        for key in ("key", "range", "unit", "shape", "seen", "reason", "works")
    )
    assumptions = said("rests.assumptions", lang, n=len(rows))
    table = folded_table(lang, heads, rows, assumptions, f"assumptions-{HTML_LANGUAGE[lang]}")
    works = "".join(
        f"<li>{escape(', '.join(part for part in (source.author, source.title, source.year) if part))}"
        f"{f' <span class={chr(34)}note{chr(34)}>({escape(source.note)})</span>' if source.note else ''}</li>"
        for _, source in sorted(cited.items())
    )
    sources = (
        f"<details><summary>{escape(said('rests.sources', lang, n=len(cited)))}</summary><ul>{works}</ul></details>"
    )
    strains = _strains(report, report.followed, lang) if report.followed else ""
    return section("rests", lang, paragraph(said("rests.text", lang)), table, strains, sources)


def _centred(row: Row) -> str:
    """The centre of an assumption, and between what it stays where it is drawn."""
    low, centre, high = (_number(row.number(name)) for name in ("low", "centre", "high"))
    return centre if low == high else f"{centre} ({low} – {high})"


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


def _strains(report: Contents, followed: FollowReport, lang: str) -> str:
    counts = followed.counts["consequences"]
    text = said(
        "rests.strains_text", lang, matched=counts["matched"], strained=counts["strained"], missed=counts["missed"],
        beyond=counts["beyond the rules"],
    )  # fmt: skip
    statements = {row.text("id"): row for row in report.war.record.events}
    items = []
    for row in followed.consequences:
        if row.how in ("missed", "strained"):
            fact_row = statements[row.fact]
            how = (
                said("rests.missed", lang)
                if row.how == "missed"
                else said("rests.strained", lang, n=round(row.days or 0))
            )
            stated = own(fact_row.text("statement_en"), fact_row.text("statement_zh"), lang)
            items.append(f"<li>{fact(row.fact, stated)} <em>{escape(how)}</em></li>")
    title = escape(said("rests.strains", lang))
    opened = f"strains-{HTML_LANGUAGE[lang]}"
    return f'<details id="{opened}"><summary>{title}</summary>{paragraph(text)}<ul>{"".join(items)}</ul></details>'


def made_of(report: Contents, lang: str) -> dict[str, dict[str, str]]:
    """How the numbers of the model were made: a text, and the command that makes them again."""
    many, war = report.many, report.many.war
    when, n = day(report.comparison.let_go, lang), write_number(len(many), lang)
    same = f"--let-go {many.let_go} --seed {many.seed}{_asked(many.options)}"
    again = f"gunboat run {war} -n {len(many)} {same}"
    made = {
        "many": {"text": said("made.many", lang, n=n, date=when, seed=many.seed), "command": again},
    }
    for which, history in report.histories.items():
        told = f"gunboat run {war} -n 1 {same} --number {history.number} --reasons"
        made[which] = {"text": said("made.history", lang, number=history.number, seed=many.seed), "command": told}
    if report.ladder and report.ladder.rungs:
        each = write_number(report.ladder.rungs[0].n, lang)
        made["turn"] = {
            "text": said("made.turn", lang, n=each, seed=many.seed),
            "command": f"gunboat --war {war} --seed {many.seed}",
        }
    return made


def _asked(options: Mapping[str, Any]) -> str:
    """The options of a run as the command line takes them; assumptions held fast are for Python alone."""
    found = "".join(f" --claim {group}={key}" for group, key in (options.get("claims") or {}).items())
    found += f" --opening {options['opening']}" if options.get("opening") else ""
    return found + (" --circumstances record" if options.get("keep_circumstances") else "")
