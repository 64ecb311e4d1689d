"""The one definition of the columns of a record, and so of a chronicle.

A table is a list of columns; a column says what it holds, in which unit, and what it may refer to. The reader
(`gunboat.record.reading`), the check, the data package description and the chronicle of a simulated history all
take their columns from here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Holds = Literal["id", "text", "date", "clock", "integer", "number", "span", "choice", "ref", "refs", "url"]


@dataclass(frozen=True)
class Column:
    """One column: its name, what it holds, whether it may be blank, its meaning and (for numbers) its unit.

    `refers` names the table or section whose ids a `ref` or `refs` column may hold ("|" between several);
    `choices` is the closed list of a `choice` column; `low` and `high` bound a number, and both ends of a span, which
    is a number or `a..b`.
    """

    name: str
    holds: Holds
    meaning: str
    required: bool = False
    unit: str = ""
    refers: str = ""
    choices: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Table:
    """A named table with its columns; `key` is the column that identifies a row ("" where none does).

    The file of an `optional` table may be missing, which says that it has no rows.
    """

    name: str
    meaning: str
    columns: tuple[Column, ...] = field(default=())
    key: str = "id"
    optional: bool = False

    def column(self, name: str) -> Column:
        """Return the column called `name`; KeyError where there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)


# Who or what an event is about: every id of these sections is an actor.
ACTORS = "offices|states|forces"

# Any row that is a fact.
FACTS = "events|figures|letters|points|remarks"

ROLES = ("choice", "chance", "consequence", "circumstance", "background", "aftermath", "description")

PRECISIONS = ("hour", "day", "month", "season", "year")

STATUSES = ("provisional", "checked")

# How the source of a fact was consulted.
BASES = ("read", "recalled", "reckoned")

UNITS = (
    "men", "persons", "ships", "boats", "junks", "guns", "votes", "taels", "dollars", "piastres", "francs", "minutes",
    "hours", "days", "years", "hour of the day", "li", "square kilometres", "houses", "forts", "ports", "articles",
    "points", "characters", "times", "meetings", "inscriptions", "percent",
)  # fmt: skip
"""Units of the figures of a record, in the plural."""

# What can happen, in the record and in a simulated history alike. The order is the kernel's numbering:
# add at the end.
EVENT_KINDS = (
    "incident",
    "demand-presented",
    "demand-answered",
    "deadline-expired",
    "demand-dropped",
    "letter-sent",
    "letter-arrived",
    "letter-lost",
    "decision",
    "force-ordered",
    "force-sailed",
    "force-arrived",
    "battle",
    "bombardment",
    "raid",
    "place-taken",
    "place-evacuated",
    "works-strengthened",
    "blockade-declared",
    "blockade-lifted",
    "trade-closed",
    "office-appointed",
    "office-dismissed",
    "holder-captured",
    "expedition-ordered",
    "expedition-diverted",
    "vote",
    "dissolution",
    "election",
    "ministry-changed",
    "treaty-signed",
    "treaty-ratified",
    "ratification-refused",
    "clause-extended",
    "clause-waived",
    "negotiators-appointed",
    "negotiations-broken-off",
    "war-declared",
    "court-fled",
    "envoys-seized",
    "envoys-turned-away",
    "destruction",
    "looting",
    "occupation-government",
    "mediation-offered",
    "territory-ceded",
    "indemnity-paid",
    "circumstance-began",
    "circumstance-ended",
    "council-held",
    "edict-issued",
    "publication",
    "death",
    "medal",
    "site",
    "history-ended",
    "battle-phase",
    "battle-losses",
    "battle-toll",
)

# Phases of a battle. The order is the kernel's numbering: add at the end.
PHASES = (
    "fire opened",
    "first ship out of action",
    "half the guns dismounted",
    "works silenced",
    "squadron broke off",
    "squadron past the works",
    "men landed",
    "works stormed",
    "end",
    "assault begun",
    "gate or wall breached",
    "walls escaladed",
    "commanding heights taken",
    "walls given up",
    "fighting in the streets over",
    "assault beaten off",
    "offices searched",
    "holder taken",
    "men came up by land",
)

