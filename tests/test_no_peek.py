"""Deciders receive the view, the terms and the scratch of the choice, never the world."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from gunboat.compiled import is_compiled
from gunboat.rules import deciding
from gunboat.run import engine
from gunboat.scenario.read import WrittenWar
from gunboat.seats import view
from gunboat.world.codes import E_DECISION
from gunboat.world.formulas import bargaining
from gunboat.world.state import SLOT_BITS, SLOT_OFFICE, WORLD
from gunboat.world.terms import TERMS
from playing import Course, choosing, plain, plan_of

# ---------------------------------------------------------------- by reading the source


def functions(module: Any) -> Iterator[ast.FunctionDef]:
    for node in ast.walk(ast.parse(inspect.getsource(module))):
        if isinstance(node, ast.FunctionDef):
            yield node


def arguments(function: ast.FunctionDef) -> list[str]:
    return [a.arg for a in function.args.args]


def test_no_formula_of_bargaining_receives_the_world() -> None:
    seen = {f.name: arguments(f) for f in functions(bargaining)}
    assert len(seen) > 15
    assert [name for name, names in seen.items() if "w" in names or "world" in names] == []


def test_no_weighing_of_a_decision_receives_the_world() -> None:
    seen = {f.name: arguments(f) for f in functions(deciding) if f.name.lstrip("_").startswith("consider")}
    assert len(seen) >= 5
    assert [name for name, names in seen.items() if "w" in names or "world" in names] == []


def reached(function: Any, found: dict[str, Any]) -> dict[str, Any]:
    """Every function of the kernel that a function calls, directly or through others."""
    code, names = function.py_func.__code__, function.py_func.__globals__
    found[f"{function.py_func.__module__}.{code.co_name}"] = code
    for name in code.co_names:
        called = names.get(name)
        if is_compiled(called) and f"{called.py_func.__module__}.{called.py_func.__name__}" not in found:
            reached(called, found)
    return found


def test_nothing_that_weighing_calls_receives_the_world() -> None:
    found = reached(deciding.consider, {})
    assert len(found) > 25
    assert [n for n, code in found.items() if "w" in code.co_varnames[: code.co_argcount]] == []


def test_weighing_reads_no_number_that_could_change() -> None:
    """Globals of weighing functions are numbers, functions and modules: no array could carry the world in."""
    for code_of in reached(deciding.consider, {}):
        module, name = code_of.rsplit(".", 1)
        names = plain(getattr(__import__(module, fromlist=[name]), name)).__globals__
        carried = [k for k, v in names.items() if isinstance(v, np.ndarray | np.void | list)]
        assert carried == [], module


# ---------------------------------------------------------------- by changing the truth


def stops(war: WrittenWar, n: int, number: int = 0) -> Course:
    """A course that stands before its n-th decision, all seats held, the earlier ones played by its own odds."""
    course = Course(plan_of(war, seed=5, seats=choosing(war)))
    stop = course.begin(number)
    for _ in range(n):
        if stop != engine.SEAT:
            break
        odds = course.w["choice"]["odds"]
        course.runner.decide(int(odds.argmax()))
        stop = course.go()
    if stop != engine.SEAT:
        pytest.skip("this history has fewer decisions")
    return course


def tamper(w: Any, t: Any, office: int) -> None:
    """Change every truth that has not been reported to the office."""
    n_places, seed = int(t["n_places"]), np.random.default_rng(0)
    standing = w["forces"]["state"] >= 0
    w["forces"]["men"] = np.where(standing, w["forces"]["men"] * 3.7 + 1234.0, 0.0)
    w["forces"]["ships"] += 5.0
    resting = standing & (w["forces"]["bound"] < 0)
    w["forces"]["place"] = np.where(resting, seed.integers(0, n_places, len(standing)), w["forces"]["place"])
    w["places"]["holder"][:n_places] = seed.integers(0, t["n_states"], n_places)
    w["places"]["garrison"] += 77.0
    w["places"]["blockaded"] ^= 1
    w["forts"]["men"] = w["forts"]["men"] * 0.1 + 9.0
    w["forts"]["guns"] += 40.0
    w["forts"]["works"] += 2
    for name in ("granted", "ratified", "grievance"):
        w["states"][name] ^= 1
    w["states"]["hot"] ^= 1
    w["states"]["fled"] ^= 1
    w["circumstance"][: t["n_circumstances"]] ^= 1
    w["treaties"]["clauses"] ^= 3
    w["demands"]["clauses"] ^= 5
    w["demands"]["answer"] = 12
    others = np.arange(len(w["offices"])) != office
    w["offices"]["place"][others] = 0
    w["offices"]["taken"][others] = 0
    w["offices"]["ordinal"] += 3
    for name in ("grid", "holder", "mandate", "hot", "granted", "force_men", "defeats", "hawk"):
        kept = w["views"][name][office].copy()
        w["views"][name] = w["views"][name] * 0 + 1
        w["views"][name][office] = kept
    k = w["letters"]
    under_way = k["phase"] == 2
    k["claim_a"] = np.where(under_way, 1.0 - k["claim_a"], k["claim_a"])
    k["clauses"] = np.where(under_way, k["clauses"] ^ 7, k["clauses"])
    k["candor"] = 2


def again(course: Course, office: int, *, held: bool) -> None:
    """Put the same decision on the agenda once more, at the same minute, and run on."""
    w = course.w
    slot = SLOT_OFFICE + office
    w["due"][slot] = int(w["now"]) << SLOT_BITS | slot
    w["group"][:] = w["due"].reshape(len(w["group"]), -1).min(axis=1)
    w["stopped"] = -1
    w["choice"]["odds"] = -1.0
    course.go(held=course.plan.held if held else 0)


def next_choice(w: Any, first: int, office: int, now: int) -> tuple[float, float] | None:
    """What an office chose at a minute, of the rows from `first` on, with its odds; None where it waited."""
    for row in w["rows"][first : w["n_rows"]]:
        if row["kind"] == E_DECISION and row["actor"] == office and row["time"] == now:
            return float(row["a"]), float(row["b"])
    return None


@pytest.mark.parametrize("n", [0, 1, 2, 5, 9, 14, 20])
def test_truths_not_reported_leave_a_decision_as_it_was(war: WrittenWar, n: int) -> None:
    course = stops(war, n)
    w, t = course.w, course.t
    office = int(w["stopped"])
    choice, seen = w["choice"].tobytes(), view(course.plan.setting, w, office).to_dict()
    before = course.runner.worlds.copy()

    tamper(w, t, office)
    assert w["views"][office].tobytes() == before[0]["views"][office].tobytes()
    assert view(course.plan.setting, w, office).to_dict() == seen
    again(course, office, held=True)
    assert int(w["stopped"]) == office
    assert w["choice"].tobytes() == choice, "compiled"
    tampered = course.runner.worlds.copy()

    assert considered(tampered[0], t, office) == considered(before[0], t, office), "interpreted"
    assert considered(before[0], t, office)[0] == choice

    chosen = []
    for start in (before, tampered):
        course.runner.worlds[:] = start
        now, first = int(w["now"]), int(w["n_rows"])
        again(course, office, held=False)
        chosen.append(next_choice(w, first, office, now))
    assert chosen[0] == chosen[1]


def considered(w: Any, t: Any, office: int) -> tuple[bytes, int]:
    """The choice, interpreted: its scratch in bytes, and the action drawn."""
    world, terms = WORLD.objects(w), TERMS.objects(t)
    world.choice = WORLD.objects(WORLD.new()[0]).choice
    o, v = world.offices[office], world.views[office]
    with np.errstate(over="ignore"):
        found = plain(deciding.consider)(v, terms, world.choice, terms.offices[office].role, o.place, office, world.now)
        assert found
        drawn = int(plain(deciding._draw)(world, terms, office, v))
    record = WORLD.new()
    WORLD.store(world, record[0])
    return record[0]["choice"].tobytes(), drawn


@pytest.mark.parametrize("n", [0, 2, 5])
def test_what_has_been_reported_does_change_it(war: WrittenWar, n: int) -> None:
    """The test above could fail: the same changes in the office's own view are felt."""
    course = stops(war, n)
    office = int(course.w["stopped"])
    choice = course.w["choice"].tobytes()
    v = course.w["views"][office]
    v["force_men"] = v["force_men"] * 0.05
    v["grid"] = v["grid"][::-1].copy()
    v["fort_men"] = v["fort_men"] * 9 + 500
    again(course, office, held=True)
    assert course.w["choice"].tobytes() != choice
