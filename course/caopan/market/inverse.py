"""Counts from stored uniforms: monotone inverses of the Poisson and binomial laws.

A count is the smallest ``k`` with ``cdf(k) >= u``.  Being monotone in ``u`` and in the mean, the
same luck under a better plan never gives a smaller count, which is what makes two plans
comparable (common random numbers).  Small means use the exact sum of the law; larger means a
fourth-order Cornish-Fisher expansion, whose distribution function is off by at most 0.4 %
(measured in the tests).  At the switch between the two a count may step back by one.

The ``..._count`` functions take one number each and are compiled into the minute kernel; the
others take arrays and run the same code over them.
"""

from math import ceil, exp, log, log1p, sqrt
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from caopan.compiled import compiled

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]

EXACT_BELOW = 6.0  # means up to this one use the exact sum


@compiled
def normal_quantile(u: float) -> float:
    """Quantile of the standard normal law, to 16 digits (Wichura 1988, algorithm AS 241).

    >>> round(normal_quantile(0.975), 6)
    1.959964
    """
    q = u - 0.5
    if abs(q) <= 0.425:
        r = 0.180625 - q * q
        top = 2509.0809287301226727 * r + 33430.575583588128105
        top = ((top * r + 67265.770927008700853) * r + 45921.953931549871457) * r
        top = ((top + 13731.693765509461125) * r + 1971.5909503065514427) * r
        top = (top + 133.14166789178437745) * r + 3.387132872796366608
        low = 5226.495278852545925 * r + 28729.085735721942674
        low = ((low * r + 39307.89580009271061) * r + 21213.794301586595867) * r
        low = ((low + 5394.1960214247511077) * r + 687.1870074920579083) * r
        low = (low + 42.313330701600911252) * r + 1.0
        return q * top / low
    r = sqrt(-log(u if q < 0 else 1 - u))
    if r <= 5.0:
        r -= 1.6
        top = 7.7454501427834140764e-4 * r + 0.0227238449892691845833
        top = ((top * r + 0.24178072517745061177) * r + 1.27045825245236838258) * r
        top = ((top + 3.64784832476320460504) * r + 5.7694972214606914055) * r
        top = (top + 4.6303378461565452959) * r + 1.42343711074968357734
        low = 1.05075007164441684324e-9 * r + 5.475938084995344946e-4
        low = ((low * r + 0.0151986665636164571966) * r + 0.14810397642748007459) * r
        low = ((low + 0.68976733498510000455) * r + 1.6763848301838038494) * r
        low = (low + 2.05319162663775882187) * r + 1.0
    else:
        r -= 5.0
        top = 2.01033439929228813265e-7 * r + 2.71155556874348757815e-5
        top = ((top * r + 0.0012426609473880784386) * r + 0.026532189526576123093) * r
        top = ((top + 0.29656057182850489123) * r + 1.7848265399172913358) * r
        top = (top + 5.4637849111641143699) * r + 6.6579046435011037772
        low = 2.04426310338993978564e-15 * r + 1.4215117583164458887e-7
        low = ((low * r + 1.8463183175100546818e-5) * r + 7.868691311456132591e-4) * r
        low = ((low + 0.0148753612908506148525) * r + 0.13692988092273580531) * r
        low = (low + 0.59983220655588793769) * r + 1.0
    z = top / low
    return -z if q < 0 else z


@compiled
def _expansion(z: float, mean: float, sd: float, skew: float, kurt: float) -> float:
    """Cornish-Fisher quantile (fourth order) of a law with these cumulants, before rounding."""
    z2 = z * z
    bent = skew * (z2 - 1) * (1 / 6)
    tails = z * (kurt * (z2 - 3) * (1 / 24) - skew * skew * (2 * z2 - 5) * (1 / 36))
    return ceil(mean + sd * (z + bent + tails) - 0.5)


@compiled
def poisson_count(u: float, mean: float) -> int:
    """Poisson count of ``mean`` at the uniform ``u``.

    >>> poisson_count(0.5, 2.0)
    2
    """
    if u <= 1 - mean:  # the chance of nothing is at least one less the mean
        return 0
    if mean > EXACT_BELOW:
        sd = sqrt(mean)
        skew = 1 / sd
        return int(max(_expansion(normal_quantile(u), mean, sd, skew, skew * skew), 0.0))
    here = exp(-mean)
    left, k = u - here, 0
    while left > 0.0 and here > 0.0:
        here *= mean / (k + 1)
        left -= here
        k += 1
    return k


