"""The pictures of a report as files: SVG, and PNG drawn from it by resvg."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from gunboat.record.faults import Fault, WarError
from gunboat.report.contents import Contents
from gunboat.report.sections import pictures_of
from gunboat.report.words import HTML_LANGUAGE

SHARPNESS = 2.0
"""Pixels of a PNG for each unit of its drawing."""


def write_figures(report: Contents, folder: Path | str, languages: Iterable[str] = tuple(HTML_LANGUAGE)) -> list[Path]:
    """Write every picture of a report as `NAME-LANG.svg` and `.png` into a folder; returns the files.

    Raises WarError where resvg is not installed, or where the folder cannot be written to.
    """
    try:
        from resvg_py import svg_to_bytes
    except ImportError:
        says = "PNG needs a library that is not installed"
        raise WarError([Fault("", 0, "figures", says, "Install it: pip install 'gunboat[figures]'.")]) from None
    folder, written = Path(folder), []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for lang in languages:
            for name, picture in pictures_of(report, lang).items():
                drawn, stem = picture.standalone(), folder / f"{name}-{lang}"
                stem.with_suffix(".svg").write_text(drawn, encoding="utf-8")
                stem.with_suffix(".png").write_bytes(bytes(svg_to_bytes(svg_string=drawn, zoom=SHARPNESS)))
                written += [stem.with_suffix(".svg"), stem.with_suffix(".png")]
    except OSError as error:
        says = f"cannot be written: {error.strerror or error}"
        raise WarError([Fault(str(folder), 0, "", says, "Name a folder that you may write to.")]) from None
    return written
