"""Does the fit find again what it was told? A check of combat_model.py, run by hand.

    uv run --group fit python verification/recover_combat.py [SEED]

Takes the strengths and works of the real battles several times over, gives them outcomes by fighting each once with
known parameters, spoils the reports of Qing losses as the model says they are spoilt, fits, and prints for each
parameter how many posterior s.d. the truth lies from the posterior mean. Over seeds these should look like draws from a
normal law.
"""

from __future__ import annotations

import sys
from dataclasses import replace

import numpy as np
from combat_model import CLAIM_ERROR, NAMES, Battle, simulate, tabulate, to_values
from fit_combat import cdb90_battles, qing_battles, sample

COPIES = 6  # enough battles to leave a mistake in the likelihood nowhere to hide
WARM_UP, STEPS = 4_000, 6_000
TRUTH = {
    "b0": -0.2,
    "b_ratio": -0.7,
    "b_fortified": 0.5,
    "b_prepared": -0.3,
    "q": 1.5,
    "m_attacker": -1.6,
    "g_attacker": -0.1,
    "s_attacker": 0.5,
    "m_defender": -1.8,
    "g_defender": 0.1,
    "s_defender": 0.8,
    "d_qing": -0.7,
    "d_western": 0.3,
    "s_exchange": 0.9,
    "nu": 4.0,
    "pursuit": 0.4,
}


def fought(battles: list[Battle], dice: np.random.Generator) -> list[Battle]:
    """The same battles with outcomes and losses drawn from the model."""
    truth = np.array([[TRUTH[name] for name in NAMES]])
    table = tabulate([replace(battle, outcome=0) for battle in battles])
    won, share_att, share_def = (column[0] for column in simulate(truth, table, dice))
    result = []
    for i, battle in enumerate(battles):
        claim = float(np.exp(CLAIM_ERROR * dice.standard_normal())) if battle.loss_is_claim else 1.0
        result.append(
            replace(
                battle,
                outcome=1 if won[i] else -1,
                attackers_lost=battle.attackers * share_att[i] * (1.0 if won[i] else claim),
                defenders_lost=battle.defenders * share_def[i] * (claim if won[i] else 1.0),
            )
        )
    return result


def main(seed: int) -> None:
    """Simulate, fit, compare."""
    battles = fought([*cdb90_battles(), *qing_battles()] * COPIES, np.random.default_rng(seed))
    kept = to_values(sample(tabulate(battles), seed, WARM_UP, STEPS).states.reshape(-1, len(NAMES)))
    print(f"{'':12}{'truth':>8}{'mean':>8}{'sd':>8}{'off by':>8}")
    for i, name in enumerate(NAMES):
        mean, spread = kept[:, i].mean(), kept[:, i].std()
        print(f"{name:12}{TRUTH[name]:8.2f}{mean:8.2f}{spread:8.2f}{(TRUTH[name] - mean) / spread:8.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
