"""Derive Simplified Chinese: write src/gunboat/analysis/telling/simplified.toml from the shipped Traditional text.

Run it after any Chinese text has changed:  uv run python verification/simplified.py
The file then holds every character of the shipped text that has a Simplified form, the phrases that OpenCC (t2s)
converts otherwise than character by character, and, kept from the file as it was, our own phrases ("ours"): those
where we decide otherwise than OpenCC.
"""

from __future__ import annotations

import csv
import json
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from gunboat.record.calendar import ERAS

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "gunboat"
TABLE = PACKAGE / "analysis" / "telling" / "simplified.toml"

HEAD = """\
# Simplified Chinese from Traditional. Written by verification/simplified.py with OpenCC (t2s); edit "ours" only.

"""


def shipped_texts() -> Iterator[str]:
    """Every Traditional Chinese text that we ship: the words of tellings, and the Chinese cells of wars."""
    for path in sorted(PACKAGE.rglob("zh-hant.toml")):
        yield from _strings(tomllib.loads(path.read_text(encoding="utf-8")))
    yield "".join(chinese for _, chinese, _ in ERAS) + "閏月臘月"  # the words of a Chinese date
    for path in sorted((PACKAGE / "wars").rglob("*.toml")):
        yield from _marked(tomllib.loads(path.read_text(encoding="utf-8")))
    for path in sorted((PACKAGE / "wars").rglob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                yield from (cell for column, cell in row.items() if _is_chinese(column) and cell)


def _is_chinese(column: str | None) -> bool:
    return column is not None and (column.endswith("_zh") or column in ("trad", "form", "other_names"))


def _strings(value: Any) -> Iterator[str]:
    """All strings in a value read from TOML."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)


def _marked(value: Any) -> Iterator[str]:
    """The strings under keys that end in _zh."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _strings(inner) if _is_chinese(key) else _marked(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _marked(inner)


def phrases_of(text: str, convert: Callable[[str], str]) -> Iterator[tuple[str, str]]:
    """The shortest stretches of a text that do not convert character by character."""
    whole = convert(text)
    if len(whole) != len(text):
        raise SystemExit(f"OpenCC changes the length of {text!r}: {whole!r}")
    for i, character in enumerate(text):
        if convert(character) == whole[i]:
            continue
        stretches = sorted(
            ((start, end) for start in range(max(0, i - 5), i + 1) for end in range(i + 1, min(len(text), i + 6) + 1)),
            key=lambda stretch: stretch[1] - stretch[0],
        )
        for start, end in stretches:
            if convert(text[start:end]) == whole[start:end]:
                yield text[start:end], whole[start:end]
                break


def main() -> None:
    """Write the table."""
    import opencc

    convert = opencc.OpenCC("t2s").convert
    texts = sorted(set(shipped_texts()))
    pairs = sorted({c + convert(c) for text in texts for c in text if convert(c) != c})
    phrases = dict(sorted({pair for text in texts for pair in phrases_of(text, convert)}))
    ours = tomllib.loads(TABLE.read_text(encoding="utf-8"))["ours"] if TABLE.exists() else {}
    lines = [HEAD, 'characters = """\n']
    lines += [" ".join(pairs[i : i + 30]) + "\n" for i in range(0, len(pairs), 30)]
    lines.append('"""\n')
    for name, table in (("phrases", phrases), ("ours", ours)):
        lines.append(f"\n[{name}]\n")
        lines += [f"{_quoted(key)} = {_quoted(value)}\n" for key, value in table.items()]
    TABLE.write_text("".join(lines), encoding="utf-8")
    print(f"{len(texts)} texts: {len(pairs)} characters, {len(phrases)} phrases, {len(ours)} of our own")


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


if __name__ == "__main__":
    main()
