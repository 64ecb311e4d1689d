"""What is printed: the page of the main job, a comparison, a report on following the record."""

from __future__ import annotations

from datetime import date, datetime, time

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from gunboat.analysis.brief import in_short
from gunboat.analysis.compare import Comparison, Outcome
from gunboat.analysis.following import FollowReport
from gunboat.analysis.ladder import Ladder
from gunboat.analysis.telling import Names, write_date
from gunboat.analysis.telling.languages import own, write_cell, write_number
from gunboat.faces.cli.layout import heading, table_of
from gunboat.faces.cli.words import SHIPPED_WAR, say
from gunboat.run.result import History
from gunboat.scenario.read import WrittenWar

BAR = 8
"""Characters of a text bar."""


def bar(share: float) -> str:
    """A share as a bar of text; anything above nought shows."""
    filled = max(round(share * BAR), int(share > 0))
    return "█" * filled + "·" * (BAR - filled)


def day(of: date, lang: str) -> str:
    """A day in words."""
    return write_date(datetime.combine(of, time()), lang)


# ---------------------------------------------------------------- the main job


def print_page(
    console: Console, war: WrittenWar, found: Ladder, comparison: Comparison, closest: History, names: Names, lang: str
) -> None:
    """The page of the main job."""
    title = own(war.war.text("title_en"), war.war.text("title_zh"), lang)
    console.print(Text(title, style="bold"))
    console.print(Text(say("lead", lang)))
    if found.rungs:
        print_rungs(console, found, lang)
        console.print()
    if found.outcomes:
        console.print(Text(say("ladder.path", lang, date=day(found.let_go, lang), path=found.path(lang))))
        if found.rungs:
            console.print(Text(found.why(lang)))
    n = write_number(comparison.histories, lang)
    heading(console, say("outcomes.title", lang, n=n, date=day(comparison.let_go, lang)))
    print_outcomes(console, comparison, lang)
    heading(console, say("closest.title", lang, number=closest.number))
    for sentence in in_short(closest, names, lang) or [say("closest.nothing", lang)]:
        console.print(Text(sentence))
    console.print()
    console.print(Text(say("limits.text", lang)))
    print_next(console, war, lang)


def print_rungs(console: Console, found: Ladder, lang: str) -> None:
    """The ladder as a table."""
    n = found.rungs[0].n
    heading(console, say("ladder.title", lang, n=write_number(n, lang)))
    table = table_of(
        (say("ladder.let_go", lang), False), (say("ladder.turn", lang), True), (say("ladder.model", lang), False),
        (say("ladder.record", lang), False),
    )  # fmt: skip
    for rung in found.rungs:
        name = own(rung.name_en, rung.name_zh, lang)
        cells = (rung.let_go.isoformat(), name, _share(rung.share, lang), _dates(rung.documented))
        table.add_row(*(Text(cell) for cell in cells))
    console.print(table)
    points = max(max(rung.high - rung.share, rung.share - rung.low) for rung in found.rungs)
    console.print(Text(say("ladder.margin", lang, n=write_number(n, lang), points=f"{100 * points:.0f}"), style="dim"))


def print_next(console: Console, war: WrittenWar, lang: str) -> None:
    """Commands to go on with."""
    heading(console, say("next.title", lang))
    name = war.war.text("id")
    name = "" if name == SHIPPED_WAR else f" {name}"
    other = "--lang zh-hant" if lang == "en" else "--lang en"
    last = war.turns[-1].day("let_go") if war.turns else war.war.day("let_go")
    table = table_of(("", False), ("", False))
    table.show_header = False
    of_war = name and f" --war{name}"
    battle = [(f"gunboat battle{of_war}", "battle")] if war.battles else []
    for command, key in (
        (f"gunboat run{name} --let-go never", "follow"),
        (f"gunboat run{name} -n 10000 --let-go {last} --out DIR", "many"),
        (f"gunboat run{name} -n 1 --seed 7 --reasons", "one"),
        *battle,
        (f"gunboat record{of_war} timeline", "record"),
        (f"gunboat validate{name}", "validate"),
        (f"gunboat {other}", "language"),
    ):
        table.add_row(Text(command), Text(say(f"next.{key}", lang)))
        table.columns[0].min_width = max(table.columns[0].min_width or 0, len(command))
    console.print(Padding(table, (0, 0, 0, 2)))


