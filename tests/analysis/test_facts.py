"""The record as a work of reference, on the small war: finding, reading, rivals, days and exports."""

from __future__ import annotations

import csv
import io
import json
import sys
from datetime import date, datetime
from pathlib import Path

import pytest

import gunboat as gb
from gunboat.analysis.facts import Fact, Facts, Named
from gunboat.analysis.facts.export import FORMATS
from gunboat.analysis.facts.names import capitalised, fold, stands_in
from gunboat.record.reading import WarError
from playing import SMALL


@pytest.fixture(scope="module")
def facts() -> Facts:
    return gb.load(SMALL).record


def ids(found: list[Fact]) -> list[str]:
    return [fact.id for fact in found]


def test_all_rows_are_facts(facts: Facts) -> None:
    assert len(facts) == 22
    assert "gate-losses-tamar" in facts
    assert isinstance(facts["gate-losses-tamar"], Fact)
    assert facts.get("nothing") is None
    assert facts[0] == next(iter(facts))
    assert repr(facts) == "Facts(two-harbours, 22 facts, 1 groups of rivals)"


def test_figures_and_points_have_the_date_of_their_event(facts: Facts) -> None:
    point = facts.get("redress-point-1871")
    assert point is not None
    assert (point.kind, point.what, point.part_of, point.role) == ("point", "release", "redress-asked-1871", "choice")
    assert (str(point.when), point.place, point.value) == ("1871-05-06", "south-harbour", "1 ships")
    undated = facts.get("governor-thought-calm-1871")
    assert undated is not None
    assert (undated.when, undated.people, undated.on_whose_word) == (None, ("orm-sand",), "Sand")


def test_where(facts: Facts) -> None:
    assert ids(facts.where(kind="battle")) == ["boom-fort-battle-1871", "river-gate-battle-1872"]
    assert ids(facts.where(kind="battle", since="1872")) == ["river-gate-battle-1872"]
    assert ids(facts.where(table="events", until="1871-05")) == [
        "schooner-seized-1871", "redress-asked-1871", "redress-refused-1871",
    ]  # fmt: skip
    assert ids(facts.where(actor="orm-sand")) == ["governor-thought-calm-1871"]
    assert ids(facts.where(role="background")) == ["harbour-old-mole"]
    assert facts.where(status="checked") == []


@pytest.mark.parametrize(
    ("filter", "value", "remedy"),
    [
        ("kind", "batle", "Did you mean battle"), ("role", "chanse", "Did you mean chance"),
        ("actor", "cabinett", "Did you mean cabinet"), ("place", "karskk", "Did you mean karsk"),
        ("status", "cheked", "Did you mean checked"), ("since", "next year", "Write 1858-05-20"),
        ("until", 1858, "1858 is not a date"),
    ],
)  # fmt: skip
def test_a_filter_that_nothing_can_meet_is_told(facts: Facts, filter: str, value: str, remedy: str) -> None:
    with pytest.raises(WarError, match=remedy):
        facts.where(**{filter: value})


@pytest.mark.parametrize("text", ["桑德", "Orm Sand", "orm sand", "ÓRM SAND", "O. Zand", "o zand", "orm-sand"])
def test_every_form_of_a_name_finds_the_same(facts: Facts, text: str) -> None:
    meant, found = facts.search(text)
    assert [named.id for named in meant] == ["orm-sand"]
    assert ids(found) == ["governor-thought-calm-1871"]


def test_search_by_words_places_and_battles(facts: Facts) -> None:
    assert "schooner-seized-1871" in ids(facts.search("纵帆船")[1])  # Simplified finds Traditional
    assert {named.id for named in facts.search("Sunnhavn")[0]} == {"south-harbour"}
    assert "harbour-old-mole" in ids(facts.search("Sunnhavn")[1])
    meant, found = facts.search("Karsk Gate")
    assert [named.id for named in meant] == ["battle-of-river-gate"]
    assert {"river-gate-battle-1872", "gate-losses-tamar"} <= set(ids(found))
    assert facts.search("zeppelin") == ([], [])
    for empty in ("", " ", "。", None):
        with pytest.raises(WarError, match="Write a name, or a word"):
            facts.search(empty)  # type: ignore[arg-type] # what a notebook may hand over


def test_an_interval_that_runs_backwards_is_told(facts: Facts) -> None:
    with pytest.raises(WarError, match="1857 is before since, 1858-06"):
        facts.where(since="1858-06", until="1857")


@pytest.mark.parametrize("day", [datetime(1871, 6, 20, 5), date(1871, 6, 20), "1871-06-20", "同治十年五月初三"])
def test_ways_to_say_a_day(facts: Facts, day: date | str) -> None:
    assert ids(list(facts.on(day).facts)) == ["boom-fort-battle-1871"]


def test_folding() -> None:
    assert fold("Běitáng") == fold("Beitang") == "beitang"
    assert fold("廣州") == fold("广州")
    assert fold("Parkes's") == fold("PARKES’S")
    assert stands_in("ward", "mr ward wrote")
    assert stands_in("ward", "two wards")
    assert not stands_in("ward", "they went forward towards it as a reward")
    assert stands_in("东印度", "英国东印度公司")
    assert capitalised("In the hope that Hope would turn toward Mr Ward") == "in | | | hope | | | mr ward"


