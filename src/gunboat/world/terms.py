"""What holds for a whole run: the war's tables as arrays, the sampled assumptions, and the record to be followed.

Rules receive terms as an argument and never change them; a new sample of the assumptions, or another war, is other
terms and no new compilation.
"""

from __future__ import annotations

from gunboat.scenario.schema import ASSUMPTIONS, CAPACITY, CHANNELS
from gunboat.world.declaration import Declared, F, I
from gunboat.world.formulas.forts import FORTS
from gunboat.world.state import N_CHANCES, N_CLAUSES, N_FORCES, N_FORTS, N_PLACES, N_RESOLVE, N_SCRIPT, N_THETA

N_STEPS = 8  # steps of an approach
N_DAYS = 8192  # days of a war

ASSUMED = Declared("Assumed", *((name, F, f"{meaning}; {unit}") for name, (unit, meaning) in ASSUMPTIONS.items()))

COMBAT_PARAMETERS = (
    "b0", "b_ratio", "b_fortified", "b_prepared", "q_qing", "q_other", "m_attacker", "s_attacker", "m_defender",
    "s_defender", "d_other", "d_western", "war", "s_exchange", "g_exchange", "nu", "pursuit", "c_lean", "rho",
)  # fmt: skip
_DRAWN = "one joint draw of priors/combat.csv, and of a war and a pair of systems that it has not seen"
COMBAT = Declared("Combat", *((name, F, _DRAWN) for name in COMBAT_PARAMETERS))

STATE_TERMS = Declared(
    "StateTerms",
    ("side", I, "0 target, 1 coercer, 2 third"),
    ("tradition", I, "tradition of its forces"),
    ("capital", I, "place"),
    ("depot", I, "place where its expeditions assemble; -1 none"),
    ("port", I, "place where its expeditions embark; -1 none"),
    ("refuge", I, "place to which its court flees; -1 none"),
    ("follows", I, "state whose lead it follows; -1 none"),
    ("votes", I, "1 if a division must carry an expedition"),
    ("mfn", I, "1 if it holds a most-favoured-nation clause at the opening"),
    ("chief", I, "its sovereign or cabinet; -1 none"),
    ("agent", I, "its plenipotentiary or mediator; -1 none"),
    ("commander", I, "its first commander; -1 none"),
    ("n_wishes", I, "clauses it wants"),
    ("wish", (I, N_CLAUSES), "them, the first first"),
)

OFFICE_TERMS = Declared(
    "OfficeTerms",
    ("state", I, "its state"),
    ("role", I, "its role"),
    ("mind", I, "how it decides"),
    ("seat", I, "where it sits"),
    ("reports_to", I, "its superior; -1 none"),
    ("treats", I, "1 if foreign demands may be addressed to it"),
    ("embellishes", F, "gain from embellishing against the common assumption"),
)

CLAUSE_TERMS = Declared(
    "ClauseTerms",
    ("kind", I, "kind of clause"),
    ("value", F, "million taels, to a coercer"),
    ("cost", F, "million taels, to the target"),
    ("spreads", I, "1 if it goes to holders of a most-favoured-nation clause"),
    ("ports", I, "ports that it opens"),
)

APPROACH_TERMS = Declared(
    "ApproachTerms",
    ("addressee", I, "office that answers when force stands here"),
    ("n_steps", I, "places to be taken"),
    ("step", (I, N_STEPS), "them, in order"),
    ("anchorage", (I, N_STEPS), "where force waits before each"),
    ("flank", I, "another landing place for the first step; -1 none"),
    ("talks", I, "index of the step at which negotiators come"),
    ("weight", F, "share of the greatest pressure that this approach exerts"),
)

INCIDENT_TERMS = Declared(
    "IncidentTerms",
    ("state", I, "whose subjects or honour"),
    ("against", I, "office held to answer"),
    ("place", I, "where"),
    ("clause", I, "what is demanded for it"),
    ("rate", F, "1 per year"),
)

CIRCUMSTANCE_TERMS = Declared(
    "CircumstanceTerms",
    ("state", I, "whose force it touches"),
    ("effect", I, "0 withholds, 1 diverts, 2 drains"),
    ("rate", F, "1 per year"),
    ("days", F, "median length"),
    ("begins", I, "minutes; documented beginning, for runs that keep it; NEVER"),
    ("ends", I, "minutes; documented end"),
)

PLACE_TERMS = Declared(
    "PlaceTerms",
    ("kind", I, "0 city, 1 works, 2 field, 3 anchorage, 4 port, 5 post"),
    ("garrison_needed", F, "men needed to hold it"),
    ("heights", I, "1 if heights above it must be taken first"),
    ("ice_from", I, "day of the year; 0 none"),
    ("ice_to", I, "day of the year"),
    ("fort", I, "its fort; -1 none"),
    ("tide", I, "1 if it can be attacked near high water only"),
    ("approach", I, "approach on which it is a step or anchorage; -1 none"),
    ("approach_step", I, "which step"),
)

