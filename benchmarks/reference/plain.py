"""The reference model as one would write it in plain Python: slotted classes, and a heap of events.

The law is that of `kernel.py`. A rule returns the minutes until it must be called again about the same subject, 0 if
not; `World.after` puts a first call on the heap. The twins in SimPy and Mesa use these rules and put calls on their
own agenda. Events of one minute come in the order of their slots, as in the engine.

For the proof of equality the dice are keyed as the engine's are. Nobody would key dice in plain Python, where a draw
then takes microseconds, so that what is timed is `with_own_dice()`: this module with every draw made by `random()`.
"""

# ruff: noqa: F403, F405 # the law's hundred numbers come by the names that all twins use, C too

from __future__ import annotations

import ast
import math
import random
from heapq import heappop, heappush
from pathlib import Path
from statistics import NormalDist
from types import ModuleType

from tables import *

DAYS, ONWARD = shortest_ways()
WORD = 2**64 - 1
normal_quantile = NormalDist().inv_cdf  # Wichura's AS 241 in C, as the engine has it


class Actor:
    __slots__ = (
        "belief", "demand_row", "demanding", "n_demands", "n_heard", "n_reviews", "n_sent", "number", "place", "power",
        "presses", "resolve", "satisfied", "stalled", "superior", "temper",
    )  # fmt: skip

    def __init__(self, number, power, place, superior, presses, resolve):
        self.number, self.power, self.place, self.superior, self.presses = number, power, place, superior, presses
        self.resolve = self.temper = resolve
        self.belief = [0.5] * N_ACTORS
        self.demanding = self.satisfied = self.stalled = False
        self.demand_row = -1
        self.n_sent = self.n_heard = self.n_reviews = self.n_demands = 0


class Force:
    __slots__ = (
        "cause", "full", "goal", "home", "men", "n_counts", "n_fights", "n_marches", "number", "place", "power",
        "returning",
    )  # fmt: skip

    def __init__(self, number, power, home, men):
        self.number, self.power, self.home, self.place = number, power, home, home
        self.full = self.men = float(men)
        self.goal = self.cause = -1
        self.returning = False
        self.n_marches = self.n_fights = self.n_counts = 0


class Letter:
    __slots__ = ("cause", "kind", "receiver", "says", "sender", "slot", "written")

    def __init__(self, slot, sender, receiver, kind, says, written, cause):
        self.slot, self.sender, self.receiver, self.kind, self.says = slot, sender, receiver, kind, says
        self.written, self.cause = written, cause


class World:
    actor_class, force_class = Actor, Force

    def __init__(self, seed, number):
        self.key = fold(fold(0, seed), number)
        self.now = 0
        self.agenda = []
        self.free = list(range(N_LETTERS - 1, -1, -1))
        self.tension = self.dead = 0.0
        self.n_events = self.n_draws = self.n_letters = self.n_marches = self.n_battles = self.n_rounds = 0
        self.n_ultimata = self.n_treaties = self.war_time = 0
        self.first_war = -1
        self.at_war, self.war_since, self.held = [False] * N_COERCERS, [0] * N_COERCERS, [0] * N_COERCERS
        self.rows = []
        self.actors = [self.new_actor(i, *row) for i, row in enumerate(ACTORS)]
        self.forces = [self.new_force(i, *row) for i, row in enumerate(FORCES)]
        for a in self.actors:
            delay = int(REVIEW * DAY * uniform(self, D_REVIEW, a.number, 1, 0))
            self.after(delay, SLOT_REVIEW + a.number, on_review, a)
        for f in self.forces:
            delay = int(SICKNESS * DAY * uniform(self, D_TICK, f.number, 1, 0))
            self.after(delay, SLOT_SICKNESS + f.number, on_sickness, f)

    def new_actor(self, *row):
        return Actor(*row)

    def new_force(self, *row):
        return Force(*row)

    def after(self, delay, slot, happen, subject):
        """Let something happen to a subject after so many minutes."""
        heappush(self.agenda, (self.now + delay, slot, happen, subject))

    def run(self):
        """Run the history to its end."""
        agenda = self.agenda
        while True:
            self.now, slot, happen, subject = heappop(agenda)
            if self.now >= END:
                return
            self.n_events += 1
            again = happen(self, subject)
            if again:
                heappush(agenda, (self.now + again, slot, happen, subject))

    def write(self, kind, actor, other, place, a, b, c, cause):
        """Write a chronicle row; returns its number."""
        self.rows.append((self.now, kind, actor, other, place, a, b, c, cause))
        return len(self.rows) - 1

    def measures(self):
        """The history in numbers, in the order of MEASURES."""
        fought = self.war_time + sum(END - s for s, war in zip(self.war_since, self.at_war, strict=True) if war)
        return [
            self.n_events, self.n_draws, self.n_letters, len(self.rows), self.n_marches, self.n_battles, self.n_rounds,
            self.n_ultimata, self.n_treaties, self.dead, fought / DAY, self.first_war, self.actors[COURT].resolve,
            *(clauses.bit_count() for clauses in self.held),
        ]  # fmt: skip


