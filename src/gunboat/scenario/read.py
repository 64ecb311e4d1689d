"""Reading a written war: its folder of TOML, CSV and BibTeX, with every reference resolved and every rule of form kept.

A written war says only what its author wrote; defaults are made explicit afterwards, in its resolved form.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from gunboat.record.faults import Fault, WarError, nearest, suggestion
from gunboat.record.reading import Reading, Row, read_csv, read_toml
from gunboat.record.record import Record, check_record, read_record
from gunboat.record.references import cycles, disordered, shared, unresolved
from gunboat.record.tables import RECORD_TABLES
from gunboat.scenario.schema import (
    ASSUMPTIONS,
    CAPACITY,
    CSV_TABLES,
    FOLLOW,
    FORMAT_VERSION,
    TOML_SECTIONS,
    WAR,
    YARDSTICK,
)

SHIPPED = Path(__file__).parent.parent / "wars"
"""The folder of the wars that come with the package."""

_FILE = "war.toml"
_MONTH_DAY = re.compile(r"[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True)
class WrittenWar:
    """A war as its author wrote it: `folder`, the root row `war`, the rows of each section, and the `record`.

    Every reference resolves and every rule of form is kept. `notes` says what could not be checked, and why.
    """

    folder: Path
    war: Row
    states: list[Row]
    offices: list[Row]
    clauses: list[Row]
    approaches: list[Row]
    openings: list[Row]
    incidents: list[Row]
    circumstances: list[Row]
    outcomes: list[Row]
    turns: list[Row]
    entrances: list[Row]
    switches: list[Row]
    assumptions: list[Row]
    places: list[Row]
    routes: list[Row]
    forces: list[Row]
    forts: list[Row]
    battles: list[Row]
    follow: list[Row]
    yardstick: list[Row]
    record: Record
    notes: tuple[str, ...] = ()


def read_war(folder: Path | str) -> WrittenWar:
    """Return the war written in `folder`, which may also be the name of a shipped war.

    Raises `WarError` with every fault found in one pass: in the files, between them, and in the record. A folder
    without war.toml, or a format_version other than this program's, is a single fault.
    """
    folder = _located(folder)
    toml = read_toml(folder / _FILE, TOML_SECTIONS, WAR, _FILE)
    if toml.whole:
        _refuse_other_formats(toml.root)
    record, faults = read_record(folder)
    readings = {name: Reading(rows, [], toml.whole) for name, rows in toml.sections.items()}
    for table in (*CSV_TABLES, FOLLOW, YARDSTICK):
        inside = "record/" if table in (FOLLOW, YARDSTICK) else ""
        path = folder / f"{inside}{table.name}.csv"
        absent = table.optional and not path.exists()
        readings[table.name] = Reading(whole=True) if absent else read_csv(path, table, f"{inside}{table.name}.csv")
    faults = [*toml.faults, *(fault for reading in readings.values() for fault in reading.faults), *faults]
    rows = {name: reading.rows for name, reading in readings.items()}
    ids = {name: [row.text("id") for row in rows[name]] for name in rows if name != "follow" and readings[name].whole}
    checked = check_record(record, ids)
    faults += checked.faults
    faults += _between(toml.root, rows, record, {**ids, **record.ids()})
    if toml.whole:
        faults += [*_span(toml.root, rows), *_assumed(rows["assumptions"]), *_parties(rows)]
    faults += [*_chosen(rows), *_capacities(rows), *_cycles(rows), *_approached(rows["approaches"])]
    faults += [*_iced(rows["places"]), *_followed(rows["follow"])]
    if readings["places"].whole and readings["routes"].whole:
        faults += _cut_off(rows)
    if faults:
        raise WarError(dict.fromkeys(faults))  # a fault that two checks find is one fault
    return WrittenWar(folder, toml.root, **rows, record=record, notes=tuple(checked.notes))


def _located(named: Path | str) -> Path:
    """Return the folder of a war; raises `WarError` with the nearest shipped war where there is none."""
    shipped = sorted(path.name for path in SHIPPED.iterdir() if path.is_dir() and not path.name.startswith("_"))
    folder = Path(named)
    if not folder.exists() and str(named) in shipped:
        folder = SHIPPED / str(named)
    if (folder / _FILE).exists():
        return folder
    says = f"{folder} has no {_FILE}" if folder.is_dir() else f"there is no war at {folder}"
    remedy = f"Name a folder that holds one, or a shipped war. {suggestion(folder.name, shipped)}"
    raise WarError([Fault(_FILE if folder.is_dir() else str(folder), 0, "", says, remedy)])


def _refuse_other_formats(root: Row) -> None:
    version = root.integer("format_version")
    if version == FORMAT_VERSION:
        return
    if version is None:
        says, remedy = "is missing or not a whole number", f"Begin {_FILE} with format_version = {FORMAT_VERSION}."
    elif version > FORMAT_VERSION:
        says = f"{version} is newer than this program reads, {FORMAT_VERSION}"
        remedy = f"Update gunboat, or write the war in format_version = {FORMAT_VERSION}."
    else:
        says, remedy = f"{version} is not a version of the format", f"Write format_version = {FORMAT_VERSION}."
    raise WarError([root.fault("format_version", says, remedy)])


def _between(root: Row, rows: dict[str, list[Row]], record: Record, ids: dict[str, list[str]]) -> list[Fault]:
    """Return the faults of references between sections and of ranges within rows."""
    tables = (*TOML_SECTIONS, *CSV_TABLES, FOLLOW, YARDSTICK)
    faults = unresolved([root], WAR, ids)
    for table in tables:
        faults += unresolved(rows[table.name], table, ids) + disordered(rows[table.name], table)
    everything: dict[str, Sequence[Row]] = {
        **{table.name: rows[table.name] for table in tables if table.key},
        **{table.name: record.tables[table.name] for table in RECORD_TABLES if table.key == "id"},
    }
    return faults + shared(tables, everything)


def _span(root: Row, rows: dict[str, list[Row]]) -> list[Fault]:
    """Return the faults of days that lie outside the war, and of a run that lets go before its opening."""
    first, last, let_go = root.day("first_day"), root.day("last_day"), root.day("let_go")
    if first is None or last is None:
        return []
    if last < first:
        return [root.fault("last_day", f"{last} is before first_day, {first}", "Write a day after the first.")]
    days = [(root, "let_go")]
    days += [(row, "date") for row in rows["openings"]]
    days += [(row, "let_go") for row in (*rows["turns"], *rows["entrances"])]
    faults = []
    for row, column in days:
        day = row.day(column)
        if day is not None and not first <= day <= last:
            remedy = f"Write a day from {first} to {last}."
            faults.append(row.fault(column, f"{day} is outside the war", remedy))
    openings: dict[str, date | None] = {row.text("id"): row.day("date") for row in rows["openings"]}
    opened = openings.get(root.text("opening"))
    if opened is not None and let_go is not None and first <= let_go < opened <= last:
        remedy = "Let go on the day of the opening or later."
        faults.append(root.fault("let_go", f"{let_go} is before the opening, {opened}", remedy))
    return faults


def _capacities(rows: dict[str, list[Row]]) -> list[Fault]:
    """Return a fault at the first row of each section that exceeds what the engine's state holds."""
    faults = []
    for name, most in CAPACITY.items():
        if len(rows.get(name, [])) > most:
            row = rows[name][most]
            says = f"{len(rows[name])} {name} exceed the capacity of {most}"
            faults.append(Fault(row.file, row.line, name, says, f"Leave out {len(rows[name]) - most} of them."))
    return faults


