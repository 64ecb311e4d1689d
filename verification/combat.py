"""Every figure of combat that the documentation prints, reckoned anew. Takes about half an hour on two cores.

    uv run --group fit python verification/combat.py

Battles on land: whole families of wars left out, against plainer laws; coverage; who wins; Hartley's line. Intervals
are 95 % and come from drawing whole families of wars again and again. Then ships, works and landings, each action and
each war left out, and last the war's own battles, by frozen models. Misses of an aim are printed as misses.
"""

from __future__ import annotations

import csv
import itertools
from pathlib import Path

import forts_checks
import numpy as np
import war_battles
import war_to_1856
from combat_checks import LeftOut, all_left_out, hartley, reliability, resampled, scored
from combat_data import BEFORE, CDB90, rows

from gunboat.combat import score
from gunboat.combat.land import fight

AIMS = {
    "coverage of 90 % intervals": (0.86, 0.94),
    "coverage of 50 % intervals": (0.44, 0.56),
    "slope of Hartley's line": (1.35, 1.55),
    "intercept of Hartley's line": (-0.35, -0.05),
}
RESULTS = Path(__file__).resolve().parent / "results" / "land_left_out.csv"
ERAS = (1600, 1700, 1789, 1815, 1866, BEFORE)
RATES = "constant rates of loss"
COIN = float(np.log(2.0))


def aimed(name: str, value: float) -> str:
    """A figure's verdict against its aim."""
    low, high = AIMS[name]
    return f"aim {low:g} to {high:g}: {'met' if low <= value <= high else 'missed'}"


def print_densities(laws: list[LeftOut]) -> None:
    """Mean joint log density of each law, and by how much the chosen one is above it, battle by battle."""
    chosen = laws[0]
    print(f"\nJoint log density a battle, {len(chosen.battles)} decided battles of CDB90 before 1914, family left out")
    print(f"{'':60}{'mean':>8}   the first less this one (95 %)")
    for law in laws:
        if [battle.name for battle in law.battles] != [battle.name for battle in chosen.battles]:
            raise RuntimeError(f"{law.name} was asked of other battles")  # a contradiction of this script
        line = f"{law.name:60}{law.joint.mean():8.3f}"
        if law is not chosen:
            more = chosen.joint - law.joint
            low, high = resampled(chosen.battles, lambda index, more=more: more[index].mean())  # type: ignore[misc]
            line += f"   {more.mean():+.3f} ({low:+.3f} to {high:+.3f}){'' if low > 0 else '  not above it'}"
        print(line)
    print(f"families sampled anew: {', '.join(chosen.sampled_again)}; for the others draws were weighted")


def print_winners(laws: list[LeftOut]) -> None:
    """How well who wins is foretold: log loss against a coin and constant rates, Brier score, reliability."""
    law = laws[0]
    won = np.array([battle.outcome == 1 for battle in law.battles])
    log_loss = -np.log(np.where(won, law.chance, 1.0 - law.chance))
    low, high = resampled(law.battles, lambda index: log_loss[index].mean())
    verdict = "no worse than a coin" if log_loss.mean() <= COIN else "WORSE than a coin"
    print(f"\nWho wins: log loss {log_loss.mean():.3f} ({low:.3f} to {high:.3f}), a coin {COIN:.3f}: {verdict}")
    slope = reliability(law.chance, won)
    low, high = resampled(law.battles, lambda index: reliability(law.chance[index], won[index]))
    brier = ((law.chance - won) ** 2).mean()
    rates = next(other for other in laws if other.name == RATES)
    more = -np.log(np.where(won, rates.chance, 1.0 - rates.chance)) - log_loss
    low_more, high_more = resampled(law.battles, lambda index: more[index].mean())
    print(f"log loss of {RATES} is {more.mean():+.3f} ({low_more:+.3f} to {high_more:+.3f}) beside it")
    print(f"reliability slope {slope:.2f} ({low:.2f} to {high:.2f}), right is 1; Brier {brier:.3f}")


