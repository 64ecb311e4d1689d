"""What is known, and how surely: look things up in the record."""

import gunboat as gb

facts = gb.load("second-opium-war").record

print("Who is 包令, and what did he do first?")
meant, found = facts.search("包令")
print(" ", meant[0].name_en, "-", " · ".join(meant[0].forms))
print(" ", next(fact for fact in facts.timeline() if fact in found).statement())

print("On the day of 咸豐八年四月初八日:")
day = facts.on("咸豐八年四月初八日")
for fact in day.facts[:4]:
    print(f"  {day.when} {fact.kind}: {fact.statement()}")

print("How far was Canton's garrison to withdraw in December 1857?")
rivals = next(group for group in facts.conflicts() if group.group == "withdraw-li")
for fact in rivals.claims:
    where = ", ".join(f"document {place.document}" for place in fact.sources) or ", ".join(fact.works)
    mark = "followed" if fact.id == rivals.followed else "mistaken" if fact.id in rivals.mistaken else "rival"
    print(f"  {fact.value}, on the word of {fact.on_whose_word} ({where}): {mark}")

print("Reports that were not true:")
for letter in facts.where(kind="letter"):
    if letter.candor == "invented":
        print(f"  {letter.when}: {letter.statement()}")
