"""Write docs/rules, docs/reference and rules/reads.toml from the code: `uv run python verification/reference.py`.

Rules are read, not run: their syntax trees say which assumptions a rule reads and which rows it writes, itself or in
the functions that it calls. Everything else comes from the declarations that the engine itself uses.
"""

from __future__ import annotations

import ast
import io
import re
import textwrap
import tokenize
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from pathlib import Path

from gunboat.record.cells import Row
from gunboat.record.reading import read_toml
from gunboat.record.tables import EVENT_KINDS, EVENT_VALUES, LETTER_KINDS, RECORD_TABLES, Column, Table
from gunboat.scenario import schema
from gunboat.scenario.read import SHIPPED
from gunboat.scenario.schema import ASSUMPTIONS, CAPACITY, CSV_TABLES, FOLLOW, TOML_SECTIONS, WAR, YARDSTICK
from gunboat.world import codes, events, state
from gunboat.world.declaration import Declared

ROOT = Path(__file__).parent.parent
SOURCES = ROOT / "src" / "gunboat"
DOCS = ROOT / "docs"
READS = SOURCES / "rules" / "reads.toml"
SHIPPED_WAR = "second-opium-war"
MARK = "<!-- Written by verification/reference.py from the code. Do not edit. -->"
LINE = 120

_KERNEL = ("rules/*.py", "world/**/*.py", "run/engine.py")
_PLUMBING = ("world.agenda", "world.chronicle", "world.dice")  # what every rule uses, described in their own files
_ENGINE = "run.engine"
_CALLERS = {"start": "a history begins", "_let_go": "the record is let go", "order_of_seat": "a held seat has chosen"}

# ---------------------------------------------------------------- reading the rules


@dataclass
class Function:
    """A function of the kernel: what it reads, which rows it writes, and what it calls, as (module, name)."""

    meaning: str
    keys: set[str] = field(default_factory=set)
    kinds: set[str] = field(default_factory=set)
    any_kind: bool = False
    occasion: str = ""  # on which it considers what an office may do
    calls: set[tuple[str, str]] = field(default_factory=set)
    beyond: set[tuple[str, str]] = field(default_factory=set)  # (kind, what is written in a place with no meaning)


@dataclass
class Module:
    """A module of the kernel: its prose, its functions in order, and where its names come from."""

    prose: str
    functions: dict[str, Function]
    names: dict[str, tuple[str, str]]


@cache
def kernel() -> dict[str, Module]:
    """Every module of the kernel by its name below gunboat, as in `rules.combat`."""
    paths = sorted(path for pattern in _KERNEL for path in SOURCES.glob(pattern))
    return {_name_of(path): _module(path) for path in paths if path.name != "__init__.py"}


def _name_of(path: Path) -> str:
    return ".".join(path.relative_to(SOURCES).with_suffix("").parts)


def file_of(module: str) -> str:
    """The file of a module, as prose names it: `world/belief.py`."""
    return module.replace(".", "/") + ".py"


def _module(path: Path) -> Module:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    here, names = _name_of(path), {}
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("gunboat."):
            for alias in node.names:
                names[alias.asname or alias.name] = (node.module.removeprefix("gunboat."), alias.name)
    defined = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    names.update({node.name: (here, node.name) for node in defined})
    return Module(ast.get_docstring(tree) or "", {node.name: _function(node, names) for node in defined}, names)


def _function(node: ast.FunctionDef, names: dict[str, tuple[str, str]]) -> Function:
    found = Function((ast.get_docstring(node) or "").split("\n\n")[0].replace("\n", " "))
    assumed, values = set(), dict[str, list[ast.expr]]()
    for inner in ast.walk(node):
        if isinstance(inner, ast.Assign) and len(inner.targets) == 1 and isinstance(inner.targets[0], ast.Name):
            values.setdefault(inner.targets[0].id, []).append(inner.value)
            if isinstance(inner.value, ast.Attribute) and inner.value.attr == "assumed":
                assumed.add(inner.targets[0].id)
        elif isinstance(inner, ast.Assign) and isinstance(inner.targets[0], ast.Attribute):
            number = getattr(codes, inner.value.id, None) if isinstance(inner.value, ast.Name) else None
            if inner.targets[0].attr == "occasion" and number is not None:
                found.occasion = schema.OCCASIONS[number]
    for inner in ast.walk(node):
        if isinstance(inner, ast.Attribute):
            of = inner.value
            if (isinstance(of, ast.Attribute) and of.attr == "assumed") or (
                isinstance(of, ast.Name) and of.id in assumed
            ):
                found.keys.add(inner.attr)
        elif isinstance(inner, ast.Call) and isinstance(inner.func, ast.Name) and inner.func.id in names:
            found.calls.add(names[inner.func.id])
            if names[inner.func.id] == ("world.chronicle", "write"):
                _written(inner, values, found)
    return found


