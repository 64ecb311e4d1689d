"""`gunboat record` on the small war: each verb, in tables and JSON, and one clear error for each misuse."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from gunboat.analysis.facts.export import FORMATS
from gunboat.faces.cli import main
from gunboat.faces.cli.record import FORMATS as OFFERED
from gunboat.faces.cli.words import say
from gunboat.record.tables import EVENT_KINDS, REMARK_KINDS
from playing import SMALL

Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Call:
    """Run `gunboat record --war two-harbours ...`: exit code, stdout, stderr."""
    monkeypatch.setenv("COLUMNS", "96")

    def run(*words: str) -> tuple[int, str, str]:
        code = main(["record", "--war", str(SMALL), *words])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def test_the_formats_offered_are_those_there_are() -> None:
    assert set(OFFERED) == set(FORMATS)


@pytest.mark.parametrize("lang", ["en", "zh-hant"])
def test_every_kind_has_its_word(lang: str) -> None:
    for kind in (*EVENT_KINDS, *REMARK_KINDS, "letter", "figure", "point"):
        assert say(f"record.kinds.{kind}", lang)


def test_a_table_of_facts(call: Call) -> None:
    code, out, _ = call("--kind", "battle")
    assert code == 0
    assert "Boom Fort is stormed." in out
    assert "2 facts of 22; 0 of them twice read." in out
    code, out, _ = call("--kind", "battle", "--json")
    assert [row["id"] for row in json.loads(out)] == ["boom-fort-battle-1871", "river-gate-battle-1872"]
    assert call("--kind", "batle")[0] == 2
    assert "Did you mean battle?" in call("--kind", "batle")[2]


def test_show(call: Call) -> None:
    out = call("show", "gate-losses-norrmark")[1]
    for said in ("60-80 men", "同治十一年四月初八日", "the admiral", "followed in gate-losses", "Brandt, E."):
        assert said in out
    assert "E. Brask" in call("show", "elna-brask")[1]
    made = json.loads(call("show", "gate-losses-norrmark", "--json")[1])
    assert made["rival_claims"] == ["gate-losses-tamar"]
    assert made["chinese_from"] == made["chinese_to"] == "同治十一年四月初八日"
    code, out, err = call("show", "nothing-at-all")
    assert (code, out) == (2, "")
    assert "nothing-at-all is not in the record" in err


def test_conflicts(call: Call) -> None:
    out = call("conflicts")[1]
    assert "→" in out
    assert "Groups of rival claims: 1 (1 contradiction)." in out
    assert json.loads(call("conflicts", "gate-losses", "--json")[1])[0]["followed"] == "gate-losses-norrmark"
    assert "Did you mean gate-losses?" in call("conflicts", "gate-loses")[2]


def test_search(call: Call) -> None:
    code, out, _ = call("search", "桑德")
    assert code == 0
    assert "Orm Sand" in out
    assert "let the matter rest" in " ".join(out.split())
    assert json.loads(call("search", "O.", "Zand", "--json")[1])["meant"][0]["id"] == "orm-sand"
    code, out, err = call("search", "zeppelin")
    assert (code, out) == (1, "")
    assert "nothing in the record for zeppelin" in err


def test_on(call: Call) -> None:
    out = call("on", "1871-06-25")[1]
    assert "Letters under way" in out
    assert "reports a victory.  governor-report-1871" in out
    assert "Elna Brask" in out
    assert "The record holds nothing for it." in call("on", "1875-01-01")[1]
    made = json.loads(call("on", "同治十年五月初三日", "--json")[1])
    assert (made["date_from"], made["chinese_date"]) == ("1871-06-20", "同治十年五月初三日")
    code, _, err = call("on", "yesterday")
    assert code == 2
    assert "Write 1858-05-20" in err


def test_the_timeline(call: Call) -> None:
    out = call("timeline", "--lang", "zh-hans")[1]
    assert out.index("1871") < out.index("1872") < out.index("1873")
    assert "同治十年五月初三日" in out
    assert "战斗" in out
    made = json.loads(call("--json", "timeline", "--story")[1])  # options before the verb count too
    assert len(made) == 16


def test_pictures(call: Call) -> None:
    assert "Linked, never loaded" in call("pictures")[1]
    assert json.loads(call("pictures", "--json")[1]) == []
    assert main(["record", "pictures", "--json"]) == 0


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_export(call: Call, name: str, tmp_path: Path) -> None:
    path = tmp_path / "record"
    code, _, err = call("export", "--format", name, "-o", str(path))
    assert (code, err) == (0, f"written to {path}\n")
    assert path.stat().st_size > 1000
    if name != "parquet":
        assert call("export", "--format", name)[1].encode() == path.read_bytes()


def test_export_refuses_what_it_cannot_do(call: Call, tmp_path: Path) -> None:
    assert call("export", "--format", "xlsx")[0] == 2
    code, _, err = call("export", "-o", str(tmp_path / "nowhere" / "x"))
    assert code == 2
    assert "cannot be written" in err
    assert "Did you mean show?" in call("shw")[2]