# Where a fact stands in the source articles, on whose word, and how far it has been checked.
_LOCATION = (
    Column(
        "document",
        "choice",
        "source article (000, 001, 002 in the order of their file names); blank for a fact from another work",
        choices=("000", "001", "002"),
    ),
    Column("section", "text", "heading under which it stands, or infobox, caption, note, header, end"),
    Column("locator", "text", "a few characters to search for in the document"),
    Column("source", "refs", "keys in sources.bib, separated by spaces", required=True, refers="sources"),
    Column("on_whose_word", "text", "the person or work that the source quotes, where it is not the source's own word"),
    Column(
        "basis", "choice", "how the source was consulted; reckoned from other rows where there is none", choices=BASES
    ),
    Column("refines", "ref", "the fact that this one makes more exact without contradicting it", refers=FACTS),
    Column("rivals", "id", "group of claims that contradict one another; blank where nobody contradicts"),
    Column("status", "choice", "provisional until transcribed a second time", required=True, choices=STATUSES),
    Column("note", "text", "what a reader must know to use it rightly"),
)

_STATEMENTS = (
    Column("statement_en", "text", "the fact in our own English", required=True),
    Column("statement_zh", "text", "the fact in our own Traditional Chinese", required=True),
)

_PERSONS = Column("people", "refs", "persons who take part by name", refers="people")

_VALUES = (
    Column("value_low", "number", "lowest figure that belongs to the fact itself", unit="see unit"),
    Column("value_high", "number", "highest figure", unit="see unit"),
    Column("unit", "choice", "unit of the figures", choices=UNITS),
)

EVENTS = Table(
    "events",
    "Dated events: the rows of the record, and the shape of a chronicle's rows.",
    (
        Column("id", "id", "name of the event, in kebab-case, with its year", required=True),
        Column("kind", "choice", "what kind of event", required=True, choices=EVENT_KINDS),
        Column("role", "choice", "what following the record does with it", required=True, choices=ROLES),
        Column("date_from", "date", "first day on which it may have happened", required=True),
        Column("date_to", "date", "last day on which it may have happened", required=True),
        Column("time", "clock", "local time of day, where known"),
        Column(
            "precision", "choice", "precision of the date as the source gives it", required=True, choices=PRECISIONS
        ),
        Column("actor", "ref", "who acts", refers=ACTORS),
        Column("other", "ref", "to whom, or against whom", refers=ACTORS),
        _PERSONS,
        Column("place", "ref", "where", refers="places"),
        *_VALUES,
        *_STATEMENTS,
        *_LOCATION,
    ),
)

FIGURES = Table(
    "figures",
    "Numbers that belong to an event: strengths, losses, votes, money, hours, areas.",
    (
        Column("id", "id", "name of the figure", required=True),
        Column("event", "ref", "the event it belongs to, and whose date it has", required=True, refers="events"),
        Column(
            "quantity",
            "text",
            "what is counted: men, ships, guns, killed, wounded, casualties, prisoners, votes ...",
            required=True,
        ),
        Column("side", "ref", "whose", refers=ACTORS),
        Column("value_low", "number", "lowest value", required=True, unit="see unit"),
        Column("value_high", "number", "highest value", required=True, unit="see unit"),
        Column("unit", "choice", "unit of the value", required=True, choices=UNITS),
        *_STATEMENTS,
        *_LOCATION,
    ),
)

LETTERS = Table(
    "letters",
    "Letters, memorials, edicts and instructions, with what they claim and what contradicts them.",
    (
        Column("id", "id", "name of the letter", required=True),
        Column(
            "kind",
            "choice",
            "what it is for",
            required=True,
            choices=("report", "demand", "answer", "instruction", "edict", "news", "order", "note"),
        ),
        Column("sender", "ref", "office that writes", required=True, refers="offices"),
        Column("receiver", "ref", "office that reads", required=True, refers="offices"),
        _PERSONS,
        Column("about", "ref", "the event it reports or decides", refers="events"),
        Column("sent_from", "date", "earliest day of writing", required=True),
        Column("sent_to", "date", "latest day of writing", required=True),
        Column("arrived_from", "date", "earliest day of arrival"),
        Column("arrived_to", "date", "latest day of arrival"),
        Column("candor", "choice", "whether the report was true", choices=("true", "softened", "invented", "withheld")),
        Column("contradicted_by", "refs", "facts that contradict it; required where it is not true", refers=FACTS),
        Column("statement_en", "text", "what it says, in our own English", required=True),
        Column("statement_zh", "text", "what it says, in our own Traditional Chinese", required=True),
        *_LOCATION,
    ),
)

