"""What history objects to: each case is one change to two-harbours, which has nothing to object to itself."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from gunboat.scenario.check import objections
from gunboat.scenario.read import read_war

VALID = Path(__file__).parent.parent / "wars" / "valid" / "two-harbours"

CASES = {
    "steamer-at-40-knots": ("routes.csv", "600,2.5,3,4.5", "600,0.33,3,4.5", "steamer_low", "41 knots, over 15 knots"),
    "march-of-96-km": ("routes.csv", ",16,20,28,", ",5,20,28,", "foot_low", "96 km a day, over 60 km a day"),
    "relay-of-480-km": ("routes.csv", "2.5,3,5,relay", "1,3,5,relay", "courier_low", "480 km a day, over 400"),
    "arrival-in-no-time": ("routes.csv", "600,2.5,3,4.5", "600,0,3,4.5", "steamer_low", "inf knots"),
    "letter-beats-the-mail": (
        "record/letters.csv", "1871-07-09,1871-07-09", "1871-06-30,1871-06-30", "arrived_to",
        "from marrow-isle to stenholm in 5 days at most; the fastest way takes 9",
    ),
    "route-in-a-ring": (
        "routes.csv", "gate-north,river-gate,north-harbour", "gate-north,river-gate,river-gate", "to",
        "leads back to where it begins",
    ),
    "route-without-times": (
        "routes.csv", "9,,,,,,,0.3,0.4,0.8,0.1,0.1,0.2", "9,,,,,,,,,,,,", "mode", "nothing can use it",
    ),
    "ships-carry-no-letters": (
        "routes.csv", "28,45,,,,,,,mail", "28,45,,,,,,,none", "seat", "no chain of routes that carry letters",
    ),
    "borrowed-commander": ("forces.csv", "tamar,throne", "tamar,admiral", "commander", "of norrmark, not of tamar"),
    "two-governors": (
        "record/holders.csv", "envoy,elna-brask,1870-05-01,", "south-governor,elna-brask,1871-01-01,", "date_from",
        "at the same time as orm-sand",
    ),
    "too-late-to-impose": (
        "record/events.csv", "1873-05-01,1873-05-31", "1874-05-01,1874-05-31", "date_from", "is outside the war",
    ),
    "choice-nobody-imposes": (
        "record/follow.csv", "\nexpedition-ordered-1871,choice,cabinet,send-expedition,,tamar,,,,earliest,,,,,", "",
        "role", "bound by no row of record/follow.csv",
    ),
    "imposed-consequence": (
        "record/follow.csv", "\ndivision-1871,", "\nkarsk-treaty-1872,", "fact", "is never imposed",
    ),
    "idle-source": (
        "sources.bib", "@misc{invented,", "@misc{idle, title = {Idle}}\n@misc{invented,", "idle", "is never cited",
    ),
    "nowhere-in-the-document": ("record/events.csv", "河門失守。,,", "河門失守。,000,", "locator", "nobody can find"),
    "idle-circumstance": ("war.toml", 'began = "island-revolt-1871"\n', "", "id", "island-revolt is never"),
    "idle-outcome": ("war.toml", 'event = "karsk-ratified-1873"\n', "", "id", "nothing comes after it"),
    "idle-clause": ("war.toml", ', "damages"]', "]", "id", "damages is neither"),
    "place-without-routes": (
        "routes.csv", "-lindeburg,stenholm,lindeburg", "-lindeburg,stenholm,karsk", "id",
        "no route leads to lindeburg",
    ),
    "garrison-out-of-the-air": (
        "places.csv", "garrison_needed: as the author of this invented war liked it", "", "garrison_needed",
        "nothing says why so many",
    ),
    "strength-far-from-its-facts": ("forces.csv", "1200,1500,9,", "1200,1500,90,", "ships", "is far from every fact"),
}  # fmt: skip


def changed(tmp_path: Path, name: str, find: str, replace: str) -> Path:
    folder = Path(shutil.copytree(VALID, tmp_path / "war"))
    text = (folder / name).read_text("utf-8")
    assert find in text
    (folder / name).write_text(text.replace(find, replace, 1), "utf-8")
    return folder


def test_nothing_to_object_to() -> None:
    assert objections(read_war(VALID)) == []


@pytest.mark.parametrize("case", CASES)
def test_objection(case: str, tmp_path: Path) -> None:
    name, find, replace, field, says = CASES[case]
    found = objections(read_war(changed(tmp_path, name, find, replace)))
    assert field in {fault.field for fault in found}
    assert any(says in fault.says for fault in found), [str(fault) for fault in found]


def test_an_outcome_without_event_is_no_objection_while_something_waits_for_it(tmp_path: Path) -> None:
    assert objections(read_war(changed(tmp_path, "war.toml", 'event = "south-harbour-taken-1871"\n', ""))) == []
