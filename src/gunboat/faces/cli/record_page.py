"""What `gunboat record` prints: facts in tables, one fact or name in full, rivals, a day, the timeline."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from gunboat.analysis.facts import THE_ARTICLE, Day, Fact, Facts, Named, Picture, Rivals
from gunboat.analysis.facts.facts import APART
from gunboat.analysis.telling.languages import finish, own
from gunboat.faces.cli.layout import heading, table_of
from gunboat.faces.cli.words import say
from gunboat.record.calendar import chinese_day
from gunboat.record.dates import Interval
from gunboat.record.sources import Source

_STORY = ("events", "letters", "points", "remarks", "figures")
_NARROW = 72  # columns below which an id has a line of its own


def print_facts(console: Console, facts: Facts, found: Sequence[Fact], lang: str) -> None:
    """A table of facts with their number below."""
    _list(console, found, lang)
    console.print()
    checked = sum(fact.status == "checked" for fact in found)
    counts = {"n": len(found), "all": len(facts), "checked": checked}
    console.print(Text(say("record.count", lang, **counts), style="dim"))


def _list(console: Console, found: Iterable[Fact], lang: str) -> None:
    rows = ((_when(fact.when), _kind(fact, lang), _said(console, fact, lang)) for fact in found)
    _print_rows(console, rows, lang)


def _print_rows(console: Console, rows: Iterable[tuple[str, Text, Text]], lang: str) -> None:
    """Dates, kinds and facts in three columns, or, where it is narrow, one under the other."""
    if console.width < _NARROW:
        for when, kind, said in rows:
            console.print(Text(f"{' '.join(when.split())}  ", style="bold").append(kind))
            console.print(Padding(said, (0, 0, 0, 2)))
        return
    heads = (("record.date", False), ("record.kind", False), ("record.fact", True))
    table = table_of(*((say(key, lang), wraps) for key, wraps in heads))
    for when, kind, said in rows:
        table.add_row(Text(when), kind, said)
    console.print(table)


def _said(console: Console, fact: Fact, lang: str) -> Text:
    """A fact's statement with its id and marks."""
    said = Text(fact.statement(lang))
    said.append(f"{chr(10) if console.width < _NARROW else '  '}{fact.id}", style="dim")
    for mark in _marks(fact, lang):
        said.append(f"  {mark}", style="italic")
    return said


def _kind(fact: Fact, lang: str) -> Text:
    return Text(say(f"record.kinds.{fact.kind}", lang))


def _marks(fact: Fact, lang: str) -> list[str]:
    marks = [say(f"record.roles.{fact.role}", lang)] if fact.role in APART else []
    if fact.rivals:
        marks.append(say("record.rival" if fact.followed == "no" else "record.followed", lang))
    return marks + ([say("record.mistaken", lang)] if fact.mistaken else [])


def _when(when: Interval | None) -> str:
    """An interval in a cell: a day, a whole month or year as such, else its two ends."""
    if when is None:
        return ""
    first, last = when.first, when.last
    if when.width == 1:
        return str(first)
    whole = first.day == 1 and (last + timedelta(days=1)).day == 1
    if whole and (first.year, first.month) == (last.year, last.month):
        return f"{first:%Y-%m}"
    if whole and (first.month, last.month) == (1, 12):
        return str(first.year) if first.year == last.year else f"{first.year}/{last.year}"
    return f"{first}\n/{last}"


def _chinese(day: date, lang: str) -> str:
    found = chinese_day(day)
    return finish(found.text("zh"), lang) if found else ""


def _listed(parts: Iterable[str], lang: str) -> str:
    return say("record.comma", lang).join(part for part in parts if part)


# ---------------------------------------------------------------- one fact, one name, one work