def test_on_a_day_and_a_month(facts: Facts) -> None:
    day = facts.on("1871-06-20")
    assert ids(list(day.facts)) == ["boom-fort-battle-1871"]
    assert ("envoy", "elna-brask") in day.in_office
    month = facts.on("1871-11")
    assert ids(list(month.facts)) == ["island-revolt-1871"]
    inside = facts.on(date(1871, 11, 7))
    assert (ids(list(inside.facts)), ids(list(inside.perhaps))) == ([], ["island-revolt-1871"])
    assert ids(list(facts.on("1871-06-25").under_way)) == ["governor-report-1871"]
    came = facts.on("1871-07-09")
    assert (ids(list(came.arrived)), ids(list(came.under_way))) == (["envoy-news-1871"], [])
    assert "governor-report-1871" in ids(list(facts.on("1871-06-29").perhaps))  # it came between the 28th and the 30th
    assert facts.on("1999").in_office == ()
    assert facts.on("同治十年五月初三日").when == facts.on("1871-06-20").when
    with pytest.raises(WarError, match="Write 1858-05-20"):
        facts.on("the day after")
    with pytest.raises(WarError, match="Write 1858-05-20"):
        facts.on("同治十年五月三十五日")


def test_the_timeline_is_in_order_and_holds_no_figures(facts: Facts) -> None:
    line = facts.timeline()
    days = [fact.when.first for fact in line if fact.when]
    assert days == sorted(days)
    assert len(days) == len(line) == 16
    assert {fact.table for fact in line} == {"events", "letters"}


def test_conflicts(facts: Facts) -> None:
    (rivals,) = facts.conflicts()
    assert (rivals.group, rivals.difference) == ("gate-losses", "contradiction")
    followed = {fact.id: fact.followed for fact in rivals.claims}
    assert followed == {"gate-losses-norrmark": "yes", "gate-losses-tamar": "no"}


def test_show(facts: Facts) -> None:
    assert isinstance(facts.show("division-1871"), Fact)
    assert isinstance(facts.show("elna-brask"), Named)
    with pytest.raises(WarError, match="Did you mean division-1871"):
        facts.show("division-1872")
    event = facts.get("river-gate-battle-1872")
    assert event is not None
    assert ids(facts.parts(event)) == ["gate-losses-norrmark", "gate-losses-tamar"]
    assert facts.refined_by(event) == []


# ---------------------------------------------------------------- exports

PROMISED = [
    "id", "kind", "statement", "date_from", "date_to", "precision", "actors", "place", "value_low", "value_high",
    "unit", "on_whose_word", "sources", "rivals", "status",
]  # fmt: skip


def test_json_has_the_fields_that_are_promised(facts: Facts, tmp_path: Path) -> None:
    path = tmp_path / "record.json"
    made = facts.export("json", path)
    assert path.read_text("utf-8") == made
    rows = json.loads(made)
    assert len(rows) == len(facts)
    for row in rows:
        assert set(PROMISED) <= set(row)
        assert all(set(source) == {"document", "section", "locator"} for source in row["sources"])


def test_csv(facts: Facts) -> None:
    made = facts.export("csv")
    assert isinstance(made, str)
    rows = list(csv.DictReader(io.StringIO(made, newline="")))
    assert [row["id"] for row in rows] == ids(list(facts))
    assert rows[0]["actors"] == "tamar norrmark"


def test_timelinejs(facts: Facts) -> None:
    made = json.loads(facts.export("timelinejs"))
    assert made["title"]["text"]["headline"] == "The War of the Two Harbours"
    slides = {slide["unique_id"]: slide for slide in made["events"]}
    assert slides["division-1871"]["start_date"] == {"year": 1871, "month": 8, "day": 10}
    assert "end_date" not in slides["division-1871"]
    assert slides["island-revolt-1871"]["end_date"] == {"year": 1871, "month": 11, "day": 30}


def test_geojson(facts: Facts) -> None:
    made = json.loads(facts.export("geojson"))
    features = {feature["id"]: feature for feature in made["features"]}
    assert made["type"] == "FeatureCollection"
    assert len(features) == len(facts)
    point = features["schooner-seized-1871"]["geometry"]
    place = next(row for row in facts.war.places if row["id"] == "south-harbour")
    assert point == {"type": "Point", "coordinates": [place["lon"], place["lat"]]}
    assert features["governor-thought-calm-1871"]["geometry"] is None


def test_parquet(facts: Facts) -> None:
    from arro3.io import read_parquet

    made = facts.export("parquet")
    assert isinstance(made, bytes)
    table = read_parquet(io.BytesIO(made)).read_all()
    assert table.num_rows == len(facts)
    assert table["id"].to_pylist() == ids(list(facts))
    assert table["date_from"].to_pylist()[0] == date(1871, 5, 4)
    assert table["actors"].to_pylist()[0] == ["tamar", "norrmark"]


def test_arrow_readers_take_the_facts(facts: Facts) -> None:
    from arro3.core import Table

    assert Table.from_arrow(facts).num_rows == len(facts)


def test_notebooks_show_a_table(facts: Facts) -> None:
    html = facts._repr_html_()
    assert html.count("<tr>") == 21
    assert "The harbour watch seizes a schooner." in html


def test_parquet_without_its_library_says_what_to_install(facts: Facts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "arro3.io", None)
    with pytest.raises(WarError, match=r"gunboat\[parquet\]"):
        facts.export("parquet")


def test_an_export_that_cannot_be_is_told(facts: Facts, tmp_path: Path) -> None:
    with pytest.raises(WarError, match="Did you mean geojson"):
        facts.export("geo-json")
    with pytest.raises(WarError, match="Name a file in a folder"):
        facts.export("csv", tmp_path / "nowhere" / "record.csv")
    assert set(FORMATS) == {"csv", "json", "parquet", "timelinejs", "geojson"}
