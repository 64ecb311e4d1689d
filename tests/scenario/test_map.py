"""The maps of the shipped war: what every drawing of them may rely on, and that they keep within size and licence."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

PACKAGE = Path(__file__).parents[2] / "src" / "gunboat"
WAR = PACKAGE / "wars" / "second-opium-war"
MAP = WAR / "map"

LIMITS = {"world": 130_000, "china": 120_000, "peiho": 60_000, "pearl": 110_000, "yangtze": 110_000}  # bytes
KINDS = {
    "land": {"Polygon", "MultiPolygon"},
    "lake": {"Polygon", "MultiPolygon"},
    "river": {"LineString", "MultiLineString"},
    "schematic": {"LineString", "MultiLineString"},
}
TOLERANCE = 0.01  # degrees
NEAR_LAND = 0.15  # degrees
STEPS = 20  # into which a piece of a course is cut to look for land
EARTH = 6371.0  # km

Point = list[float]
Line = list[Point]

every_map = pytest.mark.parametrize("name", LIMITS)


def the_map(name: str) -> dict[str, Any]:
    """One map, parsed."""
    found: dict[str, Any] = json.loads((MAP / f"{name}.geojson").read_text(encoding="utf-8"))
    return found


def polygons(features: list[dict[str, Any]]) -> Iterator[list[Line]]:
    """Every polygon of the features, as its rings."""
    for feature in features:
        geometry = feature["geometry"]
        if geometry["type"] == "Polygon":
            yield geometry["coordinates"]
        elif geometry["type"] == "MultiPolygon":
            yield from geometry["coordinates"]


def lines(features: list[dict[str, Any]]) -> Iterator[Line]:
    """Every line of the features that is not the ring of a polygon."""
    for feature in features:
        geometry = feature["geometry"]
        if geometry["type"] == "LineString":
            yield geometry["coordinates"]
        elif geometry["type"] == "MultiLineString":
            yield from geometry["coordinates"]


def of_kind(name: str, kind: str) -> list[dict[str, Any]]:
    """The features of one kind on a map."""
    return [feature for feature in the_map(name)["features"] if feature["properties"]["kind"] == kind]


def doubled_area(ring: Line) -> float:
    """Twice the area within a ring, positive where it runs counter-clockwise."""
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(ring))


def is_within(ring: Line, x: float, y: float) -> bool:
    """Whether a ray from the point crosses the ring an odd number of times."""
    inside = False
    for (x1, y1), (x2, y2) in pairwise(ring):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
            inside = not inside
    return inside


def distance(line: Line, x: float, y: float) -> float:
    """From a point to the nearest point of a line, in degrees."""
    nearest = math.inf
    for (x1, y1), (x2, y2) in pairwise(line):
        length = (x2 - x1) ** 2 + (y2 - y1) ** 2
        share = max(0.0, min(1.0, ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / length)) if length else 0.0
        nearest = min(nearest, math.hypot(x1 + share * (x2 - x1) - x, y1 + share * (y2 - y1) - y))
    return nearest


def off_land(name: str, x: float, y: float) -> float:
    """How far a point lies from the land of a map, in degrees; 0 on land."""
    nearest = math.inf
    for outer, *holes in polygons(of_kind(name, "land")):
        if is_within(outer, x, y) and not any(is_within(hole, x, y) for hole in holes):
            return 0.0
        nearest = min(nearest, *(distance(ring, x, y) for ring in (outer, *holes)))
    return nearest


def places(name: str) -> list[tuple[str, str, float, float]]:
    """Id, kind, longitude and latitude of the places inside a map's frame."""
    west, south, east, north = the_map(name)["bbox"]
    with (WAR / "places.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [(row["id"], row["kind"], float(row["lon"]), float(row["lat"])) for row in csv.DictReader(file)]
    return [row for row in rows if west <= row[2] <= east and south <= row[3] <= north]


def test_the_folder_holds_these_maps_and_no_others() -> None:
    assert {path.stem for path in MAP.glob("*.geojson")} == {*LIMITS, "courses"}


@every_map
def test_a_map_says_what_it_is_and_whose(name: str) -> None:
    found = the_map(name)
    west, south, east, north = found["bbox"]
    assert found["type"] == "FeatureCollection"
    assert west < east
    assert south < north
    assert found["name"]
    assert found["name_zh"]
    assert found["routes"] is (name in ("world", "china"))
    assert "GSHHG" in found["attribution"]
    assert "LGPL-3.0-or-later" in found["attribution"]


@every_map
def test_features_are_of_known_kinds(name: str) -> None:
    features = the_map(name)["features"]
    assert any(feature["properties"]["kind"] == "land" for feature in features)
    for feature in features:
        assert feature["type"] == "Feature"
        assert set(feature["properties"]) <= {"kind", "name"}
        assert feature["geometry"]["type"] in KINDS[feature["properties"]["kind"]]
        assert feature["geometry"]["coordinates"]


@every_map
def test_coordinates_lie_in_the_frame(name: str) -> None:
    found = the_map(name)
    west, south, east, north = found["bbox"]
    rings = [ring for polygon in polygons(found["features"]) for ring in polygon]
    for line in (*rings, *lines(found["features"])):
        assert len(line) >= 2
        for x, y in line:
            assert west - TOLERANCE <= x <= east + TOLERANCE
            assert south - TOLERANCE <= y <= north + TOLERANCE


@every_map
def test_rings_are_closed_and_follow_the_right_hand_rule(name: str) -> None:
    for outer, *holes in polygons(the_map(name)["features"]):
        for ring in (outer, *holes):
            assert len(ring) >= 4
            assert ring[0] == ring[-1]
        assert doubled_area(outer) > 0
        assert all(doubled_area(hole) < 0 for hole in holes)


@pytest.mark.parametrize("name", ["china", "peiho", "pearl", "yangtze"])
def test_ports_cities_and_works_lie_on_or_near_land(name: str) -> None:
    ashore = [place for place in places(name) if place[1] in {"port", "city", "works"}]
    assert ashore
    assert [place for place in ashore if off_land(name, place[2], place[3]) > NEAR_LAND] == []


def test_the_sea_off_taku_is_sea() -> None:
    bar = next(place for place in places("peiho") if place[0] == "taku-bar")
    assert off_land("peiho", bar[2], bar[3]) > 0.05


def test_the_suez_canal_is_not_yet_dug() -> None:
    assert off_land("world", 32.35, 30.4) == 0


@pytest.mark.parametrize(
    ("name", "line", "ids"),
    [
        ("peiho", "Peiho", ["tungchow", "matow", "hosiwu", "yangtsun", "taku"]),
        ("peiho", "Peh-tang river", ["peitang"]),
        ("pearl", "Canton river", ["barrier", "french-folly", "dutch-folly", "canton-factories"]),
    ],
)
def test_schematic_lines_run_through_their_places(name: str, line: str, ids: list[str]) -> None:
    drawn = [feature for feature in of_kind(name, "schematic") if feature["properties"]["name"] == line]
    at = {place[0]: (place[2], place[3]) for place in places(name)}
    for place in ids:
        assert min(distance(part, *at[place]) for part in lines(drawn)) < 0.01, place


@every_map
def test_a_map_keeps_within_its_size(name: str) -> None:
    assert (MAP / f"{name}.geojson").stat().st_size <= LIMITS[name]


def test_the_licence_lies_with_the_maps_and_nowhere_else() -> None:
    text = (MAP / "LICENSE.md").read_text(encoding="utf-8")
    assert "LGPL-3.0-or-later" in text
    assert "https://www.gnu.org/licenses/lgpl-3.0.html" in text
    assert "verification/map_data.py" in text
    assert all(f"`{name}.geojson`" in text for name in LIMITS)
    assert [path for path in PACKAGE.rglob("LICENSE.md") if path.parent != MAP] == []
    assert [path for path in PACKAGE.rglob("*.geojson") if path.parent != MAP] == []
    assert (MAP / "COPYING.LESSER").read_text(encoding="utf-8").lstrip().startswith("GNU LESSER GENERAL PUBLIC LICENSE")


def test_courses_belong_to_routes_by_sea_and_keep_off_land() -> None:
    routes = {row["id"]: row for row in csv.DictReader((WAR / "routes.csv").read_text(encoding="utf-8").splitlines())}
    seats = {name: [lon, lat] for name, _, lon, lat in places("world")}
    land = [ring for ring, *_ in polygons(of_kind("world", "land"))]
    for course in the_map("courses")["features"]:
        route = routes[course["properties"]["route"]]
        assert route["mode"] in ("sea", "mail line")
        points = course["geometry"]["coordinates"]
        steps = [
            (x1 + (x2 - x1) * step / STEPS, y1 + (y2 - y1) * step / STEPS)
            for (x1, y1), (x2, y2) in pairwise(points) for step in range(STEPS + 1)
        ]  # fmt: skip
        assert not [step for step in steps if any(is_within(ring, *step) for ring in land)], route["id"]
        ends = [seats[route["from"]], seats[route["to"]]]
        length = sum(kilometres(one, other) for one, other in pairwise([ends[0], *points, ends[1]]))
        assert kilometres(*ends) <= length < 1.15 * float(route["distance_km"]), route["id"]


def kilometres(one: Point, other: Point) -> float:
    """The way along a great circle."""
    (lon, lat), (lon2, lat2) = ([math.radians(x) for x in point] for point in (one, other))
    cosine = math.sin(lat) * math.sin(lat2) + math.cos(lat) * math.cos(lat2) * math.cos(lon - lon2)
    return EARTH * math.acos(min(1.0, cosine))
