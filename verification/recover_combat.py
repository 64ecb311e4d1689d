"""Does the fit find again what it was told? A check of combat_model.py, run by hand.

    uv run --group fit python verification/recover_combat.py [SEED]

Takes the strengths and works of the real battles several times over, gives them ends by fighting each once with known
parameters, breaks as large a share of them off as of the real ones, spoils the reports of Qing losses as the model says
they are spoilt, fits, and prints for each parameter how many posterior s.d. the truth lies from the posterior mean, and
the root mean square of these. Over seeds they should look like draws from a normal law.

A battle that nobody won tells the fit its exchange, and that both breakpoints lie above the losses; what broke it off
knows nothing of the breakpoints. So here: each battle may be broken off when the side that would have won has lost some
share of its men, drawn evenly in its log. Where that comes before its end the battle can be drawn, and of those that
can, as many are as the data have, by lot. The level is the winner's since its losses hold no pursuit: that a battle was
not broken off then says nothing of any parameter. (Of a draw in which one side lost less than EARLIEST a little is
said of who would have won, which the fit leaves unread: one draw in ten.)
"""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import Any

import numpy as np
from combat_data import Fought, fought
from combat_model import PRIORS, Fit, Floats, as_fitted

from gunboat.combat.land import CLAIM_ERROR, fight
from gunboat.world.terms import COMBAT

Bools = np.ndarray[Any, np.dtype[np.bool_]]

COPIES = 4  # enough battles to leave a mistake in the likelihood nowhere to hide
EARLIEST = 0.01  # share lost by the side that would have won at which a battle may first be broken off
SMALL = 40.0  # what is taken from all log shares in a fight, so that none is capped; who wins is the same
TRUTH = {
    "b0": -0.2, "b_ratio": -0.7, "b_fortified": 0.5, "b_prepared": -0.3, "q_mean": 1.5, "q_spread": 0.4,
    "m_attacker": -1.6, "s_attacker": 0.5, "m_defender": -1.8, "s_defender": 0.8, "d_other": -0.7, "d_western": 0.3,
    "war_spread": 0.3, "s_exchange": 0.9, "g_exchange": -0.15, "nu": 4.0, "pursuit": 0.4, "c_lean": 0.3, "rho": -0.5,
}  # fmt: skip


def refought(battles: list[Fought], dice: np.random.Generator) -> list[Fought]:
    """The same battles with ends drawn from the law; each copy of a family is a war of its own."""
    wars = {one.battle.family: TRUTH["war_spread"] * dice.standard_normal() for one in battles}
    advantages = {one.pair: TRUTH["q_mean"] + TRUTH["q_spread"] * dice.standard_normal() for one in battles}
    draws = np.zeros(len(battles), COMBAT.dtype)
    for name in TRUTH.keys() & set(COMBAT.dtype.names):
        draws[name] = TRUTH[name]
    for one, draw in zip(battles, draws, strict=True):
        draw["war"] = wars[one.battle.family]
        draw["q_qing"] = draw["q_other"] = advantages[one.pair]
    for name in ("m_attacker", "m_defender"):
        draws[name] -= SMALL
    places = dice.permutation(len(battles))  # a fight's dice hang on the place of its draw: another for each seed
    placed = np.empty_like(draws)
    placed[places] = draws
    ends = fight([one.battle for one in battles], placed)  # each battle with each draw
    own = np.arange(len(battles))
    won, logs = ends[0][own, places] == 1, np.log(ends[1][own, places]) + SMALL
    drawn, logs = broken_off(won, logs, sum(one.battle.outcome == 0 for one in battles), dice)
    return [
        ended(one, 0 if drawn[i] else 1 if won[i] else -1, np.minimum(1.0, np.exp(logs[i])), dice)
        for i, one in enumerate(battles)
    ]


def broken_off(won: Bools, logs: Floats, wanted: int, dice: np.random.Generator) -> tuple[Bools, Floats]:
    """Which battles nobody won, `wanted` of them, and the log shares lost then, (battles, attacker and defender).

    `won`: whether the attacker would have; `logs`: the log shares lost if all are fought out.
    """
    own = np.arange(len(won))
    winner = np.where(won, 0, 1)
    level = np.log(EARLIEST) * dice.random(len(won))
    at_break = logs.copy()
    at_break[own, 1 - winner] -= TRUTH["pursuit"]
    then = at_break + (level - logs[own, winner])[:, None]  # both lose in one proportion until the end
    can_be = np.flatnonzero((level < logs[own, winner]) & (then < 0.0).all(axis=1))
    drawn = np.zeros(len(won), bool)
    drawn[dice.choice(can_be, wanted, replace=False)] = True
    return drawn, np.where(drawn[:, None], then, logs)


def ended(one: Fought, outcome: int, shares: Floats, dice: np.random.Generator) -> Fought:
    """A battle with an end; where only the victor tells what the beaten lost, that is spoilt as the model says."""
    claimed = one.pair == "qing" and outcome != 0 and (outcome > 0) == (one.battle.western > 0)
    lost = [one.battle.attackers * float(shares[0]), one.battle.defenders * float(shares[1])]
    if claimed:
        lost[1 if outcome > 0 else 0] *= float(np.exp(CLAIM_ERROR * dice.standard_normal()))
    return replace(
        one, battle=replace(one.battle, outcome=outcome, attackers_lost=lost[0], defenders_lost=lost[1]),
        claimed=claimed,
    )  # fmt: skip


def main() -> None:
    """Refight, fit and compare."""
    dice = np.random.default_rng(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
    copies = [
        replace(one, battle=replace(one.battle, family=f"{one.battle.family} {copy}"))
        for copy in range(COPIES)
        for one in fought()
    ]
    battles = refought(copies, dice)
    print(f"{len(battles)} battles, {sum(one.battle.outcome == 0 for one in battles)} of them won by nobody")
    fit = Fit(battles)
    found = as_fitted(fit.sample([True] * len(battles), 1), fit.table["pairs"], {})
    squares = []
    for name in PRIORS:
        mean, spread = found[name].mean(), found[name].std()
        off = (TRUTH[name] - mean) / spread
        squares.append(off * off)
        print(f"{name:12} told {TRUTH[name]:7.3f} found {mean:7.3f} +- {spread:.3f} off by {off:5.2f}")
    print(f"root mean square {np.sqrt(np.mean(squares)):.2f}")


if __name__ == "__main__":
    main()
