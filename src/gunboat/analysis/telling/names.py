"""What things are called in a sentence: ids, and the numbers that a chronicle's values hold, in a language."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from gunboat.analysis.telling.languages import round_or_zero, words, write_list, written
from gunboat.scenario.read import WrittenWar


@dataclass(frozen=True)
class Names:
    """Names of all that a chronicle mentions, by id, as (English, Traditional Chinese).

    The ordered lists are those of the war: a clause set is a sum of 2**index into `clauses`; incidents,
    circumstances and the destinations of forces are indices into theirs. Names of clauses, incidents and
    circumstances are written as they stand in the middle of a sentence. An id without a name is its own name.
    """

    by_id: Mapping[str, tuple[str, str]]
    clauses: Sequence[str] = field(default=())
    incidents: Sequence[str] = field(default=())
    circumstances: Sequence[str] = field(default=())
    places: Sequence[str] = field(default=())
    by_place: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Names of places by id, where an office may have the same id; a place that is not here is looked up in `by_id`."""

    facts: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Statements of the record by fact, for acts that it enters in a chronicle without a rule."""

    def fact(self, key: str, lang: str) -> str:
        """The record's statement of a fact, without its full stop; "" for the id ""."""
        return self._of(self.facts, key, lang).rstrip(".。")

    def plain(self, key: str, lang: str) -> str:
        """The name as the war gives it; "" for the id ""."""
        return self._of(self.by_id, key, lang)

    def _of(self, named: Mapping[str, tuple[str, str]], key: str, lang: str) -> str:
        if not key:
            return ""
        both = named.get(key, (key, key))
        return both[0] if written(lang) == "en" else both[1]

    def actor(self, key: str, lang: str) -> str:
        """The name of an office, state, force or circumstance within a sentence: the Governor-General at Canton."""
        return with_article(self.plain(key, lang), lang)

    def place(self, key: str, lang: str) -> str:
        """The name of a place within a sentence: Canton, the Taku forts."""
        return place_with_article(self.plain_place(key, lang), lang)

    def plain_place(self, key: str, lang: str) -> str:
        """The name of a place as the war gives it; "" for the id ""."""
        return self._of(self.by_place if key in self.by_place else self.by_id, key, lang)

    def clause_set(self, value: float, lang: str) -> str:
        """The clauses of a set, as a list: an indemnity, entry into the city and an apology."""
        bits = round_or_zero(value)
        chosen = [key for index, key in enumerate(self.clauses) if bits >> index & 1]
        return write_list([self.plain(key, lang) for key in chosen], lang)


def names_of(war: WrittenWar) -> Names:
    """The names of all that a war's chronicles mention.

    Forces have no names of their own: in English their id serves, in Chinese their state or place with their kind.
    """
    named = [*war.states, *war.offices, *war.clauses, *war.incidents, *war.circumstances]
    by_id = {row.text("id"): (row.text("name_en"), row.text("name_zh")) for row in named}
    by_place = {row.text("id"): (row.text("name_en_period"), row.text("trad")) for row in war.places}
    kinds = words("zh-hant")["forces"]
    for row in war.forces:
        whose = (by_place[row.text("place")] if row.text("kind") == "garrison" else by_id[row.text("state")])[1]
        by_id[row.text("id")] = row.text("id").replace("-", " ").capitalize(), whose + kinds[row.text("kind")]
    return Names(
        by_id,
        clauses=[row.text("id") for row in war.clauses],
        incidents=[row.text("id") for row in war.incidents],
        circumstances=[row.text("id") for row in war.circumstances],
        places=[row.text("id") for row in war.places],
        by_place=by_place,
        facts={row.text("id"): (row.text("statement_en"), row.text("statement_zh")) for row in war.record.events},
    )


def at(keys: Sequence[str], index: float) -> str:
    """The id at an index; "" where there is none, or where the index is not known."""
    if index != index or not 0 <= round_or_zero(index) < len(keys):
        return ""
    return keys[round_or_zero(index)]


def bare(name: str, lang: str) -> str:
    """A name without its article."""
    already = _already(name, lang)
    return name[len(already) :].lstrip() if already else name


def with_article(name: str, lang: str) -> str:
    """The name of somebody, with the article that its language gives it."""
    rule = words(lang).get("article")
    if rule is None or not name:
        return name
    already = _already(name, lang)
    if already:
        return already.lower() + name[len(already) :]
    parts = name.split()
    if len(parts) == 1:
        takes = name in rule["actor_single_with"]
    else:
        takes = parts[0] not in rule["actor_first_without"]
    return str(rule["actor"].format(name=name)) if takes else name


def place_with_article(name: str, lang: str) -> str:
    """The name of a place, with the article that its language gives it."""
    rule = words(lang).get("article")
    if rule is None or not name:
        return name
    already = _already(name, lang)
    if already:
        return already.lower() + name[len(already) :]
    head = re.split(r"[(,]", name)[0].split()
    takes = len(head) > 1 and head[-1] in rule["place_last_with"] and not head[0].endswith("'s")
    return str(rule["actor"].format(name=name)) if takes else name


def _already(name: str, lang: str) -> str:
    """The article that a name begins with; "" where there is none."""
    rule = words(lang).get("article")
    first = name.split(" ", 1)[0]
    return first if rule is not None and first.lower() in rule["already"] and first != name else ""
