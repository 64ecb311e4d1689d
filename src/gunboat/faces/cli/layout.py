"""What printed pages are made of: headings and tables without lines."""

from __future__ import annotations

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
