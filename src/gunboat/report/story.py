"""The story on the map: where things happened, day by day, in the record and in one history beside it."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from heapq import heappop, heappush
from pathlib import Path
from typing import Any

from gunboat.analysis.facts import Fact, Facts
from gunboat.analysis.facts.fact import in_order
from gunboat.analysis.telling import Names, tell
from gunboat.analysis.telling.languages import own
from gunboat.record.calendar import chinese_day
from gunboat.record.faults import Fault, WarError
from gunboat.report.words import HTML_LANGUAGE
from gunboat.run.result import Event, History
from gunboat.scenario.read import WrittenWar

STORY = ("choice", "chance", "consequence", "circumstance")

TOLD = frozenset({
    "incident", "demand-presented", "demand-answered", "deadline-expired", "force-sailed", "force-arrived", "battle",
    "bombardment", "place-taken", "place-evacuated", "blockade-declared", "blockade-lifted", "trade-closed",
    "holder-captured", "expedition-ordered", "expedition-diverted", "vote", "election", "treaty-signed",
    "treaty-ratified", "court-fled", "envoys-seized", "destruction", "occupation-government", "mediation-offered",
    "territory-ceded", "war-declared", "works-strengthened", "office-dismissed", "history-ended",
})  # fmt: skip
"""Kinds of events of a simulated history that the map tells; its letters and decisions stand in the chronicle."""

COURSE = ("battle-phase", "battle-losses", "battle-toll")
"""Kinds that tell how a battle went and what it cost: opened from its sentence."""

_WIDTH = 640.0  # units of a frame's drawing
_AFLOAT = ("sea", "mail line")
_MOVES = ("force-sailed", "force-arrived")
_COURSES = "courses.geojson"
"""The file of a war's map that holds points between the ends of a route, where a straight line would cross land."""
_CLOSE = 31  # days within which the record must date what the map tells on a day


@dataclass(frozen=True)
class Frame:
    """One frame: its drawing (a path for each kind), the war's places in it, and the lines of routes it shows."""

    name: str
    title_en: str
    title_zh: str
    width: float
    height: float
    paths: Mapping[str, str]
    places: Mapping[str, tuple[float, float]]
    ways: Mapping[str, tuple[tuple[float, float], ...]]


def frames_of(war: WrittenWar) -> list[Frame]:
    """The frames of the war's folder `map/`, the closest first; none where it has no such folder.

    An event is shown in the first that holds its place. Raises WarError for a file that is no map.
    """
    drawn = [_frame(path, war) for path in sorted((war.folder / "map").glob("*.geojson")) if path.name != _COURSES]
    return [frame for _, frame in sorted(drawn, key=lambda each: (each[0], each[1].name))]


def _frame(path: Path, war: WrittenWar) -> tuple[float, Frame]:
    """A frame with its area in square degrees."""
    try:
        return _drawn(json.loads(path.read_text(encoding="utf-8")), path, war)
    except (ValueError, KeyError, TypeError, IndexError, OSError) as error:
        says = f"is no map: {type(error).__name__}: {error}"
        remedy = "Write GeoJSON with name, name_zh, bbox, routes (true or false), and features with a kind."
        raise WarError([Fault(f"map/{path.name}", 0, "", says, remedy)]) from None


def _drawn(drawn: Mapping[str, Any], path: Path, war: WrittenWar) -> tuple[float, Frame]:
    west, south, east, north = drawn["bbox"]
    narrow = math.cos(math.radians((south + north) / 2))  # degrees of longitude are shorter than those of latitude
    scale = _WIDTH / ((east - west) * narrow)

    def at(lon: float, lat: float) -> tuple[float, float]:
        return round((lon - west) * narrow * scale, 1), round((north - lat) * scale, 1)

    paths: dict[str, list[str]] = {}
    for feature in drawn["features"]:
        kind = feature["properties"]["kind"]
        paths.setdefault(kind, []).extend(_line(line, at) for line in _lines(feature["geometry"]))
    places, ways = {}, {}
    for row in war.places:
        lat, lon = row.number("lat") or 0.0, row.number("lon") or 0.0
        if west <= lon <= east and south <= lat <= north:
            places[row.text("id")] = at(lon, lat)
    for row in war.routes if drawn["routes"] else ():
        ends = [places.get(row.text(end)) for end in ("from", "to")]
        if ends[0] and ends[1]:
            between = [at(lon, lat) for lon, lat in _courses(path.parent).get(row.text("id"), ())]
            drawn_way = tuple(dict.fromkeys([ends[0], *between, ends[1]]))
            ways[row.text("id")] = drawn_way
            paths.setdefault("sea-way" if row.text("mode") in _AFLOAT else "land-way", []).append(_joined(drawn_way))
    height = round((north - south) * scale, 1)
    shapes = {kind: "".join(parts) for kind, parts in paths.items()}
    frame = Frame(path.stem, drawn["name"], drawn["name_zh"], _WIDTH, height, shapes, places, ways)
    return (east - west) * (north - south), frame


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
    return f"{_joined(dict.fromkeys(shown))}{'Z' if closed else ''}"


