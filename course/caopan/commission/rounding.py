"""Rounding of money (取整): to the nearest whole number, a half upward, exactly."""


def half_up(part: int, whole: int) -> int:
    """Divide and round to the nearest whole number, a half upward.

    whole: above 0. Both are whole numbers, so nothing passes through a float.

    >>> half_up(5, 2), half_up(-5, 2), half_up(7, 3)
    (3, -2, 2)
    """
    return (2 * part + whole) // (2 * whole)
