"""The verbs of the command line and their options. What takes long to import is imported when a verb runs."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gunboat.faces.cli.words import SHIPPED_WAR
from gunboat.record.faults import Fault, WarError, nearest, suggestion

if TYPE_CHECKING:
    from gunboat.analysis.compare import Comparison
    from gunboat.analysis.ladder import Ladder
    from gunboat.run.result import Ensemble, History
    from gunboat.scenario.read import WrittenWar

MANY = 1000
"""Histories that `gunboat run` runs unless told otherwise."""

QUICK_EACH, QUICK_PATH = 50, 400
"""Histories a rung and for the path with --quick."""

Command = Callable[..., Any]

EPILOG = """Dates are YYYY-MM-DD, local days of the theatre. Completion in bash:
eval "$(_GUNBOAT_COMPLETE=bash_source gunboat)"; zsh and fish likewise. NO_COLOR is respected."""


class Verbs(click.Group):
    """A group that names the nearest verb for one that does not exist."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the verb, or say which one is near."""
        if args and self.get_command(ctx, args[0]) is None:
            remedy = suggestion(args[0], list(self.commands))
            if _folder_of(args[0]) is not None:
                remedy = f"To run that war: gunboat run {args[0]}."
            raise click.UsageError(f"There is no command {args[0]}. {remedy}", ctx)
        return super().resolve_command(ctx, args)


def _language(ctx: click.Context, parameter: click.Parameter, value: str) -> str:  # noqa: ARG001 # click's callback
    from gunboat.analysis.telling.languages import LANGUAGES, language

    try:
        return language(value)
    except ValueError:
        raise click.BadParameter(f"there is no language {value}. Choose one of: {', '.join(LANGUAGES)}.", ctx) from None


