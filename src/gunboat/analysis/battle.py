"""The card of a battle: what the record holds of it, and beside it what thousands of fights of it come to.

The record gives date, place, cause, commanders, strengths, losses, result and rival claims, each as facts with their
sources; the fights (`run/battle.py`) give ranges, the chance that the attacker succeeds, and the typical course. With
changes, the battle is fought twice on the same dice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from html import escape
from typing import Any

import numpy as np

from gunboat.analysis.battle_record import LOSSES, STRENGTHS, BattleRecord, Commander, Documented
from gunboat.analysis.facts import Fact, Facts, Rivals
from gunboat.analysis.measures import spread_of, wilson
from gunboat.combat.forts import claimed, span
from gunboat.combat.rows import Floats
from gunboat.run.battle import FIGHTS, MEASURES, Fights, counted, fought
from gunboat.run.situation import SPANS, UNITS, WORDS, Battle, amended, battle_of, ways_round
from gunboat.scenario.read import WrittenWar

WIDEST = 2.0
"""A documented span whose high end is more times its low end than this is given no place among the fights.

Where "several days" is coded as 2 to 9, any place within would be one of the coding and not of the battle."""

FAR = 10.0
"""A change that leaves a row's span by so many times its end is said to be beyond what the laws were fitted on."""

Spread = tuple[float, float, float]
Ends = tuple[float, float]


@dataclass(frozen=True)
class Line:
    """One measure of a battle: documented, and its 5th, 50th and 95th percentile among the fights.

    `below` is the per cent of the fights with less than the low and than the high end of what is documented, None where
    that is too wide a span (WIDEST) or nothing; `changed` and `changed_below` are of the changed situation.
    """

    measure: str
    unit: str
    documented: Documented | None
    spread: Spread
    below: Ends | None
    changed: Spread | None = None
    changed_below: Ends | None = None


@dataclass(frozen=True)
class Share:
    """A share of the fights with its interval of 95 %."""

    share: float
    low: float
    high: float


@dataclass(frozen=True)
class Phase:
    """A phase of the typical course: in which share of the fights it occurs, and its median minute where it does."""

    phase: str
    share: float
    minute: float | None
    changed_share: float | None = None
    changed_minute: float | None = None


@dataclass(frozen=True)
class Card:
    """Everything that is told of a battle; `to_dict()` for JSON.

    `sides` and `commanders` hold names in English and Chinese, by side; `commanders` also `others`, who are named
    without a side. `situation` holds (column of battles.csv, unit, what stands there, what it was changed to or None),
    `changes` what was asked for, `landing_at` the place from which men come round, `far` the columns that a change
    moves far beyond the row (FAR). `engaged` is the share of each side's men who fight, on land; `claimed` says whether
    the defender's losses are as the other side would report them. `turned` counts the fights that only the changed
    situation won, and those that it alone lost; `felt` is false where no fight differs in anything.
    """

    battle: Battle
    title_en: str
    title_zh: str
    place: tuple[str, str]
    sides: Mapping[str, tuple[tuple[str, str], ...]]
    n: int
    seed: int
    changes: Mapping[str, str]
    event: Fact
    result: tuple[Fact, ...]
    cause: tuple[Fact, ...]
    commanders: Mapping[str, tuple[Commander, ...]]
    strengths: tuple[Fact, ...]
    losses: tuple[Fact, ...]
    rivals: tuple[Rivals, ...]
    won: bool | None
    situation: tuple[tuple[str, str, str, str | None], ...]
    far: tuple[str, ...]
    engaged: Mapping[str, Spread]
    claimed: bool
    success: Share
    changed_success: Share | None
    turned: tuple[int, int] | None
    felt: bool | None
    landing_at: tuple[str, str] | None
    results: Mapping[str, float]
    changed_results: Mapping[str, float] | None
    lines: tuple[Line, ...]
    course: tuple[Phase, ...]

    def to_dict(self) -> dict[str, Any]:
        """Plain values, with the unit of each number beside it or in its name."""
        return {
            "battle": self.battle.id, "title": self.title_en, "title_zh": self.title_zh, "kind": self.battle.kind,
            "date": self.battle.cells["date"], "place": self.battle.cells["place"], "event": self.battle.event,
            "fights": self.n, "seed": self.seed, "changes": dict(self.changes),
            "sides": {
                side: [{"name": english, "name_zh": chinese} for english, chinese in names]
                for side, names in self.sides.items()
            },
            "record": {
                "attacker_won": self.won,
                **{name: [_told(fact) for fact in getattr(self, name)]
                   for name in ("result", "cause", "strengths", "losses")},
                "commanders": {
                    side: [{"name": each.name_en, "name_zh": each.name_zh, "in_office": each.in_office}
                           for each in people]
                    for side, people in self.commanders.items()
                },
                "rivals": [
                    {"group": each.group, "about": each.about, "difference": each.difference,
                     "followed": each.followed, "claims": [_told(fact) for fact in each.claims]}
                    for each in self.rivals
                ],
            },
            "situation": [
                {"column": column, "unit": unit or None, "documented": told, "changed": new,
                 "far_beyond_the_row": column in self.far}
                for column, unit, told, new in self.situation
            ],
            "engaged": {
                "unit": "share of the men", **{side: _spread_dict(share) for side, share in self.engaged.items()}
            } if self.engaged else None,
            "attacker_succeeds": {
                "unit": "share of fights", **asdict(self.success),
                "changed": asdict(self.changed_success) if self.changed_success else None,
                "fights_turned_to_success": self.turned[0] if self.turned else None,
                "fights_turned_to_failure": self.turned[1] if self.turned else None,
                "any_fight_differs": self.felt,
            },
            "ends": {"unit": "share of fights", "documented": dict(self.results),
                     "changed": dict(self.changed_results) if self.changed_results is not None else None},
            "defenders_losses_as_claimed": self.claimed,
            "measures": [_line_dict(line) for line in self.lines],
            "course": [
                {"phase": each.phase, "share_of_fights": each.share, "median_minutes": each.minute,
                 **({"changed_share_of_fights": each.changed_share, "changed_median_minutes": each.changed_minute}
                    if self.changes else {})}
                for each in self.course
            ],
        }  # fmt: skip

    def __repr__(self) -> str:
        return f"Card({self.battle.id}: {self.n} fights, the attacker succeeds in {self.success.share:.2f} of them)"

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td>{line.measure.replace('_', ' ')}</td><td>{line.unit}</td>"
            f"<td>{_range(line.documented)}</td><td>{_spread_text(line.spread)}</td>"
            f"<td>{_spread_text(line.changed) if line.changed else ''}</td></tr>"
            for line in self.lines
        )
        head = f"{self.title_en}: {self.n} fights, the attacker succeeds in {self.success.share:.2f} of them"
        if self.changed_success:
            head += f", changed in {self.changed_success.share:.2f}"
        columns = "<tr><th></th><th>unit</th><th>record</th><th>5-50-95 %</th><th>changed</th></tr>"
        return f"<b>{escape(head)}</b><table>{columns}{rows}</table>"