def print_shown(console: Console, facts: Facts, found: Fact | Named | Rivals | Picture | Source, lang: str) -> None:
    """Whatever an id meant, in full."""
    if isinstance(found, Fact):
        print_fact(console, facts, found, lang)
    elif isinstance(found, Named):
        print_named(console, facts, found, lang)
    elif isinstance(found, Rivals):
        print_rivals(console, [found], lang)
    elif isinstance(found, Picture):
        print_pictures(console, [found], lang)
    else:
        print_work(console, facts, found, lang)


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
    sources = "\n".join(f"{s.document} {s.section}: “{s.locator}”" for s in fact.sources)
    works = fact.works[1:] if fact.sources else fact.works  # the first is the article itself
    what = say(f"record.kinds.{fact.kind}", lang) + (f": {fact.what}" if fact.what else "")
    role = say(f"record.roles.{fact.role}", lang)
    contrary = f": {', '.join(fact.contradicted_by)}" if fact.contradicted_by else ""
    found = {
        "id": fact.id, "kind": what, "role": _listed([role, say("record.bound", lang) if fact.bound else ""], lang),
        "when": _date_line(fact, lang), "arrived": str(fact.arrived) if fact.arrived else "",
        "actors": _listed([_name(facts, key, lang, "offices", "states", "forces") for key in fact.actors], lang),
        "people": _listed([_name(facts, key, lang, "people") for key in fact.people], lang),
        "place": _name(facts, fact.place, lang, "places"), "part_of": fact.part_of, "value": _value(fact, lang),
        "candor": say(f"record.candors.{fact.candor}", lang) + contrary if fact.candor else "",
        "word": _word(fact, lang), "sources": sources, "works": "\n".join(_work(facts, key) for key in works),
        "basis": say(f"record.bases.{fact.basis}", lang) if fact.basis else "", "refines": fact.refines,
        "claim": say(f"record.claim.{fact.followed}", lang, group=fact.rivals) if fact.rivals else "",
        "mistaken": say("record.mistaken", lang) if fact.mistaken else "",
        "status": say(f"record.statuses.{fact.status}", lang), "note": fact.note,
    }  # fmt: skip
    return [(key, value) for key, value in found.items() if value]


def _date_line(fact: Fact, lang: str) -> str:
    when = fact.when
    if when is None:
        return ""
    if when.width == 1:
        clock = f" {fact.time:%H:%M}" if fact.time else ""
        return _listed([f"{when.first}{clock}", _chinese(when.first, lang)], lang)
    precision = say(f"record.precision.{fact.precision or 'bounds'}", lang)
    return f"{when} ({precision})"


def _name(facts: Facts, key: str, lang: str, *sections: str) -> str:
    for named in facts.named:
        if named.id == key and named.of in sections:
            return own(named.name_en, named.name_zh, lang)
    return key


def _value(fact: Fact, lang: str) -> str:
    number = fact.value.removesuffix(f" {fact.unit}") if fact.unit else fact.value
    return f"{number} {say(f'record.units.{fact.unit}', lang)}" if fact.value and fact.unit else fact.value


def _word(fact: Fact, lang: str) -> str:
    return say("record.the_article", lang) if fact.on_whose_word == THE_ARTICLE else fact.on_whose_word


def _work(facts: Facts, key: str) -> str:
    source = facts.war.record.sources[key]
    return f"{key}: {', '.join(part for part in (source.author, source.title, source.year) if part)}"


def print_named(console: Console, facts: Facts, named: Named, lang: str) -> None:
    """Somebody or something with all names, the offices held or the holders, and the facts it stands in."""
    head = Text(own(named.name_en, named.name_zh, lang), style="bold")
    head.append(f"  {named.note}" if named.note else "", style="not bold")
    console.print(head)
    console.print(Text(" · ".join(named.forms)))
    for row in _terms(facts, named):
        other = (row["office"], "offices") if named.of == "people" else (row["person"], "people")
        until = row["to"] or say("record.record_ends", lang)
        console.print(Text(f"{_name(facts, str(other[0]), lang, other[1])}: {row['from']} – {until}"))
    found = facts.about(named)
    if found:
        heading(console, say("record.stands_in", lang, n=len(found)))
        _list(console, found, lang)


def _terms(facts: Facts, named: Named) -> list[dict[str, str | None]]:
    """Who held which office when, of a person or an office."""
    column = {"people": "person", "offices": "office"}.get(named.of)
    return [
        {
            "office": row.text("office"), "person": row.text("person"), "from": str(row.day("date_from")),
            "to": str(row.day("date_to") or "") or None,
        }
        for row in facts.war.record.holders
        if column and row.text(column) == named.id
    ]  # fmt: skip


