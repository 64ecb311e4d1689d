"""A history that stands still: to be saved, resumed, and branched.

A `Standing` is one history with its engine stopped: before a held seat's decision, at the end of a chosen minute, or
at the history's own end. It can be given an order, run on, copied (a branch), and written to a file. Resumed from the
file it goes on exactly as it would have: every draw depends on the event alone, never on a running stream.

The file holds one line of magic, one line of JSON (what the history is: war, seed, options and the digests that it
stands on), the used part of the world with the outcomes found so far, and a checksum. The war itself is not in the
file: its digest is, and a war that has changed since is refused, as is another engine.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np

from gunboat.compiled import source_digest
from gunboat.record.faults import Fault, WarError
from gunboat.run.result import History
from gunboat.run.runner import Plan, Results, Runner, make_plan
from gunboat.run.sampling import sample_into
from gunboat.run.single import held_seats, lawful_order, let_go_minutes, pattern_rows, read_history
from gunboat.scenario.read import WrittenWar
from gunboat.scenario.schema import ACTIONS
from gunboat.world.state import N_GROUP, NEVER, SLOT_BITS, SLOT_END, WORLD

MAGIC = b"gunboat saved history\n"
FORMAT = 1
_CHECKSUM = 32  # bytes of a SHA-256
_FOUND = ("minutes", "a", "b", "rows", "counts")
_STATE = int(np.dtype(WORLD.dtype).fields["decisions"][1])  # type: ignore[index] # a record dtype has fields


@dataclass
class Standing:
    """One history with its engine stopped. `options` are what made its plan, in plain values."""

    plan: Plan
    runner: Runner
    results: Results
    number: int
    options: dict[str, Any]

    @property
    def ended(self) -> bool:
        """Whether the history has come to its end."""
        return int(self.runner.worlds[0]["ended"]) == 1

    @property
    def office(self) -> str:
        """Id of the held office that must decide now; "" where none must."""
        stopped = int(self.runner.worlds[0]["stopped"])
        return self.plan.setting.war.offices[stopped].text("id") if stopped >= 0 else ""

    @property
    def orders(self) -> list[str]:
        """Lawful orders of the office that must decide now."""
        lawful = self.runner.worlds[0]["choice"]["lawful"]
        return [ACTIONS[int(i)] for i in np.flatnonzero(lawful)] if self.office else []

    @property
    def moment(self) -> datetime:
        """Local time at which the history stands."""
        return self.plan.setting.moment(self.runner.worlds[0]["now"])

    def order(self, name: str, until: date | datetime | None = None) -> None:
        """Give the order of the office that must decide, and run on. Raises WarError where it is not lawful."""
        if not self.office:
            raise WarError(
                [Fault("", 0, "order", "no held office must decide now", "Run the history on to its next stop.")]
            )
        stop = self._stop(until)
        self.runner.decide(lawful_order(self.runner.worlds[0], self.office, name))
        self._go(stop)

    def run(self, until: date | datetime | None = None) -> None:
        """Run on to the next held seat, to the end of the minute `until` (of a day: its first), or to the end."""
        if self.ended:
            return
        if self.office:
            says = f"{self.office} must decide first"
            raise WarError([Fault("", 0, "order", says, f"Give one of its orders: {', '.join(self.orders)}.")])
        self._go(self._stop(until))

    def _stop(self, until: date | datetime | None) -> int:
        """The minute at which to stop at the latest."""
        last = int(self.runner.terms[0]["last"])
        stop = min(last, _minutes(self.plan, until)) if until else last
        if stop < self.runner.worlds[0]["now"]:
            says = f"{until} lies before {self.moment}, where the history stands"
            raise WarError([Fault("", 0, "until", says, "Choose a later moment; to go back, load an earlier file.")])
        return stop

    def _go(self, stop: int) -> None:
        w = self.runner.worlds[0]
        _end_at(w, stop)
        self.runner.run(self.number, 1, self.results, 0, fresh=False)
        _go_on(w, int(self.runner.terms[0]["last"]), stop)

    def branch(self) -> Standing:
        """A copy that goes its own way: what is ordered in one changes nothing in the other."""
        twin = Runner(self.plan)
        twin.worlds[:] = self.runner.worlds
        twin.terms[:] = self.runner.terms
        found = Results(*(getattr(self.results, name).copy() for name in _FOUND))
        return Standing(self.plan, twin, found, self.number, dict(self.options))

    def history(self) -> History:
        """The history as far as it has gone."""
        return read_history(self.plan, self.runner, self.results, self.number)

    def digest(self) -> str:
        """Digest of the world as it stands (hexadecimal, 16)."""
        return self.runner.digest()


def begin_standing(
    war: WrittenWar, *, seats: Iterable[str] = (), until: date | datetime | None = None, seed: int = 0, number: int = 0,
    let_go: date | str | None = None, opening: str = "", claims: dict[str, str] | None = None,
    fixed: dict[str, float] | None = None, keep_circumstances: bool = False,
) -> Standing:  # fmt: skip
    """Begin history `number` of a seed and run it to the first stop: a held seat, the moment `until`, or its end."""
    options = {
        "seed": seed, "number": number, "let_go": let_go.isoformat() if isinstance(let_go, date) else let_go,
        "opening": opening, "claims": claims or {}, "fixed": fixed or {}, "keep_circumstances": keep_circumstances,
    }  # fmt: skip
    standing = _stand(war, options, list(seats))
    runner, plan = standing.runner, standing.plan
    last = int(runner.terms[0]["last"])
    stop = min(last, _minutes(plan, until)) if until else last
    if stop < plan.setting.world[0]["now"]:
        says = f"{until} lies before the opening"
        raise WarError([Fault("", 0, "until", says, "Choose a moment of the war after its opening.")])
    runner.terms[0]["last"] = stop
    runner.run(number, 1, standing.results, 0)
    runner.terms[0]["last"] = last
    _go_on(runner.worlds[0], last, stop)
    return standing


def _stand(war: WrittenWar, options: dict[str, Any], seats: list[str]) -> Standing:
    """A standing history whose world has not begun."""
    minutes = let_go_minutes(war, options["let_go"])
    plan = make_plan(
        war, options["seed"], minutes, pattern_rows=pattern_rows(war), since=0 if minutes >= NEVER else minutes,
        opening=options["opening"], claims=options["claims"], held=held_seats(war, dict.fromkeys(seats, str)),
        fixed=options["fixed"], keep_circumstances=options["keep_circumstances"],
    )  # fmt: skip
    return Standing(plan, Runner(plan), Results.empty(1, len(plan.pattern_rows)), options["number"], options)


def _minutes(plan: Plan, until: date | datetime) -> int:
    if isinstance(until, datetime):
        return plan.setting.minutes(until.date(), until.time())
    return plan.setting.minutes(until)


# The engine ends a history at its last minute, after everything else of that minute. To stop earlier, that end is put
# forward, and what it did is taken back: its row in the chronicle, and the mark that the history has ended.


def _end_at(w: Any, stop: int) -> None:
    w["due"][SLOT_END] = stop << SLOT_BITS | SLOT_END
    group = SLOT_END // N_GROUP
    w["group"][group] = w["due"][group * N_GROUP : (group + 1) * N_GROUP].min()


def _go_on(w: Any, last: int, stop: int) -> None:
    """Take back an end that was put forward; leave alone the war's own end, and a peace."""
    if w["ended"] == 1 and w["rows"][w["n_rows"] - 1]["a"] == 0.0:  # at its last minute, not by a peace
        if stop == last:
            return
        w["n_rows"] -= 1
        w["rows"][w["n_rows"]] = 0
        w["ended"] = 0
    _end_at(w, last)