POINTS = Table(
    "points",
    "The points of demands and instructions, and the articles of treaties.",
    (
        Column("id", "id", "name of the point", required=True),
        Column(
            "event", "ref", "the demand or treaty it belongs to, and whose date it has", required=True, refers="events"
        ),
        Column("number", "integer", "its place in the list", low=1),
        Column("clause", "ref", "the clause of the war that it amounts to, where there is one", refers="clauses"),
        Column("actor", "ref", "who asks for it, or gains by it", refers=ACTORS),
        *_VALUES,
        *_STATEMENTS,
        *_LOCATION,
    ),
    optional=True,
)

REMARK_KINDS = ("happening", "condition", "motive", "view", "judgement", "effect", "description", "naming", "gap")

REMARKS = Table(
    "remarks",
    "What else the sources say: how things stood, why, what somebody held, what somebody judges, and what is lost.",
    (
        Column("id", "id", "name of the remark", required=True),
        Column(
            "kind",
            "choice",
            "a happening of no kind of event; a condition of things; a motive; a view that somebody held; a judgement, "
            "on its word; an effect; a description; another name; a gap, where a text is announced and missing",
            required=True,
            choices=REMARK_KINDS,
        ),
        Column("role", "choice", "where it stands in the story", required=True, choices=ROLES[2:]),
        Column("about", "ref", "the event it belongs to", refers="events"),
        Column("date_from", "date", "first day of what it speaks of; blank where no date is given"),
        Column("date_to", "date", "last day"),
        Column("time", "clock", "local time of day, where known"),
        Column("precision", "choice", "precision of the date as the source gives it", choices=PRECISIONS),
        Column("actors", "refs", "whom it concerns", refers=ACTORS),
        _PERSONS,
        Column("place", "ref", "where", refers="places"),
        *_VALUES,
        *_STATEMENTS,
        *_LOCATION,
    ),
    optional=True,
)

_PASSAGE = (
    Column("document", "choice", "source article", required=True, choices=("000", "001", "002")),
    Column("section", "text", "heading under which it stands, or infobox, caption, note, header, end", required=True),
    Column("locator", "text", "a few characters to search for in the document", required=True),
)

PASSAGES = Table(
    "passages",
    "Further passages of the articles that state a fact a second time.",
    (
        Column("fact", "ref", "the fact, or the picture", required=True, refers=f"{FACTS}|pictures"),
        *_PASSAGE,
    ),
    key="",
    optional=True,
)

SILENT = Table(
    "silent",
    "Passages of the articles that hold no fact of their own.",
    (
        *_PASSAGE,
        Column(
            "why",
            "choice",
            "what the passage is",
            required=True,
            choices=("reference", "navigation", "category", "link", "lead-over"),
        ),
        Column("source", "refs", "keys in sources.bib of the works that a reference cites", refers="sources"),
    ),
    key="",
    optional=True,
)

PICTURES = Table(
    "pictures",
    "The pictures of the articles: linked, never loaded.",
    (
        Column("id", "id", "name of the picture", required=True),
        Column("file", "text", "name of its file", required=True),
        Column("caption_en", "text", "its caption in the article, in our own English"),
        Column("caption_zh", "text", "its caption in the article, in our own Traditional Chinese"),
        Column("shows_en", "text", "what it shows, in English", required=True),
        Column("shows_zh", "text", "what it shows, in Traditional Chinese", required=True),
        Column("date_from", "date", "first day on which it may have been made"),
        Column("date_to", "date", "last day"),
        Column("precision", "choice", "precision of the date", choices=PRECISIONS),
        Column("maker", "text", "who made it, where known"),
        Column("event", "ref", "the event it shows", refers="events"),
        Column("url", "url", "where it can be seen", required=True),
        *_PASSAGE,
        Column("source", "refs", "keys in sources.bib", required=True, refers="sources"),
        Column("basis", "choice", "how date and maker are known", choices=BASES),
        Column("status", "choice", "provisional until transcribed a second time", required=True, choices=STATUSES),
        Column("note", "text", "what a reader must know to use it rightly"),
    ),
    optional=True,
)

