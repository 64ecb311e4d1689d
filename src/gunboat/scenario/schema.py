"""What a war may contain: its closed lists, its sections and their columns, and the capacities of the engine.

Rules know roles, kinds and traits, never names. Everything that a war may say in these terms is listed here, and
the order of each closed list is the numbering that the kernel uses: add at the end.
"""

from __future__ import annotations

from gunboat.record.tables import ACTORS, EVENT_KINDS, FACTS, Column, Table

FORMAT_VERSION = 1

# ---------------------------------------------------------------- closed lists

SIDES = ("target", "coercer", "third")
"""What a state is in the crisis: the one of whom something is demanded, one that demands, or a third party."""

ROLES_OF_OFFICE = (
    "sovereign",  # the head of the target state
    "cabinet",  # the head of a coercing or third state
    "plenipotentiary",  # may demand and sign for its state on the spot
    "commander",  # commands its state's forces
    "governor",  # governs a place and answers, or passes on, what is demanded there
    "consul",  # watches over its state's subjects at a port
    "negotiator",  # is named to treat for the target state
    "mediator",  # treats for a third state and carries messages
)

MINDS = (
    "passive",  # receives letters, decides nothing
    "chooses",  # weighs its options (logit)
    "obeys",  # carries out orders when they arrive
    "refers",  # passes demands up and answers down
    "escalates",  # demands redress for an incident, then refers the refusal to its superior
    "follows-ally",  # joins its ally's measures where it has a grievance of its own
    "mediates",  # offers its services when talks open, and signs for itself
)

KINDS_NOT_MADE = (
    "raid", "ministry-changed", "ratification-refused", "clause-waived", "negotiations-broken-off",
    "envoys-turned-away", "looting", "indemnity-paid", "council-held", "edict-issued", "publication", "death",
    "medal", "site",
)  # fmt: skip
"""Kinds of events that no rule writes: they are in records only, and no history is asked for them."""

ACTIONS = (
    "wait",
    "note",
    "ultimatum",
    "blockade",
    "bombard",
    "attack",
    "advance",
    "lower",
    "drop",
    "refer",
    "accept",
    "counter",
    "refuse",
    "stall",
    "silence",
    "resist",
    "send-expedition",
    "disavow",
    "fortify",
    "flee",
    "withdraw",
    "dismiss",
    "appoint",
    "sign",
)

OCCASIONS = (
    "answer",  # a demand lies on the table of an office of the target state
    "press",  # a plenipotentiary looks at its demand and its force
    "weigh",  # a cabinet looks at the news of a crisis
    "brace",  # the sovereign of the target state looks at the news of a crisis
)

REASONS = (
    "stake",  # what the clauses are worth, or what they cost
    "war",  # what fighting is expected to bring
    "campaign",  # what fighting costs
    "honour",  # the cost of dropping what was said in public, or of yielding
    "habit",  # the taste for putting off
    "season",  # the season that closes, the fleet that leaves
    "referral",  # the time that asking takes
    "zeal",  # the bias of the man on the spot
    "overstep",  # the risk of acting beyond one's powers
)

BUILT_OF = ("earth", "mixed", "masonry")
DRILLS = ("irregular", "mixed", "regular")
TRADITIONS = ("western", "qing", "other")

CLAUSE_KINDS = (
    "redress",  # an apology, a release, a salute
    "entry",  # entry into a city, access to officials
    "revision",  # revision of a treaty, tariff, ports
    "residence",  # a minister at the capital, audience
    "indemnity",  # money
    "territory",  # land
    "missions",  # toleration, travel inland
    "exchange",  # exchange of ratifications at the capital
    "mfn",  # whatever another power obtains
)

INCIDENT_KINDS = ("seizure", "killing", "insult")

CIRCUMSTANCE_EFFECTS = (
    "withholds",  # while it lasts, the state sends no expedition
    "diverts",  # troops on their way to the theatre are called elsewhere
    "drains",  # the state's field army is engaged elsewhere
)

SHAPES = ("fixed", "normal", "lognormal", "halfnormal", "uniform", "beta")
"""Shapes of an assumption. centre and spread are: fixed value, -; mean, s.d.; median, s.d. of the log; -, scale;
lower, upper end; mean, s.d."""

SEEN = ("outside", "war")

CHANNELS = ("mail", "relay", "wire", "force", "hand")
"""Ways of going: steam mail, the target state's mounted relay, mail with telegraph, forces by steam where there is
water and else on foot, and letters between the two sides, handed to local officials and sent on by the open way."""

