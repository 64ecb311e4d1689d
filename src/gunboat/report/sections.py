"""The sections of a report in one language: a picture, a plain sentence beside it, and the same as a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from html import escape
from typing import Any

import numpy as np

from gunboat.analysis.brief import in_short
from gunboat.analysis.compare import Measured, Outcome, Scored
from gunboat.analysis.following import FollowReport
from gunboat.analysis.ladder import Rung
from gunboat.analysis.telling import Names, explain, tell
from gunboat.analysis.telling.languages import write_date, write_number
from gunboat.record.cells import Row
from gunboat.report import charts
from gunboat.report.contents import Contents
from gunboat.report.svg import Picture
from gunboat.report.words import HTML_LANGUAGE, own, said, share_of
from gunboat.run.result import Ensemble, History

_DIGEST = 8
"""Sentences on a history before all its events."""


def pictures_of(report: Contents, lang: str) -> dict[str, Picture]:
    """The pictures of a report by name, those without content left out."""
    events, values = report.comparison.events, _values(report, lang)
    made = {
        "ladder": charts.draw_ladder(report.ladder.rungs, lang) if report.ladder and report.ladder.rungs else None,
        "outcomes": charts.draw_outcomes(report.comparison.outcomes, lang) if report.comparison.outcomes else None,
        "dates": charts.draw_dates(events, report.many, lang) if events else None,
        "values": charts.draw_values([(name, value, _singles(report, event)) for name, value, event in values], lang)
        if values else None,
        "clauses": charts.draw_clauses([(name, share, yes) for _, name, share, yes in _clauses(report, lang)], lang)
        if _clauses(report, lang) else None,
    }  # fmt: skip
    return {name: picture for name, picture in made.items() if picture is not None}


def short_of(report: Contents, lang: str) -> str:
    """What a reader in haste should know: what happened, what else might have, and how sure the model is."""
    summary = own(report.war.war.text("summary_en"), report.war.war.text("summary_zh"), lang)
    outcomes = escape(said("list", lang)).join(
        _with("many", _outcome("short.outcome", row, lang), share_of(row.share, lang))
        for row in report.comparison.outcomes
    )
    parts = [_h3("short.happened", lang), _p(summary)] if summary else []
    if outcomes:
        when, n = day(report.comparison.let_go, lang), write_number(len(report.many), lang)
        lead = escape(said("short.outcomes", lang, date=when, n=n, outcomes=_SHARE)).replace(_SHARE, outcomes)
        parts += [_h3("short.else", lang), f"<p>{lead}</p>"]
        rare = [row for row in report.comparison.outcomes if row.documented and row.share < HALF]
        common = [row for row in report.comparison.outcomes if row.documented and row.share >= HALF]
        for key, rows in (("common", common), ("rare", rare)):
            names = said("list", lang).join(own(row.name_en, row.name_zh, lang) for row in rows)
            if names:
                parts.append(_p(said(f"short.{key}", lang, names=names)))
    parts.append(_h3("short.sure", lang))
    if report.ladder and report.ladder.rungs:
        rungs = report.ladder.rungs
        often = sum(rung.share > HALF for rung in rungs)
        parts.append(_p(said("short.turns", lang, often=often, n=len(rungs)) + report.ladder.path(lang)))
    listed = ""
    if report.followed:
        strains = f"strains-{HTML_LANGUAGE[lang]}"
        words = escape(said("short.listed", lang))
        listed = f' <button type="button" class="fact" data-open="{strains}">{words}</button>'
    parts.append(f"<p>{escape(said('short.error', lang))}{listed}</p>")
    return _section("short", lang, *parts)


HALF = 0.5
"""The share from which more histories than not hold an outcome."""


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


def sections_of(report: Contents, lang: str) -> str:
    """All that follows the map, in one language."""
    pictures = pictures_of(report, lang)
    parts = [
        _ladder(report, pictures, lang), _outcomes(report, pictures, lang), _always(report, lang),
        _dates(report, pictures, lang), _value_section(report, pictures, lang), _clause_section(report, pictures, lang),
        _chronicles(report, lang), _rests(report, lang), _limits(lang),
    ]  # fmt: skip
    return "\n".join(part for part in parts if part)


# ---------------------------------------------------------------- pieces


def fact(key: str, text: str) -> str:
    """A text that opens the fact it rests on."""
    return f'<button type="button" class="fact" data-fact="{escape(key)}">{escape(text)}</button>'


def made(key: str, text: str) -> str:
    """A number of the model that opens how it was made."""
    return f'<button type="button" class="fact" data-made="{key}">{escape(text)}</button>'


def day(of: date, lang: str) -> str:
    """A day in words."""
    return write_date(datetime.combine(of, time()), lang)


def _section(name: str, lang: str, *inner: str) -> str:
    title = escape(said(f"{name}.title", lang))
    return f'<section aria-labelledby="{name}-{lang}"><h2 id="{name}-{lang}">{title}</h2>{"".join(inner)}</section>'


def _p(text: str, css: str = "") -> str:
    return f"<p{f' class={chr(34)}{css}{chr(34)}' if css else ''}>{escape(text)}</p>"


def _h3(key: str, lang: str) -> str:
    return f"<h3>{escape(said(key, lang))}</h3>"


def _figure(picture: Picture) -> str:
    label = escape(picture.root.get("aria-label") or "")
    return f'<figure class="scroll" tabindex="0" role="group" aria-label="{label}">{picture.inline()}</figure>'


def _table(lang: str, heads: Sequence[tuple[str, bool]], rows: Iterable[Sequence[str]]) -> str:
    """The same as a table; cells are HTML, heads say whether theirs are numbers."""
    number = ' class="n"'
    head = "".join(f'<th scope="col"{number if right else ""}>{escape(text)}</th>' for text, right in heads)
    body = "".join(
        "<tr>"
        + "".join(f"<td{number if r else ''}>{cell}</td>" for cell, (_, r) in zip(row, heads, strict=True))
        + "</tr>"
        for row in rows
    )  # fmt: skip
    inside = f'<div class="scroll" tabindex="0" role="group" aria-label="{escape(said("page.table", lang))}">'
    table = f"{inside}<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    return f'<details class="table"><summary>{escape(said("page.table", lang))}</summary>{table}</details>'


def _hundred(share: float) -> str:
    return f"{100 * share:.0f}"


def _dates_cell(dates: tuple[date, date]) -> str:
    first, last = dates
    return str(first) if first == last else f"{first} – {last}"


# ---------------------------------------------------------------- the sections


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
            str(rung.let_go), escape(own(rung.name_en, rung.name_zh, lang)), made("turn", share_of(rung.share, lang)),
            f"{_hundred(rung.low)}–{_hundred(rung.high)}", fact(rung.event, _dates_cell(rung.documented)),
        )
        for rung in rungs
    ]  # fmt: skip
    said_each = "".join(f"<li>{_rung(rung, lang)}</li>" for rung in rungs)
    path = f"{escape(f'{report.ladder.path(lang)} {report.ladder.why(lang)}')} {made('turn', said('made.how', lang))}"
    lead = _p(said("ladder.text", lang))
    return _section(
        "ladder",
        lang,
        lead,
        _figure(pictures["ladder"]),
        f"<ol>{said_each}</ol>",
        f"<p>{path}</p>",
        _table(lang, heads, rows),
    )


def _outcome(form: str, row: Outcome, lang: str) -> str:
    name = own(row.name_en, row.name_zh, lang)
    return said(form, lang, name=name, share=_SHARE, low=_hundred(row.low), high=_hundred(row.high))


def _with(key: str, text: str, share: str) -> str:
    """A sentence in which a share, written as a mark, opens how it was made."""
    return escape(text).replace(_SHARE, made(key, share))


_SHARE = "\N{OBJECT REPLACEMENT CHARACTER}"


def _rung(rung: Rung, lang: str) -> str:
    question = escape(own(rung.name_en, rung.name_zh, lang))
    sentence = said(
        "ladder.sentence", lang, share=_SHARE, n=write_number(rung.n, lang),
        date=day(rung.let_go, lang), days=rung.within, low=_hundred(rung.low), high=_hundred(rung.high),
    )  # fmt: skip
    return f"<strong>{question}</strong> {_with('turn', sentence, share_of(rung.share, lang))}"


def _outcomes(report: Contents, pictures: dict[str, Picture], lang: str) -> str:
    if "outcomes" not in pictures:
        return ""
    outcomes, events = report.comparison.outcomes, {row.text("id"): row.text("event") for row in report.war.outcomes}
    sentences = "".join(
        f"<li>{_with('many', _outcome('outcomes.sentence', row, lang), share_of(row.share, lang))}</li>"
        for row in outcomes
    )
    heads = (
        (said("outcomes.name", lang), False), (said("ladder.share", lang), True), (said("ladder.interval", lang), True),
        (said("ladder.record", lang), False),
    )  # fmt: skip
    rows = [
        (
            escape(own(row.name_en, row.name_zh, lang)), made("many", share_of(row.share, lang)),
            f"{_hundred(row.low)}–{_hundred(row.high)}",
            fact(events[row.id], _dates_cell(row.dates)) if row.dates
            else escape(said(f"outcomes.{charts.RECORDED[row.documented]}", lang)),
        )
        for row in outcomes
    ]  # fmt: skip
    lead = _p(said("outcomes.text", lang, date=day(report.comparison.let_go, lang)))
    lead += _p(said("outcomes.other", lang), "note") if report.ladder else ""
    return _section(
        "outcomes", lang, lead, _figure(pictures["outcomes"]), f"<ul>{sentences}</ul>", _table(lang, heads, rows)
    )


def _always(report: Contents, lang: str) -> str:
    names = {row.id: own(row.name_en, row.name_zh, lang) for row in report.comparison.outcomes}
    names |= {row.id: own(row.statement_en, row.statement_zh, lang).rstrip(".。") for row in report.comparison.events}

    def listed(ids: Sequence[str]) -> str:
        return said("list", lang).join(names[key] for key in ids) or said("always.nothing", lang)

    nearly = said("always.nearly_always", lang, names=listed(report.comparison.nearly_always))
    hardly = said("always.hardly_ever", lang, names=listed(report.comparison.hardly_ever))
    return _section(
        "always",
        lang,
        _p(said("always.text", lang), "note"),
        _p(nearly),
        _p(hardly),
        _p(said("always.record_rare", lang), "note"),
    )


def _dates(report: Contents, pictures: dict[str, Picture], lang: str) -> str:
    if "dates" not in pictures:
        return ""
    heads = (
        (said("dates.event", lang), False), (said("dates.record", lang), False), (said("dates.share", lang), True),
        *((said(f"dates.{key}", lang), True) for key in ("p05", "p50", "p95", "percentile")),
    )  # fmt: skip
    rows = [_dates_row(event, lang) for event in report.comparison.events]
    lead = _p(said("dates.text", lang))
    return _section("dates", lang, lead, _legend(lang), _figure(pictures["dates"]), _table(lang, heads, rows))


def _dates_row(event: Scored, lang: str) -> tuple[str, ...]:
    earlier = (
        said("dates.never", lang)
        if event.percentile is None
        else said("dates.earlier", lang, n=f"{event.percentile:.0f}")
    )
    return (
        fact(event.event, own(event.statement_en, event.statement_zh, lang)), escape(_dates_cell(event.documented)),
        made("many", share_of(event.share, lang)),
        *(made("many", str(day)) if day else "" for day in (event.p05, event.p50, event.p95)), made("many", earlier),
    )  # fmt: skip


def _legend(lang: str) -> str:
    keys = (("r", "record_key"), ("m", "model_key"), ("b", "band_key"))
    items = "".join(f'<li><span class="key {css}"></span>{escape(said(f"page.{key}", lang))}</li>' for css, key in keys)
    return f'<ul class="legend">{items}</ul>'


def _values(report: Contents, lang: str) -> list[tuple[str, Measured, str]]:
    """Events of which a value is measured: what, the value and the event."""
    return [
        (f"{own(row.statement_en, row.statement_zh, lang).rstrip('.。')}: {_meaning(value, lang)}", value, row.event)
        for row in report.comparison.events
        if (value := row.value) is not None and value.p50 is not None
    ]


def _singles(report: Contents, event: str) -> Sequence[float]:
    """The value in each history that has the event."""
    row = next(row for row in report.war.yardstick if row.text("event") == event and row.text("measures") != "none")
    many, name = report.many, row.text("id")
    column = (many.a if row.text("measures") == "first" else many.b)[:, many.names.index(name)]
    return [float(x) for x in column[many.happened(name) & np.isfinite(column)]]


def _meaning(value: Measured, lang: str) -> str:
    return said(f"values.{_MEANINGS[value.meaning]}", lang)


_MEANINGS = {"loss of the attacker": "attacker", "loss of the defender": "defender", "margin": "margin"}


def _value_section(report: Contents, pictures: dict[str, Picture], lang: str) -> str:
    if "values" not in pictures:
        return ""
    heads = (
        (said("values.meaning", lang), False), (said("values.model", lang), True), (said("values.record", lang), True),
        (said("values.percentile", lang), True),
    )  # fmt: skip
    rows = [
        (
            fact(event, name),
            made("many", " · ".join(_amount(x, value.unit) for x in (value.p05, value.p50, value.p95))),
            "–".join(dict.fromkeys(_amount(x, value.unit) for x in value.documented)) if value.documented else "",
            "" if value.percentile is None
            else made("many", said("dates.earlier", lang, n=f"{value.percentile:.0f}")),
        )
        for name, value, event in _values(report, lang)
    ]  # fmt: skip
    lead = _p(said("values.text", lang))
    return _section("values", lang, lead, _figure(pictures["values"]), _table(lang, heads, rows))


def _amount(value: float | None, unit: str) -> str:
    if value is None:
        return ""
    return f"{round(value):,}" if unit == "men" else f"{100 * value:.1f} %"


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
        (escape(name), made("many", share_of(share, lang)), escape(said("clauses.yes" if yes else "clauses.no", lang)))
        for _, name, share, yes in _clauses(report, lang)
    ]
    of = report.names.actor(report.treaty_with, lang)
    lead = _p(said("clauses.text", lang, n=write_number(len(report.treaties), lang), of=of))
    return _section("clauses", lang, lead, _figure(pictures["clauses"]), _table(lang, heads, rows))


def _chronicles(report: Contents, lang: str) -> str:
    told = [
        f"<h3>{escape(said(f'chronicle.{which}', lang, number=history.number))}</h3>"
        + f"<p>{made(which, said('chronicle.made', lang))}</p>"
        + f"<ul>{''.join(f'<li>{escape(text)}</li>' for text in in_short(history, report.names, lang, _DIGEST))}</ul>"
        + _chronicle(history, report.names, lang, which)
        for which, history in report.histories.items()
    ]
    return _section("chronicle", lang, _p(said("chronicle.text", lang)), *told)


def _chronicle(history: History, names: Names, lang: str, which: str) -> str:
    why = {decision.index: decision for decision in history.decisions}
    start = history.let_go or date.min
    items, letters = [], 0
    for event in history:
        if event.when.date() < start or event.fact:
            continue
        if event.kind.startswith("letter-"):
            letters += 1
        elif event.index in why and len(why[event.index].odds) > 1:
            told = f"{escape(explain(why[event.index], names, lang))} {made(which, said('chronicle.odds', lang))}"
            reasons = f'<p class="odds">{told}</p>'
            items.append(f"<li><details><summary>{escape(tell(event, names, lang))}</summary>{reasons}</details></li>")
        else:
            items.append(f"<li>{escape(tell(event, names, lang))}</li>")
    left = _p(said("chronicle.letters_left", lang, n=write_number(letters, lang)), "note")
    title = escape(said("chronicle.title", lang))
    listed = f'<ol class="chronicle" tabindex="0" aria-label="{title} {history.number}">{"".join(items)}</ol>'
    opens = escape(said("chronicle.all", lang, n=write_number(len(items), lang)))
    css = "table" if which == "closest" else "screen"
    return f'<details class="{css}"><summary>{opens}</summary>{listed}{left}</details>'


def _rests(report: Contents, lang: str) -> str:
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
    table = (
        _table(lang, heads, rows)
        .replace(escape(said("page.table", lang)) + "</summary>", escape(assumptions) + "</summary>")
        .replace("<details ", f'<details id="assumptions-{HTML_LANGUAGE[lang]}" ', 1)
    )
    works = "".join(
        f"<li>{escape(', '.join(part for part in (source.author, source.title, source.year) if part))}"
        f"{f' <span class={chr(34)}note{chr(34)}>({escape(source.note)})</span>' if source.note else ''}</li>"
        for _, source in sorted(cited.items())
    )
    sources = (
        f"<details><summary>{escape(said('rests.sources', lang, n=len(cited)))}</summary><ul>{works}</ul></details>"
    )
    strains = _strains(report, report.followed, lang) if report.followed else ""
    return _section("rests", lang, _p(said("rests.text", lang)), table, strains, sources)


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
    return f'<details id="{opened}"><summary>{title}</summary>{_p(text)}<ul>{"".join(items)}</ul></details>'


def _limits(lang: str) -> str:
    return _section("limits", lang, f'<div class="limits">{_p(said("limits.text", lang))}</div>')


def treaties_of(many: Ensemble, name: str) -> list[int]:
    """The clause sets of a pattern of treaties in the histories that hold it."""
    if name not in many.names:
        return []
    column = many.names.index(name)
    return [int(bits) for bits in many.a[many.minutes[:, column] >= 0, column]]
