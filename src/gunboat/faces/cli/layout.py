"""What printed pages are made of: headings and tables without lines."""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text


def heading(console: Console, text: str) -> None:
    """A heading after a blank line."""
    console.print()
    console.print(Text(text, style="bold"))


def table_of(*columns: tuple[str, bool]) -> Table:
    """A table without lines; each column with its head and whether it may wrap."""
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim", show_edge=False)
    for head, wraps in columns:
        overflow: Literal["fold", "ellipsis"] = "fold" if wraps else "ellipsis"
        table.add_column(head, no_wrap=not wraps, overflow=overflow, min_width=None if wraps else cell_len(head))
    return table


HIDDEN = ("Cc", "Cf")
"""Kinds of characters that move a cursor or turn the writing about and show nothing."""


def shown(text: str) -> str:
    """A text without characters that a terminal would obey instead of showing."""
    return "".join(c for c in text if c == "\n" or unicodedata.category(c) not in HIDDEN)


_IDEOGRAPH = "[\u3400-\u9fff]"
_TOKEN = re.compile(rf"[（「『]*(?:(?:百分之)?[!-~]+(?: %)?{_IDEOGRAPH}{{0,2}}|[^\s])[，。；：、！？）」』]*|\s+")
_CLAUSE = re.compile(r"[^；]*；?")


def wrapped(text: str, width: int) -> str:
    """A text with Chinese in lines of at most so many cells: broken after ；, else never within a number and its unit.

    >>> print(wrapped("守軍：2400-4000人；射距：137-730米；泥灘：0-500米。", 24))
    守軍：2400-4000人；
    射距：137-730米；
    泥灘：0-500米。
    """
    lines = [""]
    for clause in _CLAUSE.findall(text):
        whole = cell_len(clause) <= width
        if whole and cell_len(lines[-1] + clause) > width:
            lines.append("")
        for token in [clause] if whole else _TOKEN.findall(clause):
            if cell_len(lines[-1] + token) > width and lines[-1]:
                lines.append("")
            lines[-1] += token if lines[-1] else token.lstrip()
    return "\n".join(line.rstrip() for line in lines)
