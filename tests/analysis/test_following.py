"""A history that follows the record, held against it. A rule that fails to bring its consequence is noticed."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from gunboat.analysis.following import ENTERED, FollowReport, follow_report
from gunboat.run.result import Event, History
from gunboat.run.single import run_history
from gunboat.scenario.read import WrittenWar

FORTS = "taku-taken-1858"


@pytest.fixture(scope="module")
def followed(shipped: WrittenWar) -> History:
    """The Second Opium War, the record followed throughout."""
    return run_history(shipped, let_go="never")


def how(report: FollowReport, fact: str) -> tuple[str, float | None]:
    """How a consequence fared, and the days."""
    return next((row.how, row.days) for row in report.consequences if row.fact == fact)


def test_the_record_is_followed_and_its_consequence_found(followed: History, shipped: WrittenWar) -> None:
    report = follow_report(followed, shipped)
    assert how(report, FORTS) == ("matched", 0.0)
    assert report.counts["choices"]["on time"] > 50
    assert report.counts["choices"]["entered"] + report.counts["chances"]["entered"] > 0
    assert sum(report.counts["consequences"].values()) == len(report.consequences)
    assert [row.documented for row in report.choices] == sorted(row.documented for row in report.choices)
    assert len(report.strains) == len(followed.strains)
    json.dumps(report.to_dict(), allow_nan=False)


def test_a_broken_rule_fails_the_comparison(followed: History, shipped: WrittenWar) -> None:
    broken = [event for event in followed if not (event.kind == "place-taken" and event.place == "taku")]
    report = follow_report(replace(followed, events=broken), shipped)
    assert how(report, FORTS) == ("missed", None)
    whole = follow_report(followed, shipped).counts["consequences"]
    assert report.counts["consequences"]["missed"] > whole["missed"]


def test_a_late_consequence_is_strained_by_its_days(followed: History, shipped: WrittenWar) -> None:
    def later(event: Event, days: int) -> Event:
        moved = event.kind == "place-taken" and event.place == "taku" and event.when.year == 1858
        return replace(event, when=event.when + timedelta(days=days)) if moved else event

    for days, expected in ((3, ("matched", 3.0)), (40, ("strained", 40.0)), (121, ("missed", None))):
        moved = replace(followed, events=[later(event, days) for event in followed])
        assert how(follow_report(moved, shipped), FORTS) == expected


def test_what_the_record_enters_is_no_consequence_of_a_rule(followed: History, shipped: WrittenWar) -> None:
    entered = [replace(e, cause=ENTERED) if e.kind == "place-taken" else e for e in followed]
    assert how(follow_report(replace(followed, events=entered), shipped), FORTS)[0] == "missed"


def test_only_what_was_followed_is_held_against_a_history_let_go(shipped: WrittenWar) -> None:
    report = follow_report(run_history(shipped, let_go="1858-05-01"), shipped)
    assert report.until.isoformat() == "1858-04-30"
    assert all(row.documented[1] <= report.until for row in report.consequences)
    assert FORTS not in [row.fact for row in report.consequences]
    assert report.consequences


def test_strains_of_the_small_war_are_told_apart(small: WrittenWar) -> None:
    report = follow_report(run_history(small, let_go="never"), small)
    hows = {row.fact: row.how for row in (*report.choices, *report.chances)}
    assert hows["redress-asked-1871"] == "on time"
    assert hows["schooner-seized-1871"] == "taken"
    strained = {strain.fact for strain in report.strains if strain.days == float("inf")}
    assert {fact for fact, told in hows.items() if told in ("not possible", "not come up")} == strained
