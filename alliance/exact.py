"""Rounding without floats: four decimals, half away from zero, from rationals of any size."""

from decimal import Decimal
from fractions import Fraction
from math import isqrt

PLACES = 4
_UNIT = 10**PLACES


def four_places(value: Fraction | Decimal | int) -> Decimal:
    """Round to 4 decimals, half away from zero; never a negative zero."""
    exact = Fraction(value)
    units = (2 * abs(exact.numerator) * _UNIT + exact.denominator) // (2 * exact.denominator)
    return decimal_from_units(-units if exact < 0 else units)


def root_four_places(square: Fraction) -> Decimal:
    """The square root of a rational >= 0, rounded like `four_places`."""
    doubled = isqrt(4 * _UNIT * _UNIT * square.numerator // square.denominator)
    return decimal_from_units((doubled + 1) // 2)


def decimal_from_units(units: int) -> Decimal:
    """A number of ten-thousandths as a decimal; built from text, because the context's precision rounds sums."""
    whole, part = divmod(abs(units), _UNIT)
    return Decimal(f"{'-' if units < 0 else ''}{whole}.{part:0{PLACES}d}")
