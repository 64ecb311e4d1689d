"""What a report tells: the ensemble, what was made of it, and the histories told in full."""

from __future__ import annotations

from dataclasses import dataclass

from gunboat.analysis.compare import Comparison
from gunboat.analysis.facts import Facts
from gunboat.analysis.following import FollowReport
from gunboat.analysis.ladder import Ladder
from gunboat.analysis.telling import Names
from gunboat.run.result import Ensemble, History
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
