"""The words of the report, in the language asked for."""

from gunboat.analysis.telling.languages import Words

HTML_LANGUAGE = {"en": "en", "zh-hant": "zh-Hant", "zh-hans": "zh-Hans"}
"""The languages of the report with their tags in HTML."""

said = Words(__package__).said
