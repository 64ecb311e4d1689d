"""The reference model on this engine: declared state, rules, slots, keyed dice and a chronicle.

The record, the agenda, the dice and the chronicle are the engine's own (`gunboat.world`); only the state and the law
are the model's. `plain.py` says the same law in plain Python and `twin.c` in C, history by history the same.
"""

# ruff: noqa: F403, F405 # the law's hundred numbers come by the names that all twins use, C too

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue

import numpy as np
from tables import *

from gunboat.compiled import entry, rule
from gunboat.world.agenda import next_slot, schedule
from gunboat.world.chronicle import write
from gunboat.world.declaration import Declared, F, I, U
from gunboat.world.dice import event_key, fold, normal_quantile, uniform
from gunboat.world.events import FULL_LETTERS
from gunboat.world.state import N_GROUPS, N_ROWS, N_SLOTS, NEVER, ROW

BATCH = 25  # histories a call of a thread

ACTOR = Declared(
    "Actor",
    ("resolve", F, "0 to 1"),
    ("temper", F, "resolve to which it returns"),
    ("belief", (F, N_ACTORS), "believed resolve of each actor"),
    ("power", I, "whose"),
    ("place", I, "where"),
    ("superior", I, "actor; -1 none"),
    ("presses", I, "1 if it makes demands"),
    ("demanding", I, "1 while its ultimatum runs"),
    ("satisfied", I, "1 once that was granted"),
    ("stalled", I, "1 once that was answered evasively"),
    ("demand_row", I, "chronicle row of its last ultimatum"),
    ("n_sent", I, "letters sent, for draws"),
    ("n_heard", I, "letters received, for draws"),
    ("n_reviews", I, "reviews held, for draws"),
    ("n_demands", I, "ultimata sent, for draws"),
)

FORCE = Declared(
    "Force",
    ("full", F, "men at full strength"),
    ("men", F, "men fit"),
    ("power", I, "whose"),
    ("home", I, "place"),
    ("place", I, "where; while under way, where it came from"),
    ("goal", I, "destination; -1 none"),
    ("returning", I, "1 on the way home"),
    ("n_marches", I, "legs marched, for draws"),
    ("n_fights", I, "attacks made, for draws"),
    ("n_counts", I, "countings of the sick, for draws"),
    ("cause", I, "chronicle row of its last order"),
)

LETTER = Declared(
    "Letter",
    ("says", F, "what it tells"),
    ("written", I, "minutes"),
    ("sender", I, "actor"),
    ("receiver", I, "actor"),
    ("kind", I, "kind of letter"),
    ("cause", I, "chronicle row of its sending"),
    ("following", I, "next letter not in use, while this one is not"),
)

WORLD = Declared(
    "World",
    ("key", U, "key of this history"),
    ("now", I, "minutes"),
    ("error", I, "0, or what went wrong"),
    ("free", I, "first letter not in use"),
    ("tension", F, "rises with wars and battles"),
    ("n_events", I, "events so far"),
    ("n_draws", I, "draws so far"),
    ("n_letters", I, "letters so far"),
    ("n_rows", I, "chronicle rows so far"),
    ("n_marches", I, "legs marched"),
    ("n_battles", I, "battles fought"),
    ("n_rounds", I, "rounds fought"),
    ("n_ultimata", I, "ultimata sent"),
    ("n_treaties", I, "treaties made"),
    ("dead", F, "men lost"),
    ("war_time", I, "minutes of wars ended"),
    ("first_war", I, "minutes; -1 none"),
    ("at_war", (I, N_COERCERS), "1 while at war with the target"),
    ("war_since", (I, N_COERCERS), "minutes"),
    ("held", (I, N_COERCERS), "clause set"),
    ("due", (I, N_SLOTS), "see gunboat.world.agenda"),
    ("group", (I, N_GROUPS), "least of each group of slots"),
    ("actors", (ACTOR, N_ACTORS), "actors"),
    ("forces", (FORCE, N_FORCES), "forces"),
    ("letters", (LETTER, N_LETTERS), "letters under way"),
    ("rows", (ROW, N_ROWS), "the chronicle"),
)

