"""The page: one HTML file with everything inside, which opens from disk and fetches nothing."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from html import escape
from importlib.metadata import version
from importlib.resources import files
from string import Template
from typing import Any
from unicodedata import numeric

from gunboat.analysis.facts import Fact, Facts
from gunboat.analysis.telling.languages import own, write_number
from gunboat.record.sources import Source
from gunboat.report.contents import Contents
from gunboat.report.html import day
from gunboat.report.rests import deciders, made_of, reads
from gunboat.report.sections import sections_of, short_of
from gunboat.report.story import Frame, Ways, frames_of, history_track, place_names, record_track
from gunboat.report.words import HTML_LANGUAGE, said

_APART = 70
"""Units of a frame by which places are apart that it names even where nothing happens."""


def html_of(report: Contents, lang: str = "en") -> str:
    """The report as one HTML file; `lang` is the language it opens in where the reader's own is not offered."""
    frames = frames_of(report.war)
    page = Template(_file("page.html"))
    title = said("page.title", lang, title=own(report.title_en, report.title_zh, lang))
    data = json.dumps(_data(report, frames, lang), ensure_ascii=False, separators=(",", ":"))
    return page.substitute(
        lang=HTML_LANGUAGE[lang], version=escape(version("gunboat")), title=escape(title), style=_file("style.css"),
        controls=_controls(), header=_by_language(report, _header),
        main=_by_language(report, short_of) + _story(report, frames) + _by_language(report, sections_of),
        footer=_by_language(report, _footer), data=data.replace("<", "\\u003c"), script=_file("page.js"),
    )  # fmt: skip


