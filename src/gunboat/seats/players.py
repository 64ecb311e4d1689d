"""Players: minds that hold a seat. A player gets a view and returns one of its orders."""

from __future__ import annotations

import random
from collections.abc import Callable

from gunboat.seats.view import View

Player = Callable[[View], str]


def random_player(seed: int) -> Player:
    """A player that picks any lawful order with equal chance.

    Its choice depends on the seed, the office, the date and the occasion alone, not on what it chose before, so that
    a history that is resumed or branched meets the same mind.
    """

    def play(view: View) -> str:
        draw = random.Random(f"{seed} {view.office} {view.date.isoformat()} {view.occasion}")
        return draw.choice(view.orders)

    return play


def stubborn_player(order: str, otherwise: str = "wait") -> Player:
    """A player that gives one order whenever it is lawful, else another, else what its staff thinks likeliest."""

    def play(view: View) -> str:
        for wanted in (order, otherwise):
            if wanted in view.orders:
                return wanted
        return max(view.orders, key=lambda name: view.odds[name])

    return play
