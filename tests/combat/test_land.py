"""Battles on land foretold: the law, the draws it is given, and the door for tables."""

from __future__ import annotations

import hashlib
import math
import tomllib
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import gunboat.combat
from gunboat.combat.land import _fights, densities_of, fight, log_densities, scores_of
from gunboat.combat.posterior import FITTED, fitted, many
from gunboat.combat.table import Battle, read_battles, tradition
from gunboat.compiled import interpreted
from gunboat.record.faults import WarError
from gunboat.world.formulas.breakpoints import fight_out
from gunboat.world.terms import COMBAT, COMBAT_PARAMETERS

ROW: dict[str, Any] = {
    "battle_id": "one", "war_family": "none", "year": 1842, "attacker": "Britain", "defender": "Qing",
    "att_strength": 2000, "def_strength": 4000, "posture": "FD", "posture2": "", "winner": "attacker",
    "att_casualties": 40, "def_casualties": 500, "hind_surprise": 3, "hind_leadership": 4,
}  # fmt: skip


def battle(**changed: Any) -> Battle:
    (found,) = read_battles([{**ROW, **changed}], scored=True)
    return found


# ---------------------------------------------------------------- the draws


def test_the_draws_are_those_of_the_fit() -> None:
    folder = resources.files("gunboat.priors")
    shipped = folder.joinpath("combat.csv").read_bytes()
    said = tomllib.loads(folder.joinpath("combat.toml").read_text(encoding="utf-8"))
    assert hashlib.sha256(shipped).hexdigest() == said["sha256"]
    assert len(fitted()["b0"]) == said["draws"]
    assert set(said["parameters"]) == set(FITTED)
    assert said["sampler"]["largest_r_hat"] < 1.01


def test_tables_are_those_that_were_fitted() -> None:
    said = tomllib.loads(resources.files("gunboat.priors").joinpath("combat.toml").read_text(encoding="utf-8"))
    root = Path(__file__).parents[2]
    for table in said["data"]:
        assert hashlib.sha256((root / table["file"]).read_bytes()).hexdigest() == table["sha256"], table["file"]


def test_a_war_not_seen_has_a_level_of_its_own() -> None:
    draws = many(fitted(), 4)
    assert np.std(draws["war"]) == pytest.approx(np.sqrt(np.mean(fitted()["war_spread"] ** 2)), rel=0.1)
    assert abs(np.mean(draws["war"])) < 0.01
    assert len(np.unique(draws["war"])) == len(draws)


# ---------------------------------------------------------------- the law


def test_the_density_is_that_of_the_fights() -> None:
    """Fights with one draw fall where the density says: over cells of both losses, for each winner."""
    one = many(fitted(), 1)[:1]
    fights, cells, finer = 40_000, 14, 4
    won, shares = fight([battle()], np.repeat(one, fights))
    edges = np.linspace(math.log(1e-4), math.log(0.9), cells + 1)
    for end, winner in ((1, "attacker"), (0, "defender")):
        chosen = won[0] == end
        lost = np.log(shares[0, chosen])
        seen, _, _ = np.histogram2d(lost[:, 0], lost[:, 1], bins=[edges, edges])
        fine = np.linspace(edges[0], edges[-1], cells * finer + 1)
        middle = (fine[:-1] + fine[1:]) / 2
        ends = [
            battle(winner=winner, att_casualties=2000 * math.exp(a), def_casualties=4000 * math.exp(d))
            for a in middle
            for d in middle
        ]
        density = np.exp(densities_of(ends, one)[:, 0]).reshape(cells, finer, cells, finer).sum(axis=(1, 3))
        expected = density * (fine[1] - fine[0]) ** 2 * fights
        many_in = expected > 100
        assert many_in.sum() > 5
        assert np.abs((seen - expected)[many_in] / np.sqrt(expected[many_in])).max() < 4.5
        assert abs(seen[many_in].sum() / expected[many_in].sum() - 1.0) < 0.04