def print_work(console: Console, facts: Facts, source: Source, lang: str) -> None:
    """A work with what was read of it, and the facts that rest on it."""
    console.print(Text(_work(facts, source.key), style="bold"))
    for line in (source.url, source.note):
        if line:
            console.print(Text(line))
    found = [fact for fact in facts if source.key in fact.works]
    heading(console, say("record.rest_on", lang, n=len(found)))
    _list(console, found, lang)


def print_found(console: Console, facts: Facts, meant: Sequence[Named], found: Sequence[Fact], lang: str) -> None:
    """What a search found: the names meant, then the facts."""
    for named in meant:
        head = Text(own(named.name_en, named.name_zh, lang), style="bold")
        head.append(f"  {say(f'record.named.{named.of}', lang)}  {named.id}", style="dim")
        console.print(head)
        console.print(Padding(Text(" · ".join(named.forms)), (0, 0, 0, 2)))
    if found:
        heading(console, say("record.stands_in", lang, n=len(found)))
        print_facts(console, facts, found, lang)


# ---------------------------------------------------------------- rivals, days, the timeline, pictures


def print_rivals(console: Console, found: Sequence[Rivals], lang: str) -> None:
    """Groups of rival claims."""
    for rivals in found:
        difference = say(f"record.difference.{rivals.difference}", lang)
        console.print(Text.assemble((rivals.group, "bold"), "  ", rivals.about, "  ", (difference, "italic")))
        table = table_of(("", False), ("", False), ("", True))
        table.show_header = False
        values = all(fact.value for fact in rivals.claims)
        for fact in rivals.claims:
            mark = "→" if fact.id == rivals.followed else "✗" if fact.id in rivals.mistaken else " "
            table.add_row(Text(mark), Text(_value(fact, lang) if values else _when(fact.when)), _claim(fact, lang))
        console.print(Padding(table, (0, 0, 0, 2)))
        better = f" ({', '.join(rivals.better)})" if rivals.better else ""
        console.print(Padding(Text(f"{rivals.reason}{better}", style="dim"), (0, 0, 1, 2)))
    kinds = ("contradiction", "counted-differently", "emphasis")
    counts = [(kind, sum(rivals.difference == kind for rivals in found)) for kind in kinds]
    counted = _listed([f"{n} {say(f'record.difference.{kind}', lang)}" for kind, n in counts if n], lang)
    console.print(Text(say("record.groups", lang, n=len(found), kinds=counted), style="dim"))
    if lang != "en":
        console.print(Text(say("record.in_english", lang), style="dim"))


def _claim(fact: Fact, lang: str) -> Text:
    """A claim with its word, its places or works, how it is known, and its id."""
    where = _listed([f"{s.document} {s.section}" for s in fact.sources], lang)
    works = "" if where else ", ".join(fact.works)
    word = "" if fact.on_whose_word == works else _word(fact, lang)
    basis = say(f"record.bases.{fact.basis}", lang) if fact.basis not in ("", "read") else ""
    said = Text(fact.statement(lang))
    return said.append("  " + "; ".join(part for part in (word, where or works, basis, fact.id) if part), style="dim")


def print_day(console: Console, facts: Facts, day: Day, lang: str) -> None:
    """What the record holds of a day."""
    chinese = _chinese(day.when.first, lang) if day.when.width == 1 else ""
    console.print(Text(_listed([str(day.when), chinese], lang), style="bold"))
    for key, found in (("inside", day.facts), ("perhaps", day.perhaps)):
        if found:
            heading(console, say(f"record.{key}", lang))
            _list(console, sorted(found, key=_in_story), lang)
    for key, letters in (("arrived", day.arrived), ("under_way", day.under_way)):
        if letters:
            heading(console, say(f"record.{key}", lang))
            _letters(console, facts, letters, lang)
    if not (day.facts or day.perhaps or day.under_way or day.arrived):
        console.print(Text(say("record.nothing", lang)))
    if day.in_office:
        heading(console, say("record.in_office", lang))
        for office, person in day.in_office:
            console.print(Text(f"{_name(facts, office, lang, 'offices')}: {_name(facts, person, lang, 'people')}"))


