"""How far the fit of land battles rests on doubtful rows. Takes four minutes on two cores; writes nothing.

    uv run --group fit python verification/combat_sensitivity.py

Fits the law of combat_model.py on all its battles, then again (what chance in sampling does), without rows that look
like slips, without the smallest two, which look so too, without battles of which two tables name other winners, and
without all of them, and prints by how many s.d. of the whole posterior the mean of each parameter moves. Leaving out k
good rows of n would move each by about sqrt(k / (n - k)) s.d. by chance.
"""

from __future__ import annotations

import math

import numpy as np
from combat_data import SAME, Fought, fought, rows
from combat_model import Fit, as_fitted

from gunboat.combat.posterior import FITTED

SEED = 1842
AGAIN = 1  # added to the seed where all battles are fitted a second time: what chance in sampling moves
WARM_UP, KEPT, CHAINS = 500, 1000, 4

DOUBTFUL = {
    "acw-VA076": "Saltville in October 1864: 300 defenders for some 2,800, who held it, and lose it here",
    "acw-TN014": "Vaught's Hill: the brigade that was attacked on the hill stands as the attacker",
}
SMALLEST = {
    "acw-AL002": "Athens in January 1864: some 600 attacked and 100 held; here 100 attack 700",
    "acw-MO017": "Clark's Mill: the 113 who gave themselves up there stand as the attacker",
}
"""Rows of the American Civil War that look like slips. Murfreesboro in July 1862, a fifth, is in no fit.

The second two are the smallest battles of the fit, on which the spread of small ones rests most.
"""


def disputed() -> set[str]:
    """Battles of CDB90 of which the table of the American Civil War names another winner, of the whole or a part."""
    return {row["cdb90_id"] for row in rows(SAME) if "CDB90 says" in row["reason"]}


def without(battles: list[Fought], names: set[str]) -> list[bool]:
    """Which battles the fit may see."""
    missing = names - {one.battle.name for one in battles}
    if missing:
        raise RuntimeError(f"no battles of the fit: {sorted(missing)}")
    return [one.battle.name not in names for one in battles]


def main() -> None:
    """Fit and compare."""
    battles = fought()
    sizes = sorted((math.sqrt(one.battle.attackers * one.battle.defenders), one.battle.name) for one in battles)
    smallest, name = sizes[0]
    print(f"smallest battle of the fit, by the geometric mean of both strengths: {smallest:.0f} men ({name})")
    left = {"again": set[str](), "doubtful": set(DOUBTFUL), "smallest": set(SMALLEST), "disputed": disputed()}
    left["all"] = set[str]().union(*left.values())
    fit = Fit(battles, warm_up=WARM_UP, kept=KEPT, chains=CHAINS)
    whole = as_fitted(fit.sample([True] * len(battles), SEED), fit.table["pairs"], {})
    moved = {}
    for label, names in left.items():
        draws = as_fitted(fit.sample(without(battles, names), SEED + AGAIN), fit.table["pairs"], {})
        moved[label] = {key: (draws[key].mean() - whole[key].mean()) / whole[key].std() for key in FITTED}
        by_chance = math.sqrt(len(names) / (len(battles) - len(names)))
        off = np.sqrt(np.mean(np.square(list(moved[label].values()))))
        print(f"{label:9} {len(names):3} battles left out: root mean square {off:.2f} s.d., by chance {by_chance:.2f}")
    print(f"\n{'':12}{'mean':>9}{'sd':>8}" + "".join(f"{label:>10}" for label in left) + "   moved, in s.d.")
    for key in FITTED:
        told = "".join(f"{moved[label][key]:+10.2f}" for label in left)
        print(f"{key:12}{whole[key].mean():9.3f}{whole[key].std():8.3f}{told}")


if __name__ == "__main__":
    main()