def _language_or_all(ctx: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    return value and _language(ctx, parameter, value)


def _claims(ctx: click.Context, parameter: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:  # noqa: ARG001
    pairs = [value.partition("=") for value in values]
    for group, sign, fact in pairs:
        if not (group and sign and fact):
            raise click.BadParameter(f"{group}{sign}{fact} is not GROUP=FACT, as in taku-1859-losses=FACT.", ctx)
    return {group: fact for group, _, fact in pairs}


class _Whole(click.IntRange):
    """A whole number from 0, without its range in the help."""

    def __init__(self, most: int) -> None:
        super().__init__(0, most)

    def _describe_range(self) -> str:
        return f"0 to {self.max}"

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:  # noqa: ARG002 # click's signature
        """How the help writes it."""
        return "N"


_SHARED: dict[str, Command] = {
    "seed": click.option("--seed", type=_Whole(2**64 - 1), default=0, help="Seed of all chance.  [default: 0]"),
    "threads": click.option("-j", "threads", type=_Whole(1024), default=0, help="Threads; 0 takes all cores."),
    "lang": click.option("--lang", default="en", callback=_language, metavar="LANG", help="en, zh-hant or zh-hans."),
    "json": click.option("--json", "as_json", is_flag=True, help="JSON on stdout in place of the page."),
}


_report = click.option(
    "--report", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
    help="Where the report is written.  [default: report.html; with --json none]",
)  # fmt: skip


def options_of(*names: str) -> Callable[[Command], Command]:
    """Several shared options at once, in order: seed, threads, lang, json."""
    return lambda command: reduce(lambda made, name: _SHARED[name](made), reversed(names), command)


@click.group(
    cls=Verbs, invoke_without_command=True, epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(package_name="gunboat", message="gunboat %(version)s")
@click.option("--war", "named", default=SHIPPED_WAR, metavar="WAR", help="A shipped war or a folder.")
@click.option("--quick", is_flag=True, help=f"{QUICK_EACH} histories a turning point and {QUICK_PATH} for the path.")
@click.option("--each", type=click.IntRange(min=1), metavar="N", help="How many histories a turning point.")
@click.option("--path", type=click.IntRange(min=1), metavar="N", help="How many histories for the path.")
@_report
@options_of("seed", "threads", "lang", "json")
@click.pass_context
def cli(
    ctx: click.Context, named: str, quick: bool, each: int | None, path: int | None, report: Path | None, seed: int,
    threads: int, lang: str, as_json: bool,
) -> None:  # fmt: skip
    """A simulator of coercive diplomacy and expeditionary war in the age of sail and steam.

    Without a command: the shipped war is followed to each of its turning points and let go, thousands of histories are
    compared with the record, one page is printed, and report.html is written, which shows them.
    """
    if ctx.invoked_subcommand is None:
        if quick:
            each, path = each or QUICK_EACH, path or QUICK_PATH
        _main_job(read_named(named), each, path, report, seed, threads, lang, as_json)
    elif report is not None:
        raise click.UsageError(f"--report belongs after the command: gunboat {ctx.invoked_subcommand} --report FILE.")


def _main_job(
    war: WrittenWar, each: int | None, path: int | None, report: Path | None, seed: int, threads: int, lang: str,
    as_json: bool, entrance: str = "",
) -> None:  # fmt: skip
    from gunboat.analysis.brief import in_short
    from gunboat.analysis.choosing import choose
    from gunboat.analysis.compare import compare
    from gunboat.analysis.ladder import EACH, PATH, histories_of, ladder
    from gunboat.analysis.telling import names_of
    from gunboat.faces.cli.page import print_page
    from gunboat.faces.cli.talk import Running, page
    from gunboat.faces.cli.words import say
    from gunboat.run.ensemble import rerun

    if report is not None or not as_json:
        _claim_report(war, report)
    each, path = each or EACH, path or PATH
    _compile(war)
    with Running(histories_of(war, each, path)) as running:
        found = ladder(war, each, path, seed, threads, running)
    comparison = compare(found.ensemble, war)
    chosen = choose(found.ensemble, war)
    closest, names = rerun(war, found.ensemble, chosen["closest"]), names_of(war)
    if as_json:
        short = {"number": closest.number, "sentences": in_short(closest, names, lang)}
        print_json({
            "ladder": found.to_dict(), "comparison": comparison.to_dict(), **chosen, "closest_in_short": short,
            "limits": say("limits.text", lang),
        })  # fmt: skip
    else:
        print_page(page(), war, found, comparison, closest, names, lang)
    if report is not None or not as_json:
        _write_report(war, found.ensemble, comparison, report, lang, found, entrance)


def _claim_report(war: WrittenWar, path: Path | None) -> None:
    """Say before anything is run what would keep a report from being written."""
    from gunboat.report import FILE, claim, frames_of

    frames_of(war)
    claim(Path(FILE) if path is None else path)


def _write_report(
    war: WrittenWar, many: Ensemble, comparison: Comparison, path: Path | None, lang: str,
    found: Ladder | None = None, entrance: str = "",
) -> None:  # fmt: skip
    """Write the report, by default as report.html in this folder, and say where it is."""
    from gunboat.faces.cli.talk import talk
    from gunboat.report import FILE, contents_of, write

    path = Path(FILE) if path is None else path
    size = write(contents_of(war, many, found, comparison, entrance), path, lang)
    talk(f"the report: {path.resolve()} ({size / 1e6:.1f} MB); open it in a browser")


# ---------------------------------------------------------------- run


@cli.command()
@click.argument("named", metavar="[WAR]", default=SHIPPED_WAR)
@click.option("-n", "n", type=int, help=f"How many histories; one is told.  [default: {MANY:,}, with --tell 1]")
@click.option("--let-go", metavar="DAY", help="The day to let go of the record, or never.  [default: the war's own]")
@click.option("--number", type=_Whole(2**31 - 1), default=0, help="Which history of the seed is told.  [default: 0]")
@click.option("--opening", default="", metavar="ID", help="The war's opening to start from.")
@click.option(
    "--claim", "claims", multiple=True, metavar="GROUP=FACT", callback=_claims, help="A rival claim to follow."
)
@click.option(
    "--circumstances", type=click.Choice(["drawn", "record"]), default="drawn",
    help="Other wars and troubles after the letting-go.",
)  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="A folder to keep the run in.")
@click.option("--tell", "told", is_flag=True, help="Tell one history, event by event.")
@click.option("--letters", is_flag=True, help="Tell letters too.")
@click.option("--reasons", is_flag=True, help="Tell why each office chose, with the odds.")
@click.option("--about", multiple=True, metavar="ID", help="Tell only of this place, office, state or force.")
@options_of("seed", "threads", "lang", "json")
def run(
    named: str, n: int | None, let_go: str | None, number: int, opening: str, claims: dict[str, str],
    circumstances: str, out: Path | None, told: bool, letters: bool, reasons: bool, about: tuple[str, ...], seed: int,
    threads: int, lang: str, as_json: bool,
) -> None:  # fmt: skip
    """Run many histories and compare them with the record, or tell one.

    WAR is a shipped war or a folder; without it the Second Opium War is run.
    """
    from gunboat.run.single import let_go_minutes

    if n is not None and n < 1:
        raise click.UsageError(f"{n} histories cannot be run: ask for one or more.")
    one = n == 1 or (n is None and (told or reasons or letters or bool(about) or let_go == "never"))
    if not one and let_go == "never":
        raise click.UsageError("With --let-go never nothing is left to compare: ask for one history, -n 1.")
    if one and out is not None:
        raise click.UsageError("--out keeps many histories: ask for two or more with -n.")
    if not one and (told or reasons or letters or about):
        raise click.UsageError("One history can be told: leave out -n, or write -n 1.")
    war = read_named(named)
    let_go_minutes(war, let_go)
    options = {"let_go": let_go, "opening": opening, "claims": claims, "keep_circumstances": circumstances == "record"}
    if one:
        _tell_one(war, options, seed, number, letters, reasons, _known(war, about), lang, as_json)
    else:
        _run_many(war, options, MANY if n is None else n, seed, threads, out, lang, as_json)


def _run_many(
    war: WrittenWar, options: dict[str, Any], n: int, seed: int, threads: int, out: Path | None, lang: str,
    as_json: bool,
) -> None:  # fmt: skip
    from gunboat.faces.cli.talk import talk
    from gunboat.report import frames_of
    from gunboat.run import folder

    if out is not None:
        folder.claim(out)
        frames_of(war)  # a faulty map is told now
    many, comparison = _compared(war, n, seed, threads, lang, as_json, options)
    if out is not None:
        _keep(out, war, many, comparison, lang)
        talk(f"kept in {out}, with report.html to open; read it again with: gunboat compare {out}")


def _compared(
    war: WrittenWar, n: int, seed: int, threads: int, lang: str, as_json: bool, options: dict[str, Any]
) -> tuple[Ensemble, Comparison]:
    """Run histories and print how they compare with the record."""
    from gunboat.analysis.compare import compare
    from gunboat.faces.cli.page import print_comparison
    from gunboat.faces.cli.talk import Running, page
    from gunboat.run.ensemble import run_ensemble

    _compile(war)
    with Running(n) as running:
        many = run_ensemble(war, n, seed=seed, threads=threads, progress=running, **options)
    comparison = compare(many, war)
    if as_json:
        print_json(comparison.to_dict())
    else:
        print_comparison(page(), comparison, lang)
    return many, comparison


def _keep(out: Path, war: WrittenWar, many: Ensemble, comparison: Comparison, lang: str) -> None:
    """Write a run folder: histories, comparison, report, and the two chosen histories as tables and told."""
    from gunboat.analysis.choosing import choose
    from gunboat.analysis.telling import tell
    from gunboat.report import FILE, contents_of, html_of
    from gunboat.run import folder

    shown, chosen = contents_of(war, many, comparison=comparison), choose(many, war)
    found = comparison.to_dict()
    del found["seconds"]  # how long it took stands in the manifest
    kept = json.dumps({**found, **chosen}, ensure_ascii=False, indent=2, allow_nan=False)
    texts = {"comparison.json": kept + "\n", FILE: html_of(shown, lang)}
    for which in chosen:
        history = shown.histories[which]
        texts[f"chronicle-{which}.csv"] = folder.chronicle_csv(history)
        texts[f"chronicle-{which}.txt"] = "".join(tell(event, shown.names, lang) + "\n" for event in history)
    folder.write(out, war, many, texts)


def _tell_one(
    war: WrittenWar, options: dict[str, Any], seed: int, number: int, letters: bool, reasons: bool, about: set[str],
    lang: str, as_json: bool,
) -> None:  # fmt: skip
    from gunboat.analysis.following import follow_report
    from gunboat.faces.cli.page import print_follow
    from gunboat.faces.cli.talk import page
    from gunboat.run.single import run_history

    _compile(war)
    history = run_history(war, seed=seed, number=number, **options)
    report = follow_report(history, war, claims=options["claims"]) if history.let_go is None else None
    if as_json:
        print_json({**_history_dict(history), "follow": report.to_dict() if report else None})
        return
    _tell(war, history, letters, reasons, about, lang)
    if report is not None:
        print_follow(page(), report, war, lang)


def _tell(war: WrittenWar, history: History, letters: bool, reasons: bool, about: set[str], lang: str) -> None:
    """A history as one sentence a line, with its heading."""
    from gunboat.analysis.telling import explain, names_of, tell
    from gunboat.analysis.telling.languages import own
    from gunboat.faces.cli.page import day
    from gunboat.faces.cli.talk import talk
    from gunboat.faces.cli.words import say

    names, why = names_of(war), {decision.index: decision for decision in history.decisions}
    title = own(war.war.text("title_en"), war.war.text("title_zh"), lang)
    known = {"title": title, "number": history.number, "seed": history.seed}
    if history.let_go is None:
        click.echo(say("chronicle.title_never", lang, **known))
    else:
        click.echo(say("chronicle.title", lang, date=day(history.let_go, lang), **known))
    passed_over = 0
    for event in history:
        if about and not about & {event.actor, event.other, event.place}:
            continue
        if event.kind.startswith("letter-") and not letters:
            passed_over += 1
        elif reasons and event.index in why:
            click.echo(explain(why[event.index], names, lang))
        else:
            click.echo(tell(event, names, lang))
    if passed_over:
        talk(f"{passed_over:,} sendings and arrivals of letters were left out: --letters tells them.")


def _known(war: WrittenWar, about: tuple[str, ...]) -> set[str]:
    """The ids that a telling is about; WarError for one that the war does not have."""
    ids = [row.text("id") for section in (war.places, war.offices, war.states, war.forces) for row in section]
    for name in about:
        if name not in ids:
            says = f"there is no place, office, state or force {name}"
            raise WarError([Fault("", 0, "about", says, suggestion(name, sorted(set(ids))))])
    return set(about)


# ---------------------------------------------------------------- entrances


def _entrance(name: str, text: str) -> None:
    """Add the verb of an entrance of the shipped war."""

    @cli.command(name, help=text)
    @click.option("-n", "n", type=click.IntRange(min=1), default=MANY * 3, show_default=True, help="How many.")
    @_report
    @options_of("seed", "threads", "lang", "json")
    def enter(n: int, report: Path | None, seed: int, threads: int, lang: str, as_json: bool) -> None:
        war = read_named(SHIPPED_WAR)
        if name == SHIPPED_ENTRANCES[0]:
            _main_job(war, None, n, report, seed, threads, lang, as_json, name)
            return
        let_go = next(row.day("let_go") for row in war.entrances if row.text("id") == name)
        shown = report is not None or not as_json
        if shown:
            _claim_report(war, report)
        many, comparison = _compared(war, n, seed, threads, lang, as_json, {"let_go": let_go})
        if shown:
            _write_report(war, many, comparison, report, lang, entrance=name)


SHIPPED_ENTRANCES = ("war", "canton-1857", "taku-1858")
"""The entrances of the shipped war, one for each article; the first is the main job."""

for _name, _text in zip(
    SHIPPED_ENTRANCES,
    (
        "The whole war: the main job, with its report.",
        "The battle of Canton: let go after the ultimatum of December 1857.",
        "The first battle of Taku: let go after the demand of April 1858.",
    ),
    strict=True,
):
    _entrance(_name, _text)


# ---------------------------------------------------------------- compare, validate


@cli.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@options_of("lang", "json")
def compare(folder: Path, lang: str, as_json: bool) -> None:
    """Print the comparison that a run folder holds, once its files are found to be whole."""
    from gunboat.analysis.compare import Comparison
    from gunboat.faces.cli.page import print_comparison
    from gunboat.faces.cli.talk import page
    from gunboat.run.folder import read

    try:
        kept = read(folder)
        seconds = kept.manifest.get("ran", {}).get("seconds", 0.0)
        found = {**kept.json("comparison.json"), "seconds": seconds}
        comparison = Comparison.from_dict(found)
    except (KeyError, TypeError, ValueError):
        says = f"{folder}: the comparison in it cannot be read. Run it again into a folder of its own."
        raise click.ClickException(says) from None
    except WarError as error:
        if not folder.is_dir():
            raise
        raise click.ClickException(str(error)) from None
    if as_json:
        print_json(comparison.to_dict())
    else:
        print_comparison(page(), comparison, lang)


@cli.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--figures", is_flag=True, required=True, help="The report's pictures, as SVG and PNG.")
@click.option("--war", "named", metavar="WAR", help="The war's folder, where it is not a shipped one.")
@click.option("--lang", metavar="LANG", callback=_language_or_all, help="One language.  [default: all three]")
def export(folder: Path, figures: bool, named: str | None, lang: str | None) -> None:  # noqa: ARG001 # --figures is asked
    """Write what a run folder shows into files for other uses, in DIR/figures.

    The histories are run again from the folder's manifest, and held against the digest of its war.
    """
    from gunboat.faces.cli.talk import Running, talk
    from gunboat.report import contents_of
    from gunboat.report.figures import write_figures
    from gunboat.report.words import HTML_LANGUAGE
    from gunboat.run.ensemble import run_ensemble
    from gunboat.run.folder import read
    from gunboat.run.saving import war_digest

    kept = read(folder).manifest
    war = read_named(named or kept["war"])
    if war_digest(war) != kept["war_digest"]:
        says = f"{folder} was made from another state of the war {kept['war']}: its histories cannot be run again"
        raise click.ClickException(f"{says}. Run it again into a folder of its own.")
    _compile(war)
    with Running(kept["histories"]) as running:
        many = run_ensemble(
            war, kept["histories"], seed=kept["seed"], let_go=kept["let_go"], progress=running,
            **{name: value for name, value in kept["options"].items() if name != "never"},
        )  # fmt: skip
    written = write_figures(contents_of(war, many), folder / "figures", (lang,) if lang else tuple(HTML_LANGUAGE))
    talk(f"{len(written)} files written to {folder / 'figures'}")


@cli.command()
@click.argument("named", metavar="[WAR]", default=SHIPPED_WAR)
@options_of("json")
@click.pass_context
def validate(ctx: click.Context, named: str, as_json: bool) -> None:
    """Check the files of a war: each fault as file:line:field; what history would object to as a warning.

    Exits with 1 where there are faults.
    """
    from gunboat.report import frames_of
    from gunboat.scenario.check import objections
    from gunboat.scenario.read import read_war

    if _folder_of(named) is None:
        read_named(named)  # says which war is near
    faults: tuple[Fault, ...] = ()
    warnings: list[Fault] = []
    notes: tuple[str, ...] = ()
    name = named
    try:
        war = read_war(named)
        frames_of(war)
        name, warnings, notes = war.war.text("id"), objections(war), war.notes
    except WarError as error:
        faults = error.faults
    if as_json:
        rows = {"faults": [asdict(fault) for fault in faults], "warnings": [asdict(fault) for fault in warnings]}
        print_json({"war": name, "valid": not faults, **rows, "notes": list(notes)})
    else:
        for fault in faults:
            click.echo(str(fault))
        for fault in warnings:
            click.echo(f"{fault} (warning)")
        for note in notes:
            click.echo(f"note: {note}", err=True)
        click.echo(_verdict(name, len(faults), len(warnings)))
    if faults:
        ctx.exit(1)


def _verdict(name: str, faults: int, warnings: int) -> str:
    said = f"{name}: " + ("valid" if not faults else f"{faults} fault{'s' if faults > 1 else ''}")
    return said + (f", {warnings} warning{'s' if warnings > 1 else ''}" if warnings else "")


# ---------------------------------------------------------------- what the verbs share


def _folder_of(named: str) -> Path | None:
    """The folder of a war that exists, whether its files are right or wrong; None where there is none."""
    from gunboat.scenario.read import SHIPPED

    for folder in (Path(named), SHIPPED / named):
        if (folder / "war.toml").exists():
            return folder
    return None


def read_named(named: str) -> WrittenWar:
    """Read a war; misuse where it does not exist, WarError with its faults where it cannot be used."""
    from gunboat.scenario.read import SHIPPED, read_war

    if _folder_of(named) is None and not Path(named).is_dir():
        shipped = sorted(path.name for path in SHIPPED.iterdir() if (path / "war.toml").exists())
        remedy = f"Shipped: {', '.join(shipped)}. Or name a folder that holds war.toml."
        near = nearest(named, shipped)
        if near and suggestion(named, shipped).startswith("Did you mean"):
            remedy = f"Did you mean {near}? {remedy}"
        raise click.UsageError(f"There is no war {named}. {remedy}")
    return read_war(named)


def _compile(war: WrittenWar) -> None:
    """Compile the rules, where that is still to be done, and say so meanwhile."""
    from gunboat.faces.cli.talk import compiling
    from gunboat.run.runner import must_compile
    from gunboat.run.single import run_history

    needed = must_compile()
    with compiling(needed):
        if needed:
            run_history(war)


def _history_dict(history: History) -> dict[str, Any]:
    """A history in plain values for JSON; what is not known or without bound is null."""
    from gunboat.analysis.measures import plain

    def event(row: Any) -> dict[str, Any]:
        return {**asdict(row), "when": row.when.isoformat(), "a": plain(row.a), "b": plain(row.b), "c": plain(row.c)}

    def found(rows: dict[str, Any]) -> dict[str, str | None]:
        return {name: row.when.isoformat() if row else None for name, row in rows.items()}

    return {
        "war": history.war, "seed": history.seed, "number": history.number,
        "let_go": history.let_go.isoformat() if history.let_go else None, "outcomes": found(history.outcomes),
        "yardstick": found(history.yardstick), "events": [event(row) for row in history.events],
        "decisions": [{**asdict(row), "when": row.when.isoformat()} for row in history.decisions],
        "digest": history.digest,
    }  # fmt: skip


def print_json(value: Any) -> None:
    """A value as JSON on stdout."""
    json.dump(value, sys.stdout, ensure_ascii=False, indent=2, allow_nan=False)
    sys.stdout.write("\n")
