"""The command line: the page, the languages, JSON, run folders, and one clear error for each misuse."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

from gunboat.faces.cli import main
from gunboat.run.runner import EngineError
from playing import SMALL

WAR = str(SMALL)
Said = tuple[int, str, str]
Call = Callable[..., Said]

PROGRAM = [sys.executable, "-c", "import sys; from gunboat.faces.cli import main; sys.exit(main())"]


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Call:
    """Run the program in this process: exit code, stdout, stderr."""
    monkeypatch.setenv("COLUMNS", "96")

    def run(*words: str) -> Said:
        code = main(list(words))
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run folder."""
    folder = tmp_path_factory.mktemp("kept") / "run"
    assert main(["run", WAR, "-n", "40", "--seed", "2", "--out", str(folder)]) == 0
    return folder


def copy(folder: Path, to: Path) -> Path:
    """A copy of a run folder, to be spoilt."""
    return Path(shutil.copytree(folder, to / "copy"))


# ---------------------------------------------------------------- the page


@pytest.mark.parametrize("columns", [80, 100])
@pytest.mark.parametrize("lang", ["en", "zh-hant", "zh-hans"])
def test_the_page_fits_and_is_in_its_language(call: Call, monkeypatch: Any, columns: int, lang: str) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    code, out, _ = call("--war", WAR, "--quick", "--lang", lang)
    assert code == 0
    lines = out.splitlines()
    assert max(map(cell_len, lines)) <= columns
    assert len(lines) <= 50
    assert ("Where to go next" in out) == (lang == "en")
    assert ("接下來" in out) == (lang == "zh-hant")
    assert ("接下来" in out) == (lang == "zh-hans")
    assert "{" not in out


def test_the_page_is_the_same_again(call: Call) -> None:
    assert call("--war", WAR, "--quick", "-j", "1")[1] == call("--war", WAR, "--quick", "-j", "2")[1]


def test_the_main_job_as_json(call: Call) -> None:
    code, out, _ = call("--war", WAR, "--quick", "--json")
    found = json.loads(out)
    assert code == 0
    assert {"ladder", "comparison", "closest", "typical", "limits"} <= set(found)
    assert [rung["histories"] for rung in found["ladder"]["rungs"]] == [50, 50]
    assert found["comparison"]["histories"] == found["ladder"]["path"]["histories"] == 400


def test_the_main_job_runs_as_many_as_asked(call: Call) -> None:
    found = json.loads(call("--war", WAR, "--quick", "--each", "7", "--json")[1])
    assert [rung["histories"] for rung in found["ladder"]["rungs"]] == [7, 7]
    assert found["ladder"]["path"]["histories"] == 400
    found = json.loads(call("--war", WAR, "--each", "5", "--path", "30", "--json")[1])
    assert [rung["histories"] for rung in found["ladder"]["rungs"]] == [5, 5]
    assert found["ladder"]["path"]["histories"] == 30


def test_simplified_leaves_no_traditional_form(call: Call) -> None:
    _, out, _ = call("--war", WAR, "--quick", "--lang", "zh-hans")
    assert not set("轉點記載應結條約區間圖號後來從") & set(out)


# ---------------------------------------------------------------- run


def test_a_comparison_is_printed_with_units(call: Call) -> None:
    code, out, err = call("run", WAR, "-n", "50")
    assert code == 0
    assert "50 histories of seed 0, let go on 1 May 1871" in out
    assert re.search(r"\d+ in 100", out)
    assert "The yardstick" in out
    row = next(line for line in out.splitlines() if line.startswith("Boom Fort is stormed."))
    assert re.search(r"1871-06-20 +\d+ in 100 +187\d-\d\d-\d\d +(\d+ in 100|none)$", row.rstrip())
    assert max(map(cell_len, out.splitlines())) <= 96
    assert err == "" or "compiling" in err


def test_one_history_is_told(call: Call) -> None:
    code, out, err = call("run", WAR, "-n", "1", "--seed", "4")
    assert code == 0
    assert out.startswith("The War of the Two Harbours: history 0 of seed 4, let go on 1 May 1871\n")
    assert all(line.startswith("On ") for line in out.splitlines()[1:])
    assert " sent " not in out
    assert "letters were left out" in err
    assert len(call("run", WAR, "--letters", "--seed", "4")[1]) > len(out)
    assert "The odds were" in call("run", WAR, "--reasons", "--seed", "4")[1]
    about = call("run", WAR, "--about", "karsk", "--seed", "4", "--json")
    assert json.loads(about[1])["events"]


