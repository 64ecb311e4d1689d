"""The kernel's parts, one by one: agenda, seasons, belief, couriers, cache and capacities."""

from __future__ import annotations

import math
import shutil
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numba
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gunboat import compiled
from gunboat.rules import couriers
from gunboat.run import engine
from gunboat.run.runner import EngineError, Results, Runner
from gunboat.scenario.read import WrittenWar
from gunboat.scenario.schema import CHANNELS
from gunboat.world import agenda, belief, mail
from gunboat.world.codes import E_BATTLE, E_LETTER_LOST, L_NEWS, L_REPORT
from gunboat.world.declaration import Declared, F, I
from gunboat.world.events import ERRORS, FULL_FORCES, FULL_LETTERS
from gunboat.world.formulas import season
from gunboat.world.formulas.tides import TIDE_PERIOD
from gunboat.world.opening import begin
from gunboat.world.state import (
    MINUTES,
    N_FORCES,
    N_GROUPS,
    N_LETTERS,
    N_PLACES,
    N_RESOLVE,
    N_SLOTS,
    N_THETA,
    NEVER,
    SLOT_LETTER,
    SLOT_STATE,
    VIEW,
    WORLD,
)
from gunboat.world.terms import TERMS
from playing import Course, assume, choosing, plain, plan_of

FIXTURE = [HealthCheck.function_scoped_fixture]


@pytest.fixture
def opened(small: WrittenWar) -> tuple[Any, Any]:
    """World and terms of the small war as objects, at the beginning of a free history."""
    plan = plan_of(small, let_go="1871-03-01")
    runner = Runner(plan)
    assume(plan, runner.terms[0], 0)
    w, t = WORLD.objects(plan.setting.world[0]), TERMS.objects(runner.terms[0])
    with np.errstate(over="ignore"):
        plain(begin)(w, t, np.uint64(1), np.uint64(0), plan.let_go)
    t.delay = t.table = t.age = t.lying = t.mfn = 1
    return w, t


# ---------------------------------------------------------------- agenda


def empty_agenda() -> Any:
    return SimpleNamespace(due=[NEVER] * N_SLOTS, group=[NEVER] * N_GROUPS, now=0)


steps = st.lists(
    st.one_of(
        st.tuples(st.just("schedule"), st.integers(0, N_SLOTS - 1), st.integers(0, 300) | st.just(NEVER)),
        st.tuples(st.just("hasten"), st.integers(0, N_SLOTS - 1), st.integers(0, 300)),
        st.tuples(st.just("next"), st.just(0), st.just(0)),
    ),
    max_size=120,
)


@settings(max_examples=150, deadline=None)
@given(steps)
def test_the_agenda_is_a_sorted_list(steps: list[tuple[str, int, int]]) -> None:
    w = empty_agenda()
    model: dict[int, int] = {}
    for what, slot, time in steps:
        if what == "schedule":
            plain(agenda.schedule)(w, slot, time)
            model.pop(slot, None)
            if time < NEVER:
                model[slot] = time
        elif what == "hasten":
            plain(agenda.hasten)(w, slot, time)
            model[slot] = min(time, model.get(slot, NEVER))
        else:
            expected = min(((t, s) for s, t in model.items()), default=(0, -1))
            assert plain(agenda.next_slot)(w) == expected[1]
            if expected[1] >= 0:
                assert w.now == expected[0]
                del model[expected[1]]
        for s in (slot, N_SLOTS - 1):
            assert plain(agenda.is_due)(w, s) == (s in model)
            assert plain(agenda.due_time)(w, s) == model.get(s, NEVER)
    taken = []
    while (slot := plain(agenda.next_slot)(w)) >= 0:
        taken.append((w.now, slot))
    assert taken == sorted((t, s) for s, t in model.items())


# ---------------------------------------------------------------- seasons