@compiled
def _log_miss(p: float) -> float:
    """log(1 - p): its series where eight terms are exact to 1e-8, else the library's."""
    if p > 0.125:
        return log1p(-p)
    tail = p * (1 / 5 + p * (1 / 6 + p * (1 / 7 + p * (1 / 8))))
    return -p * (1 + p * (1 / 2 + p * (1 / 3 + p * (1 / 4 + tail))))


@compiled
def _binomial_half(u: float, n: int, p: float) -> int:
    """Binomial count for p <= 1/2."""
    mean = n * p
    if u <= 1 - mean:
        return 0
    q = 1 - p
    if mean > EXACT_BELOW:
        sd = sqrt(mean * q)
        each = 1 / sd
        wave = _expansion(
            normal_quantile(u), mean, sd, (q - p) * each, (1 - 6 * p * q) * each * each
        )
        return int(min(max(wave, 0.0), float(n)))
    here, odds = exp(n * _log_miss(p)), p / q
    left, k = u - here, 0
    while left > 0.0 and here > 0.0:
        here *= odds * (n - k) / (k + 1)
        left -= here
        k += 1
    return k


@compiled
def binomial_count(u: float, n: int, p: float) -> int:
    """Binomial count out of ``n`` with chance ``p`` at the uniform ``u``.

    Above one half the law is read from its other end, so that both ends stay exact.

    >>> binomial_count(0.1, 10, 0.5)
    3
    """
    if p > 0.5:
        return n - _binomial_half(1 - u, n, 1 - p)
    return _binomial_half(u, n, p)


@compiled
def systematic_count(u: float, n: int, p: float) -> int:
    """Whole people out of ``n`` by systematic sampling: ``floor(n p + u)``.

    >>> systematic_count(0.8, 10, 0.25)
    3
    """
    return min(int(n * p + u), n)


@compiled
def _each_normal(u: Floats, out: Floats) -> None:
    for i in range(out.size):
        out[i] = normal_quantile(u[i])


@compiled
def _each_poisson(u: Floats, mean: Floats, out: Ints) -> None:
    for i in range(out.size):
        out[i] = poisson_count(u[i], mean[i])


@compiled
def _each_binomial(u: Floats, n: Ints, p: Floats, out: Ints) -> None:
    for i in range(out.size):
        out[i] = binomial_count(u[i], n[i], p[i])


def normal(u: Floats) -> Floats:
    """Standard normal quantiles of the uniforms ``u``, arrays of one dimension.

    >>> normal(np.array([0.5, 0.975])).round(3).tolist()
    [0.0, 1.96]
    """
    out = np.empty(len(u))
    _each_normal(np.ascontiguousarray(u, dtype=np.float64), out)
    return out


def poisson(u: Floats, mean: Floats) -> Ints:
    """Poisson counts of ``mean`` at the uniforms ``u`` (broadcast together; mean >= 0).

    >>> poisson(np.array([0.1, 0.5, 0.9]), np.array([2.0, 2.0, 2.0])).tolist()
    [0, 2, 4]
    """
    u, mean = np.broadcast_arrays(np.asarray(u, float), np.asarray(mean, float))
    out = np.zeros(u.shape, dtype=np.int64)
    _each_poisson(np.ravel(u).copy(), np.ravel(mean).copy(), out.reshape(-1))
    return out


def binomial(u: Floats, n: Ints, p: Floats) -> Ints:
    """Binomial counts out of ``n`` with chance ``p`` at the uniforms ``u`` (broadcast together).

    >>> binomial(np.array([0.1, 0.5, 0.99]), np.array([10, 10, 0]), np.array([0.5])).tolist()
    [3, 5, 0]
    """
    u, n, p = np.broadcast_arrays(np.asarray(u, float), np.asarray(n), np.asarray(p, float))
    out = np.zeros(u.shape, dtype=np.int64)
    _each_binomial(
        np.ravel(u).copy(), np.ravel(n).astype(np.int64), np.ravel(p).copy(), out.reshape(-1)
    )
    return out


def systematic(u: Floats, n: Ints, p: Floats) -> Ints:
    """Whole people out of ``n`` by systematic sampling: ``floor(n p + u)``, arrays.

    The mean is exactly ``n p``, the spread the smallest that whole numbers allow, and for one
    person it is the plain coin.  Used where a split's own noise is small beside the noise of the
    arrivals that feed it (who is a fan, who leaves, who sees a card): assumed.

    >>> systematic(np.array([0.1, 0.8]), np.array([10, 10]), np.array([0.25])).tolist()
    [2, 3]
    """
    whole: Ints = (n * p + u).astype(np.int64)
    return np.minimum(whole, n)
