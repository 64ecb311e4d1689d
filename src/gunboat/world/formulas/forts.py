"""Ships, works and landings in steps of ten minutes.

Ships and works fire at each other until the works are silenced, the squadron has had enough, a landing turns the
works, or time is up. The fire of the works is guns bearing times drill, range, the ship's size and how still she
lies; each garrison is better or worse than its class of drill. A ship is out of action when the hits she has had
reach what she can stand; armour takes the sting out of most hits, now and then a hit finds a steamer's boiler, a ship
grounds or strikes a mine. The ships' fire dismounts guns and wears the garrison down. Squadron, landing party and
garrison each stop at a share of loss, drawn anew in each action. A squadron that means to run past has only to stay
afloat until it is through; a boom or sunken hulks keep it under fire for longer and hold it still. Men who land cross
mud and firm ground under the fire that is left, unless they come in where the works are open to the rear, and then
storm: the odds hang on numbers, drill, silence of the guns and the turned flank.

Losses come out as means; what a table cannot tell of them is a log-normal error whose spread is fitted. Parameters
are joint draws of a posterior fitted on actions of 1838-93 outside the war (`priors/forts.toml`). Drill stands for
arms, practice and command, never for peoples.
"""

from __future__ import annotations

import math

from gunboat.compiled import rule
from gunboat.world.declaration import Declared, F, I
from gunboat.world.dice import (
    FORT_AGROUND,
    FORT_BURST,
    FORT_GUNS,
    FORT_HITS,
    FORT_LOSS,
    FORT_MINE,
    FORT_NERVE,
    FORT_RARE,
    FORT_STAND,
    FORT_STORM,
    FORT_TIME,
    normal,
    poisson,
    uniform,
)
from gunboat.world.formulas.course import (
    COURSE,
    N_COURSE,
    P_BROKE_OFF,
    P_BY_LAND,
    P_END,
    P_HALF_GUNS,
    P_LANDED,
    P_OPEN,
    P_PAST,
    P_SHIP_OUT,
    P_SILENCED,
    P_STORM,
    note,
)
from gunboat.world.formulas.tides import bared

N_SHIPS = 64  # ships that are told apart; more fight like so many

STEP = 10.0  # minutes; a gun of a work fires about one aimed round in it
LONGEST = 72  # steps: twelve hours, after which dusk or a second day begins another action

# Guns and ships. Only products of a rate of fire and a chance can be told from losses, so the rates stand fixed.
WORK_RATE = 0.12  # rounds a gun a minute from fixed carriages, trained crew; half as much or twice as much is on record
SHIP_RATE = 0.3  # aimed rounds a gun a minute over hours; twice that for the first minutes
BROADSIDE = 0.5  # share of a ship's guns that bear
NEAR = 500.0  # metres at which chances of a hit are given; they fall as 1 / range, as height error at a low target does
NEAREST = 2.0  # but never rise above this many times it
UNDER_WAY = 0.5  # effect of a ship's fire under way against that of one that lies still
GUNBOAT = 230.0  # tons for which the chance of a hit and the hits she can stand are given
ENFILADE = 1.5  # times the effect of ships that fire into works from where they are open
TARGET_POWER = 1.0 / 3.0  # of tons: length or height of the hull
STAND_POWER = 2.0 / 3.0  # of tons: structure and crew
STAND_SHAPE = 3.0  # of the gamma law of hits that put a ship out: three wounds in a row
BOILER = 0.015  # share of hits on an unarmoured steamer that reach boiler, steam pipe or steering: judged
SCALDED = 20.0  # men it costs on average
AGROUND = 0.03  # chance that a ship grounds under the works, unsounded water and smoke: one in some thirty, judged
FIXED = 0.25  # share of the hits that a ship aground can stand, since she is laid on and cannot haul off
MINED = 0.03  # chance that a ship in a mined channel strikes a mine that goes off, and is lost: judged, one in thirty
SUNK = 40.0  # men it costs on average
SILENT = 0.35  # share of guns left at which regular gunners' works no longer matter; levies leave more of them
SMALL_WORK = 1000.0  # men; losses to shell in a garrison grow with the root of its density about this size
HELD_MEN = 1000.0  # men whom works can use; of an army behind them a part comes into play
ARMY_POWER = 1.0 / 3.0  # of the excess over them
TARGET_GUNS = 8.0  # guns of a long work that can be laid on one ship
MASKED = 0.3  # power by which each ship of a squadron fires worse for the others: smoke, and ships in the way
CUT_OFF = 2.0  # times the losses of stormed works whose way out is turned
SCATTER = 0.5  # log-s.d. of breakpoints from action to action, as of land battles within a war
QUALITY = (
    0.6  # log-s.d. of a garrison's fire and staying power within its class of drill: of three classes each is broad
)
SQUADRON_STOPS = 0.45  # median share of ships out at which a squadron breaks off: judged, a little under half
PARTY_STOPS = (
    0.25  # median share of loss at which a landing party stops: a quarter, as attackers in land battles before 1914
)

