"""A history saved, resumed and branched: the same to the byte, and nothing but whole files of this war and engine."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from gunboat.record.faults import WarError
from gunboat.run import saving
from gunboat.run.saving import MAGIC, Standing, begin_standing, load, save, war_digest
from gunboat.run.single import run_history
from gunboat.scenario.read import WrittenWar, read_war
from gunboat.seats import random_player, view
from playing import choosing


def play_on(standing: Standing, seed: int, most: int = 10_000) -> int:
    """Let random players hold the seats; returns how many decisions they made."""
    play = random_player(seed)
    for decided in range(most):
        if not standing.office:
            return decided
        w = standing.runner.worlds[0]
        standing.order(play(view(standing.plan.setting, w, int(w["stopped"]))))
    return most


def begun(war: WrittenWar, *, until: str | None = None, seats: bool = True, number: int = 3) -> Standing:
    stop = date.fromisoformat(until) if until else None
    return begin_standing(war, seats=choosing(war) if seats else (), until=stop, seed=8, number=number)


@pytest.mark.parametrize("decisions", [0, 1, 7, 25])
def test_a_resumed_history_ends_as_it_would_have(war: WrittenWar, tmp_path: Path, decisions: int) -> None:
    whole = begun(war)
    play_on(whole, 1)
    half = begun(war)
    play_on(half, 1, decisions)
    save(tmp_path / "saved", half)
    resumed = load(tmp_path / "saved", war)
    assert (resumed.office, resumed.orders, resumed.moment) == (half.office, half.orders, half.moment)
    assert resumed.digest() == half.digest()
    assert resumed.history() == half.history()
    play_on(resumed, 1)
    assert resumed.ended
    assert resumed.digest() == whole.digest()
    assert resumed.history() == whole.history()


def test_a_history_stops_at_any_moment_and_goes_on(war: WrittenWar, tmp_path: Path) -> None:
    """Saved again and again on its way, without a seat held, a history is what it is uninterrupted."""
    whole = run_history(war, seed=8, number=3)
    first, last = war.war.day("let_go"), war.war.day("last_day")
    assert first
    assert last
    days = [first + (last - first) * k // 7 for k in range(7)]
    standing = begun(war, until=days[0].isoformat(), seats=False)
    for n, day in enumerate(days[1:]):
        save(tmp_path / f"{n}", standing)
        standing = load(tmp_path / f"{n}", war)
        standing.run(day)
        assert all(event.when <= datetime(day.year, day.month, day.day) for event in standing.history())
        told = standing.history().events
        assert told == whole.events[: len(told)]
    standing.run()
    assert standing.ended
    assert standing.digest() == whole.digest
    assert standing.history() == whole


def test_a_stop_changes_nothing_while_the_record_is_followed(war: WrittenWar) -> None:
    opening = war.openings[0].day("date")
    assert opening
    standing = begun(war, until=opening.replace(month=12).isoformat(), seats=False)
    standing.run()
    assert standing.digest() == run_history(war, seed=8, number=3).digest


def test_branches_differ_only_after_the_save(war: WrittenWar, tmp_path: Path) -> None:
    base = begun(war)
    play_on(base, 1, 3)
    assert len(base.orders) >= 2
    save(tmp_path / "saved", base)
    before, at = base.history().events, base.moment
    told = []
    for order in base.orders[-2:]:
        branch = load(tmp_path / "saved", war)
        branch.order(order)
        play_on(branch, 1)
        events = branch.history().events
        assert events[: len(before)] == before
        assert all(event.when >= at for event in events[len(before) :])
        told.append(events)
    assert told[0] != told[1]
    shared = [one == other for one, other in zip(*told, strict=False)].index(False)
    assert shared >= len(before)


def test_a_branch_leaves_its_trunk_alone(small: WrittenWar) -> None:
    base = begun(small)
    digest = base.digest()
    branch = base.branch()
    assert branch.history() == base.history()
    play_on(branch, 2)
    assert branch.ended
    assert base.digest() == digest
    twin = base.branch()
    play_on(twin, 2)
    assert twin.digest() == branch.digest()


def test_a_seat_can_be_taken_or_left_when_resuming(small: WrittenWar, tmp_path: Path) -> None:
    free = run_history(small, seed=8, number=3)
    save(tmp_path / "saved", begun(small, until="1871-06-01", seats=False))
    taken = load(tmp_path / "saved", small, seats=["throne", "envoy"])
    taken.run()
    assert taken.office in ("throne", "envoy")
    left = load(tmp_path / "saved", small, seats=())
    left.run()
    assert left.digest() == free.digest


def test_options_come_back(small: WrittenWar, tmp_path: Path) -> None:
    options: dict[str, Any] = {"let_go": "1871-03-10", "fixed": {"hawk_bias": 2.5}, "keep_circumstances": True}
    standing = begin_standing(small, until=date(1871, 8, 1), seed=5, number=9, **options)
    save(tmp_path / "saved", standing)
    resumed = load(tmp_path / "saved", small)
    resumed.run()
    whole = run_history(small, seed=5, number=9, **options)
    assert resumed.history() == whole
    assert resumed.runner.terms[0]["assumed"]["hawk_bias"] == 2.5


def test_what_cannot_be_done_now_is_told(small: WrittenWar) -> None:
    standing = begun(small)
    assert standing.office
    with pytest.raises(WarError, match=r"must decide first\. Give one of its orders"):
        standing.run()
    with pytest.raises(WarError, match="'sing' is not a lawful order"):
        standing.order("sing")
    with pytest.raises(WarError, match="lies before the opening"):
        begun(small, until="1871-01-05")
    free = begun(small, until="1871-07-01", seats=False)
    with pytest.raises(WarError, match="lies before 1871-07-01"):
        free.run(date(1871, 6, 1))
    with pytest.raises(WarError, match="no held office must decide now"):
        free.order("wait")


# ---------------------------------------------------------------- files that are refused


def signed(whole: bytes) -> bytes:
    """A file with its checksum made good, as a careful forger or another version would leave it."""
    body = whole[:-32]
    return body + hashlib.sha256(body).digest()


def headed(whole: bytes, **changes: object) -> bytes:
    line, _, rest = whole[len(MAGIC) :].partition(b"\n")
    return signed(MAGIC + json.dumps(json.loads(line) | changes).encode() + b"\n" + rest)


def flipped(whole: bytes, at: int) -> bytes:
    return whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]


SPOILT: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "empty": (lambda _: b"", "is not a saved history"),
    "foreign": (lambda _: b"PK\x03\x04 something else entirely", "is not a saved history"),
    "cut in its magic": (lambda b: b[:10], "is not a saved history"),
    "cut in its head": (lambda b: b[: len(MAGIC) + 40], "is cut short"),
    "cut in its world": (lambda b: b[:5000], "is cut short by [0-9]+ bytes"),
    "cut by a byte": (lambda b: b[:-1], "is cut short by 1 bytes"),
    "one bit of the world": (lambda b: flipped(b, len(b) // 2), "has been changed since it was saved"),
    "one bit of the checksum": (lambda b: flipped(b, len(b) - 1), "has been changed since it was saved"),
    "a longer file": (lambda b: b + b"more", "has been changed since it was saved"),
    "a head of no sense": (lambda b: MAGIC + b"{]\n" + b[500:], "its head cannot be read"),
    "an older format": (lambda b: headed(b, format=0), "was saved in format 0; this program reads format 1"),
    "a newer format": (lambda b: headed(b, format=2), "was saved in format 2; this program reads format 1"),
    "another war": (lambda b: headed(b, war="pig-war"), "is a history of pig-war, not of two-harbours"),
    "another engine": (lambda b: headed(b, engine="0" * 16), "was saved by another version of the engine"),
    "another state of the war": (lambda b: headed(b, war_digest="0" * 16), "the files of two-harbours have changed"),
}


@pytest.mark.parametrize("how", SPOILT)
def test_a_spoilt_file_is_one_clear_fault(small: WrittenWar, tmp_path: Path, how: str) -> None:
    path = tmp_path / "saved.gunboat"
    save(path, begun(small, until="1871-06-01", seats=False))
    spoil, says = SPOILT[how]
    path.write_bytes(spoil(path.read_bytes()))
    with pytest.raises(WarError, match=says) as caught:
        load(path, small)
    (fault,) = caught.value.faults
    assert fault.file == "saved.gunboat"
    assert fault.remedy.endswith(".")


def test_a_file_that_is_not_there_is_a_fault(small: WrittenWar, tmp_path: Path) -> None:
    with pytest.raises(WarError, match=r"missing: cannot be read .*\. Name a file written by gunboat\."):
        load(tmp_path / "missing", small)


def test_a_war_that_has_changed_is_seen(small: WrittenWar, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(small.folder, tmp_path / "war"))
    assert war_digest(read_war(copy)) == war_digest(small)
    save(tmp_path / "saved", begun(small, until="1871-06-01", seats=False))
    load(tmp_path / "saved", read_war(copy))
    with (copy / "forces.csv").open("a", encoding="utf-8") as file:
        file.write("\n")
    with pytest.raises(WarError, match="have changed since it was saved"):
        load(tmp_path / "saved", read_war(copy))


def test_a_save_that_fails_leaves_the_older_file(
    small: WrittenWar, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "saved"
    save(path, begun(small, until="1871-06-01", seats=False))
    before = path.read_bytes()

    def fail(_: WrittenWar) -> str:
        raise OSError("the disk is full")

    monkeypatch.setattr(saving, "war_digest", fail)
    with pytest.raises(OSError, match="the disk is full"):
        save(path, begun(small, until="1871-07-01", seats=False))
    assert path.read_bytes() == before
