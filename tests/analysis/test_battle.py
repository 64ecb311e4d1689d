"""The card of a battle: the record beside ranges, changes on the same dice, errors with a remedy."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

import gunboat as gb
from gunboat.analysis.battle import Card, card
from gunboat.run.battle import CHANGES, KINDS, MEASURES, SPANS, UNITS, WORKS, amended, battle_of, battles_of, fought
from playing import SHIPPED, SMALL

N = 400
WAR = gb.load(SHIPPED)
BATTLES = [battle.id for battle in battles_of(WAR.written)]


@pytest.fixture(scope="module")
def cards() -> dict[str, Card]:
    """The card of every battle, as documented."""
    return {name: card(WAR.written, name, N) for name in BATTLES}


def test_the_seven_battles_can_be_fought(cards: dict[str, Card]) -> None:
    assert set(BATTLES) == {
        "barrier-forts-1856", "canton-1857", "taku-1858", "taku-1859", "taku-1860", "changkiawan-1860", "palikao-1860",
    }  # fmt: skip
    for made in cards.values():
        assert 0.0 < made.success.low <= made.success.share <= made.success.high < 1.0
        assert made.won is not None
        assert made.commanders["attackers"]
        assert made.commanders["defenders"]
        assert made.cause
        assert made.result[0].id == made.battle.event
        assert set(made.battle.cells) >= set(SPANS[made.battle.kind])
        for line in made.lines:
            assert line.spread[0] <= line.spread[1] <= line.spread[2]
            assert line.unit == MEASURES[line.measure]
            assert (line.percentile is None) == (line.documented is None)


def documented(made: Card, measure: str) -> tuple[float, float, bool] | None:
    """A documented value of a card."""
    known = next(line.documented for line in made.lines if line.measure == measure)
    return None if known is None else (known.low, known.high, known.at_least)


def test_documented_losses_are_those_of_the_claims_that_are_followed(cards: dict[str, Card]) -> None:
    lost = {name: documented(made, "attackers_lost") for name, made in cards.items()}
    assert lost["canton-1857"] == (128.0, 128.0, False)  # 15 killed and 113 wounded; the French within them
    assert lost["taku-1858"] == (88.0, 88.0, False)
    assert lost["taku-1859"] == (448.0, 448.0, False)  # British 434, French 14
    assert lost["taku-1860"] == (359.0, 359.0, False)
    assert lost["palikao-1860"] == (52.0, 52.0, False)
    theirs = {name: documented(made, "defenders_lost") for name, made in cards.items()}
    assert theirs["taku-1858"] == (300.0, 399.0, True)  # killed only
    assert theirs["canton-1857"] == (200.0, 650.0, False)
    assert documented(cards["taku-1858"], "hours") == (2.0, 2.0, False)
    assert documented(cards["taku-1859"], "ships_out") == (5.0, 5.0, False)  # four sunk, one badly damaged
    assert documented(cards["taku-1859"], "ships_lost") == (4.0, 4.0, False)
    assert documented(cards["canton-1857"], "attackers_killed") == (15.0, 15.0, False)
    assert documented(cards["canton-1857"], "attackers_wounded") == (113.0, 113.0, False)
    assert documented(cards["taku-1858"], "defenders_killed") == (300.0, 399.0, False)
    assert [made.won for made in cards.values()] == [True, True, True, False, True, True, True]


def test_what_is_told_of_taku_in_1859(cards: dict[str, Card]) -> None:
    made = cards["taku-1859"]
    assert {group.group for group in made.rivals} >= {"taku-1859-losses", "taku-1859-garrison"}
    assert "taku-attack-ordered-1859" in {fact.id for fact in made.cause}
    assert "taku-1859-guns" in {fact.id for fact in made.strengths}
    assert ("James Hope", "賀布") in made.commanders["attackers"]
    phases = [each.phase for each in made.course]
    assert phases[0] == "fire opened"
    assert {"men landed", "works stormed", "first ship out of action"} <= set(phases)
    assert all(0 < each.share <= 1 and each.minute is not None for each in made.course)


def test_a_field_battle_has_no_course_and_a_city_has_phases(cards: dict[str, Card]) -> None:
    assert not cards["palikao-1860"].course
    assert {line.measure for line in cards["palikao-1860"].lines} == {
        f"{side}_{what}" for side in ("attackers", "defenders") for what in ("lost", "killed", "wounded")
    }
    phases = {each.phase: each.share for each in cards["canton-1857"].course}
    assert phases["walls given up"] == cards["canton-1857"].success.share
    assert 0 < phases["holder taken"] < phases["walls given up"]
    assert "commanding heights taken" in phases


def test_killed_and_wounded_make_up_the_losses() -> None:
    for name in ("taku-1859", "palikao-1860"):
        found = fought(WAR.written, battle_of(WAR.written, name), 200).measured
        for side in ("attackers", "defenders"):
            parts = found[f"{side}_killed"] + found[f"{side}_wounded"]
            assert (parts <= found[f"{side}_lost"]).all()
            assert name == "palikao-1860" or (parts == found[f"{side}_lost"]).all()  # on land some are missing
        assert "ships_lost" not in found or (found["ships_lost"] <= found["ships_out"]).all()


def test_the_same_seed_gives_the_same_numbers() -> None:
    one, two, other = (card(WAR.written, "taku-1859", 200, seed=seed).to_dict() for seed in (7, 7, 8))
    assert one == two
    assert one["measures"] != other["measures"]


def test_more_fights_begin_with_the_same_keys() -> None:
    battle = battle_of(WAR.written, "changkiawan-1860")
    few, many = (fought(WAR.written, battle, n, 3) for n in (50, 100))
    assert np.array_equal(few.won, many.won[:50])


WINS_MORE = {
    "guns": "x0.25", "drill": "irregular", "landing": "flank", "landing_men": "x3", "silent": "yes", "garrison": "x0.3",
    "tide": "high",
}  # fmt: skip


@pytest.mark.parametrize("name", WINS_MORE)
def test_each_change_moves_an_attack_on_works_as_it_should(name: str) -> None:
    made = card(WAR.written, "taku-1859", N, changes={name: WINS_MORE[name]})
    assert made.felt
    assert made.changed_success is not None
    assert made.changed_success.share > made.success.share
    assert made.turned is not None
    assert made.turned[0] > made.turned[1]


def test_changes_of_strength_move_a_battle_in_the_field() -> None:
    for changes, sign in (({"men": "x2"}, 1), ({"garrison": "x2"}, -1), ({"men": "1000", "garrison": "60,000"}, -1)):
        made = card(WAR.written, "palikao-1860", N, changes=changes)
        assert made.changed_success is not None
        assert sign * (made.changed_success.share - made.success.share) > 0


def test_works_that_may_not_fire_hurt_nobody_before_the_storm() -> None:
    made = card(WAR.written, "barrier-forts-1856", N, changes={"silent": "all"})
    lines = {line.measure: line for line in made.lines}
    assert lines["ships_out"].changed == (0.0, 0.0, 0.0)
    changed = lines["attackers_lost"].changed
    assert changed is not None
    assert changed[1] < lines["attackers_lost"].spread[1]


def test_without_a_boom_works_are_turned_more_often() -> None:
    free = card(WAR.written, "taku-1859", 400, changes={"boom": "no"})
    assert free.changed_success is not None
    assert free.changed_success.share > free.success.share
    assert card(WAR.written, "taku-1859", 100, changes={"boom": "yes"}).felt is False
    front = {"boom": "no", "landing": "front"}
    assert card(WAR.written, "taku-1859", 100, changes=front).felt is False
    assert card(WAR.written, "taku-1859", 100, changes=front | {"ships": "passing"}).felt


def test_a_change_to_what_stands_there_already_changes_nothing() -> None:
    made = card(WAR.written, "taku-1859", 100, changes={"drill": "regular", "garrison": "x1"})
    assert made.felt is False
    assert made.turned == (0, 0)
    assert all(line.changed == line.spread for line in made.lines)


def test_the_tide_lays_the_mud_bare() -> None:
    battle = battle_of(WAR.written, "taku-1859")
    bare = {tide: amended(battle, {"tide": tide}).cells["mud_m"] for tide in ("high", "half", "low", "120")}
    assert bare == {"high": "0", "half": "250", "low": "500", "120": "120"}


def test_a_landing_that_comes_round_crosses_no_mud() -> None:
    battle = battle_of(WAR.written, "taku-1859")
    for landing, tide, mud in (("peitang/flank", {}, "0"), ("flank", {}, "0..500"), ("peitang/front", {}, "0..500"),
                               ("peitang/flank", {"tide": "low"}, "500"), ("taku/flank", {}, "0..500")):  # fmt: skip
        assert amended(battle, {**tide, "landing": landing}, ["peitang", "taku"]).cells["mud_m"] == mud


@pytest.mark.parametrize(
    ("battle", "changes", "says", "remedy"),
    [
        ("taku-1857", {}, "there is no battle", "taku-185"),
        ("palikao-1860", {"boom": "no"}, "which is a battle in the field", "--men"),
        ("canton-1857", {"guns": "x2"}, "which is an assault on a city", "--men"),
        ("taku-1858", {"men": "3000"}, "which is an attack on works", "--landing-men"),
        ("canton-1857", {"landing_men": "3000"}, "which is an assault on a city", "--men"),
        ("taku-1859", {"tide": "ebb"}, "is no tide", "high, half or low"),
        ("barrier-forts-1856", {"tide": "low"}, "tells of no mud", "--tide 200"),
        ("taku-1859", {"guns": "many"}, "is no number", "x0.5"),
        ("taku-1859", {"guns": "x"}, "is no number", "x0.5"),
        ("taku-1859", {"garrison": "99999999999"}, "is no number", "Write a number"),
        ("palikao-1860", {"men": "0"}, "is below 1", "1 or more"),
        ("taku-1859", {"boom": "maybe"}, "is not known here", "yes, no"),
        ("taku-1859", {"landing": "rear"}, "is not known here", "front, flank"),
        ("taku-1859", {"landing": "pehtang/flank"}, "there is no place", "peitang"),
        ("taku-1859", {"weather": "fine"}, "is nothing that can be changed", "tide"),
    ],
)
def test_what_cannot_be_is_refused_with_a_remedy(battle: str, changes: Any, says: str, remedy: str) -> None:
    with pytest.raises(gb.WarError) as refused:
        gb.battle(battle, 10, **changes)
    assert len(refused.value.faults) == 1
    assert says in str(refused.value)
    assert remedy in str(refused.value)


def test_every_wrong_change_is_told_at_once() -> None:
    with pytest.raises(gb.WarError) as refused:
        gb.battle("taku-1859", 10, tide="ebb", guns="many")
    assert [fault.field for fault in refused.value.faults] == ["--tide", "--guns"]


def test_plain_values_carry_their_units(cards: dict[str, Card]) -> None:
    made = gb.battle("taku-1859", 100, tide="low", landing="peitang/flank")
    told = json.loads(json.dumps(made.to_dict(), allow_nan=False))
    assert told["changes"] == {"tide": "low", "landing": "peitang/flank"}
    assert made.landing_at is not None
    for row in told["measures"]:
        assert row["unit"] == MEASURES[row["measure"]]
        assert set(row["simulated"]) == set(row["changed"]) == {"p05", "p50", "p95"}
    assert {row["unit"] for row in told["situation"]} <= {*UNITS.values(), None}
    assert all("median_minutes" in row and "changed_share_of_fights" in row for row in told["course"])
    assert told["attacker_succeeds"]["unit"] == "share of fights"
    plain = cards["palikao-1860"]
    assert "changed_share_of_fights" not in json.dumps(plain.to_dict())
    assert "palikao-1860" in repr(plain)
    assert "<table>" in made._repr_html_()


def test_every_change_is_for_some_kind() -> None:
    assert all(set(kinds) <= set(KINDS) and kinds for kinds in CHANGES.values())


def test_a_war_of_ones_own_has_battles_too() -> None:
    made = gb.battle("boom-fort-1871", 100, war=SMALL, boom="no", ships="passing")
    assert made.battle.kind == WORKS
    assert made.title_en == "Storm of Boom Fort"
    made.to_dict()
