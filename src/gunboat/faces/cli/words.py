"""The words of the printed page, in the language asked for."""

from gunboat.analysis.telling.languages import Words

SHIPPED_WAR = "second-opium-war"
"""The war that is run where none is named."""

say = Words(__package__).said
