"""The sourced tables under verification/data: keys are unique, spans do not overlap, and what they name exists."""

from __future__ import annotations

import csv
import itertools
import math
import re
from pathlib import Path
from statistics import median, stdev

import pytest

DATA = Path(__file__).absolute().parent.parent / "verification" / "data"
SHIPPED = DATA.parent.parent / "src" / "gunboat" / "priors"
BEFORE = 1914
CLASSES = {
    "western",
    "ottoman",
    "south_asian",
    "qing",
    "east_asian_other",
    "african",
    "steppe",
    "native_american",
    "pacific",
}
BASIS = r"(read https?://|recalled|reckoned)"
KEYS = {
    "traditions": ("belligerent", "from_year"),
    "same_battles": ("cdb90_id", "acw_id"),
    "same_forts": ("qing_name",),
    "exposure_1839_42": ("action", "date", "side"),
}


def path_of(name: str) -> Path:
    return (SHIPPED if name == "traditions" else DATA) / f"{name}.csv"


def rows(name: str) -> list[dict[str, str]]:
    with path_of(name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def classes(belligerent: str, year: int) -> list[str]:
    return [
        row["tradition"]
        for row in rows("traditions")
        if row["belligerent"] == belligerent and int(row["from_year"]) <= year <= int(row["to_year"])
    ]


@pytest.mark.parametrize("name", KEYS)
def test_keys_are_unique_and_no_cell_is_ragged(name: str) -> None:
    table = rows(name)
    keys = [tuple(row[column] for column in KEYS[name]) for row in table]
    assert len(keys) == len(set(keys))
    assert all(None not in row and all(cell is not None for cell in row.values()) for row in table)
    assert b"\r" not in path_of(name).read_bytes()


@pytest.mark.parametrize("name", KEYS)
def test_the_readme_says_how_many_rows(name: str) -> None:
    readme = (DATA / "README.md").read_text(encoding="utf-8")
    assert f"{name}.csv` | {len(rows(name))} |" in readme


def test_every_belligerent_read_has_one_tradition_in_its_year() -> None:
    met = {
        (row[side], int(row["year"]))
        for row in rows("cdb90")
        if int(row["year"]) < BEFORE
        for side in ("attacker", "defender")
    }
    met |= {(side, year) for side in ("US", "Confederate", "Native American") for year in range(1861, 1866)}
    met |= {(side, year) for side in ("Britain", "Qing") for year in (1841, 1842, 1856)}
    assert met
    assert not {(name, year): found for name, year in met if len(found := classes(name, year)) != 1}


def test_traditions_are_of_known_classes_and_spans_do_not_overlap() -> None:
    spans: dict[str, list[tuple[int, int]]] = {}
    for row in rows("traditions"):
        assert row["tradition"] in CLASSES, row
        assert row["basis"] in {"read", "recalled", "reckoned"}, row
        assert all(row[column].strip() for column in ("reason", "source")), row
        spans.setdefault(row["belligerent"], []).append((int(row["from_year"]), int(row["to_year"])))
    for name, held in spans.items():
        held.sort()
        assert all(start <= end for start, end in held), name
        assert all(before[1] < after[0] for before, after in itertools.pairwise(held)), name


def test_same_battles_name_battles_that_exist() -> None:
    family = {row["battle_id"] for row in rows("cdb90") if row["war_family"] == "american_civil_war"}
    table = rows("same_battles")
    assert {row["cdb90_id"] for row in table} == family
    assert all(re.fullmatch(r"acw-[A-Z]{2}\d{3}", row["acw_id"]) for row in table)
    assert len({row["acw_id"] for row in table}) == len(table)
    assert all(row["reason"] for row in table)
    if (DATA / "acw.csv").exists():
        assert {row["acw_id"] for row in table} <= {row["battle_id"] for row in rows("acw")}


def test_same_forts_name_actions_that_exist() -> None:
    table = rows("same_forts")
    assert {row["qing_name"] for row in table} <= {row["name"] for row in rows("qing_1841_56")}
    assert all(row["fort_action_id"] and row["reason"] for row in table)
    if (DATA / "fort_actions.csv").exists():
        assert {row["fort_action_id"] for row in table} <= {row["action_id"] for row in rows("fort_actions")}


def test_no_more_are_engaged_than_there_are() -> None:
    for row in rows("exposure_1839_42"):
        nominal_low, nominal_high, engaged_low, engaged_high = (
            int(row[column]) for column in ("nominal_low", "nominal_high", "engaged_low", "engaged_high")
        )
        assert 0 < nominal_low <= nominal_high, row
        assert 0 <= engaged_low <= engaged_high, row
        assert engaged_low <= nominal_low, row
        assert engaged_high <= nominal_high, row
        assert row["kind"] in {"city", "field", "works", "attacker"}, row
        assert "1839" <= row["date"] < "1843", row
        assert all(row[column].strip() for column in ("what_is_nominal", "what_is_engaged", "source")), row
        assert re.fullmatch(rf"nominal: {BASIS}.*; engaged: {BASIS}.*", row["basis"]), row


def test_the_shares_in_the_readme_are_those_of_the_table() -> None:
    logs: dict[tuple[str, str], list[float]] = {}
    for row in rows("exposure_1839_42"):
        if int(row["engaged_high"]):
            engaged = int(row["engaged_low"]) * int(row["engaged_high"])
            nominal = int(row["nominal_low"]) * int(row["nominal_high"])
            logs.setdefault((row["side"], row["kind"]), []).append(math.log(engaged / nominal) / 2)
    together = [log for (side, kind), found in logs.items() if side == "Qing" and kind != "attacker" for log in found]

    def said(found: list[float]) -> str:
        return f"{math.exp(median(found)):.2f}, {stdev(found):.2f}".replace("0.", ".")

    readme = " ".join((DATA / "README.md").read_text(encoding="utf-8").split())
    for name, key in (
        ("works", ("Qing", "works")),
        ("city", ("Qing", "city")),
        ("field", ("Qing", "field")),
        ("British attackers", ("Britain", "attacker")),
        ("Qing attackers", ("Qing", "attacker")),
    ):
        assert f"{name} {said(logs[key])}, {len(logs[key])}" in readme
    assert f"together {said(together)}" in readme


# ---------------------------------------------------------------- how the war's battles ended


def test_outcomes_of_the_war_are_of_its_battles_and_follow_their_rule() -> None:
    table = rows("war_outcomes")
    with (SHIPPED.parent / "wars" / "second-opium-war" / "battles.csv").open(encoding="utf-8", newline="") as file:
        battles = [row["id"] for row in csv.DictReader(file)]
    sides = [(battle, side) for battle in battles[1:] for side in ("attackers", "defenders")]
    assert [(row["battle"], row["side"]) for row in table] == sides
    for row in table:
        low, high, value = (float(row[name]) for name in ("low", "high", "value"))
        assert value == round(math.sqrt(low * high))
        assert float(row["rival_low"]) <= low <= high <= float(row["rival_high"])
        assert row["basis"] in ("read", "recalled", "reckoned")
