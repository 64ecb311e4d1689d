"""`gunboat record` and its verbs: the record as a work of reference."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gunboat.faces.cli.commands import Verbs, cli, options_of, print_json, read_named
from gunboat.faces.cli.words import SHIPPED_WAR

if TYPE_CHECKING:
    from gunboat.analysis.facts import Facts

FORMATS = ("csv", "json", "parquet", "timelinejs", "geojson")
"""The formats of export; tests hold this list against that of the exporter, which is slow to import."""


_FILTERS = ("kind", "role", "document", "actor", "place", "since", "until", "status")


@dataclass(frozen=True)
class _Asked:
    """The options of `gunboat record` that its verbs share: those given before the verb count too."""

    war: str
    lang: str
    as_json: bool
    filters: dict[str, Any]

    def facts(self) -> Facts:
        """The record asked for."""
        from gunboat.analysis.facts import Facts

        return Facts(read_named(self.war))

    def unfiltered(self, verb: str) -> Facts:
        """The record, for a verb to which the filters mean nothing. Misuse where one is given."""
        if self.filters:
            name = next(iter(self.filters))
            raise click.UsageError(f"--{name} does not go with {verb}: it filters the table, timeline and export.")
        return self.facts()


_war = click.option("--war", "named", default=SHIPPED_WAR, metavar="WAR", help="A shipped war or a folder.")


def _shared(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that every verb of the record has."""
    return _war(options_of("lang", "json")(command))


def _asked(ctx: click.Context, named: str, lang: str, as_json: bool = False) -> _Asked:
    before: dict[str, Any] = ctx.parent.params if ctx.parent is not None else {}

    def chosen(name: str, own: Any) -> Any:
        default = ctx.get_parameter_source(name) in (None, click.core.ParameterSource.DEFAULT)
        return before.get(name, own) if default else own

    filters = {name: before[name] for name in _FILTERS if before.get(name)}
    return _Asked(chosen("named", named), chosen("lang", lang), chosen("as_json", as_json), filters)


@cli.group("record", cls=Verbs, invoke_without_command=True)
@click.option("--kind", default="", metavar="KIND", help="battle, letter, figure, point, judgement ...")
@click.option("--role", default="", metavar="ROLE", help="choice, chance, consequence, background ...")
@click.option("--document", default="", metavar="NNN", help="Only what this source article states.")
@click.option("--actor", default="", metavar="ID", help="An office, state, force or person.")
@click.option("--place", default="", metavar="ID", help="A place.")
@click.option("--since", metavar="DAY", help="Not before this day, month or year.")
@click.option("--until", metavar="DAY", help="Not after it.")
@click.option("--status", default="", metavar="STATUS", help="checked (twice read) or provisional.")
@_shared
@click.pass_context
def record(
    ctx: click.Context, kind: str, role: str, document: str, actor: str, place: str, since: str | None,
    until: str | None, status: str, named: str, lang: str, as_json: bool,
) -> None:  # fmt: skip
    """What is known: every fact with its source, rivals side by side. Without a verb, a table of facts."""
    if ctx.invoked_subcommand is not None:
        return
    from gunboat.faces.cli.record_page import print_facts
    from gunboat.faces.cli.talk import page

    facts = _Asked(named, lang, as_json, {}).facts()
    found = facts.where(
        kind=kind, role=role, document=document, actor=actor, place=place, since=since, until=until, status=status
    )
    if as_json:
        print_json([fact.to_dict() for fact in found])
    else:
        print_facts(page(), facts, found, lang)


@record.command()
@click.argument("key", metavar="ID")
@_shared
@click.pass_context
def show(ctx: click.Context, key: str, named: str, lang: str, as_json: bool) -> None:
    """One fact with all that bears on it; or a person, place, office, ship, treaty, picture, work or group of rivals.

    ID is an id, or a name that only one bears. Where a place and an office have the same: places/canton.
    """
    from gunboat.faces.cli.record_page import print_shown, shown_dict
    from gunboat.faces.cli.talk import page

    asked = _asked(ctx, named, lang, as_json)
    facts = asked.unfiltered("show")
    found = facts.show(key)
    if asked.as_json:
        print_json(shown_dict(facts, found))
    else:
        print_shown(page(), facts, found, asked.lang)


@record.command()
@click.argument("group", default="")
@_shared
@click.pass_context
def conflicts(ctx: click.Context, group: str, named: str, lang: str, as_json: bool) -> None:
    """The groups of rival claims, or one GROUP: what differs, what a run follows, what is mistaken."""
    from gunboat.faces.cli.record_page import print_rivals, rivals_dict
    from gunboat.faces.cli.talk import page
    from gunboat.record.faults import Fault, WarError, suggestion

    asked = _asked(ctx, named, lang, as_json)
    facts = asked.unfiltered("conflicts")
    found = facts.conflicts()
    if group:
        names = [rivals.group for rivals in found]
        if group not in names:
            says = f"there is no group of rival claims {group}"
            raise WarError([Fault("", 0, "group", says, suggestion(group, names))])
        found = [rivals for rivals in found if rivals.group == group]
    if asked.as_json:
        print_json([rivals_dict(rivals) for rivals in found])
    else:
        print_rivals(page(), found, asked.lang)


