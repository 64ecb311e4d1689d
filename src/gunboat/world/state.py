"""What changes in a history: the one declaration of the kernel's state.

Times are whole minutes since the war's first day, local time of the theatre. Offices, states, forces, places,
clauses and so on are numbered in the order in which the war lists them; -1 is nobody, nowhere or never known.
A clause set is a sum of 2**clause. Truth lives in World and its offices, forces, places and forts; what an office
knows lives in its View and nowhere else. A View changes by letters, in `world/belief.py`; beside that an office knows
what it has itself done, demanded and signed, and what happens where it is.
"""

from __future__ import annotations

from gunboat.scenario.schema import ACTIONS, CAPACITY, REASONS
from gunboat.world.declaration import Declared, F, I, U
from gunboat.world.formulas.city import CITY_ASSAULT, CITY_RESULT
from gunboat.world.formulas.forts import ACTION, RESULT
from gunboat.world.formulas.toll import TOLL

N_STATES, N_OFFICES, N_PLACES = CAPACITY["states"], CAPACITY["offices"], CAPACITY["places"]
N_FORCES, N_FORTS, N_LETTERS = CAPACITY["forces"], CAPACITY["forts"], CAPACITY["letters"]
N_CLAUSES, N_INCIDENTS, N_CIRCUMSTANCES = CAPACITY["clauses"], CAPACITY["incidents"], CAPACITY["circumstances"]
N_DEMANDS, N_NOTICES, N_TREATIES = 32, 192, 32
N_SCRIPT, N_CHANCES = 512, 256  # choices and chances of a record
N_ROWS, N_DECISIONS, N_OPTIONS = 4096, 1024, 11
N_RESOLVE, N_THETA = 5, 7  # the belief grid: the opponent's resolve by the odds of the next battle
N_ACTIONS, N_REASONS = len(ACTIONS), len(REASONS)
NEVER = 2**62
MINUTES = 24 * 60  # in a day
YEAR = 365.25  # days

VIEW = Declared(
    "View",
    ("side", I, "side of the office's state: 0 target, 1 coercer, 2 third"),
    ("grid", (F, N_RESOLVE * N_THETA), "probability of (resolve of the opponent, log-odds of the next battle)"),
    ("as_of", I, "minutes; date of the newest evidence in the grid"),
    ("trust_for", (F, N_OFFICES), "reports of each office that were borne out, with the prior's"),
    ("trust_against", (F, N_OFFICES), "reports of each office that were contradicted, with the prior's"),
    ("holder", (I, N_PLACES), "state believed to hold each place"),
    ("holder_as_of", (I, N_PLACES), "minutes; date of that knowledge"),
    ("claim_event", (I, N_PLACES), "minutes; date of the last fight at each place of which a claim arrived"),
    ("claim_won", (I, N_PLACES), "whether the coercer won it, by the claim: 1, 0, -1 no claim"),
    ("claim_by", (I, N_PLACES), "office that claimed it"),
    ("repulses", (I, N_PLACES), "attacks by the coercer known to have been beaten at each place"),
    ("force_state", (I, N_FORCES), "whose each known force is; -1 not known"),
    ("force_place", (I, N_FORCES), "where each force is believed to be; -1 unknown or gone"),
    ("force_men", (F, N_FORCES), "believed men"),
    ("force_as_of", (I, N_FORCES), "minutes; date of that knowledge"),
    ("fort_men", (F, N_FORTS), "believed garrison of each fort"),
    ("demand", I, "demand on this office's table; -1 none"),
    ("demand_clauses", I, "its clause set"),
    ("demand_state", I, "state that makes it"),
    ("demand_from", I, "office that makes it"),
    ("demand_deadline", I, "minutes; NEVER without a clock"),
    ("demand_public", I, "1 if it carries a clock"),
    ("demand_written", I, "minutes; when it was made"),
    ("demand_key", U, "key of the demand for draws"),
    ("demand_for", I, "office for which it is answered: itself, or the one that referred it"),
    ("own_demand", I, "demand that this office has made; -1 none"),
    ("own_clauses", I, "its clause set"),
    ("own_public", I, "1 if it carries a clock"),
    ("own_answer", I, "answer known: an action; -1 none yet"),
    ("own_offered", I, "clause set offered in its place"),
    ("own_expired", I, "1 if its clock has run out"),
    ("own_deadline", I, "minutes"),
    ("own_presented", I, "minutes; when it was made"),
    ("mandate", I, "clause set that instructions tell this office to obtain, or allow it to grant"),
    ("stance", I, "what instructions say: -1 nothing, else an action"),
    ("force_allowed", I, "1 if instructions allow force"),
    ("instructed", I, "minutes; date on which the newest instructions were written; -1 none"),
    ("approach", I, "approach on which this office presses"),
    ("step", I, "next step of it to be taken"),
    ("asked", I, "minutes; date on which this office last asked its superior; -1 never"),
    ("blockading", I, "1 while its blockade stands"),
    ("shelled", I, "minutes; when it last had a place bombarded or blockaded; -1 never"),
    ("hot", I, "1 while fighting with the other side is known"),
    ("defeats", I, "own defeats known and not yet answered"),
    ("victories", I, "own victories known since the last demand"),
    ("granted", I, "clause set known to have been granted to this office's state"),
    ("ratified", I, "clause set known to be ratified"),
    ("sent", I, "expeditions known to have been sent"),
    ("last_sent", I, "minutes; date of the last"),
    ("grievance", I, "clause set of grievances known"),
    ("contradicted", I, "office last found to have reported falsely; -1 none"),
    ("hawk", F, "logit; weight of the war party at this office"),
    ("hawk_as_of", I, "minutes; date of that weight"),
    ("hawk_moves", I, "times it has moved, for draws"),
    ("marching", I, "1 while the enemy is known to stand on the way to the capital"),
    ("strengthened", I, "minutes; when this office last ordered works; -1 never"),
    ("withheld", I, "1 while another war of its own state withholds force"),
    ("question", I, "1 if an agent's question, or the refusal of a demand, has reached it"),
    ("news", I, "pieces of weighty news so far"),
    ("bracing", I, "1 if news of the crisis has come since it last weighed it"),
)