def _in_story(fact: Fact) -> tuple[Any, ...]:
    """Happenings before numbers, each in order of time."""
    assert fact.when is not None  # only dated facts belong to a day
    return fact.table == "figures", fact.when.first, fact.when.last, str(fact.time or "24"), _STORY.index(fact.table)


def _letters(console: Console, facts: Facts, letters: Sequence[Fact], lang: str) -> None:
    heads = [("record.sent", False), ("record.field.arrived", False), ("record.fact", True)]
    table = table_of(*((say(key, lang), wraps) for key, wraps in heads))
    for letter in letters:
        ends = [_name(facts, key, lang, "offices") for key in letter.actors]
        said = Text(" → ".join(ends), style="italic")
        said.append(f"  {letter.statement(lang)}", style="not italic").append(f"  {letter.id}", style="dim")
        table.add_row(Text(_when(letter.when)), Text(_when(letter.arrived)), said)
    console.print(table)


def print_timeline(console: Console, found: Sequence[Fact], lang: str) -> None:
    """Facts by year, with both calendars."""
    rows: list[tuple[str, Text, Text]] = []
    for year, facts in groupby(found, key=lambda fact: fact.when.first.year if fact.when else 0):
        rows.append((str(year), Text(), Text()))
        for fact in facts:
            assert fact.when is not None  # only dated facts stand on the timeline
            chinese = _chinese(fact.when.first, lang) if fact.when.width == 1 else ""
            when = f"{_when(fact.when)}{chr(10) if chinese else ''}{chinese}"
            rows.append((when, _kind(fact, lang), _said(console, fact, lang)))
    _print_rows(console, rows, lang)


def print_pictures(console: Console, found: Sequence[Picture], lang: str) -> None:
    """The pictures of the articles."""
    table = table_of((say("record.date", lang), False), (say("record.picture", lang), True))
    for picture in found:
        said = Text(picture.shows(lang))
        if picture.maker:
            said.append(f"  {picture.maker}", style="italic")
        said.append(f"\n{picture.url}", style="dim")
        table.add_row(Text(_when(picture.made)), said)
    console.print(table)
    console.print(Text(say("record.pictures_note", lang), style="dim"))


# ---------------------------------------------------------------- the same as plain values


def shown_dict(facts: Facts, found: Fact | Named | Rivals | Picture | Source) -> dict[str, Any]:
    """Whatever an id meant, for JSON."""
    if isinstance(found, Fact):
        return fact_dict(facts, found)
    if isinstance(found, Named):
        return named_dict(facts, found)
    if isinstance(found, Rivals):
        return rivals_dict(found)
    if isinstance(found, Picture):
        return found.to_dict()
    return {**asdict(found), "facts": [fact.id for fact in facts if found.key in fact.works]}


def fact_dict(facts: Facts, fact: Fact) -> dict[str, Any]:
    """A fact with what belongs to it, for JSON."""
    rivals = [other.id for other in facts if fact.rivals and other.rivals == fact.rivals and other.id != fact.id]
    return {
        **fact.to_dict(), "parts": [part.id for part in facts.parts(fact)], "rival_claims": rivals,
        "refined_by": [other.id for other in facts.refined_by(fact)],
    }  # fmt: skip


def named_dict(facts: Facts, named: Named) -> dict[str, Any]:
    """A name with all its forms, the terms of office and the facts it stands in, for JSON."""
    found = [fact.id for fact in facts.about(named)]
    return {**asdict(named), "forms": list(named.forms), "offices": _terms(facts, named), "facts": found}


def rivals_dict(rivals: Rivals) -> dict[str, Any]:
    """A group of rivals for JSON."""
    return {**asdict(rivals), "claims": [fact.to_dict() for fact in rivals.claims]}


def day_dict(day: Day) -> dict[str, Any]:
    """A day for JSON."""
    chinese = chinese_day(day.when.first) if day.when.width == 1 else None
    lists = ("facts", "perhaps", "arrived", "under_way")
    return {
        "date_from": str(day.when.first), "date_to": str(day.when.last),
        "chinese_date": chinese.text("zh") if chinese else None,
        **{name: [fact.to_dict() for fact in getattr(day, name)] for name in lists},
        "in_office": [{"office": office, "person": person} for office, person in day.in_office],
    }  # fmt: skip