def fold(key, word):
    """As `gunboat.world.dice.fold`."""
    z = ((key ^ word) + 0x9E3779B97F4A7C15) & WORD
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & WORD
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & WORD
    return z ^ (z >> 31)


def event_key(key, purpose, actor, subject):
    return fold(fold(fold(key, purpose), actor), subject)


def roll(w, key, count):
    w.n_draws += 1
    return (float(fold(key, count) >> 12) + 0.5) * 2.0**-52


def uniform(w, purpose, actor, subject, count):
    return roll(w, event_key(w.key, purpose, actor, subject), count)


def sigmoid(x):
    return 1.0 / (1.0 + math.exp(-x))


def share(x):
    return 0.0 if x < 0.0 else 1.0 if x > 1.0 else x


def spread(mean, u):
    """Minutes of so many expected losses as a rounded normal about the mean; never below none."""
    losses = math.floor(mean + math.sqrt(mean) * normal_quantile(u) + 0.5)
    return losses if losses > 0 else 0


def post(w, sender, receiver, kind, says, cause):
    """Put a letter into the mail."""
    s, r = w.actors[sender], w.actors[receiver]
    row = w.write(SENT, sender, receiver, s.place, kind, says, 0.0, cause)
    letter = Letter(w.free.pop(), sender, receiver, kind, says, w.now, row)
    pace = POST_SLOW + POST_SPREAD * uniform(w, D_TRANSIT, sender, receiver, s.n_sent)
    s.n_sent += 1
    w.n_letters += 1
    delay = int((POST + DAYS[s.place * N_PLACES + r.place] * pace) * DAY)
    w.after(delay, SLOT_LETTER + letter.slot, on_letter, letter)


def on_letter(w, letter):
    """A letter arrives: its reader believes some of it, and acts on its kind."""
    sender, me, kind, says = letter.sender, letter.receiver, letter.kind, letter.says
    a = w.actors[me]
    row = w.write(RECEIVED, me, sender, a.place, kind, says, 0.0, letter.cause)
    weight = TRUST * math.exp(-(w.now - letter.written) / (STALE * DAY))
    a.belief[sender] += weight * (says - a.belief[sender])
    w.free.append(letter.slot)
    nth = a.n_heard
    a.n_heard += 1
    if kind == REPORT:
        if a.superior >= 0 and uniform(w, D_FORWARD, me, sender, nth) < FORWARD:
            post(w, me, a.superior, REPORT, a.belief[sender], row)
    elif kind == INSTRUCTION:
        a.resolve = share(a.resolve + OBEY * (says - a.resolve))
    elif kind == ULTIMATUM:
        answer(w, me, sender, nth, row)
    elif kind == REPLY:
        if says > 0.5:
            a.satisfied = True
            conclude(w, a.power, row)
        else:
            a.stalled = True
    elif kind == ORDER:
        launch(w, a.power, row)
    return 0


def answer(w, me, sender, nth, cause):
    """Yield to an ultimatum, put its sender off, or keep silent."""
    a = w.actors[me]
    gives_way = sigmoid(YIELD_SLOPE * (a.belief[sender] - a.resolve) + YIELD_TENSION * w.tension + YIELD_SHIFT)
    u = uniform(w, D_ANSWER, me, sender, nth)
    if u < gives_way:
        post(w, me, sender, REPLY, 1.0, w.write(ANSWERED, me, sender, a.place, 1.0, gives_way, 0.0, cause))
    elif u < gives_way + TEMPORISE * (1.0 - gives_way):
        post(w, me, sender, REPLY, 0.0, w.write(ANSWERED, me, sender, a.place, 0.0, gives_way, 0.0, cause))


