"""Draw how forecasts held: docs/pictures/combat-*.svg of battles on land, forts-*.svg of ships, works and landings.

    uv run python verification/combat_pictures.py

Who wins (reliability), where losses fell among those foretold (ranks), and coverage, by era on land and by drill at
works. On land each battle was foretold by a fit that had seen no battle of its family of wars
(results/land_left_out.csv), at works each action by one that had not seen it (results/forts_left_out.csv).
"""

from __future__ import annotations

import csv
import itertools
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gunboat.analysis.measures import wilson
from gunboat.report.svg import Picture

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "verification" / "results"
PICTURES = ROOT / "docs" / "pictures"

GROUPS = 6  # of battles by the chance foretold, of like size
BINS = 10  # of ranks: in each a tenth would fall
FEW_GROUPS, FEW_BINS = 4, 5  # for the sixty actions at works: fifteen a group, some ten losses a bar
FULL, FEW_FULL = 0.2, 0.5  # share of losses at which the scale of ranks ends
ERAS = (1600, 1700, 1789, 1815, 1866, 1914)
DRILLS = ("regular", "mixed", "irregular")
SIDES = ("attacker", "defender")
APART = 3.5  # units between the two intervals of few actions and the line of their side
LEFT, TOP, SIZE = 70.0, 46.0, 300.0

Floats = NDArray[np.float64]
Ranks = Mapping[str, Floats]
"""Of each side: the share of foretold losses that lay below what was seen, for each battle where that is known."""


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a table of results."""
    with (RESULTS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def ranks_of(told: list[dict[str, str]], columns: str) -> dict[str, Floats]:
    """The ranks of both sides' losses where they are known; `columns` with the side for {}."""
    return {side: np.array([float(row[columns.format(side)]) for row in told if row[columns.format(side)]])
            for side in SIDES}  # fmt: skip


def _axes(picture: Picture, left: float, low: float, high: float, ticks: Sequence[float], title: str) -> None:
    """A square frame with a vertical scale of shares."""
    picture.text(left, TOP - 16, title, weight=700)
    for tick in ticks:
        y = _y(tick, low, high)
        picture.add("path", "s-line", d=f"M{left},{y:.1f}h{SIZE}")
        picture.text(left - 8, y + 4, f"{tick:g}", "faint", "end", 12)


def _y(share: float, low: float, high: float) -> float:
    return TOP + SIZE * (1.0 - (share - low) / (high - low))


def _whisker(picture: Picture, x: float, count: int, n: int, high: float) -> None:
    """The 95 % interval of a share, as an upright line."""
    ends = [_y(min(end, high), 0.0, high) for end in wilson(count, n)]
    picture.add("path", "s-model", d=f"M{x:.1f},{ends[0]:.1f}V{ends[1]:.1f}", stroke_width=2)


def draw_reliability(
    chance: Floats, won: NDArray[np.bool_], groups: int, title: str, axes: tuple[str, str], what: str
) -> Picture:
    """How often it happened, by the chance that it was given; `axes`: what stands at the upright and the level one."""
    picture = Picture(
        460, TOP + SIZE + 60, title,
        f"Groups of {what}; bars are 95 % intervals; the line is what would be right.",
    )  # fmt: skip
    _axes(picture, LEFT, 0.0, 1.0, (0, 0.25, 0.5, 0.75, 1), axes[0])
    picture.add("path", "s-faint", d=f"M{LEFT},{TOP + SIZE}l{SIZE},{-SIZE}", stroke_dasharray="4 4")
    for group in np.array_split(np.argsort(chance), groups):
        x, y = LEFT + SIZE * chance[group].mean(), _y(float(won[group].mean()), 0.0, 1.0)
        _whisker(picture, x, int(won[group].sum()), len(group), 1.0)
        picture.add("circle", "model", cx=float(x), cy=y, r=5)
    for tick in (0, 0.25, 0.5, 0.75, 1):
        picture.text(LEFT + SIZE * tick, TOP + SIZE + 20, f"{tick:g}", "faint", "middle", 12)
    picture.text(LEFT + SIZE / 2, TOP + SIZE + 42, axes[1], anchor="middle")
    return picture


def draw_ranks(ranks: Ranks, bins: int, full: float, ticks: Sequence[float], said: str, whiskers: bool) -> Picture:
    """Where the losses fell among those foretold: as many in each bar would be right. `said` of a side and a number."""
    picture = Picture(
        2 * (SIZE + LEFT) + 20, TOP + SIZE + 60, "Losses among those foretold",
        "Two histograms of ranks, attackers and defenders: level bars would be right, a hump means too wide, a bowl "
        f"too narrow.{' Upright lines are 95 % intervals.' if whiskers else ''}",
    )  # fmt: skip
    for n, side in enumerate(SIDES):
        left = LEFT + n * (SIZE + LEFT)
        counts, _ = np.histogram(ranks[side], bins=bins, range=(0, 1))
        _axes(picture, left, 0.0, full, ticks, said.format(side, len(ranks[side])))
        for i, share in enumerate(counts / counts.sum()):
            y = _y(min(float(share), full), 0.0, full)
            x = left + SIZE * i / bins + 2
            picture.add("rect", "band", x=x, y=y, width=SIZE / bins - 4, height=TOP + SIZE - y)
            if whiskers:
                _whisker(picture, left + SIZE * (i + 0.5) / bins, int(counts[i]), int(counts.sum()), full)
        picture.add("path", "s-record", d=f"M{left},{_y(1 / bins, 0, full):.1f}h{SIZE}", stroke_width=2)
        for tick in (0, 0.5, 1):
            picture.text(left + SIZE * tick, TOP + SIZE + 20, f"{tick:g}", "faint", "middle", 12)
        picture.text(left + SIZE / 2, TOP + SIZE + 42, "rank: lower than foretold to higher", anchor="middle")
    return picture


