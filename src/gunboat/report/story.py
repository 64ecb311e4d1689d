"""The story on the map: where things happened, day by day, in the record and in one history beside it."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from gunboat.analysis.facts import Fact, Facts
from gunboat.analysis.facts.fact import in_order
from gunboat.analysis.telling import Names, tell
from gunboat.record.calendar import chinese_day
from gunboat.report.words import HTML_LANGUAGE, own
from gunboat.run.result import Event, History
from gunboat.scenario.read import WrittenWar

FRAMES = ("peiho", "pearl", "yangtze", "china", "world")
"""Frames of the map, the closest first: an event is shown in the first that holds its place."""

STORY = ("choice", "chance", "consequence", "circumstance")

TOLD = frozenset({
    "incident", "demand-presented", "demand-answered", "deadline-expired", "force-sailed", "force-arrived", "battle",
    "bombardment", "place-taken", "place-evacuated", "blockade-declared", "blockade-lifted", "trade-closed",
    "holder-captured", "expedition-ordered", "expedition-diverted", "vote", "election", "treaty-signed",
    "treaty-ratified", "court-fled", "envoys-seized", "destruction", "occupation-government", "mediation-offered",
    "territory-ceded", "war-declared", "works-strengthened", "office-dismissed", "history-ended",
})  # fmt: skip
"""Kinds of events of a simulated history that the map tells; its letters and decisions stand in the chronicle."""

_WIDTH = 640.0  # units of a frame's drawing
_ROUTED = ("china", "world")
"""Frames wide enough to show routes."""
_AFLOAT = ("sea", "mail line")
_COURSES = "courses.geojson"
"""The file of a war's map that holds points between the ends of a route, where a straight line would cross land."""
_CLOSE = 31  # days within which the record must date what the map tells on a day


@dataclass(frozen=True)
class Frame:
    """One frame: its drawing (a path for each kind) and the place of each of the war's places in it."""

    name: str
    width: float
    height: float
    paths: Mapping[str, str]
    places: Mapping[str, tuple[float, float]]


def frames_of(war: WrittenWar) -> list[Frame]:
    """The frames for which the war's folder `map/` has a file; none where it has no such folder."""
    folder = war.folder / "map"
    return [_frame(name, folder / f"{name}.geojson", war) for name in FRAMES if (folder / f"{name}.geojson").exists()]


def _frame(name: str, path: Path, war: WrittenWar) -> Frame:
    drawn = json.loads(path.read_text(encoding="utf-8"))
    west, south, east, north = drawn["bbox"]
    narrow = math.cos(math.radians((south + north) / 2))  # degrees of longitude are shorter than those of latitude
    scale = _WIDTH / ((east - west) * narrow)

    def at(lon: float, lat: float) -> tuple[float, float]:
        return round((lon - west) * narrow * scale, 1), round((north - lat) * scale, 1)

    paths: dict[str, list[str]] = {}
    for feature in drawn["features"]:
        kind = feature["properties"]["kind"]
        paths.setdefault(kind, []).extend(_line(line, at) for line in _lines(feature["geometry"]))
    places = {}
    for row in war.places:
        lat, lon = row.number("lat") or 0.0, row.number("lon") or 0.0
        if west <= lon <= east and south <= lat <= north:
            places[row.text("id")] = at(lon, lat)
    for row in war.routes if name in _ROUTED else ():
        ends = [places.get(row.text(end)) for end in ("from", "to")]
        if ends[0] and ends[1]:
            between = [at(lon, lat) for lon, lat in _courses(path.parent).get(row.text("id"), ())]
            steps = "L".join(f"{x:g},{y:g}" for x, y in dict.fromkeys([ends[0], *between, ends[1]]))
            paths.setdefault("sea-way" if row.text("mode") in _AFLOAT else "land-way", []).append(f"M{steps}")
    height = round((north - south) * scale, 1)
    return Frame(name, _WIDTH, height, {kind: "".join(parts) for kind, parts in paths.items()}, places)


@cache
def _courses(folder: Path) -> dict[str, list[list[float]]]:
    """Points between the ends of each route that has some."""
    path = folder / _COURSES
    if not path.exists():
        return {}
    found = json.loads(path.read_text(encoding="utf-8"))["features"]
    return {each["properties"]["route"]: each["geometry"]["coordinates"] for each in found}


def _lines(geometry: Mapping[str, Any]) -> Iterable[tuple[list[list[float]], bool]]:
    """The lines of a geometry, each with whether it closes."""
    kind, points = geometry["type"], geometry["coordinates"]
    if kind == "LineString":
        return [(points, False)]
    if kind == "MultiLineString":
        return [(line, False) for line in points]
    polygons = [points] if kind == "Polygon" else points
    return [(ring, True) for polygon in polygons for ring in polygon]


def _line(line: tuple[list[list[float]], bool], at: Any) -> str:
    points, closed = line
    shown = [at(lon, lat) for lon, lat in points]
    steps = "L".join(f"{x:g},{y:g}" for x, y in dict.fromkeys(shown))
    return f"M{steps}{'Z' if closed else ''}"


# ---------------------------------------------------------------- events


def record_track(facts: Facts, first: date, last: date) -> list[dict[str, Any]]:
    """The story of the record: its dated events, rivals that are not followed and coarser tellings left out."""
    passed_over = facts.war.record.passed_over({})
    events = [
        fact for fact in in_order(facts)
        if fact.table == "events" and fact.role in STORY and fact.id not in passed_over
        and fact.when is not None and first <= fact.when.first <= last and fact.when.width <= _CLOSE
    ]  # fmt: skip
    return [_of_fact(fact) for fact in events]


def _of_fact(fact: Fact) -> dict[str, Any]:
    assert fact.when is not None  # only dated facts stand in the story
    return {
        "d": str(fact.when.first), "e": str(fact.when.last), "k": fact.kind, "p": fact.place, "f": fact.id,
        **_chinese(fact.when.first), **{lang: fact.statement(lang) for lang in HTML_LANGUAGE},
    }  # fmt: skip


def history_track(history: History, names: Names) -> list[dict[str, Any]]:
    """The story of a simulated history from its letting-go."""
    start = history.let_go or date.min
    events = [event for event in history if event.kind in TOLD and not event.fact and event.when.date() >= start]
    return [_of_event(event, names) for event in events]


def _of_event(event: Event, names: Names) -> dict[str, Any]:
    day = event.when.date()
    return {
        "d": str(day), "e": str(day), "k": event.kind, "p": event.place, **_chinese(day),
        **{lang: tell(event, names, lang) for lang in HTML_LANGUAGE},
    }  # fmt: skip


def _chinese(day: date) -> dict[str, dict[str, str]]:
    found = chinese_day(day)
    return {"c": {lang: own(found.text("en"), found.text("zh"), lang) for lang in HTML_LANGUAGE}} if found else {}


def place_names(war: WrittenWar) -> dict[str, dict[str, str]]:
    """The name of each place in each language."""
    return {
        row.text("id"): {lang: own(row.text("name_en_period"), row.text("trad"), lang) for lang in HTML_LANGUAGE}
        for row in war.places
    }