TERMS = Declared(
    "Terms",
    ("days", (F, N_PLACES * N_PLACES), "days of the way from a to b at a * N_PLACES + b"),
    ("onward", (I, N_PLACES * N_PLACES), "first place on that way"),
    ("envoy", (I, N_COERCERS), "actor"),
    ("commander", (I, N_POWERS), "actor"),
    ("agent", (I, N_POWERS * N_AGENTS), "actors whom each head of government instructs"),
    ("deadliness", (F, N_POWERS), "men put out of action by each man in a round"),
    ("actors", (ACTOR, N_ACTORS), "actors at the opening"),
    ("forces", (FORCE, N_FORCES), "forces at the opening"),
)


@rule
def sigmoid(x):
    return 1.0 / (1.0 + math.exp(-x))


@rule
def share(x):
    """x held between 0 and 1."""
    if x < 0.0:
        return 0.0
    if x > 1.0:
        return 1.0
    return x


@rule
def roll(w, key, count):
    """A uniform of an event whose key is known, as `gunboat.world.dice.uniform` makes it."""
    w.n_draws += 1
    return (float(fold(key, count) >> np.uint64(12)) + 0.5) * 2.0**-52


@rule
def spread(mean, u):
    """Minutes of so many expected losses as a rounded normal about the mean; never below none."""
    return max(0.0, math.floor(mean + math.sqrt(mean) * normal_quantile(u) + 0.5))


@rule
def post(w, t, sender, receiver, kind, says, cause):
    """Put a letter into the mail."""
    k = w.free
    if k == N_LETTERS:
        w.error = FULL_LETTERS
        return
    s = w.actors[sender]
    letter = w.letters[k]
    w.free = letter.following
    letter.sender = sender
    letter.receiver = receiver
    letter.kind = kind
    letter.says = says
    letter.written = w.now
    letter.cause = write(w, SENT, sender, receiver, s.place, float(kind), says, 0.0, cause)
    days = t.days[s.place * N_PLACES + w.actors[receiver].place]
    pace = POST_SLOW + POST_SPREAD * uniform(w, D_TRANSIT, sender, receiver, s.n_sent)
    s.n_sent += 1
    w.n_letters += 1
    schedule(w, SLOT_LETTER + k, w.now + int((POST + days * pace) * DAY))


@rule
def on_letter(w, t, k):
    """A letter arrives: its reader believes some of it, and acts on its kind."""
    letter = w.letters[k]
    sender = letter.sender
    me = letter.receiver
    kind = letter.kind
    says = letter.says
    a = w.actors[me]
    row = write(w, RECEIVED, me, sender, a.place, float(kind), says, 0.0, letter.cause)
    weight = TRUST * math.exp(-float(w.now - letter.written) / (STALE * DAY))
    a.belief[sender] += weight * (says - a.belief[sender])
    letter.following = w.free
    w.free = k
    nth = a.n_heard
    a.n_heard += 1
    if kind == REPORT:
        if a.superior >= 0 and uniform(w, D_FORWARD, me, sender, nth) < FORWARD:
            post(w, t, me, a.superior, REPORT, a.belief[sender], row)
    elif kind == INSTRUCTION:
        a.resolve = share(a.resolve + OBEY * (says - a.resolve))
    elif kind == ULTIMATUM:
        answer(w, t, me, sender, nth, row)
    elif kind == REPLY:
        if says > 0.5:
            a.satisfied = 1
            conclude(w, a.power, row)
        else:
            a.stalled = 1
    elif kind == ORDER:
        launch(w, t, a.power, row)


