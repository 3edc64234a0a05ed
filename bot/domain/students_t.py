"""Quantiles of Student's t distribution, which an interval from few values needs."""

from __future__ import annotations

from math import exp, lgamma, log, log1p, sqrt

_EPSILON = 1e-14
"""Relative error at which to stop, well above that of one operation, so that it is reached."""
_TINY = 1e-300
"""In place of a denominator of 0."""


def two_sided(confidence: float, degrees: int) -> float:
    """Return the value that a t variable stays within, on either side of 0.

    Args:
        confidence: Probability of staying within, 0..1 without the ends.
        degrees: Degrees of freedom; >= 1.

    Raises:
        ValueError: An argument is out of its range.

    Source:
        P(|T| > t) = I_x(d/2, 1/2) with x = d / (d + t^2), Abramowitz and Stegun 26.7.1 and 26.5.27.
    """
    if not 0 < confidence < 1 or degrees < 1:
        raise ValueError("the confidence lies between 0 and 1, and there is a degree of freedom")
    low, high = 0.0, 1.0
    while _outside(high, degrees) > 1 - confidence:
        high *= 2
    while high - low > _EPSILON * high:
        middle = (low + high) / 2
        if _outside(middle, degrees) > 1 - confidence:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _outside(t: float, degrees: int) -> float:
    """Return the probability of being further from 0 than ``t``."""
    return _beta(degrees / (degrees + t * t), degrees / 2, 0.5)


def _beta(x: float, a: float, b: float) -> float:
    """Return the regularised incomplete beta function."""
    if x <= 0 or x >= 1:
        return max(0.0, min(1.0, x))
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x))
    if x < (a + 1) / (a + b + 2):
        return front * _fraction(x, a, b) / a
    return 1 - front * _fraction(1 - x, b, a) / b


def _fraction(x: float, a: float, b: float) -> float:
    """Return the continued fraction of the incomplete beta function, by Lentz's method."""
    c, d = 1.0, 1 - (a + b) * x / (a + 1)
    d = 1 / (d if abs(d) > _TINY else _TINY)
    result, m = d, 0
    while m == 0 or abs(c * d - 1) > _EPSILON:
        m += 1
        for term in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 + term * d
            c = 1 + term / c
            d = 1 / (d if abs(d) > _TINY else _TINY)
            c = c if abs(c) > _TINY else _TINY
            result *= c * d
    return result


def standard_error(values: list[float]) -> float:
    """Return the standard error of the mean of two or more values."""
    mean = sum(values) / len(values)
    squares = sum((value - mean) ** 2 for value in values)
    return sqrt(squares / (len(values) * (len(values) - 1)))
