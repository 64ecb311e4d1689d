"""Talking to whoever runs the program: progress and messages on stderr, data on stdout, both in UTF-8."""

from __future__ import annotations

import contextlib
import io
import shutil
import sys
import threading
import time
from collections.abc import Iterator
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

WIDTH, NARROWEST, WIDEST = 96, 60, 100
"""Columns of a page that goes to no terminal, and the limits of one that does."""

_SPOKEN_EVERY = 10.0  # seconds between lines of progress where there is no terminal


def speak_utf8() -> None:
    """Let both streams write UTF-8 whatever the code page, and never fail on a character."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")


def page() -> Console:
    """A console on stdout as wide as the terminal allows."""
    columns = shutil.get_terminal_size((WIDTH, 24)).columns
    width = min(WIDEST, max(NARROWEST, columns))
    return Console(file=sys.stdout, width=width, highlight=False, markup=False, emoji=False)


def talk(text: str) -> None:
    """One line on stderr."""
    print(text, file=sys.stderr, flush=True)


@contextlib.contextmanager
def compiling(needed: bool) -> Iterator[None]:
    """Say that the rules are being compiled, where they are, for as long as it takes."""
    text = "compiling the rules (once, about a minute)"
    console = Console(stderr=True, highlight=False)
    if not needed:
        yield
    elif console.is_terminal:
        with console.status(text + " ..."):
            yield
    else:
        talk(text)
        yield


class Running:
    """Progress of a number of histories: a bar on a terminal, a line now and then elsewhere, nothing under a second."""

    def __init__(self, total: int) -> None:
        self.total, self.done = total, 0
        self._lock = threading.Lock()
        self._console = Console(stderr=True, highlight=False)
        self._bar: Progress | None = None
        self._started = self._spoken = time.monotonic()

    def __enter__(self) -> Running:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def __call__(self, more: int) -> None:
        """Tell that so many more histories are done; from any thread."""
        with self._lock:
            self.done += more
            now = time.monotonic()
            if now - self._started < 1.0:
                return
            if self._console.is_terminal:
                self._show()
            elif now - self._spoken >= _SPOKEN_EVERY:
                self._spoken = now
                talk(f"{self.done:,} of {self.total:,} histories, {now - self._started:.0f} s")

    def _show(self) -> None:
        if self._bar is None:
            columns = (TextColumn("histories"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
            self._bar = Progress(*columns, console=self._console, transient=True)
            self._bar.add_task("histories", total=self.total)
            self._bar.start()
        self._bar.update(self._bar.task_ids[0], completed=self.done)
