"""What `gunboat battle` prints: the list of battles, and the card of one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from gunboat.analysis.battle import Card, Line, Phase, Share, Spread
from gunboat.analysis.battle_record import Commander, Documented
from gunboat.analysis.facts import Rivals
from gunboat.analysis.telling import with_article
from gunboat.analysis.telling.languages import own, write_cell, write_list, write_number, written
from gunboat.faces.cli.layout import heading, shown, table_of, wrapped
from gunboat.faces.cli.page import day
from gunboat.faces.cli.words import say
from gunboat.run.battle import OTHERWISE
from gunboat.scenario.read import WrittenWar

_DAY, _HOUR = 24 * 60, 60  # minutes
_WRITTEN_OUT = 10  # up to here a middle of few things is written with a decimal
_GAP = 2  # cells between two columns of a table


def _print(console: Console, text: str, lang: str, style: str = "") -> None:
    """A paragraph."""
    console.print(_text(text, console.width, lang, style))


def _text(text: str, width: int, lang: str, style: str = "") -> Text:
    """A text as it is printed in so many cells."""
    plain = shown(text)
    return Text(plain if written(lang) == "en" else wrapped(plain, width), style=style)


def print_battles(console: Console, war: WrittenWar, lang: str) -> None:
    """The battles that can be fought, one a line."""
    if not war.battles:
        _print(console, say("battle.none", lang), lang)
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
        table.add_row(*map(Text, map(shown, cells)))
    console.print(table)
    console.print()
    _print(console, say("battle.how", lang), lang, "dim")


def print_card(console: Console, card: Card, lang: str) -> None:
    """The card of a battle."""
    when = card.event.when
    dated = day(when.first, lang) if when else card.battle.cells["date"]
    if when and when.width > 1:
        dated = say("battle.days", lang, first=dated, last=day(when.last, lang))
    title, place = own(card.title_en, card.title_zh, lang), own(*card.place, lang)
    _print(console, say("battle.head", lang, title=title, date=dated, place=place), lang, "bold")
    sides = {
        side: write_list([with_article(own(*name, lang), lang) for name in names], lang)
        for side, names in card.sides.items()
    }
    text = say("battle.sides", lang, **sides)
    _print(console, text[:1].upper() + text[1:], lang)
    _print_record(console, card, lang)
    _print_situation(console, card, lang)
    _print_fights(console, card, lang)
    _print_course(console, card, lang)
    _print_rivals(console, card.rivals, lang)
    console.print()
    _print(console, say(f"battle.limits.{card.battle.kind}", lang), lang)


# ---------------------------------------------------------------- what is known


def _print_record(console: Console, card: Card, lang: str) -> None:
    rows: list[tuple[str, str]] = []
    for key, facts in (
        ("cause", card.cause), ("strengths", card.strengths), ("losses", card.losses),
        ("result", card.result[:2]),  # the event, and what it makes more exact
    ):  # fmt: skip
        if key == "strengths" and card.commanders:
            rows.append(("commanders", _commanders(card, lang)))
        rows += [(key if i == 0 else "", fact.statement(lang)) for i, fact in enumerate(facts)]
    heading(console, say("battle.in_the_record", lang))
    _print_pairs(console, [(say(f"battle.{key}", lang) if key else "", text) for key, text in rows], lang)


def _print_pairs(console: Console, rows: Iterable[tuple[str, str]], lang: str) -> None:
    """Labels and texts beside them."""
    rows = list(rows)
    room = console.width - max(cell_len(label) for label, _ in rows) - _GAP
    table = table_of(("", False), ("", True))
    table.show_header = False
    for label, text in rows:
        table.add_row(Text(label, style="dim"), _text(text, room, lang))
    console.print(table)


def _commanders(card: Card, lang: str) -> str:
    comma = say("record.comma", lang)
    return say("battle.between", lang).join(
        say(f"battle.of.{side}", lang, names=comma.join(_commander(each, lang) for each in people))
        for side, people in card.commanders.items()
    )


def _commander(person: Commander, lang: str) -> str:
    name = own(person.name_en, person.name_zh, lang)
    return say("battle.in_office", lang, name=name) if person.in_office else name


def _print_situation(console: Console, card: Card, lang: str) -> None:
    """What is fought, in a paragraph; what is changed in a line of its own."""
    heading(console, say("battle.situation", lang))
    between = say("battle.between", lang)
    told = [_cell(column, unit, text, lang) for column, unit, text, _ in card.situation if text]
    _print(console, say("battle.stop", lang, text=between.join(told)), lang)
    if card.engaged:
        shares = {side: " - ".join(f"{100 * share:.0f}" for share in spread) for side, spread in card.engaged.items()}
        _print(console, say("battle.engaged", lang, **shares), lang)
    if card.changes:
        changed = [
            say("battle.becomes", lang, was=_cell(column, unit, text, lang), now=_value(column, unit, new, lang))
            for column, unit, text, new in card.situation
            if new is not None
        ]
        if card.landing_at:
            changed.append(say("battle.landing_at", lang, place=own(*card.landing_at, lang)))
        text = between.join(changed) or say("battle.nothing_changed", lang)
        _print(console, say("battle.changed_to", lang, text=text), lang, "bold")
    if card.far:
        names = say("record.comma", lang).join(say(f"battle.columns.{column}", lang) for column in card.far)
        _print(console, say("battle.far", lang, names=names[:1].upper() + names[1:]), lang)


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
        _print(console, say("battle.succeeds", lang, **known), lang, "bold")
    else:
        changed = _share(card.changed_success, lang)
        _print(console, say("battle.succeeds_changed", lang, changed=changed, **known), lang, "bold")
        assert card.turned is not None  # counted wherever something was changed
        to, against = (write_number(many, lang) for many in card.turned)
        _print(console, say("battle.turned", lang, n=write_number(card.n, lang), to=to, against=against), lang)
        if card.felt is False:
            _print(console, say("battle.unfelt.all", lang), lang)
    _print(console, say("battle.ends", lang, text=_ends(card.results, card.changed_results, lang)), lang)
    for note in _notes(card, lang):
        _print(console, note, lang, "dim")


def _notes(card: Card, lang: str) -> Iterable[str]:
    """What must be said of the table above them."""
    for line in card.lines:
        if line.documented and not line.documented.facts and line.documented.note:
            measure = say(f"battle.measures.{line.measure}", lang)
            yield say("battle.note", lang, measure=measure[:1].upper() + measure[1:], note=line.documented.note)
    if card.claimed:
        yield say("battle.as_claimed", lang)
    yield say("battle.by_number", lang)
    if any(name in OTHERWISE for name in (*card.results, *(card.changed_results or ()))):
        yield say("battle.otherwise", lang)


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
    if known.none_recorded:
        return say("battle.none_recorded", lang)
    ends = [_number(end, lang) for end in (known.low, known.high)]
    text = "-".join(dict.fromkeys(ends))
    return say("battle.at_least", lang, n=text) if known.at_least else text


def _below(line: Line, lang: str) -> str:
    if line.below is None or line.documented is None:
        return ""
    low, high = (write_cell(end / 100, lang) for end in line.below)
    if low != high:
        return say("battle.in_100", lang, n="-".join(_hundredths(end) for end in line.below))
    return say("battle.or_more", lang, n=low) if line.documented.at_least else low


def _hundredths(per_cent: float) -> str:
    return "<1" if 0 < per_cent < 0.5 else f"{per_cent:.0f}"


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
        _print(console, say("battle.no_course", lang), lang)
        return
    heads = [("battle.phase", True), ("battle.median", False), ("battle.of_fights", False)]
    if card.changes:
        heads += [("battle.median_changed", False), ("battle.of_fights_changed", False)]
    table = table_of(*((say(key, lang), wraps) for key, wraps in heads))
    for each in card.course:
        table.add_row(*map(Text, _phase(each, bool(card.changes), lang)))
    console.print(table)
    _print(console, say("battle.medians", lang), lang, "dim")


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
    room = console.width - cell_len("→") - _GAP
    for rivals in found:
        for fact in sorted(rivals.claims, key=lambda fact: fact.id != rivals.followed):
            followed = fact.id == rivals.followed
            said = _text(fact.statement(lang) + (f"  {rivals.group}" if followed else ""), room, lang)
            if followed:
                said.highlight_words([rivals.group], style="dim")
            table.add_row(Text("→" if followed else ""), said)
    console.print(table)
    console.print(Text(say("battle.arrow", lang), style="dim"))
