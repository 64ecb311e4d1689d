"""Ensembles against the record: the arithmetic on ensembles made by hand, and what is left out."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from gunboat.analysis.choosing import choose, closest, typical
from gunboat.analysis.compare import Comparison, compare, singles_of
from gunboat.analysis.documented import Quantity, measured
from gunboat.analysis.ladder import documented_order, in_order, ladder, patterns_of, write_chance
from gunboat.analysis.measures import mid_rank, spread_of, wilson
from gunboat.run.ensemble import run_ensemble
from gunboat.run.result import Ensemble
from gunboat.run.single import pattern_rows
from gunboat.scenario.read import WrittenWar

Dates = Mapping[str, str]
MENU = {  # the documented course of the small war
    "south_taken": "1871-06-21", "treaty_signed": "1872-06-30", "ratified": "1873-05-16",
    "boom-fort-stormed": "1871-06-20", "south-harbour-held": "1871-06-21", "expedition-voted": "1871-08-10",
    "gate-stormed": "1872-05-14", "treaty-at-karsk": "1872-06-30", "treaty-kept": "1873-05-16",
}  # fmt: skip


def made(war: WrittenWar, histories: Sequence[Dates], let_go: str = "1871-05-01") -> Ensemble:
    """An ensemble in which each history holds the given events at noon of the given days."""
    first = war.war.day("first_day")
    assert first is not None
    rows = pattern_rows(war)
    names = [row.text("id") for row in rows]
    minutes = np.full((len(histories), len(names)), -1, np.int64)
    for i, history in enumerate(histories):
        for name, day in history.items():
            minutes[i, names.index(name)] = (date.fromisoformat(day) - first).days * 1440 + 720
    values = np.where(minutes >= 0, 100.0, np.nan)
    return Ensemble(
        war="two-harbours", seed=3, let_go=date.fromisoformat(let_go), first_day=first, names=names,
        n_outcomes=len(war.outcomes), minutes=minutes, a=values, b=values * 3,
        counts=np.zeros((len(histories), 7), np.int64), seconds=1.5, threads=1, patterns=rows,
    )  # fmt: skip


def test_wilson_is_the_textbook_interval() -> None:
    assert wilson(0, 10) == pytest.approx([0.0, 0.27753], abs=1e-5)
    assert wilson(10, 10) == pytest.approx([0.72247, 1.0], abs=1e-5)
    assert wilson(50, 100) == pytest.approx([0.40383, 0.59617], abs=1e-5)
    assert (wilson(0, 10)[0], wilson(10, 10)[1]) == (0.0, 1.0)
    assert wilson(0, 0) == (0.0, 1.0)


def test_a_mid_rank_counts_equals_half() -> None:
    assert mid_rank([1.0, 2.0, 2.0, 9.0], 2.0) == 50.0
    assert mid_rank([1.0, 2.0], 5.0) == 100.0
    assert mid_rank([3.0], 1.0) == 0.0
    assert mid_rank([], 1.0) is None


def test_quantiles_are_values_that_occur() -> None:
    assert spread_of(np.arange(1.0, 101.0)) == (5.0, 50.0, 95.0)
    assert spread_of(np.array([7.0])) == (7.0, 7.0, 7.0)
    assert spread_of(np.array([])) is None


def test_an_event_is_placed_among_the_histories_that_hold_it(small: WrittenWar) -> None:
    days = ["1871-06-10", "1871-06-20", "1871-06-20", "1871-07-01"]
    found = compare(made(small, [{"boom-fort-stormed": day} for day in days] + [{}] * 6), small)
    row = found.event("boom-fort-stormed")
    assert (row.count, row.n, row.share) == (4, 10, 0.4)
    assert (row.low, row.high) == wilson(4, 10)
    assert row.percentile == 50.0  # one before, two on the day
    assert [row.p05, row.p50, row.p95] == [date(1871, 6, 10), date(1871, 6, 20), date(1871, 7, 1)]
    assert found.event("treaty-kept").percentile is None
    assert "boom-fort-stormed" not in found.hardly_ever
    assert "treaty-kept" in found.hardly_ever


def test_the_middle_of_an_interval_is_compared(small: WrittenWar) -> None:
    found = compare(made(small, [{"treaty-at-karsk": "1872-06-30"}, {"treaty-at-karsk": "1872-07-01"}]), small)
    assert found.event("treaty-at-karsk").percentile == 50.0  # documented on one of the two days


def test_a_value_is_compared_with_the_figures(small: WrittenWar) -> None:
    (value,) = compare(made(small, [MENU]), small).event("boom-fort-stormed").values
    assert (value.meaning, value.unit) == ("loss of the defender", "men")
    assert value.documented == (300.0, 300.0)  # no figure in the record: the value that is followed
    assert (value.p50, value.percentile) == (300.0, 50.0)


def test_rival_figures_widen_the_range(shipped: WrittenWar) -> None:
    rows = {row.text("id"): row for row in shipped.yardstick}
    assert measured(shipped, rows["canton-assault"])[0] == Quantity("loss of the attacker", "men", 0, (123.0, 128.0))
    assert measured(shipped, rows["canton-assault"])[1] == Quantity("loss of the defender", "men", 1, (650.0, 650.0))
    assert measured(shipped, rows["changkiawan"])[0] == Quantity("loss of the attacker", "men", 0, (36.0, 36.0))
    assert measured(shipped, rows["peking"]) == []


def test_what_treaties_promised_is_measured(shipped: WrittenWar) -> None:
    """The sum that was promised to the power itself, in millions, and the ports of the treaties together."""
    rows = {row.text("id"): row for row in shipped.yardstick}
    assert measured(shipped, rows["british-treaty"]) == [
        Quantity("indemnity", "million taels", 0, (4.0, 4.0)),
        Quantity("ports", "ports", 1, (10.0, 10.0)),
    ]
    assert measured(shipped, rows["french-treaty"]) == [Quantity("indemnity", "million taels", 0, (2.0, 2.0))]
    assert measured(shipped, rows["convention"]) == [Quantity("indemnity", "million taels", 0, (8.0, 8.0))]


def test_a_treaty_without_an_indemnity_is_not_one_of_nought(small: WrittenWar) -> None:
    ensemble = made(small, [MENU, MENU, MENU])
    column = ensemble.names.index("boom-fort-stormed")
    ensemble.b[:, column] = (0.0, 2.0, 4.0)
    for meaning, expected in (("indemnity", [2.0, 4.0]), ("ports", [0.0, 2.0, 4.0])):
        quantity = Quantity(meaning, "", 1, None)
        assert singles_of(ensemble, "boom-fort-stormed", quantity).tolist() == expected


def test_what_came_before_the_letting_go_is_left_out(small: WrittenWar) -> None:
    found = compare(made(small, [MENU], let_go="1871-07-01"), small)
    assert {"boom-fort-stormed", "south-harbour-held"} <= set(found.left_out)
    assert found.outcome("south_taken").documented is None
    assert found.outcome("treaty_signed").documented is True
    assert [row.id for row in found.events] == ["expedition-voted", "gate-stormed", "treaty-at-karsk", "treaty-kept"]


def test_what_may_have_come_before_the_letting_go_is_left_out(small: WrittenWar) -> None:
    found = compare(made(small, [MENU], let_go="1873-05-02"), small)
    assert "treaty-kept" in found.left_out  # documented for some day of May
    assert [row.id for row in compare(made(small, [MENU], let_go="1873-05-01"), small).events] == ["treaty-kept"]


def test_what_is_counted_from_before_the_letting_go_is_left_out_unless_followed(small: WrittenWar) -> None:
    after = {"treaty-at-karsk": "1872-06-30", "gate-stormed": "1872-05-14"}
    blind = compare(made(small, [after], let_go="1871-07-01"), small)
    assert "gate-stormed" in blind.left_out  # it comes after the fall of South Harbour, which nobody saw
    seeing = compare(made(small, [{**after, "south_taken": "1871-06-21"}], let_go="1871-07-01"), small)
    assert "gate-stormed" not in seeing.left_out


def test_an_outcome_that_the_record_lacks_is_documented_as_absent(small: WrittenWar) -> None:
    bare = replace(small.outcomes[0], cells={**small.outcomes[0].cells, "event": None})
    other = replace(small, outcomes=[bare, *small.outcomes[1:]])
    assert compare(made(other, [MENU, {}]), other).outcome("south_taken").documented is False


def test_json_has_its_keys_and_comes_back(small: WrittenWar) -> None:
    found = compare(made(small, [MENU, {}]), small)
    text = json.dumps(found.to_dict(), allow_nan=False)
    plain = json.loads(text)
    assert {"war", "let_go", "seed", "histories", "seconds", "outcomes", "events"} <= set(plain)
    assert plain["outcomes"] == {"south_taken": 0.5, "treaty_signed": 0.5, "ratified": 0.5}
    assert {"id", "documented", "share", "p05", "p50", "p95", "percentile"} <= set(plain["events"][0])
    assert plain["events"][0]["documented"] == ["1871-06-20", "1871-06-20"]
    assert Comparison.from_dict(plain) == found


def test_values_that_are_not_known_are_null(small: WrittenWar) -> None:
    ensemble = made(small, [{}, {}])
    plain = compare(ensemble, small).to_dict()
    json.dumps(plain, allow_nan=False)
    assert plain["events"][0]["values"][0]["p50"] is None


def test_another_war_or_other_patterns_are_refused(small: WrittenWar, shipped: WrittenWar) -> None:
    with pytest.raises(ValueError, match="of two-harbours"):
        compare(made(small, [{}]), shipped)
    with pytest.raises(ValueError, match="did not measure"):
        compare(run_ensemble(small, 1, patterns=[small.outcomes[0]]), small)


# ---------------------------------------------------------------- choosing


def test_the_record_itself_is_closest(small: WrittenWar) -> None:
    late = {name: (date.fromisoformat(day) + timedelta(days=90)).isoformat() for name, day in MENU.items()}
    without = {name: day for name, day in MENU.items() if name != "gate-stormed"}
    assert closest(made(small, [{}, late, without, MENU]), small) == 3
    assert closest(made(small, [{}, late, without]), small) == 2  # one event less is nearer than all of them late
    assert closest(made(small, [MENU, MENU]), small) == 0


def test_the_typical_history_has_the_commonest_outcomes_and_the_middle_dates(small: WrittenWar) -> None:
    treaties: list[Dates] = [{"treaty_signed": f"1872-0{month}-01"} for month in (1, 6, 7, 8)]
    assert typical(made(small, [{}, {}, *treaties])) in (3, 4)
    assert typical(made(small, [{"south_taken": "1871-06-21"}, {}, {}])) == 1
    assert choose(made(small, [MENU]), small) == {"closest": 0, "typical": 0}


# ---------------------------------------------------------------- the ladder


def test_the_path_wants_every_outcome_in_order(small: WrittenWar) -> None:
    swapped = {**MENU, "south_taken": "1872-07-05"}
    unended = {name: day for name, day in MENU.items() if name != "ratified"}
    unbegun = {name: day for name, day in MENU.items() if name != "south_taken"}
    ensemble = made(small, [MENU, swapped, unended, unbegun])
    order = documented_order(small, ensemble)
    assert order == ["south_taken", "treaty_signed", "ratified"]
    assert in_order(ensemble, order).tolist() == [True, False, False, False]


def test_a_turn_waits_only_for_what_is_still_to_come(small: WrittenWar) -> None:
    turn = small.turns[1]
    after = replace(turn, cells={**turn.cells, "after": "south_taken"})
    assert [row.text("id") for row in patterns_of(small, after)] == [turn.text("id")]  # taken in 1871, let go in 1872
    early = replace(after, cells={**after.cells, "let_go": date(1871, 6, 1)})
    assert [row.text("id") for row in patterns_of(small, early)] == ["south_taken", turn.text("id")]


def test_a_ladder_counts_what_comes_within_its_days(small: WrittenWar) -> None:
    told: list[int] = []
    found = ladder(small, 60, 80, 5, 2, told.append)
    assert sum(told) == 2 * 60 + 80
    assert [rung.n for rung in found.rungs] == [60, 60]
    assert found.product == pytest.approx(found.rungs[0].share * found.rungs[1].share)
    first = found.rungs[0]
    alone = run_ensemble(small, 60, seed=5, let_go=first.let_go, patterns=[small.turns[0]])
    start = (first.let_go - alone.first_day).days
    within = (alone.minutes[:, 0] >= 0) & (alone.minutes[:, 0] < (start + first.within) * 1440)
    assert first.count == within.sum()
    assert 0 < first.count < 60
    none = replace(small, turns=[replace(row, cells={**row.cells, "within": 0}) for row in small.turns])
    assert [rung.count for rung in ladder(none, 60, 1, 5).rungs] == [0, 0]
    json.dumps(found.to_dict(), allow_nan=False)
    for lang in ("en", "zh-hant", "zh-hans"):
        assert found.path(lang)
        assert found.why(lang)


def test_small_chances_are_written_as_one_in_so_many() -> None:
    assert write_chance(0.27, "en") == "27 in 100"
    assert write_chance(1 / 2345, "en") == "about 1 in 2,300"
    assert write_chance(0.0, "en") == "nought"