CHANCES = (
    "transit",  # other = receiver: when a letter arrives
    "report",  # place = of the event: how an office reports it
    "battle",  # place: who wins, with which losses
    "voyage",  # place = destination: when a force arrives
    "vote",  # a state's division: margin
    "capture",  # place: whether the office-holder is taken
    "incident",  # an incident happens
    "circumstance",  # a circumstance begins or ends
    "preparation",  # days until an expedition sails
    "indemnity",  # a state's treaty: the sum promised
)

# ---------------------------------------------------------------- capacities

CAPACITY = {
    "states": 8,
    "offices": 32,
    "places": 128,
    "forces": 64,
    "forts": 32,
    "letters": 256,
    "clauses": 32,
    "approaches": 8,
    "incidents": 16,
    "circumstances": 16,
}
"""Fixed maxima of the engine's state; a war that exceeds one is refused."""

# ---------------------------------------------------------------- assumptions that rules read

ASSUMPTIONS: dict[str, tuple[str, str]] = {
    # key: (unit, what it means)
    "precision_coercer": ("1 per stake", "precision of a coercing office's choices"),
    "precision_target": ("1 per stake", "precision of a target office's choices"),
    "stake_scale": ("million taels", "scale that the precision refers to"),
    "value_multiplier": ("ratio", "multiplier of what clauses are worth to a coercer"),
    "cost_multiplier": ("ratio", "multiplier of what clauses cost the target"),
    "campaign_cost": ("million taels", "cost of a season's campaign to a coercer"),
    "defeat_loss_coercer": ("million taels", "loss of a coercer that is beaten"),
    "defeat_loss_target": ("million taels", "loss of the target if beaten on the way to its capital"),
    "repulse_gain": ("million taels", "gain of the target from beating an attack"),
    "audience_cost": ("million taels", "cost of dropping a public threat, gain from defying one"),
    "stall_taste": ("million taels", "taste of target offices for putting off"),
    "hawk_bias": ("million taels", "bias towards force of a coercer's man on the spot"),
    "discount_month": ("ratio", "value kept after waiting a month"),
    "referral_cost": ("million taels per 30 days", "cost of asking home"),
    "continuation_share": ("ratio", "share of a demand's value that stays open when nothing is settled"),
    "escalation_clauses": ("clauses", "clauses added to what is asked after a victory, and by a second expedition"),
    "overstep_cost": ("million taels", "cost to a target agent of granting without authority"),
    "resist_bonus": ("million taels", "what open resistance is worth beyond refusing"),
    "disavow_base": ("logit", "log-odds that a government disavows an agent"),
    "disavow_success": ("logit", "how success changes them"),
    "blockade_share": ("ratio", "share of an attack's pressure, or of a campaign's cost, of a lesser measure"),
    "prior_odds_target": ("logit", "target offices' prior log-odds that the coercer wins the next battle"),
    "prior_odds_coercer": ("logit", "coercing offices' prior log-odds that the coercer wins the next battle"),
    "prior_spread": ("logit", "s.d. of that prior within an office"),
    "belief_halflife": ("days", "half-life with which beliefs drift back to the prior as news ages"),
    "table_signal": (
        "logit per step",
        "how much an opponent's firmness or concession at the table tells of its resolve",
    ),
    "trust_agent": ("probability", "prior trust in one's own agent abroad"),
    "trust_governor": ("probability", "prior trust in one's own governors"),
    "trust_enemy": ("probability", "prior trust in the other side's letters"),
    "trust_other": ("probability", "prior trust in anybody else"),
    "trust_strength": ("reports", "number of reports that the prior trust is worth"),
    "embellish_gain": ("log units", "what a governor gains from embellishing a defeat"),
    "lying_cost": ("per log unit", "convexity of the cost of lying"),
    "detection_cost": ("log units", "weight of being found out"),
    "detection_rate": ("1 per day", "rate at which an independent account may reach the principal"),
    "lying_noise": ("log units", "s.d. of the personal taste in a report"),
    "filing_delay": ("days", "mean time for which an embellished report is held back"),
    "drafting_days": ("days", "time from event to posting of a frank report"),
    "mail_period": ("days", "interval between mail steamers"),
    "loss_per_leg": ("probability", "chance that a letter is lost on one leg"),
    "relay_factor": ("ratio", "time of the mounted relay against the table"),
    "steam_factor": ("ratio", "time of steamers and marches against the table"),
    "monsoon_factor": ("ratio", "lengthening of a passage against the monsoon"),
    "deliberation_days": ("days", "time an office takes to decide"),
    "mood_days": ("days", "time for which what is unexplained in an office's choices lasts"),
    "review_days": ("days", "interval at which an office looks at its affairs without news"),
    "note_patience": ("days", "time after which a note without a clock counts as not answered"),
    "consul_clock": ("hours", "clock of a consul's demand"),
    "ultimatum_clock": ("hours", "clock of a plenipotentiary's ultimatum"),
    "vote_base": ("share", "government's margin in a division on a distant war"),
    "vote_spread": ("share", "s.d. of that margin"),
    "vote_rally": ("share", "added to the margin by news of a defeat of one's own"),
    "dissolve_chance": ("probability", "chance that a beaten government dissolves rather than yields"),
    "election_swing": ("share", "swing towards the government at such an election"),
    "ally_joins": ("probability", "chance that an ally with a grievance joins an expedition"),
    "hawk_mean": ("logit", "long-run share of the war party at the court"),
    "hawk_halflife": ("days", "half-life of opinion at the court"),
    "hawk_noise": ("logit", "s.d. of opinion at the court in the long run"),
    "hawk_repulse": ("logit", "shock of an attack beaten"),
    "hawk_defeat": ("logit", "shock of works or a city lost"),
    "hawk_capital": ("logit", "shock of an enemy close to the capital"),
    "hawk_weight": ("logit", "how opinion moves what clauses cost"),
    "prepare_days": ("days", "from the order to the sailing of an expedition"),
    "concentrate_days": ("days", "from arrival at the base to readiness"),
    "expedition_men": ("men", "strength of an expedition"),
    "expedition_growth": ("ratio", "strength of a second expedition against the first"),
    "ships_per_thousand": ("ships per 1,000 men", "ships of war that go with an expedition"),
    "ally_share": ("ratio", "strength of an ally's contingent against the expedition"),
    "diversion_share": ("share", "share of arriving troops that a diversion takes"),
    "drain_share": ("share", "share of a field army that a war at home engages"),
    "diversion_days": ("days", "time for which it takes them"),
    "sickness_rate": ("1 per 1,000 men and week", "men lost to sickness by a force abroad"),
    "escort_men": ("men", "men ashore without whom nobody goes on to a heavier approach"),
    "enough_ratio": ("ratio", "men of the defender that a coercer thinks one of its men can face"),
    "exposure_city": ("share", "share of a garrisoned city's nominal strength that is engaged"),
    "exposure_field": ("share", "share of a field army in depth that is engaged"),
    "exposure_works": ("share", "share of the men behind a fort line that is engaged"),
    "exposure_attacker": ("share", "share of an attacker's men at hand that is engaged"),
    "capture_chance": ("probability", "chance that a governor who stays is taken with his city"),
    "search_days": ("days", "from the fall of a city or field until offices are searched, or the march goes on"),
    "city_fire_hours": ("hours", "fire on a city before its walls are assaulted"),
    "city_gate_chance": ("probability", "chance that a gate is blown in or a wall breached, where else ladders serve"),
    "city_heights_minutes": ("minutes", "time in which the heights above a city are taken"),
    "city_entry_minutes": ("minutes", "time from the start of an assault on a wall to a footing on it"),
    "city_walls_minutes": ("minutes", "time from a footing on the wall until the walls are given up"),
    "city_streets_chance": ("probability", "chance that men fight on in the streets when the walls are lost"),
    "city_streets_hours": ("hours", "time for which they do"),
    "city_fails_outside": ("probability", "chance that an assault that fails does so before it reaches the wall"),
    "city_fails_inside": ("probability", "chance that one that has reached the wall fails in the streets"),
    "city_scatter": ("log units", "s.d. of the log of these times from one assault to the next in a history"),
    "works_growth": ("ratio", "growth of guns and garrison by one strengthening of works"),
    "works_days": ("days", "time that strengthening works takes"),
    "works_drill": ("drill", "what one strengthening adds to a garrison's drill: 0.25 is a class"),
    "works_boom": ("probability", "chance that a strengthening lays a barrier across the way past the works"),
    "guns_bearing": ("share", "share of the guns of works that bear on an attack"),
    "works_turned": ("probability", "chance that ships or men of an attack come in where works are open"),
    "turned_if_barred": ("share", "share of that chance which a barrier leaves"),
    "holds_fire": ("probability", "chance that works not yet attacked are under orders not to fire until men land"),
    "ships_in_reach": ("share", "share of a force's ships that can come within reach of works"),
    "ships_in_room": ("ships", "ships that find room before one line of works"),
    "ship_tons": ("tons", "size of such a ship"),
    "guns_per_ship": ("guns", "guns of a ship that goes with an expedition"),
    "killed_attackers": ("share", "killed among the killed and wounded of attackers"),
    "killed_defenders": ("share", "killed among the killed and wounded of defenders"),
    "missing_beaten": ("share", "missing or taken among the losses of a side beaten on land"),
    "officers_lost": ("share", "officers among the losses"),
    "ships_lost": ("share", "ships lost for good among those put out of action"),
    "rebuild_share": ("share", "share of a beaten garrison that is raised again when the enemy has gone"),
    "negotiation_days": ("days", "from the naming of negotiators to the signature"),
    "ratify_days": ("days", "term in which ratifications are to be exchanged"),
    "hold_back_days": ("days", "rest between a decision and the next move of the same office"),
    "mediation_chance": ("probability", "chance that a third power offers mediation when talks open"),
    "mediator_days": ("days", "from the start of talks to a third power's signature"),
    "price_base": ("logit", "log-odds that a mediator's price in land is paid"),
    "price_capital": ("logit", "how the capture of the capital changes them"),
    "flight_chance": ("probability", "chance that a court flees when the last field army is beaten"),
    "evacuation_days": ("days", "from ratification to the departure of the forces"),
    "indemnity_share": ("ratio", "indemnity against what its expeditions have cost the power that is promised it"),
    "expedition_cost": ("taels per man and year", "what a man of an expedition costs his government"),
    "seizure_chance": ("probability", "chance that talks during a march end in a seizure of envoys"),
    "reprisal_chance": ("probability", "chance that such a seizure is answered by destruction"),
}
"""Every assumption that rules read, with its unit. A war states range, shape and reason for each."""