@record.command()
@click.argument("words", nargs=-1, required=True, metavar="TEXT")
@_shared
@click.pass_context
def search(ctx: click.Context, words: tuple[str, ...], named: str, lang: str, as_json: bool) -> None:
    """What a name or word means and the facts it stands in: Chinese, pinyin or English, whichever form is written.

    Exits with 1 where nothing is found.
    """
    from gunboat.faces.cli.record_page import named_dict, print_found
    from gunboat.faces.cli.talk import page, talk

    asked = _asked(ctx, named, lang, as_json)
    facts, text = asked.unfiltered("search"), " ".join(words)
    meant, found = facts.search(text)
    if asked.as_json:
        print_json({
            "meant": [named_dict(facts, each) for each in meant], "facts": [fact.to_dict() for fact in found],
        })  # fmt: skip
    elif meant or found:
        print_found(page(), facts, meant, found, asked.lang)
    if not meant and not found:
        talk(f"gunboat: nothing in the record for {text}. Try another form of the name, or a single word.")
        ctx.exit(1)


@record.command()
@click.argument("day", metavar="DAY")
@_shared
@click.pass_context
def on(ctx: click.Context, day: str, named: str, lang: str, as_json: bool) -> None:
    """A DAY, month or year: what happened, what may have, letters under way, who held which office.

    DAY is 1858-05-20, 1858-05, 1858, or a Chinese date such as 咸豐八年四月初八日.
    """
    from gunboat.faces.cli.record_page import day_dict, print_day
    from gunboat.faces.cli.talk import page

    asked = _asked(ctx, named, lang, as_json)
    facts = asked.unfiltered("on")
    found = facts.on(day)
    if asked.as_json:
        print_json(day_dict(found))
    else:
        print_day(page(), facts, found, asked.lang)


@record.command()
@click.option("--story", is_flag=True, help="Only the story: no background, aftermath or description.")
@_shared
@click.pass_context
def timeline(ctx: click.Context, story: bool, named: str, lang: str, as_json: bool) -> None:
    """Events, letters and remarks in order of time, in both calendars; what stands apart from the story is marked."""
    from gunboat.analysis.facts.facts import APART
    from gunboat.faces.cli.record_page import print_timeline
    from gunboat.faces.cli.talk import page

    asked = _asked(ctx, named, lang, as_json)
    facts = asked.facts()
    wanted = set(map(id, facts.where(**asked.filters)))
    found = [fact for fact in facts.timeline() if id(fact) in wanted and not (story and fact.role in APART)]
    if asked.as_json:
        print_json([fact.to_dict() for fact in found])
    else:
        print_timeline(page(), found, asked.lang)


@record.command()
@_shared
@click.pass_context
def pictures(ctx: click.Context, named: str, lang: str, as_json: bool) -> None:
    """The pictures of the articles: what they show, date and maker where known, where to see them."""
    from gunboat.faces.cli.record_page import print_pictures
    from gunboat.faces.cli.talk import page

    asked = _asked(ctx, named, lang, as_json)
    found = asked.unfiltered("pictures").pictures
    if asked.as_json:
        print_json([picture.to_dict() for picture in found])
    else:
        print_pictures(page(), found, asked.lang)


@record.command()
@click.option("--format", "format", type=click.Choice(FORMATS), default="json", show_default=True, help="The format.")
@click.option("-o", "--out", type=click.Path(path_type=Path), metavar="FILE", help="A file in place of stdout.")
@_war
@options_of("lang")
@click.pass_context
def export(ctx: click.Context, format: str, out: Path | None, named: str, lang: str) -> None:
    """The record for other tools: tables, a timeline for TimelineJS, a map in GeoJSON. Filters go before the verb.

    --lang is the language of the timeline's slides; the tables hold English and Chinese.
    """
    if format == "parquet" and out is None and sys.stdout.isatty():
        raise click.UsageError("Parquet is not text: name a file with -o.")
    asked = _asked(ctx, named, lang)
    facts = asked.facts()
    made = facts.export(format, out, facts.where(**asked.filters), asked.lang)
    if out is not None:
        from gunboat.faces.cli.talk import talk

        talk(f"written to {out}")
    elif isinstance(made, bytes):
        sys.stdout.buffer.write(made)
    else:
        sys.stdout.write(made)
