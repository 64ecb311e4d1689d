"""`gunboat battle`: one documented battle fought thousands of times, as it was and as it might have been set."""

from __future__ import annotations

import click

from gunboat.faces.cli.commands import cli, options_of, print_json, read_named
from gunboat.faces.cli.words import SHIPPED_WAR

FIGHTS = 2000
"""Fights unless told otherwise; a test holds it to that of `run/battle.py`, which is slow to import."""

MOST_FIGHTS = 100_000
"""Fights at most; likewise."""


@cli.command()
@click.argument("name", default="", metavar="[NAME]")
@click.option("-n", "n", type=click.IntRange(1, MOST_FIGHTS), default=FIGHTS, show_default=True, help="Fights.")
@click.option("--tide", metavar="TIDE", help="Mud laid bare: high (none), half, low (all), or metres.")
@click.option("--boom", metavar="yes|no", help="Whether an obstruction holds the ships under fire.")
@click.option("--ships", metavar="HOW", help="Whether the ships fight anchored, or passing, under way.")
@click.option("--guns", metavar="N|xF", help="Guns of the works that bear, or so many times as many.")
@click.option("--drill", metavar="DRILL", help="Drill of the defender's gunners: irregular, mixed or regular.")
@click.option("--landing", metavar="SIDE", help="Where men come in: front, flank, or PLACE/flank from a way round.")
@click.option("--landing-men", metavar="N|xF", help="Men who are landed; 0 none.")
@click.option("--silent", metavar="ORDER", help="Works may not fire: yes, until men land; all, until stormed; no.")
@click.option("--men", metavar="N|xF", help="Men who attack, in the field or a city.")
@click.option("--garrison", metavar="N|xF", help="Men who defend.")
@click.option("--war", "named", default=SHIPPED_WAR, metavar="WAR", help="A shipped war or a folder.")
@options_of("seed", "lang", "json")
def battle(name: str, n: int, named: str, seed: int, lang: str, as_json: bool, **asked: str | None) -> None:
    """Fight one battle of the record thousands of times and print its card; without NAME, list the battles.

    The card sets what is documented beside what the fights come to. With a change the battle is fought twice on the
    same dice, as documented and as changed. xF takes so many times what is documented, as in x0.5.
    """
    from gunboat.faces.cli.battle_page import print_battles, print_card
    from gunboat.faces.cli.talk import compiling, page

    changes = {key: value for key, value in asked.items() if value is not None}
    war = read_named(named)
    if not name:
        if changes:
            option = "--" + next(iter(changes)).replace("_", "-")
            raise click.UsageError(f"{option} changes a battle: name one, as in gunboat battle taku-1859.")
        if as_json:
            print_json([
                {column: row.text(column) for column in ("id", "name_en", "name_zh", "kind", "place", "event")}
                | {"date": str(row.day("date"))}
                for row in war.battles
            ])  # fmt: skip
        else:
            print_battles(page(), war, lang)
        return
    from gunboat.analysis.battle import card
    from gunboat.run.battle import must_compile
    from gunboat.run.situation import battle_of

    with compiling(must_compile(battle_of(war, name))):
        made = card(war, name, n, seed=seed, changes=changes)
    if as_json:
        print_json(made.to_dict())
    else:
        print_card(page(), made, lang)
