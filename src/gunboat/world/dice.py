"""Dice keyed by event.

A draw is a pure function of (history, purpose, actor, subject, count): it does not depend on which draws came
before, so one more event elsewhere shifts nothing. The key is folded through the finaliser of SplitMix64
(Steele, Lea and Flood 2014), which passes its bits through two multiplications and three shifts per word.
Every draw is one uniform; normal, exponential and Gumbel variates are its quantiles, so that a change of a
parameter moves a result smoothly and never reshuffles it.
"""

from __future__ import annotations

import math

import numpy as np

from gunboat.compiled import rule
from gunboat.world.declaration import Declared, I, U

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2 = np.uint64(0x94D049BB133111EB)
_S27, _S30, _S31, _S12 = np.uint64(27), np.uint64(30), np.uint64(31), np.uint64(12)
_UNIT = 2.0**-52

# Purposes of draws. Numbers are part of the key: add at the end, never renumber.
TRANSIT, MAIL_WAIT, LOST, REPORT, FILING = 1, 2, 3, 4, 5
CHOICE = 6
EXCHANGE, BREAK_ATTACKER, BREAK_DEFENDER, KILLED, EXPOSED_ATTACKER, EXPOSED_DEFENDER = 7, 8, 9, 10, 11, 12
VOYAGE, PREPARE, CONCENTRATE, STRENGTH, SICKNESS = 13, 14, 15, 16, 17
VOTE, DISSOLVE, SWING, MINISTRY, ALLY = 18, 19, 20, 21, 22
INCIDENT, BEGIN, LAST, DIVERT = 23, 24, 25, 26
OPINION, CAPTURE, MEDIATE, PRICE, FLIGHT, SEIZE, REPRISAL = 27, 28, 29, 30, 31, 32, 33
ASSUME, OPENING, DISAVOW, TALKS, PHASE = 34, 35, 36, 37, 38
FORT_HITS, FORT_BURST, FORT_GUNS, FORT_STAND, FORT_TIME, FORT_NERVE = 39, 40, 41, 42, 43, 44
FORT_STORM, FORT_RARE, FORT_LOSS, FORT_AGROUND = 45, 46, 47, 48
FORT_MINE, FORT_GROUND, OFFICERS, SHIPS_LOST, BOOM = 49, 50, 51, 52, 53
CITY_TIME, CITY_WAY, CITY_HOLDER, FORT_OPEN = 54, 55, 56, 57


DICE = Declared("Dice", ("key", U, "key of the draws"), ("n_draws", I, "draws so far"))
"""All that a draw needs of a world: for what is fought outside a history."""


@rule
def fold(key, word):
    """Fold one integer into a key."""
    z = (key ^ np.uint64(word)) + _GOLDEN
    z = (z ^ (z >> _S30)) * _MIX_1
    z = (z ^ (z >> _S27)) * _MIX_2
    return z ^ (z >> _S31)


@rule
def event_key(key, purpose, actor, subject):
    """Key of everything drawn for one purpose by one actor about one subject."""
    return fold(fold(fold(key, purpose), actor), subject)


@rule
def uniform(w, purpose, actor, subject, count):
    """A uniform strictly between 0 and 1 for this event."""
    w.n_draws += 1
    z = fold(event_key(w.key, purpose, actor, subject), count)
    return (float(z >> _S12) + 0.5) * _UNIT


@rule
def normal(w, purpose, actor, subject, count):
    """A standard normal for this event."""
    return normal_quantile(uniform(w, purpose, actor, subject, count))


@rule
def exponential(w, purpose, actor, subject, count):
    """An exponential with mean 1 for this event."""
    return -math.log(1.0 - uniform(w, purpose, actor, subject, count))


@rule
def gumbel(w, actor, subject, action):
    """The Gumbel variate of one named action in one choice."""
    return -math.log(-math.log(uniform(w, CHOICE, actor, subject, action)))


MANY = 40.0  # from this mean on a Poisson quantile is taken from the normal one, right to a unit or two