def on_review(w, a):
    """An actor reviews its affairs: it writes, presses, sends force or sues for peace."""
    me, nth = a.number, a.n_reviews
    a.n_reviews += 1
    a.belief = [b + FADE * (0.5 - b) for b in a.belief]
    wandered = a.resolve + WANDER * (uniform(w, D_WANDER, me, 0, nth) - 0.5)
    a.resolve = share(wandered + RECOVER * (a.temper - a.resolve))
    if a.superior >= 0:
        post(w, me, a.superior, REPORT, a.resolve, -1)
    else:
        chosen = AGENTS[a.power * N_AGENTS + int(uniform(w, D_AGENT, me, 0, nth) * N_AGENTS)]
        post(w, me, chosen, INSTRUCTION, a.resolve, -1)
    if uniform(w, D_NOTE, me, 0, nth) < WRITE_NOTE:
        other = int(uniform(w, D_NOTE_TO, me, 0, nth) * N_ACTORS)
        if other != me:
            post(w, me, other, NOTE, share(a.resolve + BLUFF * (uniform(w, D_BLUFF, me, 0, nth) - 0.5)), -1)
    if a.presses and not w.at_war[a.power] and not a.demanding:
        press(w, a, nth)
    if a.power != QING:
        if a.presses and w.at_war[a.power] and uniform(w, D_ORDER, me, 0, nth) < SEND_FORCE:
            post(w, me, COMMANDERS[a.power], ORDER, a.resolve, -1)
    elif me == COURT:
        fighting = False
        for p in range(N_COERCERS):
            if w.at_war[p]:
                fighting = True
                sues = sigmoid(SUE_SLOPE * (a.belief[ENVOYS[p]] - a.resolve) + SUE_SHIFT)
                if uniform(w, D_SUE, me, p, nth) < sues:
                    post(w, me, ENVOYS[p], REPLY, 1.0, -1)
        if fighting and uniform(w, D_ORDER, me, 0, nth) < SEND_FORCE:
            post(w, me, COMMANDERS[QING], ORDER, a.resolve, -1)
    w.tension *= CALM
    return int((REVIEW + REVIEW_SPREAD * uniform(w, D_REVIEW, me, 0, nth)) * DAY)


def press(w, a, nth):
    """Perhaps send an ultimatum, with a clock that allows for the way."""
    me = a.number
    to = VICEROY if uniform(w, D_TARGET, me, 0, nth) < TO_VICEROY else COURT
    if uniform(w, D_DEMAND, me, to, nth) < DEMAND * sigmoid(DEMAND_SLOPE * (a.resolve - a.belief[to])):
        w.n_ultimata += 1
        a.demanding, a.satisfied, a.stalled = True, False, False
        a.demand_row = w.write(DEMANDED, me, to, a.place, a.resolve, 0.0, 0.0, -1)
        post(w, me, to, ULTIMATUM, a.resolve, a.demand_row)
        trip = DAYS[a.place * N_PLACES + w.actors[to].place]
        days = GRACE_TRIPS * trip + GRACE + GRACE_SPREAD * uniform(w, D_CLOCK, me, to, a.n_demands)
        a.n_demands += 1
        w.after(int(days * DAY), SLOT_CLOCK + me, on_clock, a)


def on_clock(w, a):
    """An ultimatum has run out: war, unless it was granted."""
    a.demanding = False
    if not a.satisfied and not w.at_war[a.power]:
        odds = FIGHT_IF_TALKING if a.stalled else FIGHT
        if uniform(w, D_WAR, a.number, 0, a.n_demands) < odds:
            w.at_war[a.power] = True
            w.war_since[a.power] = w.now
            if w.first_war < 0:
                w.first_war = w.now
            w.tension += WAR_TENSION
            row = w.write(WAR, a.number, a.power, a.place, odds, w.tension, 0.0, a.demand_row)
            post(w, a.number, COMMANDERS[a.power], ORDER, a.resolve, row)
    return 0


def conclude(w, power, cause):
    """A treaty: new clauses, which powers with the most favoured nation's clause get too, until nothing spreads."""
    nth = w.n_treaties
    w.n_treaties += 1
    got = MFN if uniform(w, D_MFN, power, 0, nth) < WITH_MFN else 0
    for i in range(NEW_CLAUSES):
        got |= 1 << (1 + int(uniform(w, D_CLAUSE, power, i, nth) * (N_CLAUSES - 1)))
    held = w.held
    held[power] |= got
    spreading = True
    while spreading:
        spreading = False
        for p in range(N_COERCERS):
            if held[p] & MFN:
                for q in range(N_COERCERS):
                    more = held[q] & ~MFN & ~held[p]
                    if more:
                        held[p] |= more
                        spreading = True
    w.write(PEACE, power, QING, -1, got, held[power], 0.0, cause)
    if w.at_war[power]:
        w.at_war[power] = False
        w.war_time += w.now - w.war_since[power]
    w.actors[COURT].resolve = share(w.actors[COURT].resolve + TREATY_RESOLVE)


def are_enemies(w, p, q):
    if p == QING:
        return q != QING and w.at_war[q]
    return q == QING and w.at_war[p]


def launch(w, power, cause):
    """Send the strongest force at hand against the weakest of the enemy's."""
    best = target = None
    most, fewest = FEWEST, math.inf
    for f in w.forces:
        if f.power == power:
            if f.goal < 0 and f.men > most:
                best, most = f, f.men
        elif f.men < fewest and f.men > GARRISON and are_enemies(w, power, f.power):
            target, fewest = f, f.men
    if best is not None and target is not None:
        best.goal, best.returning = target.place, False
        best.cause = w.write(SAILED, best.number, target.number, best.place, best.men, 0.0, 0.0, cause)
        w.after(march(w, best), SLOT_MARCH + best.number, on_march, best)


