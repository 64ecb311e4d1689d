"""What a held office sees, and what players do with it."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest

from gunboat.record.faults import WarError
from gunboat.run import engine
from gunboat.run.single import run_history
from gunboat.scenario.read import WrittenWar
from gunboat.scenario.schema import ACTIONS, OCCASIONS
from gunboat.seats import View, random_player, stubborn_player, view
from playing import Course, choosing, plan_of


def views(war: WrittenWar, n: int, seed: int = 5) -> list[View]:
    """What the held offices see at the first decisions of a few histories, played by their own odds."""
    course = Course(plan_of(war, seed=seed, seats=choosing(war)))
    seen: list[View] = []
    number = 0
    while len(seen) < n:
        stop = course.begin(number)
        while stop == engine.SEAT and len(seen) < n:
            seen.append(view(course.plan.setting, course.w, int(course.w["stopped"])))
            course.runner.decide(int(course.w["choice"]["odds"].argmax()))
            stop = course.go()
        number += 1
    return seen


def test_a_view_tells_what_may_be_ordered_and_why(war: WrittenWar) -> None:
    seen = views(war, 60)
    assert {v.office for v in seen} <= set(choosing(war))
    assert len({v.occasion for v in seen}) >= 2
    assert len({v.office for v in seen}) >= 2
    for v in seen:
        assert v.occasion in OCCASIONS
        assert set(v.orders) <= set(ACTIONS)
        assert len(v.orders) >= 2
        assert list(v.odds) == v.orders == list(v.worth)
        assert sum(v.odds.values()) == pytest.approx(1.0)
        assert 0.0 < v.win < 1.0
        assert (v.demand is not None) == (v.occasion == "answer")
        assert v.at_stake
        assert all(0.0 < share < 1.0 for share in v.trust.values())
        assert all(moment <= v.date for _, moment in v.holders.values())
        assert all(known.as_of <= v.date for known in v.forces.values())


def test_a_demand_on_the_table_is_told(war: WrittenWar) -> None:
    answers = [v for v in views(war, 120) if v.demand]
    assert answers
    for v in answers:
        assert v.demand
        assert v.demand.clauses
        assert v.demand.made <= v.date
        assert v.demand.deadline is None or isinstance(v.demand.deadline, datetime)
        assert ", ".join(v.demand.clauses) in repr(v)


def test_the_likeliest_order_is_the_worthiest(war: WrittenWar) -> None:
    for v in views(war, 20):
        worth = {name: sum(reasons.values()) for name, reasons in v.worth.items()}
        assert max(worth, key=worth.__getitem__) == max(v.odds, key=v.odds.__getitem__)


def test_a_view_is_plain_values(war: WrittenWar) -> None:
    for v in views(war, 10):
        told = json.loads(json.dumps(v.to_dict()))
        assert told["office"] == v.office
        assert told["date"] == v.date.isoformat()
        assert repr(v).startswith(f"View({v.office}, ")
        for order in v.orders:
            assert order in repr(v)


def test_an_office_that_need_not_decide_has_no_orders(small: WrittenWar) -> None:
    course = Course(plan_of(small, seed=5, seats=choosing(small)))
    assert course.begin(0) == engine.SEAT
    stopped = int(course.w["stopped"])
    for office in range(len(small.offices)):
        seen = view(course.plan.setting, course.w, office)
        assert bool(seen.orders) == (office == stopped)
        assert bool(seen.occasion) == (office == stopped)


def test_news_is_seen_when_it_arrives_and_not_before(war: WrittenWar) -> None:
    """An office's view changes between two decisions only if something has reached it."""
    old = [v for v in views(war, 80) if any(k.as_of < v.date for k in v.forces.values())]
    assert old, "everything that is known is known at once"


# ---------------------------------------------------------------- players


def played(war: WrittenWar, **seats: Any) -> Any:
    return run_history(war, seed=4, number=2, seats={name.replace("_", "-"): p for name, p in seats.items()}, view=view)


def test_a_random_player_depends_on_its_seed_alone(small: WrittenWar) -> None:
    one = played(small, throne=random_player(1), envoy=random_player(2))
    same = played(small, throne=random_player(1), envoy=random_player(2))
    other = played(small, throne=random_player(7), envoy=random_player(8))
    assert one.digest == same.digest
    assert one.digest != other.digest


def test_a_random_player_is_fair() -> None:
    seen: dict[str, int] = {}
    for day in range(1, 29):
        for hour in range(24):
            play = random_player(day * hour)
            order = play(blank(["note", "wait", "drop"], datetime(1871, 2, day, hour)))
            seen[order] = seen.get(order, 0) + 1
    assert all(abs(n / (28 * 24) - 1 / 3) < 0.08 for n in seen.values())


def blank(orders: list[str], at: datetime) -> View:
    return View(
        office="envoy", state="norrmark", date=at, occasion="press", orders=orders,
        odds={o: 1 / len(orders) for o in orders}, worth={}, win=0.5, at_stake=[], demand=None, own_demand=None,
        instructed=None, stance="", mandate=[],
        force_allowed=False, holders={}, forces={}, forts={}, trust={}, granted=[], ratified=[], fighting=False,
        victories=0, defeats=0,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("orders", "chosen"), [(["wait", "refuse"], "refuse"), (["wait", "note"], "wait"), (["note", "drop"], "note")]
)
def test_a_stubborn_player_wants_one_thing(orders: list[str], chosen: str) -> None:
    assert stubborn_player("refuse")(blank(orders, datetime(1871, 1, 1))) == chosen


def test_a_stubborn_governor_refuses_whatever_is_asked(small: WrittenWar) -> None:
    history = played(small, south_governor=stubborn_player("refuse"))
    chosen = [d.chosen for d in history.decisions if d.office == "south-governor"]
    assert chosen
    assert set(chosen) <= {"refuse"}


def test_an_unlawful_order_is_refused_with_the_lawful_ones(small: WrittenWar) -> None:
    with pytest.raises(WarError, match=r"'conquer' is not a lawful order for .* now\. Choose one of: "):
        played(small, envoy=lambda _: "conquer")


def test_a_seat_that_nobody_can_take_is_refused(small: WrittenWar) -> None:
    with pytest.raises(WarError, match=r"admiral does not choose.*Take one of these seats"):
        played(small, admiral=random_player(1))
    with pytest.raises(WarError, match="there is no office thron"):
        played(small, thron=random_player(1))


def test_a_seat_played_by_its_own_odds_draws_on_the_same_dice(small: WrittenWar) -> None:
    """Holding a seat changes nothing but the mind: everything before its first decision is as it was."""
    free = run_history(small, seed=4, number=2)
    held = played(small, throne=stubborn_player("accept"))
    first = min((d.when for d in [*free.decisions, *held.decisions] if d.office == "throne"), default=None)
    same = [e for e in free.events if first is None or e.when < first]
    assert same
    assert held.events[: len(same)] == same