def _written(call: ast.Call, values: dict[str, list[ast.expr]], found: Function) -> None:
    """Note the kinds of row that one `write` writes, and values that EVENT_VALUES gives no meaning."""
    kind = call.args[1]
    sources = values.get(kind.id, [kind]) if isinstance(kind, ast.Name) else [kind]
    named = {
        EVENT_KINDS[getattr(codes, inner.id)]
        for source in sources
        for inner in ast.walk(source)
        if isinstance(inner, ast.Name) and inner.id.startswith("E_")
    }
    found.any_kind |= not named
    found.kinds |= named
    for name in named:
        for value in call.args[5 + len(EVENT_VALUES.get(name, ())) : 8]:
            if not (isinstance(value, ast.Constant) and value.value == 0.0):
                found.beyond.add((name, ast.unparse(value)))


def function(name: tuple[str, str]) -> Function | None:
    """A function of the kernel; None where the name is no function of its own (a constant, or made by `def_`)."""
    module = kernel().get(name[0])
    return module.functions.get(name[1]) if module else None


def reached(start: Iterable[tuple[str, str]], but: Iterable[tuple[str, str]] = ()) -> set[tuple[str, str]]:
    """The functions of the kernel that some functions come to call, themselves included; none by way of `but`."""
    found: set[tuple[str, str]] = set()
    waiting = list(start)
    while waiting:
        name = waiting.pop()
        known = function(name)
        if known is not None and name not in found and name not in but:
            found.add(name)
            waiting += known.calls
    return found


def rules() -> list[str]:
    """The rule modules in the order of the folder."""
    return [name for name in kernel() if name.startswith("rules.")]


def _functions_of(module: str) -> set[tuple[str, str]]:
    return {(module, name) for name in kernel()[module].functions}


def keys_of(module: str) -> dict[str, set[str]]:
    """The assumptions that a module reads, itself or in what it calls, each with the modules that read it."""
    found: dict[str, set[str]] = {}
    for name in reached(_functions_of(module)):
        known = function(name)
        assert known is not None  # reached functions exist
        for key in known.keys:
            found.setdefault(key, set()).add(name[0])
    return {key: found[key] for key in ASSUMPTIONS if key in found} | {
        key: found[key] for key in sorted(found) if key not in ASSUMPTIONS
    }


def kinds_of(module: str) -> tuple[dict[str, set[str]], bool]:
    """The kinds of row that a module writes, each with the modules that do; and whether it writes any kind at all."""
    found: dict[str, set[str]] = {}
    anything = False
    for name in reached(_functions_of(module)):
        known = function(name)
        assert known is not None  # reached functions exist
        anything |= known.any_kind and name[0] == module
        for kind in known.kinds:
            found.setdefault(kind, set()).add(name[0])
    return {kind: found[kind] for kind in EVENT_KINDS if kind in found}, anything


def read_by() -> dict[str, list[str]]:
    """Each assumption with the modules of the kernel whose own lines read it."""
    return {
        key: [name for name, module in kernel().items() if any(key in f.keys for f in module.functions.values())]
        for key in ASSUMPTIONS
    }


def weighing() -> dict[str, list[str]]:
    """The assumptions that weigh what an office may do, by occasion: all that leads to its odds."""
    functions = {(name, each): known for name, module in kernel().items() for each, known in module.functions.items()}
    considers = {name: known.occasion for name, known in functions.items() if known.occasion}
    found = {}
    for name, occasion in considers.items():
        callers = [caller for caller, known in functions.items() if name in known.calls]
        leading = reached(callers, but=set(considers) - {name})
        found[occasion] = [key for key in ASSUMPTIONS if any(key in functions[each].keys for each in leading)]
    return {occasion: found[occasion] for occasion in schema.OCCASIONS}


