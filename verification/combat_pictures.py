"""Draw how the forecasts of battles on land held: docs/pictures/combat-*.svg, from results/land_left_out.csv.

    uv run python verification/combat_pictures.py

Whoever wins (reliability), where losses fell among those foretold (ranks), and coverage by era. Every battle was
foretold by a fit that had seen no battle of its family of wars.
"""

from __future__ import annotations

import csv
import itertools
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from gunboat.analysis.measures import wilson
from gunboat.report.svg import Picture

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "verification" / "results" / "land_left_out.csv"
PICTURES = ROOT / "docs" / "pictures"

GROUPS = 6  # of battles by the chance foretold, of like size
BINS = 10  # of ranks: in each a tenth would fall
ERAS = (1600, 1700, 1789, 1815, 1866, 1914)
SIDES = ("attacker", "defender")
LEFT, TOP, SIZE = 70.0, 46.0, 300.0


def rows() -> list[dict[str, str]]:
    with RESULTS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _axes(picture: Picture, left: float, low: float, high: float, ticks: Sequence[float], title: str) -> None:
    """A square frame with a vertical scale of shares."""
    picture.text(left, TOP - 16, title, weight=700)
    for tick in ticks:
        y = _y(tick, low, high)
        picture.add("path", "s-line", d=f"M{left},{y:.1f}h{SIZE}")
        picture.text(left - 8, y + 4, f"{tick:g}", "faint", "end", 12)


def _y(share: float, low: float, high: float) -> float:
    return TOP + SIZE * (1.0 - (share - low) / (high - low))


def draw_reliability(told: list[dict[str, str]]) -> Picture:
    """How often the attacker won, by the chance that he was given."""
    picture = Picture(
        460, TOP + SIZE + 60, "Who wins: foretold and happened",
        "Groups of battles by the foretold chance of the attacker; bars are 95 % intervals; the line is what would be "
        "right.",
    )  # fmt: skip
    _axes(picture, LEFT, 0.0, 1.0, (0, 0.25, 0.5, 0.75, 1), "how often the attacker won")
    picture.add("path", "s-faint", d=f"M{LEFT},{TOP + SIZE}l{SIZE},{-SIZE}", stroke_dasharray="4 4")
    chance = np.array([float(row["attacker_wins"]) for row in told])
    won = np.array([row["attacker_won"] == "True" for row in told])
    for group in np.array_split(np.argsort(chance), GROUPS):
        low, high = wilson(int(won[group].sum()), len(group))
        x, y = LEFT + SIZE * chance[group].mean(), _y(float(won[group].mean()), 0.0, 1.0)
        picture.add("path", "s-model", d=f"M{x:.1f},{_y(low, 0, 1):.1f}V{_y(high, 0, 1):.1f}", stroke_width=2)
        picture.add("circle", "model", cx=float(x), cy=y, r=5)
    for tick in (0, 0.25, 0.5, 0.75, 1):
        picture.text(LEFT + SIZE * tick, TOP + SIZE + 20, f"{tick:g}", "faint", "middle", 12)
    picture.text(LEFT + SIZE / 2, TOP + SIZE + 42, "chance of the attacker, as foretold", anchor="middle")
    return picture


def draw_ranks(told: list[dict[str, str]]) -> Picture:
    """Where the losses fell among those foretold: a tenth of them in each bar would be right."""
    picture = Picture(
        2 * (SIZE + LEFT) + 20, TOP + SIZE + 60, "Losses among those foretold",
        "Two histograms of ranks, attackers and defenders: level bars would be right, a hump means too wide, a bowl "
        "too narrow.",
    )  # fmt: skip
    for n, side in enumerate(SIDES):
        left = LEFT + n * (SIZE + LEFT)
        counts, _ = np.histogram([float(row[f"rank_{side}"]) for row in told], bins=BINS, range=(0, 1))
        shares = counts / counts.sum()
        _axes(picture, left, 0.0, 0.2, (0, 0.05, 0.1, 0.15, 0.2), f"{side}s' losses: share of battles")
        for i, share in enumerate(shares):
            y = _y(min(float(share), 0.2), 0.0, 0.2)
            x = left + SIZE * i / BINS + 2
            picture.add("rect", "band", x=x, y=y, width=SIZE / BINS - 4, height=TOP + SIZE - y)
        picture.add("path", "s-record", d=f"M{left},{_y(0.1, 0, 0.2):.1f}h{SIZE}", stroke_width=2)
        for tick in (0, 0.5, 1):
            picture.text(left + SIZE * tick, TOP + SIZE + 20, f"{tick:g}", "faint", "middle", 12)
        picture.text(left + SIZE / 2, TOP + SIZE + 42, "rank: lower than foretold to higher", anchor="middle")
    return picture


def draw_coverage(told: list[dict[str, str]]) -> Picture:
    """Coverage of both intervals by era and side."""
    step = 52.0
    picture = Picture(
        720, TOP + step * (len(ERAS) - 1) + 40, "Losses inside the intervals, by era",
        "For each era the share of battles whose losses lie inside the 90 and the 50 % interval, with 95 % intervals.",
    )  # fmt: skip
    left, width = 210.0, 460.0
    for tick in (0.25, 0.5, 0.75, 0.9, 1.0):
        x = left + width * tick
        css = "s-record" if tick in (0.5, 0.9) else "s-line"
        picture.add("path", css, d=f"M{x:.1f},{TOP - 6:.1f}V{TOP + step * (len(ERAS) - 1):.1f}")
        picture.text(x, TOP - 14, f"{tick:g}", "faint", "middle", 12)
    for n, (first, last) in enumerate(itertools.pairwise(ERAS)):
        chosen = [row for row in told if first <= int(row["year"]) < last]
        y = TOP + step * n + 8
        picture.text(10, y + 18, f"{first}–{last - 1}: {len(chosen)} battles")
        for k, side in enumerate(SIDES):
            ranks = np.abs(np.array([float(row[f"rank_{side}"]) for row in chosen]) - 0.5)
            for inside in (0.9, 0.5):
                hits = int((ranks <= inside / 2).sum())
                low, high = wilson(hits, len(chosen))
                at = y + 8 + 18 * k
                picture.add(
                    "path",
                    "s-model",
                    d=f"M{left + width * low:.1f},{at:.1f}H{left + width * high:.1f}",
                    stroke_width=1.5,
                )
                shape = {"attacker": "circle", "defender": "rect"}[side]
                x = left + width * hits / len(chosen)
                where = (
                    {"cx": x, "cy": at, "r": 4.5}
                    if shape == "circle"
                    else {"x": x - 4, "y": at - 4, "width": 8, "height": 8}
                )
                picture.add(shape, "model", **where)
    picture.text(
        left,
        TOP + step * (len(ERAS) - 1) + 24,
        "discs attackers, squares defenders; blue lines what would be right",
        "faint",
        size=12,
    )
    return picture


def main() -> None:
    """Draw all three."""
    told = rows()
    for name, picture in (
        ("reliability", draw_reliability(told)), ("ranks", draw_ranks(told)), ("coverage", draw_coverage(told)),
    ):  # fmt: skip
        path = PICTURES / f"combat-{name}.svg"
        path.write_text(picture.standalone(), encoding="utf-8", newline="\n")
        print(path.name)


if __name__ == "__main__":
    main()
