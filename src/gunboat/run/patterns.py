"""Patterns of events: how outcomes, turning points and the yardstick look for themselves in a chronicle."""

from __future__ import annotations

import math
from typing import Any

from gunboat.record.cells import Row
from gunboat.record.tables import EVENT_KINDS, first_quantity
from gunboat.world.declaration import Declared, F, I
from gunboat.world.setting import Setting

PATTERN = Declared(
    "Pattern",
    ("kind", I, "kind of event"),
    ("actor", I, "actor number; -1 anybody"),
    ("other", I, "actor number; -1 anybody"),
    ("place", I, "place; -1 anywhere"),
    ("least", F, "least first value"),
    ("most", F, "greatest first value"),
    ("after", I, "pattern that must have been found before; -1 none"),
    ("nth", I, "which occurrence"),
    ("since", I, "minutes; not before"),
    ("shift", I, "1 if the second and third values are kept in place of the first and second"),
)


def write_patterns(setting: Setting, rows: list[Row], since: int) -> Any:
    """One pattern a row, in the order of the rows; a row that comes after another must stand behind it.

    A turning point (a row that says within how many days) is looked for from `since` on (minutes); outcomes and
    yardstick events in the whole history, so that what was followed counts as having happened.
    """
    import numpy as np

    patterns = np.zeros(len(rows), PATTERN.dtype)
    index: dict[str, int] = {}
    for i, row in enumerate(rows):
        p = patterns[i]
        p["kind"] = EVENT_KINDS.index(row.text("kind"))
        p["actor"], p["other"] = setting.actor(row.text("actor")), setting.actor(row.text("other"))
        p["place"] = setting.number["places"][row.text("place")] if row.text("place") else -1
        least, most = row.number("least"), row.number("most")
        p["least"] = -math.inf if least is None else least
        p["most"] = math.inf if most is None else most
        p["after"] = index[row.text("after")] if row.text("after") else -1
        p["nth"] = row.integer("nth") or 1
        p["since"] = since if "within" in row.cells else 0
        p["shift"] = first_quantity(row.text("kind")) if row.cells.get("measures", "none") != "none" else 0
        index[row.text("id")] = i
    return patterns