def _joined(points: Iterable[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:g},{y:g}" for x, y in points)


class Ways:
    """The ways of forces by sea and river from place to place, as lines in the frames that show routes."""

    def __init__(self, war: WrittenWar, frames: Iterable[Frame]) -> None:
        self._frames = [frame for frame in frames if frame.ways]
        self._from: dict[str, list[tuple[str, float, str]]] = {}
        for row in war.routes:
            if row.text("mode") not in (*_AFLOAT, "river"):
                continue
            one, other, far = row.text("from"), row.text("to"), row.number("distance_km") or 1.0
            self._from.setdefault(one, []).append((other, far, row.text("id")))
            if not row.integer("one_way"):
                self._from.setdefault(other, []).append((one, far, row.text("id")))

    def between(self, start: str, end: str) -> dict[str, str]:
        """The shortest way in each frame that shows some of it."""
        routes = self._shortest(start, end)
        drawn = {}
        for frame in self._frames:
            lines = "".join(_joined(frame.ways[route]) for route in routes if route in frame.ways)
            if lines:
                drawn[frame.name] = lines
        return drawn

    def _shortest(self, start: str, end: str) -> list[str]:
        """Dijkstra over the routes; empty where no way is known."""
        reached: set[str] = set()
        waiting: list[tuple[float, str, list[str]]] = [(0.0, start, [])]
        while waiting:
            far, place, routes = heappop(waiting)
            if place == end:
                return routes
            if place in reached:
                continue
            reached.add(place)
            for other, more, route in self._from.get(place, ()):
                heappush(waiting, (far + more, other, [*routes, route]))
        return []


# ---------------------------------------------------------------- events


def record_track(facts: Facts, first: date, last: date, ways: Ways, claims: Mapping[str, str]) -> list[dict[str, Any]]:
    """The story of the record: its dated events, rivals that are not followed and coarser tellings left out.

    A force that arrives has come from where the same actor's force was last known to be.
    """
    passed_over = facts.war.record.passed_over(claims)
    events = [
        fact for fact in in_order(facts)
        if fact.table == "events" and fact.role in STORY and fact.id not in passed_over
        and fact.when is not None and first <= fact.when.first <= last and fact.when.width <= _CLOSE
    ]  # fmt: skip
    track: list[dict[str, Any]] = []
    known: dict[str, str] = {}
    for fact in events:
        told = _of_fact(fact)
        if fact.kind in _MOVES and fact.place:
            if fact.kind == "force-arrived" and fact.actors and fact.actors[0] in known:
                told |= _way(ways, known[fact.actors[0]], fact.place)
            known |= dict.fromkeys(fact.actors[:1], fact.place)
        track.append(told)
    return track


def _way(ways: Ways, start: str, end: str) -> dict[str, Any]:
    drawn = ways.between(start, end)
    return {"w": drawn} if drawn else {}


def _of_fact(fact: Fact) -> dict[str, Any]:
    assert fact.when is not None  # only dated facts stand in the story
    return {
        "d": str(fact.when.first), "e": str(fact.when.last), "k": fact.kind, "p": fact.place, "f": fact.id,
        **_chinese(fact.when.first), **{lang: fact.statement(lang) for lang in HTML_LANGUAGE},
    }  # fmt: skip


def history_track(history: History, names: Names, ways: Ways) -> list[dict[str, Any]]:
    """The story of a simulated history from its letting-go."""
    start = history.let_go or date.min
    events = [event for event in history if event.kind in TOLD and not event.fact and event.when.date() >= start]
    sailed = {event.index: event.place for event in history if event.kind == "force-sailed"}
    courses: dict[int, list[Event]] = {}
    for event in history:
        if event.kind in COURSE:
            courses.setdefault(event.cause, []).append(event)
    track = []
    for event in events:
        told = _of_event(event, names)
        if event.kind == "force-arrived" and event.cause in sailed:
            told |= _way(ways, sailed[event.cause], event.place)
        if event.kind == "battle" and event.index in courses:
            told["o"] = {lang: [tell(row, names, lang) for row in courses[event.index]] for lang in HTML_LANGUAGE}
        track.append(told)
    return track


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
