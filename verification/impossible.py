"""Look for an impossible history: `uv run python verification/impossible.py [histories]`.

Every free history from the war's own letting-go is run to its end and held against `gunboat.world.invariants.check`:
nobody in two places, no letter acted on before it arrives, no ship through ice, no loss beyond strength, clauses at
their fixpoint, causes before effects, beliefs that sum to one.
"""

from __future__ import annotations

import sys

from gunboat.run.runner import Results, Runner, make_plan
from gunboat.run.single import let_go_minutes, pattern_rows
from gunboat.scenario.read import read_war
from gunboat.world.invariants import check

WAR, SEED = "second-opium-war", 11


def main() -> int:
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    war = read_war(WAR)
    minutes = let_go_minutes(war, None)
    plan = make_plan(war, SEED, minutes, pattern_rows=pattern_rows(war), since=minutes)
    runner, results = Runner(plan), Results.empty(1, len(plan.pattern_rows))
    impossible = 0
    for number in range(n):
        runner.run(number, 1, results, 0)
        for fault in check(runner.worlds[0], runner.terms[0]):
            impossible += 1
            print(f"history {number} of seed {SEED}: {fault}")
    print(f"{n} histories, {impossible} faults")
    return int(impossible > 0)


if __name__ == "__main__":
    sys.exit(main())