def _range(known: Documented | None) -> str:
    if known is None:
        return ""
    if known.none_recorded:
        return "none recorded"
    text = f"{known.low:,.10g}" if known.low == known.high else f"{known.low:,.10g}-{known.high:,.10g}"
    return f"{text} killed" if known.at_least else text


def _spread_text(spread: Spread) -> str:
    return " - ".join(f"{value:,.3g}" if value < 100 else f"{value:,.0f}" for value in spread)


def _told(fact: Fact) -> dict[str, Any]:
    """A fact as the card gives it in JSON."""
    return {
        "id": fact.id, "statement": fact.statement_en, "statement_zh": fact.statement_zh, "low": fact.value_low,
        "high": fact.value_high, "unit": fact.unit or None, "on_whose_word": fact.on_whose_word,
        "followed": fact.followed or None,
    }  # fmt: skip


def _spread_dict(values: Spread | None) -> dict[str, float] | None:
    return None if values is None else dict(zip(("p05", "p50", "p95"), values, strict=True))


def _line_dict(line: Line) -> dict[str, Any]:
    def ends(below: Ends | None) -> dict[str, float] | None:
        return None if below is None else dict(zip(("low_end", "high_end"), below, strict=True))

    known = line.documented
    told = known and {
        "low": known.low, "high": known.high, "at_least": known.at_least, "none_recorded": known.none_recorded,
        "killed_and_wounded_only": known.fallen, "facts": [fact.id for fact in known.facts], "note": known.note or None,
    }  # fmt: skip
    return {
        "measure": line.measure, "unit": line.unit, "documented": told, "simulated": _spread_dict(line.spread),
        "per_cent_with_less": ends(line.below), "changed": _spread_dict(line.changed),
        "changed_per_cent_with_less": ends(line.changed_below),
    }  # fmt: skip


# ---------------------------------------------------------------- making a card


def card(
    war: WrittenWar, name: str, n: int = FIGHTS, *, seed: int = 0, changes: Mapping[str, str] | None = None
) -> Card:
    """Fight a battle n times, and again with the changes on the same dice where there are any.

    Raises WarError for a battle that does not exist and for changes that cannot be made.
    """
    changes, n = dict(changes or {}), counted(n)
    battle = battle_of(war, name)
    other = amended(battle, changes, ways_round(war, battle)) if changes else None
    plain = fought(war, battle, n, seed)
    changed = fought(war, other, n, seed) if other else None
    facts = Facts(war)
    row = next(row for row in war.battles if row.text("id") == battle.id)
    record = BattleRecord(war, facts, row)
    place_of = {each.text("id"): (each.text("name_en_period"), each.text("trad")) for each in war.places}
    return Card(
        battle=battle, title_en=row.text("name_en"), title_zh=row.text("name_zh"),
        place=place_of[row.text("place")], sides=_sides(facts, battle), n=n, seed=seed, changes=changes,
        event=record.event, result=record.result, cause=record.cause, commanders=record.commanders,
        strengths=record.figures(STRENGTHS), losses=record.figures(LOSSES), rivals=record.rivals, won=record.won,
        situation=_situation(battle, other), far=_far(battle, other) if other else (),
        engaged={side: _spread(share) for side, share in plain.engaged.items()},
        claimed=claimed(battle.cells["defender"]), success=_share(plain.won),
        changed_success=_share(changed.won) if changed else None,
        turned=_turned(plain, changed) if changed else None, felt=_felt(plain, changed) if changed else None,
        landing_at=place_of.get(other.round_from) if other else None, results=_shares(plain),
        changed_results=_shares(changed) if changed else None,
        lines=tuple(_line(measure, record, plain, changed) for measure in MEASURES if measure in plain.measured),
        course=tuple(_course(plain, changed)),
    )  # fmt: skip


