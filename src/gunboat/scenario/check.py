"""What history would object to in a war that can be read: warnings, since the author may know better.

The limits of speed are loose on purpose: they are there to find slips of the pen and of the unit, not to settle how
fast a ship of 1858 was. The couriers' lies above the 600 li (of some 576 m, so 350 km) a day of the Qing relay.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable

from gunboat.record.cells import Row
from gunboat.record.dates import Interval
from gunboat.record.faults import Fault
from gunboat.record.record import interval
from gunboat.scenario.read import WrittenWar

KNOT_KM_A_DAY = 1.852 * 24
"""One knot, in km a day."""

FASTEST = {
    # means: (column of the least days, km a day, how the limit is said)
    "steamer": (15 * KNOT_KM_A_DAY, "15 knots"),
    "sail": (15 * KNOT_KM_A_DAY, "15 knots"),
    "foot": (60.0, "60 km a day"),
}
"""The most that a means keeps up over a leg: km a day, and how it is said."""

RELAY_KM_A_DAY = 400.0
"""The most that mounted couriers keep up, in km a day."""


def objections(war: WrittenWar) -> list[Fault]:
    """Return what history, or a careful reader, would object to; an empty list where there is nothing.

    These are warnings: too fast a leg, a letter faster than the ways on the table, facts outside the span,
    office-holders who overlap, and what is written but never referred to. Raises nothing.
    """
    checks: tuple[Callable[[WrittenWar], Iterable[Fault]], ...] = (
        _too_fast, _useless_routes, _fast_letters, _mail_cut_off, _commanded_by_strangers, _two_holders,
        _outside_the_war, _imposed, _displaced, _uncited, _unfindable, _idle, _untraced, _far_from_facts,
    )  # fmt: skip
    return [fault for check in checks for fault in check(war)]


def _too_fast(war: WrittenWar) -> Iterable[Fault]:
    """Legs that ask for more than steamers, ships, marching men or couriers keep up."""
    for row in war.routes:
        distance = row.number("distance_km") or 0.0
        limits = dict(FASTEST)
        if row.text("carries") in ("relay", "both") and row.text("mode") in ("courier", "road"):
            limits["courier"] = (RELAY_KM_A_DAY, f"{RELAY_KM_A_DAY:g} km a day")
        for means, (most, said) in limits.items():
            days = row.number(f"{means}_low")
            sustained = max(days or 0.0, 1.0) if means == "foot" else days  # a few hours' walk is no day's march
            if days is not None and sustained is not None and distance > sustained * most:
                knots = means in ("steamer", "sail")
                speed = distance / days if days else float("inf")
                shown = f"{speed / KNOT_KM_A_DAY:.0f} knots" if knots else f"{speed:.0f} km a day"
                remedy = f"Write {distance / most:.2g} days or more, or correct distance_km."
                yield row.fault(f"{means}_low", f"{distance:g} km in {days:g} days is {shown}, over {said}", remedy)


def _useless_routes(war: WrittenWar) -> Iterable[Fault]:
    """Legs without any time, or from a place to itself."""
    for row in war.routes:
        if row.text("from") == row.text("to"):
            yield row.fault("to", "leads back to where it begins", "Correct one of its ends, or delete it.")
        if all(row.number(f"{means}_typical") is None for means in ("steamer", "sail", "foot", "courier")):
            yield row.fault("mode", "no means has a time, so nothing can use it", "Give the days of one means.")


def _ways(war: WrittenWar, letters_only: bool) -> dict[str, list[tuple[str, float]]]:
    """Return the legs from each place, with the least days that any means takes."""
    ways: dict[str, list[tuple[str, float]]] = {}
    for row in war.routes:
        times = [row.number(f"{means}_low") for means in ("steamer", "sail", "foot", "courier")]
        given = [days for days in times if days is not None]
        if not given or (letters_only and row.text("carries") == "none"):
            continue
        start, end, least = row.text("from"), row.text("to"), min(given)
        ways.setdefault(start, []).append((end, least))
        if not row.integer("one_way"):
            ways.setdefault(end, []).append((start, least))
    return ways


def _least_days(start: str, ways: dict[str, list[tuple[str, float]]]) -> dict[str, float]:
    """Return the least days from `start` to every place that can be reached (Dijkstra)."""
    least: dict[str, float] = {}
    ahead = [(0.0, start)]
    while ahead:
        days, place = heapq.heappop(ahead)
        if place not in least:
            least[place] = days
            for end, leg in ways.get(place, ()):
                heapq.heappush(ahead, (days + leg, end))
    return least


def _fast_letters(war: WrittenWar) -> Iterable[Fault]:
    """Documented letters that went faster, even at their slowest, than the fastest way between the two seats."""
    ways = _ways(war, letters_only=False)
    seats = {row.text("id"): row.text("seat") for row in war.offices}
    for row in war.record.letters:
        sent, arrived = row.day("sent_from"), row.day("arrived_to")
        start, end = seats[row.text("sender")], seats[row.text("receiver")]
        if sent is None or arrived is None:
            continue
        least, took = _least_days(start, ways).get(end), (arrived - sent).days + 1
        if least is None:
            yield row.fault("arrived_to", f"no way on the table leads from {start} to {end}", "Add its routes.")
        elif took < least:
            says = f"went from {start} to {end} in {took} days at most; the fastest way takes {least:g}"
            remedy = "Correct its days or the times of the routes, unless the writer was away from the seat."
            yield row.fault("arrived_to", says, remedy)


def _mail_cut_off(war: WrittenWar) -> Iterable[Fault]:
    """Offices that a superior can reach by ships and marches only, since no chain of routes carries letters."""
    ways = _ways(war, letters_only=True)
    seats = {row.text("id"): row.text("seat") for row in war.offices}
    for row in war.offices:
        above = seats.get(row.text("reports_to"), row.text("seat"))
        if row.text("seat") not in _least_days(above, ways):
            says = f"no chain of routes that carry letters leads here from {above}"
            yield row.fault("seat", says, "Write what the routes between them carry.")


def _commanded_by_strangers(war: WrittenWar) -> Iterable[Fault]:
    """Forces under another state's office, and offices under another state's."""
    states = {row.text("id"): row.text("state") for row in war.offices}
    for rows, column in ((war.forces, "commander"), (war.offices, "reports_to")):
        for row in rows:
            above = row.text(column)
            if above and states[above] != row.text("state"):
                says = f"{above} is of {states[above]}, not of {row.text('state')}"
                yield row.fault(column, says, "Name an office of the same state.")


def _two_holders(war: WrittenWar) -> Iterable[Fault]:
    """Offices that two persons held on the same days; a day of handing over is no objection."""
    held: dict[str, list[tuple[Interval, Row]]] = {}
    for row in war.record.holders:
        first, last = row.day("date_from"), row.day("date_to") or war.war.day("last_day")
        if first is None or last is None or last < first:
            continue
        term = Interval(first, last)
        for other, earlier in held.setdefault(row.text("office"), []):
            if term.overlaps(other) and term.first != other.last and term.last != other.first:
                says = f"holds {row.text('office')} at the same time as {earlier.text('person')} (line {earlier.line})"
                yield row.fault("date_from", says, "Correct the days of one of them.")
        held[row.text("office")].append((term, row))


def _outside_the_war(war: WrittenWar) -> Iterable[Fault]:
    """Facts that a run should impose or compare, but that no run can reach."""
    first, last = war.war.day("first_day"), war.war.day("last_day")
    if first is None or last is None:
        return
    span = Interval(first, last)
    for row in war.record.events:
        when = interval(row)
        if when and row.text("role") in ("choice", "chance", "consequence") and not when.overlaps(span):
            says = f"{when} is outside the war, {span}, for a {row.text('role')}"
            yield row.fault("date_from", says, "Call it background or aftermath, or lengthen the war.")


def _imposed(war: WrittenWar) -> Iterable[Fault]:
    """Choices and chances that nothing imposes, and facts of other roles that something would impose."""
    roles = {row.text("id"): row.text("role") for row in war.record.events}
    bound = {row.text("fact") for row in war.follow}
    free = [r for r in war.record.events if r.text("role") in ("choice", "chance") and r.text("id") not in bound]
    if free:
        count = "1 choice or chance is" if len(free) == 1 else f"{len(free)} choices and chances are"
        says = f"{count} bound by no row of record/follow.csv, {free[0].text('id')} the first"
        remedy = "They are entered when followed, without effect; bind those that a rule can make."
        yield free[0].fault("role", says, remedy)
    for row in war.follow:
        role = roles.get(row.text("fact"), "choice")
        if role not in ("choice", "chance", "circumstance"):
            says = f"{row.text('fact')} is {role} in events.csv, which is never imposed"
            yield row.fault("fact", says, "Change its role there, or delete this row.")


def _displaced(war: WrittenWar) -> Iterable[Fault]:
    """Facts that are bound, or asked for, although following takes another claim or a finer fact in their place."""
    displaced = war.record.passed_over({})
    for rows, column in ((war.follow, "fact"), (war.outcomes, "event"), (war.turns, "event"), (war.yardstick, "event")):
        for row in rows:
            if row.text(column) in displaced:
                says = f"{row.text(column)} gives way to a rival claim that is followed, or to a fact that refines it"
                yield row.fault(column, says, "Name that one here, or follow this one in record/claims.csv.")


def _uncited(war: WrittenWar) -> Iterable[Fault]:
    """Sources that nothing cites."""
    record = war.record
    tables = (
        *record.tables.values(), war.states, war.offices, war.approaches, war.openings, war.assumptions, war.forces,
        war.forts, war.battles,
    )  # fmt: skip
    cited = {
        key for rows in tables for row in rows for column in ("source", "better") if column in row.cells
        for key in row.refs(column)
    }  # fmt: skip
    for key in record.sources:
        if key not in cited:
            yield Fault("sources.bib", 0, key, "is never cited", "Cite it, or delete it.")


def _unfindable(war: WrittenWar) -> Iterable[Fault]:
    """Facts that name a source article but not where in it they stand."""
    for row in war.record.facts:
        if row.text("document") and row.lacks("locator"):
            says = f"is blank, so nobody can find the fact in document {row.text('document')}"
            yield row.fault("locator", says, "Copy a few characters of the passage.")
        elif row.text("locator") and row.lacks("document"):
            yield row.fault("document", "is blank although a locator is given", "Name the document it stands in.")


def _idle(war: WrittenWar) -> Iterable[Fault]:
    """Circumstances, outcomes, clauses and places that are written but never referred to."""
    used = {key for row in war.follow for name in ("subject", "place", "clauses") for key in row.refs(name)}
    after = {row.text("after") for row in (*war.outcomes, *war.turns, *war.yardstick)}
    wished = {key for row in war.states for key in row.refs("wishes")} | {row.text("clause") for row in war.incidents}
    yield from (
        row.fault("id", f"{row.text('id')} is never at an opening, in the record or followed", _IDLE)
        for row in war.circumstances
        if not row.refs("at_opening") and not row.text("began") and row.text("id") not in used
    )
    yield from (
        row.fault("id", f"{row.text('id')} has no documented event and nothing comes after it", _IDLE)
        for row in war.outcomes
        if not row.text("event") and row.text("id") not in after
    )
    yield from (
        row.fault("id", f"{row.text('id')} is neither wished, demanded for an incident nor followed", _IDLE)
        for row in war.clauses
        if row.text("id") not in wished | used
    )
    joined = {row.text(end) for row in war.routes for end in ("from", "to")}
    yield from (
        row.fault("id", f"no route leads to {row.text('id')}", "Add its routes, or delete the place.")
        for row in war.places
        if row.text("id") not in joined
    )


_IDLE = "Refer to it, or delete it."

_RESOURCES = (("men", ("men_low", "men_high")), ("guns", ("guns_low", "guns_high")), ("ships", ("ships", "ships")),
              ("guns", ("guns", "guns")), ("men", ("garrison_needed", "garrison_needed")))  # fmt: skip
"""Units of the record, and the columns of forces, forts and places that are counted in them: lowest and highest."""


def _untraced(war: WrittenWar) -> Iterable[Fault]:
    """Numbers of places and routes that name neither a fact nor a source nor a reason."""
    for row in war.places:
        if row.number("garrison_needed") and not row.refs("facts") and row.lacks("note"):
            says = "a garrison is needed, and nothing says why so many"
            yield row.fault("garrison_needed", says, "Name the facts it rests on, or give the reason in note.")
    for row in war.routes:
        if row.lacks("source") and row.lacks("note"):
            yield row.fault("source", "is blank, so nobody knows what the times rest on", "Name a source, or say why.")


def _far_from_facts(war: WrittenWar) -> Iterable[Fault]:
    """Figures of forces, works and places that no fact they rest on comes near: the slip of a digit, as a rule."""
    facts = {row.text("id"): row for row in war.record.facts if "unit" in row.cells}
    for row in (*war.forces, *war.forts, *war.places):
        for unit, (low, high) in _RESOURCES:
            if low not in row.cells or row.number(low) is None:
                continue
            least, most = row.number(low) or 0.0, row.number(high) or 0.0
            known = [facts[key] for key in row.refs("facts") if key in facts and facts[key].text("unit") == unit]
            given = [(f.number("value_low") or 0.0, f.number("value_high") or 0.0) for f in known]
            if given and all(most < a / _FAR or least > b * _FAR for a, b in given):
                shown = ", ".join(f"{f.text('id')} {a:g}-{b:g}" for f, (a, b) in zip(known, given, strict=True))
                says = f"{least:g} to {most:g} {unit} is far from every fact it rests on: {shown}"
                yield row.fault(high, says, "Correct it, or name other facts.")


_FAR = 3.0
"""A range is far from a fact if the nearest ends of the two differ by more than this factor."""
