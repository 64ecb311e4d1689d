"""The reference model's numbers: places and ways, actors, forces, and the constants of its law.

Nothing here is history. The model has the shape of a war of the engine, and its size was chosen once so that six years
are about two thousand events: every twin reads these tables, the one in C through a header written from them.
"""

from __future__ import annotations

import numpy as np

DAY = 1440  # minutes
END = 6 * 365 * DAY

N_PLACES, N_ACTORS, N_FORCES, N_POWERS, N_COERCERS = 25, 12, 24, 5, 4
N_LETTERS = 128  # under way at once
BRITAIN, FRANCE, AMERICA, RUSSIA, QING = range(N_POWERS)
LONDON, PARIS, MARSEILLE, ALEXANDRIA, SUEZ, ADEN, BOMBAY, CALCUTTA, GALLE, PENANG, SINGAPORE = range(11)
HONGKONG, CANTON, AMOY, FOOCHOW, NINGPO, SHANGHAI, NANKING, TAKU, TIENTSIN, TUNGCHOW, PEKING = range(11, 22)
WASHINGTON, PETERSBURG, NAGASAKI = range(22, N_PLACES)

WAYS = (  # place, place, days
    (LONDON, PARIS, 1), (LONDON, MARSEILLE, 3), (PARIS, MARSEILLE, 2), (MARSEILLE, ALEXANDRIA, 7),
    (ALEXANDRIA, SUEZ, 2), (SUEZ, ADEN, 6), (ADEN, BOMBAY, 8), (ADEN, GALLE, 10), (BOMBAY, GALLE, 5),
    (GALLE, CALCUTTA, 6), (GALLE, PENANG, 6), (CALCUTTA, PENANG, 7), (PENANG, SINGAPORE, 2),
    (SINGAPORE, HONGKONG, 7), (HONGKONG, CANTON, 1), (HONGKONG, AMOY, 2), (AMOY, FOOCHOW, 1), (FOOCHOW, NINGPO, 2),
    (NINGPO, SHANGHAI, 1), (SHANGHAI, NANKING, 3), (SHANGHAI, TAKU, 5), (SHANGHAI, NAGASAKI, 3),
    (TAKU, TIENTSIN, 2), (TIENTSIN, TUNGCHOW, 3), (TUNGCHOW, PEKING, 1), (CANTON, NANKING, 20), (NANKING, PEKING, 15),
    (WASHINGTON, LONDON, 13), (PETERSBURG, PARIS, 5), (PETERSBURG, LONDON, 6), (PETERSBURG, PEKING, 60),
)  # fmt: skip

ACTORS = (  # power, place, superior (-1 none), whether it makes demands, resolve
    (BRITAIN, LONDON, -1, 0, 0.60), (FRANCE, PARIS, -1, 0, 0.55), (AMERICA, WASHINGTON, -1, 0, 0.35),
    (RUSSIA, PETERSBURG, -1, 0, 0.40), (QING, PEKING, -1, 0, 0.60), (BRITAIN, HONGKONG, 0, 1, 0.65),
    (FRANCE, HONGKONG, 1, 1, 0.60), (AMERICA, SHANGHAI, 2, 1, 0.40), (RUSSIA, SHANGHAI, 3, 1, 0.45),
    (BRITAIN, HONGKONG, 5, 0, 0.70), (QING, CANTON, 4, 0, 0.65), (QING, TAKU, 4, 0, 0.70),
)  # fmt: skip
COURT, VICEROY = 4, 10
ENVOYS = (5, 6, 7, 8)  # of each coercing power
COMMANDERS = (9, 6, 7, 8, 11)  # of each power
AGENTS = (5, 9, 6, 6, 7, 7, 8, 8, 10, 11)  # two agents whom each head of government instructs
N_AGENTS = 2

FORCES = (  # power, home, men at full strength
    (BRITAIN, HONGKONG, 1800), (BRITAIN, HONGKONG, 1200), (BRITAIN, HONGKONG, 900), (BRITAIN, SINGAPORE, 1500),
    (BRITAIN, CALCUTTA, 2500), (BRITAIN, BOMBAY, 2000), (BRITAIN, HONGKONG, 700), (BRITAIN, SHANGHAI, 600),
    (FRANCE, HONGKONG, 1400), (FRANCE, SHANGHAI, 900), (FRANCE, SINGAPORE, 1200), (FRANCE, HONGKONG, 600),
    (FRANCE, NAGASAKI, 500), (AMERICA, SHANGHAI, 500), (RUSSIA, NAGASAKI, 600),
    (QING, CANTON, 4000), (QING, CANTON, 3000), (QING, AMOY, 2000), (QING, NINGPO, 2500), (QING, NANKING, 5000),
    (QING, TAKU, 4000), (QING, TIENTSIN, 3500), (QING, TUNGCHOW, 4500), (QING, PEKING, 6000),
)  # fmt: skip
DEADLINESS = (0.0030, 0.0030, 0.0025, 0.0025, 0.0010)  # men put out of action by each man in a round, by power

