"""Combat that knows its ignorance: battles foretold, and the forecasts scored, on any table of them.

    >>> import gunboat.combat
    >>> found = gunboat.combat.predict([{"att_strength": 5000, "def_strength": 8000, "posture": "PD"}])
    >>> 0.0 < found.attacker_wins[0] < 1.0
    True

The terms of asymmetry stand for arms, drill, command and who kept the records, never for peoples.
"""

from gunboat.combat.land import Forecasts, Scores, predict, score

__all__ = ["Forecasts", "Scores", "predict", "score"]