@rule
def answer(w, t, me, sender, nth, cause):
    """Yield to an ultimatum, put its sender off, or keep silent."""
    a = w.actors[me]
    gives_way = sigmoid(YIELD_SLOPE * (a.belief[sender] - a.resolve) + YIELD_TENSION * w.tension + YIELD_SHIFT)
    u = uniform(w, D_ANSWER, me, sender, nth)
    if u < gives_way:
        row = write(w, ANSWERED, me, sender, a.place, 1.0, gives_way, 0.0, cause)
        post(w, t, me, sender, REPLY, 1.0, row)
    elif u < gives_way + TEMPORISE * (1.0 - gives_way):
        row = write(w, ANSWERED, me, sender, a.place, 0.0, gives_way, 0.0, cause)
        post(w, t, me, sender, REPLY, 0.0, row)


@rule
def on_review(w, t, me):
    """An actor reviews its affairs: it writes, presses, sends force or sues for peace."""
    a = w.actors[me]
    nth = a.n_reviews
    a.n_reviews += 1
    for k in range(N_ACTORS):
        a.belief[k] += FADE * (0.5 - a.belief[k])
    wandered = a.resolve + WANDER * (uniform(w, D_WANDER, me, 0, nth) - 0.5)
    a.resolve = share(wandered + RECOVER * (a.temper - a.resolve))
    if a.superior >= 0:
        post(w, t, me, a.superior, REPORT, a.resolve, -1)
    else:
        chosen = t.agent[a.power * N_AGENTS + int(uniform(w, D_AGENT, me, 0, nth) * N_AGENTS)]
        post(w, t, me, chosen, INSTRUCTION, a.resolve, -1)
    if uniform(w, D_NOTE, me, 0, nth) < WRITE_NOTE:
        other = int(uniform(w, D_NOTE_TO, me, 0, nth) * N_ACTORS)
        if other != me:
            post(w, t, me, other, NOTE, share(a.resolve + BLUFF * (uniform(w, D_BLUFF, me, 0, nth) - 0.5)), -1)
    if a.presses == 1 and w.at_war[a.power] == 0 and a.demanding == 0:
        press(w, t, me, nth)
    if a.power != QING:
        if a.presses == 1 and w.at_war[a.power] == 1 and uniform(w, D_ORDER, me, 0, nth) < SEND_FORCE:
            post(w, t, me, t.commander[a.power], ORDER, a.resolve, -1)
    elif me == COURT:
        fighting = 0
        for p in range(N_COERCERS):
            if w.at_war[p] == 1:
                fighting = 1
                envoy = t.envoy[p]
                if uniform(w, D_SUE, me, p, nth) < sigmoid(SUE_SLOPE * (a.belief[envoy] - a.resolve) + SUE_SHIFT):
                    post(w, t, me, envoy, REPLY, 1.0, -1)
        if fighting == 1 and uniform(w, D_ORDER, me, 0, nth) < SEND_FORCE:
            post(w, t, me, t.commander[QING], ORDER, a.resolve, -1)
    w.tension *= CALM
    days = REVIEW + REVIEW_SPREAD * uniform(w, D_REVIEW, me, 0, nth)
    schedule(w, SLOT_REVIEW + me, w.now + int(days * DAY))


@rule
def press(w, t, me, nth):
    """Perhaps send an ultimatum, with a clock that allows for the way."""
    a = w.actors[me]
    to = COURT
    if uniform(w, D_TARGET, me, 0, nth) < TO_VICEROY:
        to = VICEROY
    if uniform(w, D_DEMAND, me, to, nth) < DEMAND * sigmoid(DEMAND_SLOPE * (a.resolve - a.belief[to])):
        w.n_ultimata += 1
        a.demanding = 1
        a.satisfied = 0
        a.stalled = 0
        a.demand_row = write(w, DEMANDED, me, to, a.place, a.resolve, 0.0, 0.0, -1)
        post(w, t, me, to, ULTIMATUM, a.resolve, a.demand_row)
        trip = t.days[a.place * N_PLACES + w.actors[to].place]
        days = GRACE_TRIPS * trip + GRACE + GRACE_SPREAD * uniform(w, D_CLOCK, me, to, a.n_demands)
        a.n_demands += 1
        schedule(w, SLOT_CLOCK + me, w.now + int(days * DAY))


