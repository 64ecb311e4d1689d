"""The sections of a report in one language: a picture, a plain sentence beside it, and the same as a table."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import numpy as np

from gunboat.analysis.compare import Measured, Outcome, Scored, singles_of
from gunboat.analysis.ladder import Rung
from gunboat.analysis.telling.languages import own, write_cell, write_number
from gunboat.report import charts
from gunboat.report.contents import Contents
from gunboat.report.html import day, fact, figure, folded_table, heading, hundred, made, paragraph, section, write_dates
from gunboat.report.rests import rests_of
from gunboat.report.svg import Picture
from gunboat.report.told import told_of
from gunboat.report.words import HTML_LANGUAGE, said


def pictures_of(report: Contents, lang: str) -> dict[str, Picture]:
    """The pictures of a report by name, those without content left out."""
    events, values = report.comparison.events, _values(report, lang)
    made = {
        "ladder": charts.draw_ladder(report.ladder.rungs, lang) if report.ladder and report.ladder.rungs else None,
        "outcomes": charts.draw_outcomes(report.comparison.outcomes, lang) if report.comparison.outcomes else None,
        "dates": charts.draw_dates(events, report.many, lang) if events else None,
        "values": charts.draw_values(
            [(name, value, singles_of(report.many, event.id, value).tolist()) for name, value, event in values], lang
        ) if values else None,
        "clauses": charts.draw_clauses([(name, share, yes) for _, name, share, yes in _clauses(report, lang)], lang)
        if _clauses(report, lang) else None,
    }  # fmt: skip
    return {name: picture for name, picture in made.items() if picture is not None}


def short_of(report: Contents, lang: str) -> str:
    """What a reader in haste should know: what happened, what else might have, and how sure the model is."""
    summary = own(report.war.war.text("summary_en"), report.war.war.text("summary_zh"), lang)
    outcomes = escape(said("list", lang)).join(
        _with("many", _outcome("short.outcome", row, lang), write_cell(row.share, lang))
        for row in report.comparison.outcomes
    )
    parts = [heading("short.happened", lang), paragraph(summary)] if summary else []
    if outcomes:
        when, n = day(report.comparison.let_go, lang), write_number(len(report.many), lang)
        lead = escape(said("short.outcomes", lang, date=when, n=n, outcomes=_SHARE)).replace(_SHARE, outcomes)
        parts += [heading("short.else", lang), f"<p>{lead}</p>"]
        rare = [row for row in report.comparison.outcomes if row.documented and row.share < HALF]
        common = [row for row in report.comparison.outcomes if row.documented and row.share >= HALF]
        for key, rows in (("common", common), ("rare", rare)):
            names = said("list", lang).join(own(row.name_en, row.name_zh, lang) for row in rows)
            if names:
                parts.append(paragraph(said(f"short.{key}", lang, names=names)))
    parts.append(heading("short.sure", lang))
    if report.ladder and report.ladder.rungs:
        rungs = report.ladder.rungs
        often = sum(rung.share > HALF for rung in rungs)
        parts.append(paragraph(said("short.turns", lang, often=often, n=len(rungs)) + report.ladder.path(lang)))
    listed = ""
    if report.followed:
        strains = f"strains-{HTML_LANGUAGE[lang]}"
        words = escape(said("short.listed", lang))
        listed = f' <button type="button" class="fact" data-open="{strains}">{words}</button>'
    parts.append(f"<p>{escape(said('short.error', lang))}{listed}</p>")
    return section("short", lang, *parts)


HALF = 0.5
"""The share from which more histories than not hold an outcome."""


def sections_of(report: Contents, lang: str) -> str:
    """All that follows the map, in one language."""
    pictures = pictures_of(report, lang)
    parts = [
        _ladder(report, pictures, lang), _outcomes(report, pictures, lang), _always(report, lang),
        _dates(report, pictures, lang), _value_section(report, pictures, lang), _clause_section(report, pictures, lang),
        told_of(report, lang), rests_of(report, lang), _limits(lang),
    ]  # fmt: skip
    return "\n".join(part for part in parts if part)


def _ladder(report: Contents, pictures: dict[str, Picture], lang: str) -> str:
    if "ladder" not in pictures or report.ladder is None:
        return ""
    rungs = report.ladder.rungs
    heads = (
        (said("ladder.let_go", lang), False), (said("ladder.question", lang), False),
        (said("ladder.share", lang), True), (said("ladder.interval", lang), True), (said("ladder.record", lang), False),
    )  # fmt: skip
    rows = [
        (
            str(rung.let_go), escape(own(rung.name_en, rung.name_zh, lang)), made("turn", write_cell(rung.share, lang)),
            f"{hundred(rung.low)}–{hundred(rung.high)}", fact(rung.event, write_dates(rung.documented)),
        )
        for rung in rungs
    ]  # fmt: skip
    said_each = "".join(f"<li>{_rung(rung, lang)}</li>" for rung in rungs)
    path = f"{escape(f'{report.ladder.path(lang)} {report.ladder.why(lang)}')} {made('turn', said('made.how', lang))}"
    lead = paragraph(said("ladder.text", lang))
    return section(
        "ladder",
        lang,
        lead,
        figure(pictures["ladder"]),
        f"<ol>{said_each}</ol>",
        f"<p>{path}</p>",
        folded_table(lang, heads, rows),
    )


def _outcome(form: str, row: Outcome, lang: str) -> str:
    name = own(row.name_en, row.name_zh, lang)
    return said(form, lang, name=name, share=_SHARE, low=hundred(row.low), high=hundred(row.high))


def _with(key: str, text: str, share: str) -> str:
    """A sentence in which a share, written as a mark, opens how it was made."""
    return escape(text).replace(_SHARE, made(key, share))


_SHARE = "\N{OBJECT REPLACEMENT CHARACTER}"


def _rung(rung: Rung, lang: str) -> str:
    question = escape(own(rung.name_en, rung.name_zh, lang))
    sentence = said(
        "ladder.sentence", lang, share=_SHARE, n=write_number(rung.n, lang),
        date=day(rung.let_go, lang), days=rung.within, low=hundred(rung.low), high=hundred(rung.high),
    )  # fmt: skip
    return f"<strong>{question}</strong> {_with('turn', sentence, write_cell(rung.share, lang))}"


def _outcomes(report: Contents, pictures: dict[str, Picture], lang: str) -> str:
    if "outcomes" not in pictures:
        return ""
    outcomes, events = report.comparison.outcomes, {row.text("id"): row.text("event") for row in report.war.outcomes}
    sentences = "".join(
        f"<li>{_with('many', _outcome('outcomes.sentence', row, lang), write_cell(row.share, lang))}</li>"
        for row in outcomes
    )
    heads = (
        (said("outcomes.name", lang), False), (said("ladder.share", lang), True), (said("ladder.interval", lang), True),
        (said("ladder.record", lang), False),
    )  # fmt: skip
    rows = [
        (
            escape(own(row.name_en, row.name_zh, lang)), made("many", write_cell(row.share, lang)),
            f"{hundred(row.low)}–{hundred(row.high)}",
            fact(events[row.id], write_dates(row.dates)) if row.dates
            else escape(said(f"outcomes.{charts.RECORDED[row.documented]}", lang)),
        )
        for row in outcomes
    ]  # fmt: skip
    lead = paragraph(said("outcomes.text", lang, date=day(report.comparison.let_go, lang)))
    lead += paragraph(said("outcomes.other", lang), "note") if report.ladder else ""
    return section(
        "outcomes", lang, lead, figure(pictures["outcomes"]), f"<ul>{sentences}</ul>", folded_table(lang, heads, rows)
    )


def _always(report: Contents, lang: str) -> str:
    names = {row.id: own(row.name_en, row.name_zh, lang) for row in report.comparison.outcomes}
    names |= {row.id: own(row.statement_en, row.statement_zh, lang).rstrip(".。") for row in report.comparison.events}

    def listed(ids: Sequence[str]) -> str:
        return said("list", lang).join(names[key] for key in ids) or said("always.nothing", lang)

    nearly = said("always.nearly_always", lang, names=listed(report.comparison.nearly_always))
    hardly = said("always.hardly_ever", lang, names=listed(report.comparison.hardly_ever))
    return section(
        "always",
        lang,
        paragraph(said("always.text", lang), "note"),
        paragraph(nearly),
        paragraph(hardly),
        paragraph(said("always.record_rare", lang), "note"),
    )


def _dates(report: Contents, pictures: dict[str, Picture], lang: str) -> str:
    if "dates" not in pictures:
        return ""
    heads = (
        (said("dates.event", lang), False), (said("dates.record", lang), False), (said("dates.share", lang), True),
        *((said(f"dates.{key}", lang), True) for key in ("p05", "p50", "p95", "percentile")),
    )  # fmt: skip
    rows = [_dates_row(event, lang) for event in report.comparison.events]
    lead = paragraph(said("dates.text", lang))
    return section("dates", lang, lead, _legend(lang), figure(pictures["dates"]), folded_table(lang, heads, rows))


def _dates_row(event: Scored, lang: str) -> tuple[str, ...]:
    earlier = (
        said("dates.never", lang)
        if event.percentile is None
        else said("dates.earlier", lang, n=f"{event.percentile:.0f}")
    )
    return (
        fact(event.event, own(event.statement_en, event.statement_zh, lang)), escape(write_dates(event.documented)),
        made("many", write_cell(event.share, lang)),
        *(made("many", str(day)) if day else "" for day in (event.p05, event.p50, event.p95)), made("many", earlier),
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


def _value_section(report: Contents, pictures: dict[str, Picture], lang: str) -> str:
    if "values" not in pictures:
        return ""
    heads = (
        (said("values.meaning", lang), False), (said("values.model", lang), True), (said("values.record", lang), True),
        (said("values.percentile", lang), True),
    )  # fmt: skip
    rows = [
        (
            fact(event.event, name),
            made("many", " · ".join(_amount(x, value.unit) for x in (value.p05, value.p50, value.p95))),
            "–".join(dict.fromkeys(_amount(x, value.unit) for x in value.documented)) if value.documented else "",
            "" if value.percentile is None
            else made("many", said("dates.earlier", lang, n=f"{value.percentile:.0f}")),
        )
        for name, value, event in _values(report, lang)
    ]  # fmt: skip
    lead = paragraph(said("values.text", lang))
    return section("values", lang, lead, figure(pictures["values"]), folded_table(lang, heads, rows))


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


def _clause_section(report: Contents, pictures: dict[str, Picture], lang: str) -> str:
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
            made("many", write_cell(share, lang)),
            escape(said("clauses.yes" if yes else "clauses.no", lang)),
        )
        for _, name, share, yes in _clauses(report, lang)
    ]  # fmt: skip
    of = report.names.actor(report.treaty_with, lang)
    lead = paragraph(said("clauses.text", lang, n=write_number(len(report.treaties), lang), of=of))
    return section("clauses", lang, lead, figure(pictures["clauses"]), folded_table(lang, heads, rows))


def _limits(lang: str) -> str:
    return section("limits", lang, f'<div class="limits">{paragraph(said("limits.text", lang))}</div>')
