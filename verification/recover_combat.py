"""Does the fit find again what it was told? A check of combat_model.py, run by hand.

    uv run --group fit python verification/recover_combat.py [SEED]

Takes the strengths and works of the real battles several times over, gives them ends by fighting each once with known
parameters, spoils the reports of Qing losses as the model says they are spoilt, fits, and prints for each parameter how
many posterior s.d. the truth lies from the posterior mean. Over seeds these should look like draws from a normal law.
"""

from __future__ import annotations

import sys
from dataclasses import replace

import numpy as np
from combat_data import Fought, fought
from combat_model import PRIORS, Fit, as_fitted

from gunboat.combat.land import CLAIM_ERROR, fight
from gunboat.world.terms import COMBAT

COPIES = 4  # enough battles to leave a mistake in the likelihood nowhere to hide
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
    result = []
    for one, draw in zip(battles, draws, strict=True):
        draw["war"] = wars[one.battle.family]
        draw["q_qing"] = draw["q_other"] = advantages[one.pair]
    won, shares = fight(
        [one.battle for one in battles], draws
    )  # each battle with each draw: its own is on the diagonal
    for i, one in enumerate(battles):
        claim = float(np.exp(CLAIM_ERROR * dice.standard_normal())) if one.pair == "qing" else 1.0
        attacker_won = bool(won[i, i])
        lost = [one.battle.attackers * shares[i, i, 0], one.battle.defenders * shares[i, i, 1]]
        claimed = one.pair == "qing" and attacker_won == (one.battle.western > 0)
        lost[int(attacker_won)] *= claim if claimed else 1.0
        end = replace(one.battle, outcome=1 if attacker_won else -1, attackers_lost=lost[0], defenders_lost=lost[1])
        result.append(replace(one, battle=end, claimed=claimed))
    return result


def main() -> None:
    """Refight, fit and compare."""
    dice = np.random.default_rng(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
    copies = [
        replace(one, battle=replace(one.battle, family=f"{one.battle.family} {copy}"))
        for copy in range(COPIES)
        for one in fought()
    ]
    battles = refought(copies, dice)
    fit = Fit(battles)
    found = as_fitted(fit.sample([True] * len(battles), 1), fit.table["pairs"], {})
    for name in PRIORS:
        mean, spread = found[name].mean(), found[name].std()
        off = (TRUTH[name] - mean) / spread
        print(f"{name:12} told {TRUTH[name]:7.3f} found {mean:7.3f} +- {spread:.3f} off by {off:5.2f}")


if __name__ == "__main__":
    main()
