"""Filling in a template: names in braces, parts in brackets that go when a name in them is not known."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

_NAME = re.compile(r"\{(\w+)\}")


def first_filled(alternatives: Sequence[str], known: Mapping[str, str]) -> str:
    """The first alternative whose names are all known, filled in; ValueError where there is none."""
    for template in alternatives:
        filled = fill(template, known)
        if filled is not None:
            return filled
    raise ValueError(f"no alternative can be told with {sorted(known)}: {list(alternatives)}")


def fill(template: str, known: Mapping[str, str]) -> str | None:
    """The template filled in; None where a name outside all brackets is not known.

    >>> fill("{who} came[ to {where}][ with {a}| alone].", {"who": "He", "where": "Canton"})
    'He came to Canton alone.'
    """
    outside, pieces = _split(template)
    text = ""
    for index, piece in enumerate(outside):
        filled = _named(piece, known)
        if filled is None:
            return None
        text += filled
        if index < len(pieces):
            text += _bracket(pieces[index], known)
    return text


def names_in(template: str) -> set[str]:
    """All names that a template uses."""
    return set(_NAME.findall(template))


def needed_by(template: str) -> set[str]:
    """The names that must be known for a template to be told: those outside brackets."""
    return set(_NAME.findall("".join(_split(template)[0])))


def _bracket(inside: str, known: Mapping[str, str]) -> str:
    """The first alternative of a bracket that can be filled; nothing where none can."""
    for part in inside.split("|"):
        filled = _named(part, known)
        if filled is not None:
            return filled
    return ""


def _named(text: str, known: Mapping[str, str]) -> str | None:
    """Text without brackets, filled in; None where a name is not known."""
    if any(not known.get(name) for name in _NAME.findall(text)):
        return None
    return _NAME.sub(lambda match: known[match.group(1)], text)


def _split(template: str) -> tuple[list[str], list[str]]:
    """What stands outside the brackets, and what stands in them: one more of the first than of the second."""
    parts = re.split(r"[\[\]]", template)
    return parts[::2], parts[1::2]
