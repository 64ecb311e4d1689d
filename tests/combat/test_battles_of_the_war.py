"""The war's battles as they could be known before: the shipped table reads, and everyone may ask of it."""

from __future__ import annotations

import pytest

import gunboat as gb
import gunboat.combat
from gunboat.combat import forts

ROWS = gb.load("second-opium-war").battles


def test_the_seven_battles_are_read() -> None:
    assert [row["id"] for row in ROWS] == [
        "barrier-forts-1856", "canton-1857", "taku-1858", "taku-1859", "taku-1860", "changkiawan-1860", "palikao-1860",
    ]  # fmt: skip
    assert {row["kind"] for row in ROWS} == {"works", "city", "field"}
    assert all(int(row["fortified"]) + int(row["prepared"]) <= 1 for row in ROWS)


def test_their_events_are_battles_of_that_place_and_day() -> None:
    events = {row.text("id"): row for row in gb.load("second-opium-war").written.record.events}
    for row in ROWS:
        event = events[row["event"]]
        assert event.text("kind") == "battle"
        assert (event.text("place"), event.day("date_from")) == (row["place"], row["date"])


def test_every_row_is_expected() -> None:
    told = forts.predict(ROWS, particles=16)
    assert [each["action"] for each in told] == [row["id"] for row in ROWS]
    works = [row for row in ROWS if row["kind"] == "works"]
    assert [each["action"] for each in gunboat.combat.predict(works)] == [row["id"] for row in works]


def test_battles_on_land_are_not_fought_as_works() -> None:
    for ask in (gunboat.combat.predict, gunboat.combat.score):
        with pytest.raises(gb.WarError) as refused:
            ask(ROWS)
        lines = [i for i, row in enumerate(ROWS, 2) if row["kind"] != "works"]
        assert [(fault.line, fault.field) for fault in refused.value.faults] == [(line, "kind") for line in lines]
        assert all("att_strength" in fault.remedy for fault in refused.value.faults)
    blank = [{column: row.get(column, "") for column in forts.NUMBERS} for row in ROWS[-1:]]
    with pytest.raises(gb.WarError, match="nothing says that works were attacked"):
        gunboat.combat.predict(blank)


def test_ground_says_nothing_of_passages_or_mines_that_no_cell_says() -> None:
    for row, known in zip(ROWS, forts.known(ROWS), strict=True):
        assert not forts.RUNS_PAST.search(known.ground)
        assert bool(forts.MINES.search(known.ground)) == (row["mines"] == "yes")
        width = forts.MUD_WIDTH.search(known.ground)
        if row["mud_m"]:
            low, high = forts.span(row["mud_m"])  # type: ignore[misc] # not blank
            assert width is not None
            assert float(width[1]) == (low + high) / 2
        else:
            assert width is None
