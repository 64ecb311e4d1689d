"""The pictures of a report: frequencies, fans of dates with single histories in them, and what was paid and signed."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta

import numpy as np

from gunboat.analysis.compare import Measured, Outcome, Scored
from gunboat.analysis.ladder import Rung
from gunboat.analysis.telling.languages import own, write_cell, write_number
from gunboat.report.svg import Picture
from gunboat.report.words import said
from gunboat.run.result import Ensemble

SINGLES = 60
"""Single histories drawn in a fan."""

WIDE, NARROW = 760.0, 350.0
"""Units across a picture for a wide and for a narrow screen; in both, text is as large as that of a page."""

RECORDED = {True: "in_record", False: "not_in_record", None: "before"}
"""The word for what the record has of an outcome."""

_NUMBER = 88.0  # room for a share before its name
_LEADING = 1.25  # of lines, by the size of their text
_LATIN = 0.52  # width of a character, by its size


def _margin(width: float) -> float:
    return width / 38


_WORD = re.compile(
    r"[\u300a\u300c\uff08]*[\u2e80-\uffef][\u3001\u3002\u300b\u300d\uff09\uff0c\uff1a\uff1b\uff1f]*"
    r"|[^\s\u2e80-\uffef]+\s*"
)
"""A word with its blanks, or a Chinese character with the brackets and stops that belong to it."""


def _broken(text: str, room: float, size: float) -> list[str]:
    """A text in lines that fit into so many units at a size."""
    lines = [""]
    for word in _WORD.findall(text):
        line = (lines[-1] + word).rstrip()
        if lines[-1] and sum(1 if char >= "\u2e80" else _LATIN for char in line) * size > room:
            lines.append("")
        lines[-1] += word
    return [line.rstrip() for line in lines]


def _rows(
    names: Sequence[str], width: float, size: float, top: float, step: float, indent: float = _NUMBER
) -> tuple[list[tuple[float, list[str]]], float]:
    """Rows under one another: for each its height and its name in lines, and where the next one would stand."""
    rows, y = [], top
    for name in names:
        lines = _broken(name, width - 2 * _margin(width) - indent, size)
        rows.append((y, lines))
        y += step + (len(lines) - 1) * _LEADING * size
    return rows, y


def _name(picture: Picture, y: float, lines: Sequence[str], size: float, share: str = "") -> float:
    """Write a share and beside it a name; returns the height of its last line."""
    left = _margin(picture.width)
    if share:
        picture.text(left, y, share, "model", size=size, weight=700)
    for n, line in enumerate(lines):
        picture.text(left + (_NUMBER if share else 0), y + n * _LEADING * size, line, size=size)
    return y + (len(lines) - 1) * _LEADING * size


def draw_ladder(rungs: Sequence[Rung], lang: str, width: float = WIDE) -> Picture:
    """Each turning point: the share of histories as a number and as a bar with its interval."""
    left, size = _margin(width), 13.0
    names = [f"{rung.let_go} · {own(rung.name_en, rung.name_zh, lang)}" for rung in rungs]
    rows, foot = _rows(names, width, size, 16, 44)
    picture = Picture(width, foot + 10, said("ladder.title", lang), said("ladder.alt", lang))
    scale = (width - 2 * left) / 100
    for rung, (top, lines) in zip(rungs, rows, strict=True):
        y = _name(picture, top, lines, size, write_cell(rung.share, lang))
        picture.add("rect", "line", x=left, y=y + 7, width=100 * scale, height=9)
        picture.add("rect", "model", x=left, y=y + 7, width=100 * rung.share * scale, height=9)
        _whisker(picture, left + 100 * rung.low * scale, left + 100 * rung.high * scale, y + 11.5)
    for mark in (0, 25, 50, 75, 100):
        anchor = {0: "start", 100: "end"}.get(mark, "middle")
        picture.text(left + mark * scale, foot + 2, str(mark), "faint", anchor, 11)
    return picture


def _whisker(picture: Picture, low: float, high: float, y: float) -> None:
    picture.add("path", "s-ink", d=f"M{low:.1f},{y - 4:.1f}v8M{low:.1f},{y:.1f}H{high:.1f}M{high:.1f},{y - 4:.1f}v8")


def draw_outcomes(outcomes: Sequence[Outcome], lang: str, width: float = WIDE) -> Picture:
    """Each outcome as a hundred histories, of which those that hold it are filled; a mark where the record has it."""
    across, cell, high, size = round(width / 180), 10.0, 204.0, 12.5
    block = width / across
    rows = -(-len(outcomes) // across)
    picture = Picture(width, rows * high, said("outcomes.title", lang), said("outcomes.alt", lang))
    for n, outcome in enumerate(outcomes):
        x, y = 10 + block * (n % across), 10 + high * (n // across)
        _hundred(picture, x, y, round(outcome.share * 100), cell)
        picture.text(x, y + 118, write_cell(outcome.share, lang), "model", size=14, weight=700)
        lines = _broken(own(outcome.name_en, outcome.name_zh, lang), block - 20, size)
        for line, text in enumerate(lines):
            picture.text(x, y + 136 + 15 * line, text, size=size)
        mark = "record" if outcome.documented else "faint"
        there = said(f"outcomes.{RECORDED[outcome.documented]}", lang)
        picture.text(x, y + 136 + 15 * len(lines), there, mark, size=11)
    return picture


def _hundred(picture: Picture, x: float, y: float, filled: int, cell: float) -> None:
    size = cell - 2
    drawn = [f"M{x + cell * (k % 10):.1f},{y + cell * (9 - k // 10):.1f}h{size}v{size}h-{size}z" for k in range(100)]
    picture.add("path", "model", d="".join(drawn[:filled]))
    picture.add("path", "line", d="".join(drawn[filled:]))


def draw_dates(events: Sequence[Scored], many: Ensemble, lang: str, width: float = WIDE) -> Picture:
    """When documented events come: the middle nine tenths as a band, single histories as ticks, the record over."""
    left, size = _margin(width), 12.0
    first = date(many.let_go.year, 1, 1)
    last = max(day for event in events for day in (*event.documented, event.p95 or first))
    last = date(last.year + 1, 1, 1)
    days = (last - first).days
    rows, foot = _rows([own(e.statement_en, e.statement_zh, lang) for e in events], width, size, 34, 40)
    picture = Picture(width, foot + 6, said("dates.title", lang), said("dates.alt", lang))

    def x_of(day: date) -> float:
        return left + (width - 2 * left) * min(max((day - first).days, 0), days) / days

    for year in range(first.year, last.year + 1):
        x = x_of(date(year, 1, 1))
        picture.add("path", "s-line", d=f"M{x:.1f},18V{foot - 12:.1f}")
        if year < last.year:
            picture.text(x + 3, 14, str(year), "faint", size=11)
    for event, (top, lines) in zip(events, rows, strict=True):
        y = _name(picture, top, lines, size, write_cell(event.share, lang))
        _fan(picture, event, many, x_of, y + 12)
    return picture


def _fan(picture: Picture, event: Scored, many: Ensemble, x_of: Callable[[date], float], y: float) -> None:
    if event.p05 and event.p50 and event.p95:
        low, middle, high = x_of(event.p05), x_of(event.p50), x_of(event.p95)
        picture.add("rect", "band", x=low, y=y - 6, width=max(high - low, 1.5), height=12)
        column = many.minutes[:, many.names.index(event.id)]
        days = np.sort(column[column >= 0])[:: max(1, -(-int((column >= 0).sum()) // SINGLES))] // 1440
        ticks = "".join(f"M{x_of(many.first_day + timedelta(days=int(day))):.1f},{y - 5:.1f}v10" for day in days)
        picture.add("path", "s-model thin", d=ticks, stroke_opacity=0.45, stroke_width=0.8)
        picture.add("path", "s-model", d=f"M{middle:.1f},{y - 8:.1f}v16", stroke_width=2)
    begin, end = x_of(event.documented[0]), x_of(event.documented[1])
    at = (begin + end) / 2
    picture.add("path", "s-record", d=f"M{begin:.1f},{y:.1f}H{end:.1f}", stroke_width=3)
    picture.add("path", "record", d=f"M{at:.1f},{y - 7:.1f}l5,7l-5,7l-5,-7z")


def draw_values(events: Sequence[tuple[str, Measured, Sequence[float]]], lang: str, width: float = WIDE) -> Picture:
    """What events cost and how votes fell: the middle nine tenths, the middle, and the record's range."""
    left, right, size = _margin(width), _margin(width) + 108, 12.0
    rows, foot = _rows([name for name, _, _ in events], width, size, 18, 46, indent=0)
    picture = Picture(width, foot - 8, said("values.title", lang), said("values.alt", lang))
    for (_, value, singles), (top, lines) in zip(events, rows, strict=True):
        y = _name(picture, top, lines, size)
        known = [x for x in (value.p05, value.p50, value.p95, *(value.documented or ())) if x is not None]
        low, high = min([0.0, *known]), max([*known, 1e-9])
        scale = (width - left - right) / (high - low or 1)

        def x_of(x: float, low: float = low, scale: float = scale) -> float:
            return left + (x - low) * scale

        picture.add("path", "s-line", d=f"M{left},{y + 14}H{width - right}M{x_of(0):.1f},{y + 5}v18")
        if value.p05 is not None and value.p95 is not None and value.p50 is not None:
            wide = max(x_of(value.p95) - x_of(value.p05), 1.5)
            picture.add("rect", "band", x=x_of(value.p05), y=y + 8, width=wide, height=12)
            picture.add("path", "s-model", d=f"M{x_of(value.p50):.1f},{y + 6}v16", stroke_width=2)
            shown = [x for x in _some(singles) if value.p05 <= x <= value.p95]
            ticks = "".join(f"M{x_of(x):.1f},{y + 9:.1f}v10" for x in shown)
            picture.add("path", "s-model thin", d=ticks, stroke_opacity=0.45, stroke_width=0.8)
        if value.documented:
            begin, end = (x_of(x) for x in value.documented)
            picture.add("path", "s-record", d=f"M{begin:.1f},{y + 14}H{end:.1f}", stroke_width=3)
            picture.add("path", "record", d=f"M{(begin + end) / 2:.1f},{y + 7}l5,7l-5,7l-5,-7z")
        picture.text(width - right + 8, y + 18, _most(value, high, lang), "faint", size=11)
    return picture


