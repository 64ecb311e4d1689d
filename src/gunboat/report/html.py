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


def made(key: str, text: str) -> str:
    """A number of the model that opens how it was made."""
    return f'<button type="button" class="fact" data-made="{key}">{escape(text)}</button>'


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


def figure(picture: Picture) -> str:
    label = escape(picture.root.get("aria-label") or "")
    return f'<figure class="scroll" tabindex="0" role="group" aria-label="{label}">{picture.inline()}</figure>'


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