@pytest.mark.parametrize(
    ("day", "shut"),
    [
        ("1871-03-20", True),
        ("1871-03-21", False),
        ("1871-11-30", False),
        ("1871-12-01", True),
        ("1872-01-15", True),
        ("1872-03-20", True),
        ("1872-11-30", False),
    ],
)
def test_ice_wraps_the_year(small: WrittenWar, day: str, shut: bool) -> None:
    setting = plan_of(small).setting
    t, place = TERMS.objects(setting.terms[0]), setting.number["places"]["north-bar"]
    at = setting.minutes(date.fromisoformat(day))
    assert plain(season.frozen)(t, place, at) is shut
    assert not plain(season.frozen)(t, setting.number["places"]["karsk"], at)
    opens = plain(season.open_again)(t, place, at + 77)
    if shut:
        assert setting.moment(opens).isoformat()[5:] == "03-21T00:00:00"
        assert plain(season.days_to_ice)(t, place, at) == 0.0
    else:
        assert opens == at + 77
        ice = date(int(day[:4]), 12, 1) - date.fromisoformat(day)
        assert plain(season.days_to_ice)(t, place, at) == ice.days
    assert plain(season.days_to_ice)(t, setting.number["places"]["karsk"], at) == 365.0


def test_ice_within_one_year(small: WrittenWar) -> None:
    setting = plan_of(small).setting
    place = setting.number["places"]["north-bar"]
    setting.terms[0]["places"][place]["ice_from"], setting.terms[0]["places"][place]["ice_to"] = 10, 40
    t = TERMS.objects(setting.terms[0])
    shut = [d for d in range(1, 365) if plain(season.frozen)(t, place, (d - 1) * MINUTES)]
    assert shut == list(range(10, 41))


@given(st.integers(0, 10**7))
def test_a_bar_is_crossed_about_high_water(time: int) -> None:
    at = plain(season.next_tide)(time)
    off = min(at % TIDE_PERIOD, TIDE_PERIOD - at % TIDE_PERIOD)
    assert off <= season.TIDE_WINDOW
    assert time <= at <= time + TIDE_PERIOD - 2 * season.TIDE_WINDOW
    if at > time:
        before = at - 1
        assert min(before % TIDE_PERIOD, TIDE_PERIOD - before % TIDE_PERIOD) > season.TIDE_WINDOW


def test_the_monsoon_turns_in_spring_and_autumn(opened: tuple[Any, Any]) -> None:
    _, t = opened
    shares = [plain(season.against_monsoon)(t, 0.7, 0.2, day * MINUTES) for day in (10, 120, 290)]
    assert shares == [0.7, 0.2, 0.7]


# ---------------------------------------------------------------- belief


def mind(opened: tuple[Any, Any], office: int = 0) -> tuple[Any, Any]:
    w, t = opened
    return w.views[office], t


def claim(sender: int, won: int, happened: int, place: int = 5) -> Any:
    return SimpleNamespace(
        kind=L_REPORT, topic=E_BATTLE, sender=sender, place=place, happened=happened, claim_a=float(won), claim_b=10.0,
        claim_c=20.0, subject=0, clauses=0, written=happened,
    )  # fmt: skip


def win(v: Any, t: Any, now: int) -> float:
    return float(plain(belief.win_chance)(v, t, now, 0.0))


@pytest.mark.parametrize(("won", "rises"), [(1, True), (0, False)])
def test_a_claim_moves_the_believed_odds(opened: tuple[Any, Any], won: int, rises: bool) -> None:
    v, t = mind(opened)
    now = int(v.as_of)
    before = win(v, t, now)
    plain(belief.learn)(v, t, claim(1, won, now))
    assert (win(v, t, now) > before) is rises
    assert (v.victories, v.defeats) == (1 - won, won)  # the office is the target's
    assert abs(sum(v.grid) - 1.0) < 1e-12


@settings(deadline=None, max_examples=60, suppress_health_check=FIXTURE)
@given(st.floats(0.01, 0.98), st.floats(0.005, 1.0), st.integers(0, 1))
def test_a_less_trusted_claim_moves_less(opened: tuple[Any, Any], low: float, more: float, won: int) -> None:
    _, t = opened
    high = min(0.999, low + more)
    if high - low < 1e-6:
        return
    moved = []
    for trusted in (low, high):
        v = VIEW.objects(VIEW.new()[0])
        plain(belief.set_prior)(v, t)
        before = win(v, t, 0)
        plain(belief.hear_of_battle)(v, t, 0, won, trusted)
        moved.append(abs(win(v, t, 0) - before))
    assert moved[0] < moved[1]