# ---------------------------------------------------------------- sections of war.toml and the tables beside it

_NAMES = (
    Column("name_en", "text", "name in English", required=True),
    Column("name_zh", "text", "name in Traditional Chinese", required=True),
)
_SOURCE = Column("source", "refs", "keys in sources.bib", required=True, refers="sources")
_FACTS = Column("facts", "refs", "facts of the record that the figures rest on; the rest is assumed", refers=FACTS)

WAR = Table(
    "war",
    "What the war is and when it may be played.",
    (
        Column("format_version", "integer", "version of this format", required=True),
        Column("id", "id", "name of the war, also its folder", required=True),
        Column("title_en", "text", "title in English", required=True),
        Column("title_zh", "text", "title in Traditional Chinese", required=True),
        Column("summary_en", "text", "what happened, in a few sentences in English; the report opens with it"),
        Column("summary_zh", "text", "the same in Traditional Chinese"),
        Column("first_day", "date", "first day that can be simulated", required=True),
        Column("last_day", "date", "last day", required=True),
        Column(
            "opening",
            "ref",
            "the opening that a run starts from unless told otherwise",
            required=True,
            refers="openings",
        ),
        Column("let_go", "date", "the day on which a run lets go unless told otherwise", required=True),
        Column("licence", "text", "licence of the data", required=True),
    ),
)