# ---------------------------------------------------------------- comparisons


def print_outcomes(console: Console, comparison: Comparison, lang: str) -> None:
    """The outcomes as a table: share, interval, and whether and when the record has them."""
    table = table_of(
        (say("outcomes.name", lang), True), (say("outcomes.share", lang), False),
        (say("outcomes.interval", lang), False), (say("outcomes.record", lang), False),
    )  # fmt: skip
    for row in comparison.outcomes:
        table.add_row(
            Text(own(row.name_en, row.name_zh, lang)), Text(_share(row.share, lang)),
            Text(f"{100 * row.low:.0f}-{100 * row.high:.0f} %"), Text(_documented(row, lang)),
        )  # fmt: skip
    console.print(table)


def print_comparison(console: Console, comparison: Comparison, lang: str) -> None:
    """A whole comparison: outcomes, yardstick, what nearly always and hardly ever happens."""
    title = own(comparison.title_en, comparison.title_zh, lang)
    said = say(
        "outcomes.title_compared", lang, title=title, n=write_number(comparison.histories, lang), seed=comparison.seed,
        date=day(comparison.let_go, lang),
    )  # fmt: skip
    console.print(Text(said, style="bold"))
    print_outcomes(console, comparison, lang)
    if comparison.events:
        heading(console, say("events.title", lang))
        table = table_of(
            (say("events.event", lang), False), (say("events.record", lang), False), (say("events.share", lang), False),
            (say("events.p50", lang), False), (say("events.percentile", lang), False),
        )  # fmt: skip
        table.columns[0].no_wrap = False
        widths = (15, 10, 10, 10)  # of the cells beside the event: months of two years, a share, a day, a share
        others = [max(column.min_width or 0, width) for column, width in zip(table.columns[1:], widths, strict=True)]
        room = console.width - sum(others) - 2 * len(others)
        for row in comparison.events:
            earlier = "" if row.percentile is None else write_cell(row.percentile / 100, lang)
            event = Text(own(row.statement_en, row.statement_zh, lang))
            event.truncate(max(room, 10), overflow="ellipsis")
            cells = (_dates(row.documented), write_cell(row.share, lang), str(row.p50 or ""), earlier)
            table.add_row(event, *map(Text, cells))
        console.print(table)
    if comparison.left_out:
        console.print(Text(say("events.left_out", lang, n=len(comparison.left_out)), style="dim"))
    for key, names in (("nearly_always", comparison.nearly_always), ("hardly_ever", comparison.hardly_ever)):
        if names:
            console.print(Text(say(f"events.{key}", lang, names=", ".join(names))))
    console.print()
    console.print(Text(say("limits.text", lang)))


def print_follow(console: Console, report: FollowReport, war: WrittenWar, lang: str) -> None:
    """How a history that follows the record held to it."""
    heading(console, say("follow.title", lang))
    for kind, counts in report.counts.items():
        spelled = {how.replace(" ", "_"): n for how, n in counts.items()}
        console.print(Text(say(f"follow.{kind}", lang, **spelled)))
    facts = {row.text("id"): row for row in war.record.events}
    for row in report.consequences:
        fact = facts[row.fact]
        what = f"{_dates(row.documented)} {own(fact.text('statement_en'), fact.text('statement_zh'), lang)}"
        if row.how in ("strained", "missed"):
            said = say(f"follow.{row.how}", lang, n=round(row.days or 0.0), what=what)
            console.print(Text(f"  {said}"), no_wrap=True, overflow="ellipsis")


def _share(share: float, lang: str) -> str:
    return f"{bar(share)} {write_cell(share, lang)}"


def _documented(row: Outcome, lang: str) -> str:
    if row.documented is None:
        return say("outcomes.unscored", lang)
    return _dates(row.dates) if row.dates else say("outcomes.absent", lang)


def _dates(dates: tuple[date, date]) -> str:
    """Documented dates in a cell: the first day, or the months where they span more than a week: 1858-07/1859-06."""
    first, last = dates
    if (last - first).days <= 7:
        return first.isoformat()
    if (first.year, first.month) == (last.year, last.month):
        return f"{first:%Y-%m}"
    return f"{first:%Y-%m}/{last:%m}" if first.year == last.year else f"{first:%Y-%m}/{last:%Y-%m}"