def test_a_claim_of_no_credit_moves_nothing(opened: tuple[Any, Any]) -> None:
    v, t = mind(opened)
    before = list(v.grid)
    plain(belief.hear_of_battle)(v, t, int(v.as_of), 1, 0.0)
    assert v.grid == pytest.approx(before, abs=1e-15)


def test_old_news_moves_back_to_the_prior(opened: tuple[Any, Any]) -> None:
    v, t = mind(opened)
    now = int(v.as_of)
    prior = win(v, t, now)
    plain(belief.hear_of_battle)(v, t, now, 1, 0.9)
    halflife = t.assumed.belief_halflife
    moved = [win(v, t, now + int(k * halflife * MINUTES)) - prior for k in (0, 1, 2, 40)]
    assert moved[0] > moved[1] > moved[2] > moved[3] >= 0.0
    assert moved[1] == pytest.approx(moved[0] / 2, rel=1e-3)
    assert moved[3] < 1e-9
    t.age = 0
    assert win(v, t, now + 10**6) - prior == pytest.approx(moved[0])


def test_contradiction_costs_the_less_trusted_his_credit(opened: tuple[Any, Any]) -> None:
    v, t = mind(opened)
    liar, honest = 1, 2
    v.trust_for[liar], v.trust_against[liar] = 2.0, 2.0
    v.trust_for[honest], v.trust_against[honest] = 9.0, 1.0
    learn, trust, now = plain(belief.learn), plain(belief.trust), int(v.as_of)
    learn(v, t, claim(liar, 0, now))
    before = [trust(v, liar), trust(v, honest)]
    learn(v, t, claim(honest, 1, now))
    assert trust(v, liar) < before[0]
    assert trust(v, honest) == before[1]
    assert v.contradicted == liar
    assert v.claim_by[5] == honest
    learn(v, t, claim(liar, 0, now))
    assert trust(v, honest) == before[1], "the less trusted cannot shake the more trusted"


def test_agreement_earns_credit(opened: tuple[Any, Any]) -> None:
    v, t = mind(opened)
    learn, trust, now = plain(belief.learn), plain(belief.trust), int(v.as_of)
    learn(v, t, claim(1, 0, now))
    before, grid = trust(v, 1), list(v.grid)
    learn(v, t, claim(2, 0, now))
    assert trust(v, 1) > before
    assert v.grid == grid, "one fight is counted once"


def test_firmness_at_the_table_raises_resolve(opened: tuple[Any, Any]) -> None:
    v, t = mind(opened)
    now = int(v.as_of)

    def mean() -> float:
        share = [plain(belief.resolve_share)(v, t, now, i) for i in range(N_RESOLVE)]
        assert sum(share) == pytest.approx(1.0)
        return float(np.dot(share, t.resolve_node))

    start = mean()
    plain(belief.see_firmness)(v, t, now, 1)
    firm = mean()
    plain(belief.see_firmness)(v, t, now, 0)
    assert firm > start
    assert mean() < firm
    t.table = 0
    held = list(v.grid)
    plain(belief.see_firmness)(v, t, now, 1)
    assert v.grid == held


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 400), st.floats(0.0, 0.999), st.integers(0, 1)), max_size=40))
@settings(deadline=None, max_examples=40, suppress_health_check=FIXTURE)
def test_beliefs_stay_probabilities(opened: tuple[Any, Any], news: list[tuple[bool, int, float, int]]) -> None:
    v, t = mind(opened)
    for fought, days, trusted, what in news:
        if fought:
            plain(belief.hear_of_battle)(v, t, days * MINUTES, what, trusted)
        else:
            plain(belief.see_firmness)(v, t, days * MINUTES, what)
    assert len(v.grid) == N_RESOLVE * N_THETA
    assert sum(v.grid) == pytest.approx(1.0, abs=1e-9)
    assert min(v.grid) >= 0.0
    assert 0.0 < win(v, t, 500 * MINUTES) < 1.0