def test_compiled_and_interpreted_fights_agree() -> None:
    class Dice:
        key, n_draws = np.uint64(77), 0

    one = many(fitted(), 1)[:1]
    drawn = COMBAT.objects(one[0])
    with np.errstate(over="ignore"):
        from gunboat.world.dice import fold

        plain_fold: Any = interpreted(fold)
        Dice.key = plain_fold(plain_fold(np.uint64(0), _fights([battle()])["key"][0]), 0)
        plain: Any = interpreted(fight_out)
        end = plain(Dice, drawn, 2000.0, 4000.0, 1.0, 0.0, 1.0, 1.0, 0, 0)
    won, shares = fight([battle()], one)
    assert (won[0, 0], *shares[0, 0]) == end


@pytest.mark.parametrize("name", ["att_strength", "def_strength"])
def test_more_men_win_more_often(name: str) -> None:
    few, lots = (
        fight([battle(**{name: men, "attacker": "Prussia", "defender": "Austria"})])[0].mean() for men in (3e3, 3e4)
    )
    assert (lots > few) == (name == "att_strength")


def test_sides_of_one_kind_know_no_asymmetry() -> None:
    found = battle(attacker="Prussia", defender="Austria")
    assert (found.western, found.qing) == (0, 0)
    assert (battle().western, battle().qing) == (1, 1)
    turned = battle(attacker="Qing", defender="Britain")
    assert (turned.western, turned.qing) == (-1, 1)
    assert fight([battle()])[0].mean() > fight([found])[0].mean() > fight([turned])[0].mean()


# ---------------------------------------------------------------- the door


def test_forecasts_have_every_column_and_are_the_same_again() -> None:
    found, again = gunboat.combat.predict([ROW, ROW]), gunboat.combat.predict([ROW, ROW])
    assert found == again
    for one in found:
        assert np.all(np.diff(one["attackers"]) > 0)
        assert 0 <= min(one["defenders"]) <= max(one["defenders"]) <= 1
    assert found[0] == found[1]  # its place in a table changes nothing


def test_nothing_judged_or_known_after_is_read() -> None:
    """Forecasts come out the same without the ends, and with anything in what was judged after the event."""
    before = {
        key: value
        for key, value in ROW.items()
        if not key.startswith("hind") and key not in ("winner", "att_casualties", "def_casualties")
    }
    poisoned = {**ROW, "hind_surprise": "??", "winner": "nonsense", "att_casualties": -5, "def_casualties": "many"}
    assert gunboat.combat.predict([before]) == gunboat.combat.predict([poisoned])


def test_a_strength_that_is_not_known_is_not_made_up() -> None:
    found = gunboat.combat.predict([{**ROW, "att_strength": ""}, ROW])
    assert math.isnan(found[0]["attacker_wins"])
    assert not math.isnan(found[1]["attacker_wins"])


def test_scores_leave_out_what_was_drawn_or_is_not_known() -> None:
    found = gunboat.combat.score([ROW, {**ROW, "winner": "draw"}, {**ROW, "def_casualties": ""}])["means"]
    assert (found["rows"], found["left_out"]) == (1, 2)
    assert found["log_density"] == pytest.approx(float(log_densities([battle()])[0]))
    assert gunboat.combat.score([])["means"]["rows"] == 0


def test_scores_prefer_what_happened() -> None:
    likely, unlikely = (gunboat.combat.score([{**ROW, "winner": side}])["means"] for side in ("attacker", "defender"))
    assert likely["log_loss"] < unlikely["log_loss"]
    assert likely["log_density"] > unlikely["log_density"]


def test_coverage_and_crps_are_what_they_are_called() -> None:
    dice = np.random.default_rng(0)
    battles = [battle(att_casualties=x, def_casualties=x) for x in dice.uniform(1, 1900, 500)]
    shares = dice.uniform(0, 1, (500, 2000, 2))
    shares[:, :, 0] *= 1900 / 2000
    shares[:, :, 1] *= 1900 / 4000
    found = scores_of(battles, np.ones((500, 2000), np.int64), shares, np.zeros(500))
    assert found.coverage_90 == pytest.approx((0.9, 0.9), abs=0.04)
    assert found.coverage_50 == pytest.approx((0.5, 0.5), abs=0.06)
    sure = scores_of(
        battles,
        np.ones((500, 2000), np.int64),
        np.array([b.shares for b in battles])[:, None, :].repeat(9, 1),
        np.zeros(500),
    )
    assert sure.crps_attacker == pytest.approx(0.0)
    assert sure.log_loss < 0.001


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"att_strength": "many"}, 'the table:2:att_strength: "many" is no number of 0 or more'),
        ({"def_strength": -4}, 'the table:2:def_strength: "-4" is no number of 0 or more'),
        ({"winner": "nobody"}, 'the table:2:winner: "nobody" is no end'),
    ],
)
def test_a_wrong_cell_is_named(changed: dict[str, Any], said: str) -> None:
    with pytest.raises(WarError, match="^" + said.replace("?", r"\?")):
        gunboat.combat.score([{**ROW, **changed}])