# Time.
PATIENCE = 240.0  # minutes that a squadron keeps up an attack without success: a tide, or half a day of light
PATIENCE_SPREAD = 0.6
PASSAGE = 60.0  # minutes under the guns on the way past
PASSAGE_SPREAD = 0.5
OBSTRUCTED = 2.0  # times as long where a boom or hulks must be cleared
TURNING = 120.0  # minutes after the first shot at which a party that turns the works has landed

# Landings.
BOATS = 20.0  # minutes in boats and on the beach within reach of the works
MUD_SPEED = 8.0  # m a minute knee-deep; 4 to 16 at two s.d.
FIRM_SPEED = 40.0  # m a minute under fire
DITCH = 10.0  # minutes to cross one
DARE = 0.1  # men landed for each defender below which unsilenced works are not stormed
QUIET = 0.3  # share of the fire on a landing that is musketry and stays when the great guns are silent
FLANK_FIRE = 0.4  # share of the fire that still bears on a party on the open side
NUMBERS = 0.7  # power of the ratio of numbers in the odds of a storm: about that of land battles before 1914
ROOT = 0.3  # power of the ratio of numbers in a landing's loss rate: near Lanchester's logarithmic law
SILENCED_ODDS = 1.0  # log-odds that silenced guns add to a storm
HAND_TO_HAND = 30.0  # minutes of it
BEATEN_OFF = 2.0  # times the loss where the storm fails
KEPT = 0.25  # share of the losses of overrun works that a garrison has which held

# Rare events, on the odds of one or two in the sixty actions.
CAPTURED_BLOW = 0.03  # chance that something explodes under the captors
BLOWN_UP = 30.0  # men it costs on average
MAGAZINE = 0.05  # chance that a garrison's magazine is hit
MAGAZINE_LOSS = 0.15  # share of the garrison it costs

CHANCE = 0.1  # share of actions that something else decides, orders, weather, a truce or a panic, either way alike

LEAST = 0.3  # mean loss of an action in which nobody hits anybody: bursting guns, boats, stray shot

SHELL = {"earth": 0.7, "mixed": 0.85, "masonry": 1.0}
"""Effect of shell by what works are built of: embrasured stone is the measure, and earth takes it better. Judged."""
DRILL = {"irregular": 0.5, "mixed": 0.75, "regular": 1.0}
"""Drill of a garrison: arms, practice and command. Classes a quarter apart; half the best fire is judged."""

R_PASSED, R_SILENCED, R_TAKEN, R_BROKEN, R_WITHDREW, R_REPULSED = range(6)
RESULTS = ("passed", "silenced", "forts_taken", "repulsed by fire", "withdrew", "landing repulsed")

