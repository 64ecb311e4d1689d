"""The report: one HTML file with everything inside, in three languages, that opens from disk and fetches nothing.

Data flow from `contents` (what is shown) by `story`, `sections`, `told` and `rests` (in words and pictures) to `page`.
"""

from __future__ import annotations

from pathlib import Path

from gunboat.record.faults import Fault, WarError
from gunboat.report.contents import Contents, contents_of
from gunboat.report.page import html_of
from gunboat.report.sections import pictures_of
from gunboat.report.story import frames_of

__all__ = ["Contents", "claim", "contents_of", "frames_of", "html_of", "pictures_of", "write"]

FILE = "report.html"
"""The name of a report's file."""

_HEAD = 2000  # bytes of a file in which a report says what made it

_MARK = b'name="generator" content="gunboat'


def write(report: Contents, path: Path | str, lang: str = "en") -> int:
    """Write a report to a file; returns its size in bytes. Raises WarError where it cannot be written."""
    octets = html_of(report, lang).encode("utf-8")
    claim(path)
    part = Path(path).with_name(f"{Path(path).name}.part")
    try:
        if Path(path).is_file() or not Path(path).exists():
            part.write_bytes(octets)
            part.replace(path)
        else:
            Path(path).write_bytes(octets)  # a device or a pipe
    except OSError as error:
        part.unlink(missing_ok=True)
        says = f"cannot be written: {error.strerror or error}"
        raise WarError([Fault(str(path), 0, "", says, "Name a file in a folder that you may write to.")]) from None
    return len(octets)


def claim(path: Path | str) -> None:
    """Make sure that a report may be written to a path. Raises WarError for a file that is no report of gunboat's."""
    path = Path(path)
    if not path.parent.is_dir():
        says = f"there is no folder {path.parent}"
        raise WarError([Fault(str(path), 0, "", says, "Name a file in a folder that you may write to.")])
    if path.is_dir():
        raise WarError([Fault(str(path), 0, "", "is a folder", "Name a file.")])
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except FileNotFoundError:
        return
    except OSError as error:
        says = f"cannot be read: {error.strerror or error}"
        raise WarError([Fault(str(path), 0, "", says, "Name another file.")]) from None
    if path.is_file() and head and _MARK not in head:
        says = "is there already and is no report of gunboat's"
        raise WarError([Fault(str(path), 0, "", says, "Move it away, or name another file with --report.")])