def _cycles(rows: dict[str, list[Row]]) -> list[Fault]:
    """Return a fault for each circle of superiors, of allies that follow one another, and of patterns that wait."""
    patterns = [*rows["outcomes"], *rows["yardstick"]]
    kinds: list[tuple[list[Row], str, str, str]] = [
        (rows["offices"], "reports_to", "cyclic command", "Let one of them report to nobody, or to another office."),
        (rows["states"], "follows", "cyclic alliance", "Let one of them lead."),
        (patterns, "after", "cyclic order", "Let one of them come after none of the others."),
    ]
    return [
        row.fault(column, f"{says}: {' -> '.join(ring)}", remedy)
        for section, column, says, remedy in kinds
        for row, ring in cycles(section, column)
    ]


def _parties(rows: dict[str, list[Row]]) -> list[Fault]:
    """Return the faults of a crisis without a target or coercer, and of a coercer without a base."""
    faults = []
    for side in ("target", "coercer"):
        if not any(row.text("side") in (side, "") for row in rows["states"]):
            line = rows["states"][0].line if rows["states"] else 0
            remedy = f'Give one of [[states]] side = "{side}".'
            faults.append(Fault(_FILE, line, "side", f"no state is the {side}", remedy))
    for row in rows["states"]:
        if row.text("side") == "coercer" and row.lacks("base"):
            remedy = "Add base: the place where its expeditions assemble."
            faults.append(row.fault("base", f"the coercer {row.text('id')} has no base", remedy))
    return faults


