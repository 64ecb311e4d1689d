"""The words of the printed page, in the language asked for."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from gunboat.analysis.telling.languages import finish, written

SHIPPED_WAR = "second-opium-war"
"""The war that is run where none is named."""


@cache
def _words(lang: str) -> Mapping[str, Any]:
    text = files(__package__).joinpath(f"{written(lang)}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def say(key: str, lang: str, **values: object) -> str:
    """The text at a dotted key, filled in; KeyError for a key that is not there."""
    found: Any = _words(lang)
    for part in key.split("."):
        found = found[part]
    return finish(str(found).format(**values), lang)


def own(english: str, chinese: str, lang: str) -> str:
    """A name that a war gives in English and Traditional Chinese, in the language asked for."""
    return finish(english if written(lang) == "en" else chinese, lang)


def write_cell(share: float, lang: str) -> str:
    """A share in a cell of a table: 27 in 100, <1 in 100, none."""
    if share <= 0:
        return say("share.none", lang)
    if round(share * 100) < 1:
        return say("share.little", lang)
    if share < 1 and round(share * 100) == 100:
        return say("share.most", lang)
    return say("share.some", lang, n=round(share * 100))