# The law. Days unless said otherwise; chances and weights are shares.
REVIEW, REVIEW_SPREAD = 40, 10  # between two reviews
SICKNESS, SICKNESS_SPREAD = 80, 20  # between two countings of the sick
POST, POST_SLOW, POST_SPREAD = 0.2, 0.8, 0.5  # a letter: handling, and days a day's way takes
MARCH, MARCH_SLOW, MARCH_SPREAD = 0.1, 1.0, 0.6  # a force likewise
TRUST, STALE = 0.5, 60.0  # weight of a fresh letter, and days in which it falls to 1/e
FADE, WANDER, RECOVER, OBEY = 0.03, 0.06, 0.04, 0.2  # beliefs fade, resolve wanders, returns, follows instructions
FORWARD, WRITE_NOTE, BLUFF = 0.35, 0.3, 0.3
TO_VICEROY, DEMAND, DEMAND_SLOPE = 0.6, 0.12, 6.0
GRACE, GRACE_TRIPS, GRACE_SPREAD = 10, 2.3, 20  # an ultimatum's clock: days, times the way, and at random
YIELD_SLOPE, YIELD_TENSION, YIELD_SHIFT, TEMPORISE = 5.0, 1.5, -1.0, 0.3
FIGHT, FIGHT_IF_TALKING, CALM = 0.9, 0.5, 0.98  # war after the clock has run out; tension left after a review
SUE_SLOPE, SUE_SHIFT, SEND_FORCE = 4.0, -2.0, 0.3
WAR_TENSION, BATTLE_TENSION, TREATY_RESOLVE, DEFEAT_RESOLVE, DEFEAT_NEWS = 0.2, 0.05, 0.1, 0.05, 0.3
MFN, N_CLAUSES, NEW_CLAUSES, WITH_MFN = 1, 24, 3, 0.6  # clause 0 is the most favoured nation's; it spreads the others
FEWEST, GARRISON = 200.0, 50.0  # men: no force sails with fewer; none is fought with fewer
MOST_ROUNDS, HEAT, HEAT_SPREAD, SHAKEN, BREAK = 200, 0.4, 0.8, 0.65, 0.08
SICK, DRAFT = 0.004, 0.3  # share lost to sickness; share of what is missing made good at home

# Kinds of letters.
REPORT, INSTRUCTION, NOTE, ULTIMATUM, REPLY, ORDER = range(6)
# Kinds of chronicle rows.
SENT, RECEIVED, DEMANDED, ANSWERED, WAR, PEACE, SAILED, ARRIVED, BATTLE, SICKENED = range(10)
# Purposes of draws.
D_TRANSIT, D_FORWARD, D_ANSWER, D_WANDER, D_AGENT, D_NOTE, D_NOTE_TO, D_BLUFF, D_TARGET, D_DEMAND = range(1, 11)
D_CLOCK, D_ORDER, D_SUE, D_REVIEW, D_WAR, D_MFN, D_CLAUSE, D_MARCH, D_ROUND, D_SICK, D_TICK = range(11, 22)

# Slots of the agenda, in the order of ties.
SLOT_LETTER = 0
SLOT_MARCH = SLOT_LETTER + N_LETTERS
SLOT_CLOCK = SLOT_MARCH + N_FORCES
SLOT_SICKNESS = SLOT_CLOCK + N_ACTORS
SLOT_REVIEW = SLOT_SICKNESS + N_FORCES

MEASURES = (
    "events", "draws", "letters", "rows", "marches", "battles", "rounds", "ultimata", "treaties", "dead", "war days",
    "first war", "resolve of the court", "clauses 0", "clauses 1", "clauses 2", "clauses 3",
)  # fmt: skip


def shortest_ways() -> tuple[list[float], list[int]]:
    """Days from place to place at a * N_PLACES + b, and the first place on the way (Floyd and Warshall)."""
    days = np.where(np.eye(N_PLACES) == 1, 0.0, np.inf)
    first = np.tile(np.arange(N_PLACES), (N_PLACES, 1))
    for a, b, d in WAYS:
        days[a, b] = days[b, a] = d
    for k in range(N_PLACES):
        by_k = days[:, k, None] + days[None, k, :]
        first = np.where(by_k < days, first[:, k, None], first)
        days = np.minimum(days, by_k)
    return days.ravel().tolist(), first.ravel().tolist()
