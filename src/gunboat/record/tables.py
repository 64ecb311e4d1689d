"""The one definition of the columns of a record, and so of a chronicle.

A table is a list of columns; a column says what it holds, in which unit, and what it may refer to. The reader
(`gunboat.record.reading`), the check, the data package description and the chronicle of a simulated history all
take their columns from here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Holds = Literal["id", "text", "date", "clock", "integer", "number", "choice", "ref", "refs", "url"]


@dataclass(frozen=True)
class Column:
    """One column: its name, what it holds, whether it may be blank, its meaning and (for numbers) its unit.

    `refers` names the table or section whose ids a `ref` or `refs` column may hold ("|" between several);
    `choices` is the closed list of a `choice` column; `low` and `high` bound a number.
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
    """A named table with its columns; `key` is the column that identifies a row ("" where none does)."""

    name: str
    meaning: str
    columns: tuple[Column, ...] = field(default=())
    key: str = "id"

    def column(self, name: str) -> Column:
        """Return the column called `name`; KeyError where there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)


# Who or what an event is about: every id of these sections is an actor.
ACTORS = "offices|states|forces"

ROLES = ("choice", "chance", "consequence", "circumstance", "background", "aftermath", "description")

PRECISIONS = ("hour", "day", "month", "season", "year")

STATUSES = ("provisional", "checked")

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
)

# Where a fact stands in the source articles.
_LOCATION = (
    Column(
        "document",
        "choice",
        "source article (000, 001, 002 in the order of their file names)",
        choices=("000", "001", "002"),
    ),
    Column("section", "text", "heading under which it stands, or infobox, caption, note"),
    Column("locator", "text", "a few characters to search for in the document"),
    Column("source", "refs", "keys in sources.bib, separated by spaces", required=True, refers="sources"),
    Column("on_whose_word", "text", "the person or work that the source quotes, where it is not the source's own word"),
    Column("rivals", "id", "group of claims that contradict one another; blank where nobody contradicts"),
    Column("status", "choice", "provisional until transcribed a second time", required=True, choices=STATUSES),
    Column("note", "text", "what a reader must know to use it rightly"),
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
        Column("place", "ref", "where", refers="places"),
        Column("value_low", "number", "lowest figure that belongs to the event itself", unit="see unit"),
        Column("value_high", "number", "highest figure", unit="see unit"),
        Column("unit", "text", "unit of the figures"),
        Column("statement_en", "text", "the fact in our own English", required=True),
        Column("statement_zh", "text", "the fact in our own Traditional Chinese", required=True),
        *_LOCATION,
    ),
)

FIGURES = Table(
    "figures",
    "Numbers that belong to an event: strengths, losses, votes, money, hours, areas.",
    (
        Column("id", "id", "name of the figure", required=True),
        Column("event", "ref", "the event it belongs to", required=True, refers="events"),
        Column(
            "quantity",
            "text",
            "what is counted: men, ships, guns, killed, wounded, casualties, prisoners, votes ...",
            required=True,
        ),
        Column("side", "ref", "whose", refers=ACTORS),
        Column("value_low", "number", "lowest value", required=True, unit="see unit"),
        Column("value_high", "number", "highest value", required=True, unit="see unit"),
        Column("unit", "text", "unit of the value", required=True),
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
        Column("about", "ref", "the event it reports or decides", refers="events"),
        Column("sent_from", "date", "earliest day of writing", required=True),
        Column("sent_to", "date", "latest day of writing", required=True),
        Column("arrived_from", "date", "earliest day of arrival"),
        Column("arrived_to", "date", "latest day of arrival"),
        Column("candor", "choice", "whether the report was true", choices=("true", "softened", "invented", "withheld")),
        Column("contradicted_by", "refs", "events that contradict it; required where it is not true", refers="events"),
        Column("statement_en", "text", "what it says, in our own English", required=True),
        Column("statement_zh", "text", "what it says, in our own Traditional Chinese", required=True),
        *_LOCATION,
    ),
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
        Column("followed", "ref", "the claim that a run follows", required=True, refers="events|figures|letters"),
        Column("reason", "text", "why this one", required=True),
    ),
    key="group",
)

RECORD_TABLES = (EVENTS, FIGURES, LETTERS, PEOPLE, HOLDERS, CLAIMS)

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
    "bombardment": (("ships", "ships"),),
    "blockade-declared": (("ships", "ships"),),
    "occupation-government": (("garrison", "men"),),
    "raid": (("strength", "men"),),
    "place-taken": (("strength", "men"),),
    "place-evacuated": (("strength", "men"),),
    "works-strengthened": (("guns", "guns"), ("garrison", "men")),
    "office-appointed": (("holder", "ordinal"),),
    "office-dismissed": (("holder", "ordinal"),),
    "expedition-ordered": (("strength", "men"),),
    "expedition-diverted": (("taken", "men"), ("for", "days")),
    "vote": (("margin", "share of those voting"), ("carried", "1 or 0")),
    "election": (("swing", "share"), ("carried", "1 or 0")),
    "treaty-signed": (("clauses", "clause set"),),
    "treaty-ratified": (("clauses", "clause set"),),
    "ratification-refused": (("clauses", "clause set"),),
    "clause-extended": (("clauses", "clause set"),),
    "territory-ceded": (("clauses", "clause set"),),
    "circumstance-began": (("circumstance", "index"),),
    "circumstance-ended": (("circumstance", "index"),),
    "history-ended": (("why", "0 last day, 1 peace"),),
}

LETTER_KINDS = ("report", "demand", "answer", "instruction", "order", "news", "note")
"""Kinds of letters of the engine, in the kernel's numbering."""
