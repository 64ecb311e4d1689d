"""Fit the competing-breakpoints model of battle and write the draws that the simulator uses.

    uv run --group fit python verification/fit_combat.py

Reads the battles before 1914 of data/cdb90.csv and the British-Qing actions of data/qing_1841_56.csv, samples the joint
posterior of the model in combat_model.py with two independent ensembles of walkers, and writes 512 joint draws to
src/gunboat/priors/combat.csv and where they come from to combat.toml beside it. The chains are seeded and the same
versions of the libraries give the same files.

Nothing here was set by the war of 1856-60 that the simulator plays, and nothing judged after the event, surprise among
it, is read. The last lines printed are a look at the result, not a target.
"""

from __future__ import annotations

import csv
import hashlib
import json
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path

import emcee
import numpy as np
import scipy
from combat_model import NAMES, PRIORS, Battle, Floats, Table, log_posterior, simulate, tabulate, to_values
from scipy.optimize import least_squares

HERE = Path(__file__).resolve().parent
CDB90 = HERE / "data" / "cdb90.csv"
QING = HERE / "data" / "qing_1841_56.csv"
PRIORS_FOLDER = HERE.parent / "src" / "gunboat" / "priors"

BEFORE = 1914  # the battles of the two world wars are of another kind
SEEDS = (1842, 1843)  # one for each ensemble
WALKERS = 64  # four times the parameters
WARM_UP = 6_000  # steps thrown away, some hundred autocorrelation times
STEPS = 20_000  # steps kept
# Differential evolution, without the snooker move that often goes with it: in emcee 3.1.6 that does not leave the
# posterior as it is, but narrows a normal law in 16 dimensions by a tenth (emcee pull request 531). In one step of ten
# walkers leap the whole difference of two others, not a part of it, as the method's authors advise.
LEAP_SHARE = 0.1
LEAP = 1.0
ENOUGH_TIMES = 50  # a chain shorter than this many autocorrelation times is too short
CLOSE_ENOUGH = 1.01  # largest R-hat between and within the ensembles that is let pass
DRAWS = 512
DRAW_SEED = 512
START_SPREAD = 0.1  # walkers start this share of a prior s.d. about the start
ROUGH_START = {"s_attacker": 0.7, "s_defender": 0.7, "s_exchange": 1.0, "nu": 5.0}  # the others start at the prior mean

LOOK_SEED = 7
LOOK_REPEATS = 200  # battles fought with each draw in the last look
LOOK = Battle("look", "none", 5_679, 7_500, 1, 1, 0, fortified=True, prepared=False, western=1)  # losses to be found

WINNERS = {"attacker": 1, "defender": -1, "draw": 0}


def read(path: Path) -> list[dict[str, str]]:
    """The rows of a table."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def cdb90_battles() -> list[Battle]:
    """CDB90 before 1914. All rows have both strengths and both losses, above 0: none is dropped for want of them."""
    return [
        Battle(
            name=row["battle_id"],
            family=row["war_family"],
            attackers=float(row["att_strength"]),
            defenders=float(row["def_strength"]),
            attackers_lost=float(row["att_casualties"]),
            defenders_lost=float(row["def_casualties"]),
            outcome=WINNERS[row["winner"]],
            fortified=row["posture"] == "FD",
            prepared=row["posture"] == "PD",
        )
        for row in read(CDB90)
        if int(row["year"]) < BEFORE and not row["overlaps_battle_id"]
    ]


def qing_battles() -> list[Battle]:
    """British-Qing actions of 1841-56. The Qing side lost all eleven, and its losses are known from British reports."""
    return [
        Battle(
            name=row["name"],
            family="qing_1841_56",
            attackers=float(row["A"]),
            defenders=float(row["D"]),
            attackers_lost=float(row["CA"]),
            defenders_lost=float(row["CD"]),
            outcome=int(row["win"]),
            fortified=row["FD"] == "1",
            prepared=float(row["PD"]) > 0,
            western=int(row["qa"]),
            loss_is_claim=True,
        )
        for row in read(QING)
    ]


def start(dice: np.random.Generator) -> Floats:
    """Where the walkers begin, in the sampler's coordinates."""
    middle = [np.log(ROUGH_START[name]) if prior.positive else prior.first for name, prior in PRIORS.items()]
    spread = [1.0 if prior.positive else prior.second for prior in PRIORS.values()]
    return np.array(middle) + START_SPREAD * np.array(spread) * dice.standard_normal((WALKERS, len(NAMES)))


@dataclass(frozen=True)
class Chain:
    """One ensemble's kept states, in the sampler's coordinates, with how well it moved."""

    states: Floats  # step, walker, parameter
    times: Floats  # autocorrelation time of each parameter, in steps
    accepted: float