PEOPLE = Table(
    "people",
    "Persons, with their names in all forms.",
    (
        Column("id", "id", "name in kebab-case", required=True),
        Column("name_en", "text", "English of the period or the person's own spelling", required=True),
        Column("pinyin", "text", "pinyin of the Chinese name, with tones"),
        Column("name_zh", "text", "Traditional Chinese", required=True),
        Column("other_names", "text", "further forms, separated by semicolons"),
        Column("note", "text", "who this is", required=True),
        Column("source", "refs", "keys in sources.bib", required=True, refers="sources"),
        Column("status", "choice", "provisional until transcribed a second time", required=True, choices=STATUSES),
    ),
)

NAMED = ("people", "places", "offices", "states", "forces", "subjects")
"""The tables and sections whose rows have names."""

SUBJECTS = Table(
    "subjects",
    "Ships, battles, treaties, offices, bodies and places that no other table of the war names.",
    (
        Column("id", "id", "name in kebab-case", required=True),
        Column(
            "kind", "choice", "what it is", required=True,
            choices=("ship", "battle", "treaty", "war", "office", "body", "place", "work"),
        ),
        Column("name_en", "text", "English of the period", required=True),
        Column("pinyin", "text", "pinyin of the Chinese name, with tones"),
        Column("name_zh", "text", "Traditional Chinese", required=True),
        Column("other_names", "text", "further forms, separated by semicolons"),
        Column("event", "ref", "its event, for a battle or a treaty", refers="events"),
        Column("note", "text", "what this is", required=True),
        Column("source", "refs", "keys in sources.bib", required=True, refers="sources"),
        Column("status", "choice", "provisional until transcribed a second time", required=True, choices=STATUSES),
    ),
    optional=True,
)  # fmt: skip

NAMES = Table(
    "names",
    "Further forms of the names of persons, places, offices, states, forces and subjects, as the articles write them.",
    (
        Column("of", "choice", "what bears the name", required=True, choices=NAMED),
        Column("subject", "id", "its id there", required=True),
        Column("form", "text", "the name as it is written", required=True),
        Column("script", "choice", "how it is written", required=True, choices=("trad", "simp", "latin", "pinyin")),
        Column(
            "used", "choice", "where it is used", required=True,
            choices=("article", "hans", "hant", "tw", "hk", "sg", "period", "modern"),
        ),
        Column("document", "choice", "source article", choices=("000", "001", "002")),
        Column("section", "text", "heading under which it stands, or infobox, caption, note, header, end"),
        Column("locator", "text", "a few characters to search for in the document"),
        Column("source", "refs", "keys in sources.bib", required=True, refers="sources"),
        Column("note", "text", "what a reader must know: a slip of the article, a former romanisation"),
    ),
    key="",
    optional=True,
)  # fmt: skip

HOLDERS = Table(
    "holders",
    "Who held which office from when to when.",
    (
        Column("office", "ref", "the office", required=True, refers="offices"),
        Column("person", "ref", "its holder", required=True, refers="people"),
        Column("date_from", "date", "first day, or the first day on which the record shows the holder", required=True),
        Column("date_to", "date", "last day; blank where beyond the record"),
        Column("source", "refs", "keys in sources.bib", required=True, refers="sources"),
        Column("status", "choice", "provisional until transcribed a second time", required=True, choices=STATUSES),
        Column("note", "text", "what a reader must know"),
    ),
    key="",
)

CLAIMS = Table(
    "claims",
    "Groups of claims that contradict one another, and the one that a run follows.",
    (
        Column("group", "id", "name of the group, as in the column rivals", required=True),
        Column("about", "text", "what they disagree on", required=True),
        Column(
            "difference",
            "choice",
            "what kind of disagreement",
            required=True,
            choices=("contradiction", "counted-differently", "emphasis"),
        ),
        Column("followed", "ref", "the claim that a run follows", required=True, refers=FACTS),
        Column("reason", "text", "why this one", required=True),
        Column(
            "mistaken", "refs", "claims that a better source shows to be wrong; blank where it is open", refers=FACTS
        ),
        Column("better", "refs", "keys in sources.bib of that better source", refers="sources"),
    ),
    key="group",
)