@rule
def on_clock(w, t, me):
    """An ultimatum has run out: war, unless it was granted."""
    a = w.actors[me]
    a.demanding = 0
    if a.satisfied == 0 and w.at_war[a.power] == 0:
        odds = FIGHT_IF_TALKING if a.stalled == 1 else FIGHT
        if uniform(w, D_WAR, me, 0, a.n_demands) < odds:
            w.at_war[a.power] = 1
            w.war_since[a.power] = w.now
            if w.first_war < 0:
                w.first_war = w.now
            w.tension += WAR_TENSION
            row = write(w, WAR, me, a.power, a.place, odds, w.tension, 0.0, a.demand_row)
            post(w, t, me, t.commander[a.power], ORDER, a.resolve, row)


@rule
def conclude(w, power, cause):
    """A treaty: new clauses, which powers with the most favoured nation's clause get too, until nothing spreads."""
    nth = w.n_treaties
    w.n_treaties += 1
    got = 0
    if uniform(w, D_MFN, power, 0, nth) < WITH_MFN:
        got = MFN
    for i in range(NEW_CLAUSES):
        got |= 1 << (1 + int(uniform(w, D_CLAUSE, power, i, nth) * (N_CLAUSES - 1)))
    w.held[power] |= got
    spreading = True
    while spreading:
        spreading = False
        for p in range(N_COERCERS):
            if w.held[p] & MFN:
                for q in range(N_COERCERS):
                    more = w.held[q] & ~MFN & ~w.held[p]
                    if more != 0:
                        w.held[p] |= more
                        spreading = True
    write(w, PEACE, power, QING, -1, float(got), float(w.held[power]), 0.0, cause)
    if w.at_war[power] == 1:
        w.at_war[power] = 0
        w.war_time += w.now - w.war_since[power]
    w.actors[COURT].resolve = share(w.actors[COURT].resolve + TREATY_RESOLVE)


@rule
def are_enemies(w, p, q):
    if p == QING:
        return q != QING and w.at_war[q] == 1
    return q == QING and w.at_war[p] == 1


@rule
def launch(w, t, power, cause):
    """Send the strongest force at hand against the weakest of the enemy's."""
    best = -1
    most = FEWEST
    target = -1
    fewest = math.inf
    for i in range(N_FORCES):
        f = w.forces[i]
        if f.power == power:
            if f.goal < 0 and f.men > most:
                best = i
                most = f.men
        elif f.men < fewest and f.men > GARRISON and are_enemies(w, power, f.power):
            target = i
            fewest = f.men
    if best >= 0 and target >= 0:
        f = w.forces[best]
        f.goal = w.forces[target].place
        f.returning = 0
        f.cause = write(w, SAILED, best, target, f.place, f.men, 0.0, 0.0, cause)
        march(w, t, best)


@rule
def march(w, t, i):
    """A force sets out on its next leg."""
    f = w.forces[i]
    onward = t.onward[f.place * N_PLACES + f.goal]
    pace = MARCH_SLOW + MARCH_SPREAD * uniform(w, D_MARCH, i, 0, f.n_marches)
    f.n_marches += 1
    schedule(w, SLOT_MARCH + i, w.now + int((MARCH + t.days[f.place * N_PLACES + onward] * pace) * DAY))


@rule
def on_march(w, t, i):
    """A force arrives at the next place of its way, fights what it finds, and goes on or turns home."""
    f = w.forces[i]
    w.n_marches += 1
    f.place = t.onward[f.place * N_PLACES + f.goal]
    row = write(w, ARRIVED, i, -1, f.place, f.men, 0.0, 0.0, f.cause)
    if f.returning == 0:
        for j in range(N_FORCES):
            g = w.forces[j]
            if g.place == f.place and g.men > GARRISON and are_enemies(w, f.power, g.power):
                fight(w, t, i, j, row)
                break
    if f.place != f.goal:
        march(w, t, i)
    elif f.place == f.home:
        f.goal = -1
        f.returning = 0
    else:
        f.goal = f.home
        f.returning = 1
        march(w, t, i)