def draw_coverage(groups: Mapping[str, Ranks], by: str, what: str, apart: float) -> Picture:
    """Coverage of both intervals by side and group of battles, each named by what is written beside it.

    `apart`: units by which the 90 % interval stands above, and the 50 % one below, the line of its side; for groups so
    small that the lines of both would run into each other.
    """
    step = 52.0
    picture = Picture(
        720, TOP + step * len(groups) + 40, f"Losses inside the intervals, by {by}",
        f"For each {by} the share of {what} whose losses lie inside the 90 and the 50 % interval, with 95 % intervals.",
    )  # fmt: skip
    left, width = 210.0, 460.0
    above = ", the 90 % above the 50 %" if apart else ""
    for tick in (0.25, 0.5, 0.75, 0.9, 1.0):
        x = left + width * tick
        css = "s-record" if tick in (0.5, 0.9) else "s-line"
        picture.add("path", css, d=f"M{x:.1f},{TOP - 6:.1f}V{TOP + step * len(groups):.1f}")
        picture.text(x, TOP - 14, f"{tick:g}", "faint", "middle", 12)
    for n, (label, ranks) in enumerate(groups.items()):
        y = TOP + step * n + 8
        picture.text(10, y + 18, label)
        for k, side in enumerate(SIDES):
            away = np.abs(ranks[side] - 0.5)
            for inside, lower in ((0.9, -apart), (0.5, apart)):
                hits = int((away <= inside / 2).sum())
                low, high = wilson(hits, len(away))
                at = y + 8 + 18 * k + lower
                picture.add(
                    "path",
                    "s-model",
                    d=f"M{left + width * low:.1f},{at:.1f}H{left + width * high:.1f}",
                    stroke_width=1.5,
                )
                shape = {"attacker": "circle", "defender": "rect"}[side]
                x = left + width * hits / len(away)
                where = (
                    {"cx": x, "cy": at, "r": 4.5}
                    if shape == "circle"
                    else {"x": x - 4, "y": at - 4, "width": 8, "height": 8}
                )
                picture.add(shape, "model", **where)
    picture.text(
        10 if apart else left,
        TOP + step * len(groups) + 24,
        f"discs attackers, squares defenders{above}; blue lines what would be right",
        "faint",
        size=12,
    )
    return picture


def land() -> dict[str, Picture]:
    """The pictures of battles on land."""
    told = rows("land_left_out.csv")
    eras = {}
    for first, last in itertools.pairwise(ERAS):
        chosen = [row for row in told if first <= int(row["year"]) < last]
        eras[f"{first}–{last - 1}: {len(chosen)} battles"] = ranks_of(chosen, "rank_{}")
    return {
        "combat-reliability": draw_reliability(
            np.array([float(row["attacker_wins"]) for row in told]),
            np.array([row["attacker_won"] == "True" for row in told]), GROUPS, "Who wins: foretold and happened",
            ("how often the attacker won", "chance of the attacker, as foretold"),
            "battles by the foretold chance of the attacker",
        ),
        "combat-ranks": draw_ranks(
            ranks_of(told, "rank_{}"), BINS, FULL, (0, 0.05, 0.1, 0.15, 0.2), "{}s' losses: share of battles", False
        ),
        "combat-coverage": draw_coverage(eras, "era", "battles", 0.0),
    }  # fmt: skip


def forts() -> dict[str, Picture]:
    """The pictures of ships, works and landings."""
    told = rows("forts_left_out.csv")
    drills = {}
    for drill in DRILLS:
        ranks = ranks_of([row for row in told if row["drill"] == drill], "rank_{}s")
        drills[f"{drill}: {' and '.join(str(len(known)) for known in ranks.values())} losses"] = ranks
    return {
        "forts-reliability": draw_reliability(
            np.array([float(row["chance"]) for row in told]), np.array([row["success"] == "True" for row in told]),
            FEW_GROUPS, "Attacks on works: foretold and happened",
            ("how often the attack succeeded", "chance of success, as foretold"),
            f"{len(told) // FEW_GROUPS} actions by the foretold chance of success",
        ),
        "forts-ranks": draw_ranks(
            ranks_of(told, "rank_{}s"), FEW_BINS, FEW_FULL, (0, 0.1, 0.2, 0.3, 0.4, 0.5), "{}s' losses: share of {}",
            True,
        ),
        "forts-coverage": draw_coverage(drills, "drill of the defenders", "actions", APART),
    }  # fmt: skip


def main() -> None:
    """Draw all of them."""
    for name, picture in (land() | forts()).items():
        path = PICTURES / f"{name}.svg"
        path.write_text(picture.standalone(), encoding="utf-8", newline="\n")
        print(path.name)


if __name__ == "__main__":
    main()
