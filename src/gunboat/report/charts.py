"""The pictures of a report: frequencies, fans of dates with single histories in them, and what was paid and signed."""

from __future__ import annotations

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

_WIDE = 760.0
RECORDED = {True: "in_record", False: "not_in_record", None: "before"}
"""The word for what the record has of an outcome."""

_NUMBER = 104.0  # room for a share before its name, so that a narrow screen shows both


def draw_ladder(rungs: Sequence[Rung], lang: str) -> Picture:
    """Each turning point: the share of histories as a number and as a bar with its interval."""
    step, left, right = 44.0, 20.0, 20.0
    title = said("ladder.title", lang)
    picture = Picture(_WIDE, step * len(rungs) + 26, title, said("ladder.alt", lang))
    scale = (_WIDE - left - right) / 100
    for n, rung in enumerate(rungs):
        y = step * n + 16
        picture.text(left, y, write_cell(rung.share, lang), "model", weight=700)
        picture.text(left + _NUMBER, y, f"{rung.let_go}  {own(rung.name_en, rung.name_zh, lang)}")
        picture.add("rect", "line", x=left, y=y + 7, width=100 * scale, height=9)
        picture.add("rect", "model", x=left, y=y + 7, width=100 * rung.share * scale, height=9)
        _whisker(picture, left + 100 * rung.low * scale, left + 100 * rung.high * scale, y + 11.5)
    foot = step * len(rungs) + 18
    for mark in (0, 25, 50, 75, 100):
        picture.text(left + mark * scale, foot, str(mark), "faint", "middle", 11)
    return picture


def _whisker(picture: Picture, low: float, high: float, y: float) -> None:
    picture.add("path", "s-ink", d=f"M{low:.1f},{y - 4:.1f}v8M{low:.1f},{y:.1f}H{high:.1f}M{high:.1f},{y - 4:.1f}v8")