STATES = Table(
    "states",
    "The powers.",
    (
        Column("id", "id", "name", required=True),
        *_NAMES,
        Column("side", "choice", "what it is in the crisis", required=True, choices=SIDES),
        Column("tradition", "choice", "tradition of its arms, drill and command", required=True, choices=TRADITIONS),
        Column("capital", "ref", "its capital", required=True, refers="places"),
        Column("base", "ref", "where its expeditions assemble in the theatre", refers="places"),
        Column("port", "ref", "where its expeditions embark at home", refers="places"),
        Column("refuge", "ref", "where its court goes if the capital is threatened", refers="places"),
        Column("follows", "ref", "ally whose lead it follows", refers="states"),
        Column("wishes", "refs", "clauses it wants, the first first", refers="clauses"),
        Column(
            "asks",
            "integer",
            "how many of them, from the first, it asks for before any success; blank: all",
            low=0,
            high=32,
        ),
        Column("mfn", "integer", "1 if it holds a most-favoured-nation clause at the opening", low=0, high=1),
        Column("votes", "integer", "1 if a division of parliament must carry an expedition", low=0, high=1),
        _SOURCE,
    ),
)

OFFICES = Table(
    "offices",
    "Those who receive letters and decide.",
    (
        Column("id", "id", "name", required=True),
        *_NAMES,
        Column("state", "ref", "its state", required=True, refers="states"),
        Column("role", "choice", "its role", required=True, choices=ROLES_OF_OFFICE),
        Column("mind", "choice", "how it decides", required=True, choices=MINDS),
        Column("seat", "ref", "where it sits", required=True, refers="places"),
        Column("reports_to", "ref", "its superior", refers="offices"),
        Column("treats", "integer", "1 if foreign demands may be addressed to it", low=0, high=1),
        Column(
            "embellishes", "number", "how much it gains from embellishing, against the common assumption", low=0, high=3
        ),
        _SOURCE,
    ),
)