OFFICE = Declared(
    "Office",
    ("place", I, "where it is"),
    ("ordinal", I, "which holder, counted from the opening"),
    ("taken", I, "1 while its holder is a prisoner"),
    ("cause", I, "chronicle row that made it decide"),
    ("rested", I, "minutes; not before this does it move again"),
    ("order", I, "the action being carried out; -1 none"),
    ("order_subject", I, "demand, office or force it is about"),
    ("order_clauses", I, "clause set"),
    ("order_clock", I, "minutes; 0 none"),
    ("order_place", I, "where; -1 not said"),
    ("order_cause", I, "chronicle row that caused it"),
    ("n_demands", I, "demands it has made"),
    ("n_reviews", I, "reviews it has held"),
)

FORCE = Declared(
    "Force",
    ("state", I, "whose; -1 slot not in use"),
    ("kind", I, "0 squadron or expedition, 1 garrison, 2 army, 3 militia"),
    ("commander", I, "office that commands it"),
    ("men", F, "men fit"),
    ("ships", F, "ships"),
    ("guns", F, "guns"),
    ("place", I, "where; while under way, where it came from"),
    ("bound", I, "destination; -1 not moving"),
    (
        "phase",
        I,
        "what falls due: 0 nothing, 1 preparing, 2 under way, 3 concentrating, 4 attack, 6 ice",
    ),
    ("target", I, "place to be attacked, or destination after preparing"),
    ("sailed", I, "minutes; last departure"),
    ("held", I, "place that it has taken and is to search and hold; -1 none"),
    ("goal", I, "where it will sail when the ice opens"),
    ("imposed", I, "1 if its arrival was taken from the record"),
    ("n_moves", I, "moves made, for draws"),
    ("fresh", I, "minutes; since when sickness has not been counted"),
    ("lead", I, "force in whose company it moves; -1 alone"),
    ("cause", I, "chronicle row of its last order"),
    ("expedition", I, "which expedition of its state; 0 none"),
    ("tag", I, "its name in draws: its number at the opening, or state and expedition if raised in play"),
)

FORT = Declared(
    "Fort",
    ("state", I, "who holds it"),
    ("guns", F, "guns"),
    ("men", F, "garrison"),
    ("drill", F, "of its garrison (DRILL)"),
    ("boom", I, "1 if a barrier bars the way past it"),
    ("works", I, "times strengthened"),
    ("cause", I, "chronicle row of the last order"),
)

PLACE = Declared(
    "Place",
    ("holder", I, "state that holds it"),
    ("garrison", F, "men left by an occupier"),
    ("battles", I, "attacks made on it"),
    ("blockaded", I, "1 while blockaded"),
    ("occupied", I, "minutes; since when it is occupied; -1 not"),
)

LETTER = Declared(
    "Letter",
    ("phase", I, "0 free, 1 waiting for the mail, 2 under way"),
    ("kind", I, "kind of letter (LETTER_KINDS)"),
    ("sender", I, "office"),
    ("receiver", I, "office"),
    ("from_place", I, "place"),
    ("to_place", I, "place"),
    ("written", I, "minutes"),
    ("departed", I, "minutes"),
    ("happened", I, "minutes; date of what it tells"),
    ("topic", I, "what it tells: a chronicle kind, an action, or -1"),
    ("subject", I, "demand, force, treaty or incident it is about"),
    ("place", I, "place it is about"),
    ("claim_a", F, "what it claims"),
    ("claim_b", F, "what it claims"),
    ("claim_c", F, "what it claims"),
    ("clauses", I, "clause set"),
    ("candor", I, "0 true, 1 softened, 2 invented; not known to the reader"),
    ("imposed", I, "1 if its arrival was taken from the record"),
    ("key", U, "key for draws: kind, sender, receiver and what it tells"),
    ("cause", I, "chronicle row"),
)

