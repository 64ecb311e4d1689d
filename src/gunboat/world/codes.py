"""Numbers of the closed lists, by name, for use in rules."""

from __future__ import annotations

from gunboat.record.tables import EVENT_KINDS as _EVENTS
from gunboat.record.tables import LETTER_KINDS as _LETTERS
from gunboat.scenario.schema import (
    ACTIONS as _ACTIONS,
)
from gunboat.scenario.schema import (
    CHANCES as _CHANCES,
)
from gunboat.scenario.schema import (
    CHANNELS as _CHANNELS,
)
from gunboat.scenario.schema import (
    CLAUSE_KINDS as _CLAUSES,
)
from gunboat.scenario.schema import (
    MINDS as _MINDS,
)
from gunboat.scenario.schema import (
    OCCASIONS as _OCCASIONS,
)
from gunboat.scenario.schema import (
    REASONS as _REASONS,
)
from gunboat.scenario.schema import (
    ROLES_OF_OFFICE as _ROLES,
)
from gunboat.scenario.schema import (
    SIDES as _SIDES,
)
from gunboat.scenario.schema import (
    TRADITIONS as _TRADITIONS,
)

TARGET, COERCER, THIRD = (_SIDES.index(s) for s in ("target", "coercer", "third"))

(SOVEREIGN, CABINET, PLENIPOTENTIARY, COMMANDER, GOVERNOR, CONSUL, NEGOTIATOR, MEDIATOR) = (
    _ROLES.index(r)
    for r in ("sovereign", "cabinet", "plenipotentiary", "commander", "governor", "consul", "negotiator", "mediator")
)

PASSIVE, CHOOSES, OBEYS, REFERS, ESCALATES, FOLLOWS_ALLY, MEDIATES = (
    _MINDS.index(m) for m in ("passive", "chooses", "obeys", "refers", "escalates", "follows-ally", "mediates")
)

(
    WAIT, NOTE, ULTIMATUM, BLOCKADE, BOMBARD, ATTACK, ADVANCE, LOWER, DROP, REFER, ACCEPT, COUNTER, REFUSE, STALL,
    SILENCE, RESIST, SEND_EXPEDITION, DISAVOW, FORTIFY, FLEE, WITHDRAW, DISMISS, APPOINT, SIGN,
) = (_ACTIONS.index(a) for a in _ACTIONS)  # fmt: skip

ANSWER, PRESS, WEIGH, BRACE = (_OCCASIONS.index(o) for o in ("answer", "press", "weigh", "brace"))

STAKE, WAR, CAMPAIGN, HONOUR, HABIT, SEASON, REFERRAL, ZEAL, OVERSTEP = (
    _REASONS.index(r) for r in ("stake", "war", "campaign", "honour", "habit", "season", "referral", "zeal", "overstep")
)

WESTERN, QING = _TRADITIONS.index("western"), _TRADITIONS.index("qing")

REDRESS, ENTRY, EXCHANGE_KIND, INDEMNITY = (_CLAUSES.index(c) for c in ("redress", "entry", "exchange", "indemnity"))

MAIL, RELAY, WIRE, FORCE, HAND = (_CHANNELS.index(c) for c in _CHANNELS)

(
    C_TRANSIT, C_REPORT, C_BATTLE, C_VOYAGE, C_VOTE, C_CAPTURE, C_INCIDENT, C_CIRCUMSTANCE, C_PREPARATION, C_INDEMNITY,
) = (_CHANCES.index(c) for c in _CHANCES)  # fmt: skip

L_REPORT, L_DEMAND, L_ANSWER, L_INSTRUCTION, L_ORDER, L_NEWS, L_NOTE = (_LETTERS.index(k) for k in _LETTERS)

WITHHOLDS, DIVERTS, DRAINS = 0, 1, 2
CITY, WORKS, FIELD = 0, 1, 2

(
    E_INCIDENT, E_DEMAND_PRESENTED, E_DEMAND_ANSWERED, E_DEADLINE_EXPIRED, E_DEMAND_DROPPED, E_LETTER_SENT,
    E_LETTER_ARRIVED, E_LETTER_LOST, E_DECISION, E_FORCE_ORDERED, E_FORCE_SAILED, E_FORCE_ARRIVED, E_BATTLE,
    E_BOMBARDMENT, E_RAID, E_PLACE_TAKEN, E_PLACE_EVACUATED, E_WORKS_STRENGTHENED, E_BLOCKADE_DECLARED,
    E_BLOCKADE_LIFTED, E_TRADE_CLOSED, E_OFFICE_APPOINTED, E_OFFICE_DISMISSED, E_HOLDER_CAPTURED,
    E_EXPEDITION_ORDERED, E_EXPEDITION_DIVERTED, E_VOTE, E_DISSOLUTION, E_ELECTION, E_MINISTRY_CHANGED,
    E_TREATY_SIGNED, E_TREATY_RATIFIED, E_RATIFICATION_REFUSED, E_CLAUSE_EXTENDED, E_CLAUSE_WAIVED,
    E_NEGOTIATORS_APPOINTED, E_NEGOTIATIONS_BROKEN_OFF, E_WAR_DECLARED, E_COURT_FLED, E_ENVOYS_SEIZED,
    E_ENVOYS_TURNED_AWAY, E_DESTRUCTION, E_LOOTING, E_OCCUPATION_GOVERNMENT, E_MEDIATION_OFFERED, E_TERRITORY_CEDED,
    E_INDEMNITY_PAID, E_CIRCUMSTANCE_BEGAN, E_CIRCUMSTANCE_ENDED,
) = range(49)  # fmt: skip
E_HISTORY_ENDED, E_BATTLE_PHASE, E_BATTLE_LOSSES, E_BATTLE_TOLL = (
    _EVENTS.index(kind) for kind in ("history-ended", "battle-phase", "battle-losses", "battle-toll")
)
assert _EVENTS[48] == "circumstance-ended"  # the list above is out of step with the record's tables
