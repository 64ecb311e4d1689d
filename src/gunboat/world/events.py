"""The kinds of events, and how ties break.

Events of the same minute come in this order, and within a kind by number:

1. letting go of the record
2. the record's next choice
3. letters: a letter leaves, or arrives
4. notices: something that happened is noticed, or its report is filed
5. forces: a force sails, arrives, is ready, or attacks
6. demands: a clock runs out
7. treaties: a term runs out
8. states: a division, an election
9. forts: works are finished
10. holds: a place taken has been held for some days
11. circumstances: one begins or ends
12. incidents
13. orders: what an office decided is carried out
14. offices: an office decides - last, so that it knows all that arrived by then

An error stops a history at once; its number is one of the names below.
"""

from __future__ import annotations

FULL_LETTERS, FULL_NOTICES, FULL_FORCES, FULL_DEMANDS, FULL_TREATIES, FULL_ROWS, FULL_DECISIONS = 1, 2, 3, 4, 5, 6, 7
NO_WAY, LOST_CLOCK = 8, 9

ERRORS = {
    FULL_LETTERS: "more letters under way than the engine holds",
    FULL_NOTICES: "more happenings at once than the engine holds",
    FULL_FORCES: "more forces than the engine holds",
    FULL_DEMANDS: "more demands open at once than the engine holds",
    FULL_TREATIES: "more treaties than the engine holds",
    FULL_ROWS: "the chronicle is full",
    FULL_DECISIONS: "the list of decisions is full",
    NO_WAY: "something was sent where no way leads",
    LOST_CLOCK: "an event was put before the present",
}
