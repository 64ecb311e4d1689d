"""The README shows what this code prints."""

from __future__ import annotations

import platform
import sys
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.mark.skipif(
    (sys.platform, platform.machine()) != ("linux", "x86_64"),
    reason="shares may differ by a history where the last digit of a logarithm does",
)
def test_the_readme_shows_what_the_main_job_prints(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "verification"))
    readme = import_module("readme")
    assert readme.shown() == readme.output(), "run: uv run python verification/readme.py"
