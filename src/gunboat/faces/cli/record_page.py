"""What `gunboat record` prints: facts in tables, one fact or name in full, rivals, a day, the timeline."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from gunboat.analysis.facts import Day, Fact, Facts, Named, Picture, Rivals
from gunboat.analysis.facts.facts import APART
from gunboat.analysis.telling.languages import to_simplified
from gunboat.faces.cli.layout import heading, table_of
from gunboat.faces.cli.words import own, say
from gunboat.record.calendar import chinese_day
from gunboat.record.dates import Interval


def print_facts(console: Console, facts: Facts, found: Sequence[Fact], lang: str) -> None:
    """A table of facts with their number below."""
    _list(console, found, lang)
    console.print()
    checked = sum(fact.status == "checked" for fact in found)
    counts = {"n": len(found), "all": len(facts), "checked": checked}
    console.print(Text(say("record.count", lang, **counts), style="dim"))


def _list(console: Console, found: Iterable[Fact], lang: str, *, chinese: bool = False) -> None:
    heads = [("record.date", False), ("record.kind", False), ("record.fact", True)]
    table = table_of(*((say(key, lang), wraps) for key, wraps in heads))
    for fact in found:
        said = Text(fact.statement(lang))
        said.append(f"  {fact.id}", style="dim")
        for mark in _marks(fact, lang):
            said.append(f"  {mark}", style="italic")
        when = _when(fact.when, lang) if fact.when else ""
        if chinese and fact.when and fact.when.width == 1:
            when += f"\n{_chinese(fact.when.first, lang)}"
        table.add_row(Text(when), Text(say(f"record.kinds.{fact.kind}", lang)), said)
    console.print(table)


def _marks(fact: Fact, lang: str) -> list[str]:
    marks = [say(f"record.apart.{fact.role}", lang)] if fact.role in APART else []
    if fact.rivals:
        marks.append(say("record.rival" if fact.followed == "no" else "record.followed", lang))
    return marks + ([say("record.mistaken", lang)] if fact.mistaken else [])


def _when(when: Interval, lang: str) -> str:  # noqa: ARG001 # ISO dates are the same in every language
    if when.width == 1:
        return str(when.first)
    first, last = when.first, when.last
    if first.day == 1 and (last.year, last.month) == (first.year, first.month) and when.precision == "month":
        return f"{first:%Y-%m}"
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return str(first.year) if first.year == last.year else f"{first.year}/{last.year}"
    return f"{first}\n/{last}"


def _chinese(day: date, lang: str) -> str:
    found = chinese_day(day)
    return _in(found.text("zh"), lang) if found else ""


def _in(text: str, lang: str) -> str:
    return to_simplified(text) if lang == "zh-hans" else text


# ---------------------------------------------------------------- one fact, one name


def print_fact(console: Console, facts: Facts, fact: Fact, lang: str) -> None:
    """Everything that the record holds of a fact."""
    console.print(Text(fact.statement(lang), style="bold"))
    if lang == "en":
        console.print(Text(fact.statement_zh))
    console.print()
    table = table_of(("", False), ("", True))
    table.show_header = False
    for key, value in _lines(facts, fact, lang):
        table.add_row(Text(say(f"record.field.{key}", lang), style="dim"), Text(value))
    console.print(table)
    for key, others in (
        ("parts", facts.parts(fact)),
        ("exact", facts.refined_by(fact)),
        ("rivals", [other for other in facts if fact.rivals and other.rivals == fact.rivals and other.id != fact.id]),
    ):
        if others:
            heading(console, say(f"record.{key}", lang))
            _list(console, others, lang)


def _lines(facts: Facts, fact: Fact, lang: str) -> list[tuple[str, str]]:
    """The fields of a fact that are not blank, with their values in words."""
    names = {named.id: own(named.name_en, named.name_zh, lang) for named in reversed(facts.named)}
    when = str(fact.when) if fact.when else ""
    if fact.when and fact.when.width == 1:
        clock = f" {fact.time:%H:%M}" if fact.time else ""
        when = f"{when}{clock}, {_chinese(fact.when.first, lang)}".rstrip(", ")
    elif fact.when:
        when = f"{when} ({say(f'record.precision.{fact.when.precision}', lang)})"
    sources = "\n".join(f"{s.document} {s.section}: “{s.locator}”" for s in fact.sources)
    works = "\n".join(_work(facts, key) for key in fact.works)
    people = ", ".join(names.get(key, key) for key in fact.people)
    role = f"{fact.role}{', ' + say('record.bound', lang) if fact.bound else ''}"
    what = say(f"record.kinds.{fact.kind}", lang) + (f": {fact.what}" if fact.what else "")
    candor = f"{fact.candor}{': ' + ', '.join(fact.contradicted_by) if fact.contradicted_by else ''}"
    claim = say(f"record.claim.{fact.followed}", lang, group=fact.rivals) if fact.rivals else ""
    found = {
        "id": fact.id, "kind": what, "role": role, "when": when, "arrived": str(fact.arrived) if fact.arrived else "",
        "actors": ", ".join(names.get(key, key) for key in fact.actors), "people": people,
        "place": names.get(fact.place, fact.place), "part_of": fact.part_of, "value": fact.value,
        "candor": candor, "word": fact.on_whose_word, "sources": sources, "works": works, "basis": fact.basis,
        "refines": fact.refines, "claim": claim, "mistaken": say("record.mistaken", lang) if fact.mistaken else "",
        "status": fact.status, "note": fact.note,
    }  # fmt: skip
    return [(key, value) for key, value in found.items() if value]


def _work(facts: Facts, key: str) -> str:
    source = facts.war.record.sources[key]
    said = ", ".join(part for part in (source.author, source.title, source.year) if part)
    return f"{key}: {said}"


def print_named(console: Console, facts: Facts, named: Named, lang: str) -> None:
    """Somebody or something with all names, the offices held, and the facts it stands in."""
    console.print(Text(own(named.name_en, named.name_zh, lang), style="bold"), Text(named.note))
    console.print(Text(" · ".join(named.forms)))
    for row in facts.war.record.holders:
        if row.text("person") == named.id:
            last = row.day("date_to") or ""
            console.print(Text(f"{row.text('office')}: {row.day('date_from')} - {last}".rstrip(" -")))
    _, found = facts.search(named.name_en)
    if found:
        heading(console, say("record.stands_in", lang, n=len(found)))
        _list(console, found, lang)


def print_found(console: Console, facts: Facts, meant: Sequence[Named], found: Sequence[Fact], lang: str) -> None:
    """What a search found: the names meant, then the facts."""
    for named in meant:
        head = Text(own(named.name_en, named.name_zh, lang), style="bold")
        head.append(f"  {named.of} {named.id}", style="dim")
        console.print(head)
        console.print(Padding(Text(" · ".join(named.forms)), (0, 0, 0, 2)))
    if found:
        heading(console, say("record.stands_in", lang, n=len(found)))
        print_facts(console, facts, found, lang)


# ---------------------------------------------------------------- rivals, days, the timeline


def print_rivals(console: Console, found: Sequence[Rivals], lang: str) -> None:
    """Groups of rival claims."""
    for rivals in found:
        difference = say(f"record.difference.{rivals.difference}", lang)
        console.print(Text.assemble((rivals.group, "bold"), "  ", rivals.about, "  ", (difference, "italic")))
        table = table_of(("", False), ("", False), ("", True))
        table.show_header = False
        for fact in rivals.claims:
            mark = "→" if fact.id == rivals.followed else "✗" if fact.id in rivals.mistaken else " "
            said = Text(fact.statement(lang))
            where = ", ".join(f"{s.document} {s.section}" for s in fact.sources) or ", ".join(fact.works)
            said.append(f"  {fact.on_whose_word}; {where}; {fact.id}", style="dim")
            shown = fact.value or (_when(fact.when, lang) if fact.when else "")
            table.add_row(Text(mark), Text(shown), said)
        console.print(Padding(table, (0, 0, 0, 2)))
        better = f" ({', '.join(rivals.better)})" if rivals.better else ""
        console.print(Padding(Text(f"{rivals.reason}{better}", style="dim"), (0, 0, 1, 2)))
    kinds = {
        kind: sum(r.difference == kind for r in found) for kind in ("contradiction", "counted-differently", "emphasis")
    }
    counted = ", ".join(f"{n} {say(f'record.difference.{kind}', lang)}" for kind, n in kinds.items() if n)
    console.print(Text(say("record.groups", lang, n=len(found), kinds=counted), style="dim"))


def print_day(console: Console, facts: Facts, day: Day, lang: str) -> None:
    """What the record holds of a day."""
    shown = str(day.when)
    if day.when.width == 1:
        shown = f"{shown}, {_chinese(day.when.first, lang)}".rstrip(", ")
    console.print(Text(shown, style="bold"))
    for key, found in (("inside", day.facts), ("perhaps", day.perhaps), ("under_way", day.under_way)):
        if found:
            heading(console, say(f"record.{key}", lang))
            _list(console, found, lang)
    if not (day.facts or day.perhaps or day.under_way):
        console.print(Text(say("record.nothing", lang)))
    if day.in_office:
        names = {(named.of, named.id): own(named.name_en, named.name_zh, lang) for named in facts.named}
        heading(console, say("record.in_office", lang))
        for office, person in day.in_office:
            console.print(Text(f"{names['offices', office]}: {names['people', person]}"))


def print_timeline(console: Console, found: Sequence[Fact], lang: str) -> None:
    """Facts by year, with both calendars."""
    year = None
    for fact in found:
        assert fact.when is not None  # only dated facts stand on the timeline
        if fact.when.first.year != year:
            year = fact.when.first.year
            heading(console, str(year))
            _list(console, [f for f in found if f.when and f.when.first.year == year], lang, chinese=True)


def print_pictures(console: Console, found: Sequence[Picture], lang: str) -> None:
    """The pictures of the articles."""
    table = table_of((say("record.date", lang), False), (say("record.picture", lang), True))
    for picture in found:
        said = Text(picture.shows(lang))
        if picture.maker:
            said.append(f"  {picture.maker}", style="italic")
        said.append(f"\n{picture.url}", style="dim")
        table.add_row(Text(_when(picture.made, lang) if picture.made else ""), said)
    console.print(table)
    console.print(Text(say("record.pictures_note", lang), style="dim"))


# ---------------------------------------------------------------- the same as plain values


def fact_dict(facts: Facts, fact: Fact) -> dict[str, Any]:
    """A fact with what belongs to it, for JSON."""
    rivals = [other.id for other in facts if fact.rivals and other.rivals == fact.rivals and other.id != fact.id]
    return {
        **fact.to_dict(), "parts": [part.id for part in facts.parts(fact)], "rival_claims": rivals,
        "refined_by": [other.id for other in facts.refined_by(fact)],
    }  # fmt: skip


def named_dict(facts: Facts, named: Named) -> dict[str, Any]:
    """A name with all its forms and the offices held, for JSON."""
    held = [
        {"office": row.text("office"), "from": str(row.day("date_from")), "to": str(row.day("date_to") or "") or None}
        for row in facts.war.record.holders
        if named.of == "people" and row.text("person") == named.id
    ]
    return {**asdict(named), "forms": list(named.forms), "offices": held}


def rivals_dict(rivals: Rivals) -> dict[str, Any]:
    """A group of rivals for JSON."""
    return {**asdict(rivals), "claims": [fact.to_dict() for fact in rivals.claims]}


def day_dict(day: Day) -> dict[str, Any]:
    """A day for JSON."""
    chinese = chinese_day(day.when.first) if day.when.width == 1 else None
    return {
        "date_from": str(day.when.first), "date_to": str(day.when.last),
        "chinese_date": chinese.text("zh") if chinese else None,
        **{name: [fact.to_dict() for fact in getattr(day, name)] for name in ("facts", "perhaps", "under_way")},
        "in_office": [{"office": office, "person": person} for office, person in day.in_office],
    }  # fmt: skip