def test_the_record_followed_to_its_end(call: Call) -> None:
    code, out, _ = call("run", WAR, "--let-go", "never")
    assert code == 0
    assert "following the record throughout" in out
    assert "Consequences, never imposed:" in out
    assert json.loads(call("run", WAR, "--let-go", "never", "--json")[1])["follow"]["counts"]["consequences"]


# ---------------------------------------------------------------- run folders


def test_a_run_folder_is_whole_and_read_again(kept: Path, call: Call) -> None:
    manifest = json.loads((kept / "manifest.json").read_text(encoding="utf-8"))
    assert (manifest["seed"], manifest["histories"], manifest["let_go"]) == (2, 40, "1871-05-01")
    assert manifest["files"]["histories.csv"]["rows"] == 40
    names = {path.name for path in kept.iterdir()}
    assert names == {"manifest.json", *manifest["files"]}
    assert {"comparison.json", "chronicle-typical.csv", "chronicle-closest.txt"} <= names
    code, out, err = call("compare", str(kept))
    assert (code, err) == (0, "")
    assert out == call("run", WAR, "-n", "40", "--seed", "2")[1]
    assert json.loads(call("compare", str(kept), "--json")[1])["histories"] == 40


def test_the_same_run_gives_the_same_bytes(kept: Path, tmp_path: Path) -> None:
    assert main(["run", WAR, "-n", "40", "--seed", "2", "-j", "1", "--out", str(tmp_path / "again")]) == 0
    for path in kept.iterdir():
        if path.name != "manifest.json":
            assert path.read_bytes() == (tmp_path / "again" / path.name).read_bytes(), path.name


def cut(folder: Path) -> str:
    (folder / "histories.csv").write_bytes((folder / "histories.csv").read_bytes()[:-100])
    return "histories.csv: is cut short by 100 bytes"


def change(folder: Path) -> str:
    text = (folder / "histories.csv").read_bytes()
    (folder / "histories.csv").write_bytes(text.replace(b"1871", b"1881", 1))
    return "histories.csv: has been changed"


def lose(folder: Path) -> str:
    (folder / "comparison.json").unlink()
    return "comparison.json: is missing"


def stop(folder: Path) -> str:
    (folder / "manifest.json").rename(folder / "UNFINISHED.txt")
    return "is half-written"


def renumber(folder: Path) -> str:
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    (folder / "manifest.json").write_text(json.dumps({**manifest, "format_version": 99}), encoding="utf-8")
    return "is in format 99; this program reads format 1"


def halve(folder: Path) -> str:
    text = (folder / "manifest.json").read_text(encoding="utf-8")
    (folder / "manifest.json").write_text(text[: len(text) // 2], encoding="utf-8")
    return "is no manifest, or cut short"


def escape(folder: Path) -> str:
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    manifest["files"]["../outside"] = manifest["files"]["histories.csv"]
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return "lists no files"


@pytest.mark.parametrize("spoil", [cut, change, lose, stop, renumber, halve, escape])
def test_a_spoilt_folder_is_refused_and_left_alone(
    kept: Path, tmp_path: Path, call: Call, spoil: Callable[[Path], str]
) -> None:
    folder = copy(kept, tmp_path)
    expected = spoil(folder)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    code, out, err = call("compare", str(folder))
    assert (code, out) == (1, "")
    assert expected in err
    assert len(err.splitlines()) == 1
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_half_written_folder_can_be_written_again(kept: Path, tmp_path: Path, call: Call) -> None:
    folder = copy(kept, tmp_path)
    stop(folder)
    assert call("run", WAR, "-n", "40", "--seed", "2", "--out", str(folder))[0] == 0
    assert call("compare", str(folder))[0] == 0


# ---------------------------------------------------------------- misuse


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["run", "second-opium-wra"], "Did you mean second-opium-war?"),
        (["--war", "nowhere"], "There is no war nowhere"),
        (["run", WAR, "--let-go", "1871-13-01"], "is not a day of the calendar"),
        (["run", WAR, "--let-go", "1900-01-01"], "lies outside the war, which runs from 1871-01-01 to 1873-12-31"),
        (["run", WAR, "-n", "0"], "0 histories cannot be run"),
        (["run", WAR, "-n", "many"], "'many' is not a valid integer"),
        (["run", WAR, "--lang", "fr"], "there is no language fr"),
        (["run", WAR, "--frobnicate"], "No such option"),
        (["rnu"], "Did you mean run?"),
        (["second-opium-war"], "gunboat run second-opium-war"),
        (["run", WAR, "--claim", "nothing=else"], "no group of rival claims nothing"),
        (["run", WAR, "--claim", "gate-losses=else"], "not a claim of this group"),
        (["run", WAR, "--claim", "nothing"], "is not GROUP=FACT"),
        (["run", WAR, "--about", "kasrk"], "Did you mean karsk?"),
        (["run", WAR, "--about", "throen"], "Did you mean throne?"),
        (["run", WAR, "--opening", "winter"], "there is no opening winter"),
        (["run", WAR, "--seed", "-1"], "-1 is not in the range"),
        (["run", WAR, "--let-go", "never", "-n", "5"], "nothing is left to compare"),
        (["run", WAR, "--tell", "-n", "5"], "One history can be told"),
        (["run", WAR, "--tell", "--out", "x"], "--out keeps many histories"),
        (["compare", "/nowhere"], "is not a folder"),
        (["validate", "nowhere"], "There is no war nowhere"),
    ],
)
def test_each_misuse_has_one_clear_error(call: Call, words: list[str], said: str) -> None:
    code, out, err = call(*words)
    assert (code, out) == (2, "")
    assert said in err
    assert len(err.splitlines()) == 1


