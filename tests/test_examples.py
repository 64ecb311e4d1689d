"""Every example runs and prints what stands beside it. `GUNBOAT_RENEW=1` writes the output anew."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).absolute().parent.parent / "examples"


@pytest.mark.parametrize("example", sorted(EXAMPLES.glob("*.py")), ids=lambda path: path.stem)
def test_an_example_prints_what_stands_beside_it(example: Path) -> None:
    environment = os.environ | {"COLUMNS": "120", "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-W", "error", str(example)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", env=environment, check=False)
    assert done.returncode == 0, done.stderr
    expected = example.with_suffix(".out")
    if os.environ.get("GUNBOAT_RENEW"):
        expected.write_text(done.stdout, encoding="utf-8")
    assert expected.exists(), f"{expected.name} is missing: run with GUNBOAT_RENEW=1"
    assert done.stdout == expected.read_text(encoding="utf-8"), "run with GUNBOAT_RENEW=1 if this is meant"


def test_there_are_examples() -> None:
    assert list(EXAMPLES.glob("*.py"))
