"""Histories told, each decision with its odds and reasons."""

from __future__ import annotations

from datetime import date
from html import escape

from gunboat.analysis.brief import in_brief
from gunboat.analysis.telling import Names, explain, tell
from gunboat.analysis.telling.languages import write_number
from gunboat.report.contents import Contents
from gunboat.report.html import made, paragraph, section
from gunboat.report.words import said
from gunboat.run.result import Event, History

_DIGEST = 8
"""Sentences on a history before all its events."""


def told_of(report: Contents, lang: str) -> str:
    told = [
        f"<h3>{escape(said(f'chronicle.{which}', lang, number=history.number))}</h3>"
        + f"<p>{made(which, said('chronicle.made', lang))}</p>"
        + f"<ul>{''.join(_told(event, report.names, lang, which) for event in in_brief(history, _DIGEST))}</ul>"
        + _chronicle(history, report.names, lang, which)
        for which, history in report.histories.items()
    ]
    return section("chronicle", lang, paragraph(said("chronicle.text", lang)), *told)


def _told(event: Event, names: Names, lang: str, which: str) -> str:
    return f"<li>{made(which, tell(event, names, lang), event.kind)}</li>"


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
            opens = made(which, said("chronicle.odds", lang), why[event.index].occasion)
            reasons = f'<p class="odds">{escape(explain(why[event.index], names, lang))} {opens}</p>'
            items.append(f"<li><details><summary>{escape(tell(event, names, lang))}</summary>{reasons}</details></li>")
        else:
            items.append(_told(event, names, lang, which))
    left = paragraph(said("chronicle.letters_left", lang, n=write_number(letters, lang)), "note")
    title = escape(said("chronicle.title", lang))
    listed = f'<ol class="chronicle" tabindex="0" aria-label="{title} {history.number}">{"".join(items)}</ol>'
    opens = escape(said("chronicle.all", lang, n=write_number(len(items), lang)))
    css = "table" if which == "closest" else "screen"
    return f'<details class="{css}"><summary>{opens}</summary>{listed}{left}</details>'
