"""What a report rests on: its assumptions, strains and sources, and the commands that make its numbers again."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from html import escape
from importlib.resources import files
from typing import Any

from gunboat.analysis.following import FollowReport
from gunboat.analysis.ladder import Ladder
from gunboat.analysis.telling.languages import own, write_number
from gunboat.record.cells import Row
from gunboat.report.contents import Contents
from gunboat.report.html import day, fact, folded_table, made, paragraph, section
from gunboat.report.words import HTML_LANGUAGE, said
from gunboat.run.result import Ensemble
from gunboat.scenario.schema import ASSUMPTIONS


def rests_of(report: Contents, lang: str) -> str:
    cited = report.war.record.sources
    rows = [
        (
            f"<code>{escape(row.text('id'))}</code>", _centred(row),
            escape(_unit(row.text("id"), lang)), escape(said(f"rests.shapes.{row.text('shape')}", lang)),
            escape(said(f"rests.{row.text('seen')}", lang)),
            escape(own(row.text("reason"), row.text("reason_zh") or row.text("reason"), lang)),
            escape("; ".join(cited[key].title for key in row.refs("source") if key in cited)),
        )
        for row in report.war.assumptions
    ]  # fmt: skip
    heads = tuple(
        (said(f"rests.{key}", lang), key == "range")
        for key in ("key", "range", "unit", "shape", "seen", "reason", "works")
    )
    assumptions = said("rests.assumptions", lang, n=len(rows))
    table = folded_table(lang, heads, rows, assumptions, f"assumptions-{HTML_LANGUAGE[lang]}")
    works = "".join(
        f"<li>{escape(', '.join(part for part in (source.author, source.title, source.year) if part))}"
        f"{f' <span class={chr(34)}note{chr(34)}>({escape(source.note)})</span>' if source.note else ''}</li>"
        for _, source in sorted(cited.items())
    )
    sources = (
        f"<details><summary>{escape(said('rests.sources', lang, n=len(cited)))}</summary><ul>{works}</ul></details>"
    )
    strains = _strains(report, report.followed, lang) if report.followed else ""
    lead = paragraph(said("rests.text", lang)) + paragraph(said("rests.limits", lang), "note")
    return section("rests", lang, lead, table, strains, sources)


def _centred(row: Row) -> str:
    """The centre of an assumption, and between what it stays where it is drawn."""
    low, centre, high = (_number(row.number(name)) for name in ("low", "centre", "high"))
    return centre if low == high else f"{centre} ({low} – {high})"


def _unit(key: str, lang: str) -> str:
    """The unit of an assumption in words."""
    unit, _ = ASSUMPTIONS[key]
    name = re.sub(r"\W+", "_", unit)
    return said(f"units.{name}", lang)


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


def _strains(report: Contents, followed: FollowReport, lang: str) -> str:
    counts = followed.counts["consequences"]
    counted = said(
        "rests.strains_counted", lang, matched=counts["matched"], strained=counts["strained"], missed=counts["missed"],
        beyond=counts["beyond the rules"],
    )  # fmt: skip
    statements = {row.text("id"): row for row in report.war.record.events}
    items = []
    for row in followed.consequences:
        if row.how in ("missed", "strained"):
            fact_row = statements[row.fact]
            how = (
                said("rests.missed", lang)
                if row.how == "missed"
                else said("rests.strained", lang, n=round(row.days or 0))
            )
            stated = own(fact_row.text("statement_en"), fact_row.text("statement_zh"), lang)
            items.append(f"<li>{fact(row.fact, stated)} <em>{escape(how)}</em></li>")
    text = f"<p>{escape(said('rests.strains_text', lang))} {made('followed', counted)}</p>"
    title = escape(said("rests.strains", lang))
    opened = f"strains-{HTML_LANGUAGE[lang]}"
    return f'<details id="{opened}"><summary>{title}</summary>{text}<ul>{"".join(items)}</ul></details>'


def made_of(report: Contents, lang: str) -> dict[str, dict[str, str]]:
    """How the numbers of the model were made: a text, and the command that makes them again."""
    many, war = report.many, report.many.war
    when, n = day(report.comparison.let_go, lang), write_number(len(many), lang)
    found = {"many": _made("many", _again(many), lang, n=n, date=when, seed=many.seed)}
    for which, history in report.histories.items():
        found[which] = _made("history", _again(many, history.number), lang, number=history.number, seed=many.seed)
    if report.ladder and report.ladder.rungs:
        found |= _made_by(report.ladder, lang)
    if report.followed:
        claims = _asked({"claims": many.options.get("claims")})
        found["followed"] = _made("followed", f"gunboat run {war} -n 1 --let-go never{claims}", lang)
    return found


def _again(many: Ensemble, number: int | None = None) -> str:
    """The command that runs the histories again, or tells one of them; Python where assumptions are held fast."""
    options = many.options
    if options.get("fixed"):
        given = {"let_go": str(many.let_go), "seed": many.seed, "assumptions": options["fixed"]}
        given |= {key: options[key] for key in ("opening", "claims", "keep_circumstances") if options.get(key)}
        which = {"n": len(many)} if number is None else {"number": number}
        inside = ", ".join(f"{key}={value!r}" for key, value in (which | given).items())
        return f"gunboat.{'ensemble' if number is None else 'run'}({many.war!r}, {inside})"
    same = f"--let-go {many.let_go} --seed {many.seed}{_asked(options)}"
    if number is not None:
        return f"gunboat run {many.war} -n 1 {same} --number {number} --reasons"
    return f"gunboat run {many.war} -n {len(many)} {same}"


def _made(key: str, command: str, lang: str, **values: object) -> dict[str, str]:
    return {"text": said(f"made.{key}", lang, **values), "command": command}


def _made_by(ladder: Ladder, lang: str) -> dict[str, dict[str, str]]:
    each, seed = ladder.rungs[0].n, ladder.seed
    again = f"gunboat --war {ladder.war} --each {each} --path {ladder.n} --seed {seed}"
    when, n = day(ladder.let_go, lang), write_number(ladder.n, lang)
    return {
        "turn": _made("turn", again, lang, n=write_number(each, lang), seed=seed),
        "path": _made("path", again, lang, n=n, date=when, seed=seed),
    }


@cache
def reads() -> dict[str, list[str]]:
    """The assumptions that each rule reads, and those that weigh what an office may do on each occasion, by name."""
    return {name: entry["reads"] for part in _written().values() for name, entry in part.items()}


@cache
def deciders() -> dict[str, list[str]]:
    """The rules that write each kind of event; an occasion of decisions stands for itself."""
    found = {occasion: [occasion] for occasion in _written()["occasions"]}
    for rule, entry in _written()["rules"].items():
        for kind in entry["writes"]:
            found.setdefault(kind, []).append(rule)
    return found


@cache
def _written() -> dict[str, dict[str, dict[str, list[str]]]]:
    return tomllib.loads(files("gunboat.rules").joinpath("reads.toml").read_text(encoding="utf-8"))


def _asked(options: Mapping[str, Any]) -> str:
    """The options of a run as the command line takes them."""
    found = "".join(f" --claim {group}={key}" for group, key in (options.get("claims") or {}).items())
    found += f" --opening {options['opening']}" if options.get("opening") else ""
    return found + (" --circumstances record" if options.get("keep_circumstances") else "")
