"""Take the README's pictures of the report: `uv run python verification/screenshots.py`, with Debian's chromium."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from gunboat.analysis.ladder import ladder
from gunboat.report import contents_of, write
from gunboat.scenario.read import read_war

PICTURES = Path(__file__).resolve().parent.parent / "docs" / "pictures"


def main() -> None:
    """Write docs/pictures/*.png from a report of the main job."""
    war = read_war("second-opium-war")
    found = ladder(war)
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        path = Path(folder) / "report.html"
        write(contents_of(war, found.ensemble, found), path)
        chromium = shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        _take(browser, path, "report-map.png", "en", 1120, "#story")
        _take(browser, path, "report-outcomes.png", "en", 1120, 'section[aria-labelledby="outcomes-en"] figure')
        _take(browser, path, "report-phone.png", "zh-hant", 390, None)
        browser.close()


def _take(browser: Browser, path: Path, name: str, lang: str, width: int, part: str | None) -> None:
    page = browser.new_context(viewport={"width": width, "height": 844}, color_scheme="light").new_page()
    page.goto(f"{path.as_uri()}#lang={lang}&day=1857-12-28")
    page.add_style_tag(content=".controls { position: static !important; }")
    page.wait_for_timeout(400)
    target = page.locator(part) if part else page
    target.screenshot(path=PICTURES / name)
    print(f"{name}: {(PICTURES / name).stat().st_size // 1024} KiB")


if __name__ == "__main__":
    main()