@rule
def fight(w, t, i, j, cause):
    """Rounds of loss on both sides until one breaks; after the last round the attacker does."""
    f = w.forces[i]
    g = w.forces[j]
    key = fold(event_key(w.key, D_ROUND, i, j), f.n_fights)
    f.n_fights += 1
    w.n_battles += 1
    ours = f.men
    theirs = g.men
    we_kill = t.deadliness[f.power]
    they_kill = t.deadliness[g.power]
    rounds = 0
    loser = -1
    while rounds < MOST_ROUNDS and loser < 0:
        heat = HEAT + HEAT_SPREAD * roll(w, key, 5 * rounds)
        their_loss = spread(we_kill * ours * heat, roll(w, key, 5 * rounds + 1))
        our_loss = spread(they_kill * theirs * heat, roll(w, key, 5 * rounds + 2))
        theirs = max(0.0, theirs - their_loss)
        ours = max(0.0, ours - our_loss)
        if theirs < SHAKEN * g.men and roll(w, key, 5 * rounds + 3) < BREAK:
            loser = j
        elif ours < SHAKEN * f.men and roll(w, key, 5 * rounds + 4) < BREAK:
            loser = i
        rounds += 1
    if loser < 0:
        loser = i
    w.n_rounds += rounds
    w.dead += (f.men - ours) + (g.men - theirs)
    row = write(w, BATTLE, i, j, f.place, float(loser), f.men - ours, g.men - theirs, cause)
    f.men = ours
    g.men = theirs
    w.tension += BATTLE_TENSION
    beaten = w.forces[loser]
    if beaten.power == QING:
        w.actors[COURT].resolve = share(w.actors[COURT].resolve - DEFEAT_RESOLVE)
        post(w, t, t.commander[QING], COURT, REPORT, DEFEAT_NEWS, row)
    if beaten.goal >= 0:  # already under way
        beaten.goal = beaten.home
        beaten.returning = 1
    elif beaten.place != beaten.home:
        beaten.goal = beaten.home
        beaten.returning = 1
        march(w, t, loser)


@rule
def on_sickness(w, i):
    """The sick are counted, and a force at home is filled up."""
    f = w.forces[i]
    nth = f.n_counts
    f.n_counts += 1
    lost = min(f.men, spread(SICK * f.men, uniform(w, D_SICK, i, 0, nth)))
    f.men -= lost
    w.dead += lost
    write(w, SICKENED, i, -1, f.place, lost, f.men, 0.0, -1)
    if f.place == f.home:
        f.men += math.floor(DRAFT * (f.full - f.men))
    days = SICKNESS + SICKNESS_SPREAD * uniform(w, D_TICK, i, 0, nth)
    schedule(w, SLOT_SICKNESS + i, w.now + int(days * DAY))


@rule
def begin(w, t, seed, number):
    """Set a world to the opening of a history."""
    w.key = fold(fold(np.uint64(0), seed), number)
    w.now = 0
    w.error = 0
    w.free = 0
    w.tension = 0.0
    w.n_events = 0
    w.n_draws = 0
    w.n_letters = 0
    w.n_rows = 0
    w.n_marches = 0
    w.n_battles = 0
    w.n_rounds = 0
    w.n_ultimata = 0
    w.n_treaties = 0
    w.dead = 0.0
    w.war_time = 0
    w.first_war = -1
    for p in range(N_COERCERS):
        w.at_war[p] = 0
        w.held[p] = 0
    for i in range(N_SLOTS):
        w.due[i] = NEVER
    for i in range(N_GROUPS):
        w.group[i] = NEVER
    for k in range(N_LETTERS):
        w.letters[k].following = k + 1
    for i in range(N_ACTORS):
        w.actors[i] = t.actors[i]
        schedule(w, SLOT_REVIEW + i, int(REVIEW * DAY * uniform(w, D_REVIEW, i, 1, 0)))
    for i in range(N_FORCES):
        w.forces[i] = t.forces[i]
        schedule(w, SLOT_SICKNESS + i, int(SICKNESS * DAY * uniform(w, D_TICK, i, 1, 0)))


