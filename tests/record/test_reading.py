"""Tables are read into typed rows; whatever a file contains, its faults are told with file, line and field."""

from __future__ import annotations

import tempfile
from datetime import date, time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gunboat.record.faults import suggestion
from gunboat.record.reading import Fault, Reading, WarError, read_csv, read_toml
from gunboat.record.tables import Column, Table
from gunboat.record.toml_lines import lines_of_entries

THINGS = Table(
    "things",
    "Things of every kind.",
    (
        Column("id", "id", "name", required=True),
        Column("word", "text", "a word"),
        Column("day", "date", "a day"),
        Column("hour", "clock", "an hour"),
        Column("count", "integer", "how many", low=0),
        Column("lat", "number", "latitude", unit="degrees north", low=-90, high=90),
        Column("side", "choice", "a side", choices=("left", "right")),
        Column("other", "ref", "another", refers="things"),
        Column("many", "refs", "many others", refers="things"),
        Column("address", "url", "an address"),
    ),
)
ROOT = Table("root", "The root.", (Column("title", "text", "the title", required=True),), key="")
HEADER = "id,word,day,hour,count,lat,side,other,many,address\n"


def csv_of(folder: Path, text: str) -> Reading:
    path = folder / "things.csv"
    path.write_bytes(text.encode())
    return read_csv(path, THINGS)


def told(reading: Reading) -> list[str]:
    return [str(fault) for fault in reading.faults]


def test_cells_are_typed(tmp_path: Path) -> None:
    reading = csv_of(tmp_path, HEADER + 'a,"x, y",1857-12-28,14:30,7,-3.5,left,b,b c,https://example.org/a\nb,,,,,,,,,\n')
    assert reading.faults == []
    full, blank = reading.rows
    assert dict(full.cells) == {
        "id": "a", "word": "x, y", "day": date(1857, 12, 28), "hour": time(14, 30), "count": 7, "lat": -3.5,
        "side": "left", "other": "b", "many": ["b", "c"], "address": "https://example.org/a",
    }  # fmt: skip
    assert [blank[name] for name in ("word", "many", "day", "lat", "other")] == ["", [], None, None, None]
    assert (full.line, blank.line) == (2, 3)


def test_rows_that_span_lines_keep_the_line_they_begin_on(tmp_path: Path) -> None:
    reading = csv_of(tmp_path, HEADER + 'a,"x\n\ny",,,,,,,,\n\nb,,,,,95,,,,\n')
    assert [row.line for row in reading.rows] == [2, 6]
    assert told(reading) == ["things.csv:6:lat: 95 is above 90. Write degrees north between -90 and 90."]


@pytest.mark.parametrize("text", ["\ufeff" + HEADER + "a,,,,,,,,,\n", (HEADER + "a,,,,,,,,,\n").replace("\n", "\r\n")])
def test_byte_order_mark_and_crlf_are_tolerated(tmp_path: Path, text: str) -> None:
    reading = csv_of(tmp_path, text)
    assert reading.faults == []
    assert reading.rows[0]["id"] == "a"
    assert reading.rows[0]["address"] is None


def test_optional_columns_may_be_left_out(tmp_path: Path) -> None:
    reading = csv_of(tmp_path, "side,id\nleft,a\n")
    assert reading.faults == []
    assert reading.rows[0]["many"] == []


def test_all_faults_are_told_in_one_pass(tmp_path: Path) -> None:
    reading = csv_of(tmp_path, HEADER + "A,,1857-02-29,9:00,-1,95,up,,b b,ftp://x\na,,,,1.5,1e999,,,,\na,,,,,,,,\n")
    fields = [(fault.line, fault.field) for fault in reading.faults]
    assert fields == [
        (2, "id"), (2, "day"), (2, "hour"), (2, "count"), (2, "lat"), (2, "side"), (2, "many"), (2, "address"),
        (3, "count"), (3, "lat"), (4, ""), (4, "id"),
    ]  # fmt: skip
    assert reading.rows[0].wrong == {"id", "day", "hour", "count", "lat", "side", "many", "address"}
    assert not reading.rows[0].lacks("day")
    assert reading.rows[0].lacks("word")
    assert reading.rows[0]["day"] is None