def draw_outcomes(outcomes: Sequence[Outcome], lang: str) -> Picture:
    """Each outcome as a hundred histories, of which those that hold it are filled; a mark where the record has it."""
    across, cell, block = 4, 10.0, 190.0
    rows = -(-len(outcomes) // across)
    picture = Picture(_WIDE, rows * 204.0, said("outcomes.title", lang), said("outcomes.alt", lang))
    for n, outcome in enumerate(outcomes):
        x, y = 10 + block * (n % across), 10 + 204.0 * (n // across)
        _hundred(picture, x, y, round(outcome.share * 100), cell)
        name = own(outcome.name_en, outcome.name_zh, lang)
        for line, text in enumerate(_broken(name, 24 if lang == "en" else 12)):
            picture.text(x, y + 136 + 15 * line, text, size=12.5)
        mark = "record" if outcome.documented else "faint"
        there = said(f"outcomes.{RECORDED[outcome.documented]}", lang)
        picture.text(x, y + 118, write_cell(outcome.share, lang), "model", size=14, weight=700)
        picture.text(x, y + 136 + 15 * len(_broken(name, 24 if lang == "en" else 12)), there, mark, size=11)
    return picture


def _hundred(picture: Picture, x: float, y: float, filled: int, cell: float) -> None:
    for k in range(100):
        css = "model" if k < filled else "line"
        picture.add("rect", css, x=x + cell * (k % 10), y=y + cell * (9 - k // 10), width=cell - 2, height=cell - 2)


def _broken(text: str, most: int) -> list[str]:
    """A name in lines of at most so many characters: at blanks in English, anywhere in Chinese."""
    if " " not in text:
        return [text[i : i + most] for i in range(0, len(text), most)]
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + len(word) >= most:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def draw_dates(events: Sequence[Scored], many: Ensemble, lang: str) -> Picture:
    """When documented events come: the middle nine tenths as a band, single histories as ticks, the record over."""
    step, left, right = 40.0, 20.0, 20.0
    first = date(many.let_go.year, 1, 1)
    last = max(day for event in events for day in (*event.documented, event.p95 or first))
    last = date(last.year + 1, 1, 1)
    days = (last - first).days
    picture = Picture(_WIDE, step * len(events) + 40, said("dates.title", lang), said("dates.alt", lang))

    def x_of(day: date) -> float:
        return left + (_WIDE - left - right) * min(max((day - first).days, 0), days) / days

    for year in range(first.year, last.year + 1):
        x = x_of(date(year, 1, 1))
        picture.add("path", "s-line", d=f"M{x:.1f},18V{step * len(events) + 22:.1f}")
        if x < _WIDE - right - 10:
            picture.text(x + 3, 14, str(year), "faint", size=11)
    for n, event in enumerate(events):
        y = 34 + step * n
        name = own(event.statement_en, event.statement_zh, lang)
        picture.text(left, y, write_cell(event.share, lang), "model", size=11.5, weight=700)
        picture.text(left + _NUMBER, y, _short(name, 84 if lang == "en" else 42), size=12)
        _fan(picture, event, many, x_of, y + 12)
    return picture


def _short(text: str, most: int) -> str:
    """A text of at most so many characters, its middle left out so that its end stays."""
    if len(text) <= most:
        return text
    head, colon, tail = text.rpartition(": ") if ": " in text else (text, "", "")
    tail = tail[: most // 2]
    return f"{head[: most - len(tail) - 3]}…{colon}{tail}"


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


def draw_values(events: Sequence[tuple[str, Measured, Sequence[float]]], lang: str) -> Picture:
    """What events cost and how votes fell: the middle nine tenths, the middle, and the record's range."""
    step, left, right = 46.0, 20.0, 130.0
    picture = Picture(_WIDE, step * len(events) + 10, said("values.title", lang), said("values.alt", lang))
    for n, (name, value, singles) in enumerate(events):
        y = 18 + step * n
        known = [x for x in (value.p05, value.p50, value.p95, *(value.documented or ())) if x is not None]
        low, high = min([0.0, *known]), max([*known, 1e-9])
        scale = (_WIDE - left - right) / (high - low or 1)

        def x_of(x: float, low: float = low, scale: float = scale) -> float:
            return left + (x - low) * scale

        picture.text(left, y, _short(name, 108 if lang == "en" else 54), size=12)
        picture.add("path", "s-line", d=f"M{left},{y + 14}H{_WIDE - right}M{x_of(0):.1f},{y + 5}v18")
        if value.p05 is not None and value.p95 is not None and value.p50 is not None:
            width = max(x_of(value.p95) - x_of(value.p05), 1.5)
            picture.add("rect", "band", x=x_of(value.p05), y=y + 8, width=width, height=12)
            picture.add("path", "s-model", d=f"M{x_of(value.p50):.1f},{y + 6}v16", stroke_width=2)
            shown = [x for x in _some(singles) if value.p05 <= x <= value.p95]
            ticks = "".join(f"M{x_of(x):.1f},{y + 9:.1f}v10" for x in shown)
            picture.add("path", "s-model thin", d=ticks, stroke_opacity=0.45, stroke_width=0.8)
        if value.documented:
            begin, end = (x_of(x) for x in value.documented)
            picture.add("path", "s-record", d=f"M{begin:.1f},{y + 14}H{end:.1f}", stroke_width=3)
            picture.add("path", "record", d=f"M{(begin + end) / 2:.1f},{y + 7}l5,7l-5,7l-5,-7z")
        picture.text(_WIDE - right + 8, y + 18, _most(value, high, lang), "faint", size=11)
    return picture


def _some(values: Sequence[float]) -> list[float]:
    """At most so many single histories, spread evenly over the sorted values."""
    return sorted(values)[:: max(1, -(-len(values) // SINGLES))]


def _most(value: Measured, high: float, lang: str) -> str:
    if value.unit.startswith("share"):
        return said("values.to_share", lang, n=f"{100 * high:.0f}")
    return said(f"values.to_{value.unit.replace(' ', '_')}", lang, n=write_number(high, lang))


def draw_clauses(clauses: Sequence[tuple[str, float, bool]], lang: str) -> Picture:
    """What the first treaty holds: the share of treaties with each clause, and which the record's has."""
    step, left, right = 34.0, 20.0, 40.0
    picture = Picture(_WIDE, step * len(clauses) + 10, said("clauses.title", lang), said("clauses.alt", lang))
    scale = (_WIDE - left - right) / 100
    for n, (name, share, documented) in enumerate(clauses):
        y = 16 + step * n
        picture.text(left, y, write_cell(share, lang), "model", size=12, weight=700)
        picture.text(left + _NUMBER, y, name, size=12.5)
        picture.add("rect", "line", x=left, y=y + 5, width=100 * scale, height=8)
        picture.add("rect", "model", x=left, y=y + 5, width=100 * share * scale, height=8)
        if documented:
            picture.add("path", "record", d=f"M{_WIDE - right + 14:.1f},{y + 2:.1f}l5,7l-5,7l-5,-7z")
    return picture
