"""On which line each entry of a TOML document and each of its fields stands.

The standard library's `tomllib` gives no lines, so the text is scanned once more. The scan trusts that the document
parses: it knows strings, comments, brackets and headers of TOML 1.0, and nothing else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_TOKEN = re.compile(
    r'(?P<string>"""(?:\\[\s\S]|[^\\])*?"""(?!")|\'\'\'[\s\S]*?\'\'\'(?!\')|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\')'
    r"|(?P<comment>#[^\n]*)|(?P<newline>\n)|(?P<mark>[\[\]{}=,])|(?P<space>[ \t\r]+)|(?P<word>[^\s\[\]{}=,#\"']+)"
)


@dataclass
class EntryLines:
    """The line on which an entry begins, and the line of each of its fields; lines count from 1."""

    line: int
    fields: dict[str, int] = field(default_factory=dict)


def lines_of_entries(text: str) -> dict[str, list[EntryLines]]:
    """Return the lines of the entries of each section of a TOML document that parses; "" names its root.

    Entries are those of `[[section]]` and of arrays of inline tables (`section = [ {...}, {...} ]`) at the root.
    """
    found: dict[str, list[EntryLines]] = {"": [EntryLines(1)]}
    entry, name = found[""][0], ""  # the table that fields belong to, and the last name before an equals sign
    depth, line, fresh, inline = 0, 1, True, ""  # inline: the root field whose array is open
    for token in _TOKEN.finditer(text):
        word, kind = token[0], token.lastgroup
        if kind == "newline" and depth == 0:
            fresh = True
        elif kind == "mark" and word == "[" and depth == 0 and fresh:
            entry = _entry_of(text[token.start() :].split("\n", 1)[0], line, found)
            fresh, depth = False, 1
        elif kind == "mark" and word in "[{":
            depth += 1
            if word == "{" and depth == 2 and inline:
                found.setdefault(inline, []).append(EntryLines(line))
        elif kind == "mark" and word in "]}":
            depth -= 1
        elif kind == "mark" and word == "=":
            if depth == 0:
                entry.fields.setdefault(name, line)
                inline = name if entry is found[""][0] else ""
            elif depth == 2 and inline and found.get(inline):
                found[inline][-1].fields.setdefault(name, line)
        elif kind in ("word", "string"):
            name, fresh = word.strip("\"'"), False
        line += word.count("\n")
    return found


def _entry_of(header: str, line: int, found: dict[str, list[EntryLines]]) -> EntryLines:
    """Return the entry that a header begins, added to `found` where it is an array of tables."""
    entry = EntryLines(line)
    match = re.match(r"\[\[?\s*[\"']?([^\"'\]]+?)[\"']?\s*\]", header)
    if match:
        found.setdefault(match[1], []).append(entry)
    return entry