ACTION = Declared(
    "FortAction",
    ("ships", F, "ships that fight; 0 the works are attacked by land alone"),
    ("ship_guns", F, "guns; all that they carry"),
    ("tons", F, "tons of a ship"),
    ("ironclad", F, "share of ships with armour"),
    ("steam", F, "share of ships with steam"),
    ("landing", F, "men; 0 none are landed"),
    ("guns", F, "guns of the works that bear"),
    ("garrison", F, "men"),
    ("drill", F, "of the garrison (DRILL)"),
    ("range", F, "metres"),
    ("open", F, "effect of shell on them (SHELL)"),
    ("held", F, "1 if an obstruction holds the ships under fire"),
    ("passing", F, "1 if they fight under way"),
    ("past", F, "1 if they mean to run past, not to silence the works"),
    ("flank", F, "1 if ships or men come in where the works are open"),
    ("by_land", F, "1 if the landing party has landed elsewhere and comes up by land"),
    ("mud", F, "metres of mud on the way of a landing, at high water or whenever it is"),
    ("ebb", F, "metres more that low water bares"),
    ("tide", F, "minutes from high water to the first shot"),
    ("firm", F, "metres of firm ground"),
    ("ditches", F, "ditches"),
    ("mines", F, "1 if the channel is mined"),
    ("silent", F, "1 if the works are under orders not to fire until men have landed, 2 until they are stormed"),
)
PARAMETERS = (
    "hit", "moving", "hurt", "armour", "stand", "train", "dismount", "shell", "nerve", "garrison_stops",
    "front", "landing_loss", "storm", "flank", "overrun", "spread_attacker", "spread_defender",
)  # fmt: skip
FORTS = Declared("Forts", *((name, F, "one joint draw of priors/forts.csv") for name in PARAMETERS))
RESULT = Declared(
    "FortResult",
    ("success", I, "1 if the works were taken, silenced or passed as meant"),
    ("kind", I, "number in RESULTS"),
    ("by_chance", I, "1 if something else than the fight decided: orders, weather, a truce or a panic"),
    ("minutes", F, "until the end"),
    ("likely", F, "chance of success, given the course"),
    ("mean_attackers", F, "men; expected loss of the attackers, given the course"),
    ("mean_defenders", F, "men"),
    ("attackers_lost", F, "men; killed and wounded"),
    ("defenders_lost", F, "men"),
    ("hits", F, "hits on ships"),
    ("rounds", F, "rounds that the works fired"),
    ("dismounted", F, "guns put out of action"),
    ("out", F, "ships out of action"),
    ("n_course", I, "rows of the course"),
    ("course", (COURSE, N_COURSE), "what happened when"),
    ("stands", (F, N_SHIPS), "hits that each ship can stand"),
)


@rule
def engage(w, a, k, r, place, nth):
    """Fight action a with parameters k into result r; place and nth key the draws."""
    r.success = 0
    r.kind = R_WITHDREW
    r.by_chance = 0
    r.mean_attackers = LEAST
    r.mean_defenders = LEAST
    r.hits = 0.0
    r.rounds = 0.0
    r.dismounted = 0.0
    r.out = 0.0
    r.n_course = 0
    r.minutes = 0.0
    fired = P_LANDED
    if a.ships > 0.0:
        fired = _exchange(w, a, k, r, place, nth)
    else:
        note(r, P_OPEN, 0.0, a.guns)
    minute = r.minutes
    silenced = fired == P_SILENCED
    if a.past > 0.0:
        r.success = 1 if fired == P_PAST or silenced else 0
        r.kind = R_PASSED if r.success == 1 else R_BROKEN
    elif fired == P_BROKE_OFF:
        r.kind = R_BROKEN
    elif a.landing > 0.0 and (silenced or fired == P_LANDED or a.landing >= DARE * in_works(a)):
        minute = _land(w, a, k, r, place, nth, silenced)
    elif silenced:
        r.success = 1
        r.kind = R_SILENCED
    _by_chance(w, r, place, nth)
    note(r, P_END, minute, float(r.success))
    r.minutes = minute
    r.attackers_lost = lost(w, r.mean_attackers, k.spread_attacker, place, nth, 0)
    most = math.floor(max(a.garrison, 0.0))
    r.defenders_lost = min(most, lost(w, r.mean_defenders, k.spread_defender, place, nth, 1))


@rule
def better(w, place, nth):
    """How much better or worse than its class of drill this garrison is."""
    return math.exp(QUALITY * normal(w, FORT_NERVE, place, nth, 3))


@rule
def in_works(a):
    """Men of a garrison whom its works can use."""
    if a.garrison <= HELD_MEN:
        return a.garrison
    return HELD_MEN * (a.garrison / HELD_MEN) ** ARMY_POWER


@rule
def spread_of_loss(mean, spread):
    """Log-s.d. of a loss about its mean: the fitted spread, and that of a count."""
    return math.sqrt(spread * spread + 1.0 / (mean + 0.5))


