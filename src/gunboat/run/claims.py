"""What a run does with the rival claims that its user chooses: which facts stand in for which, and losses that change.

A claim that the rules carry out is bound in follow.csv. A rival that is chosen in its place is carried out in the same
way, on its own dates. A rival figure of losses changes the loss that a battle is given by as much as the two figures
differ. Any other claim bears on the comparison only.
"""

from __future__ import annotations

from collections.abc import Mapping

from gunboat.record.cells import Row
from gunboat.record.faults import Fault, WarError
from gunboat.record.record import Record
from gunboat.scenario.read import WrittenWar

_LOSSES = ("killed", "wounded", "casualties", "losses")


def check_claims(record: Record, chosen: Mapping[str, str]) -> None:
    """Raise WarError where a group does not exist or a claim is not of its group."""
    members: dict[str, list[str]] = {row.text("group"): [] for row in record.claims}
    for row in record.facts:
        members.setdefault(row.text("rivals"), []).append(row.text("id"))
    members.pop("", None)
    for group, fact in chosen.items():
        if group not in members:
            says, remedy = f"there is no group of rival claims {group}", f"Choose one of: {', '.join(sorted(members))}."
            raise WarError([Fault("record/claims.csv", 0, "group", says, remedy)])
        if fact not in members[group]:
            says, remedy = f"{fact} is not a claim of this group", f"Choose one of: {', '.join(members[group])}."
            raise WarError([Fault("record/claims.csv", 0, group, says, remedy)])


def stand_ins(war: WrittenWar, chosen: Mapping[str, str]) -> dict[str, str]:
    """For each fact that is bound and gives way to a chosen rival, the rival, if that is not bound itself."""
    bound = {row.text("fact") for row in war.follow}
    tables = {row.text("id"): name for name in ("events", "letters") for row in war.record.tables[name]}
    rivals = {row.text("id"): row.text("rivals") for row in war.record.facts}
    return {
        fact: chosen[rivals[fact]]
        for fact in bound
        if rivals.get(fact) in chosen
        and fact != chosen[rivals[fact]]
        and chosen[rivals[fact]] not in bound
        and tables.get(chosen[rivals[fact]]) == tables.get(fact)
    }


def changed_losses(war: WrittenWar, chosen: Mapping[str, str]) -> dict[str, tuple[float, float]]:
    """For each battle the men by which chosen figures change the attacker's and the defender's loss."""
    figures = {row.text("id"): row for row in war.record.tables["figures"]}
    events = {row.text("id"): row for row in war.record.events}
    states = {row.text("id"): row.text("state") for row in (*war.offices, *war.forces)}
    followed = {row.text("group"): row.text("followed") for row in war.record.claims}
    battles = {row.text("fact") for row in war.follow if row.text("chance") == "battle"}
    bound = {event: battle for battle in battles for event in war.record.same_event(battle)}
    changes: dict[str, tuple[float, float]] = {}
    for group, fact in chosen.items():
        new, old = figures.get(fact), figures.get(followed[group])
        if new is None or old is None or new is old or new.text("quantity") not in _LOSSES:
            continue
        event = events[bound.get(old.text("event"), old.text("event"))]
        defender = states.get(event.text("other"), event.text("other"))
        side = states.get(old.text("side"), old.text("side"))
        more = _figure(new) - _figure(old)
        attackers, defenders = changes.get(event.text("id"), (0.0, 0.0))
        changes[event.text("id")] = (attackers, defenders + more) if side == defender else (attackers + more, defenders)
    return changes


def _figure(row: Row) -> float:
    """One number for a range: the lower end of one that says "more than" (300-399), else its middle."""
    low, high = row.number("value_low") or 0.0, row.number("value_high") or 0.0
    return low if f"{high:g}".endswith("9") else (low + high) / 2