def _approached(approaches: Iterable[Row]) -> list[Fault]:
    """Return the faults of approaches: an anchorage for each step, and talks at one of the steps."""
    faults = []
    for row in approaches:
        steps, anchorages, talks = row.refs("steps"), row.refs("anchorages"), row.text("talks_at")
        if steps and anchorages and len(steps) != len(anchorages):
            says = f"{len(anchorages)} anchorages for {len(steps)} steps"
            faults.append(row.fault("anchorages", says, "Name one for each step, in order."))
        if len(set(steps)) < len(steps):
            faults.append(row.fault("steps", "a place is to be taken twice", "Name each step once."))
        if steps and talks and talks not in steps:
            faults.append(row.fault("talks_at", f"{talks} is not a step of the approach", suggestion(talks, steps)))
    return faults


def _assumed(assumptions: list[Row]) -> list[Fault]:
    """Return the faults of assumptions: one that is missing, a unit other than the schema's, an impossible shape."""
    if not assumptions:
        remedy = f"State range, shape and reason of the {len(ASSUMPTIONS)} that the rules read."
        return [Fault(_FILE, 0, "assumptions", "there are none", remedy)]
    stated = {row.text("id") for row in assumptions}
    absent = [key for key in ASSUMPTIONS if key not in stated]
    misspelt = {nearest(key, absent) for key in stated if key not in ASSUMPTIONS}  # these are told once, as unknown
    faults = [
        Fault(_FILE, 0, "assumptions", f"{key} is missing", f"State the range, shape and reason of {meaning} ({unit}).")
        for key, (unit, meaning) in ASSUMPTIONS.items()
        if key in absent and key not in misspelt
    ]
    for row in assumptions:
        key, unit = row.text("id"), row.text("unit")
        if key in ASSUMPTIONS and unit and unit != ASSUMPTIONS[key][0]:
            remedy = f'Write unit = "{ASSUMPTIONS[key][0]}" and the numbers in it.'
            faults.append(row.fault("unit", f'"{unit}" is not the unit of {key}', remedy))
        faults += _shaped(row)
    return faults


def _shaped(row: Row) -> list[Fault]:
    """Return the fault of an assumption whose numbers do not make the shape that it names.

    By shape, centre and spread are: fixed value, -; normal mean, s.d.; lognormal median, s.d. of the log; halfnormal
    -, scale; uniform lower, upper end; beta mean, s.d. (on 0 to 1).
    """
    shape, centre, spread = row.text("shape"), row.number("centre"), row.number("spread")
    low, high = row.number("low"), row.number("high")
    if not shape or centre is None or low is None or high is None:
        return []
    if "spread" in row.wrong:
        return []
    if shape != "fixed" and spread is None:
        return [row.fault("spread", f"is missing: {shape} needs it", f"Add the {_SPREADS[shape]}.")]
    if high < low:
        return [row.fault("high", f"{high:g} is below low, {low:g}", "Write a high that is not below low.")]
    if not low <= centre <= high:
        remedy = f"Write a centre from {low:g} to {high:g}, or widen low and high."
        return [row.fault("centre", f"{centre:g} is outside {low:g} to {high:g}", remedy)]
    if row.text("unit") == "probability" and (low < 0 or high > 1):
        return [row.fault("low" if low < 0 else "high", "is not a probability", "Write a number from 0 to 1.")]
    if shape == "fixed" or spread is None:
        return []
    if shape == "uniform":
        wrong = not centre < spread <= high
    else:
        wrong = spread <= 0 or (shape == "beta" and spread * spread >= centre * (1 - centre))
    if shape == "lognormal" and (centre <= 0 or low < 0):
        column = "centre" if centre <= 0 else "low"
        remedy = f"Write a {column} {'above 0' if centre <= 0 else 'of 0 or more'}."
        return [row.fault(column, "a lognormal is never below 0", remedy)]
    if shape == "beta" and (low < 0 or high > 1):
        return [row.fault("low" if low < 0 else "high", "a beta lies between 0 and 1", "Write a number from 0 to 1.")]
    return [row.fault("spread", f"{spread:g} makes no {shape}", f"Write the {_SPREADS[shape]}.")] if wrong else []


