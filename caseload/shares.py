"""How sure a share of a count is. Pure."""

from math import sqrt

# Of the standard normal distribution, for 95 %.
Z95 = 1.959963984540054


def wilson(count: int, n: int) -> tuple[float, float]:
    """The 95 % interval of the share `count` of `n`, between 0 and 1 (Wilson 1927, JASA 22, 209-212).

    Raises ZeroDivisionError when `n` is 0.
    """
    share, square = count / n, Z95 * Z95 / n
    middle = (share + square / 2) / (1 + square)
    half = Z95 / (1 + square) * sqrt(share * (1 - share) / n + square / (4 * n))
    return max(0.0, middle - half), min(1.0, middle + half)
