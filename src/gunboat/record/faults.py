"""What is wrong with a war: where it stands, what it is, and what to do about it."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

SHOWN = 20
"""How many faults a `WarError` spells out before it only counts them."""


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong in one file of a war.

    `file` is relative to the war's folder, `line` counts from 1 (0 where the fault has no line, as with a missing
    file), `field` is the column or key ("" where it is the line or file as a whole), `says` what is wrong and `remedy`
    what to write instead, in a full sentence.
    """

    file: str
    line: int
    field: str
    says: str
    remedy: str

    def __str__(self) -> str:
        """Return `places.csv:12:lat: 95 is above 90. Write degrees north between -90 and 90.`"""
        where = ":".join(part for part in (self.file, str(self.line) if self.line else "", self.field) if part)
        return f"{where}: {self.says}. {self.remedy}".rstrip()


class WarError(Exception):
    """A war that cannot be used, with every fault found in one pass in `faults`; its text lists the first twenty."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults: tuple[Fault, ...] = tuple(faults)
        super().__init__(self.faults)

    def __str__(self) -> str:
        """Return one fault a line, at most `SHOWN`, then the count of all."""
        shown = [str(fault) for fault in self.faults[:SHOWN]]
        count = len(self.faults)
        if count > SHOWN:
            shown.append(f"... and {count - SHOWN} more: {count} faults in all.")
        elif count > 1:
            shown.append(f"{count} faults.")
        return "\n".join(shown)


def quoted(value: object) -> str:
    """Return `value` in double quotes, cut to 60 characters, for use in a message."""
    text = " ".join(str(value).split())
    return f'"{text[:57]}..."' if len(text) > 60 else f'"{text}"'


def nearest(word: str, valid: Collection[str]) -> str:
    """Return the name among `valid` that is most like `word`; "" where there is none."""
    return difflib.get_close_matches(word, list(valid), n=1, cutoff=0.0)[0] if valid else ""


def suggestion(word: str, valid: Collection[str]) -> str:
    """Return the remedy for a `word` that is not among `valid`: its nearest, or all where they are few."""
    if not valid:
        return "There is none yet: add it first."
    names: Sequence[str] = list(valid)
    near = nearest(word, names)
    begins = min(len(word), len(near)) >= 3 and (word.startswith(near) or near.startswith(word))
    if begins or difflib.SequenceMatcher(None, word, near).ratio() >= 0.6:
        return f"Did you mean {near}?"
    if len(names) <= 12:
        return f"Write one of {', '.join(names)}."
    return f"The nearest of {len(names)} is {near}."
