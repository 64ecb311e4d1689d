"""What a report tells: the ensemble, what was made of it, and the histories told in full."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass

from gunboat.analysis.choosing import choose
from gunboat.analysis.compare import Comparison, compare
from gunboat.analysis.facts import Facts
from gunboat.analysis.following import FollowReport, follow_report
from gunboat.analysis.ladder import Ladder
from gunboat.analysis.telling import Names, names_of
from gunboat.record.faults import Fault, WarError
from gunboat.run.ensemble import rerun
from gunboat.run.result import Ensemble, History
from gunboat.run.single import run_history
from gunboat.scenario.read import WrittenWar


@dataclass(frozen=True)
class Contents:
    """All that a report shows.

    `histories` are told in full, by what they are: closest, typical, random. `treaties` are the clause sets of the
    first treaties of the histories (sums of 2**place among the war's clauses), `treaty_clauses` those documented,
    `treaty_with` the state whose treaty it is; "" where it was signed before the letting-go, or never.
    """

    title_en: str
    title_zh: str
    war: WrittenWar
    names: Names
    facts: Facts
    many: Ensemble
    comparison: Comparison
    ladder: Ladder | None
    histories: dict[str, History]
    followed: FollowReport | None
    treaties: list[int]
    treaty_clauses: frozenset[str]
    treaty_with: str

    @property
    def kinds(self) -> dict[str, str]:
        """The kind of event that each outcome, turning point and row of the yardstick looks for, by its id."""
        rows = (*self.war.outcomes, *self.war.turns, *self.war.yardstick)
        return {row.text("id"): row.text("kind") for row in rows}


def contents_of(
    war: WrittenWar, many: Ensemble, ladder: Ladder | None = None, comparison: Comparison | None = None,
    entrance: str = "",
) -> Contents:  # fmt: skip
    """Everything a report of an ensemble shows: three histories are run again in full, and the record once.

    `entrance` is the war's entrance that gives the report its name, by default the war itself.
    """
    if many.options.get("never"):
        says = "nothing was let go, so that there is nothing to compare"
        raise WarError([Fault("", 0, "let_go", says, "Run the histories with a day on which the record is let go.")])
    comparison = comparison or compare(many, war)
    chosen = choose(many, war)
    others = [number for number in range(len(many)) if number not in chosen.values()]
    if others:
        chosen["random"] = random.Random(many.seed).choice(others)
    treaty = next(
        (row for row in war.outcomes if row.text("kind") == "treaty-signed" and row.text("actor") == _chief(war)), None
    )
    claims: dict[str, str] = many.options.get("claims") or {}
    followed = run_history(war, let_go="never", claims=claims)
    signed = followed.outcomes.get(treaty.text("id")) if treaty is not None else None
    granted = int(signed.a) if signed and math.isfinite(signed.a) else 0
    documented = {row.text("id") for place, row in enumerate(war.clauses) if granted >> place & 1}
    titled = {row.text("id"): (row.text("name_en"), row.text("name_zh")) for row in war.entrances}
    title_en, title_zh = titled.get(entrance, (war.war.text("title_en"), war.war.text("title_zh")))
    return Contents(
        title_en=title_en, title_zh=title_zh,
        war=war, names=names_of(war), facts=Facts(war), many=many, comparison=comparison, ladder=ladder,
        histories={which: rerun(war, many, number) for which, number in chosen.items()},
        followed=follow_report(followed, war, claims=claims), treaty_clauses=frozenset(documented),
        treaties=_treaties_of(many, treaty.text("id")) if treaty is not None else [],
        treaty_with=_chief(war) if signed and signed.when.date() >= many.let_go else "",
    )  # fmt: skip


def _chief(war: WrittenWar) -> str:
    """The first state that makes demands: whose treaty is looked at."""
    return next((row.text("id") for row in war.states if row.text("side") == "coercer"), "")


def _treaties_of(many: Ensemble, name: str) -> list[int]:
    """The clause sets of a pattern of treaties in the histories that hold it."""
    if name not in many.names:
        return []
    column = many.names.index(name)
    return [int(bits) for bits in many.a[many.minutes[:, column] >= 0, column]]