def sample(table: Table, seed: int, warm_up: int = WARM_UP, steps: int = STEPS) -> Chain:
    """Run one ensemble from its seed."""
    moves = [(emcee.moves.DEMove(), 1.0 - LEAP_SHARE), (emcee.moves.DEMove(gamma0=LEAP), LEAP_SHARE)]
    sampler = emcee.EnsembleSampler(WALKERS, len(NAMES), log_posterior, args=(table,), moves=moves, vectorize=True)
    dice = np.random.default_rng(seed)
    beginning = emcee.State(start(dice), random_state=np.random.RandomState(seed).get_state())
    warmed = sampler.run_mcmc(beginning, warm_up)
    sampler.reset()
    sampler.run_mcmc(warmed, steps)
    times = np.asarray(sampler.get_autocorr_time(quiet=True))
    return Chain(np.asarray(sampler.get_chain()), times, float(np.mean(sampler.acceptance_fraction)))


def r_hat(chains: list[Chain]) -> Floats:
    """R-hat of each parameter between the halves of both ensembles, all walkers of a half taken together.

    The walkers of an ensemble help to move each other, so that they are not chains to be compared; the ensembles are.
    """
    halves = [half for chain in chains for half in np.array_split(chain.states, 2)]
    within = np.mean([half.var(axis=(0, 1)) for half in halves], axis=0)
    between = np.var([half.mean(axis=(0, 1)) for half in halves], axis=0, ddof=1)
    return np.asarray(np.sqrt(1.0 + between / within))


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def draws_as_csv(draws: Floats) -> str:
    """The draws as they are shipped: 6 significant digits, LF."""
    lines = [",".join(NAMES), *(",".join(f"{x:.6g}" for x in draw) for draw in draws)]
    return "\n".join(lines) + "\n"


def toml_table(name: str, entries: dict[str, object]) -> str:
    """One table of TOML. The values used here are written alike in JSON and TOML."""
    lines = (f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in entries.items())
    return "\n".join([name, *lines, ""])


def data_tables(cdb90: list[Battle], qing: list[Battle]) -> list[str]:
    """Where the battles come from and how many were used."""
    sources = (
        (
            CDB90,
            cdb90,
            "ODC-By-1.0",
            "Contains information from CDB90 (US Army Concepts Analysis Agency), edition of "
            "J. B. Arnold, github jrnold/CDB90, made available under the Open Data Commons Attribution License 1.0",
        ),
        (QING, qing, "CC-BY-4.0", "The gunboat developers, from published accounts: see verification/data/README.md"),
    )
    return [
        toml_table(
            "[[data]]",
            {
                "file": path.relative_to(HERE.parent).as_posix(),
                "sha256": sha256(path.read_bytes()),
                "rows": len(read(path)),
                "rows_used": len(battles),
                "of_them_drawn": sum(battle.outcome == 0 for battle in battles),
                "licence": licence,
                "attribution": attribution,
            },
        )
        for path, battles, licence, attribution in sources
    ]


def parameter_tables(kept: Floats, chains: list[Chain]) -> list[str]:
    """Each parameter's prior, posterior and autocorrelation times."""
    low, high = np.quantile(kept, (0.05, 0.95), axis=0)
    tables = []
    for i, (name, prior) in enumerate(PRIORS.items()):
        summary = {"mean": kept[:, i].mean(), "sd": kept[:, i].std(), "q05": low[i], "q95": high[i]}
        tables.append(
            toml_table(
                f"[parameters.{name}]",
                {
                    "prior": str(prior),
                    "prior_reason": prior.reason,
                    **{key: float(f"{value:.4g}") for key, value in summary.items()},
                    "autocorrelation_times": [round(float(chain.times[i]), 1) for chain in chains],
                },
            )
        )
    return tables


def provenance(shipped: str, kept: Floats, chains: list[Chain], cdb90: list[Battle], qing: list[Battle]) -> str:
    """The whole of combat.toml."""
    top = toml_table(
        "# Written by verification/fit_combat.py. Do not edit.",
        {
            "title": "Joint posterior draws of the competing-breakpoints model of battle",
            "model": "competing breakpoints, as stated at the head of verification/combat_model.py",
            "script": "verification/fit_combat.py",
            "file": "combat.csv",
            "sha256": sha256(shipped.encode()),
            "draws": DRAWS,
            "draw_seed": DRAW_SEED,
            "licence": "CC-BY-4.0",
            "licence_note": "The draws are ours. They are fitted to CDB90, whose ODC-By 1.0 asks that it be named.",
            "summary_note": "mean, sd, q05 and q95 are of all kept states, of which the draws are a random subset",
            "left_out": "whole wars kept for a blind test; battles from 1914 on; parts of larger battles; surprise",
        },
    )
    sampler = toml_table(
        "[sampler]",
        {
            "name": f"emcee {emcee.__version__}",
            "moves": f"{1 - LEAP_SHARE:g} DEMove(), {LEAP_SHARE:g} DEMove(gamma0={LEAP:g})",
            "numpy": np.__version__,
            "scipy": scipy.__version__,
            "seeds": SEEDS,
            "walkers": WALKERS,
            "warm_up": WARM_UP,
            "steps": STEPS,
            "acceptance": [round(chain.accepted, 4) for chain in chains],
            "longest_autocorrelation_time": round(max(float(chain.times.max()) for chain in chains), 1),
            "largest_r_hat": round(float(r_hat(chains).max()), 4),
        },
    )
    return "\n".join([top, sampler, *data_tables(cdb90, qing), *parameter_tables(kept, chains)])


