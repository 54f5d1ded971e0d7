"""The median. `statistics` would bring decimal and fractions along: 170 kB of the exe for one line."""

from collections.abc import Collection


def median(values: Collection[float]) -> float:
    """Return the middle value, the mean of two; there must be one."""
    ordered = sorted(values)
    return (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2