@rule
def lost(w, mean, spread, place, nth, side):
    """Men lost: the mean times its error, to the nearest man."""
    return math.floor(mean * math.exp(spread_of_loss(mean, spread) * normal(w, FORT_LOSS, place, nth, side)) + 0.5)


@rule
def _exchange(w, a, k, r, place, nth):
    """Ships and works fire at each other. Returns the phase that ended it, with its minute in r.minutes."""
    n = int(min(max(a.ships, 1.0), float(N_SHIPS)))
    many = max(a.ships, 1.0) / n  # ships that each one stands for
    close = min(NEAREST, NEAR / max(a.range, 1.0))
    moving = a.passing > 0.0 and a.held <= 0.0
    size = max(a.tons, 1.0) / GUNBOAT
    skin = 1.0 - a.ironclad * (1.0 - k.armour)
    hit = min(1.0, k.hit * close * (k.moving if moving else 1.0) * size**TARGET_POWER * a.drill**k.train)
    stand = k.stand * size**STAND_POWER / skin
    for i in range(n):
        stands = 0.0
        for j in range(int(STAND_SHAPE)):
            stands -= math.log(uniform(w, FORT_STAND, place, nth, i * int(STAND_SHAPE) + j))
        if uniform(w, FORT_AGROUND, place, nth, i) < AGROUND:
            stands *= FIXED
        if a.mines > 0.0 and uniform(w, FORT_MINE, place, nth, i) < MINED:
            stands = 0.0
            r.mean_attackers += SUNK * many
        r.stands[i] = stands * stand / STAND_SHAPE
    stops = SQUADRON_STOPS * math.exp(SCATTER * normal(w, FORT_NERVE, place, nth, 0))
    quality = better(w, place, nth)
    hit = min(1.0, hit * quality)
    yields = k.garrison_stops * quality * a.drill**k.nerve * math.exp(SCATTER * normal(w, FORT_NERVE, place, nth, 1))
    if a.past > 0.0:
        patience = PASSAGE * math.exp(PASSAGE_SPREAD * normal(w, FORT_TIME, place, nth, 0))
        if a.held > 0.0:
            patience *= OBSTRUCTED
    else:
        patience = PATIENCE * math.exp(PATIENCE_SPREAD * normal(w, FORT_TIME, place, nth, 0))
    inside = a.open * ENFILADE if a.flank > 0.0 else a.open
    guns = max(a.guns, 0.0)
    still_armed = (1.0 - (1.0 - SILENT) * a.drill**k.nerve) * guns
    men = in_works(a)
    dense = math.sqrt(men / SMALL_WORK)
    shelled = 0.0
    had = 0.0
    out = 0
    half = False
    note(r, P_OPEN, 0.0, guns if a.silent <= 0.0 else 0.0)
    ended = P_END
    minute = 0.0
    if guns <= 0.0:
        ended = P_SILENCED
    for step in range(LONGEST):
        if ended != P_END:
            break
        minute = STEP * (step + 1)
        up = n - out
        if a.silent <= 0.0:
            bearing = min(guns, guns**k.front * (TARGET_GUNS * up * many) ** (1.0 - k.front))
            rounds = bearing * WORK_RATE * STEP * a.drill
            hits = poisson(w, FORT_HITS, place, nth, step, rounds * hit)
            r.rounds += rounds
            r.hits += hits
            r.mean_attackers += hits * k.hurt * skin
            had += hits / (up * many)
            burst = poisson(w, FORT_BURST, place, nth, step, hits * BOILER * a.steam * skin)
            r.mean_attackers += burst * SCALDED
            now_out = 0
            for i in range(n):
                if r.stands[i] <= had:
                    now_out += 1
            now_out = min(n, max(now_out, out + int(burst / many)))
            if now_out > out and out == 0:
                note(r, P_SHIP_OUT, minute, float(now_out))
            out = now_out
        fired = a.ship_guns * up / n * (up * many) ** -MASKED * BROADSIDE * SHIP_RATE * STEP * close * inside
        if moving:
            fired *= UNDER_WAY
        guns -= min(guns, poisson(w, FORT_GUNS, place, nth, step, fired * k.dismount))
        shelled += fired * k.shell
        if not half and guns <= 0.5 * a.guns:
            half = True
            note(r, P_HALF_GUNS, minute, guns)
        share = 1.0 - math.exp(-shelled * dense / max(men, 1.0))
        if guns <= still_armed or share >= yields:
            ended = P_SILENCED
        elif out >= stops * n or out >= n:
            ended = P_BROKE_OFF
        elif a.landing > 0.0 and a.flank > 0.0 and minute >= TURNING and a.past <= 0.0:
            ended = P_LANDED
        elif minute >= patience:
            ended = P_PAST if a.past > 0.0 else P_END
            break
    r.out = out * many
    r.dismounted = max(a.guns, 0.0) - guns
    r.mean_defenders += men * (1.0 - math.exp(-shelled * dense / max(men, 1.0)))
    if uniform(w, FORT_RARE, place, nth, 0) < MAGAZINE and fired_on(a, minute):
        r.mean_defenders += MAGAZINE_LOSS * men
    if ended == P_SILENCED or ended == P_BROKE_OFF or ended == P_PAST:
        note(r, ended, minute, r.out if ended == P_BROKE_OFF else guns)
    r.minutes = minute
    return ended


