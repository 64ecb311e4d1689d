"""One battle fought many times: what is documented, what the fights come to, and what a change does to them."""

import gunboat as gb

card = gb.battle("taku-1859")
print(f"{card.title_en}, {card.battle.cells['date']}: {card.n} fights")
for fact in card.cause:
    print(" ", fact.statement())
for line in card.lines:
    known = line.documented
    there = f"{known.low:g} to {known.high:g}" if known else "not known"
    low, middle, high = line.spread
    print(f"  {line.measure} in {line.unit}: documented {there}; 5-50-95 % {low:.3g} - {middle:.3g} - {high:.3g}")
print(f"The attacker succeeds in {100 * card.success.share:.0f} of 100; in the record: {card.won}.")

print("What if, the same fights with one thing changed:")
for changes in ({"landing": "peitang/flank"}, {"guns": "x0.5"}, {"tide": "high"}, {"silent": "all"}):
    changed = gb.battle("taku-1859", **changes)
    won, lost = changed.turned
    share = 100 * changed.changed_success.share
    print(f"  {changes}: {share:.0f} of 100; of 2000 fights {won} more are won and {lost} fewer")

print("A city, phase by phase:")
for phase in gb.battle("canton-1857").course:
    print(f"  {phase.minute / 60:6.1f} hours, in {100 * phase.share:3.0f} of 100: {phase.phase}")
