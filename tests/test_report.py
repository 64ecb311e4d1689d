"""The report: one file, three languages, nothing from outside, and every number with what it rests on."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

import gunboat.report as package
from gunboat.analysis.compare import compare
from gunboat.analysis.ladder import ladder
from gunboat.faces.cli import main
from gunboat.record.faults import WarError
from gunboat.report import Contents, contents_of, html_of, pictures_of, write
from gunboat.report.charts import NARROW, WIDE
from gunboat.report.rests import made_of
from gunboat.report.story import frames_of
from gunboat.report.words import HTML_LANGUAGE, said
from gunboat.run.ensemble import run_ensemble
from gunboat.scenario.read import WrittenWar, read_war
from playing import SMALL

ROOT = Path(__file__).absolute().parent.parent
VOID = {"meta", "link", "input", "br", "hr", "img"}


class Reader(HTMLParser):
    """Reads a page as a strict reader would: tags must close in order, ids must be unique."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.attributes: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes.append((tag, dict(attrs)))
        self.ids += [value for name, value in attrs if name == "id" and value]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, self.getpos()

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


@pytest.fixture(scope="module")
def report(shipped: WrittenWar) -> Contents:
    found = ladder(shipped, 20, 300)
    return contents_of(shipped, found.ensemble, found)


@pytest.fixture(scope="module")
def html(report: Contents) -> str:
    return html_of(report)