def test_a_folder_that_cannot_be_written_is_refused_before_anything_runs(call: Call, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("kept")
    for out, said in (
        (tmp_path / "file", "is a file"),
        (tmp_path / "file" / "below", "cannot be written"),
        (tmp_path, "holds 1 things that are not a run"),
    ):
        started = time.perf_counter()
        code, printed, err = call("run", WAR, "-n", "1000000", "--out", str(out))
        assert (code, printed) == (2, "")
        assert said in err
        assert time.perf_counter() - started < 5.0
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
    assert (tmp_path / "file").read_text() == "kept"


def test_a_history_that_cannot_be_finished_is_named(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(named: str) -> None:
        raise EngineError(f"history 7 of seed 1 of {named} stopped: no room for letters")

    monkeypatch.setattr("gunboat.faces.cli.commands.read_named", fail)
    code, out, err = call("run", WAR)
    assert (code, out) == (1, "")
    assert "history 7 of seed 1" in err
    assert len(err.splitlines()) == 1


# ---------------------------------------------------------------- validate


def test_a_valid_war(call: Call) -> None:
    code, out, _ = call("validate", WAR)
    assert code == 0
    assert out.splitlines()[-1].startswith("two-harbours: valid")
    assert json.loads(call("validate", WAR, "--json")[1])["valid"] is True


def test_faults_are_listed_where_they_stand(call: Call, tmp_path: Path) -> None:
    folder = tmp_path / "war"
    shutil.copytree(SMALL, folder)
    text = (folder / "war.toml").read_text(encoding="utf-8")
    (folder / "war.toml").write_text(text.replace('base = "marrow-isle"', 'base = "marow-isle"'), encoding="utf-8")
    code, out, err = call("validate", str(folder))
    assert (code, err) == (1, "")
    assert re.match(r"war\.toml:\d+:base: .*marow-isle.* Did you mean marrow-isle\?", out)
    code, out, _ = call("validate", str(folder), "--json")
    assert code == 1
    assert json.loads(out)["faults"][0]["field"] == "base"
    code, out, err = call("run", str(folder))
    assert (code, out) == (1, "")
    assert "war.toml:" in err


# ---------------------------------------------------------------- as a program


def test_version_and_help(call: Call) -> None:
    assert re.fullmatch(r"gunboat \d+\.\d+\.\d+\n", call("--version")[1])
    code, out, _ = call("--help")
    assert code == 0
    assert {"compare", "run", "validate"} <= set(out.split())
    assert max(map(len, out.splitlines())) <= 80


def test_utf_8_on_any_code_page_and_no_colour() -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0", "NO_COLOR": "1"}
    words = ["run", WAR, "-n", "1", "--lang", "zh-hant"]
    done = subprocess.run([*PROGRAM, *words], capture_output=True, env=environment, check=False)
    assert done.returncode == 0
    assert "種子0第0號" in done.stdout.decode("utf-8")
    assert b"\x1b" not in done.stdout + done.stderr


def test_a_closed_pipe_is_silent() -> None:
    words = ["run", WAR, "-n", "1", "--json"]
    program = subprocess.Popen([*PROGRAM, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert program.stdout is not None
    assert program.stderr is not None
    program.stdout.read(1)
    program.stdout.close()
    said = program.stderr.read()
    program.stderr.close()
    assert program.wait() != 0, said
    assert b"Traceback" not in said, said


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_an_interrupt_gives_one_line() -> None:
    program = subprocess.Popen([*PROGRAM, "run", WAR, "-n", "3000000"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    time.sleep(4.0)  # past its imports, in the middle of its histories
    program.send_signal(signal.SIGINT)
    out, err = program.communicate(timeout=20)
    assert program.returncode == 130
    assert out == b""
    assert err.decode().splitlines()[-1] == "gunboat: Stopped."
    assert b"Traceback" not in err
