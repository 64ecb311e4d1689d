"""Tables of actions: what is read, what is never read, and how bad ones are refused."""

from __future__ import annotations

import csv
import importlib
import math
import tomllib
from hashlib import sha256
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gunboat.combat import forts
from gunboat.combat.rows import crps
from gunboat.record.faults import WarError

TABLE = Path(__file__).parents[2] / "verification" / "data" / "fort_actions.csv"
AFTER = (
    "outcome", "att_killed", "att_wounded", "ships_lost", "ships_disabled", "hits_on_ships", "rounds_fired_ships",
    "rounds_fired_forts", "def_killed", "def_wounded", "def_captured", "guns_dismounted", "duration_min",
    "source", "status", "confidence", "name", "date", "place", "attacker",
)  # fmt: skip


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_row_is_expected_and_quantiles_rise(rows: list[dict[str, str]]) -> None:
    told = forts.predict(TABLE, particles=512)
    assert [t["action"] for t in told] == [row["action_id"] for row in rows]
    for t in told:
        assert 0.0 < t["success"] < 1.0
        for side in ("attackers", "defenders"):
            assert len(t[side]) == len(forts.QUANTILES)
            assert t[side] == sorted(t[side])
            assert t[side][0] >= 0.0


def test_what_was_known_after_is_never_read(rows: list[dict[str, str]]) -> None:
    """Outcome columns with poison in them, and notes with all but the one tag gone, change nothing."""
    poisoned = [
        {**row, **dict.fromkeys(AFTER, "poison"), "notes": "GUNS=TOTAL" if "GUNS=TOTAL" in row["notes"] else "poison"}
        for row in rows[::6]
    ]
    assert forts.predict(poisoned, particles=256) == forts.predict(rows[::6], particles=256)


def test_order_and_company_change_nothing(rows: list[dict[str, str]]) -> None:
    some = rows[::7]
    together = {t["action"]: t for t in forts.predict(some, particles=256)}
    for t in forts.predict(some[::-1], particles=256) + forts.predict(some[2:3], particles=256):
        assert t == together[t["action"]]


def test_blank_rows_and_extreme_rows_are_expected() -> None:
    blank = dict.fromkeys(forts.KNOWN_BEFORE, "")
    huge = dict.fromkeys(forts.NUMBERS, "10000000")
    nothing = dict.fromkeys(forts.NUMBERS, "0")
    spans = dict.fromkeys(forts.NUMBERS, "1..5000") | {"tide_or_mud": "mud 900 m, against the current, torpedoes"}
    for t in forts.predict([blank, huge, nothing, spans], particles=256):
        assert all(math.isfinite(x) for x in (t["success"], *t["attackers"], *t["defenders"]))
        assert 0.0 < t["success"] < 1.0


def test_an_empty_table_expects_nothing() -> None:
    assert forts.predict([]) == []


@pytest.mark.parametrize(
    ("cells", "column", "says"),
    [
        ({"garrison": "many"}, "garrison", "is no number"),
        ({"garrison": "-3"}, "garrison", "is no number"),
        ({"ships_engaged": "1..2..3"}, "ships_engaged", "is no number"),
        ({"landing_men": "1e99"}, "landing_men", "is no number"),
        ({"steam": "perhaps"}, "steam", "is not known here"),
        ({"defender_drill": "regulr"}, "defender_drill", "is not known here"),
    ],
)
def test_a_bad_cell_is_named(cells: dict[str, str], column: str, says: str) -> None:
    good: dict[str, Any] = {"ships_engaged": "3"}
    with pytest.raises(WarError) as caught:
        forts.predict([good, good | cells])
    (fault,) = caught.value.faults
    assert (fault.file, fault.line, fault.field) == ("the table", 3, column)
    assert says in fault.says
    assert fault.remedy
    assert "\n" not in str(fault)


def test_bad_tables_are_refused(tmp_path: Path) -> None:
    wide = tmp_path / "wide.csv"
    wide.write_text("ships_engaged,garrison\n1,2,3\n", encoding="utf-8")
    other = tmp_path / "other.csv"
    other.write_text("fruit\napple\n", encoding="utf-8")
    latin = tmp_path / "latin.csv"
    latin.write_bytes(b"ships_engaged\n\xff\n")
    for path, says in ((wide, "more cells"), (other, "none of the columns"), (latin, "cannot be read"),
                       (tmp_path / "none.csv", "cannot be read")):  # fmt: skip
        with pytest.raises(WarError, match=says):
            forts.predict(path)
    with pytest.raises(WarError, match="is no row"):
        forts.predict(["row"])  # type: ignore[list-item] # hostile on purpose


def test_an_unknown_outcome_is_refused_when_scored_only() -> None:
    row = {"ships_engaged": "3", "outcome": "glorious"}
    assert forts.predict([row], particles=64)
    with pytest.raises(WarError, match="glorious"):
        forts.score([row], particles=64)


def test_scores_reward_what_happened() -> None:
    easy = {"ships_engaged": "12", "ship_guns": "300", "landing_men": "2500", "fort_guns_bearing": "20",
            "garrison": "500", "defender_drill": "irregular", "flank_or_rear_attack": "yes"}  # fmt: skip
    likely = easy | {"outcome": "forts_taken", "att_killed": "2", "att_wounded": "15"}
    odd = easy | {"outcome": "repulsed", "att_killed": "900", "att_wounded": "1500"}
    good, bad = (forts.score([row], particles=1024)["rows"][0] for row in (likely, odd))
    assert good["log_density"] > bad["log_density"] + 3.0
    assert good["brier"] < bad["brier"]
    assert good["attackers"]["crps"] < bad["attackers"]["crps"]
    assert bad["attackers"]["pit"] > 0.98


