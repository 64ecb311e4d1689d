"""The record against the second reading of its articles: all that differs is ruled on, and no ruling is idle."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import pytest

import gunboat as gb
from gunboat.analysis.facts import Facts

ROOT = Path(__file__).absolute().parent.parent.parent


@pytest.fixture
def reading(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(ROOT / "verification"))
    return importlib.import_module("second_reading")


@pytest.fixture(scope="module")
def facts() -> Facts:
    return gb.load("second-opium-war").record


def test_the_readings_agree_or_the_article_has_decided(reading: Any, facts: Facts) -> None:
    found = reading.compare(facts, reading.read("reading.csv"), reading.read("differences.csv"))
    assert found.errors == []
    assert found.rows > 1300
    assert found.facts > 1000


def test_the_background_page_has_the_counts(reading: Any, facts: Facts) -> None:
    found = reading.compare(facts, reading.read("reading.csv"), reading.read("differences.csv"))
    page = (ROOT / "docs" / "background" / "record.md").read_text(encoding="utf-8")
    assert reading.summary(found) in page, "run: uv run python verification/second_reading.py"


@pytest.mark.parametrize(
    ("table", "column", "value", "says"),
    [
        ("reading", "date_from", "1999-01-01", "nothing rules on it"),
        ("reading", "fact", "no-such-fact", "no fact of the record"),
        ("reading", "fact", "", "does not say why"),
        ("differences", "first", "1999-01-01", "the ruling quotes"),
        ("differences", "ruling", "second", "the ruling is for the second reading"),
        ("differences", "why", "", "the ruling is incomplete"),
        ("differences", "fact", "no-such-fact", "is no fact of the record"),
    ],
)
def test_a_change_on_either_side_is_seen(
    reading: Any, facts: Facts, table: str, column: str, value: str, says: str
) -> None:
    tables = {name: reading.read(f"{name}.csv") for name in ("reading", "differences")}
    if table == "reading":
        stated = [row["fact"] for row in tables["reading"]]
        ruled = {row["fact"] for row in tables["differences"]}
        dated = {fact.id for fact in facts if fact.table == "events" and fact.when}
        changed = next(
            row for row in tables["reading"]
            if row["fact"] in dated - ruled and stated.count(row["fact"]) == 1 and row["precision"] == "day"
        )  # fmt: skip
    else:
        changed = next(r for r in tables["differences"] if r["field"] == "date" and r["ruling"] == "first")
    changed[column] = value
    found = reading.compare(facts, tables["reading"], tables["differences"])
    assert any(says in error for error in found.errors), found.errors


def test_a_fact_of_the_articles_is_checked_and_others_are_not(reading: Any, facts: Facts) -> None:
    opened = {row["fact"] for row in reading.read("differences.csv") if row["ruling"] == "open"}
    for fact in facts:
        assert (fact.status == "checked") == (bool(fact.sources) and fact.id not in opened)