FACT_TABLES = (EVENTS, FIGURES, LETTERS, POINTS, REMARKS)
"""The tables whose rows are facts: each has an id of its own, a source and perhaps rivals."""

RECORD_TABLES = (
    *FACT_TABLES, CLAIMS, PASSAGES, SILENT, PEOPLE, HOLDERS, SUBJECTS, NAMES, PICTURES,
)  # fmt: skip

# What the three values of a chronicle row mean, by kind of event: (meaning, unit) each. A kind that is not listed
# carries no value. Clause sets are sums of 2**index of the clause; actions are indices into ACTIONS of the schema.
EVENT_VALUES: dict[str, tuple[tuple[str, str], ...]] = {
    "incident": (("incident", "index"),),
    "demand-presented": (("clauses", "clause set"), ("clock", "hours")),
    "demand-answered": (("answer", "action"), ("clauses", "clause set")),
    "deadline-expired": (("clauses", "clause set"),),
    "demand-dropped": (("clauses", "clause set"),),
    "letter-sent": (("kind of letter", "index"), ("candor", "0 true, 1 softened, 2 invented")),
    "letter-arrived": (
        ("kind of letter", "index"),
        ("under way", "days"),
        ("candor", "0 true, 1 softened, 2 invented"),
    ),
    "letter-lost": (("kind of letter", "index"), ("under way", "days")),
    "decision": (("choice", "action"), ("odds", "probability")),
    "force-ordered": (("order", "action"),),
    "force-sailed": (("strength", "men"), ("destination", "place"), ("ships", "ships")),
    "force-arrived": (("strength", "men"), ("under way", "days"), ("ships", "ships")),
    "battle": (("attacker won", "1 or 0"), ("loss of the attacker", "men"), ("loss of the defender", "men")),
    "battle-phase": (
        ("phase", ", ".join(f"{i} {name}" for i, name in enumerate(PHASES))),
        ("since the first shot", "minutes"),
        ("amount", "guns, ships or men, by phase"),
    ),
    "battle-losses": (("killed", "men"), ("wounded", "men"), ("missing", "men")),
    "battle-toll": (("officers", "officers"), ("ships", "ships"), ("guns", "guns")),
    "bombardment": (("ships", "ships"),),
    "blockade-declared": (("ships", "ships"),),
    "occupation-government": (("garrison", "men"),),
    "raid": (("strength", "men"),),
    "place-taken": (("strength", "men"),),
    "place-evacuated": (("strength", "men"),),
    "works-strengthened": (("guns", "guns"), ("garrison", "men"), ("barrier", "0 none new, 1 laid")),
    "office-appointed": (("holder", "ordinal"),),
    "office-dismissed": (("holder", "ordinal"),),
    "expedition-ordered": (("strength", "men"),),
    "expedition-diverted": (("taken", "men"), ("for", "days")),
    "vote": (("margin", "share of those voting"), ("carried", "1 or 0")),
    "election": (("swing", "share"), ("carried", "1 or 0")),
    "treaty-signed": (("clauses", "clause set"), ("indemnity", "million taels"), ("ports", "ports")),
    "treaty-ratified": (("clauses", "clause set"), ("indemnity", "million taels"), ("ports", "ports")),
    "ratification-refused": (("clauses", "clause set"),),
    "clause-extended": (("clauses", "clause set"),),
    "territory-ceded": (("clauses", "clause set"),),
    "circumstance-began": (("circumstance", "index"),),
    "circumstance-ended": (("circumstance", "index"),),
    "history-ended": (("why", "0 last day, 1 peace"),),
}

CODES = ("1 or 0", "clause set", "index", "action")
"""Units of values that are codes and not quantities."""


def first_quantity(kind: str) -> int:
    """The place of the first of an event kind's values to be measured: 1 where the one before it is a code, else 0."""
    meanings = EVENT_VALUES.get(kind, ())
    return int(bool(meanings) and meanings[0][1] in CODES)


LETTER_KINDS = ("report", "demand", "answer", "instruction", "order", "news", "note")
"""Kinds of letters of the engine, in the kernel's numbering."""