def hartley(attackers: Floats, defenders: Floats, share_att: Floats, share_def: Floats) -> tuple[float, float]:
    """Slope and intercept of Hartley's line, ln of Helmbold's ratio on ln(A/D), by robust regression."""
    helmbold = np.log(attackers**2 * share_att * (2 - share_att)) - np.log(defenders**2 * share_def * (2 - share_def))
    ratio = np.log(attackers / defenders)
    line = least_squares(lambda x: x[0] * ratio + x[1] - helmbold, (1.0, 0.0), loss="huber").x
    return float(line[0]), float(line[1])


def look(draws: Floats, cdb90: list[Battle]) -> None:
    """Print what the draws say of battles in general and of one assault."""
    dice = np.random.default_rng(LOOK_SEED)
    attackers, defenders = np.array([(battle.attackers, battle.defenders) for battle in cdb90]).T
    lost_att, lost_def = np.array([(battle.attackers_lost, battle.defenders_lost) for battle in cdb90]).T
    recorded = hartley(attackers, defenders, lost_att / attackers, lost_def / defenders)
    to_fight = tabulate([replace(battle, outcome=0) for battle in cdb90])  # without an outcome each is one row
    _, share_att, share_def = simulate(draws, to_fight, dice)
    simulated = [hartley(attackers, defenders, *shares) for shares in zip(share_att, share_def, strict=True)]
    print("Hartley's line on the strengths in CDB90, each draw fighting every battle once:")
    for name, values, value in zip(("slope", "intercept"), np.transpose(simulated), recorded, strict=True):
        low, middle, high = np.quantile(values, (0.05, 0.5, 0.95))
        print(f"  {name}: simulated {low:.2f} / {middle:.2f} / {high:.2f} (5/50/95 %), recorded {value:.2f}")
    won, share_att, share_def = simulate(np.repeat(draws, LOOK_REPEATS, axis=0), tabulate([LOOK]), dice)
    print(f"{LOOK.attackers:,.0f} Western against {LOOK.defenders:,.0f} Qing in works: P(West wins) = {won.mean():.3f}")
    for side, men in (("Western", LOOK.attackers * share_att), ("Qing", LOOK.defenders * share_def)):
        print(f"  {side} losses, 5/50/95 %: " + " / ".join(f"{x:,.0f}" for x in np.quantile(men, (0.05, 0.5, 0.95))))


def report(kept: Floats, chains: list[Chain]) -> bool:
    """Print the posterior and the diagnostics. True if the chains are long enough and agree."""
    hats = r_hat(chains)
    times = np.array([chain.times for chain in chains])
    print(f"{'':12}{'mean':>9}{'sd':>8}{'5 %':>9}{'95 %':>9}{'R-hat':>9}{'times':>8}")
    for i, name in enumerate(NAMES):
        low, high = np.quantile(kept[:, i], (0.05, 0.95))
        print(f"{name:12}{kept[:, i].mean():9.3f}{kept[:, i].std():8.3f}{low:9.3f}{high:9.3f}", end="")
        print(f"{hats[i]:9.4f}{times[:, i].max():8.0f}")
    length = STEPS / float(times.max())
    print(f"steps kept are {length:.0f} autocorrelation times; acceptance {[round(c.accepted, 3) for c in chains]}")
    return length >= ENOUGH_TIMES and float(hats.max()) <= CLOSE_ENOUGH


def main() -> int:
    """Fit, report, and write the draws if the chains are good enough."""
    began = time.monotonic()
    cdb90, qing = cdb90_battles(), qing_battles()
    table = tabulate([*cdb90, *qing])
    print(f"{len(cdb90)} battles of CDB90 and {len(qing)} British-Qing actions; {len(SEEDS)} ensembles", flush=True)
    chains = [sample(table, seed) for seed in SEEDS]
    kept = to_values(np.concatenate([chain.states.reshape(-1, len(NAMES)) for chain in chains]))
    good = report(kept, chains)
    dice = np.random.default_rng(DRAW_SEED)
    draws = kept[dice.choice(len(kept), DRAWS, replace=False)]
    look(draws, cdb90)
    print(f"took {time.monotonic() - began:.0f} s")
    if not good:
        print("the chains are too short or disagree: nothing is written", file=sys.stderr)
        return 1
    shipped = draws_as_csv(draws)
    PRIORS_FOLDER.mkdir(parents=True, exist_ok=True)
    (PRIORS_FOLDER / "combat.csv").write_text(shipped, encoding="utf-8", newline="\n")
    toml = provenance(shipped, kept, chains, cdb90, qing)
    (PRIORS_FOLDER / "combat.toml").write_text(toml, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