def march(w, f):
    """Minutes of a force's next leg."""
    onward = ONWARD[f.place * N_PLACES + f.goal]
    pace = MARCH_SLOW + MARCH_SPREAD * uniform(w, D_MARCH, f.number, 0, f.n_marches)
    f.n_marches += 1
    return int((MARCH + DAYS[f.place * N_PLACES + onward] * pace) * DAY)


def on_march(w, f):
    """A force arrives at the next place of its way, fights what it finds, and goes on or turns home."""
    w.n_marches += 1
    f.place = ONWARD[f.place * N_PLACES + f.goal]
    row = w.write(ARRIVED, f.number, -1, f.place, f.men, 0.0, 0.0, f.cause)
    if not f.returning:
        for g in w.forces:
            if g.place == f.place and g.men > GARRISON and are_enemies(w, f.power, g.power):
                fight(w, f, g, row)
                break
    if f.place != f.goal:
        return march(w, f)
    if f.place == f.home:
        f.goal, f.returning = -1, False
        return 0
    f.goal, f.returning = f.home, True
    return march(w, f)


def fight(w, f, g, cause):
    """Rounds of loss on both sides until one breaks; after the last round the attacker does."""
    key = fold(event_key(w.key, D_ROUND, f.number, g.number), f.n_fights)
    f.n_fights += 1
    w.n_battles += 1
    ours, theirs = f.men, g.men
    we_kill, they_kill = DEADLINESS[f.power], DEADLINESS[g.power]
    our_limit, their_limit = SHAKEN * f.men, SHAKEN * g.men
    rounds, loser = 0, None
    while rounds < MOST_ROUNDS and loser is None:
        heat = HEAT + HEAT_SPREAD * roll(w, key, 5 * rounds)
        their_loss = spread(we_kill * ours * heat, roll(w, key, 5 * rounds + 1))
        our_loss = spread(they_kill * theirs * heat, roll(w, key, 5 * rounds + 2))
        theirs = theirs - their_loss if theirs > their_loss else 0.0
        ours = ours - our_loss if ours > our_loss else 0.0
        if theirs < their_limit and roll(w, key, 5 * rounds + 3) < BREAK:
            loser = g
        elif ours < our_limit and roll(w, key, 5 * rounds + 4) < BREAK:
            loser = f
        rounds += 1
    if loser is None:
        loser = f
    w.n_rounds += rounds
    w.dead += (f.men - ours) + (g.men - theirs)
    row = w.write(BATTLE, f.number, g.number, f.place, loser.number, f.men - ours, g.men - theirs, cause)
    f.men, g.men = ours, theirs
    w.tension += BATTLE_TENSION
    if loser.power == QING:
        w.actors[COURT].resolve = share(w.actors[COURT].resolve - DEFEAT_RESOLVE)
        post(w, COMMANDERS[QING], COURT, REPORT, DEFEAT_NEWS, row)
    if loser.goal >= 0:  # already under way
        loser.goal, loser.returning = loser.home, True
    elif loser.place != loser.home:
        loser.goal, loser.returning = loser.home, True
        w.after(march(w, loser), SLOT_MARCH + loser.number, on_march, loser)


def on_sickness(w, f):
    """The sick are counted, and a force at home is filled up."""
    i, nth = f.number, f.n_counts
    f.n_counts += 1
    lost = min(f.men, spread(SICK * f.men, uniform(w, D_SICK, i, 0, nth)))
    f.men -= lost
    w.dead += lost
    w.write(SICKENED, i, -1, f.place, lost, f.men, 0.0, -1)
    if f.place == f.home:
        f.men += math.floor(DRAFT * (f.full - f.men))
    return int((SICKNESS + SICKNESS_SPREAD * uniform(w, D_TICK, i, 0, nth)) * DAY)


def with_own_dice():
    """This module with `random()` in place of every keyed draw, as one would write it in plain Python."""
    tree = ast.fix_missing_locations(_OwnDice().visit(ast.parse(Path(__file__).read_text(encoding="utf-8"))))
    module = ModuleType("plain_with_own_dice")
    module.__file__ = __file__
    exec(compile(tree, __file__, "exec"), module.__dict__)
    module.__dict__["random"] = random.random
    return module


class _OwnDice(ast.NodeTransformer):
    """Replaces calls that draw by random(), and calls that make keys by 0."""

    def visit_Call(self, node):  # the name that ast looks for
        self.generic_visit(node)
        if isinstance(node.func, ast.Name):
            if node.func.id in ("uniform", "roll"):
                return ast.Call(ast.Name("random", ast.Load()), [], [])
            if node.func.id in ("fold", "event_key"):
                return ast.Constant(0)
        return node
