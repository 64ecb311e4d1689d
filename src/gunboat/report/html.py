"""The pieces of which a report's sections are made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from html import escape

from gunboat.analysis.telling.languages import write_date
from gunboat.report.svg import Picture
from gunboat.report.words import said


def fact(key: str, text: str) -> str:
    """A text that opens the fact it rests on."""
    return f'<button type="button" class="fact" data-fact="{escape(key)}">{escape(text)}</button>'


def made(key: str, text: str, *kinds: str) -> str:
    """A number of the model that opens how it was made and what it rests on.

    `kinds` are kinds of events or occasions of decisions: what their rules read is listed; without one, that is all.
    """
    rests = f' data-rests="{" ".join(dict.fromkeys(kinds))}"' if kinds else ""
    return f'<button type="button" class="fact" data-made="{key}"{rests}>{escape(text)}</button>'


MARK = "\N{OBJECT REPLACEMENT CHARACTER}"
"""Stands in a text where something else comes in."""


def opening(key: str, lang: str, slot: str, inner: str, /, **values: object) -> str:
    """A text of the words with values filled in, that of `slot` by HTML that opens something."""
    return escape(said(key, lang, **{slot: MARK}, **values)).replace(MARK, inner)


def marked(text: str, key: str, *kinds: str) -> str:
    """A text in which a number of the model stands between two marks, which opens."""
    before, _, rest = text.partition(MARK)
    number, _, after = rest.partition(MARK)
    return f"{escape(before)}{made(key, number, *kinds) if number else ''}{escape(after)}"


def day(of: date, lang: str) -> str:
    """A day in words."""
    return write_date(datetime.combine(of, time()), lang)


def section(name: str, lang: str, *inner: str) -> str:
    title = escape(said(f"{name}.title", lang))
    return f'<section aria-labelledby="{name}-{lang}"><h2 id="{name}-{lang}">{title}</h2>{"".join(inner)}</section>'


def paragraph(text: str, css: str = "") -> str:
    return f"<p{f' class={chr(34)}{css}{chr(34)}' if css else ''}>{escape(text)}</p>"


def heading(key: str, lang: str) -> str:
    return f"<h3>{escape(said(key, lang))}</h3>"


def figure(wide: Picture, narrow: Picture) -> str:
    """A picture as it was drawn for a wide and for a narrow screen, which show one of the two."""
    return f'<figure><div class="wide">{wide.inline()}</div><div class="narrow">{narrow.inline()}</div></figure>'


def folded_table(
    lang: str, heads: Sequence[tuple[str, bool]], rows: Iterable[Sequence[str]], title: str = "", key: str = ""
) -> str:
    """A table that is folded away, by default a picture's twin; cells are HTML, heads say whether theirs are numbers.

    `key` is its id in the page.
    """
    title, named = escape(title or said("page.table", lang)), f' id="{key}"' if key else ""
    number = ' class="n"'
    head = "".join(f'<th scope="col"{number if right else ""}>{escape(text)}</th>' for text, right in heads)
    body = "".join(
        "<tr>"
        + "".join(f"<td{number if r else ''}>{cell}</td>" for cell, (_, r) in zip(row, heads, strict=True))
        + "</tr>"
        for row in rows
    )  # fmt: skip
    inside = f'<div class="scroll" tabindex="0" role="group" aria-label="{title}">'
    table = f"{inside}<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    return f'<details class="table"{named}><summary>{title}</summary>{table}</details>'


def hundred(share: float) -> str:
    return f"{100 * share:.0f}"


def write_dates(dates: tuple[date, date]) -> str:
    first, last = dates
    return str(first) if first == last else f"{first} – {last}"
