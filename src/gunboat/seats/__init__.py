"""Taking part: what a held office sees, and players that hold one.

`run_history(war, seats={"canton": player}, view=view)` stops whenever the office must decide, hands the player a
`View`, and takes one of its `orders` back. Nothing else passes between the engine and a mind.
"""

from gunboat.seats.players import random_player, stubborn_player
from gunboat.seats.view import Demand, Known, View, view

__all__ = ["Demand", "Known", "View", "random_player", "stubborn_player", "view"]