# ---------------------------------------------------------------- couriers


def passages(opened: tuple[Any, Any], sender: int, receiver: int, n: int = 400) -> tuple[Any, float, int]:
    """Days under way of many letters between two offices, the terms' median, and the number lost."""
    w, t = opened
    post, leave = plain(mail.post), plain(couriers._leave)
    days, lost, median = [], 0, 0.0
    with np.errstate(over="ignore"):
        for i in range(n):
            w.n_rows = 0
            k = post(w, L_NEWS if sender else L_REPORT, sender, receiver, np.uint64(i), 0, -1)
            letter = w.letters[k]
            leave(w, t, k)
            if letter.phase == 0:
                lost += w.rows[w.n_rows - 1].kind == E_LETTER_LOST
            else:
                days.append((plain(agenda.due_time)(w, SLOT_LETTER + k) - w.now) / MINUTES)
                channel = plain(couriers.channel_of)(t, letter)
                way = letter.from_place * N_PLACES + letter.to_place
                median = plain(couriers.median_days)(t, channel, way, w.now)
            letter.phase = 0
            plain(agenda.schedule)(w, SLOT_LETTER + k, NEVER)
    return np.array(days), median, lost


def test_a_relay_takes_its_median_time(opened: tuple[Any, Any]) -> None:
    w, t = opened
    t.assumed.loss_per_leg = 0.0
    days, median, lost = passages(opened, 0, 1)
    way = w.offices[0].place * N_PLACES + w.offices[1].place
    assert lost == 0
    assert median == pytest.approx(t.channels[CHANNELS.index("relay")].days[way] * t.assumed.relay_factor)
    spread = t.channels[CHANNELS.index("relay")].spread[way]
    assert np.median(days) == pytest.approx(median, rel=4 * 1.2533 * spread / math.sqrt(len(days)) + 1e-3)
    assert np.log(days).std() == pytest.approx(spread, rel=0.15)


def test_the_mail_waits_for_its_steamer(opened: tuple[Any, Any]) -> None:
    w, t = opened
    t.assumed.loss_per_leg = 0.0
    days, median, _ = passages(opened, 3, 2)
    way = w.offices[3].place * N_PLACES + w.offices[2].place
    assert t.channels[CHANNELS.index("mail")].scheduled[way] == 1.0
    assert np.median(days) == pytest.approx(median + t.assumed.mail_period / 2, rel=0.1)


def test_letters_are_lost_leg_by_leg(opened: tuple[Any, Any]) -> None:
    w, t = opened
    t.assumed.loss_per_leg = 0.2
    _, _, lost = passages(opened, 0, 1, 1000)
    legs = t.channels[CHANNELS.index("relay")].legs[w.offices[0].place * N_PLACES + w.offices[1].place]
    expected = 1.0 - 0.8**legs
    assert lost / 1000 == pytest.approx(expected, abs=4 * math.sqrt(expected * (1 - expected) / 1000))


def test_without_delay_letters_arrive_at_once(opened: tuple[Any, Any]) -> None:
    _, t = opened
    t.delay = 0
    days, _, lost = passages(opened, 0, 1, 20)
    assert lost == 0
    assert (days == 0.0).all()


def test_a_letter_let_go_has_not_arrived_yet(opened: tuple[Any, Any]) -> None:
    """What remains of a passage is drawn given that it has not ended: never before the present."""
    w, t = opened
    w.following = 1
    with np.errstate(over="ignore"):
        k = plain(mail.post)(w, L_REPORT, 1, 0, np.uint64(5), 0, -1)
        letter = w.letters[k]
        letter.phase, letter.imposed = 2, 1
        letter.departed = w.now
        for elapsed in (0, 1, 3, 10, 60, 400):
            w.now = letter.departed + elapsed * MINUTES
            letter.imposed = 1
            plain(couriers.let_go_of_letter)(w, t, k)
            assert plain(agenda.due_time)(w, SLOT_LETTER + k) >= w.now