def _sides(facts: Facts, battle: Battle) -> dict[str, tuple[tuple[str, str], ...]]:
    """The belligerents of a row, each by the name of its state where the war has one that is called so."""

    def names(text: str) -> Iterable[tuple[str, str]]:
        for name in text.split(" and "):
            state = next((each for each in facts.named if each.of == "states" and each.is_called(name)), None)
            yield (state.name_en, state.name_zh) if state else (name, name)

    return {f"{side}s": tuple(names(battle.cells[side])) for side in ("attacker", "defender")}


def _share(won: Floats) -> Share:
    low, high = wilson(int(won.sum()), len(won))
    return Share(float(won.mean()), low, high)


def _turned(plain: Fights, changed: Fights) -> tuple[int, int]:
    return int(((changed.won > 0) & (plain.won == 0)).sum()), int(((changed.won == 0) & (plain.won > 0)).sum())


def _felt(plain: Fights, changed: Fights) -> bool:
    """Whether any fight differs in its end, in a measure, or in the minute of a phase."""
    pairs = [(plain.won, changed.won), (plain.firsts, changed.firsts)]
    pairs += [(values, changed.measured[name]) for name, values in plain.measured.items()]
    return not all(np.array_equal(ours, theirs, equal_nan=True) for ours, theirs in pairs)


def _shares(fights: Fights) -> dict[str, float]:
    return {name: many / len(fights) for name, many in fights.results.items()}


def _situation(battle: Battle, other: Battle | None) -> tuple[tuple[str, str, str, str | None], ...]:
    """What the fights take from the row, and what was changed of it."""
    found = []
    for column in (*SPANS[battle.kind], *WORDS[battle.kind]):
        told, new = (each.cells.get(column, "") if each else None for each in (battle, other))
        new = new if new != told else None
        if told or new is not None:
            found.append((column, UNITS.get(column, ""), told or "", new))
    return tuple(found)


def _far(battle: Battle, other: Battle) -> tuple[str, ...]:
    """The columns whose span a change leaves FAR times; nought is no number of a scale, and none is left out by it."""
    found = []
    for column in SPANS[battle.kind]:
        told, new = (span(each.cells.get(column, "")) for each in (battle, other))
        if told and new and (new[1] > FAR * told[1] > 0.0 or 0.0 < new[0] < told[0] / FAR):
            found.append(column)
    return tuple(found)


def _spread(values: Floats) -> Spread:
    found = spread_of(values)
    assert found is not None  # a battle is fought at least once
    return found


def _line(measure: str, record: BattleRecord, plain: Fights, changed: Fights | None) -> Line:
    known = record.documented(measure)
    line = Line(measure, MEASURES[measure], known, _spread(plain.measured[measure]), _below(measure, known, plain))
    if changed is None:
        return line
    below = _below(measure, known, changed)
    return replace(line, changed=_spread(changed.measured[measure]), changed_below=below)


def _below(measure: str, known: Documented | None, fights: Fights) -> Ends | None:
    """Per cent of the fights with less than the low and the high end of what is documented.

    Killed and wounded are set among the killed and wounded, without the missing. Where only a part is documented, its
    low end alone is.
    """
    if known is None or known.none_recorded:
        return None
    if not known.at_least and known.high > WIDEST * known.low:
        return None
    values = fights.measured[measure]
    if known.fallen:
        side = measure.removesuffix("_lost")
        values = fights.measured[f"{side}_killed"] + fights.measured[f"{side}_wounded"]
    low, high = (float(100.0 * np.mean(values < end)) for end in (known.low, known.high))
    return low, low if known.at_least else high


def _course(plain: Fights, changed: Fights | None) -> Iterable[Phase]:
    ours = {phase: (minute, share) for phase, minute, share in plain.course}
    theirs = {phase: (minute, share) for phase, minute, share in changed.course} if changed else {}
    order = [*ours, *(phase for phase in theirs if phase not in ours)]
    for phase in order:
        minute, share = ours.get(phase, (None, 0.0))
        if changed is None:
            yield Phase(phase, share, minute)
        else:
            other, other_share = theirs.get(phase, (None, 0.0))
            yield Phase(phase, share, minute, other_share, other)
