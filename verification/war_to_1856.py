"""The war's battles as foretold by models that have seen nothing after 1856. Takes some five minutes on one core.

    uv run --group fit python verification/war_to_1856.py

Both models are fitted again on battles and actions up to 1856 alone, a year before the first battle foretold, and asked
of the same rows as in `war_battles.py`. Nothing was chosen by these figures, and nothing ships from them. What a blank
cell of a row of works may hold is still drawn as the whole table has it; that is of inputs, not of ends.

The terms of asymmetry stand for arms, drill, command and who kept the records, never for peoples.
"""

from __future__ import annotations

import csv
from pathlib import Path

import fit_forts
from combat_data import fought
from combat_model import Fit, as_fitted
from war_battles import ROUTE, WAR, by_land, by_works, outcomes, print_battles

from gunboat.combat import forts

LAST_YEAR = 1856
SEED = 1856
WARM_UP, KEPT, CHAINS = 500, 500, 4
RESULTS = Path(__file__).resolve().parent / "results" / "war_to_1856.csv"


def check() -> None:
    """Fit both, foretell the six battles, print and keep the forecasts."""
    battles = [one for one in fought() if one.battle.year <= LAST_YEAR]
    actions = [row for row in fit_forts.read() if int(row["date"][:4]) <= LAST_YEAR]
    print(f"\nModels that have seen nothing after {LAST_YEAR}: {len(battles)} battles, {len(actions)} attacks on works")
    fit = Fit(battles, warm_up=WARM_UP, kept=KEPT, chains=CHAINS)
    land = as_fitted(fit.sample([True] * len(battles), SEED), fit.table["pairs"], {})
    sampled = fit_forts.sample(fit_forts.Likelihood(actions), SEED)
    works = forts.as_records(fit_forts.draws_of(sampled))
    print(f"effective sample of the fit of works: {fit_forts.ess(sampled.weight()):.0f}")
    seen = outcomes()
    rows = {row["id"]: row for row in WAR.battles if row["id"] in seen}
    told = {
        name: by_works(row, draws=works) if ROUTE[row["kind"]] == "works" else by_land(row, exposed=True, found=land)
        for name, row in rows.items()
    }
    print_battles("Routed, fitted on what had been fought by 1856", told, seen)
    RESULTS.parent.mkdir(exist_ok=True)
    with RESULTS.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["battle", "chance", "attackers_at", "defenders_at"])
        for name, forecast in told.items():
            at = [f"{forecast.percentile(side, seen[name].value[side]):.3f}" for side in (0, 1)]
            writer.writerow([name, f"{forecast.chance:.3f}", *at])


if __name__ == "__main__":
    check()