CLAUSES = Table(
    "clauses",
    "What can be demanded and granted.",
    (
        Column("id", "id", "name", required=True),
        *_NAMES,
        Column("kind", "choice", "kind of clause", required=True, choices=CLAUSE_KINDS),
        Column(
            "value",
            "number",
            "what it is worth to a coercer before the multiplier",
            required=True,
            unit="million taels",
            low=0,
        ),
        Column(
            "cost",
            "number",
            "what it costs the target before the multiplier",
            required=True,
            unit="million taels",
            low=0,
        ),
        Column("spreads", "integer", "1 if it goes to every holder of a most-favoured-nation clause", low=0, high=1),
        Column("ports", "integer", "ports that it opens to trade", unit="ports", low=0, high=50),
        Column("reason", "text", "why this value and cost", required=True),
        Column("seen", "choice", "whether they were set with knowledge of the war", required=True, choices=SEEN),
    ),
)

APPROACHES = Table(
    "approaches",
    "The ways by which force reaches an office's ear: places in order, each with the anchorage before it.",
    (
        Column("id", "id", "name", required=True),
        Column("addressee", "ref", "the office that answers when force stands here", required=True, refers="offices"),
        Column("steps", "refs", "places to be taken, in order", required=True, refers="places"),
        Column("anchorages", "refs", "where force waits before each of them, in order", required=True, refers="places"),
        Column("flank", "ref", "another landing place for the first step", refers="places"),
        Column("talks_at", "ref", "the step at which the target sends negotiators", required=True, refers="places"),
        Column("order", "integer", "the lower is pressed first", required=True, low=1),
        _SOURCE,
    ),
)

OPENINGS = Table(
    "openings",
    "Days from which a run may start, with everything as it stood.",
    (
        Column("id", "id", "name", required=True),
        Column("date", "date", "the day", required=True),
        _SOURCE,
    ),
)

INCIDENTS = Table(
    "incidents",
    "What may give occasion to a demand.",
    (
        Column("id", "id", "name", required=True),
        *_NAMES,
        Column("kind", "choice", "kind of incident", required=True, choices=INCIDENT_KINDS),
        Column("state", "ref", "whose subjects or honour it touches", required=True, refers="states"),
        Column("against", "ref", "the office that is held to answer", required=True, refers="offices"),
        Column("place", "ref", "where", required=True, refers="places"),
        Column("clause", "ref", "what is demanded for it", required=True, refers="clauses"),
        Column("rate", "number", "how often", required=True, unit="1 per year", low=0, high=20),
        Column("reason", "text", "why this rate", required=True),
        Column("seen", "choice", "whether it was set with knowledge of the war", required=True, choices=SEEN),
    ),
)

CIRCUMSTANCES = Table(
    "circumstances",
    "Other wars and troubles that withhold, divert or drain force.",
    (
        Column("id", "id", "name", required=True),
        *_NAMES,
        Column("state", "ref", "whose force it touches", required=True, refers="states"),
        Column("effect", "choice", "what it does", required=True, choices=CIRCUMSTANCE_EFFECTS),
        Column("rate", "number", "how often it begins", required=True, unit="1 per year", low=0, high=5),
        Column("days", "number", "how long it lasts (median)", required=True, unit="days", low=1, high=20000),
        Column("at_opening", "refs", "openings at which it is already there", refers="openings"),
        Column("began", "ref", "the documented beginning, for runs that keep it", refers="events"),
        Column("ended", "ref", "the documented end", refers="events"),
        Column("reason", "text", "why this rate and length", required=True),
        Column("seen", "choice", "whether they were set with knowledge of the war", required=True, choices=SEEN),
    ),
)

_PATTERN = (
    Column("kind", "choice", "kind of event", required=True, choices=EVENT_KINDS),
    Column("actor", "ref", "who acts; blank for anybody", refers=ACTORS),
    Column("other", "ref", "to whom; blank for anybody", refers=ACTORS),
    Column("place", "ref", "where; blank for anywhere", refers="places"),
    Column("least", "number", "least first value that counts, in the kind's own unit"),
    Column("most", "number", "greatest first value that counts"),
    Column("after", "ref", "only after this outcome or yardstick event", refers="outcomes|yardstick"),
    Column("nth", "integer", "which occurrence; blank for the first", low=1, high=20),
)

OUTCOMES = Table(
    "outcomes",
    "What a history is asked: patterns of events, and their order.",
    (
        Column("id", "id", "name, in snake_case", required=True),
        *_NAMES,
        *_PATTERN,
        Column("event", "ref", "the documented event", refers="events"),
    ),
)

