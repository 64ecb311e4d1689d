"""`gunboat battle`: the card in every language and width, changes side by side, JSON, and one clear error."""

from __future__ import annotations

import itertools
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

from gunboat.faces.cli import battle, main
from gunboat.faces.cli.layout import wrapped
from gunboat.faces.cli.words import say
from gunboat.record.tables import PHASES
from gunboat.run.battle import FIGHTS, MEASURES, MOST_FIGHTS, OTHERWISE
from gunboat.run.situation import CHANGES, DRILLS, KINDS, MOVES, ORDERS, SPANS, WORDS
from gunboat.scenario.schema import BUILT_OF
from gunboat.world.formulas.forts import RESULTS
from playing import SMALL

Said = tuple[int, str, str]
Call = Callable[..., Said]
TUTORIAL = Path(__file__).parents[2] / "docs" / "tutorial.md"
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
                 "Rival claims", "fights with less", "intervals that the number of fights leaves",
                 "A median is over the fights in which the phase occurs", "decided otherwise, for the attacker",
                 "as the other side would report them"):  # fmt: skip
        assert part in " ".join(out.split()), part
    assert "orders not to fire" not in out
    assert "works silenced: " not in out  # an end that men who land do not leave to the ships


def test_what_must_be_said_of_a_card_is_said(call: Call) -> None:
    for words, parts in (
        (("barrier-forts-1856",), ("none recorded", "no allied loss is recorded", "Muh-ki-te-na (in office)")),
        (("changkiawan-1860",), ("about 1,000 on the other side, recalled", "in 100 of the defenders")),
        (("canton-1857",), ("set among the killed and wounded", "in 100 of the attackers")),
        (("palikao-1860", "--garrison", "200"), ("the law was not fitted there",)),
        (("taku-1859", "--landing", "peitang/flank"), ("men come up by land",)),
    ):
        out = " ".join(call(*words, "-n", "200")[1].split())
        for part in parts:
            assert part in out, part
    assert "office-holder taken:" not in call("canton-1857", "-n", "200")[1]  # no end of the assault


NUMBERED = re.compile(r"[\d,.-]$")


@pytest.mark.parametrize("columns", [60, 67, 80])
@pytest.mark.parametrize("lang", ["zh-hant", "zh-hans"])
def test_no_number_is_broken_across_lines_in_chinese(call: Call, monkeypatch: Any, lang: str, columns: int) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    for name in ("taku-1859", "taku-1860", "barrier-forts-1856", "canton-1857"):
        lines = call(name, "-n", "100", "--lang", lang, "--garrison", "x0.9")[1].splitlines()
        for line, after in itertools.pairwise(map(str.strip, lines)):
            if NUMBERED.search(line):
                assert not re.match(r"[\d米人門门艘噸吨道次](?!）)", after), (line, after)


def test_wrapped_text_keeps_every_character() -> None:
    text = "守軍：2400-4000人；地勢（英文）：bar crossed near high water, ebb in the afternoon；百分之35（33-37）。"
    for width in (12, 20, 40, 80):
        lines = wrapped(text, width).split("\n")
        assert "".join("".join(lines).split()) == "".join(text.split())
        assert max(map(cell_len, lines)) <= max(width, cell_len("（33-37）。") + cell_len("百分之35"))


def test_control_characters_of_a_war_never_reach_the_terminal(call: Call, tmp_path: Path) -> None:
    folder = tmp_path / "war"
    shutil.copytree(SMALL, folder)
    for path in (folder / "battles.csv", folder / "places.csv"):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("Boom Fort", "Boom\x1b[31m\u202e Fort"), encoding="utf-8")
    for words in ((), ("boom-fort-1871", "-n", "10"), ("boom-fort-1871", "-n", "10", "--lang", "zh-hant")):
        code, out, _ = call(*words, "--war", str(folder))
        assert code == 0
        assert not {"\x1b", "\u202e"} & set(out)


def test_the_tutorial_shows_what_is_printed(call: Call) -> None:
    text = TUTORIAL.read_text(encoding="utf-8")
    (shown,) = re.findall(r"^```\n(2,000 fights of seed 0\n.*?)^```$", text, re.MULTILINE | re.DOTALL)
    out = call("taku-1859", "--landing", "flank")[1]
    printed = out[out.index("2,000 fights of seed 0") :].splitlines()
    assert shown.splitlines() == [line.rstrip() for line in printed[: len(shown.splitlines())]]


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
        (("taku-1859", "-n", "200000000"), "200000000 is not in the range"),
        (("palikao-1860", "--garrison", "x1000"), "--garrison: 36,000,000 is above 200,000"),
        (("taku-1859", "--guns", "x9999999"), "--guns: 599,999,940 is above 1,000"),
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
    for result in (*RESULTS, *OTHERWISE, "won", "beaten"):
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
    assert (battle.FIGHTS, battle.MOST_FIGHTS) == (FIGHTS, MOST_FIGHTS)


def test_a_war_of_ones_own(call: Call) -> None:
    assert "boom-fort-1871" in call("--war", str(SMALL))[1]
    assert call("boom-fort-1871", "--war", str(SMALL), "-n", "20")[0] == 0
