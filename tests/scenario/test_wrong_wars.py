"""Wrong wars, one fault a file: each is a copy of two-harbours with one change, and yields exactly the fault it names.

A file of tests/wars/invalid says which `file` is changed: `find` and `replace`, `append` (as often as `times`, with
{n} counting), `content` (the whole), or `remove`; `encoding` is that of the changed file. Its `[fault]` says what must
be told: `file` (the changed one unless given), `field`, and a phrase of `says` and `remedy`. The line must be that of
the first changed line, or the first that contains `at`, moved by a negative `line`; `line = 0` means no line.
"""

from __future__ import annotations

import shutil
import tomllib
from pathlib import Path
from typing import Any

import pytest

from gunboat.record.reading import WarError
from gunboat.scenario.read import read_war

WARS = Path(__file__).parent.parent / "wars"
VALID = WARS / "valid" / "two-harbours"
WRONG = sorted((WARS / "invalid").glob("*.toml"))


def changed_text(text: str, wrong: dict[str, Any]) -> str:
    """Return the text of the changed file; the change must apply at one place only."""
    if "content" in wrong:
        return str(wrong["content"])
    if "append" in wrong:
        return text + "".join(wrong["append"].replace("{n}", str(n)) for n in range(1, wrong.get("times", 1) + 1))
    assert wrong["find"] in text
    return text.replace(wrong["find"], wrong["replace"], 1)


def expected_line(before: str, after: str, fault: dict[str, Any]) -> int:
    """Return the line at which the fault must be told."""
    lines = after.split("\n")
    if "at" in fault:
        found = next(number for number, line in enumerate(lines, 1) if fault["at"] in line)
        return found + int(fault.get("line", 0))
    if "line" in fault:
        return int(fault["line"])
    old = before.split("\n")
    same = next((n for n, (a, b) in enumerate(zip(old, lines, strict=False)) if a != b), min(len(old), len(lines)))
    return same + 1


@pytest.mark.parametrize("path", WRONG, ids=lambda path: path.stem)
def test_wrong_war_tells_its_one_fault(path: Path, tmp_path: Path) -> None:
    wrong = tomllib.loads(path.read_text("utf-8"))
    fault = wrong["fault"]
    folder = tmp_path / "war"
    shutil.copytree(VALID, folder)
    target = folder / wrong["file"]
    before = target.read_text("utf-8")
    line = 0
    if wrong.get("remove"):
        target.unlink()
    else:
        after = changed_text(before, wrong)
        assert after != before
        target.write_bytes(after.encode(wrong.get("encoding", "utf-8"), errors="ignore"))
        told_in = fault.get("file", wrong["file"])
        text = after if told_in == wrong["file"] else (folder / told_in).read_text("utf-8")
        line = expected_line(before, text, fault)

    with pytest.raises(WarError) as caught:
        read_war(folder)

    told = caught.value.faults
    assert len(told) == 1, str(caught.value)
    assert (told[0].file, told[0].field, told[0].line) == (fault.get("file", wrong["file"]), fault["field"], line)
    assert fault["says"] in told[0].says
    assert fault["remedy"] in told[0].remedy
    assert str(told[0]).startswith(told[0].file)
    assert str(told[0]).endswith((".", "?")), "a remedy is a full sentence"


def test_there_are_many_wrong_wars() -> None:
    assert len(WRONG) >= 40
