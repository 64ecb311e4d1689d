"""The record as a work of reference: find facts, read one with all that bears on it, set rivals side by side."""

from gunboat.analysis.facts.fact import THE_ARTICLE, Fact, Standing
from gunboat.analysis.facts.facts import Day, Facts, Rivals
from gunboat.analysis.facts.names import Named
from gunboat.analysis.facts.pictures import Picture

__all__ = ["THE_ARTICLE", "Day", "Fact", "Facts", "Named", "Picture", "Rivals", "Standing"]
