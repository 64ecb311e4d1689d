"""Holding the seat at Canton in 1856: a player who draws lots, and one who refuses whatever is asked."""

from collections.abc import Callable

from gunboat.run.single import run_history
from gunboat.scenario.read import read_war
from gunboat.seats import View, random_player, stubborn_player, view

war = read_war("second-opium-war")


def shown(player: Callable[[View], str], seen: list[tuple[View, str]]) -> Callable[[View], str]:
    """The same player, writing down what it saw and what it ordered."""

    def play(papers: View) -> str:
        order = player(papers)
        seen.append((papers, order))
        return order

    return play


for name, player in (("lots", random_player(7)), ("refuse", stubborn_player("refuse"))):
    seen: list[tuple[View, str]] = []
    history = run_history(war, seed=1856, seats={"canton": shown(player, seen)}, view=view)
    print(f"{name}: {len(seen)} decisions at Canton")
    for papers, order in seen[:4]:
        print(f"  {papers}")
        print(f"    ordered: {order}")
    for outcome, found in history.outcomes.items():
        print(f"  {outcome:<20} {found.when:%d %B %Y}" if found else f"  {outcome:<20} -")
