"""Looking names and words up: any form of a name finds the facts that use another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from gunboat.analysis.facts.fact import THE_ARTICLE, Fact
from gunboat.analysis.facts.names import TITLES, Named, capitalised, fold, is_chinese, stands_in


@dataclass(frozen=True)
class _Read:
    """A fact as it is searched: all its words, and those that are names, in Latin script and in Chinese."""

    words: str
    names: str
    chinese: str


class Index:
    """The facts and names of a record, folded once for searching. `events` gives the event of a battle or treaty."""

    def __init__(self, facts: Sequence[Fact], named: Sequence[Named], events: dict[str, str]) -> None:
        self.facts, self.named, self.events = facts, named, events

    @cached_property
    def _read(self) -> list[_Read]:
        def said(fact: Fact) -> str:
            word = fact.on_whose_word
            cited = word == THE_ARTICLE or word == ", ".join(fact.works)
            return fact.statement_en if cited else f"{fact.statement_en} | {word}"

        return [_Read(fold(said(f)), capitalised(said(f)), fold(f.statement_zh)) for f in self.facts]

    @cached_property
    def _words(self) -> dict[str, set[str]]:
        """For each person the words of their names in Latin script that nobody else's have: the surname, as a rule."""
        words = {
            named.id: {
                word for form in named.forms if form != named.pinyin and not is_chinese(form)
                for word in capitalised(form).split() if len(word) > 3 and word.isalpha() and word not in TITLES
            }
            for named in self.named if named.of == "people"
        }  # fmt: skip
        shared = Counter(word for own in words.values() for word in own)
        return {key: {word for word in own if shared[word] == 1} for key, own in words.items()}

    def search(self, text: str) -> tuple[list[Named], list[Fact]]:
        """Who or what is meant by a text, and the facts in which it stands."""
        meant = self.meant(text)
        if meant:
            return meant, self.about(meant, text)
        sought = [word for word in fold(text).split() if word not in TITLES] or fold(text).split()
        if is_chinese(text):
            sought = [fold(text)]
        found = [
            fact for fact, read in zip(self.facts, self._read, strict=True)
            if all(stands_in(word, read.chinese if is_chinese(word) else read.words) for word in sought)
        ]  # fmt: skip
        return [], found

    def meant(self, text: str) -> list[Named]:
        """The bearers of a name: those called exactly so, else those with it in a name, else without its titles."""
        plain = " ".join(word for word in fold(text).split() if word not in TITLES)
        for sought in dict.fromkeys((fold(text), plain)):
            if not sought:
                continue
            found = [named for named in self.named if named.is_called(sought)]
            found = found or [named for named in self.named if named.has_in_name(sought)]
            if found:
                return found
        return []

    def about(self, meant: Sequence[Named], text: str = "") -> list[Fact]:
        """The facts that refer to one of some names, or have one of its forms, or the text itself, in their words."""
        latin, chinese = _forms(meant)
        latin |= {word for named in meant if named.of == "people" for word in self._words[named.id]}
        own = fold(text)
        (chinese if is_chinese(own) else latin).add(own)
        events = {self.events[named.id] for named in meant if named.of == "subjects" and self.events.get(named.id)}
        return [
            fact for fact, read in zip(self.facts, self._read, strict=True)
            if any(_refers(fact, named) for named in meant)
            or events & {fact.id, fact.part_of}
            or any(stands_in(form, read.names) for form in latin)
            or any(stands_in(form, read.chinese) for form in chinese)
        ]  # fmt: skip


def _refers(fact: Fact, named: Named) -> bool:
    """Whether a fact refers to a bearer of names by its id: an office and a place may have the same one."""
    if named.of == "people":
        return named.id in fact.people
    if named.of == "places":
        return named.id == fact.place
    return named.of in ("offices", "states", "forces") and named.id in fact.actors


def _forms(meant: Sequence[Named]) -> tuple[set[str], set[str]]:
    """The forms of names that are looked for in English and in Chinese statements, folded.

    Pinyin and single characters are left out: they stand in too many other words.
    """
    latin: set[str] = set()
    chinese: set[str] = set()
    for named in meant:
        for form in named.forms:
            folded = fold(form)
            if is_chinese(form):
                if len(folded) > 1:
                    chinese.add(folded)
            elif form != named.pinyin and len(folded) > 2:
                latin.add(folded)
    return latin, chinese
