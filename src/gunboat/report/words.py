"""The words of the report, in the language asked for."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from gunboat.analysis.telling.languages import finish, written

HTML_LANGUAGE = {"en": "en", "zh-hant": "zh-Hant", "zh-hans": "zh-Hans"}
"""The languages of the report with their tags in HTML."""


@cache
def _words(lang: str) -> Mapping[str, Any]:
    text = files(__package__).joinpath(f"{written(lang)}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def said(key: str, lang: str, **values: object) -> str:
    """The text at a dotted key, filled in; KeyError for a key that is not there."""
    found: Any = _words(lang)
    for part in key.split("."):
        found = found[part]
    return finish(str(found).format(**values), lang)


def own(english: str, chinese: str, lang: str) -> str:
    """A text that is given in English and Traditional Chinese, in the language asked for."""
    return finish(english if written(lang) == "en" else chinese, lang)


def share_of(share: float, lang: str) -> str:
    """A share as a frequency: 27 in 100."""
    if share <= 0:
        return said("share.none", lang)
    if round(share * 100) < 1:
        return said("share.little", lang)
    if share < 1 and round(share * 100) == 100:
        return said("share.most", lang)
    return said("share.some", lang, n=round(share * 100))
