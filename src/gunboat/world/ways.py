"""Ways between places: shortest times by channel, with their spread, season and legs, from the table of routes.

Run once when a war is laid out, in NumPy; rules read the result from the terms.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from gunboat.record.cells import Row
from gunboat.scenario.schema import CHANNELS
from gunboat.world.state import N_PLACES

Z_90 = 1.6448536269514722  # half a 90 % interval, in standard deviations: routes give low and high as such a range

# For each channel: which letters it carries ("" any), and whose times it uses, the first that a leg gives.
_CHANNEL: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "mail": (("mail", "both"), ("steamer", "courier")),
    "relay": (("relay", "both"), ("courier", "foot")),
    "wire": (("mail", "both", "wire"), ("steamer", "courier")),
    "force": ((), ("steamer", "foot")),
    "hand": (("mail", "both", "relay"), ("steamer", "courier", "foot")),
}
_LETTERS = ("mail", "relay", "wire", "hand")


@dataclass
class Ways:
    """One channel's ways: arrays of shape (places, places); `days` is inf where no way leads."""

    days: npt.NDArray[np.float64]
    variance: npt.NDArray[np.float64]
    north: npt.NDArray[np.float64]
    south: npt.NDArray[np.float64]
    legs: npt.NDArray[np.float64]
    scheduled: npt.NDArray[np.float64]
    ice: npt.NDArray[np.int64]

    def extras(self) -> tuple[npt.NDArray[Any], ...]:
        """The arrays that add up along a way."""
        return self.variance, self.north, self.south, self.legs


ROUND_THE_ICE = 5.0  # days that a letter goes out of its way to be free of ice


def find_ways(routes: list[Row], places: list[Row], channel: str) -> Ways:
    """Shortest ways for one of CHANNELS; letters between the sides go round what ice may close, where they can."""
    ways = _shortest(routes, places, channel)
    if channel == "hand":
        clear = _shortest(routes, places, channel, without_ice=True)
        better = (ways.ice > 0) & (clear.days <= ways.days + ROUND_THE_ICE)
        for name in ("days", "variance", "north", "south", "legs", "scheduled", "ice"):
            setattr(ways, name, np.where(better, getattr(clear, name), getattr(ways, name)))
    return ways


def _shortest(routes: Iterable[Row], places: list[Row], channel: str, *, without_ice: bool = False) -> Ways:
    """Shortest ways by typical time (Floyd 1962), with what adds up along each."""
    index = {row.text("id"): i for i, row in enumerate(places)}
    iced = {i + 1 for i, row in enumerate(places) if row.text("ice_from")}
    n = len(places)
    none = np.zeros((n, n))
    ways = Ways(
        days=np.full((n, n), np.inf),
        variance=none.copy(),
        north=none.copy(),
        south=none.copy(),
        legs=none.copy(),
        scheduled=none.copy(),
        ice=np.zeros((n, n), np.int64),
    )
    np.fill_diagonal(ways.days, 0.0)
    for row in routes:
        _add_leg(ways, row, index, iced, channel, without_ice)
    for k in range(n):
        through = ways.days[:, k, None] + ways.days[None, k, :]
        shorter = through < ways.days - 1e-12
        ways.days = np.where(shorter, through, ways.days)
        for part in ways.extras():
            part[:] = np.where(shorter, part[:, k, None] + part[None, k, :], part)
        for mark in (ways.scheduled, ways.ice):
            mark[:] = np.where(shorter, np.maximum(mark[:, k, None], mark[None, k, :]), mark)
    return ways


def _add_leg(ways: Ways, row: Row, index: dict[str, int], iced: set[int], channel: str, without_ice: bool) -> None:
    carries, means = _CHANNEL[channel]
    if carries and row.text("carries") not in carries:
        return
    used = next((m for m in means if row.number(f"{m}_typical") is not None), None)
    if used is None:
        return
    days = row.number(f"{used}_typical") or 0.0
    low, high = row.number(f"{used}_low") or days, row.number(f"{used}_high") or days
    spread = math.log(max(high, days) / max(min(low, days), 1e-3)) / (2 * Z_90) if high > 0 else 0.0
    variance = days * days * (math.exp(spread * spread) - 1.0)
    a, b = index[row.text("from")], index[row.text("to")]
    by_water = row.text("mode") in ("sea", "river", "mail line")
    ice = max((p for p in (a + 1, b + 1) if p in iced), default=0) if by_water and used != "foot" else 0
    if ice and without_ice:
        return
    directions = [(a, b, row.text("monsoon") == "to", row.text("monsoon") == "from")]
    if not row.integer("one_way"):
        directions.append((b, a, row.text("monsoon") == "from", row.text("monsoon") == "to"))
    for i, j, north, south in directions:
        if days < ways.days[i, j]:
            ways.days[i, j], ways.variance[i, j] = days, variance
            ways.north[i, j], ways.south[i, j] = days * north, days * south
            ways.legs[i, j], ways.ice[i, j] = 1.0, ice
            ways.scheduled[i, j] = float(row.text("mode") == "mail line" and channel in _LETTERS)


def write_ways(terms: Any, routes: list[Row], places: list[Row]) -> None:
    """Fill the channels of the terms."""
    n = len(places)
    where = (np.arange(n)[:, None] * N_PLACES + np.arange(n)[None, :]).ravel()
    for c, channel in enumerate(CHANNELS):
        ways = find_ways(routes, places, channel)
        known = np.isfinite(ways.days)
        days = np.where(known, ways.days, 1.0)
        safe = np.where(days > 0.0, days, 1.0)
        record = terms["channels"][c]
        record["days"][:] = -1.0
        record["days"][where] = np.where(known, ways.days, -1.0).ravel()
        record["spread"][where] = np.sqrt(np.log1p(ways.variance / safe**2)).ravel()
        record["north"][where] = (ways.north / safe).ravel()
        record["south"][where] = (ways.south / safe).ravel()
        record["legs"][where] = ways.legs.ravel()
        record["scheduled"][where] = ways.scheduled.ravel()
        record["ice"][where] = ways.ice.ravel()
