"""Put the real output of `gunboat` into the README: `uv run python verification/readme.py`."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

README = Path(__file__).parent.parent / "README.md"
_BLOCK = re.compile(r"(<!-- output of: gunboat -->\n```\n)(.*?)(```\n<!-- end of output -->)", re.DOTALL)
WIDTH = "96"  # columns


def output() -> str:
    """What the main job prints."""
    environment = {**os.environ, "COLUMNS": WIDTH, "NO_COLOR": "1", "PYTHONUTF8": "1"}
    command = [sys.executable, "-c", "from gunboat.faces.cli import main; main()"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, encoding="utf-8", check=True)
    return "".join(line.rstrip() + "\n" for line in done.stdout.splitlines())


def shown() -> str:
    """What the README shows of it."""
    found = _BLOCK.search(README.read_text(encoding="utf-8"))
    if found is None:
        raise SystemExit("README.md has lost the marks around the output.")
    return found[2]


def main() -> None:
    text = README.read_text(encoding="utf-8")
    README.write_text(_BLOCK.sub(lambda m: m[1] + output() + m[3], text), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
