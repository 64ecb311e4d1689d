"""A history in a few sentences."""

from __future__ import annotations

from dataclasses import replace

from gunboat.analysis.telling import Names, tell
from gunboat.run.result import Event, History

SENTENCES = 3
"""Sentences on a history unless told."""


def in_short(history: History, names: Names, lang: str, most: int = SENTENCES) -> list[str]:
    """A few sentences on a history: those of its events `in_brief`."""
    return [tell(event, names, lang) for event in in_brief(history, most)]


def in_brief(history: History, most: int = SENTENCES) -> list[Event]:
    """The events of a history's outcomes, in the order of their dates: first, last and some between."""
    rows = sorted({found.index for found in history.outcomes.values() if found})
    if len(rows) > most:
        rows = [rows[i * (len(rows) - 1) // (most - 1)] for i in range(most)]
    found = [history.events[index] for index in rows]
    return [replace(event, a=0.0) if event.kind.startswith("treaty-") else event for event in found]  # no clauses
