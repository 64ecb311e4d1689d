"""The documentation says what the code does: generated pages are up to date, links resolve, commands exist."""

from __future__ import annotations

import importlib
import re
import shlex
import tomllib
from pathlib import Path
from typing import Any

import click
import pytest

from gunboat.faces.cli import cli
from gunboat.record.tables import EVENT_KINDS
from gunboat.scenario.schema import KINDS_NOT_MADE, OCCASIONS

ROOT = Path(__file__).absolute().parent.parent
PROSE = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
RENEW = "run: uv run python verification/reference.py"

NOT_READ_YET: set[str] = set()
"""Assumptions that every war states and no rule reads; the page of assumptions says so of each."""

FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`+[^`\n]*`+")
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
MACHINE = re.compile(r"/(?:work|root|home|Users|tmp|mnt|usr)/|[A-Za-z]:\\|file://")


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.fixture
def reference(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(ROOT / "verification"))
    return importlib.import_module("reference")


# ---------------------------------------------------------------- what is generated


def test_generated_pages_are_up_to_date(reference: Any) -> None:
    made = reference.pages()
    assert reference.kept() == set(made), RENEW
    stale = [name for name, text in made.items() if (ROOT / "docs" / name).read_bytes() != text.encode("utf-8")]
    assert not stale, RENEW


def test_what_rules_read_is_up_to_date(reference: Any) -> None:
    assert reference.READS.read_text(encoding="utf-8") == reference.reads(), RENEW


def test_what_rules_read_names_what_exists(reference: Any) -> None:
    known = tomllib.loads(reference.reads())
    assert set(known["occasions"]) == set(OCCASIONS)
    assert not set(known["occasions"]) & set(EVENT_KINDS)
    for entry in (*known["rules"].values(), *known["occasions"].values()):
        assert set(entry["reads"]) <= set(reference.ASSUMPTIONS)
        assert set(entry.get("writes", ())) <= set(EVENT_KINDS)
    assert "audience_cost" in known["occasions"]["press"]["reads"]
    assert "hawk_bias" not in known["occasions"]["answer"]["reads"], "it biases those who press"
    battles = ["battle", "place-taken", "battle-phase", "battle-losses", "battle-toll"]
    assert known["rules"]["combat"]["writes"] == battles


def test_the_description_of_the_tables_is_up_to_date(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "verification"))
    datapackage = importlib.import_module("datapackage")
    assert datapackage.PATH.read_text(encoding="utf-8") == datapackage.text(), (
        "run: uv run python verification/datapackage.py"
    )


def test_kinds_that_no_rule_makes_are_known(reference: Any) -> None:
    assert set(KINDS_NOT_MADE) == {kind for kind, modules in reference.writers_of().items() if not modules}


def test_every_assumption_is_read(reference: Any) -> None:
    unread = {key for key, modules in reference.read_by().items() if not modules}
    assert unread <= NOT_READ_YET, "no rule, formula or world module reads it"


def test_rules_read_only_assumptions_that_exist(reference: Any) -> None:
    known = reference.ASSUMPTIONS
    assert not {key for rule in reference.rules() for key in reference.keys_of(rule) if key not in known}


def test_every_rule_says_what_it_is_about(reference: Any) -> None:
    assert reference.rules()
    for rule in reference.rules():
        assert reference.kernel()[rule].prose, f"{rule} has no docstring"
        assert reference.handled(rule), f"the loop hands nothing to {rule}"


# ---------------------------------------------------------------- links


def slugs(text: str) -> set[str]:
    """Anchors of a page's headings, as GitHub makes them."""
    headings = HEADING.findall(FENCE.sub("", text))
    return {re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PROSE, ids=named)
def test_links_resolve(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    broken = []
    for target in LINK.findall(FENCE.sub("", text)):
        if target.startswith(("https://", "http://", "mailto:")):
            continue
        file, _, anchor = target.partition("#")
        found = (page.parent / file).resolve() if file else page
        inside = found.is_relative_to(ROOT.resolve())
        if not inside or not found.exists() or (anchor and anchor not in slugs(found.read_text(encoding="utf-8"))):
            broken.append(target)
    assert not broken


def test_every_page_is_listed() -> None:
    """docs/README.md leads to every page, itself or through the index of the rules."""
    docs = ROOT / "docs"
    reached = {docs / "README.md"}
    for index in (docs / "README.md", docs / "rules" / "README.md"):
        links = LINK.findall(index.read_text(encoding="utf-8"))
        found = [(index.parent / link.partition("#")[0]).resolve() for link in links if "://" not in link]
        reached |= {path / "README.md" if path.is_dir() else path for path in found}
    missing = {path.resolve() for path in docs.rglob("*.md")} - {path.resolve() for path in reached}
    assert not missing


# ---------------------------------------------------------------- commands


def commands(text: str) -> list[str]:
    """The command lines of gunboat that a page shows: lines of its code blocks, and code within its sentences."""
    shown = [line for block in FENCE.findall(text) for line in block.splitlines()[1:-1]]
    shown += [code.strip("`") for code in CODE.findall(FENCE.sub("", text))]
    found = []
    for line in shown:
        for part in line.split("&&"):
            command = re.split(r"\s+#|(?<=\S)\s{2,}", part.strip().removeprefix("$ "))[0]
            command = command.removeprefix("uv run ").strip()
            if command == "gunboat" or command.startswith("gunboat "):
                found.append(command)
    return found


def parse(command: str) -> None:
    """Let click read a command line without running it; click.UsageError where it would refuse it."""
    words = shlex.split(command)[1:]
    with click.Context(cli, info_name="gunboat") as context:
        rest = cli.make_parser(context).parse_args(args=list(words))[1]
        parent = cli.make_context("gunboat", words[: len(words) - len(rest)])
        if rest:
            name, verb, arguments = cli.resolve_command(parent, rest)
            assert name is not None
            assert verb is not None
            verb.make_context(name, arguments, parent=parent)


@pytest.mark.parametrize("page", PROSE, ids=named)
def test_commands_exist(page: Path) -> None:
    for command in commands(page.read_text(encoding="utf-8")):
        try:
            parse(command)
        except click.UsageError as error:
            pytest.fail(f"{command}: {error.format_message()}")


def test_commands_are_found_and_wrong_ones_are_refused() -> None:
    text = "Try `gunboat run --seed 7`.\n```\n  gunboat validate PATH    checked\nuv run gunboat  # all\n```\n"
    assert commands(text) == ["gunboat validate PATH", "gunboat", "gunboat run --seed 7"]
    assert sum(len(commands(page.read_text(encoding="utf-8"))) for page in PROSE) > 10
    for wrong in ("gunboat rum", "gunboat run --sed 7", "gunboat --seed x", "gunboat compare", "gunboat --tell"):
        with pytest.raises(click.UsageError):
            parse(wrong)


# ---------------------------------------------------------------- form


@pytest.mark.parametrize("page", PROSE, ids=named)
def test_form(page: Path) -> None:
    text = page.read_bytes().decode("utf-8")
    assert "\r" not in text
    assert text.startswith("# ")
    assert text.endswith("\n")
    assert not MACHINE.findall(text), "a path of one machine"
    assert str(ROOT) not in text