def _some(values: Sequence[float]) -> list[float]:
    """At most so many single histories, spread evenly over the sorted values."""
    return sorted(values)[:: max(1, -(-len(values) // SINGLES))]


def _most(value: Measured, high: float, lang: str) -> str:
    if value.unit.startswith("share"):
        return said("values.to_share", lang, n=f"{100 * high:.0f}")
    return said(f"values.to_{value.unit.replace(' ', '_')}", lang, n=write_number(high, lang))


def draw_clauses(clauses: Sequence[tuple[str, float, bool]], lang: str, width: float = WIDE) -> Picture:
    """What the first treaty holds: the share of treaties with each clause, and which the record's has."""
    left, right, size = _margin(width), _margin(width) + 20, 12.5
    rows, foot = _rows([name for name, _, _ in clauses], width, size, 16, 34)
    picture = Picture(width, foot - 6, said("clauses.title", lang), said("clauses.alt", lang))
    scale = (width - left - right) / 100
    for (_, share, documented), (top, lines) in zip(clauses, rows, strict=True):
        y = _name(picture, top, lines, size, write_cell(share, lang))
        picture.add("rect", "line", x=left, y=y + 5, width=100 * scale, height=8)
        picture.add("rect", "model", x=left, y=y + 5, width=100 * share * scale, height=8)
        if documented:
            picture.add("path", "record", d=f"M{width - right + 14:.1f},{y + 2:.1f}l5,7l-5,7l-5,-7z")
    return picture