def test_densities_of_losses_add_up_to_one() -> None:
    """Each count's density times its width on the scale of log(1 + x), summed."""
    found = np.zeros((1, len(forts.FOUND)))
    found[0, 1], found[0, 4], found[0, 5] = 1.0, 6.0, 0.9
    total = 0.0
    for x in range(2000):
        outcome = np.zeros(1, forts.SEEN)
        outcome["success"], outcome["attackers"], outcome["defenders"] = 1.0, x, math.nan
        outcome["asides"] = math.nan
        told = np.zeros((1, 6))
        forts.densities(found, outcome.view(np.recarray), 1, told)
        total += told[0, 0] * math.log((x + 1.5) / (x + 0.5))
    assert abs(total - 1.0) < 1e-3


def test_crps_of_a_point_is_its_distance() -> None:
    samples = np.array([np.full(50, 2.0), np.repeat([0.0, 1.0], 25)])
    assert crps(samples, np.array([5.0, 0.5])).tolist() == pytest.approx([3.0, 0.25])


@pytest.mark.parametrize(
    ("killed", "wounded", "expected"),
    [((1, 2), (3, 4), (4, 6)), ((5, 5), None, (5, 22)), (None, (10, 10), (10, 16)), ((0, 0), (0, 0), (0, 0))],
)
def test_losses_are_summed_or_bounded(killed: Any, wounded: Any, expected: tuple[float, float]) -> None:
    assert forts._loss(killed, wounded) == expected


def test_the_table_is_the_one_that_was_fitted() -> None:
    told = tomllib.loads(resources.files("gunboat.priors").joinpath("forts.toml").read_text(encoding="utf-8"))
    assert sha256(TABLE.read_bytes()).hexdigest() == told["data"][0]["sha256"]


def test_no_row_of_the_war_is_in_the_table(rows: list[dict[str, str]]) -> None:
    for row in rows:
        if row["defender"].startswith("Qing"):
            assert not "1857" <= row["date"][:4] <= "1860", row["action_id"]


@pytest.fixture
def checks(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(TABLE.parents[1]))
    return importlib.import_module("forts_checks")


def test_actions_that_are_land_battles_too_stand_in_both_tables(checks: Any, rows: list[dict[str, str]]) -> None:
    with (TABLE.parent / "qing_1841_56.csv").open(encoding="utf-8", newline="") as file:
        land = {row["name"] for row in csv.DictReader(file)}
    assert set(checks.ALSO_LAND_BATTLES) <= {row["action_id"] for row in rows}
    assert set(checks.ALSO_LAND_BATTLES.values()) <= land


def test_rows_of_one_war_count_for_less(checks: Any, rows: list[dict[str, str]]) -> None:
    fit = checks.fit_forts
    wars, weights = fit.wars(rows), fit.weights(rows)
    assert wars.count("Confederate States 1861") == 15
    assert len(set(wars)) == 22
    for war in set(wars):
        n = wars.count(war)
        total = sum(w for w, name in zip(weights, wars, strict=True) if name == war)
        assert 1.0 - 1e-12 <= total <= n
        assert total == pytest.approx(n / (1 + (n - 1) * fit.SAME_WAR))


def test_a_baseline_has_not_seen_the_row(checks: Any, rows: list[dict[str, str]]) -> None:
    """Another end of a row changes nothing in what the baseline expects of it."""
    some = rows[:20]
    other = [{**row, "outcome": "repulsed"} if i == 3 else row for i, row in enumerate(some)]
    names = [row["action_id"] for row in some]
    one, two = (checks.baseline(table, names, regress=True) for table in (some, other))
    assert one[3]["chance"] == two[3]["chance"]
    assert one[4]["chance"] != two[4]["chance"]


def test_what_was_foretold_is_of_the_same_actions(checks: Any, rows: list[dict[str, str]]) -> None:
    """The kept forecasts stand for the table as it is: names, wars, ends, and which losses are known."""
    with checks.RESULTS.open(encoding="utf-8", newline="") as file:
        kept = list(csv.DictReader(file))
    assert [row["action"] for row in kept] == [row["action_id"] for row in rows]
    assert [row["war"] for row in kept] == checks.wars(rows)
    for row, seen in zip(kept, checks.forts.seen(rows), strict=True):
        assert (row["success"] == "True") == (seen["success"] == 1.0)
        for side in ("attackers", "defenders"):
            assert bool(row[f"rank_{side}"]) == (not math.isnan(seen[side][0]))


def test_the_sampler_finds_a_known_law(checks: Any) -> None:
    """Weighted rounds of the sampler against a normal likelihood whose posterior is known."""
    fit = checks.fit_forts

    def likelihood(thetas: Any) -> Any:
        return np.column_stack([-0.5 * (thetas[:, 0] - fit.MIDDLE[0] - 1.0) ** 2 / 0.25, np.zeros(len(thetas))])

    found = fit.sample(likelihood, seed=5)
    weight, x = found.weight(), found.thetas[:, 0] - fit.MIDDLE[0]
    share = fit.SPREAD[0] ** 2 / (fit.SPREAD[0] ** 2 + 0.25)
    mean = float(weight @ x)
    assert fit.ess(weight) > 1000
    assert abs(mean - share) < 0.05
    assert abs(math.sqrt(float(weight @ (x - mean) ** 2)) - math.sqrt(0.25 * share)) < 0.04
    without = found.weight([0])
    assert abs(float(without @ x)) < 0.1
