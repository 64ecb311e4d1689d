"""The works that facts rest on: `sources.bib`, BibTeX read with bibtexparser 2."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from pathlib import Path

from bibtexparser.entrypoint import parse_string
from bibtexparser.model import Block, DuplicateBlockKeyBlock, DuplicateFieldKeyBlock, Entry

from gunboat.record.faults import Fault
from gunboat.record.reading import read_text

_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_:.+-]*")
_URL = re.compile(r"https?://[^\s/]+\S*")
_RUN_ON = re.compile(r'[}"]\s+[A-Za-z]+\s*=\s*[{"0-9]')  # what the parser makes of a field whose comma is missing

# The parser reports what it cannot parse through logging as well; here it becomes a fault.
logging.getLogger("bibtexparser").addHandler(logging.NullHandler())


@dataclass(frozen=True)
class Source:
    """One work: its key, title, author, year, url and note, as written in BibTeX without braces; "" where not given.

    `title_en` is the title in English where it is in another language, `document` the number under which facts name it
    as a source article.
    """

    key: str
    title: str
    author: str = ""
    year: str = ""
    url: str = ""
    note: str = ""
    title_en: str = ""
    document: str = ""


def read_sources(path: Path, shown: str = "") -> tuple[dict[str, Source], list[Fault], bool]:
    """Return the works of a BibTeX file by key, the faults found, and whether every entry could be read.

    `shown` is the name of the file in faults. Raises nothing for what the file contains.
    """
    shown = shown or path.name
    text, faults = read_text(path, shown)
    if text is None:
        return {}, faults, False
    library = parse_string(text.replace("\r\n", "\n"))
    sources: dict[str, Source] = {}
    for entry in library.entries:
        source, wrong = _source(entry, shown)
        sources[source.key] = source
        faults += wrong
    faults += [_block_fault(block, shown) for block in library.failed_blocks]
    return sources, sorted(faults, key=lambda fault: fault.line), not library.failed_blocks


def _source(entry: Entry, shown: str) -> tuple[Source, list[Fault]]:
    line = (entry.start_line or 0) + 1
    fields = {field.key.lower(): field for field in entry.fields}
    lines = {name: (field.start_line or 0) + 1 for name, field in fields.items()}
    values = {name: str(field.value) for name, field in fields.items()}
    faults = []
    for name, value in values.items():
        if _RUN_ON.search(value):
            says = f"{name} of {entry.key} runs into the next field"
            faults.append(Fault(shown, lines[name], name, says, "End each field with a comma."))
    if not _KEY.fullmatch(entry.key):
        remedy = "Write a key of letters, digits and - _ : . +, without spaces."
        faults.append(Fault(shown, line, "", f'"{entry.key}" is not a key', remedy))
    if not values.get("title", "").strip():
        faults.append(Fault(shown, line, "title", f"{entry.key} has no title", "Add title = {...}."))
    url = values.get("url", "").strip()
    if url and not _URL.fullmatch(url):
        remedy = "Write an address that begins with https:// or http://."
        faults.append(Fault(shown, lines["url"], "url", f'"{url}" is not a url', remedy))
    plain = {name: " ".join(re.sub(r"[{}]", "", value).split()) for name, value in values.items()}
    wanted = ("title", "author", "year", "url", "note", "title_en", "document")
    return Source(entry.key, *(plain.get(name, "") for name in wanted)), faults


def _block_fault(block: Block, shown: str) -> Fault:
    """Return the fault for a block that the parser gave up on."""
    line = (block.start_line or 0) + 1
    if isinstance(block, DuplicateBlockKeyBlock):
        first = (block.previous_block.start_line or 0) + 1
        says = f'"{block.key}" is already the key of line {first}'
        return Fault(shown, line, "", says, "Give each its own, or delete one.")
    if isinstance(block, DuplicateFieldKeyBlock):
        names = ", ".join(sorted(block.duplicate_keys))
        return Fault(shown, line, names, "stands twice in one entry", "Delete one of them.")
    return Fault(shown, line, "", "cannot be read as BibTeX", "Close the braces and end each field with a comma.")