TURNS = Table(
    "turns",
    "Turning points: the record is followed to the day before, then let go.",
    (
        Column("id", "id", "name", required=True),
        *_NAMES,
        Column("let_go", "date", "the day on which the run lets go", required=True),
        Column(
            "within", "integer", "days within which the turn must come", required=True, unit="days", low=1, high=1500
        ),
        *_PATTERN,
        Column("event", "ref", "the documented turn", required=True, refers="events"),
    ),
)

ENTRANCES = Table(
    "entrances",
    "Where a reader may come in: a name, and the day on which the record is let go for the report.",
    (
        Column("id", "id", "name, as the command that runs it", required=True),
        *_NAMES,
        Column("let_go", "date", "the day on which the run lets go", required=True),
        Column("reason", "text", "why that day", required=True),
    ),
)

SWITCHES = Table(
    "switches",
    "Mechanisms that can be turned off, to see what hangs on them.",
    (
        Column(
            "id",
            "choice",
            "name",
            required=True,
            choices=("lying", "learning-at-the-table", "delay", "mfn", "age-of-news"),
        ),
        Column("on", "integer", "1 on, 0 off", required=True, low=0, high=1),
        Column("meaning", "text", "what is turned off", required=True),
    ),
)

ASSUMPTION = Table(
    "assumptions",
    "Numbers that nobody recorded: range, shape and reason. These are the priors.",
    (
        Column("id", "choice", "its name in the rules", required=True, choices=tuple(ASSUMPTIONS)),
        Column("shape", "choice", "shape of the distribution", required=True, choices=SHAPES),
        Column("centre", "number", "see the shape", required=True),
        Column("spread", "number", "see the shape"),
        Column("low", "number", "never below", required=True),
        Column("high", "number", "never above", required=True),
        Column("unit", "text", "unit, as the schema has it", required=True),
        Column("seen", "choice", "whether it was set with knowledge of the war", required=True, choices=SEEN),
        Column("reason", "text", "why", required=True),
        Column("reason_zh", "text", "the same in Traditional Chinese"),
        Column("source", "refs", "keys in sources.bib", refers="sources"),
    ),
)

PLACES = Table(
    "places",
    "Places, with their names in four forms.",
    (
        Column("id", "id", "name", required=True),
        Column("name_en_period", "text", "English of the period", required=True),
        Column("pinyin", "text", "pinyin with tones"),
        Column("trad", "text", "Traditional Chinese", required=True),
        Column("simp", "text", "Simplified Chinese", required=True),
        Column("lat", "number", "latitude", required=True, unit="degrees north", low=-90, high=90),
        Column("lon", "number", "longitude", required=True, unit="degrees east", low=-180, high=180),
        Column("coordinate_source", "text", "where the coordinates come from", required=True),
        Column("confidence", "choice", "our confidence", required=True, choices=("high", "medium", "low")),
        Column(
            "kind",
            "choice",
            "what stands there",
            required=True,
            choices=("city", "works", "field", "anchorage", "port", "post"),
        ),
        Column("state", "ref", "who holds it at the opening", required=True, refers="states"),
        Column("garrison_needed", "number", "men needed to hold it", unit="men", low=0, high=100000),
        Column("heights", "integer", "1 if heights above a city must be taken first", low=0, high=1),
        _FACTS,
        Column("ice_from", "text", "first day of ice, MM-DD"),
        Column("ice_to", "text", "last day of ice, MM-DD"),
        Column("note", "text", "what a reader must know"),
    ),
)

ROUTES = Table(
    "routes",
    "Legs between places, with days under way by each means: low, typical, high (a 90 % range).",
    (
        Column("id", "id", "name", required=True),
        Column("from", "ref", "one end", required=True, refers="places"),
        Column("to", "ref", "other end", required=True, refers="places"),
        Column(
            "mode", "choice", "kind of way", required=True, choices=("sea", "river", "road", "mail line", "courier")
        ),
        Column("distance_km", "number", "length", required=True, unit="km", low=0, high=25000),
        *(
            Column(f"{means}_{which}", "number", f"{which} time by {means}", unit="days", low=0, high=400)
            for means in ("steamer", "sail", "foot", "courier")
            for which in ("low", "typical", "high")
        ),
        Column(
            "carries",
            "choice",
            "which letters use it",
            required=True,
            choices=("mail", "relay", "both", "wire", "none"),
        ),
        Column(
            "monsoon",
            "choice",
            "with which wind it lies: to = towards its second end is northbound",
            choices=("to", "from"),
        ),
        Column("one_way", "integer", "1 if it is used from its first end to its second only", low=0, high=1),
        Column("source", "text", "where the times come from"),
        Column("status", "text", "read or recalled", required=True),
        Column("confidence", "choice", "our confidence", required=True, choices=("high", "medium", "low")),
        Column("note", "text", "what a reader must know"),
    ),
)