def values_without_meaning() -> list[str]:
    """Values that some rule writes into a chronicle row and EVENT_VALUES does not explain."""
    return sorted(
        f"{kind}: {value} ({file_of(name)})"
        for name, module in kernel().items()
        for known in module.functions.values()
        for kind, value in known.beyond
    )


def turns_of_agenda() -> dict[str, str]:
    """What falls due in each kind of slot, in the words of `world/events.py`, by the slot's name."""
    said = re.findall(r"^\d+\. (.+)$", events.__doc__ or "", re.MULTILINE)
    slots = {name: number for name, number in vars(state).items() if name.startswith("SLOT_")}
    del slots["SLOT_BITS"], slots["SLOT_END"]
    return dict(zip(sorted(slots, key=lambda name: slots[name]), said, strict=True))


def handled(module: str) -> list[tuple[str, str, str]]:
    """The functions of a rule that the loop calls: (function, when, what it does), in the order of the file."""
    engine = ast.parse((SOURCES / file_of(_ENGINE)).read_text(encoding="utf-8"))
    when: dict[str, list[str]] = {}
    for caller in engine.body:
        if not isinstance(caller, ast.FunctionDef):
            continue
        for call in ast.walk(caller):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name):
                called = kernel()[_ENGINE].names.get(call.func.id)
                if called and called[0] == module:
                    when.setdefault(called[1], []).append(_moment(caller, call))
    functions = kernel()[module].functions
    return [(name, "; ".join(dict.fromkeys(when[name])), functions[name].meaning) for name in functions if name in when]


def _moment(caller: ast.FunctionDef, call: ast.Call) -> str:
    slots = {n.id for n in ast.walk(call) if isinstance(n, ast.Name) and n.id.startswith("SLOT_")}
    if caller.name == "_happen":
        said = turns_of_agenda()
        return said[slots.pop()] if slots else said["SLOT_SCRIPT"]
    if caller.name == "_force":
        return turns_of_agenda()["SLOT_FORCE"]
    return _CALLERS.get(caller.name) or f"`{caller.name}` of the loop"


# ---------------------------------------------------------------- writing


def _plain(text: str) -> str:
    """Text whose asterisks and angle brackets are no markup, but for what stands in backticks."""
    parts = text.split("`")
    for i in range(0, len(parts), 2):
        parts[i] = parts[i].replace("*", "\\*").replace("<", "&lt;")
    return "`".join(parts)


def _cell(text: str) -> str:
    return _plain(text).replace("|", "\\|").replace("\n", " ")


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return [*lines, *("| " + " | ".join(row) + " |" for row in rows), ""]


def _code(text: str) -> str:
    return f"`{text}`" if text else ""


def _codes(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.6g}"


def _page(title: str, *lines: str) -> str:
    return "\n".join((f"# {title}", "", MARK, "", *lines)).rstrip("\n") + "\n"


def _first_sentence(prose: str) -> str:
    return prose.split("\n\n")[0].replace("\n", " ")


def _title(prose: str) -> str:
    return _first_sentence(prose).rstrip(".")


# ---------------------------------------------------------------- rules


def rule_page(module: str) -> str:
    """The page of one rule."""
    known = kernel()[module]
    name = module.removeprefix("rules.")
    lines = [f"Source: [`rules/{name}.py`](../../src/gunboat/{file_of(module)}).", "", _plain(known.prose), ""]
    lines += ["## What the loop calls", ""]
    rows = [(_code(f), _cell(when), _cell(meaning)) for f, when, meaning in handled(module)]
    lines += _table(("function", "when", "what it does"), rows)
    lines += [*_formulas(module), *_keys(module), *_kinds(module)]
    return _page(f"Rule: {name}", *lines)


