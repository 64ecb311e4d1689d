"""`gunboat battle`: the card in every language and width, changes side by side, JSON, and one clear error."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from rich.cells import cell_len

from gunboat.faces.cli import battle, main
from gunboat.faces.cli.words import say
from gunboat.record.tables import PHASES
from gunboat.run.battle import CHANGES, DRILLS, FIGHTS, KINDS, MEASURES, MOVES, ORDERS, SPANS, WORDS
from gunboat.scenario.schema import BUILT_OF
from gunboat.world.formulas.forts import RESULTS
from playing import SMALL

Said = tuple[int, str, str]
Call = Callable[..., Said]
NAMES = ("taku-1859", "canton-1857", "palikao-1860")


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Call:
    """Run the verb in this process: exit code, stdout, stderr."""
    monkeypatch.setenv("COLUMNS", "80")

    def run(*words: str) -> Said:
        code = main(["battle", *words])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def test_without_a_name_the_battles_are_listed(call: Call) -> None:
    code, out, _ = call()
    assert code == 0
    assert all(name in out for name in NAMES)
    assert {row["id"] for row in json.loads(call("--json")[1])} >= set(NAMES)


@pytest.mark.parametrize("columns", [60, 80, 100])
@pytest.mark.parametrize("lang", ["en", "zh-hant", "zh-hans"])
@pytest.mark.parametrize("words", [(NAMES[0],), (NAMES[0], "--tide", "low"), (NAMES[1],), (NAMES[2], "--men", "x2")])
def test_a_card_fits_and_is_in_its_language(
    call: Call, monkeypatch: Any, words: tuple[str, ...], lang: str, columns: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    code, out, _ = call(*words, "-n", "50", "--lang", lang)
    assert code == 0
    assert max(map(cell_len, out.splitlines())) <= columns
    assert ("Typical course" in out) == (lang == "en")
    assert ("典型經過" in out) == (lang == "zh-hant")
    assert ("典型经过" in out) == (lang == "zh-hans")
    assert "{" not in out


def test_a_card_shows_record_and_ranges(call: Call) -> None:
    _, out, _ = call("taku-1859")
    for part in ("James Hope", "25 June 1859", "The garrison of Taku in 1859 was 4,000 men", "2,000 fights of seed 0",
                 "attacker's losses (men)", "448", "in the record: it did not", "first ship out of action",
                 "Rival claims", "fights with less"):  # fmt: skip
        assert part in out, part


def test_a_change_stands_side_by_side_on_the_same_dice(call: Call) -> None:
    _, out, _ = call("taku-1859", "-n", "300", "--landing", "peitang/flank", "--garrison", "x0.5")
    assert "Changed: garrison: 2,400-4,000 men, now 1,200-2,000 men" in out
    assert "Peh-tang" in out or "Peitang" in out
    assert "on the same dice the change wins the attacker" in out
    assert "No fight differs" in call("taku-1859", "-n", "300", "--boom", "yes")[1]


def test_json_is_valid_and_the_same_again(call: Call) -> None:
    code, out, err = call("taku-1858", "-n", "100", "--seed", "5", "--silent", "yes", "--json")
    assert code == 0
    assert json.loads(out)["seed"] == 5
    assert out == call("taku-1858", "-n", "100", "--seed", "5", "--silent", "yes", "--json")[1]
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("taku-1857",), "Did you mean taku-185"),
        (("palikao-1860", "--boom", "no"), "--boom: does not apply to palikao-1860"),
        (("--tide", "low"), "name one, as in gunboat battle taku-1859"),
        (("taku-1859", "--tide", "ebb"), "Write high, half or low"),
        (("taku-1859", "-n", "0"), "0 is not in the range"),
        (("taku-1859", "--wind", "fair"), "No such option"),
    ],
)
def test_misuse_is_one_clear_error(call: Call, words: tuple[str, ...], says: str) -> None:
    code, out, err = call(*words)
    assert code == 2
    assert out == ""
    assert says in err
    assert len(err.strip().splitlines()) == 1


@pytest.mark.parametrize("lang", ["en", "zh-hant", "zh-hans"])
def test_everything_that_a_card_names_has_words(lang: str) -> None:
    for phase in PHASES:
        assert say(f"battle.phases.{phase}", lang)
    for result in (*RESULTS, "won", "beaten", "holder taken"):
        assert say(f"battle.results.{result}", lang)
    for measure, unit in MEASURES.items():
        assert say(f"battle.measures.{measure}", lang)
        assert say(f"battle.units.{unit}", lang)
    for kind in KINDS:
        assert say(f"battle.limits.{kind}", lang)
        for column in (*SPANS[kind], *WORDS[kind]):
            assert say(f"battle.columns.{column}", lang)
    for word in (*DRILLS, *MOVES, *ORDERS, *BUILT_OF):
        assert say(f"battle.words.{word}", lang)


def test_every_change_has_an_option_and_the_defaults_agree() -> None:
    options = {parameter.name for parameter in battle.battle.params}
    assert set(CHANGES) <= options
    assert battle.FIGHTS == FIGHTS


def test_a_war_of_ones_own(call: Call) -> None:
    assert "boom-fort-1871" in call("--war", str(SMALL))[1]
    assert call("boom-fort-1871", "--war", str(SMALL), "-n", "20")[0] == 0
