"""The arithmetic of comparing: intervals of shares, mid-rank percentiles, and quantiles of days."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Z_95 = 1.959963984540054
"""Standard normal quantile of a two-sided interval of 95 %."""


def wilson(count: int, n: int, z: float = Z_95) -> tuple[float, float]:
    """Wilson's interval of a share: `count` of `n`. (0, 1) where n is 0.

    >>> [round(end, 4) for end in wilson(27, 100)]
    [0.1928, 0.3643]
    """
    if n == 0:
        return 0.0, 1.0
    share, spread = count / n, z * z / n
    middle = (share + spread / 2) / (1 + spread)
    half = z / (1 + spread) * math.sqrt(share * (1 - share) / n + spread / (4 * n))
    low = 0.0 if count == 0 else max(0.0, middle - half)
    return low, 1.0 if count == n else min(1.0, middle + half)


def mid_rank(values: npt.NDArray[np.float64] | Sequence[float], at: float) -> float | None:
    """Per cent of `values` below `at`, those equal to it counted half; None where there are no values.

    >>> mid_rank([1.0, 2.0, 2.0, 5.0], 2.0)
    50.0
    """
    found = np.asarray(values, dtype=np.float64)
    if len(found) == 0:
        return None
    return float(100.0 * ((found < at).sum() + 0.5 * (found == at).sum()) / len(found))


def spread_of(values: npt.NDArray[np.float64]) -> tuple[float, float, float] | None:
    """5th, 50th and 95th percentile, each a value that occurs; None where there are no values."""
    if len(values) == 0:
        return None
    low, middle, high = np.quantile(values, (0.05, 0.5, 0.95), method="inverted_cdf")
    return float(low), float(middle), float(high)


def plain(number: float | None) -> float | None:
    """A number that JSON can hold: None for nan and the infinities."""
    return number if number is not None and math.isfinite(number) else None
