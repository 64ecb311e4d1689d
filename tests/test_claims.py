"""A rival claim that the user chooses is what the run follows: on its dates, with its losses."""

from __future__ import annotations

import pytest

import gunboat as gb
from gunboat.analysis.following import follow_report
from gunboat.run.claims import changed_losses, stand_ins
from gunboat.run.result import Event, History
from gunboat.run.single import run_history
from gunboat.scenario.read import WrittenWar

TREATY = {"british-treaty-1858": "british-treaty-june-22-1858"}
KILLED = {"canton-allied-killed": "canton-killed-museum"}


@pytest.fixture(scope="module")
def plain(shipped: WrittenWar) -> History:
    return run_history(shipped, let_go="1858-07-01")


def british(history: History) -> list[Event]:
    return [e for e in history if e.kind == "treaty-signed" and e.actor == "uk" and not e.fact]


def test_a_chosen_claim_is_carried_out_on_its_own_date(plain: History, shipped: WrittenWar) -> None:
    other = run_history(shipped, let_go="1858-07-01", claims=TREATY)
    assert str(british(plain)[0].when.date()) == "1858-06-26"
    assert str(british(other)[0].when.date()) == "1858-06-22"
    assert (british(other)[0].a, british(other)[0].b) == (british(plain)[0].a, british(plain)[0].b)
    report = follow_report(other, shipped, claims=TREATY)
    followed = {row.fact: row.how for row in report.choices}
    assert followed["british-treaty-june-22-1858"] == "on time"
    assert "british-treaty-1858" not in followed


def test_a_chosen_figure_changes_the_loss(plain: History, shipped: WrittenWar) -> None:
    other = run_history(shipped, let_go="1858-07-01", claims=KILLED)
    losses = [next(e.b for e in h if e.kind == "battle" and e.place == "canton") for h in (plain, other)]
    assert losses == [128.0, 123.0]  # 15 killed and 113 wounded; 10 killed in the other return
    assert changed_losses(shipped, KILLED) == {"canton-assault-1857": (-5.0, 0.0)}


def test_the_losses_of_the_defender(shipped: WrittenWar) -> None:
    chosen = {"taku-1858-qing-killed": "taku-1858-qing-killed-200"}
    assert changed_losses(shipped, chosen) == {"taku-attacked-1858": (0.0, -100.0)}


def test_the_followed_claim_changes_nothing(shipped: WrittenWar) -> None:
    followed = {row.text("group"): row.text("followed") for row in shipped.record.claims}
    assert changed_losses(shipped, followed) == {}
    assert stand_ins(shipped, followed) == {}
    own = gb.run("second-opium-war", let_go="1857-01-01", claims=followed)
    assert own.digest == gb.run("second-opium-war", let_go="1857-01-01").digest


def test_every_claim_can_be_followed(shipped: WrittenWar) -> None:
    """No choice of a claim breaks the script, whatever it is about."""
    from gunboat.run.follow import bound
    from gunboat.world.setting import lay_out

    setting = lay_out(shipped, "")
    for row in shipped.record.facts:
        if row.text("rivals"):
            assert bound(setting, {row.text("rivals"): row.text("id")})


def test_following_is_what_it_was_before_the_record_was_whole(shipped: WrittenWar) -> None:
    """Facts that are bound or asked for give way to no other: the record grows and the run stays."""
    displaced = shipped.record.passed_over({})
    asked = {row.text("event") for rows in (shipped.outcomes, shipped.turns, shipped.yardstick) for row in rows}
    assert not displaced & ({row.text("fact") for row in shipped.follow} | asked)