def _file(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


def _by_language(report: Contents, write: Any) -> str:
    return "".join(
        f'<div data-only="{tag}" lang="{tag}">{write(report, lang)}</div>' for lang, tag in HTML_LANGUAGE.items()
    )


def _controls() -> str:
    names = {"en": "English", "zh-hant": "繁體中文", "zh-hans": "简体中文"}
    buttons = "".join(
        f'<button type="button" data-lang="{lang}" lang="{HTML_LANGUAGE[lang]}" aria-pressed="false">{name}</button>'
        for lang, name in names.items()
    )
    options = "".join(
        f'<option value="{value}" data-word="{word}"></option>'
        for value, word in (("auto", "auto"), ("light", "light_on"), ("dark", "dark_on"))
    )
    return f'<span>{buttons}</span><label><span data-word="light"></span> <select id="theme">{options}</select></label>'


def _header(report: Contents, lang: str) -> str:
    title = own(report.title_en, report.title_zh, lang)
    values = {"n": write_number(len(report.many), lang), "date": day(report.comparison.let_go, lang)}
    lead = f'<p class="lead">{escape(said("lead", lang, **values))}</p>'
    reading = f'<p class="note">{escape(said("how_to_read", lang))}</p>'
    return f"<h1>{escape(said('title', lang, title=title))}</h1>{lead}{reading}"


def _footer(report: Contents, lang: str) -> str:
    text = said(
        "rests.provenance", lang, version=version("gunboat"), war=report.many.war, seed=report.many.seed,
        n=write_number(len(report.many), lang), date=day(report.comparison.let_go, lang),
    )  # fmt: skip
    options = report.many.options
    asked = [f"{group}: {fact}" for group, fact in (options.get("claims") or {}).items()]
    asked += [f"{key} = {value:g}" for key, value in (options.get("fixed") or {}).items()]
    asked += [options["opening"]] if options.get("opening") else []
    asked += [said("rests.kept", lang)] if options.get("keep_circumstances") else []
    if asked:
        text += " " + said("rests.asked", lang, asked=said("list", lang).join(asked))
    return f'<p class="note">{escape(text)}</p>'


def _story(report: Contents, frames: list[Frame]) -> str:
    if not frames:
        return ""
    heads = "".join(
        f'<div data-only="{tag}" lang="{tag}"><h2>{escape(said("story.title", lang))}</h2>'
        f"<p>{escape(said('story.text', lang, n=write_number(len(report.many), lang)))}</p></div>"
        for lang, tag in HTML_LANGUAGE.items()
    )
    drawn = "".join(
        f'<svg data-frame="{frame.name}" viewBox="2 2 {frame.width - 4:g} {frame.height - 4:g}" aria-hidden="true"'
        f"{' hidden' if frame is not frames[0] else ''}>"
        + "".join(
            f'<path class="{css}" d="{frame.paths[kind]}"/>' for kind, css in _KINDS.items() if kind in frame.paths
        )
        + "<g></g></svg>"
        for frame in frames
    )
    choices = "".join(
        f'<option value="{value}" data-word="frame_{value}"></option>'
        for value in ("auto", *(frame.name for frame in frames))
    )
    step = (
        '<div class="step"><button id="back" type="button" data-word="back"></button>'
        '<button id="on" type="button" data-word="on"></button>'
        '<button id="play" type="button" aria-pressed="false" data-word="play"></button>'
        '<input id="day" type="range" min="0" max="0" value="0" data-label="day">'
        f'<label><span data-word="frame"></span> <select id="frame">{choices}</select></label></div>'
    )
    tracks = "".join(
        f'<div><h3 data-word="story_{name}"></h3><ul id="track-{name}"></ul></div>' for name in ("record", "model")
    )
    notes = "".join(
        f'<p class="note" data-only="{tag}" lang="{tag}">{escape(said("story.schematic", lang))}</p>'
        for lang, tag in HTML_LANGUAGE.items()
    )
    return (
        f'<section id="story" tabindex="0" role="region" data-label="story">{heads}<p class="now" id="now"></p>'
        f'<div class="frame">{drawn}</div>{step}<div class="tracks" aria-live="polite">{tracks}</div>{notes}</section>'
    )


_KINDS = {
    "land": "land",
    "lake": "water",
    "river": "river",
    "schematic": "schematic",
    "sea-way": "way",
    "land-way": "way land-way",
}


def _data(report: Contents, frames: list[Frame], lang: str) -> dict[str, Any]:
    closest = report.histories["closest"]
    first, last = report.war.war.day("first_day"), report.war.war.day("last_day")
    assert first is not None and last is not None  # required by the schema
    ways = Ways(report.war, frames)
    claims = report.many.options.get("claims") or {}
    record = record_track(report.facts, first, last, ways, claims)
    for event in record:
        event |= {each: _titled(event[each], report.war.record.articles, each) for each in HTML_LANGUAGE}
    shown = {event["f"] for event in record} | {row.event for row in report.comparison.events}
    shown |= {row.text("event") for row in (*report.war.outcomes, *report.war.turns)}
    if report.followed:
        shown |= {row.fact for row in report.followed.consequences}
    rivals = {group.group: [fact.id for fact in group.claims] for group in report.facts.conflicts()}
    shown |= {key for fact in list(shown) if (found := report.facts.get(fact)) for key in rivals.get(found.rivals, ())}
    shown |= {part.id for fact in list(shown) for part in report.facts.parts(fact) if part.table == "figures"}
    facts = {key: _fact(fact, report.facts, rivals) for key in sorted(shown) if (fact := report.facts.get(key))}
    cited = {key for fact in facts.values() for key in fact["works"]}
    return {
        "lang": lang, "start": str(report.comparison.let_go),
        "words": {each: _page_words(report, frames, each) for each in HTML_LANGUAGE},
        "frames": [{"name": f.name, "width": f.width, "height": f.height, "places": f.places} for f in frames],
        "labels": {frame.name: _labels(frame) for frame in frames},
        "places": place_names(report.war),
        "tracks": {"record": record, "model": history_track(closest, report.names, ways)},
        "made": {lang: made_of(report, lang) for lang in HTML_LANGUAGE},
        "deciders": deciders(), "reads": reads(),
        "articles": {
            number: {lang: _title(article, lang) for lang in HTML_LANGUAGE}
            for number, article in report.war.record.articles.items()
        },
        "facts": facts, "works": {key: _work(report.facts, key) for key in sorted(cited)},
    }  # fmt: skip


def _labels(frame: Frame) -> list[str]:
    """Places that a frame names even where nothing happens: of the war's table the first, and what lies apart."""
    found: list[str] = []
    for name, place in frame.places.items():
        if all(math.dist(place, frame.places[other]) >= _APART for other in found):
            found.append(name)
    return found


def _page_words(report: Contents, frames: list[Frame], lang: str) -> dict[str, str]:
    keys = (
        "language", "light", "auto", "light_on", "dark_on", "back", "on", "play", "day", "frame", "frame_auto",
        "nothing_yet", "close", "f_date", "f_value", "f_word", "f_where", "f_works", "f_rivals", "f_parts",
        "f_status", "f_id", "the_article", "status_checked", "status_provisional", "story", "f_command", "f_rests",
        "f_course", "assumptions", "f_seen", "range", "reads_n", "reads_none", "earlier", "all_rules",
    )  # fmt: skip
    title = own(report.title_en, report.title_zh, lang)
    number = report.histories["closest"].number
    named = {"title": said("page.title", lang, title=title), "story_record": said("story.record", lang)}
    return {
        **{key: said(f"page.{key}", lang) for key in keys},
        **named,
        **{f"rule_{name}": said(f"rules.{name}", lang) for name in reads()},
        **{f"frame_{frame.name}": own(frame.title_en, frame.title_zh, lang) for frame in frames},
        "story_model": said("story.model", lang, number=number),
    }


def _fact(fact: Fact, facts: Facts, rivals: dict[str, list[str]]) -> dict[str, Any]:
    return {
        **{lang: _titled(fact.statement(lang), facts.war.record.articles, lang) for lang in HTML_LANGUAGE},
        "when": str(fact.when or ""), "value": fact.value,
        "word": fact.on_whose_word,
        "where": [[place.document, place.section, place.locator] for place in fact.sources if place.document],
        "works": list(fact.works), "rivals": [key for key in rivals.get(fact.rivals, ()) if key != fact.id],
        "parts": [part.id for part in facts.parts(fact) if part.table == "figures"], "status": fact.status,
    }  # fmt: skip


def _titled(statement: str, articles: Mapping[str, Source], lang: str) -> str:
    """A statement that names source articles by their titles, where the record has their numbers."""

    def title(found: re.Match[str]) -> str:
        article = articles.get("".join(f"{numeric(digit):.0f}" for digit in found[1]))
        return said("page.titled", lang, title=_title(article, lang)) if article else found[0]

    return re.sub(said("page.numbered", lang), title, statement)


def _title(article: Source, lang: str) -> str:
    return own(article.title_en or article.title, article.title, lang)


def _work(facts: Facts, key: str) -> str:
    source = facts.war.record.sources[key]
    return ", ".join(part for part in (source.author, source.title, source.year) if part)