NOTICE = Declared(
    "Notice",
    ("phase", I, "0 free, 1 to be noticed, 2 to be filed, 3 to be passed on"),
    ("topic", I, "chronicle kind of what happened"),
    ("office", I, "office that files; -1 all who see it"),
    ("happened", I, "minutes"),
    ("place", I, "where"),
    ("actor", I, "state that acted"),
    ("other", I, "state acted upon"),
    ("subject", I, "demand, force, treaty or incident"),
    ("value_a", F, "first value of the chronicle row"),
    ("value_b", F, "second value"),
    ("value_c", F, "third value"),
    ("clauses", I, "clause set"),
    ("candor", I, "0 true, 1 softened, 2 invented"),
    ("ordinal", I, "count of its kind at its place, for draws"),
    ("cause", I, "chronicle row"),
)

DEMAND = Declared(
    "Demand",
    ("status", I, "0 free, 1 open, 2 granted, 3 answered otherwise, 4 expired, 5 dropped"),
    ("issuer", I, "office"),
    ("addressee", I, "office"),
    ("state", I, "state that demands"),
    ("clauses", I, "clause set"),
    ("granted", I, "clause set granted"),
    ("presented", I, "minutes"),
    ("deadline", I, "minutes; NEVER without a clock"),
    ("answer", I, "last answer, an action; -1 none"),
    ("approach", I, "approach on which it is made"),
    ("key", U, "key for draws"),
    ("cause", I, "chronicle row"),
)

TREATY = Declared(
    "Treaty",
    ("status", I, "0 free, 1 agreed, 2 signed, 3 ratified, 4 refused, 5 exchange granted, 6 talks"),
    ("state", I, "power that signs with the target"),
    ("signer", I, "its office"),
    ("clauses", I, "clause set"),
    ("signed", I, "minutes"),
    ("cause", I, "chronicle row"),
)

STATE = Declared(
    "State",
    ("hot", I, "1 once it has fought in this crisis"),
    ("granted", I, "clause set it holds by signature or grant"),
    ("ratified", I, "clause set it holds by ratification"),
    ("mfn", I, "1 if it holds a most-favoured-nation clause"),
    ("expeditions", I, "expeditions ordered"),
    ("phase", I, "what falls due: 0 nothing, 1 a vote, 2 an election, 3 the launching"),
    ("votes", I, "divisions held"),
    ("cause", I, "chronicle row of the order"),
    ("grievance", I, "clause set of its grievances"),
    ("carried", I, "1 once a division or an election has carried an expedition"),
    ("rally", I, "1 if a defeat of its own moved its government to send"),
    ("fled", I, "1 once its court has fled"),
    ("mediated", I, "1 once its mediator has offered"),
    ("envoys", I, "1 once its envoys were seized"),
    ("under_pay", F, "men of its expeditions for whom no treaty has yet been signed"),
    ("outlay", F, "million taels that its expeditions have cost until `reckoned`"),
    ("reckoned", I, "minutes; until when the outlay is reckoned"),
    ("indemnity", F, "million taels promised to it by its last treaty that grants an indemnity"),
)

ROW = Declared(
    "Row",
    ("time", I, "minutes"),
    ("kind", I, "kind of event (EVENT_KINDS)"),
    ("actor", I, "actor number: offices, then states, then forces"),
    ("other", I, "actor number"),
    ("place", I, "place"),
    ("a", F, "first value (EVENT_VALUES)"),
    ("b", F, "second value"),
    ("c", F, "third value"),
    ("cause", I, "row that caused it; -1 none"),
)

OPTION = Declared(
    "Option",
    ("action", I, "action"),
    ("odds", F, "probability with which it is chosen"),
    ("reason_1", I, "term that weighs most"),
    ("weight_1", F, "million taels"),
    ("reason_2", I, "term that weighs second"),
    ("weight_2", F, "million taels"),
)

DECISION = Declared(
    "Decision",
    ("row", I, "its row in the chronicle"),
    ("office", I, "who decides"),
    ("occasion", I, "on which occasion"),
    ("n_options", I, "lawful options"),
    ("options", (OPTION, N_OPTIONS), "each with its odds and reasons"),
)