# ---------------------------------------------------------------- files


def war_digest(war: WrittenWar) -> str:
    """Digest of every file of a war's folder (hexadecimal, 16)."""
    seen = hashlib.sha256()
    for path in sorted(path for path in war.folder.rglob("*") if path.is_file()):
        seen.update(path.relative_to(war.folder).as_posix().encode() + b"\0")
        seen.update(hashlib.sha256(path.read_bytes()).digest())
    return seen.hexdigest()[:16]


def save(path: Path | str, standing: Standing) -> None:
    """Write a standing history to a file; an older file of that name is replaced only when the new one is whole."""
    path = Path(path)
    w, plan = standing.runner.worlds[0], standing.plan
    seats = [row.text("id") for i, row in enumerate(plan.setting.war.offices) if plan.held >> i & 1]
    world = standing.runner.worlds.view(np.uint8)[:_STATE].tobytes()
    world += w["decisions"][: w["n_decisions"]].tobytes() + w["rows"][: w["n_rows"]].tobytes()
    world += b"".join(getattr(standing.results, name).tobytes() for name in _FOUND)
    head = {
        "format": FORMAT, "war": plan.setting.war.war.text("id"), "war_digest": war_digest(plan.setting.war),
        "engine": source_digest(), "seats": seats, "stands": standing.moment.isoformat(),
        "decisions": int(w["n_decisions"]), "rows": int(w["n_rows"]), "bytes": len(world), "options": standing.options,
    }  # fmt: skip
    whole = MAGIC + json.dumps(head, sort_keys=True).encode() + b"\n" + world
    part = path.with_name(path.name + ".part")
    part.write_bytes(whole + hashlib.sha256(whole).digest())
    part.replace(path)