def _formulas(module: str) -> list[str]:
    """The prose of what a rule rests on, with the functions that it calls itself."""
    direct: dict[str, list[str]] = {}
    for known in kernel()[module].functions.values():
        for where, name in known.calls:
            if where != module and where not in _PLUMBING and function((where, name)):
                direct.setdefault(where, []).append(name)
    if not direct:
        return []
    lines = ["## What it rests on", ""]
    for where in sorted(direct, key=lambda name: (not name.startswith("world.formulas."), name)):
        lines += [f"### `{file_of(where)}`", "", _plain(kernel()[where].prose), "", "Called from here:", ""]
        functions = kernel()[where].functions
        lines += [f"- `{name}`: {_plain(functions[name].meaning)}" for name in sorted(set(direct[where]))]
        lines.append("")
    return lines


def _keys(module: str) -> list[str]:
    lines = ["## Assumptions it reads", ""]
    rows = []
    for key, where in keys_of(module).items():
        unit, meaning = ASSUMPTIONS.get(key, ("", "not among ASSUMPTIONS"))
        rows.append((f"[`{key}`](../reference/assumptions.md#{key})", _cell(unit), _cell(meaning), _in(module, where)))
    return lines + (_table(("key", "unit", "meaning", "read in"), rows) if rows else ["None.", ""])


def _kinds(module: str) -> list[str]:
    lines = ["## Rows it writes into the chronicle", ""]
    kinds, anything = kinds_of(module)
    rows = []
    for kind, where in kinds.items():
        values = "; ".join(f"{meaning} ({unit})" for meaning, unit in EVENT_VALUES.get(kind, ()))
        rows.append((_code(kind), _cell(values), _in(module, where)))
    lines += _table(("kind", "values", "written in"), rows) if rows else ([] if anything else ["None.", ""])
    if anything:
        lines += [
            "An act of the record for which there is no rule is entered as whatever kind the record gives it.",
            "",
        ]
    return lines


def _in(module: str, where: set[str]) -> str:
    return ", ".join("here" if name == module else _code(file_of(name)) for name in sorted(where))


def rules_index() -> str:
    """The index of the rules."""
    lines = [
        "How things happen, one subject a file, in the order of the folder. No rule calls another: it puts an event",
        "on the agenda, and the loop (`run/engine.py`) hands each event to its rule. Events of the same minute come in",
        "this order:",
        "",
    ]
    lines += [f"{i}. {_plain(said)}" for i, said in enumerate(turns_of_agenda().values(), 1)]
    lines.append("")
    rows = []
    for module in rules():
        name = module.removeprefix("rules.")
        rows.append((f"[{name}]({name}.md)", _cell(_title(kernel()[module].prose))))
    return _page("Rules", *lines, *_table(("rule", "what it is about"), rows))


# ---------------------------------------------------------------- assumptions


def _assumption_rows() -> dict[str, Row]:
    reading = read_toml(SHIPPED / SHIPPED_WAR / "war.toml", TOML_SECTIONS, WAR, "war.toml")
    return {row.text("id"): row for row in reading.sections["assumptions"]}


def assumptions_page() -> str:
    """Every assumption of the shipped war."""
    rows, by = _assumption_rows(), read_by()
    bib = f"../../src/gunboat/wars/{SHIPPED_WAR}/sources.bib"
    said = _docstring(schema.__file__, "SHAPES").replace("\n", " ").partition("are: ")[2]
    pairs = (means.partition(", ") for means in said.split("; "))
    shapes = [(_code(s), _cell(pair[0]), _cell(pair[2])) for s, pair in zip(schema.SHAPES, pairs, strict=True)]
    lines = [
        f"The priors of `{SHIPPED_WAR}`: numbers that nobody recorded, each with its range, its shape and the reason",
        "for it. Every history draws its own sample, cut off at low and high; one draw holds for the whole history.",
        "Combat has a posterior of its own (`priors/combat.toml`).",
        "",
        *_table(("shape", "centre", "spread"), shapes),
        "`seen` says whether a number was set from outside the war or with knowledge of it; what was set with",
        f"knowledge of the war cannot be tested on it. Keys of sources are those of [sources.bib]({bib}).",
        "",
        f"Set from outside: {sum(row.text('seen') == 'outside' for row in rows.values())}; "
        f"with knowledge of the war: {sum(row.text('seen') == 'war' for row in rows.values())}.",
        "",
    ]
    table = []
    for key, (unit, _) in ASSUMPTIONS.items():
        row = rows[key]
        numbers = [_number(row.number(name)) for name in ("centre", "spread", "low", "high")]
        table.append((f"[`{key}`](#{key})", _cell(unit), row.text("shape"), *numbers, row.text("seen")))
    lines += _table(("key", "unit", "shape", "centre", "spread", "low", "high", "seen"), table)
    for key, (unit, meaning) in ASSUMPTIONS.items():
        row = rows[key]
        lines += [f"### {key}", "", f"{_plain(meaning[0].upper() + meaning[1:])} ({_plain(unit)}).", ""]
        lines += [f"- Reason: {_plain(row.text('reason'))}"]
        if row.refs("source"):
            lines.append(f"- Source: {_codes(row.refs('source'))}")
        where = ", ".join(_link(name) for name in by[key])
        lines += [f"- Read in: {where}" if where else "- Read by nothing in this version: it changes no history.", ""]
    return _page("Assumptions", *lines)