def test_a_file_that_cannot_be_read_leaves_its_ids_unknown(tmp_path: Path) -> None:
    assert not read_csv(tmp_path / "none.csv", THINGS).whole
    assert not csv_of(tmp_path, "").whole
    assert not csv_of(tmp_path, "word\nx\n").whole
    assert not csv_of(tmp_path, HEADER + 'a,"x,,\nb').whole
    assert csv_of(tmp_path, HEADER).whole


def test_toml_is_read_as_arrays_of_tables_or_inline(tmp_path: Path) -> None:
    path = tmp_path / "war.toml"
    text = """
title = '''
[[things]] # not a header
'''
things = [
  { id = "a", count = 1 }, # { }
  { id = "b",
    many = ["a", "b"], day = 1857-12-28 },
]
""".replace('"b",\n    many', '"b", many')
    path.write_bytes(("\ufeff" + text.replace("\n", "\r\n")).encode())
    read = read_toml(path, [THINGS], ROOT)
    assert read.faults == []
    first, second = read.sections["things"]
    assert (first.line, second.line, second.line_of("day")) == (6, 7, 7)
    assert (second["many"], second["day"]) == (["a", "b"], date(1857, 12, 28))
    assert read.root.line_of("title") == 2


def test_toml_lines_of_headers_and_fields() -> None:
    text = 'a = 1\n[[s]]\nid = "x = ]" # [[s]]\nmany = [\n  "p",\n]\n\n'
    text += '[[ "s" ]]\n  b = {c = 1}\nd = """\n[[s]]\ne = 1"""\n'
    lines = lines_of_entries(text)
    assert lines[""][0].fields == {"a": 1}
    assert [(entry.line, entry.fields) for entry in lines["s"]] == [(2, {"id": 3, "many": 4}), (8, {"b": 9, "d": 10})]


def test_toml_values_of_the_wrong_kind_are_told(tmp_path: Path) -> None:
    path = tmp_path / "war.toml"
    path.write_text('title = 3\n[[things]]\nid = "a"\ncount = 1.0\nlat = true\nday = 1857-01-01T00:00:00\nmany = [1]\n')
    read = read_toml(path, [THINGS], ROOT)
    assert [(fault.line, fault.field) for fault in read.faults] == [
        (1, "title"), (6, "day"), (4, "count"), (5, "lat"), (7, "many"),
    ]  # fmt: skip


def test_a_fault_without_line_or_field_names_the_file_only() -> None:
    assert str(Fault("a.csv", 0, "", "is missing", "Add it.")) == "a.csv: is missing. Add it."


def test_many_faults_are_counted() -> None:
    error = WarError(Fault("a.csv", line, "lat", "is wrong", "Mend it.") for line in range(1, 26))
    assert len(error.faults) == 25
    assert str(error).count("is wrong") == 20
    assert str(error).endswith("... and 5 more: 25 faults in all.")


def test_a_suggestion_always_names_something() -> None:
    assert suggestion("quuen", ["king", "queen"]) == "Did you mean queen?"
    assert suggestion("zzz", ["king", "queen"]) == "Write one of king, queen."
    assert suggestion("zzz", [f"name-{n}" for n in range(40)]).startswith("The nearest of 40 is name-")
    assert "none yet" in suggestion("zzz", [])


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(), st.text(alphabet='a,"\n\r\t-1id')).map(lambda text: HEADER + text))
def test_no_text_makes_the_csv_reader_stumble(text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        reading = csv_of(Path(folder), text.encode("utf-8", "replace").decode())
    for fault in reading.faults:
        assert 0 < fault.line <= text.count("\n") + text.count("\r") + 1


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(), st.text(alphabet='[]{}="\'\n#thingsd,1\\')))
def test_no_text_makes_the_toml_reader_stumble(text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "war.toml"
        path.write_bytes(text.encode("utf-8", "replace"))
        read = read_toml(path, [THINGS], ROOT)
    assert read.root["title"] or read.faults