FORCES = Table(
    "forces",
    "Forces as they stood at an opening.",
    (
        Column("id", "id", "name", required=True),
        *_NAMES,
        Column("state", "ref", "whose", required=True, refers="states"),
        Column("commander", "ref", "who commands it", required=True, refers="offices"),
        Column("place", "ref", "where it stands", required=True, refers="places"),
        Column("kind", "choice", "what it is", required=True, choices=("squadron", "garrison", "army", "militia")),
        Column("men_low", "number", "men, lowest", required=True, unit="men", low=0, high=200000),
        Column("men_high", "number", "men, highest", required=True, unit="men", low=0, high=200000),
        Column("ships", "number", "ships of war", required=True, unit="ships", low=0, high=300),
        Column("guns", "number", "guns", unit="guns", low=0, high=2000),
        Column("seen", "choice", "whether the figures were set with knowledge of the war", required=True, choices=SEEN),
        _SOURCE,
        _FACTS,
        Column("reason", "text", "what the figures rest on, and why what is assumed is assumed", required=True),
    ),
)

FORTS = Table(
    "forts",
    "Works as they stood at an opening.",
    (
        Column("id", "id", "name", required=True),
        *_NAMES,
        Column("place", "ref", "where", required=True, refers="places"),
        Column("state", "ref", "whose", required=True, refers="states"),
        Column("guns_low", "number", "guns, lowest", required=True, unit="guns", low=0, high=1000),
        Column("guns_high", "number", "guns, highest", required=True, unit="guns", low=0, high=1000),
        Column("men_low", "number", "garrison, lowest", required=True, unit="men", low=0, high=50000),
        Column("men_high", "number", "garrison, highest", required=True, unit="men", low=0, high=50000),
        Column("tide", "integer", "1 if it can be attacked near high water only", low=0, high=1),
        Column("works", "choice", "what they are built of", required=True, choices=BUILT_OF),
        Column("drill", "choice", "of the garrison: practice at its guns", required=True, choices=DRILLS),
        Column("boom", "integer", "1 if a barrier bars the way past it", required=True, low=0, high=1),
        Column("near", "number", "nearest that ships fight it", required=True, unit="metres", low=10, high=10000),
        Column("far", "number", "farthest", required=True, unit="metres", low=10, high=10000),
        Column("mud", "number", "mud to be crossed at high water", required=True, unit="metres", low=0, high=5000),
        Column("ebb", "number", "mud bared beside it at low water", required=True, unit="metres", low=0, high=5000),
        Column("firm", "number", "firm ground to be crossed", required=True, unit="metres", low=0, high=5000),
        Column("ditches", "integer", "ditches before it", required=True, low=0, high=9),
        Column("seen", "choice", "whether the figures were set with knowledge of the war", required=True, choices=SEEN),
        _SOURCE,
        _FACTS,
        Column("reason", "text", "what the figures rest on, and why what is assumed is assumed", required=True),
    ),
)

_YES_NO = ("yes", "no")
_OPEN = ("yes", "no", "unknown")

