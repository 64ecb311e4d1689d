"""The public names: a war is loaded, run, held by a player, compared and told; what does not exist is refused."""

from __future__ import annotations

import json
from importlib import import_module
from typing import Any

import pytest

import gunboat as gb
from playing import SMALL


@pytest.fixture(scope="module")
def war() -> gb.War:
    """The small war."""
    return gb.load(SMALL)


def test_a_war_says_what_it_is(war: gb.War) -> None:
    assert war.id == "two-harbours"
    assert "throne" in war.seats
    assert "admiral" not in war.seats
    assert war.title in war._repr_html_()
    assert gb.load(war) is war
    assert set(gb.__all__) <= set(dir(gb))


def test_run_is_a_function_whatever_is_imported(war: gb.War) -> None:
    import_module("gunboat.run.single")
    assert callable(gb.run)
    assert gb.run(war, seed=3).digest == gb.run(war, seed=3).digest


def test_a_seat_is_held_by_a_function(war: gb.War) -> None:
    seen: list[Any] = []

    def player(view: Any) -> str:
        seen.append(view)
        return "refuse" if "refuse" in view.orders else str(view.orders[0])

    history = gb.run(war, seed=1, seats={"south-governor": player})
    assert seen
    assert {view.office for view in seen} == {"south-governor"}
    assert {d.chosen for d in history.decisions if d.office == "south-governor"} <= {o for v in seen for o in v.orders}


def test_an_ensemble_is_compared_chosen_and_replayed(war: gb.War) -> None:
    many = gb.ensemble(war, 30, seed=9, threads=2)
    found = gb.compare(many, war)
    assert (found.histories, found.seed) == (30, 9)
    json.dumps(found.to_dict(), allow_nan=False)
    for number in gb.choose(many, war).values():
        history = gb.replay(many, number, war)
        held = {name: bool(event) for name, event in history.outcomes.items()}
        assert held == {name: bool(many.happened(name)[number]) for name in held}


def test_a_history_is_told_in_three_languages(war: gb.War) -> None:
    history = gb.run(war, seed=2)
    english, chinese = gb.tell(history, war=war), gb.tell(history, "zh-hant", war)
    assert len(english) == len(chinese) == len(history)
    assert gb.tell(history, "zh-hans", war) != chinese
    assert english[0].startswith("On ")
    with pytest.raises(ValueError, match="no language"):
        gb.tell(history, "fr", war)


def test_places_and_offices_of_one_id_keep_their_names() -> None:
    from gunboat.analysis.telling import names_of

    names = names_of(gb.load("second-opium-war").written)
    assert names.place("canton", "zh-hant") != names.actor("canton", "zh-hant")


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda _: gb.load("second-opium-wra"), "Did you mean second-opium-war"),
        (lambda war: gb.run(war, let_go="soon"), "not a day of the calendar"),
        (lambda war: gb.run(war, let_go="1999-01-01"), "outside the war"),
        (lambda war: gb.run(war, seed=-1), "-1 is not a seed"),
        (lambda war: gb.run(war, number=-1), "number: -1 is below 0"),
        (lambda war: gb.run(war, seats={"thrown": lambda _: "wait"}), "Did you mean throne"),
        (lambda war: gb.run(war, seats={"admiral": lambda _: "wait"}), "does not choose"),
        (lambda war: gb.run(war, seats={"envoy": lambda _: "dance"}), "not a lawful order"),
        (lambda war: gb.run(war, claims={"x": "y"}), "no group of rival claims x"),
        (lambda war: gb.run(war, assumptions={"luck": 1.0}), "is not an assumption"),
        (lambda war: gb.ensemble(war, 0), "0 histories cannot be run"),
        (lambda war: gb.replay(gb.ensemble(war, 2), 2, war), "2 is not a history of this ensemble"),
    ],
)
def test_what_does_not_exist_is_refused(war: gb.War, call: Any, said: str) -> None:
    with pytest.raises(gb.WarError) as refused:
        call(war)
    assert said in str(refused.value)
