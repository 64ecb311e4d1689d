"""Fit the law of competing breakpoints and write the draws that the simulator uses.

    uv run --group fit python verification/fit_combat.py

Reads the land battles before 1914 of data/cdb90.csv and data/acw.csv, each once, and the British-Qing actions of
data/qing_1841_56.csv, samples the joint posterior of the model in combat_model.py, and writes 512 joint draws to
src/gunboat/priors/combat.csv and where they come from to combat.toml beside it. The chains are seeded and the same
versions of the libraries give the same files on the same kind of machine.

No battle of 1857-60 is read, and nothing judged after the event, surprise among it. Of the quarrel of 1856 the American
action at the Barrier Forts is.
"""

from __future__ import annotations

import hashlib
import json
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import jax
import numpy as np
import numpyro
from combat_data import ACW, CDB90, EXPOSURE, QING, SAME, fought, rows
from combat_model import PRIORS, Fit, Floats, as_fitted
from numpyro.diagnostics import effective_sample_size, split_gelman_rubin

from gunboat.combat.posterior import FITTED

HERE = Path(__file__).resolve().parent
PRIORS_FOLDER = HERE.parent / "src" / "gunboat" / "priors"

SEED = 1842
CHAINS, WARM_UP, KEPT = 4, 1000, 1000
CLOSE_ENOUGH = 1.01  # largest R-hat within and between the chains that is let pass
ENOUGH = 400.0  # least effective number of draws of any parameter
DRAWS = 512
DRAW_SEED = 512

SOURCES = (
    (
        CDB90, "cdb90", "ODC-By-1.0",
        "Contains information from CDB90 (US Army Concepts Analysis Agency), edition of J. B. Arnold, github "
        "jrnold/CDB90, made available under the Open Data Commons Attribution License 1.0",
    ),
    (ACW, "acw", "CC-BY-4.0", "J. B. Arnold, acw_battle_data v11, from the US National Park Service"),
    (QING, "qing", "CC-BY-4.0", "The gunboat developers, from published accounts: see verification/data/README.md"),
)  # fmt: skip


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def as_csv(draws: Mapping[str, Floats]) -> str:
    """The draws as they are shipped: 6 significant digits, LF."""
    lines = [",".join(FITTED)]
    lines += [",".join(f"{draws[name][i]:.6g}" for name in FITTED) for i in range(len(draws["b0"]))]
    return "\n".join(lines) + "\n"


def toml_table(name: str, entries: Mapping[str, object]) -> str:
    """One table of TOML. The values used here are written alike in JSON and TOML."""
    lines = (f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in entries.items())
    return "\n".join([name, *lines, ""])


def diagnosed(draws: Mapping[str, Floats]) -> dict[str, tuple[float, float]]:
    """R-hat and effective number of draws of each parameter (chains, kept)."""
    return {
        name: (float(split_gelman_rubin(draws[name])), float(effective_sample_size(draws[name])))
        for name in PRIORS
        if name in draws
    }


def provenance(shipped: str, draws: Mapping[str, Floats], whole: Mapping[str, Floats], used: Mapping[str, int]) -> str:
    """The whole of combat.toml."""
    diagnostics = diagnosed(draws)
    tables = [
        toml_table(
            "# Written by verification/fit_combat.py. Do not edit.",
            {
                "title": "Joint posterior draws of the law of competing breakpoints",
                "model": "src/gunboat/world/formulas/breakpoints.py; battle in war in pair of systems",
                "script": "verification/fit_combat.py",
                "file": "combat.csv",
                "sha256": sha256(shipped.encode()),
                "draws": DRAWS,
                "draw_seed": DRAW_SEED,
                "licence": "CC-BY-4.0",
                "licence_note": "The draws are ours. They are fitted to CDB90, whose ODC-By 1.0 asks that it be named.",
                "summary_note": "mean, sd, q05 and q95 are of all kept states, of which the draws are a random subset",
                "left_out": "whole wars kept for a blind test; battles from 1914 on; parts of larger battles; ships "
                "and sieges; battles of which a strength or loss is not known; whatever was judged after the event",
            },
        ),
        toml_table(
            "[sampler]",
            {
                "name": f"numpyro {numpyro.__version__}, NUTS",
                "jax": jax.__version__,
                "numpy": np.__version__,
                "seed": SEED,
                "chains": CHAINS,
                "warm_up": WARM_UP,
                "kept": KEPT,
                "largest_r_hat": round(max(r for r, _ in diagnostics.values()), 4),
                "least_effective": round(min(n for _, n in diagnostics.values())),
            },
        ),
    ]
    for path, source, licence, attribution in SOURCES:
        entries = {
            "file": path.relative_to(HERE.parent).as_posix(), "sha256": sha256(path.read_bytes()),
            "rows": len(rows(path)), "rows_used": used[source], "licence": licence, "attribution": attribution,
        }  # fmt: skip
        tables.append(toml_table("[[data]]", entries))
    for path, what in ((SAME, "battles that stand in two tables"), (EXPOSURE, "men engaged in 1840-42")):
        entries = {"file": path.relative_to(HERE.parent).as_posix(), "sha256": sha256(path.read_bytes()), "what": what}
        tables.append(toml_table("[[data]]", entries))
    for name in FITTED:
        values = whole[name]
        low, high = np.quantile(values, (0.05, 0.95))
        summary = {"mean": values.mean(), "sd": values.std(), "q05": low, "q95": high}
        prior = PRIORS.get(name)
        entries = {
            "prior": str(prior) if prior else "Normal(q_mean, q_spread)",
            "prior_reason": prior.reason if prior else "one pair of systems among others",
            **{key: float(f"{value:.4g}") for key, value in summary.items()},
        }
        tables.append(toml_table(f"[parameters.{name}]", entries))
    return "\n".join(tables)


def main() -> int:
    """Fit, report, and write the draws if the chains are good enough."""
    began = time.monotonic()
    battles = fought()
    used = {source: sum(one.source == source for one in battles) for _, source, _, _ in SOURCES}
    print(f"{len(battles)} battles: {used}", flush=True)
    fit = Fit(battles, warm_up=WARM_UP, kept=KEPT, chains=CHAINS)
    draws = fit.sample([True] * len(battles), SEED)
    whole = as_fitted(draws, fit.table["pairs"], {})
    print(f"{'':12}{'mean':>9}{'sd':>8}{'5 %':>9}{'95 %':>9}{'R-hat':>9}{'draws':>8}")
    good = True
    for name, (r_hat, effective) in diagnosed(draws).items():
        low, high = np.quantile(whole[name], (0.05, 0.95))
        print(f"{name:12}{whole[name].mean():9.3f}{whole[name].std():8.3f}{low:9.3f}{high:9.3f}", end="")
        print(f"{r_hat:9.4f}{effective:8.0f}")
        good &= r_hat <= CLOSE_ENOUGH and effective >= ENOUGH
    print(f"took {time.monotonic() - began:.0f} s")
    if not good:
        print("the chains are too short or disagree: nothing is written", file=sys.stderr)
        return 1
    chosen = np.random.default_rng(DRAW_SEED).choice(len(whole["b0"]), DRAWS, replace=False)
    shipped = as_csv({name: values[chosen] for name, values in whole.items()})
    (PRIORS_FOLDER / "combat.csv").write_text(shipped, encoding="utf-8", newline="\n")
    toml = provenance(shipped, draws, whole, used)
    (PRIORS_FOLDER / "combat.toml").write_text(toml, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