@rule
def fired_on(a, minute):
    """Whether ships have fired at the works at all."""
    return a.ship_guns > 0.0 and minute > 0.0


@rule
def _land(w, a, k, r, place, nth, silenced):
    """Men land, cross to the works and storm them. Returns the minute of the end."""
    men = in_works(a)
    there = max(1.0, men - r.mean_defenders)
    left = 1.0 if a.guns <= 0.0 else 1.0 - r.dismounted / a.guns
    fire = QUIET + (1.0 - QUIET) * (0.0 if silenced else left)
    if a.flank > 0.0:
        fire *= FLANK_FIRE
    mud = a.mud + bared(a.ebb, a.tide + r.minutes)
    minutes = (0.0 if a.by_land > 0.0 else BOATS) + mud / MUD_SPEED + a.firm / FIRM_SPEED + DITCH * a.ditches
    quality = better(w, place, nth)
    rate = k.landing_loss * quality * a.drill**k.train * fire * (there / a.landing) ** ROOT
    note(r, P_BY_LAND if a.by_land > 0.0 else P_LANDED, r.minutes, a.landing)
    share = 0.0 if a.silent > 1.0 else 1.0 - math.exp(-rate * minutes)
    stops = PARTY_STOPS * math.exp(SCATTER * normal(w, FORT_NERVE, place, nth, 2))
    minute = r.minutes + minutes
    r.kind = R_REPULSED
    if share >= stops:
        r.mean_attackers += stops * a.landing
        return minute
    r.mean_attackers += share * a.landing
    ashore = a.landing * (1.0 - share)
    odds = k.storm - math.log(quality) + NUMBERS * math.log(ashore / there) - k.nerve * math.log(a.drill)
    if silenced:
        odds += SILENCED_ODDS
    if a.flank > 0.0:
        odds += k.flank
    note(r, P_STORM, minute, ashore)
    minute += HAND_TO_HAND
    cost = ashore * (1.0 - math.exp(-rate * HAND_TO_HAND))
    cut_off = CUT_OFF if a.flank > 0.0 else 1.0
    if uniform(w, FORT_STORM, place, nth, 0) < 1.0 / (1.0 + math.exp(-odds)):
        r.success = 1
        r.kind = R_TAKEN
        r.mean_attackers += cost
        r.mean_defenders += max(0.0, a.garrison - r.mean_defenders) * min(1.0, k.overrun * cut_off)
        if uniform(w, FORT_RARE, place, nth, 1) < CAPTURED_BLOW:
            r.mean_attackers += BLOWN_UP
    else:
        r.mean_attackers += BEATEN_OFF * cost
        r.mean_defenders += there * k.overrun * KEPT
    return minute


@rule
def _by_chance(w, r, place, nth):
    """Something outside the table decides: orders, weather, a truce, a panic."""
    r.likely = 1.0 - 0.5 * CHANCE if r.success == 1 else 0.5 * CHANCE
    if uniform(w, FORT_RARE, place, nth, 2) < CHANCE:
        if uniform(w, FORT_RARE, place, nth, 3) < 0.5:
            if r.success == 1:
                r.success = 0
                r.kind = R_WITHDREW
                r.by_chance = 1
        elif r.success == 0:
            r.success = 1
            r.kind = R_SILENCED
            r.by_chance = 1
