"""A good war is read whole; a bad one tells all its faults at once, and nothing else ever comes out."""

from __future__ import annotations

import shutil
import tempfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gunboat.record.reading import WarError
from gunboat.record.tables import RECORD_TABLES
from gunboat.scenario.read import read_war
from gunboat.scenario.schema import ASSUMPTIONS, CSV_TABLES

VALID = Path(__file__).parent.parent / "wars" / "valid" / "two-harbours"
FILES = sorted(path for path in VALID.rglob("*") if path.is_file())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(VALID, tmp_path / "war"))


def faults_of(folder: Path) -> list[str]:
    with pytest.raises(WarError) as caught:
        read_war(folder)
    return [str(fault) for fault in caught.value.faults]


def test_two_harbours_is_read_whole() -> None:
    war = read_war(VALID)
    assert war.folder == VALID
    assert war.war.day("last_day") == date(1873, 12, 31)
    assert [row["id"] for row in war.outcomes] == ["south_taken", "treaty_signed", "ratified"]
    assert {row["id"] for row in war.assumptions} == set(ASSUMPTIONS)
    assert (len(war.offices), len(war.places), len(war.turns), len(war.follow)) == (7, 10, 2, 10)
    assert war.approaches[0].refs("anchorages") == ["outer-road", "outer-road"]
    assert war.forces[0].number("men_high") == 1500
    assert war.record.letters[0].refs("contradicted_by") == ["boom-fort-battle-1871", "south-harbour-taken-1871"]
    assert war.notes == ()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_byte_order_mark_and_crlf_are_tolerated_in_every_file(folder: Path, path: Path) -> None:
    target = folder / path.relative_to(VALID)
    target.write_bytes(b"\xef\xbb\xbf" + target.read_bytes().replace(b"\n", b"\r\n"))
    assert read_war(folder).war["id"] == "two-harbours"


OPTIONAL = {table.name for table in (*RECORD_TABLES, *CSV_TABLES) if table.optional}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_file_that_is_missing_is_one_fault(folder: Path, path: Path) -> None:
    name = path.relative_to(VALID).as_posix()
    (folder / name).unlink()
    if path.stem in OPTIONAL:
        war = read_war(folder)
        assert {"battles": war.battles, **war.record.tables}[path.stem] == []
        return
    told = faults_of(folder)
    assert len(told) == 1
    assert told[0].startswith("war.toml: " if name == "war.toml" else f"{name}: is missing")


def test_faults_of_several_files_are_told_in_one_pass(folder: Path) -> None:
    for name, find, replace in (
        ("war.toml", 'base = "marrow-isle"', 'base = "marrow-island"'),
        ("places.csv", "61.2,21.3", "95,21.3"),
        ("record/events.csv", "08:30", "8.30"),
        ("sources.bib", "title = {Nothing of this ever happened},", ""),
    ):
        path = folder / name
        path.write_text(path.read_text("utf-8").replace(find, replace), "utf-8")
    assert [fault.split(":")[0] for fault in faults_of(folder)] == [
        "places.csv", "record/events.csv", "sources.bib", "war.toml",
    ]  # fmt: skip


def test_a_war_without_any_assumption_is_one_fault(folder: Path) -> None:
    path = folder / "war.toml"
    head, _, rest = path.read_text("utf-8").partition("assumptions = [")
    path.write_text(head + rest.partition("\n]\n")[2], "utf-8")
    (told,) = faults_of(folder)
    assert told.startswith("war.toml:assumptions: there are none")


def test_a_folder_without_a_war_names_the_nearest_shipped_war(tmp_path: Path) -> None:
    (told,) = faults_of(tmp_path / "second-opium-wars")
    assert "there is no war at" in told
    assert told.endswith("Did you mean second-opium-war?")
    (told,) = faults_of(tmp_path)
    assert "has no war.toml" in told
    assert "second-opium-war" in told


@settings(max_examples=120, deadline=None)
@given(
    name=st.sampled_from([path.relative_to(VALID).as_posix() for path in FILES]),
    place=st.floats(0, 1),
    octets=st.one_of(st.binary(max_size=3), st.sampled_from([b",", b'"', b"\n", b"[[", b"{", b"-", b" = ", b"0"])),
    width=st.integers(0, 30),
)
def test_no_slip_of_the_pen_makes_the_reader_stumble(name: str, place: float, octets: bytes, width: int) -> None:
    with tempfile.TemporaryDirectory() as parent:
        folder = Path(shutil.copytree(VALID, Path(parent) / "war"))
        text = (folder / name).read_bytes()
        start = int(place * len(text))
        (folder / name).write_bytes(text[:start] + octets + text[start + width :])
        try:
            read_war(folder)
        except WarError as error:
            told = error.faults
        else:
            return
    assert told
    assert all(fault.says and fault.file for fault in told)