@pytest.fixture(scope="module")
def page(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    return reader


@pytest.fixture(scope="module")
def data(html: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', html, re.DOTALL)
    assert found is not None
    made: dict[str, Any] = json.loads(found[1])
    return made


def test_it_is_one_well_made_file(html: str, page: Reader) -> None:
    assert page.open == []
    assert len(page.ids) == len(set(page.ids))
    assert len(html.encode()) < 6_000_000
    assert "$" not in re.sub(r"<script.*?</script>", "", html, flags=re.DOTALL)


def test_nothing_is_fetched(page: Reader, html: str) -> None:
    for tag, attributes in page.attributes:
        for name in ("src", "href", "action", "data", "srcset"):
            assert not (attributes.get(name) or "").startswith(("http", "//")), (tag, attributes)
    assert "default-src 'none'" in html
    assert not re.search(r"@import|url\(http|fetch\(|XMLHttpRequest|import\s*\(", html)


def test_every_language_has_every_section(page: Reader) -> None:
    sections = [a.get("aria-labelledby") or "" for tag, a in page.attributes if tag == "section"]
    for lang in HTML_LANGUAGE:
        names = {name.removesuffix(f"-{lang}") for name in sections if name.endswith(f"-{lang}")}
        assert names == {
            "short", "ladder", "outcomes", "always", "dates", "values", "clauses", "chronicle", "rests", "limits",
        }  # fmt: skip


def test_both_languages_have_the_same_words() -> None:
    def keys(table: dict[str, Any], stem: str = "") -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for key, value in table.items():
            if isinstance(value, dict):
                found |= keys(value, f"{stem}{key}.")
            else:
                found[f"{stem}{key}"] = set(re.findall(r"\{(\w+)", value))
        return found

    folder = Path(package.__file__).parent
    english, chinese = (keys(tomllib.loads((folder / f"{n}.toml").read_text("utf-8"))) for n in ("en", "zh-hant"))
    assert english == chinese


def test_every_fact_that_can_be_opened_is_there(page: Reader, data: dict[str, Any]) -> None:
    asked = {a["data-fact"] for _, a in page.attributes if "data-fact" in a}
    assert len(asked) > 50
    assert asked <= set(data["facts"])
    for fact in data["facts"].values():
        assert all(fact[lang] for lang in HTML_LANGUAGE)
        assert set(fact["works"]) <= set(data["works"])
        assert fact["where"] or fact["works"]


def test_the_story_goes_in_order_and_stands_on_the_map(data: dict[str, Any], report: Contents) -> None:
    assert [frame["name"] for frame in data["frames"]] == [frame.name for frame in frames_of(report.war)]
    assert {frame["name"] for frame in data["frames"]} == {"peiho", "pearl", "yangtze", "china", "world"}
    for track in data["tracks"].values():
        days = [event["d"] for event in track]
        assert days == sorted(days)
        assert len(days) > 20
        assert all(event[lang] for event in track for lang in HTML_LANGUAGE)
    placed = {event["p"] for track in data["tracks"].values() for event in track if event["p"]}
    shown = {place for frame in data["frames"] for place in frame["places"]}
    assert placed <= shown
    assert placed <= set(data["places"])


def test_rivals_that_are_not_followed_are_no_part_of_the_story(data: dict[str, Any], report: Contents) -> None:
    told = {event["f"] for event in data["tracks"]["record"]}
    assert not told & report.war.record.passed_over({})


def test_every_picture_has_a_table_and_words(page: Reader, report: Contents) -> None:
    for lang in HTML_LANGUAGE:
        assert set(pictures_of(report, lang)) == {"ladder", "outcomes", "dates", "values", "clauses"}
    tables = sum(tag == "table" for tag, _ in page.attributes)
    drawn = [a for tag, a in page.attributes if tag == "svg" and a.get("role") == "img"]
    assert len(drawn) == 30  # each for a wide and for a narrow screen
    assert tables >= len(drawn) / 2
    assert all(a.get("aria-label") for a in drawn)


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("lang", HTML_LANGUAGE)
def test_pictures_stand_alone(report: Contents, lang: str, width: float) -> None:
    for name, picture in pictures_of(report, lang, width).items():
        assert picture.width == width
        root = ElementTree.fromstring(picture.standalone())
        assert root.tag == "{http://www.w3.org/2000/svg}svg", name
        assert root.find("{http://www.w3.org/2000/svg}style") is not None
        for node in root.iter():
            for key, value in node.attrib.items():
                assert "nan" not in value.split(), (name, node.tag, key)


def test_the_shares_shown_are_those_compared(html: str, report: Contents) -> None:
    text = re.sub(r"<[^>]+>", "", html)
    for outcome in report.comparison.outcomes:
        if 0.01 <= outcome.share <= 0.99:
            assert f"{outcome.name_en}: {round(outcome.share * 100)} in 100" in text


def test_the_limits_stand_on_the_page(html: str) -> None:
    for lang in HTML_LANGUAGE:
        assert said("limits.text", lang) in html


def test_a_war_without_a_map_has_a_report_too() -> None:
    war = read_war(SMALL)
    page = html_of(contents_of(war, run_ensemble(war, 50, let_go=date(1871, 5, 6))), "zh-hant")
    assert '<html lang="zh-Hant">' in page
    assert "<svg data-frame=" not in page
    Reader().feed(page)


def test_names_are_no_markup(tmp_path: Path) -> None:
    import shutil

    folder = Path(shutil.copytree(SMALL, tmp_path / "war"))
    text = (folder / "war.toml").read_text("utf-8")
    title = "The War of the Two Harbours"
    assert title in text
    (folder / "war.toml").write_text(text.replace(title, "A </script><b>war</b> & more"), "utf-8")
    war = read_war(folder)
    page = html_of(contents_of(war, run_ensemble(war, 20, let_go=date(1871, 5, 6))))
    assert "<b>war</b>" not in page
    assert "&lt;b&gt;war&lt;/b&gt;" in page


def test_the_same_seed_gives_the_same_page_in_any_process(tmp_path: Path) -> None:
    """Also where texts are hashed otherwise, which changes the order of sets."""
    pages = []
    for salt in ("1", "2"):
        out = tmp_path / salt
        command = [sys.executable, "-c", "from gunboat.faces.cli import main; main()", "run", str(SMALL), "-n", "20"]
        environment = {**os.environ, "PYTHONHASHSEED": salt}
        subprocess.run([*command, "--out", str(out)], env=environment, check=True, capture_output=True)
        pages.append((out / "report.html").read_bytes())
    assert pages[0] == pages[1]


def test_the_documented_treaty_is_the_one_that_was_signed(report: Contents) -> None:
    assert report.treaty_clauses == {"redress", "revision", "yangtze-trade", "missions", "residence", "indemnity"}
    assert report.treaty_with == "uk"


def test_what_came_before_the_letting_go_is_neither_scored_nor_called_undocumented(shipped: WrittenWar) -> None:
    late = contents_of(shipped, run_ensemble(shipped, 40, let_go=date(1860, 9, 9)))
    assert {row.documented for row in late.comparison.outcomes} >= {True, None}
    page = html_of(late)
    assert "before the letting-go" in page
    assert 'aria-labelledby="clauses-en"' not in page
    for let_go in (date(1856, 10, 8), date(1857, 12, 12)):
        many = run_ensemble(shipped, 60, let_go=let_go)
        for event in compare(many, shipped).events:
            assert event.p05 is None or event.p05 >= let_go, event.id


def test_numbers_of_the_model_open_how_they_were_made(page: Reader, data: dict[str, Any]) -> None:
    asked = {a["data-made"] for _, a in page.attributes if "data-made" in a}
    assert asked == {"many", "turn", "path", "followed", "closest", "typical", "random"}
    for lang in HTML_LANGUAGE:
        assert set(data["made"][lang]) == asked
    assert data["made"]["en"]["many"]["command"] == "gunboat run second-opium-war -n 300 --let-go 1856-10-08 --seed 0"


def test_every_share_in_the_sections_opens(html: str) -> None:
    for name in ("short", "ladder", "outcomes", "always", "dates", "values", "clauses"):
        found = re.search(rf'<section aria-labelledby="{name}-en">.*?</section>', html, re.DOTALL)
        assert found is not None
        closed = re.sub(r"<(button|svg|thead)\b.*?</\1>", "", found[0], flags=re.DOTALL)
        assert not re.findall(r"\d+ in 100(?! histories)|about 1 in [\d,]+", re.sub(r"<[^>]+>", "", closed)), name


def test_numbers_open_what_their_rules_read(page: Reader, data: dict[str, Any]) -> None:
    asked = {each for _, a in page.attributes for each in (a.get("data-rests") or "").split()}
    asked |= {event["k"] for event in data["tracks"]["model"]}
    assert {"battle", "treaty-signed", "vote", "answer", "press"} <= asked
    assert asked <= set(data["deciders"])
    assert data["deciders"]["battle"] == ["combat"]
    assert data["deciders"]["press"] == ["press"]
    table = {text for text in page.texts if re.fullmatch("[a-z_]+", text)}
    for rule in {rule for rules in data["deciders"].values() for rule in rules}:
        assert set(data["reads"][rule]) <= table
        assert all(data["words"][lang][f"rule_{rule}"] for lang in HTML_LANGUAGE)


def test_the_command_of_the_turning_points_makes_them_again(capsys: pytest.CaptureFixture[str]) -> None:
    war = read_war(SMALL)
    found = ladder(war, 6, 30, seed=3)
    command = shlex.split(made_of(contents_of(war, found.ensemble, found), "en")["turn"]["command"])
    assert command[:3] == ["gunboat", "--war", war.war.text("id")]
    assert main(["--war", str(SMALL), *command[3:], "--json"]) == 0
    again = json.loads(capsys.readouterr().out)["ladder"]
    assert again["rungs"] == found.to_dict()["rungs"]
    assert again["path"] == found.to_dict()["path"]


def test_the_command_of_one_history_tells_it(capsys: pytest.CaptureFixture[str]) -> None:
    war = read_war(SMALL)
    shown = contents_of(war, run_ensemble(war, 30, let_go=date(1871, 5, 6)))
    command = shlex.split(made_of(shown, "en")["closest"]["command"])
    assert main([*command[1:2], str(SMALL), *command[3:]]) == 0
    assert f"history {shown.histories['closest'].number} of seed 0" in capsys.readouterr().out


def test_histories_with_assumptions_held_fast_are_made_again_from_python() -> None:
    import gunboat as gb

    many = gb.ensemble(SMALL, 25, let_go="1871-05-06", assumptions={"audience_cost": 3.0})
    made = made_of(contents_of(read_war(SMALL), many), "en")
    named = {"gunboat": gb}
    again = eval(made["many"]["command"].replace(repr(many.war), repr(str(SMALL))), named)  # our own text
    assert (again.minutes == many.minutes).all()
    told = eval(made["typical"]["command"].replace(repr(many.war), repr(str(SMALL))), named)
    assert told.number == gb.choose(many, SMALL)["typical"]
    assert "gunboat run" not in made["many"]["command"]


def test_facts_name_their_articles_by_title(data: dict[str, Any]) -> None:
    fact = data["facts"]["canton-ultimatum-refused-1857"]
    assert fact["where"] == [["002", "英法聯軍的來襲", "12月14日，照會"]]
    assert data["articles"]["002"] == {
        "en": "The Battle of Canton", "zh-hant": "廣州城戰役", "zh-hans": "广州城战役"
    }  # fmt: skip
    for fact in data["facts"].values():
        assert {number for number, _, locator in fact["where"] if locator} <= set(data["articles"])
        assert not re.search("ocument 00|[條条]目〇", "".join(fact[lang] for lang in HTML_LANGUAGE))


def test_forces_go_by_sea(data: dict[str, Any]) -> None:
    """A force that comes from Europe is drawn round the Cape, in the frames that show routes and in no other."""
    ways = [event["w"] for event in data["tracks"]["model"] if "w" in event]
    assert ways
    assert {frame for way in ways for frame in way} <= {"china", "world"}
    assert max(way["world"].count("L") for way in ways if "world" in way) > 10


def test_a_battle_holds_its_course(data: dict[str, Any]) -> None:
    fought = [event for event in data["tracks"]["model"] if event["k"] == "battle"]
    assert fought
    for event in fought:
        assert len(event["o"]["en"]) >= 4, "two sides, each with who was lost and what"
        assert any("killed" in line for line in event["o"]["en"])


def test_claims_asked_for_are_told(shipped: WrittenWar) -> None:
    claims = {"factories-burnt": "factories-burnt-october-1856"}
    page = html_of(contents_of(shipped, run_ensemble(shipped, 10, claims=claims)))
    assert "factories-burnt: factories-burnt-october-1856" in page


def test_nothing_let_go_is_no_report(shipped: WrittenWar) -> None:
    with pytest.raises(WarError, match="nothing to compare"):
        contents_of(shipped, run_ensemble(shipped, 3, let_go="never"))


def test_a_faulty_map_is_told_before_anything_is_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "war"
    shutil.copytree(SMALL, folder)
    (folder / "map").mkdir()
    (folder / "map" / "world.geojson").write_text('{"features": []}', "utf-8")
    assert main(["validate", str(folder)]) == 1
    assert "map/world.geojson" in capsys.readouterr().out
    assert main(["run", str(folder), "-n", "10", "--out", str(tmp_path / "out")]) == 2
    assert "Write GeoJSON with name" in capsys.readouterr().err


# ---------------------------------------------------------------- from the command line


def test_a_run_folder_has_its_report(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", str(SMALL), "-n", "40", "--out", str(tmp_path / "run")]) == 0
    assert "report.html to open" in capsys.readouterr().err
    assert (tmp_path / "run" / "report.html").read_text("utf-8").startswith("<!doctype html>")
    assert main(["compare", str(tmp_path / "run")]) == 0


@pytest.mark.parametrize("entrance", ["canton-1857", "taku-1858"])
def test_entrances(
    entrance: str, tmp_path: Path, shipped: WrittenWar, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    assert main([entrance, "-n", "60"]) == 0
    row = next(row for row in shipped.entrances if row["id"] == entrance)
    page = (tmp_path / "report.html").read_text("utf-8")
    assert row.text("name_en") in page
    assert row.text("name_zh") in page
    assert f'"start":"{row["let_go"]}"' in page
    assert "report.html" in capsys.readouterr().err
    assert main([entrance, "-n", "20", "--json", "--report", "other.html"]) == 0
    assert json.loads(capsys.readouterr().out)["let_go"] == str(row["let_go"])
    assert (tmp_path / "other.html").exists()


def test_the_verbs_of_entrances_are_those_of_the_war(shipped: WrittenWar) -> None:
    from gunboat.faces.cli.commands import SHIPPED_ENTRANCES

    assert [row["id"] for row in shipped.entrances] == list(SHIPPED_ENTRANCES)


def test_a_report_that_cannot_be_written_is_told(report: Contents, tmp_path: Path) -> None:
    with pytest.raises(WarError, match="Name a file in a folder"):
        write(report, tmp_path / "nowhere" / "report.html")


def test_a_file_of_the_readers_own_is_left_alone(
    report: Contents, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = tmp_path / "report.html"
    mine.write_text("mine", "utf-8")
    with pytest.raises(WarError, match="Move it away"):
        write(report, mine)
    monkeypatch.chdir(tmp_path)
    assert main(["canton-1857", "-n", "20"]) == 2
    assert "Move it away" in capsys.readouterr().err
    assert mine.read_text("utf-8") == "mine"
    size = write(report, tmp_path / "other.html")
    assert write(report, tmp_path / "other.html") == size  # its own it writes anew
    assert not list(tmp_path.glob("*.part"))


def test_a_report_before_a_verb_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--report", "here.html", "taku-1858", "-n", "5"]) == 2
    assert "belongs after the command" in capsys.readouterr().err


def test_pictures_of_a_run_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "run"
    assert main(["run", str(SMALL), "-n", "40", "--out", str(folder)]) == 0
    assert main(["export", str(folder), "--figures", "--war", str(SMALL), "--lang", "zh-hans"]) == 0
    assert "files written" in capsys.readouterr().err
    drawn = {path.name for path in (folder / "figures").iterdir()}
    assert {"outcomes-zh-hans.svg", "outcomes-zh-hans.png", "dates-zh-hans.svg"} <= drawn
    assert (folder / "figures" / "outcomes-zh-hans.png").read_bytes().startswith(b"\x89PNG")
    assert main(["export", str(folder), "--figures"]) == 2  # the small war is not shipped
    assert main(["compare", str(folder)]) == 0  # the folder is still whole


def test_pictures_of_a_changed_war_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import shutil

    war, folder = Path(shutil.copytree(SMALL, tmp_path / "war")), tmp_path / "run"
    assert main(["run", str(war), "-n", "20", "--out", str(folder)]) == 0
    with (war / "sources.bib").open("a", encoding="utf-8") as sources:
        sources.write("\n% changed\n")
    capsys.readouterr()
    assert main(["export", str(folder), "--figures", "--war", str(war)]) == 1
    assert "made from another state of the war" in capsys.readouterr().err


def test_from_python(tmp_path: Path) -> None:
    import gunboat as gb

    many = gb.ensemble(SMALL, 40, let_go="1871-05-06")
    assert gb.write_report(many, tmp_path / "report.html", SMALL) == (tmp_path / "report.html").stat().st_size
    assert gb.picture(many, "outcomes", SMALL)._repr_svg_().startswith("<svg")
    with pytest.raises(KeyError):
        gb.picture(many, "nothing", SMALL)


def test_units_are_told_in_each_language() -> None:
    from gunboat.report.rests import _unit
    from gunboat.scenario.schema import ASSUMPTIONS

    for key, (unit, _) in ASSUMPTIONS.items():
        assert _unit(key, "en") == unit
        assert not _unit(key, "zh-hant").isascii()