def _link(module: str) -> str:
    if module.startswith("rules."):
        name = module.removeprefix("rules.")
        return f"[`{file_of(module)}`](../rules/{name}.md)"
    return _code(file_of(module))


# ---------------------------------------------------------------- the format of a war


def _docstring(file: str | None, name: str) -> str:
    """The text that follows the assignment of a name in a file, or "" where there is none."""
    body = ast.parse(Path(file or "").read_text(encoding="utf-8")).body
    for node, after in pairwise(body):
        target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
        if isinstance(target, ast.Name) and target.id == name and isinstance(after, ast.Expr):
            return str(ast.literal_eval(after.value))
    return ""


def _comments(file: str | None, name: str) -> dict[str, str]:
    """The comment beside each text of a closed list, by text."""
    text = Path(file or "").read_text(encoding="utf-8")
    for node in ast.parse(text).body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == name:
            first, last = node.lineno, node.end_lineno or node.lineno
            break
    else:
        return {}
    found, said = dict[str, str](), ""
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if first <= token.start[0] <= last:
            if token.type == tokenize.STRING:
                said = ast.literal_eval(token.string)
            elif token.type == tokenize.COMMENT and said:
                found[said] = token.string.lstrip("# ")
    return found


CLOSED_LISTS = (
    ("SIDES", "Sides of states"),
    ("TRADITIONS", "Traditions of arms, drill and command"),
    ("ROLES_OF_OFFICE", "Roles of offices"),
    ("MINDS", "Minds: how an office decides"),
    ("ACTIONS", "Actions"),
    ("OCCASIONS", "Occasions on which an office decides"),
    ("REASONS", "Reasons, by which the worth of an option is kept apart"),
    ("CLAUSE_KINDS", "Kinds of clauses"),
    ("INCIDENT_KINDS", "Kinds of incidents"),
    ("CIRCUMSTANCE_EFFECTS", "Effects of circumstances"),
    ("SHAPES", "Shapes of assumptions"),
    ("SEEN", "With or without knowledge of the war"),
    ("CHANNELS", "Channels"),
    ("CHANCES", "Chances taken from the record"),
)


def _section(table: Table, where: str) -> list[str]:
    lines = [f"### {table.name}", "", f"{where} {_plain(table.meaning)}", ""]
    rows = [(_code(c.name), _holds(c), "yes" if c.required else "", _cell(_said(c))) for c in table.columns]
    return lines + _table(("column", "holds", "required", "meaning"), rows)


def _holds(column: Column) -> str:
    if column.holds in ("ref", "refs") and column.refers:
        return f"{'id' if column.holds == 'ref' else 'ids'} of {' or '.join(column.refers.split('|'))}"
    return {"ref": "id", "refs": "ids", "choice": "one of a list"}.get(column.holds, column.holds)


def _said(column: Column) -> str:
    said = column.meaning
    if column.unit:
        said += f"; unit: {column.unit}"
    if column.low is not None and column.high is not None:
        said += f"; {column.low:.6g} to {column.high:.6g}"
    elif column.low is not None:
        said += f"; {column.low:.6g} or more"
    if column.choices:
        said += f"; {_choices(column.choices)}"
    return said