CHOICE = Declared(
    "Choice",
    ("occasion", I, "on which occasion"),
    ("approach", I, "approach that it is about"),
    ("clauses", I, "clause set that it is about"),
    ("lesser", I, "a lesser clause set that might be offered or taken"),
    ("greater", I, "the clause set after one more victory"),
    ("pressure", F, "share of the needed force at hand, 0 to 1"),
    ("win", F, "chance that the coercer wins the next battle, as believed"),
    ("lawful", (I, N_ACTIONS), "1 for each lawful action"),
    ("weight", (F, N_ACTIONS * N_REASONS), "million taels of reason r for action i at i * N_REASONS + r"),
    ("odds", (F, N_ACTIONS), "probability of each action"),
)

# ---------------------------------------------------------------- the agenda's slots, in the order of ties

SLOT_LET_GO = 0
SLOT_SCRIPT = 1
SLOT_LETTER = 2
SLOT_NOTICE = SLOT_LETTER + N_LETTERS
SLOT_FORCE = SLOT_NOTICE + N_NOTICES
SLOT_DEMAND = SLOT_FORCE + N_FORCES
SLOT_TREATY = SLOT_DEMAND + N_DEMANDS
SLOT_STATE = SLOT_TREATY + N_TREATIES
SLOT_FORT = SLOT_STATE + N_STATES
SLOT_HOLD = SLOT_FORT + N_FORTS
SLOT_CIRCUMSTANCE = SLOT_HOLD + N_FORCES
SLOT_INCIDENT = SLOT_CIRCUMSTANCE + N_CIRCUMSTANCES
SLOT_ORDER = SLOT_INCIDENT + N_INCIDENTS
SLOT_OFFICE = SLOT_ORDER + N_OFFICES
SLOT_END = SLOT_OFFICE + N_OFFICES
N_GROUP = 32  # slots are searched in groups
N_GROUPS = (SLOT_END + N_GROUP) // N_GROUP
N_SLOTS = N_GROUPS * N_GROUP
SLOT_BITS = 10
assert N_SLOTS <= 1 << SLOT_BITS  # a declaration that contradicts itself

WORLD = Declared(
    "World",
    ("key", U, "key of this history: seed and number folded"),
    ("now", I, "minutes"),
    ("let_go", I, "minutes; until then the record is followed"),
    ("following", I, "1 while the record is followed"),
    ("ended", I, "1 once the history has ended"),
    ("error", I, "0, or what went wrong (see world/events.py)"),
    ("held", I, "set of seats (2**office) held from outside"),
    ("stopped", I, "office for which the engine has stopped; -1 none"),
    ("script_from", I, "first choice of the record not yet carried out or given up"),
    (
        "hurry",
        (F, N_CHANCES),
        "days by which a documented passage lies outside what the routes explain; below 0 too fast",
    ),
    (
        "late",
        (I, N_SCRIPT),
        "minutes by which each choice of the record came late; -1 untried, -2 waiting, NEVER not possible",
    ),
    ("n_events", I, "events so far"),
    ("n_draws", I, "draws so far"),
    ("n_letters", I, "letters so far"),
    ("n_rows", I, "chronicle rows so far"),
    ("n_decisions", I, "decisions so far"),
    ("due", (I, N_SLOTS), "minutes * 2**SLOT_BITS + slot of each slot's next event; NEVER if none"),
    ("group", (I, N_GROUPS), "least of each group of slots"),
    ("used", (I, N_CHANCES), "1 for each chance of the record already taken"),
    ("circumstance", (I, N_CIRCUMSTANCES), "1 while it lasts"),
    ("circumstance_n", (I, N_CIRCUMSTANCES), "times it has begun"),
    ("incident_n", (I, N_INCIDENTS), "times it has happened"),
    ("choice", CHOICE, "scratch of the choice being made"),
    ("action", ACTION, "scratch of the attack on works being fought"),
    ("fought", RESULT, "scratch of its result"),
    ("city", CITY_ASSAULT, "scratch of the assault on a city being fought"),
    ("stormed", CITY_RESULT, "scratch of its course"),
    ("toll", TOLL, "scratch of a loss being divided"),
    ("states", (STATE, N_STATES), "powers"),
    ("offices", (OFFICE, N_OFFICES), "offices"),
    ("views", (VIEW, N_OFFICES), "what each office knows"),
    ("forces", (FORCE, N_FORCES), "forces"),
    ("forts", (FORT, N_FORTS), "forts"),
    ("places", (PLACE, N_PLACES), "places"),
    ("letters", (LETTER, N_LETTERS), "letters not yet arrived"),
    ("notices", (NOTICE, N_NOTICES), "what is to be noticed and filed"),
    ("demands", (DEMAND, N_DEMANDS), "demands"),
    ("treaties", (TREATY, N_TREATIES), "treaties"),
    ("decisions", (DECISION, N_DECISIONS), "decisions, with options, odds and reasons"),
    ("rows", (ROW, N_ROWS), "the chronicle; last, so that only what is used need be copied"),
)
