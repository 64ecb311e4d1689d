"""gunboat: a simulator of coercive diplomacy and expeditionary war in the age of sail and steam.

    import gunboat as gb

    war = gb.load("second-opium-war")
    history = gb.run(war, seed=1, let_go="1857-12-12")  # one history
    many = gb.ensemble(war, 3000)  # many, compiled
    print(gb.compare(many, war))
    facts = war.record  # what is known: facts.search("包令"), facts.on("1858-05-20"), facts.conflicts() ...

Dates are local days of the theatre, `datetime.date` or ISO 8601 text; a run lets go of the record at the start of the
day `let_go` ("never" follows it to the end). Shares run from 0 to 1. A war, a date, an office or a claim that does not
exist raises `WarError`, which says what is wrong and what to write instead.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from html import escape
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gunboat.record.faults import Fault, WarError

if TYPE_CHECKING:
    from gunboat.analysis.battle import Card
    from gunboat.analysis.compare import Comparison
    from gunboat.analysis.facts import Facts
    from gunboat.analysis.following import FollowReport
    from gunboat.analysis.ladder import Ladder
    from gunboat.report.svg import Picture
    from gunboat.run.result import Ensemble, History
    from gunboat.scenario.read import WrittenWar

import_module("gunboat.run")  # before the function of that name, which its import would otherwise replace

__version__ = version("gunboat")

__all__ = [
    "War",
    "WarError",
    "battle",
    "choose",
    "compare",
    "ensemble",
    "follow_report",
    "ladder",
    "load",
    "picture",
    "replay",
    "run",
    "tell",
    "write_report",
]


@dataclass(frozen=True)
class War:
    """A war that can be simulated. `written` holds all that its author wrote, row by row."""

    written: WrittenWar

    @property
    def id(self) -> str:
        """Its name, also that of its folder."""
        return self.written.war.text("id")

    @property
    def title(self) -> str:
        """Its title in English."""
        return self.written.war.text("title_en")

    @property
    def title_zh(self) -> str:
        """Its title in Traditional Chinese."""
        return self.written.war.text("title_zh")

    @property
    def days(self) -> tuple[date, date]:
        """Its first and last day."""
        first, last = self.written.war.day("first_day"), self.written.war.day("last_day")
        assert first is not None and last is not None  # required by the schema
        return first, last

    @property
    def let_go(self) -> date:
        """The day on which a run lets go of the record unless told otherwise."""
        day = self.written.war.day("let_go")
        assert day is not None  # required by the schema
        return day

    @property
    def seats(self) -> list[str]:
        """Ids of the offices that weigh their choices, and so can be held in `run`."""
        return [row.text("id") for row in self.written.offices if row.text("mind") == "chooses"]

    @property
    def battles(self) -> list[dict[str, Any]]:
        """Its battles as they could be known before the first shot, by column; `gunboat.combat` takes works."""
        return [dict(row.cells) for row in self.written.battles]

    @cached_property
    def record(self) -> Facts:
        """What is known of it, fact by fact: find, read, set rivals side by side, export."""
        from gunboat.analysis.facts import Facts

        return Facts(self.written)

    def __repr__(self) -> str:
        return f"War({self.id}, {self.days[0]} to {self.days[1]})"

    def _repr_html_(self) -> str:
        facts = f"{self.days[0]} to {self.days[1]}; let go {self.let_go}; seats: {', '.join(self.seats)}"
        return f"<b>{escape(self.title)}</b><br><small>{escape(facts)}</small>"


def load(war: str | Path | War) -> War:
    """Read a war: the name of a shipped one, or the path of a folder. Raises WarError with every fault in its files."""
    from gunboat.scenario.read import read_war

    return war if isinstance(war, War) else War(read_war(war))


def run(
    war: str | Path | War, *, seed: int = 0, number: int = 0, let_go: date | str | None = None, opening: str = "",
    seats: Mapping[str, Callable[[Any], str]] | None = None, claims: dict[str, str] | None = None,
    assumptions: dict[str, float] | None = None, keep_circumstances: bool = False,
) -> History:  # fmt: skip
    """Run history `number` of a seed.

    `seats` maps offices to functions that get a `gunboat.seats.View` and return one of its `orders`. `claims` names
    rival claims to follow by group, `assumptions` fixes assumptions at values in their own units, and
    `keep_circumstances` keeps other wars and troubles as documented after the letting-go. Raises WarError.
    """
    from gunboat.run.single import run_history
    from gunboat.seats import view

    return run_history(
        load(war).written, seed=_seed(seed), number=_whole("number", number), let_go=let_go, opening=opening,
        seats=seats, view=view, claims=claims, fixed=assumptions, keep_circumstances=keep_circumstances,
    )  # fmt: skip


def ensemble(
    war: str | Path | War, n: int, *, seed: int = 0, let_go: date | str | None = None, opening: str = "",
    threads: int = 0, claims: dict[str, str] | None = None, assumptions: dict[str, float] | None = None,
    keep_circumstances: bool = False, progress: Callable[[int], None] | None = None,
) -> Ensemble:  # fmt: skip
    """Run histories 0 to n - 1 of a seed, on all cores unless `threads` says how many. Options as in `run`.

    `progress` is called with how many more are done. The result does not depend on the threads. Raises WarError.
    """
    from gunboat.run.ensemble import run_ensemble

    return run_ensemble(
        load(war).written, n, seed=_seed(seed), let_go=let_go, opening=opening, threads=_whole("threads", threads),
        claims=claims, fixed=assumptions, keep_circumstances=keep_circumstances, progress=progress,
    )  # fmt: skip


def replay(many: Ensemble, number: int, war: str | Path | War | None = None) -> History:
    """Run one history of an ensemble again and read it whole. `war` as in `compare`."""
    from gunboat.run.ensemble import rerun

    if not 0 <= number < len(many):
        says, remedy = f"{number} is not a history of this ensemble", f"Choose 0 to {len(many) - 1}."
        raise WarError([Fault("", 0, "number", says, remedy)])
    return rerun(load(many.war if war is None else war).written, many, number)


def compare(many: Ensemble, war: str | Path | War | None = None) -> Comparison:
    """Compare an ensemble with the record: shares with intervals, dates, percentiles; `to_dict()` for JSON.

    `war` is the shipped war of the ensemble's id unless given. Raises ValueError for an ensemble of another war.
    """
    from gunboat.analysis.compare import compare as compared

    return compared(many, load(many.war if war is None else war).written)


def choose(many: Ensemble, war: str | Path | War | None = None) -> dict[str, int]:
    """Numbers of two histories: the `closest` to the record, and the most `typical` of the ensemble."""
    from gunboat.analysis.choosing import choose as chosen

    return chosen(many, load(many.war if war is None else war).written)


def battle(
    name: str, n: int = 2000, *, seed: int = 0, war: str | Path | War = "second-opium-war", **changes: str
) -> Card:
    """Fight one documented battle n times: the record beside 5-50-95 % ranges, the odds, and the typical course.

    With changes, as on the command line (`tide="high"`, `guns="x0.5"`, `landing="flank"`, `men="3000"`), it is fought
    twice on the same dice. `load(war).battles` lists the battles. Raises WarError for a battle or a change that cannot
    be.
    """
    from gunboat.analysis.battle import card

    asked = {key: value if isinstance(value, str) else str(value) for key, value in changes.items()}
    return card(load(war).written, name, n, seed=_seed(seed), changes=asked)


def ladder(
    war: str | Path | War, n_each: int = 400, n_path: int = 3000, *, seed: int = 0, threads: int = 0,
    progress: Callable[[int], None] | None = None,
) -> Ladder:  # fmt: skip
    """How often each turning point comes as documented, let go on its own eve, and how often the whole path does."""
    from gunboat.analysis.ladder import ladder as climbed

    return climbed(load(war).written, n_each, n_path, _seed(seed), _whole("threads", threads), progress)


def follow_report(
    history: History, war: str | Path | War | None = None, *, claims: dict[str, str] | None = None
) -> FollowReport:
    """Hold a history that follows the record against it: choices, chances, consequences; kept, strained or missed."""
    from gunboat.analysis.following import follow_report as followed

    return followed(history, load(history.war if war is None else war).written, claims=claims)


def write_report(
    many: Ensemble, path: str | Path, war: str | Path | War | None = None, *, ladder: Ladder | None = None,
    lang: str = "en",
) -> int:  # fmt: skip
    """Write the report of an ensemble, one HTML file that opens from disk; returns its size in bytes.

    `ladder` adds the turning points; `lang` is the language it opens in. Raises WarError where it cannot be written.
    """
    from gunboat.analysis.telling.languages import language
    from gunboat.report import contents_of, write

    return write(contents_of(load(many.war if war is None else war).written, many, ladder), path, language(lang))


def picture(many: Ensemble, name: str, war: str | Path | War | None = None, *, lang: str = "en") -> Picture:
    """A picture of the report, shown by notebooks: "outcomes", "dates", "values" or "clauses". KeyError for another."""
    from gunboat.analysis.telling.languages import language
    from gunboat.report import contents_of, pictures_of

    return pictures_of(contents_of(load(many.war if war is None else war).written, many), language(lang))[name]


def tell(history: History, lang: str = "en", war: str | Path | War | None = None) -> list[str]:
    """A history as dated sentences, one an event, in "en", "zh-hant" or "zh-hans". Raises ValueError for another."""
    from gunboat.analysis.telling import names_of
    from gunboat.analysis.telling import tell as told
    from gunboat.analysis.telling.languages import language

    names, lang = names_of(load(history.war if war is None else war).written), language(lang)
    return [told(event, names, lang) for event in history]


def _seed(seed: int) -> int:
    """A seed of 64 bits; WarError for any other number."""
    if not 0 <= seed < 2**64:
        raise WarError([Fault("", 0, "seed", f"{seed} is not a seed", "Choose a whole number from 0 to 2**64 - 1.")])
    return seed


def _whole(name: str, number: int) -> int:
    if number < 0:
        raise WarError([Fault("", 0, name, f"{number} is below 0", "Choose a whole number from 0.")])
    return number
