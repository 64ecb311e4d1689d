"""Indemnities: a share of what the expeditions have cost by the signature, and the record's own sums while followed."""

from __future__ import annotations

import pytest

from gunboat.run.result import Event, History
from gunboat.run.sampling import sample_assumptions
from gunboat.run.single import run_history
from gunboat.scenario.read import WrittenWar
from gunboat.scenario.schema import ASSUMPTIONS

YEAR = 365.25 * 86400
FIXED = {"indemnity_share": 0.5, "expedition_cost": 1000.0}


def treaties(history: History, state: str) -> list[Event]:
    return [e for e in history if e.kind in ("treaty-signed", "treaty-ratified") and e.actor == state and not e.fact]


@pytest.fixture(scope="module")
def granted(shipped: WrittenWar) -> tuple[History, Event]:
    """The first history in which Britain is promised a sum."""
    for number in range(100):
        history = run_history(shipped, number=number, let_go="1857-01-01", fixed=FIXED)
        for event in treaties(history, "uk"):
            if event.b > 0:
                return history, event
    raise AssertionError("no indemnity in a hundred histories")


def test_the_sum_is_a_share_of_what_the_expeditions_cost(granted: tuple[History, Event]) -> None:
    history, treaty = granted
    sent = [e for e in history if e.kind == "expedition-ordered" and e.actor == "uk" and e.when <= treaty.when]
    man_years = sum(e.a * (treaty.when - e.when).total_seconds() / YEAR for e in sent)
    assert sent
    assert treaty.b == pytest.approx(0.5 * man_years * 1000.0 / 1e6, rel=1e-6)


def test_twice_the_cost_is_twice_the_sum(shipped: WrittenWar, granted: tuple[History, Event]) -> None:
    history, _ = granted
    dear = run_history(shipped, number=history.number, let_go="1857-01-01", fixed={**FIXED, "expedition_cost": 2000.0})
    assert [e.b for e in treaties(dear, "uk")] == [2.0 * e.b for e in treaties(history, "uk")]
    assert [e.when for e in dear] == [e.when for e in history]  # it weighs in no decision


def test_a_treaty_without_the_clause_promises_nothing(shipped: WrittenWar) -> None:
    places = [i for i, row in enumerate(shipped.clauses) if row.text("kind") == "indemnity"]
    seen = 0
    for number in range(20):
        for event in treaties(run_history(shipped, number=number, let_go="1857-01-01"), "uk"):
            if event.kind == "treaty-signed" and not any(int(event.a) >> i & 1 for i in places):
                seen += 1
                assert event.b == 0.0
                break  # a later treaty keeps what an earlier one promised
    assert seen


def test_the_record_is_followed_in_its_sums(shipped: WrittenWar) -> None:
    history = run_history(shipped, let_go="never")
    signed = {state: [e for e in treaties(history, state) if e.kind == "treaty-signed"] for state in ("uk", "france")}
    assert [e.b for e in signed["uk"]] == [4.0, 8.0]
    assert [e.b for e in signed["france"]] == [2.0, 8.0]
    assert [e.c for e in signed["uk"]] == [10.0, 11.0]  # those named in 1858, and Tientsin


def test_an_assumption_is_drawn_by_its_name(shipped: WrittenWar) -> None:
    """Without one of them, or in another order, the others are drawn as before."""
    whole = dict(zip(ASSUMPTIONS, sample_assumptions(shipped.assumptions, 3, 17, 1, {})[0], strict=True))
    turned = sample_assumptions(shipped.assumptions[::-1], 3, 17, 1, {"mail_period": 5.0})[0]
    for name, value in zip(ASSUMPTIONS, turned, strict=True):
        assert value == (5.0 if name == "mail_period" else whole[name])
