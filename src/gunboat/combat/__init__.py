"""Battles as tables: what a row says before it is fought, and what the fitted rules make of it."""