def test_cells_of_data_frames_are_read() -> None:
    """What a data frame has for nothing is blank, and numbers come as they come."""

    class Missing:
        def __bool__(self) -> bool:
            raise TypeError("a missing value has no truth")

        def __str__(self) -> str:
            return "<NA>"

    class Frame:
        def to_dict(self, how: str) -> list[dict[str, Any]]:
            assert how == "records"
            blank = {
                **ROW,
                "winner": math.nan,
                "battle_id": math.nan,
                "posture2": Missing(),
                "att_casualties": Missing(),
            }
            return [blank, {**ROW, "att_strength": "2,000", "year": "1842-06", "winner": "Attacker", "posture2": " "}]

    first, second = gunboat.combat.predict(Frame())  # type: ignore[arg-type] # a stand-in for a data frame
    assert first["attacker_wins"] == second["attacker_wins"]
    assert first["battle"] == "line 2"
    means = gunboat.combat.score(Frame())["means"]  # type: ignore[arg-type] # as above
    assert (means["rows"], means["left_out"]) == (1, 1)


def test_parts_of_larger_battles_are_not_scored() -> None:
    means = gunboat.combat.score([ROW, {**ROW, "overlaps_battle_id": "one"}])["means"]
    assert (means["rows"], means["left_out"]) == (1, 1)


def test_a_missing_column_or_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(WarError, match="no column def_strength"):
        gunboat.combat.predict([{"att_strength": 1}])
    with pytest.raises(WarError, match="is no row"):
        gunboat.combat.predict([1])  # type: ignore[list-item] # hostile on purpose
    with pytest.raises(WarError, match=r"nowhere\.csv: cannot be read"):
        gunboat.combat.predict(tmp_path / "nowhere.csv")


def test_a_file_and_its_rows_are_one(tmp_path: Path) -> None:
    path = tmp_path / "battles.csv"
    path.write_text(",".join(ROW) + "\n" + ",".join(str(value) for value in ROW.values()) + "\n", encoding="utf-8")
    assert gunboat.combat.predict(path) == gunboat.combat.predict([ROW])


@pytest.mark.parametrize(
    ("name", "year", "expected"),
    [
        ("France", 1798, "western"), ("Qing", 1842, "qing"), ("Zulu", 1879, "african"), ("Japan", 1904, "western"),
        ("Great Britain & Prussia", 1815, "western"), ("nobody of this name", 1800, ""),
        ("QING (Manchu)", 1842, "qing"),
    ],
)  # fmt: skip
def test_systems_of_belligerents(name: str, year: int, expected: str) -> None:
    assert tradition(name, year) == expected


def test_a_belligerent_that_is_not_known_is_taken_for_western_and_said() -> None:
    (known,), (strange,) = (gunboat.combat.predict([ROW | changed]) for changed in ({}, {"defender": "Ruritania"}))
    assert (known["taken_for_western"], strange["taken_for_western"]) == ([], ["defender"])


def test_parameters_are_complete() -> None:
    draws = many(fitted(), 1)
    assert draws.dtype.names == COMBAT_PARAMETERS
    assert np.isfinite([list(row) for row in draws]).all()


def test_actions_against_works_are_told_by_their_columns() -> None:
    row = {"action_id": "one", "ships_engaged": "4", "ship_guns": "20", "fort_guns_bearing": "30", "garrison": "500"}
    (found,) = gunboat.combat.predict([row])
    assert 0.0 < found["success"] < 1.0
    ended = {**row, "outcome": "silenced", "att_killed": "2", "att_wounded": "5", "def_killed": "", "def_wounded": ""}
    assert gunboat.combat.score([ended])["means"]["rows"] == 1