FORT_TERMS = Declared(
    "FortTerms",
    ("place", I, "where it stands"),
    ("guns", F, "guns at the opening"),
    ("low", F, "men; lowest garrison at the opening"),
    ("high", F, "men; highest"),
    ("drill", F, "of its garrison at the opening (DRILL)"),
    ("open", F, "effect of shell on it (SHELL)"),
    ("near", F, "metres; nearest that ships fight it"),
    ("far", F, "metres; farthest"),
    ("mud", F, "metres of mud before it at high water"),
    ("ebb", F, "metres more that low water bares"),
    ("firm", F, "metres of firm ground before it"),
    ("ditches", F, "ditches"),
)

CHANNEL_TERMS = Declared(
    "ChannelTerms",
    ("days", (F, N_PLACES * N_PLACES), "median days from place i to place j at i * N_PLACES + j; -1 no way"),
    ("spread", (F, N_PLACES * N_PLACES), "s.d. of the log"),
    ("north", (F, N_PLACES * N_PLACES), "share of it northbound through the monsoons"),
    ("south", (F, N_PLACES * N_PLACES), "share southbound"),
    ("legs", (F, N_PLACES * N_PLACES), "legs"),
    ("scheduled", (F, N_PLACES * N_PLACES), "1 if it waits for a mail steamer"),
    ("ice", (I, N_PLACES * N_PLACES), "1 + the place whose ice closes it; 0 none"),
)

SCRIPT = Declared(
    "Script",
    ("time", I, "minutes"),
    ("office", I, "who chooses"),
    ("action", I, "what"),
    ("subject", I, "office or force it is about; -1 none"),
    ("place", I, "where; -1 not said"),
    ("clauses", I, "clause set"),
    ("clock", I, "minutes; 0 none"),
    ("chance", I, "-1 a choice; -2 an act entered without a rule; else a chance that begins by itself"),
    ("value", F, "its value"),
    ("fact", I, "number of the fact in the war's follow table"),
)

CHANCE = Declared(
    "Chance",
    ("kind", I, "which chance (CHANCES)"),
    ("office", I, "whose; -1 anybody's"),
    ("subject", I, "office, state or force; -1 any"),
    ("place", I, "where; -1 anywhere"),
    ("time", I, "minutes"),
    ("a", F, "value (FOLLOW.value_a)"),
    ("b", F, "value"),
    ("c", F, "value"),
    ("fact", I, "number of the fact in the war's follow table"),
)

TERMS = Declared(
    "Terms",
    ("n_states", I, "powers"),
    ("n_offices", I, "offices"),
    ("n_places", I, "places"),
    ("n_forts", I, "forts"),
    ("n_clauses", I, "clauses"),
    ("n_approaches", I, "approaches"),
    ("n_incidents", I, "incidents"),
    ("n_circumstances", I, "circumstances"),
    ("n_script", I, "choices to follow"),
    ("n_chances", I, "chances to follow"),
    ("last", I, "minutes; the last day's end"),
    ("target", I, "the state of whom something is demanded"),
    ("court", I, "its sovereign's office"),
    ("exchange_clause", I, "clause of kind exchange; -1 none"),
    ("lying", I, "switch"),
    ("table", I, "switch: learning at the table"),
    ("delay", I, "switch: letters take time"),
    ("mfn", I, "switch"),
    ("age", I, "switch: age of news"),
    ("keep_circumstances", I, "1 if circumstances are those of the record"),
    ("day_of_year", (I, N_DAYS), "1 to 365, by day of the war"),
    ("resolve_node", (F, N_RESOLVE), "log multiplier of the stake, halved"),
    ("resolve_weight", (F, N_RESOLVE), "prior weight"),
    ("theta_node", (F, N_THETA), "log-odds that the coercer wins the next battle"),
    (
        "bond",
        (I, CAPACITY["offices"] * CAPACITY["offices"]),
        "reader i to writer j: 0 its agent, 1 its governor, 2 enemy, 3 other",
    ),
    ("assumed", ASSUMED, "this history's sample of the assumptions"),
    ("combat", COMBAT, "this history's draw of the posterior of land battles"),
    ("works", FORTS, "this history's draw of the posterior of ships and works"),
    ("states", (STATE_TERMS, CAPACITY["states"]), "powers"),
    ("offices", (OFFICE_TERMS, CAPACITY["offices"]), "offices"),
    ("clauses", (CLAUSE_TERMS, N_CLAUSES), "clauses"),
    ("approaches", (APPROACH_TERMS, CAPACITY["approaches"]), "approaches"),
    ("incidents", (INCIDENT_TERMS, CAPACITY["incidents"]), "incidents"),
    ("circumstances", (CIRCUMSTANCE_TERMS, CAPACITY["circumstances"]), "circumstances"),
    ("places", (PLACE_TERMS, N_PLACES), "places"),
    ("forts", (FORT_TERMS, N_FORTS), "forts"),
    ("force_low", (F, N_FORCES), "lowest strength of each force at the opening"),
    ("force_high", (F, N_FORCES), "highest"),
    ("n_forces", I, "forces at the opening"),
    ("channels", (CHANNEL_TERMS, len(CHANNELS)), "ways by channel"),
    ("script", (SCRIPT, N_SCRIPT), "choices of the record, by date"),
    ("chances", (CHANCE, N_CHANCES), "chances of the record, by date"),
)