def load(path: Path | str, war: WrittenWar, *, seats: Iterable[str] | None = None) -> Standing:
    """Resume a saved history; `seats` takes other seats than it was saved with. Raises WarError, one fault a file."""
    path = Path(path)
    head, world = _opened(path)
    _fits(path, head, war)
    standing = _stand(war, head["options"], list(head["seats"] if seats is None else seats))
    runner = standing.runner
    sample_into(runner.terms[0], war.assumptions, standing.plan.seed, standing.number, standing.plan.fixed)
    w = runner.worlds[0]
    runner.worlds.view(np.uint8)[:_STATE] = np.frombuffer(world, np.uint8, _STATE)
    rest = world[_STATE:]
    targets = [w["decisions"][: head["decisions"]], w["rows"][: head["rows"]]]
    for target in [*targets, *(getattr(standing.results, name) for name in _FOUND)]:
        target[:] = np.frombuffer(rest, target.dtype, target.size).reshape(target.shape)
        rest = rest[target.nbytes :]
    if seats is not None:
        w["held"] = standing.plan.held
    return standing


_AGAIN = "Run the history again from its seed."


def _refused(path: Path, field: str, says: str, remedy: str) -> WarError:
    return WarError([Fault(path.name, 0, field, says, remedy)])


def _opened(path: Path) -> tuple[dict[str, Any], bytes]:
    """Head and world of a file that is whole and untouched."""
    try:
        whole = path.read_bytes()
    except OSError as error:
        raise _refused(path, "", f"cannot be read ({error.strerror})", "Name a file written by gunboat.") from None
    if not whole.startswith(MAGIC):
        raise _refused(path, "", "is not a saved history", "Name a file written by gunboat.")
    line, newline, rest = whole[len(MAGIC) :].partition(b"\n")
    try:
        head: dict[str, Any] = json.loads(line)
        expected, version = int(head["bytes"]), int(head["format"])
    except (ValueError, KeyError, TypeError):
        says = "its head cannot be read" if newline else "is cut short"
        raise _refused(path, "head", says, f"Use a whole copy of the file. {_AGAIN}") from None
    if version != FORMAT:
        says = f"was saved in format {version}; this program reads format {FORMAT}"
        raise _refused(path, "format", says, f"Use the program that saved it. {_AGAIN}")
    if len(rest) < expected + _CHECKSUM:
        missing = expected + _CHECKSUM - len(rest)
        raise _refused(path, "", f"is cut short by {missing} bytes", f"Use a whole copy of the file. {_AGAIN}")
    if hashlib.sha256(whole[:-_CHECKSUM]).digest() != whole[-_CHECKSUM:]:
        raise _refused(path, "checksum", "has been changed since it was saved", f"Use an untouched copy. {_AGAIN}")
    return head, rest[:-_CHECKSUM]


def _fits(path: Path, head: dict[str, Any], war: WrittenWar) -> None:
    """Refuse a file of another war, of a war that has changed, or of another engine."""
    name = war.war.text("id")
    if head["war"] != name:
        raise _refused(
            path, "war", f"is a history of {head['war']}, not of {name}", f"Load it with the war {head['war']}."
        )
    seed, number = head["options"]["seed"], head["options"]["number"]
    again = f"Run history {number} of seed {seed} again."
    if head["war_digest"] != war_digest(war):
        raise _refused(
            path,
            "war_digest",
            f"the files of {name} have changed since it was saved",
            f"Bring back the war's files. {again}",
        )
    if head["engine"] != source_digest():
        raise _refused(
            path, "engine", "was saved by another version of the engine", f"Use the version that saved it. {again}"
        )