BATTLES = Table(
    "battles",
    "The war's battles as they could be known before the first shot, to fight or foretell alone. No run reads them.",
    (
        Column("id", "id", "name", required=True),
        *_NAMES,
        Column("kind", "choice", "what is attacked", required=True, choices=("works", "city", "field")),
        Column("date", "date", "first day", required=True),
        Column("place", "ref", "where", required=True, refers="places"),
        Column("event", "ref", "the event of the record", required=True, refers="events"),
        Column("attacker", "text", "who attacks, as in priors/traditions.csv", required=True),
        Column("defender", "text", "who defends, likewise", required=True),
        Column("attackers", "span", "told off or at hand that day", required=True, unit="men", low=1, high=200000),
        Column("defenders", "span", "at the place, by order of battle", required=True, unit="men", low=1, high=200000),
        Column("fortified", "integer", "1 behind walls or permanent works", required=True, low=0, high=1),
        Column("prepared", "integer", "1 on a line of the field made ready before", required=True, low=0, high=1),
        Column("ships_engaged", "span", "armed vessels that were to fight", unit="ships", low=0, high=300),
        Column("ship_guns", "span", "their guns; a gun ashore counts for two", unit="guns", low=0, high=2000),
        Column("largest_ship_tons", "span", "the largest of them", unit="tons", low=10, high=10000),
        Column("steam", "choice", "whether they steam", choices=("yes", "no", "mixed")),
        Column("ironclad", "choice", "whether they are armoured", choices=("yes", "no", "mixed")),
        Column("landing_men", "span", "put ashore, or told off to storm", unit="men", low=0, high=200000),
        Column("fort_guns_bearing", "span", "guns of the works that could bear", unit="guns", low=0, high=1000),
        Column("garrison", "span", "in the works attacked", unit="men", low=1, high=200000),
        Column("works", "choice", "what they are made of", choices=("earth", "masonry", "mixed")),
        Column("range_m", "span", "nearest to farthest ship, or battery of the attack", unit="m", low=0, high=10000),
        Column("held_by_boom_or_obstruction", "choice", "would one keep the attackers under fire", choices=_OPEN),
        Column("anchored_or_passing", "choice", "passing is any fighting under way", choices=("anchored", "passing")),
        Column("tide_or_mud", "text", "tide and ground; the first number before m is the width of the mud"),
        Column("mud_m", "span", "width of the mud", unit="m", low=0, high=10000),
        Column("firm_m", "span", "firm ground from mud or camp to the works", unit="m", low=0, high=20000),
        Column("ditches", "span", "ditches on the way", unit="ditches", low=0, high=20),
        Column("flank_or_rear_attack", "choice", "were ships or men sent to a weak side", choices=_OPEN),
        Column(
            "defender_drill", "choice", "drill of the gunners or troops: arms and practice", required=True,
            choices=("regular", "mixed", "irregular"),
        ),
        Column("silent", "choice", "had they orders to wait until the attackers were close", choices=_YES_NO),
        Column(
            "orders", "choice", "had they orders not to fire: yes until men have landed, all until stormed",
            choices=("no", "yes", "all"),
        ),
        Column("mines", "choice", "were mines laid in the way", choices=_YES_NO),
        Column("heights", "choice", "of a city: do heights command it that can be taken first", choices=_YES_NO),
        _SOURCE,
        Column("basis", "text", "which cells are not read in a source: recalled, reckoned or judged", required=True),
        Column("reason", "text", "why the cells are as they are, with what was left outside", required=True),
    ),
    optional=True,
)  # fmt: skip

FOLLOW = Table(
    "follow",
    "How a fact binds to the engine when the record is followed.",
    (
        Column("fact", "ref", "the event or letter", required=True, refers="events|letters"),
        Column("role", "choice", "choice or chance", required=True, choices=("choice", "chance")),
        Column("office", "ref", "who chooses, or whose chance it is", refers="offices"),
        Column("action", "choice", "the choice", choices=ACTIONS),
        Column("chance", "choice", "the chance", choices=CHANCES),
        Column(
            "subject", "ref", "to whom, against whom, or what", refers="offices|states|forces|incidents|circumstances"
        ),
        Column("place", "ref", "where", refers="places"),
        Column("clauses", "refs", "what is demanded or granted", refers="clauses"),
        Column("clock_hours", "number", "clock of a demand", unit="hours", low=0, high=20000),
        Column(
            "time_rule",
            "choice",
            "which moment of the interval",
            required=True,
            choices=("earliest", "middle", "latest", "after"),
        ),
        Column("after", "ref", "the fact that it comes after", refers="events|letters"),
        Column(
            "value_a",
            "number",
            "chance: coercer wins (1/0), margin, candor (0 true, 1 softened, 2 invented), million taels",
        ),
        Column("value_b", "number", "chance: losses of the attacker", unit="men"),
        Column("value_c", "number", "chance: losses of the defender", unit="men"),
        Column("note", "text", "why it is bound so"),
    ),
    key="",
)

YARDSTICK = Table(
    "yardstick",
    "Documented events on which histories are scored, as patterns.",
    (
        Column("id", "id", "name", required=True),
        *_PATTERN,
        Column("event", "ref", "the documented event", required=True, refers="events"),
        Column(
            "measures",
            "choice",
            "which values of the event, beyond a code, are compared beside its date",
            choices=("none", "first", "second", "both"),
        ),
    ),
)

TOML_SECTIONS = (
    STATES,
    OFFICES,
    CLAUSES,
    APPROACHES,
    OPENINGS,
    INCIDENTS,
    CIRCUMSTANCES,
    OUTCOMES,
    TURNS,
    ENTRANCES,
    SWITCHES,
    ASSUMPTION,
)
CSV_TABLES = (PLACES, ROUTES, FORCES, FORTS, BATTLES)