# ---------------------------------------------------------------- capacities


def test_more_letters_than_the_engine_holds_is_an_error_with_a_name(opened: tuple[Any, Any]) -> None:
    w, _ = opened
    with np.errstate(over="ignore"):
        for i in range(N_LETTERS + 1):
            w.n_rows = 0
            plain(mail.post)(w, L_REPORT, 1, 0, np.uint64(i), 0, -1)
            assert (w.error == 0) == (i < N_LETTERS)
    assert w.error == FULL_LETTERS


@pytest.mark.parametrize(("code", "fill"), [(FULL_LETTERS, "letters"), (FULL_FORCES, "forces")])
def test_excess_stops_a_history_and_is_told(small: WrittenWar, code: int, fill: str) -> None:
    """A world that is full is an error raised in Python that names what is full, the seed and the history."""
    plan = plan_of(small, seed=9, seats=choosing(small))
    course = Course(plan)
    assert course.begin(0) == engine.SEAT
    if fill == "letters":
        course.w["letters"]["phase"] = 3
    else:
        course.w["forces"]["state"][:N_FORCES] = 1
        cabinet = plan.setting.number["offices"]["cabinet"]
        course.w["states"][1]["phase"] = 3
        course.w["due"][:] = NEVER
        slot = SLOT_STATE + 1
        course.w["due"][slot] = int(course.w["now"]) << 10 | slot
        course.w["group"][:] = course.w["due"].reshape(N_GROUPS, -1).min(axis=1)
        assert cabinet >= 0
    course.w["stopped"] = -1
    plan.held = 0
    results = Results.empty(1, len(plan.pattern_rows))
    with pytest.raises(EngineError, match=f"history 0 of seed 9 stopped: {ERRORS[code]}"):
        course.runner.run(0, 1, results, 0, fresh=False)


def test_a_field_that_shadows_an_array_is_refused() -> None:
    with pytest.raises(NameError, match=r"Thing\.size shadows"):
        Declared("Thing", ("size", I, "how large"))


def test_objects_and_records_hold_the_same() -> None:
    inner = Declared("Inner", ("x", F, "x"), ("many", (I, 3), "some"))
    outer = Declared("Outer", ("one", inner, "one"), ("two", (inner, 2), "two"))
    record, copy = outer.new(), outer.new()
    record.view(np.uint8)[:] = np.arange(record.nbytes) % 60
    outer.store(outer.objects(record[0]), copy[0])
    assert copy.tobytes() == record.tobytes()


# ---------------------------------------------------------------- the cache


def test_an_edited_rule_is_compiled_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Trap 1: the cache's folder is named after every source, so an edit anywhere is another folder."""
    without = shutil.ignore_patterns("wars", "*.pyc")
    copy = Path(shutil.copytree(Path(compiled.__file__).parent, tmp_path / "gunboat", ignore=without))
    monkeypatch.setattr(compiled, "_SOURCES", copy)
    before = compiled.source_digest()
    assert compiled.source_digest() == before
    seen = {before}
    for name in ("rules/combat.py", "world/formulas/season.py", "world/dice.py", "run/engine.py"):
        path = copy / name
        text = path.read_text(encoding="utf-8")
        path.write_text(text + "\n# edited\n", encoding="utf-8")
        seen.add(compiled.source_digest())
        path.write_text(text, encoding="utf-8")
        assert compiled.source_digest() == before
    (copy / "rules" / "new_rule.py").write_text("", encoding="utf-8")
    seen.add(compiled.source_digest())
    assert len(seen) == 6


def test_another_numba_is_another_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    before = compiled.source_digest()
    monkeypatch.setattr(numba, "__version__", "0.0")
    assert compiled.source_digest() != before


def test_compiled_rules_are_kept_in_the_folder_of_their_sources() -> None:
    assert str(compiled.CACHE) == vars(numba.config)["CACHE_DIR"]
    assert len(compiled.CACHE.name) == len(compiled.source_digest())