def _choices(choices: tuple[str, ...]) -> str:
    if choices == EVENT_KINDS:
        return "see the [kinds of events](chronicle.md)"
    if choices == tuple(ASSUMPTIONS):
        return "see the [assumptions](assumptions.md)"
    for name, title in CLOSED_LISTS:
        if choices == getattr(schema, name) and len(choices) > 3:
            return f"see [{title}](#{_slug(title)})"
    return f"one of {_codes(choices)}"


def _slug(title: str) -> str:
    return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")


def format_page() -> str:
    """Every section and table of a written war, and the closed lists."""
    lines = [
        "A war is a folder of data and holds no code: `war.toml`, tables beside it, and what happened in `record/`.",
        "Sections and columns come from `scenario/schema.py` and `record/tables.py`, which the reader uses. Dates are",
        "`YYYY-MM-DD`, times of day `HH:MM`, ids kebab-case (those of outcomes snake_case); a list of ids stands in",
        "one cell, separated by spaces, or in a TOML array; a span is a number, or two as `20..40`.",
        f"The present `format_version` is {schema.FORMAT_VERSION}.",
        "",
        "`gunboat validate PATH` reports each fault as file, line, field and remedy.",
        "",
        "## war.toml",
        "",
        *_section(WAR, "At the head of `war.toml`."),
    ]
    for table in TOML_SECTIONS:
        lines += _section(table, f"`[[{table.name}]]` in `war.toml`.")
    lines += ["## Tables beside it", ""]
    for table in CSV_TABLES:
        lines += _section(table, f"`{table.name}.csv`.")
    lines += ["## record/", ""]
    for table in (*RECORD_TABLES, FOLLOW, YARDSTICK):
        lines += _section(table, f"`record/{table.name}.csv`.")
    lines += [
        "Beside them, `sources.bib` names every source in BibTeX; `title_en` is a title in English where it has",
        "another, `document` the number under which facts name a source article.",
        *("", "## Closed lists", ""),
    ]
    for name, title in CLOSED_LISTS:
        lines += _closed_list(name, title)
    lines += ["## Capacities", "", _plain(_docstring(schema.__file__, "CAPACITY")), ""]
    lines += _table(("what", "at most"), [(what, str(most)) for what, most in CAPACITY.items()])
    return _page("The format of a war", *lines)


def _closed_list(name: str, title: str) -> list[str]:
    said, comments = _docstring(schema.__file__, name), _comments(schema.__file__, name)
    lines = [f"### {title}", ""]
    if said:
        lines += [_plain(said), ""]
    if comments:
        return [*lines, *(f"- `{item}`: {_plain(comments.get(item, ''))}" for item in getattr(schema, name)), ""]
    return [*lines, _codes(getattr(schema, name)) + ".", ""]


# ---------------------------------------------------------------- the chronicle and the state


def writers_of() -> dict[str, list[str]]:
    """The modules of the kernel that write each kind of event."""
    writers: dict[str, list[str]] = {kind: [] for kind in EVENT_KINDS}
    for name, module in kernel().items():
        for known in module.functions.values():
            for kind in known.kinds:
                if name not in writers[kind]:
                    writers[kind].append(name)
    return writers


def chronicle_page() -> str:
    """The kinds of events and what their values mean."""
    writers = writers_of()
    lines = [
        "What happened, in the record and in a simulated history alike: one list of kinds (`record/tables.py`), so",
        "that one reader serves both. A row of a chronicle has a time (whole minutes since the war's first day), a",
        "kind, an actor and another (numbered offices, then states, then forces), a place, up to three values, and the",
        "row that caused it. The number of a kind is its place in this list; kinds are added at the end.",
        "",
        "A clause set is a sum of 2\\*\\*number of the clause. Actions are numbered as in",
        f"[Actions](war-format.md#actions); kinds of letters are, from 0: {_codes(LETTER_KINDS)}. A kind without",
        "values has none to be read. A kind that nothing writes occurs in records, and where a record is followed.",
        "",
    ]
    rows = []
    for number, kind in enumerate(EVENT_KINDS):
        values = [_cell(f"{meaning} ({unit})") for meaning, unit in EVENT_VALUES.get(kind, ())]
        written = ", ".join(_link(name) for name in writers[kind])
        rows.append((str(number), _code(kind), *[*values, "", "", ""][:3], written))
    return _page("The chronicle", *lines, *_table(("", "kind", "a", "b", "c", "written by"), rows))


