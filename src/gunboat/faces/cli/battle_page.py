"""What `gunboat battle` prints: the list of battles, and the card of one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from gunboat.analysis.battle import Card, Documented, Line, Phase, Share, Spread
from gunboat.analysis.facts import Fact, Rivals
from gunboat.analysis.telling import with_article
from gunboat.analysis.telling.languages import own, write_cell, write_list, write_number
from gunboat.faces.cli.layout import heading, table_of
from gunboat.faces.cli.page import day
from gunboat.faces.cli.words import say
from gunboat.scenario.read import WrittenWar

_DAY, _HOUR = 24 * 60, 60  # minutes
_WRITTEN_OUT = 10  # up to here a middle of few things is written with a decimal


def print_battles(console: Console, war: WrittenWar, lang: str) -> None:
    """The battles that can be fought, one a line."""
    if not war.battles:
        console.print(Text(say("battle.none", lang)))
        return
    table = table_of(
        (say("battle.name", lang), False), (say("battle.date", lang), False), (say("battle.kind", lang), False),
        (say("battle.title", lang), True),
    )  # fmt: skip
    for row in war.battles:
        cells = (
            row.text("id"), str(row.day("date")), say(f"battle.kinds.{row.text('kind')}", lang),
            own(row.text("name_en"), row.text("name_zh"), lang),
        )  # fmt: skip
        table.add_row(*map(Text, cells))
    console.print(table)
    console.print()
    console.print(Text(say("battle.how", lang), style="dim"))


def print_card(console: Console, card: Card, lang: str) -> None:
    """The card of a battle."""
    when = card.event.when
    dated = day(when.first, lang) if when else card.battle.cells["date"]
    if when and when.width > 1:
        dated = say("battle.days", lang, first=dated, last=day(when.last, lang))
    title, place = own(card.title_en, card.title_zh, lang), own(*card.place, lang)
    console.print(Text(say("battle.head", lang, title=title, date=dated, place=place), style="bold"))
    sides = {
        side: write_list([with_article(own(*name, lang), lang) for name in names], lang)
        for side, names in card.sides.items()
    }
    text = say("battle.sides", lang, **sides)
    console.print(Text(text[:1].upper() + text[1:]))
    _print_record(console, card, lang)
    _print_situation(console, card, lang)
    _print_fights(console, card, lang)
    _print_course(console, card, lang)
    _print_rivals(console, card.rivals, lang)
    console.print()
    console.print(Text(say(f"battle.limits.{card.battle.kind}", lang)))


# ---------------------------------------------------------------- what is known


def _print_record(console: Console, card: Card, lang: str) -> None:
    heading(console, say("battle.in_the_record", lang))
    table = _plain_table()
    for key, facts in (("cause", card.cause), ("strengths", card.strengths), ("losses", card.losses)):
        if key == "strengths" and card.commanders:
            table.add_row(Text(say("battle.commanders", lang), style="dim"), Text(_commanders(card, lang)))
        for i, fact in enumerate(facts):
            table.add_row(Text(say(f"battle.{key}", lang) if i == 0 else "", style="dim"), Text(fact.statement(lang)))
    for i, fact in enumerate(card.result[:2]):  # the event, and what it makes more exact
        table.add_row(Text(say("battle.result", lang) if i == 0 else "", style="dim"), Text(fact.statement(lang)))
    console.print(table)


def _plain_table() -> Table:
    table = table_of(("", False), ("", True))
    table.show_header = False
    return table


def _commanders(card: Card, lang: str) -> str:
    comma = say("record.comma", lang)
    return say("battle.between", lang).join(
        say(f"battle.of.{side}", lang, names=comma.join(own(*person, lang) for person in people))
        for side, people in card.commanders.items()
    )


def _print_situation(console: Console, card: Card, lang: str) -> None:
    """What is fought, in a paragraph; what is changed in a line of its own."""
    heading(console, say("battle.situation", lang))
    between = say("battle.between", lang)
    told = [_cell(column, unit, text, lang) for column, unit, text, _ in card.situation if text]
    console.print(Text(say("battle.stop", lang, text=between.join(told))))
    if card.changes:
        changed = [
            say("battle.becomes", lang, was=_cell(column, unit, text, lang), now=_value(column, unit, new, lang))
            for column, unit, text, new in card.situation
            if new is not None
        ]
        if card.landing_at:
            changed.append(say("battle.landing_at", lang, place=own(*card.landing_at, lang)))
        text = between.join(changed) or say("battle.nothing_changed", lang)
        console.print(Text(say("battle.changed_to", lang, text=text), style="bold"))


def _cell(column: str, unit: str, text: str, lang: str) -> str:
    name = say(f"battle.columns.{column}", lang)
    return say("battle.cell", lang, name=name, value=_value(column, unit, text, lang))


def _value(column: str, unit: str, text: str, lang: str) -> str:
    if column == "tide_or_mud":
        return text
    if not text:
        return say("battle.unknown", lang)
    if not unit:
        return say(f"battle.words.{text}", lang)
    ends = [write_number(float(end), lang) for end in text.split("..")]
    return say("battle.number", lang, n="-".join(ends), unit=say(f"battle.units.{unit}", lang))


# ---------------------------------------------------------------- what the fights come to


def _print_fights(console: Console, card: Card, lang: str) -> None:
    heading(console, say("battle.fights", lang, n=write_number(card.n, lang), seed=card.seed))
    if card.changed_success is None:
        table = table_of(
            ("", True), (say("battle.record", lang), False), ("5 %", False), ("50 %", False), ("95 %", False),
            (say("battle.below", lang), True),
        )  # fmt: skip
        for line in card.lines:
            low, middle, high = _spread(line.spread, lang)
            cells = (_measure(line, lang), _known(line.documented, lang), low, middle, high, _below(line, lang))
            table.add_row(*map(Text, cells))
    else:
        table = table_of(
            ("", True), (say("battle.record", lang), False), (say("battle.as_documented", lang), False),
            (say("battle.as_changed", lang), False),
        )  # fmt: skip
        for line in card.lines:
            spreads = (" - ".join(_spread(each, lang)) for each in (line.spread, line.changed) if each)
            table.add_row(*map(Text, (_measure(line, lang), _known(line.documented, lang), *spreads)))
    console.print(table)
    won = say("battle.not_known" if card.won is None else f"battle.won.{'yes' if card.won else 'no'}", lang)
    known = {"won": won, "share": _share(card.success, lang)}
    if card.changed_success is None:
        console.print(Text(say("battle.succeeds", lang, **known), style="bold"))
    else:
        changed = _share(card.changed_success, lang)
        console.print(Text(say("battle.succeeds_changed", lang, changed=changed, **known), style="bold"))
        assert card.turned is not None  # counted wherever something was changed
        to, against = (write_number(many, lang) for many in card.turned)
        console.print(Text(say("battle.turned", lang, n=write_number(card.n, lang), to=to, against=against)))
        if card.felt is False:
            console.print(Text(say("battle.unfelt.all", lang)))
    console.print(Text(say("battle.ends", lang, text=_ends(card.results, card.changed_results, lang))))


def _measure(line: Line, lang: str) -> str:
    unit = say(f"battle.units.{line.unit}", lang)
    return say("battle.measure", lang, name=say(f"battle.measures.{line.measure}", lang), unit=unit)


def _spread(spread: Spread, lang: str) -> tuple[str, ...]:
    return tuple(_number(value, lang) for value in spread)


def _number(value: float, lang: str) -> str:
    if value != round(value) and value < _WRITTEN_OUT:
        return f"{value:.1f}"
    return write_number(value, lang)


def _known(known: Documented | None, lang: str) -> str:
    if known is None:
        return ""
    ends = [_number(end, lang) for end in (known.low, known.high)]
    text = "-".join(dict.fromkeys(ends))
    return say("battle.at_least", lang, n=text) if known.at_least else text


def _below(line: Line, lang: str) -> str:
    if line.percentile is None or line.documented is None:
        return ""
    text = write_cell(line.percentile / 100, lang)
    return say("battle.or_more", lang, n=text) if line.documented.at_least else text


def _share(share: Share, lang: str) -> str:
    ends = {"low": f"{100 * share.low:.0f}", "high": f"{100 * share.high:.0f}"}
    return say("battle.share", lang, share=write_cell(share.share, lang), **ends)


def _ends(results: Mapping[str, float], changed: Mapping[str, float] | None, lang: str) -> str:
    found = []
    for name in dict.fromkeys([*results, *(changed or {})]):
        share = write_cell(results.get(name, 0.0), lang)
        if changed is not None:
            share = say("battle.then", lang, was=share, now=write_cell(changed.get(name, 0.0), lang))
        found.append(say("battle.cell", lang, name=say(f"battle.results.{name}", lang), value=share))
    return say("battle.between", lang).join(found)


def _print_course(console: Console, card: Card, lang: str) -> None:
    heading(console, say("battle.course", lang))
    if not card.course:
        console.print(Text(say("battle.no_course", lang)))
        return
    heads = [("battle.phase", True), ("battle.median", False), ("battle.of_fights", False)]
    if card.changes:
        heads += [("battle.median_changed", False), ("battle.of_fights_changed", False)]
    table = table_of(*((say(key, lang), wraps) for key, wraps in heads))
    for each in card.course:
        table.add_row(*map(Text, _phase(each, bool(card.changes), lang)))
    console.print(table)


def _phase(each: Phase, changed: bool, lang: str) -> Iterable[str]:
    yield say(f"battle.phases.{each.phase}", lang)
    yield _clock(each.minute, lang)
    yield write_cell(each.share, lang)
    if changed:
        yield _clock(each.changed_minute, lang)
        yield write_cell(each.changed_share or 0.0, lang)


def _clock(minutes: float | None, lang: str) -> str:
    if minutes is None:
        return ""
    if minutes >= 2 * _DAY:
        return say("battle.clock.days", lang, n=f"{minutes / _DAY:.1f}")
    if minutes >= 10 * _HOUR:
        return say("battle.clock.hours", lang, n=f"{minutes / _HOUR:.1f}")
    return say("battle.clock.minutes", lang, n=write_number(minutes, lang))


# ---------------------------------------------------------------- rivals


def _print_rivals(console: Console, found: Sequence[Rivals], lang: str) -> None:
    if not found:
        return
    heading(console, say("battle.rivals", lang))
    table = table_of(("", False), ("", True))
    table.show_header = False
    for rivals in found:
        for fact in sorted(rivals.claims, key=lambda fact: fact.id != rivals.followed):
            table.add_row(Text("→" if fact.id == rivals.followed else ""), _claim(fact, rivals, lang))
    console.print(table)
    console.print(Text(say("battle.arrow", lang), style="dim"))


def _claim(fact: Fact, rivals: Rivals, lang: str) -> Text:
    said = Text(fact.statement(lang))
    return said.append(f"  {rivals.group}", style="dim") if fact.id == rivals.followed else said