@rule
def poisson(w, purpose, actor, subject, count, mean):
    """A Poisson count with this mean for this event: the quantile of one uniform, so it grows with the mean."""
    u = uniform(w, purpose, actor, subject, count)
    if mean <= 0.0:
        return 0.0
    if mean < MANY:
        term = math.exp(-mean)
        below = term
        n = 0.0
        while u > below and n < 4.0 * MANY:
            n += 1.0
            term *= mean / n
            below += term
        return n
    z = normal_quantile(u)
    return max(0.0, math.floor(mean + math.sqrt(mean) * z + (z * z - 1.0) / 6.0 + 0.5))


# Rational approximation of the normal quantile by M. J. Wichura, Algorithm AS 241 (PPND16), Applied Statistics 37
# (1988) 477-484; relative error about 1e-16.
_A = (
    3.3871328727963666080e0,
    1.3314166789178437745e2,
    1.9715909503065514427e3,
    1.3731693765509461125e4,
    4.5921953931549871457e4,
    6.7265770927008700853e4,
    3.3430575583588128105e4,
    2.5090809287301226727e3,
)
_B = (
    1.0,
    4.2313330701600911252e1,
    6.8718700749205790830e2,
    5.3941960214247511077e3,
    2.1213794301586595867e4,
    3.9307895800092710610e4,
    2.8729085735721942674e4,
    5.2264952788528545610e3,
)
_C = (
    1.42343711074968357734e0,
    4.63033784615654529590e0,
    5.76949722146069140550e0,
    3.64784832476320460504e0,
    1.27045825245236838258e0,
    2.41780725177450611770e-1,
    2.27238449892691845833e-2,
    7.74545014278341407640e-4,
)
_D = (
    1.0,
    2.05319162663775882187e0,
    1.67638483018380384940e0,
    6.89767334985100004550e-1,
    1.48103976427480074590e-1,
    1.51986665636164571966e-2,
    5.47593808499534494600e-4,
    1.05075007164441684324e-9,
)
_E = (
    6.65790464350110377720e0,
    5.46378491116411436990e0,
    1.78482653991729133580e0,
    2.96560571828504891230e-1,
    2.65321895265761230930e-2,
    1.24266094738807843860e-3,
    2.71155556874348757815e-5,
    2.01033439929228813265e-7,
)
_F = (
    1.0,
    5.99832206555887937690e-1,
    1.36929880922735805310e-1,
    1.48753612908506148525e-2,
    7.86869131145613259100e-4,
    1.84631831751005468180e-5,
    1.42151175831644588870e-7,
    2.04426310338993978564e-15,
)


@rule
def _poly(c, x):
    y = c[7]
    for i in range(6, -1, -1):
        y = y * x + c[i]
    return y


@rule
def normal_quantile(u):
    """Standard normal quantile of u in (0, 1)."""
    q = u - 0.5
    if abs(q) <= 0.425:
        r = 0.180625 - q * q
        return q * _poly(_A, r) / _poly(_B, r)
    r = u if q < 0.0 else 1.0 - u
    r = math.sqrt(-math.log(r))
    if r <= 5.0:
        r -= 1.6
        x = _poly(_C, r) / _poly(_D, r)
    else:
        r -= 5.0
        x = _poly(_E, r) / _poly(_F, r)
    return -x if q < 0.0 else x


@rule
def normal_cdf(x):
    """Standard normal distribution function."""
    return 0.5 * math.erfc(-x / math.sqrt(2.0))


@rule
def student_t(w, purpose, actor, subject, nu):
    """Student's t with nu degrees of freedom, by Bailey's polar method without rejection (1994)."""
    u = uniform(w, purpose, actor, subject, 0)
    v = uniform(w, purpose, actor, subject, 1)
    return math.sqrt(nu * (math.exp(-2.0 / nu * math.log(u)) - 1.0)) * math.cos(2.0 * math.pi * v)