UNITS = ("minutes", "days", "logit", "men", "ships", "guns", "metres", "million taels")
_HOLDS = {"i8": "integer", "f8": "float", "u8": "unsigned"}


def state_page() -> str:
    """The declarations of everything that changes in a history."""
    lines = [_plain(state.__doc__ or "").strip(), ""]
    lines += ["A field that has a number beside it is an array of so many.", ""]
    for declared in _declared(state.WORLD):
        lines += [f"## {declared.name}", ""]
        lines += _table(("field", "holds", "unit", "meaning"), [_field(f) for f in declared.fields])
    return _page("The state of a history", *lines)


def _declared(record: Declared) -> list[Declared]:
    """The records within a record, however deep, and it: each once, what holds others after them."""
    found: list[Declared] = []
    for part in record.fields:
        if isinstance(part.kind, Declared):
            found += [inner for inner in _declared(part.kind) if inner not in found]
    return [*found, record]


def _field(f: object) -> tuple[str, str, str, str]:
    name, kind, many, meaning = (getattr(f, part) for part in ("name", "kind", "many", "meaning"))
    holds = f"[{kind.name}](#{kind.name.lower()})" if isinstance(kind, Declared) else _HOLDS[kind]
    unit, _, rest = meaning.partition("; ")
    if unit not in UNITS:
        unit, rest = "", meaning
    return _code(name), f"{holds}, {many}" if many else holds, unit, _cell(rest)


# ---------------------------------------------------------------- data of the package


def reads() -> str:
    """The rules and the occasions of decisions with what they read, as TOML."""
    lines = [
        "# Written by verification/reference.py from the code. Do not edit.",
        "# What each rule writes into the chronicle, and which assumptions it reads, itself or in what it calls;",
        "# for each occasion on which an office decides, the assumptions that weigh its options.",
    ]
    for module in rules():
        lines += ["", f"[{module}]", *_array("writes", kinds_of(module)[0]), *_array("reads", keys_of(module))]
    for occasion, keys in weighing().items():
        lines += ["", f"[occasions.{occasion}]", *_array("reads", keys)]
    return "\n".join(lines) + "\n"


def _array(name: str, items: Iterable[str]) -> list[str]:
    inside = ", ".join(f'"{item}"' for item in items)
    if len(inside) + len(name) <= LINE - len(" = []"):
        return [f"{name} = [{inside}]"]
    wrapped = textwrap.wrap(f"{inside},", LINE, initial_indent="  ", subsequent_indent="  ", break_on_hyphens=False)
    return [f"{name} = [", *wrapped, "]"]


# ---------------------------------------------------------------- all of it


def pages() -> dict[str, str]:
    """Every generated page by its path below docs/."""
    made = {"rules/README.md": rules_index()}
    made.update({f"rules/{module.removeprefix('rules.')}.md": rule_page(module) for module in rules()})
    made["reference/assumptions.md"] = assumptions_page()
    made["reference/war-format.md"] = format_page()
    made["reference/chronicle.md"] = chronicle_page()
    made["reference/state.md"] = state_page()
    return made


def kept() -> set[str]:
    """Paths below docs/ of the pages that stand in the generated folders."""
    return {path.relative_to(DOCS).as_posix() for folder in ("rules", "reference") for path in DOCS.glob(f"{folder}/*")}


def main() -> None:
    made = pages()
    for name in kept() - set(made):
        if MARK in (DOCS / name).read_text(encoding="utf-8"):
            (DOCS / name).unlink()
    for name, text in made.items():
        (DOCS / name).parent.mkdir(parents=True, exist_ok=True)
        (DOCS / name).write_text(text, encoding="utf-8", newline="\n")
    READS.write_text(reads(), encoding="utf-8", newline="\n")
    for value in values_without_meaning():
        print(f"a value without a meaning in EVENT_VALUES: {value}")
    for key, where in read_by().items():
        if not where:
            print(f"an assumption that nothing reads: {key}")


if __name__ == "__main__":
    main()