_SPREADS = {
    "normal": "standard deviation, above 0",
    "lognormal": "standard deviation of the log, above 0",
    "halfnormal": "scale, above 0",
    "uniform": "upper end, above centre (the lower end) and not above high",
    "beta": "standard deviation, above 0 and with its square below mean x (1 - mean)",
}


def _chosen(rows: dict[str, list[Row]]) -> list[Fault]:
    """Return the faults of patterns whose least value is above their greatest."""
    faults = []
    for row in (*rows["outcomes"], *rows["turns"], *rows["yardstick"]):
        least, most = row.number("least"), row.number("most")
        if least is not None and most is not None and most < least:
            remedy = "Write a most that is not below least."
            faults.append(row.fault("most", f"{most:g} is below least, {least:g}", remedy))
    return faults


def _iced(places: Iterable[Row]) -> list[Fault]:
    """Return the faults of days of ice, which are written MM-DD, both or none."""
    faults = []
    for row in places:
        first, last = row.text("ice_from"), row.text("ice_to")
        for column, text, other in (("ice_from", first, last), ("ice_to", last, first)):
            if row.lacks(column) and other:
                faults.append(row.fault(column, "is blank while the other end is given", "Write both or neither."))
            elif text and not _is_month_day(text):
                remedy = "Write a day of any year as MM-DD, as in 12-05."
                faults.append(row.fault(column, f'"{text}" is not a month and day', remedy))
    return faults


def _is_month_day(text: str) -> bool:
    if not _MONTH_DAY.fullmatch(text):
        return False
    try:
        date.fromisoformat(f"1856-{text}")  # a leap year, so that 02-29 is a day
    except ValueError:
        return False
    return True


def _followed(follow: Iterable[Row]) -> list[Fault]:
    """Return the faults of bindings that do not say what they bind: the choice, the chance, the fact before."""
    faults = []
    for row in follow:
        role = row.text("role")
        for column, needed in (("office", role == "choice"), ("action", role == "choice"), ("chance", role == "chance"),
                               ("after", row.text("time_rule") == "after")):
            if needed and row.lacks(column):
                because = f"a {role} needs it" if column != "after" else "time_rule is after"
                faults.append(row.fault(column, f"is blank: {because}", f"Name the {column}, or change the rule."))
    return faults


def _cut_off(rows: dict[str, list[Row]]) -> list[Fault]:
    """Return a fault for each office that no chain of routes joins with its superior, in one direction or the other."""
    ways: dict[str, set[str]] = {}
    for row in rows["routes"]:
        start, end = row.text("from"), row.text("to")
        ways.setdefault(start, set()).add(end)
        if not row.integer("one_way"):
            ways.setdefault(end, set()).add(start)
    places = {row.text("id") for row in rows["places"]}
    if any(row.text(end) not in places for row in rows["routes"] for end in ("from", "to")):
        return []  # told already: a way that leads nowhere
    seats = {row.text("id"): row.text("seat") for row in rows["offices"]}
    faults = []
    for row in rows["offices"]:
        seat, above = row.text("seat"), seats.get(row.text("reports_to"), "")
        if seat not in places or above not in places:
            continue
        for start, end in ((above, seat), (seat, above)):
            if end not in _reached(start, ways):
                says = f"{row.text('id')} and its superior are cut off: no route leads from {start} to {end}"
                faults.append(row.fault("seat", says, "Add the routes that are missing to routes.csv."))
                break
    return faults


def _reached(start: str, ways: dict[str, set[str]]) -> set[str]:
    """Return the places that can be reached from `start`, itself included."""
    reached, ahead = {start}, [start]
    while ahead:
        for place in ways.get(ahead.pop(), set()) - reached:
            reached.add(place)
            ahead.append(place)
    return reached
