"""The card of a battle: the record beside ranges, changes on the same dice, errors with a remedy."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

import gunboat as gb
from gunboat.analysis.battle import WIDEST, Card, card
from gunboat.combat import forts
from gunboat.run.battle import MEASURES, MOST_FIGHTS, OTHERWISE, Fights, fought
from gunboat.run.situation import BARRIER, SPANS, TURNED, WORKS, Battle, amended, battle_of, battles_of, ways_round
from gunboat.scenario.schema import BATTLES as TABLE
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
            known = line.documented
            if known is None or known.none_recorded or (known.high > WIDEST * known.low and not known.at_least):
                assert line.below is None
            else:
                assert line.below is not None
                assert 0.0 <= line.below[0] <= line.below[1] <= 100.0


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
    assert {group.group for group in cards["taku-1860"].rivals} == {"taku-1860-uk-losses"}
    assert "taku-attack-ordered-1859" in {fact.id for fact in made.cause}
    assert "taku-1859-guns" in {fact.id for fact in made.strengths}
    assert ("James Hope", "賀布", False) in made.commanders["attackers"]
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


@pytest.mark.parametrize("name", BATTLES)
def test_a_fight_is_the_same_among_however_many(name: str) -> None:
    battle = battle_of(WAR.written, name)
    few, many = (fought(WAR.written, battle, n, 3) for n in (50, 100))
    assert np.array_equal(few.won, many.won[:50])
    assert np.array_equal(few.firsts, many.firsts[:50], equal_nan=True)
    for measure, values in few.measured.items():
        assert np.array_equal(values, many.measured[measure][:50]), measure


def test_another_seed_takes_other_draws_of_the_posterior(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[Any] = []
    records = forts.as_records

    def kept(values: Any) -> Any:
        drawn.append(values[0])
        return records(values)

    monkeypatch.setattr(forts, "as_records", kept)
    for seed in (1, 2):
        fought(WAR.written, battle_of(WAR.written, "taku-1859"), 5, seed)
    one, other = drawn
    assert not np.array_equal(one, other)


def changed(name: str, **changes: str) -> Battle:
    """A battle as changed."""
    battle = battle_of(WAR.written, name)
    return amended(battle, changes, ways_round(WAR.written, battle))


LOPSIDED = [
    ("barrier-forts-1856", {"guns": "x0.1", "garrison": "20"}), ("taku-1858", {"landing_men": "20"}), ("taku-1859", {}),
    ("palikao-1860", {"garrison": "50"}), ("palikao-1860", {"men": "5"}), ("canton-1857", {"garrison": "40"}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "changes"), LOPSIDED)
def test_losses_are_never_above_the_men(name: str, changes: dict[str, str]) -> None:
    battle = changed(name, **changes)
    found = fought(WAR.written, battle, 5000).measured
    most = {side: forts.span(battle.cells[side]) for side in ("attackers", "defenders", "garrison")}
    defenders = most["garrison"] if battle.kind == WORKS else most["defenders"]
    assert most["attackers"] is not None
    assert defenders is not None
    assert found["attackers_lost"].max() <= most["attackers"][1]
    assert found["defenders_lost"].max() <= defenders[1]


def test_losses_of_the_qing_are_as_the_other_side_claims_them(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("palikao-1860", "taku-1860"):
        battle = battle_of(WAR.written, name)
        claimed = fought(WAR.written, battle, 500).measured["defenders_lost"]
        with monkeypatch.context() as plain:
            plain.setattr(forts, "CLAIMED", ())
            true = fought(WAR.written, battle, 500).measured["defenders_lost"]
        assert (claimed > true).any()
        assert (claimed < true).any()


def less_than(end: float, values: Any) -> float:
    """Per cent of values below an end."""
    return float(100.0 * np.mean(values < end))


def test_killed_and_wounded_are_set_among_the_killed_and_wounded() -> None:
    made = card(WAR.written, "palikao-1860", N)
    line = next(line for line in made.lines if line.measure == "defenders_lost")
    found = fought(WAR.written, made.battle, N).measured
    fallen = found["defenders_killed"] + found["defenders_wounded"]
    assert line.below == (less_than(1200, fallen), less_than(1200, fallen))
    assert np.mean(fallen < 1200) > np.mean(found["defenders_lost"] < 1200)  # some are missing


def test_a_place_among_the_fights_is_of_both_ends_and_not_of_a_wide_span(cards: dict[str, Card]) -> None:
    lines = {(name, line.measure): line for name, made in cards.items() for line in made.lines}
    assert lines["canton-1857", "hours"].below is None  # "several days", coded as 2 to 9
    assert lines["taku-1859", "hours"].below is None
    killed = lines["taku-1858", "defenders_killed"]
    values = fought(WAR.written, battle_of(WAR.written, "taku-1858"), N).measured["defenders_killed"]
    assert killed.below == (less_than(300, values), less_than(399, values))
    lost = lines["taku-1858", "defenders_lost"]
    assert lost.below is not None
    assert lost.below[0] == lost.below[1]  # the killed alone: "or more"


def test_what_no_statement_gives_has_its_note(cards: dict[str, Card]) -> None:
    lines = {name: {line.measure: line for line in made.lines} for name, made in cards.items()}
    known = lines["barrier-forts-1856"]["attackers_lost"].documented
    assert known is not None
    assert known.none_recorded
    assert "no allied loss" in known.note
    told = lines["changkiawan-1860"]["defenders_lost"].documented
    assert told is not None
    assert (told.low, told.none_recorded, told.fallen) == (1000.0, False, False)
    assert "recalled" in told.note
    assert "4-5 killed" in cards["barrier-forts-1856"]._repr_html_()
    assert "none recorded" in cards["barrier-forts-1856"]._repr_html_()


def test_who_is_only_in_office_is_said_to_be(cards: dict[str, Card]) -> None:
    (general,) = cards["barrier-forts-1856"].commanders["defenders"]
    assert (general.name_en, general.in_office) == ("Muh-ki-te-na", True)
    assert not any(each.in_office for each in cards["barrier-forts-1856"].commanders["attackers"])


def test_the_men_who_fight_are_told_on_land(cards: dict[str, Card]) -> None:
    for made in cards.values():
        assert set(made.engaged) == (set() if made.battle.kind == WORKS else {"attackers", "defenders"})
        assert (made.to_dict()["engaged"] is None) == (made.battle.kind == WORKS)
        for low, middle, high in made.engaged.values():
            assert 0.0 < low < middle < high <= 1.0


def test_what_something_else_decides_is_no_end_of_the_law(cards: dict[str, Card]) -> None:
    """Men land in every row of works, so that works silenced and nothing more, and a withdrawal, never come of it."""
    for made in cards.values():
        if made.battle.kind == WORKS:
            assert not {"silenced", "withdrew"} & set(made.results)
            assert {*OTHERWISE} <= set(made.results)
        assert sum(made.results.values()) == pytest.approx(1.0)


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


OF_WORKS = [battle.id for battle in battles_of(WAR.written) if battle.kind == WORKS]


def won(battle: Battle) -> Fights:
    """Many fights of a situation."""
    return fought(WAR.written, battle, 1000)


@pytest.mark.parametrize("name", OF_WORKS)
def test_a_boom_never_helps_the_attacker(name: str) -> None:
    shares = {boom: won(changed(name, boom=boom)).success for boom in ("yes", "no")}
    plain = won(battle_of(WAR.written, name)).success
    assert shares["yes"] <= plain <= shares["no"]
    documented = battle_of(WAR.written, name).cells[BARRIER]
    assert shares[documented] == plain


@pytest.mark.parametrize(("turned", "boom", "moves"), [("yes", "yes", True), ("no", "no", True), ("no", "yes", False)])
def test_a_boom_moves_the_way_round_one_way_alone(turned: str, boom: str, moves: bool) -> None:
    plain = battle_of(WAR.written, "taku-1859")
    told = Battle(plain.id, plain.kind, {**plain.cells, TURNED: turned, BARRIER: "no" if boom == "yes" else "yes"})
    gap = won(amended(told, {"boom": boom})).won - won(told).won
    assert (gap != 0.0).any() == moves
    assert not (gap == (1.0 if boom == "yes" else -1.0)).sum() > 0.02 * len(gap)


def test_where_no_boom_is_told_of_a_boom_redraws_nothing() -> None:
    plain = battle_of(WAR.written, "taku-1858")
    told = Battle(plain.id, plain.kind, {**plain.cells, BARRIER: ""})
    assert amended(told, {"boom": "yes"}).barrier == 0
    assert np.array_equal(won(amended(told, {"boom": "yes"})).won, won(told).won)


def test_a_landing_that_is_named_settles_the_way_round() -> None:
    assert card(WAR.written, "taku-1859", 100, changes={"boom": "yes"}).felt is False
    front = {"boom": "no", "landing": "front"}
    assert card(WAR.written, "taku-1859", 100, changes=front).felt is False
    assert card(WAR.written, "taku-1859", 100, changes=front | {"ships": "passing"}).felt


def test_orders_that_no_source_tells_of_are_not_told(cards: dict[str, Card]) -> None:
    assert all("orders" not in {column for column, *_ in made.situation} for made in cards.values())
    made = card(WAR.written, "taku-1859", 10, changes={"silent": "yes"})
    assert ("orders", "", "", "yes") in made.situation


def test_orders_that_a_row_tells_of_are_obeyed() -> None:
    plain = battle_of(WAR.written, "taku-1859")
    told = Battle(plain.id, plain.kind, {**plain.cells, "orders": "all"})
    assert np.array_equal(won(told).won, won(changed("taku-1859", silent="all")).won)
    assert not np.array_equal(won(told).won, won(plain).won)


def test_ships_under_way_are_felt_only_where_nothing_holds_them_or_nobody_lands() -> None:
    for changes, felt in (({}, False), ({"boom": "no", "landing": "front"}, True), ({"landing_men": "0"}, True)):
        one, other = (changed("taku-1859", ships=ships, **changes) for ships in ("anchored", "passing"))
        assert np.array_equal(won(one).won, won(other).won) != felt


def test_works_attacked_by_land_alone_meet_no_ships() -> None:
    plain = battle_of(WAR.written, "taku-1860")
    by_land = Battle(plain.id, plain.kind, {**plain.cells, "ships_engaged": "0"})
    assert won(by_land).measured["ships_out"].max() == 0.0
    assert won(plain).measured["ships_out"].max() > 0.0


def test_a_change_far_beyond_the_row_is_said_to_be() -> None:
    for changes, columns in (
        ({"garrison": "x11"}, ("garrison",)), ({"garrison": "x9"}, ()), ({"guns": "1"}, ("fort_guns_bearing",)),
        ({"landing_men": "0"}, ()),
    ):  # fmt: skip
        assert card(WAR.written, "taku-1859", 10, changes=changes).far == columns


def test_a_change_to_what_stands_there_already_changes_nothing() -> None:
    made = card(WAR.written, "taku-1859", 100, changes={"drill": "regular", "garrison": "x1"})
    assert made.felt is False
    assert made.turned == (0, 0)
    assert all(line.changed == line.spread for line in made.lines)


def test_the_tide_lays_the_mud_bare() -> None:
    battle = battle_of(WAR.written, "taku-1859")
    bare = {tide: amended(battle, {"tide": tide}).cells["mud_m"] for tide in ("high", "half", "low", "120")}
    assert bare == {"high": "0", "half": "250", "low": "500", "120": "120"}


def test_a_landing_that_comes_round_crosses_no_mud_and_needs_no_boats() -> None:
    for landing, tide, mud, place in (
        ("peitang/flank", {}, "0", "peitang"), ("flank", {}, "0..500", ""),
        ("peitang/flank", {"tide": "low"}, "500", "peitang"), ("taku/flank", {}, "0..500", ""),
    ):  # fmt: skip
        moved = changed("taku-1859", landing=landing, **tide)
        assert (moved.cells["mud_m"], moved.round_from) == (mud, place)
    made = card(WAR.written, "taku-1859", 200, changes={"landing": "peitang/flank"})
    phases = {each.phase: each for each in made.course}
    assert phases["men landed"].changed_share == 0.0
    assert (phases["men came up by land"].changed_share or 0.0) > phases["men landed"].share
    assert made.landing_at is not None


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
        ("taku-1859", {"garrison": "99999999999"}, "is above 200,000", "200,000 or less"),
        ("taku-1859", {"garrison": "9" * 400}, "is no number", "Write a number"),
        ("palikao-1860", {"garrison": "x1000"}, "36,000,000 is above 200,000", "200,000 or less"),
        ("canton-1857", {"garrison": "x1000"}, "is above 200,000", "200,000 or less"),
        ("palikao-1860", {"men": "x9999999"}, "is above 200,000", "200,000 or less"),
        ("taku-1858", {"guns": "x9999999"}, "is above 1,000", "1,000 or less"),
        ("taku-1859", {"tide": "10000000"}, "is above 10,000", "10,000 or less"),
        ("palikao-1860", {"men": "0"}, "is below 1", "1 or more"),
        ("taku-1859", {"garrison": "0"}, "is below 1", "1 or more"),
        ("taku-1859", {"garrison": "x0"}, "is below 1", "1 or more"),
        ("taku-1859", {"boom": "maybe"}, "is not known here", "yes, no"),
        ("taku-1859", {"landing": "rear"}, "is not known here", "front, flank"),
        ("taku-1859", {"landing": "pehtang/flank"}, "no men come round", "peitang/flank"),
        ("taku-1859", {"landing": "canton/flank"}, "no men come round", "peitang/flank"),
        ("taku-1859", {"landing": "peitang/front"}, "come in at the flank", "peitang/flank"),
        ("barrier-forts-1856", {"landing": "peitang/flank"}, "no men come round", "front, flank."),
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


@pytest.mark.parametrize("n", [2.5, "5", True, 0, -1, MOST_FIGHTS + 1, 10**30])
def test_a_number_of_fights_that_cannot_be_is_refused(n: Any) -> None:
    with pytest.raises(gb.WarError, match="fights"):
        gb.battle("taku-1859", n)


def test_plain_values_carry_their_units(cards: dict[str, Card]) -> None:
    made = gb.battle("taku-1859", 100, tide="low", landing="peitang/flank")
    told = json.loads(json.dumps(made.to_dict(), allow_nan=False))
    assert told["changes"] == {"tide": "low", "landing": "peitang/flank"}
    assert made.landing_at is not None
    for row in told["measures"]:
        assert row["unit"] == MEASURES[row["measure"]]
        assert set(row["simulated"]) == set(row["changed"]) == {"p05", "p50", "p95"}
    assert all(row["unit"] == (TABLE.column(row["column"]).unit or None) for row in told["situation"])
    assert all("median_minutes" in row and "changed_share_of_fights" in row for row in told["course"])
    assert told["attacker_succeeds"]["unit"] == "share of fights"
    plain = cards["palikao-1860"]
    assert "changed_share_of_fights" not in json.dumps(plain.to_dict())
    assert "palikao-1860" in repr(plain)
    assert "<table>" in made._repr_html_()


def test_a_war_of_ones_own_has_battles_too() -> None:
    made = gb.battle("boom-fort-1871", 400, war=SMALL, boom="no", ships="passing")
    assert made.battle.kind == WORKS
    assert made.title_en == "Storm of Boom Fort"
    assert made.claimed is False  # nobody there keeps the other side's books
    assert made.felt
    assert made.to_dict()["sides"]["attackers"][0]["name"] == made.sides["attackers"][0][0]
    assert not made.landing_at
