"""The record of a war: its sources, and its check against the source articles."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from gunboat.record.record import Record, check_record, interval, read_record
from gunboat.record.references import cycles
from gunboat.record.sources import Source, read_sources

VALID = Path(__file__).parent.parent / "wars" / "valid" / "two-harbours"
IDS = {
    "offices": ["throne", "south-governor", "cabinet", "envoy", "admiral", "consul", "mediator"],
    "states": ["tamar", "norrmark", "veldland"],
    "forces": ["isle-squadron", "south-garrison", "royal-army"],
    "places": ["karsk", "river-gate", "south-harbour", "boom-fort", "marrow-isle", "stenholm"],
}


def record_with(tmp_path: Path, find: str, replace: str) -> Record:
    """Return the record of two-harbours with one change in its events."""
    folder = tmp_path / "war"
    shutil.copytree(VALID, folder)
    events = folder / "record" / "events.csv"
    text = events.read_text("utf-8")
    assert text.count(find) == 1
    events.write_text(text.replace(find, replace), "utf-8")
    record, faults = read_record(folder)
    assert faults == []
    return record


def located(tmp_path: Path, document: str, locator: str) -> Record:
    return record_with(tmp_path, "河門失守。,,,,", f"河門失守。,{document},導言,{locator},")


def test_a_good_record_has_no_fault() -> None:
    record, faults = read_record(VALID)
    assert faults == []
    checked = check_record(record, IDS)
    assert (checked.faults, checked.notes) == ([], [])
    assert len(record.events) == 14
    assert record.ids()["claims"] == ["gate-losses"]


def test_intervals_of_events_and_letters() -> None:
    record, _ = read_record(VALID)
    revolt = next(row for row in record.events if row["id"] == "island-revolt-1871")
    when, arrived = interval(revolt), interval(record.letters[0], "arrived")
    assert when is not None
    assert arrived is not None
    assert (when.first, when.last, when.precision) == (date(1871, 11, 1), date(1871, 11, 30), "month")
    assert arrived.width == 3


def test_sections_that_could_not_be_read_are_not_looked_up() -> None:
    record, _ = read_record(VALID)
    without = {name: ids for name, ids in IDS.items() if name != "places"}
    assert check_record(record, without).faults == []
    wrong = check_record(record, {**IDS, "places": ["karsk"]}).faults
    assert {fault.field for fault in wrong} == {"place", "subject"}


def test_locators_are_skipped_with_a_note(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GUNBOAT_SOURCES", raising=False)
    checked = check_record(located(tmp_path, "000", "the gate"), IDS)
    assert checked.faults == []
    assert "1 locators were not looked up" in checked.notes[0]


@pytest.mark.parametrize(
    ("document", "locator", "field"),
    [("001", "the gate fell", ""), ("000", "the gate fell", "locator"), ("002", "the gate fell", "document")],
)
def test_locators_are_looked_for_in_the_articles(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, document: str, locator: str, field: str
) -> None:
    articles = tmp_path / "articles"
    articles.mkdir()
    (articles / "b.txt").write_text("On that day the gate\n fell.", "utf-8")
    (articles / "a.txt").write_text("Nothing of the kind.", "utf-8")
    monkeypatch.setenv("GUNBOAT_SOURCES", str(articles))
    checked = check_record(located(tmp_path, document, locator), IDS)
    assert [fault.field for fault in checked.faults] == ([field] if field else [])
    assert all(fault.line == 13 for fault in checked.faults)


def test_a_folder_of_articles_that_is_none_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUNBOAT_SOURCES", str(tmp_path / "nowhere"))
    checked = check_record(located(tmp_path, "000", "the gate"), IDS)
    assert "is not a folder" in str(checked.faults[0])


def test_sources() -> None:
    sources, faults, whole = read_sources(VALID / "sources.bib")
    assert (faults, whole) == ([], True)
    assert sources["brandt1880"] == Source(
        "brandt1880", "The Two Harbours, 1871-1873", "Brandt, E.", "1880", "https://example.org/two-harbours",
        "A book that does not exist",
    )  # fmt: skip


def test_sources_tell_every_fault_with_its_line(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "sources.bib"
    path.write_bytes(b"@misc{a,\r\n year = {1}\r\n}\r\n@misc{a, title = {x}}\r\n@misc{b, title = {x\r\n")
    sources, faults, whole = read_sources(path)
    assert [fault.line for fault in faults] == [1, 4, 5]
    assert list(sources) == ["a"]
    assert not whole
    assert capfd.readouterr() == ("", "")


def test_a_cycle_is_told_once_from_its_first_row() -> None:
    record, _ = read_record(VALID)
    row = record.people[0]
    chain = {"a": "b", "b": "c", "c": "b", "d": "a", "e": ""}
    rows = [type(row)("x", 1, {"id": key, "up": value}) for key, value in chain.items()]
    assert [ring for _, ring in cycles(rows, "up")] == [["b", "c", "b"]]
