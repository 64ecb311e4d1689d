"""The sections of a report in one language: a picture, a plain sentence beside it, and the same as a table."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import numpy as np

from gunboat.analysis.compare import Measured, Outcome, Scored, singles_of
from gunboat.analysis.ladder import Ladder, Rung
from gunboat.analysis.telling.languages import own, write_cell, write_number
from gunboat.report import charts
from gunboat.report.contents import Contents
from gunboat.report.html import (
    MARK,
    day,
    fact,
    figure,
    folded_table,
    heading,
    hundred,
    made,
    marked,
    opening,
    paragraph,
    section,
    write_dates,
)
from gunboat.report.rests import rests_of
from gunboat.report.svg import Picture
from gunboat.report.told import told_of
from gunboat.report.words import HTML_LANGUAGE, said


def pictures_of(report: Contents, lang: str, width: float = charts.WIDE) -> dict[str, Picture]:
    """The pictures of a report by name, those without content left out; `width` in units of the drawing."""
    events, values, clauses = report.comparison.events, _values(report, lang), _clauses(report, lang)
    rungs, outcomes = report.ladder.rungs if report.ladder else [], report.comparison.outcomes
    singles = [(name, value, singles_of(report.many, event.id, value).tolist()) for name, value, event in values]
    made = {
        "ladder": charts.draw_ladder(rungs, lang, width) if rungs else None,
        "outcomes": charts.draw_outcomes(outcomes, lang, width) if outcomes else None,
        "dates": charts.draw_dates(events, report.many, lang, width) if events else None,
        "values": charts.draw_values(singles, lang, width) if singles else None,
        "clauses": charts.draw_clauses([each[1:] for each in clauses], lang, width) if clauses else None,
    }
    return {name: picture for name, picture in made.items() if picture is not None}


def short_of(report: Contents, lang: str) -> str:
    """What a reader in haste should know: what happened, what else might have, and how sure the model is."""
    summary = own(report.war.war.text("summary_en"), report.war.war.text("summary_zh"), lang)
    rows = report.comparison.outcomes
    outcomes = escape(said("list", lang)).join(
        opening("short.outcome", lang, "share", _share(report, row, lang), name=own(row.name_en, row.name_zh, lang))
        for row in rows
    )
    parts = [heading("short.happened", lang), paragraph(summary)] if summary else []
    if outcomes:
        when, n = day(report.comparison.let_go, lang), write_number(len(report.many), lang)
        lead = opening("short.outcomes", lang, "outcomes", outcomes, date=when, n=n)
        parts += [heading("short.else", lang), f"<p>{lead}</p>"]
        rare = [row for row in rows if row.documented and row.share < HALF]
        common = [row for row in rows if row.documented and row.share >= HALF]
        for key, found in (("common", common), ("rare", rare)):
            names = said("list", lang).join(own(row.name_en, row.name_zh, lang) for row in found)
            if names:
                parts.append(paragraph(said(f"short.{key}", lang, names=names)))
    parts.append(heading("short.sure", lang))
    if report.ladder and report.ladder.rungs:
        rungs = report.ladder.rungs
        often = made("turn", str(sum(rung.share > HALF for rung in rungs)), *_turns(report))
        turns = opening("short.turns", lang, "often", often, n=len(rungs))
        parts.append(f"<p>{turns}{_path(report, report.ladder, lang)}</p>")
    listed = ""
    if report.followed:
        strains = f"strains-{HTML_LANGUAGE[lang]}"
        words = escape(said("short.listed", lang))
        listed = f' <button type="button" class="fact" data-open="{strains}">{words}</button>'
    parts.append(f"<p>{escape(said('short.error', lang))}{listed}</p>")
    return section("short", lang, *parts)


def _share(report: Contents, row: Outcome | Scored, lang: str) -> str:
    return made("many", write_cell(row.share, lang), report.kinds[row.id])


def _turns(report: Contents) -> list[str]:
    """The kinds of events that the turning points look for."""
    return [row.text("kind") for row in report.war.turns]


def _path(report: Contents, ladder: Ladder, lang: str) -> str:
    return marked(ladder.path(lang, MARK), "path", *(report.kinds[name] for name in ladder.outcomes))


def _named(report: Contents, ids: Sequence[str], lang: str) -> str:
    """Outcomes and events of the yardstick by name, each with its share."""
    rows: dict[str, Outcome | Scored] = {row.id: row for row in report.comparison.outcomes}
    names = {row.id: own(row.name_en, row.name_zh, lang) for row in report.comparison.outcomes}
    for row in report.comparison.events:
        rows[row.id], names[row.id] = row, own(row.statement_en, row.statement_zh, lang).rstrip(".。")
    return escape(said("list", lang)).join(
        opening("always.one", lang, "share", _share(report, rows[key], lang), name=names[key]) for key in ids
    )


HALF = 0.5
"""The share from which more histories than not hold an outcome."""


def sections_of(report: Contents, lang: str) -> str:
    """All that follows the map, in one language."""
    narrow = pictures_of(report, lang, charts.NARROW)
    pictures = {name: figure(wide, narrow[name]) for name, wide in pictures_of(report, lang).items()}
    parts = [
        _ladder(report, pictures, lang), _outcomes(report, pictures, lang), _always(report, lang),
        _dates(report, pictures, lang), _value_section(report, pictures, lang), _clause_section(report, pictures, lang),
        told_of(report, lang), rests_of(report, lang), _limits(lang),
    ]  # fmt: skip
    return "\n".join(part for part in parts if part)


def _ladder(report: Contents, pictures: dict[str, str], lang: str) -> str:
    if "ladder" not in pictures or report.ladder is None:
        return ""
    rungs = report.ladder.rungs
    heads = (
        (said("ladder.let_go", lang), False), (said("ladder.question", lang), False),
        (said("ladder.share", lang), True), (said("ladder.interval", lang), True), (said("ladder.record", lang), False),
    )  # fmt: skip
    rows = [
        (
            str(rung.let_go), escape(own(rung.name_en, rung.name_zh, lang)),
            made("turn", write_cell(rung.share, lang), report.kinds[rung.id]),
            made("turn", f"{hundred(rung.low)}–{hundred(rung.high)}", report.kinds[rung.id]),
            fact(rung.event, write_dates(rung.documented)),
        )
        for rung in rungs
    ]  # fmt: skip
    said_each = "".join(f"<li>{_rung(report, rung, lang)}</li>" for rung in rungs)
    path = f"{_path(report, report.ladder, lang)} {marked(report.ladder.why(lang, MARK), 'turn', *_turns(report))}"
    lead = paragraph(said("ladder.text", lang))
    return section(
        "ladder",
        lang,
        lead,
        pictures["ladder"],
        f"<ol>{said_each}</ol>",
        f"<p>{path}</p>",
        folded_table(lang, heads, rows),
    )


def _interval(row: Rung | Outcome, lang: str) -> str:
    """A share with its interval."""
    return said("interval", lang, share=write_cell(row.share, lang), low=hundred(row.low), high=hundred(row.high))


def _rung(report: Contents, rung: Rung, lang: str) -> str:
    question = escape(own(rung.name_en, rung.name_zh, lang))
    sentence = opening(
        "ladder.sentence", lang, "share", made("turn", _interval(rung, lang), report.kinds[rung.id]),
        n=write_number(rung.n, lang), date=day(rung.let_go, lang), days=rung.within,
    )  # fmt: skip
    return f"<strong>{question}</strong> {sentence}"


def _outcomes(report: Contents, pictures: dict[str, str], lang: str) -> str:
    if "outcomes" not in pictures:
        return ""
    outcomes, events = report.comparison.outcomes, {row.text("id"): row.text("event") for row in report.war.outcomes}
    sentences = ""
    for row in outcomes:
        share, name = made("many", _interval(row, lang), report.kinds[row.id]), own(row.name_en, row.name_zh, lang)
        sentences += f"<li>{opening('outcomes.sentence', lang, 'share', share, name=name)}</li>"
    heads = (
        (said("outcomes.name", lang), False), (said("ladder.share", lang), True), (said("ladder.interval", lang), True),
        (said("ladder.record", lang), False),
    )  # fmt: skip
    rows = [
        (
            escape(own(row.name_en, row.name_zh, lang)), _share(report, row, lang),
            made("many", f"{hundred(row.low)}–{hundred(row.high)}", report.kinds[row.id]),
            fact(events[row.id], write_dates(row.dates)) if row.dates
            else escape(said(f"outcomes.{charts.RECORDED[row.documented]}", lang)),
        )
        for row in outcomes
    ]  # fmt: skip
    lead = paragraph(said("outcomes.text", lang, date=day(report.comparison.let_go, lang)))
    lead += paragraph(said("outcomes.other", lang), "note") if report.ladder else ""
    return section(
        "outcomes", lang, lead, pictures["outcomes"], f"<ul>{sentences}</ul>", folded_table(lang, heads, rows)
    )


def _always(report: Contents, lang: str) -> str:
    found = {"nearly_always": report.comparison.nearly_always, "hardly_ever": report.comparison.hardly_ever}
    listed = "".join(
        f"<p>{opening(f'always.{key}', lang, 'names', names)}</p>"
        for key, ids in found.items()
        if (names := _named(report, ids, lang) or escape(said("always.nothing", lang)))
    )
    lead, close = (paragraph(said(f"always.{key}", lang), "note") for key in ("text", "record_rare"))
    return section("always", lang, lead, listed, close)


def _dates(report: Contents, pictures: dict[str, str], lang: str) -> str:
    if "dates" not in pictures:
        return ""
    heads = (
        (said("dates.event", lang), False), (said("dates.record", lang), False), (said("dates.share", lang), True),
        *((said(f"dates.{key}", lang), True) for key in ("p05", "p50", "p95", "percentile")),
    )  # fmt: skip
    rows = [_dates_row(report, event, lang) for event in report.comparison.events]
    lead = paragraph(said("dates.text", lang))
    return section("dates", lang, lead, _legend(lang), pictures["dates"], folded_table(lang, heads, rows))


def _dates_row(report: Contents, event: Scored, lang: str) -> tuple[str, ...]:
    kind = report.kinds[event.id]
    earlier = (
        said("dates.never", lang)
        if event.percentile is None
        else said("dates.earlier", lang, n=f"{event.percentile:.0f}")
    )
    return (
        fact(event.event, own(event.statement_en, event.statement_zh, lang)), escape(write_dates(event.documented)),
        made("many", write_cell(event.share, lang), kind),
        *(made("many", str(day), kind) if day else "" for day in (event.p05, event.p50, event.p95)),
        made("many", earlier, kind),
    )  # fmt: skip


def _legend(lang: str) -> str:
    keys = (("r", "record_key"), ("m", "model_key"), ("b", "band_key"))
    items = "".join(f'<li><span class="key {css}"></span>{escape(said(f"page.{key}", lang))}</li>' for css, key in keys)
    return f'<ul class="legend">{items}</ul>'


def _values(report: Contents, lang: str) -> list[tuple[str, Measured, Scored]]:
    """Events of which a quantity is measured: what in words, its values, and the event."""
    return [
        (f"{own(row.statement_en, row.statement_zh, lang).rstrip('.。')}: {_meaning(value, lang)}", value, row)
        for row in report.comparison.events
        for value in row.values
        if value.p50 is not None
    ]


def _meaning(value: Measured, lang: str) -> str:
    return said(f"values.{_MEANINGS[value.meaning]}", lang)


_MEANINGS = {
    "loss of the attacker": "attacker", "loss of the defender": "defender", "margin": "margin",
    "indemnity": "indemnity", "ports": "ports",
}  # fmt: skip


def _value_section(report: Contents, pictures: dict[str, str], lang: str) -> str:
    if "values" not in pictures:
        return ""
    heads = (
        (said("values.meaning", lang), False), (said("values.model", lang), True), (said("values.record", lang), True),
        (said("values.percentile", lang), True),
    )  # fmt: skip
    rows = [
        (
            fact(event.event, name),
            made(
                "many", " · ".join(_amount(x, value.unit) for x in (value.p05, value.p50, value.p95)),
                report.kinds[event.id],
            ),
            "–".join(dict.fromkeys(_amount(x, value.unit) for x in value.documented)) if value.documented else "",
            "" if value.percentile is None
            else made("many", said("dates.earlier", lang, n=f"{value.percentile:.0f}"), report.kinds[event.id]),
        )
        for name, value, event in _values(report, lang)
    ]  # fmt: skip
    lead = paragraph(said("values.text", lang))
    return section("values", lang, lead, pictures["values"], folded_table(lang, heads, rows))


def _amount(value: float | None, unit: str) -> str:
    if value is None:
        return ""
    if unit == "million taels":
        return f"{value:.1f}"
    return f"{100 * value:.1f} %" if unit.startswith("share") else f"{round(value):,}"


def _clauses(report: Contents, lang: str) -> list[tuple[str, str, float, bool]]:
    """Each clause of the first treaty with its share among treaties, and whether the documented treaty has it."""
    sets, documented = report.treaties, report.treaty_clauses
    found = []
    for place, row in enumerate(report.war.clauses):
        share = float(np.mean([bits >> place & 1 for bits in sets])) if sets else 0.0
        if share > 0 or row.text("id") in documented:
            name = own(row.text("name_en"), row.text("name_zh"), lang)
            found.append((row.text("id"), name, share, row.text("id") in documented))
    return found if sets and report.treaty_with else []


def _clause_section(report: Contents, pictures: dict[str, str], lang: str) -> str:
    if "clauses" not in pictures:
        return ""
    heads = (
        (said("clauses.clause", lang), False),
        (said("clauses.share", lang), True),
        (said("clauses.record", lang), False),
    )
    rows = [
        (
            escape(name),
            made("many", write_cell(share, lang), _TREATY),
            escape(said("clauses.yes" if yes else "clauses.no", lang)),
        )
        for _, name, share, yes in _clauses(report, lang)
    ]  # fmt: skip
    of = report.names.actor(report.treaty_with, lang)
    n = made("many", write_number(len(report.treaties), lang), _TREATY)
    lead = f"<p>{opening('clauses.text', lang, 'n', n, of=of)}</p>"
    return section("clauses", lang, lead, pictures["clauses"], folded_table(lang, heads, rows))


_TREATY = "treaty-signed"


def _limits(lang: str) -> str:
    return section("limits", lang, f'<div class="limits">{paragraph(said("limits.text", lang))}</div>')
