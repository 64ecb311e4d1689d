"""The report in a browser: it opens from disk, asks for nothing, is operable, and readable by everybody."""

from __future__ import annotations

import json
import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from gunboat.analysis.ladder import ladder
from gunboat.report import contents_of, write
from gunboat.scenario.read import WrittenWar

READS = Path(__file__).parents[2] / "src" / "gunboat" / "rules" / "reads.toml"
CHROMIUM = shutil.which("chromium") or ""
TAGS = {"en": "en", "zh-hant": "zh-Hant", "zh-hans": "zh-Hans"}

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="Debian's chromium is not installed: .ci/run installs it")


@pytest.fixture(scope="module")
def path(shipped: WrittenWar, tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = ladder(shipped, 20, 300)
    path = tmp_path_factory.mktemp("report") / "report.html"
    write(contents_of(shipped, found.ensemble, found), path)
    return path


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run", "--disable-sync"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=quiet)
        yield browser
        browser.close()


class Opened:
    """A page with what it complained of and asked for."""

    def __init__(self, browser: Browser, path: Path, fragment: str = "", **options: Any) -> None:
        self.page: Page = browser.new_context(**options).new_page()
        self.complaints: list[str] = []
        self.asked: list[str] = []
        self.page.on("console", lambda said: self.complaints.append(said.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.goto(f"{path.as_uri()}{fragment}")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("lang", TAGS)
def test_it_opens_from_disk_and_everybody_can_read_it(
    browser: Browser, path: Path, lang: str, width: int, scheme: Any
) -> None:
    opened = Opened(
        browser, path, f"#lang={lang}&day=1857-12-28", viewport={"width": width, "height": 900}, color_scheme=scheme
    )
    page = opened.page
    assert page.locator("html").get_attribute("lang") == TAGS[lang]
    for summary in page.locator(f'[data-only="{TAGS[lang]}"] details:not(.chronicle details) > summary').all():
        summary.click()
    violations = Axe().run(page).response["violations"]
    assert [(each["id"], each["nodes"][0]["html"][:120]) for each in violations] == []
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert opened.complaints == []
    assert opened.asked == [path.as_uri()]


def test_the_story_steps_by_day_and_by_key(browser: Browser, path: Path) -> None:
    page = Opened(browser, path, "#lang=en&day=1857-12-28").page
    assert page.locator("#now").inner_text().startswith("1857-12-28 · Xianfeng 7, month 11, day 13")
    assert "Canton" in (page.locator('svg[data-frame="pearl"]').text_content() or "")
    page.locator("#on").click()
    after = page.locator("#now").inner_text()
    assert after > "1857-12-28 "
    assert f"day={after[:10]}" in page.evaluate("location.hash")
    page.locator('[data-lang="zh-hant"]').click()
    assert "咸豐" in page.locator("#now").inner_text()
    page.evaluate("location.hash = '#lang=en&day=1860-08-21'")
    page.wait_for_function("document.getElementById('now').textContent.startsWith('1860-08-21')")
    page.evaluate("location.hash = '#lang=en&day=1857-12-28'")
    page.wait_for_function("document.getElementById('now').textContent.startsWith('1857-12-28')")
    page.locator("#on").click()
    page.locator("#story").focus()
    page.keyboard.press("ArrowLeft")
    assert page.locator("#now").inner_text().startswith("1857-12-28")
    page.locator("#frame").select_option("world")
    assert page.locator('svg[data-frame="world"]').is_visible()
    assert not page.locator('svg[data-frame="pearl"]').is_visible()
    assert "day=1857-12-28" in page.url or "day=1857-12-28" in page.evaluate("location.hash")


def test_a_number_of_the_model_opens_how_it_was_made(browser: Browser, path: Path) -> None:
    page = Opened(browser, path, "#lang=en").page
    page.locator('section[aria-labelledby="outcomes-en"] summary').click()
    page.locator('section[aria-labelledby="outcomes-en"] table [data-made]').first.click()
    dialog = page.locator("dialog#fact")
    assert "gunboat run second-opium-war" in dialog.inner_text()
    assert "Combat: " in dialog.inner_text()
    dialog.locator("summary").click()
    keys = tomllib.loads(READS.read_text(encoding="utf-8"))["rules"]["combat"]["reads"]
    assert dialog.locator("li code").all_inner_texts() == keys
    assert "lognormal · set outside the war" in dialog.locator("li").nth(1).inner_text()
    assert [each["id"] for each in Axe().run(page).response["violations"]] == []
    page.locator("dialog#fact dd > .fact").click()
    assert not page.locator("dialog#fact").is_visible()
    assert page.locator("#assumptions-en table").is_visible()
    page.locator('section[aria-labelledby="short-en"] [data-open]').click()
    assert page.locator("#strains-en li").first.is_visible()


def test_odds_open_the_assumptions_that_weigh_them(browser: Browser, path: Path) -> None:
    page = Opened(browser, path, "#lang=zh-hant").page
    page.locator('section[aria-labelledby="chronicle-zh-hant"] > details > summary').first.click()
    decision = page.locator('section[aria-labelledby="chronicle-zh-hant"] .chronicle details').first
    decision.locator("summary").click()
    decision.locator("[data-made]").click()
    assert "--reasons" in page.locator("dialog#fact").inner_text()
    page.locator("dialog#fact summary").click()
    keys = page.locator("dialog#fact li code").all_inner_texts()
    assert "precision_target" in keys
    assert "vote_base" not in keys


def test_a_sentence_of_the_model_on_the_map_opens_its_rule(browser: Browser, path: Path) -> None:
    page = Opened(browser, path, "#lang=en&day=1860-08-21").page
    page.locator("#track-model .fact").first.click()
    assert page.locator("dialog#fact .rule").first.is_visible()


def test_a_battle_on_the_map_opens_its_course(browser: Browser, path: Path) -> None:
    page = Opened(browser, path, "#lang=en").page
    data = json.loads(page.locator("script#data").inner_text())
    day = next(event["d"] for event in data["tracks"]["model"] if "o" in event)
    page = Opened(browser, path, f"#lang=en&day={day}").page
    page.locator("#track-model .fact", has_text=" attacked ").last.click()
    assert "how it went" in page.locator("dialog#fact").inner_text()
    assert "killed" in page.locator("dialog#fact").inner_text()
    assert [each["id"] for each in Axe().run(page).response["violations"]] == []


@pytest.mark.parametrize("width", [390, 700, 1280])
def test_a_screen_shows_one_of_two_pictures_whole(browser: Browser, path: Path, width: int) -> None:
    page = Opened(browser, path, "#lang=en", viewport={"width": width, "height": 900}).page
    figures = page.locator('[data-only="en"] figure')
    assert figures.count() == 5
    for figure in figures.all():
        assert [each.is_visible() for each in figure.locator("svg").all()] == [width > 640, width <= 640]
        assert not figure.evaluate("box => box.scrollWidth > box.clientWidth")
    smallest = page.locator('[data-only="en"] figure text:visible').evaluate_all(
        "all => Math.min(...all.map(each => each.getBoundingClientRect().height))"
    )
    assert smallest > 10  # pixels of a line


def test_a_number_opens_what_it_rests_on(browser: Browser, path: Path) -> None:
    page = Opened(browser, path, "#lang=en").page
    page.locator('section[aria-labelledby="ladder-en"] summary').click()
    page.locator('section[aria-labelledby="ladder-en"] table [data-fact]').first.click()
    assert page.locator("dialog#fact").is_visible()
    said = page.locator("dialog#fact").inner_text()
    assert "read twice and compared" in said
    assert "in the articles" in said
    page.keyboard.press("Escape")
    assert not page.locator("dialog#fact").is_visible()


def test_language_and_light_can_be_chosen(browser: Browser, path: Path) -> None:
    page = Opened(browser, path, "#lang=en", color_scheme="light").page
    assert page.locator("h1:visible").count() == 1
    page.locator('button[data-lang="zh-hans"]').click()
    assert page.locator("html").get_attribute("lang") == "zh-Hans"
    assert "战争" in page.locator("h1:visible").inner_text()
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.locator("#theme").select_option("dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != light


def test_a_decision_opens_its_odds(browser: Browser, path: Path) -> None:
    page = Opened(browser, path, "#lang=en").page
    decision = page.locator('section[aria-labelledby="chronicle-en"] .chronicle details').first
    page.locator('section[aria-labelledby="chronicle-en"] > details > summary').first.click()
    decision.locator("summary").click()
    assert " in 100" in decision.locator(".odds").inner_text()
