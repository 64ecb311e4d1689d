"""A run folder: what a run found, as tables that outlive the program, under a manifest that is written last.

`claim` takes a folder before anything is simulated, `write` fills it, `read` takes it back. A folder without a manifest
is half-written and never read as whole; each file stands in the manifest with its digest, so that one that was cut
short or changed is noticed. The same run gives the same bytes in every file but the manifest, which says when and how
fast it ran.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import math
import os
import platform
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any

from gunboat.compiled import source_digest
from gunboat.record.faults import Fault, WarError
from gunboat.run.result import Ensemble, History
from gunboat.run.saving import war_digest
from gunboat.scenario.read import WrittenWar

FORMAT, FORMAT_VERSION = "gunboat run", 1
MANIFEST = "manifest.json"
UNFINISHED = "UNFINISHED.txt"

COUNTED = ("events", "draws", "letters", "rows", "decisions")
"""Counts of the engine that stand in histories.csv, in the order of `Ensemble.counts`."""

_AGAIN = "Run it again into a folder of its own."
_UNFINISHED = "A run of gunboat is being written here. Without manifest.json it is not whole.\n"


@dataclass(frozen=True)
class RunFolder:
    """A run folder that is whole: its manifest, and its files by name."""

    folder: Path
    manifest: dict[str, Any]
    files: dict[str, bytes]

    def text(self, name: str) -> str:
        """A file's text. Raises WarError for a file that the folder does not hold."""
        if name not in self.files:
            raise _refused(self.folder / name, "is not in this folder", f"It holds {', '.join(sorted(self.files))}.")
        return self.files[name].decode("utf-8")

    def json(self, name: str) -> Any:
        """A file's JSON value."""
        return json.loads(self.text(name))


# ---------------------------------------------------------------- writing


def claim(folder: Path | str) -> Path:
    """Make `folder` ready to be written, before anything is simulated: it is made, and marked as unfinished.

    Raises WarError where it cannot be written, or holds something that is not a run. An older run is kept whole until
    the first file of the new one is written.
    """
    folder = Path(folder)
    try:
        if folder.exists() and not folder.is_dir():
            raise _refused(folder, "is a file", "Name a folder, new or empty.")
        folder.mkdir(parents=True, exist_ok=True)
        held = {path.name for path in folder.iterdir()}
        if held and not _ours(folder):
            remedy = "Name a new or empty folder; nothing in this one was touched."
            raise _refused(folder, f"holds {len(held)} things that are not a run", remedy)
        if not held:
            (folder / UNFINISHED).write_text(_UNFINISHED)
        else:
            _try_writing(folder)
    except OSError as error:
        says = f"cannot be written ({error.strerror})"
        raise _refused(folder, says, "Name a folder that you may write to.") from None
    return folder


def _try_writing(folder: Path) -> None:
    trial = folder / f".trial-{os.getpid()}"
    trial.touch()
    trial.unlink()


def _ours(folder: Path) -> bool:
    """Whether a folder holds a run: a manifest of ours, or the mark of an unfinished one."""
    if (folder / UNFINISHED).exists():
        return True
    try:
        return bool(json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["format"] == FORMAT)
    except (OSError, ValueError, KeyError, TypeError):
        return False