@rule
def advance(w, t):
    """Run a history to its end."""
    while w.error == 0:
        slot = next_slot(w)
        if w.now >= END:
            return
        w.n_events += 1
        if slot < SLOT_MARCH:
            on_letter(w, t, slot)
        elif slot < SLOT_CLOCK:
            on_march(w, t, slot - SLOT_MARCH)
        elif slot < SLOT_SICKNESS:
            on_clock(w, t, slot - SLOT_CLOCK)
        elif slot < SLOT_REVIEW:
            on_sickness(w, slot - SLOT_SICKNESS)
        else:
            on_review(w, t, slot - SLOT_REVIEW)


@rule
def measure(w, out):
    """A history in numbers, in the order of MEASURES; the first is -1 if it failed."""
    fought = w.war_time
    for p in range(N_COERCERS):
        if w.at_war[p] == 1:
            fought += END - w.war_since[p]
        count = 0
        clauses = w.held[p]
        while clauses != 0:
            clauses &= clauses - 1
            count += 1
        out[13 + p] = count
    out[0] = w.n_events if w.error == 0 else -1
    out[1] = w.n_draws
    out[2] = w.n_letters
    out[3] = w.n_rows
    out[4] = w.n_marches
    out[5] = w.n_battles
    out[6] = w.n_rounds
    out[7] = w.n_ultimata
    out[8] = w.n_treaties
    out[9] = w.dead
    out[10] = float(fought) / DAY
    out[11] = w.first_war
    out[12] = w.actors[COURT].resolve


@entry
def run_batch(worlds, terms, seed, first, n, out):
    """Run histories `first` to `first + n - 1` of a seed one after another; row i of `out` measures the i-th."""
    w = worlds[0]
    t = terms[0]
    for i in range(n):
        begin(w, t, seed, first + np.uint64(i))
        advance(w, t)
        measure(w, out[i])


def terms():
    """The tables as a record."""
    made = TERMS.new()
    t = made[0]
    t["days"], t["onward"] = shortest_ways()
    t["envoy"], t["commander"], t["agent"], t["deadliness"] = ENVOYS, COMMANDERS, AGENTS, DEADLINESS
    for i, (power, place, superior, presses, resolve) in enumerate(ACTORS):
        a = t["actors"][i]
        a["power"], a["place"], a["superior"], a["presses"] = power, place, superior, presses
        a["resolve"] = a["temper"] = resolve
        a["belief"], a["demand_row"] = 0.5, -1
    for i, (power, home, men) in enumerate(FORCES):
        f = t["forces"][i]
        f["power"], f["home"], f["place"], f["goal"], f["cause"] = power, home, home, -1, -1
        f["full"] = f["men"] = men
    return made


def run(seed, first, n, threads=1, batch=run_batch):
    """Measures of n histories, in batches by so many threads; `batch` may be another function of the same shape."""
    out = np.empty((n, len(MEASURES)))
    law = terms()
    idle = SimpleQueue()
    for _ in range(threads):
        idle.put(WORLD.new())

    def one(at):
        world = idle.get()
        count = min(BATCH, n - at)
        batch(world, law, np.uint64(seed), np.uint64(first + at), count, out[at : at + count])
        idle.put(world)

    if threads == 1:
        for at in range(0, n, BATCH):
            one(at)
    else:
        with ThreadPoolExecutor(threads) as pool:
            for done in [pool.submit(one, at) for at in range(0, n, BATCH)]:
                done.result()
    return out


def chronicle(seed, number, batch=run_batch):
    """The chronicle rows of one history, and its measures."""
    world, out = WORLD.new(), np.empty((1, len(MEASURES)))
    batch(world, terms(), np.uint64(seed), np.uint64(number), 1, out)
    return world[0]["rows"][: world[0]["n_rows"]], out[0]