def print_losses(law: LeftOut) -> None:
    """Coverage and CRPS of both losses."""
    scores = law.scores
    assert scores is not None  # the chosen law is fought out
    print("\nLosses: share of battles inside the central interval")
    for width, name in ((0.9, "coverage of 90 % intervals"), (0.5, "coverage of 50 % intervals")):
        for side in ("attacker", "defender"):
            inside = np.abs(np.asarray(scores.by_battle[f"rank_{side}"]) - 0.5) <= width / 2
            low, high = resampled(law.battles, lambda index, inside=inside: inside[index].mean())  # type: ignore[misc]
            print(f"  {width:.0%} {side:9}{inside.mean():6.3f} ({low:.3f} to {high:.3f})  {aimed(name, inside.mean())}")
    print(f"  CRPS of the log share lost: attacker {scores.crps_attacker:.3f}, defender {scores.crps_defender:.3f}")


def print_eras(law: LeftOut) -> None:
    """Coverage of the losses of both sides by era, and of battles after those of the fit, by the whole fit."""
    scores = law.scores
    assert scores is not None  # the chosen law is fought out
    ranks = np.column_stack([scores.by_battle["rank_attacker"], scores.by_battle["rank_defender"]])
    years = np.asarray(scores.by_battle["year"])
    print("\nLosses of both sides inside the central intervals, by era")
    for first, last in itertools.pairwise(ERAS):
        chosen = ranks[(years >= first) & (years < last)]
        inside = [(np.abs(chosen - 0.5) <= width / 2).mean(axis=0) for width in (0.9, 0.5)]
        told = ", ".join(f"{a:.2f} and {d:.2f}" for a, d in inside)
        print(f"  {first}-{last - 1} ({len(chosen):3}): 90 % and 50 %, attackers and defenders: {told}")
    means = score([row for row in rows(CDB90) if int(row["year"]) >= BEFORE])["means"]
    print(f"  from {BEFORE} on, which no fit has seen ({means['rows']}):", end=" ")
    print(f"{means['attackers_in_90']:.2f} and {means['defenders_in_90']:.2f} inside 90 %")


def print_hartley() -> None:
    """Hartley's line of simulated battles with the strengths of CDB90, each draw fighting every battle once."""
    battles = scored()
    attackers, defenders = np.array([(battle.attackers, battle.defenders) for battle in battles]).T
    recorded = hartley(attackers, defenders, *np.array([battle.shares for battle in battles]).T)
    _, shares = fight(battles)
    simulated = np.array([hartley(attackers, defenders, *shares[:, j].T) for j in range(0, shares.shape[1], 8)])
    print("\nHartley's line on the strengths of CDB90 before 1914")
    for i, name in enumerate(("slope of Hartley's line", "intercept of Hartley's line")):
        low, middle, high = np.quantile(simulated[:, i], (0.05, 0.5, 0.95))
        line = f"  {name}: simulated {middle:.3f} ({low:.2f} to {high:.2f}, 90 %), recorded {recorded[i]:.3f}"
        print(f"{line}; {aimed(name, middle)}")


def keep(law: LeftOut) -> None:
    """Write what was foretold of each battle, and its end, to results/land_left_out.csv, for the pictures."""
    scores = law.scores
    assert scores is not None  # the chosen law is fought out
    columns = ("name", "family", "year", "attacker_wins", "attacker_won", "rank_attacker", "rank_defender")
    RESULTS.parent.mkdir(exist_ok=True)
    with RESULTS.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([*columns, "joint_log_density"])
        for i in range(scores.n):
            cells = [scores.by_battle[name][i] for name in columns]
            told = [f"{cell:.4f}" if isinstance(cell, float) else cell for cell in cells]
            writer.writerow([*told, f"{scores.by_battle['joint_log_density'][i]:.4f}"])


def main() -> None:
    """Print everything."""
    laws = all_left_out()
    keep(laws[0])
    print_densities(laws)
    print_winners(laws)
    print_losses(laws[0])
    print_eras(laws[0])
    print_hartley()
    print("\nShips, works and landings")
    forts_checks.keep(forts_checks.check()["action"]["simulator"])
    print("\nThe war's own battles")
    war_battles.check()
    war_to_1856.check()


if __name__ == "__main__":
    main()