def write(folder: Path | str, war: WrittenWar, ensemble: Ensemble, texts: Mapping[str, str]) -> dict[str, Any]:
    """Write histories.csv and further `texts` by file name into a claimed folder, and the manifest last; returns it."""
    folder = Path(folder)
    files = {"histories.csv": histories_csv(ensemble), **texts}
    try:
        (folder / UNFINISHED).write_text(_UNFINISHED)
        (folder / MANIFEST).unlink(missing_ok=True)
        listed = {}
        for name, text in files.items():
            content = text.encode("utf-8")
            (folder / name).write_bytes(content)
            digest = hashlib.sha256(content).hexdigest()
            listed[name] = {"sha256": digest, "bytes": len(content), "rows": _rows(name, text)}
        manifest = {**_origin(war, ensemble), "files": listed}
        part = folder / f"{MANIFEST}.part"
        part.write_text(json.dumps(manifest, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        part.replace(folder / MANIFEST)
        (folder / UNFINISHED).unlink(missing_ok=True)
    except OSError as error:
        says = f"could not be written ({error.strerror})"
        raise _refused(folder, says, "Make room, or name another folder.") from None
    return manifest


def _origin(war: WrittenWar, ensemble: Ensemble) -> dict[str, Any]:
    """What a run was made from, and on what."""
    return {
        "format": FORMAT, "format_version": FORMAT_VERSION, "gunboat": version("gunboat"), "war": ensemble.war,
        "war_digest": war_digest(war), "seed": ensemble.seed, "histories": len(ensemble),
        "let_go": ensemble.let_go.isoformat(), "options": ensemble.options, "engine": source_digest(),
        "platform": {
            "system": platform.system(), "machine": platform.machine(), "python": platform.python_version(),
            "numpy": version("numpy"), "numba": version("numba"),
        },
        "ran": {"seconds": round(ensemble.seconds, 3), "threads": ensemble.threads},
    }  # fmt: skip


def _rows(name: str, text: str) -> int | None:
    """Rows of a table without its head; lines of a text; None for other files."""
    if name.endswith(".csv"):
        return max(0, sum(1 for _ in csv.reader(io.StringIO(text))) - 1)
    return text.count("\n") if name.endswith(".txt") else None


def histories_csv(ensemble: Ensemble) -> str:
    """One row a history: its number, the date of each outcome and yardstick event or blank, and the engine's counts."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(["number", *ensemble.names, *COUNTED])
    for i in range(len(ensemble)):
        days = [ensemble.first_day + timedelta(minutes=int(m)) if m >= 0 else "" for m in ensemble.minutes[i]]
        table.writerow([i, *days, *(int(count) for count in ensemble.counts[i, : len(COUNTED)])])
    return out.getvalue()


def chronicle_csv(history: History) -> str:
    """A chronicle as a table; values not known are blank. `cause` is a row's number, -1 for none, -2 for the record."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(["index", "when", "kind", "actor", "other", "place", "a", "b", "c", "cause", "fact"])
    for event in history:
        values = ["" if math.isnan(value) else f"{value:.10g}" for value in (event.a, event.b, event.c)]
        when = event.when.isoformat(timespec="minutes")
        who = (event.actor, event.other, event.place)
        table.writerow([event.index, when, event.kind, *who, *values, event.cause, event.fact])
    return out.getvalue()


# ---------------------------------------------------------------- reading


def read(folder: Path | str) -> RunFolder:
    """Read a run folder that is whole. Raises WarError with one fault for any other; nothing in it is touched."""
    folder = Path(folder)
    manifest = _manifest(folder)
    files = {}
    for name, listed in manifest["files"].items():
        path = folder / name
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            raise _refused(path, "is missing", f"Put the file back. {_AGAIN}") from None
        except OSError as error:
            raise _refused(path, f"cannot be read ({error.strerror})", "Make it readable.") from None
        if len(content) < listed["bytes"]:
            says = f"is cut short by {listed['bytes'] - len(content):,} bytes"
            raise _refused(path, says, f"Use a whole copy of the folder. {_AGAIN}")
        if hashlib.sha256(content).hexdigest() != listed["sha256"]:
            remedy = f"Use an untouched copy of the folder. {_AGAIN}"
            raise _refused(path, "has been changed since it was written", remedy)
        files[name] = content
    return RunFolder(folder, manifest, files)


def _manifest(folder: Path) -> dict[str, Any]:
    if not folder.is_dir():
        raise _refused(folder, "is not a folder", "Name a folder that gunboat run --out has written.")
    path = folder / MANIFEST
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        if (folder / UNFINISHED).exists():
            raise _refused(folder, "is half-written: its run was stopped", _AGAIN) from None
        remedy = "Name a folder that gunboat run --out has written."
        raise _refused(folder, f"is not a run folder: it has no {MANIFEST}", remedy) from None
    except (OSError, UnicodeDecodeError):
        raise _refused(path, "cannot be read", f"Use a whole copy of the folder. {_AGAIN}") from None
    try:
        manifest = json.loads(text)
        ours, found = manifest["format"] == FORMAT, manifest["format_version"]
    except (ValueError, KeyError, TypeError):
        raise _refused(path, "is no manifest, or cut short", f"Use a whole copy of the folder. {_AGAIN}") from None
    if not ours or found != FORMAT_VERSION:
        says = f"is in format {found}; this program reads format {FORMAT_VERSION}"
        says = says if ours else "is not a run of gunboat"
        raise _refused(path, says, "Use the program that wrote it. Nothing was changed.")
    if not _lists_files(manifest):
        raise _refused(path, "lists no files", f"Use an untouched copy of the folder. {_AGAIN}")
    return dict(manifest)


def _lists_files(manifest: dict[str, Any]) -> bool:
    """Whether a manifest lists files of this folder alone, each with size and digest."""
    files = manifest.get("files")
    return isinstance(files, dict) and all(
        Path(name).name == name
        and isinstance(listed, dict)
        and isinstance(listed.get("bytes"), int)
        and isinstance(listed.get("sha256"), str)
        for name, listed in files.items()
    )


def _refused(path: Path, says: str, remedy: str) -> WarError:
    return WarError([Fault(str(path), 0, "", says, remedy)])
